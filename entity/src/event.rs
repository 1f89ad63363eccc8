//! What happened to a case, in order; never changed afterwards.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::id::{CaseId, EventId, OfficerId};
use crate::word::{EventKind, Party};

/// One row for each thing that happened.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: EventId,
    pub case_id: CaseId,
    /// 1 for the first of the case.
    pub seq: i32,
    pub at: DateTime<Utc>,
    pub kind: EventKind,
    pub party: Party,
    pub officer: Option<OfficerId>,
    /// The department that did it, or to which it was done.
    pub department: Option<String>,
    /// What was said.
    #[sea_orm(column_type = "Text", nullable)]
    pub text: Option<String>,
    /// The rest, by kind.
    pub data: Json,
    /// Its letters have been written.
    pub told: bool,
    /// What it teaches and how it turned out are written down.
    pub counted: bool,
}

impl ActiveModelBehavior for ActiveModel {}
