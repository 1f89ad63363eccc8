//! Typed ids, so that a letter's id is never taken for a case's.

use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, DeriveValueType, Serialize, Deserialize)]
        pub struct $name(pub Uuid);

        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::Type("an id is a UUID, never a counter".to_owned()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A case.
    CaseId,
    /// Something that happened to a case.
    EventId,
    /// A letter to one reader about one event.
    LetterId,
    /// A photo sent with a report.
    PhotoId,
    /// A department's link to one case.
    LinkId,
    /// Something a person has to do because a machine could not.
    TaskId,
    /// Somebody who works here.
    OfficerId,
    /// A one-time link for signing in.
    SignInId,
    /// A key that another system uses.
    ApiKeyId,
    /// A text that the classifier learns from.
    LearningTextId,
    /// A model that was learnt.
    ModelId,
}
