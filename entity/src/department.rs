//! Somebody who can be given a case.

use sea_orm::entity::prelude::*;

/// One row a department, company or neighbour.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "department")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub position: i32,
    /// The department as its file says it.
    pub entry: Json,
}

impl ActiveModelBehavior for ActiveModel {}
