//! Outcomes: what a case turned out to be, counted by month as they come.

use std::collections::{BTreeMap, HashMap};

use chrono::Datelike as _;
use entity::event::Model as Event;
use entity::id::CaseId;
use entity::word::{CloseReason, EventKind, Party};
use entity::{outcome, tally};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ActiveModelTrait as _, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel as _, QueryFilter};

use super::model;
use crate::calendar;
use crate::case::Case;
use crate::case::step::is_open;
use crate::error::Result;

/// What an ended case turned out to be. What is still open, or was no resident's matter, says nothing.
pub fn of(case: &Case, events: &[Event]) -> Option<outcome::Model> {
    let no_matter = matches!(case.close_reason, Some(CloseReason::Spam | CloseReason::Withdrawn));
    // Of a letter with several matters, and of its parts, nothing single was said.
    let several = case.part_of.is_some() || events.iter().any(|event| event.kind == EventKind::Split);
    if is_open(case.status) || no_matter || several {
        return None;
    }
    let day = calendar::date(case.received_at);
    let returned = events.iter().any(|e| e.kind == EventKind::Returned && e.party == Party::Department);
    Some(outcome::Model {
        case_id: case.id,
        at: case.received_at,
        month: format!("{}-{:02}", day.year(), day.month()),
        said: case.category_said.clone(),
        turned_out: case.category.clone(),
        department_said: case.department_said.clone().unwrap_or_default(),
        department_turned_out: case.department.clone().unwrap_or_default(),
        automatic: case.automatic,
        returned,
        model: case.model.clone(),
    })
}

type Sort = (String, String, String, String, String, bool, bool);

fn sort(outcome: &outcome::Model) -> Sort {
    let o = outcome.clone();
    (o.month, o.said, o.turned_out, o.department_said, o.department_turned_out, o.automatic, o.returned)
}

/// Writes outcomes down and counts them; one that was written before is counted anew.
///
/// # Errors
/// Those of the database.
pub async fn write(tx: &impl ConnectionTrait, outcomes: Vec<outcome::Model>) -> Result<()> {
    if outcomes.is_empty() {
        return Ok(());
    }
    let ids = outcomes.iter().map(|outcome| outcome.case_id);
    let before = outcome::Entity::find().filter(outcome::Column::CaseId.is_in(ids)).all(tx).await?;
    let before: HashMap<CaseId, outcome::Model> = before.into_iter().map(|o| (o.case_id, o)).collect();
    let mut more: BTreeMap<Sort, i32> = BTreeMap::new();
    let mut of_models: BTreeMap<String, (i32, i32)> = BTreeMap::new();
    let mut count = |outcome: &outcome::Model, by: i32| {
        *more.entry(sort(outcome)).or_default() += by;
        // What lessons a model has taken up since makes it no other model.
        let base = outcome.model.split('+').next().unwrap_or_default();
        if !base.is_empty() {
            let (cases, right) = of_models.entry(base.to_owned()).or_default();
            *cases += by;
            *right += if outcome.said == outcome.turned_out { by } else { 0 };
        }
    };
    let changed: Vec<outcome::Model> =
        outcomes.into_iter().filter(|outcome| before.get(&outcome.case_id) != Some(outcome)).collect();
    for outcome in &changed {
        count(outcome, 1);
        if let Some(before) = before.get(&outcome.case_id) {
            count(before, -1);
        }
    }
    if changed.is_empty() {
        return Ok(());
    }
    model::turned_out(tx, of_models).await?;
    let newest = OnConflict::column(outcome::Column::CaseId)
        .update_columns([outcome::Column::TurnedOut, outcome::Column::DepartmentTurnedOut, outcome::Column::Returned])
        .to_owned();
    let rows = changed.into_iter().map(|outcome| outcome.into_active_model().reset_all());
    outcome::Entity::insert_many(rows).on_conflict(newest).exec_without_returning(tx).await?;
    let rows = more.into_iter().filter(|(_, cases)| *cases != 0).map(|(sort, cases)| {
        let (month, said, turned_out, department_said, department_turned_out, automatic, returned) = sort;
        tally::ActiveModel {
            month: Set(month),
            said: Set(said),
            turned_out: Set(turned_out),
            department_said: Set(department_said),
            department_turned_out: Set(department_turned_out),
            automatic: Set(automatic),
            returned: Set(returned),
            cases: Set(cases),
        }
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    let adds = OnConflict::columns([
        tally::Column::Month,
        tally::Column::Said,
        tally::Column::TurnedOut,
        tally::Column::DepartmentSaid,
        tally::Column::DepartmentTurnedOut,
        tally::Column::Automatic,
        tally::Column::Returned,
    ])
    .value(tally::Column::Cases, Expr::cust("tally.cases + excluded.cases"))
    .to_owned();
    tally::Entity::insert_many(rows).on_conflict(adds).exec_without_returning(tx).await?;
    Ok(())
}
