//! One letter, several matters: where it is best cut so that each piece is clearly somebody else's matter.

use super::Classifier;

/// A piece shorter than this says too little by itself, in words.
const FEWEST_WORDS: usize = 5;
/// So sure the classifier must be of both pieces.
const SURE: f32 = 0.5;
/// The same where the writer says that another matter begins.
const SURE_AT_TURN: f32 = 0.3;
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

/// The matters of a letter, in its order; none when there is no reason to think of more than one. `owner` tells whose a
/// category is.
pub fn matters(classifier: &Classifier, text: &str, owner: impl Fn(&str) -> String) -> Vec<Matter> {
    let sentences = sentences(text);
    if sentences.len() > MOST_SENTENCES {
        return Vec::new();
    }
    let mut pieces = cut(classifier, &sentences, &owner);
    if pieces.len() < 2 {
        pieces.clear();
    }
    pieces
}

/// Cuts where both pieces are surest of being different people's matters, and each piece once more.
fn cut(classifier: &Classifier, sentences: &[&str], owner: &impl Fn(&str) -> String) -> Vec<Matter> {
    let whole = sentences.join(" ");
    let mut best: Option<(f32, usize)> = None;
    for at in 1..sentences.len() {
        let (Some(before), Some(after)) = (sentences.get(..at), sentences.get(at..)) else { continue };
        let (one, two) = (before.join(" "), after.join(" "));
        if [&one, &two].iter().any(|piece| piece.split_whitespace().count() < FEWEST_WORDS) {
            continue;
        }
        let (a, b) = (classifier.verdict(&one), classifier.verdict(&two));
        let start = after.first().map(|sentence| sentence.to_lowercase()).unwrap_or_default();
        let turn: String = start.chars().take(40).collect();
        let least = if TURNS.iter().any(|words| turn.contains(words)) { SURE_AT_TURN } else { SURE };
        let sure = a.confidence.min(b.confidence) - least;
        if sure >= 0.0 && owner(&a.category) != owner(&b.category) && best.is_none_or(|(known, _)| sure > known) {
            best = Some((sure, at));
        }
    }
    let Some((_, at)) = best else {
        return vec![Matter { category: classifier.verdict(&whole).category, text: whole }];
    };
    let (before, after) = sentences.split_at(at);
    let mut pieces = cut(classifier, before, owner);
    pieces.extend(cut(classifier, after, owner));
    pieces
}

/// Sentences and lines.
fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(['.', '!', '?', '\n', ';']).map(str::trim).filter(|sentence| !sentence.is_empty()).collect()
}
