//! What is a text about? Kind and category, how sure that is, and the words that decided.
//!
//! Learnt on the spot from the municipality's own synonyms and texts; nothing leaves the machine, and the same text
//! always gets the same verdict.

mod calibrate;
pub mod evaluate;
pub mod example;
mod features;
mod linear;
mod model;
mod stored;

use entity::word::Kind;
use serde::{Deserialize, Serialize};

use crate::error::{Context as _, Result};
use crate::files::Files;
use crate::municipality::Municipality;
use crate::secret;
use example::Example;
pub use model::Guess;
use model::Model;

/// How many categories are shown as possible.
const SHOWN: usize = 3;
/// Changes when the method does, so that an old stored model is not taken for a new one.
const METHOD: &str = "svm-2";

/// What a text is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// The kind.
    pub kind: String,
    /// The code of the category.
    pub category: String,
    /// How often such a verdict on the category is right, 0 to 1.
    pub confidence: f32,
    /// The words that decided, the weightiest first.
    pub because: Vec<String>,
    /// The likeliest categories, the verdict first.
    pub likely: Vec<Guess>,
}

impl Verdict {
    /// The kind, when it is one of ours.
    pub fn kind(&self) -> Kind {
        Kind::from_code(&self.kind).unwrap_or(Kind::Question)
    }
}

/// The one who answers what texts are about.
pub struct Classifier {
    model: Model,
}

impl std::fmt::Debug for Classifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Classifier of {} categories", self.model.category.labels.len())
    }
}

impl Classifier {
    /// Learns from texts alone.
    pub fn learn(examples: &[Example]) -> Self {
        Self { model: Model::learn(examples) }
    }

    /// What a text is about.
    pub fn verdict(&self, text: &str) -> Verdict {
        let (row, words, features) = self.model.look(text);
        let (likely, sure) = self.model.category.guess(&row, SHOWN);
        // Letters that look like something are not enough: of a text without one known word nothing is claimed.
        let confidence = if self.model.knows_a_word(&features) { sure } else { 0.0 };
        let (kinds, _) = self.model.kind.guess(&row, 1);
        let category = likely.first().map(|guess| guess.label.clone()).unwrap_or_default();
        Verdict {
            kind: kinds.into_iter().next().map(|guess| guess.label).unwrap_or_default(),
            because: self.model.because(&row, &words, &features, &category),
            category,
            confidence,
            likely,
        }
    }

    /// Takes the stored model if it was learnt from just these texts; otherwise learns anew and stores it.
    ///
    /// # Errors
    /// The file store cannot be written.
    pub async fn ready(files: &Files, examples: &[Example]) -> Result<Self> {
        let path = format!("models/{}.model", fingerprint(examples));
        if let Some(model) = files.get(&path).await.ok().and_then(|bytes| stored::from_bytes(&bytes)) {
            return Ok(Self { model });
        }
        tracing::info!(texts = examples.len(), "learning what texts are about");
        let lessons = examples.to_vec();
        let learning = tokio::task::spawn_blocking(move || Model::learn(&lessons));
        let model = learning.await.context("learning what texts are about")?;
        files.put(&path, stored::to_bytes(&model)?).await?;
        Ok(Self { model })
    }
}

/// What a municipality teaches: its learning texts, and for each category its label, help and synonyms.
pub fn lessons(municipality: &Municipality, texts: &[Example]) -> Vec<Example> {
    let mut all: Vec<Example> =
        texts.iter().filter(|e| municipality.category(&e.category).is_some()).cloned().collect();
    for category in &municipality.categories {
        let said = [&category.sv, &category.en, &category.help_sv, &category.help_en];
        all.extend(said.into_iter().chain(&category.synonyms).map(|text| Example {
            text: text.clone(),
            category: category.code.clone(),
            kind: None,
            also: Vec::new(),
            line: 0,
        }));
    }
    all
}

fn fingerprint(examples: &[Example]) -> String {
    let mut all = String::from(METHOD);
    for example in examples {
        for part in [&example.text, &example.category, example.kind.as_ref().unwrap_or(&String::new())] {
            all.push('\u{1}');
            all.push_str(part);
        }
    }
    secret::hash(&all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Classifier {
        let example = |text: &str, category: &str, kind: &str| Example {
            text: text.to_owned(),
            category: category.to_owned(),
            kind: Some(kind.to_owned()),
            also: Vec::new(),
            line: 0,
        };
        let mut examples = Vec::new();
        for place in ["Storgatan", "parken", "skolan", "torget", "hamnen", "stationen"] {
            examples.push(example(&format!("Gatlampan vid {place} lyser inte"), "light", "fel"));
            examples.push(example(&format!("Trasig lampa och mörkt på {place}"), "light", "fel"));
            examples.push(example(&format!("När öppnar biblioteket vid {place}?"), "library", "fraga"));
            examples.push(example(&format!("Kan jag låna böcker nära {place}?"), "library", "fraga"));
        }
        Classifier::learn(&examples)
    }

    #[test]
    fn a_text_is_understood_with_the_words_that_decided() {
        let verdict = small().verdict("Lamporna är trasiga vid kyrkan");
        assert_eq!((verdict.category.as_str(), verdict.kind()), ("light", Kind::Fault));
        assert!(verdict.because.contains(&"lamporna".to_owned()), "{:?}", verdict.because);
        assert_eq!(verdict.likely.len(), 2);
        assert!((verdict.likely.iter().map(|g| g.share).sum::<f32>() - 1.0).abs() < 1e-4);
    }

    #[test]
    fn what_is_stored_gives_the_same_verdicts() {
        let before = small();
        let bytes = stored::to_bytes(&before.model).unwrap();
        let after = Classifier { model: stored::from_bytes(&bytes).unwrap() };
        for text in ["Lampan lyser inte", "Böcker?", "", "💡"] {
            assert_eq!(before.verdict(text), after.verdict(text));
        }
        let (cut, flipped) = (&bytes[..bytes.len() - 1], [&bytes[..40], &[!bytes[40]], &bytes[41..]].concat());
        assert!(stored::from_bytes(cut).is_none() && stored::from_bytes(&flipped).is_none());
    }

    #[test]
    fn nothing_learnt_is_nothing_claimed() {
        let verdict = Classifier::learn(&[]).verdict("Hej");
        assert_eq!((verdict.category.as_str(), verdict.because.len()), ("", 0));
    }
}
