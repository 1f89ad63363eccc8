//! A text as numbers: the words, the pairs of words, and the runs of 2 to 5 letters within words.
//!
//! Runs of letters are what makes it work in Swedish: "gatlampan", "lampor" and "lampa" share most of theirs, and so do
//! a word and its misspelling.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::{Range, RangeInclusive};

/// Runs of letters have from 2 to 5.
const RUNS: RangeInclusive<usize> = 2..=5;
/// Longer texts say nothing new about what they are about; they only take longer.
const MOST_WORDS: usize = 700;
/// Nor do longer words: whoever sends one is no resident.
const LONGEST_WORD: usize = 40;
/// The most that is looked at, in characters.
const MOST_LETTERS: usize = 6000;

/// What a feature is made of: the two kinds are weighed apart, since a text has ten times as many runs as words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// A run of letters.
    Run,
    /// A word, or a pair of words.
    Word,
}

/// A map by hashes of features, which are well mixed as they are.
pub type ByHash<V> = HashMap<u64, V, BuildHasherDefault<Mixed>>;

/// Takes a hash for what it is.
#[derive(Debug, Default, Clone, Copy)]
pub struct Mixed(u64);

impl Hasher for Mixed {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = (self.0 ^ hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

/// One feature of a text, with the word it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Feature {
    /// 64 bits; two features with the same one are taken to be the same.
    pub hash: u64,
    /// Its sort.
    pub sort: Sort,
    /// Which word of the text, from 0.
    pub word: usize,
}

/// A word as it is compared, and where it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// In lower case, figures made alike: house number 14 and 17 mean the same here.
    pub plain: String,
    /// Its bytes in the text.
    pub at: Range<usize>,
}

/// The words of a text, and the marks that show what the writer wants.
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = Word { plain: String::new(), at: 0..0 };
    let mut letters = 0;
    for (at, c) in text.char_indices().take(MOST_LETTERS) {
        let end = at + c.len_utf8();
        if c.is_alphanumeric() {
            letters += 1;
            if letters == 1 {
                word.at.start = at;
            }
            word.at.end = end;
            if letters > LONGEST_WORD {
                continue;
            }
            if c.is_alphabetic() {
                word.plain.extend(c.to_lowercase());
            } else {
                word.plain.push('0');
            }
        } else {
            letters = 0;
            if !word.plain.is_empty() {
                words.push(std::mem::replace(&mut word, Word { plain: String::new(), at: end..end }));
            }
            if c == '?' || c == '!' {
                words.push(Word { plain: c.to_string(), at: at..end });
            }
        }
        if words.len() >= MOST_WORDS {
            return words;
        }
    }
    if !word.plain.is_empty() {
        words.push(word);
    }
    words
}

/// The features of a text.
pub fn features(words: &[Word]) -> Vec<Feature> {
    let mut all = Vec::new();
    let mut before: Option<&str> = None;
    let mut padded: Vec<char> = Vec::new();
    for (at, word) in words.iter().map(|word| word.plain.as_str()).enumerate() {
        all.push(Feature { hash: hash(Sort::Word, word.chars()), sort: Sort::Word, word: at });
        if let Some(before) = before {
            let pair = before.chars().chain([' ']).chain(word.chars());
            all.push(Feature { hash: hash(Sort::Word, pair), sort: Sort::Word, word: at });
        }
        before = Some(word);
        padded.clear();
        padded.push(' ');
        padded.extend(word.chars());
        padded.push(' ');
        for length in RUNS {
            let runs = padded.windows(length).map(|run| Feature {
                hash: hash(Sort::Run, run.iter().copied()),
                sort: Sort::Run,
                word: at,
            });
            all.extend(runs);
        }
    }
    all
}

/// How often each feature is in a text.
pub fn count(text: &str, counts: &mut ByHash<(Sort, u16)>) {
    counts.clear();
    for feature in features(&words(text)) {
        let (_, count) = counts.entry(feature.hash).or_insert((feature.sort, 0));
        *count = count.saturating_add(1);
    }
}

/// The feature of a word by itself, in lower case.
pub fn hash_of_word(word: &str) -> u64 {
    hash(Sort::Word, word.chars())
}

/// FNV-1a over the letters.
fn hash(sort: Sort, letters: impl Iterator<Item = char>) -> u64 {
    let start = match sort {
        Sort::Run => 0xcbf2_9ce4_8422_2325_u64,
        Sort::Word => 0x9ae1_6a3b_2f90_404f_u64,
    };
    letters.fold(start, |h, letter| (h ^ u64::from(u32::from(letter))).wrapping_mul(0x0100_0000_01b3))
}
