use crate::id::content_id;
use crate::note::headline;
use crate::record::Mapping;
use crate::refusal::{Refusal, megabytes};
use crate::table::Columns;
use crate::{decode, json, record, table};
use rashomon_doc::{Date, Document};
use std::sync::Arc;

/// How to read inputs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Options {
    /// Which field of JSON objects and which column of tables holds what; known names are found
    /// without it.
    pub mapping: Mapping,
    /// The outlet of documents that name none.
    pub publisher: Option<String>,
    /// The day of publication of documents that give none.
    pub published: Option<Date>,
    /// The longest article, line or object, in bytes. Longer ones are refused. News articles stay
    /// below 1 MB; the limit keeps a broken file from filling the memory.
    pub most_bytes: usize,
    /// The largest page, in bytes. Pages carry scripts and styles: articles of 1.4 MB occur.
    pub most_page_bytes: usize,
    /// How long a page may take, in milliseconds.
    pub most_page_millis: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            mapping: Mapping::default(),
            publisher: None,
            published: None,
            most_bytes: 16_000_000,
            most_page_bytes: 16_000_000,
            most_page_millis: 20_000,
        }
    }
}

/// One article as it lies in its file, not yet taken apart.
///
/// Reading a file is quick and goes in order; [`Input::document`] is the work, and may be done
/// for many inputs at once.
#[derive(Clone, Debug)]
pub struct Input {
    place: String,
    /// The name of the file without its endings.
    file: String,
    bytes: Vec<u8>,
    kind: Kind,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Text,
    Object,
    Row(Arc<Columns>),
    Page {
        url: Option<String>,
        label: Option<String>,
    },
}

impl Input {
    pub(crate) fn new(place: String, file: &str, bytes: Vec<u8>, kind: Kind) -> Self {
        let file = file.to_owned();
        Self {
            place,
            file,
            bytes,
            kind,
        }
    }

    /// The file, with the line where that says more.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The document.
    ///
    /// # Errors
    /// When there is no text in it, or what is there cannot be read.
    pub fn document(self, options: &Options) -> Result<Document, Refusal> {
        let Self {
            place,
            file,
            bytes,
            kind,
        } = self;
        let read = match kind {
            Kind::Text => plain(decode::text(bytes, None)),
            Kind::Object => json::object(&decode::text(bytes, None), &options.mapping)
                .and_then(|fields| record::document(fields, &file, options)),
            Kind::Row(columns) => table::row(&decode::text(bytes, None), &columns)
                .and_then(|fields| record::document(fields, &file, options)),
            Kind::Page { url, label } => page(bytes, url, label, options),
        };
        let mut document = read.map_err(|reason| Refusal::new(place, reason))?;
        complete(&mut document, options);
        Ok(document)
    }
}

/// Fills what the input lacks, and the id where the input gave none.
fn complete(document: &mut Document, options: &Options) {
    if document.publisher.is_none() {
        document.publisher.clone_from(&options.publisher);
    }
    document.published = document.published.or(options.published);
    if document.id.as_str().is_empty() {
        document.id = content_id(
            document.publisher.as_deref(),
            document.url.as_deref(),
            document.published,
            document.title.as_deref(),
            &document.text,
        );
    }
}

/// A document without an id, which [`complete`] gives it.
pub(crate) fn unnamed(title: Option<String>, text: String) -> Document {
    Document {
        id: rashomon_doc::DocumentId(String::new()),
        title,
        text,
        publisher: None,
        url: None,
        published: None,
    }
}

/// Plain text is taken as it is: offsets of findings are offsets of the file.
fn plain(text: String) -> Result<Document, String> {
    if text.trim().is_empty() {
        return Err("no text in it".into());
    }
    let title = headline(&text).map(str::to_owned);
    Ok(unnamed(title, text))
}

#[cfg(feature = "html")]
fn page(
    bytes: Vec<u8>,
    url: Option<String>,
    label: Option<String>,
    options: &Options,
) -> Result<Document, String> {
    crate::page::document(bytes, url, label, options)
}

#[cfg(not(feature = "html"))]
fn page(_: Vec<u8>, _: Option<String>, _: Option<String>, _: &Options) -> Result<Document, String> {
    Err("this build does not read pages (feature `html`)".into())
}

pub(crate) fn too_long(what: &str, len: u64, most: usize) -> String {
    let (len, most) = (megabytes(len), megabytes(most as u64));
    format!("{what} of {len} is over the limit of {most}")
}
