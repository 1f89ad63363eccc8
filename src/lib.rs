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
//! | what came of it, and what there is to learn | [`insight`] | `case`, `staff` |
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
pub mod insight;
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
use entity::id::ModelId;
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
    /// Wakes the one who reads and learns what is new.
    pub study: Arc<Notify>,
    /// When the worker last went its round.
    pub round: Arc<RwLock<Option<DateTime<Utc>>>>,
    learnt: Arc<RwLock<Learnt>>,
}

/// The municipality as it was last read, and what was learnt from it.
struct Learnt {
    municipality: Arc<Municipality>,
    classifier: Arc<Classifier>,
    stamp: Stamp,
}

/// What tells whether there is something new to read or to learn.
#[derive(Debug, Clone, Default, PartialEq)]
struct Stamp {
    loaded_at: DateTime<Utc>,
    model: Option<(ModelId, String)>,
    lessons: Option<DateTime<Utc>>,
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
            stamp: Stamp::default(),
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
            study: Arc::default(),
            round: Arc::default(),
            learnt: Arc::new(RwLock::new(learnt)),
        })
    }

    /// Reads the municipality again if it was loaded anew, and learns what is new to learn: the municipality's texts, a
    /// new model, or lessons on top of the one in use.
    ///
    /// # Errors
    /// Those of the database and the file store.
    pub async fn refresh(&self) -> Result<()> {
        let db = self.db.read();
        let model = insight::model::current(db).await?;
        let stamp = Stamp {
            loaded_at: store::loaded_at(db).await?.unwrap_or_default(),
            model: model.as_ref().map(|model| (model.id, model.base.clone())),
            lessons: insight::lesson::changed_at(db).await?,
        };
        let (before, known, town) = {
            let learnt = self.learnt.read().unwrap_or_else(PoisonError::into_inner);
            (learnt.stamp.clone(), Arc::clone(&learnt.classifier), Arc::clone(&learnt.municipality))
        };
        if stamp == before {
            return Ok(());
        }
        let reloaded = stamp.loaded_at != before.loaded_at;
        let municipality = if reloaded { Arc::new(store::find(db).await?) } else { town };
        let until = model.as_ref().map_or(DateTime::UNIX_EPOCH, |model| model.lessons_until);
        let base = match &model {
            Some(model) if !reloaded && model.base == known.base() => known,
            model => Arc::new(self.base(&municipality, stamp.loaded_at, model.as_ref(), until).await?),
        };
        let lessons = insight::lesson::examples(db, until, true).await?;
        let classifier = Arc::new(base.taught(&classify::known(&municipality, lessons)));
        // The model may just have been written down: with what is there now, the next look finds nothing new. Where
        // another has been asked for meanwhile, it does.
        let written = insight::model::current(db).await?.map(|model| (model.id, model.base));
        let model = written.filter(|(_, base)| base == classifier.base()).or_else(|| stamp.model.clone());
        let learnt = Learnt { municipality, classifier, stamp: Stamp { model, ..stamp } };
        *self.learnt.write().unwrap_or_else(PoisonError::into_inner) = learnt;
        Ok(())
    }

    /// The model in use, from the file store, or learnt anew and written down.
    async fn base(
        &self,
        municipality: &Arc<Municipality>,
        loaded_at: DateTime<Utc>,
        model: Option<&entity::model::Model>,
        until: DateTime<Utc>,
    ) -> Result<Classifier> {
        let precision = self.settings.classify.precision;
        if let Some(model) = model.filter(|model| !model.base.is_empty() && model.at >= loaded_at)
            && let Some(stored) = Classifier::stored(&self.files, &model.base, precision).await
        {
            return Ok(stored);
        }
        let db = self.db.read();
        let mut texts = store::examples(db).await?;
        let lessons = insight::lesson::examples(db, until, false).await?;
        let counts = (texts.len(), lessons.len());
        texts.extend(lessons);
        let classifier =
            Classifier::ready(&self.files, classify::lessons(municipality, texts), municipality, precision).await?;
        let (clock, learnt) =
            (self.clock.clone(), Arc::new(classifier.measured(|code| municipality.may_forward(code))));
        let asked = (model.map(|model| model.id), until);
        let base = classifier.base().to_owned();
        self.db
            .transaction(async move |tx| insight::model::note(&*tx, &base, &learnt, counts, asked, &clock).await)
            .await?;
        Ok(classifier)
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
