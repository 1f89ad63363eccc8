//! What happened to a case: written once, read in order.

use std::collections::HashMap;

use entity::event;
use entity::id::{CaseId, EventId};
use entity::word::EventKind;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, LockBehavior, LockType};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;

use super::{Actor, Ground};
use crate::error::Result;

/// Something that happened, not yet written down.
pub struct New {
    /// What.
    pub kind: EventKind,
    /// The department it concerns.
    pub department: Option<String>,
    /// What was said.
    pub text: Option<String>,
    /// The rest.
    pub data: Value,
}

/// The row of something that happened.
pub fn row(case: CaseId, seq: i32, actor: &Actor, new: New, ground: &Ground) -> event::ActiveModel {
    let tells = tells(&new);
    event::ActiveModel {
        id: Set(EventId(ground.clock.id())),
        case_id: Set(case),
        seq: Set(seq),
        at: Set(ground.clock.now()),
        kind: Set(new.kind),
        party: Set(actor.party),
        officer: Set(actor.officer),
        department: Set(new.department),
        text: Set(new.text),
        data: Set(new.data),
        told: Set(false),
        counted: Set(!tells),
    }
}

/// Whether such an event tells something about what was said when the case came.
fn tells(new: &New) -> bool {
    let shown_a_way = new.data.get("ways").and_then(Value::as_array).is_some_and(|ways| !ways.is_empty());
    shown_a_way
        || matches!(new.kind, EventKind::Recategorised | EventKind::Returned | EventKind::Answered | EventKind::Closed)
}

/// Writes it down.
///
/// # Errors
/// Those of the database.
pub async fn write(
    tx: &impl ConnectionTrait,
    case: CaseId,
    seq: i32,
    actor: &Actor,
    new: New,
    ground: &Ground,
) -> Result<()> {
    event::Entity::insert(row(case, seq, actor, new, ground)).exec_without_returning(tx).await?;
    Ok(())
}

/// Everything that happened to a case, in order.
///
/// # Errors
/// Those of the database.
pub async fn of(db: &impl ConnectionTrait, case: CaseId) -> Result<Vec<event::Model>> {
    let all = event::Entity::find().filter(event::Column::CaseId.eq(case)).order_by_asc(event::Column::Seq);
    Ok(all.all(db).await?)
}

/// What happened to several cases, in order.
///
/// # Errors
/// Those of the database.
pub async fn of_many(db: &impl ConnectionTrait, cases: &[CaseId]) -> Result<HashMap<CaseId, Vec<event::Model>>> {
    let all = event::Entity::find().filter(event::Column::CaseId.is_in(cases.iter().copied()));
    let mut by_case: HashMap<CaseId, Vec<event::Model>> = HashMap::new();
    for event in all.order_by_asc(event::Column::Seq).all(db).await? {
        by_case.entry(event.case_id).or_default().push(event);
    }
    Ok(by_case)
}

/// What is done with events after they were written down.
#[derive(Debug, Clone, Copy)]
pub enum For {
    /// Letters are written about them.
    Letters,
    /// It is written down what they teach.
    Lessons,
}

impl For {
    const fn has_read(self) -> event::Column {
        match self {
            Self::Letters => event::Column::Told,
            Self::Lessons => event::Column::Counted,
        }
    }
}

/// Events that a reader has not read yet, the oldest first; taken in hand so that no other node takes them.
///
/// # Errors
/// Those of the database.
pub async fn unread(tx: &impl ConnectionTrait, reader: For, most: u64) -> Result<Vec<event::Model>> {
    let waiting = event::Entity::find()
        // As the partial indexes have it.
        .filter(Expr::cust(match reader {
            For::Letters => "NOT told",
            For::Lessons => "NOT counted",
        }))
        .order_by_asc(event::Column::At)
        .order_by_asc(event::Column::Id)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    Ok(waiting.all(tx).await?)
}

/// Marks events as read by this reader.
///
/// # Errors
/// Those of the database.
pub async fn mark_read(tx: &impl ConnectionTrait, reader: For, events: &[event::Model]) -> Result<()> {
    event::Entity::update_many()
        .col_expr(reader.has_read(), Expr::value(true))
        .filter(event::Column::Id.is_in(events.iter().map(|event| event.id)))
        .exec(tx)
        .await?;
    Ok(())
}
