//! What the steps hand each other.

use crate::phrases::Known;
use rashomon_doc::{EntityType, Iso3, Sector, Span};
use rashomon_lexicon::actor_nouns::Agent;
use std::ops::Range;

/// A mention before it is known whom it denotes.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) span: Span,
    pub(crate) tokens: Range<usize>,
    /// The token that carries its relation to the sentence.
    pub(crate) head: usize,
    pub(crate) sentence: usize,
    pub(crate) what: What,
}

/// What a mention says of whom it denotes.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// A name.
    Name {
        kind: EntityType,
        known: Option<Known>,
        /// What its words tell where the tables do not know it.
        told: Told,
    },
    /// A common noun for an actor.
    Nominal {
        agent: Agent,
        country: Option<Iso3>,
        plural: bool,
        definite: bool,
        /// The name it stands beside, as an index among the names: "the minister" of "the
        /// minister, Sergey Lavrov".
        beside: Option<usize>,
    },
    /// A pronoun.
    Pronoun(Pronoun),
}

/// Country and sector as the words of a name tell them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Told {
    pub(crate) country: Option<Iso3>,
    pub(crate) sector: Option<Sector>,
}

/// What a pronoun says of whom it denotes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Pronoun {
    pub(crate) gender: Gender,
    pub(crate) person: u8,
    pub(crate) plural: bool,
    pub(crate) reflexive: bool,
    pub(crate) possessive: bool,
}

/// Gender of a pronoun or person.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Gender {
    Male,
    Female,
    Thing,
    Unknown,
}
