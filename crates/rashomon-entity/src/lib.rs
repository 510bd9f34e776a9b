//! Mentions, coreference and entity linking.
//!
//! In goes a reading with its syntax, out come the entities it mentions and the mentions of each:
//! names found by a trained tagger and the tables, nominals that denote actors, pronouns; who of
//! them is whom; and the key, country, sector and office the knowledge base has for them.

pub mod antecedent;
mod compose;
mod coref;
mod found;
mod gender;
mod link;
mod metonym;
mod names;
mod nominals;
mod own;
mod phrases;
mod recognise;
pub mod tagger;
mod types;
mod variant;

use antecedent::{Choice, Points};
use found::Found;
use rashomon_doc::{Entity, Mention, Reading};
use rashomon_lexicon::actors::Day;
use rashomon_lexicon::own::Own;
pub use recognise::sentences;
use tagger::Tagger;
#[doc(hidden)]
pub use variant::{LIMITS, Limits, key_by};

/// Who and what `reading` mentions. Reads its syntax and notes.
///
/// Mentions are in text order, an outer one before those inside it; none crosses another. Entities
/// are numbered by first mention.
pub fn entities(reading: &Reading) -> (Vec<Entity>, Vec<Mention>) {
    match recognise::builtin() {
        Some(tagger) => entities_by(tagger, reading),
        None => (Vec::new(), Vec::new()),
    }
}

/// As [`entities`], with names by another tagger: how a tagger does in the whole layer.
pub fn entities_by(tagger: &Tagger, reading: &Reading) -> (Vec<Entity>, Vec<Mention>) {
    let (names, others) = found(tagger, reading);
    coref::resolve(reading, names, others)
}

/// What each pronoun of `reading` had to choose from when `points` decide, and what came of it.
pub fn choices(points: &Points, reading: &Reading) -> (Vec<Choice>, (Vec<Entity>, Vec<Mention>)) {
    let Some(tagger) = recognise::builtin() else {
        return Default::default();
    };
    let (names, others) = found(tagger, reading);
    coref::choices(reading, names, others, points)
}

/// The names, and the nominals and pronouns.
fn found(tagger: &Tagger, reading: &Reading) -> (Vec<Found>, Vec<Found>) {
    let (text, syntax) = (reading.text(), &reading.syntax);
    let seen = recognise::see(text, syntax);
    let tagged = recognise::tagged(tagger, &seen);
    let mut names = names::names(text, syntax, &seen, &tagged);
    compose::settle(text, syntax, &mut names);
    let day = reading.document.published.map(Day::from);
    let mut others = nominals::nominals(text, syntax, &names, day);
    others.extend(nominals::pronouns(text, syntax));
    (names, others)
}

/// As [`entities`], with what the user's own table says of whom names denote.
pub fn entities_with(own: &Own, reading: &Reading) -> (Vec<Entity>, Vec<Mention>) {
    let (entities, mentions) = entities(reading);
    match own.is_empty() {
        true => (entities, mentions),
        false => own::apply(own, reading, entities, mentions),
    }
}
