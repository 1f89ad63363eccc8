//! What came of it: how often what was said of a case was right, and what there is to learn from those who know.
//!
//! A reconciler reads events and writes lessons, outcomes and their counts; nobody calls it.

pub mod figures;
mod guided;
pub mod lesson;
pub mod model;
pub mod outcome;
pub mod page;

use std::collections::BTreeSet;

use entity::id::CaseId;

use crate::App;
use crate::case::{self, event};
use crate::error::{Error, Result};

/// Events taken in hand at a time.
const BATCH: u64 = 200;

/// Steers what is learnt: `back` one step, `again` what was set aside, `learn` a new model from everything.
///
/// # Errors
/// There is nothing to go back to, a step that there is not, and those of the database.
pub async fn steer(app: &App, step: &str) -> Result<()> {
    let (clock, step) = (app.clock.clone(), step.to_owned());
    app.db
        .transaction(async move |tx| match step.as_str() {
            "back" => model::step_back(&*tx, &clock).await.map(|_| ()),
            "again" => lesson::take_up(&*tx, clock.now()).await.map(|_| ()),
            "learn" => model::ask(&*tx, &clock).await,
            _ => Err(Error::fault("step", "unknown")),
        })
        .await?;
    app.study.notify_one();
    Ok(())
}

/// Writes down what events teach and how cases turned out; returns how many events.
///
/// # Errors
/// Those of the database; the next round goes on from there.
pub async fn count(app: &App) -> Result<usize> {
    let ground = app.ground();
    app.db
        .transaction(async move |tx| {
            let waiting = event::unread(&*tx, event::For::Lessons, BATCH).await?;
            let ids: BTreeSet<CaseId> = waiting.iter().map(|event| event.case_id).collect();
            let ids: Vec<CaseId> = ids.into_iter().collect();
            if ids.is_empty() {
                return Ok(0);
            }
            let cases = case::many(&*tx, &ids).await?;
            let events = event::of_many(&*tx, &ids).await?;
            let now = ground.clock.now();
            let told = ids.iter().filter_map(|id| Some((cases.get(id)?, events.get(id)?))).collect::<Vec<_>>();
            lesson::write(&*tx, told.iter().filter_map(|(case, events)| lesson::of(case, events, now)).collect())
                .await?;
            let outcomes = told.iter().filter_map(|(case, events)| outcome::of(case, events)).collect();
            outcome::write(&*tx, outcomes).await?;
            guided::write(&*tx, &waiting, &events).await?;
            event::mark_read(&*tx, event::For::Lessons, &waiting).await?;
            Ok(waiting.len())
        })
        .await
}
