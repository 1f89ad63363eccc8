//! The table of letters, and of what is left for a person when one cannot be delivered.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use entity::id::{CaseId, LetterId, OfficerId, TaskId};
use entity::word::{LetterState, TaskKind};
use entity::{letter, task};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, LockBehavior, LockType, OnConflict};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::compose::compose;
use super::{Reader, wanted};
use crate::case::{self, Ground, event, link};
use crate::error::{Error, Result};
use crate::text::Lang;

/// A letter in hand is nobody else's for this long: more than a batch takes to a mail server that never answers.
const LEASE: TimeDelta = TimeDelta::minutes(15);

/// Writes the letters of events that have none, and marks the events as told.
///
/// # Errors
/// Those of the database.
pub async fn write(tx: &impl ConnectionTrait, ground: &Ground, host: &str, most: u64) -> Result<usize> {
    let events = event::unread(tx, event::For::Letters, most).await?;
    if events.is_empty() {
        return Ok(0);
    }
    let mut ids: Vec<CaseId> = events.iter().map(|event| event.case_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let (cases, contacts) = (case::many(tx, &ids).await?, case::contacts(tx, &ids).await?);
    let (links, mut threads) = (link::current_of(tx, &ids).await?, threads(tx, &ids).await?);
    let now = ground.clock.now();
    let mut letters = Vec::new();
    for event in &events {
        let Some(case) = cases.get(&event.case_id) else { continue };
        let has_email = contacts.get(&case.id).is_some_and(|contact| contact.email.is_some());
        for (template, reader) in wanted(event, case, has_email) {
            let (lang, link) = match &reader {
                Reader::Resident => (Lang::from_code(&case.language).unwrap_or_default(), None),
                Reader::Department(code) => match links.get(&case.id).filter(|link| link.department == *code) {
                    Some(link) => (Lang::Sv, Some(link.id)),
                    // It has gone on to somebody else in the meantime: nothing to tell them any more.
                    None => continue,
                },
            };
            let composed = compose(template, event, case, &ground.municipality, lang, now);
            let message_id = format!("{}.{}@{host}", event.id.0.simple(), letters.len());
            let thread = threads.entry((case.id, reader.key())).or_insert_with(|| message_id.clone());
            letters.push(letter::ActiveModel {
                id: Set(LetterId(ground.clock.id())),
                case_id: Set(case.id),
                event_id: Set(event.id),
                reader: Set(reader.key()),
                template: Set(template.to_owned()),
                language: Set(lang.code().to_owned()),
                subject: Set(composed.subject),
                body: Set(serde_json::to_value(composed.body)?),
                link_id: Set(link),
                state: Set(LetterState::Due),
                attempts: Set(0),
                made_at: Set(now),
                due_at: Set(now),
                leased_until: Set(None),
                sent_at: Set(None),
                trouble: Set(None),
                thread_id: Set((*thread != message_id).then(|| thread.clone())),
                message_id: Set(message_id),
            });
        }
    }
    let once = OnConflict::columns([letter::Column::EventId, letter::Column::Reader]).do_nothing().to_owned();
    if !letters.is_empty() {
        letter::Entity::insert_many(letters).on_conflict(once).exec_without_returning(tx).await?;
    }
    event::mark_read(tx, event::For::Letters, &events).await?;
    Ok(events.len())
}

/// The Message-ID of each reader's first letter about these cases.
async fn threads(tx: &impl ConnectionTrait, cases: &[CaseId]) -> Result<HashMap<(CaseId, String), String>> {
    let first = letter::Entity::find()
        .filter(letter::Column::CaseId.is_in(cases.iter().copied()))
        .filter(letter::Column::ThreadId.is_null())
        .all(tx)
        .await?;
    Ok(first.into_iter().map(|letter| ((letter.case_id, letter.reader), letter.message_id)).collect())
}

/// Takes letters that are due in hand, so that no other node sends them too.
///
/// # Errors
/// Those of the database.
pub async fn lease(tx: &impl ConnectionTrait, now: DateTime<Utc>, most: u64) -> Result<Vec<letter::Model>> {
    let free = Condition::any().add(letter::Column::LeasedUntil.is_null()).add(letter::Column::LeasedUntil.lt(now));
    let mut letters = letter::Entity::find()
        // As the partial index has it.
        .filter(Expr::cust("state = 'due'"))
        .filter(letter::Column::DueAt.lte(now))
        .filter(free)
        .order_by_asc(letter::Column::DueAt)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx)
        .await?;
    letter::Entity::update_many()
        .col_expr(letter::Column::LeasedUntil, Expr::value(now + LEASE))
        .filter(letter::Column::Id.is_in(letters.iter().map(|letter| letter.id)))
        .exec(tx)
        .await?;
    for letter in &mut letters {
        letter.leased_until = Some(now + LEASE);
    }
    Ok(letters)
}

