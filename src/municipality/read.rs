//! From files to a municipality, with every flaw told by file, line and sentence.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use entity::word::Kind;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;
use validator::ValidateEmail as _;

use super::sign::Signs;
use super::{About, Category, Department, Municipality};
use crate::classify::example::{self, Example};

/// Where the files are: see [`super::source`].
pub use super::source::Source;

/// The file of learning texts that are as residents write. Those of other files are written to teach.
pub(super) const TYPICAL: &str = "learning/texts.csv";

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The file, below the municipality's folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub sentence: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.sentence)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DepartmentFile {
    department: Vec<Spanned<Department>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CategoryFile {
    group_sv: String,
    group_en: String,
    category: Vec<Spanned<Category>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PromiseFile {
    answer_days: BTreeMap<Kind, i32>,
}

/// A municipality and the texts to learn from, as the files have them.
#[derive(Debug)]
pub struct Loaded {
    /// The municipality.
    pub municipality: Municipality,
    /// Texts whose category is known.
    pub examples: Vec<Example>,
}

/// Reads all files.
///
/// # Errors
/// Every flaw found, in the order of the files.
pub fn read(source: &Source) -> Result<Loaded, Vec<Flaw>> {
    let mut reader = Reader { source, flaws: Vec::new() };
    let about = reader.about();
    let departments = reader.departments();
    let promises = reader.promises();
    let categories = reader.categories(&departments);
    let signs = reader.signs(&categories);
    let examples = reader.examples(&categories, signs.as_ref());
    match (about, signs, reader.flaws) {
        (Some(about), Some(signs), flaws) if flaws.is_empty() => {
            Ok(Loaded { municipality: Municipality::new(about, departments, categories, promises, signs), examples })
        }
        (_, _, flaws) => Err(flaws),
    }
}

struct Reader<'a> {
    source: &'a Source,
    flaws: Vec<Flaw>,
}

/// One file at hand: its text, to find lines in.
struct Page {
    file: String,
    text: String,
}

impl Page {
    /// The line of a key, at or after a place in the text.
    fn line(&self, from: usize, key: &str) -> usize {
        let before = self.text.get(..from).map_or(0, |t| t.matches('\n').count());
        let rest = self.text.get(from..).unwrap_or_default();
        let after = rest.lines().position(|line| line.trim_start().starts_with(key) && !key.is_empty());
        before + after.unwrap_or(0) + 1
    }
}

