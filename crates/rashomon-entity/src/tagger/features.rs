//! Words as the tagger sees them, and the features made of them.

use rashomon_lexicon::words::{WordInfo, WordTable, mix, word_hash};
use std::ops::Range;

/// A word as the tagger sees it.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    lower: u64,
    form: u64,
    shape: u64,
    prefix: u64,
    suffix3: u64,
    suffix2: u64,
    info: WordInfo,
    /// What the knowledge base says of the phrase the word is part of; 0 for nothing.
    pub known: u8,
    /// The list of names that holds the phrase the word is part of; 0 for none.
    pub listed: u8,
    /// How the document uses the word, as bits.
    pub company: u8,
    capital: bool,
    shouted: bool,
    letters: bool,
}

/// `word` as the tagger sees it.
pub fn look(word: &str, table: WordTable<'_>) -> Word {
    let lower = word_hash(word);
    let ascii = word.is_ascii();
    Word {
        lower,
        form: form_hash(word),
        shape: shape(word),
        prefix: piece(start(word, 3, ascii), 3),
        suffix3: piece(end(word, 3, ascii), 5),
        suffix2: piece(end(word, 2, ascii), 7),
        info: table.get(lower),
        known: 0,
        listed: 0,
        company: 0,
        capital: word.starts_with(char::is_uppercase),
        shouted: word.len() > 1
            && match ascii {
                true => !word.bytes().any(|byte| byte.is_ascii_lowercase()),
                false => !word.chars().any(char::is_lowercase),
            },
        letters: match ascii {
            true => word.bytes().any(|byte| byte.is_ascii_alphabetic()),
            false => word.contains(char::is_alphabetic),
        },
    }
}

/// The first `n` letters.
fn start(word: &str, n: usize, ascii: bool) -> &str {
    match ascii {
        true => &word[..n.min(word.len())],
        false => word
            .char_indices()
            .nth(n)
            .map_or(word, |(end, _)| &word[..end]),
    }
}

/// The last `n` letters.
fn end(word: &str, n: usize, ascii: bool) -> &str {
    match ascii {
        true => &word[word.len().saturating_sub(n)..],
        false => tail(word, n),
    }
}

impl Word {
    /// Written small.
    pub const SMALL: u8 = 1;
    /// With a capital where none is due.
    pub const CAPITAL: u8 = 2;
    /// Behind a title or a first name.
    pub const AS_PERSON: u8 = 4;
    /// Alone behind `in` and the like.
    pub const AS_PLACE: u8 = 8;
    /// Before `Inc.`, `Party` and the like.
    pub const AS_BODY: u8 = 16;
    /// Before `said` and the like.
    pub const AS_SPEAKER: u8 = 32;

    /// Stands for the place before the first and after the last word.
    pub(crate) const EDGE: Word = Word {
        lower: 1,
        form: 1,
        shape: 1,
        prefix: 1,
        suffix3: 1,
        suffix2: 1,
        info: WordInfo(0),
        known: 0,
        listed: 0,
        company: 0,
        capital: false,
        shouted: false,
        letters: false,
    };

    /// Hash of the word without regard to capitals.
    pub fn lower(&self) -> u64 {
        self.lower
    }

    /// Whether it starts with a capital.
    pub fn is_capital(&self) -> bool {
        self.capital
    }

    /// Whether it has no small letter, and more than one.
    pub fn is_shouted(&self) -> bool {
        self.shouted
    }

    /// What the table knows of it.
    pub fn info(&self) -> WordInfo {
        self.info
    }

    /// The same word as if never seen: its letters, shape and company stay.
    pub(crate) fn unseen(mut self) -> Word {
        self.lower = 2;
        self.form = 2;
        self
    }
}

fn form_hash(word: &str) -> u64 {
    mix(word.bytes().fold(0x8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    }))
}

fn piece(letters: &str, salt: u64) -> u64 {
    mix(word_hash(letters).wrapping_add(salt))
}

fn tail(word: &str, n: usize) -> &str {
    word.char_indices()
        .rev()
        .nth(n - 1)
        .map_or(word, |(start, _)| &word[start..])
}

/// Capitals, small letters, digits and marks, runs cut to two.
fn shape(word: &str) -> u64 {
    let mut hash = 0u64;
    let (mut last, mut run, mut n) = (0, 0, 0);
    for c in word.chars() {
        let class = match c {
            'A'..='Z' => 1,
            'a'..='z' => 2,
            '0'..='9' => 3,
            '.' => 4,
            '-' => 5,
            '\'' | '\u{2019}' => 6,
            _ if c.is_uppercase() => 1,
            _ if c.is_alphabetic() => 2,
            _ => 7,
        };
        run = if class == last { run + 1 } else { 1 };
        last = class;
        if run <= 2 && n < 12 {
            hash = hash << 3 | class;
            n += 1;
        }
    }
    mix(hash + 11)
}

