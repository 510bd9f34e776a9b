//! Quotation marks: which opens, which closes, and what stands between them.

use rashomon_doc::Span;

/// Words in quotation marks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Quoted {
    /// With the marks.
    pub(crate) outer: Span,
    /// Without the marks.
    pub(crate) inner: Span,
    /// The closing mark is missing: the words run to the end of the paragraph.
    pub(crate) open_ended: bool,
    /// An opening mark at the head of a paragraph takes up the words of the paragraph before.
    pub(crate) continues: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Side {
    Opens,
    Closes,
    Either,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    start: usize,
    end: usize,
    low: bool,
    single: bool,
    continues: bool,
}

/// The outermost stretches in quotation marks, in text order, not overlapping.
///
/// A mark without a partner is settled inside its paragraph and never unsettles the next: an
/// opening mark without an end runs to the end of the paragraph, or, when another pair stands
/// between, is dropped with a closing mark without a beginning.
pub(crate) fn quoted(text: &str) -> Vec<Quoted> {
    let mut found = Vec::new();
    let mut pending = false;
    for paragraph in paragraphs(text) {
        pending = in_paragraph(text, paragraph, pending, &mut found);
    }
    found
}

/// The paragraphs: parted by blank lines, or by a line break after the end of a sentence.
pub(crate) fn paragraphs(text: &str) -> Vec<Span> {
    let mut paragraphs = Vec::new();
    let mut start = 0;
    for at in memchr::memchr_iter(b'\n', text.as_bytes()) {
        let before = text[start..at].trim_end();
        let rest = &text[at + 1..];
        let blank = rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n');
        let ends = before.ends_with(['.', '!', '?', '”', '"', '»', ':', '…', ';']);
        let begins = rest
            .chars()
            .find(|c| !c.is_whitespace())
            .is_none_or(|c| !c.is_lowercase());
        if blank || (ends && begins) || before.len() < 40 {
            if !before.trim().is_empty() {
                paragraphs.push(Span::new(start, at).trim(text));
            }
            start = at + 1;
        }
    }
    if !text[start..].trim().is_empty() {
        paragraphs.push(Span::new(start, text.len()).trim(text));
    }
    paragraphs
}

/// Pairs the marks of one paragraph; whether its last words wait for the next to take them up.
fn in_paragraph(text: &str, paragraph: Span, pending: bool, found: &mut Vec<Quoted>) -> bool {
    let mut stack: Vec<Open> = Vec::new();
    let first_found = found.len();
    let base = paragraph.start as usize;
    let words = paragraph.of(text);
    let mut from = 0;
    while let Some(at) = next_mark(words, from) {
        let mut chars = words[at..].chars();
        let Some(c) = chars.next() else { break };
        let previous = words[..at].chars().next_back().unwrap_or(' ');
        let start = base + at;
        let next = chars.next().unwrap_or(' ');
        let after = chars.next().unwrap_or(' ');
        let mut end = start + c.len_utf8();
        let mut single = false;
        let side = match c {
            '“' if stack.last().is_some_and(|open| open.low) && !previous.is_whitespace() => {
                Some(Side::Closes)
            }
            '“' | '„' | '«' | '‟' => Some(Side::Opens),
            '”' | '»' => Some(Side::Closes),
            '"' | '＂' => Some(straight(previous, next)),
            '`' if next == '`' => {
                end += 1;
                Some(Side::Opens)
            }
            '\'' if next == '\'' => {
                end += 1;
                Some(straight(previous, after))
            }
            '‘' if stack.is_empty() && !previous.is_alphanumeric() => {
                single = true;
                Some(Side::Opens)
            }
            '\'' if stack.is_empty()
                && !previous.is_alphanumeric()
                && next.is_uppercase()
                && closes_later(&words[at + 1..]) =>
            {
                single = true;
                Some(Side::Opens)
            }
            '’' | '\''
                if stack.last().is_some_and(|open| open.single)
                    && !next.is_alphanumeric()
                    && !previous.is_whitespace() =>
            {
                single = true;
                Some(Side::Closes)
            }
            _ => None,
        };
        from = end - base;
        let Some(side) = side else { continue };
        let opens = match side {
            Side::Opens => true,
            Side::Closes => false,
            Side::Either => stack.is_empty(),
        };
        if opens {
            if !single && stack.last().is_some_and(|open| open.single) {
                stack.pop();
            }
            if stack.len() < 8 {
                let continues = at == 0 && pending;
                stack.push(Open {
                    start,
                    end,
                    low: c == '„',
                    single,
                    continues,
                });
            }
        } else if let Some(open) = stack.pop() {
            while found.len() > first_found
                && found[found.len() - 1].outer.start as usize > open.start
            {
                found.pop();
            }
            found.push(Quoted {
                outer: Span::new(open.start, end),
                inner: Span::new(open.end, start),
                open_ended: false,
                continues: open.continues,
            });
        }
    }
    close_at_end(text, paragraph, &stack, found, first_found)
}

