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
    if numbering(text, tokens, start, i)
        || (last < i - 1 && is_dash(next))
        || bracket_goes_on(text, &tokens[start..], i - start)
        || aside(text, &tokens[i..])
    {
        return false;
    }
    match stop {
        "!" | "?" => {
            !next.starts_with(char::is_lowercase)
                || next.contains(char::is_uppercase)
                || gap.is_empty()
        }
        "." => starts_sentence(text, tokens, i),
        _ if is_dash(stop) => dateline(text, tokens, start, i),
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

fn is_dash(word: &str) -> bool {
    matches!(word, "-" | "–" | "—" | "--")
}

/// Whether all that stands before token `i` is the number of a heading or figure at the beginning of a
/// line: `2.1.`, `Figure 3.`.
fn numbering(text: &str, tokens: &[Span], start: usize, i: usize) -> bool {
    let named = matches!(
        tokens[start].of(text),
        "Figure" | "Table" | "Chapter" | "Section"
    );
    let number = tokens[start + usize::from(named && start + 1 < i)];
    let digits = number.of(text).trim_end_matches('.');
    i - start <= 2 + usize::from(named)
        && number.len() <= 6
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && opens_line(text, tokens[start])
}

fn opens_line(text: &str, token: Span) -> bool {
    let head = text[..token.start as usize].trim_end_matches([' ', '\t']);
    head.is_empty() || head.ends_with('\n')
}

/// How far a bracket is followed.
const BRACKET: usize = 24;

/// Whether a stop before token `i` stands in a bracket that was opened before it and closes before
/// another sentence's stop: `(b. March 2009)`, `(1994, p. 12)`.
fn bracket_goes_on(text: &str, tokens: &[Span], i: usize) -> bool {
    let mut depth = 0;
    for token in tokens[..i].iter().rev().take(BRACKET) {
        match token.of(text) {
            "(" | "[" if depth == 0 => return closes(text, &tokens[i - 1..]),
            "(" | "[" => depth -= 1,
            ")" | "]" => depth += 1,
            _ => {}
        }
    }
    false
}

/// Words cut short in brackets: born, married, died, pages and the like.
const SHORT: [&str; 10] = ["b", "c", "d", "div", "fl", "m", "p", "pp", "r", "vol"];

/// Whether a bracket closes behind the first of `tokens`, on its line and before a stop, but for one
/// behind a word cut short.
fn closes(text: &str, tokens: &[Span]) -> bool {
    for pair in tokens.windows(2).skip(1).take(BRACKET) {
        let [before, token] = [pair[0], pair[1]];
        match token.of(text) {
            ")" | "]" => return true,
            "(" | "[" | "?" | "!" => return false,
            "." if !SHORT.contains(&before.of(text)) => return false,
            _ if text[before.end as usize..token.start as usize].contains('\n') => return false,
            _ => {}
        }
    }
    false
}

/// Whether `tokens` begin with a short bracket behind which the sentence goes on: the stop before it
/// is part of a title, as in `in Viva Maria! (1965), and`.
fn aside(text: &str, tokens: &[Span]) -> bool {
    if tokens[0].of(text) != "(" {
        return false;
    }
    let close = tokens
        .iter()
        .take(8)
        .position(|token| token.of(text) == ")");
    let behind = close.and_then(|close| tokens.get(close..close + 2));
    behind.is_some_and(|pair| {
        let gap = &text[pair[0].end as usize..pair[1].start as usize];
        let word = pair[1].of(text);
        !gap.contains('\n') && (word == "," || word.starts_with(char::is_lowercase))
    })
}

/// How many tokens a dateline has at most.
const DATELINE: usize = 16;

/// Whether a dateline ends before token `i`: `LORVATH, March 14 (Meridian Wire) - `, from a line's
/// beginning to the dash behind an agency in brackets.
fn dateline(text: &str, tokens: &[Span], start: usize, i: usize) -> bool {
    opens_line(text, tokens[start])
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
        // `iPhone` and its like keep their small letter.
        Some(word) => !word.starts_with(char::is_lowercase) || word.contains(char::is_uppercase),
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
        "eg" | "ie" | "ca" | "al" if !stem.starts_with(char::is_lowercase) => common,
        "no" | "nos" | "vs" | "fig" | "sec" | "vol" | "e.g" | "i.e" | "eg" | "ie" | "ca" | "cf"
        | "al" | "approx" => false,
        "etc" => starts_sentence(text, tokens, i),
        "jr" | "sr" | "inc" | "corp" | "ltd" | "co" | "p.m" | "a.m" | "u.s" | "u.n" | "d.c"
        | "u.k" => common,
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
