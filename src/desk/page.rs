//! `/svar/{token}`: the resident's words, one field for the answer, and the other ways folded below it.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use entity::word::Status;
use maud::{Markup, html};
use serde::Deserialize;

use super::{Opened, Work};
use crate::App;
use crate::case::{Step, step};
use crate::error::{Error, Fault, Result};
use crate::track::page::{gallery, picture};
use crate::web::field::{self, Field};
use crate::web::form::{Form, said};
use crate::web::story::{self, Eye};
use crate::web::{Page, Visit, problem};

/// The routes.
pub fn routes() -> axum::Router<App> {
    axum::Router::new().route("/svar/{token}", get(show).post(take)).route("/svar/{token}/bild/{position}", get(photo))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Taken {
    step: String,
    version: Option<i32>,
    text: String,
    question: String,
    until: String,
    reason: String,
    why: String,
    suggestion: String,
    note: String,
}

impl Taken {
    fn parse(&self) -> Result<Step> {
        let text = |typed: &str| said(typed).unwrap_or_default();
        Ok(match self.step.as_str() {
            "accept" => Step::Accept,
            "ask" => Step::Ask { text: text(&self.question) },
            "plan" => Step::Plan {
                until: self.until.parse().map_err(|_| Error::fault("until", "day"))?,
                reason: text(&self.reason),
            },
            "return" => Step::Return { reason: text(&self.why), suggestion: said(&self.suggestion) },
            "note" => Step::Note { text: text(&self.note) },
            _ => Step::Answer { text: text(&self.text) },
        })
    }

    /// The longest of what was typed.
    fn words(&self) -> &str {
        let typed = [&self.text, &self.question, &self.reason, &self.why, &self.note];
        typed.into_iter().max_by_key(|words| words.len()).map_or("", String::as_str)
    }

    /// The fields of the other ways have names of their own on the page.
    fn rename(&self, faults: Vec<Fault>) -> Vec<Fault> {
        let name = |field: &str| {
            match (self.step.as_str(), field) {
                ("ask", "text") => "question",
                ("return", "reason") => "why",
                ("note", "text") => "note",
                _ => return field.to_owned(),
            }
            .to_owned()
        };
        faults.into_iter().map(|fault| Fault { field: name(&fault.field), ..fault }).collect()
    }
}

async fn show(State(app): State<App>, visit: Visit, Path(token): Path<String>) -> Result<Response> {
    answer(&app, &visit, &token, &Taken::default(), &[], None).await
}

async fn take(
    State(app): State<App>,
    visit: Visit,
    Path(token): Path<String>,
    Form(sent): Form<Taken>,
) -> Result<Response> {
    let outcome = match sent.parse() {
        Ok(step) => super::take(&app, &visit, &token, sent.version, step).await,
        Err(faults) => Err(faults),
    };
    match outcome {
        Ok(_) => Ok(Redirect::to(&format!("/svar/{token}")).into_response()),
        Err(Error::Invalid(faults)) => answer(&app, &visit, &token, &sent, &sent.rename(faults), None).await,
        Err(error @ Error::Changed) => {
            let told = problem::advice(&visit, &error);
            answer(&app, &visit, &token, &sent, &[], Some(&told)).await
        }
        Err(Error::Conflict("link-ended")) => answer(&app, &visit, &token, &sent, &[], None).await,
        Err(trouble) => Err(trouble),
    }
}

async fn photo(State(app): State<App>, visit: Visit, Path((token, position)): Path<(String, i32)>) -> Result<Response> {
    match super::open(&app, &visit, &token).await? {
        Opened::Case(work) => picture(&app, &work.photos, position).await,
        Opened::Ended { .. } => Err(Error::NotFound("photo")),
    }
}

async fn answer(
    app: &App,
    visit: &Visit,
    token: &str,
    sent: &Taken,
    faults: &[Fault],
    told: Option<&str>,
) -> Result<Response> {
    match super::open(app, visit, token).await {
        Ok(Opened::Case(work)) => Ok(page(visit, &work, token, sent, faults, told)),
        Ok(Opened::Ended { number, answered }) => Ok(ended(visit, &number, answered, sent)),
        Err(Error::NotFound(_)) => Ok(wrong(visit)),
        Err(trouble) => Err(trouble),
    }
}

fn ended(visit: &Visit, number: &str, answered: bool, sent: &Taken) -> Response {
    let title = visit.say(if answered { "desk-answered-title" } else { "desk-ended-title" });
    let key = if answered { "desk-answered" } else { "desk-ended" };
    let body = html! {
        h1 { (title) }
        p.lead { (visit.with(key, &[("number", number)])) }
        (field::unsent(visit.lang, sent.words()))
        p { (visit.with("desk-questions", &[("phone", &visit.town.about.phone), ("email", &visit.town.about.email)])) }
    };
    let status = if answered { StatusCode::OK } else { StatusCode::GONE };
    Page::new(visit, title, body).for_department().status(status).into_response()
}

fn wrong(visit: &Visit) -> Response {
    let title = visit.say("desk-wrong-title");
    let body = html! {
        h1 { (title) }
        p.lead { (visit.say("desk-wrong")) }
        p { (visit.with("desk-questions", &[("phone", &visit.town.about.phone), ("email", &visit.town.about.email)])) }
    };
    Page::new(visit, title, body).for_department().status(StatusCode::NOT_FOUND).into_response()
}

fn page(visit: &Visit, work: &Work, token: &str, sent: &Taken, faults: &[Fault], told: Option<&str>) -> Response {
    let case = &work.case;
    let title = visit.with("desk-title", &[("number", &case.number)]);
    let path = format!("/svar/{token}");
    let status = match (faults.is_empty(), told) {
        (_, Some(_)) => StatusCode::CONFLICT,
        (false, None) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, None) => StatusCode::OK,
    };
    let body = html! {
        h1 { (title) }
        p.sheet aria-hidden="true" { (case.number) }
        (field::summary(visit.lang, faults))
        @if let Some(told) = told { div.notice.wait role="alert" { p { (told) } } }
        p.lead { (lead(visit, work)) }
        section.card {
            h2 { (visit.say("desk-words")) }
            blockquote { (case.text) }
            dl.facts {
                @if let Some(place) = &case.place { dt { (visit.say("case-place")) } dd { (place) } }
                @if let Some((lat, lon)) = case.lat.zip(case.lon) {
                    dt { (visit.say("case-position")) } dd { (format!("{lat:.5}, {lon:.5}")) }
                }
                dt { (visit.say("case-kind")) } dd { (visit.say(&format!("kind-{}", case.kind.code()))) }
                dt { (visit.say("case-category")) } dd { (visit.town.category_label(&case.category, visit.lang)) }
                dt { (visit.say("case-received")) } dd { (visit.moment(case.received_at)) }
            }
            (gallery(visit, &work.photos, &path))
        }
        (ways(visit, work, &path, sent, faults))
        h2 { (visit.say("track-history")) }
        (story::timeline(visit, &work.events, Eye::Department, &HashMap::new()))
    };
    Page::new(visit, title, body).for_department().status(status).into_response()
}

