//! The words that columns hold: kinds, statuses, roles and the like.

use sea_orm::{DeriveActiveEnum, EnumIter};
use serde::{Deserialize, Serialize};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        pub enum $name {
            $($(#[$vdoc])* #[sea_orm(string_value = $code)] #[serde(rename = $code)] $variant,)+
        }

        impl $name {
            /// Every word of this list, in the order people read them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word as it is stored, sent and looked up in the texts.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The word with this code, if there is one.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }
    )+};
}

words! {
    /// What sort of matter it is.
    Kind {
        /// Wants to know something.
        Question = "fraga",
        /// Proposes an improvement.
        Suggestion = "forslag",
        /// Is dissatisfied with a service.
        Complaint = "klagomal",
        /// Is satisfied, and says so.
        Praise = "berom",
        /// Something is broken.
        Fault = "fel",
    }
    /// Where a case is on its way to an answer.
    Status {
        /// The contact centre has it.
        Received = "received",
        /// A department has been told of it.
        Forwarded = "forwarded",
        /// Somebody works on it.
        InProgress = "in_progress",
        /// The resident has been asked something.
        AwaitingResident = "awaiting_resident",
        /// It waits for a date that the resident knows.
        Planned = "planned",
        /// The resident has an answer.
        Answered = "answered",
        /// It ended without an answer, for a stated reason.
        Closed = "closed",
    }
    /// How the words reached us.
    Channel {
        /// The form.
        Web = "web",
        /// The API.
        Api = "api",
    }
    /// What happened to a case.
    EventKind {
        /// The resident's words arrived.
        Received = "received",
        /// It was found out what they are about.
        Classified = "classified",
        /// A department got the case.
        Forwarded = "forwarded",
        /// The department took it on.
        Accepted = "accepted",
        /// The department gave it back: not theirs.
        Returned = "returned",
        /// The resident was asked something.
        Asked = "asked",
        /// The resident wrote more.
        Wrote = "wrote",
        /// The resident got the answer.
        Answered = "answered",
        /// The matter was put off to a date.
        Planned = "planned",
        /// The date came.
        Resumed = "resumed",
        /// A note for colleagues.
        Noted = "noted",
        /// Kind or category were corrected.
        Recategorised = "recategorised",
        /// Somebody decided whether it is secret.
        SecrecyDecided = "secrecy_decided",
        /// The case ended without an answer.
        Closed = "closed",
        /// The resident, or a colleague, wanted it taken up again.
        Reopened = "reopened",
        /// The resident said how it was.
        Rated = "rated",
        /// The promise was broken, and the resident was told.
        Delayed = "delayed",
        /// An e-mail address or telephone number was corrected.
        ContactCorrected = "contact_corrected",
        /// It is about the same as another case, and shares its answer.
        Joined = "joined",
        /// It goes its own way again.
        Separated = "separated",
        /// It holds several matters: each part became a case.
        Split = "split",
    }
    /// Who did it.
    Party {
        /// The resident.
        Resident = "resident",
        /// A department, by link or signed in.
        Department = "department",
        /// The contact centre.
        ContactCentre = "contact_centre",
        /// Synpunkt by itself.
        System = "system",
    }
    /// Why a case was closed without an answer.
    CloseReason {
        /// Another case is about the same thing.
        Duplicate = "duplicate",
        /// Nobody to answer, or nothing that can be answered.
        NoReply = "no_reply",
        /// Not written by a resident with a matter.
        Spam = "spam",
        /// The matter has a way of its own, which was shown.
        OtherWay = "other_way",
        /// The resident took it back.
        Withdrawn = "withdrawn",
    }
    /// Where a letter is on its way.
    LetterState {
        /// Waits to be sent, or to be tried again.
        Due = "due",
        /// The mail server has it.
        Sent = "sent",
        /// Given up.
        Failed = "failed",
    }
    /// What somebody works as, and may therefore do.
    Role {
        /// Runs the service.
        Administrator = "administrator",
        /// Sees and handles everything.
        ContactCentre = "contact_centre",
        /// Handles what their department has.
        Department = "department",
        /// Reads what is not secret.
        Reader = "reader",
    }
    /// What has to be done by a person.
    TaskKind {
        /// A letter could not be delivered: ring.
        CallResident = "call_resident",
        /// A department could not be reached by letter.
        CallDepartment = "call_department",
    }
    /// Who said what a case is about.
    Teacher {
        /// The contact centre.
        Officer = "officer",
        /// A department, by giving it back.
        Department = "department",
        /// The resident.
        Resident = "resident",
    }
    /// What became of a way that was shown.
    Shown {
        /// It was shown before sending.
        Before = "before",
        /// The case was registered all the same.
        Registered = "registered",
        /// The resident withdrew.
        Withdrawn = "withdrawn",
    }
}
