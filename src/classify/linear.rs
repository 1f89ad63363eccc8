//! A linear machine for each label: the method that does best on short letters from residents.
//!
//! Support vector machines by dual coordinate descent for the squared hinge loss (Hsieh et al., ICML 2008), all labels
//! in one pass over a text, so that a text's features are fetched once and not once a label. Same texts in, same model
//! out, on one core or many: the order in which texts are visited comes from a generator with a fixed start, and what is
//! learnt for a label does not depend on the others.

use std::thread;

/// A text: which features it has, and how much of each.
pub type Row = Vec<(u32, f32)>;

/// How much a text on the wrong side costs, against plain weights.
const COST: f32 = 0.5;
/// So many rounds over a few thousand texts are enough.
pub const ROUNDS: usize = 8;
/// A label for which nothing is further off than this in a round is learnt.
const GOOD_ENOUGH: f32 = 0.1;
/// A machine that is no further off on a text than this does not move for it.
const NOT_WORTH_IT: f32 = 0.05;

/// What a text teaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Teaches {
    /// It has this label.
    Is(u16),
    /// It does not have this label; which one it has is not known.
    IsNot(u16),
    /// Nothing.
    Nothing,
}

impl Teaches {
    /// On which side of a label's machine the text belongs, if that is known.
    fn side(self, label: usize) -> Option<f32> {
        match self {
            Self::Is(own) => Some(if usize::from(own) == label { 1.0 } else { -1.0 }),
            Self::IsNot(own) => (usize::from(own) == label).then_some(-1.0),
            Self::Nothing => None,
        }
    }
}

/// The weights of every feature for every label: for each feature those of all labels in a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// How many labels.
    pub width: usize,
    /// The weights.
    pub values: Vec<f32>,
}

impl Matrix {
    /// Nothing learnt yet.
    pub fn empty(features: usize, width: usize) -> Self {
        Self { width, values: vec![0.0; features.saturating_mul(width)] }
    }

    /// The weights of one feature.
    pub fn of(&self, feature: u32) -> &[f32] {
        let start = start(feature, self.width);
        self.values.get(start..start.saturating_add(self.width)).unwrap_or_default()
    }

    /// The same, to be changed.
    pub fn of_mut(&mut self, feature: u32) -> &mut [f32] {
        let start = start(feature, self.width);
        self.values.get_mut(start..start.saturating_add(self.width)).unwrap_or_default()
    }

    /// How far a text is on each label's side.
    pub fn margins(&self, row: &[(u32, f32)], sums: &mut [f32]) {
        sums.fill(0.0);
        for &(feature, amount) in row {
            for (sum, weight) in sums.iter_mut().zip(self.of(feature)) {
                *sum += amount * weight;
            }
        }
    }
}

/// The same, each weight in a byte: what is kept and asked.
pub struct Weights {
    /// For each feature, the weights of all labels in a row, in steps of `steps`.
    pub values: Vec<i8>,
    /// For each label, the size of one step.
    pub steps: Vec<f32>,
}

impl Weights {
    /// Rounds to 127 steps either way.
    pub fn of_matrix(matrix: &Matrix) -> Self {
        let mut most = vec![0.0_f32; matrix.width];
        for weights in matrix.values.chunks_exact(matrix.width.max(1)) {
            for (most, weight) in most.iter_mut().zip(weights) {
                *most = most.max(weight.abs());
            }
        }
        let steps: Vec<f32> = most.into_iter().map(|most| if most > 0.0 { most / 127.0 } else { 1.0 }).collect();
        let values =
            matrix.values.iter().zip(steps.iter().cycle()).map(|(weight, step)| small(weight / step)).collect();
        Self { values, steps }
    }

    /// Features that have weights.
    pub fn rows(&self) -> usize {
        self.values.len() / self.steps.len().max(1)
    }

    /// Asks memory for the weights of a text's features all at once, instead of waiting for each in turn: most of what a
    /// verdict costs.
    pub fn fetch(&self, row: &Row) {
        let ends = row.iter().filter_map(|(feature, _)| {
            let weights = self.of(*feature);
            Some(i32::from(*weights.first()?) + i32::from(*weights.last()?))
        });
        std::hint::black_box(ends.sum::<i32>());
    }

    /// The weights of one feature, in steps.
    pub fn of(&self, feature: u32) -> &[i8] {
        let start = start(feature, self.steps.len());
        self.values.get(start..start.saturating_add(self.steps.len())).unwrap_or_default()
    }

    /// The weights of one feature.
    pub fn in_full(&self, feature: u32) -> impl Iterator<Item = f32> {
        self.of(feature).iter().zip(&self.steps).map(|(weight, step)| f32::from(*weight) * step)
    }

