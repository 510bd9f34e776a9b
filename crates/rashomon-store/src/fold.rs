use std::borrow::Cow;

/// `text` without case, accents and surplus white space, for comparing names.
pub(crate) fn fold(text: &str) -> String {
    let ascii: Cow<'_, str> = if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(any_ascii::any_ascii(text))
    };
    let mut folded = String::with_capacity(ascii.len());
    for word in ascii.split_ascii_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().map(|c| c.to_ascii_lowercase()));
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn accents_case_and_blanks_do_not_count() {
        assert_eq!(fold("  François\u{a0}HOLLANDE "), "francois hollande");
        assert_eq!(fold(""), "");
    }
}
