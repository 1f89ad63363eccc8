//! Somebody who works here.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::id::OfficerId;
use crate::word::Role;

/// One row an officer.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "officer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OfficerId,
    /// In lower case.
    #[sea_orm(unique)]
    pub email: String,
    pub name: String,
    pub role: Role,
    pub department: Option<String>,
    /// argon2id, PHC string.
    pub password: Option<String>,
    pub made_at: DateTime<Utc>,
    pub disabled_at: Option<DateTime<Utc>>,
}

impl ActiveModelBehavior for ActiveModel {}
