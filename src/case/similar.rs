//! Cases that are likely about the same thing: by their words, subject, place and time together, never by distance
//! alone.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use entity::case;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbBackend, QueryFilter, QueryOrder, QuerySelect};

use super::place::{COMMON, Place, is_same, rarest};
use super::{Case, Sight, search, visible_to};
use crate::classify::Classifier;
use crate::error::Result;

/// What happened longer ago than this is another event, in days.
const WINDOW: u16 = 45;
/// The rarest words of a text lead to what is like it, beside the names of its place.
const SOUGHT: usize = 10;
/// So many names of places are looked for.
const NAMES: usize = 4;
/// How stems of streets and squares end.
const STREETS: &[&str] = &["gat", "väg", "plats", "park"];
/// So many of the newest that share a rare word are looked at closely.
const LOOKED_AT: u64 = 150;
/// Of these, the most promising are asked what they are about.
const CLOSELY: usize = 40;
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
/// What is at least alike in two of the same category, however they were written.
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
            } else if begins_like(&other.words, stem) {
                dot += BEGINS_ALIKE * rare * rare;
                shared.push((word, BEGINS_ALIKE * rare));
            }
        }
        shared.sort_by(|a, b| b.1.total_cmp(&a.1));
        let words = shared.into_iter().take(4).map(|(word, _)| word.to_owned()).collect();
        ((dot / (self.length() * other.length())).min(1.0), words)
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
    let near = query.all(db).await?.into_iter().filter_map(|case| Near::new(&own, sought, case, classifier));
    let mut near: Vec<Near> = near.collect();
    near.sort_by(|a, b| b.with(1.0).total_cmp(&a.with(1.0)).then_with(|| a.case.received_at.cmp(&b.case.received_at)));
    let about = classifier.about(sought.text);
    let mut found: Vec<Like> = Vec::new();
    for near in near.into_iter().take(CLOSELY) {
        // Those after this one are less alike whatever they are about.
        if found.iter().filter(|like| like.alike >= near.with(1.0)).count() >= most {
            break;
        }
        let least = if sought.category == near.case.category { SAME_SUBJECT } else { 0.0 };
        let alike = near.with(cosine(&about, &classifier.about(&near.case.text)).max(least));
        if alike >= ALIKE {
            let Near { case, shared, metres, days, .. } = near;
            found.push(Like { alike, words: shared, metres, days, case });
        }
    }
    found.sort_by(|a, b| b.alike.total_cmp(&a.alike).then_with(|| a.case.received_at.cmp(&b.case.received_at)));
    found.truncate(most);
    Ok(found)
}

/// Cases that have one of the rarest words, or a name of the place, as it is or as its street is called.
fn sharing(own: &Read, backend: DbBackend) -> Option<Condition> {
    let letters = |stem: &str| stem.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let words = rarest(own.words.iter().map(|(stem, (_, rare))| (stem, *rare)), SOUGHT);
    let words = words.into_iter().map(|(stem, _)| letters(stem));
    let names = rarest(own.place.names.iter().map(|(stem, rare)| (stem, *rare)), NAMES);
    let names = names.into_iter().flat_map(|(stem, _)| also_called(&letters(stem)));
    let all: BTreeSet<String> = words.chain(names).filter(|stem| !stem.is_empty()).collect();
    if all.is_empty() {
        return None;
    }
    let (sql, sought) = if backend == DbBackend::Postgres {
        let any = all.into_iter().collect::<Vec<_>>().join(" | ");
        ("to_tsvector('simple', search_text) @@ to_tsquery('simple', $1)", any)
    } else {
        let any: Vec<String> = all.iter().map(|stem| format!("\"{stem}\"")).collect();
        (
            "id IN (SELECT case_id FROM case_search WHERE case_search MATCH ? ORDER BY rowid DESC LIMIT 600)",
            any.join(" OR "),
        )
    };
    Some(Condition::all().add(Expr::cust_with_values(sql, [sought])))
}

/// A name as it is, and as others may call the same place: without what its street ends with, or with it.
fn also_called(name: &str) -> Vec<String> {
    let Some(bare) = STREETS.iter().find_map(|street| name.strip_suffix(street)) else {
        let streets = STREETS.iter().flat_map(|street| [format!("{name}{street}"), format!("{name}s{street}")]);
        return std::iter::once(name.to_owned()).chain(streets).collect();
    };
    let bare = bare.trim_end_matches('s');
    let told = (bare.chars().count() >= COMMON).then(|| bare.to_owned());
    std::iter::once(name.to_owned()).chain(told).collect()
}

/// A case that may be alike: all but what it is about, which takes longest to find out.
struct Near {
    case: Case,
    words: f32,
    shared: Vec<String>,
    place: f32,
    metres: Option<i64>,
    days: i64,
}

impl Near {
    /// None when it is not alike enough whatever it is about.
    fn new(own: &Read, sought: Sought<'_>, case: Case, classifier: &Classifier) -> Option<Self> {
        let other = Read::new(Sought::of(&case), classifier);
        let (place, metres) = own.place.alike(&other.place);
        let (words, shared) = own.shared(&other);
        let days = (sought.at - case.received_at).num_days().abs();
        let near = Self { words, place, metres: metres.map(whole), days, shared, case };
        (!near.shared.is_empty() && near.with(1.0) >= ALIKE).then_some(near)
    }

    /// How alike it is when both are so much about the same. Place and subject must both be somewhat alike: neither
    /// distance alone nor words alone make two reports one.
    fn with(&self, about: f32) -> f32 {
        let days = u16::try_from(self.days).map_or(WINDOW, |days| days.min(WINDOW));
        let since = f32::from(days) / f32::from(WINDOW);
        BY_WORDS * self.words.sqrt() + (1.0 - BY_WORDS) * (self.place * about).powf(FLAT) - BY_TIME * since
    }
}

/// Whether one of the words begins so much like this one that it is the same.
fn begins_like(words: &BTreeMap<String, (String, f32)>, stem: &str) -> bool {
    let first: String = stem.chars().take(COMMON).collect();
    let alike = words.range(first.clone()..).take_while(|(word, _)| word.starts_with(&first));
    alike.map(|(word, _)| word).any(|word| is_same(stem, word))
}

fn cosine(one: &[f32], two: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    dot(one, two) / (dot(one, one) * dot(two, two)).sqrt().max(f32::MIN_POSITIVE)
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "metres on Earth are far below 2^53")]
fn whole(metres: f64) -> i64 {
    metres.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_street_is_found_by_its_bare_name_and_the_other_way_round() {
        assert_eq!(also_called("rydebäcksväg"), ["rydebäcksväg", "rydebäck"]);
        assert!(also_called("hebsacker").contains(&"hebsackersgat".to_owned()));
        assert_eq!(also_called("storgat"), ["storgat"], "too little is left of it");
    }
}
