//! A resident's words become a case.
//!
//! `receive` is the one door, whoever knocks: the form, the API, later e-mail and the tour. What it returns for is on
//! disk.

mod language;
pub mod page;
pub mod photo;
pub mod register;
pub mod report;

use entity::id::CaseId;
use entity::word::Channel;
use uuid::Uuid;

use crate::case::open;
use crate::case::private::holds_identity_number;
use crate::classify::{Guess, Verdict};
use crate::error::Result;
use crate::municipality::Category;
use crate::municipality::sign::{Read, Way};
use crate::route::{self, Matter, Route};
use crate::text::Lang;
use crate::{App, secret};
use report::Report;

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
pub fn understand(app: &App, text: &str, kind: Option<entity::word::Kind>, lang: Lang) -> Understanding {
    let municipality = app.municipality();
    let mut verdict = app.classifier().verdict(text);
    let written_in = language::of(text);
    if municipality.category(&verdict.category).is_none() || !language::is_understood(written_in) {
        municipality.other().clone_into(&mut verdict.category);
        verdict.confidence = 0.0;
        verdict.certain = false;
    }
    let read = Read::new(text);
    let is_about = |code: &str| verdict.category == code && verdict.confidence >= IS_ABOUT;
    let ways: Vec<Way> = municipality.signs.ways(&read, is_about).into_iter().cloned().collect();
    let may_be = |least: f32, such: fn(&Category) -> bool| {
        let is = |guess: &Guess| guess.share >= least && municipality.category(&guess.label).is_some_and(such);
        verdict.likely.iter().any(is)
    };
    let secret = municipality.signs.of_secret(&read) || may_be(MAY_BE_SECRET, |category| category.secret);
    let danger = municipality.signs.of_danger(&read) || may_be(MAY_BE_DANGER, |category| category.phone_first);
    let matter = Matter {
        category: &verdict.category,
        kind: kind.unwrap_or(verdict.kind()),
        // A person decides what is dangerous, may be secret, or has a way of its own.
        certain: verdict.certain && ways.is_empty() && !secret && !danger,
        lang,
    };
    let mut route = route::decide(&municipality, matter, app.clock.now());
    route.secret |= secret;
    route.phone_first |= danger;
    Understanding { identity_number: holds_identity_number(text), verdict, route, written_in, ways }
}

/// Takes a report. When this returns, the case is on disk.
///
/// # Errors
/// The same idempotency key came with another text before; or trouble of ours, and then nothing is stored.
pub async fn receive(app: &App, report: Report, channel: Channel) -> Result<Receipt> {
    let Understanding { verdict, route, written_in, ways, .. } =
        understand(app, &report.text, report.kind, report.lang);
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
        secret: route.secret,
        phone_first: route.phone_first,
        department: route.department,
        plan: route.plan,
        promise_days: route.promise_days,
        answer_by: route.answer_by,
        once,
    };
    let opened = app.register.write(new, app.ground()).await?;
    metrics::counter!("reports_received", "again" => opened.again.to_string()).increment(1);
    app.wake.notify_one();
    Ok(Receipt { id: opened.id, code: app.key.code(opened.id.0), again: opened.again })
}
