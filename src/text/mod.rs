//! Every word that people read, in every language, and how dates are said.
//!
//! The words are in `sv/*.ftl` and `en/*.ftl`; a test holds the languages to the same keys.

pub mod date;

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid};

fluent_templates::static_loader! {
    static WORDS = {
        locales: "./src/text",
        fallback_language: "sv",
        // The marks that isolate inserted words would be copied along with numbers and codes.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static SV: LanguageIdentifier = langid!("sv");
static EN: LanguageIdentifier = langid!("en");

/// A language that pages and letters come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Swedish, the default.
    #[default]
    Sv,
    /// English.
    En,
}

impl Lang {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Sv, Self::En];

    /// BCP 47.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::En => "en",
        }
    }

    /// The language with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| code.eq_ignore_ascii_case(lang.code()))
    }

    /// What it calls itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sv => "Svenska",
            Self::En => "English",
        }
    }

    /// One of two.
    pub fn pick<'a>(self, sv: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Sv => sv,
            Self::En => en,
        }
    }

    /// The words with this key.
    pub fn say(self, key: &str) -> String {
        WORDS.lookup(self.identifier(), key)
    }

    /// The words with this key, with names and numbers put in. A sentence that begins with a name begins with a capital,
    /// whatever the name does.
    pub fn with(self, key: &str, values: &[(&'static str, &str)]) -> String {
        let words = WORDS.lookup_with_args(self.identifier(), key, &named(values));
        let mut letters = words.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }

    /// The words with this key, whose form follows a number named `n`.
    pub fn count(self, key: &str, n: impl Into<i64>) -> String {
        let values = HashMap::from([(Cow::Borrowed("n"), FluentValue::from(n.into()))]);
        WORDS.lookup_with_args(self.identifier(), key, &values)
    }

    /// The words with this key, if there are any.
    pub fn find(self, key: &str, values: &[(&'static str, &str)]) -> Option<String> {
        WORDS.try_lookup_with_args(self.identifier(), key, &named(values))
    }

    fn identifier(self) -> &'static LanguageIdentifier {
        match self {
            Self::Sv => &SV,
            Self::En => &EN,
        }
    }
}

fn named<'a>(values: &[(&'static str, &'a str)]) -> HashMap<Cow<'static, str>, FluentValue<'a>> {
    values.iter().map(|&(name, value)| (Cow::Borrowed(name), FluentValue::from(value))).collect()
}
