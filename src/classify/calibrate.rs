//! How sure is sure: from margins to the share of times that such a margin was right, on texts held out from learning.

use serde::{Deserialize, Serialize};

use super::model::float;

/// What margins mean.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sureness {
    /// How sharply shares follow margins.
    pub sharpness: f32,
    /// Logistic regression of "the first was right" on one, the first's margin, and its lead on the second.
    pub terms: [f32; 3],
}

impl Sureness {
    /// How often a first guess with this margin and lead is right, 0 to 1.
    pub fn of(&self, margin: f32, lead: f32) -> f32 {
        let [one, by_margin, by_lead] = self.terms;
        logistic(one + by_margin * margin + by_lead * lead)
    }

    /// Learns it from texts held out: the margins of all labels, and which was right.
    pub fn fit(held_out: &[(Vec<f32>, usize)]) -> Self {
        let tries = (1..=40).map(|step| float(step) * 0.25);
        let loss = |sharpness: f32| -> f32 {
            let all = held_out.iter();
            all.map(|(margins, right)| -shares(margins, sharpness).get(*right).map_or(0.0, |s| s.max(1e-6).ln())).sum()
        };
        let best = tries.map(|s| (loss(s), s)).min_by(|a, b| a.0.total_cmp(&b.0));
        let cases: Vec<([f32; 3], f32)> = held_out.iter().map(|(margins, right)| lead(margins, *right)).collect();
        Self { sharpness: best.map_or(1.0, |(_, s)| s), terms: logistic_regression(&cases) }
    }
}

/// The regressors and the outcome of one text.
fn lead(margins: &[f32], right: usize) -> ([f32; 3], f32) {
    let (mut first, mut second, mut at) = (f32::MIN, f32::MIN, usize::MAX);
    for (i, &margin) in margins.iter().enumerate() {
        if margin > first {
            (second, first, at) = (first, margin, i);
        } else if margin > second {
            second = margin;
        }
    }
    ([1.0, first, first - second.max(-2.0)], if at == right { 1.0 } else { 0.0 })
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// Margins as shares of 1.
pub fn shares(margins: &[f32], sharpness: f32) -> Vec<f32> {
    let most = margins.iter().copied().fold(f32::MIN, f32::max);
    let raised: Vec<f32> = margins.iter().map(|m| ((m - most) * sharpness).exp()).collect();
    let sum: f32 = raised.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    raised.into_iter().map(|r| r / sum).collect()
}

/// Newton's method with a little pull towards zero; three terms, so a few rounds are plenty.
#[expect(clippy::many_single_char_names, reason = "as in a textbook")]
fn logistic_regression(cases: &[([f32; 3], f32)]) -> [f32; 3] {
    let pull = 0.01;
    let [mut a, mut b, mut c] = [0.0_f32; 3];
    for _ in 0..25 {
        let mut slope = [-pull * a, -pull * b, -pull * c];
        let [mut aa, mut ab, mut ac, mut bb, mut bc, mut cc] = [pull, 0.0, 0.0, pull, 0.0, pull];
        for ([x, y, z], right) in cases {
            let p = logistic(a * x + b * y + c * z);
            let (off, bend) = (right - p, p * (1.0 - p));
            slope = [slope[0] + off * x, slope[1] + off * y, slope[2] + off * z];
            aa += bend * x * x;
            ab += bend * x * y;
            ac += bend * x * z;
            bb += bend * y * y;
            bc += bend * y * z;
            cc += bend * z * z;
        }
        // Cramer's rule for the symmetric three by three system.
        let [s, t, u] = slope;
        let whole = aa * (bb * cc - bc * bc) - ab * (ab * cc - bc * ac) + ac * (ab * bc - bb * ac);
        if whole.abs() < f32::MIN_POSITIVE {
            break;
        }
        let da = (s * (bb * cc - bc * bc) - ab * (t * cc - bc * u) + ac * (t * bc - bb * u)) / whole;
        let db = (aa * (t * cc - bc * u) - s * (ab * cc - bc * ac) + ac * (ab * u - t * ac)) / whole;
        let dc = (aa * (bb * u - t * bc) - ab * (ab * u - t * ac) + s * (ab * bc - bb * ac)) / whole;
        a += da.clamp(-5.0, 5.0);
        b += db.clamp(-5.0, 5.0);
        c += dc.clamp(-5.0, 5.0);
        if da.abs() + db.abs() + dc.abs() < 1e-4 {
            break;
        }
    }
    [a, b, c]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greater_lead_is_a_surer_guess() {
        let held_out: Vec<_> = (0..200_u16)
            .map(|i| {
                let lead = f32::from(i % 20) / 10.0;
                let right = usize::from(i % 20 < 6 && i % 3 != 0);
                (vec![lead - 0.5, -0.5, -0.9], right)
            })
            .collect();
        let sureness = Sureness::fit(&held_out);
        assert!(sureness.of(1.0, 1.5) > 0.9, "{}", sureness.of(1.0, 1.5));
        assert!(sureness.of(-0.4, 0.1) < 0.6, "{}", sureness.of(-0.4, 0.1));
    }
}
