//! What in a text reaches or identifies somebody: identity numbers, telephone numbers, e-mail addresses.
//!
//! The contact centre sees them marked. In everything that leaves it, they are hidden: a department answers through us.

use std::ops::Range;

use entity::event::Model as Event;
use entity::word::EventKind;

use super::Case;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Private {
    /// A personal identity number or a coordination number whose check digit is right (SKV 704, SKV 707).
    IdentityNumber,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
}

impl Private {
    /// What stands in its place where it is hidden.
    const fn instead(self) -> &'static str {
        match self {
            Self::IdentityNumber => "[personnummer]",
            Self::Phone => "[telefonnummer]",
            Self::Email => "[e-postadress]",
        }
    }
}

/// Finds them, in the order of the text.
pub fn find(text: &str) -> Vec<(Range<usize>, Private)> {
    let mails: Vec<Range<usize>> = emails(text).collect();
    let mut found: Vec<(Range<usize>, Private)> = mails.iter().map(|at| (at.clone(), Private::Email)).collect();
    let inside = |at: &Range<usize>| {
        // Both are in the order of the text.
        let next = mails.partition_point(|mail| mail.end <= at.start);
        mails.get(next).is_some_and(|mail| mail.start < at.end)
    };
    found.extend(numbers(text).filter(|(at, _)| !inside(at)));
    found.sort_by_key(|(at, _)| at.start);
    found
}

/// A text without them.
pub fn hide(text: &str) -> String {
    let mut hidden = String::with_capacity(text.len());
    let mut from = 0;
    for (at, what) in find(text) {
        hidden.push_str(text.get(from..at.start).unwrap_or_default());
        hidden.push_str(what.instead());
        from = at.end;
    }
    hidden.push_str(text.get(from..).unwrap_or_default());
    hidden
}

/// Whether a text holds an identity number.
pub fn holds_identity_number(text: &str) -> bool {
    find(text).iter().any(|(_, what)| *what == Private::IdentityNumber)
}

/// A case and what happened to it, as it leaves the contact centre.
pub fn hide_in(case: &mut Case, events: &mut [Event]) {
    case.text = hide(&case.text);
    case.place = case.place.as_deref().map(hide);
    let residents =
        |event: &&mut Event| matches!(event.kind, EventKind::Wrote | EventKind::Reopened | EventKind::Rated);
    for event in events.iter_mut().filter(residents) {
        event.text = event.text.as_deref().map(hide);
    }
    // What a decision on secrecy rests on is the contact centre's to read.
    for event in events.iter_mut().filter(|event| event.kind == EventKind::SecrecyDecided) {
        event.text = None;
    }
}

/// Words with an @ in them and a dot in the domain.
fn emails(text: &str) -> impl Iterator<Item = Range<usize>> {
    let may_be = |c: char| c.is_alphanumeric() || "@._%+-".contains(c);
    runs(text, may_be).filter_map(move |run| {
        let word = text.get(run.clone())?;
        let word = word.trim_end_matches(['.', '-']);
        let (name, domain) = word.split_once('@')?;
        let is = !name.is_empty() && domain.contains('.') && !domain.contains('@') && !domain.starts_with('.');
        is.then(|| run.start..run.start + word.len())
    })
}

/// Digits with the signs that people put between them, when they are an identity number or can be rung.
fn numbers(text: &str) -> impl Iterator<Item = (Range<usize>, Private)> {
    runs(text, |c| c.is_ascii_digit() || "+-–() /".contains(c)).flat_map(move |run| {
        let words = text.get(run.clone()).unwrap_or_default();
        let start = words.find(|c: char| c.is_ascii_digit() || c == '+' || c == '(').unwrap_or(words.len());
        let end = words.rfind(|c: char| c.is_ascii_digit()).map_or(start, |at| at + 1);
        let whole = run.start + start..run.start + end.max(start);
        let one = |at: Range<usize>| text.get(at.clone()).and_then(what).map(|what| (at, what));
        // Two numbers may stand next to each other, or a house number before one: then each is looked at by itself.
        let parts = move || {
            let from = whole.start;
            let words = text.get(whole.clone()).unwrap_or_default();
            let mut at = from;
            let mut all = Vec::new();
            for word in words.split(' ') {
                all.extend(one(at..at + word.len()));
                at += word.len() + 1;
            }
            all
        };
        one(run.start + start..run.start + end.max(start)).map_or_else(parts, |found| vec![found])
    })
}

/// The longest pieces of a text that hold nothing but such characters.
fn runs(text: &str, is: impl Fn(char) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(&is)?;
        let rest = text.get(start..)?;
        let end = start + rest.find(|c| !is(c)).unwrap_or(rest.len());
        at = end;
        Some(start..end)
    })
}

fn what(number: &str) -> Option<Private> {
    let packed: String = number.chars().filter(|c| *c != ' ').collect();
    if is_identity_number(&packed) {
        return Some(Private::IdentityNumber);
    }
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let first = number.trim_start_matches('(');
    let is_phone = (first.starts_with('0') || first.starts_with('+')) && (7..=14).contains(&digits);
    is_phone.then_some(Private::Phone)
}

/// `[YY]YYMMDD[-+]NNNC`: a date, 60 more on the day of a coordination number, and a Luhn check digit (SKV 704, SKV 707).
fn is_identity_number(run: &str) -> bool {
    let signs: Vec<usize> = run.char_indices().filter(|(_, c)| !c.is_ascii_digit()).map(|(at, _)| at).collect();
    let digits: Vec<u32> = run.chars().filter_map(|c| c.to_digit(10)).collect();
    let short = match digits.len() {
        10 => digits.as_slice(),
        12 => digits.get(2..).unwrap_or_default(),
        _ => return false,
    };
    let &[_, _, m, month, d, day, ..] = short else { return false };
    // 2000 had a 29 February, so that no leap day is missed.
    let day = (d * 10 + day) % 60;
    let is_date = chrono::NaiveDate::from_ymd_opt(2000, m * 10 + month, day).is_some();
    let sign_is_right = signs.is_empty() || signs == [run.len() - 5];
    let luhn: u32 = short.iter().zip([2, 1].iter().cycle()).map(|(n, by)| n * by).map(|n| n / 10 + n % 10).sum();
    is_date && sign_is_right && luhn.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_numbers_are_seen_and_other_numbers_are_not() {
        for text in [
            "Jag heter Kim, 811218-9876.",
            "pnr 198112189876",
            "19811218-9876",
            "samordningsnummer 701063-2391",
            "pnr 811218 9876",
        ] {
            assert!(holds_identity_number(text), "{text}");
        }
        for text in [
            "ring 042-10 50 00",
            "811218-9875",
            "KC-2026-000123",
            "bankgiro 5050-1055",
            "2026-11-24 13:05",
            "1234567890",
            "81121-89876",
        ] {
            assert!(!holds_identity_number(text), "{text}");
        }
    }

    #[test]
    fn what_reaches_somebody_is_hidden_and_the_rest_stays() {
        assert_eq!(
            hide(
                "Ring Kim på 070-174 06 05 eller +46 70 174 06 05, kim.ek@example.org. Storgatan 14, kl 08.30, 2026-11-25."
            ),
            "Ring Kim på [telefonnummer] eller [telefonnummer], [e-postadress]. Storgatan 14, kl 08.30, 2026-11-25."
        );
        assert_eq!(hide("Storgatan 12 0701740605 och 811218-9876"), "Storgatan 12 [telefonnummer] och [personnummer]");
        assert_eq!(hide("Hål på väg 111, 30-40 cm djupt (2026)"), "Hål på väg 111, 30-40 cm djupt (2026)");
    }
}
