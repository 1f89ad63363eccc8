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
    // A database keeps no NUL, and no address of ours has one.
    let has_nul = request.uri().path_and_query().is_some_and(|address| address.as_str().contains("%00"));
    let mut response = if has_nul { Error::NotFound("page").into_response() } else { next.run(request).await };
    let error = response.extensions().get::<Arc<Error>>().cloned();
    let cause = match error.as_deref() {
        Some(Error::Internal(trouble)) => Some(trouble.to_string()),
        _ => None,
    };
    if let Some(error) = error {
        response = told(&visit, &error, &response, is_api);
    } else if let Some(error) = bare(response.status(), &route) {
        response = told(&visit, &error, &response, is_api);
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

/// What the router and the layers refuse by themselves, without a word.
fn bare(status: StatusCode, route: &str) -> Option<Error> {
    match status {
        StatusCode::NOT_FOUND if route == "-" => Some(Error::NotFound("page")),
        // A part of the path that is not what it should be.
        StatusCode::BAD_REQUEST => Some(Error::NotFound("page")),
        StatusCode::METHOD_NOT_ALLOWED => Some(Error::Method),
        StatusCode::SERVICE_UNAVAILABLE if !route.starts_with("/halsa") => Some(Error::internal("it took too long")),
        _ => None,
    }
}

fn told(visit: &Visit, error: &Error, before: &Response, is_api: bool) -> Response {
    if matches!(error, Error::NotSignedIn) && !is_api {
        return axum::response::Redirect::to("/personal/logga-in").into_response();
    }
    let mut response = if is_api { problem::problem(visit, error) } else { problem::page(visit, error) };
    for name in [header::RETRY_AFTER, header::ALLOW] {
        if let Some(value) = before.headers().get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
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
