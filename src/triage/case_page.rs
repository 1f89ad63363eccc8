//! `/personal/arenden/{number}`: what the resident wrote, what we know, and what can be done now.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use entity::id::{LetterId, TaskId};
use entity::word::{CloseReason, Kind};
use maud::html;
use serde::Deserialize;
use uuid::Uuid;

use super::{Whole, panel, together};
use crate::App;
use crate::case::step::Part;
use crate::case::{self, Step};
use crate::error::{Error, Fault, Result};
use crate::intake::report::{is_email, is_phone};
use crate::notify;
use crate::staff::page::navigation;
use crate::staff::{Officer, enter::Handler};
use crate::track::page::picture;
use crate::web::form::{Form, said};
use crate::web::story::{self, Eye};
use crate::web::{Page, Visit, field, problem};

/// The routes.
pub fn routes() -> axum::Router<App> {
    axum::Router::new()
        .route("/personal/arenden/{number}", get(show).post(take))
        .route("/personal/arenden/{number}/dela", get(split))
        .route("/personal/arenden/{number}/bild/{position}", get(photo))
        .route("/personal/arenden/{number}/uppgift/{id}", post(finish))
        .route("/personal/arenden/{number}/brev/{id}", post(retry))
}

/// The forms of the page; each step sends its own fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Taken {
    /// Which step.
    pub step: String,
    /// The version of the case that was read.
    pub version: Option<i32>,
    /// An answer.
    pub text: String,
    /// A question.
    pub question: String,
    /// A department.
    pub department: String,
    /// A word to it.
    pub word: String,
    /// A day.
    pub until: String,
    /// A reason to the resident.
    pub reason: String,
    /// A reason to colleagues.
    pub why: String,
    /// Whose it may be.
    pub suggestion: String,
    /// A note.
    pub note: String,
    /// A category.
    pub category: String,
    /// A kind.
    pub kind: String,
    /// Whether it is secret: yes or no.
    pub secret: String,
    /// What that rests on.
    pub grounds: String,
    /// Why it is closed.
    pub close: String,
    /// What the resident is told then.
    pub told: String,
    /// An e-mail address.
    pub email: String,
    /// A telephone number.
    pub phone: String,
    /// The number of another case.
    pub to: String,
    /// What was written about each of several matters.
    part1: String,
    part2: String,
    part3: String,
    part4: String,
    /// What each of them is about.
    about1: String,
    about2: String,
    about3: String,
    about4: String,
}

impl Taken {
    fn parse(&self) -> Result<Step> {
        let text = |typed: &str| said(typed).unwrap_or_default();
        let missing = |field: &str| Error::fault(field, "empty");
        Ok(match self.step.as_str() {
            "forward" => Step::Forward {
                department: said(&self.department).ok_or_else(|| missing("department"))?,
                note: said(&self.word),
            },
            "accept" => Step::Accept,
            "answer" => Step::Answer { text: text(&self.text) },
            "ask" => Step::Ask { text: text(&self.question) },
            "plan" => Step::Plan {
                until: self.until.parse().map_err(|_| Error::fault("until", "day"))?,
                reason: text(&self.reason),
            },
            "return" => Step::Return { reason: text(&self.why), suggestion: said(&self.suggestion) },
            "note" => Step::Note { text: text(&self.note) },
            "recategorise" => Step::Recategorise {
                category: text(&self.category),
                kind: Kind::from_code(&self.kind).ok_or_else(|| Error::fault("kind", "unknown"))?,
            },
            "secrecy" => Step::Secrecy {
                secret: match self.secret.as_str() {
                    "yes" => true,
                    "no" => false,
                    _ => return Err(missing("secret")),
                },
                reason: text(&self.grounds),
            },
            "close" => Step::Close {
                reason: CloseReason::from_code(&self.close).ok_or_else(|| missing("close"))?,
                text: text(&self.told),
            },
            "join" => Step::Join { to: text(&self.to) },
            "separate" => Step::Separate,
            "split" => Step::Split {
                parts: self.parts().into_iter().map(|(text, category)| Part { text, category }).collect(),
            },
            "reopen" => Step::Reopen { reason: text(&self.why) },
            "contact" => self.contact()?,
            _ => return Err(Error::fault("step", "unknown")),
        })
    }

    /// The parts that were filled in, with what they are about.
    pub fn parts(&self) -> Vec<(String, String)> {
        let all = [
            (&self.part1, &self.about1),
            (&self.part2, &self.about2),
            (&self.part3, &self.about3),
            (&self.part4, &self.about4),
        ];
        let filled = all.into_iter().filter(|(text, _)| !text.trim().is_empty());
        filled.map(|(text, about)| (text.clone(), about.clone())).collect()
    }

    fn contact(&self) -> Result<Step> {
        let (email, phone) = (said(&self.email), said(&self.phone));
        let mut faults = Vec::new();
        if email.as_deref().is_some_and(|email| !is_email(email)) {
            faults.push(Fault::new("email", "address"));
        }
        if phone.as_deref().is_some_and(|phone| !is_phone(phone)) {
            faults.push(Fault::new("phone", "number"));
        }
        if faults.is_empty() { Ok(Step::CorrectContact { email, phone }) } else { Err(Error::Invalid(faults)) }
    }

    /// The fields have names of their own on the page, so that each fault is at its field.
    fn rename(&self, faults: Vec<Fault>) -> Vec<Fault> {
        let name = |field: &str| {
            match (self.step.as_str(), field) {
                ("ask", "text") => "question",
                ("return" | "reopen", "reason") => "why",
                ("secrecy", "reason") => "grounds",
                ("note", "text") => "note",
                ("close", "text") => "told",
                ("split", "category" | "text") => "parts",
                _ => return field.to_owned(),
            }
            .to_owned()
        };
        faults.into_iter().map(|fault| Fault { field: name(&fault.field), ..fault }).collect()
    }
}

