//! A municipality's own history, from a file: checked, without what is there twice, with a report.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::example::Example;
use crate::error::{Error, Result};
use crate::municipality::Municipality;

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Rows in the file.
    pub rows: usize,
    /// Texts that are new.
    pub new: usize,
    /// Texts that were there, with the same category.
    pub known: usize,
    /// Texts that were there with another category; the file's wins.
    pub changed: usize,
    /// Rows that say what another row of the file says.
    pub repeated: usize,
    /// Lines whose text another line of the file has with another category; the last one wins.
    pub contradicting: Vec<usize>,
    /// New and changed texts by category.
    pub by_category: BTreeMap<String, usize>,
}

/// What is to be learnt from a file.
#[derive(Debug)]
pub struct Checked {
    /// New and changed texts, each once.
    pub texts: Vec<Example>,
    /// What was found.
    pub report: Report,
}

/// Checks a file's texts against the municipality and what is there.
///
/// # Errors
/// Categories that there are not, each with its first line and how often; nothing is taken in then.
pub fn check(read: Vec<Example>, municipality: &Municipality, there: &[Example]) -> Result<Checked> {
    let mut unknown: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for text in &read {
        if municipality.category(&text.category).is_none() && municipality.heirs(&text.category).is_empty() {
            unknown.entry(&text.category).or_insert((text.line, 0)).1 += 1;
        }
    }
    if !unknown.is_empty() {
        let each = unknown.iter().map(|(code, (line, rows))| format!("{code} (line {line}, {rows} rows)"));
        let all = each.collect::<Vec<_>>().join(", ");
        return Err(Error::internal(format!(
            "there is no category {all}. Add `was = [\"...\"]` to the category that has taken its place, or take the rows \
             out. Nothing was taken in"
        )));
    }
    let known: HashMap<&str, &Example> = there.iter().map(|text| (text.text.as_str(), text)).collect();
    let mut report = Report { rows: read.len(), ..Report::default() };
    let mut by_text: HashMap<String, Example> = HashMap::new();
    for text in read {
        let before = by_text.insert(text.text.clone(), text.clone());
        match before {
            Some(before) if before.category == text.category => report.repeated += 1,
            Some(_) => report.contradicting.push(text.line),
            None => {}
        }
    }
    let mut texts = Vec::new();
    for text in by_text.into_values() {
        match known.get(text.text.as_str()) {
            Some(there) if there.category == text.category => report.known += 1,
            there => {
                if there.is_some() {
                    report.changed += 1;
                } else {
                    report.new += 1;
                }
                *report.by_category.entry(text.category.clone()).or_default() += 1;
                texts.push(text);
            }
        }
    }
    texts.sort_by_key(|text| text.line);
    report.contradicting.sort_unstable();
    Ok(Checked { texts, report })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::municipality::read::{Source, read};

    #[test]
    fn a_history_is_checked_and_told_of() {
        let town = read(&Source::Embedded).unwrap().municipality;
        let text = |text: &str, category: &str, line| Example {
            text: text.to_owned(),
            category: category.to_owned(),
            line,
            ..Example::default()
        };
        let there = [text("ett", "gata.hal", 0), text("två", "gata.hal", 0)];
        let file = vec![
            text("ett", "gata.hal", 2),
            text("två", "gata.skylt", 3),
            text("tre", "gata.hal", 4),
            text("tre", "gata.hal", 5),
            text("tre", "gata.cykel", 6),
        ];
        let Checked { texts, report } = check(file, &town, &there).unwrap();
        assert_eq!((report.new, report.known, report.changed, report.repeated), (1, 1, 1, 1));
        assert_eq!(report.contradicting, [6]);
        assert_eq!(texts.iter().map(|t| t.category.as_str()).collect::<Vec<_>>(), ["gata.skylt", "gata.cykel"]);
        let refused = check(vec![text("fyra", "gata.finns-inte", 2)], &town, &there).unwrap_err().to_string();
        assert!(refused.contains("gata.finns-inte (line 2, 1 rows)"), "{refused}");
    }
}
