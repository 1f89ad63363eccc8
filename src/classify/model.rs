//! The learnt model: which features count, how much, and how sure it may be.

use std::collections::HashMap;
use std::thread::{self, ScopedJoinHandle};

use super::bayes;
use super::calibrate::{self, HeldOut, Judged, Sureness, shares};
use super::dictionary::Dictionary;
use super::example::Example;
use super::hidden::Hidden;
use super::linear::{self, Machines, Row, Teaches, Weights};
use super::sign;

/// How sure is sure is found out on whole messages, of at least so many words; a list of words says nothing of it.
const MESSAGE_WORDS: usize = 6;
/// If there are so many messages as residents write, it is found out on these alone.
const TYPICAL: usize = 1000;
/// Parts that the texts are cut into to find out how sure is sure.
const FOLDS: usize = 3;
/// The same where they are few of the texts.
const FOLDS_OF_FEW: usize = 2;
/// So many texts held out say enough: a long history is not learnt three times more for it.
const ENOUGH: usize = 5000;
/// More texts than this are a long history.
const MANY: usize = 90_000;
/// How much naive Bayes says beside the support vector machines.
const BAYES: f32 = 0.2;

/// Labels of one sort (categories, or kinds), and what was learnt about them.
pub struct Head {
    /// In alphabetical order.
    pub labels: Vec<String>,
    /// What counts for each.
    pub weights: Weights,
    /// The network beside them.
    pub hidden: Hidden,
    /// How sharply shares follow margins.
    pub sharpness: f32,
}

/// Everything learnt.
pub struct Model {
    /// Where each feature is, and how rare.
    pub dictionary: Dictionary,
    /// The categories.
    pub category: Head,
    /// The kinds.
    pub kind: Head,
    /// What a text also is; the empty label is none of these.
    pub sign: Head,
    /// The least margin with which each of these is believed.
    pub least: Vec<f32>,
    /// For each category, who has it: categories with the same number go the same way.
    pub owners: Vec<u16>,
    /// How often the first category is right.
    pub right: Sureness,
    /// How often it is right or goes the same way.
    pub arrives: Sureness,
    /// What was said of the texts held out.
    pub judged: Vec<Judged>,
}

/// A label, and how likely it is among the others.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Guess {
    /// The label.
    pub label: String,
    /// 0 to 1; all labels together make 1.
    pub share: f32,
}

/// What lessons since have changed: for these features, the weights of all labels.
pub type Patch = HashMap<u32, Vec<f32>>;

impl Head {
    /// Whether its parts are of one size.
    pub fn is_whole(&self) -> bool {
        self.weights.steps.len() == self.labels.len() && self.hidden.is_whole(self.labels.len())
    }

    /// Asks memory for all that a text needs of it.
    pub fn fetch(&self, row: &Row) {
        self.weights.fetch(row);
        self.hidden.features.fetch(row);
    }

    /// How far a text is on each label's side.
    pub fn margins(&self, row: &Row, patch: &Patch) -> Vec<f32> {
        let untouched = row.iter().filter(|(feature, _)| !patch.contains_key(feature));
        let mut margins = self.weights.margins(untouched.copied());
        for (feature, amount) in row {
            let Some(weights) = patch.get(feature) else { continue };
            for (margin, weight) in margins.iter_mut().zip(weights) {
                *margin += amount * weight;
            }
        }
        self.hidden.add(row, &mut margins);
        margins
    }

    /// The likeliest labels of these margins, the likeliest first.
    pub fn likeliest(&self, margins: &[f32], most: usize) -> Vec<Guess> {
        let shares = shares(margins, self.sharpness);
        let mut all: Vec<(&f32, &String, f32)> = margins
            .iter()
            .zip(&self.labels)
            .zip(shares)
            .map(|((margin, label), share)| (margin, label, share))
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(a.0));
        all.truncate(most);
        all.into_iter().map(|(_, label, share)| Guess { label: label.clone(), share }).collect()
    }

    /// The weights of a feature for all labels.
    pub fn weights_of(&self, feature: u32) -> Vec<f32> {
        let mut weights: Vec<f32> = self.weights.in_full(feature).collect();
        weights.resize(self.labels.len(), 0.0);
        weights
    }

    /// The place of a label.
    pub fn place(&self, label: &str) -> Option<u16> {
        u16::try_from(self.labels.binary_search_by(|l| l.as_str().cmp(label)).ok()?).ok()
    }
}

