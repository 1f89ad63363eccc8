//! What went wrong, shown: a page that says what to do next, or for the API a problem (RFC 9457).
//!
//! A handler gives an `Error`; the frame around all routes turns it into words in the visitor's language.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::html;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Page, Visit, field};
use crate::error::{Error, Fault};

/// A problem of the API (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// What sort of problem, as a URI reference.
    #[schema(example = "/api/v1/problems/invalid")]
    pub r#type: String,
    /// In a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The fields that are wrong; never their values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
}

/// One field that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The field.
    pub field: String,
    /// What is wrong, for machines.
    pub code: String,
    /// What is wrong and what to do, for people.
    pub detail: String,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = status(&self).into_response();
        if let Self::TooMany(seconds) = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// The status of an error.
pub fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound(_) => StatusCode::NOT_FOUND,
        Error::Conflict(_) | Error::Changed => StatusCode::CONFLICT,
        Error::NotSignedIn => StatusCode::UNAUTHORIZED,
        Error::Forbidden => StatusCode::FORBIDDEN,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Method => StatusCode::METHOD_NOT_ALLOWED,
        Error::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Error::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Error::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A word for the sort of error: part of the keys of its texts.
fn word(error: &Error) -> &'static str {
    match error {
        Error::NotFound(_) => "not-found",
        Error::Conflict(_) => "conflict",
        Error::Changed => "changed",
        Error::NotSignedIn => "not-signed-in",
        Error::Forbidden => "forbidden",
        Error::Invalid(_) => "invalid",
        Error::Method => "method",
        Error::TooLarge => "too-large",
        Error::MediaType => "media-type",
        Error::TooMany(_) => "too-many",
        Error::Internal(_) => "internal",
    }
}

/// What to do about an error, in a sentence.
pub fn advice(visit: &Visit, error: &Error) -> String {
    if let Error::Conflict(code) = error {
        return visit.say(&format!("conflict-{code}"));
    }
    let minutes = if let Error::TooMany(seconds) = error { seconds.div_ceil(60) } else { 0 };
    let phone = &visit.town.about.phone;
    visit.with(&format!("problem-{}-advice", word(error)), &[("phone", phone), ("minutes", &minutes.to_string())])
}

/// An error as a page.
pub fn page(visit: &Visit, error: &Error) -> Response {
    let title = visit.say(&format!("problem-{}-title", word(error)));
    let faults: &[Fault] = if let Error::Invalid(faults) = error { faults } else { &[] };
    let body = html! {
        h1 { (title) }
        p.lead { (advice(visit, error)) }
        @if !faults.is_empty() {
            ul { @for fault in faults { li { (field::sentence(visit.lang, fault)) } } }
        }
        p.alone { a href="/" { (visit.say("problem-home")) } }
    };
    Page::new(visit, title, body).private().status(status(error)).into_response()
}

/// An error as a problem.
pub fn problem(visit: &Visit, error: &Error) -> Response {
    // RFC 9110, 15.5.13: what If-Match asked for does not hold.
    let status = if matches!(error, Error::Changed) { StatusCode::PRECONDITION_FAILED } else { status(error) };
    let faults: &[Fault] = if let Error::Invalid(faults) = error { faults } else { &[] };
    let problem = Problem {
        r#type: format!("/api/v1/problems/{}", word(error)),
        title: visit.say(&format!("problem-{}-title", word(error))),
        status: status.as_u16(),
        detail: Some(advice(visit, error)),
        errors: faults
            .iter()
            .map(|fault| FieldProblem {
                field: fault.field.clone(),
                code: fault.code.clone(),
                detail: field::sentence(visit.lang, fault),
            })
            .collect(),
    };
    let body = serde_json::to_string(&problem).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
}
