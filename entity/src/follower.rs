//! Somebody who follows a case that another resident reported.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::id::{CaseId, FollowerId};

/// One row for each address that follows a case.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "follower")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: FollowerId,
    pub case_id: CaseId,
    pub email: String,
    /// `sv` or `en`.
    pub language: String,
    pub at: DateTime<Utc>,
}

impl ActiveModelBehavior for ActiveModel {}
