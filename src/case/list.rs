//! The queue: cases by how long they wait against their promise, filtered, counted, and paged by key.

use chrono::{DateTime, Utc};
use entity::case;
use entity::id::CaseId;
use entity::word::{Kind, Status};
use sea_orm::sea_query::{Expr, ExprTrait as _, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, QueryFilter, QueryOrder, QuerySelect, Select};

use super::{Case, Sight, search, visible_to};
use crate::error::{Error, Result};

/// Cases on one page.
pub const PAGE: u64 = 50;
/// Counts stop here: "1000+" tells as much.
pub const MOST_COUNTED: u64 = 1000;

/// Which cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// With this status; without one, those that are open.
    pub status: Option<Status>,
    /// Those of a department, or with an empty code the contact centre's own.
    pub department: Option<String>,
    /// About this.
    pub category: Option<String>,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Past their promise.
    pub late: bool,
    /// The resident wrote, and nobody has acted.
    pub unread: bool,
    /// With these words, or this very number.
    pub words: Option<String>,
    /// Ended ones too.
    pub ended: bool,
}

/// Where a page begins: after this case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// What the list goes by: the promise, or when it came.
    pub at: DateTime<Utc>,
    /// Its id.
    pub id: CaseId,
}

impl After {
    /// The place after a case.
    pub fn case(case: &Case) -> Self {
        Self { at: case.answer_by, id: case.id }
    }

    /// As it stands in a link.
    pub fn key(&self) -> String {
        format!("{}.{}", self.at.timestamp_millis(), self.id.0.simple())
    }

    /// From a link.
    ///
    /// # Errors
    /// A fault, when it is not one of ours.
    pub fn parse(key: &str) -> Result<Self> {
        let parts = key.split_once('.').and_then(|(ms, id)| {
            // From 1970 to 2243: what a database can compare with.
            let ms: i64 = ms.parse().ok().filter(|ms| (0..8_640_000_000_000).contains(ms))?;
            let at = DateTime::from_timestamp_millis(ms)?;
            Some(Self { at, id: CaseId(uuid::Uuid::parse_str(id).ok()?) })
        });
        parts.ok_or_else(|| Error::fault("after", "unknown"))
    }
}

fn filtered(sight: &Sight, filter: &Filter, now: DateTime<Utc>, backend: DbBackend) -> Select<case::Entity> {
    let mut query = visible_to(sight);
    if let Some(words) = filter.words.as_deref().map(str::trim).filter(|w| !w.is_empty()) {
        if words.to_uppercase().starts_with("KC-") {
            // An exact number is asked for itself, whatever else is chosen.
            return query.filter(case::Column::Number.eq(words.to_uppercase()));
        }
        query = query.filter(matching(words, backend));
    }
    query = match filter.status {
        Some(status) => query.filter(case::Column::Status.eq(status)),
        None if filter.ended => query,
        // Those beside a shared case wait with it; what their residents write is seen all the same.
        None => query.filter(open()).filter(Expr::cust("(joined_to IS NULL OR unread)")),
    };
    query = match filter.department.as_deref() {
        None => query,
        Some("") => query.filter(case::Column::Department.is_null()),
        Some(code) => query.filter(case::Column::Department.eq(code)),
    };
    if let Some(category) = &filter.category {
        query = query.filter(case::Column::Category.eq(category));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(case::Column::Kind.eq(kind));
    }
    if filter.late {
        query = query.filter(case::Column::AnswerBy.lt(now)).filter(open());
        query = query.filter(Expr::cust("status NOT IN ('planned', 'awaiting_resident')"));
    }
    if filter.unread {
        query = query.filter(Expr::cust("unread"));
    }
    query
}

/// Written as the partial indexes are, since SQLite uses them only for the same words.
fn open() -> SimpleExpr {
    Expr::cust("status NOT IN ('answered', 'closed')")
}

/// Full-text search is where the two databases differ.
fn matching(words: &str, backend: DbBackend) -> SimpleExpr {
    let stems = search::stems(words);
    if backend == DbBackend::Postgres {
        let sql = "to_tsvector('simple', search_text) @@ plainto_tsquery('simple', $1)";
        return Expr::cust_with_values(sql, [stems]);
    }
    let all: Vec<String> = stems.split_whitespace().map(|stem| format!("\"{stem}\"")).collect();
    let sql = "id IN (SELECT case_id FROM case_search WHERE case_search MATCH ?)";
    let sought = if all.is_empty() { "\"\"".to_owned() } else { all.join(" ") };
    Expr::cust_with_values(sql, [sought])
}

/// One page: the cases that wait longest against their promise first, and where the next page begins.
///
/// # Errors
/// Those of the database.
pub async fn page(
    db: &impl ConnectionTrait,
    sight: &Sight,
    filter: &Filter,
    after: Option<After>,
    size: u64,
    now: DateTime<Utc>,
) -> Result<(Vec<Case>, Option<After>)> {
    let mut query = filtered(sight, filter, now, db.get_database_backend());
    if let Some(after) = after {
        let key = Expr::tuple([
            Expr::col((case::Entity, case::Column::AnswerBy)),
            Expr::col((case::Entity, case::Column::Id)),
        ]);
        query = query.filter(key.gt(Expr::tuple([Expr::value(after.at), Expr::value(after.id.0)])));
    }
    let ordered = query.order_by_asc(case::Column::AnswerBy).order_by_asc(case::Column::Id);
    let mut cases = ordered.limit(size + 1).all(db).await?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let more = cases.len() > size;
    cases.truncate(size);
    let next = cases.last().filter(|_| more).map(After::case);
    Ok((cases, next))
}

/// How many there are, up to a bound that keeps it quick.
///
/// # Errors
/// Those of the database.
pub async fn count(db: &impl ConnectionTrait, sight: &Sight, filter: &Filter, now: DateTime<Utc>) -> Result<u64> {
    let some = filtered(sight, filter, now, db.get_database_backend());
    let ids: Vec<CaseId> = some.select_only().column(case::Column::Id).limit(MOST_COUNTED).into_tuple().all(db).await?;
    Ok(u64::try_from(ids.len()).unwrap_or(MOST_COUNTED))
}
