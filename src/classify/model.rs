//! The learnt model: which features count, how much, and how sure it may be.

use std::collections::HashMap;

use super::calibrate::{Sureness, shares};
use super::example::Example;
use super::features::{self, Feature, Sort};
use super::linear::{self, Row, Weights};

/// How sure is sure is found out on whole messages, of at least so many words; a list of words says nothing of it.
const MESSAGE_WORDS: usize = 6;
/// Parts that the texts are cut into to find out how sure is sure.
const FOLDS: usize = 3;

/// Labels of one sort (categories, or kinds), and what was learnt about them.
pub struct Head {
    /// In alphabetical order.
    pub labels: Vec<String>,
    /// What counts for each.
    pub weights: Weights,
    /// What margins mean.
    pub sureness: Sureness,
}

/// Everything learnt.
pub struct Model {
    /// Where each feature is, and how rare.
    pub dictionary: Dictionary,
    /// The categories.
    pub category: Head,
    /// The kinds.
    pub kind: Head,
}

/// The features that count.
pub struct Dictionary {
    /// Hash to place and rarity.
    pub places: HashMap<u64, (u32, f32)>,
}

/// A label, and how likely it is among the others.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Guess {
    /// The label.
    pub label: String,
    /// 0 to 1; all labels together make 1.
    pub share: f32,
}

impl Dictionary {
    fn learn(texts: &[HashMap<u64, (Sort, u16)>]) -> Self {
        let mut seen: HashMap<u64, u32> = HashMap::new();
        for hash in texts.iter().flat_map(HashMap::keys) {
            *seen.entry(*hash).or_default() += 1;
        }
        let mut hashes: Vec<(u64, u32)> = seen.into_iter().collect();
        hashes.sort_unstable();
        let all = float(texts.len());
        let rarity = |n: u32| ((1.0 + all) / (1.0 + float(usize::try_from(n).unwrap_or(usize::MAX)))).ln() + 1.0;
        Self { places: hashes.into_iter().zip(0..).map(|((hash, n), at)| (hash, (at, rarity(n)))).collect() }
    }

    /// A text as a row: how much of each feature, with words and runs of letters weighing the same in all, and last a
    /// feature that every text has: how common the label is by itself.
    pub fn row(&self, counts: &HashMap<u64, (Sort, u16)>) -> Row {
        let mut row: Vec<(u32, f32, Sort)> = counts
            .iter()
            .filter_map(|(hash, &(sort, n))| {
                let &(place, rarity) = self.places.get(hash)?;
                Some((place, (1.0 + f32::from(n).ln()) * rarity, sort))
            })
            .collect();
        row.sort_unstable_by_key(|&(place, _, _)| place);
        let length = |of: Sort| {
            let squares: f32 =
                row.iter().filter(|(_, _, sort)| *sort == of).map(|(_, amount, _)| amount * amount).sum();
            (2.0 * squares).sqrt().max(f32::MIN_POSITIVE)
        };
        let (run, word) = (length(Sort::Run), length(Sort::Word));
        let always = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        row.into_iter()
            .map(|(place, amount, sort)| match sort {
                Sort::Run => (place, amount / run),
                Sort::Word => (place, amount / word),
            })
            .chain([(always, 1.0)])
            .collect()
    }
}

impl Head {
    /// The likeliest labels, the likeliest first, and how sure the first is.
    pub fn guess(&self, row: &[(u32, f32)], most: usize) -> (Vec<Guess>, f32) {
        let margins = self.weights.margins(row);
        let shares = shares(&margins, self.sureness.sharpness);
        let mut order: Vec<usize> = (0..margins.len()).collect();
        let margin = |i: &usize| margins.get(*i).copied().unwrap_or(f32::MIN);
        order.sort_by(|a, b| margin(b).total_cmp(&margin(a)));
        let (first, second) = (order.first().map_or(-1.0, margin), order.get(1).map_or(-1.0, margin));
        let guesses = order
            .iter()
            .take(most)
            .filter_map(|&i| Some(Guess { label: self.labels.get(i)?.clone(), share: shares.get(i).copied()? }));
        (guesses.collect(), self.sureness.of(first, first - second))
    }

    /// What a feature says for a label, against what it says for the labels on the whole.
    fn says(&self, feature: u32, label: usize) -> f32 {
        let weights = self.weights.of(feature);
        let step = |i: usize| self.weights.steps.get(i).copied().unwrap_or(0.0);
        let own = weights.get(label).map_or(0.0, |&w| f32::from(w) * step(label));
        let all: f32 = weights.iter().enumerate().map(|(i, &w)| f32::from(w) * step(i)).sum();
        own - all / float(weights.len().max(1))
    }
}

