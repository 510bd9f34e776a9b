use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A word as a number: two words share one about once in four thousand million pairs.
pub(crate) type Term = u32;

/// A map keyed by numbers that are hashes already. Iterating it is in no useful order.
pub(crate) type TermMap<V> = HashMap<Term, V, BuildHasherDefault<Mixed>>;

/// Spreads a 32-bit hash over the high bits that a `HashMap` looks at.
#[derive(Default)]
pub(crate) struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = fnv(bytes);
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Mixes all bits of `hash` into 32.
pub(crate) fn fold(mut hash: u64) -> u32 {
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0xd6e8_feb8_6659_fd93);
    (hash ^ (hash >> 32)) as u32
}

/// The number of `stem`.
pub(crate) fn term(stem: &str) -> Term {
    fold(fnv(stem.as_bytes()))
}

/// Longest word looked at, in bytes; what is longer is no word.
const LONGEST: usize = 40;

/// Calls `each` with every word of `text`, in lower case, without its possessive ending, until it
/// returns `false`. Words are runs of letters and digits; an apostrophe inside a word belongs to it.
pub(crate) fn words(text: &str, mut each: impl FnMut(&str) -> bool) {
    let mut word = String::with_capacity(LONGEST);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let inside = matches!(c, '\'' | '’')
            && !word.is_empty()
            && chars.peek().is_some_and(|next| next.is_alphanumeric());
        if c.is_ascii_alphanumeric() {
            word.push(c.to_ascii_lowercase());
        } else if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else if inside {
            word.push('\'');
        } else if !finish(&mut word, &mut each) {
            return;
        }
    }
    finish(&mut word, &mut each);
}

fn finish(word: &mut String, each: &mut impl FnMut(&str) -> bool) -> bool {
    let bare = word.strip_suffix("'s").unwrap_or(word);
    let go_on = bare.is_empty() || bare.len() > LONGEST || each(bare);
    word.clear();
    go_on
}

/// `word` without the plural ending; light, so that names keep apart.
pub(crate) fn stem(word: &str) -> &str {
    let n = word.len();
    if n < 4 || !word.is_ascii() || !word.ends_with('s') {
        return word;
    }
    if word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return word;
    }
    if n > 5
        && ["sses", "shes", "ches", "xes"]
            .iter()
            .any(|end| word.ends_with(end))
    {
        return &word[..n - 2];
    }
    &word[..n - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_stems(text: &str, expected: &str) {
        let mut found = Vec::new();
        words(text, |word| {
            found.push(stem(word).to_owned());
            true
        });
        assert_eq!(found.join(" "), expected);
    }

    #[test]
    fn words_are_lower_case_and_singular() {
        check_stems(
            "Rebels’ Strikes on Syria's churches: 12 dead, it's said",
            "rebel strike on syria church 12 dead it said",
        );
    }

    #[test]
    fn endings_of_names_stay() {
        check_stems(
            "Damascus, Assad, Paris, Congress",
            "damascus assad paris congress",
        );
    }

    #[test]
    fn an_endless_word_is_left_out() {
        check_stems(&format!("one {} two", "x".repeat(5_000_000)), "one two");
    }

    #[test]
    fn stops_when_told() {
        let mut n = 0;
        words("a b c d", |_| {
            n += 1;
            n < 2
        });
        assert_eq!(n, 2);
    }
}
