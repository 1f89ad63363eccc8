//! What is a text about? Kind and category, how sure that is, and the words that decided.
//!
//! Learnt on the spot from the municipality's own synonyms and texts; nothing leaves the machine, and the same text
//! always gets the same verdict.

mod bayes;
mod calibrate;
mod dictionary;
pub mod evaluate;
pub mod example;
mod features;
mod fresh;
mod hidden;
pub mod import;
mod linear;
pub mod matters;
mod model;
mod sign;
mod stored;
mod why;

use std::collections::HashSet;
use std::sync::Arc;

use entity::word::Kind;
use serde::{Deserialize, Serialize};

use crate::error::{Context as _, Result};
use crate::files::Files;
use crate::municipality::{Category, Municipality};
use crate::secret;
pub use calibrate::{Bin, Measured};
use example::Example;
use fresh::Fresh;
pub use model::Guess;
use model::Model;

/// How many categories are shown as possible.
const SHOWN: usize = 3;
/// Whether two texts are about the same is told best by shares a little less sharp than those of one text.
const HEDGED: f32 = 0.85;
/// Changes when the method does, so that an old stored model is not taken for a new one.
const METHOD: &str = "svm-cnb-net-11";

/// What a text is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The kind.
    pub kind: String,
    /// The code of the category.
    pub category: String,
    /// How often such a verdict on the category is right, 0 to 1.
    pub confidence: f32,
    /// Measured on texts held out, such a verdict reaches the right department often enough to go by itself.
    pub certain: bool,
    /// The words that decided, the weightiest first, as they stand in the text.
    pub because: Vec<String>,
    /// The likeliest categories, the verdict first.
    pub likely: Vec<Guess>,
    /// What the text also is: danger, a secret, a matter with a way of its own.
    pub signs: Vec<String>,
    /// The model that says so.
    pub model: String,
}

impl Verdict {
    /// The kind, when it is one of ours.
    pub fn kind(&self) -> Kind {
        Kind::from_code(&self.kind).unwrap_or(Kind::Question)
    }
}

/// The one who answers what texts are about: a model, and the lessons since it was learnt.
pub struct Classifier {
    model: Arc<Model>,
    fresh: Fresh,
    gates: Vec<f32>,
    precision: f32,
    version: String,
}

impl std::fmt::Debug for Classifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Classifier {} of {} categories", self.version, self.model.category.labels.len())
    }
}

impl Classifier {
    /// Learns from texts alone, as if every category went a way of its own.
    pub fn learn(examples: &[Example], precision: f32) -> Self {
        Self::of(Model::learn(examples, str::to_owned), fingerprint(examples, None), precision)
    }

    /// Learns from texts for a municipality, whose departments tell which categories go the same way.
    pub fn learn_for(examples: &[Example], municipality: &Municipality, precision: f32) -> Self {
        let owner = |category: &str| municipality.department_of(category).to_owned();
        Self::of(Model::learn(examples, owner), fingerprint(examples, Some(municipality)), precision)
    }

    fn of(model: Model, fingerprint: String, precision: f32) -> Self {
        let gates = calibrate::gates(&model.judged, model.category.labels.len(), precision);
        Self { model: Arc::new(model), fresh: Fresh::default(), gates, precision, version: fingerprint }
    }

    /// The same, having taken up lessons since, the oldest first.
    pub fn taught(&self, lessons: &[Example]) -> Self {
        let fresh = Fresh::learn(&self.model, self.model.dictionary.len(), lessons);
        let base = self.base();
        let version = if lessons.is_empty() {
            base.to_owned()
        } else {
            let sum = fingerprint(lessons, None);
            format!("{base}+{}.{}", lessons.len(), sum.get(..8).unwrap_or_default())
        };
        let (gates, precision) = (self.gates.clone(), self.precision);
        Self { model: Arc::clone(&self.model), fresh, gates, precision, version }
    }

    /// Which model this is, and which lessons it has taken up since.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Which model this is, without the lessons since.
    pub fn base(&self) -> &str {
        self.version.split('+').next().unwrap_or_default()
    }

    /// How good it was on the texts held out when it learnt. `may_go`: what the municipality lets go by itself.
    pub fn measured(&self, may_go: impl Fn(&str) -> bool) -> Measured {
        let may_go: Vec<bool> = self.model.category.labels.iter().map(|code| may_go(code)).collect();
        Measured::of(&self.model.judged, &self.gates, &may_go, self.precision)
    }

    /// The categories that go to their departments by themselves, with how sure a verdict must be.
    pub fn gates(&self) -> impl Iterator<Item = (&str, f32)> {
        self.model.category.labels.iter().map(String::as_str).zip(self.gates.iter().copied())
    }

    /// How rare a word is in the texts learnt from, from about 1 upwards.
    pub fn rarity(&self, word: &str) -> f32 {
        let model = &self.model;
        let word = features::hash_of_word(word);
        let known = model.dictionary.places.get(&word).or_else(|| self.fresh.places.get(&word));
        known.map_or_else(|| dictionary::rarity(model.dictionary.len(), 0), |(_, rarity)| *rarity)
    }

