//! Signing in and out: officers, their sessions, and links that sign in once.

use chrono::{DateTime, TimeDelta, Utc};
use entity::id::{OfficerId, SignInId};
use entity::word::Role;
use entity::{officer, session, sign_in_link};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{Officer, password};
use crate::App;
use crate::error::{Error, Fault, Result};
use crate::secret;
use crate::web::limit::Limits;

/// The cookie that holds a session.
pub const SESSION_COOKIE: &str = "session";
/// A sign-in link is good for this long.
const LINK_HOURS: i64 = 72;
/// A session is marked as seen at most this often, so that reading does not write.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);

/// A session that was opened: its secret goes into the cookie and is stored nowhere.
#[derive(Debug)]
pub struct Opening {
    /// For the cookie.
    pub token: String,
    /// Who.
    pub officer: Officer,
}

/// Adds an officer, and a link to sign in with unless they have a password.
///
/// # Errors
/// A fault: the address is not one or is there already, the name is empty, the department is missing or unknown.
pub async fn add(
    app: &App,
    email: &str,
    name: &str,
    role: Role,
    department: Option<String>,
    password: Option<String>,
) -> Result<Option<String>> {
    let mut faults = Vec::new();
    if !validator::ValidateEmail::validate_email(&email) {
        faults.push(Fault::new("email", "address"));
    }
    if name.trim().is_empty() {
        faults.push(Fault::new("name", "empty"));
    }
    let known = department.as_deref().map(|code| app.municipality().department(code).is_some());
    match (role, known) {
        (_, Some(false)) => faults.push(Fault::new("department", "unknown")),
        (Role::Department, None) => faults.push(Fault::new("department", "empty")),
        _ => {}
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let password = match password {
        Some(password) => Some(password::hash(password).await?),
        None => None,
    };
    let wants_link = password.is_none();
    let now = app.clock.now();
    let id = OfficerId(app.clock.id());
    let row = officer::ActiveModel {
        id: Set(id),
        email: Set(email.trim().to_lowercase()),
        name: Set(name.trim().to_owned()),
        role: Set(role),
        department: Set(department),
        password: Set(password),
        made_at: Set(now),
        disabled_at: Set(None),
    };
    let (link, path) = link(app, id);
    let added = app.db.transaction(async move |tx| {
        officer::Entity::insert(row).exec_without_returning(&*tx).await?;
        if wants_link {
            sign_in_link::Entity::insert(link).exec_without_returning(&*tx).await?;
        }
        Ok(())
    });
    match added.await {
        Err(trouble) if trouble.is_duplicate() => Err(Error::fault("email", "taken")),
        Err(trouble) => Err(trouble),
        Ok(()) => Ok(wants_link.then(|| app.link(&path))),
    }
}

/// A new link and the path to it.
fn link(app: &App, officer: OfficerId) -> (sign_in_link::ActiveModel, String) {
    let token = secret::random();
    let row = sign_in_link::ActiveModel {
        id: Set(SignInId(app.clock.id())),
        officer_id: Set(officer),
        token_hash: Set(secret::hash(&token)),
        expires_at: Set(app.clock.now() + TimeDelta::hours(LINK_HOURS)),
        used_at: Set(None),
    };
    (row, format!("/personal/lank/{token}"))
}

/// The officer with this address, who may sign in.
async fn by_email(app: &App, email: &str) -> Result<Option<officer::Model>> {
    let found = officer::Entity::find()
        .filter(officer::Column::Email.eq(email.trim().to_lowercase()))
        .filter(officer::Column::DisabledAt.is_null());
    Ok(found.one(app.db.read()).await?)
}

/// A new link for somebody who cannot get in.
///
/// # Errors
/// Not found.
pub async fn new_link(app: &App, email: &str) -> Result<String> {
    let officer = by_email(app, email).await?.ok_or(Error::NotFound("officer"))?;
    let (row, path) = link(app, officer.id);
    app.db
        .transaction(async move |tx| {
            sign_in_link::Entity::insert(row).exec_without_returning(&*tx).await?;
            Ok(())
        })
        .await?;
    Ok(app.link(&path))
}

/// Signs somebody out everywhere and lets them in no more.
///
/// # Errors
/// Not found.
pub async fn disable(app: &App, email: &str) -> Result<()> {
    let officer = by_email(app, email).await?.ok_or(Error::NotFound("officer"))?;
    let now = app.clock.now();
    app.db
        .transaction(async move |tx| {
            officer::Entity::update_many()
                .col_expr(officer::Column::DisabledAt, Expr::value(now))
                .filter(officer::Column::Id.eq(officer.id))
                .exec(&*tx)
                .await?;
            end_all(&*tx, officer.id, now).await
        })
        .await
}

/// Whether anybody works here yet.
///
/// # Errors
/// Those of the database.
pub async fn whoever_has(app: &App, role: Role) -> Result<bool> {
    let some = officer::Entity::find().filter(officer::Column::Role.eq(role));
    Ok(some.count(app.db.read()).await? > 0)
}

/// Signs in with a password.
///
/// # Errors
/// A fault that does not tell whether the address or the password is wrong; too many wrong tries.
pub async fn sign_in(app: &App, client: &str, email: &str, password: String) -> Result<Opening> {
    let now = app.clock.now();
    let email = email.trim().to_lowercase();
    let account = format!("account:{}", secret::hash(&email));
    // Passwords have counters of their own: a mistyped code locks nobody out of work.
    let client = format!("password:{client}");
    app.limits.guess(&client, now)?;
    app.limits.guess(&account, now)?;
    let found = by_email(app, &email).await?;
    let stored = found.as_ref().and_then(|officer| officer.password.clone());
    let right = password::matches(password, stored).await?;
    match found {
        Some(officer) if right => {
            app.limits.right(&client);
            app.limits.right(&account);
            open(app, officer.into()).await
        }
        _ => {
            Limits::wrong_password().await;
            Err(Error::fault("password", "wrong"))
        }
    }
}

/// Whether a link can still be used.
///
/// # Errors
/// Not found, too many wrong tries.
pub async fn link_is_good(app: &App, client: &str, token: &str) -> Result<()> {
    let now = app.clock.now();
    let found = sign_in_link::Entity::find().filter(unused(token, now)).count(app.db.read()).await?;
    if found == 0 {
        app.limits.wrong(client, now).await?;
        return Err(Error::NotFound("link"));
    }
    Ok(())
}

fn unused(token: &str, now: DateTime<Utc>) -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(sign_in_link::Column::TokenHash.eq(secret::hash(token)))
        .add(sign_in_link::Column::UsedAt.is_null())
        .add(sign_in_link::Column::ExpiresAt.gt(now))
}

