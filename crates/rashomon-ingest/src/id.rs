use rashomon_doc::{Date, DocumentId};
use sha2::{Digest, Sha256};

/// An id made from what the document is: the same content from the same publisher has the same id.
///
/// 64 bits: among ten million documents the chance that any two meet is 0.0003 per cent.
pub(crate) fn content_id(
    publisher: Option<&str>,
    url: Option<&str>,
    published: Option<Date>,
    title: Option<&str>,
    text: &str,
) -> DocumentId {
    let mut hash = Sha256::new();
    let date = published.map(|date| date.to_string());
    for part in [publisher, url, date.as_deref(), title, Some(text)] {
        let part = part.unwrap_or("");
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    DocumentId(
        digest[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    )
}

/// An id the input gave, fit for a command line; a short one gets the name of its file before it,
/// because numbers are unique in one collection only.
pub(crate) fn given_id(given: &str, file: &str) -> Option<DocumentId> {
    let clean = clean(given);
    if clean.is_empty() {
        return None;
    }
    let unique = clean.len() >= 16 || file.is_empty();
    Some(DocumentId(if unique {
        clean
    } else {
        format!("{file}-{clean}")
    }))
}

/// Letters, digits, `.`, `_` and `-`; anything else becomes one `-`.
pub(crate) fn clean(name: &str) -> String {
    let mut clean = String::with_capacity(name.len());
    for c in name.trim().chars().take(200) {
        if c.is_alphanumeric() || matches!(c, '.' | '_') {
            clean.push(c);
        } else if !clean.ends_with('-') {
            clean.push('-');
        }
    }
    clean.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_counts() {
        let id = |publisher, title, text| content_id(publisher, None, None, title, text);
        let one = id(Some("A"), Some("T"), "text");
        assert_eq!(one, id(Some("A"), Some("T"), "text"));
        assert_ne!(one, id(Some("B"), Some("T"), "text"));
        assert_ne!(one, id(Some("AT"), None, "text"));
        assert_eq!(one.as_str().len(), 16);
    }

    #[test]
    fn short_ids_name_their_file() {
        let id = |given| given_id(given, "news").map(|id| id.0);
        assert_eq!(id("17").as_deref(), Some("news-17"));
        assert_eq!(
            id(" https://a.example/b?c ").as_deref(),
            Some("https-a.example-b-c")
        );
        assert_eq!(id(" / "), None);
    }
}
