//! Cases with their events and letters, the municipality, and who works here.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, date_null, double, double_null, integer, integer_null, json, string, string_null, text,
    text_null, timestamp_with_time_zone, timestamp_with_time_zone_null, uuid, uuid_null,
};
use sea_orm_migration::sea_orm::DbBackend;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// A table whose first column is its key.
fn table(name: &'static str, mut key: ColumnDef, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut create = Table::create();
    create.table(name).col(key.primary_key().take());
    for mut column in columns {
        create.col(column.take());
    }
    create
}

/// A reference to another table's key.
fn points(create: &mut TableCreateStatement, from: &'static str, column: &'static str, to: &'static str) {
    create.foreign_key(ForeignKey::create().from(from, column).to(to, "id"));
}

fn cases() -> TableCreateStatement {
    table(
        "cases",
        uuid("id"),
        vec![
            string("number").unique_key().take(),
            string("code_hash").unique_key().take(),
            string_null("once_hash").unique_key().take(),
            string_null("once_body"),
            timestamp_with_time_zone("received_at"),
            string("channel"),
            string("language"),
            text("text"),
            text("search_text"),
            text_null("place"),
            double_null("lat"),
            double_null("lon"),
            string("kind"),
            string_null("kind_said"),
            string("category"),
            double("confidence"),
            string_null("department"),
            string("status"),
            timestamp_with_time_zone("status_since"),
            boolean("secret"),
            boolean("phone_first"),
            integer("promise_days"),
            timestamp_with_time_zone("answer_by"),
            timestamp_with_time_zone_null("explain_at"),
            date_null("planned_until"),
            timestamp_with_time_zone_null("answered_at"),
            string_null("close_reason"),
            ColumnDef::new("solved").boolean().null().take(),
            integer_null("rating"),
            boolean("unread"),
            integer("version"),
            integer("events"),
        ],
    )
}

fn case_parts() -> Vec<TableCreateStatement> {
    let mut contact =
        table("contact", uuid("case_id"), vec![string_null("name"), string_null("email"), string_null("phone")]);
    points(&mut contact, "contact", "case_id", "cases");

    let mut event = table(
        "event",
        uuid("id"),
        vec![
            uuid("case_id"),
            integer("seq"),
            timestamp_with_time_zone("at"),
            string("kind"),
            string("party"),
            uuid_null("officer"),
            string_null("department"),
            text_null("text"),
            json("data"),
            boolean("told"),
        ],
    );
    points(&mut event, "event", "case_id", "cases");

    let mut photo = table(
        "photo",
        uuid("id"),
        vec![
            uuid("case_id"),
            integer("position"),
            string("path"),
            integer("width"),
            integer("height"),
            big_integer("size"),
        ],
    );
    points(&mut photo, "photo", "case_id", "cases");

    let mut desk_link = table(
        "desk_link",
        uuid("id"),
        vec![
            uuid("case_id"),
            string("department"),
            string("token_hash").unique_key().take(),
            timestamp_with_time_zone("made_at"),
            timestamp_with_time_zone_null("withdrawn_at"),
        ],
    );
    points(&mut desk_link, "desk_link", "case_id", "cases");

    let mut letter = table(
        "letter",
        uuid("id"),
        vec![
            uuid("case_id"),
            uuid("event_id"),
            string("reader"),
            string("template"),
            string("language"),
            string("subject"),
            json("body"),
            uuid_null("link_id"),
            string("state"),
            integer("attempts"),
            timestamp_with_time_zone("made_at"),
            timestamp_with_time_zone("due_at"),
            timestamp_with_time_zone_null("leased_until"),
            timestamp_with_time_zone_null("sent_at"),
            text_null("trouble"),
            string("message_id"),
            string_null("thread_id"),
        ],
    );
    points(&mut letter, "letter", "case_id", "cases");
    points(&mut letter, "letter", "event_id", "event");
    points(&mut letter, "letter", "link_id", "desk_link");

    let mut task = table(
        "task",
        uuid("id"),
        vec![
            uuid("case_id"),
            string("kind"),
            uuid("letter_id").unique_key().take(),
            timestamp_with_time_zone("made_at"),
            timestamp_with_time_zone_null("done_at"),
            uuid_null("done_by"),
        ],
    );
    points(&mut task, "task", "case_id", "cases");
    points(&mut task, "task", "letter_id", "letter");

    vec![contact, event, photo, desk_link, letter, task]
}

fn town() -> Vec<TableCreateStatement> {
    vec![
        table("counter", integer("year"), vec![integer("last")]),
        table("department", string("code"), vec![integer("position"), json("entry")]),
        table("category", string("code"), vec![integer("position"), json("entry")]),
        table("promise", string("kind"), vec![integer("answer_days")]),
        table(
            "municipality",
            integer("id"),
            vec![json("entry"), timestamp_with_time_zone("loaded_at"), string("key_check")],
        ),
        table(
            "learning_text",
            uuid("id"),
            vec![string("text_hash").unique_key().take(), text("text"), string("category"), string_null("kind")],
        ),
    ]
}

