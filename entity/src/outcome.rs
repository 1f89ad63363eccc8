//! What a case turned out to be, beside what was said of it when it came.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::id::CaseId;

/// One row for each case that has come to an end at least once.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outcome")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: CaseId,
    /// When the case came.
    pub at: DateTime<Utc>,
    /// The month in which it came, `2026-11`.
    pub month: String,
    /// The category that was said.
    pub said: String,
    /// The category it turned out to be.
    pub turned_out: String,
    /// The department that the said category has; empty for the contact centre.
    pub department_said: String,
    /// The department that ended it; empty for the contact centre.
    pub department_turned_out: String,
    /// It went to the department by itself.
    pub automatic: bool,
    /// A department gave it back: not theirs.
    pub returned: bool,
    /// The model that said so.
    pub model: String,
}

impl ActiveModelBehavior for ActiveModel {}
