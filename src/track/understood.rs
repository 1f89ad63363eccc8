//! What we understood, on the resident's page: to correct while it has not gone on, and the right way for a matter that
//! has one of its own.

use entity::word::{EventKind, Status};
use maud::{Markup, html};

use super::Followed;
use crate::classify::Guess;
use crate::municipality::sign::Way;
use crate::web::Visit;
use crate::web::field::Field;

/// Ways of its own that the matter has.
pub fn ways<'a>(visit: &Visit, ways: impl Iterator<Item = &'a Way>) -> Markup {
    html! {
        @for way in ways {
            div.notice.wait {
                h2 { (way.label(visit.lang)) }
                p { (way.told(visit.lang)) }
                p.alone { a href=(way.link) { (way.link_words(visit.lang)) } }
            }
        }
    }
}

/// The ways that were found when the case came.
pub fn told<'a>(visit: &'a Visit, followed: &Followed) -> Vec<&'a Way> {
    let first = followed.events.iter().find(|event| event.kind == EventKind::Received);
    let codes = first.and_then(|event| event.data.get("ways").cloned()).unwrap_or_default();
    let codes: Vec<String> = serde_json::from_value(codes).unwrap_or_default();
    codes.iter().filter_map(|code| visit.town.signs.way(code)).collect()
}

/// The right way first, and the choice not to go on with us.
pub fn other_way(visit: &Visit, followed: &Followed, path: &str) -> Markup {
    let told = told(visit, followed);
    let may_withdraw = matches!(followed.case.status, Status::Received | Status::Forwarded);
    html! {
        @if may_withdraw && !told.is_empty() {
            (ways(visit, told.into_iter()))
            form method="post" action=(path) {
                input type="hidden" name="step" value="withdraw";
                p { (visit.say("track-withdraw-hint")) }
                div.buttons { button type="submit" { (visit.say("track-withdraw")) } }
            }
        }
    }
}

/// What we took it to be about, and why; the resident may say what it is while nobody has sent it on.
pub fn understood(visit: &Visit, followed: &Followed, path: &str) -> Markup {
    let case = &followed.case;
    let lang = visit.lang;
    let classified = followed.events.iter().find(|event| event.kind == EventKind::Classified);
    let said = |name: &str| classified.and_then(|event| event.data.get(name).cloned()).unwrap_or_default();
    let because: Vec<String> = serde_json::from_value(said("because")).unwrap_or_default();
    let likely: Vec<Guess> = serde_json::from_value(said("likely")).unwrap_or_default();
    let others: Vec<&Guess> = likely.iter().filter(|guess| guess.label != case.category).collect();
    let all: Vec<_> = std::iter::once((String::new(), visit.say("track-choose")))
        .chain(visit.town.categories.iter().map(|c| (c.code.clone(), format!("{}: {}", c.group(lang), c.label(lang)))))
        .collect();
    html! {
        section.card {
            h2 { (visit.say("form-understood")) }
            p { strong { (visit.town.category_label(&case.category, lang)) } ". "
                @if case.category == case.category_said && !because.is_empty() {
                    (visit.say("track-because")) " " @for (i, word) in because.iter().enumerate() { @if i > 0 { ", " } q { (word) } } "."
                }
            }
            details {
                summary { (visit.say("track-wrong")) }
                form method="post" action=(path) novalidate {
                    input type="hidden" name="step" value="correct";
                    @if !others.is_empty() {
                        fieldset {
                            legend { (visit.say("track-perhaps")) }
                            div.radios {
                                @for guess in others {
                                    label { input type="radio" name="category" value=(guess.label); (visit.town.category_label(&guess.label, lang)) }
                                }
                            }
                        }
                    }
                    (Field::new(lang, "other", "track-another").choice(&all))
                    div.buttons { button type="submit" { (visit.say("track-correct")) } }
                }
            }
        }
    }
}

/// Others wrote about the same thing, or the letter held several matters.
pub fn together(visit: &Visit, followed: &Followed) -> Markup {
    html! {
        @if followed.shared { div.notice.ok { p { (visit.say("track-shared")) } } }
        @if !followed.parts.is_empty() {
            section.card {
                h2 { (visit.say("track-parts")) }
                p { (visit.say("track-parts-hint")) }
                ul { @for (part, code) in &followed.parts { li {
                    a href={ "/arende/" (code) } { (visit.town.category_label(&part.category, visit.lang)) } ": "
                    (visit.say(&format!("status-{}", part.status.code()))) ", "
                    (visit.town.owner(part.department.as_deref(), visit.lang))
                } } }
            }
        }
    }
}
