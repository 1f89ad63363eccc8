//! Texts whose kind and category are known: what the classifier learns from and is judged by.

use crate::error::{Context, Error, Result};

/// A text and what it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Example {
    /// What somebody wrote.
    pub text: String,
    /// The code of its category, of any municipality.
    pub category: String,
    /// Its kind, where known; any city's word.
    pub kind: Option<String>,
    /// Other codes that are right too.
    pub also: Vec<String>,
    /// What it also is: danger, a secret, a matter with a way of its own; empty when it is known to be none of these.
    pub sign: Option<String>,
    /// Somebody who knows said that it is not of this category; of which it is, is not known.
    pub denied: bool,
    /// A resident wrote it, or it is as they write, unlike what was written to teach: how sure is sure is found out on
    /// such texts.
    pub typical: bool,
    /// Its line in the file, 0 when it comes from the database.
    pub line: usize,
}

impl Example {
    /// Whether a code is right for it.
    pub fn accepts(&self, code: &str) -> bool {
        self.category == code || self.also.iter().any(|other| other == code)
    }
}

/// Why a file cannot be learnt from.
#[derive(Debug)]
pub struct CsvFlaw {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub sentence: String,
}

/// Reads a CSV file with the columns text, category, kind and optionally also.
///
/// # Errors
/// The first flaw: a column that is missing, an empty text or category.
pub fn read(csv: &[u8]) -> Result<Vec<Example>, CsvFlaw> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv);
    let flaw = |line: u64, sentence: String| CsvFlaw { line: usize::try_from(line).unwrap_or(0), sentence };
    let broken = |e: csv::Error| flaw(e.position().map_or(1, csv::Position::line), format!("is not valid CSV: {e}"));
    let headers = reader.headers().map_err(broken)?.clone();
    let column = |name: &str| headers.iter().position(|h| h.trim_start_matches('\u{feff}').eq_ignore_ascii_case(name));
    let need = |name: &str| column(name).ok_or_else(|| flaw(1, format!("has no column named {name}")));
    let (text, kind, also, sign) = (need("text")?, column("kind"), column("also"), column("sign"));
    // Texts of what a letter also is need no category.
    let category = if sign.is_some() { column("category") } else { Some(need("category")?) };
    let mut examples = Vec::new();
    for row in reader.records() {
        let row = row.map_err(broken)?;
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let about = category.map(cell).unwrap_or_default();
        if cell(text).is_empty() || (about.is_empty() && sign.is_none()) {
            return Err(flaw(line, "has an empty text or category".to_owned()));
        }
        examples.push(Example {
            text: cell(text).to_owned(),
            category: about.to_owned(),
            kind: kind.map(cell).filter(|k| !k.is_empty()).map(str::to_owned),
            also: also.map(cell).unwrap_or_default().split('|').filter(|c| !c.is_empty()).map(str::to_owned).collect(),
            sign: sign.map(cell).map(str::to_owned),
            denied: false,
            typical: true,
            line: usize::try_from(line).unwrap_or(0),
        });
    }
    Ok(examples)
}

/// Writes texts of signs as a CSV file that `read` takes.
///
/// # Errors
/// Never in practice: it writes to memory.
pub fn write_signs(examples: &[Example]) -> Result<String> {
    let row = |example: &Example| [example.text.clone(), example.sign.clone().unwrap_or_default()];
    csv(["text", "sign"], examples.iter().map(row))
}

/// Writes a CSV file that `read` takes.
///
/// # Errors
/// Never in practice: it writes to memory.
pub fn write(examples: &[Example]) -> Result<String> {
    let row = |e: &Example| [e.text.clone(), e.category.clone(), e.kind.clone().unwrap_or_default()];
    csv(["text", "category", "kind"], examples.iter().map(row))
}

fn csv<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(head).context("writing CSV")?;
    for row in rows {
        writer.write_record(row).context("writing CSV")?;
    }
    let bytes = writer.into_inner().map_err(|e| Error::internal(e.to_string()))?;
    String::from_utf8(bytes).context("writing CSV")
}
