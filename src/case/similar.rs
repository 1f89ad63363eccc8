//! Cases that are likely about the same thing: by their words, subject, place and time together, never by distance
//! alone.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use entity::case;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbBackend, QueryFilter, QueryOrder, QuerySelect};

use super::place::{Place, is_same};
use super::{Case, Sight, search, visible_to};
use crate::classify::Classifier;
use crate::error::Result;

/// What happened longer ago than this is another event, in days.
const WINDOW: u16 = 45;
/// The rarest words of a text lead to what is like it, beside the names of its place.
const SOUGHT: usize = 10;
/// So many names of places are looked for.
const NAMES: usize = 4;
/// So many first letters of them.
const FIRST: usize = 6;
/// So many of the newest that share a rare word are looked at closely.
const LOOKED_AT: u64 = 150;
/// Alike enough to be shown.
const ALIKE: f32 = 0.38;
/// What words say, against what place and subject say together.
const BY_WORDS: f32 = 0.3;
/// How flat place and subject are: much of both is little better than some of both, none of one is nothing.
const FLAT: f32 = 0.3;
/// What the whole window between them takes away.
const BY_TIME: f32 = 0.3;
/// A word that only begins as another counts so much.
const BEGINS_ALIKE: f32 = 0.7;
/// The same subject by somebody's decision, however it was written.
const SAME_SUBJECT: f32 = 0.5;

/// What is compared.
#[derive(Debug, Clone, Copy)]
pub struct Sought<'a> {
    /// What was written.
    pub text: &'a str,
    /// Where, in words.
    pub place: Option<&'a str>,
    /// Where, in degrees (WGS 84).
    pub position: Option<(f64, f64)>,
    /// What it is about.
    pub category: &'a str,
    /// When it came.
    pub at: DateTime<Utc>,
}

impl<'a> Sought<'a> {
    /// A case, to find others like it.
    pub fn of(case: &'a Case) -> Self {
        Self {
            text: &case.text,
            place: case.place.as_deref(),
            position: case.lat.zip(case.lon),
            category: &case.category,
            at: case.received_at,
        }
    }
}

/// A case that is likely about the same thing, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Like {
    /// The case.
    pub case: Case,
    /// How alike, 0 to 1.
    pub alike: f32,
    /// Words that both have, the rarest first.
    pub words: Vec<String>,
    /// How far apart, in metres, where both are known.
    pub metres: Option<i64>,
    /// Days between them.
    pub days: i64,
}

/// A text as it is compared.
struct Read {
    /// Stems that tell something, with the word and how rare it is.
    words: BTreeMap<String, (String, f32)>,
    place: Place,
}

impl Read {
    fn new(sought: Sought<'_>, classifier: &Classifier) -> Self {
        let whole = format!("{} {}", sought.text, sought.place.unwrap_or_default());
        let words = whole.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
        let tells = |word: &&str| word.chars().any(char::is_alphabetic);
        let rarity = |word: &str| classifier.rarity(word);
        let words = words.filter(tells).map(|word| {
            let plain = word.to_lowercase();
            let rare = rarity(&plain);
            (search::stems(word), (plain, rare))
        });
        Self { words: words.collect(), place: Place::new(sought.text, sought.place, sought.position, rarity) }
    }

    fn length(&self) -> f32 {
        self.words.values().map(|(_, rare)| rare * rare).sum::<f32>().sqrt().max(f32::MIN_POSITIVE)
    }

    /// How alike the words are, 0 to 1, and those that both have, the rarest first.
    fn shared(&self, other: &Self) -> (f32, Vec<String>) {
        let mut shared: Vec<(&str, f32)> = Vec::new();
        let mut dot = 0.0;
        for (stem, (word, rare)) in &self.words {
            if other.words.contains_key(stem) {
                dot += rare * rare;
                shared.push((word, *rare));
            } else if other.words.keys().any(|other| is_same(stem, other)) {
                dot += BEGINS_ALIKE * rare * rare;
                shared.push((word, BEGINS_ALIKE * rare));
            }
        }
        shared.sort_by(|a, b| b.1.total_cmp(&a.1));
        let words = shared.into_iter().take(4).map(|(word, _)| word.to_owned()).collect();
        (dot / (self.length() * other.length()), words)
    }
}

