//! The archive on disk: documents and readings, what is compared of them, and search.
//!
//! In go readings and comparisons, out come rows, each with the document and the span it was found
//! in. An archive is one folder:
//!
//! - `archive.sqlite` is the only source of truth. Everything reported as added is in it, on disk.
//! - `index/` is the search index. It may be thrown away at any time: it remembers the last change
//!   it has seen, catches up on opening, and is built anew when missing, broken or of another format.
//! - `lock` is held by the one process that writes, and names it. Readers are never kept waiting.
//!
//! ```
//! use rashomon_doc::{Document, DocumentId, Reading};
//! use rashomon_store::{Added, Addition, Filter, Store};
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("archive");
//! let document = Document {
//!     id: DocumentId("d1".into()),
//!     title: Some("Talks resume in Orsk".into()),
//!     text: "Talks resume in Orsk\n\nThe envoys met again.".into(),
//!     publisher: Some("The Courier".into()),
//!     url: None,
//!     published: None,
//! };
//! let addition = Addition { reading: Reading::new(document), profile: Vec::new() };
//! let mut store = Store::create(&path)?;
//! assert_eq!(store.add(&[addition.clone()])?, [Added::New]);
//! assert_eq!(store.add(&[addition])?, [Added::Known]);
//! assert_eq!(store.search("envoy", &Filter::default(), 10)?.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod actors;
mod comparison;
mod error;
mod filter;
mod fold;
mod index;
mod lock;
mod lookup;
mod query;
mod rows;
mod schema;
mod store;

pub use comparison::{Comparison, Replaced};
pub use error::{Error, Result};
pub use filter::Filter;
pub use index::Hit;
pub use lookup::Found;
pub use query::Totals;
pub use rows::{Actor, EventRow, Header, QuotationRow, Speaker};
pub use store::{Added, Addition, Profile, Store};
