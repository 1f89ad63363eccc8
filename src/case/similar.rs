//! Cases that are likely about the same thing: by their words, their place and their time together, never by distance
//! alone.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use entity::case;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbBackend, QueryFilter, QueryOrder, QuerySelect};

use super::{Case, Sight, search, visible_to};
use crate::error::Result;

/// What happened longer ago than this is another event, in days.
const WINDOW: i64 = 45;
/// The rarest words of a text lead to what is like it.
const SOUGHT: usize = 10;
/// So many of the newest that share a rare word are looked at closely.
const LOOKED_AT: u64 = 150;
/// Alike enough to be shown.
const ALIKE: f32 = 0.33;
/// Nearer than this is the same place, in metres.
const NEAR: f64 = 150.0;

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

/// Stems that tell something, with how rare each is.
fn weighed(text: &str, place: Option<&str>, rarity: &impl Fn(&str) -> f32) -> BTreeMap<String, (String, f32)> {
    let whole = format!("{text} {}", place.unwrap_or_default());
    let words = whole.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 2);
    let tells = |word: &&str| word.chars().any(char::is_alphabetic);
    words.filter(tells).map(|word| (search::stems(word), (word.to_lowercase(), rarity(&word.to_lowercase())))).collect()
}

/// Finds what is like it: open or recently ended cases that this one may see. Costs one look in the index of words and at
/// most 150 cases. `rarity` tells how rare a word is, from about 1 upwards.
///
/// # Errors
/// Those of the database.
pub async fn like(
    db: &impl ConnectionTrait,
    sight: &Sight,
    sought: Sought<'_>,
    rarity: impl Fn(&str) -> f32,
    most: usize,
) -> Result<Vec<Like>> {
    let own = weighed(sought.text, sought.place, &rarity);
    let mut rarest: Vec<(&String, f32)> = own.iter().map(|(stem, (_, rare))| (stem, *rare)).collect();
    rarest.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    rarest.truncate(SOUGHT);
    if rarest.is_empty() {
        return Ok(Vec::new());
    }
    let stems: Vec<&str> = rarest.iter().map(|(stem, _)| stem.as_str()).collect();
    let window = TimeDelta::days(WINDOW);
    let query = visible_to(sight)
        .filter(case::Column::ReceivedAt.between(sought.at - window, sought.at + window))
        .filter(sharing(&stems, db.get_database_backend()))
        .order_by_desc(case::Column::ReceivedAt)
        .limit(LOOKED_AT);
    let mut found: Vec<Like> =
        query.all(db).await?.into_iter().map(|case| compare(&own, sought, case, &rarity)).collect();
    found.retain(|like| like.alike >= ALIKE);
    found.sort_by(|a, b| b.alike.total_cmp(&a.alike).then_with(|| a.case.received_at.cmp(&b.case.received_at)));
    found.truncate(most);
    Ok(found)
}

/// Cases that have one of these stems.
fn sharing(stems: &[&str], backend: DbBackend) -> Condition {
    let plain = stems.iter().map(|stem| stem.chars().filter(|c| c.is_alphanumeric()).collect::<String>());
    let plain: Vec<String> = plain.filter(|stem| !stem.is_empty()).collect();
    if backend == DbBackend::Postgres {
        let sql = "to_tsvector('simple', search_text) @@ to_tsquery('simple', $1)";
        return Condition::all().add(Expr::cust_with_values(sql, [plain.join(" | ")]));
    }
    let sought: Vec<String> = plain.iter().map(|stem| format!("\"{stem}\"")).collect();
    let sql = "id IN (SELECT case_id FROM case_search WHERE case_search MATCH ? ORDER BY rowid DESC LIMIT 600)";
    Condition::all().add(Expr::cust_with_values(sql, [sought.join(" OR ")]))
}

fn compare(
    own: &BTreeMap<String, (String, f32)>,
    sought: Sought<'_>,
    case: Case,
    rarity: &impl Fn(&str) -> f32,
) -> Like {
    let other = weighed(&case.text, case.place.as_deref(), rarity);
    let length = |all: &BTreeMap<String, (String, f32)>| all.values().map(|(_, rare)| rare * rare).sum::<f32>().sqrt();
    let mut shared: Vec<(&str, f32)> = own
        .iter()
        .filter(|(stem, _)| other.contains_key(*stem))
        .map(|(_, (word, rare))| (word.as_str(), *rare))
        .collect();
    shared.sort_by(|a, b| b.1.total_cmp(&a.1));
    let dot: f32 = shared.iter().map(|(_, rare)| rare * rare).sum();
    let words = dot / (length(own) * length(&other)).max(f32::MIN_POSITIVE);
    let metres = sought.position.zip(case.lat.zip(case.lon)).map(|(a, b)| distance(a, b));
    let place = match metres {
        Some(metres) if metres <= NEAR => 1.0,
        Some(_) => 0.0,
        None => same_names(sought, &case),
    };
    let group = |code: &str| code.split('.').next().unwrap_or_default().to_owned();
    let about = match sought.category {
        same if same == case.category => 1.0,
        near if group(near) == group(&case.category) => 0.5,
        _ => 0.0,
    };
    let days = (sought.at - case.received_at).num_days().abs();
    let alike = 0.45 * words.sqrt() + 0.3 * place + 0.25 * about;
    // Neither the place alone nor the words alone, however near.
    let alike = if shared.is_empty() || (place == 0.0 && words < 0.5) { 0.0 } else { alike };
    Like {
        alike,
        words: shared.into_iter().take(4).map(|(word, _)| word.to_owned()).collect(),
        metres: metres.map(whole),
        days,
        case,
    }
}

/// How much of the names of places is shared: words of the place, and words in the text that begin with a capital
/// letter inside a sentence.
fn same_names(sought: Sought<'_>, case: &Case) -> f32 {
    let (one, two) = (names(sought.text, sought.place), names(&case.text, case.place.as_deref()));
    if one.is_empty() || two.is_empty() {
        return 0.0;
    }
    let shared = one.intersection(&two).count();
    let fewest = one.len().min(two.len()).min(2);
    if shared >= fewest {
        1.0
    } else if shared > 0 {
        0.6
    } else {
        0.0
    }
}

fn names(text: &str, place: Option<&str>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut begins = true;
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if !begins && bare.chars().next().is_some_and(char::is_uppercase) && bare.chars().count() > 3 {
            names.insert(search::stems(bare));
        }
        begins = word.ends_with(['.', '!', '?', ':']);
    }
    let place = place.unwrap_or_default().split(|c: char| !c.is_alphanumeric());
    names.extend(place.filter(|word| word.chars().count() > 3).map(search::stems));
    names
}

/// Metres between two points on the ground (haversine, mean Earth radius).
fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (lat, lon) = ((lat_b - lat_a) / 2.0, (b.1 - a.1).to_radians() / 2.0);
    let h = lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * lon.sin().powi(2);
    2.0 * 6_371_000.0 * h.sqrt().min(1.0).asin()
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "metres on Earth are far below 2^53")]
fn whole(metres: f64) -> i64 {
    metres.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_is_that_on_the_ground() {
        let (dunkers, sofiero) = ((56.0447, 12.6909), (56.0845, 12.6597));
        assert!((distance(dunkers, sofiero) - 4830.0).abs() < 100.0, "{}", distance(dunkers, sofiero));
    }
}
