//! How many outcomes are alike, by month: figures without walking through the cases.

use sea_orm::entity::prelude::*;

/// One row for each sort of outcome in a month.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tally")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub said: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub turned_out: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub department_said: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub department_turned_out: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub automatic: bool,
    #[sea_orm(primary_key, auto_increment = false)]
    pub returned: bool,
    pub cases: i32,
}

impl ActiveModelBehavior for ActiveModel {}