    /// How far a text is on each label's side.
    pub fn margins(&self, row: impl Iterator<Item = (u32, f32)>) -> Vec<f32> {
        let mut sums = vec![0.0_f32; self.steps.len()];
        for (feature, amount) in row {
            for (sum, &weight) in sums.iter_mut().zip(self.of(feature)) {
                *sum += amount * f32::from(weight);
            }
        }
        sums.iter().zip(&self.steps).map(|(sum, step)| sum * step).collect()
    }
}

fn start(feature: u32, width: usize) -> usize {
    usize::try_from(feature).unwrap_or(usize::MAX).saturating_mul(width)
}

/// The nearest whole number from -127 to 127.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "clamped to what i8 holds")]
fn small(value: f32) -> i8 {
    value.round().clamp(-127.0, 127.0) as i8
}

/// Machines that are learning: their weights, and how much each text has pushed each label's machine so far.
pub struct Machines<'a> {
    rows: &'a [Row],
    width: usize,
    parts: Vec<Part>,
}

/// The machines of some labels next to each other: what one core works on.
struct Part {
    first: usize,
    weights: Matrix,
    pushes: Matrix,
}

impl<'a> Machines<'a> {
    /// Machines that know nothing yet.
    pub fn new(rows: &'a [Row], features: usize, width: usize) -> Self {
        Self::with(rows, width, |_, wide| vec![0.0; features.saturating_mul(wide)])
    }

    /// Machines that know what `matrix` holds.
    pub fn on(rows: &'a [Row], matrix: &Matrix) -> Self {
        let width = matrix.width;
        let of = |first: usize, wide: usize| {
            let of = |weights: &[f32]| weights.get(first..first + wide).unwrap_or_default().to_vec();
            matrix.values.chunks_exact(width.max(1)).flat_map(of).collect()
        };
        Self::with(rows, width, of)
    }

    fn with(rows: &'a [Row], width: usize, weights: impl Fn(usize, usize) -> Vec<f32>) -> Self {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let share = width.div_ceil(cores.max(1)).max(1);
        let part = |first: usize| {
            let wide = share.min(width - first);
            let weights = Matrix { width: wide, values: weights(first, wide) };
            Part { first, weights, pushes: Matrix::empty(rows.len(), wide) }
        };
        Self { rows, width, parts: (0..width).step_by(share).map(part).collect() }
    }

    /// Learns until nothing is far off, or for so many rounds; `lessons[i]` is what `rows[i]` teaches. What was learnt before stays.
    pub fn learn(&mut self, lessons: &[Teaches], rounds: usize) {
        let rows = self.rows;
        thread::scope(|scope| {
            for part in &mut self.parts {
                scope.spawn(move || part.learn(rows, lessons, rounds));
            }
        });
    }

    /// Forgets the texts that are `out`: as if they had never pushed.
    pub fn forget(&mut self, lessons: &[Teaches], out: impl Fn(usize) -> bool + Sync) {
        let rows = self.rows;
        thread::scope(|scope| {
            for part in &mut self.parts {
                scope.spawn(|| part.forget(rows, lessons, &out));
            }
        });
    }

    /// The weights as they are now.
    pub fn weights(&self) -> Matrix {
        let features = self.parts.first().map_or(0, |part| part.weights.values.len() / part.weights.width.max(1));
        let mut all = Matrix::empty(features, self.width);
        for (to, at) in all.values.chunks_exact_mut(self.width.max(1)).zip(0..) {
            for (to, from) in to.iter_mut().zip(self.parts.iter().flat_map(|part| part.weights.of(at))) {
                *to = *from;
            }
        }
        all
    }
}

impl Part {
    fn learn(&mut self, rows: &[Row], lessons: &[Teaches], rounds: usize) {
        let width = self.weights.width;
        let teaching = rows.iter().zip(lessons).zip(0..).filter(|((_, lesson), _)| **lesson != Teaches::Nothing);
        let mut texts: Vec<Text> = teaching
            .map(|((row, lesson), at)| {
                let length: f32 = row.iter().map(|(_, amount)| amount * amount).sum();
                Text { row, lesson: *lesson, diagonal: length + 1.0 / (2.0 * COST), at }
            })
            .collect();
        let mut sums = vec![0.0; width];
        let mut steps: Vec<(usize, f32)> = Vec::with_capacity(width);
        let mut worst = vec![0.0_f32; width];
        let mut learnt = vec![false; width];
        let mut chance = 0x2545_f491_4f6c_dd1d_u64;
        for _ in 0..rounds {
            shuffle(&mut texts, &mut chance);
            worst.fill(0.0);
            for text in &texts {
                self.weights.margins(text.row, &mut sums);
                steps.clear();
                descend(text, self.first, &sums, self.pushes.of_mut(text.at), &learnt, &mut steps, &mut worst);
                self.move_by(text.row, &steps, &mut sums);
            }
            for (learnt, worst) in learnt.iter_mut().zip(&worst) {
                *learnt |= *worst < GOOD_ENOUGH;
            }
            if learnt.iter().all(|&learnt| learnt) {
                break;
            }
        }
    }

