//! A step is taken: the row changes and what happened is written beside it, in one transaction.

use chrono::{DateTime, Utc};
use entity::id::CaseId;
use entity::word::{EventKind, Party, Status};
use entity::{case, contact};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde_json::{Value, json};

use super::check::{check, refusal};
use super::step::{Move, Step, is_open, next};
use super::{Actor, Ground, event as happening, link, together};
use crate::calendar;
use crate::error::{Error, Result};

/// Working days between explanations of a delay (promises.md).
const EXPLAIN_EVERY: i32 = 10;

/// What a step says beside the row.
pub struct Said {
    /// What happened.
    pub kind: EventKind,
    /// The department it concerns.
    pub department: Option<String>,
    /// In words.
    pub text: Option<String>,
    /// The rest.
    pub data: Value,
}

impl Said {
    /// Nothing but that it happened.
    pub fn new(kind: EventKind) -> Self {
        Self { kind, department: None, text: None, data: json!({}) }
    }

    fn text(kind: EventKind, text: String) -> Self {
        Self { text: Some(text), ..Self::new(kind) }
    }
}

/// Takes a step. With `seen`, only if nobody has changed the case since that version.
///
/// # Errors
/// Not found, changed in between, a move that the table does not allow or that this party may not make, and faults in
/// what goes with the step.
pub async fn apply(
    tx: &impl ConnectionTrait,
    id: CaseId,
    seen: Option<i32>,
    actor: &Actor,
    step: Step,
    ground: &Ground,
) -> Result<case::Model> {
    let before = super::lock(tx, id).await?;
    if seen.is_some_and(|seen| seen != before.version) {
        return Err(Error::Changed);
    }
    let made = step.made();
    if !made.may(actor.party) {
        return Err(Error::Forbidden);
    }
    let mut status = next(before.status, made).ok_or(Error::Conflict(refusal(before.status)))?;
    check(&step, &before, actor, ground)?;
    let shared = together::shared(tx, &before, &step).await?;
    if let Some(shared) = &shared {
        status = together::status_beside(shared.status);
    } else if made == Move::Separate {
        status = Status::Received;
    }
    let now = ground.clock.now();
    let persons = step.is_a_persons();
    let (version, events) = (before.version, before.events);
    let mut row = before.clone().into_active_model();
    let told = step.clone();
    let said = match &shared {
        Some(shared) => together::join(tx, &mut row, shared, now).await?,
        None => change(tx, &mut row, &before, actor, step, ground).await?,
    };
    if status != before.status {
        row.status = Set(status);
        row.status_since = Set(now);
    }
    if !is_open(status) {
        row.explain_at = Set(None);
        link::withdraw(tx, id, now).await?;
    }
    row.version = Set(version + i32::from(persons));
    row.events = Set(events + 1);
    happening::write(tx, id, events + 1, actor, happening(said), ground).await?;
    let after = row.update(tx).await?;
    together::spread(tx, &after, actor, &told, ground).await?;
    Ok(after)
}

fn happening(said: Said) -> happening::New {
    happening::New { kind: said.kind, department: said.department, text: said.text, data: said.data }
}

/// The clock starts again, with the promise that the case came with.
pub fn start_again(row: &mut case::ActiveModel, before: &case::Model, ground: &Ground) {
    let due = ground.municipality.calendar().due(ground.clock.now(), before.promise_days);
    row.answer_by = Set(due);
    row.explain_at = Set(Some(due));
    row.planned_until = Set(None);
}

