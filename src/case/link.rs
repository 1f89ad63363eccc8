//! A department's link to one case: made when it gets the case, withdrawn when it no longer has it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::desk_link;
use entity::id::{CaseId, LinkId};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::Ground;
use crate::error::Result;
use crate::secret;

/// A new link, not yet in the database.
pub fn new(case: CaseId, department: &str, ground: &Ground) -> desk_link::ActiveModel {
    let id = LinkId(uuid::Uuid::new_v4());
    desk_link::ActiveModel {
        id: Set(id),
        case_id: Set(case),
        department: Set(department.to_owned()),
        token_hash: Set(secret::hash(&ground.key.token(id.0))),
        made_at: Set(ground.clock.now()),
        withdrawn_at: Set(None),
    }
}

/// Makes a link.
///
/// # Errors
/// Those of the database.
pub async fn make(tx: &impl ConnectionTrait, case: CaseId, department: &str, ground: &Ground) -> Result<LinkId> {
    let row = new(case, department, ground);
    let id = row.id.clone().unwrap();
    desk_link::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// Withdraws every link to a case.
///
/// # Errors
/// Those of the database.
pub async fn withdraw(tx: &impl ConnectionTrait, case: CaseId, now: DateTime<Utc>) -> Result<()> {
    desk_link::Entity::update_many()
        .col_expr(desk_link::Column::WithdrawnAt, Expr::value(now))
        .filter(desk_link::Column::CaseId.eq(case))
        .filter(desk_link::Column::WithdrawnAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The link with this token, withdrawn or not; none for a wrong token.
///
/// # Errors
/// Those of the database.
pub async fn find(db: &impl ConnectionTrait, token: &str) -> Result<Option<desk_link::Model>> {
    let hash = secret::hash(token);
    let found = desk_link::Entity::find().filter(desk_link::Column::TokenHash.eq(&hash)).one(db).await?;
    Ok(found.filter(|link| secret::same(&link.token_hash, &hash)))
}

/// The links in force for these cases.
///
/// # Errors
/// Those of the database.
pub async fn current_of(db: &impl ConnectionTrait, cases: &[CaseId]) -> Result<HashMap<CaseId, desk_link::Model>> {
    let open = desk_link::Entity::find()
        .filter(desk_link::Column::CaseId.is_in(cases.iter().copied()))
        .filter(desk_link::Column::WithdrawnAt.is_null());
    Ok(open.all(db).await?.into_iter().map(|link| (link.case_id, link)).collect())
}
