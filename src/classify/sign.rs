//! What a text also is: danger, a secret, a matter with a way of its own. Each is rare, so each is believed from the
//! margin that few everyday matters reach.

use super::calibrate::HeldOut;
use super::linear::Row;
use super::model::{Head, Patch, float};
use crate::municipality::sign::{DANGER, SECRET};

/// The share of everyday matters, held out of learning, that may be taken for dangerous: rather one ring too many.
const DANGERS: f32 = 0.06;
/// The same for secret.
const SECRETS: f32 = 0.03;
/// The same for each matter with a way of its own.
const WAYS: f32 = 0.003;
/// However few texts there were to see it by, the least margin lies between these.
const BETWEEN: (f32, f32) = (-0.95, -0.6);
/// Of several signs, those that are nearly as strong as the strongest.
const BESIDE: f32 = 0.25;

/// The least margin with which each sign is believed. The empty label is that of everyday matters.
pub fn least(labels: &[String], held_out: &[HeldOut]) -> Vec<f32> {
    let of = |(label, name): (usize, &String)| {
        let share = match name.as_str() {
            DANGER => DANGERS,
            SECRET => SECRETS,
            _ => WAYS,
        };
        let is_everyday = |right: usize| labels.get(right).is_some_and(String::is_empty);
        let everyday = held_out.iter().filter(|(_, right)| is_everyday(*right));
        let mut margins: Vec<f32> = everyday.filter_map(|(margins, _)| margins.get(label).copied()).collect();
        margins.sort_by(|a, b| b.total_cmp(a));
        let most = share * float(margins.len());
        let reached = margins.into_iter().zip(1..).find(|(_, n)| float(*n) > most);
        reached.map_or(BETWEEN.1, |(margin, _)| margin).clamp(BETWEEN.0, BETWEEN.1)
    };
    labels.iter().enumerate().map(of).collect()
}

/// The signs of a text.
pub fn signs(head: &Head, least: &[f32], row: &Row) -> Vec<String> {
    let margins = head.margins(row, &Patch::default());
    let signs = || head.labels.iter().zip(&margins).zip(least).filter(|((label, _), _)| !label.is_empty());
    let best = signs().map(|((_, margin), _)| *margin).fold(f32::MIN, f32::max);
    let believed = signs().filter(|((_, margin), least)| *margin > least && **margin >= best - BESIDE);
    believed.map(|((label, _), _)| label.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_believed_where_few_everyday_matters_are() {
        let labels = ["", DANGER, "way"].map(str::to_owned);
        let everyday = |n: u16| (vec![0.0, -1.0 + f32::from(n) / 1300.0, -1.0 + f32::from(n) / 2000.0], 0);
        let mut held_out: Vec<HeldOut> = (0..500_u16).map(everyday).collect();
        held_out.push((vec![-1.0, 0.9, -1.0], 1));
        let least = least(&labels, &held_out);
        let above = |label: usize| held_out.iter().filter(|(m, right)| *right == 0 && m[label] > least[label]).count();
        assert_eq!((above(1), above(2)), (30, 1), "{least:?}");
    }
}
