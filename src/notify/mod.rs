//! Who is told, and in which words: from events to letters, and letters to their readers.
//!
//! Nobody calls this when something happens. It reads the events, writes each reader's letter once, and delivers it,
//! however often it is interrupted.

pub mod compose;
pub mod deliver;
mod outbox;
pub mod post;
mod render;

use entity::event::Model as Event;
use entity::word::EventKind;

use crate::App;
use crate::case::Case;
use crate::error::Result;

pub use outbox::{finish_task, letters_of, retry, tasks_of};

/// Events whose letters are written at a time.
const BATCH: u64 = 200;

/// Somebody a letter is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reader {
    /// The one who wrote.
    Resident,
    /// A department, by its code.
    Department(String),
}

impl Reader {
    /// As it is stored.
    pub fn key(&self) -> String {
        match self {
            Self::Resident => "resident".to_owned(),
            Self::Department(code) => format!("department:{code}"),
        }
    }

    /// From how it is stored.
    pub fn from_key(key: &str) -> Self {
        key.strip_prefix("department:").map_or(Self::Resident, |code| Self::Department(code.to_owned()))
    }
}

/// Which letters an event asks for: template and reader.
pub fn wanted(event: &Event, case: &Case, has_email: bool) -> Vec<(&'static str, Reader)> {
    let at_receipt = event.data.get("at_receipt").is_some();
    let resident = |template| (has_email && !at_receipt).then_some((template, Reader::Resident));
    let department = |template| case.department.clone().map(|code| (template, Reader::Department(code)));
    let [first, second] = match event.kind {
        EventKind::Received => [resident("receipt"), None],
        EventKind::Forwarded => {
            // The one it went to then, who may not be the one who has it now.
            let joined = event.data.get("joined").is_some();
            let to = event.department.clone().filter(|_| !joined);
            let to = to.map(|code| ("new-case", Reader::Department(code)));
            [resident("forwarded"), to]
        }
        EventKind::Asked => [resident("question"), None],
        EventKind::Answered => [resident("answer"), None],
        EventKind::Planned => [resident("planned"), None],
        EventKind::Reopened => [resident("reopened"), None],
        EventKind::Delayed => [resident("delay"), department("department-delay")],
        EventKind::Closed => {
            let is_spam = event.data.get("reason").and_then(serde_json::Value::as_str) == Some("spam");
            [resident("closed").filter(|_| !is_spam), None]
        }
        EventKind::Joined => [resident("joined"), None],
        EventKind::Split => [resident("split"), None],
        EventKind::Wrote => [None, department("resident-wrote")],
        EventKind::Resumed => [None, department("plan-due")],
        EventKind::Classified
        | EventKind::Accepted
        | EventKind::Returned
        | EventKind::Noted
        | EventKind::Recategorised
        | EventKind::SecrecyDecided
        | EventKind::Rated
        | EventKind::Separated
        | EventKind::ContactCorrected => [None, None],
    };
    first.into_iter().chain(second).collect()
}

/// Writes the letters of events that have none yet. Says how many events it told of.
///
/// # Errors
/// Those of the database; what was not written is written the next time.
pub async fn write_letters(app: &App) -> Result<usize> {
    let ground = app.ground();
    let host = app.settings.mail.from.rsplit('@').next().unwrap_or("localhost").trim_end_matches('>').to_owned();
    app.db.transaction(async move |tx| outbox::write(&*tx, &ground, &host, BATCH).await).await
}
