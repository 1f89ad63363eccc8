//! How much one client may do, so that nobody can guess codes or flood the register.
//!
//! Kept in memory, by address, and forgotten soon; nothing about a client is stored.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::config;
use crate::error::{Error, Result};

/// Wrong guesses are counted within this many minutes.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// What a wrong guess costs in time.
const PAUSE: Duration = Duration::from_millis(400);

/// The limits of one node.
#[derive(Debug)]
pub struct Limits {
    reports: DefaultKeyedRateLimiter<IpAddr>,
    calls: DefaultKeyedRateLimiter<String>,
    guesses: Mutex<HashMap<String, (DateTime<Utc>, u32)>>,
    most_guesses: u32,
}

impl Limits {
    /// From the settings.
    pub fn new(settings: &config::Limits) -> Self {
        let at_least_one = |n: u32| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        Self {
            reports: RateLimiter::keyed(Quota::per_hour(at_least_one(settings.reports))),
            calls: RateLimiter::keyed(Quota::per_minute(at_least_one(settings.calls))),
            guesses: Mutex::default(),
            most_guesses: settings.guesses,
        }
    }

    /// Counts a report.
    ///
    /// # Errors
    /// Too many in the last hour.
    pub fn report(&self, client: IpAddr) -> Result<()> {
        self.reports.check_key(&client).map_err(|until| wait(until.wait_time_from(DefaultClock::default().now())))
    }

    /// Counts a call with a key.
    ///
    /// # Errors
    /// Too many in the last minute.
    pub fn call(&self, key: &str) -> Result<()> {
        let until = self.calls.check_key(&key.to_owned());
        until.map_err(|until| wait(until.wait_time_from(DefaultClock::default().now())))
    }

    /// Counts a guess of a password, by a client or for a name. It is counted before it is known whether it is right, so
    /// that many at once are as few as one after the other.
    ///
    /// # Errors
    /// Too many in the last quarter of an hour.
    pub fn guess(&self, who: &str, now: DateTime<Utc>) -> Result<()> {
        let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        let (since, count) = guesses.entry(who.to_owned()).or_insert((now, 0));
        if now - *since >= WINDOW {
            (*since, *count) = (now, 0);
        }
        if *count >= self.most_guesses {
            let left = (WINDOW - (now - *since)).num_seconds();
            return Err(Error::TooMany(u64::try_from(left).unwrap_or(1).max(1)));
        }
        *count += 1;
        Ok(())
    }

    /// It was right, and does not count.
    pub fn right(&self, who: &str) {
        let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, count)) = guesses.get_mut(who) {
            *count = count.saturating_sub(1);
        }
    }

    /// It was wrong, and costs the guesser time.
    pub async fn wrong_password() {
        tokio::time::sleep(PAUSE).await;
    }

    /// A code, a link or a key was wrong: it is counted, and costs the guesser time. A right one is always let in, since
    /// nobody guesses 75 bits, and people behind one address must not lock each other out.
    ///
    /// # Errors
    /// Too many in the last quarter of an hour.
    pub async fn wrong(&self, who: &str, now: DateTime<Utc>) -> Result<()> {
        self.guess(who, now)?;
        tokio::time::sleep(PAUSE).await;
        Ok(())
    }

    /// Forgets clients that have not been seen for a while.
    pub fn forget(&self, now: DateTime<Utc>) {
        self.reports.retain_recent();
        self.calls.retain_recent();
        let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        guesses.retain(|_, (since, _)| now - *since < WINDOW);
    }
}

fn wait(time: Duration) -> Error {
    Error::TooMany(time.as_secs().max(1))
}
