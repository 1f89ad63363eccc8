//! Keys that other systems use, and what each may.

use entity::api_key;
use entity::id::ApiKeyId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::App;
use crate::error::{Error, Result};
use crate::secret;

/// What a key may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Send reports.
    CasesCreate,
    /// Read cases.
    CasesRead,
    /// Take steps with cases.
    CasesWrite,
    /// Send reports by Open311.
    Open311Create,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::CasesCreate, Self::CasesRead, Self::CasesWrite, Self::Open311Create];

    /// Its word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CasesCreate => "cases:create",
            Self::CasesRead => "cases:read",
            Self::CasesWrite => "cases:write",
            Self::Open311Create => "open311:create",
        }
    }

    /// The scope with this word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.code() == code)
    }
}

/// Makes a key; it is shown this once.
///
/// # Errors
/// A fault when the name is empty.
pub async fn add(app: &App, name: &str, may: &[Scope]) -> Result<String> {
    if name.trim().is_empty() {
        return Err(Error::fault("name", "empty"));
    }
    let key = format!("sp_{}", secret::random());
    let row = api_key::ActiveModel {
        id: Set(ApiKeyId(app.clock.id())),
        name: Set(name.trim().to_owned()),
        key_hash: Set(secret::hash(&key)),
        may: Set(may.iter().map(|scope| scope.code()).collect::<Vec<_>>().join(" ")),
        made_at: Set(app.clock.now()),
        withdrawn_at: Set(None),
    };
    app.db
        .transaction(async move |tx| {
            api_key::Entity::insert(row).exec_without_returning(&*tx).await?;
            Ok(())
        })
        .await?;
    Ok(key)
}

/// Makes the keys of a name worthless. Says how many there were.
///
/// # Errors
/// Those of the database.
pub async fn withdraw(app: &App, name: &str) -> Result<u64> {
    let (now, name) = (app.clock.now(), name.trim().to_owned());
    app.db
        .transaction(async move |tx| {
            let withdrawn = api_key::Entity::update_many()
                .col_expr(api_key::Column::WithdrawnAt, Expr::value(now))
                .filter(api_key::Column::Name.eq(name))
                .filter(api_key::Column::WithdrawnAt.is_null())
                .exec(&*tx)
                .await?;
            Ok(withdrawn.rows_affected)
        })
        .await
}

/// Whether a key may.
///
/// # Errors
/// Not signed in when there is no such key; forbidden when it may not; and those of the database.
pub async fn check(app: &App, key: &str, scope: Scope) -> Result<()> {
    let hash = secret::hash(key);
    let found = api_key::Entity::find()
        .filter(api_key::Column::KeyHash.eq(&hash))
        .filter(api_key::Column::WithdrawnAt.is_null())
        .one(app.db.read())
        .await?
        .filter(|row| secret::same(&row.key_hash, &hash))
        .ok_or(Error::NotSignedIn)?;
    let may = found.may.split(' ').any(|word| word == scope.code());
    if may { Ok(()) } else { Err(Error::Forbidden) }
}
