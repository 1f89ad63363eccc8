//! Signs in a text: that it is about danger, that it tells of somebody's private life, or that its matter has a way of
//! its own. The municipality keeps them in `signs.toml`, in words that people can read and change.
//!
//! A sign is a few words, all of which stand close together in the text, in any order. A word may have alternatives
//! (`bil|cykel`) and open ends (`överklag*`). Case, accents and å, ä, ö do not matter: many write without.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::text::Lang;

/// The sign of danger, as learning texts name it.
pub const DANGER: &str = "danger";
/// The sign of somebody's private life.
pub const SECRET: &str = "secret";
/// All words of a sign stand within so many words of the text.
const CLOSE: usize = 8;

/// `signs.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signs {
    /// Of danger: somebody should ring, not write. Better once too often.
    pub danger: Vec<Sign>,
    /// What makes it no danger after all.
    #[serde(default)]
    pub danger_unless: Vec<Sign>,
    /// Of somebody's health, care, family or means: kept secret until somebody decides (OSL).
    pub secret: Vec<Sign>,
    /// A text that tells of somebody has one of these: without, the classifier alone is not believed.
    #[serde(default)]
    pub secret_people: Vec<Sign>,
    /// What makes it nobody's secret after all.
    #[serde(default)]
    pub secret_unless: Vec<Sign>,
    /// Matters with a way of their own.
    #[serde(default)]
    pub way: Vec<Way>,
}

/// A matter with a way of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Way {
    /// Short, in a-z and hyphens.
    pub code: String,
    /// What it is called.
    pub sv: String,
    /// The same in English.
    pub en: String,
    /// What the right way is, and what to do now.
    pub told_sv: String,
    /// The same in English.
    pub told_en: String,
    /// Where to go: a page of ours, or another's.
    pub link: String,
    /// The words of the link.
    pub link_sv: String,
    /// The same in English.
    pub link_en: String,
    /// Categories that mean the same, when the verdict is one of them.
    #[serde(default)]
    pub categories: Vec<String>,
    /// What a text says.
    pub signs: Vec<Sign>,
    /// What makes it something else after all.
    #[serde(default)]
    pub unless: Vec<Sign>,
}

/// A few words that stand close together in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Sign {
    words: Vec<Vec<Glob>>,
    written: String,
}

/// A word with open or closed ends.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Glob {
    letters: String,
    open_start: bool,
    open_end: bool,
}

impl From<String> for Sign {
    fn from(written: String) -> Self {
        let glob = |word: &str| Glob {
            letters: plain(word.trim_matches('*')),
            open_start: word.starts_with('*'),
            open_end: word.ends_with('*'),
        };
        let words = written.split_whitespace().map(|word| word.split('|').map(glob).collect()).collect();
        Self { words, written }
    }
}

impl From<Sign> for String {
    fn from(sign: Sign) -> Self {
        sign.written
    }
}

impl Glob {
    fn fits(&self, word: &str) -> bool {
        match (self.open_start, self.open_end) {
            (false, false) => word == self.letters,
            (false, true) => word.starts_with(&self.letters),
            (true, false) => word.ends_with(&self.letters),
            (true, true) => word.contains(&self.letters),
        }
    }
}

impl Sign {
    /// Whether all its words stand close together in the text. Costs the words of the text times those of the sign.
    fn is_in(&self, text: &[String]) -> bool {
        let mut last: Vec<Option<usize>> = vec![None; self.words.len()];
        text.iter().enumerate().any(|(at, word)| {
            let mut found = false;
            for (alternatives, last) in self.words.iter().zip(&mut last) {
                if alternatives.iter().any(|glob| glob.fits(word)) {
                    *last = Some(at);
                    found = true;
                }
            }
            found && last.iter().all(|place| place.is_some_and(|place| at - place < CLOSE))
        })
    }

    fn is_empty(&self) -> bool {
        self.words.is_empty() || self.words.iter().flatten().any(|glob| glob.letters.is_empty())
    }
}

/// A text made ready for looking for signs.
#[derive(Debug)]
pub struct Read(Vec<String>);

impl Read {
    /// Its words, made plain.
    pub fn new(text: &str) -> Self {
        Self(text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(plain).collect())
    }

    fn holds(&self, signs: &[Sign], unless: &[Sign]) -> bool {
        let any = |signs: &[Sign]| signs.iter().any(|sign| sign.is_in(&self.0));
        any(signs) && !any(unless)
    }
}

impl Signs {
    /// Whether a text is about danger: by its words, or as the classifier has `learnt`.
    pub fn of_danger(&self, text: &Read, learnt: bool) -> bool {
        text.holds(&self.danger, &self.danger_unless) || learnt && !text.holds(&self.danger_unless, &[])
    }

