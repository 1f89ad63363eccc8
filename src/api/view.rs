//! What other systems send and get.

use chrono::{DateTime, NaiveDate, Utc};
use entity::event::Model as Event;
use entity::word::CloseReason;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::case::{Case, Step};
use crate::error::{Error, Fault, Result};
use crate::intake::report::{Report, Typed};
use crate::municipality::Municipality;
use crate::text::Lang;
use crate::web::story::Eye;

/// A report.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCase {
    /// What it is about, 10 to 5,000 characters.
    #[schema(min_length = 10, max_length = 5000, example = "Lampan på Storgatan är trasig")]
    pub text: String,
    /// `fraga`, `forslag`, `klagomal`, `berom` or `fel`.
    pub kind: Option<String>,
    /// Where.
    pub place: Option<Place>,
    /// How to reach the resident. Without an e-mail address there is no letter, but the code works all the same.
    pub contact: Option<NewContact>,
    /// `sv` (default) or `en`: the language to write to the resident in.
    pub language: Option<String>,
}

/// Where.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// In words.
    #[schema(max_length = 300)]
    pub description: Option<String>,
    /// Degrees north (WGS 84).
    #[schema(minimum = -90, maximum = 90)]
    pub lat: Option<f64>,
    /// Degrees east (WGS 84).
    #[schema(minimum = -180, maximum = 180)]
    pub lon: Option<f64>,
}

/// How to reach the resident.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    /// What they are called.
    #[schema(max_length = 200)]
    pub name: Option<String>,
    /// Where letters go.
    #[schema(max_length = 254)]
    pub email: Option<String>,
    /// Where to ring.
    pub phone: Option<String>,
}

impl NewCase {
    /// Checks it as the form does.
    ///
    /// # Errors
    /// Every fault, by the path of its field.
    pub fn parse(self, once: Option<String>) -> Result<Report> {
        let lang = match self.language.as_deref() {
            None => Lang::Sv,
            Some(code) => Lang::from_code(code).ok_or_else(|| Error::fault("language", "unknown"))?,
        };
        let (place, contact) = (self.place.unwrap_or_default(), self.contact.unwrap_or_default());
        if place.lat.is_some() != place.lon.is_some() {
            return Err(Error::fault(if place.lat.is_some() { "place.lon" } else { "place.lat" }, "missing"));
        }
        let number = |degrees: Option<f64>| degrees.map(|d| d.to_string()).unwrap_or_default();
        let typed = Typed {
            text: self.text,
            kind: self.kind.unwrap_or_default(),
            lat: number(place.lat),
            lon: number(place.lon),
            place: place.description.unwrap_or_default(),
            name: contact.name.unwrap_or_default(),
            email: contact.email.unwrap_or_default(),
            phone: contact.phone.unwrap_or_default(),
        };
        typed.parse(lang, once).map_err(|error| {
            let Error::Invalid(faults) = error else { return error };
            let placed = |fault: Fault| Fault { field: path(&fault.field).to_owned(), ..fault };
            Error::Invalid(faults.into_iter().map(placed).collect())
        })
    }
}

/// Where a field of the form stands in the body.
fn path(field: &str) -> &str {
    match field {
        "place" => "place.description",
        "lat" => "place.lat",
        "lon" => "place.lon",
        "name" => "contact.name",
        "email" => "contact.email",
        "phone" => "contact.phone",
        other => other,
    }
}

/// A code and what people call it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Named {
    /// The code.
    pub code: String,
    /// What people call it.
    pub label: String,
}

/// A department.
#[derive(Debug, Serialize, ToSchema)]
pub struct Owner {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// The receipt for a report.
#[derive(Debug, Serialize, ToSchema)]
pub struct Receipt {
    /// Register number.
    #[schema(example = "KC-2026-000123")]
    pub number: String,
    /// The resident's secret: whoever has it can follow the case.
    pub code: String,
    /// Where the case is on its way.
    pub status: String,
    /// The kind it was taken for.
    pub kind: String,
    /// What it was taken to be about.
    pub category: Named,
    /// The department that has it; none while the contact centre does.
    pub department: Option<Owner>,
    /// How sure the category is, 0 to 1.
    pub confidence: f64,
    /// The words that decided.
    pub because: Vec<String>,
    /// The last moment of the promised day.
    pub answer_by: DateTime<Utc>,
    /// The resident's page.
    pub tracking_url: String,
}

/// A case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseView {
    /// Register number.
    pub number: String,
    /// Where it is on its way.
    pub status: String,
    /// Its kind.
    pub kind: String,
    /// What it is about.
    pub category: Named,
    /// The department that has it; none while the contact centre does.
    pub department: Option<Owner>,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// The last moment of the promised day.
    pub answer_by: DateTime<Utc>,
    /// The day it waits for.
    pub planned_until: Option<NaiveDate>,
    /// When the resident got the answer.
    pub answered_at: Option<DateTime<Utc>>,
    /// What the resident wrote.
    pub text: String,
    /// Where.
    pub place: Option<Place>,
    /// Grows with every change; what `If-Match` takes, in quotes.
    pub version: i32,
    /// What happened, oldest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<EventView>>,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventView {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: String,
    /// Who: `resident`, `department`, `contact_centre` or `system`.
    pub party: String,
    /// The department it concerns.
    pub department: Option<String>,
    /// What was said.
    pub text: Option<String>,
}

