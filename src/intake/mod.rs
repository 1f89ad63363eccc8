//! A resident's words become a case.
//!
//! `receive` is the one door, whoever knocks: the form, the API, later e-mail and the tour. What it returns for is on
//! disk.

pub mod page;
pub mod photo;
pub mod register;
pub mod report;

use entity::id::CaseId;
use entity::word::Channel;
use uuid::Uuid;

use crate::case::open;
use crate::classify::{Guess, Verdict};
use crate::error::Result;
use crate::route::{self, Matter, Route};
use crate::text::Lang;
use crate::{App, secret};
use report::Report;

/// A secret category with at least this share of the likelihood is taken seriously.
const MAY_BE: f32 = 0.1;

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
}

/// Finds out what a text is about and where it goes.
pub fn understand(app: &App, text: &str, kind: Option<entity::word::Kind>, lang: Lang) -> Understanding {
    let municipality = app.municipality();
    let mut verdict = app.classifier().verdict(text);
    if municipality.category(&verdict.category).is_none() {
        municipality.other().clone_into(&mut verdict.category);
        verdict.confidence = 0.0;
        verdict.certain = false;
    }
    let matter = Matter {
        text,
        category: &verdict.category,
        kind: kind.unwrap_or(verdict.kind()),
        certain: verdict.certain,
        lang,
    };
    let mut route = route::decide(&municipality, matter, app.clock.now());
    // Until a person has read it, what may well be secret is kept as if it were.
    let may_be_secret = |guess: &Guess| {
        guess.share >= MAY_BE && municipality.category(&guess.label).is_some_and(|category| category.secret)
    };
    route.secret |= route.department.is_none() && verdict.likely.iter().any(may_be_secret);
    Understanding { identity_number: report::holds_identity_number(text), verdict, route }
}

/// Takes a report. When this returns, the case is on disk.
///
/// # Errors
/// The same idempotency key came with another text before; or trouble of ours, and then nothing is stored.
pub async fn receive(app: &App, report: Report, channel: Channel) -> Result<Receipt> {
    let Understanding { verdict, route, .. } = understand(app, &report.text, report.kind, report.lang);
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
