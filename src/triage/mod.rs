//! The contact centre's workspace: the queue, the case at a glance, and every step by hand.
//!
//! Departments with an account work here too, and see what they have.

pub mod case_page;
mod panel;
pub mod queue;
mod together;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::contact::Model as Contact;
use entity::event::Model as Event;
use entity::id::OfficerId;
use entity::letter::Model as Letter;
use entity::photo::Model as Photo;
use entity::task::Model as Task;
use entity::word::{Kind, Status};

use crate::App;
use crate::case::list::{self, After, Filter};
use crate::case::similar::{self, Like, Sought};
use crate::case::step::is_open;
use crate::case::{self, Actor, Case, Sight, Step};
use crate::classify::matters::{self, Matter};
use crate::error::Result;
use crate::notify;
use crate::staff::{self, Officer};

/// A page of the queue.
pub struct Queue {
    /// The cases, those that wait longest against their promise first.
    pub cases: Vec<Case>,
    /// Where the next page begins.
    pub next: Option<After>,
    /// How many there are behind each filter.
    pub counts: Vec<(Filter, u64)>,
}

/// The queue through a filter.
///
/// # Errors
/// Those of the database.
pub async fn queue(
    app: &App,
    officer: &Officer,
    filter: &Filter,
    after: Option<After>,
    now: DateTime<Utc>,
) -> Result<Queue> {
    let (db, sight) = (app.db.read(), officer.sight());
    let (cases, next) = list::page(db, &sight, filter, after, list::PAGE, now).await?;
    let mut counts = Vec::new();
    for shortcut in shortcuts() {
        let count = list::count(db, &sight, &shortcut, now).await?;
        counts.push((shortcut, count));
    }
    Ok(Queue { cases, next, counts })
}

/// The filters that are always at hand, with their counts.
pub fn shortcuts() -> Vec<Filter> {
    let with = |status| Filter { status: Some(status), ..Filter::default() };
    let mut all = vec![
        Filter::default(),
        Filter { late: true, ..Filter::default() },
        Filter { unread: true, ..Filter::default() },
    ];
    all.extend(Status::ALL.iter().map(|status| with(*status)));
    all.extend(Kind::ALL.iter().map(|kind| Filter { kind: Some(*kind), ..Filter::default() }));
    all
}

/// Likely duplicates that are shown, and the case itself among them.
const MOST_ALIKE: usize = 5;

/// Everything about a case at a glance.
pub struct Whole {
    /// The case.
    pub case: Case,
    /// How to reach the resident; none for an anonymous one, and for those who need not know.
    pub contact: Option<Contact>,
    /// What happened.
    pub events: Vec<Event>,
    /// What was sent along.
    pub photos: Vec<Photo>,
    /// Every letter about it.
    pub letters: Vec<Letter>,
    /// What is left for a person to do.
    pub tasks: Vec<Task>,
    /// What officers in it are called.
    pub officers: HashMap<OfficerId, String>,
    /// Cases that are likely about the same thing.
    pub alike: Vec<Like>,
    /// The number of the case that this one shares its answer with.
    pub shared: Option<String>,
    /// The cases that share this one's answer.
    pub beside: Vec<Case>,
    /// The cases of its parts.
    pub parts: Vec<Case>,
    /// The matters that the letter may hold, if it holds several.
    pub matters: Vec<Matter>,
}

/// A case that an officer may see, whole.
///
/// # Errors
/// Not found, and those of the database.
pub async fn whole(app: &App, officer: &Officer, number: &str) -> Result<Whole> {
    let db = app.db.read();
    let mut case = case::by_number(db, &officer.sight(), number).await?;
    let mut events = case::event::of(db, case.id).await?;
    if !officer.is_contact_centre() {
        case::private::hide_in(&mut case, &mut events);
    }
    let ids = events.iter().filter_map(|event| event.officer).collect();
    let contact = if officer.is_contact_centre() { case::contact(db, case.id).await? } else { None };
    let shared = case.joined_to.or(case.part_of);
    let shared = match shared {
        Some(id) => case::numbers(db, &officer.sight(), &[id]).await?.remove(&id),
        None => None,
    };
    let (mut alike, mut matters) = (Vec::new(), Vec::new());
    if is_open(case.status) && officer.is_contact_centre() && shared.is_none() {
        let classifier = app.classifier();
        let sought = Sought::of(&case);
        alike = similar::like(db, &officer.sight(), sought, &classifier, MOST_ALIKE).await?;
        alike.retain(|like| like.case.id != case.id && like.case.joined_to.is_none());
        matters = matters::matters(&classifier, &app.municipality(), &case.text);
    }
    Ok(Whole {
        beside: case::together::beside(db, case.id).await?,
        parts: case::together::parts(db, case.id).await?,
        shared,
        alike,
        matters,
        contact,
        photos: case::photos(db, case.id).await?,
        letters: notify::letters_of(db, case.id).await?,
        tasks: notify::tasks_of(db, case.id).await?,
        officers: staff::names(db, ids).await?,
        events,
        case,
    })
}

/// Somebody takes a step with a case that they may see: an officer, or another system.
///
/// # Errors
/// Not found, changed in between, and what the case or the officer's role does not allow.
pub async fn take(
    app: &App,
    (sight, actor): (Sight, Actor),
    number: &str,
    seen: Option<i32>,
    step: Step,
) -> Result<Case> {
    let (ground, number) = (app.ground(), number.to_owned());
    let case = app
        .db
        .transaction(async move |tx| {
            let id = case::by_number(&*tx, &sight, &number).await?.id;
            case::apply(&*tx, id, seen, &actor, step, &ground).await
        })
        .await?;
    app.wake.notify_one();
    Ok(case)
}
