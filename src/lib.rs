//! Synpunkt, built the way a case travels: a resident writes, the words become a case, the case is understood, it goes to
//! the department whose matter it is, the people concerned get a letter, and everyone can follow it.
//!
//! | step | module | may name |
//! | --- | --- | --- |
//! | a resident's words become a case | [`intake`] | `classify`, `route`, `case` |
//! | what is it about? | [`classify`] | no feature |
//! | whose is it, and until when? | [`route`] | no feature |
//! | the case itself, and what happened to it | [`case`] | no feature |
//! | who is told, in which words | [`notify`] | `case` |
//! | the resident follows it | [`track`] | `case` |
//! | the department's page | [`desk`] | `case` |
//! | the contact centre's workspace | [`triage`] | `case`, `staff`, and what `notify` knows of letters |
//! | who works here | [`staff`] | `case` |
//! | the contract with other systems | [`api`] | all of these |
//!
//! Beneath them: [`municipality`], [`text`], [`calendar`], [`clock`], [`secret`], [`db`], [`files`], [`config`], [`error`], and
//! [`web`], which is what all pages share.
#![warn(missing_docs)]

pub mod api;
pub mod calendar;
pub mod case;
pub mod classify;
pub mod clock;
pub mod config;
pub mod db;
pub mod desk;
pub mod error;
pub mod files;
pub mod guide;
pub mod health;
pub mod intake;
pub mod municipality;
pub mod notify;
pub mod route;
pub mod secret;
pub mod server;
pub mod staff;
pub mod telemetry;
pub mod text;
pub mod track;
pub mod triage;
pub mod web;
pub mod work;

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use classify::Classifier;
use clock::Clock;
use config::Settings;
use db::Db;
use error::{Context, Error, Result};
use files::Files;
use intake::register::Register;
use municipality::read::{Loaded, Source};
use municipality::{Municipality, store};
use notify::post::Post;
use secret::Key;
use web::limit::Limits;

/// One running Synpunkt: everything that handlers, the worker and the command line stand on. Clones share it.
#[derive(Clone)]
pub struct App {
    /// The settings.
    pub settings: Arc<Settings>,
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The key for codes and links.
    pub key: Key,
    /// The file store.
    pub files: Files,
    /// How letters leave.
    pub post: Post,
    /// The one that writes new cases.
    pub register: Register,
    /// How much one client may do.
    pub limits: Arc<Limits>,
    /// Wakes the worker.
    pub wake: Arc<Notify>,
    /// When the worker last went its round.
    pub round: Arc<RwLock<Option<DateTime<Utc>>>>,
    learnt: Arc<RwLock<Learnt>>,
}

/// The municipality as it was last read, and what was learnt from it.
struct Learnt {
    municipality: Arc<Municipality>,
    classifier: Arc<Classifier>,
    loaded_at: DateTime<Utc>,
}

impl App {
    /// Connects, brings the schema up to date, and reads the municipality, the example's into an empty database.
    ///
    /// # Errors
    /// A sentence about what cannot be reached, read or opened.
    pub async fn open(settings: Settings, clock: Clock) -> Result<Self> {
        let key = Key::open(&settings.security.key_file).context("reading security.key_file")?;
        let files = Files::open(&settings)?;
        let post = Post::open(&settings)?;
        let db = Db::connect(&settings).await?;
        db.migrate().await?;
        if store::loaded_at(db.read()).await?.is_none() {
            let source = Source::from_setting(&settings.municipality.path);
            let loaded = municipality::read::read(&source).map_err(|flaws| {
                Error::internal(flaws.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
            })?;
            load(&db, loaded, &clock, &key).await?;
        }
        if store::key_check(db.read()).await?.is_some_and(|check| !secret::same(&check, &key.check())) {
            return Err(Error::internal(
                "security.key_file holds another key than the one this database was made with: links in letters would \
                 lead nowhere. Put the right key file in place",
            ));
        }
        let learnt = Learnt {
            municipality: Arc::new(store::find(db.read()).await?),
            classifier: Arc::new(Classifier::learn(&[], settings.classify.precision)),
            loaded_at: DateTime::UNIX_EPOCH,
        };
        Ok(Self {
            register: Register::start(db.clone(), settings.database.batch),
            limits: Arc::new(Limits::new(&settings.limits)),
            settings: Arc::new(settings),
            db,
            clock,
            key,
            files,
            post,
            wake: Arc::default(),
            round: Arc::default(),
            learnt: Arc::new(RwLock::new(learnt)),
        })
    }

    /// Reads the municipality again if it was loaded anew, and learns what its texts are about.
    ///
    /// # Errors
    /// Those of the database and the file store.
    pub async fn refresh(&self) -> Result<()> {
        let loaded_at = store::loaded_at(self.db.read()).await?.unwrap_or_default();
        if loaded_at == self.learnt.read().unwrap_or_else(PoisonError::into_inner).loaded_at {
            return Ok(());
        }
        let municipality = store::find(self.db.read()).await?;
        let lessons = classify::lessons(&municipality, store::examples(self.db.read()).await?);
        let classifier =
            Classifier::ready(&self.files, lessons, &municipality, self.settings.classify.precision).await?;
        let learnt = Learnt { municipality: Arc::new(municipality), classifier: Arc::new(classifier), loaded_at };
        *self.learnt.write().unwrap_or_else(PoisonError::into_inner) = learnt;
        Ok(())
    }

    /// The municipality.
    pub fn municipality(&self) -> Arc<Municipality> {
        Arc::clone(&self.learnt.read().unwrap_or_else(PoisonError::into_inner).municipality)
    }

    /// The one who knows what texts are about.
    pub fn classifier(&self) -> Arc<Classifier> {
        Arc::clone(&self.learnt.read().unwrap_or_else(PoisonError::into_inner).classifier)
    }

    /// What a step with a case stands on.
    pub fn ground(&self) -> case::Ground {
        case::Ground { clock: self.clock.clone(), municipality: self.municipality(), key: self.key.clone() }
    }

    /// A link to a page, for letters and other systems.
    pub fn link(&self, path: &str) -> String {
        let url = self.settings.server.public_url.trim_end_matches('/');
        if url.is_empty() { format!("http://{}{path}", self.settings.server.listen) } else { format!("{url}{path}") }
    }
}

/// Puts a municipality and its learning texts into the database.
///
/// # Errors
/// Those of the database; nothing of it stays then.
pub async fn load(db: &Db, loaded: Loaded, clock: &Clock, key: &Key) -> Result<()> {
    let (clock, check) = (clock.clone(), key.check());
    db.transaction(async move |tx| {
        store::replace(&*tx, &loaded.municipality, &clock, &check).await?;
        store::add_examples(&*tx, &loaded.examples, &clock).await
    })
    .await
}
