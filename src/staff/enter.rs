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

/// Somebody who may see how well texts are understood.
pub struct Auditor(pub Officer);

impl FromRequestParts<App> for Auditor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let officer = Officer::from_request_parts(parts, app).await?;
        if officer.may_audit() { Ok(Self(officer)) } else { Err(Error::Forbidden) }
    }
}

/// Somebody who may steer what is learnt.
pub struct Keeper(pub Officer);

impl FromRequestParts<App> for Keeper {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let officer = Officer::from_request_parts(parts, app).await?;
        if officer.may_steer() { Ok(Self(officer)) } else { Err(Error::Forbidden) }
    }
}
