//! The municipality in the database: written by `municipality load`, read by every node.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::id::LearningTextId;
use entity::word::Kind;
use entity::{category, department, learning_text, municipality, promise};
use sea_orm::ActiveValue::Set;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::sign::Signs;
use super::{About, Municipality};
use crate::classify::example::Example;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::secret;

/// There is one municipality in a database.
const ONLY: i32 = 1;

/// What is kept of it in one piece.
#[derive(Serialize, Deserialize)]
struct Entry {
    about: About,
    signs: Signs,
}

/// When it was last loaded; none in an empty database.
///
/// # Errors
/// Those of the database.
pub async fn loaded_at(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>> {
    let row = municipality::Entity::find_by_id(ONLY).select_only().column(municipality::Column::LoadedAt);
    Ok(row.into_tuple().one(db).await?)
}

/// The word that tells whether a node holds the right key.
///
/// # Errors
/// Those of the database.
pub async fn key_check(db: &impl ConnectionTrait) -> Result<Option<String>> {
    let row = municipality::Entity::find_by_id(ONLY).select_only().column(municipality::Column::KeyCheck);
    Ok(row.into_tuple().one(db).await?)
}

/// The municipality.
///
/// # Errors
/// Those of the database, and not found while it is empty.
pub async fn find(db: &impl ConnectionTrait) -> Result<Municipality> {
    let row = municipality::Entity::find_by_id(ONLY).one(db).await?.ok_or(Error::NotFound("municipality"))?;
    let entry: Entry = serde_json::from_value(row.entry)?;
    let departments = department::Entity::find().order_by_asc(department::Column::Position).all(db).await?;
    let categories = category::Entity::find().order_by_asc(category::Column::Position).all(db).await?;
    let promises = promise::Entity::find().all(db).await?;
    Ok(Municipality::new(
        entry.about,
        departments.into_iter().map(|d| serde_json::from_value(d.entry)).collect::<Result<_, _>>()?,
        categories.into_iter().map(|c| serde_json::from_value(c.entry)).collect::<Result<_, _>>()?,
        promises.into_iter().map(|p| (p.kind, p.answer_days)).collect(),
        entry.signs,
    ))
}

/// Puts a municipality in place of what is there. Cases keep the codes they have.
///
/// # Errors
/// Those of the database.
pub async fn replace(db: &impl ConnectionTrait, new: &Municipality, clock: &Clock, key_check: &str) -> Result<()> {
    department::Entity::delete_many().exec(db).await?;
    category::Entity::delete_many().exec(db).await?;
    promise::Entity::delete_many().exec(db).await?;
    municipality::Entity::delete_many().exec(db).await?;
    let departments = new.departments.iter().zip(0..).map(|(d, position)| {
        let entry = serde_json::to_value(d)?;
        Ok(department::ActiveModel { code: Set(d.code.clone()), position: Set(position), entry: Set(entry) })
    });
    let categories = new.categories.iter().zip(0..).map(|(c, position)| {
        let entry = serde_json::to_value(c)?;
        Ok(category::ActiveModel { code: Set(c.code.clone()), position: Set(position), entry: Set(entry) })
    });
    let promises =
        new.promises.iter().map(|(kind, days)| promise::ActiveModel { kind: Set(*kind), answer_days: Set(*days) });
    department::Entity::insert_many(departments.collect::<Result<Vec<_>>>()?).exec_without_returning(db).await?;
    category::Entity::insert_many(categories.collect::<Result<Vec<_>>>()?).exec_without_returning(db).await?;
    promise::Entity::insert_many(promises).exec_without_returning(db).await?;
    let row = municipality::ActiveModel {
        id: Set(ONLY),
        entry: Set(serde_json::to_value(Entry { about: new.about.clone(), signs: new.signs.clone() })?),
        loaded_at: Set(clock.now()),
        key_check: Set(key_check.to_owned()),
    };
    municipality::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Adds texts to learn from; those that are there already become what these are.
///
/// # Errors
/// Those of the database.
pub async fn add_examples(db: &impl ConnectionTrait, examples: &[Example], clock: &Clock) -> Result<()> {
    let distinct: HashMap<String, &Example> = examples.iter().map(|e| (secret::hash(&e.text), e)).collect();
    let mut rows = distinct.into_iter().map(|(text_hash, example)| learning_text::ActiveModel {
        id: Set(LearningTextId(clock.id())),
        text_hash: Set(text_hash),
        text: Set(example.text.clone()),
        category: Set(example.category.clone()),
        kind: Set(example.kind.as_deref().and_then(Kind::from_code)),
        sign: Set(example.sign.clone()),
        typical: Set(example.typical),
    });
    loop {
        let batch: Vec<_> = rows.by_ref().take(500).collect();
        if batch.is_empty() {
            return Ok(());
        }
        let newest_wins = sea_orm::sea_query::OnConflict::column(learning_text::Column::TextHash)
            .update_columns([
                learning_text::Column::Category,
                learning_text::Column::Kind,
                learning_text::Column::Sign,
                learning_text::Column::Typical,
            ])
            .to_owned();
        learning_text::Entity::insert_many(batch).on_conflict(newest_wins).exec_without_returning(db).await?;
    }
}

/// The texts to learn from, always in the same order.
///
/// # Errors
/// Those of the database.
pub async fn examples(db: &impl ConnectionTrait) -> Result<Vec<Example>> {
    let rows = learning_text::Entity::find().order_by_asc(learning_text::Column::TextHash).all(db).await?;
    let example = |row: learning_text::Model| Example {
        text: row.text,
        category: row.category,
        kind: row.kind.map(|kind| kind.code().to_owned()),
        sign: row.sign,
        typical: row.typical,
        denied: false,
        also: Vec::new(),
        line: 0,
    };
    Ok(rows.into_iter().map(example).collect())
}
