//! The calls about cases.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use entity::word::{Channel, EventKind, Party, Status};
use serde::Deserialize;
use utoipa::IntoParams;

use super::body::{Json, json};
use super::view::{self, CaseList, CaseView, NewCase, NewStep, Receipt, StepDone};
use crate::App;
use crate::case::list::{self, After, Filter};
use crate::case::{self, Actor, Case, Sight};
use crate::error::{Error, Result};
use crate::intake;
use crate::staff::key::{self, Scope};
use crate::text::Lang;
use crate::track;
use crate::triage;
use crate::web::Visit;
use crate::web::problem::Problem;
use crate::web::story::Eye;

/// What keys see: other systems have no need of what is secret.
const SIGHT: Sight = Sight::Open;
/// Every key begins so, and no resident's code does.
const KEY_START: &str = "sp_";
/// The most cases on a page.
const MOST: u64 = 200;

/// What is shown instead of a name and a password (RFC 6750).
fn bearer(headers: &HeaderMap) -> Result<&str> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token =
        value.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    token.map(|(_, token)| token.trim()).ok_or(Error::NotSignedIn)
}

async fn keyed(app: &App, visit: &Visit, token: &str, scope: Scope) -> Result<()> {
    let who = format!("key:{}", visit.client);
    let checked = key::check(app, token, scope).await;
    if let Err(Error::NotSignedIn) = checked {
        app.limits.wrong(&who, visit.now).await?;
    }
    checked?;
    app.limits.call(token)
}

