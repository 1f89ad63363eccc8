//! The database: SQLite beside the program, or PostgreSQL for several nodes.
//!
//! SQLite gets one connection that writes and several that cannot; PostgreSQL one pool. A write is never cancelled with
//! the request that asked for it, since a connection that is dropped inside `begin` comes back with its transaction open.

use std::sync::Arc;
use std::time::Duration;

use migration::{Migrator, MigratorTrait};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

use crate::config::Settings;
use crate::error::{Context, Error, Result};

/// A transaction at work. Clones share it.
pub type Tx = Arc<DatabaseTransaction>;

/// The connections of one node.
#[derive(Clone, Debug)]
pub struct Db {
    write: DatabaseConnection,
    read: DatabaseConnection,
}

impl Db {
    /// Connects; makes the file of a SQLite database that is not there yet.
    ///
    /// # Errors
    /// The database cannot be reached or opened.
    pub async fn connect(settings: &Settings) -> Result<Self> {
        let url = &settings.database.url;
        let wait = Duration::from_secs(settings.database.wait_seconds);
        let mut options = ConnectOptions::new(url.clone());
        options.acquire_timeout(wait).connect_timeout(wait).sqlx_logging(false).record_stmt_in_spans(false);
        if !url.starts_with("sqlite:") {
            options.max_connections(settings.database.connections);
            // A plan made once for all words walks the primary key for rare ones.
            options.map_sqlx_postgres_opts(|o| o.options([("plan_cache_mode", "force_custom_plan")]));
            let pool = Database::connect(options).await.context("connecting to PostgreSQL")?;
            return Ok(Self { write: pool.clone(), read: pool });
        }
        let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
        if let Some(folder) = std::path::Path::new(path).parent() {
            std::fs::create_dir_all(folder).context("making the database's folder")?;
        }
        options.idle_timeout(None).max_lifetime(None);
        let mut writer = options.clone();
        writer.min_connections(1).max_connections(1).map_sqlx_sqlite_opts(move |o| {
            o.create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(wait)
        });
        let write = Database::connect(writer).await.context("opening the SQLite database")?;
        options.max_connections(settings.database.readers).map_sqlx_sqlite_opts(move |o| {
            o.journal_mode(SqliteJournalMode::Wal).foreign_keys(true).busy_timeout(wait).pragma("query_only", "true")
        });
        let read = Database::connect(options).await.context("opening the SQLite database")?;
        Ok(Self { write, read })
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// A step fails; nothing of it stays.
    pub async fn migrate(&self) -> Result<()> {
        Migrator::up(&self.write, None).await.context("migrating the database")
    }

    /// For reading.
    pub fn read(&self) -> &DatabaseConnection {
        &self.read
    }

    /// One change, whole or not at all. It goes on though the one who asked hangs up.
    ///
    /// # Errors
    /// Those of the work, and those of the database; nothing of the change stays then.
    #[expect(clippy::disallowed_methods, reason = "a write is never cancelled with its request")]
    pub async fn transaction<T, F, Work>(&self, work: F) -> Result<T>
    where
        F: FnOnce(Tx) -> Work + Send + 'static,
        Work: Future<Output = Result<T>> + Send,
        T: Send + 'static,
    {
        let db = self.clone();
        tokio::spawn(async move { db.run(work).await }).await.context("finishing a change")?
    }

    async fn run<T, F, Work>(&self, work: F) -> Result<T>
    where
        F: FnOnce(Tx) -> Work,
        Work: Future<Output = Result<T>>,
    {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = Arc::new(self.write.begin_with_options(options).await?);
        let outcome = work(Arc::clone(&tx)).await;
        let tx = Arc::into_inner(tx).ok_or_else(|| Error::internal("a transaction outlived its work"))?;
        match outcome {
            Ok(value) => tx.commit().await.map(|()| value).map_err(Error::from),
            Err(trouble) => {
                tx.rollback().await?;
                Err(trouble)
            }
        }
    }

    /// Whether the database answers.
    pub async fn answers(&self) -> bool {
        self.read.ping().await.is_ok() && self.write.ping().await.is_ok()
    }
}
