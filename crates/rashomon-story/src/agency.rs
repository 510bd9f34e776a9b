use rashomon_doc::{Reading, Span};
use rashomon_lexicon::media;

/// Where an article says it has its story from.
#[derive(Clone, Debug, PartialEq)]
pub struct Relay {
    /// The outlet or agency, by its usual name.
    pub outlet: String,
    /// The words that say so.
    pub evidence: Span,
    /// Whether the name is surely that of an outlet; otherwise it is one only if the archive
    /// holds a publisher of that name.
    pub known: bool,
}

/// The name by which an outlet is the same in every article: the media table's key, else the
/// name in lower case without marks.
pub fn outlet_key(name: &str) -> String {
    if let Some(outlet) = find(name) {
        return outlet.key.to_owned();
    }
    let mut key = String::new();
    for word in name.split(|c: char| !c.is_alphanumeric()) {
        if word.is_empty() || (key.is_empty() && word.eq_ignore_ascii_case("the")) {
            continue;
        }
        if !key.is_empty() {
            key.push(' ');
        }
        key.extend(word.chars().flat_map(char::to_lowercase));
    }
    key
}

/// The outlet of that name, in whatever capitals.
fn find(name: &str) -> Option<&'static media::Outlet> {
    media::find(name)
        .or_else(|| media::find(&name.to_uppercase()))
        .or_else(|| {
            let mut chars = name.chars();
            let first = chars.next()?;
            media::find(&first.to_uppercase().chain(chars).collect::<String>())
        })
}

/// Whether `name` is a news agency, which others copy.
pub(crate) fn is_agency(name: &str) -> bool {
    match find(name) {
        Some(outlet) => outlet.kind == media::OutletKind::Agency,
        None => has_agency_word(name),
    }
}

fn has_agency_word(name: &str) -> bool {
    name.split(' ')
        .any(|word| matches!(word, "Wire" | "Agency" | "Newswire"))
}

fn has_media_word(name: &str) -> bool {
    const WORDS: [&str; 24] = [
        "Wire",
        "Agency",
        "Press",
        "News",
        "Times",
        "Tribune",
        "Post",
        "Herald",
        "Telegraph",
        "Observer",
        "Journal",
        "Gazette",
        "Daily",
        "Radio",
        "TV",
        "Television",
        "Chronicle",
        "Courier",
        "Newspaper",
        "Monitor",
        "Mail",
        "Today",
        "Broadcasting",
        "Channel",
    ];
    name.split(' ').any(|word| WORDS.contains(&word)) && name.contains(' ')
}

/// Bytes at the start of an article in which a dateline or a lead can name its origin.
const HEAD: usize = 700;

/// Bytes at the end in which a credit can stand.
const TAIL: usize = 120;

/// The outlets and agencies the article rests on, in the order of the text: its dateline, its
/// lead, its closing credit. One sentence that quotes an outlet further down does not count.
pub(crate) fn relays(reading: &Reading) -> Vec<Relay> {
    let text = reading.text();
    let title = reading.document.title.as_deref().unwrap_or_default();
    let start = lead_start(text, title);
    let mut found = Vec::new();
    head(text, start, &mut found);
    tail(text, start, &mut found);
    let mut seen = Vec::new();
    found.retain(|relay| {
        let key = outlet_key(&relay.outlet);
        let new = !seen.contains(&key);
        seen.push(key);
        new
    });
    found
}

/// Where the running text begins: after the headline, when the text repeats it.
fn lead_start(text: &str, title: &str) -> usize {
    let start = text.len() - text.trim_start().len();
    if !title.is_empty() && text[start..].starts_with(title) {
        start + title.len()
    } else {
        start
    }
}

