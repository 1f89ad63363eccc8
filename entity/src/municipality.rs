//! The municipality itself: its name, numbers to ring, closing days.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// One row in all.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "municipality")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// The municipality as its file says it.
    pub entry: Json,
    /// Changes whenever it is loaded again; nodes look here.
    pub loaded_at: DateTime<Utc>,
    /// Tells whether a node holds the key that this database's secrets were made with.
    pub key_check: String,
}

impl ActiveModelBehavior for ActiveModel {}
