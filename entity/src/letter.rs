//! A letter to one reader about one event, and how its delivery goes.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::id::{CaseId, EventId, LetterId, LinkId};
use crate::word::LetterState;

/// One row a letter. The address and the secret link are put in when it is sent, and stored nowhere.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "letter")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: LetterId,
    pub case_id: CaseId,
    pub event_id: EventId,
    /// `resident`, or `department:CODE`.
    pub reader: String,
    /// Which letter it is, as named in the texts.
    pub template: String,
    pub language: String,
    pub subject: String,
    /// The paragraphs, without link and address.
    pub body: Json,
    /// The department's link to put in.
    pub link_id: Option<LinkId>,
    pub state: LetterState,
    pub attempts: i32,
    pub made_at: DateTime<Utc>,
    /// When to try (again).
    pub due_at: DateTime<Utc>,
    /// Until when a node has it in hand.
    pub leased_until: Option<DateTime<Utc>>,
    pub sent_at: Option<DateTime<Utc>>,
    /// The mail server's words the last time it failed, without addresses.
    pub trouble: Option<String>,
    /// Message-ID, without angle brackets.
    pub message_id: String,
    /// Message-ID of this reader's first letter about the case.
    pub thread_id: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
