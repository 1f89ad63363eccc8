//! What a case can be about.

use sea_orm::entity::prelude::*;

/// One row a category.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "category")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub position: i32,
    /// The category as its file says it.
    pub entry: Json,
}

impl ActiveModelBehavior for ActiveModel {}
