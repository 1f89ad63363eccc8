//! Who works here, what they may, and how they sign in.

pub mod enter;
pub mod key;
pub mod page;
mod password;
mod session;

use std::collections::HashMap;

use entity::id::OfficerId;
use entity::officer;
use entity::word::{Party, Role};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use crate::case::{Actor, Sight};
use crate::error::Result;

pub use enter::{Auditor, Keeper};
pub use session::{
    Opening, SESSION_COOKIE, account, add, disable, link_is_good, new_link, set_password, sign_in, sign_in_by_link,
    sign_out, sign_out_everywhere, tidy, whoever_has,
};

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officer {
    /// Who.
    pub id: OfficerId,
    /// What they are called.
    pub name: String,
    /// As what they work.
    pub role: Role,
    /// For which department.
    pub department: Option<String>,
}

impl Officer {
    /// Which cases they may see; every query for them starts here.
    pub fn sight(&self) -> Sight {
        Sight::of(self.role, self.department.as_deref())
    }

    /// In which part they act.
    pub fn actor(&self) -> Actor {
        let party = match self.role {
            Role::Administrator | Role::ContactCentre => Party::ContactCentre,
            Role::Department | Role::Reader => Party::Department,
        };
        Actor { party, officer: Some(self.id), department: self.department.clone() }
    }

    /// Whether they may take steps at all.
    pub fn may_handle(&self) -> bool {
        match self.role {
            Role::Administrator | Role::ContactCentre | Role::Department => true,
            Role::Reader => false,
        }
    }

    /// Whether they may see how well texts are understood.
    pub fn may_audit(&self) -> bool {
        matches!(self.role, Role::Administrator | Role::Reader)
    }

    /// Whether they may steer what is learnt.
    pub fn may_steer(&self) -> bool {
        self.role == Role::Administrator
    }

    /// Whether they work for the whole municipality, not for one department.
    pub fn is_contact_centre(&self) -> bool {
        matches!(self.role, Role::Administrator | Role::ContactCentre)
    }
}

impl From<officer::Model> for Officer {
    fn from(row: officer::Model) -> Self {
        Self { id: row.id, name: row.name, role: row.role, department: row.department }
    }
}

/// The names of some officers.
///
/// # Errors
/// Those of the database.
pub async fn names(db: &impl ConnectionTrait, ids: Vec<OfficerId>) -> Result<HashMap<OfficerId, String>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = officer::Entity::find().filter(officer::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
