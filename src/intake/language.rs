//! Which language is it written in? So that a text in one we do not know goes to people, marked, instead of being guessed at.

use std::collections::BTreeSet;

use whatlang::{Detector, Lang as Found};

/// What is understood: the languages that the learning texts hold.
pub const UNDERSTOOD: [&str; 2] = ["sv", "en"];
/// Shorter texts say too little to tell one language from another.
const FEWEST_LETTERS: usize = 18;
/// So sure the guess has to be to take a text for foreign.
const SURE: f64 = 0.35;

/// The languages that people here write in, and those that are easily taken for one of them.
const LANGUAGES: &[(Found, &str)] = &[
    (Found::Swe, "sv"),
    (Found::Eng, "en"),
    (Found::Dan, "da"),
    (Found::Nob, "no"),
    (Found::Fin, "fi"),
    (Found::Deu, "de"),
    (Found::Nld, "nl"),
    (Found::Fra, "fr"),
    (Found::Spa, "es"),
    (Found::Por, "pt"),
    (Found::Ita, "it"),
    (Found::Pol, "pl"),
    (Found::Hrv, "bs"),
    (Found::Ron, "ro"),
    (Found::Hun, "hu"),
    (Found::Tur, "tr"),
    (Found::Est, "et"),
    (Found::Lit, "lt"),
    (Found::Lav, "lv"),
    (Found::Ara, "ar"),
    (Found::Pes, "fa"),
    (Found::Ukr, "uk"),
    (Found::Rus, "ru"),
    (Found::Ell, "el"),
    (Found::Tha, "th"),
    (Found::Cmn, "zh"),
    (Found::Vie, "vi"),
    (Found::Hin, "hi"),
    (Found::Amh, "am"),
    (Found::Heb, "he"),
];

/// Small words by which languages are told that the runs of letters alone mix up or do not know.
const SWEDISH: &[&str] = &[
    "och", "jag", "är", "inte", "att", "för", "till", "från", "vad", "hur", "när", "finns", "ett", "av", "efter",
    "mycket", "någon", "något", "varför", "bara", "också", "hej", "ni", "oss", "vill", "där", "sedan", "eller", "utan",
    "ar", "pa",
];
const DANISH: &[&str] = &[
    "af", "hvad", "noget", "meget", "hvornår", "nogle", "været", "blevet", "bliver", "gør", "kun", "jer", "jeres",
    "vej", "vejen", "gaden", "lige", "uge", "uger", "siden", "mange", "hjælp", "hjælpe", "gerne", "vores", "bag",
    "fordi", "hvem", "hvilken", "flere", "gange", "kører", "køre", "børn", "børnene", "åbent", "aabent", "fra",
    "sådan",
];
const NORWEGIAN: &[&str] = &[
    "hva", "noe", "mye", "noen", "vært", "blitt", "igjen", "etter", "uke", "uker", "dere", "veldig", "veien", "hjelp",
    "hjelpe", "gjøre", "gjør", "enn", "dager", "siden", "slik", "sånn", "gjerne", "hvordan", "deres", "uten", "bak",
    "ble", "hei", "takk", "våre", "deg", "seg", "fordi", "hvem", "hvilken", "flere", "ganger", "kjører", "kjøre",
    "barna", "stengt", "vei",
];
/// How Somali is written, and its neighbours here are not.
const SOMALI: &[&str] = &["aa", "ii", "uu", "x", "q", "dh", "oo"];
/// What Danish and Norwegian share and Swedish does not have.
const BOTH: &[&str] = &["jeg", "og", "ikke", "hvor", "hvorfor", "fra", "også", "være", "til", "hvis", "et"];
/// So many different words with doubled vowels, x or q, and at least every third, make a text Somali.
const FEW: usize = 3;

/// The language of a text, ISO 639-1; Swedish when there is too little to tell.
pub fn of(text: &str) -> &'static str {
    let words: BTreeSet<String> =
        text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let count = |known: &[&str]| words.iter().filter(|word| known.contains(&word.as_str())).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let known = LANGUAGES.iter().map(|(found, _)| *found).collect();
    let Some(info) = Detector::with_allowlist(known).detect(text) else { return "sv" };
    let code = LANGUAGES.iter().find(|(found, _)| *found == info.lang()).map_or("sv", |(_, code)| *code);
    let latin = info.script() == whatlang::Script::Latin;
    let sure = letters >= FEWEST_LETTERS && info.confidence() >= SURE;
    let somali = words.iter().filter(|word| SOMALI.iter().any(|run| word.contains(run))).count();
    if latin && (!sure || matches!(code, "sv" | "da" | "no" | "en")) && somali >= FEW && 3 * somali >= words.len() {
        return "so";
    }
    if matches!(code, "sv" | "da" | "no") {
        // Neighbours' letters are no runs of letters apart: their small words are.
        let (danish, norwegian) = (count(DANISH), count(NORWEGIAN));
        let odd = words.iter().filter(|word| word.contains(['æ', 'ø'])).count();
        return match danish + norwegian + count(BOTH) + odd {
            few if few < 2 || few <= count(SWEDISH) => "sv",
            _ if norwegian > danish => "no",
            _ => "da",
        };
    }
    if latin && !sure && code != "en" { "sv" } else { code }
}

/// Whether such a text is understood.
pub fn is_understood(code: &str) -> bool {
    UNDERSTOOD.contains(&code)
}