impl Model {
    /// Learns from texts. Thousands take seconds.
    pub fn learn(examples: &[Example]) -> Self {
        let texts: Vec<_> =
            examples.iter().map(|e| features::counts(&features::features(&features::words(&e.text)))).collect();
        let categories: Vec<_> = examples.iter().map(|e| Some(e.category.as_str())).collect();
        let kinds: Vec<_> = examples.iter().map(|e| e.kind.as_deref()).collect();
        let mut dictionary = Dictionary::learn(&texts);
        let rows: Vec<Row> = texts.iter().map(|t| dictionary.row(t)).collect();
        let messages: Vec<bool> = examples.iter().map(|e| e.text.split_whitespace().count() >= MESSAGE_WORDS).collect();
        let features = dictionary.places.len() + 1;
        let category = head(&rows, &categories, &messages, features);
        let kind = head(&rows, &kinds, &messages, features);
        dictionary.places.shrink_to_fit();
        Self { dictionary, category, kind }
    }

    /// A text as a row, with its words and features to explain it by.
    pub fn look(&self, text: &str) -> (Row, Vec<String>, Vec<Feature>) {
        let words = features::words(text);
        let features = features::features(&words);
        (self.dictionary.row(&features::counts(&features)), words, features)
    }

    /// Whether one of the words was in a text that was learnt from.
    pub fn knows_a_word(&self, features: &[Feature]) -> bool {
        features.iter().any(|f| f.sort == Sort::Word && self.dictionary.places.contains_key(&f.hash))
    }

    /// The words that spoke most for a category, the weightiest first.
    pub fn because(&self, row: &Row, words: &[String], features: &[Feature], category: &str) -> Vec<String> {
        let Ok(label) = self.category.labels.binary_search_by(|l| l.as_str().cmp(category)) else { return Vec::new() };
        let amounts: HashMap<u32, f32> = row.iter().copied().collect();
        let mut by_word: Vec<(f32, usize)> = (0..words.len()).map(|word| (0.0, word)).collect();
        for feature in features {
            let Some(&(place, _)) = self.dictionary.places.get(&feature.hash) else { continue };
            let amount = amounts.get(&place).copied().unwrap_or(0.0);
            if let Some((sum, _)) = by_word.get_mut(feature.word) {
                *sum += amount * self.category.says(place, label);
            }
        }
        by_word.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut said: Vec<String> = Vec::new();
        for (weight, at) in by_word {
            let Some(word) = words.get(at).filter(|w| w.chars().count() > 2 && !w.contains('0')) else { continue };
            if weight <= 0.0 || said.len() == 5 {
                break;
            }
            if !said.contains(word) {
                said.push(word.clone());
            }
        }
        said
    }
}

/// Learns the labels of one sort, and from texts held out how sure their margins are.
fn head(rows: &[Row], names: &[Option<&str>], messages: &[bool], features: usize) -> Head {
    let mut labels: Vec<String> = names.iter().flatten().map(|&name| name.to_owned()).collect();
    labels.sort_unstable();
    labels.dedup();
    let count = u16::try_from(labels.len()).unwrap_or(u16::MAX);
    let known: Vec<Option<u16>> = names
        .iter()
        .map(|name| name.and_then(|n| labels.binary_search_by(|l| l.as_str().cmp(n)).ok()))
        .map(|at| at.and_then(|at| u16::try_from(at).ok()))
        .collect();
    let mut held_out = Vec::new();
    for fold in 0..FOLDS {
        let out = |i: usize| i % FOLDS == fold && messages.get(i) == Some(&true);
        let kept: Vec<_> = known.iter().enumerate().map(|(i, &l)| if out(i) { None } else { l }).collect();
        let weights = linear::learn(rows, &kept, count, features);
        let judged = rows.iter().zip(&known).enumerate().filter(|(i, _)| out(*i));
        held_out.extend(judged.filter_map(|(_, (row, label))| Some((weights.margins(row), usize::from((*label)?)))));
    }
    Head { weights: linear::learn(rows, &known, count, features), sureness: Sureness::fit(&held_out), labels }
}

/// A count as a number to reckon with.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts of texts are far below 2^24")]
pub fn float(n: usize) -> f32 {
    n as f32
}
