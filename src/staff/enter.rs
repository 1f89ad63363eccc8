//! A right as an argument: a handler that takes an `Officer` can only be reached by one.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum_extra::extract::CookieJar;

use super::{Officer, SESSION_COOKIE, account};
use crate::App;
use crate::error::Error;

impl FromRequestParts<App> for Officer {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let cookies = CookieJar::from_headers(&parts.headers);
        let token = cookies.get(SESSION_COOKIE).ok_or(Error::NotSignedIn)?;
        account(app, token.value()).await
    }
}

/// Somebody who may take steps with cases.
pub struct Handler(pub Officer);

impl FromRequestParts<App> for Handler {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let officer = Officer::from_request_parts(parts, app).await?;
        if officer.may_handle() { Ok(Self(officer)) } else { Err(Error::Forbidden) }
    }
}