fn people() -> Vec<TableCreateStatement> {
    let officer = table(
        "officer",
        uuid("id"),
        vec![
            string("email").unique_key().take(),
            string("name"),
            string("role"),
            string_null("department"),
            string_null("password"),
            timestamp_with_time_zone("made_at"),
            timestamp_with_time_zone_null("disabled_at"),
        ],
    );
    let mut session = table(
        "session",
        string("token_hash"),
        vec![
            uuid("officer_id"),
            timestamp_with_time_zone("made_at"),
            timestamp_with_time_zone("seen_at"),
            timestamp_with_time_zone("expires_at"),
        ],
    );
    points(&mut session, "session", "officer_id", "officer");
    let mut sign_in_link = table(
        "sign_in_link",
        uuid("id"),
        vec![
            uuid("officer_id"),
            string("token_hash").unique_key().take(),
            timestamp_with_time_zone("expires_at"),
            timestamp_with_time_zone_null("used_at"),
        ],
    );
    points(&mut sign_in_link, "sign_in_link", "officer_id", "officer");
    let api_key = table(
        "api_key",
        uuid("id"),
        vec![
            string("name"),
            string("key_hash").unique_key().take(),
            string("may"),
            timestamp_with_time_zone("made_at"),
            timestamp_with_time_zone_null("withdrawn_at"),
        ],
    );
    vec![officer, session, sign_in_link, api_key]
}

/// Every list and reconciler reads along one of these.
const INDEXES: &[&str] = &[
    "CREATE UNIQUE INDEX event_order ON event (case_id, seq)",
    "CREATE INDEX event_untold ON event (at, id) WHERE NOT told",
    "CREATE UNIQUE INDEX letter_once ON letter (event_id, reader)",
    "CREATE INDEX letter_case ON letter (case_id, made_at)",
    "CREATE INDEX letter_due ON letter (due_at) WHERE state = 'due'",
    "CREATE INDEX task_open ON task (case_id) WHERE done_at IS NULL",
    "CREATE UNIQUE INDEX photo_order ON photo (case_id, position)",
    "CREATE INDEX desk_link_case ON desk_link (case_id)",
    "CREATE INDEX session_officer ON session (officer_id)",
    "CREATE INDEX session_expiry ON session (expires_at)",
    "CREATE INDEX cases_waiting ON cases (answer_by, id) WHERE status NOT IN ('answered', 'closed')",
    "CREATE INDEX cases_waiting_department ON cases (department, answer_by, id) \
     WHERE status NOT IN ('answered', 'closed')",
    "CREATE INDEX cases_waiting_category ON cases (category, answer_by, id) \
     WHERE status NOT IN ('answered', 'closed')",
    "CREATE INDEX cases_waiting_kind ON cases (kind, answer_by, id) WHERE status NOT IN ('answered', 'closed')",
    "CREATE INDEX cases_unread ON cases (answer_by, id) WHERE unread",
    "CREATE INDEX cases_status ON cases (status, answer_by, id)",
    "CREATE INDEX cases_department ON cases (department, answer_by, id)",
    "CREATE INDEX cases_category ON cases (category, answer_by, id)",
    "CREATE INDEX cases_kind ON cases (kind, answer_by, id)",
    "CREATE INDEX cases_all ON cases (answer_by, id)",
    "CREATE INDEX cases_explain ON cases (explain_at) WHERE explain_at IS NOT NULL",
    "CREATE INDEX cases_planned ON cases (planned_until) WHERE planned_until IS NOT NULL",
];

/// Full-text search is the one place where the two databases differ.
const SEARCH_SQLITE: &[&str] = &[
    "CREATE VIRTUAL TABLE case_search USING fts5(case_id UNINDEXED, words, tokenize = 'unicode61 remove_diacritics 0')",
    "CREATE TRIGGER cases_search_new AFTER INSERT ON cases BEGIN \
     INSERT INTO case_search (case_id, words) VALUES (new.id, new.search_text); END",
];
const SEARCH_POSTGRES: &[&str] = &["CREATE INDEX cases_search ON cases USING gin (to_tsvector('simple', search_text))"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(cases()).await?;
        for table in case_parts().into_iter().chain(town()).chain(people()) {
            manager.create_table(table).await?;
        }
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        let search = if postgres { SEARCH_POSTGRES } else { SEARCH_SQLITE };
        for statement in INDEXES.iter().chain(search) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("going back would lose cases: restore a backup instead".to_owned()))
    }
}
