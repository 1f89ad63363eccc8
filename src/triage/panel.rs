//! The parts of the case page: the words, what is known, what can be done, and how the letters go.

use entity::word::{CloseReason, EventKind, Kind, LetterState, Status};
use maud::{Markup, html};

use super::Whole;
use super::case_page::Taken;
use super::queue::state;
use crate::case::private;
use crate::case::step::{LONGEST, Move, next};
use crate::classify::Guess;
use crate::error::Fault;
use crate::notify::Reader;
use crate::staff::Officer;
use crate::track::page::gallery;
use crate::web::Visit;
use crate::web::field::Field;

/// What is left for a person to do because a machine could not.
pub fn tasks(visit: &Visit, officer: &Officer, whole: &Whole) -> Markup {
    let phone = whole.contact.as_ref().and_then(|contact| contact.phone.as_deref());
    html! {
        @for task in &whole.tasks {
            div.notice {
                h2 { (visit.say(&format!("task-{}", task.kind.code()))) }
                p { (visit.say(&format!("task-{}-why", task.kind.code()))) @if let Some(phone) = phone { " " strong { (phone) } } }
                @if officer.may_handle() {
                    form method="post" action={ "/personal/arenden/" (whole.case.number) "/uppgift/" (task.id) } {
                        button type="submit" { (visit.say("task-done")) }
                    }
                }
            }
        }
    }
}

/// What the resident wrote.
pub fn words(visit: &Visit, whole: &Whole) -> Markup {
    let case = &whole.case;
    html! {
        section.card {
            h2 { (visit.say("desk-words")) }
            p { (state(visit, case)) }
            blockquote { (marked(&case.text)) }
            dl.facts {
                @if let Some(place) = &case.place { dt { (visit.say("case-place")) } dd { (place) } }
                @if let Some((lat, lon)) = case.lat.zip(case.lon) { dt { (visit.say("case-position")) } dd { (format!("{lat:.5}, {lon:.5}")) } }
                dt { (visit.say("case-received")) }
                dd { (visit.moment(case.received_at)) ", " (visit.say(&format!("channel-{}", case.channel.code()))) }
            }
            (gallery(visit, &whole.photos, &format!("/personal/arenden/{}", case.number)))
        }
    }
}

/// A text with what reaches or identifies somebody marked.
fn marked(text: &str) -> Markup {
    let mut from = 0;
    let mut parts = Vec::new();
    for (at, _) in private::find(text) {
        parts.push((text.get(from..at.start).unwrap_or_default(), text.get(at.clone()).unwrap_or_default()));
        from = at.end;
    }
    html! {
        @for (before, found) in parts { (before) mark { (found) } }
        (text.get(from..).unwrap_or_default())
    }
}

/// What we know: promise, category with why, owner, how to reach the resident.
pub fn known(visit: &Visit, whole: &Whole) -> Markup {
    let case = &whole.case;
    let lang = visit.lang;
    html! {
        section.card {
            h2 { (visit.say("panel-known")) }
            dl.facts {
                dt { (visit.say("case-status")) } dd { (visit.say(&format!("status-{}", case.status.code()))) }
                dt { (visit.say("case-promise")) } dd { (visit.day(case.answer_by)) " (" (visit.lang.count("panel-days", case.promise_days)) ")" }
                dt { (visit.say("case-owner")) } dd { (visit.town.owner(case.department.as_deref(), lang)) }
                dt { (visit.say("case-kind")) }
                dd { (visit.say(&format!("kind-{}", case.kind.code()))) @if case.kind_said.is_some() { " (" (visit.say("panel-kind-said")) ")" } }
                dt { (visit.say("case-category")) } dd { (visit.town.category_label(&case.category, lang)) }
                @if case.written_in != case.language && !case.written_in.is_empty() {
                    dt { (visit.say("case-language")) } dd { (visit.say(&format!("language-{}", case.written_in))) }
                }
                @if case.secret { dt { (visit.say("panel-secrecy")) } dd { (visit.say(if is_decided(whole) { "panel-secret-decided" } else { "panel-secret" })) } }
                @match &whole.contact {
                    Some(contact) => {
                        dt { (visit.say("panel-name")) } dd { (contact.name.as_deref().unwrap_or("–")) }
                        dt { (visit.say("form-email")) } dd { (contact.email.as_deref().unwrap_or("–")) }
                        dt { (visit.say("form-phone")) } dd { (contact.phone.as_deref().unwrap_or("–")) }
                    },
                    None => { dt { (visit.say("panel-contact")) } dd { (visit.say("panel-anonymous")) } },
                }
                @if let Some(solved) = case.solved {
                    dt { (visit.say("track-solved")) }
                    dd { (visit.say(if solved { "yes" } else { "no" })) @if let Some(n) = case.rating { ", " (visit.with("story-rating", &[("n", &n.to_string())])) } }
                }
            }
            (why(visit, whole))
        }
    }
}

