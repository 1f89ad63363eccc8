//! Lessons since the model was learnt, taken up at once on top of it: what officers, departments and residents corrected.
//!
//! The same machines go on learning, from the new texts alone, on the weights they have. The same lessons in the same
//! order on the same model give the same on every node.

use super::dictionary::{self, ALWAYS};
use super::example::Example;
use super::features::{self, ByHash};
use super::linear::{self, Machines, Matrix, Row};
use super::model::{Head, Model, Named, Patch};

/// What the lessons have changed.
#[derive(Debug, Default, PartialEq)]
pub struct Fresh {
    /// Features that no text before had: hash to place and rarity.
    pub places: ByHash<(u32, f32)>,
    /// Weights of the categories.
    pub category: Patch,
    /// Weights of the kinds.
    pub kind: Patch,
}

impl Fresh {
    /// Learns from lessons, the oldest first.
    pub fn learn(model: &Model, texts: usize, lessons: &[Example]) -> Self {
        let mut fresh = Self::default();
        let mut counts = ByHash::default();
        let rarity = dictionary::rarity(texts, 1);
        let mut rows: Vec<Row> = Vec::with_capacity(lessons.len());
        for lesson in lessons {
            features::count(&lesson.text, &mut counts);
            let mut new: Vec<u64> =
                counts.keys().filter(|hash| !model.dictionary.places.contains_key(hash)).copied().collect();
            new.sort_unstable();
            for hash in new {
                let place = u32::try_from(model.dictionary.len() + fresh.places.len()).unwrap_or(u32::MAX);
                fresh.places.entry(hash).or_insert((place, rarity));
            }
            rows.push(model.dictionary.row(&counts, |hash| fresh.places.get(&hash).copied()));
        }
        fresh.category = patch(&model.category, &rows, lessons, Named::category);
        fresh.kind = patch(&model.kind, &rows, lessons, Named::kind);
        fresh
    }
}

fn patch<'a>(head: &Head, rows: &[Row], lessons: &'a [Example], named: fn(&'a Example) -> Named<'a>) -> Patch {
    let mut touched: Vec<u32> = rows.iter().flatten().map(|(feature, _)| *feature).collect();
    touched.push(ALWAYS);
    touched.sort_unstable();
    touched.dedup();
    let place = |feature: &u32| touched.binary_search(feature).ok().and_then(|at| u32::try_from(at).ok());
    let of_touched =
        |row: &Row| row.iter().filter_map(|(feature, amount)| Some((place(feature)?, *amount))).collect::<Row>();
    let rows: Vec<Row> = rows.iter().map(of_touched).collect();
    let teaches: Vec<_> = lessons.iter().map(|lesson| named(lesson).in_head(head)).collect();
    let width = head.labels.len();
    let before = Matrix { width, values: touched.iter().flat_map(|feature| head.weights_of(*feature)).collect() };
    let mut machines = Machines::on(&rows, &before);
    machines.learn(&teaches, linear::ROUNDS);
    let after = machines.weights();
    touched.iter().copied().zip(after.values.chunks_exact(width.max(1)).map(<[f32]>::to_vec)).collect()
}
