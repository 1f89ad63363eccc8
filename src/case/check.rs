//! Whether a step can be taken: what goes with it must be whole, and the case must be where the step makes sense.

use chrono::TimeDelta;
use entity::case;
use entity::word::{CloseReason, Party, Status};

use super::step::{LONGEST, MOST_PARTS, REOPEN_DAYS, Step};
use super::{Actor, Ground};
use crate::calendar;
use crate::error::{Error, Fault, Result};

/// A plan further off than this is a refusal in disguise, in days.
const FURTHEST_PLAN: i64 = 730;

/// The sentence for a move that the table does not allow, by where the case is.
pub const fn refusal(status: Status) -> &'static str {
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

/// Whether the step can be taken.
///
/// # Errors
/// Every fault in what goes with it, and what speaks against it now.
pub fn check(step: &Step, case: &case::Model, actor: &Actor, ground: &Ground) -> Result<()> {
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
        Step::Secrecy { reason, .. } => need("reason", reason),
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
        Step::Split { parts } => {
            if !(2..=MOST_PARTS).contains(&parts.len()) {
                return Err(Error::Invalid(vec![Fault::new("parts", "number")]));
            }
            for part in parts {
                need("text", &part.text);
            }
            if parts.iter().any(|part| ground.municipality.category(&part.category).is_none()) {
                faults.push(Fault::new("category", "unknown"));
            }
        }
        Step::Separate if case.joined_to.is_none() => return Err(Error::Conflict("not-joined")),
        Step::Accept | Step::Resume | Step::Delay | Step::Join { .. } | Step::Separate => {}
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}
