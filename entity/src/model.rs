//! A model that was learnt: from what, and how good it was on texts held out.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::id::ModelId;

/// One row a model. The newest that is not set aside is the one in use.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "model")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ModelId,
    pub at: DateTime<Utc>,
    /// What it was learnt from, as a fingerprint; empty until a node has learnt it.
    pub base: String,
    /// Lessons up to this moment are in it; those after are taken up on top.
    pub lessons_until: DateTime<Utc>,
    pub texts: i32,
    pub lessons: i32,
    /// How good it was on texts held out.
    pub figures: Json,
    /// Stepped back from.
    pub set_aside: bool,
    /// Cases it gave a verdict on that have ended.
    pub cases: i32,
    /// Those of them whose category it had right.
    pub cases_right: i32,
}

impl ActiveModelBehavior for ActiveModel {}
