//! All routes, and what surrounds them.

use std::any::Any;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;

use crate::api::body::MOST_BYTES;
use crate::error::Error;
use crate::web::{assets, frame};
use crate::{App, api, desk, guide, health, intake, staff, track, triage};

/// The pages and the API.
pub fn router(app: App) -> axum::Router {
    let time = app.settings.request_time();
    axum::Router::new()
        .merge(guide::routes())
        .merge(intake::page::routes())
        .merge(track::page::routes())
        .merge(desk::page::routes())
        .merge(staff::page::routes())
        .merge(triage::queue::routes())
        .merge(triage::case_page::routes())
        .merge(api::routes())
        .merge(health::routes())
        .merge(assets::routes())
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, time))
        .layer(CsrfLayer::new().with_rejection_response(|_| Error::Forbidden.into_response()))
        .layer(middleware::from_fn_with_state(app.clone(), frame::frame))
        .layer(CompressionLayer::new())
        .with_state(app)
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    // What a panic says may hold what people wrote; where it was is in the panic hook's own line.
    Error::internal("a handler panicked").into_response()
}
