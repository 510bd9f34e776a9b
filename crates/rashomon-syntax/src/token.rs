//! Tokens, cut as Universal Dependencies cuts English.

use rashomon_doc::Span;

/// Appends the tokens of `text` to `tokens`.
pub(crate) fn tokens(text: &str, tokens: &mut Vec<Span>) {
    let mut start = None;
    for (at, c) in text.char_indices() {
        if is_space(c) {
            if let Some(start) = start.take() {
                chunk(text, start, at, tokens);
            }
        } else if start.is_none() {
            start = Some(at);
        }
    }
    if let Some(start) = start {
        chunk(text, start, text.len(), tokens);
    }
}

/// White space, and characters that take no room.
pub(crate) fn is_space(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_whitespace() || c.is_ascii_control();
    }
    c.is_whitespace()
        || matches!(
            c,
            '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{200e}' | '\u{200f}'
        )
}

/// Cuts a run of characters without white space.
fn chunk(text: &str, start: usize, end: usize, tokens: &mut Vec<Span>) {
    if text.as_bytes()[start..end]
        .iter()
        .all(u8::is_ascii_alphabetic)
    {
        return word(text, start, end, tokens);
    }
    let mut start = start;
    while start < end {
        start = next(text, start, end, tokens);
    }
}

fn push(start: usize, end: usize, tokens: &mut Vec<Span>) -> usize {
    tokens.push(Span::new(start, end));
    end
}

/// Cuts the next token or tokens off a chunk; returns where the rest begins.
fn next(text: &str, start: usize, end: usize, tokens: &mut Vec<Span>) -> usize {
    let rest = &text[start..end];
    let Some(c) = rest.chars().next() else {
        return end;
    };
    if let Some(length) = address(rest) {
        return push(start, start + length, tokens);
    }
    if is_apostrophe(c)
        && let Some(length) = leading_apostrophe(rest)
    {
        return push(start, start + length, tokens);
    }
    if c.is_alphanumeric()
        || c == '_'
        || ((c == '@' || c == '#') && rest[1..].starts_with(|c: char| c.is_alphanumeric()))
    {
        let length = body(rest, &text[end..]);
        let close = start + length;
        parts(text, start, close, tokens);
        return close;
    }
    push(start, start + mark(rest, c), tokens)
}

/// The length of the mark that opens `rest`: runs of dots, dashes and the like are one mark.
fn mark(rest: &str, c: char) -> usize {
    let run = |belongs: fn(char) -> bool| -> usize {
        rest.chars()
            .take_while(|&c| belongs(c))
            .map(char::len_utf8)
            .sum()
    };
    match c {
        '.' | '…' => run(|c| c == '.' || c == '…'),
        '-' | '–' | '—' => run(|c| matches!(c, '-' | '–' | '—')),
        '!' | '?' => run(|c| matches!(c, '!' | '?')),
        '*' | '=' | '_' | '~' | '#' | '+' | '<' | '>' => {
            let same: usize = rest.chars().take_while(|&other| other == c).count();
            same
        }
        '`' => run(|c| c == '`'),
        '\'' if rest.starts_with("''") => 2,
        ':' | ';' => emoticon(rest).unwrap_or(1),
        other => other.len_utf8(),
    }
}

fn emoticon(rest: &str) -> Option<usize> {
    [":-)", ":-(", ";-)", ":)", ":(", ";)", ":D", ":P"]
        .iter()
        .find(|face| {
            rest.strip_prefix(**face)
                .is_some_and(|after| !after.starts_with(char::is_alphanumeric))
        })
        .map(|face| face.len())
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '´' | '`')
}

/// An address on the web or of mail at the start of `rest`.
fn address(rest: &str) -> Option<usize> {
    let end = rest.len();
    let lower = |prefix: &str| {
        rest.get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };
    let web = lower("http://") || lower("https://") || lower("www.") || lower("ftp://");
    if !web && !mail_or_host(rest) {
        return None;
    }
    let stop = rest
        .char_indices()
        .find(|&(_, c)| {
            matches!(c, '"' | '”' | '“' | '<' | '>' | '»' | '’')
                || (!web && matches!(c, ',' | ';' | ')' | '!' | '?' | '\''))
        })
        .map_or(end, |(at, _)| at);
    let kept = rest[..stop].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '…']);
    (!kept.is_empty()).then_some(kept.len())
}

fn mail_or_host(rest: &str) -> bool {
    const ENDINGS: [&str; 12] = [
        ".com", ".org", ".net", ".edu", ".gov", ".info", ".co.uk", ".ru", ".de", ".fr", ".eu",
        ".tv",
    ];
    if !rest.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return false;
    }
    let name = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '@')))
        .map_or(rest, |stop| &rest[..stop])
        .trim_end_matches(['.', '-']);
    if let Some((user, host)) = name.split_once('@') {
        return !user.is_empty() && host.contains('.');
    }
    name.len() > 4
        && ENDINGS.iter().any(|ending| {
            name.len() > ending.len()
                && name.is_char_boundary(name.len() - ending.len())
                && name[name.len() - ending.len()..].eq_ignore_ascii_case(ending)
        })
}