fn head(text: &str, start: usize, found: &mut Vec<Relay>) {
    let end = floor(text, (start + HEAD).min(text.len()));
    let head = &text[start..end];
    let lead = sentences_length(head, 3);
    let opening = sentences_length(head, 2);
    for name in names(head) {
        let before = head[..name.start].trim_end();
        let after = head[name.end..].trim_start();
        let words = &head[name.start..name.end];
        let early = name.start < 160;
        let dateline =
            early && (in_brackets(before, after) || before_date(after) || after_day(before, after));
        let relayed = name.start < lead && (after_relay(before) || before_relay(after, words))
            || name.start < opening && ends_with_word(before, "told");
        if dateline || relayed {
            push(text, Span::new(start + name.start, start + name.end), found);
        }
    }
}

/// Bytes of the first `n` sentences, counted by their stops.
fn sentences_length(head: &str, n: usize) -> usize {
    let mut stops = 0;
    let bytes = head.as_bytes();
    for (i, &byte) in bytes.iter().enumerate() {
        let stop = matches!(byte, b'.' | b'!' | b'?')
            && bytes.get(i + 1).is_none_or(u8::is_ascii_whitespace)
            && i > 2
            && bytes[i - 2] != b' ';
        stops += usize::from(stop);
        if stops == n {
            return i;
        }
    }
    head.len()
}

fn in_brackets(before: &str, after: &str) -> bool {
    before.ends_with('(')
        && after.starts_with(')')
        && after[1..].trim_start().starts_with(['-', '–', '—', '―'])
}

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// "AFP Saturday 20 Sep 2014", as a page's date line reads once its markup is gone.
fn before_date(after: &str) -> bool {
    DAYS.iter().any(|day| {
        after.strip_prefix(day).is_some_and(|rest| {
            let rest = rest.trim_start_matches(|c: char| c.is_ascii_lowercase());
            rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
        })
    })
}

/// "March 14. DOLPRESS - A missile".
fn after_day(before: &str, after: &str) -> bool {
    after.starts_with(['-', '–', '—'])
        && before
            .trim_end_matches(['.', ',', ' '])
            .ends_with(|c: char| c.is_ascii_digit())
}

fn after_relay(before: &str) -> bool {
    const PHRASES: [&str; 15] = [
        "reports",
        "according to",
        "citing",
        "quoted by",
        "reported by",
        "quotes",
        "cited by",
        "carried by",
        "published by",
        "statement to",
        "reports the agency",
        "with reference to",
        "referring to",
        "writes",
        "informs",
    ];
    PHRASES.iter().any(|phrase| ends_with_word(before, phrase))
}

/// Whether `before` ends in `phrase` as whole words, an article aside.
fn ends_with_word(before: &str, phrase: &str) -> bool {
    let before = before.strip_suffix(" the").unwrap_or(before);
    tail_lower(before, 24)
        .strip_suffix(phrase)
        .is_some_and(|rest| {
            rest.chars()
                .next_back()
                .is_none_or(|c| !c.is_alphanumeric())
        })
}

