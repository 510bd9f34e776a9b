//! Who said what, what is reported to have happened, and where the accounts contradict each other.
//!
//! In goes a [`Document`], out comes a [`Reading`]: every layer of findings, each with the span of
//! the text that carries it.

pub mod contract;
mod pipeline;

pub use pipeline::Pipeline;
pub use rashomon_doc as doc;
pub use rashomon_doc::{Document, Reading};
pub use rashomon_ingest as ingest;
