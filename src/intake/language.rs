//! Which language is it written in? So that a text in one we do not know goes to people, marked, instead of being guessed at.

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

/// The language of a text, ISO 639-1; Swedish when there is too little to tell.
pub fn of(text: &str) -> &'static str {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let known = LANGUAGES.iter().map(|(found, _)| *found).collect();
    let Some(info) = Detector::with_allowlist(known).detect(text) else { return "sv" };
    let code = LANGUAGES.iter().find(|(found, _)| *found == info.lang()).map_or("sv", |(_, code)| *code);
    let latin = info.script() == whatlang::Script::Latin;
    let sure = letters >= FEWEST_LETTERS && info.confidence() >= SURE;
    if latin && !sure && code != "en" { "sv" } else { code }
}

/// Whether such a text is understood.
pub fn is_understood(code: &str) -> bool {
    UNDERSTOOD.contains(&code)
}
