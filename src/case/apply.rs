//! A step is taken: the row changes and what happened is written beside it, in one transaction.

use chrono::{DateTime, TimeDelta, Utc};
use entity::id::CaseId;
use entity::word::{CloseReason, EventKind, Party, Status};
use entity::{case, contact, event};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde_json::{Value, json};

use super::step::{LONGEST, REOPEN_DAYS, Step, is_open, next};
use super::{Actor, Ground, event as happening, link};
use crate::calendar;
use crate::error::{Error, Fault, Result};

/// A plan further off than this is a refusal in disguise, in days.
const FURTHEST_PLAN: i64 = 730;
/// Working days between explanations of a delay (promises.md).
const EXPLAIN_EVERY: i32 = 10;

/// What a step says beside the row.
struct Said {
    kind: EventKind,
    department: Option<String>,
    text: Option<String>,
    data: Value,
}

impl Said {
    fn new(kind: EventKind) -> Self {
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
    let status = next(before.status, made).ok_or(Error::Conflict(refusal(before.status)))?;
    check(&step, &before, actor, ground)?;
    let now = ground.clock.now();
    let persons = step.is_a_persons();
    let (version, events) = (before.version, before.events);
    let mut row = before.clone().into_active_model();
    let said = change(tx, &mut row, &before, actor, step, ground).await?;
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
    Ok(row.update(tx).await?)
}

fn happening(said: Said) -> happening::New {
    happening::New { kind: said.kind, department: said.department, text: said.text, data: said.data }
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
    let again = |row: &mut case::ActiveModel| {
        row.answer_by = Set(due(before.promise_days));
        row.explain_at = Set(Some(due(before.promise_days)));
        row.planned_until = Set(None);
    };
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
            let link = link::make(tx, before.id, &department, ground).await?;
            Said { department: Some(department), text: note, data: json!({ "link": link }), kind: EventKind::Forwarded }
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
            // What a person here has to decide, the resident does not decide by choosing another category.
            let kept = actor.party == Party::Resident;
            row.secret = Set(entry.secret || kept && before.secret);
            row.phone_first = Set(entry.phone_first || kept && before.phone_first);
            row.category = Set(category.clone());
            row.kind = Set(kind);
            let data = json!({ "from": before.category, "to": category, "kind_from": before.kind, "kind_to": kind });
            Said { data, ..Said::new(EventKind::Recategorised) }
        }
        Step::Close { reason, text } => {
            row.close_reason = Set(Some(reason));
            row.planned_until = Set(None);
            Said { data: json!({ "reason": reason }), ..Said::text(EventKind::Closed, text) }
        }
        Step::Reopen { reason } => {
            again(row);
            row.department = Set(None);
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

/// The sentence for a move that the table does not allow, by where the case is.
const fn refusal(status: Status) -> &'static str {
    match status {
        Status::Received => "received",
        Status::Forwarded => "forwarded",
        Status::InProgress => "in_progress",
        Status::AwaitingResident => "awaiting_resident",
        Status::Planned => "planned",
        Status::Answered => "answered",
        Status::Closed => "closed",
    }
}

fn check(step: &Step, case: &case::Model, actor: &Actor, ground: &Ground) -> Result<()> {
    let today = calendar::date(ground.clock.now());
    let mut faults = Vec::new();
    let mut need = |field: &str, text: &str| match text.trim().chars().count() {
        0 => faults.push(Fault::new(field, "empty")),
        _ if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) => {
            faults.push(Fault::new(field, "control"));
        }
        n if n > LONGEST => faults.push(Fault::limit(field, "long", i64::try_from(LONGEST).unwrap_or_default())),
        _ => {}
    };
    match step {
        Step::Answer { text } | Step::Ask { text } | Step::Write { text } | Step::Note { text } => need("text", text),
        Step::Close { reason, text } => {
            need("text", text);
            let withdraws = *reason == CloseReason::Withdrawn;
            if withdraws != (actor.party == Party::Resident) {
                return Err(Error::Forbidden);
            }
            if withdraws && !matches!(case.status, Status::Received | Status::Forwarded) {
                return Err(Error::Conflict("gone-on"));
            }
        }
        Step::Return { reason, suggestion } => {
            need("reason", reason);
            if suggestion.as_deref().is_some_and(|code| ground.municipality.department(code).is_none()) {
                faults.push(Fault::new("suggestion", "unknown"));
            }
        }
        Step::Reopen { reason } => {
            need("reason", reason);
            let since = ground.clock.now() - case.status_since;
            if actor.party == Party::Resident && since > TimeDelta::days(REOPEN_DAYS) {
                return Err(Error::Conflict("too-late"));
            }
        }
        Step::Plan { until, reason } => {
            need("reason", reason);
            if *until <= today {
                faults.push(Fault::new("until", "past"));
            } else if (*until - today).num_days() > FURTHEST_PLAN {
                faults.push(Fault::limit("until", "far", FURTHEST_PLAN));
            }
        }
        Step::Forward { department, note } => {
            if let Some(note) = note {
                need("note", note);
            }
            if ground.municipality.department(department).is_none() {
                faults.push(Fault::new("department", "unknown"));
            } else if case.department.as_deref() == Some(department) {
                return Err(Error::Conflict("has-it-already"));
            }
        }
        Step::Recategorise { category, .. } => {
            if actor.party == Party::Resident && case.status != Status::Received {
                return Err(Error::Conflict("gone-on"));
            }
            if case.category == *category && actor.party == Party::Resident {
                faults.push(Fault::new("category", "same"));
            }
            if ground.municipality.category(category).is_none() {
                faults.push(Fault::new("category", "unknown"));
            }
        }
        Step::Rate { rating, comment, .. } => {
            if let Some(comment) = comment {
                need("text", comment);
            }
            if rating.is_some_and(|r| !(1..=5).contains(&r)) {
                faults.push(Fault::new("rating", "range"));
            }
        }
        Step::CorrectContact { email, phone } => {
            if email.is_none() && phone.is_none() {
                faults.push(Fault::new("email", "empty"));
            }
        }
        // Another node was first.
        Step::Delay if case.explain_at.is_none_or(|at| at >= ground.clock.now()) => {
            return Err(Error::Conflict("not-due"));
        }
        // It was planned anew in the meantime.
        Step::Resume if case.planned_until.is_none_or(|day| day > today) => return Err(Error::Conflict("not-due")),
        Step::Accept | Step::Resume | Step::Delay => {}
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// Marks events as told: their letters are written.
///
/// # Errors
/// Those of the database.
pub async fn mark_told(tx: &impl ConnectionTrait, ids: &[entity::id::EventId]) -> Result<()> {
    event::Entity::update_many()
        .col_expr(event::Column::Told, sea_orm::sea_query::Expr::value(true))
        .filter(event::Column::Id.is_in(ids.iter().copied()))
        .exec(tx)
        .await?;
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