/// Where the next character from `from` on stands that may be a quotation mark.
fn next_mark(words: &str, from: usize) -> Option<usize> {
    // The first bytes of the marks: straight and backward ones, «», the curly and low ones, ＂.
    let may = |&byte: &u8| matches!(byte, b'"' | b'\'' | b'`' | 0xC2 | 0xE2 | 0xEF);
    let bytes = words.as_bytes().get(from..)?;
    bytes.iter().position(may).map(|at| from + at)
}

/// Settles what is open at the end of `paragraph`, whose pairs stand in `found` from `first` on.
fn close_at_end(
    text: &str,
    paragraph: Span,
    stack: &[Open],
    found: &mut Vec<Quoted>,
    first: usize,
) -> bool {
    let Some(open) = stack.iter().find(|open| !open.single) else {
        return false;
    };
    let end = paragraph.end as usize;
    let inside = found[first..]
        .iter()
        .any(|quoted| quoted.outer.start as usize > open.start);
    if inside || open.end >= end || text[open.end..end].split_whitespace().nth(2).is_none() {
        return false;
    }
    found.push(Quoted {
        outer: Span::new(open.start, end),
        inner: Span::new(open.end, end),
        open_ended: true,
        continues: open.continues,
    });
    true
}

/// Which way a straight mark looks, by its neighbours.
fn straight(previous: char, next: char) -> Side {
    let wide = |c: char| c.is_whitespace();
    let before = wide(previous) || matches!(previous, '(' | '[' | '—' | '–' | '-' | ':');
    let after = wide(next)
        || matches!(
            next,
            ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '—' | '–'
        );
    match (before, after) {
        (true, false) => Side::Opens,
        (false, true) => Side::Closes,
        (true, true) | (false, false) => Side::Either,
    }
}

/// Whether a straight single mark that might open is closed, after a stop or comma, in this text.
fn closes_later(rest: &str) -> bool {
    let cut = rest
        .char_indices()
        .nth(400)
        .map_or(rest.len(), |(at, _)| at);
    rest[..cut].match_indices('\'').any(|(at, _)| {
        rest[..at].ends_with([',', '.', '?', '!']) && rest[at + 1..].starts_with([' ', '\n'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_quoted(text: &str, expected: &[&str]) {
        let found: Vec<_> = quoted(text)
            .iter()
            .map(|quoted| quoted.inner.of(text))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn pairs_marks_of_every_kind() {
        check_quoted("“One,” he said. “Two.”", &["One,", "Two."]);
        check_quoted("\"One,\" he said. \"Two.\"", &["One,", "Two."]);
        check_quoted("''One two,'' he said. ''Three.''", &["One two,", "Three."]);
        check_quoted("« One » and „Two“ and „Three”.", &[" One ", "Two", "Three"]);
        check_quoted("' Tis said . \" One , \" he said .", &[" One , "]);
        check_quoted("‘We can’t go,’ she said.", &["We can’t go,"]);
        check_quoted("'We can't go,' she said, 'it's late.'", &["We can't go,"]);
    }

    #[test]
    fn an_apostrophe_is_no_mark() {
        check_quoted("The ministers' plan isn't the people's.", &[]);
        check_quoted("The ministers’ plan isn’t the people’s.", &[]);
    }

    #[test]
    fn marks_nest() {
        check_quoted(
            "“They get her [the group “Front”] into it.”",
            &["They get her [the group “Front”] into it."],
        );
    }

    #[test]
    fn a_missing_mark_is_settled_in_its_paragraph() {
        check_quoted(
            "Because of it “thousands of people fled.\n\n“We stay,” he said.",
            &["thousands of people fled.", "We stay,"],
        );
        check_quoted(
            "It was over” he said.\n\n“We stay,” he said.",
            &["We stay,"],
        );
        check_quoted("\"It is.\n\n\"We stay here,\" he said.", &["We stay here,"]);
    }

    #[test]
    fn a_paragraph_takes_up_the_words_of_the_one_before() {
        let text = "He said: “We stay here today.\n\n“We fight,” he added.";
        let found = quoted(text);
        assert!(found[0].open_ended && found[1].continues);
    }

    #[test]
    fn paragraphs_end_at_blank_lines_and_after_sentences() {
        let text = "One line that is long enough to have been wrapped\nhere.\nTwo.\n\nThree";
        let found: Vec<_> = paragraphs(text).iter().map(|span| span.of(text)).collect();
        assert_eq!(
            found,
            [
                "One line that is long enough to have been wrapped\nhere.",
                "Two.",
                "Three"
            ]
        );
    }
}
