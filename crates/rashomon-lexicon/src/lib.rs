//! Codebooks, actors, cue verbs and the gazetteer: compact tables, parsed and explained.

pub mod actors;
pub mod countries;
pub mod cues;
pub mod media;