    /// How likely each category is for a text, in alphabetical order, to compare it with others; together they make 1.
    pub fn about(&self, text: &str) -> Vec<f32> {
        let (_, row) = self.read(text);
        self.model.category.fetch(&row);
        let margins = self.model.category.margins(&row, &self.fresh.category);
        calibrate::shares(&margins, HEDGED * self.model.category.sharpness)
    }

    /// The category that has most of such shares.
    fn likeliest(&self, shares: &[f32]) -> &str {
        model::first(shares).and_then(|at| self.model.category.labels.get(at)).map_or("", String::as_str)
    }

    /// The features of a text, and how much of each that counts.
    fn read(&self, text: &str) -> (features::ByHash<(features::Sort, u16)>, linear::Row) {
        let mut counts = features::ByHash::default();
        features::count(text, &mut counts);
        let row = self.model.dictionary.row(&counts, |hash| self.fresh.places.get(&hash).copied());
        (counts, row)
    }

    /// What a text is about.
    pub fn verdict(&self, text: &str) -> Verdict {
        let (model, fresh) = (&self.model, &self.fresh);
        let (counts, row) = self.read(text);
        for head in [&model.category, &model.kind, &model.sign] {
            head.fetch(&row);
        }
        let margins = model.category.margins(&row, &fresh.category);
        let likely = model.category.likeliest(&margins, SHOWN);
        let kinds = model.kind.likeliest(&model.kind.margins(&row, &fresh.kind), 1);
        let category = likely.first().map(|guess| guess.label.clone()).unwrap_or_default();
        let label = model.category.place(&category);
        // Letters that look like something are not enough: of a text without one known word nothing is claimed.
        let is_known_word = |(hash, (sort, _)): (&u64, &(features::Sort, u16))| {
            *sort == features::Sort::Word
                && (model.dictionary.places.contains_key(hash) || fresh.places.contains_key(hash))
        };
        let known = counts.iter().any(is_known_word);
        let gate = label.and_then(|label| self.gates.get(usize::from(label)));
        Verdict {
            kind: kinds.into_iter().next().map(|guess| guess.label).unwrap_or_default(),
            because: label.map_or_else(Vec::new, |label| {
                why::because(text, &model.dictionary, &model.category, fresh, &row, label)
            }),
            category,
            confidence: if known { model.confidence(&margins) } else { 0.0 },
            certain: known && gate.is_some_and(|gate| model.sure(&margins) >= *gate),
            likely,
            signs: if known { sign::signs(&model.sign, &model.least, &row) } else { Vec::new() },
            model: self.version.clone(),
        }
    }

    /// The stored model of this name, if it is there.
    pub async fn stored(files: &Files, base: &str, precision: f32) -> Option<Self> {
        let bytes = files.get(&path(base)).await.ok()?;
        Some(Self::of(stored::from_bytes(&bytes)?, base.to_owned(), precision))
    }

    /// Takes the stored model if it was learnt from just these texts; otherwise learns anew and stores it.
    ///
    /// # Errors
    /// The file store cannot be written.
    pub async fn ready(
        files: &Files,
        examples: Vec<Example>,
        municipality: &Municipality,
        precision: f32,
    ) -> Result<Self> {
        let fingerprint = fingerprint(&examples, Some(municipality));
        if let Some(known) = Self::stored(files, &fingerprint, precision).await {
            return Ok(known);
        }
        tracing::info!(texts = examples.len(), "learning what texts are about");
        let town = municipality.clone();
        let learning = tokio::task::spawn_blocking(move || {
            let owner = |category: &str| town.department_of(category).to_owned();
            let model = Model::learn(&examples, owner);
            stored::to_bytes(&model).map(|bytes| (model, bytes))
        });
        let (model, bytes) = learning.await.context("learning what texts are about")??;
        files.put(&path(&fingerprint), bytes).await?;
        Ok(Self::of(model, fingerprint, precision))
    }
}

fn path(base: &str) -> String {
    format!("models/{base}.model")
}

/// The texts about categories that the municipality has, or whose place another has taken. What a category was split
/// into is told by the words that a text shares with each heir; where that tells nothing, it is left out.
pub fn known(municipality: &Municipality, texts: Vec<Example>) -> Vec<Example> {
    let heir = |text: &Example| {
        if text.sign.is_some() {
            return Some(String::new());
        }
        if let Some(category) = municipality.category(&text.category) {
            return Some(category.code.clone());
        }
        let words = plain_words(&text.text);
        let shared = |category: &Category| {
            let said = [&category.sv, &category.en, &category.help_sv, &category.help_en];
            let own: HashSet<String> =
                said.into_iter().chain(&category.synonyms).flat_map(|s| plain_words(s)).collect();
            own.intersection(&words).count()
        };
        let mut heirs: Vec<_> = municipality.heirs(&text.category).into_iter().map(|c| (shared(c), c)).collect();
        heirs.sort_by_key(|(shared, _)| std::cmp::Reverse(*shared));
        match heirs.as_slice() {
            [(most, first), rest @ ..] if rest.first().is_none_or(|(next, _)| next < most) => Some(first.code.clone()),
            _ => None,
        }
    };
    let renamed = |text: Example| heir(&text).map(|category| Example { category, ..text });
    texts.into_iter().filter_map(renamed).collect()
}