/// The stretches of a sentence where a name can be: words with a capital, words of a phrase the
/// tables know, and their neighbours. All other words are outside, unseen by the weights.
pub(crate) fn stretches(words: &[Word]) -> impl Iterator<Item = Range<usize>> + '_ {
    let telling = |at: usize| {
        words
            .get(at)
            .is_some_and(|word| word.capital || word.known > 0)
    };
    let open = move |at: usize| telling(at) || telling(at + 1) || at > 0 && telling(at - 1);
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = (at..words.len()).find(|&index| open(index))?;
        at = (start..words.len())
            .find(|&index| !open(index))
            .unwrap_or(words.len());
        Some(start..at)
    })
}

/// How a sentence is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Case {
    /// As sentences are.
    Common,
    /// Nearly every word with a capital, as in headlines.
    Title,
    /// Nearly every word in capitals throughout.
    Shouted,
}

/// How `words` are written, by those with letters.
pub(crate) fn case_of(words: &[Word]) -> Case {
    let mut n = [0; 3];
    for word in words.iter().filter(|word| word.letters) {
        n[0] += 1;
        n[1] += usize::from(word.capital);
        n[2] += usize::from(word.shouted);
    }
    let [n, capital, shouted] = n;
    if n < 2 || words.len() < 3 || capital * 10 < n * 9 {
        Case::Common
    } else if shouted * 10 < n * 8 {
        Case::Title
    } else {
        Case::Shouted
    }
}

/// How many features a word has at most.
pub(crate) const MAX_FEATURES: usize = 48;

/// The features of the word at `index` of `words`, as hashes.
pub(crate) fn features(words: &[Word], index: usize, case: Case, out: &mut Vec<u64>) {
    let all_capitals = case as u64;
    let at = |offset: isize| -> &Word {
        index
            .checked_add_signed(offset)
            .and_then(|at| words.get(at))
            .unwrap_or(&Word::EDGE)
    };
    let (w, a, b, y, z) = (at(0), at(-1), at(-2), at(1), at(2));
    let first = u64::from(index == 0);
    let mut salt = 0u64;
    let mut push = |value: u64| {
        salt += 0x1_0001;
        out.push(mix(
            value.wrapping_add(salt.wrapping_mul(0x9e37_79b9_7f4a_7c15))
        ));
    };
    let pair = |left: u64, right: u64| mix(left ^ right.rotate_left(23));
    let cluster = |word: &Word| u64::from(word.info.cluster());
    let uses = |word: &Word| u64::from(word.info.uses());
    let known = |word: &Word| u64::from(word.known);
    push(0);
    push(w.lower);
    push(w.form);
    push(a.lower);
    push(y.lower);
    push(b.lower);
    push(z.lower);
    push(pair(w.shape, first + 2 * all_capitals));
    push(pair(a.shape, w.shape));
    push(pair(w.shape, y.shape));
    push(pair(pair(a.shape, w.shape), y.shape));
    push(pair(w.prefix, u64::from(w.capital)));
    push(pair(w.suffix3, u64::from(w.capital)));
    push(w.suffix2);
    push(pair(a.suffix3, w.shape));
    push(pair(y.suffix3, w.shape));
    push(pair(cluster(w), u64::from(w.capital)));
    push(cluster(a));
    push(cluster(y));
    push(cluster(b));
    push(cluster(z));
    push(pair(cluster(a), cluster(w)));
    push(pair(cluster(w), cluster(y)));
    push(pair(pair(cluster(a), w.shape), cluster(y)));
    push(pair(uses(w), w.shape));
    push(pair(
        pair(uses(a), uses(w)),
        u64::from(w.capital) + 2 * u64::from(a.capital),
    ));
    push(pair(
        pair(uses(w), uses(y)),
        u64::from(w.capital) + 2 * u64::from(y.capital),
    ));
    push(pair(known(w), w.shape));
    push(pair(known(w), w.lower));
    push(pair(known(a), known(w)));
    push(pair(known(w), known(y)));
    push(pair(known(a), u64::from(w.capital)));
    push(pair(a.lower, w.shape));
    push(pair(y.lower, w.shape));
    push(pair(pair(a.lower, y.lower), u64::from(w.capital)));
    push(pair(pair(b.lower, a.lower), u64::from(w.capital)));
    push(pair(pair(y.lower, z.lower), u64::from(w.capital)));
    push(pair(u64::from(w.company), w.shape));
    let written = |word: &Word| u64::from(word.company & (Word::SMALL | Word::CAPITAL));
    push(pair(written(w), written(a) + 64 * written(y)));
    push(pair(pair(uses(w), written(w)), first + 2 * all_capitals));
    let listed = |word: &Word| u64::from(word.listed);
    push(pair(listed(w), w.shape));
    push(pair(listed(a), listed(w)));
    push(pair(listed(w), listed(y)));
    push(pair(pair(listed(w), known(w)), cluster(y)));
    debug_assert!(out.len() <= MAX_FEATURES);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_run_together() {
        assert_eq!(shape("Aleppo"), shape("Moscow"));
        assert_eq!(shape("NATO"), shape("UN"));
        assert_ne!(shape("U.N."), shape("UN"));
        assert_ne!(shape("al-Assad"), shape("Assad"));
    }

    #[test]
    fn tails_are_letters_not_bytes() {
        assert_eq!(tail("Élysée", 2), "ée");
        assert_eq!(tail("a", 3), "a");
        look("", WordTable::new(&[]));
        look("é", WordTable::new(&[]));
    }
}
