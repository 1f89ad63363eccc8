//! The schema of Synpunkt, one frozen step at a time.
//!
//! A step that has landed is never edited, and names nothing of ours: it must mean the same for ever.

mod m20261124_000001_first;
mod m20261125_000001_learning;
mod m20261126_000001_model_outcomes;
mod m20261126_000002_typical_texts;

use sea_orm_migration::{MigrationTrait, async_trait};
pub use sea_orm_migration::{MigratorTrait, prelude::DbErr};

/// The steps in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_000001_first::Migration),
            Box::new(m20261125_000001_learning::Migration),
            Box::new(m20261126_000001_model_outcomes::Migration),
            Box::new(m20261126_000002_typical_texts::Migration),
        ]
    }
}