impl Reader<'_> {
    fn flaw(&mut self, page: &Page, line: usize, sentence: String) {
        self.flaws.push(Flaw { file: page.file.clone(), line, sentence });
    }

    fn page<T: DeserializeOwned>(&mut self, name: &str) -> Option<(Page, T)> {
        let text = match self.source.text(name) {
            Ok(text) => text,
            Err(why) => {
                self.flaws.push(missing(name, &why));
                return None;
            }
        };
        let page = Page { file: name.to_owned(), text };
        match toml::from_str(&page.text) {
            Ok(value) => Some((page, value)),
            Err(trouble) => {
                let line = page.line(trouble.span().map_or(0, |span| span.start), "");
                self.flaw(&page, line, trouble.message().to_owned());
                None
            }
        }
    }

    fn about(&mut self) -> Option<About> {
        let (page, about) = self.page::<About>("municipality.toml")?;
        for (key, value) in [
            ("name", &about.name),
            ("short_name", &about.short_name),
            ("contact_centre_sv", &about.contact_centre_sv),
            ("contact_centre_en", &about.contact_centre_en),
            ("phone", &about.phone),
        ] {
            if value.trim().is_empty() {
                self.flaw(&page, page.line(0, key), format!("{key} is empty: people read it"));
            }
        }
        if !about.email.validate_email() {
            self.flaw(&page, page.line(0, "email"), "email is not an e-mail address".to_owned());
        }
        for (key, colour, ground) in
            [("accent ", &about.accent, "#fbfaf7"), ("accent_dark", &about.accent_dark, "#14181b")]
        {
            match contrast(colour, ground) {
                None => self.flaw(&page, page.line(0, key), format!("{} must be #rrggbb", key.trim())),
                Some(ratio) if ratio < 4.5 => self.flaw(
                    &page,
                    page.line(0, key),
                    format!("{} has a contrast of {ratio:.1}:1; people need 4.5:1 or more to read it", key.trim()),
                ),
                Some(_) => {}
            }
        }
        Some(about)
    }

    fn departments(&mut self) -> Vec<Department> {
        let Some((page, file)) = self.page::<DepartmentFile>("departments.toml") else { return Vec::new() };
        let mut seen = HashSet::new();
        let mut departments = Vec::new();
        for entry in file.department {
            let at = entry.span().start;
            let department = entry.into_inner();
            let code = &department.code;
            if !seen.insert(code.clone()) {
                self.flaw(&page, page.line(at, "code"), format!("the department {code} is there twice"));
            }
            if code.is_empty() || !code.chars().all(|c| c.is_ascii_alphanumeric()) {
                self.flaw(&page, page.line(at, "code"), format!("the code \"{code}\" must be letters and digits"));
            }
            if department.sv.trim().is_empty() || department.en.trim().is_empty() {
                self.flaw(&page, page.line(at, "code"), format!("the department {code} needs a name in sv and in en"));
            }
            if !department.email.validate_email() {
                self.flaw(&page, page.line(at, "email"), format!("the department {code} has no valid e-mail address"));
            }
            departments.push(department);
        }
        departments
    }

    fn promises(&mut self) -> BTreeMap<Kind, i32> {
        let Some((page, file)) = self.page::<PromiseFile>("promises.toml") else { return BTreeMap::new() };
        for kind in Kind::ALL {
            let code = kind.code();
            match file.answer_days.get(kind) {
                None => self.flaw(&page, page.line(0, "[answer_days]"), format!("{code} has no promise")),
                Some(days) if !(1..=90).contains(days) => {
                    self.flaw(&page, page.line(0, code), format!("{code} promises {days} working days; use 1 to 90"));
                }
                Some(_) => {}
            }
        }
        file.answer_days
    }

    fn categories(&mut self, departments: &[Department]) -> Vec<Category> {
        let mut categories: Vec<Category> = Vec::new();
        let mut seen = HashSet::new();
        let names = self.source.files("categories", "toml");
        for name in &names {
            let Some((page, file)) = self.page::<CategoryFile>(name) else { continue };
            if file.group_sv.trim().is_empty() || file.group_en.trim().is_empty() {
                self.flaw(&page, 1, "the group needs a name in sv and in en".to_owned());
            }
            for entry in file.category {
                let at = entry.span().start;
                let mut category = entry.into_inner();
                category.group_sv.clone_from(&file.group_sv);
                category.group_en.clone_from(&file.group_en);
                if !seen.insert(category.code.clone()) {
                    let sentence = format!("the category {} is there twice", category.code);
                    self.flaw(&page, page.line(at, "code"), sentence);
                }
                for (key, sentence) in category_flaws(&category, departments) {
                    self.flaw(&page, page.line(at, key), format!("the category {} {sentence}", category.code));
                }
                categories.push(category);
            }
        }
        for category in &categories {
            if let Some(code) = category.was.iter().find(|code| categories.iter().any(|c| c.code == **code)) {
                let sentence = format!("the category {} was {code}, but {code} is still there", category.code);
                self.flaws.push(Flaw { file: "categories".to_owned(), line: 1, sentence });
            }
        }
        let others = categories.iter().filter(|c| c.other).count();
        if others != 1 {
            let file = names.last().cloned().unwrap_or_else(|| "categories".to_owned());
            let sentence =
                format!("{others} categories have other = true; exactly one must, for what fits nowhere else");
            self.flaws.push(Flaw { file, line: 1, sentence });
        }
        categories
    }

    fn signs(&mut self, categories: &[Category]) -> Option<Signs> {
        let (page, signs) = self.page::<Signs>("signs.toml")?;
        for (key, sentence) in signs.flaws(|code| categories.iter().any(|category| category.code == code)) {
            self.flaw(&page, page.line(0, &key), sentence);
        }
        Some(signs)
    }

    fn examples(&mut self, categories: &[Category], signs: Option<&Signs>) -> Vec<Example> {
        let mut all = Vec::new();
        for name in self.source.files("learning", "csv") {
            let text = match self.source.text(&name) {
                Ok(text) => text,
                Err(why) => {
                    self.flaws.push(missing(&name, &why));
                    continue;
                }
            };
            let page = Page { file: name, text };
            match example::read(page.text.as_bytes()) {
                Err(trouble) => self.flaw(&page, trouble.line, trouble.sentence),
                Ok(examples) => {
                    for example in &examples {
                        if let Some(sentence) = example_flaw(example, categories, signs) {
                            self.flaw(&page, example.line, sentence);
                        }
                    }
                    let typical = page.file == TYPICAL;
                    all.extend(examples.into_iter().map(|example| Example { typical, ..example }));
                }
            }
        }
        all
    }
}