async fn show(State(app): State<App>, visit: Visit, officer: Officer, Path(number): Path<String>) -> Result<Response> {
    let whole = super::whole(&app, &officer, &number).await?;
    Ok(page(&visit, &officer, &whole, &Taken::default(), &[], None))
}

async fn split(
    State(app): State<App>,
    visit: Visit,
    Handler(officer): Handler,
    Path(number): Path<String>,
) -> Result<Response> {
    let whole = super::whole(&app, &officer, &number).await?;
    if !together::may_split(&officer, &whole) {
        return Ok(Redirect::to(&format!("/personal/arenden/{number}")).into_response());
    }
    Ok(split_page(&visit, &officer, &whole, &Taken::default(), &[]))
}

/// A page of its own: the categories of all parts would make the case page heavy.
fn split_page(visit: &Visit, officer: &Officer, whole: &Whole, taken: &Taken, faults: &[Fault]) -> Response {
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = format!("{}: {}", visit.say("step-split"), whole.case.number);
    let body = html! {
        h1 { (title) }
        (field::summary(visit.lang, faults))
        (together::split(visit, whole, taken, faults))
    };
    Page::new(visit, title, body).for_staff(navigation(visit, officer)).status(status).into_response()
}

async fn take(
    State(app): State<App>,
    visit: Visit,
    Handler(officer): Handler,
    Path(number): Path<String>,
    Form(taken): Form<Taken>,
) -> Result<Response> {
    let outcome = match taken.parse() {
        Ok(step) => super::take(&app, (officer.sight(), officer.actor()), &number, taken.version, step).await,
        Err(faults) => Err(faults),
    };
    let (faults, told) = match outcome {
        // Given back, a department no longer sees it.
        Ok(case) if officer.sight().sees(&case) => {
            return Ok(Redirect::to(&format!("/personal/arenden/{number}#h{}", case.events)).into_response());
        }
        Ok(_) => return Ok(Redirect::to("/personal/arenden").into_response()),
        Err(Error::Invalid(faults)) => (taken.rename(faults), None),
        Err(error @ (Error::Changed | Error::Conflict(_))) => (Vec::new(), Some(problem::advice(&visit, &error))),
        Err(trouble) => return Err(trouble),
    };
    let whole = super::whole(&app, &officer, &number).await?;
    if taken.step == "split" && !faults.is_empty() {
        return Ok(split_page(&visit, &officer, &whole, &taken, &faults));
    }
    Ok(page(&visit, &officer, &whole, &taken, &faults, told.as_deref()))
}

async fn photo(
    State(app): State<App>,
    officer: Officer,
    Path((number, position)): Path<(String, i32)>,
) -> Result<Response> {
    let case = case::by_number(app.db.read(), &officer.sight(), &number).await?;
    picture(&app, &case::photos(app.db.read(), case.id).await?, position).await
}

async fn finish(
    State(app): State<App>,
    Handler(officer): Handler,
    Path((number, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let case = case::by_number(app.db.read(), &officer.sight(), &number).await?;
    let now = app.clock.now();
    app.db.transaction(async move |tx| notify::finish_task(&*tx, case.id, TaskId(id), officer.id, now).await).await?;
    Ok(Redirect::to(&format!("/personal/arenden/{number}")).into_response())
}

async fn retry(
    State(app): State<App>,
    Handler(officer): Handler,
    Path((number, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let case = case::by_number(app.db.read(), &officer.sight(), &number).await?;
    let now = app.clock.now();
    app.db.transaction(async move |tx| notify::retry(&*tx, case.id, LetterId(id), now).await).await?;
    app.wake.notify_one();
    Ok(Redirect::to(&format!("/personal/arenden/{number}")).into_response())
}

/// The longest of what was typed: the form it was typed in may be gone.
fn sent_words(taken: &Taken) -> &str {
    let typed = [
        &taken.text,
        &taken.question,
        &taken.reason,
        &taken.why,
        &taken.note,
        &taken.word,
        &taken.told,
        &taken.grounds,
    ];
    typed.into_iter().max_by_key(|words| words.len()).map_or("", String::as_str)
}

fn page(
    visit: &Visit,
    officer: &Officer,
    whole: &Whole,
    taken: &Taken,
    faults: &[Fault],
    told: Option<&str>,
) -> Response {
    let case = &whole.case;
    let status = match (faults.is_empty(), told) {
        (_, Some(_)) => StatusCode::CONFLICT,
        (false, None) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, None) => StatusCode::OK,
    };
    let body = html! {
        h1 { (case.number) }
        p.sheet aria-hidden="true" { (case.number) }
        (field::summary(visit.lang, faults))
        @if let Some(told) = told { div.notice.wait role="alert" { p { (told) } } }
        @if told.is_some() { (field::unsent(visit.lang, sent_words(taken))) }
        (panel::tasks(visit, officer, whole))
        div.work.case {
            div {
                (panel::words(visit, whole))
                (panel::known(visit, whole))
                (together::together(visit, officer, whole))
                h2 { (visit.say("track-history")) }
                (story::timeline(visit, &whole.events, Eye::Staff, &whole.officers))
                (panel::letters(visit, officer, whole))
            }
            div.stay {
                @if officer.may_handle() {
                    (together::split_link(visit, officer, whole, true))
                    (panel::steps(visit, officer, whole, taken, faults))
                    (together::split_link(visit, officer, whole, false))
                }
            }
        }
    };
    Page::new(visit, case.number.clone(), body).for_staff(navigation(visit, officer)).status(status).into_response()
}