fn plain_words(text: &str) -> HashSet<String> {
    features::words(text).into_iter().map(|word| word.plain).filter(|word| word.chars().count() > 3).collect()
}

/// What a municipality teaches: its learning texts, and for each category its label, help and synonyms.
pub fn lessons(municipality: &Municipality, texts: Vec<Example>) -> Vec<Example> {
    let mut all = known(municipality, texts);
    // What is about an everyday matter tells what a sign is not; of the others that cannot be said.
    for text in all.iter_mut().filter(|text| text.sign.is_none() && municipality.is_everyday(&text.category)) {
        text.sign = Some(String::new());
    }
    for category in &municipality.categories {
        let said = [&category.sv, &category.en, &category.help_sv, &category.help_en];
        all.extend(said.into_iter().chain(&category.synonyms).map(|text| Example {
            text: text.clone(),
            category: category.code.clone(),
            ..Example::default()
        }));
    }
    all
}

/// What a model is learnt from, in 32 hexadecimal digits.
fn fingerprint(examples: &[Example], municipality: Option<&Municipality>) -> String {
    let mut all = String::from(METHOD);
    for example in examples {
        let denied = if example.denied { "-" } else { "" };
        let typical = if example.typical { "" } else { "-" };
        let sign = example.sign.as_deref().unwrap_or("-");
        for part in
            [&example.text, &example.category, example.kind.as_deref().unwrap_or_default(), sign, denied, typical]
        {
            all.push('\u{1}');
            all.push_str(part);
        }
    }
    for category in municipality.iter().flat_map(|town| &town.categories) {
        all.push_str(&category.department);
    }
    secret::hash(&all).get(..32).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Classifier {
        let example = |text: &str, category: &str, kind: &str| Example {
            text: text.to_owned(),
            category: category.to_owned(),
            kind: Some(kind.to_owned()),
            ..Example::default()
        };
        let mut examples = Vec::new();
        for place in ["Storgatan", "parken", "skolan", "torget", "hamnen", "stationen"] {
            examples.push(example(&format!("Gatlampan vid {place} lyser inte"), "light", "fel"));
            examples.push(example(&format!("Trasig lampa och mörkt på {place}"), "light", "fel"));
            examples.push(example(&format!("När öppnar biblioteket vid {place}?"), "library", "fraga"));
            examples.push(example(&format!("Kan jag låna böcker nära {place}?"), "library", "fraga"));
        }
        Classifier::learn(&examples, 0.95)
    }

    #[test]
    fn a_text_is_understood_with_the_words_that_decided() {
        let verdict = small().verdict("Lamporna är trasiga vid kyrkan");
        assert_eq!((verdict.category.as_str(), verdict.kind()), ("light", Kind::Fault));
        assert!(verdict.because.contains(&"Lamporna".to_owned()), "{:?}", verdict.because);
        assert_eq!(verdict.likely.len(), 2);
        assert!((verdict.likely.iter().map(|g| g.share).sum::<f32>() - 1.0).abs() < 1e-4);
    }

    #[test]
    fn what_is_stored_gives_the_same_verdicts() {
        let before = small();
        let bytes = stored::to_bytes(&before.model).unwrap();
        let after = Classifier::of(stored::from_bytes(&bytes).unwrap(), before.version.clone(), 0.95);
        for text in ["Lampan lyser inte", "Böcker?", "", "💡"] {
            assert_eq!(before.verdict(text), after.verdict(text));
        }
        let (cut, flipped) = (&bytes[..bytes.len() - 1], [&bytes[..40], &[!bytes[40]], &bytes[41..]].concat());
        assert!(stored::from_bytes(cut).is_none() && stored::from_bytes(&flipped).is_none());
    }

    #[test]
    fn a_lesson_is_taken_up_at_once_and_always_alike() {
        let before = small();
        let text = "Det är becksvart utanför huset när jag går ut med soporna";
        let wrong = before.verdict("Det är becksvart i källaren").category;
        let right = if wrong == "light" { "library" } else { "light" };
        let lesson = Example { text: text.to_owned(), category: right.to_owned(), ..Example::default() };
        let (one, two) = (before.taught(std::slice::from_ref(&lesson)), before.taught(&[lesson]));
        assert_eq!(one.verdict("Det är becksvart i källaren").category, right);
        assert_eq!((one.fresh, one.version), (two.fresh, two.version));
        let denied = Example { text: text.to_owned(), category: right.to_owned(), denied: true, ..Example::default() };
        assert_eq!(before.taught(&[denied]).verdict(text).category, wrong);
    }

    #[test]
    fn nothing_learnt_is_nothing_claimed() {
        let verdict = Classifier::learn(&[], 0.95).verdict("Hej");
        assert_eq!((verdict.category.as_str(), verdict.because.len()), ("", 0));
    }
}
