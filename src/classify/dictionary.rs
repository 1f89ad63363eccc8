//! Which features count: those that were in the texts learnt from, and how rare each is.

use std::hash::BuildHasherDefault;

use super::example::Example;
use super::features::{self, ByHash, Sort};
use super::linear::Row;
use super::model::float;

/// No more features than this, the most frequent first: what keeps the model small.
const MOST: usize = 1 << 18;
/// Every text has this feature: how common a label is by itself.
pub const ALWAYS: u32 = 0;

/// The features that count.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    /// Hash to place, from 1, and rarity.
    pub places: ByHash<(u32, f32)>,
}

/// A feature of a text that was found in the dictionary.
struct Found {
    place: u32,
    amount: f32,
    sort: Sort,
}

impl Dictionary {
    /// Learns which features count, and gives the texts as rows.
    pub fn learn(examples: &[Example]) -> (Self, Vec<Row>) {
        let mut seen: ByHash<u32> = ByHash::default();
        let mut features: Vec<(u64, u32, Sort)> = Vec::new();
        let mut counts = ByHash::default();
        // First how often each feature is there, then how much that is worth: a long history is in memory once.
        let mut texts: Vec<Row> = Vec::with_capacity(examples.len());
        for example in examples {
            features::count(&example.text, &mut counts);
            let mut text = Vec::with_capacity(counts.len() + 1);
            for (&hash, &(sort, n)) in &counts {
                let new = u32::try_from(features.len()).unwrap_or(u32::MAX);
                let id = *seen.entry(hash).or_insert(new);
                if id == new {
                    features.push((hash, 0, sort));
                }
                if let Some((_, texts, _)) = features.get_mut(index(id)) {
                    *texts += 1;
                }
                text.push((id, f32::from(n)));
            }
            texts.push(text);
        }
        drop(seen);
        let mut order: Vec<(u32, u64, u32)> =
            features.iter().zip(0..).map(|(&(hash, texts, _), id)| (texts, hash, id)).collect();
        order.sort_unstable_by_key(|&(texts, hash, _)| (std::cmp::Reverse(texts), hash));
        order.truncate(MOST);
        let rarity = |n: u32| rarity(examples.len(), n);
        let mut place_of: Vec<Option<(u32, f32)>> = vec![None; features.len()];
        let mut places = ByHash::with_capacity_and_hasher(order.len(), BuildHasherDefault::default());
        for ((texts, hash, id), place) in order.into_iter().zip(1..) {
            places.insert(hash, (place, rarity(texts)));
            if let Some(slot) = place_of.get_mut(index(id)) {
                *slot = Some((place, rarity(texts)));
            }
        }
        let found = |&(id, n): &(u32, f32)| {
            let (place, rarity) = (*place_of.get(index(id))?)?;
            let &(_, _, sort) = features.get(index(id))?;
            Some(Found { place, amount: (1.0 + n.ln()) * rarity, sort })
        };
        for text in &mut texts {
            let row = row(text.iter().filter_map(found).collect());
            text.clear();
            text.extend(row);
        }
        (Self { places }, texts)
    }

    /// A text as a row. `more` knows the features that are not in the dictionary.
    pub fn row(&self, counts: &ByHash<(Sort, u16)>, more: impl Fn(u64) -> Option<(u32, f32)>) -> Row {
        let found = |(hash, &(sort, n)): (&u64, &(Sort, u16))| {
            let (place, rarity) = self.places.get(hash).copied().or_else(|| more(*hash))?;
            Some(Found { place, amount: (1.0 + f32::from(n).ln()) * rarity, sort })
        };
        row(counts.iter().filter_map(found).collect())
    }

    /// Features and the one that every text has.
    pub fn len(&self) -> usize {
        self.places.len() + 1
    }
}

/// How rare a feature is that was in `n` of `all` texts.
pub fn rarity(all: usize, n: u32) -> f32 {
    ((1.0 + float(all)) / (1.0 + float(index(n)))).ln() + 1.0
}

fn index(id: u32) -> usize {
    usize::try_from(id).unwrap_or(usize::MAX)
}

/// How much of each feature, with words and runs of letters weighing the same in all.
fn row(mut found: Vec<Found>) -> Row {
    found.sort_unstable_by_key(|found| found.place);
    let length = |of: Sort| {
        let squares: f32 = found.iter().filter(|f| f.sort == of).map(|f| f.amount * f.amount).sum();
        (2.0 * squares).sqrt().max(f32::MIN_POSITIVE)
    };
    let (run, word) = (length(Sort::Run), length(Sort::Word));
    let scaled = found.into_iter().map(|f| match f.sort {
        Sort::Run => (f.place, f.amount / run),
        Sort::Word => (f.place, f.amount / word),
    });
    std::iter::once((ALWAYS, 1.0)).chain(scaled).collect()
}
