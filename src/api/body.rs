//! Bodies in JSON. One that cannot be taken is refused with a problem that names the field, never its value.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::App;
use crate::error::Error;

/// The most bytes of a body.
pub const MOST_BYTES: usize = 64 * 1024;

/// A body in JSON.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let media = kind.split(';').next().unwrap_or_default().trim();
        if !media.eq_ignore_ascii_case("application/json") {
            return Err(Error::MediaType);
        }
        let bytes = Bytes::from_request(request, app).await.map_err(|refused| {
            if refused.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
                Error::TooLarge
            } else {
                Error::fault("body", "broken")
            }
        })?;
        parse(&bytes).map(Self)
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    let mut source = serde_json::Deserializer::from_slice(bytes);
    let value: Result<T, _> = serde_path_to_error::deserialize(&mut source);
    match value {
        Ok(value) if source.end().is_ok() => Ok(value),
        Err(trouble) if trouble.inner().is_data() => {
            let words = trouble.inner().to_string();
            let path = trouble.path().to_string();
            Err(named(&words, if path == "." { "body" } else { &path }))
        }
        Ok(_) | Err(_) => Err(Error::fault("body", "json")),
    }
}

/// The field that serde's sentence is about. The sentence itself may hold the value, and goes nowhere.
fn named(words: &str, path: &str) -> Error {
    let quoted = |start: &str| words.strip_prefix(start).and_then(|rest| rest.split('`').next());
    let below = |name: &str| match path.rsplit_once('.') {
        _ if path == "body" || path == name => name.to_owned(),
        Some((_, last)) if last == name => path.to_owned(),
        _ => format!("{path}.{name}"),
    };
    let safe =
        |name: &str| name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(40).collect::<String>();
    if let Some(name) = quoted("unknown field `") {
        Error::fault(&below(&safe(name)), "not-a-field")
    } else if let Some(name) = quoted("missing field `") {
        Error::fault(&below(name), "missing")
    } else if let Some(name) = quoted("duplicate field `") {
        Error::fault(&below(name), "twice")
    } else {
        Error::fault(path, "type")
    }
}

/// An answer in JSON.
pub fn json(status: StatusCode, value: &impl Serialize) -> Result<Response, Error> {
    Ok((status, [(header::CONTENT_TYPE, "application/json")], serde_json::to_string(value)?).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::view::NewCase;

    fn refused(body: &str) -> (String, String) {
        match parse::<NewCase>(body.as_bytes()).err() {
            Some(Error::Invalid(faults)) => (faults[0].field.clone(), faults[0].code.clone()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_wrong_is_named_and_its_value_never_told() {
        for (body, field, code) in [
            ("{", "body", "json"),
            ("[]", "body", "type"),
            ("{}", "text", "missing"),
            (r#"{"text": 5}"#, "text", "type"),
            (r#"{"text": "a", "secret": 1}"#, "secret", "not-a-field"),
            (r#"{"text": "a", "text": "b"}"#, "text", "twice"),
            (r#"{"text": "a", "place": {"lat": "norr"}}"#, "place.lat", "type"),
            (r#"{"text": "a", "contact": {"mail": "b"}}"#, "contact.mail", "not-a-field"),
            (r#"{"text": "a"} {}"#, "body", "json"),
        ] {
            assert_eq!(refused(body), (field.to_owned(), code.to_owned()), "{body}");
        }
    }
}
