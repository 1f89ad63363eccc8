//! What went wrong, as the sender can understand and act on it.
//!
//! The cause goes to the log once; what people read is looked up by code in `text/`.

use std::fmt;

use sea_orm::{DbErr, SqlErr};
use serde::Serialize;

/// The result of nearly everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One thing wrong with what was sent. Never holds the value itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The field, as it is named in the form or the body.
    pub field: String,
    /// What is wrong; the sentence is `fault-<field>-<code>`, or `fault-<code>`.
    pub code: String,
    /// Numbers that the sentence needs: a least or most, a line.
    pub limits: Vec<i64>,
}

impl Fault {
    /// A fault without limits.
    pub fn new(field: &str, code: &str) -> Self {
        Self { field: field.to_owned(), code: code.to_owned(), limits: Vec::new() }
    }

    /// A fault with a limit.
    pub fn limit(field: &str, code: &str, limit: i64) -> Self {
        Self { limits: vec![limit], ..Self::new(field, code) }
    }
}

/// Why something could not be done.
#[derive(Debug)]
pub enum Error {
    /// It is not there, or not for the one who asks. Holds the noun.
    NotFound(&'static str),
    /// The state of things does not allow it. Holds the code of the sentence.
    Conflict(&'static str),
    /// Somebody else changed it in between.
    Changed,
    /// Who asks must sign in, or show a key.
    NotSignedIn,
    /// Who asks may not do this.
    Forbidden,
    /// What was sent does not do.
    Invalid(Vec<Fault>),
    /// The page is there, but not for this method.
    Method,
    /// More bytes than are taken.
    TooLarge,
    /// Not in a format that is understood.
    MediaType,
    /// Too much at once; try again after so many seconds.
    TooMany(u64),
    /// Ours to mend: the log has the cause.
    Internal(Trouble),
}

/// A cause, with what was being done.
#[derive(Debug)]
pub struct Trouble {
    doing: &'static str,
    cause: Box<dyn std::error::Error + Send + Sync>,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.doing.is_empty() {
            write!(f, "{}: ", self.doing)?;
        }
        write!(f, "{}", self.cause)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(what) => write!(f, "no such {what}"),
            Self::Conflict(code) => write!(f, "not possible now: {code}"),
            Self::Changed => f.write_str("somebody else changed it"),
            Self::NotSignedIn => f.write_str("not signed in"),
            Self::Forbidden => f.write_str("not allowed"),
            Self::Invalid(faults) => {
                f.write_str("not valid:")?;
                faults.iter().try_for_each(|fault| write!(f, " {}: {};", fault.field, fault.code))
            }
            Self::Method => f.write_str("not this method"),
            Self::TooLarge => f.write_str("too large"),
            Self::MediaType => f.write_str("not a format that is understood"),
            Self::TooMany(seconds) => write!(f, "too many, try again in {seconds} s"),
            Self::Internal(trouble) => trouble.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl Error {
    /// One fault.
    pub fn fault(field: &str, code: &str) -> Self {
        Self::Invalid(vec![Fault::new(field, code)])
    }

    /// Trouble of ours.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(Trouble { doing: "", cause: cause.into() })
    }

    /// Whether the database refused a second row of the same key.
    pub fn is_duplicate(&self) -> bool {
        let Self::Internal(trouble) = self else { return false };
        let cause = trouble.cause.downcast_ref::<DbErr>();
        cause.and_then(DbErr::sql_err).is_some_and(|e| matches!(e, SqlErr::UniqueConstraintViolation(_)))
    }
}

impl From<DbErr> for Error {
    fn from(cause: DbErr) -> Self {
        Self::internal(cause)
    }
}

impl From<serde_json::Error> for Error {
    fn from(cause: serde_json::Error) -> Self {
        Self::internal(cause)
    }
}

/// Says what was being done, where a reader of the log could not guess.
pub trait Context<T> {
    /// Adds it.
    fn context(self, doing: &'static str) -> Result<T>;
}

impl<T, E: Into<Box<dyn std::error::Error + Send + Sync>>> Context<T> for std::result::Result<T, E> {
    fn context(self, doing: &'static str) -> Result<T> {
        self.map_err(|cause| Error::Internal(Trouble { doing, cause: cause.into() }))
    }
}
