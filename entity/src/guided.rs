//! How often a way of its own was shown, by month.

use sea_orm::entity::prelude::*;

use crate::word::Shown;

/// One row for each rule, step and month.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "guided")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub rule: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub step: Shown,
    pub cases: i32,
}

impl ActiveModelBehavior for ActiveModel {}
