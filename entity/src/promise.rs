//! How long an answer may take, by kind.

use sea_orm::entity::prelude::*;

use crate::word::Kind;

/// One row a kind.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "promise")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: Kind,
    /// Working days.
    pub answer_days: i32,
}

impl ActiveModelBehavior for ActiveModel {}
