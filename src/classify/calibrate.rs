//! How sure is sure: from margins to the share of times that such a margin was right, on texts held out from learning.

use serde::{Deserialize, Serialize};

use super::model::float;

/// Fewer texts of a category than this, held out, measure nothing.
const FEWEST: usize = 5;
/// A category's own few texts weigh against those of all categories as if there were so many of these.
const PULL: f32 = 40.0;
/// The gate that is taken is the widest of many that were tried, and so a lucky one: of the errors that would be allowed,
/// only this share may be seen.
const LUCK: f32 = 0.8;

/// What margins mean: logistic regression of "the first was right" on one, the first's margin, and its lead on the best
/// of another group.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sureness {
    terms: [f32; 3],
}

/// One text held out: the margins of all labels, and which was right.
pub type HeldOut = (Vec<f32>, usize);

/// What was said of a text held out, and whether it was so.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// The label that was said.
    pub said: u16,
    /// How sure of it, 0 to 1.
    pub confidence: f32,
    /// It was so.
    pub right: bool,
    /// How sure that whoever has this label is the right one, 0 to 1.
    pub sure: f32,
    /// They are.
    pub arrives: bool,
}

/// How good a model was on the texts held out when it learnt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Texts held out.
    pub texts: usize,
    /// Share whose category was right.
    pub right: f32,
    /// Share that would have gone to a department by itself, through gates that other texts showed.
    pub auto_share: f32,
    /// Share of those that would have arrived where they should.
    pub auto_precision: Option<f32>,
    /// Categories that go by themselves.
    pub open_gates: usize,
    /// Confidence against what was right, in tenths.
    pub reliability: Vec<Bin>,
}

/// Verdicts of about the same confidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Texts.
    pub texts: usize,
    /// Their confidence, on the average.
    pub confidence: f32,
    /// Share that was right.
    pub right: f32,
}

impl Measured {
    /// Counts, with the `gates` of all labels; `may_go[label]`: nothing else keeps it from going by itself. What does is
    /// counted on each half of the texts with the gates that the other half shows, since a gate lets through most rightly
    /// what it was chosen by.
    pub fn of(judged: &[Judged], gates: &[f32], may_go: &[bool], precision: f32) -> Self {
        let share = |part: usize, all: usize| if all == 0 { 0.0 } else { float(part) / float(all) };
        let half = |half: usize| judged.iter().skip(half).step_by(2).copied().collect::<Vec<_>>();
        let halves = [half(0), half(1)];
        let mut auto: Vec<&Judged> = Vec::new();
        for (one, other) in halves.iter().zip(halves.iter().rev()) {
            let gates = self::gates(other, may_go.len(), precision);
            let goes = |text: &&Judged| {
                let said = usize::from(text.said);
                may_go.get(said) == Some(&true) && gates.get(said).is_some_and(|gate| text.sure >= *gate)
            };
            auto.extend(one.iter().filter(goes));
        }
        let arrived = auto.iter().filter(|text| text.arrives).count();
        let bin = |tenth: u8| {
            let (low, high) = (f32::from(tenth) / 10.0, f32::from(tenth + 1) / 10.0);
            let within = |text: &&Judged| text.confidence >= low && (text.confidence < high || tenth == 9);
            let texts: Vec<&Judged> = judged.iter().filter(within).collect();
            Bin {
                texts: texts.len(),
                confidence: texts.iter().map(|text| text.confidence).sum::<f32>() / float(texts.len().max(1)),
                right: share(texts.iter().filter(|text| text.right).count(), texts.len()),
            }
        };
        Self {
            texts: judged.len(),
            right: share(judged.iter().filter(|text| text.right).count(), judged.len()),
            auto_share: share(auto.len(), judged.len()),
            auto_precision: (!auto.is_empty()).then(|| share(arrived, auto.len())),
            open_gates: gates.iter().zip(may_go).filter(|(gate, may)| **may && gate.is_finite()).count(),
            reliability: (0..10).map(bin).filter(|bin| bin.texts > 0).collect(),
        }
    }
}

impl Sureness {
    /// How often a first guess with these margins is right, 0 to 1. `groups[label]`: labels of one group are as good.
    pub fn of(&self, margins: &[f32], groups: &[u16]) -> f32 {
        let ([_, margin, lead], _) = lead(margins, groups);
        let [one, by_margin, by_lead] = self.terms;
        logistic(one + by_margin * margin + by_lead * lead)
    }

