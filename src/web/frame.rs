//! What surrounds every request: its line in the log, words for what went wrong, the chosen language, safe headers.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, SameSite};

use super::{Visit, problem, visit};
use crate::App;
use crate::error::Error;

/// Nothing from elsewhere, nothing inline.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Around every route.
pub async fn frame(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer);
    let visit = Visit::of(&app, request.uri(), request.headers(), peer);
    let asked = visit::asked(request.uri());
    let method = request.method().clone();
    // The pattern, never the path: paths hold codes and links.
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let error = response.extensions().get::<Arc<Error>>().cloned();
    let cause = match error.as_deref() {
        Some(Error::Internal(trouble)) => Some(trouble.to_string()),
        _ => None,
    };
    if let Some(error) = error {
        response = told(&visit, &error, &response, is_api);
    } else if response.status() == StatusCode::NOT_FOUND && route == "-" {
        response = told(&visit, &Error::NotFound("page"), &response, is_api);
    } else if response.status() == StatusCode::METHOD_NOT_ALLOWED && is_api {
        let allow = response.headers().get(header::ALLOW).cloned();
        response = problem::problem(&visit, &Error::NotFound("page"));
        *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        allow.and_then(|allow| response.headers_mut().insert(header::ALLOW, allow));
    }
    if let Some(lang) = asked {
        let cookie = Cookie::build((visit::LANG_COOKIE, lang.code()))
            .path("/")
            .same_site(SameSite::Lax)
            .http_only(true)
            .permanent()
            .build();
        if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    safe(&mut response);
    let status = response.status().as_u16();
    let duration_ms = started.elapsed().as_secs_f64() * 1000.0;
    metrics::histogram!("http_request_seconds", "route" => route.clone(), "status" => status.to_string())
        .record(duration_ms / 1000.0);
    match cause {
        Some(cause) => {
            tracing::error!(http.method = %method, http.route = route, http.status = status, duration_ms, cause, "request");
        }
        None => tracing::info!(http.method = %method, http.route = route, http.status = status, duration_ms, "request"),
    }
    response
}

fn told(visit: &Visit, error: &Error, before: &Response, is_api: bool) -> Response {
    if matches!(error, Error::NotSignedIn) && !is_api {
        return axum::response::Redirect::to("/personal/logga-in").into_response();
    }
    let mut response = if is_api { problem::problem(visit, error) } else { problem::page(visit, error) };
    if let Some(after) = before.headers().get(header::RETRY_AFTER) {
        response.headers_mut().insert(header::RETRY_AFTER, after.clone());
    }
    response
}

fn safe(response: &mut Response) {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}