impl Model {
    /// Learns from texts; thousands take seconds. `owner` tells who has a category.
    pub fn learn(examples: &[Example], owner: impl Fn(&str) -> String) -> Self {
        let (dictionary, rows) = Dictionary::learn(examples);
        let messages: Vec<bool> = examples.iter().map(|e| e.text.split_whitespace().count() >= MESSAGE_WORDS).collect();
        let typical: Vec<bool> = examples.iter().zip(&messages).map(|(e, is)| *is && e.typical).collect();
        let is_enough = typical.iter().filter(|is| **is).count() >= TYPICAL;
        let touchstones = if is_enough { &typical } else { &messages };
        let categories: Vec<_> = examples.iter().map(Named::category).collect();
        let kinds: Vec<_> = examples.iter().map(Named::kind).collect();
        let (category, held_out) = head(&rows, &categories, touchstones, dictionary.len(), true);
        let (kind, _) = head(&rows, &kinds, &[], dictionary.len(), true);
        let signs: Vec<_> = examples.iter().map(Named::sign).collect();
        let (sign, of_signs) = head(&rows, &signs, &messages, dictionary.len(), false);
        let mut known: Vec<String> = Vec::new();
        let number = |label: &String| {
            let owner = owner(label);
            let at = known.iter().position(|o| *o == owner).unwrap_or_else(|| {
                known.push(owner);
                known.len() - 1
            });
            u16::try_from(at).unwrap_or(u16::MAX)
        };
        let owners: Vec<u16> = category.labels.iter().map(number).collect();
        let each: Vec<u16> = (0..).take(owners.len()).collect();
        let (right, arrives) = (Sureness::fit(&held_out, &each), Sureness::fit(&held_out, &owners));
        let judged = held_out.iter().filter_map(|(margins, label)| {
            let said = first(margins)?;
            Some(Judged {
                said: u16::try_from(said).ok()?,
                confidence: right.of(margins, &each),
                right: said == *label,
                sure: arrives.of(margins, &owners),
                arrives: owners.get(said) == owners.get(*label),
            })
        });
        let least = sign::least(&sign.labels, &of_signs);
        Self { judged: judged.collect(), least, dictionary, category, kind, sign, owners, right, arrives }
    }

    /// A text held out of learning is right so often with these margins.
    pub fn confidence(&self, margins: &[f32]) -> f32 {
        let each: Vec<u16> = (0..).take(margins.len()).collect();
        self.right.of(margins, &each)
    }

    /// So often it arrives where it should.
    pub fn sure(&self, margins: &[f32]) -> f32 {
        self.arrives.of(margins, &self.owners)
    }
}

/// What a text teaches, by name.
#[derive(Debug, Clone, Copy)]
pub enum Named<'a> {
    /// It has this label.
    Is(&'a str),
    /// It does not have this label.
    IsNot(&'a str),
    /// Nothing.
    Nothing,
}

impl<'a> Named<'a> {
    /// Of signs.
    pub fn sign(example: &'a Example) -> Self {
        example.sign.as_deref().map_or(Self::Nothing, Self::Is)
    }

    /// Of categories.
    pub fn category(example: &'a Example) -> Self {
        if example.category.is_empty() {
            return Self::Nothing;
        }
        if example.denied { Self::IsNot(&example.category) } else { Self::Is(&example.category) }
    }

    /// Of kinds.
    pub fn kind(example: &'a Example) -> Self {
        example.kind.as_deref().filter(|_| !example.denied).map_or(Self::Nothing, Self::Is)
    }

    /// With the places that labels have in a head; what it does not know teaches nothing.
    pub fn in_head(self, head: &Head) -> Teaches {
        match self {
            Self::Is(name) => head.place(name).map_or(Teaches::Nothing, Teaches::Is),
            Self::IsNot(name) => head.place(name).map_or(Teaches::Nothing, Teaches::IsNot),
            Self::Nothing => Teaches::Nothing,
        }
    }
}

/// Whether so many texts are a small part of all.
const fn is_few(texts: usize, all: usize) -> bool {
    texts.saturating_mul(8) <= all
}

/// The place of the greatest.
pub fn first(margins: &[f32]) -> Option<usize> {
    margins.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(at, _)| at)
}