    /// Learns it from texts held out.
    pub fn fit(held_out: &[HeldOut], groups: &[u16]) -> Self {
        let cases: Vec<([f32; 3], f32)> = held_out
            .iter()
            .map(|(margins, right)| {
                let (terms, first) = lead(margins, groups);
                (terms, if groups.get(first) == groups.get(*right) { 1.0 } else { 0.0 })
            })
            .collect();
        Self { terms: logistic_regression(&cases) }
    }
}

/// How sharply shares of labels follow margins: what makes the right ones likeliest.
pub fn sharpness(held_out: &[HeldOut]) -> f32 {
    let loss = |sharpness: f32| -> f32 {
        let of = |(margins, right): &HeldOut| -shares(margins, sharpness).get(*right).map_or(0.0, |s| s.max(1e-6).ln());
        held_out.iter().map(of).sum()
    };
    let tries = (1..=40).map(|step| float(step) * 0.25);
    tries.map(|s| (loss(s), s)).min_by(|a, b| a.0.total_cmp(&b.0)).map_or(1.0, |(_, s)| s)
}

/// The least `sure` with which each label goes its way by itself: where of the texts held out that got this label with
/// it, at least `precision` arrived where they should, and more when the texts of all labels are counted in. Infinite
/// where that cannot be shown.
pub fn gates(judged: &[Judged], labels: usize, precision: f32) -> Vec<f32> {
    let mut all: Vec<&Judged> = judged.iter().collect();
    all.sort_by(|a, b| b.sure.total_cmp(&a.sure));
    let mut gates = vec![f32::INFINITY; labels];
    let mut own = vec![(0_usize, 0_usize); labels];
    let mut arrived = 0_usize;
    for (n, text) in all.into_iter().enumerate() {
        arrived += usize::from(text.arrives);
        let of_all = float(arrived) / float(n + 1);
        let at = usize::from(text.said);
        let (Some((texts, right)), Some(gate)) = (own.get_mut(at), gates.get_mut(at)) else { continue };
        *texts += 1;
        *right += usize::from(text.arrives);
        let measured = (float(*right) + PULL * of_all) / (float(*texts) + PULL);
        let is_shown = float(*right) >= precision * float(*texts) && 1.0 - measured <= LUCK * (1.0 - precision);
        if *texts >= FEWEST && is_shown {
            *gate = text.sure;
        }
    }
    gates
}

/// The regressors of one text, and the first label.
fn lead(margins: &[f32], groups: &[u16]) -> ([f32; 3], usize) {
    let first = margins.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
    let Some((at, &first)) = first else { return ([1.0, -1.0, 0.0], usize::MAX) };
    let others = margins.iter().zip(groups).filter(|(_, group)| groups.get(at) != Some(group));
    let second = others.map(|(margin, _)| *margin).fold(-2.0_f32, f32::max);
    ([1.0, first, first - second], at)
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
        let sureness = Sureness::fit(&held_out, &[0, 1, 2]);
        assert!(sureness.of(&[1.0, -0.5, -0.9], &[0, 1, 2]) > 0.9);
        assert!(sureness.of(&[-0.4, -0.5, -0.9], &[0, 1, 2]) < 0.6);
    }

    #[test]
    fn what_goes_by_itself_was_shown_to_arrive() {
        let judged = |said, sure, arrives| Judged { said, confidence: sure, right: arrives, sure, arrives };
        let mut all: Vec<Judged> = (0..40_u16).map(|i| judged(0, 1.0 - f32::from(i) / 200.0, true)).collect();
        all.extend((0..40_u16).map(|i| judged(1, 0.8 - f32::from(i) / 100.0, i % 4 < 2)));
        all.extend([judged(2, 0.99, true)]);
        all.extend((0..10_u16).map(|i| judged(3, 0.99 - f32::from(i) / 1000.0, i != 2)));
        let gates = gates(&all, 4, 0.95);
        assert!((0.7..0.9).contains(&gates[0]), "{gates:?}");
        assert!(gates[1].is_infinite() && gates[2].is_infinite(), "half wrong, and too few: {gates:?}");
        assert!(gates[3].is_infinite(), "nine of ten, though of all together enough arrive: {gates:?}");
        let measured = Measured::of(&all, &gates, &[true; 4], 0.95);
        let told = measured.auto_precision.unwrap();
        assert!((0.95..1.0).contains(&told), "what one half did not know of counts in the other: {measured:?}");
    }
}
