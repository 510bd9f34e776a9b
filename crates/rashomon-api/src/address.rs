//! Addresses of pages.

use rashomon_doc::Span;
use std::fmt::Write;

/// `text` with everything but unreserved characters percent-encoded, for one part of a path or
/// one value of a query.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(byte as char);
            }
            _ => write!(encoded, "%{byte:02X}").expect("a string takes all"),
        }
    }
    // A path part of dots would be taken for a step up.
    match encoded.as_str() {
        "." => "%2E".to_owned(),
        ".." => "%2E%2E".to_owned(),
        _ => encoded,
    }
}

pub(crate) fn story(id: &str) -> String {
    format!("/stories/{}", encode(id))
}

pub(crate) fn dispute(story_id: &str, id: &str) -> String {
    format!("{}#dispute-{}", story(story_id), encode(id))
}

pub(crate) fn article(id: &str) -> String {
    format!("/articles/{}", encode(id))
}

/// The article with the words of `span` marked and in view.
pub(crate) fn words(id: &str, span: Span) -> String {
    format!("{}?mark={}-{}#here", article(id), span.start, span.end)
}

/// As [`words()`], with the panel of one finding open, such as `q3`.
pub(crate) fn finding(id: &str, finding: impl std::fmt::Display, span: Span) -> String {
    format!(
        "{}?mark={}-{}&open={finding}#here",
        article(id),
        span.start,
        span.end
    )
}

pub(crate) fn speaker(name: &str) -> String {
    format!("/speakers/{}", encode(name))
}

pub(crate) fn publisher(name: &str) -> String {
    format!("/articles?publisher={}", encode(name))
}

/// `url` when it is one that a page may link to.
pub(crate) fn external(url: &str) -> Option<&str> {
    let scheme = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    (scheme.starts_with("https://") || scheme.starts_with("http://")).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_ids_stay_one_part_of_the_path() {
        assert_eq!(article("a/b?c#d"), "/articles/a%2Fb%3Fc%23d");
        assert_eq!(article(".."), "/articles/%2E%2E");
        assert_eq!(speaker("Dunya Orsk"), "/speakers/Dunya%20Orsk");
        assert_eq!(words("a1", Span::new(3, 9)), "/articles/a1?mark=3-9#here");
    }

    #[test]
    fn only_web_addresses_are_linked() {
        assert!(external("HTTPS://paper.example/1").is_some());
        assert!(external("javascript:alert(1)").is_none());
        assert!(external("ÿÿÿÿÿÿ").is_none());
    }
}
