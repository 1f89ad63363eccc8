//! What can be done with a case, by whom, and where it leads.

use chrono::NaiveDate;
use entity::word::Status::{Answered, AwaitingResident, Closed, Forwarded, InProgress, Planned, Received};
use entity::word::{CloseReason, Kind, Party, Status};

/// The longest text of an answer, a question or a note, in characters.
pub const LONGEST: usize = 5000;
/// The most matters a letter is split into.
pub const MOST_PARTS: usize = 4;
/// How long a resident may have a case taken up again, in days.
pub const REOPEN_DAYS: i64 = 60;

/// One step with a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Give it to a department.
    Forward {
        /// Its code.
        department: String,
        /// A word to them.
        note: Option<String>,
    },
    /// Take it on.
    Accept,
    /// Give it back: not ours.
    Return {
        /// Why.
        reason: String,
        /// Whose it may be.
        suggestion: Option<String>,
    },
    /// Answer the resident.
    Answer {
        /// The answer.
        text: String,
    },
    /// Ask the resident.
    Ask {
        /// The question.
        text: String,
    },
    /// The resident writes more.
    Write {
        /// What they write.
        text: String,
    },
    /// Put it off to a day.
    Plan {
        /// The day.
        until: NaiveDate,
        /// Why, to the resident.
        reason: String,
    },
    /// The day has come.
    Resume,
    /// A note for colleagues.
    Note {
        /// The note.
        text: String,
    },
    /// Correct what it is about.
    Recategorise {
        /// The right category.
        category: String,
        /// The right kind.
        kind: Kind,
    },
    /// Decide whether it is secret (OSL 2009:400).
    Secrecy {
        /// Is it?
        secret: bool,
        /// Why, to colleagues.
        reason: String,
    },
    /// End it without an answer.
    Close {
        /// Why.
        reason: CloseReason,
        /// What the resident is told.
        text: String,
    },
    /// Take it up again.
    Reopen {
        /// What is missing.
        reason: String,
    },
    /// The resident says how it was.
    Rate {
        /// Was it solved?
        solved: bool,
        /// 1 to 5.
        rating: Option<i32>,
        /// In words.
        comment: Option<String>,
    },
    /// The promise is broken; tell the resident.
    Delay,
    /// It is about the same as another case, and shares its answer.
    Join {
        /// That case's number.
        to: String,
    },
    /// It goes its own way again.
    Separate,
    /// It holds several matters: each becomes a case of its own.
    Split {
        /// The parts.
        parts: Vec<Part>,
    },
    /// Correct how the resident is reached.
    CorrectContact {
        /// The right e-mail address.
        email: Option<String>,
        /// The right telephone number.
        phone: Option<String>,
    },
}

/// One of several matters in a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What was written about it.
    pub text: String,
    /// What it is about.
    pub category: String,
}

/// A step without what goes with it: the word the table and the API use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is described at Step")]
pub enum Move {
    Forward,
    Accept,
    Return,
    Answer,
    Ask,
    Write,
    Plan,
    Resume,
    Note,
    Recategorise,
    Secrecy,
    Close,
    Reopen,
    Rate,
    Delay,
    Join,
    Separate,
    Split,
    CorrectContact,
}

/// Every move a case may make; what is not listed cannot happen.
const MOVES: &[(Status, Move, Status)] = &[
    (Received, Move::Forward, Forwarded),
    (Received, Move::Answer, Answered),
    (Received, Move::Ask, AwaitingResident),
    (Received, Move::Plan, Planned),
    (Received, Move::Close, Closed),
    (Received, Move::Split, InProgress),
    (Forwarded, Move::Split, InProgress),
    (InProgress, Move::Split, InProgress),
    (Forwarded, Move::Accept, InProgress),
    (Forwarded, Move::Answer, Answered),
    (Forwarded, Move::Ask, AwaitingResident),
    (Forwarded, Move::Plan, Planned),
    (Forwarded, Move::Return, Received),
    (Forwarded, Move::Forward, Forwarded),
    (Forwarded, Move::Close, Closed),
    (InProgress, Move::Answer, Answered),
    (InProgress, Move::Ask, AwaitingResident),
    (InProgress, Move::Plan, Planned),
    (InProgress, Move::Return, Received),
    (InProgress, Move::Forward, Forwarded),
    (InProgress, Move::Close, Closed),
    (AwaitingResident, Move::Write, InProgress),
    (AwaitingResident, Move::Answer, Answered),
    (AwaitingResident, Move::Plan, Planned),
    (AwaitingResident, Move::Return, Received),
    (AwaitingResident, Move::Forward, Forwarded),
    (AwaitingResident, Move::Close, Closed),
    (Planned, Move::Resume, InProgress),
    (Planned, Move::Answer, Answered),
    (Planned, Move::Ask, AwaitingResident),
    (Planned, Move::Plan, Planned),
    (Planned, Move::Return, Received),
    (Planned, Move::Forward, Forwarded),
    (Planned, Move::Close, Closed),
    (Answered, Move::Reopen, Received),
    (Closed, Move::Reopen, Received),
];

