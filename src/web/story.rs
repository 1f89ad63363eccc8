//! How what happened to a case is told: the same events, in the words of the one who reads.

use std::collections::HashMap;

use entity::event::Model as Event;
use entity::id::OfficerId;
use entity::word::{EventKind, Party};
use maud::{Markup, html};

use super::Visit;

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eye {
    /// The resident: what concerns them, without names of officers.
    Resident,
    /// A department, by link: the work, without how to reach the resident.
    Department,
    /// Staff: all of it.
    Staff,
}

impl Eye {
    /// Whether this reader is told of such an event.
    pub fn sees(self, kind: EventKind) -> bool {
        match kind {
            EventKind::Noted
            | EventKind::Classified
            | EventKind::Recategorised
            | EventKind::SecrecyDecided
            | EventKind::ContactCorrected => self != Self::Resident,
            EventKind::Received
            | EventKind::Joined
            | EventKind::Separated
            | EventKind::Split
            | EventKind::Forwarded
            | EventKind::Accepted
            | EventKind::Returned
            | EventKind::Asked
            | EventKind::Wrote
            | EventKind::Answered
            | EventKind::Planned
            | EventKind::Resumed
            | EventKind::Closed
            | EventKind::Reopened
            | EventKind::Rated
            | EventKind::Delayed => true,
        }
    }

    /// Whether this reader is shown what was said.
    pub fn reads(self, event: &Event) -> bool {
        match event.kind {
            // The word to a department, and a department's reason for giving a case back, are between colleagues.
            EventKind::Forwarded | EventKind::Returned | EventKind::Noted => self != Self::Resident,
            // A comment on how it was is for the contact centre, and so is what a decision on secrecy rests on.
            EventKind::Rated => self != Self::Department,
            EventKind::SecrecyDecided => self == Self::Staff,
            EventKind::Received
            | EventKind::Joined
            | EventKind::Separated
            | EventKind::Split
            | EventKind::Classified
            | EventKind::Accepted
            | EventKind::Asked
            | EventKind::Wrote
            | EventKind::Answered
            | EventKind::Planned
            | EventKind::Resumed
            | EventKind::Recategorised
            | EventKind::Closed
            | EventKind::Reopened
            | EventKind::Delayed
            | EventKind::ContactCorrected => true,
        }
    }
}

/// What happened, oldest first, each a sentence with who and when.
pub fn timeline(visit: &Visit, events: &[Event], eye: Eye, officers: &HashMap<OfficerId, String>) -> Markup {
    html! {
        ol.timeline {
            @for event in events.iter().filter(|event| eye.sees(event.kind)) {
                li #{ "h" (event.seq) } {
                    p { (sentence(visit, event)) (by(visit, event, eye, officers)) }
                    time datetime=(event.at.to_rfc3339()) { (visit.moment(event.at)) }
                    @if let Some(text) = event.text.as_deref().filter(|_| eye.reads(event)) { blockquote { (text) } }
                }
            }
        }
    }
}

/// Who did it, where staff need to know.
fn by(visit: &Visit, event: &Event, eye: Eye, officers: &HashMap<OfficerId, String>) -> Markup {
    let name = event.officer.and_then(|id| officers.get(&id)).filter(|_| eye == Eye::Staff);
    html! { @if let Some(name) = name { " " span.soft { "(" (visit.say("story-by")) " " (name) ")" } } }
}

/// What happened, in a sentence.
pub fn sentence(visit: &Visit, event: &Event) -> String {
    let said = |name: &str| event.data.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    let until =
        said("until").parse().map(|day| crate::text::date::day(visit.lang, day, crate::calendar::date(visit.now)));
    let who = match event.party {
        Party::Department => visit.town.owner(event.department.as_deref(), visit.lang),
        Party::Resident | Party::ContactCentre | Party::System => visit.town.contact_centre(visit.lang),
    };
    let key = match (event.kind, event.party) {
        (EventKind::Reopened, Party::ContactCentre) => "story-reopened-by-us".to_owned(),
        (EventKind::SecrecyDecided, _) => {
            let secret = event.data.get("secret").and_then(serde_json::Value::as_bool).unwrap_or_default();
            (if secret { "story-secret" } else { "story-not-secret" }).to_owned()
        }
        (kind, _) => format!("story-{}", kind.code()),
    };
    let (department, suggestion) = (
        visit.town.owner(event.department.as_deref(), visit.lang),
        visit.town.department_label(said("suggestion"), visit.lang),
    );
    let sentence = visit.with(
        &key,
        &[
            ("who", who),
            ("department", department),
            ("until", until.as_deref().unwrap_or_default()),
            ("category", visit.town.category_label(event_category(event), visit.lang)),
            ("reason", &visit.say(&format!("close-{}", said("reason")))),
        ],
    );
    match event.kind {
        EventKind::Returned if !suggestion.is_empty() => {
            format!("{sentence} {}", visit.with("story-suggestion", &[("department", suggestion)]))
        }
        EventKind::Rated => {
            let solved = event.data.get("solved").and_then(serde_json::Value::as_bool).unwrap_or_default();
            let rating = event.data.get("rating").and_then(serde_json::Value::as_i64);
            let solved = visit.say(if solved { "story-solved" } else { "story-not-solved" });
            let rating = rating.map(|n| visit.with("story-rating", &[("n", &n.to_string())])).unwrap_or_default();
            format!("{sentence} {solved} {rating}").trim_end().to_owned()
        }
        EventKind::Received
        | EventKind::Joined
        | EventKind::Separated
        | EventKind::Split
        | EventKind::Classified
        | EventKind::Forwarded
        | EventKind::Accepted
        | EventKind::Returned
        | EventKind::Asked
        | EventKind::Wrote
        | EventKind::Answered
        | EventKind::Planned
        | EventKind::Resumed
        | EventKind::Noted
        | EventKind::Recategorised
        | EventKind::SecrecyDecided
        | EventKind::Closed
        | EventKind::Reopened
        | EventKind::Delayed
        | EventKind::ContactCorrected => sentence,
    }
}

fn event_category(event: &Event) -> &str {
    let said = |name: &str| event.data.get(name).and_then(serde_json::Value::as_str);
    said("to").or_else(|| said("category")).unwrap_or_default()
}
