//! How often a matter had a way of its own, and what residents did when they were told.

use std::collections::{BTreeMap, HashMap};

use chrono::Datelike as _;
use entity::event::Model as Event;
use entity::guided;
use entity::id::CaseId;
use entity::word::{CloseReason, EventKind, Shown};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::calendar;
use crate::error::Result;

/// Counts what these events say of ways; each event is counted once.
///
/// # Errors
/// Those of the database.
pub async fn write(tx: &impl ConnectionTrait, new: &[Event], all: &HashMap<CaseId, Vec<Event>>) -> Result<()> {
    let mut more: BTreeMap<(String, String, Shown), i32> = BTreeMap::new();
    for event in new {
        let first = all.get(&event.case_id).and_then(|events| events.first());
        let Some(first) = first else { continue };
        let day = calendar::date(first.at);
        let said = |name: &str| first.data.get(name).cloned().unwrap_or_default();
        let ways: Vec<String> = serde_json::from_value(said("ways")).unwrap_or_default();
        let withdrawn = event.data.get("reason") == Some(&CloseReason::Withdrawn.code().into());
        let steps: &[Shown] = if event.kind == EventKind::Received && said("shown") == true {
            &[Shown::Before, Shown::Registered]
        } else if event.kind == EventKind::Received {
            &[Shown::Registered]
        } else if event.kind == EventKind::Closed && withdrawn {
            &[Shown::Withdrawn]
        } else {
            &[]
        };
        for (way, step) in ways.iter().flat_map(|way| steps.iter().map(move |step| (way, step))) {
            *more.entry((format!("{}-{:02}", day.year(), day.month()), way.clone(), *step)).or_default() += 1;
        }
    }
    if more.is_empty() {
        return Ok(());
    }
    let rows = more.into_iter().map(|((month, rule, step), cases)| guided::ActiveModel {
        month: Set(month),
        rule: Set(rule),
        step: Set(step),
        cases: Set(cases),
    });
    let adds = OnConflict::columns([guided::Column::Month, guided::Column::Rule, guided::Column::Step])
        .value(guided::Column::Cases, Expr::cust("guided.cases + excluded.cases"))
        .to_owned();
    guided::Entity::insert_many(rows).on_conflict(adds).exec_without_returning(tx).await?;
    Ok(())
}