/// What may happen to an open case without moving it.
const STAYING: &[Move] = &[
    Move::Write,
    Move::Note,
    Move::Recategorise,
    Move::Secrecy,
    Move::Delay,
    Move::CorrectContact,
    // Where these lead is for the shared case to say.
    Move::Join,
    Move::Separate,
];
/// What may happen to an ended case without moving it.
const STAYING_ENDED: &[Move] = &[Move::Note, Move::CorrectContact, Move::Secrecy];

/// Whether a case still waits for an answer.
pub const fn is_open(status: Status) -> bool {
    match status {
        Received | Forwarded | InProgress | AwaitingResident | Planned => true,
        Answered | Closed => false,
    }
}

/// Where a move leads; none when the table does not allow it.
pub fn next(status: Status, made: Move) -> Option<Status> {
    let listed = MOVES.iter().find(|(from, by, _)| *from == status && *by == made).map(|(_, _, to)| *to);
    let stays = if is_open(status) { STAYING.contains(&made) } else { STAYING_ENDED.contains(&made) };
    let rated = status == Answered && made == Move::Rate;
    listed.or_else(|| (stays || rated).then_some(status))
}

impl Move {
    /// Who may make it.
    pub fn may(self, party: Party) -> bool {
        match self {
            Self::Forward => matches!(party, Party::ContactCentre | Party::System),
            Self::CorrectContact | Self::Split | Self::Secrecy => party == Party::ContactCentre,
            Self::Join | Self::Separate => matches!(party, Party::ContactCentre | Party::System),
            // The resident, as long as nobody works on it: apply sees to that.
            Self::Recategorise | Self::Close => matches!(party, Party::ContactCentre | Party::Resident),
            Self::Accept => party == Party::Department,
            // By itself, when every part has its answer.
            Self::Answer => party != Party::Resident,
            Self::Ask | Self::Plan | Self::Note | Self::Return => {
                matches!(party, Party::ContactCentre | Party::Department)
            }
            Self::Write | Self::Rate => party == Party::Resident,
            Self::Reopen => matches!(party, Party::Resident | Party::ContactCentre),
            Self::Resume | Self::Delay => party == Party::System,
        }
    }
}

impl Step {
    /// The step's word.
    pub fn made(&self) -> Move {
        match self {
            Self::Forward { .. } => Move::Forward,
            Self::Accept => Move::Accept,
            Self::Return { .. } => Move::Return,
            Self::Answer { .. } => Move::Answer,
            Self::Ask { .. } => Move::Ask,
            Self::Write { .. } => Move::Write,
            Self::Plan { .. } => Move::Plan,
            Self::Resume => Move::Resume,
            Self::Note { .. } => Move::Note,
            Self::Recategorise { .. } => Move::Recategorise,
            Self::Secrecy { .. } => Move::Secrecy,
            Self::Close { .. } => Move::Close,
            Self::Reopen { .. } => Move::Reopen,
            Self::Rate { .. } => Move::Rate,
            Self::Delay => Move::Delay,
            Self::Join { .. } => Move::Join,
            Self::Separate => Move::Separate,
            Self::Split { .. } => Move::Split,
            Self::CorrectContact { .. } => Move::CorrectContact,
        }
    }

    /// Whether a person did it, so that a colleague who read the case before has missed something.
    pub fn is_a_persons(&self) -> bool {
        !matches!(self, Self::Delay | Self::Resume)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwarding_never_ends_a_case() {
        for status in Status::ALL {
            if let Some(to) = next(*status, Move::Forward) {
                assert!(is_open(to), "{status:?}");
            }
        }
    }

    #[test]
    fn an_open_case_can_always_be_answered_and_an_ended_one_reopened() {
        for status in Status::ALL {
            assert_eq!(next(*status, Move::Answer).is_some(), is_open(*status), "{status:?}");
            assert_eq!(next(*status, Move::Reopen).is_some(), !is_open(*status), "{status:?}");
            assert_eq!(next(*status, Move::Write).is_some(), is_open(*status), "{status:?}");
        }
    }
}