/// Signs in with a link, which is used up by it.
///
/// # Errors
/// Not found, too many wrong tries.
pub async fn sign_in_by_link(app: &App, client: &str, token: &str) -> Result<Opening> {
    link_is_good(app, client, token).await?;
    let now = app.clock.now();
    let token = token.to_owned();
    let officer = app
        .db
        .transaction(async move |tx| {
            let link = sign_in_link::Entity::find().filter(unused(&token, now)).one(&*tx).await?;
            let link = link.ok_or(Error::NotFound("link"))?;
            let used = sign_in_link::Entity::update_many()
                .col_expr(sign_in_link::Column::UsedAt, Expr::value(now))
                .filter(unused(&token, now))
                .exec(&*tx)
                .await?;
            let officer = officer::Entity::find_by_id(link.officer_id)
                .filter(officer::Column::DisabledAt.is_null())
                .one(&*tx)
                .await?;
            // Two browsers at once: the second changes nothing and gets nothing.
            officer.filter(|_| used.rows_affected == 1).ok_or(Error::NotFound("link"))
        })
        .await?;
    open(app, officer.into()).await
}

async fn open(app: &App, officer: Officer) -> Result<Opening> {
    let token = secret::random();
    let now = app.clock.now();
    let row = session::ActiveModel {
        token_hash: Set(secret::hash(&token)),
        officer_id: Set(officer.id),
        made_at: Set(now),
        seen_at: Set(now),
        expires_at: Set(now + TimeDelta::hours(i64::from(app.settings.session.hours))),
    };
    app.db
        .transaction(async move |tx| Ok(session::Entity::insert(row).exec_without_returning(&*tx).await.map(|_| ())?))
        .await?;
    Ok(Opening { token, officer })
}

