//! What a form sent. One that cannot be read is refused with a sentence, never with a bare status.

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use crate::App;
use crate::error::Error;

/// A form without files.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        let form = axum::extract::Form::<T>::from_request(request, app).await;
        form.map(|axum::extract::Form(fields)| Self(fields)).map_err(|trouble| {
            let too_large = trouble.body_text().contains("length limit");
            Error::fault("form", if too_large { "large" } else { "broken" })
        })
    }
}

/// What was typed, without space around it; nothing when it is empty.
pub fn said(typed: &str) -> Option<String> {
    let typed = typed.trim();
    (!typed.is_empty()).then(|| typed.replace("\r\n", "\n"))
}
