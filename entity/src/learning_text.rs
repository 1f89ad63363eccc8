//! A text whose kind and category are known, for the classifier to learn from.

use sea_orm::entity::prelude::*;

use crate::id::LearningTextId;
use crate::word::Kind;

/// One row a text.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "learning_text")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LearningTextId,
    /// SHA-256 of the text, so that an import can be repeated.
    #[sea_orm(unique)]
    pub text_hash: String,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    pub category: String,
    pub kind: Option<Kind>,
    /// What it also is (danger, a secret, a way of its own); empty when it is known to be none of these.
    pub sign: Option<String>,
    /// A resident wrote it, or it is as they write: how sure is sure is found out on such texts.
    pub typical: bool,
}

impl ActiveModelBehavior for ActiveModel {}
