//! The municipality that this Synpunkt serves: departments, categories, promises, numbers to ring.
//!
//! Read from files by people, kept in the database, held in memory by every node.

pub mod read;
pub mod sign;
pub mod source;
pub mod store;
pub mod write;

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use entity::word::Kind;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::text::Lang;
use sign::Signs;

/// `municipality.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// As it signs letters.
    pub name: String,
    /// As people say it.
    pub short_name: String,
    /// What the contact centre is called, in a sentence.
    pub contact_centre_sv: String,
    /// The same in English.
    pub contact_centre_en: String,
    /// The contact centre's address: answers to letters go here.
    pub email: String,
    /// The contact centre's telephone.
    pub phone: String,
    /// When it answers.
    pub hours_sv: String,
    /// The same in English.
    pub hours_en: String,
    /// Colour of buttons and links on light ground, `#rrggbb`.
    pub accent: String,
    /// The same on dark ground.
    pub accent_dark: String,
    /// Closed although not a public holiday.
    pub closed_days: Vec<NaiveDate>,
}

/// An entry of `departments.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    /// Short, in capitals.
    pub code: String,
    /// Its name.
    pub sv: String,
    /// Its name in English.
    pub en: String,
    /// The board it answers to: an authority of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// Where its letters go.
    pub email: String,
    /// Not one of the municipality's own authorities.
    pub external: bool,
    /// Not given cases by itself; the contact centre shows the right way.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside: bool,
}

/// An entry of a file in `categories/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// `group.name`.
    pub code: String,
    /// Its label.
    pub sv: String,
    /// Its label in English.
    pub en: String,
    /// What belongs here and what helps us.
    pub help_sv: String,
    /// The same in English.
    pub help_en: String,
    /// What residents call it.
    pub synonyms: Vec<String>,
    /// Whose it is.
    pub department: String,
    /// Usual kinds, the most usual first.
    pub kinds: Vec<Kind>,
    /// The promise in working days, by kind.
    pub answer_days: BTreeMap<Kind, i32>,
    /// Kept from those who need not see it, and never forwarded without a person's decision (OSL).
    pub secret: bool,
    /// Better rung than written.
    pub phone_first: bool,
    /// Opinions are collected and answered together, on this `MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub season_review: Option<String>,
    /// The category for what fits nowhere else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub other: bool,
    /// Places where another department has it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<Elsewhere>,
    /// Codes it had before, or that were merged into it or split; what was learnt under them is its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<String>,
    /// The heading it stands under.
    #[serde(default)]
    pub group_sv: String,
    /// The heading in English.
    #[serde(default)]
    pub group_en: String,
}

/// Places where a category is another department's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Elsewhere {
    /// Names of places as residents write them, in whole words.
    pub places: Vec<String>,
    /// Whose it is there.
    pub department: String,
}

impl Department {
    /// Its name in a language.
    pub fn label(&self, lang: Lang) -> &str {
        lang.pick(&self.sv, &self.en)
    }
}

impl Category {
    /// Its label in a language.
    pub fn label(&self, lang: Lang) -> &str {
        lang.pick(&self.sv, &self.en)
    }

    /// The heading it stands under in a language.
    pub fn group(&self, lang: Lang) -> &str {
        lang.pick(&self.group_sv, &self.group_en)
    }

    /// The month and day of its season review.
    pub fn review_day(&self) -> Option<(u32, u32)> {
        let (month, day) = self.season_review.as_deref()?.split_once('-')?;
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        NaiveDate::from_ymd_opt(2024, month, day).map(|_| (month, day))
    }
}

/// Everything about the municipality, ready to be asked.
#[derive(Debug, Clone)]
pub struct Municipality {
    /// Name, numbers, colours, closing days.
    pub about: About,
    /// In the order of the file.
    pub departments: Vec<Department>,
    /// In the order of the files.
    pub categories: Vec<Category>,
    /// Working days by kind, where the category says nothing.
    pub promises: BTreeMap<Kind, i32>,
    /// What texts say when they are about danger, a secret, or a matter with a way of its own.
    pub signs: Signs,
    by_code: HashMap<String, usize>,
}

