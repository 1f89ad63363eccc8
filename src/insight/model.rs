//! The models that were learnt: which one is in use, from what, and how to go back a step.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use entity::id::ModelId;
use entity::{model, municipality};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::lesson;
use crate::App;
use crate::classify::Measured;
use crate::clock::Clock;
use crate::error::{Error, Result};

/// So many lessons on top of a model make a new one worth its while.
pub const ENOUGH: u64 = 500;
/// A lesson that another node is writing now is not yet to be seen: the newest ones wait for the next model.
const MARGIN: TimeDelta = TimeDelta::seconds(60);
/// Models shown to compare.
const SHOWN: u64 = 20;

/// The model in use.
///
/// # Errors
/// Those of the database.
pub async fn current(db: &impl ConnectionTrait) -> Result<Option<model::Model>> {
    Ok(in_use(db, 1).await?.pop())
}

async fn in_use(db: &impl ConnectionTrait, most: u64) -> Result<Vec<model::Model>> {
    let rows = model::Entity::find().filter(model::Column::SetAside.eq(false)).order_by_desc(model::Column::Id);
    Ok(rows.limit(most).all(db).await?)
}

/// The newest models, also those that were stepped back from.
///
/// # Errors
/// Those of the database.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<model::Model>> {
    Ok(model::Entity::find().order_by_desc(model::Column::Id).limit(SHOWN).all(db).await?)
}

/// Writes down that a model was learnt, if it is not the one in use already. `asked`: the row that asked for it, if one
/// did; one that asks for another meanwhile is left to ask.
///
/// # Errors
/// Those of the database.
pub async fn note(
    tx: &impl ConnectionTrait,
    base: &str,
    measured: &Measured,
    (texts, lessons): (usize, usize),
    (asked, until): (Option<ModelId>, DateTime<Utc>),
    clock: &Clock,
) -> Result<()> {
    // One node at a time.
    municipality::Entity::find().lock_exclusive().one(tx).await?;
    let count = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    let figures = serde_json::to_value(measured)?;
    match current(tx).await? {
        Some(row) if row.base == base => {}
        Some(row) if row.base.is_empty() && asked != Some(row.id) => {}
        Some(row) if row.base.is_empty() => {
            let mut row = row.into_active_model();
            row.base = Set(base.to_owned());
            row.figures = Set(figures);
            (row.texts, row.lessons) = (Set(count(texts)), Set(count(lessons)));
            row.update(tx).await?;
        }
        _ => {
            let row = model::ActiveModel {
                id: Set(ModelId(clock.id())),
                at: Set(clock.now()),
                base: Set(base.to_owned()),
                lessons_until: Set(until),
                texts: Set(count(texts)),
                lessons: Set(count(lessons)),
                figures: Set(figures),
                set_aside: Set(false),
                cases: Set(0),
                cases_right: Set(0),
            };
            model::Entity::insert(row).exec_without_returning(tx).await?;
        }
    }
    Ok(())
}

/// Asks every node for a new model, learnt from all lessons so far.
///
/// # Errors
/// Those of the database.
pub async fn ask(tx: &impl ConnectionTrait, clock: &Clock) -> Result<()> {
    let row = model::ActiveModel {
        id: Set(ModelId(clock.id())),
        at: Set(clock.now()),
        base: Set(String::new()),
        lessons_until: Set(clock.now() - MARGIN),
        texts: Set(0),
        lessons: Set(0),
        figures: Set(serde_json::json!({})),
        set_aside: Set(false),
        cases: Set(0),
        cases_right: Set(0),
    };
    model::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Asks for a new model when enough lessons lie on top of the one in use.
///
/// # Errors
/// Those of the database.
pub async fn renew(app: &App) -> Result<()> {
    let Some(model) = current(app.db.read()).await? else { return Ok(()) };
    if model.base.is_empty()
        || lesson::count_after(app.db.read(), model.lessons_until, ENOUGH).await?
            < usize::try_from(ENOUGH).unwrap_or(usize::MAX)
    {
        return Ok(());
    }
    let clock = app.clock.clone();
    app.db.transaction(async move |tx| ask(&*tx, &clock).await).await
}

/// Counts how verdicts of models turned out: for each model's name, how many more cases and how many more right ones.
///
/// # Errors
/// Those of the database.
pub async fn turned_out(tx: &impl ConnectionTrait, more: BTreeMap<String, (i32, i32)>) -> Result<()> {
    for (base, (cases, right)) in more {
        let rows = model::Entity::update_many().filter(model::Column::Base.eq(base));
        rows.col_expr(model::Column::Cases, Expr::col(model::Column::Cases).add(cases))
            .col_expr(model::Column::CasesRight, Expr::col(model::Column::CasesRight).add(right))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Goes one step back: to the model without the lessons since, or if there are none, to the model before. The lessons
/// are set aside, not lost.
///
/// # Errors
/// There is nothing to go back to, and those of the database.
pub async fn step_back(tx: &impl ConnectionTrait, clock: &Clock) -> Result<u64> {
    municipality::Entity::find().lock_exclusive().one(tx).await?;
    let mut models = in_use(tx, 2).await?.into_iter();
    let newest = models.next().ok_or(Error::Conflict("first-model"))?;
    if lesson::count_after(tx, newest.lessons_until, 1).await? > 0 {
        return lesson::set_aside(tx, newest.lessons_until, clock.now()).await;
    }
    let before = models.next().ok_or(Error::Conflict("first-model"))?;
    let mut row = newest.into_active_model();
    row.set_aside = Set(true);
    row.update(tx).await?;
    lesson::set_aside(tx, before.lessons_until, clock.now()).await
}
