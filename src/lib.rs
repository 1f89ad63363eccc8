//! Synpunkt.
pub mod calendar; pub mod classify; pub mod clock; pub mod config; pub mod db; pub mod error; pub mod files; pub mod municipality; pub mod secret; pub mod text;