/// `'s`, `'90s`, `'em` at the start of a chunk.
fn leading_apostrophe(rest: &str) -> Option<usize> {
    let quote = rest.chars().next()?.len_utf8();
    let word: &str = rest[quote..].split(|c: char| !c.is_alphanumeric()).next()?;
    let digits = word.trim_end_matches('s');
    let decade = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit());
    let clitic = [
        "s", "re", "ve", "ll", "d", "m", "em", "til", "cause", "tis", "twas",
    ]
    .iter()
    .any(|known| word.eq_ignore_ascii_case(known));
    (decade || clitic).then_some(quote + word.len())
}

/// The length of the letters, digits and inner marks that open `rest`.
fn body(rest: &str, following: &str) -> usize {
    let mut characters = rest.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, c)) = characters.next() {
        let after = characters.peek().map_or(' ', |&(_, c)| c);
        let inside = c.is_alphanumeric()
            || c == '_'
            || is_joiner(c)
            || match c {
                '.' => dot_belongs(rest, following, at, before, after),
                ',' | ':' => before.is_ascii_digit() && after.is_ascii_digit(),
                '&' | '@' | '+' => {
                    before.is_alphanumeric() && (after.is_alphanumeric() || c == '+')
                }
                '#' => at == 0,
                '/' => before.is_alphanumeric() && after.is_alphanumeric(),
                '-' | '‑' => before.is_alphanumeric() && after.is_alphanumeric(),
                '\'' | '’' | 'ʼ' | '`' | '´' => {
                    before.is_alphanumeric() && after.is_alphabetic()
                }
                _ => false,
            };
        if !inside && at > 0 {
            return at;
        }
        before = c;
    }
    rest.len()
}

/// Marks that combine with a letter, soft hyphens and joiners.
fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{fe0f}'
    )
}

fn dot_belongs(rest: &str, following: &str, at: usize, before: char, after: char) -> bool {
    if after.is_ascii_digit() && before.is_ascii_digit() {
        return true;
    }
    let head = rest[..at].rsplit(['-', '/', '(']).next().unwrap_or("");
    if after.is_alphanumeric() {
        // `U.S.`, `p.m.`; but a stop without a blank after it ends a sentence.
        let segment = head.rsplit('.').next().unwrap_or("");
        return segment == "Ph" && after == 'D'
            || segment.chars().count() == 1 && segment.chars().all(char::is_alphabetic)
            || is_file_name(rest, at);
    }
    if after == '.' {
        return false;
    }
    if head.eq_ignore_ascii_case("no") || head.eq_ignore_ascii_case("nos") {
        return following
            .trim_start()
            .starts_with(|c: char| c.is_ascii_digit());
    }
    is_abbreviation(head)
}

/// `report.pdf`
fn is_file_name(rest: &str, at: usize) -> bool {
    const ENDINGS: [&str; 10] = [
        "doc", "pdf", "xls", "txt", "jpg", "html", "htm", "zip", "exe", "ppt",
    ];
    let ending = rest[at + 1..]
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or("");
    ENDINGS
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}

/// Whether a stop after `word` belongs to it.
pub(crate) fn is_abbreviation(word: &str) -> bool {
    let mut letters = word.chars();
    match (letters.next(), letters.next()) {
        (Some(only), None) => {
            return only.is_uppercase() && only != 'I' || matches!(only, 'c' | 'v');
        }
        (None, _) => return false,
        _ => {}
    }
    if word.contains('.') {
        return word
            .split('.')
            .all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic));
    }
    word.len() <= 6 && {
        let mut small = [0; 6];
        let small = &mut small[..word.len()];
        small.copy_from_slice(word.as_bytes());
        small.make_ascii_lowercase();
        let first = word.as_bytes()[0].is_ascii_uppercase();
        first
            && (TITLES.binary_search(&&*small).is_ok()
                || CAPITALISED.binary_search(&&*small).is_ok())
            || ANYWHERE.binary_search(&&*small).is_ok()
    }
}

/// Abbreviations before a name: never the end of a sentence.
pub(crate) const TITLES: [&[u8]; 35] = [
    b"adm", b"brig", b"capt", b"cmdr", b"col", b"cpl", b"dr", b"fr", b"ft", b"gen", b"gov", b"hon",
    b"lt", b"maj", b"messrs", b"mlle", b"mme", b"mr", b"mrs", b"ms", b"msgr", b"mt", b"pres",
    b"prof", b"pvt", b"rep", b"reps", b"rev", b"sen", b"sens", b"sgt", b"sr", b"sra", b"st",
    b"supt",
];

/// Abbreviations written with a capital.
const CAPITALISED: [&[u8]; 44] = [
    b"apr", b"aug", b"ave", b"bldg", b"blvd", b"bros", b"calif", b"cf", b"co", b"colo", b"conn",
    b"corp", b"dec", b"dept", b"feb", b"fig", b"fla", b"fri", b"inc", b"jan", b"jr", b"kan", b"ky",
    b"ltd", b"mass", b"mich", b"minn", b"mon", b"no", b"nov", b"nos", b"oct", b"okla", b"pa",
    b"penn", b"rd", b"sec", b"sep", b"sept", b"tenn", b"tex", b"va", b"vol", b"wash",
];

