//! Near-duplicates, lineage, stories, happenings and timelines.
//!
//! In go the [`Profile`]s of an archive, out come its stories with the lineage of their articles;
//! in go the readings of one story, out come its happenings and its timeline. No step looks at
//! every pair of articles, and no result depends on the order in which articles came.

mod agency;
mod background;
mod cluster;
mod content;
mod dating;
mod happening;
mod lineage;
mod profile;
mod sketch;
mod stories;
mod telling;
mod terms;
#[cfg(test)]
mod testing;
mod timeline;
mod utterance;

pub use agency::{Relay, outlet_key};
pub use background::WordCounts;
pub use content::{content, root, shared};
pub use dating::dates;
pub use happening::{happenings, sentence};
pub use lineage::near_duplicates;
pub use profile::{BadProfile, Profile};
pub use stories::{groups, stories};
pub use telling::{
    Archive, actor_key, called, chain, innermost, one_line, origin, origin_of, teller_name,
};
pub use timeline::timeline;
pub use utterance::{Utterance, same_words};