/// Send a report.
#[utoipa::path(
    post, path = "/api/v1/cases", tag = "cases", request_body = NewCase,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key with the same report gives the same case.")),
    responses(
        (status = 201, description = "The case is in the register", body = Receipt),
        (status = 409, description = "The key came with another report before", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 64 KiB", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not application/json", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Names the fields that are wrong", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many reports from this client", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn create(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Json(new): Json<NewCase>,
) -> Result<Response> {
    let sender = match bearer(&headers) {
        Ok(token) => {
            keyed(&app, &visit, token, Scope::CasesCreate).await?;
            token
        }
        Err(_) => {
            app.limits.report(visit.client)?;
            "anyone"
        }
    };
    let once = match headers.get("idempotency-key") {
        None => None,
        Some(value) => {
            let key = value.to_str().ok().filter(|key| (1..=255).contains(&key.len()));
            Some(format!("api:{sender}:{}", key.ok_or_else(|| Error::fault("Idempotency-Key", "length"))?))
        }
    };
    let report = new.parse(once)?;
    let lang = report.lang;
    let receipt = intake::receive(&app, report, Channel::Api).await?;
    let case = case::by_id(app.db.read(), receipt.id).await?;
    let events = case::event::of(app.db.read(), receipt.id).await?;
    let classified = events.iter().find(|event| event.kind == EventKind::Classified);
    let because = classified.and_then(|event| event.data.get("because").cloned()).unwrap_or_default();
    let url = app.link(&format!("/arende/{}", receipt.code));
    let because = serde_json::from_value(because).unwrap_or_default();
    let town = app.municipality();
    json(StatusCode::CREATED, &Receipt::of(case, because, receipt.code, url, &town, lang))
}

/// Read one case: with a key, or the resident's own with its code.
#[utoipa::path(
    get, path = "/api/v1/cases/{number}", tag = "cases", security(("key" = []), ("code" = [])),
    params(("number" = String, Path, description = "Register number")),
    responses(
        (status = 200, description = "The case. `ETag` is its version", body = CaseView),
        (status = 401, description = "Neither a key nor a code", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key may not", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such case for this key or code", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn read(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
) -> Result<Response> {
    let token = bearer(&headers)?;
    let is_key = token.starts_with(KEY_START);
    let mut case = if is_key {
        keyed(&app, &visit, token, Scope::CasesRead).await?;
        case::by_number(app.db.read(), &SIGHT, &number).await?
    } else {
        let case = track::find(&app, &visit, token).await?;
        Some(case).filter(|case| case.number == number).ok_or(Error::NotFound("case"))?
    };
    let mut events = case::event::of(app.db.read(), case.id).await?;
    if is_key {
        case::private::hide_in(&mut case, &mut events);
    }
    shown(&app, visit.lang, case, Some(view::events(events, if is_key { Eye::Staff } else { Eye::Resident })))
}

fn shown(app: &App, lang: Lang, case: Case, events: Option<Vec<view::EventView>>) -> Result<Response> {
    let version = HeaderValue::from_str(&format!("\"{}\"", case.version)).map_err(Error::internal)?;
    let mut response = json(StatusCode::OK, &CaseView::of(case, events, &app.municipality(), lang))?;
    response.headers_mut().insert(header::ETAG, version);
    Ok(response)
}

/// Which cases.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// With this status; without one, whatever the status.
    status: Option<String>,
    /// About this category.
    category: Option<String>,
    /// Those of this department.
    department: Option<String>,
    /// With these words, or this very number.
    q: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
    /// Cases on a page, 1 to 200; 50 without it.
    limit: Option<u64>,
    /// The language of labels.
    #[param(ignore)]
    lang: Option<String>,
}

/// List cases, those that wait longest against their promise first.
#[utoipa::path(
    get, path = "/api/v1/cases", tag = "cases", security(("key" = [])), params(Asked),
    responses(
        (status = 200, description = "A page", body = CaseList),
        (status = 401, description = "No key", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key may not", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Names the parameter that is wrong", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn list(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    asked: Result<Query<Asked>, axum::extract::rejection::QueryRejection>,
) -> Result<Response> {
    keyed(&app, &visit, bearer(&headers)?, Scope::CasesRead).await?;
    let Query(asked) = asked.map_err(|_| Error::fault("query", "type"))?;
    let status = match asked.status.as_deref() {
        None | Some("") => None,
        Some(code) => Some(Status::from_code(code).ok_or_else(|| Error::fault("status", "unknown"))?),
    };
    let limit = asked.limit.unwrap_or(list::PAGE);
    if !(1..=MOST).contains(&limit) {
        return Err(Error::fault("limit", "range"));
    }
    let some = |word: Option<String>| word.filter(|word| !word.is_empty());
    let after = some(asked.after).map(|key| After::parse(&key)).transpose()?;
    let filter = Filter {
        status,
        category: some(asked.category),
        department: some(asked.department),
        words: some(asked.q),
        ended: true,
        ..Filter::default()
    };
    let (cases, next) = list::page(app.db.read(), &SIGHT, &filter, after, limit, visit.now).await?;
    let town = app.municipality();
    let cases = cases
        .into_iter()
        .map(|mut case| {
            case::private::hide_in(&mut case, &mut []);
            CaseView::of(case, None, &town, visit.lang)
        })
        .collect();
    json(StatusCode::OK, &CaseList { cases, next: next.map(|after| after.key()) })
}

/// Take a step with a case.
#[utoipa::path(
    post, path = "/api/v1/cases/{number}/steps", tag = "cases", security(("key" = [])), request_body = NewStep,
    params(
        ("number" = String, Path, description = "Register number"),
        ("If-Match" = Option<String>, Header, description = "The version that was read: nothing is overwritten"),
    ),
    responses(
        (status = 200, description = "Where the case is after the step", body = StepDone),
        (status = 401, description = "No key", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The key may not", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such case for this key", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The case does not allow it now", body = Problem, content_type = "application/problem+json"),
        (status = 412, description = "Somebody changed it since that version", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Names the field that is wrong", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn step(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    Json(new): Json<NewStep>,
) -> Result<Response> {
    keyed(&app, &visit, bearer(&headers)?, Scope::CasesWrite).await?;
    let seen = match headers.get(header::IF_MATCH).map(|value| value.to_str().unwrap_or_default().trim()) {
        None | Some("*") => None,
        Some(tag) => Some(tag.trim_matches('"').parse().map_err(|_| Error::Changed)?),
    };
    let step = new.parse()?;
    let actor = Actor { party: Party::ContactCentre, officer: None, department: None };
    let case = triage::take(&app, (SIGHT, actor), &number, seen, step).await?;
    let done = StepDone { number: case.number, status: case.status.code().to_owned(), version: case.version };
    json(StatusCode::OK, &done)
}
