//! Complement naive Bayes (Rennie et al., ICML 2003): how unlike a feature is to the texts of all other labels.
//!
//! Alone it knows less than the support vector machines; added to them it knows more, since it also makes use of words
//! that a machine has no need of. Both are linear, so the sum costs nothing.

use super::linear::{Matrix, Row, Teaches};
use super::model::float;

/// What every feature is taken to be in every label's texts beforehand.
const SMOOTHING: f32 = 0.1;

/// Adds `share` of it to what the machines have learnt.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "sums in double, weights in single")]
pub fn add(rows: &[Row], lessons: &[Teaches], share: f32, matrix: &mut Matrix) {
    let width = matrix.width;
    if width == 0 {
        return;
    }
    let features = matrix.values.len() / width;
    let mut own = Matrix::empty(features, width);
    let mut of_label = vec![0.0_f64; width];
    for (row, lesson) in rows.iter().zip(lessons) {
        let Teaches::Is(label) = lesson else { continue };
        let label = usize::from(*label);
        for &(feature, amount) in row {
            if let Some(sum) = own.of_mut(feature).get_mut(label) {
                *sum += amount;
            }
            if let Some(sum) = of_label.get_mut(label) {
                *sum += f64::from(amount);
            }
        }
    }
    let smooth = f64::from(SMOOTHING) * f64::from(float(features));
    let all: f64 = of_label.iter().sum();
    let others: Vec<f32> = of_label.iter().map(|own| (all - own + smooth).ln() as f32).collect();
    let mut likeness = vec![0.0_f32; width];
    for (weights, sums) in matrix.values.chunks_exact_mut(width).zip(own.values.chunks_exact(width)) {
        let all: f32 = sums.iter().sum();
        for ((likeness, own), others) in likeness.iter_mut().zip(sums).zip(&others) {
            *likeness = others - (all - own + SMOOTHING).ln();
        }
        let mean = likeness.iter().sum::<f32>() / float(width);
        for (weight, likeness) in weights.iter_mut().zip(&likeness) {
            *weight += share * (likeness - mean);
        }
    }
}
