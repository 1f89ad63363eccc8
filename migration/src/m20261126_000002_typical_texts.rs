//! Which texts to learn from are as residents write.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let step = "ALTER TABLE learning_text ADD COLUMN typical boolean NOT NULL DEFAULT false";
        manager.get_connection().execute_unprepared(step).await?;
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("going back would lose cases: restore a backup instead".to_owned()))
    }
}
