//! A key that another system uses.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::id::ApiKeyId;

/// One row a key.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_key")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApiKeyId,
    pub name: String,
    /// SHA-256 of the key, hexadecimal.
    #[sea_orm(unique)]
    pub key_hash: String,
    /// Scopes, separated by spaces.
    pub may: String,
    pub made_at: DateTime<Utc>,
    pub withdrawn_at: Option<DateTime<Utc>>,
}

impl ActiveModelBehavior for ActiveModel {}