    fn forget(&mut self, rows: &[Row], lessons: &[Teaches], out: &impl Fn(usize) -> bool) {
        let mut spread = vec![0.0; self.weights.width];
        let mut steps: Vec<(usize, f32)> = Vec::with_capacity(spread.len());
        for (((i, row), lesson), at) in rows.iter().enumerate().zip(lessons).zip(0..) {
            if !out(i) {
                continue;
            }
            steps.clear();
            for (label, push) in self.pushes.of_mut(at).iter_mut().enumerate() {
                let back = lesson.side(self.first + label).map(|side| -side * std::mem::take(push));
                steps.extend(back.filter(|back| *back != 0.0).map(|back| (label, back)));
            }
            if !steps.is_empty() {
                self.move_by(row, &steps, &mut spread);
            }
        }
    }

    /// Moves the weights of a text's features: few labels one by one, many all at once.
    fn move_by(&mut self, row: &Row, steps: &[(usize, f32)], spread: &mut [f32]) {
        if steps.len() * 6 < spread.len() {
            for &(feature, amount) in row {
                let weights = self.weights.of_mut(feature);
                for &(label, step) in steps {
                    if let Some(weight) = weights.get_mut(label) {
                        *weight += amount * step;
                    }
                }
            }
            return;
        }
        spread.fill(0.0);
        for &(label, step) in steps {
            if let Some(slot) = spread.get_mut(label) {
                *slot = step;
            }
        }
        for &(feature, amount) in row {
            for (weight, step) in self.weights.of_mut(feature).iter_mut().zip(spread.iter()) {
                *weight += amount * step;
            }
        }
    }
}

/// A text to learn from.
struct Text<'a> {
    row: &'a Row,
    lesson: Teaches,
    diagonal: f32,
    at: u32,
}

/// One step of every label's machine on one text: the labels that move, and how far.
fn descend(
    text: &Text<'_>,
    first: usize,
    sums: &[f32],
    pushes: &mut [f32],
    learnt: &[bool],
    steps: &mut Vec<(usize, f32)>,
    worst: &mut [f32],
) {
    for (label, (((sum, push), &learnt), worst)) in sums.iter().zip(pushes).zip(learnt).zip(worst).enumerate() {
        let Some(side) = text.lesson.side(first + label).filter(|_| !learnt) else { continue };
        let gradient = side * sum - 1.0 + *push / (2.0 * COST);
        let off = if *push > 0.0 { gradient } else { gradient.min(0.0) }.abs();
        if off < NOT_WORTH_IT {
            continue;
        }
        *worst = worst.max(off);
        let before = *push;
        *push = (before - gradient / text.diagonal).max(0.0);
        steps.push((label, (*push - before) * side));
    }
}

/// Fisher-Yates.
pub fn shuffle<T>(items: &mut [T], chance: &mut u64) {
    for i in (1..items.len()).rev() {
        let span = u64::try_from(i + 1).unwrap_or(1);
        items.swap(i, usize::try_from(next(chance) % span).unwrap_or(0));
    }
}

/// The next number of xorshift64.
pub fn next(chance: &mut u64) -> u64 {
    *chance ^= *chance << 13;
    *chance ^= *chance >> 7;
    *chance ^= *chance << 17;
    *chance
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forgotten_might_as_well_never_have_been_learnt() {
        let rows: Vec<Row> = (0..40_u32).map(|i| vec![(i % 8, 1.0), (8 + i % 5, 0.5)]).collect();
        let all: Vec<Teaches> = (0..40_u16).map(|i| Teaches::Is(i % 8 / 3)).collect();
        let out = |i: usize| i.is_multiple_of(4);
        let kept: Vec<Teaches> =
            all.iter().enumerate().map(|(i, lesson)| if out(i) { Teaches::Nothing } else { *lesson }).collect();
        let mut never = Machines::new(&rows, 13, 3);
        never.learn(&kept, 200);
        let mut forgot = Machines::new(&rows, 13, 3);
        forgot.learn(&all, 200);
        forgot.forget(&all, out);
        forgot.learn(&kept, 200);
        let apart = never.weights().values.into_iter().zip(forgot.weights().values).map(|(a, b)| (a - b).abs());
        assert!(apart.fold(0.0, f32::max) < 0.05);
        forgot.forget(&all, |_| true);
        assert!(forgot.weights().values.iter().all(|weight| weight.abs() < 1e-4));
    }
}
