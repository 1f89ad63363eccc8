//! What somebody who knows has said a case is about, or is not: what the classifier learns from.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::id::CaseId;
use crate::word::{Kind, Teacher};

/// One row a case: the last word on it. The text stays with the case.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "lesson")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: CaseId,
    /// When it was said.
    pub at: DateTime<Utc>,
    /// When this row last changed: nodes that hold an older one read again.
    pub changed_at: DateTime<Utc>,
    pub teacher: Teacher,
    pub category: String,
    pub kind: Option<Kind>,
    /// It is known not to be of this category; of which it is, is not known.
    pub denied: bool,
    /// Not learnt from, for now.
    pub set_aside: bool,
}

impl ActiveModelBehavior for ActiveModel {}
