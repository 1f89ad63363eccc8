//! The case itself: found, read, listed, and moved by steps; the only code that writes cases and their events.
//!
//! A case is a row and the list of what happened to it. Everything else (letters, deadlines, figures) is made from the
//! events afterwards.

pub mod apply;
mod check;
pub mod event;
pub mod link;
pub mod list;
pub mod open;
mod place;
pub mod private;
pub mod search;
pub mod similar;
pub mod step;
pub mod together;

use std::collections::HashMap;
use std::sync::Arc;

use entity::id::{CaseId, OfficerId};
use entity::word::{Party, Role};
use entity::{case, contact, photo};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect as _, Select,
};

use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::municipality::Municipality;
use crate::secret::{self, Key};

pub use apply::apply;
pub use entity::case::Model as Case;
pub use step::{Move, Step};

/// What a step stands on: the time, the municipality and the key for links.
#[derive(Clone)]
pub struct Ground {
    /// The time.
    pub clock: Clock,
    /// Its departments, categories and calendar.
    pub municipality: Arc<Municipality>,
    /// The key for codes and links.
    pub key: Key,
}

/// Who takes a step.
#[derive(Debug, Clone)]
pub struct Actor {
    /// In which part.
    pub party: Party,
    /// Who, when signed in.
    pub officer: Option<OfficerId>,
    /// For which department.
    pub department: Option<String>,
}

impl Actor {
    /// Synpunkt by itself.
    pub const SYSTEM: Self = Self { party: Party::System, officer: None, department: None };
    /// The resident.
    pub const RESIDENT: Self = Self { party: Party::Resident, officer: None, department: None };

    /// A department, by its link.
    pub fn department(code: &str) -> Self {
        Self { party: Party::Department, officer: None, department: Some(code.to_owned()) }
    }
}

/// Which cases somebody may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// All of them.
    All,
    /// Those that a department has.
    Department(String),
    /// Those that are not secret.
    Open,
}

impl Sight {
    /// What a role sees.
    pub fn of(role: Role, department: Option<&str>) -> Self {
        match role {
            Role::Administrator | Role::ContactCentre => Self::All,
            Role::Department => Self::Department(department.unwrap_or_default().to_owned()),
            Role::Reader => Self::Open,
        }
    }

    /// Whether this case is among them.
    pub fn sees(&self, case: &Case) -> bool {
        match self {
            Self::All => true,
            Self::Department(code) => case.department.as_ref() == Some(code),
            Self::Open => !case.secret,
        }
    }

    /// The rule as a condition of the query.
    pub fn condition(&self) -> Condition {
        match self {
            Self::All => Condition::all(),
            Self::Department(code) => Condition::all().add(case::Column::Department.eq(code)),
            Self::Open => Condition::all().add(case::Column::Secret.eq(false)),
        }
    }
}

/// The cases somebody may see; every query of staff starts here.
pub fn visible_to(sight: &Sight) -> Select<case::Entity> {
    case::Entity::find().filter(sight.condition())
}

/// The case with this number, if this one may see it.
///
/// # Errors
/// Not found, and those of the database.
pub async fn by_number(db: &impl ConnectionTrait, sight: &Sight, number: &str) -> Result<Case> {
    let found = visible_to(sight).filter(case::Column::Number.eq(number)).one(db).await?;
    found.ok_or(Error::NotFound("case"))
}

/// The case with this code: the resident's own.
///
/// # Errors
/// Not found, and those of the database.
pub async fn by_code(db: &impl ConnectionTrait, code: &str) -> Result<Case> {
    let hash = secret::hash(&secret::plain(code));
    let found = case::Entity::find().filter(case::Column::CodeHash.eq(&hash)).one(db).await?;
    found.filter(|case| secret::same(&case.code_hash, &hash)).ok_or(Error::NotFound("case"))
}

/// The case with this id.
///
/// # Errors
/// Not found, and those of the database.
pub async fn by_id(db: &impl ConnectionTrait, id: CaseId) -> Result<Case> {
    case::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound("case"))
}

/// Holds a case until the transaction ends, so that what is read of it stays so.
///
/// # Errors
/// Not found, and those of the database.
pub async fn lock(tx: &impl ConnectionTrait, id: CaseId) -> Result<Case> {
    case::Entity::find_by_id(id).lock_exclusive().one(tx).await?.ok_or(Error::NotFound("case"))
}

/// The cases with these ids.
///
/// # Errors
/// Those of the database.
pub async fn many(db: &impl ConnectionTrait, ids: &[CaseId]) -> Result<HashMap<CaseId, Case>> {
    let rows = case::Entity::find().filter(case::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|case| (case.id, case)).collect())
}

/// The numbers of these cases, of those that this one may see.
///
/// # Errors
/// Those of the database.
pub async fn numbers(db: &impl ConnectionTrait, sight: &Sight, ids: &[CaseId]) -> Result<HashMap<CaseId, String>> {
    let rows = visible_to(sight).select_only().columns([case::Column::Id, case::Column::Number]);
    let rows = rows.filter(case::Column::Id.is_in(ids.iter().copied()));
    Ok(rows.into_tuple::<(CaseId, String)>().all(db).await?.into_iter().collect())
}

/// What was written in these cases.
///
/// # Errors
/// Those of the database.
pub async fn texts(db: &impl ConnectionTrait, ids: &[CaseId]) -> Result<HashMap<CaseId, String>> {
    let mut all = HashMap::with_capacity(ids.len());
    // SQLite takes 32,766 values a statement.
    for ids in ids.chunks(10_000) {
        let rows = case::Entity::find().select_only().columns([case::Column::Id, case::Column::Text]);
        let rows = rows.filter(case::Column::Id.is_in(ids.iter().copied()));
        all.extend(rows.into_tuple::<(CaseId, String)>().all(db).await?);
    }
    Ok(all)
}

/// How to reach the residents of these cases.
///
/// # Errors
/// Those of the database.
pub async fn contacts(db: &impl ConnectionTrait, ids: &[CaseId]) -> Result<HashMap<CaseId, contact::Model>> {
    let rows = contact::Entity::find().filter(contact::Column::CaseId.is_in(ids.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|contact| (contact.case_id, contact)).collect())
}

/// How to reach the resident.
///
/// # Errors
/// Those of the database.
pub async fn contact(db: &impl ConnectionTrait, id: CaseId) -> Result<Option<contact::Model>> {
    Ok(contact::Entity::find_by_id(id).one(db).await?)
}

/// The photos of a case, in order.
///
/// # Errors
/// Those of the database.
pub async fn photos(db: &impl ConnectionTrait, id: CaseId) -> Result<Vec<photo::Model>> {
    let all = photo::Entity::find().filter(photo::Column::CaseId.eq(id)).order_by_asc(photo::Column::Position);
    Ok(all.all(db).await?)
}