/// Who is signed in with this cookie.
///
/// # Errors
/// Not signed in, and those of the database.
pub async fn account(app: &App, token: &str) -> Result<Officer> {
    let now = app.clock.now();
    let hash = secret::hash(token);
    let idle = now - TimeDelta::hours(i64::from(app.settings.session.idle_hours));
    let found = session::Entity::find_by_id(&hash)
        .filter(session::Column::ExpiresAt.gt(now))
        .filter(session::Column::SeenAt.gt(idle))
        .one(app.db.read())
        .await?
        .filter(|session| secret::same(&session.token_hash, &hash))
        .ok_or(Error::NotSignedIn)?;
    let officer = officer::Entity::find_by_id(found.officer_id)
        .filter(officer::Column::DisabledAt.is_null())
        .one(app.db.read())
        .await?
        .ok_or(Error::NotSignedIn)?;
    if now - found.seen_at > SEEN_EVERY {
        app.db
            .transaction(async move |tx| {
                session::Entity::update_many()
                    .col_expr(session::Column::SeenAt, Expr::value(now))
                    .filter(session::Column::TokenHash.eq(hash))
                    .exec(&*tx)
                    .await?;
                Ok(())
            })
            .await?;
    }
    Ok(officer.into())
}

/// Signs out in this browser.
///
/// # Errors
/// Those of the database.
pub async fn sign_out(app: &App, token: &str) -> Result<()> {
    let hash = secret::hash(token);
    app.db.transaction(async move |tx| end(&*tx, session::Column::TokenHash.eq(hash)).await).await
}

/// Signs out in every browser.
///
/// # Errors
/// Those of the database.
pub async fn sign_out_everywhere(app: &App, officer: OfficerId) -> Result<()> {
    let now = app.clock.now();
    app.db.transaction(async move |tx| end_all(&*tx, officer, now).await).await
}

/// Ends an officer's sessions and the links they have not used.
async fn end_all(tx: &impl ConnectionTrait, officer: OfficerId, now: DateTime<Utc>) -> Result<()> {
    sign_in_link::Entity::update_many()
        .col_expr(sign_in_link::Column::UsedAt, Expr::value(now))
        .filter(sign_in_link::Column::OfficerId.eq(officer))
        .filter(sign_in_link::Column::UsedAt.is_null())
        .exec(tx)
        .await?;
    end(tx, session::Column::OfficerId.eq(officer)).await
}

async fn end(tx: &impl ConnectionTrait, which: sea_orm::sea_query::SimpleExpr) -> Result<()> {
    session::Entity::delete_many().filter(which).exec(tx).await?;
    Ok(())
}

/// Gives an officer a new password, and signs them out everywhere.
///
/// # Errors
/// A fault when it is too short or too long.
pub async fn set_password(app: &App, officer: OfficerId, password: String) -> Result<()> {
    let hashed = password::hash(password).await?;
    let now = app.clock.now();
    app.db
        .transaction(async move |tx| {
            officer::Entity::update_many()
                .col_expr(officer::Column::Password, Expr::value(hashed))
                .filter(officer::Column::Id.eq(officer))
                .exec(&*tx)
                .await?;
            end_all(&*tx, officer, now).await
        })
        .await
}

/// Forgets sessions that have ended.
///
/// # Errors
/// Those of the database.
pub async fn tidy(app: &App) -> Result<()> {
    let now = app.clock.now();
    app.db.transaction(async move |tx| end(&*tx, session::Column::ExpiresAt.lt(now)).await).await
}
