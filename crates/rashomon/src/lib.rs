//! Who said what, what is reported to have happened, and where the accounts contradict each other.
//!
//! In goes a [`Document`], out comes a [`Reading`]: every layer of findings, each with the span of
//! the text that carries it. An [`Archive`] keeps readings and compares them.

#[cfg(feature = "archive")]
mod archive;
pub mod contract;
mod entities;
mod pipeline;
#[cfg(feature = "archive")]
pub mod rows;
#[cfg(feature = "archive")]
mod versions;

#[cfg(feature = "archive")]
pub use archive::{Archive, Tally, compare, read_in_order};
pub use entities::{EntitiesError, FILE_NAME as ENTITIES_FILE, open_entities};
pub use pipeline::{Pipeline, Reader, TOGETHER};
#[cfg(feature = "archive")]
pub use rashomon_account as account;
#[cfg(feature = "deep")]
pub use rashomon_deep as deep;
pub use rashomon_doc as doc;
pub use rashomon_doc::{Document, Reading};
pub use rashomon_event as event;
pub use rashomon_ingest as ingest;
pub use rashomon_lexicon as lexicon;
#[cfg(feature = "archive")]
pub use rashomon_store as store;
#[cfg(feature = "archive")]
pub use rashomon_story as story;
pub use rashomon_syntax as syntax;
#[cfg(feature = "archive")]
pub use versions::{Version, versions};