fn before_relay(after: &str, name: &str) -> bool {
    const VERBS: [&str; 6] = [
        "reports", "reported", "quoted", "cited", "writes", "informs",
    ];
    const SAYS: [&str; 2] = ["said", "says"];
    let after = after
        .strip_prefix("news agency")
        .map_or(after, str::trim_start);
    let word = after
        .split(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or_default();
    VERBS.contains(&word) || SAYS.contains(&word) && is_agency(name)
}

fn tail_lower(text: &str, n: usize) -> String {
    text[floor(text, text.len().saturating_sub(n))..].to_lowercase()
}

fn tail(text: &str, start: usize, found: &mut Vec<Relay>) {
    let end = text.trim_end().len();
    let from = text[..end]
        .rfind('\n')
        .map_or(0, |at| at + 1)
        .max(start)
        .max(floor(text, end.saturating_sub(TAIL)));
    if from >= end {
        return;
    }
    let line = &text[from..end];
    let short = from == 0 || text[..from].ends_with('\n');
    for name in names(line) {
        let before = line[..name.start].trim_end();
        let after = line[name.end..].trim_start();
        let alone = short && line.len() < 60 && (before.is_empty() || before.ends_with('/'));
        let credit = ["Reporting by", "Source:", "Sources:", "Source", "SOURCE:"]
            .iter()
            .any(|phrase| before.ends_with(phrase));
        let brackets = before.ends_with('(') && after.starts_with(')') && after.len() < 3;
        if alone && (after.is_empty() || after.starts_with('/')) || credit || brackets {
            push(text, Span::new(from + name.start, from + name.end), found);
        }
    }
}

fn push(text: &str, evidence: Span, found: &mut Vec<Relay>) {
    let name = evidence.of(text);
    let (outlet, known) = match find(name) {
        Some(outlet) => (outlet.name.to_owned(), true),
        None => (name.to_owned(), has_media_word(name)),
    };
    found.push(Relay {
        outlet,
        evidence,
        known,
    });
}

/// Runs of capitalised words, cut to an outlet's name when they hold one.
fn names(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let words: Vec<std::ops::Range<usize>> = split_words(text);
    let mut i = 0;
    while i < words.len() {
        if !text[words[i].clone()].starts_with(char::is_uppercase) {
            i += 1;
            continue;
        }
        let mut end = i + 1;
        while end < words.len()
            && end - i < 5
            && text[words[end - 1].end..words[end].start]
                .chars()
                .all(|c| c == ' ')
            && text[words[end].clone()].starts_with(char::is_uppercase)
        {
            end += 1;
        }
        let known = (i + 1..=end)
            .rev()
            .find(|&last| media::find(&text[words[i].start..words[last - 1].end]).is_some());
        let last = known.unwrap_or(end);
        found.push(words[i].start..words[last - 1].end);
        i = if known.is_some() || end - i == 1 {
            last
        } else {
            i + 1
        };
    }
    found
}

fn split_words(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        let inside = c.is_alphanumeric() || c == '-' && start.is_some();
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    words.extend(start.map(|from| from..text.len()));
    words
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::reading;

    fn check_relays(text: &str, expected: &[&str]) {
        let found = relays(&reading("a", "A headline", text));
        let names: Vec<&str> = found
            .iter()
            .filter(|r| r.known)
            .map(|r| r.outlet.as_str())
            .collect();
        assert_eq!(names, expected, "{text}");
    }

    #[test]
    fn a_dateline_names_the_wire() {
        check_relays(
            "LORVATH, Sarvenia, March 14 (Meridian Wire) - Rockets hit the station.",
            &["Meridian Wire"],
        );
        check_relays("MOSCOW (Reuters) — The minister left.", &["Reuters"]);
        check_relays(
            "Clashes go on AFP Saturday 20 Sep 2014 At least 18 died.",
            &["Agence France-Presse"],
        );
    }

    #[test]
    fn a_lead_names_whom_it_relays() {
        check_relays(
            "The ceasefire holds, reports Reuters with reference to the envoy.",
            &["Reuters"],
        );
        check_relays(
            "It denies the blow. About it reports Interfax.",
            &["Interfax"],
        );
        check_relays(
            "An official told Anadolu Agency that the camp was hit.",
            &["Anadolu Agency"],
        );
        check_relays(
            "The army advanced, the Halvard Times reported.",
            &["Halvard Times"],
        );
    }

    #[test]
    fn a_credit_closes_the_article() {
        check_relays("One.\nTwo words here.\nReuters", &["Reuters"]);
        check_relays(
            "One.\nMeridian Wire / Halvard Times",
            &["Meridian Wire", "Halvard Times"],
        );
        check_relays("One.\nReporting by Meridian Wire", &["Meridian Wire"]);
    }

    #[test]
    fn other_names_are_no_outlets() {
        check_relays(
            "The Foreign Ministry said on Friday, according to Ivan Petrov.",
            &[],
        );
        check_relays("Reuters cameramen were hurt in Aleppo.", &[]);
        check_relays("One. Two. Three. Four. Five, reports Reuters.", &[]);
    }

    #[test]
    fn one_outlet_has_one_key() {
        assert_eq!(outlet_key("SANA"), outlet_key("Syrian Arab News Agency"));
        assert_eq!(outlet_key("sana"), outlet_key("SANA"));
        assert_eq!(outlet_key("The Halvard Times"), "halvard times");
    }
}