impl Municipality {
    /// Puts the parts together.
    pub fn new(
        about: About,
        departments: Vec<Department>,
        categories: Vec<Category>,
        promises: BTreeMap<Kind, i32>,
        signs: Signs,
    ) -> Self {
        let mut by_code: HashMap<String, usize> = HashMap::new();
        let mut split = Vec::new();
        for (at, category) in categories.iter().enumerate() {
            for code in &category.was {
                if by_code.insert(code.clone(), at).is_some() {
                    split.push(code.clone());
                }
            }
        }
        for code in split {
            by_code.remove(&code);
        }
        by_code.extend(categories.iter().enumerate().map(|(at, category)| (category.code.clone(), at)));
        Self { about, departments, categories, promises, signs, by_code }
    }

    /// The category with this code, or the one that has taken its place.
    pub fn category(&self, code: &str) -> Option<&Category> {
        self.by_code.get(code).and_then(|&i| self.categories.get(i))
    }

    /// The categories that a code was split into.
    pub fn heirs(&self, code: &str) -> Vec<&Category> {
        self.categories.iter().filter(|category| category.was.iter().any(|was| was == code)).collect()
    }

    /// The department with this code.
    pub fn department(&self, code: &str) -> Option<&Department> {
        self.departments.iter().find(|d| d.code == code)
    }

    /// The department that has a category; empty when there is no such category.
    pub fn department_of(&self, category: &str) -> &str {
        self.category(category).map_or("", |category| &category.department)
    }

    /// A category's label, or its code when it has been taken away since.
    pub fn category_label<'a>(&'a self, code: &'a str, lang: Lang) -> &'a str {
        self.category(code).map_or(code, |c| c.label(lang))
    }

    /// A department's name, or its code when it has been taken away since.
    pub fn department_label<'a>(&'a self, code: &'a str, lang: Lang) -> &'a str {
        self.department(code).map_or(code, |d| d.label(lang))
    }

    /// What the contact centre is called.
    pub fn contact_centre(&self, lang: Lang) -> &str {
        lang.pick(&self.about.contact_centre_sv, &self.about.contact_centre_en)
    }

    /// Who has a case: a department, or the contact centre.
    pub fn owner<'a>(&'a self, department: Option<&'a str>, lang: Lang) -> &'a str {
        department.map_or_else(|| self.contact_centre(lang), |code| self.department_label(code, lang))
    }

    /// When people work.
    pub fn calendar(&self) -> Calendar {
        Calendar::new(self.about.closed_days.clone())
    }

    /// The category for what fits nowhere else.
    pub fn other(&self) -> &str {
        self.categories.iter().find(|c| c.other).map_or("", |c| &c.code)
    }

    /// Whose a matter of this category is at a place: as it was typed, or else as the text tells it. And whether only the
    /// text says so, which may name places that it is not about.
    pub fn whose<'a>(&self, category: &'a Category, place: Option<&str>, text: &str) -> (&'a str, bool) {
        let typed = place.filter(|place| !place.trim().is_empty());
        let told = in_words(typed.unwrap_or(text));
        let is_there = |name: &String| told.contains(&in_words(name));
        let other = category.elsewhere.iter().find(|other| other.places.iter().any(is_there));
        other.map_or((&category.department, false), |other| (&other.department, typed.is_none()))
    }

    /// Whether a case of this category may go to this department without a person's decision.
    pub fn forwards_itself(&self, category: &Category, department: &str) -> bool {
        let outside = self.department(department).is_none_or(|d| d.outside);
        !category.secret && !category.phone_first && !category.other && !outside
    }

    /// Whether a category's cases may go to its own department without a person's decision.
    pub fn may_forward(&self, category: &str) -> bool {
        self.category(category).is_some_and(|category| self.forwards_itself(category, &category.department))
    }

    /// Whether a category's matters are by themselves neither secret nor dangerous, and have no way of their own.
    pub fn is_everyday(&self, category: &str) -> bool {
        let way = self.signs.way.iter().any(|way| way.categories.iter().any(|code| code == category));
        !way && self.category(category).is_some_and(|category| !category.secret && !category.phone_first)
    }

    /// What a way of its own is called, or its code when it has been taken away since.
    pub fn guidance_label<'a>(&'a self, code: &'a str, lang: Lang) -> &'a str {
        self.signs.way(code).map_or(code, |way| lang.pick(&way.sv, &way.en))
    }
}

/// The words of a text in lower case, each between spaces.
fn in_words(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(" ".to_owned(), |all, word| all + &word.to_lowercase() + " ")
}
