//! What a letter says: composed once, later rendered as text and as HTML.

use chrono::{DateTime, Utc};
use entity::event::Model as Event;
use entity::word::{EventKind, Party};
use serde::{Deserialize, Serialize};

use crate::calendar;
use crate::case::Case;
use crate::municipality::Municipality;
use crate::text::{Lang, date};

/// A part of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A paragraph.
    Para(String),
    /// What somebody said.
    Quote(String),
    /// Things and what they are.
    Facts(Vec<(String, String)>),
    /// The link to the case, with what it is for. The link itself is put in when the letter is sent.
    Way(String),
}

/// A letter, without address and link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// Its subject.
    pub subject: String,
    /// Its parts.
    pub body: Vec<Block>,
}

/// Composes a letter about an event.
pub fn compose(
    template: &str,
    event: &Event,
    case: &Case,
    town: &Municipality,
    lang: Lang,
    now: DateTime<Utc>,
) -> Composed {
    let letter = Letter { event, case, town, lang, now };
    let body = match template {
        "receipt" => letter.receipt(),
        "new-case" | "resident-wrote" | "plan-due" | "department-delay" => letter.to_department(template),
        _ => letter.to_resident(template),
    };
    Composed { subject: letter.say(&format!("letter-{template}-subject")), body }
}

struct Letter<'a> {
    event: &'a Event,
    case: &'a Case,
    town: &'a Municipality,
    lang: Lang,
    now: DateTime<Utc>,
}

impl Letter<'_> {
    fn say(&self, key: &str) -> String {
        let until = self.event.data.get("until").and_then(serde_json::Value::as_str).and_then(|day| day.parse().ok());
        let until = until.or(self.case.planned_until);
        let until = until.map(|day| date::day(self.lang, day, calendar::date(self.now))).unwrap_or_default();
        let said_by_centre = self.event.party == Party::ContactCentre && self.event.kind != EventKind::Forwarded;
        let owner = self.event.department.as_deref().or(self.case.department.as_deref()).filter(|_| !said_by_centre);
        self.lang.with(
            key,
            &[
                ("number", &self.case.number),
                ("day", &date::day_of(self.lang, self.case.answer_by, self.now)),
                ("until", &until),
                ("owner", self.town.owner(owner, self.lang)),
                ("centre", self.town.contact_centre(self.lang)),
            ],
        )
    }

    fn para(&self, key: &str) -> Block {
        Block::Para(self.say(key))
    }

    fn fact(&self, key: &str, value: String) -> (String, String) {
        (self.lang.say(key), value)
    }

    /// Number, what we understood, who has it, by when.
    fn receipt(&self) -> Vec<Block> {
        let case = self.case;
        let mut body = vec![self.para("letter-receipt-body")];
        let mut facts = vec![
            self.fact("track-number", case.number.clone()),
            self.fact("case-kind", self.lang.say(&format!("kind-{}", case.kind.code()))),
        ];
        // What a secret matter is about is read behind the code.
        if !case.secret {
            facts.push(self.fact("case-category", self.town.category_label(&case.category, self.lang).to_owned()));
        }
        facts.push(self.fact("case-owner", self.town.owner(case.department.as_deref(), self.lang).to_owned()));
        if case.planned_until.is_none() {
            facts.push(self.fact("case-promise", date::day_of(self.lang, case.answer_by, self.now)));
        }
        body.push(Block::Facts(facts));
        if case.planned_until.is_some() {
            body.push(self.para("letter-receipt-planned"));
        }
        if case.phone_first {
            body.push(Block::Para(self.lang.with("letter-danger", &[("phone", &self.town.about.phone)])));
        }
        body.push(Block::Way(self.lang.say("letter-way-follow")));
        body.push(self.para("letter-public"));
        body
    }

    fn to_resident(&self, template: &str) -> Vec<Block> {
        let mut body = vec![self.para(&format!("letter-{template}-body"))];
        let said = self.event.text.as_ref().filter(|_| {
            matches!(self.event.kind, EventKind::Asked | EventKind::Answered | EventKind::Planned | EventKind::Closed)
        });
        if let Some(said) = said {
            // What is secret is read behind the code, not in a mailbox (OSL).
            body.push(if self.case.secret { self.para("letter-secret") } else { Block::Quote(said.clone()) });
        }
        if template == "reopened" || template == "forwarded" {
            body.push(self.para("letter-promise"));
        }
        let way = match template {
            "question" => "letter-way-reply",
            "answer" => "letter-way-rate",
            _ => "letter-way-follow",
        };
        body.push(Block::Way(self.lang.say(way)));
        body
    }

    /// Number, category, promise, link: nothing that the resident wrote, and nothing of who they are.
    fn to_department(&self, template: &str) -> Vec<Block> {
        let case = self.case;
        vec![
            self.para(&format!("letter-{template}-body")),
            Block::Facts(vec![
                self.fact("track-number", case.number.clone()),
                self.fact("case-category", self.town.category_label(&case.category, self.lang).to_owned()),
                self.fact("case-promise", date::day_of(self.lang, case.answer_by, self.now)),
            ]),
            Block::Way(self.lang.say("letter-way-desk")),
            self.para("letter-desk-foot"),
        ]
    }
}
