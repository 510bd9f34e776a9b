use crate::Profile;
use rashomon_doc::{Basis, Document, DocumentId, Publication, Reading};

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

/// The profile of an article; an empty publisher or date is none.
pub(crate) fn article(id: &str, publisher: &str, date: &str, text: &str) -> Profile {
    let mut reading = reading(id, "", text);
    reading.document.publisher = (!publisher.is_empty()).then(|| publisher.to_owned());
    reading.published = date.parse().ok().map(|date| Publication {
        date,
        basis: Basis::Given,
        confidence: 1.0,
    });
    Profile::of(&reading)
}
