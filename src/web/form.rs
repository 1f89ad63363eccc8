//! What a form sent. One that cannot be read is refused with a sentence, never with a bare status.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use serde::de::DeserializeOwned;

use crate::App;
use crate::error::Error;

/// A form without files.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        let body = String::from_request(request, app).await.map_err(|refused| {
            let too_large = refused.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE;
            Error::fault("form", if too_large { "large" } else { "broken" })
        })?;
        // A database keeps no NUL.
        if body.contains("%00") || body.contains('\0') {
            return Err(Error::fault("form", "control"));
        }
        serde_urlencoded::from_str(&body).map(Self).map_err(|_| Error::fault("form", "broken"))
    }
}

/// What was typed, without space around it; nothing when it is empty.
pub fn said(typed: &str) -> Option<String> {
    let typed = typed.trim();
    (!typed.is_empty()).then(|| typed.replace("\r\n", "\n"))
}
