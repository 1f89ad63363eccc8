//! Whether two reports tell of the same place: by where they are on the map, or by the names in them.

use std::collections::BTreeMap;

use super::search;

/// Nearer than this is the same place, in metres.
const NEAR: f64 = 150.0;
/// Farther than this is another place, in metres.
const FAR: f64 = 600.0;
/// What is said of a place that one of them does not tell.
const UNTOLD: f32 = 0.1;
/// Words of places have at least so many letters.
const SHORTEST: usize = 4;
/// So many names tell a place; texts in capitals have more.
const MOST: usize = 20;
/// So many first letters in common make two names one: Rydebäck, Rydebäcks station.
pub const COMMON: usize = 5;

/// Where a report is.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// Degrees (WGS 84).
    pub position: Option<(f64, f64)>,
    /// Stems of names, with how rare each word is.
    pub names: BTreeMap<String, f32>,
}

impl Place {
    /// Words of the place as it was typed, and words in the text that begin with a capital letter inside a sentence.
    pub fn new(text: &str, place: Option<&str>, position: Option<(f64, f64)>, rarity: impl Fn(&str) -> f32) -> Self {
        let mut names = BTreeMap::new();
        let mut add = |word: &str| {
            let word = word.to_lowercase();
            if word.chars().count() >= SHORTEST && word.chars().any(char::is_alphabetic) {
                names.insert(search::stems(&word), rarity(&word));
            }
        };
        let mut begins = true;
        for word in text.split_whitespace() {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            if !begins && bare.chars().next().is_some_and(char::is_uppercase) {
                add(bare);
            }
            begins = word.ends_with(['.', '!', '?', ':']);
        }
        for word in place.unwrap_or_default().split(|c: char| !c.is_alphanumeric()) {
            add(word);
        }
        Self { position, names: rarest(names, MOST).into_iter().collect() }
    }

    /// How much two are the same place, 0 to 1; and how far apart they are, in metres, where both are on the map.
    pub fn alike(&self, other: &Self) -> (f32, Option<f64>) {
        if let Some((a, b)) = self.position.zip(other.position) {
            let metres = distance(a, b);
            return (by_metres(metres), Some(metres));
        }
        if self.names.is_empty() || other.names.is_empty() {
            return (UNTOLD, None);
        }
        let told = |names: &BTreeMap<String, f32>| names.values().map(|rare| rare * rare).sum::<f32>();
        let shared = |one: &Self, two: &Self| {
            let both = one.names.iter().filter(|(name, _)| two.names.keys().any(|other| is_same(name, other)));
            both.map(|(_, rare)| rare * rare).sum::<f32>()
        };
        let fewest = told(&self.names).min(told(&other.names)).max(f32::MIN_POSITIVE);
        let shared = (shared(self, other) * shared(other, self)).sqrt();
        ((shared / fewest).min(1.0), None)
    }
}

/// So many of these words, the rarest first.
pub fn rarest<W: Ord>(words: impl IntoIterator<Item = (W, f32)>, most: usize) -> Vec<(W, f32)> {
    let mut rarest: Vec<(W, f32)> = words.into_iter().collect();
    rarest.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    rarest.truncate(most);
    rarest
}

/// Whether two stems are the same word, or the longer begins with all but a letter of the shorter.
pub fn is_same(one: &str, two: &str) -> bool {
    if one == two {
        return true;
    }
    let common = one.chars().zip(two.chars()).take_while(|(a, b)| a == b).count();
    common >= COMMON && common + 1 >= one.chars().count().min(two.chars().count())
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "between 0 and 1")]
fn by_metres(metres: f64) -> f32 {
    (1.0 - (metres - NEAR) / (FAR - NEAR)).clamp(0.0, 1.0) as f32
}

/// Metres between two points on the ground (haversine, mean Earth radius).
fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (lat, lon) = ((lat_b - lat_a) / 2.0, (b.1 - a.1).to_radians() / 2.0);
    let h = lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * lon.sin().powi(2);
    2.0 * 6_371_000.0 * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_is_that_on_the_ground() {
        let (dunkers, sofiero) = ((56.0447, 12.6909), (56.0845, 12.6597));
        assert!((distance(dunkers, sofiero) - 4830.0).abs() < 100.0, "{}", distance(dunkers, sofiero));
    }

    #[test]
    fn a_place_is_told_in_many_ways() {
        let place = |text, place| Place::new(text, place, None, |_| 5.0);
        let station = place("Cykelstället är löst.", Some("Rydebäcks station"));
        let also = place("Stället vid tåget i Rydebäck gungar", None);
        let other = place("Cykelstället är löst.", Some("Ramlösa"));
        assert!(station.alike(&also).0 > 0.7 && station.alike(&other).0 < 0.1);
        assert!(!is_same("drottninggat", "drottninghög") && !is_same("södergat", "söderås"), "other streets");
        let at = |position| Place { position: Some(position), ..Place::default() };
        assert!(at((56.0447, 12.6909)).alike(&at((56.0450, 12.6910))).0 > 0.99);
        assert!(at((56.0447, 12.6909)).alike(&at((56.0845, 12.6597))).0 < 0.01);
    }
}
