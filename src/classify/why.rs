//! Why: the words that decided, as the writer wrote them.

use std::collections::HashMap;

use super::dictionary::Dictionary;
use super::features::{self, Word};
use super::fresh::Fresh;
use super::linear::Row;
use super::model::{Head, float};

/// So many words say why.
const MOST: usize = 5;

/// The words that spoke most for a label, the weightiest first: each a piece of the text.
pub fn because(text: &str, dictionary: &Dictionary, head: &Head, fresh: &Fresh, row: &Row, label: u16) -> Vec<String> {
    let words = features::words(text);
    let amounts: HashMap<u32, f32> = row.iter().copied().collect();
    let mut weight_of: Vec<f32> = vec![0.0; words.len()];
    let mut said: HashMap<u32, f32> = HashMap::new();
    for feature in features::features(&words) {
        let known = dictionary.places.get(&feature.hash).or_else(|| fresh.places.get(&feature.hash));
        let Some(&(place, _)) = known else { continue };
        let says = *said.entry(place).or_insert_with(|| says(head, fresh, place, label));
        if let Some(sum) = weight_of.get_mut(feature.word) {
            *sum += amounts.get(&place).copied().unwrap_or(0.0) * says;
        }
    }
    let mut by_weight: Vec<(f32, &Word)> = weight_of.into_iter().zip(&words).collect();
    by_weight.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut chosen: Vec<&Word> = Vec::new();
    for (weight, word) in by_weight {
        if weight <= 0.0 || chosen.len() == MOST {
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
    let weights = fresh.category.get(&feature).cloned().unwrap_or_else(|| head.weights_of(feature));
    let all: f32 = weights.iter().sum();
    weights.get(usize::from(label)).map_or(0.0, |own| own - all / float(weights.len().max(1)))
}
