//! A case: what the resident wrote, and where it stands now.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;

use crate::id::CaseId;
use crate::word::{Channel, CloseReason, Kind, Status};

/// One row a case. What the resident wrote is never changed; the rest follows from the events.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "cases")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: CaseId,
    /// Register number, `KC-2026-000123`.
    #[sea_orm(unique)]
    pub number: String,
    /// SHA-256 of the resident's code, hexadecimal.
    #[sea_orm(unique)]
    pub code_hash: String,
    /// SHA-256 of the sender's idempotency key.
    pub once_hash: Option<String>,
    /// SHA-256 of what was sent with that key.
    pub once_body: Option<String>,
    pub received_at: DateTime<Utc>,
    pub channel: Channel,
    /// `sv` or `en`: the language to write to the resident in.
    pub language: String,
    #[sea_orm(column_type = "Text")]
    pub text: String,
    /// The words of the text and the place, stemmed, for searching.
    #[sea_orm(column_type = "Text")]
    pub search_text: String,
    pub place: Option<String>,
    /// WGS 84, degrees.
    pub lat: Option<f64>,
    /// WGS 84, degrees.
    pub lon: Option<f64>,
    pub kind: Kind,
    /// The kind the resident chose, if any.
    pub kind_said: Option<Kind>,
    pub category: String,
    /// How sure the classifier was of the category it proposed, 0 to 1.
    pub confidence: f64,
    /// The category that was said when it came.
    pub category_said: String,
    /// The department that the said category has.
    pub department_said: Option<String>,
    /// It went to that department by itself.
    pub automatic: bool,
    /// The model that said so.
    pub model: String,
    /// The language the text is written in, ISO 639-1.
    pub written_in: String,
    /// The case that this one shares its answer with.
    pub joined_to: Option<CaseId>,
    /// The case whose letter this one is a part of.
    pub part_of: Option<CaseId>,
    /// The department that has it; none while the contact centre does.
    pub department: Option<String>,
    pub status: Status,
    pub status_since: DateTime<Utc>,
    /// Kept from readers who need not see it (OSL).
    pub secret: bool,
    pub phone_first: bool,
    /// The promise in force when it came, in working days.
    pub promise_days: i32,
    /// The last moment of the promised day.
    pub answer_by: DateTime<Utc>,
    /// When the resident is owed the next explanation of a delay.
    pub explain_at: Option<DateTime<Utc>>,
    pub planned_until: Option<NaiveDate>,
    pub answered_at: Option<DateTime<Utc>>,
    pub close_reason: Option<CloseReason>,
    /// The resident's own verdict: was it solved?
    pub solved: Option<bool>,
    /// How it was, 1 to 5.
    pub rating: Option<i32>,
    /// The resident has written something nobody has acted on.
    pub unread: bool,
    /// Grows with every change; guards against overwriting.
    pub version: i32,
    /// How many events it has.
    pub events: i32,
}

impl ActiveModelBehavior for ActiveModel {}