/// Abbreviations in any case.
const ANYWHERE: [&[u8]; 15] = [
    b"al", b"approx", b"ca", b"cf", b"eg", b"esp", b"est", b"etc", b"ie", b"ph", b"pp", b"ps",
    b"univ", b"viz", b"vs",
];

/// Cuts the body of a chunk: at slashes, hyphens, between number and unit, before contractions.
fn parts(text: &str, start: usize, end: usize, tokens: &mut Vec<Span>) {
    let body = &text[start..end];
    let numeric = body
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '/' | '-' | '.' | ':' | ','));
    if body.bytes().any(|b| b == b'/') && !numeric {
        return split_at(text, start, end, '/', tokens);
    }
    if let Some(hyphen) = body.find(['-', '‑']) {
        let width = body[hyphen..].chars().next().map_or(1, char::len_utf8);
        if numeric && !is_range(body)
            || is_prefixed(body, hyphen)
            || body.bytes().any(|b| b == b'_' || b == b'@')
        {
            return word(text, start, end, tokens);
        }
        parts(text, start, start + hyphen, tokens);
        push(start + hyphen, start + hyphen + width, tokens);
        return parts(text, start + hyphen + width, end, tokens);
    }
    if let Some(unit) = unit(body) {
        push(start, start + unit, tokens);
        push(start + unit, end, tokens);
        return;
    }
    word(text, start, end, tokens);
}

fn split_at(text: &str, start: usize, end: usize, mark: char, tokens: &mut Vec<Span>) {
    let mut from = start;
    for (at, _) in text[start..end].match_indices(mark) {
        let at = start + at;
        if from < at {
            parts(text, from, at, tokens);
        }
        push(at, at + mark.len_utf8(), tokens);
        from = at + mark.len_utf8();
    }
    if from < end {
        parts(text, from, end, tokens);
    }
}

/// `1990-1995`, `10-15`: two numbers with a hyphen.
fn is_range(body: &str) -> bool {
    body.split_once('-').is_some_and(|(low, high)| {
        low.len() <= 5 && high.len() <= 5 && !high.contains('-') && !body.contains(['/', ':'])
    })
}

/// Prefixes that stay with their word.
fn is_prefixed(body: &str, hyphen: usize) -> bool {
    const PREFIXES: [&str; 24] = [
        "anti", "bi", "co", "counter", "de", "e", "ex", "inter", "intra", "mid", "multi", "neo",
        "non", "post", "pre", "pro", "pseudo", "re", "semi", "sub", "super", "ultra", "un", "x",
    ];
    let prefix = &body[..hyphen];
    prefix.len() <= 7
        && PREFIXES
            .iter()
            .any(|known| known.eq_ignore_ascii_case(prefix))
}

/// Where the unit of `20km` begins.
fn unit(body: &str) -> Option<usize> {
    const UNITS: [&str; 28] = [
        "am", "bn", "cm", "ft", "g", "gb", "ghz", "hp", "hz", "in", "k", "kb", "kg", "khz", "km",
        "kw", "lb", "lbs", "m", "mb", "mg", "mhz", "ml", "mm", "mph", "mw", "pm", "tn",
    ];
    if !body.as_bytes()[0].is_ascii_digit() {
        return None;
    }
    let at = body.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ':')))?;
    let unit = &body[at..];
    (unit.len() <= 3 && UNITS.iter().any(|known| known.eq_ignore_ascii_case(unit))).then_some(at)
}

/// A word, cut before its contraction.
fn word(text: &str, start: usize, end: usize, tokens: &mut Vec<Span>) {
    let form = &text[start..end];
    let cut = contraction(form).unwrap_or(0);
    if cut > 0 {
        push(start, start + cut, tokens);
    }
    push(start + cut, end, tokens);
}

fn contraction(form: &str) -> Option<usize> {
    const GLUED: [(&str, usize); 10] = [
        ("cannot", 3),
        ("gonna", 3),
        ("wanna", 3),
        ("gotta", 3),
        ("dont", 2),
        ("didnt", 3),
        ("doesnt", 4),
        ("isnt", 2),
        ("wont", 2),
        ("gimme", 3),
    ];
    if form.len() < 3 {
        return None;
    }
    if form.is_ascii() && !form.contains('\'') {
        return (form.len() <= 6)
            .then(|| {
                GLUED
                    .iter()
                    .find(|(word, _)| word.eq_ignore_ascii_case(form))
            })
            .flatten()
            .map(|&(_, cut)| cut);
    }
    let (at, quote) = form.char_indices().rev().find(|&(_, c)| is_apostrophe(c))?;
    let tail = &form[at + quote.len_utf8()..];
    if at == 0 {
        return None;
    }
    let before = &form[..at];
    if tail.eq_ignore_ascii_case("t") && before.ends_with(['n', 'N']) && before.len() > 1 {
        return Some(at - 1);
    }
    ["s", "re", "ve", "ll", "d", "m"]
        .iter()
        .any(|known| tail.eq_ignore_ascii_case(known))
        .then_some(at)
}
