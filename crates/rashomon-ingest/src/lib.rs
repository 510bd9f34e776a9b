//! Files of any kind into documents; the only crate that knows HTML.
//!
//! In go paths of files and folders, out come [`Document`]s one after the other, and a [`Refusal`]
//! with place and reason for everything that cannot be read as one; the rest goes on. Memory is
//! bounded by the largest single article, never by the file.
//!
//! | input | by name or content | a document is |
//! | --- | --- | --- |
//! | plain text | `.txt`, `.md`, any other text | the file |
//! | JSON Lines, JSON | `.jsonl`, `.ndjson`, `.json` | a line, an object of an array |
//! | tables | `.csv`, `.tsv` | a row |
//! | pages | `.html`, `.htm`, `.xhtml` | the file |
//! | web archives | `.warc` | a response |
//!
//! Each may be packed by gzip or zstd.
//!
//! ```
//! use rashomon_ingest::{Options, documents};
//!
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("a.jsonl"), "{\"body\": \"The envoys met.\"}\n{\"title\": \"No text\"}\n")?;
//! let found: Vec<_> = documents([folder.path()], &Options::default()).collect();
//! assert_eq!(found[0].as_ref().map(|document| document.text.as_str()), Ok("The envoys met."));
//! assert!(found[1].as_ref().unwrap_err().to_string().ends_with("a.jsonl:2: field `text` missing"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod date;
mod decode;
mod id;
mod input;
mod json;
mod language;
mod lines;
mod note;
#[cfg(feature = "html")]
mod page;
mod record;
mod refusal;
mod table;
mod walk;
mod warc;

pub use date::{Order, parse_date};
pub use input::{Input, Options};
pub use language::language;
pub use note::notes;
#[cfg(feature = "html")]
pub use page::{Page, PageDate, decode_page, page_date, read_page};
pub use record::{Field, Mapping, UnknownField};
pub use refusal::Refusal;
pub use walk::{Inputs, documents, inputs};

#[cfg(doc)]
use rashomon_doc::Document;
