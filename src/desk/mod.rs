//! The department's page for one case: by a link from a letter, without an account.
//!
//! The link is the right: it opens one case, for one department, as long as that department has it.

pub mod page;

use entity::event::Model as Event;
use entity::photo::Model as Photo;
use entity::word::{EventKind, Party};

use crate::App;
use crate::case::{self, Actor, Case, Step, link};
use crate::error::{Error, Result};
use crate::web::Visit;

/// What a link opens.
pub enum Opened {
    /// A case to work on.
    Case(Box<Work>),
    /// Nothing any more: the case is answered, or somebody else's.
    Ended {
        /// The case's number.
        number: String,
        /// It ended with this department's answer.
        answered: bool,
    },
}

/// A case on the department's desk.
pub struct Work {
    /// The case.
    pub case: Case,
    /// For which department.
    pub department: String,
    /// What happened.
    pub events: Vec<Event>,
    /// What was sent along.
    pub photos: Vec<Photo>,
}

/// Opens a link. A wrong one costs the guesser time, and after some tries they have to wait.
///
/// # Errors
/// Not found, too many wrong tries, and those of the database.
pub async fn open(app: &App, visit: &Visit, token: &str) -> Result<Opened> {
    let who = visit.client.to_string();
    let db = app.db.read();
    let Some(found) = link::find(db, token).await? else {
        app.limits.wrong(&who, visit.now).await?;
        return Err(Error::NotFound("link"));
    };
    let mut case = case::by_id(db, found.case_id).await?;
    if found.withdrawn_at.is_some() {
        let theirs = |event: &&Event| event.kind == EventKind::Answered;
        let events = case::event::of(db, case.id).await?;
        let last = events.iter().rev().find(theirs).filter(|_| case.answered_at.is_some());
        let answered =
            last.is_some_and(|e| e.party == Party::Department && e.department.as_ref() == Some(&found.department));
        return Ok(Opened::Ended { number: case.number, answered });
    }
    let (mut events, photos) = (case::event::of(db, case.id).await?, case::photos(db, case.id).await?);
    case::private::hide_in(&mut case, &mut events);
    Ok(Opened::Case(Box::new(Work { case, department: found.department, events, photos })))
}

/// The department takes a step with the case that the link opens.
///
/// # Errors
/// As `open`; changed in between; and what the case does not allow now.
pub async fn take(app: &App, visit: &Visit, token: &str, seen: Option<i32>, step: Step) -> Result<Case> {
    let Opened::Case(work) = open(app, visit, token).await? else { return Err(Error::Conflict("link-ended")) };
    let (id, actor, ground) = (work.case.id, Actor::department(&work.department), app.ground());
    let case = app.db.transaction(async move |tx| case::apply(&*tx, id, seen, &actor, step, &ground).await).await?;
    app.wake.notify_one();
    Ok(case)
}