/// By when, or what it waits for.
fn lead(visit: &Visit, work: &Work) -> String {
    let case = &work.case;
    let day = visit.day(case.answer_by);
    match case.status {
        Status::AwaitingResident => visit.say("desk-awaiting"),
        Status::Planned => {
            let until =
                case.planned_until.map(|d| crate::text::date::day(visit.lang, d, crate::calendar::date(visit.now)));
            visit.with("desk-planned", &[("until", until.as_deref().unwrap_or_default())])
        }
        Status::Received | Status::Forwarded | Status::InProgress | Status::Answered | Status::Closed
            if case.answer_by < visit.now =>
        {
            visit.with("desk-late", &[("day", &day)])
        }
        Status::Received | Status::Forwarded | Status::InProgress | Status::Answered | Status::Closed => {
            visit.with("desk-promise", &[("day", &day)])
        }
    }
}

fn ways(visit: &Visit, work: &Work, path: &str, sent: &Taken, faults: &[Fault]) -> Markup {
    let (lang, case) = (visit.lang, &work.case);
    let field = |name, label| Field::new(lang, name, label).faults(faults).required().most(step::LONGEST);
    let open = |name: &str| sent.step == name;
    let form = |step: &str, button: &str, primary: bool, fields: Markup| {
        html! {
            form method="post" action=(path) novalidate {
                input type="hidden" name="step" value=(step);
                input type="hidden" name="version" value=(case.version);
                (fields)
                div.buttons { button.primary[primary] type="submit" { (visit.say(button)) } }
            }
        }
    };
    let departments: Vec<_> = std::iter::once((String::new(), visit.say("desk-return-unknown")))
        .chain(
            visit
                .town
                .departments
                .iter()
                .filter(|d| d.code != work.department)
                .map(|d| (d.code.clone(), d.label(lang).to_owned())),
        )
        .collect();
    html! {
        (form("answer", "desk-answer-send", true,
            field("text", "desk-answer").hint("desk-answer-hint").value(&sent.text).rows(7).area()))
        @if case.status == Status::Forwarded {
            (form("accept", "desk-accept", false, html! { p.soft { (visit.say("desk-accept-hint")) } }))
        }
        details open[open("ask")] {
            summary { (visit.say("desk-ask")) }
            (form("ask", "desk-ask-send", false, field("question", "desk-question").hint("desk-question-hint").value(&sent.question).area()))
        }
        details open[open("plan")] {
            summary { (visit.say("desk-plan")) }
            (form("plan", "desk-plan-send", false, html! {
                (field("until", "desk-until").kind("date").value(&sent.until).line())
                (field("reason", "desk-reason").hint("desk-reason-hint").value(&sent.reason).area())
            }))
        }
        details open[open("return")] {
            summary { (visit.say("desk-return")) }
            (form("return", "desk-return-send", false, html! {
                (field("why", "desk-why").hint("desk-why-hint").value(&sent.why).area())
                (Field::new(lang, "suggestion", "desk-suggestion").value(&sent.suggestion).faults(faults).choice(&departments))
            }))
        }
        details open[open("note")] {
            summary { (visit.say("desk-note")) }
            (form("note", "desk-note-send", false, field("note", "desk-note-text").hint("desk-note-hint").value(&sent.note).area()))
        }
    }
}
