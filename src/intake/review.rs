//! The review step of the form: what we understood, and whether somebody has written about the same thing.

use entity::word::Kind;
use maud::{Markup, html};

use super::{Understanding, report};
use crate::case::private;
use crate::case::similar::Like;
use crate::web::Visit;

/// What we understood, who gets it and by when.
pub fn understood(visit: &Visit, seen: &Understanding, kind_said: &str) -> Markup {
    let kind = Kind::from_code(kind_said).unwrap_or(seen.verdict.kind());
    let category = visit.town.category(&seen.verdict.category);
    html! {
        section.card tabindex="-1" autofocus aria-labelledby="understood" {
            h2 #understood { (visit.say("form-understood")) }
            dl.facts {
                dt { (visit.say("case-kind")) } dd { (visit.say(&format!("kind-{}", kind.code()))) }
                dt { (visit.say("case-category")) }
                dd { (visit.town.category_label(&seen.verdict.category, visit.lang)) }
                dt { (visit.say("case-owner")) }
                dd { (visit.town.owner(seen.route.department.as_deref(), visit.lang)) }
                dt { (visit.say("case-promise")) } dd { (visit.day(seen.route.answer_by)) }
            }
            @if let Some(category) = category { p.soft { (visit.lang.pick(&category.help_sv, &category.help_en)) } }
            p.soft { (visit.with("form-understood-wrong", &[("n", &report::SHORTEST.to_string())])) }
        }
    }
}

/// Public cases that are likely about the same thing, to follow instead of reporting once more. What their residents
/// wrote is not shown.
pub fn alike(visit: &Visit, found: &[Like]) -> Markup {
    html! {
        @if !found.is_empty() {
            section.card {
                h2 { (visit.say("form-alike")) }
                p { (visit.say("form-alike-hint")) }
                @for like in found {
                    @let case = &like.case;
                    div.alike {
                        p {
                            strong { (visit.town.category_label(&case.category, visit.lang)) }
                            @if let Some(place) = &case.place { ", " (private::hide(place)) }
                        }
                        p.soft { (visit.moment(case.received_at)) ". " (visit.say(&format!("status-{}", case.status.code()))) ". "
                            (visit.town.owner(case.department.as_deref(), visit.lang)) "." }
                        button type="submit" name="join" value=(case.number) { (visit.say("form-alike-follow")) }
                    }
                }
            }
        }
    }
}
