//! The one task of a node that writes new cases.
//!
//! It takes whatever waits and writes it in one transaction: a batch of one when it is quiet, hundreds in a storm, which
//! is ten times faster than one by one. And since it is a task of its own, nobody who hangs up can cancel a write.

use tokio::sync::{mpsc, oneshot};

use crate::case::Ground;
use crate::case::open::{self, New, Opened};
use crate::db::Db;
use crate::error::{Error, Result};

/// Reports that may wait before senders have to.
const WAITING: usize = 1024;

struct Waiting {
    new: New,
    ground: Ground,
    answer: oneshot::Sender<Result<Opened>>,
}

/// The way to the register. Clones share it.
#[derive(Clone)]
pub struct Register {
    way: mpsc::Sender<Waiting>,
}

impl Register {
    /// Starts the task; it ends when the last `Register` is dropped and everything that waits is written.
    #[expect(clippy::disallowed_methods, reason = "the register is a task of its own")]
    pub fn start(db: Db, batch: usize) -> Self {
        let (way, mut arriving) = mpsc::channel(WAITING);
        tokio::spawn(async move {
            let mut waiting: Vec<Waiting> = Vec::with_capacity(batch);
            while arriving.recv_many(&mut waiting, batch).await > 0 {
                write(&db, std::mem::take(&mut waiting)).await;
            }
        });
        Self { way }
    }

    /// Writes a case; it is on disk when this returns.
    ///
    /// # Errors
    /// The same key came with another text before, or the database does not take it.
    pub async fn write(&self, new: New, ground: Ground) -> Result<Opened> {
        let (answer, answered) = oneshot::channel();
        let gone = || Error::internal("the register has stopped");
        self.way.send(Waiting { new, ground, answer }).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

async fn write(db: &Db, waiting: Vec<Waiting>) {
    let (reports, rest): (Vec<New>, Vec<_>) = waiting.into_iter().map(|w| (w.new, (w.ground, w.answer))).unzip();
    metrics::histogram!("register_batch").record(u32::try_from(reports.len()).unwrap_or(u32::MAX));
    let Some((ground, _)) = rest.first() else { return };
    match transact(db, reports.clone(), ground.clone()).await {
        Ok(outcomes) => {
            for (outcome, (_, answer)) in outcomes.into_iter().zip(rest) {
                let _ = answer.send(outcome);
            }
        }
        Err(trouble) if reports.len() == 1 && !trouble.is_duplicate() => {
            if let Some((_, answer)) = rest.into_iter().next() {
                let _ = answer.send(Err(trouble));
            }
        }
        // One of them is the trouble, or another node wrote the same report at the same moment: each by itself.
        Err(_) => {
            for (report, (ground, answer)) in reports.into_iter().zip(rest) {
                let one = transact(db, vec![report], ground).await.map(|mut outcomes| outcomes.pop());
                let _ = answer.send(one.and_then(|o| o.unwrap_or_else(|| Err(Error::internal("no outcome")))));
            }
        }
    }
}

async fn transact(db: &Db, reports: Vec<New>, ground: Ground) -> Result<Vec<Result<Opened>>> {
    db.transaction(async move |tx| open::open(&*tx, &reports, &ground).await).await
}
