//! The rules of the architecture (README, "Rules").

use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file below a folder, with its path from the root and its code without the tests at its end.
fn files(folder: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, all: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                walk(&entry.path(), all);
            } else if entry.path().extension().is_some_and(|e| e == "rs") {
                all.push(entry.path());
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    walk(&root.join(folder), &mut all);
    all.sort();
    let name = |path: &Path| path.strip_prefix(root).unwrap().display().to_string();
    all.into_iter().map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect()
}

fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap()
}

/// `src/case/apply.rs` is in the module `case`.
fn module(file: &str) -> &str {
    file.trim_start_matches("src/").split(['/', '.']).next().unwrap()
}

const FEATURES: &[&str] =
    &["intake", "route", "notify", "track", "desk", "triage", "staff", "guide", "health", "insight"];

#[test]
fn a_file_speaks_http_or_sql_never_both() {
    for (file, text) in files("src") {
        assert!(!(text.contains("axum::") && text.contains("sea_orm::")), "{file}");
    }
}

#[test]
fn imports_point_inwards() {
    fn may(file: &str) -> Vec<&str> {
        match module(file) {
            // Along the journey, and only there, features call forward.
            // What is told before sending is told in the same words after it.
            "intake" => vec!["route", "intake", "track"],
            "triage" => vec!["triage", "staff", "notify", "track", "intake"],
            "desk" => vec!["desk", "track"],
            "track" => vec!["track", "intake"],
            "insight" => vec!["insight", "staff"],
            "api" | "work" | "main" | "server" | "lib" => FEATURES.to_vec(),
            other => vec![other],
        }
    }
    for (file, text) in files("src") {
        for feature in FEATURES {
            let named = code(&text).lines().filter(|line| line.starts_with("use crate::")).any(|line| {
                let rest = line.trim_start_matches("use crate::");
                let names: Vec<&str> = if let Some(list) = rest.strip_prefix('{') {
                    list.trim_end_matches("};").split(", ").collect()
                } else {
                    vec![rest]
                };
                names.iter().any(|name| name.split([':', ';', ' ']).next() == Some(feature))
            });
            assert!(!named || may(&file).contains(feature), "{file} names {feature}");
        }
    }
    for (file, text) in files("migration/src") {
        assert!(!text.contains("entity") && !text.contains("synpunkt"), "{file} names something of ours");
    }
}

#[test]
fn a_table_is_written_by_one_module_only() {
    let owners = [
        ("case", "case"),
        ("contact", "case"),
        ("event", "case"),
        ("photo", "case"),
        ("desk_link", "case"),
        ("counter", "case"),
        ("letter", "notify"),
        ("task", "notify"),
        ("officer", "staff"),
        ("session", "staff"),
        ("sign_in_link", "staff"),
        ("api_key", "staff"),
        ("department", "municipality"),
        ("category", "municipality"),
        ("promise", "municipality"),
        ("municipality", "municipality"),
        ("learning_text", "municipality"),
        ("lesson", "insight"),
        ("outcome", "insight"),
        ("tally", "insight"),
        ("guided", "insight"),
    ];
    for (file, text) in files("src") {
        for (table, owner) in owners {
            let written =
                ["insert", "insert_many", "update_many", "delete_many", "update", "delete"].iter().any(|verb| {
                    text.contains(&format!(" {table}::Entity::{verb}("))
                        || text.contains(&format!("\t{table}::Entity::{verb}("))
                });
            let made = text.contains(&format!(" {table}::ActiveModel {{"));
            assert!(!(written || made) || module(&file) == owner, "{file} writes {table}");
        }
    }
}

#[test]
fn what_is_dangerous_stands_in_one_place() {
    let only = |what: &str, places: &[&str]| {
        for (file, text) in files("src") {
            assert!(!code(&text).contains(what) || places.contains(&file.as_str()), "{file} names {what}");
        }
    };
    only("lettre::", &["src/notify/post.rs"]);
    only("env::var", &["src/config.rs"]);
    only("Environment::", &["src/config.rs"]);
    only("tokio::spawn", &["src/main.rs", "src/db.rs", "src/intake/register.rs"]);
    only("Utc::now", &["src/clock.rs"]);
    only("Uuid::new_v7", &["src/clock.rs"]);
}

#[test]
fn files_stay_small_and_handlers_few_in_arguments() {
    for folder in ["src", "entity/src", "migration/src", "tests"] {
        for (file, text) in files(folder) {
            let lines = text.lines().count();
            assert!(lines <= 400, "{file} has {lines} lines");
        }
    }
    for (file, text) in files("src") {
        for handler in code(&text).split("async fn ").skip(1) {
            let arguments = handler.split(") ->").next().unwrap();
            if arguments.contains("State(") {
                let count = arguments.matches(": ").count();
                assert!(count <= 5, "{file}: {}", arguments.lines().next().unwrap());
            }
        }
    }
}

#[test]
fn nothing_is_left_half_done() {
    for folder in ["src", "entity/src", "migration/src", "tests/it"] {
        for (file, text) in files(folder).iter().filter(|(file, _)| !file.ends_with("shape.rs")) {
            for word in ["todo!", "unimplemented!", "TODO", "FIXME", "#[ignore", "#[allow("] {
                assert!(!text.contains(word), "{file} holds {word}");
            }
        }
    }
}
