//! Where sentences end.

use crate::token::{TITLES, is_space};
use rashomon_doc::Span;

/// For each sentence, the index one past its last token.
pub(crate) fn ends(text: &str, tokens: &[Span], ends: &mut Vec<usize>) {
    let wrapped = is_wrapped(text);
    let mut start = 0;
    for i in 1..tokens.len() {
        if boundary(text, tokens, start, i, wrapped) || i - start >= LONGEST {
            ends.push(i);
            start = i;
        }
    }
    if start < tokens.len() {
        ends.push(tokens.len());
    }
}

/// Longer sentences are cut: no text is worth quadratic time.
const LONGEST: usize = 400;

/// Whether lines are broken at a fixed width, so that a line's end says nothing.
fn is_wrapped(text: &str) -> bool {
    let (mut lines, mut broken) = (0, 0);
    let mut last_long = false;
    for line in text.lines().take(400) {
        if line.trim().is_empty() {
            last_long = false;
            continue;
        }
        lines += 1;
        if last_long && line.trim_start().starts_with(char::is_lowercase) {
            broken += 1;
        }
        last_long = (45..=100).contains(&line.trim_end().len());
    }
    broken * 4 >= lines && broken >= 2
}

/// Whether a sentence ends before token `i`, the open one having begun at `start`.
fn boundary(text: &str, tokens: &[Span], start: usize, i: usize, wrapped: bool) -> bool {
    let gap = &text[tokens[i - 1].end as usize..tokens[i].start as usize];
    let newlines = gap.bytes().filter(|&b| b == b'\n').count();
    if newlines >= 2 || (newlines == 1 && !wrapped) {
        return true;
    }
    if gap.is_empty() && !glued(text, tokens, i) {
        return false;
    }
    let word = |at: usize| tokens[at].of(text);
    // The closing marks after the stop belong to the sentence.
    let mut last = i - 1;
    while last > start {
        last -= match closing(text, tokens, last) {
            0 => break,
            marks => marks.min(last - start),
        };
    }
    let next = word(i);
    if i - 1 == last && is_closing(next) && !opens(text, tokens, i) {
        return false;
    }
    if note(text, tokens, i) && word(last).ends_with('.') {
        return false;
    }
    let stop = word(last);
    match stop {
        "!" | "?" => !next.starts_with(char::is_lowercase) || gap.is_empty(),
        "." => starts_sentence(text, tokens, i),
        "-" | "–" | "—" | "--" => dateline(text, tokens, start, i),
        _ if stop.starts_with(['!', '?']) => starts_sentence(text, tokens, i),
        _ if stop.starts_with(['…']) || stop.starts_with("..") => {
            starts_sentence(text, tokens, i)
        }
        _ if stop.len() > 1 && stop.ends_with('.') => {
            ends_with_abbreviation(text, tokens, start, last, i)
        }
        _ => false,
    }
}

/// How many tokens a dateline has at most.
const DATELINE: usize = 16;

/// Whether a dateline ends before token `i`: `LORVATH, March 14 (Meridian Wire) - `, from a line's
/// beginning to the dash behind an agency in brackets.
fn dateline(text: &str, tokens: &[Span], start: usize, i: usize) -> bool {
    let head = &text[..tokens[start].start as usize];
    let opens_line = head.trim_end_matches([' ', '\t']).ends_with('\n') || head.trim().is_empty();
    opens_line
        && (4..=DATELINE).contains(&(i - start))
        && tokens[i - 2].of(text) == ")"
        && tokens[start].of(text).starts_with(char::is_uppercase)
        && names_place(text, &tokens[start..i])
        && starts_sentence(text, tokens, i)
}

/// Whether the words of a dateline begin with a place as datelines write it: in capitals, or with a
/// comma behind it.
fn names_place(text: &str, tokens: &[Span]) -> bool {
    let first = tokens[0].of(text);
    let capitals = first.chars().count() > 1 && first.chars().all(char::is_uppercase);
    capitals || tokens.iter().any(|token| token.of(text) == ",")
}

