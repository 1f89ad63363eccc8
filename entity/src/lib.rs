//! The persisted vocabulary: one file a table, and the words their columns use.
//!
//! It knows nothing of rules, so that everything else may name it.

pub mod api_key;
pub mod case;
pub mod category;
pub mod contact;
pub mod counter;
pub mod department;
pub mod desk_link;
pub mod event;
pub mod guided;
pub mod id;
pub mod learning_text;
pub mod lesson;
pub mod letter;
pub mod model;
pub mod municipality;
pub mod officer;
pub mod outcome;
pub mod photo;
pub mod promise;
pub mod session;
pub mod sign_in_link;
pub mod tally;
pub mod task;
pub mod word;