/// Learns the labels of one sort, and what is said of texts held out, which are `touchstones`. Naive Bayes helps the
/// machines, and the network if `with_net`.
fn head(
    rows: &[Row],
    names: &[Named<'_>],
    touchstones: &[bool],
    features: usize,
    with_net: bool,
) -> (Head, Vec<HeldOut>) {
    let is = |name: &Named<'_>| match name {
        Named::Is(name) => Some((*name).to_owned()),
        Named::IsNot(_) | Named::Nothing => None,
    };
    let mut labels: Vec<String> = names.iter().filter_map(is).collect();
    labels.sort_unstable();
    labels.dedup();
    let place = |name: &str| u16::try_from(labels.binary_search_by(|l| l.as_str().cmp(name)).ok()?).ok();
    let lessons: Vec<Teaches> = names
        .iter()
        .map(|name| match *name {
            Named::Is(name) => place(name).map_or(Teaches::Nothing, Teaches::Is),
            Named::IsNot(name) => place(name).map_or(Teaches::Nothing, Teaches::IsNot),
            Named::Nothing => Teaches::Nothing,
        })
        .collect();
    let all = lessons.iter().filter(|lesson| **lesson != Teaches::Nothing).count();
    let is_long = all > MANY;
    let tests = touchstones.iter().zip(&lessons).filter(|(is, lesson)| **is && **lesson != Teaches::Nothing).count();
    // Many texts say in few rounds what few say in many, and by the machines alone.
    let rounds = if is_long { linear::ROUNDS / 2 } else { linear::ROUNDS };
    let learn = |machines: &mut Machines, lessons: &[Teaches], rounds: usize| {
        let hidden = thread::scope(|scope| {
            let net =
                (with_net && !is_long).then(|| scope.spawn(|| Hidden::learn(rows, lessons, features, labels.len())));
            machines.learn(lessons, rounds);
            net.map_or_else(|| Ok(Hidden::none()), ScopedJoinHandle::join)
        });
        let hidden = hidden.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let mut matrix = machines.weights();
        bayes::add(rows, lessons, BAYES, &mut matrix);
        Head { labels: labels.clone(), weights: Weights::of_matrix(&matrix), hidden, sharpness: 1.0 }
    };
    let mut machines = Machines::new(rows, features, labels.len());
    let mut held_out = Vec::new();
    let folds = match tests {
        0 => 0,
        _ if is_few(tests, all) => FOLDS_OF_FEW,
        _ => (tests / ENOUGH).max(FOLDS),
    };
    // On top of what is learnt already it takes few rounds where little changes.
    let again = if is_few(tests / folds.max(1), all) { rounds.div_ceil(4) } else { rounds };
    let mut to_go = rounds;
    for fold in 0..folds {
        let out = |i: usize| i % folds == fold && touchstones.get(i) == Some(&true);
        let kept: Vec<Teaches> =
            lessons.iter().enumerate().map(|(i, l)| if out(i) { Teaches::Nothing } else { *l }).collect();
        // What is held out now was learnt with the fold before.
        machines.forget(&lessons, out);
        let head = learn(&mut machines, &kept, to_go);
        to_go = again;
        let judged = rows.iter().zip(&lessons).enumerate().filter(|(i, _)| out(*i));
        held_out.extend(judged.filter_map(|(_, (row, lesson))| match lesson {
            Teaches::Is(label) => Some((head.margins(row, &Patch::new()), usize::from(*label))),
            Teaches::IsNot(_) | Teaches::Nothing => None,
        }));
        if held_out.len() >= ENOUGH {
            break;
        }
    }
    let head = learn(&mut machines, &lessons, to_go);
    (Head { sharpness: calibrate::sharpness(&held_out), ..head }, held_out)
}

/// A count as a number to reckon with.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts of texts are far below 2^24")]
pub fn float(n: usize) -> f32 {
    n as f32
}