/// A stop and a capital with nothing between: the blank was lost.
fn glued(text: &str, tokens: &[Span], i: usize) -> bool {
    let before = tokens[i - 1].of(text);
    matches!(before, "." | "?" | "!")
        && tokens[i].of(text).starts_with(char::is_uppercase)
        && tokens[i].len() > 1
}

/// How many tokens up to `last` close a sentence after its stop: a mark, or a note's number.
fn closing(text: &str, tokens: &[Span], last: usize) -> usize {
    if last >= 2 && note(text, tokens, last - 2) {
        3
    } else {
        usize::from(is_closing(tokens[last].of(text)))
    }
}

/// Whether the number of a note, `[17]`, begins at token `i`.
fn note(text: &str, tokens: &[Span], i: usize) -> bool {
    let Some([open, number, close]) = tokens.get(i..i + 3) else {
        return false;
    };
    let digits = number.of(text).bytes().all(|b| b.is_ascii_digit()) && number.len() <= 3;
    digits
        && open.of(text) == "["
        && close.of(text) == "]"
        && open.end == number.start
        && number.end == close.start
}

fn is_closing(word: &str) -> bool {
    matches!(word, "\"" | "”" | "’" | "'" | "''" | ")" | "]" | "»" | "“")
}

/// Whether a mark that may open or close opens: white space before it and none after.
fn opens(text: &str, tokens: &[Span], i: usize) -> bool {
    let span = tokens[i];
    let spaced = text[..span.start as usize].ends_with(is_space);
    let free = text[span.end as usize..].starts_with(is_space);
    spaced && !free
}

fn starts_sentence(text: &str, tokens: &[Span], i: usize) -> bool {
    let mut at = i;
    while at < tokens.len() && tokens[at].of(text).chars().all(|c| !c.is_alphanumeric()) {
        at += 1;
        if at > i + 3 {
            break;
        }
    }
    match tokens.get(at).map(|span| span.of(text)) {
        Some(word) => !word.starts_with(char::is_lowercase),
        None => true,
    }
}

fn ends_with_abbreviation(
    text: &str,
    tokens: &[Span],
    start: usize,
    last: usize,
    i: usize,
) -> bool {
    let word = tokens[last].of(text);
    let stem = word.trim_end_matches('.');
    let mut small = stem.to_ascii_lowercase();
    small.truncate(8);
    if TITLES.binary_search(&small.as_bytes()).is_ok() || stem.chars().count() == 1 {
        return false;
    }
    if last == start {
        return false;
    }
    let next = tokens[i].of(text);
    let common = STARTERS.contains(&next);
    match small.as_str() {
        "no" | "nos" | "vs" | "fig" | "sec" | "vol" | "e.g" | "i.e" | "eg" | "ie" | "ca" | "cf"
        | "al" | "approx" => false,
        "etc" | "jr" | "sr" | "inc" | "corp" | "ltd" | "co" | "p.m" | "a.m" | "u.s" | "u.n"
        | "d.c" | "u.k" => common,
        _ => common,
    }
}

/// Words that begin a sentence and, with a capital, little else.
const STARTERS: [&str; 60] = [
    "The",
    "A",
    "An",
    "He",
    "She",
    "It",
    "They",
    "We",
    "I",
    "You",
    "In",
    "On",
    "At",
    "But",
    "And",
    "This",
    "That",
    "These",
    "Those",
    "There",
    "His",
    "Her",
    "Its",
    "Their",
    "Our",
    "My",
    "If",
    "When",
    "While",
    "As",
    "After",
    "Before",
    "For",
    "From",
    "With",
    "By",
    "To",
    "Of",
    "So",
    "Or",
    "Not",
    "No",
    "What",
    "Who",
    "Why",
    "How",
    "Where",
    "Some",
    "Many",
    "Most",
    "All",
    "However",
    "According",
    "Also",
    "Since",
    "Although",
    "Meanwhile",
    "Last",
    "Now",
    "Then",
];
