//! A resident's words become a case.
//!
//! `receive` is the one door, whoever knocks: the form, the API, later e-mail and the tour. What it returns for is on
//! disk.

pub mod language;
pub mod page;
pub mod photo;
pub mod register;
pub mod report;
mod review;

use entity::id::CaseId;
use entity::word::{Channel, Kind};
use uuid::Uuid;

use crate::case::open;
use crate::case::private::holds_identity_number;
use crate::case::similar::{self, Like, Sought};
use crate::case::step::is_open;
use crate::case::{self, Actor, Case, Sight, Step};
use crate::classify::{Guess, Verdict, matters};
use crate::error::{Error, Result};
use crate::municipality::sign::{DANGER, Read, SECRET, Way};
use crate::municipality::{Category, Municipality};
use crate::route::{self, Matter, Route};
use crate::text::Lang;
use crate::{App, secret};
use report::Report;

/// So much of a text is looked at, in characters.
const LOOKED_AT: usize = 6000;
/// A secret category with at least this share of the likelihood is taken seriously.
const MAY_BE_SECRET: f32 = 0.1;
/// The same for a category that is better rung.
const MAY_BE_DANGER: f32 = 0.3;
/// A verdict at least this sure is believed to be about a matter with a way of its own.
const IS_ABOUT: f32 = 0.5;

/// What the resident gets for a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The case.
    pub id: CaseId,
    /// The resident's code for it.
    pub code: String,
    /// The same report had been sent already.
    pub again: bool,
}

/// What a text is about and where it would go, before it is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Understanding {
    /// What it is about.
    pub verdict: Verdict,
    /// Where it goes.
    pub route: Route,
    /// It holds something that looks like a personal identity number.
    pub identity_number: bool,
    /// The language it is written in, ISO 639-1.
    pub written_in: &'static str,
    /// Ways of its own that the matter may have.
    pub ways: Vec<Way>,
}

/// Finds out what a text is about and where it goes.
pub fn understand(app: &App, text: &str, place: Option<&str>, kind: Option<Kind>, lang: Lang) -> Understanding {
    let municipality = app.municipality();
    // What is longer is refused when it is sent.
    let text = text.char_indices().nth(LOOKED_AT).and_then(|(at, _)| text.get(..at)).unwrap_or(text);
    let classifier = app.classifier();
    let mut verdict = classifier.verdict(text);
    let written_in = language::of(text);
    if municipality.category(&verdict.category).is_none() || !language::is_understood(written_in) {
        municipality.other().clone_into(&mut verdict.category);
        verdict.confidence = 0.0;
        verdict.certain = false;
        // What spoke for another category does not speak for this one.
        verdict.because.clear();
    }
    let also = also(&municipality, text, &verdict);
    let (secret, danger) = (also.secret, also.danger);
    let ways = also.ways;
    let matter = Matter {
        category: &verdict.category,
        kind: kind.unwrap_or(verdict.kind()),
        place,
        text,
        // A person decides what is dangerous, may be secret, has a way of its own, or may be several matters.
        certain: verdict.certain
            && ways.is_empty()
            && !secret
            && !danger
            && matters::matters(&classifier, &municipality, text).is_empty(),
        lang,
    };
    let mut route = route::decide(&municipality, matter, app.clock.now());
    route.secret |= secret;
    route.phone_first |= danger;
    Understanding { identity_number: holds_identity_number(text), verdict, route, written_in, ways }
}

/// What a text is beside what it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Also {
    /// It tells of danger: somebody should ring.
    pub danger: bool,
    /// It tells of somebody's private life.
    pub secret: bool,
    /// Ways of its own that the matter may have.
    pub ways: Vec<Way>,
}

