//! Stories that people tell of Synpunkt, on both databases, and the rules that the code keeps.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod api;
mod command;
mod delivery;
mod durable;
mod intake;
mod journey;
mod judged;
mod learning;
mod letters;
mod nodes;
mod shape;
mod staff;
mod together;
mod town;
mod words;
