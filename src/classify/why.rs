//! Why: the words that decided, as the writer wrote them.

use super::dictionary::Dictionary;
use super::features::{self, Word};
use super::fresh::Fresh;
use super::linear::Row;
use super::model::{Head, float};

/// So many words say why.
const MOST: usize = 5;
/// A word that says less than this share of what the weightiest says decided nothing.
const LEAST: f32 = 0.2;

/// The words that spoke most for a label, the weightiest first: each a piece of the text.
pub fn because(text: &str, dictionary: &Dictionary, head: &Head, fresh: &Fresh, row: &Row, label: u16) -> Vec<String> {
    let words = features::words(text);
    // A row is in the order of its features.
    let says: Vec<f32> = row.iter().map(|(feature, amount)| amount * says(head, fresh, *feature, label)).collect();
    let mut weight_of: Vec<f32> = vec![0.0; words.len()];
    for feature in features::features(&words) {
        let known = dictionary.places.get(&feature.hash).or_else(|| fresh.places.get(&feature.hash));
        let at = known.and_then(|(place, _)| row.binary_search_by_key(place, |(feature, _)| *feature).ok());
        if let (Some(said), Some(sum)) = (at.and_then(|at| says.get(at)), weight_of.get_mut(feature.word)) {
            *sum += said;
        }
    }
    let mut by_weight: Vec<(f32, &Word)> = weight_of.into_iter().zip(&words).collect();
    by_weight.sort_by(|a, b| b.0.total_cmp(&a.0));
    let least = by_weight.first().map_or(0.0, |(most, _)| most * LEAST);
    let mut chosen: Vec<&Word> = Vec::new();
    for (weight, word) in by_weight {
        if weight <= 0.0 || weight < least || chosen.len() == MOST {
            break;
        }
        let tells = word.plain.chars().count() > 2 && !word.plain.contains('0');
        if tells && !chosen.iter().any(|other| other.plain == word.plain) {
            chosen.push(word);
        }
    }
    chosen.into_iter().filter_map(|word| text.get(word.at.clone())).map(str::to_owned).collect()
}

/// What a feature says for a label, against what it says for the labels on the whole.
fn says(head: &Head, fresh: &Fresh, feature: u32, label: u16) -> f32 {
    match fresh.category.get(&feature) {
        Some(weights) => above_mean(weights.iter().copied(), label),
        None => above_mean(head.weights.in_full(feature), label),
    }
}

fn above_mean(weights: impl Iterator<Item = f32>, label: u16) -> f32 {
    let (mut own, mut all, mut count) = (0.0, 0.0, 0);
    for (at, weight) in weights.enumerate() {
        if at == usize::from(label) {
            own = weight;
        }
        all += weight;
        count = at + 1;
    }
    own - all / float(count.max(1))
}
