//! A linear support vector machine for each label: the method that does best on short letters from residents.
//!
//! Dual coordinate descent for the squared hinge loss (Hsieh et al., ICML 2008). Same texts in, same model out: the
//! order in which texts are visited comes from a generator with a fixed start.

use std::thread;

/// A text: which features it has, and how much of each. Lengths are 1.
pub type Row = Vec<(u32, f32)>;

/// How much a text on the wrong side costs, against plain weights.
const COST: f32 = 1.0;
/// Rounds over all texts at the most.
const ROUNDS: usize = 30;
/// A round in which nothing is further off than this is the last.
const GOOD_ENOUGH: f32 = 0.1;

/// The weights of every feature for every label.
pub struct Weights {
    /// For each feature, the weights of all labels in a row, in steps of `step`.
    pub values: Vec<i8>,
    /// For each label, the size of one step.
    pub steps: Vec<f32>,
}

impl Weights {
    /// How far a text is on each label's side.
    pub fn margins(&self, row: &[(u32, f32)]) -> Vec<f32> {
        let labels = self.steps.len();
        let mut sums = vec![0.0_f32; labels];
        for &(feature, amount) in row {
            for (sum, &weight) in sums.iter_mut().zip(self.of(feature)) {
                *sum += amount * f32::from(weight);
            }
        }
        sums.iter().zip(&self.steps).map(|(sum, step)| sum * step).collect()
    }

    /// The weights of one feature.
    pub fn of(&self, feature: u32) -> &[i8] {
        let start = usize::try_from(feature).unwrap_or(usize::MAX).saturating_mul(self.steps.len());
        self.values.get(start..start.saturating_add(self.steps.len())).unwrap_or_default()
    }
}

/// Learns one machine a label. `labels[i]` is the label of `rows[i]`; a row without one teaches nothing.
pub fn learn(rows: &[Row], labels: &[Option<u16>], label_count: u16, feature_count: usize) -> Weights {
    let width = usize::from(label_count);
    let mut weights = Weights { values: vec![0; feature_count * width], steps: vec![0.0; width] };
    let all: Vec<u16> = (0..label_count).collect();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let share = width.div_ceil(cores.max(1)).max(1);
    let learnt: Vec<Vec<(u16, Vec<f32>)>> = thread::scope(|scope| {
        let parts: Vec<_> = all
            .chunks(share)
            .map(|part| {
                scope.spawn(move || {
                    part.iter().map(|&label| (label, machine(rows, labels, label, feature_count))).collect()
                })
            })
            .collect();
        parts.into_iter().map(|part| part.join().unwrap_or_default()).collect()
    });
    for (label, machine) in learnt.into_iter().flatten() {
        let most = machine.iter().fold(0.0_f32, |most, w| most.max(w.abs()));
        let step = if most > 0.0 { most / 127.0 } else { 1.0 };
        if let Some(slot) = weights.steps.get_mut(usize::from(label)) {
            *slot = step;
        }
        let column = weights.values.iter_mut().skip(usize::from(label)).step_by(width.max(1));
        column.zip(machine).for_each(|(to, weight)| *to = small(weight / step));
    }
    weights
}

/// One machine: this label against all others.
fn machine(rows: &[Row], labels: &[Option<u16>], label: u16, feature_count: usize) -> Vec<f32> {
    let mut weights = vec![0.0_f32; feature_count];
    let mut texts: Vec<(&Row, f32, f32, f32)> = rows
        .iter()
        .zip(labels)
        .filter_map(|(row, &l)| l.map(|l| (row, l)))
        .map(|(row, l)| {
            let length: f32 = row.iter().map(|(_, amount)| amount * amount).sum();
            (row, if l == label { 1.0 } else { -1.0 }, length + 1.0 / (2.0 * COST), 0.0)
        })
        .collect();
    let mut chance = 0x2545_f491_4f6c_dd1d_u64 ^ u64::from(label);
    for _ in 0..ROUNDS {
        shuffle(&mut texts, &mut chance);
        let mut worst = 0.0_f32;
        for (row, side, diagonal, alpha) in &mut texts {
            let gradient = *side * dot(&weights, row) - 1.0 + *alpha / (2.0 * COST);
            let projected = if *alpha > 0.0 { gradient } else { gradient.min(0.0) };
            if projected.abs() < 1e-6 {
                continue;
            }
            worst = worst.max(projected.abs());
            let before = *alpha;
            *alpha = (before - gradient / *diagonal).max(0.0);
            add(&mut weights, row, (*alpha - before) * *side);
        }
        if worst < GOOD_ENOUGH {
            break;
        }
    }
    weights
}

fn dot(weights: &[f32], row: &Row) -> f32 {
    row.iter().map(|&(feature, amount)| at(feature).and_then(|i| weights.get(i)).map_or(0.0, |w| w * amount)).sum()
}

fn add(weights: &mut [f32], row: &Row, by: f32) {
    for &(feature, amount) in row {
        if let Some(weight) = at(feature).and_then(|i| weights.get_mut(i)) {
            *weight += by * amount;
        }
    }
}

fn at(feature: u32) -> Option<usize> {
    usize::try_from(feature).ok()
}

/// The nearest whole number from -127 to 127.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "clamped to what i8 holds")]
fn small(value: f32) -> i8 {
    value.round().clamp(-127.0, 127.0) as i8
}

/// Fisher-Yates with xorshift64.
fn shuffle<T>(items: &mut [T], chance: &mut u64) {
    for i in (1..items.len()).rev() {
        *chance ^= *chance << 13;
        *chance ^= *chance >> 7;
        *chance ^= *chance << 17;
        let span = u64::try_from(i + 1).unwrap_or(1);
        items.swap(i, usize::try_from(*chance % span).unwrap_or(0));
    }
}
