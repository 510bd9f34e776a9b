//! Tags and dependencies by a transformer, from a folder the user has.
//!
//! In goes the text of an article, out comes the same [`Syntax`](rashomon_doc::Syntax) that the
//! built-in reader gives, read by a network a thousand times its size. Tokens, sentences, lemmas
//! and features are the built-in reader's own; tags, heads and relations are the transformer's.
//! The folder holds an encoder of the BERT kind as such models are commonly handed out, and two
//! files of ours beside it, which [`train`] writes.
//!
//! All of it needs the feature `candle`.
#![cfg(feature = "candle")]

mod encoder;
mod error;
mod heads;
pub mod labels;
mod learn;
mod ops;
mod reader;
pub mod silver;
#[cfg(test)]
mod tests;
pub mod train;
mod vocabulary;

pub use error::Error;
pub use reader::Reader;
