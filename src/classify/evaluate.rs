//! How good is it? Judged on texts that it has not learnt from.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use serde::Serialize;

use super::Classifier;
use super::example::Example;
use super::model::float;
use crate::municipality::Municipality;

/// The figures, as one JSON object.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figures {
    /// Texts judged.
    pub n: usize,
    /// Share with the right category first.
    pub top1: f32,
    /// Share with the right category among the first three.
    pub top3: f32,
    /// F1 of each category, averaged.
    pub macro_f1: f32,
    /// Share with the right department first; none without a municipality.
    pub department_top1: Option<f32>,
    /// Share with the right department among those of the first three categories.
    pub department_top3: Option<f32>,
    /// Share with the right kind, of the texts whose kind is known.
    pub kind_top1: Option<f32>,
    /// Share that is certain enough to go straight to a department.
    pub auto_share: f32,
    /// Share of those that is right: has the right category, or with a municipality reaches the right department.
    pub auto_precision: Option<f32>,
    /// Time for one verdict, in microseconds.
    pub us_per_text: f32,
}

#[derive(Default)]
struct Tally {
    top1: usize,
    top3: usize,
    department_top1: usize,
    department_top3: usize,
    kind: usize,
    kinds: usize,
    auto: usize,
    auto_right: usize,
}

/// Judges a classifier. With a municipality its departments are judged too, and what it never forwards by itself does
/// not count as certain.
pub fn evaluate(classifier: &Classifier, texts: &[Example], municipality: Option<&Municipality>) -> Figures {
    let mut tally = Tally::default();
    let mut by_category: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut said_of: HashMap<String, usize> = HashMap::new();
    let started = Instant::now();
    let verdicts: Vec<_> = texts.iter().map(|text| classifier.verdict(&text.text)).collect();
    let us_per_text = started.elapsed().as_secs_f32() * 1e6 / float(texts.len().max(1));
    for (text, verdict) in texts.iter().zip(verdicts) {
        let right = text.accepts(&verdict.category);
        tally.top1 += usize::from(right);
        tally.top3 += usize::from(verdict.likely.iter().any(|guess| text.accepts(&guess.label)));
        let category = by_category.entry(&text.category).or_default();
        category[0] += 1;
        category[1] += usize::from(right);
        let said = if right { text.category.clone() } else { verdict.category.clone() };
        *said_of.entry(said).or_default() += 1;
        if let Some(kind) = &text.kind {
            tally.kinds += 1;
            tally.kind += usize::from(*kind == verdict.kind);
        }
        let mut arrives = right;
        let mut goes_itself = true;
        if let Some(municipality) = municipality {
            let of = |code: &str| municipality.category(code).map(|c| c.department.as_str());
            let rights: Vec<_> = text.also.iter().chain([&text.category]).filter_map(|code| of(code)).collect();
            let is_right = |code: &str| of(code).is_some_and(|d| rights.contains(&d));
            arrives = is_right(&verdict.category);
            goes_itself = municipality.may_forward(&verdict.category);
            tally.department_top1 += usize::from(arrives);
            tally.department_top3 += usize::from(verdict.likely.iter().any(|guess| is_right(&guess.label)));
        }
        if goes_itself && verdict.certain {
            tally.auto += 1;
            tally.auto_right += usize::from(arrives);
        }
    }
    let f1 = by_category.iter().map(|(code, [all, right])| {
        let said = said_of.get(*code).copied().unwrap_or(0);
        if all + said == 0 { 0.0 } else { 2.0 * float(*right) / float(all + said) }
    });
    let n = texts.len();
    let share = |part: usize| if n == 0 { 0.0 } else { float(part) / float(n) };
    let of = |part: usize, all: usize| (all > 0).then(|| float(part) / float(all));
    Figures {
        n,
        top1: share(tally.top1),
        top3: share(tally.top3),
        macro_f1: f1.sum::<f32>() / float(by_category.len().max(1)),
        department_top1: municipality.map(|_| share(tally.department_top1)),
        department_top3: municipality.map(|_| share(tally.department_top3)),
        kind_top1: of(tally.kind, tally.kinds),
        auto_share: share(tally.auto),
        auto_precision: of(tally.auto_right, tally.auto),
        us_per_text,
    }
}
