//! For operators: is it alive, is it ready?

use std::sync::PoisonError;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use crate::App;

/// The worker has gone its round within so many ticks, or it is taken for dead.
const TICKS: i64 = 12;
/// A round full of letters to a slow mail server may take this long, in seconds.
const SLOW_ROUND: i64 = 900;

/// The routes.
pub fn routes() -> axum::Router<App> {
    axum::Router::new().route("/halsa/levande", get(async || "ok\n")).route("/halsa/redo", get(ready))
}

async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    if !app.db.answers().await {
        return (StatusCode::SERVICE_UNAVAILABLE, "database\n");
    }
    let round = *app.round.read().unwrap_or_else(PoisonError::into_inner);
    let tick = i64::try_from(app.settings.work.tick_seconds).unwrap_or(i64::MAX / TICKS);
    let patience = (tick.saturating_mul(TICKS)).max(SLOW_ROUND);
    match round {
        // A node without a worker of its own has none to wait for.
        None => (StatusCode::OK, "ok\n"),
        Some(at) if (app.clock.now() - at).num_seconds() <= patience => (StatusCode::OK, "ok\n"),
        Some(_) => (StatusCode::SERVICE_UNAVAILABLE, "worker\n"),
    }
}