/// Why the classifier thinks what it thinks.
fn why(visit: &Visit, whole: &Whole) -> Markup {
    let Some(event) = whole.events.iter().find(|event| event.kind == EventKind::Classified) else { return html! {} };
    let list = |name: &str| event.data.get(name).cloned().unwrap_or_default();
    let because: Vec<String> = serde_json::from_value(list("because")).unwrap_or_default();
    let likely: Vec<Guess> = serde_json::from_value(list("likely")).unwrap_or_default();
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    html! {
        h3 { (visit.say("panel-why")) }
        p { (visit.with("panel-sure", &[("percent", &percent(whole.case.confidence))])) }
        @if !because.is_empty() { p { (visit.say("panel-because")) " " @for (i, word) in because.iter().enumerate() { @if i > 0 { ", " } strong { (word) } } "." } }
        ol { @for guess in &likely {
            li { (visit.town.category_label(&guess.label, visit.lang)) " " span.soft { (percent(f64::from(guess.share))) } }
        } }
    }
}

/// What can be done now: what the table allows, the first step open and the rest folded.
pub fn steps(visit: &Visit, officer: &Officer, whole: &Whole, taken: &Taken, faults: &[Fault]) -> Markup {
    let case = &whole.case;
    let party = officer.actor().party;
    let may = |made: Move| made.may(party) && next(case.status, made).is_some();
    let lang = visit.lang;
    let field = |name, label| Field::new(lang, name, label).faults(faults).required().most(LONGEST);
    let is_secret_matter = visit.town.category(&case.category).is_some_and(|category| category.secret);
    let first = if may(Move::Secrecy) && case.secret && !is_secret_matter && !is_decided(whole) {
        Move::Secrecy
    } else if case.status == Status::Received && officer.is_contact_centre() {
        Move::Forward
    } else {
        Move::Answer
    };
    let step = |name: &str, made: Move, fields: Markup| {
        let primary = made == first || made == Move::Reopen;
        // The contact centre takes back what a department gives back.
        let words = if name == "return" && officer.is_contact_centre() { "take-back" } else { name };
        let title = visit.say(&format!("step-{words}"));
        html! {
            @if may(made) {
                details open[primary || taken.step == name] {
                    summary { (title) }
                    form method="post" action={ "/personal/arenden/" (case.number) } novalidate {
                        input type="hidden" name="step" value=(name);
                        input type="hidden" name="version" value=(case.version);
                        (fields)
                        div.buttons { button.primary[primary] type="submit" { (visit.say(&format!("step-{words}-do"))) } }
                    }
                }
            }
        }
    };
    let department = match (taken.department.as_str(), suggested(whole), visit.town.category(&case.category)) {
        ("", Some(code), _) => code,
        ("", None, Some(category)) => visit.town.whose(category, case.place.as_deref(), &case.text).0.to_owned(),
        (chosen, _, _) => chosen.to_owned(),
    };
    let all_departments: Vec<_> =
        visit.town.departments.iter().map(|d| (d.code.clone(), d.label(lang).to_owned())).collect();
    let maybe_department: Vec<_> = std::iter::once((String::new(), visit.say("desk-return-unknown")))
        .chain(all_departments.iter().cloned())
        .collect();
    let categories: Vec<_> = visit
        .town
        .categories
        .iter()
        .map(|c| (c.code.clone(), format!("{}: {}", c.group(lang), c.label(lang))))
        .collect();
    let kinds: Vec<_> =
        Kind::ALL.iter().map(|k| (k.code().to_owned(), visit.say(&format!("kind-{}", k.code())))).collect();
    let reasons: Vec<_> = CloseReason::ALL
        .iter()
        .filter(|r| **r != CloseReason::Withdrawn)
        .map(|r| (r.code().to_owned(), visit.say(&format!("close-{}", r.code()))))
        .collect();
    let category = if taken.category.is_empty() { &case.category } else { &taken.category };
    let kind = if taken.kind.is_empty() { case.kind.code() } else { &taken.kind };
    let secrecy = ["yes", "no"].map(|is| (is.to_owned(), visit.say(&format!("step-secrecy-{is}"))));
    let secret = or_else(&taken.secret, if case.secret { "yes" } else { "no" });
    let contact = whole.contact.as_ref();
    let email = contact.and_then(|contact| contact.email.as_deref()).unwrap_or_default();
    let phone = contact.and_then(|contact| contact.phone.as_deref()).unwrap_or_default();
    html! {
        h2 { (visit.say("panel-steps")) }
        (step("forward", Move::Forward, html! {
            (field("department", "step-forward-to").value(&department).choice(&all_departments))
            (Field::new(lang, "word", "step-forward-word").hint("step-forward-hint").value(&taken.word).faults(faults).rows(2).most(LONGEST).area())
        }))
        (step("answer", Move::Answer, field("text", "desk-answer").hint("desk-answer-hint").value(&taken.text).rows(6).area()))
        (step("accept", Move::Accept, html! { p.soft { (visit.say("desk-accept-hint")) } }))
        (step("ask", Move::Ask, field("question", "desk-question").hint("desk-question-hint").value(&taken.question).area()))
        (step("plan", Move::Plan, html! {
            (field("until", "desk-until").kind("date").value(&taken.until).line())
            (field("reason", "desk-reason").hint("desk-reason-hint").value(&taken.reason).area())
        }))
        (step("return", Move::Return, html! {
            (field("why", "desk-why").hint("desk-why-hint").value(&taken.why).area())
            (Field::new(lang, "suggestion", "desk-suggestion").value(&taken.suggestion).faults(faults).choice(&maybe_department))
        }))
        (step("recategorise", Move::Recategorise, html! {
            (field("category", "case-category").value(category).choice(&categories))
            (field("kind", "case-kind").value(kind).choice(&kinds))
        }))
        (step("secrecy", Move::Secrecy, html! {
            (field("secret", "step-secrecy-is").value(secret).choice(&secrecy))
            (field("grounds", "step-secrecy-why").hint("step-secrecy-hint").value(&taken.grounds).rows(2).area())
        }))
        (step("note", Move::Note, field("note", "desk-note-text").hint("desk-note-hint").value(&taken.note).area()))
        (step("close", Move::Close, html! {
            (field("close", "step-close-reason").value(&taken.close).choice(&reasons))
            (field("told", "step-close-told").hint("step-close-hint").value(&taken.told).area())
        }))
        (step("reopen", Move::Reopen, field("why", "track-reopen-reason").value(&taken.why).area()))
        (step("contact", Move::CorrectContact, html! {
            (Field::new(lang, "email", "form-email").kind("email").value(or_else(&taken.email, email)).faults(faults).line())
            (Field::new(lang, "phone", "form-phone").kind("tel").value(or_else(&taken.phone, phone)).faults(faults).line())
        }))
    }
}

