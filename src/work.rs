//! The worker: wakes on a signal or a tick and lets each reconciler find its own work.
//!
//! Everything it does may be done twice, or late, or by another node; nothing is lost when it stops anywhere.

use std::pin::pin;
use std::sync::PoisonError;
use std::time::Duration;

use tokio::time::MissedTickBehavior;

use crate::case::{self, Actor};
use crate::error::{Error, Result};
use crate::intake::photo;
use crate::notify;
use crate::{App, insight, staff};

/// Cases whose time has come are taken so many at a time.
const BATCH: u64 = 100;
/// What need not be done often is done every so many rounds.
const TIDY_EVERY: u32 = 720;

/// Works until it is asked to stop, and then finishes the round: a letter that is being sent is sent, and known to be.
pub async fn run(app: App, stop: impl Future<Output = ()>) {
    let mut stop = pin!(stop);
    let tick = Duration::from_secs(app.settings.work.tick_seconds);
    let mut rounds: u32 = 0;
    loop {
        if let Err(trouble) = round(&app).await {
            tracing::error!(cause = %trouble, "the worker met trouble and will try again");
        }
        if rounds.is_multiple_of(TIDY_EVERY) {
            tidy(&app).await;
        }
        rounds = rounds.wrapping_add(1);
        tokio::select! {
            () = &mut stop => return,
            () = app.wake.notified() => {}
            () = tokio::time::sleep(tick) => {}
        }
    }
}

/// One round: until there is nothing left to do now.
///
/// # Errors
/// Those of the database; the next round goes on from there.
pub async fn round(app: &App) -> Result<()> {
    while due(app).await? > 0 {}
    while notify::write_letters(app).await? > 0 {}
    while insight::count(app).await? > 0 {
        app.study.notify_one();
    }
    insight::model::renew(app).await?;
    alive(app);
    while notify::deliver::deliver(app).await? > 0 {
        alive(app);
    }
    Ok(())
}

fn alive(app: &App) {
    *app.round.write().unwrap_or_else(PoisonError::into_inner) = Some(app.clock.now());
}

/// What every node needs: the municipality as it is now, what was learnt since, and no memory of clients long gone. A
/// task of its own, since a new model takes its time and letters do not wait for it.
pub async fn keep_up(app: App) {
    let mut tick = tokio::time::interval(Duration::from_secs(app.settings.work.tick_seconds));
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! { _ = tick.tick() => {}, () = app.study.notified() => {} }
        app.limits.forget(app.clock.now());
        if let Err(trouble) = app.refresh().await {
            tracing::error!(cause = %trouble, "reading the municipality and learning");
        }
    }
}

/// Explains delays, and takes up plans whose day has come.
async fn due(app: &App) -> Result<usize> {
    let now = app.clock.now();
    let steps = case::apply::overdue(app.db.read(), now, BATCH).await?;
    let mut count = 0;
    for (id, step) in steps {
        let ground = app.ground();
        let taken =
            app.db.transaction(async move |tx| case::apply(&*tx, id, None, &Actor::SYSTEM, step, &ground).await).await;
        match taken {
            Ok(_) => count += 1,
            // Somebody answered it, or another node was first.
            Err(Error::Conflict(_) | Error::NotFound(_)) => {}
            Err(trouble) => return Err(trouble),
        }
    }
    Ok(count)
}

async fn tidy(app: &App) {
    for outcome in [photo::tidy(app).await, staff::tidy(app).await] {
        if let Err(trouble) = outcome {
            tracing::error!(cause = %trouble, "tidying up");
        }
    }
}
