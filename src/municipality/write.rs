//! From a municipality back to files, so that what is in the database can be kept, compared and moved.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use entity::word::Kind;
use serde::Serialize;

use super::read::TYPICAL;
use super::{Category, Department, Municipality};
use crate::classify::example::{self, Example};
use crate::error::{Context, Result};

#[derive(Serialize)]
struct DepartmentFile<'a> {
    department: &'a [Department],
}

#[derive(Serialize)]
struct CategoryFile<'a> {
    group_sv: &'a str,
    group_en: &'a str,
    category: Vec<toml::Table>,
}

#[derive(Serialize)]
struct PromiseFile<'a> {
    answer_days: &'a BTreeMap<Kind, i32>,
}

/// Writes all files into a folder.
///
/// # Errors
/// The folder or a file cannot be written.
pub fn write(municipality: &Municipality, examples: &[Example], folder: &Path) -> Result<()> {
    let save = |name: &str, text: String| fs::write(folder.join(name), text).context("writing a file");
    fs::create_dir_all(folder.join("categories")).context("making the folder categories")?;
    fs::create_dir_all(folder.join("learning")).context("making the folder learning")?;
    save("municipality.toml", text(&municipality.about)?)?;
    save("departments.toml", text(&DepartmentFile { department: &municipality.departments })?)?;
    save("signs.toml", text(&municipality.signs)?)?;
    save("promises.toml", text(&PromiseFile { answer_days: &municipality.promises })?)?;
    let mut groups: Vec<(&Category, Vec<toml::Table>)> = Vec::new();
    for category in &municipality.categories {
        let mut entry = toml::Table::try_from(category).context("writing a category")?;
        entry.remove("group_sv");
        entry.remove("group_en");
        match groups.last_mut() {
            Some((first, entries)) if first.group_sv == category.group_sv => entries.push(entry),
            _ => groups.push((category, vec![entry])),
        }
    }
    for (n, (first, category)) in groups.into_iter().enumerate() {
        let name = first.code.split('.').next().unwrap_or("group");
        let file = CategoryFile { group_sv: &first.group_sv, group_en: &first.group_en, category };
        save(&format!("categories/{:02}-{name}.toml", n + 1), text(&file)?)?;
    }
    let (signs, texts): (Vec<_>, Vec<_>) = examples.iter().cloned().partition(|example| example.sign.is_some());
    let (typical, taught): (Vec<_>, Vec<_>) = texts.into_iter().partition(|example| example.typical);
    save("learning/signs.csv", example::write_signs(&signs)?)?;
    save("learning/messages.csv", example::write(&taught)?)?;
    save(TYPICAL, example::write(&typical)?)
}

fn text(value: &impl Serialize) -> Result<String> {
    toml::to_string_pretty(value).context("writing TOML")
}