/// Cases that are likely about the same thing, the likeliest first; at most so many. Costs a search among the newest
/// cases that share a rare word, and a closer look at no more than 150 of them.
///
/// # Errors
/// Those of the database.
pub async fn like(
    db: &impl ConnectionTrait,
    sight: &Sight,
    sought: Sought<'_>,
    classifier: &Classifier,
    most: usize,
) -> Result<Vec<Like>> {
    let own = Read::new(sought, classifier);
    let Some(sharing) = sharing(&own, db.get_database_backend()) else { return Ok(Vec::new()) };
    let window = TimeDelta::days(i64::from(WINDOW));
    let query = visible_to(sight)
        .filter(case::Column::ReceivedAt.between(sought.at - window, sought.at + window))
        .filter(sharing)
        .order_by_desc(case::Column::ReceivedAt)
        .limit(LOOKED_AT);
    let about = classifier.about(sought.text);
    let near = query.all(db).await?.into_iter();
    let mut found: Vec<Like> = near.filter_map(|case| compare(&own, sought, &about, case, classifier)).collect();
    found.sort_by(|a, b| b.alike.total_cmp(&a.alike).then_with(|| a.case.received_at.cmp(&b.case.received_at)));
    found.truncate(most);
    Ok(found)
}

/// Cases that have one of the rarest words, or a name that begins like one of the place's.
fn sharing(own: &Read, backend: DbBackend) -> Option<Condition> {
    let letters = |stem: &str| stem.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let mut rarest: Vec<(&String, f32)> = own.words.iter().map(|(stem, (_, rare))| (stem, *rare)).collect();
    rarest.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let words = rarest.into_iter().take(SOUGHT).map(|(stem, _)| (letters(stem), false));
    let mut names: Vec<(&String, f32)> = own.place.names.iter().map(|(stem, rare)| (stem, *rare)).collect();
    names.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let long = names.into_iter().filter(|(stem, _)| stem.chars().count() >= FIRST).take(NAMES);
    let names = long.map(|(stem, _)| (letters(stem).chars().take(FIRST).collect(), true));
    let all: Vec<(String, bool)> = words.chain(names).filter(|(stem, _)| !stem.is_empty()).collect();
    if all.is_empty() {
        return None;
    }
    let join = |more: &str, or: &str, quote: &str| {
        let each = |(stem, begins): &(String, bool)| format!("{quote}{stem}{quote}{}", if *begins { more } else { "" });
        all.iter().map(each).collect::<Vec<_>>().join(or)
    };
    let (sql, sought) = if backend == DbBackend::Postgres {
        ("to_tsvector('simple', search_text) @@ to_tsquery('simple', $1)", join(":*", " | ", ""))
    } else {
        (
            "id IN (SELECT case_id FROM case_search WHERE case_search MATCH ? ORDER BY rowid DESC LIMIT 600)",
            join("*", " OR ", "\""),
        )
    };
    Some(Condition::all().add(Expr::cust_with_values(sql, [sought])))
}

/// How alike a case is, when it is enough. Place and subject must both be somewhat alike: neither distance alone nor
/// words alone make two reports one.
fn compare(own: &Read, sought: Sought<'_>, about: &[f32], case: Case, classifier: &Classifier) -> Option<Like> {
    let other = Read::new(Sought::of(&case), classifier);
    let (place, metres) = own.place.alike(&other.place);
    let (words, shared) = own.shared(&other);
    let days = (sought.at - case.received_at).num_days().abs();
    let since = f32::from(u16::try_from(days).map_or(WINDOW, |days| days.min(WINDOW))) / f32::from(WINDOW);
    let alike = |about: f32| BY_WORDS * words.sqrt() + (1.0 - BY_WORDS) * (place * about).powf(FLAT) - BY_TIME * since;
    // What it is about is asked only where it can still decide.
    if shared.is_empty() || alike(1.0) < ALIKE {
        return None;
    }
    let least = if sought.category == case.category { SAME_SUBJECT } else { 0.0 };
    let alike = alike(cosine(about, &classifier.about(&case.text)).max(least));
    (alike >= ALIKE).then(|| Like { alike, words: shared, metres: metres.map(whole), days, case })
}

fn cosine(one: &[f32], two: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    dot(one, two) / (dot(one, one) * dot(two, two)).sqrt().max(f32::MIN_POSITIVE)
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "metres on Earth are far below 2^53")]
fn whole(metres: f64) -> i64 {
    metres.round() as i64
}
