//! Cases that belong together: several residents and one matter share an answer; one letter and several matters are split
//! into parts.
//!
//! Each resident keeps a case of their own, with its number, code and letters. What is done with a shared case is done
//! with those beside it, in the same transaction.

use chrono::{DateTime, Utc};
use entity::id::CaseId;
use entity::word::{CloseReason, EventKind, Status};
use entity::{case, contact, photo};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::apply::{Said, apply, start_again};
use super::open::{self, Contact, New, Photo};
use super::step::{Part, Step, is_open};
use super::{Actor, Case, Ground, link};
use crate::error::{Error, Result};

/// The cases beside a shared one, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn beside(db: &impl ConnectionTrait, id: CaseId) -> Result<Vec<Case>> {
    let rows = case::Entity::find().filter(case::Column::JoinedTo.eq(id)).filter(case::Column::JoinedTo.is_not_null());
    Ok(rows.order_by_asc(case::Column::ReceivedAt).all(db).await?)
}

/// The parts of a letter, in the order of their numbers.
///
/// # Errors
/// Those of the database.
pub async fn parts(db: &impl ConnectionTrait, id: CaseId) -> Result<Vec<Case>> {
    let rows = case::Entity::find().filter(case::Column::PartOf.eq(id)).filter(case::Column::PartOf.is_not_null());
    Ok(rows.order_by_asc(case::Column::Number).all(db).await?)
}

/// The case that a step wants to join: open, on its own, and not this one.
///
/// # Errors
/// There is no such case, or they cannot be joined; and what cannot be done with a case beside a shared one.
pub async fn shared(tx: &impl ConnectionTrait, case: &Case, step: &Step) -> Result<Option<Case>> {
    let Step::Join { to } = step else { return Ok(None) };
    let found = case::Entity::find().filter(case::Column::Number.eq(to.trim())).one(tx).await?;
    let shared = found.ok_or_else(|| Error::fault("to", "unknown"))?;
    let shared = super::lock(tx, shared.id).await?;
    let alone = case.joined_to.is_none() && shared.joined_to.is_none() && beside(tx, case.id).await?.is_empty();
    let whole = parts(tx, case.id).await?.is_empty() && parts(tx, shared.id).await?.is_empty();
    if shared.id == case.id || !is_open(shared.status) || !alone || !whole {
        return Err(Error::Conflict("cannot-join"));
    }
    Ok(Some(shared))
}

/// Where a case stands beside a shared one.
pub const fn status_beside(shared: Status) -> Status {
    match shared {
        // Only the one who was asked is waited for.
        Status::AwaitingResident => Status::InProgress,
        Status::Received
        | Status::Forwarded
        | Status::InProgress
        | Status::Planned
        | Status::Answered
        | Status::Closed => shared,
    }
}

/// Puts a case beside a shared one.
///
/// # Errors
/// Those of the database.
pub async fn join(
    tx: &impl ConnectionTrait,
    row: &mut case::ActiveModel,
    shared: &Case,
    now: DateTime<Utc>,
) -> Result<Said> {
    link::withdraw(tx, *row.id.as_ref(), now).await?;
    row.joined_to = Set(Some(shared.id));
    row.department = Set(shared.department.clone());
    row.planned_until = Set(shared.planned_until);
    if shared.planned_until.is_some() {
        row.answer_by = Set(shared.answer_by);
        row.explain_at = Set(None);
    }
    Ok(Said { data: json!({ "to": shared.number }), ..Said::new(EventKind::Joined) })
}

/// A case goes its own way again, or becomes the cases of its parts.
///
/// # Errors
/// Those of the database.
pub async fn change(
    tx: &impl ConnectionTrait,
    row: &mut case::ActiveModel,
    before: &Case,
    step: Step,
    ground: &Ground,
) -> Result<Said> {
    row.department = Set(None);
    if let Step::Split { parts } = step {
        row.explain_at = Set(None);
        row.unread = Set(false);
        link::withdraw(tx, before.id, ground.clock.now()).await?;
        let numbers = split(tx, before, &parts, ground).await?;
        return Ok(Said { data: json!({ "parts": numbers }), ..Said::new(EventKind::Split) });
    }
    start_again(row, before, ground);
    row.joined_to = Set(None);
    Ok(Said::new(EventKind::Separated))
}

