//! How the verdicts of each model turned out, counted beside it.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const STEPS: &[&str] = &[
    "ALTER TABLE model ADD COLUMN cases integer NOT NULL DEFAULT 0",
    "ALTER TABLE model ADD COLUMN cases_right integer NOT NULL DEFAULT 0",
    "UPDATE model SET cases = (SELECT count(*) FROM outcome \
     WHERE model.base <> '' AND substr(outcome.model, 1, length(model.base)) = model.base), \
     cases_right = (SELECT count(*) FROM outcome WHERE model.base <> '' \
     AND substr(outcome.model, 1, length(model.base)) = model.base AND outcome.said = outcome.turned_out)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for step in STEPS {
            manager.get_connection().execute_unprepared(step).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("going back would lose cases: restore a backup instead".to_owned()))
    }
}
