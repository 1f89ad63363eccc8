//! How to reach the resident: apart from the case, so that nobody meets it by accident.

use sea_orm::entity::prelude::*;

use crate::id::CaseId;

/// One row for each case that is not anonymous.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub case_id: CaseId,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
