//! What a page must be to be read at all.

/// Deeper trees take extractors quadratic time; ten thousand levels take eleven seconds.
const MOST_DEPTH: usize = 700;

/// Elements that end by themselves where the next one starts.
const SELF_ENDING: &[&str] = &[
    "area", "base", "body", "br", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html",
    "img", "input", "li", "link", "meta", "option", "p", "param", "source", "tbody", "td", "tfoot",
    "th", "thead", "tr", "track", "wbr",
];

/// The reason when elements are nested too deep.
///
/// Counts tags without building a tree, which is what takes the time.
pub(super) fn check_depth(html: &str) -> Result<(), String> {
    let bytes = html.as_bytes();
    let (mut depth, mut deepest) = (0usize, 0usize);
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'<', &bytes[at..]) {
        at += next + 1;
        let closing = bytes.get(at) == Some(&b'/');
        let name_at = at + usize::from(closing);
        let len = bytes[name_at..]
            .iter()
            .take(12)
            .take_while(|b| b.is_ascii_alphanumeric())
            .count();
        if len == 0 {
            continue;
        }
        let name = html[name_at..name_at + len].to_ascii_lowercase();
        if name == "script" || name == "style" {
            at = skip_raw(bytes, name_at, &name);
        } else if SELF_ENDING.binary_search(&name.as_str()).is_ok() {
        } else if closing {
            depth = depth.saturating_sub(1);
        } else {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    if deepest > MOST_DEPTH {
        return Err(format!(
            "elements nested {deepest} deep, over the limit of {MOST_DEPTH}"
        ));
    }
    Ok(())
}

/// The place after the end tag of a script or style.
fn skip_raw(bytes: &[u8], from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(next) = memchr::memmem::find(&bytes[at..], b"</") {
        at += next + 2;
        if bytes[at..].len() >= name.len()
            && bytes[at..at + name.len()].eq_ignore_ascii_case(name.as_bytes())
        {
            return at;
        }
    }
    bytes.len()
}

/// The encoding that the page names for itself in its first 4 kB.
pub(super) fn charset(bytes: &[u8]) -> Option<Vec<u8>> {
    let head = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let at = memchr::memmem::find(&head, b"charset=")? + b"charset=".len();
    let label = head[at..].trim_ascii_start();
    let label = label
        .strip_prefix(b"\"")
        .or_else(|| label.strip_prefix(b"'"))
        .unwrap_or(label);
    let len = label
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || b"-_:".contains(b))
        .count();
    (len > 0).then(|| label[..len].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(SELF_ENDING.is_sorted());
    }

    #[test]
    fn depth() {
        assert!(check_depth(&"<div>".repeat(600)).is_ok());
        assert!(check_depth(&"<div>".repeat(10_000)).is_err());
        assert!(check_depth(&"<p>x<br><li>".repeat(10_000)).is_ok());
        assert!(check_depth(&"<div></div>".repeat(10_000)).is_ok());
        assert!(check_depth(&format!("<script>{}</script>", "'<div>'".repeat(10_000))).is_ok());
        assert!(check_depth("<é <").is_ok());
    }

    #[test]
    fn named_encodings() {
        assert_eq!(
            charset(b"<meta charset=\"ISO-8859-1\">").as_deref(),
            Some(&b"iso-8859-1"[..])
        );
        assert_eq!(
            charset(b"content='text/html; charset=utf-8'").as_deref(),
            Some(&b"utf-8"[..])
        );
        assert_eq!(charset(b"<p>"), None);
    }
}