    /// Whether a text tells of somebody's private life: by its words, or as the classifier has `learnt`.
    pub fn of_secret(&self, text: &Read, learnt: bool) -> bool {
        let of_somebody = self.secret_people.is_empty() || text.holds(&self.secret_people, &[]);
        text.holds(&self.secret, &self.secret_unless) || learnt && of_somebody
    }

    /// The ways of their own that a text asks for: by its words, or as the classifier has learnt of it.
    pub fn ways(&self, text: &Read, learnt: impl Fn(&Way) -> bool) -> Vec<&Way> {
        self.way.iter().filter(|way| text.holds(&way.signs, &way.unless) || learnt(way)).collect()
    }

    /// Whether there is such a sign: danger, secret, or a way.
    pub fn knows(&self, code: &str) -> bool {
        code == DANGER || code == SECRET || self.way(code).is_some()
    }

    /// The way with this code.
    pub fn way(&self, code: &str) -> Option<&Way> {
        self.way.iter().find(|way| way.code == code)
    }

    /// What is wrong with it: the key to look for, and a sentence.
    pub fn flaws(&self, is_category: impl Fn(&str) -> bool) -> Vec<(String, String)> {
        let mut flaws = Vec::new();
        let lists = [
            ("danger", &self.danger),
            ("danger_unless", &self.danger_unless),
            ("secret", &self.secret),
            ("secret_people", &self.secret_people),
            ("secret_unless", &self.secret_unless),
        ];
        for (key, signs) in lists {
            if signs.iter().any(Sign::is_empty) {
                flaws.push((key.to_owned(), format!("{key} has an empty sign, or one with an empty word")));
            }
        }
        let mut seen: Vec<&str> = Vec::new();
        for way in &self.way {
            let code = &way.code;
            let key = format!("code = \"{code}\"");
            let mut flaw = |sentence: String| flaws.push((key.clone(), format!("the way {code} {sentence}")));
            if seen.contains(&code.as_str()) {
                flaw("is there twice".to_owned());
            }
            seen.push(code);
            if code.is_empty() || !code.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
                flaw("needs a code in a-z and hyphens".to_owned());
            }
            let words = [&way.sv, &way.en, &way.told_sv, &way.told_en, &way.link_sv, &way.link_en];
            if words.iter().any(|words| words.trim().is_empty()) {
                flaw("needs a name, what is told and the words of the link, in sv and in en".to_owned());
            }
            if !way.link.starts_with("https://") && !way.link.starts_with('/') {
                flaw("needs a link that begins with https:// or /".to_owned());
            }
            if way.signs.is_empty() || way.signs.iter().chain(&way.unless).any(Sign::is_empty) {
                flaw("needs signs, and none may be empty".to_owned());
            }
            if let Some(unknown) = way.categories.iter().find(|code| !is_category(code)) {
                flaw(format!("names the category {unknown}, which there is not"));
            }
        }
        flaws
    }
}

impl Way {
    /// What it is called.
    pub fn label(&self, lang: Lang) -> &str {
        lang.pick(&self.sv, &self.en)
    }

    /// What the right way is.
    pub fn told(&self, lang: Lang) -> &str {
        lang.pick(&self.told_sv, &self.told_en)
    }

    /// The words of the link.
    pub fn link_words(&self, lang: Lang) -> &str {
        lang.pick(&self.link_sv, &self.link_en)
    }
}

/// In lower case, without accents and dots.
fn plain(word: &str) -> String {
    static FOLDED: LazyLock<Vec<(char, char)>> =
        LazyLock::new(|| "åäáàâöøóòôéèêëæüúíìïñç".chars().zip("aaaaaoooooeeeeauuiiinc".chars()).collect());
    let fold = |c: char| FOLDED.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
    word.chars().flat_map(char::to_lowercase).map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(sign: &str, text: &str) -> bool {
        Sign::from(sign.to_owned()).is_in(&Read::new(text).0)
    }

    #[test]
    fn a_sign_is_a_few_words_close_together() {
        assert!(fits("vill|ska överklag*", "Jag VILL nu överklaga beslutet!"));
        assert!(fits("overklag*", "Hur OVERKLAGAR jag?") && fits("*läkare", "husläkaren hos tandlakare"));
        assert!(fits("brunn* öppen", "En öppen brunn mitt i gatan"));
        assert!(!fits("brunn öppen", "En brunnslucka, och långt därifrån på andra sidan torget en öppen dörr"));
        assert!(!fits("vill överklaga", "Jag vill"));
    }
}
