//! One letter, several matters: where it is best cut so that each piece is somebody else's matter.
//!
//! Two pieces are about the same with the likelihood that both have one category, against that of two letters taken at
//! random: near nothing when each is clearly about something else, near one when nothing can be said.

use super::Classifier;
use super::model::float;
use crate::municipality::Municipality;

/// A piece shorter than this says too little by itself, in words.
const FEWEST_WORDS: usize = 5;
/// So many times likelier than chance two pieces must at most be about the same, to be cut apart.
const SAME: f32 = 0.22;
/// The same where the writer says that another matter begins.
const SAME_AT_TURN: f32 = 1.0;
/// Longer letters are not looked at sentence by sentence.
const MOST_SENTENCES: usize = 40;

/// How people go on to another matter.
const TURNS: &[&str] = &[
    "dessutom",
    "för övrigt",
    "förresten",
    "sen ",
    "sedan ",
    "en annan sak",
    "en sak till",
    "ytterligare",
    "p.s",
    "ps",
    "också",
    "passar på",
    "samtidigt",
    "till sist",
    "slutligen",
    "dels",
    "vidare",
    "och så",
    "när jag ändå",
    "när vi ändå",
    "2)",
    "2.",
    "även",
    "andra",
    "tredje",
    "also",
    "another",
    "by the way",
    "besides",
    "and then",
    "secondly",
    "finally",
    "while i",
    "one more",
    "on a different",
    "oh, and",
    "och en",
];

/// A matter in a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// The sentences about it.
    pub text: String,
    /// What they are about.
    pub category: String,
}

/// The matters of a letter, in its order; none when there is no reason to think of more than one. Costs two verdicts a
/// sentence, and that once more for each matter.
pub fn matters(classifier: &Classifier, town: &Municipality, text: &str) -> Vec<Matter> {
    let sentences = sentences(text);
    if sentences.len() > MOST_SENTENCES {
        return Vec::new();
    }
    let mut pieces = cut(classifier, town, &sentences);
    if pieces.len() < 2 {
        pieces.clear();
    }
    pieces
}

/// Cuts where the pieces are least about the same and have different owners, and each piece once more.
fn cut(classifier: &Classifier, town: &Municipality, sentences: &[&str]) -> Vec<Matter> {
    let is_long_enough = |piece: &String| piece.split_whitespace().count() >= FEWEST_WORDS;
    let mut best: Option<(f32, usize)> = None;
    for at in 1..sentences.len() {
        let (Some(before), Some(after)) = (sentences.get(..at), sentences.get(at..)) else { continue };
        let pieces = [before.join(" "), after.join(" ")];
        if !pieces.iter().all(is_long_enough) {
            continue;
        }
        let [one, two] = pieces.each_ref().map(|piece| classifier.about(piece));
        let start = after.first().map(|sentence| sentence.to_lowercase()).unwrap_or_default();
        let turn: String = start.chars().take(40).collect();
        let most = if TURNS.iter().any(|words| turn.contains(words)) { SAME_AT_TURN } else { SAME };
        let same = one.iter().zip(&two).map(|(a, b)| a * b).sum::<f32>() * float(one.len()) / most;
        if same >= 1.0 || best.is_some_and(|(known, _)| same >= known) {
            continue;
        }
        let [one, two] = [&one, &two].map(|shares| town.department_of(classifier.likeliest(shares)));
        if one != two {
            best = Some((same, at));
        }
    }
    let Some((_, at)) = best else {
        let text = sentences.join(" ");
        return vec![Matter { category: classifier.verdict(&text).category, text }];
    };
    let (before, after) = sentences.split_at(at);
    let mut pieces = cut(classifier, town, before);
    pieces.extend(cut(classifier, town, after));
    pieces
}

/// Sentences and lines.
fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(['.', '!', '?', '\n', ';']).map(str::trim).filter(|sentence| !sentence.is_empty()).collect()
}
