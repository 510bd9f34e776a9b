//! Sentences, tokens, tags, lemmas and dependencies, with the trainer of their models.
//!
//! In goes the text of an article, out comes a [`Syntax`](rashomon_doc::Syntax): tokens that never
//! split a character, sentences that tile them, and for each token a universal part of speech,
//! features, a lemma, a head and a relation. The model is bytes that are handed in; one is embedded.

pub mod conllu;
mod evidence;
mod lemma;
mod matrix;
mod model;
mod net;
mod net_train;
mod pack;
mod sentence;
mod tags;
#[cfg(test)]
mod tests;
mod token;
pub mod train;
mod tree;
mod word;

pub use evidence::Evidence;
pub use model::{Model, ModelError, Setting, tokens_and_ends};
pub use net::Found;
pub use tree::{Arc, decode};