/// Changes the row, and says what happened.
async fn change(
    tx: &impl ConnectionTrait,
    row: &mut case::ActiveModel,
    before: &case::Model,
    actor: &Actor,
    step: Step,
    ground: &Ground,
) -> Result<Said> {
    let now = ground.clock.now();
    let due = |days| ground.municipality.calendar().due(now, days);
    let again = |row: &mut case::ActiveModel| start_again(row, before, ground);
    if actor.party != Party::Resident && !matches!(step, Step::Note { .. } | Step::Delay) {
        row.unread = Set(false);
    }
    Ok(match step {
        Step::Forward { department, note } => {
            if before.status == Status::Planned || before.status == Status::AwaitingResident {
                again(row);
            }
            row.department = Set(Some(department.clone()));
            link::withdraw(tx, before.id, now).await?;
            // Beside a shared case there is nothing to open: the department has the link to that one.
            let data = match before.joined_to {
                Some(_) => json!({ "joined": true }),
                None => json!({ "link": link::make(tx, before.id, &department, ground).await? }),
            };
            Said { department: Some(department), text: note, data, kind: EventKind::Forwarded }
        }
        Step::Accept => Said { department: before.department.clone(), ..Said::new(EventKind::Accepted) },
        Step::Return { reason, suggestion } => {
            row.department = Set(None);
            if before.status == Status::Planned || before.status == Status::AwaitingResident {
                again(row);
            }
            link::withdraw(tx, before.id, now).await?;
            Said {
                kind: EventKind::Returned,
                department: before.department.clone(),
                text: Some(reason),
                data: json!({ "suggestion": suggestion }),
            }
        }
        Step::Answer { text } => {
            row.answered_at = Set(Some(now));
            row.planned_until = Set(None);
            Said { department: before.department.clone(), ..Said::text(EventKind::Answered, text) }
        }
        Step::Ask { text } => {
            row.explain_at = Set(None);
            row.planned_until = Set(None);
            Said { department: before.department.clone(), ..Said::text(EventKind::Asked, text) }
        }
        Step::Write { text } => {
            row.unread = Set(true);
            if before.status == Status::AwaitingResident {
                again(row);
            }
            Said::text(EventKind::Wrote, text)
        }
        Step::Plan { until, reason } => {
            row.planned_until = Set(Some(until));
            row.answer_by = Set(calendar::last_moment(until));
            row.explain_at = Set(None);
            Said {
                kind: EventKind::Planned,
                department: before.department.clone(),
                text: Some(reason),
                data: json!({ "until": until }),
            }
        }
        Step::Resume => {
            again(row);
            Said { department: before.department.clone(), ..Said::new(EventKind::Resumed) }
        }
        Step::Note { text } => Said { department: actor.department.clone(), ..Said::text(EventKind::Noted, text) },
        Step::Recategorise { category, kind } => {
            let entry = ground.municipality.category(&category).ok_or_else(|| Error::fault("category", "unknown"))?;
            // Another category may make it secret; that it is not, somebody decides with a reason.
            row.secret = Set(before.secret || entry.secret && category != before.category);
            row.phone_first = Set(entry.phone_first || actor.party == Party::Resident && before.phone_first);
            row.category = Set(category.clone());
            row.kind = Set(kind);
            let data = json!({ "from": before.category, "to": category, "kind_from": before.kind, "kind_to": kind });
            Said { data, ..Said::new(EventKind::Recategorised) }
        }
        Step::Secrecy { secret, reason } => {
            row.secret = Set(secret);
            Said { data: json!({ "secret": secret }), ..Said::text(EventKind::SecrecyDecided, reason) }
        }
        Step::Close { reason, text } => {
            row.close_reason = Set(Some(reason));
            row.planned_until = Set(None);
            Said { data: json!({ "reason": reason }), ..Said::text(EventKind::Closed, text) }
        }
        Step::Reopen { reason } => {
            again(row);
            row.department = Set(None);
            row.joined_to = Set(None);
            row.answered_at = Set(None);
            row.close_reason = Set(None);
            (row.solved, row.rating) = (Set(None), Set(None));
            row.unread = Set(actor.party == Party::Resident);
            Said::text(EventKind::Reopened, reason)
        }
        Step::Rate { solved, rating, comment } => {
            row.solved = Set(Some(solved));
            row.rating = Set(rating);
            Said { text: comment, data: json!({ "solved": solved, "rating": rating }), ..Said::new(EventKind::Rated) }
        }
        Step::Delay => {
            row.explain_at = Set(Some(due(EXPLAIN_EVERY)));
            Said { department: before.department.clone(), ..Said::new(EventKind::Delayed) }
        }
        Step::Join { .. } | Step::Separate | Step::Split { .. } => {
            return together::change(tx, row, before, step, ground).await;
        }
        Step::CorrectContact { email, phone } => {
            let fields = [("email", email.is_some()), ("phone", phone.is_some())];
            let fields: Vec<_> = fields.iter().filter(|(_, there)| *there).map(|(name, _)| *name).collect();
            correct_contact(tx, before.id, email, phone).await?;
            Said { data: json!({ "fields": fields }), ..Said::new(EventKind::ContactCorrected) }
        }
    })
}

async fn correct_contact(
    tx: &impl ConnectionTrait,
    id: CaseId,
    email: Option<String>,
    phone: Option<String>,
) -> Result<()> {
    let found = contact::Entity::find_by_id(id).one(tx).await?;
    let is_new = found.is_none();
    let mut row = found.map_or_else(
        || contact::ActiveModel { case_id: Set(id), name: Set(None), email: Set(None), phone: Set(None) },
        IntoActiveModel::into_active_model,
    );
    if email.is_some() {
        row.email = Set(email);
    }
    if phone.is_some() {
        row.phone = Set(phone);
    }
    if is_new {
        contact::Entity::insert(row).exec_without_returning(tx).await?;
    } else {
        row.update(tx).await?;
    }
    Ok(())
}

/// Cases whose resident is owed an explanation, and those whose planned day has come.
///
/// # Errors
/// Those of the database.
pub async fn overdue(db: &impl ConnectionTrait, now: DateTime<Utc>, most: u64) -> Result<Vec<(CaseId, Step)>> {
    let late = case::Entity::find()
        .select_only()
        .column(case::Column::Id)
        .filter(case::Column::ExplainAt.lt(now))
        .limit(most)
        .into_tuple::<CaseId>()
        .all(db)
        .await?;
    let come = case::Entity::find()
        .select_only()
        .column(case::Column::Id)
        .filter(case::Column::PlannedUntil.lte(calendar::date(now)))
        .limit(most)
        .into_tuple::<CaseId>()
        .all(db)
        .await?;
    let late = late.into_iter().map(|id| (id, Step::Delay));
    Ok(late.chain(come.into_iter().map(|id| (id, Step::Resume))).collect())
}
