//! The resident follows the case: by its code, and by nothing else.

pub mod page;
mod understood;

pub use understood::ways;

use entity::event::Model as Event;
use entity::photo::Model as Photo;
use entity::word::{EventKind, Status};

use crate::App;
use crate::case::{self, Actor, Case, Step, step};
use crate::error::{Error, Result};
use crate::web::Visit;

/// A case as its resident sees it.
#[derive(Debug)]
pub struct Followed {
    /// The case.
    pub case: Case,
    /// What happened.
    pub events: Vec<Event>,
    /// What was sent along.
    pub photos: Vec<Photo>,
    /// Letters can be sent.
    pub has_email: bool,
    /// Others have written about the same thing: they share one answer.
    pub shared: bool,
    /// The parts of the letter, each with the code of its own page.
    pub parts: Vec<(Case, String)>,
}

impl Followed {
    /// The latest thing said in such an event.
    pub fn latest(&self, kind: EventKind) -> Option<&str> {
        self.events.iter().rev().find(|event| event.kind == kind).and_then(|event| event.text.as_deref())
    }

    /// Whether the resident may still have it taken up again.
    pub fn may_reopen(&self, now: chrono::DateTime<chrono::Utc>) -> bool {
        let ended = matches!(self.case.status, Status::Answered | Status::Closed);
        ended && now - self.case.status_since <= chrono::TimeDelta::days(step::REOPEN_DAYS)
    }
}

/// The case of a code. A wrong one costs the guesser time, and after some tries they have to wait.
///
/// # Errors
/// Not found, too many wrong tries, and those of the database.
pub async fn find(app: &App, visit: &Visit, code: &str) -> Result<Case> {
    let who = visit.client.to_string();
    let found = case::by_code(app.db.read(), code).await;
    if let Err(Error::NotFound(_)) = found {
        app.limits.wrong(&who, visit.now).await?;
    }
    found
}

/// A case with all that its resident may see.
///
/// # Errors
/// As `find`.
pub async fn follow(app: &App, visit: &Visit, code: &str) -> Result<Followed> {
    let case = find(app, visit, code).await?;
    let db = app.db.read();
    Ok(Followed {
        events: case::event::of(db, case.id).await?,
        photos: case::photos(db, case.id).await?,
        shared: case.joined_to.is_some() || !case::together::beside(db, case.id).await?.is_empty(),
        parts: case::together::parts(db, case.id)
            .await?
            .into_iter()
            .map(|part| {
                let code = app.key.code(part.id.0);
                (part, code)
            })
            .collect(),
        has_email: case::contact(db, case.id).await?.is_some_and(|contact| contact.email.is_some()),
        case,
    })
}

/// The resident takes a step: writes more, reopens, rates.
///
/// # Errors
/// As `find`, and what the case does not allow now.
pub async fn take(app: &App, visit: &Visit, code: &str, step: Step) -> Result<Case> {
    let id = find(app, visit, code).await?.id;
    let ground = app.ground();
    let case = app
        .db
        .transaction(async move |tx| {
            case::lock(&*tx, id).await?;
            // A second click is not a second message.
            let last = case::event::of(&*tx, id).await?.pop().filter(|event| event.kind == EventKind::Wrote);
            if let (Step::Write { text }, Some(last)) = (&step, last)
                && last.text.as_ref() == Some(text)
            {
                return case::by_id(&*tx, id).await;
            }
            case::apply(&*tx, id, None, &Actor::RESIDENT, step, &ground).await
        })
        .await?;
    app.wake.notify_one();
    Ok(case)
}