fn example_flaw(example: &Example, categories: &[Category], signs: Option<&Signs>) -> Option<String> {
    if let Some(sign) = &example.sign {
        let known = sign.is_empty() || signs.is_none_or(|signs| signs.knows(sign));
        return (!known).then(|| format!("there is no sign {sign}: use danger, secret, or a way of signs.toml"));
    }
    if !categories.iter().any(|c| c.code == example.category) {
        return Some(format!("there is no category {}", example.category));
    }
    let kind = example.kind.as_deref().filter(|k| Kind::from_code(k).is_none())?;
    Some(format!("{kind} is not a kind: use fraga, forslag, klagomal, berom or fel"))
}

fn missing(file: &str, why: &str) -> Flaw {
    Flaw { file: file.to_owned(), line: 1, sentence: format!("cannot be read: {why}") }
}

fn category_flaws(category: &Category, departments: &[Department]) -> Vec<(&'static str, String)> {
    let mut flaws = Vec::new();
    let mut flaw = |key, sentence: String| flaws.push((key, sentence));
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    if !category.code.contains('.') || !category.code.chars().all(plain) {
        flaw("code", "needs a code such as group.name, in a-z, 0-9 and hyphens".to_owned());
    }
    for (key, words) in
        [("sv", &category.sv), ("en", &category.en), ("help_sv", &category.help_sv), ("help_en", &category.help_en)]
    {
        if words.trim().is_empty() {
            flaw(key, format!("has an empty {key}"));
        }
    }
    let distinct: HashSet<_> = category.synonyms.iter().map(|s| s.trim().to_lowercase()).collect();
    if !(5..=15).contains(&category.synonyms.len()) {
        flaw("synonyms", format!("has {} synonyms; 5 to 15 are needed", category.synonyms.len()));
    } else if distinct.len() < category.synonyms.len() || distinct.contains("") {
        flaw("synonyms", "has an empty synonym, or the same one twice".to_owned());
    }
    if !departments.iter().any(|d| d.code == category.department) {
        flaw(
            "department",
            format!("belongs to the department {}, which departments.toml does not have", category.department),
        );
    }
    for other in &category.elsewhere {
        if !departments.iter().any(|d| d.code == other.department) {
            let sentence = format!("is elsewhere {}'s, which departments.toml does not have", other.department);
            flaw("elsewhere", sentence);
        }
        if other.places.is_empty() || other.places.iter().any(|place| !place.chars().any(char::is_alphanumeric)) {
            flaw("elsewhere", "has a place elsewhere without a name".to_owned());
        }
    }
    if category.kinds.is_empty() {
        flaw("kinds", "has no usual kind".to_owned());
    }
    for kind in &category.kinds {
        if !category.answer_days.contains_key(kind) {
            flaw("answer_days", format!("has no promise for its kind {}", kind.code()));
        }
    }
    if let Some((kind, days)) = category.answer_days.iter().find(|(_, days)| !(1..=90).contains(*days)) {
        flaw("answer_days", format!("promises {days} working days for {}; use 1 to 90", kind.code()));
    }
    if category.season_review.is_some() && category.review_day().is_none() {
        flaw("season_review", "has a season_review that is not a day written MM-DD".to_owned());
    }
    flaws
}

/// Contrast ratio of two colours (WCAG 2.2, "contrast ratio"); none when one is not `#rrggbb`.
fn contrast(a: &str, b: &str) -> Option<f64> {
    let (a, b) = (luminance(a)?, luminance(b)?);
    Some((a.max(b) + 0.05) / (a.min(b) + 0.05))
}

fn luminance(colour: &str) -> Option<f64> {
    let digits = colour.strip_prefix('#').filter(|d| d.len() == 6)?;
    let part = |range| {
        let value = f64::from(u8::from_str_radix(digits.get(range)?, 16).ok()?) / 255.0;
        Some(if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
    };
    Some(0.2126 * part(0..2)? + 0.7152 * part(2..4)? + 0.0722 * part(4..6)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_whole() {
        let loaded = read(&Source::Embedded).unwrap_or_else(|flaws| panic!("{}", flaws[0]));
        assert_eq!(loaded.municipality.departments.len(), 16);
        assert_eq!(loaded.municipality.categories.len(), 108);
        assert!(loaded.examples.len() > 2000);
    }

    #[test]
    fn contrast_is_as_wcag_computes_it() {
        assert!((contrast("#000000", "#ffffff").unwrap() - 21.0).abs() < 0.01);
        assert!((contrast("#777777", "#ffffff").unwrap() - 4.48).abs() < 0.01);
        assert_eq!(contrast("red", "#ffffff"), None);
    }
}
