//! Learning from those who know: lessons, models, outcomes and their counts; what Synpunkt itself said of a case; cases
//! that belong together.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// The types both databases know by these names are few; a moment is text on SQLite and a timestamp on PostgreSQL.
const STEPS: &[&str] = &[
    "ALTER TABLE cases ADD COLUMN category_said varchar NOT NULL DEFAULT ''",
    "ALTER TABLE cases ADD COLUMN department_said varchar",
    "ALTER TABLE cases ADD COLUMN automatic boolean NOT NULL DEFAULT FALSE",
    "ALTER TABLE cases ADD COLUMN model varchar NOT NULL DEFAULT ''",
    "ALTER TABLE cases ADD COLUMN written_in varchar NOT NULL DEFAULT ''",
    "ALTER TABLE cases ADD COLUMN joined_to {uuid}",
    "ALTER TABLE cases ADD COLUMN part_of {uuid}",
    "UPDATE cases SET category_said = category, automatic = (department IS NOT NULL), written_in = language",
    "CREATE INDEX cases_joined ON cases (joined_to) WHERE joined_to IS NOT NULL",
    "CREATE INDEX cases_parts ON cases (part_of) WHERE part_of IS NOT NULL",
    // The queue leaves out cases beside a shared one: what it asks stands in its indexes, or SQLite takes others.
    "DROP INDEX cases_waiting",
    "DROP INDEX cases_waiting_department",
    "DROP INDEX cases_waiting_category",
    "DROP INDEX cases_waiting_kind",
    "CREATE INDEX cases_waiting ON cases (answer_by, id, joined_to, unread) WHERE status NOT IN ('answered', 'closed')",
    "CREATE INDEX cases_waiting_department ON cases (department, answer_by, id, joined_to, unread) \
     WHERE status NOT IN ('answered', 'closed')",
    "CREATE INDEX cases_waiting_category ON cases (category, answer_by, id, joined_to, unread) \
     WHERE status NOT IN ('answered', 'closed')",
    "CREATE INDEX cases_waiting_kind ON cases (kind, answer_by, id, joined_to, unread) \
     WHERE status NOT IN ('answered', 'closed')",
    "CREATE INDEX cases_received ON cases (received_at, id)",
    "ALTER TABLE learning_text ADD COLUMN sign varchar",
    "ALTER TABLE event ADD COLUMN counted boolean NOT NULL DEFAULT TRUE",
    "CREATE INDEX event_uncounted ON event (at, id) WHERE NOT counted",
    "CREATE TABLE lesson (case_id {uuid} NOT NULL PRIMARY KEY REFERENCES cases (id), at {moment} NOT NULL, \
     changed_at {moment} NOT NULL, teacher varchar NOT NULL, category varchar NOT NULL, kind varchar, \
     denied boolean NOT NULL, set_aside boolean NOT NULL)",
    "CREATE INDEX lesson_order ON lesson (at, case_id)",
    "CREATE INDEX lesson_changed ON lesson (changed_at)",
    "CREATE TABLE model (id {uuid} NOT NULL PRIMARY KEY, at {moment} NOT NULL, base varchar NOT NULL, \
     lessons_until {moment} NOT NULL, texts integer NOT NULL, lessons integer NOT NULL, figures {json} NOT NULL, \
     set_aside boolean NOT NULL)",
    "CREATE TABLE outcome (case_id {uuid} NOT NULL PRIMARY KEY REFERENCES cases (id), at {moment} NOT NULL, \
     month varchar NOT NULL, said varchar NOT NULL, turned_out varchar NOT NULL, department_said varchar NOT NULL, \
     department_turned_out varchar NOT NULL, automatic boolean NOT NULL, returned boolean NOT NULL, model varchar NOT NULL)",
    "CREATE INDEX outcome_pair ON outcome (said, turned_out, at, case_id)",
    "CREATE INDEX outcome_departments ON outcome (department_said, department_turned_out, at, case_id)",
    "CREATE INDEX outcome_all ON outcome (at, case_id)",
    "CREATE TABLE tally (month varchar NOT NULL, said varchar NOT NULL, turned_out varchar NOT NULL, \
     department_said varchar NOT NULL, department_turned_out varchar NOT NULL, automatic boolean NOT NULL, \
     returned boolean NOT NULL, cases integer NOT NULL, \
     PRIMARY KEY (month, said, turned_out, department_said, department_turned_out, automatic, returned))",
    "CREATE TABLE guided (month varchar NOT NULL, rule varchar NOT NULL, step varchar NOT NULL, cases integer NOT NULL, \
     PRIMARY KEY (month, rule, step))",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == sea_orm_migration::sea_orm::DbBackend::Postgres;
        let (uuid, moment, json) = if postgres {
            ("uuid", "timestamptz", "json")
        } else {
            ("uuid_text", "timestamp_with_timezone_text", "json_text")
        };
        for step in STEPS {
            let sql = step.replace("{uuid}", uuid).replace("{moment}", moment).replace("{json}", json);
            manager.get_connection().execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("going back would lose cases: restore a backup instead".to_owned()))
    }
}