/// A page of cases.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseList {
    /// Those that wait longest against their promise first.
    pub cases: Vec<CaseView>,
    /// What to send as `after` for the next page; none on the last.
    pub next: Option<String>,
}

/// What came of a step.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepDone {
    /// Register number.
    pub number: String,
    /// Where the case is now.
    pub status: String,
    /// Its version now; what `If-Match` takes, in quotes.
    pub version: i32,
}

/// A step with a case.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStep {
    /// `forward`, `return`, `answer`, `ask`, `note`, `plan`, `close` or `reopen`.
    pub step: String,
    /// forward: the department's code.
    pub department: Option<String>,
    /// forward: a word to the department.
    pub note: Option<String>,
    /// answer, ask, note, close: what is said.
    pub text: Option<String>,
    /// return, plan, reopen: why.
    pub reason: Option<String>,
    /// return: whose it may be.
    pub suggestion: Option<String>,
    /// plan: the day.
    pub until: Option<NaiveDate>,
    /// close: `duplicate`, `no_reply`, `spam` or `other_way`.
    pub close_reason: Option<String>,
}

impl NewStep {
    /// The step it means.
    ///
    /// # Errors
    /// A fault at the field that is missing or unknown.
    pub fn parse(self) -> Result<Step> {
        let need = |field: &str, value: Option<String>| {
            value.filter(|v| !v.trim().is_empty()).ok_or_else(|| Error::fault(field, "missing"))
        };
        Ok(match self.step.as_str() {
            "forward" => Step::Forward { department: need("department", self.department)?, note: self.note },
            "return" => Step::Return { reason: need("reason", self.reason)?, suggestion: self.suggestion },
            "answer" => Step::Answer { text: need("text", self.text)? },
            "ask" => Step::Ask { text: need("text", self.text)? },
            "note" => Step::Note { text: need("text", self.text)? },
            "plan" => Step::Plan {
                until: self.until.ok_or_else(|| Error::fault("until", "missing"))?,
                reason: need("reason", self.reason)?,
            },
            "close" => {
                let code = need("close_reason", self.close_reason)?;
                let reason = CloseReason::from_code(&code).ok_or_else(|| Error::fault("close_reason", "unknown"))?;
                Step::Close { reason, text: need("text", self.text)? }
            }
            "reopen" => Step::Reopen { reason: need("reason", self.reason)? },
            _ => return Err(Error::fault("step", "unknown")),
        })
    }
}

impl CaseView {
    /// A case as it is shown; with events when the whole of it is asked for.
    pub fn of(case: Case, events: Option<Vec<EventView>>, town: &Municipality, lang: Lang) -> Self {
        let place = (case.place.is_some() || case.lat.is_some()).then(|| Place {
            description: case.place.clone(),
            lat: case.lat,
            lon: case.lon,
        });
        Self {
            category: category(town, &case.category, lang),
            department: owner(town, case.department.as_deref(), lang),
            number: case.number,
            status: case.status.code().to_owned(),
            kind: case.kind.code().to_owned(),
            received_at: case.received_at,
            answer_by: case.answer_by,
            planned_until: case.planned_until,
            answered_at: case.answered_at,
            text: case.text,
            place,
            version: case.version,
            events,
        }
    }
}

impl Receipt {
    /// The receipt of a case.
    pub fn of(
        case: Case,
        because: Vec<String>,
        code: String,
        tracking_url: String,
        town: &Municipality,
        lang: Lang,
    ) -> Self {
        Self {
            category: category(town, &case.category, lang),
            department: owner(town, case.department.as_deref(), lang),
            number: case.number,
            code,
            status: case.status.code().to_owned(),
            kind: case.kind.code().to_owned(),
            confidence: case.confidence,
            because,
            answer_by: case.answer_by,
            tracking_url,
        }
    }
}

/// Events as this reader is told of them: the rule of the pages.
pub fn events(all: Vec<Event>, eye: Eye) -> Vec<EventView> {
    let view = |event: Event| EventView {
        text: event.text.clone().filter(|_| eye.reads(&event)),
        at: event.at,
        kind: event.kind.code().to_owned(),
        party: event.party.code().to_owned(),
        department: event.department,
    };
    all.into_iter().filter(|event| eye.sees(event.kind)).map(view).collect()
}

fn category(town: &Municipality, code: &str, lang: Lang) -> Named {
    Named { code: code.to_owned(), label: town.category_label(code, lang).to_owned() }
}

fn owner(town: &Municipality, code: Option<&str>, lang: Lang) -> Option<Owner> {
    code.map(|code| Owner { code: code.to_owned(), name: town.department_label(code, lang).to_owned() })
}
