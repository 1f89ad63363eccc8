//! `/arende`: look up a case; `/arende/{code}`: the receipt, and from then on the status page.

use std::collections::HashMap;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use entity::photo::Model as Photo;
use entity::word::{CloseReason, EventKind, Status};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Followed, understood};
use crate::App;
use crate::case::private::holds_identity_number;
use crate::case::{Case, Step, step};
use crate::error::{Error, Fault, Result};
use crate::intake::page::ring;
use crate::secret;
use crate::text::date;
use crate::web::field::{self, Field};
use crate::web::form::{Form, said};
use crate::web::story::{self, Eye};
use crate::web::{Page, Visit, problem};

/// The routes.
pub fn routes() -> axum::Router<App> {
    axum::Router::new()
        .route("/arende", get(look_up).post(look_up_code))
        .route("/arende/{code}", get(show).post(take))
        .route("/arende/{code}/bild/{position}", get(photo))
}

#[derive(Deserialize)]
struct LookUp {
    #[serde(default)]
    code: String,
}

async fn look_up(visit: Visit) -> Response {
    look_up_page(&visit, "", &[], StatusCode::OK)
}

async fn look_up_code(State(app): State<App>, visit: Visit, Form(form): Form<LookUp>) -> Result<Response> {
    let code = secret::plain(&form.code);
    match super::find(&app, &visit, &code).await {
        Ok(_) => Ok(Redirect::to(&format!("/arende/{code}")).into_response()),
        Err(Error::NotFound(_)) => {
            let code_fault = if form.code.trim().is_empty() { "empty" } else { "unknown" };
            let faults = [Fault::new("code", code_fault)];
            Ok(look_up_page(&visit, &form.code, &faults, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(trouble) => Err(trouble),
    }
}

fn look_up_page(visit: &Visit, code: &str, faults: &[Fault], status: StatusCode) -> Response {
    let title = visit.say("lookup-title");
    let body = html! {
        h1 { (title) }
        (field::summary(visit.lang, faults))
        form method="post" action="/arende" novalidate {
            (Field::new(visit.lang, "code", "lookup-code").hint("lookup-code-hint").value(code).faults(faults)
                .required().autocomplete("off").most(40).line())
            div.buttons { button.primary type="submit" { (visit.say("lookup-go")) } }
        }
        p.soft { (visit.with("lookup-lost", &[("phone", &visit.town.about.phone)])) }
    };
    Page::new(visit, title, body).status(status).into_response()
}

#[derive(Deserialize)]
struct Asked {
    tack: Option<String>,
}

async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let followed = super::follow(&app, &visit, &code).await?;
    let outcome = Outcome { is_new: asked.tack.is_some(), ..Outcome::default() };
    Ok(page(&visit, &followed, &secret::plain(&code), &Taken::default(), &outcome))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Taken {
    step: String,
    text: String,
    solved: String,
    rating: String,
    reason: String,
    category: String,
    other: String,
}

impl Taken {
    fn parse(&self, visit: &Visit, case: &Case) -> Result<Step> {
        Ok(match self.step.as_str() {
            "correct" => {
                let category = said(&self.other).or_else(|| said(&self.category));
                let category = category.ok_or_else(|| Error::fault("other", "empty"))?;
                Step::Recategorise { category, kind: case.kind }
            }
            "withdraw" => Step::Close { reason: CloseReason::Withdrawn, text: visit.say("track-withdrawn") },
            "reopen" => Step::Reopen { reason: said(&self.reason).unwrap_or_default() },
            "rate" => Step::Rate {
                solved: match self.solved.as_str() {
                    "ja" => true,
                    "nej" => false,
                    _ => return Err(Error::fault("solved", "empty")),
                },
                rating: self.rating.parse().ok(),
                comment: said(&self.text),
            },
            _ => Step::Write { text: said(&self.text).unwrap_or_default() },
        })
    }
}

async fn take(
    State(app): State<App>,
    visit: Visit,
    Path(code): Path<String>,
    Form(taken): Form<Taken>,
) -> Result<Response> {
    let plain = secret::plain(&code);
    let case = super::find(&app, &visit, &plain).await?;
    let outcome = match taken.parse(&visit, &case) {
        Ok(step) => super::take(&app, &visit, &plain, step).await,
        Err(faults) => Err(faults),
    };
    match outcome {
        Ok(case) => Ok(Redirect::to(&format!("/arende/{plain}#h{}", case.events)).into_response()),
        Err(Error::Invalid(faults)) => {
            let followed = super::follow(&app, &visit, &plain).await?;
            Ok(page(&visit, &followed, &plain, &taken, &Outcome { faults: &faults, ..Outcome::default() }))
        }
        // Answered, say, while it was written: told, with what was written.
        Err(error @ Error::Conflict(_)) => {
            let followed = super::follow(&app, &visit, &plain).await?;
            let told = problem::advice(&visit, &error);
            Ok(page(&visit, &followed, &plain, &taken, &Outcome { told: Some(&told), ..Outcome::default() }))
        }
        Err(trouble) => Err(trouble),
    }
}

async fn photo(State(app): State<App>, visit: Visit, Path((code, position)): Path<(String, i32)>) -> Result<Response> {
    let case = super::find(&app, &visit, &code).await?;
    picture(&app, &crate::case::photos(app.db.read(), case.id).await?, position).await
}

/// A photo as a response; nothing else may keep it.
///
/// # Errors
/// Not found.
pub async fn picture(app: &App, photos: &[Photo], position: i32) -> Result<Response> {
    let photo = photos.iter().find(|photo| photo.position == position).ok_or(Error::NotFound("photo"))?;
    let bytes = app.files.get(&photo.path).await?;
    Ok(([(CONTENT_TYPE, "image/jpeg"), (CACHE_CONTROL, "no-store")], bytes).into_response())
}

/// The photos of a case, each a link to itself at full size.
pub fn gallery(visit: &Visit, photos: &[Photo], path: &str) -> Markup {
    html! {
        @if !photos.is_empty() {
            ul.photos {
                @for photo in photos {
                    @let link = format!("{path}/bild/{}", photo.position);
                    li { a href=(link) {
                        img src=(link) width=(photo.width) height=(photo.height) loading="lazy"
                            alt=(visit.with("case-photo", &[("n", &photo.position.to_string())]));
                    } }
                }
            }
        }
    }
}

/// A page with what came of a step.
#[derive(Default)]
struct Outcome<'a> {
    /// It has just been sent.
    is_new: bool,
    /// What is wrong with what was sent.
    faults: &'a [Fault],
    /// Why it could not be done.
    told: Option<&'a str>,
}

fn page(visit: &Visit, followed: &Followed, code: &str, taken: &Taken, outcome: &Outcome<'_>) -> Response {
    let Outcome { is_new, faults, told } = *outcome;
    let status = match (faults.is_empty(), told) {
        (_, Some(_)) => StatusCode::CONFLICT,
        (false, None) => StatusCode::UNPROCESSABLE_ENTITY,
        (true, None) => StatusCode::OK,
    };
    let case = &followed.case;
    let path = format!("/arende/{code}");
    let title = if is_new { visit.say("track-thanks") } else { visit.with("track-title", &[("number", &case.number)]) };
    let body = html! {
        h1 { (title) }
        p.sheet aria-hidden="true" { (case.number) }
        (field::summary(visit.lang, faults))
        @if let Some(told) = told {
            div.notice.wait role="alert" { p { (told) } }
            (field::unsent(visit.lang, if taken.reason.is_empty() { &taken.text } else { &taken.reason }))
        }
        @if case.phone_first && case.status == Status::Received { (ring(visit)) }
        (understood::other_way(visit, followed, &path))
        @if is_new && holds_identity_number(&case.text) {
            div.notice.wait { h2 { (visit.say("form-identity-title")) } p { (visit.say("track-identity")) } }
        }
        @if case.status == Status::Answered { (answer(visit, followed)) }
        dl.keys {
            div { dt { (visit.say("track-number")) } dd { (case.number) } }
            div { dt { (visit.say("track-code")) } dd { (code) } }
        }
        p {
            button type="button" hidden data-copy=(code) data-done=(visit.say("track-copied")) { (visit.say("track-copy")) }
        }
        p.soft { (visit.say(if followed.has_email { "track-keep-mail" } else { "track-keep" })) }
        (understood::together(visit, followed))
        (now(visit, followed, taken, &path, faults))
        @if case.status == Status::Received { (understood::understood(visit, followed, &path)) }
        (matter(visit, followed, &path))
        h2 { (visit.say("track-history")) }
        (story::timeline(visit, &followed.events, Eye::Resident, &HashMap::new()))
        (more(visit, followed, taken, &path, faults))
    };
    Page::new(visit, title, body).private().status(status).into_response()
}

/// The answer first.
fn answer(visit: &Visit, followed: &Followed) -> Markup {
    html! {
        section.card {
            h2 { (visit.say("track-answer")) }
            div.words { (followed.latest(EventKind::Answered).unwrap_or_default()) }
        }
    }
}

/// One sentence that answers "what happens now", and the promise.
fn now(visit: &Visit, followed: &Followed, taken: &Taken, path: &str, faults: &[Fault]) -> Markup {
    let case = &followed.case;
    let owner = visit.town.owner(case.department.as_deref(), visit.lang);
    let until = case.planned_until.map(|day| date::day(visit.lang, day, crate::calendar::date(visit.now)));
    let sentence = visit.with(
        &format!("track-now-{}", case.status.code()),
        &[("owner", owner), ("until", until.as_deref().unwrap_or_default())],
    );
    let waits = step::is_open(case.status) && !matches!(case.status, Status::Planned | Status::AwaitingResident);
    html! {
        section.card {
            h2 { (visit.say("track-now")) }
            p { (sentence) }
            @if case.status == Status::Planned || case.status == Status::Closed {
                @let kind = if case.status == Status::Planned { EventKind::Planned } else { EventKind::Closed };
                @if let Some(reason) = followed.latest(kind) { blockquote { (reason) } }
            }
            @if waits { (promise(visit, followed)) }
            @if case.status == Status::AwaitingResident {
                blockquote { (followed.latest(EventKind::Asked).unwrap_or_default()) }
                (write(visit, taken, path, "track-reply", faults))
            }
        }
    }
}

fn promise(visit: &Visit, followed: &Followed) -> Markup {
    let case = &followed.case;
    let day = visit.day(case.answer_by);
    html! {
        @if case.answer_by >= visit.now {
            p { strong { (visit.with("track-promise", &[("day", &day)])) } }
        } @else {
            div.notice.wait { p { (visit.with("track-late", &[("day", &day)])) } }
        }
    }
}

fn matter(visit: &Visit, followed: &Followed, path: &str) -> Markup {
    let case = &followed.case;
    html! {
        h2 { (visit.say("track-matter")) }
        div.words { (case.text) }
        dl.facts {
            @if let Some(place) = &case.place { dt { (visit.say("case-place")) } dd { (place) } }
            dt { (visit.say("case-kind")) } dd { (visit.say(&format!("kind-{}", case.kind.code()))) }
            dt { (visit.say("case-category")) } dd { (visit.town.category_label(&case.category, visit.lang)) }
            dt { (visit.say("case-owner")) } dd { (visit.town.owner(case.department.as_deref(), visit.lang)) }
        }
        (gallery(visit, &followed.photos, path))
    }
}

fn write(visit: &Visit, taken: &Taken, path: &str, label: &str, faults: &[Fault]) -> Markup {
    let typed = if taken.step == "write" { taken.text.as_str() } else { "" };
    html! {
        form method="post" action=(path) novalidate {
            input type="hidden" name="step" value="write";
            (Field::new(visit.lang, "text", label).value(typed).faults(faults).required().rows(5).most(step::LONGEST).area())
            div.buttons { button.primary type="submit" { (visit.say("track-send")) } }
        }
    }
}

/// What the resident can do next: write more while it is open; rate and reopen when it is answered.
fn more(visit: &Visit, followed: &Followed, taken: &Taken, path: &str, faults: &[Fault]) -> Markup {
    let case = &followed.case;
    html! {
        @if step::is_open(case.status) && case.status != Status::AwaitingResident {
            h2 { (visit.say("track-more")) }
            (write(visit, taken, path, "track-more-text", faults))
        }
        @if case.status == Status::Answered { (rate(visit, followed, taken, path, faults)) }
        @if followed.may_reopen(visit.now) {
            h2 { (visit.say("track-reopen")) }
            form method="post" action=(path) novalidate {
                input type="hidden" name="step" value="reopen";
                (Field::new(visit.lang, "reason", "track-reopen-reason").hint("track-reopen-hint").value(&taken.reason)
                    .faults(faults).required().rows(4).most(step::LONGEST).area())
                div.buttons { button type="submit" { (visit.say("track-reopen-send")) } }
            }
        }
    }
}

fn rate(visit: &Visit, followed: &Followed, taken: &Taken, path: &str, faults: &[Fault]) -> Markup {
    let case = &followed.case;
    let fault = faults.iter().find(|fault| fault.field == "solved");
    html! {
        h2 { (visit.say("track-solved")) }
        @if case.solved.is_some() { p.notice.ok { (visit.say("track-rated")) } }
        @else {
            form method="post" action=(path) novalidate {
                input type="hidden" name="step" value="rate";
                fieldset.wrong[fault.is_some()] {
                    legend.hidden { (visit.say("track-solved-legend")) }
                    @if let Some(fault) = fault { p.fault { (field::sentence(visit.lang, fault)) } }
                    div.radios {
                        label { input type="radio" name="solved" id="solved" value="ja" checked[taken.solved == "ja"]; (visit.say("yes")) }
                        label { input type="radio" name="solved" value="nej" checked[taken.solved == "nej"]; (visit.say("no")) }
                    }
                }
                fieldset {
                    legend { (visit.say("track-rating")) " " span.voluntary { (visit.say("field-voluntary")) } }
                    div.radios {
                        @for n in 1..=5 {
                            label { input type="radio" name="rating" value=(n) id=[(n == 1).then_some("rating")]; (n) " – " (visit.say(&format!("rating-{n}"))) }
                        }
                    }
                }
                div.field {
                    label for="comment" { (visit.say("track-comment")) " " span.voluntary { (visit.say("field-voluntary")) } }
                    textarea id="comment" name="text" rows="3" {}
                }
                div.buttons { button.primary type="submit" { (visit.say("track-rate-send")) } }
            }
        }
    }
}
