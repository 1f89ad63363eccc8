//! A photo sent with a report; the picture itself is in the file store.

use sea_orm::entity::prelude::*;

use crate::id::{CaseId, PhotoId};

/// One row a photo.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "photo")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PhotoId,
    pub case_id: CaseId,
    /// 1 for the first.
    pub position: i32,
    /// Where it is in the file store.
    pub path: String,
    /// Pixels.
    pub width: i32,
    /// Pixels.
    pub height: i32,
    /// Bytes.
    pub size: i64,
}

impl ActiveModelBehavior for ActiveModel {}
