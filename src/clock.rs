//! What time it is, and the ids that follow from it.
//!
//! The only file that looks at the wall clock; tests move it forward instead of waiting.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use uuid::{NoContext, Timestamp, Uuid};

/// The time for one running Synpunkt. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead_ms: Arc<AtomicI64>,
}

impl Clock {
    /// Now, cut to milliseconds, which both databases keep and sort alike.
    #[expect(clippy::disallowed_methods, reason = "this is where the wall clock is read")]
    pub fn now(&self) -> DateTime<Utc> {
        let ahead = TimeDelta::milliseconds(self.ahead_ms.load(Ordering::Relaxed));
        (Utc::now() + ahead).trunc_subsecs(3)
    }

    /// A clock that starts at a moment and runs on from there (tests: nothing then depends on when they run).
    #[expect(clippy::disallowed_methods, reason = "this is where the wall clock is read")]
    pub fn starting(at: DateTime<Utc>) -> Self {
        Self { ahead_ms: Arc::new(AtomicI64::new((at - Utc::now()).num_milliseconds())) }
    }

    /// Moves the clock forward (tests).
    pub fn forward(&self, by: TimeDelta) {
        self.ahead_ms.fetch_add(by.num_milliseconds(), Ordering::Relaxed);
    }

    /// A new id that sorts by when it was made (UUID version 7, RFC 9562).
    pub fn id(&self) -> Uuid {
        let now = self.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
        Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos()))
    }
}