/// What a text is beside what it is about: by the municipality's signs, and by what the classifier has learnt.
pub fn also(municipality: &Municipality, text: &str, verdict: &Verdict) -> Also {
    let read = Read::new(text);
    let learnt = |sign: &str| verdict.signs.iter().any(|known| known == sign);
    let may_be = |least: f32, such: fn(&Category) -> bool| {
        let is = |guess: &Guess| guess.share >= least && municipality.category(&guess.label).is_some_and(such);
        verdict.likely.iter().any(is)
    };
    let is_about = |code: &String| verdict.category == *code && verdict.confidence >= IS_ABOUT;
    let signs = &municipality.signs;
    let ways = signs.ways(&read, |way| learnt(&way.code) || way.categories.iter().any(is_about));
    Also {
        danger: signs.of_danger(&read, learnt(DANGER) || may_be(MAY_BE_DANGER, |category| category.phone_first)),
        secret: signs.of_secret(&read, learnt(SECRET)) || may_be(MAY_BE_SECRET, |category| category.secret),
        ways: ways.into_iter().cloned().collect(),
    }
}

/// Likely duplicates that are shown before sending.
const MOST_ALIKE: usize = 3;

/// Public cases that are likely about the same thing: open faults that are nobody's secret.
///
/// # Errors
/// Those of the database.
pub async fn alike(app: &App, sought: Sought<'_>) -> Result<Vec<Like>> {
    let classifier = app.classifier();
    let mut found = similar::like(app.db.read(), &Sight::Open, sought, &classifier, MOST_ALIKE * 3).await?;
    found.retain(|like| is_public(app, &like.case));
    found.truncate(MOST_ALIKE);
    Ok(found)
}

fn is_public(app: &App, case: &Case) -> bool {
    let secret = app.municipality().category(&case.category).is_none_or(|category| category.secret);
    !secret && !case.secret && case.kind == Kind::Fault && is_open(case.status) && case.joined_to.is_none()
}

/// Puts a new case beside the public one whose answer its resident is content with; when that has ended in between, the
/// new one goes its own way.
async fn join(app: &App, id: CaseId, number: String) -> Result<()> {
    let found = case::by_number(app.db.read(), &Sight::Open, &number).await;
    if !found.is_ok_and(|other| is_public(app, &other)) {
        return Ok(());
    }
    let (ground, step) = (app.ground(), Step::Join { to: number });
    let joined = app.db.transaction(async move |tx| case::apply(&*tx, id, None, &Actor::SYSTEM, step, &ground).await);
    match joined.await {
        Ok(_) | Err(Error::Conflict(_)) => Ok(()),
        Err(trouble) => Err(trouble),
    }
}

/// Takes a report. When this returns, the case is on disk.
///
/// # Errors
/// The same idempotency key came with another text before; or trouble of ours, and then nothing is stored.
pub async fn receive(app: &App, report: Report, channel: Channel) -> Result<Receipt> {
    let Understanding { verdict, route, written_in, ways, .. } =
        understand(app, &report.text, report.place.as_deref(), report.kind, report.lang);
    let once = report.once.as_deref().map(|key| (secret::hash(key), report.fingerprint()));
    let new = open::New {
        id: CaseId(Uuid::new_v4()),
        received_at: app.clock.now(),
        channel,
        language: report.lang.code(),
        kind: report.kind.unwrap_or(verdict.kind()),
        kind_said: report.kind,
        text: report.text,
        place: report.place,
        position: report.position,
        contact: report.contact,
        photos: report.photos,
        category: verdict.category,
        confidence: verdict.confidence,
        because: verdict.because,
        likely: verdict.likely,
        model: verdict.model,
        written_in,
        ways: ways.into_iter().map(|way| way.code).collect(),
        shown: report.shown,
        part_of: None,
        secret: route.secret,
        phone_first: route.phone_first,
        department: route.department,
        plan: route.plan,
        promise_days: route.promise_days,
        answer_by: route.answer_by,
        once,
    };
    let opened = app.register.write(new, app.ground()).await?;
    if let Some(number) = report.join.filter(|_| !opened.again) {
        join(app, opened.id, number).await?;
    }
    metrics::counter!("reports_received", "again" => opened.again.to_string()).increment(1);
    app.wake.notify_one();
    Ok(Receipt { id: opened.id, code: app.key.code(opened.id.0), again: opened.again })
}
