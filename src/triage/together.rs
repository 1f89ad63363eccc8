//! On the case page: cases that are likely about the same thing, those that share an answer, and the parts of a letter.

use maud::{Markup, html};

use super::case_page::Taken;
use super::{Whole, queue::state};
use crate::case::Case;
use crate::case::similar::Like;
use crate::case::step::{LONGEST, MOST_PARTS, Move, next};
use crate::error::Fault;
use crate::staff::Officer;
use crate::web::Visit;
use crate::web::field::Field;

/// What belongs together, and what likely does.
pub fn together(visit: &Visit, officer: &Officer, whole: &Whole) -> Markup {
    let case = &whole.case;
    let may_join = officer.is_contact_centre() && next(case.status, Move::Join).is_some();
    let list = |cases: &[Case]| {
        html! {
            ul.queue { @for case in cases { li { a href={ "/personal/arenden/" (case.number) } {
                span.first { (state(visit, case)) span.number { (case.number) } }
                span.second { span { (visit.town.category_label(&case.category, visit.lang)) } span { (visit.town.owner(case.department.as_deref(), visit.lang)) } }
            } } } }
        }
    };
    html! {
        @if let Some(shared) = &whole.shared {
            section.card {
                h2 { (visit.say("together-joined")) }
                p { (visit.say("together-joined-to")) " " a href={ "/personal/arenden/" (shared) } { (shared) } "." }
                @if may_join { (post(visit, case, "separate", &html! {})) }
            }
        }
        @if !whole.beside.is_empty() {
            section.card { h2 { (visit.lang.count("together-beside", number(whole.beside.len()))) } p.soft { (visit.say("together-beside-hint")) } (list(&whole.beside)) }
        }
        @if !whole.parts.is_empty() {
            section.card { h2 { (visit.say("together-parts")) } (list(&whole.parts)) }
        }
        @if !whole.alike.is_empty() {
            section.card {
                h2 { (visit.say("together-alike")) }
                @for like in &whole.alike { (alike(visit, case, like, may_join && whole.shared.is_none())) }
            }
        }
    }
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A likely duplicate, with the reason.
fn alike(visit: &Visit, case: &Case, like: &Like, may_join: bool) -> Markup {
    let other = &like.case;
    let first: String = other.text.chars().take(160).collect();
    html! {
        div.alike {
            p { a href={ "/personal/arenden/" (other.number) } { (other.number) } " " (state(visit, other)) }
            @if !other.secret { blockquote { (first) } }
            p.soft.small {
                (visit.say("together-because")) " " (like.words.join(", ")) ". "
                @if let Some(metres) = like.metres { (visit.with("together-metres", &[("metres", &metres.to_string())])) " " }
                (visit.lang.count("together-days", like.days)) "."
            }
            @if may_join && crate::case::step::is_open(other.status) {
                (post(visit, case, "join", &html! { input type="hidden" name="to" value=(other.number); }))
            }
        }
    }
}

fn post(visit: &Visit, case: &Case, step: &str, fields: &Markup) -> Markup {
    html! {
        form method="post" action={ "/personal/arenden/" (case.number) } {
            input type="hidden" name="step" value=(step);
            input type="hidden" name="version" value=(case.version);
            (fields)
            button type="submit" { (visit.say(&format!("together-do-{step}"))) }
        }
    }
}

/// Whether the letter can still be split, and a way to do it.
pub fn may_split(officer: &Officer, whole: &Whole) -> bool {
    let case = &whole.case;
    let allowed = officer.is_contact_centre() && next(case.status, Move::Split).is_some();
    allowed && case.part_of.is_none() && whole.shared.is_none() && whole.parts.is_empty()
}

/// The link to the form that splits a letter: where the letter seems to be about several things, before all else.
pub fn split_link(visit: &Visit, officer: &Officer, whole: &Whole, first: bool) -> Markup {
    let seems_several = !whole.matters.is_empty();
    let link = html! { a href={ "/personal/arenden/" (whole.case.number) "/dela" } { (visit.say("step-split")) } };
    html! {
        @if may_split(officer, whole) && first == seems_several {
            @if seems_several { div.notice.wait { p { (visit.say("together-several")) } p.alone { (link) } } }
            @else { p.alone { (link) } }
        }
    }
}

/// The form that splits a letter, filled in with what the classifier makes of it.
pub fn split(visit: &Visit, whole: &Whole, taken: &Taken, faults: &[Fault]) -> Markup {
    let case = &whole.case;
    let lang = visit.lang;
    let none = [(String::new(), visit.say("track-choose"))];
    let categories: Vec<_> = none
        .into_iter()
        .chain(visit.town.categories.iter().map(|c| (c.code.clone(), format!("{}: {}", c.group(lang), c.label(lang)))))
        .collect();
    let typed = taken.parts();
    html! {
        p { (visit.say("together-split-hint")) }
        blockquote { (case.text) }
        form method="post" action={ "/personal/arenden/" (case.number) } novalidate {
            input type="hidden" name="step" value="split";
            input type="hidden" name="version" value=(case.version);
            @if let Some(fault) = faults.iter().find(|fault| fault.field == "parts") {
                p.fault #parts tabindex="-1" { (crate::web::field::sentence(lang, fault)) }
            }
            @for n in 1..=MOST_PARTS {
                @let matter = whole.matters.get(n - 1).map(|m| (m.text.as_str(), m.category.as_str()));
                @let (text, category) = typed.get(n - 1).map(|(t, c)| (t.as_str(), c.as_str())).or(matter).unwrap_or_default();
                fieldset {
                    legend { (visit.with("together-part", &[("n", &n.to_string())])) }
                    @let (part, about) = (format!("part{n}"), format!("about{n}"));
                    @let field = |name, label, value| {
                        let field = Field::new(lang, name, label).value(value).faults(faults);
                        // One part is no split.
                        if n <= 2 { field.required() } else { field }
                    };
                    (field(&part, "together-part-text", text).rows(3).most(LONGEST).area())
                    (field(&about, "case-category", category).choice(&categories))
                }
            }
            div.buttons { button.primary type="submit" { (visit.say("step-split-do")) } }
        }
        p.alone { a href={ "/personal/arenden/" (case.number) } { (case.number) } }
    }
}