/// Whoever has it in hand now; not one whose time ran out.
fn mine(letter: &letter::Model) -> Condition {
    Condition::all().add(letter::Column::Id.eq(letter.id)).add(letter::Column::LeasedUntil.eq(letter.leased_until))
}

/// The mail server has it.
///
/// # Errors
/// Those of the database.
pub async fn sent(tx: &impl ConnectionTrait, letter: &letter::Model, now: DateTime<Utc>) -> Result<()> {
    letter::Entity::update_many()
        .col_expr(letter::Column::State, Expr::value(LetterState::Sent))
        .col_expr(letter::Column::SentAt, Expr::value(now))
        .col_expr(letter::Column::Attempts, Expr::value(letter.attempts + 1))
        .col_expr(letter::Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(mine(letter))
        .exec(tx)
        .await?;
    Ok(())
}

/// It did not go: tried again then, or given up, and then it is a person's task.
///
/// # Errors
/// Those of the database.
pub async fn failed(
    tx: &impl ConnectionTrait,
    letter: &letter::Model,
    again: Option<DateTime<Utc>>,
    trouble: &str,
    ground: &Ground,
) -> Result<()> {
    let state = if again.is_some() { LetterState::Due } else { LetterState::Failed };
    letter::Entity::update_many()
        .col_expr(letter::Column::State, Expr::value(state))
        .col_expr(letter::Column::DueAt, Expr::value(again.unwrap_or(letter.due_at)))
        .col_expr(letter::Column::Attempts, Expr::value(letter.attempts + 1))
        .col_expr(letter::Column::Trouble, Expr::value(trouble))
        .col_expr(letter::Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(mine(letter))
        .exec(tx)
        .await?;
    if again.is_none() {
        let kind = match Reader::from_key(&letter.reader) {
            Reader::Resident => TaskKind::CallResident,
            Reader::Department(_) => TaskKind::CallDepartment,
        };
        let row = task::ActiveModel {
            id: Set(TaskId(ground.clock.id())),
            case_id: Set(letter.case_id),
            kind: Set(kind),
            letter_id: Set(letter.id),
            made_at: Set(ground.clock.now()),
            done_at: Set(None),
            done_by: Set(None),
        };
        // Tried once more and failed once more: it is to be done again.
        let once = OnConflict::column(task::Column::LetterId)
            .update_columns([task::Column::MadeAt, task::Column::DoneAt, task::Column::DoneBy])
            .to_owned();
        task::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Every letter about a case, in order.
///
/// # Errors
/// Those of the database.
pub async fn letters_of(db: &impl ConnectionTrait, case: CaseId) -> Result<Vec<letter::Model>> {
    let all = letter::Entity::find().filter(letter::Column::CaseId.eq(case)).order_by_asc(letter::Column::MadeAt);
    Ok(all.all(db).await?)
}

/// What is left for a person to do about a case.
///
/// # Errors
/// Those of the database.
pub async fn tasks_of(db: &impl ConnectionTrait, case: CaseId) -> Result<Vec<task::Model>> {
    let open = task::Entity::find().filter(task::Column::CaseId.eq(case)).filter(task::Column::DoneAt.is_null());
    Ok(open.all(db).await?)
}

/// Somebody has done it.
///
/// # Errors
/// Not found when it is another case's or done already, and those of the database.
pub async fn finish_task(
    tx: &impl ConnectionTrait,
    case: CaseId,
    id: TaskId,
    by: OfficerId,
    now: DateTime<Utc>,
) -> Result<()> {
    let done = task::Entity::update_many()
        .col_expr(task::Column::DoneAt, Expr::value(now))
        .col_expr(task::Column::DoneBy, Expr::value(by.0))
        .filter(task::Column::Id.eq(id))
        .filter(task::Column::CaseId.eq(case))
        .filter(task::Column::DoneAt.is_null())
        .exec(tx)
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound("task")) }
}

/// Tries a letter that was given up once more, at once: the address has been corrected.
///
/// # Errors
/// Not found when it is another case's or was not given up, and those of the database.
pub async fn retry(tx: &impl ConnectionTrait, case: CaseId, id: LetterId, now: DateTime<Utc>) -> Result<()> {
    let again = letter::Entity::update_many()
        .col_expr(letter::Column::State, Expr::value(LetterState::Due))
        .col_expr(letter::Column::DueAt, Expr::value(now))
        .col_expr(letter::Column::MadeAt, Expr::value(now))
        .col_expr(letter::Column::Attempts, Expr::value(0))
        .filter(letter::Column::Id.eq(id))
        .filter(letter::Column::CaseId.eq(case))
        .filter(letter::Column::State.eq(LetterState::Failed))
        .exec(tx)
        .await?;
    if again.rows_affected == 1 { Ok(()) } else { Err(Error::NotFound("letter")) }
}
