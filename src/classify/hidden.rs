//! A small network beside the machines: every feature has a few numbers, a text has the sum of its features', and labels
//! are read off that sum. It learns which features stand for the same thing, and so knows texts whose words were each
//! seen in other company only. Alone it knows less than the machines; with them it knows more than they do.
//!
//! One hidden layer (tanh), softmax, adaptive steps (Duchi et al., JMLR 2011), features left out at random while it learns
//! (Srivastava et al., JMLR 2014). Same texts in, same network out, on machines of one sort; nodes share the one that was
//! learnt first.

use super::calibrate::shares;
use super::linear::{Matrix, Row, Teaches, Weights, next, shuffle};
use super::model::float;

/// Numbers of each feature.
const WIDE: usize = 24;
/// Only the most frequent features have them: what keeps the model small.
const MOST: usize = 1 << 17;
/// Times every text is read.
const ROUNDS: usize = 5;
/// How fast it learns.
const PACE: f32 = 0.1;
/// The share of a text's features that is left out while learning.
const LEFT_OUT: f32 = 0.7;
/// How much it says beside the machines.
const SHARE: f32 = 0.05;

/// What was learnt.
pub struct Hidden {
    /// The numbers of each feature.
    pub features: Weights,
    /// The numbers of each label.
    pub labels: Weights,
}

impl Hidden {
    /// Learns from the texts that have a label.
    pub fn learn(rows: &[Row], lessons: &[Teaches], features: usize, labels: usize) -> Self {
        let own = |(row, lesson): (_, &Teaches)| match lesson {
            Teaches::Is(label) => Some((row, usize::from(*label))),
            Teaches::IsNot(_) | Teaches::Nothing => None,
        };
        let mut texts: Vec<(&Row, usize)> = rows.iter().zip(lessons).filter_map(own).collect();
        let mut net = Net::new(features.min(MOST), labels);
        for _ in 0..ROUNDS {
            shuffle(&mut texts, &mut net.chance);
            for (row, label) in &texts {
                net.read(row, *label);
            }
        }
        Self { features: Weights::of_matrix(&net.features), labels: Weights::of_matrix(&net.labels) }
    }

    /// One that knows nothing, and says nothing.
    pub fn none() -> Self {
        let none = || Weights::of_matrix(&Matrix::empty(0, WIDE));
        Self { features: none(), labels: none() }
    }

    /// Whether its parts are of one size, for so many labels or for none.
    pub fn is_whole(&self, labels: usize) -> bool {
        let rows = self.labels.rows();
        self.features.steps.len() == WIDE && self.labels.steps.len() == WIDE && (rows == labels || rows == 0)
    }

    /// Adds what it says of a text to what the machines say.
    pub fn add(&self, row: &Row, margins: &mut [f32]) {
        let mut sum = self.features.margins(row.iter().copied());
        for number in &mut sum {
            *number = number.tanh();
        }
        let steps = &self.labels.steps;
        let said = self.labels.values.chunks_exact(WIDE).map(|own| -> f32 {
            own.iter().zip(steps).zip(&sum).map(|((weight, step), number)| f32::from(*weight) * step * number).sum()
        });
        let said: Vec<f32> = said.collect();
        let mean = said.iter().sum::<f32>() / float(said.len().max(1));
        for (margin, said) in margins.iter_mut().zip(said) {
            *margin += SHARE * (said - mean);
        }
    }
}

/// A network that is learning.
struct Net {
    features: Matrix,
    labels: Matrix,
    /// For each feature, and each label, the squares of its slopes so far.
    of_feature: Vec<f32>,
    of_label: Vec<f32>,
    chance: u64,
}

impl Net {
    fn new(features: usize, labels: usize) -> Self {
        let mut net = Self {
            features: Matrix::empty(features, WIDE),
            labels: Matrix::empty(labels, WIDE),
            of_feature: vec![1e-6; features],
            of_label: vec![1e-6; labels],
            chance: 0x1234_5678_9abc_def1,
        };
        for number in &mut net.features.values {
            *number = 0.2 * (share(&mut net.chance) - 0.5);
        }
        net
    }

    /// One step towards a text's label.
    fn read(&mut self, row: &Row, label: usize) {
        let mut kept: Row = Vec::with_capacity(row.len());
        for &(feature, amount) in row {
            if share(&mut self.chance) >= LEFT_OUT {
                kept.push((feature, amount / (1.0 - LEFT_OUT)));
            }
        }
        let mut sum = [0.0_f32; WIDE];
        self.features.margins(&kept, &mut sum);
        let sum = sum.map(f32::tanh);
        let square: f32 = sum.iter().map(|number| number * number).sum();
        let said = self.labels.values.chunks_exact(WIDE).map(|own| own.iter().zip(&sum).map(|(a, b)| a * b).sum());
        let mut said = shares(&said.collect::<Vec<f32>>(), 1.0);
        if let Some(own) = said.get_mut(label) {
            *own -= 1.0;
        }
        let mut slopes = [0.0_f32; WIDE];
        let labels = self.labels.values.chunks_exact_mut(WIDE).zip(&mut self.of_label);
        for (off, (own, squares)) in said.into_iter().zip(labels) {
            *squares += off * off * square / float(WIDE);
            let step = PACE * off / squares.sqrt();
            for ((weight, slope), number) in own.iter_mut().zip(&mut slopes).zip(&sum) {
                *slope += off * *weight;
                *weight -= step * number;
            }
        }
        for (slope, number) in slopes.iter_mut().zip(&sum) {
            *slope *= 1.0 - number * number;
        }
        let square = slopes.iter().map(|slope| slope * slope).sum::<f32>() / float(WIDE);
        for (feature, amount) in kept {
            let at = usize::try_from(feature).unwrap_or(usize::MAX);
            let Some(squares) = self.of_feature.get_mut(at) else { continue };
            *squares += square * amount * amount;
            let step = PACE * amount / squares.sqrt();
            for (number, slope) in self.features.of_mut(feature).iter_mut().zip(&slopes) {
                *number -= step * slope;
            }
        }
    }
}

/// A number from 0 to 1.
fn share(chance: &mut u64) -> f32 {
    f32::from(u16::try_from(next(chance) >> 48).unwrap_or(0)) / 65536.0
}
