//! Lessons: what officers, departments and residents say a case is about, or is not.

use chrono::{DateTime, Utc};
use entity::event::Model as Event;
use entity::id::CaseId;
use entity::lesson;
use entity::word::{EventKind, Kind, Party, Teacher};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::case::{self, Case};
use crate::classify::example::Example;
use crate::error::Result;

/// The last word on a case, if anybody has said one. An officer's outweighs a resident's; a department's "not ours"
/// says only what it is not, until an officer says what it is.
pub fn of(case: &Case, events: &[Event], now: DateTime<Utc>) -> Option<lesson::Model> {
    let mut category = case.category_said.clone();
    let mut last: Option<lesson::Model> = None;
    let lesson = |teacher, category: &str, kind, denied| lesson::Model {
        case_id: case.id,
        at: now,
        changed_at: now,
        teacher,
        category: category.to_owned(),
        kind,
        denied,
        set_aside: false,
    };
    for event in events {
        let officer_spoke = last.as_ref().is_some_and(|lesson| lesson.teacher == Teacher::Officer);
        if event.kind == EventKind::Recategorised {
            let word = |name: &str| event.data.get(name).and_then(|value| value.as_str());
            word("to").unwrap_or_default().clone_into(&mut category);
            let kind = word("kind_to").and_then(Kind::from_code);
            if event.party == Party::ContactCentre {
                last = Some(lesson(Teacher::Officer, &category, kind, false));
            } else if !officer_spoke {
                last = Some(lesson(Teacher::Resident, &category, None, false));
            }
        }
        // The contact centre takes back what it sent in haste: that says nothing of the text.
        if event.kind == EventKind::Returned && event.party == Party::Department {
            last = Some(lesson(Teacher::Department, &category, None, true));
        }
    }
    last
}

/// Writes lessons down; a case has one, its last.
///
/// # Errors
/// Those of the database.
pub async fn write(tx: &impl ConnectionTrait, lessons: Vec<lesson::Model>) -> Result<()> {
    if lessons.is_empty() {
        return Ok(());
    }
    let known =
        lesson::Entity::find().filter(lesson::Column::CaseId.is_in(lessons.iter().map(|lesson| lesson.case_id)));
    let known: std::collections::HashMap<CaseId, lesson::Model> =
        known.all(tx).await?.into_iter().map(|lesson| (lesson.case_id, lesson)).collect();
    // What was known already keeps its place in the order.
    let says = |lesson: &lesson::Model| (lesson.teacher, lesson.category.clone(), lesson.kind, lesson.denied);
    let new: Vec<_> = lessons
        .into_iter()
        .filter(|lesson| known.get(&lesson.case_id).is_none_or(|before| says(before) != says(lesson)))
        .map(|lesson| lesson.into_active_model().reset_all())
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let newest = OnConflict::column(lesson::Column::CaseId)
        .update_columns([
            lesson::Column::At,
            lesson::Column::ChangedAt,
            lesson::Column::Teacher,
            lesson::Column::Category,
            lesson::Column::Kind,
            lesson::Column::Denied,
            lesson::Column::SetAside,
        ])
        .to_owned();
    lesson::Entity::insert_many(new).on_conflict(newest).exec_without_returning(tx).await?;
    Ok(())
}

/// When a lesson last changed.
///
/// # Errors
/// Those of the database.
pub async fn changed_at(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>> {
    let newest = lesson::Entity::find().select_only().column(lesson::Column::ChangedAt);
    Ok(newest.order_by_desc(lesson::Column::ChangedAt).limit(1).into_tuple().one(db).await?)
}

/// The lessons of a time, the oldest first, always in the same order: those up to a moment, or those after it.
///
/// # Errors
/// Those of the database.
pub async fn examples(db: &impl ConnectionTrait, until: DateTime<Utc>, after: bool) -> Result<Vec<Example>> {
    let time = if after { lesson::Column::At.gt(until) } else { lesson::Column::At.lte(until) };
    let rows = lesson::Entity::find()
        .filter(time)
        .filter(lesson::Column::SetAside.eq(false))
        .order_by_asc(lesson::Column::At)
        .order_by_asc(lesson::Column::CaseId)
        .all(db)
        .await?;
    let ids: Vec<CaseId> = rows.iter().map(|lesson| lesson.case_id).collect();
    let mut texts = case::texts(db, &ids).await?;
    let example = |lesson: lesson::Model| {
        Some(Example {
            text: texts.remove(&lesson.case_id)?,
            category: lesson.category,
            kind: lesson.kind.map(|kind| kind.code().to_owned()),
            denied: lesson.denied,
            ..Example::default()
        })
    };
    Ok(rows.into_iter().filter_map(example).collect())
}

/// How many lessons there are after a moment, up to `most`.
///
/// # Errors
/// Those of the database.
pub async fn count_after(db: &impl ConnectionTrait, until: DateTime<Utc>, most: u64) -> Result<usize> {
    let rows = lesson::Entity::find().select_only().column(lesson::Column::CaseId);
    let rows = rows.filter(lesson::Column::At.gt(until)).filter(lesson::Column::SetAside.eq(false)).limit(most);
    Ok(rows.into_tuple::<CaseId>().all(db).await?.len())
}

/// Sets aside the lessons after a moment; they can be taken up again.
///
/// # Errors
/// Those of the database.
pub async fn set_aside(tx: &impl ConnectionTrait, after: DateTime<Utc>, now: DateTime<Utc>) -> Result<u64> {
    let done = lesson::Entity::update_many()
        .col_expr(lesson::Column::SetAside, Expr::value(true))
        .col_expr(lesson::Column::ChangedAt, Expr::value(now))
        .filter(lesson::Column::At.gt(after))
        .filter(lesson::Column::SetAside.eq(false))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// Takes up again what was set aside, as if it had just been said.
///
/// # Errors
/// Those of the database.
pub async fn take_up(tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64> {
    let done = lesson::Entity::update_many()
        .col_expr(lesson::Column::SetAside, Expr::value(false))
        .col_expr(lesson::Column::At, Expr::value(now))
        .col_expr(lesson::Column::ChangedAt, Expr::value(now))
        .filter(lesson::Column::SetAside.eq(true))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}
