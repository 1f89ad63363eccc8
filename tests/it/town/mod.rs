//! A municipality to test in: Lilla kommun, with nine categories, a database of its own and letters in a folder.

mod browser;
mod mailbox;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::id::CaseId;
use entity::word::Role;
use sea_orm::{ConnectionTrait, Database};
use synpunkt::case::{Sight, open, similar};
use synpunkt::classify::Classifier;
use synpunkt::clock::Clock;
use synpunkt::config::Settings;
use synpunkt::{App, server, staff, work};
use uuid::Uuid;

pub use browser::{Answer, Browser, form};
pub use mailbox::Letter;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    Sqlite,
    Postgres,
}

/// A running Synpunkt with its own data.
pub struct Town {
    pub app: App,
    pub folder: PathBuf,
    router: axum::Router,
    /// Letters that were read before.
    read: std::sync::Mutex<Vec<PathBuf>>,
}

impl Drop for Town {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The folder of the municipality.
pub fn lilla() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/town/lilla")
}

/// A setting of the test's surroundings, that `tests/run` gives.
#[expect(clippy::disallowed_methods, reason = "tests are told by tests/run where the servers are")]
pub fn given(name: &str) -> String {
    std::env::var(name)
        .unwrap_or_else(|_| panic!("{name} is not set: run the tests with tests/run, which starts the servers"))
}

/// A new empty database.
pub async fn database(base: Base, folder: &Path) -> String {
    match base {
        Base::Sqlite => format!("sqlite://{}/synpunkt.db", folder.display()),
        Base::Postgres => {
            let server = given("SYNPUNKT_TEST_POSTGRES");
            let name = format!("t{}", Uuid::new_v4().simple());
            let admin = Database::connect(format!("{server}/postgres")).await.unwrap();
            admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
            admin.close().await.unwrap();
            format!("{server}/{name}")
        }
    }
}

/// A folder of its own.
pub fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(Uuid::new_v4().simple().to_string());
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Every town wakes up on the morning of Tuesday 20 October 2026, whenever the tests run.
pub fn clock() -> Clock {
    Clock::starting("2026-10-20T07:00:00Z".parse().unwrap())
}

/// Settings for a town in a folder; `more` is TOML that wins.
pub fn settings(folder: &Path, database: &str, more: &str) -> Settings {
    let here = folder.display();
    let all = format!(
        "database.url = \"{database}\"\nmail.folder = \"{here}/mail\"\nfiles.url = \"file://{here}/files\"\n\
         municipality.path = \"{}\"\nsecurity.key_file = \"{here}/key\"\nclassify.precision = 0.6\n\
         limits.reports = 1000\nserver.public_url = \"https://synpunkt.example\"\n{more}\n",
        lilla().display()
    );
    let file = folder.join(format!("settings-{}.toml", Uuid::new_v4().simple()));
    std::fs::write(&file, all).unwrap();
    Settings::read(Some(&file)).unwrap()
}

impl Town {
    pub async fn new(base: Base) -> Self {
        Self::with(base, "").await
    }

    /// A town whose settings differ.
    pub async fn with(base: Base, more: &str) -> Self {
        let folder = folder();
        let url = database(base, &folder).await;
        Self::of(App::open(settings(&folder, &url, more), clock()).await.unwrap(), folder).await
    }

    /// A node of a town that others share.
    pub async fn at(folder: &Path, url: &str) -> Self {
        Self::of(App::open(settings(folder, url, ""), clock()).await.unwrap(), folder.to_owned()).await
    }

