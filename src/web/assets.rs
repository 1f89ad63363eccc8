//! The style sheet and the script: two small files, named after their content so that browsers may keep them for ever.

use std::sync::LazyLock;

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::App;
use crate::error::Error;
use crate::municipality::Municipality;
use crate::secret;

const STYLE: &str = include_str!("assets/style.css");
const SCRIPT: &str = include_str!("assets/script.js");

static SCRIPT_PATH: LazyLock<String> = LazyLock::new(|| format!("/assets/{}.js", short(SCRIPT)));
static STYLE_HASH: LazyLock<String> = LazyLock::new(|| short(STYLE));

fn short(content: &str) -> String {
    secret::hash(content).chars().take(16).collect()
}

/// Where the script is.
pub fn script_path() -> &'static str {
    &SCRIPT_PATH
}

/// Where the style sheet is, in the municipality's colours.
pub fn style_path(town: &Municipality) -> String {
    let colours = [&town.about.accent, &town.about.accent_dark].map(|c| c.trim_start_matches('#'));
    format!("/assets/{}-{}.css", *STYLE_HASH, colours.concat())
}

fn style(town: &Municipality) -> String {
    STYLE.replace("#0a5a6b", &town.about.accent).replace("#6cc5d4", &town.about.accent_dark)
}

/// The routes.
pub fn routes() -> axum::Router<App> {
    axum::Router::new().route("/assets/{name}", get(asset))
}

async fn asset(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Error> {
    let town = app.municipality();
    let path = format!("/assets/{name}");
    let (kind, content) = if path == script_path() {
        ("text/javascript; charset=utf-8", SCRIPT.to_owned())
    } else if path == style_path(&town) {
        ("text/css; charset=utf-8", style(&town))
    } else {
        return Err(Error::NotFound("page"));
    };
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    Ok((headers, content).into_response())
}
