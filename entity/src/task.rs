//! Something a person has to do because a machine could not.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::id::{CaseId, LetterId, OfficerId, TaskId};
use crate::word::TaskKind;

/// One row a task, at most one for each letter.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "task")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TaskId,
    pub case_id: CaseId,
    pub kind: TaskKind,
    #[sea_orm(unique)]
    pub letter_id: LetterId,
    pub made_at: DateTime<Utc>,
    pub done_at: Option<DateTime<Utc>>,
    pub done_by: Option<OfficerId>,
}

impl ActiveModelBehavior for ActiveModel {}
