//! Mentions, coreference and entity linking.
//!
//! In goes a reading with its syntax, out come the entities it mentions and the mentions of each:
//! names found by a trained tagger and the tables, nominals that denote actors, pronouns; who of
//! them is whom; and the key, country, sector and office the knowledge base has for them.

mod coref;
mod found;
mod gender;
mod link;
mod names;
mod nominals;
mod phrases;
mod recognise;
pub mod tagger;
mod types;
mod variant;

use rashomon_doc::{Entity, Mention, Reading};
pub use recognise::{sentences, word_table};

/// Who and what `reading` mentions. Reads its syntax and notes.
///
/// Mentions are in text order, an outer one before those inside it; none crosses another. Entities
/// are numbered by first mention.
pub fn entities(reading: &Reading) -> (Vec<Entity>, Vec<Mention>) {
    let (text, syntax) = (reading.text(), &reading.syntax);
    let seen = recognise::see(text, syntax);
    let tagged = recognise::tagged(&seen);
    let names = names::names(text, syntax, &seen, &tagged);
    let mut others = nominals::nominals(text, syntax, &names);
    others.extend(nominals::pronouns(text, syntax));
    coref::resolve(reading, names, others)
}
