use rashomon_doc::{Document, DocumentId, Reading};

/// A reading of `text` in which nothing has been found.
pub(crate) fn reading(id: &str, title: &str, text: &str) -> Reading {
    Reading::new(Document {
        id: DocumentId(id.into()),
        title: Some(title.into()),
        text: text.into(),
        publisher: None,
        url: None,
        published: None,
    })
}
