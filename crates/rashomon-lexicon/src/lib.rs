//! Codebooks, actors, cue verbs and the gazetteer: compact tables, parsed and explained.

pub mod actor_nouns;
pub mod actors;
pub mod agents;
pub mod codebook;
pub mod countries;
pub mod cues;
pub mod events;
pub mod gazetteer;
pub mod media;
pub mod names;
pub mod own;
pub mod spelling;
pub mod words;
