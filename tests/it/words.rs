//! Every word that is shown is there, in every language.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            all.extend(files(&entry.path(), ending));
        } else if entry.path().extension().is_some_and(|e| e == ending) {
            all.push(entry.path());
        }
    }
    all
}

/// Keys with the variables their words take.
fn keys(lang: &str) -> BTreeSet<(String, BTreeSet<String>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/text").join(lang);
    let mut all = BTreeSet::new();
    for file in files(&folder, "ftl") {
        let text = fs::read_to_string(file).unwrap();
        let mut entries: Vec<String> = Vec::new();
        for line in text.lines() {
            match line.chars().next() {
                Some(c) if c.is_ascii_lowercase() => entries.push(line.to_owned()),
                _ => {
                    if let Some(entry) = entries.last_mut() {
                        entry.push_str(line);
                    }
                }
            }
        }
        for entry in entries {
            let (key, words) = entry.split_once('=').unwrap();
            let names =
                words.split('$').skip(1).map(|part| part.chars().take_while(char::is_ascii_alphabetic).collect());
            assert!(all.insert((key.trim().to_owned(), names.collect())), "{key} is there twice");
        }
    }
    all
}

#[test]
fn every_language_says_the_same_things() {
    let (sv, en) = (keys("sv"), keys("en"));
    let names =
        |all: &BTreeSet<(String, BTreeSet<String>)>| all.iter().map(|(key, _)| key.clone()).collect::<BTreeSet<_>>();
    let only: Vec<_> = names(&sv).symmetric_difference(&names(&en)).cloned().collect();
    assert!(only.is_empty(), "only in one language: {only:?}");
    assert!(sv.len() > 300);
}

#[test]
fn every_key_that_the_code_names_has_words_and_every_word_is_used() {
    let all: BTreeSet<String> = keys("sv").into_iter().map(|(key, _)| key).collect();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let code: String = files(&src, "rs").iter().map(|file| fs::read_to_string(file).unwrap()).collect();
    // What looks like a key, in the code's strings: letters and a hyphen.
    let strings: BTreeSet<&str> = code.split('"').collect();
    let heads: BTreeSet<&str> = all.iter().filter_map(|key| key.split('-').next()).collect();
    let not_words = ["form-data", "letter-", "track-now-", "case-search", "no-store", "plan-due"];
    let missing: Vec<_> = strings
        .iter()
        .filter(|s| {
            s.contains('-') && s.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
        })
        .filter(|s| heads.contains(s.split('-').next().unwrap()) && !s.ends_with('-') && !not_words.contains(s))
        .filter(|s| !all.contains(**s) && !all.iter().any(|key| key.starts_with(&format!("{s}-"))))
        .collect();
    assert!(missing.is_empty(), "no words for {missing:?}");
    // A key is used when the code names it, or begins it with what it puts together.
    let built: BTreeSet<&str> =
        strings.iter().filter_map(|s| s.split_once('{').map(|(head, _)| head)).filter(|h| h.ends_with('-')).collect();
    let pages = ["advice-", "influence-", "accessibility-", "privacy-"];
    let unused: Vec<_> = all
        .iter()
        .filter(|key| !strings.contains(key.as_str()))
        .filter(|key| {
            !built.iter().any(|head| key.starts_with(head)) && !pages.iter().any(|head| key.starts_with(head))
        })
        .collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}