/// Does with the cases beside a shared one what was done with it; ends a letter when all its parts have ended.
///
/// # Errors
/// Those of the database.
pub async fn spread(
    tx: &impl ConnectionTrait,
    after: &Case,
    actor: &Actor,
    step: &Step,
    ground: &Ground,
) -> Result<()> {
    let same = match step {
        // The one who took it back speaks for nobody else.
        Step::Close { reason: CloseReason::Withdrawn, .. } => Some((Step::Separate, &Actor::SYSTEM)),
        Step::Answer { .. }
        | Step::Close { .. }
        | Step::Plan { .. }
        | Step::Resume
        | Step::Accept
        | Step::Return { .. }
        | Step::Forward { .. } => Some((step.clone(), actor)),
        Step::Ask { .. }
        | Step::Write { .. }
        | Step::Note { .. }
        | Step::Recategorise { .. }
        | Step::Secrecy { .. }
        | Step::Reopen { .. }
        | Step::Rate { .. }
        | Step::Delay
        | Step::Join { .. }
        | Step::Separate
        | Step::Split { .. }
        | Step::CorrectContact { .. } => None,
    };
    if let Some((same, by)) = same.filter(|_| after.joined_to.is_none()) {
        for case in beside(tx, after.id).await?.into_iter().filter(|case| is_open(case.status)) {
            match Box::pin(apply(tx, case.id, None, by, same.clone(), ground)).await {
                // What makes no sense where it stands, it does without.
                Ok(_) | Err(Error::Conflict(_)) => {}
                Err(trouble) => return Err(trouble),
            }
        }
    }
    let Some(whole) = after.part_of.filter(|_| !is_open(after.status)) else { return Ok(()) };
    let open = parts(tx, whole).await?.iter().any(|part| is_open(part.status));
    if !open && is_open(super::lock(tx, whole).await?.status) {
        let lang = crate::text::Lang::from_code(&after.language).unwrap_or_default();
        let answer = Step::Answer { text: lang.say("track-parts-answered") };
        Box::pin(apply(tx, whole, None, &Actor::SYSTEM, answer, ground)).await?;
    }
    Ok(())
}

/// Makes a case of each part, for the department whose matter it is; gives their numbers.
///
/// # Errors
/// Those of the database.
async fn split(tx: &impl ConnectionTrait, whole: &Case, parts: &[Part], ground: &Ground) -> Result<Vec<String>> {
    let contact = contact::Entity::find_by_id(whole.id).one(tx).await?;
    let contact = contact.map(|c| Contact { name: c.name, email: c.email, phone: c.phone }).unwrap_or_default();
    let photos = photo::Entity::find().filter(photo::Column::CaseId.eq(whole.id)).order_by_asc(photo::Column::Position);
    let size = |n: i32| u32::try_from(n).unwrap_or_default();
    let photos: Vec<Photo> = photos
        .all(tx)
        .await?
        .into_iter()
        .map(|photo| Photo {
            path: photo.path,
            width: size(photo.width),
            height: size(photo.height),
            size: usize::try_from(photo.size).unwrap_or_default(),
        })
        .collect();
    let town = &ground.municipality;
    let part = |part: &Part| {
        let entry = town.category(&part.category);
        let outside = |code: &str| town.department(code).is_none_or(|department| department.outside);
        New {
            channel: whole.channel,
            language: if whole.language == "en" { "en" } else { "sv" },
            place: whole.place.clone(),
            position: whole.lat.zip(whole.lon),
            kind: whole.kind,
            kind_said: whole.kind_said,
            contact: contact.clone(),
            photos: photos.clone(),
            written_in: if whole.written_in == "en" { "en" } else { "sv" },
            part_of: Some(whole.id),
            secret: whole.secret || entry.is_some_and(|category| category.secret),
            // An officer has read it and said whose it is.
            department: entry
                .map(|category| town.whose(category, whole.place.as_deref(), &part.text).0.to_owned())
                .filter(|code| !outside(code)),
            promise_days: whole.promise_days,
            answer_by: whole.answer_by,
            ..New::of(part.text.trim().to_owned(), part.category.clone(), whole.received_at)
        }
    };
    let new: Vec<New> = parts.iter().map(part).collect();
    for outcome in open::open(tx, &new, ground).await? {
        outcome?;
    }
    let ids: Vec<CaseId> = new.iter().map(|part| part.id).collect();
    let mut numbers: Vec<String> = super::many(tx, &ids).await?.into_values().map(|case| case.number).collect();
    numbers.sort();
    Ok(numbers)
}
