//! The command line, run as people run it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::town::{folder, lilla};

fn run(here: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_synpunkt"))
        .args(arguments)
        .current_dir(here)
        .env("SYNPUNKT_MUNICIPALITY__PATH", lilla())
        .env("SYNPUNKT_CLASSIFY__PRECISION", "0.6")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

#[test]
fn check_names_file_line_and_what_is_wrong() {
    let here = folder();
    let check = |edit: &dyn Fn(&Path)| {
        let town = here.join("kommun");
        copy(&lilla(), &town);
        edit(&town);
        let output = Command::new(env!("CARGO_BIN_EXE_synpunkt"))
            .arg("check")
            .current_dir(&here)
            .env("SYNPUNKT_MUNICIPALITY__PATH", &town)
            .output()
            .unwrap();
        fs::remove_dir_all(&town).unwrap();
        (output.status.code().unwrap(), said(&output))
    };
    let change = |file: &'static str, from: &'static str, to: &'static str| {
        move |town: &Path| {
            let path = town.join(file);
            let text = fs::read_to_string(&path).unwrap();
            assert!(text.contains(from), "{from}");
            fs::write(path, text.replacen(from, to, 1)).unwrap();
        }
    };
    let (code, words) = check(&|_| {});
    assert_eq!(code, 0, "{words}");
    let categories = "categories/01-allt.toml";
    for (edit, place, sentence) in [
        (change(categories, "department = \"SBF\"", "department = \"SBX\""), "categories/01-allt.toml:11:", "SBX"),
        (
            change(categories, "department = \"KUF\"", "department = \"KUX\""),
            "categories/01-allt.toml:",
            "elsewhere KUX",
        ),
        (change(categories, "secret = false", "secret = maybe"), "categories/01-allt.toml:14:", ""),
        (change(categories, "kinds = [\"fel\"", "kinds = [\"fel\", \"berom\""), "categories/01-allt.toml:13:", "berom"),
        (change(categories, "code = \"gata.belysning\"", "code = \"gata.hal\""), ":", "twice"),
        (change(categories, "other = true", "other = false"), "categories/", "exactly one"),
        (change("departments.toml", "SBF@lilla.example", "SBF"), "departments.toml:", "e-mail"),
        (change("promises.toml", "fel = 10", "fel = 0"), "promises.toml:", "0 working days"),
        (change("municipality.toml", "#0a5a6b", "#8fd0da"), "municipality.toml:", "contrast"),
        (change("municipality.toml", "phone =", "telephone ="), "municipality.toml:", "telephone"),
        (change("learning/texts.csv", "gata.hal", "gata.hål"), "learning/texts.csv:2:", "no category gata.hål"),
    ] {
        let (code, words) = check(&edit);
        assert!(code == 1 && words.contains(place) && words.contains(sentence), "{place} {sentence}: {words}");
    }
    let (code, words) = check(&|town: &Path| fs::remove_file(town.join("promises.toml")).unwrap());
    assert!(code == 1 && words.contains("promises.toml:1:"), "{words}");
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn a_wrong_setting_stops_the_start_with_its_key() {
    let here = folder();
    for (key, value, expected) in [
        ("SYNPUNKT_SERVER__LISTEN", "nowhere", "server.listen"),
        ("SYNPUNKT_MAIL__TRANSPORT", "pigeon", "mail.transport"),
        ("SYNPUNKT_DATABASE__URL", "mysql://x", "database.url"),
        ("SYNPUNKT_CLASSIFY__PRECISION", "2", "classify.precision"),
        ("SYNPUNKT_MAIL__SMTP_ULR", "x", "smtp_ulr"),
        ("SYNPUNKT_MAIL__FROM", "ingen", "mail.from"),
        ("SYNPUNKT_MAIL_FROM", "a@example.org", "SYNPUNKT_MAIL__FROM"),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_synpunkt"))
            .args(["staff", "add", "--email", "a@example.org", "--name", "A", "--role", "reader"])
            .current_dir(&here)
            .env("SYNPUNKT_MUNICIPALITY__PATH", lilla())
            .env(key, value)
            .output()
            .unwrap();
        assert!(!output.status.success() && said(&output).contains(expected), "{key}: {}", said(&output));
    }
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn what_is_exported_can_be_loaded_and_is_the_same() {
    let here = folder();
    let exported = run(&here, &["municipality", "export", "ut"]);
    assert!(exported.status.success(), "{}", said(&exported));
    let loaded = run(&here, &["municipality", "load", "ut"]);
    assert!(loaded.status.success(), "{}", said(&loaded));
    assert!(run(&here, &["municipality", "load", "ut"]).status.success(), "safe to repeat");
    assert!(run(&here, &["municipality", "export", "igen"]).status.success());
    for file in
        ["municipality.toml", "departments.toml", "promises.toml", "categories/01-gata.toml", "learning/texts.csv"]
    {
        let text = |folder: &str| fs::read_to_string(here.join(folder).join(file)).unwrap();
        assert_eq!(text("ut"), text("igen"), "{file}");
    }
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn staff_and_keys_are_added_and_mistakes_are_explained() {
    let here = folder();
    let add =
        |email: &str, role: &str| run(&here, &["staff", "add", "--email", email, "--name", "Alva", "--role", role]);
    let added = add("alva@example.org", "contact_centre");
    assert!(added.status.success() && said(&added).contains("/personal/lank/"), "{}", said(&added));
    assert!(said(&add("alva@example.org", "reader")).contains("already"));
    assert!(said(&add("alva", "reader")).contains("email"));
    assert!(said(&add("bo@example.org", "boss")).contains("use administrator"));
    assert!(said(&add("bo@example.org", "department")).contains("department"));
    let link = run(&here, &["staff", "link", "--email", "alva@example.org"]);
    assert!(said(&link).contains("/personal/lank/"), "{}", said(&link));
    assert!(run(&here, &["staff", "disable", "--email", "alva@example.org"]).status.success());
    assert!(!run(&here, &["staff", "link", "--email", "alva@example.org"]).status.success());
    let key = run(&here, &["key", "add", "--name", "karta", "--may", "cases:read", "cases:write"]);
    assert!(String::from_utf8_lossy(&key.stdout).starts_with("sp_"), "{}", said(&key));
    assert!(said(&run(&here, &["key", "withdraw", "--name", "karta"])).contains("1 withdrawn"));
    assert!(!run(&here, &["key", "add", "--name", "karta", "--may", "cases:eat"]).status.success());
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn the_classifier_explains_learns_and_is_judged() {
    let here = folder();
    let explained = run(&here, &["classifier", "explain", "Lamporna är trasiga vid torget"]);
    assert!(said(&explained).contains("gata.belysning"), "{}", said(&explained));
    assert!(run(&here, &["classifier", "train"]).status.success());
    let city = "text,category,kind,also\n".to_owned()
        + &"Straßenlaterne defekt am Markt,licht,,\nSchlagloch auf der Straße,straße,,weg\nLaterne dunkel,licht,,\n\
            Loch im Asphalt der Straße,straße,,weg\n"
            .repeat(4);
    fs::write(here.join("city.csv"), city).unwrap();
    let judged = run(&here, &["classifier", "evaluate", "city.csv", "--learn", "city.csv"]);
    let figures: serde_json::Value =
        serde_json::from_slice(&judged.stdout).unwrap_or_else(|_| panic!("{}", said(&judged)));
    assert_eq!(
        (&figures["n"], &figures["top1"], &figures["department_top1"]),
        (&16.into(), &1.0.into(), &serde_json::Value::Null)
    );
    for name in ["top3", "macro_f1", "department_top3", "kind_top1", "auto_share", "auto_precision", "us_per_text"] {
        assert!(figures.get(name).is_some(), "{name}");
    }
    fs::write(here.join("own.csv"), "text,category,kind\nLyktan blinkar,gata.belysning,fel\n").unwrap();
    assert!(run(&here, &["classifier", "import", "own.csv"]).status.success());
    assert!(run(&here, &["classifier", "import", "own.csv"]).status.success(), "safe to repeat");
    let own = run(&here, &["classifier", "evaluate", "own.csv"]);
    assert!(said(&own).contains("\"department_top1\":1.0"), "{}", said(&own));
    fs::write(here.join("bad.csv"), "text,category\nHej,gata.okänd\n").unwrap();
    assert!(
        said(&run(&here, &["classifier", "import", "bad.csv"]))
            .contains("there is no category gata.okänd (line 2, 1 rows)")
    );
    fs::remove_dir_all(here).unwrap();
}

#[test]
fn the_openapi_document_needs_no_database() {
    let here = folder();
    let output = run(&here, &["openapi"]);
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    assert!(!here.join("var").exists());
    fs::remove_dir_all(here).unwrap();
}