/// Whether what it is now, secret or not, is what somebody decided last.
fn is_decided(whole: &Whole) -> bool {
    let last = whole.events.iter().rev().find(|event| event.kind == EventKind::SecrecyDecided);
    let decided = last.and_then(|event| event.data.get("secret")?.as_bool());
    decided == Some(whole.case.secret)
}

/// What was typed, or what is known.
fn or_else<'a>(typed: &'a str, known: &'a str) -> &'a str {
    if typed.is_empty() { known } else { typed }
}

/// Whose the case may be, in the words of the department that gave it back last.
fn suggested(whole: &Whole) -> Option<String> {
    let returned = whole.events.iter().rev().find(|event| event.kind == EventKind::Returned)?;
    returned.data.get("suggestion")?.as_str().map(str::to_owned)
}

/// Every letter, to whom and how it went; what was written is folded below.
pub fn letters(visit: &Visit, officer: &Officer, whole: &Whole) -> Markup {
    html! {
        h2 { (visit.say("panel-letters")) }
        @if whole.letters.is_empty() { p.soft { (visit.say("panel-no-letters")) } }
        @else {
            div.scroll tabindex="0" role="region" aria-label=(visit.say("panel-letters")) {
                table {
                    thead { tr { th scope="col" { (visit.say("letter-subject")) } th scope="col" { (visit.say("letter-to")) } th scope="col" { (visit.say("letter-state")) } } }
                    tbody { @for letter in &whole.letters { tr {
                        td { (letter.subject) }
                        td { @match Reader::from_key(&letter.reader) {
                            Reader::Resident => (visit.say("letter-resident")),
                            Reader::Department(code) => (visit.town.department_label(&code, visit.lang)),
                        } }
                        td {
                            @let (class, sign) = match letter.state {
                                LetterState::Sent => ("state ok", "✓"),
                                LetterState::Due if letter.attempts > 0 => ("state wait", "◷"),
                                LetterState::Due => ("state", "○"),
                                LetterState::Failed => ("state late", "▲"),
                            };
                            span class=(class) { (sign) " " (visit.say(&format!("letter-state-{}", letter.state.code()))) }
                            @if let Some(at) = letter.sent_at { " " (visit.moment(at)) }
                            @if letter.state != LetterState::Sent && let Some(trouble) = &letter.trouble { p.soft.small { (visit.lang.count("letter-attempts", letter.attempts)) ": " (trouble) } }
                            @if letter.state == LetterState::Failed && officer.may_handle() {
                                form method="post" action={ "/personal/arenden/" (whole.case.number) "/brev/" (letter.id) } {
                                    button type="submit" { (visit.say("letter-retry")) }
                                }
                            }
                        }
                    } } }
                }
            }
        }
    }
}
