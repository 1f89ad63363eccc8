//! All routes, and what surrounds them.

use std::any::Any;
use std::time::Duration;

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
use crate::{App, api, desk, guide, health, insight, intake, staff, track, triage};

/// How long sending the form may take.
const UPLOAD: Duration = Duration::from_mins(15);

/// The pages and the API.
pub fn router(app: App) -> axum::Router {
    let time = |time| TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, time);
    let pages = axum::Router::new()
        .merge(guide::routes())
        .merge(track::page::routes())
        .merge(desk::page::routes())
        .merge(staff::page::routes())
        .merge(triage::queue::routes())
        .merge(triage::case_page::routes())
        .merge(insight::page::routes())
        .merge(api::routes())
        .merge(health::routes())
        .merge(assets::routes())
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(time(app.settings.request_time()));
    // Five photos from a phone at the edge of the net take their time, and nobody should lose what they wrote for it.
    let form = intake::page::routes().layer(time(UPLOAD));
    pages
        .merge(form)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(CsrfLayer::new().with_rejection_response(|_| Error::Forbidden.into_response()))
        .layer(middleware::from_fn_with_state(app.clone(), frame::frame))
        .layer(CompressionLayer::new())
        .with_state(app)
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    // What a panic says may hold what people wrote; where it was is in the panic hook's own line.
    Error::internal("a handler panicked").into_response()
}