    async fn of(app: App, folder: PathBuf) -> Self {
        app.refresh().await.unwrap();
        Self { router: server::router(app.clone()), app, folder, read: std::sync::Mutex::default() }
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// The worker goes a round.
    pub async fn works(&self) {
        work::round(&self.app).await.unwrap();
        self.app.refresh().await.unwrap();
    }

    /// Time passes.
    pub fn later(&self, by: TimeDelta) {
        self.app.clock.forward(by);
    }

    /// The letters that came since the last look, the oldest first.
    pub async fn letters(&self) -> Vec<Letter> {
        self.works().await;
        let mut read = self.read.lock().unwrap();
        let new = mailbox::read(&self.folder.join("mail"), &read);
        read.extend(new.iter().map(|(path, _)| path.clone()));
        new.into_iter().map(|(_, letter)| letter).collect()
    }

    /// The only letter to somebody since the last look.
    pub async fn letter_to(&self, address: &str) -> Letter {
        let mut letters = self.letters().await;
        letters.retain(|letter| letter.to == address);
        assert_eq!(letters.len(), 1, "letters to {address}: {letters:#?}");
        letters.remove(0)
    }

    /// A resident writes; what they get back is where the receipt is.
    pub async fn reports(&self, text: &str, more: &[(&str, &str)]) -> Report {
        let mut fields = vec![("text", text), ("step", "skicka")];
        fields.extend(more);
        let browser = self.browser();
        let answer = browser.send("/synpunkt", &fields, &[]).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let path = answer.location.unwrap().split('?').next().unwrap().to_owned();
        let page = browser.get(&path).await;
        let at = page.body.find("KC-").unwrap();
        Report { number: page.body[at..at + 14].to_owned(), path }
    }

    /// Somebody who works here, signed in.
    pub async fn officer(&self, role: Role, department: Option<&str>) -> Browser {
        let email = format!("{}@lilla.example", Uuid::new_v4().simple());
        let department = department.map(str::to_owned);
        let link = staff::add(&self.app, &email, "Alva Exempel", role, department, None).await.unwrap().unwrap();
        let browser = self.browser();
        let answer = browser.post(link.trim_start_matches("https://synpunkt.example"), &[]).await;
        assert_eq!(answer.status, 303);
        browser
    }

    /// Sends a step from the case page, as the page has it.
    pub async fn step(&self, officer: &Browser, number: &str, fields: &[(&str, &str)]) -> Answer {
        let path = format!("/personal/arenden/{number}");
        let version = officer.get(&path).await.hidden("version");
        let mut all = vec![("version", version.as_str())];
        all.extend(fields);
        officer.post(&path, &all).await
    }

    /// The town, shared with tasks.
    pub fn shared(self) -> Arc<Self> {
        Arc::new(self)
    }
}

/// A report that was sent.
#[derive(Debug, Clone)]
pub struct Report {
    pub number: String,
    pub path: String,
}

/// Puts reports in place as they are: id, text, place, category, when. Gives their numbers.
pub async fn put_in(
    town: &Town,
    reports: impl Iterator<Item = (u32, String, String, String, DateTime<Utc>)>,
) -> HashMap<u32, String> {
    let mut ids = Vec::new();
    let mut new = Vec::new();
    for (id, text, place, category, at) in reports {
        let place = Some(place).filter(|place| !place.is_empty());
        let report = open::New { place, ..open::New::of(text, category, at) };
        ids.push((id, report.id));
        new.push(report);
    }
    let ground = town.app.ground();
    town.app.db.transaction(async move |tx| open::open(&*tx, &new, &ground).await).await.unwrap();
    let cases: Vec<CaseId> = ids.iter().map(|(_, case)| *case).collect();
    let cases = synpunkt::case::many(town.app.db.read(), &cases).await.unwrap();
    ids.into_iter().map(|(id, case)| (id, cases.get(&case).unwrap().number.clone())).collect()
}

/// The numbers of cases that are likely about the same thing.
pub async fn alike(town: &Town, number: &str, classifier: &Classifier) -> Vec<String> {
    let db = town.app.db.read();
    let case = synpunkt::case::by_number(db, &Sight::All, number).await.unwrap();
    let like = similar::like(db, &Sight::All, similar::Sought::of(&case), classifier, 6).await.unwrap();
    like.into_iter().map(|like| like.case.number).filter(|other| other != number).collect()
}
