//! Sentences, tokens, tags, lemmas and dependencies, with the trainer of their models.
//!
//! In goes the text of an article, out comes a [`Syntax`](rashomon_doc::Syntax): tokens that never
//! split a character, sentences that tile them, and for each token a universal part of speech,
//! features, a lemma, a head and a relation. The model is bytes that are handed in; one is embedded.

pub mod conllu;
mod lemma;
mod model;
mod pack;
mod parser;
mod sentence;
mod tagger;
mod tags;
#[cfg(test)]
mod tests;
mod token;
pub mod train;
mod weights;
mod word;

pub use model::{Model, ModelError};
