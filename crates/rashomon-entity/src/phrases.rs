//! Phrases of the tables in running text.

use crate::tagger::Letters;
use rashomon_doc::{EntityType, Iso3};
use rashomon_lexicon::actors::{self, Actor};
use rashomon_lexicon::countries::{self, TermKind};
use rashomon_lexicon::media::{self, Outlet};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// What a phrase of the tables denotes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Known {
    /// A country, its people, capital or seat of power.
    Country(Iso3, TermKind),
    /// A person or body; the first that bears the name.
    Actor(&'static Actor),
    /// An outlet.
    Outlet(&'static Outlet),
}

impl Known {
    /// A number for the tagger, from 1.
    pub(crate) fn code(self, n_tokens: usize) -> u8 {
        match self {
            Known::Country(_, TermKind::Name) => 1,
            Known::Country(_, TermKind::Adjective) => 2,
            Known::Country(_, TermKind::People) => 3,
            Known::Country(_, TermKind::Capital) => 4,
            Known::Country(_, TermKind::Seat) => 5,
            Known::Actor(actor) => match actor.kind {
                EntityType::Person if n_tokens > 1 => 6,
                EntityType::Person => 7,
                EntityType::ArmedGroup => 8,
                EntityType::Gpe => 9,
                _ if n_tokens > 1 => 10,
                _ => 11,
            },
            Known::Outlet(_) if n_tokens > 1 => 12,
            Known::Outlet(_) => 13,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    known: Known,
    capitals_only: bool,
}

/// The phrases, with how they begin.
struct Phrases {
    entries: FxHashMap<Letters, Entry>,
    begins: Begins,
}

/// A set of bits for the letters that phrases begin with: one that is not set begins none.
struct Begins(Vec<u64>);

impl Begins {
    /// Bits of the set: a tenth of them are set.
    const N_BITS: u64 = 1 << 20;

    fn place(letters: Letters) -> (usize, u64) {
        let hash = letters.hash().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let at = hash % Self::N_BITS;
        ((at / 64) as usize, 1 << (at % 64))
    }

    fn put(&mut self, phrase: &str) {
        let mut letters = Letters::default();
        for c in any_ascii::any_ascii(phrase).chars() {
            letters.push(c.encode_utf8(&mut [0; 4]));
            let (word, bit) = Self::place(letters);
            self.0[word] |= bit;
        }
    }

    /// Whether a phrase may begin with these letters.
    fn may_begin(&self, letters: Letters) -> bool {
        let (word, bit) = Self::place(letters);
        self.0[word] & bit != 0
    }
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut phrases = FxHashMap::default();
    let mut begins = Begins(vec![0; (Begins::N_BITS / 64) as usize]);
    phrases.reserve(8192);
    let mut put = |name: &str, known: Known| {
        let letters = name.chars().filter(|c| c.is_alphanumeric()).count();
        let capitals_only = letters <= 6 && !name.chars().any(char::is_lowercase);
        let entry = Entry {
            known,
            capitals_only,
        };
        begins.put(bare(name));
        phrases.entry(Letters::of(bare(name))).or_insert(entry);
    };
    for country in countries::all() {
        put(country.name, Known::Country(country.code, TermKind::Name));
    }
    for (phrase, term) in countries::terms() {
        let name = if term.capitals_only {
            phrase.to_uppercase()
        } else {
            phrase
        };
        put(&name, Known::Country(term.country, term.kind));
    }
    for actor in actors::all() {
        put(actor.name, Known::Actor(actor));
    }
    for actor in actors::all() {
        for name in &actor.other_names {
            put(name, Known::Actor(actor));
        }
    }
    for outlet in media::all() {
        for name in outlet.other_names.iter().chain([&outlet.name]) {
            put(name, Known::Outlet(outlet));
        }
    }
    Phrases {
        entries: phrases,
        begins,
    }
});

fn bare(name: &str) -> &str {
    name.strip_prefix("the ")
        .or_else(|| name.strip_prefix("The "))
        .unwrap_or(name)
}

/// Words a phrase of the tables has at most, counted with hyphens and apostrophes.
const LONGEST: usize = 9;

/// The phrases of the tables among `words` (of one sentence): the longest from each place, none
/// inside another.
pub(crate) fn phrases(words: &[&str]) -> Vec<(Range<usize>, Known)> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < words.len() {
        match longest(&words[start..]) {
            Some((n, known)) => {
                found.push((start..start + n, known));
                start += n;
            }
            None => start += 1,
        }
    }
    found
}

fn longest(words: &[&str]) -> Option<(usize, Known)> {
    let first = words[0];
    if !first.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && !matches!(
            first,
            "al" | "al-" | "de" | "von" | "bin" | "so" | "peshmerga" | "anti-Balaka"
        )
        && !first.starts_with("al-")
    {
        return None;
    }
    let table = &*PHRASES;
    let mut letters = Letters::default();
    let mut best = None;
    let mut small = false;
    for (index, word) in words.iter().take(LONGEST).enumerate() {
        if word.len() > 40 {
            break;
        }
        letters.push(word);
        if !table.begins.may_begin(letters) {
            break;
        }
        small |= word.chars().any(char::is_lowercase);
        if !word.contains(char::is_alphanumeric)
            || !word.ends_with(|c: char| c.is_alphanumeric() || c == '.')
        {
            continue;
        }
        if let Some(entry) = table.entries.get(&letters)
            && !(entry.capitals_only && small)
        {
            best = Some((index + 1, entry.known));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let words: Vec<&str> = text.split(' ').collect();
        let found: Vec<String> = phrases(&words)
            .into_iter()
            .map(|(range, known)| {
                let what = match known {
                    Known::Country(code, kind) => format!("{code} {kind:?}"),
                    Known::Actor(actor) => actor.key.clone(),
                    Known::Outlet(outlet) => outlet.key.to_owned(),
                };
                format!("{} = {what}", words[range].join(" "))
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn finds_the_longest() {
        check(
            "The UN Security Council met Bashar al - Assad 's envoy",
            &[
                "UN Security Council = org:un-security-council",
                "Bashar al - Assad = per:bashar-al-assad",
            ],
        );
        check(
            "They told us of U.S. aid , AFP said",
            &["U.S. = USA Name", "AFP = afp"],
        );
        check(
            "the People 's Liberation Army of China",
            &["People 's Liberation Army = org:pla", "China = CHN Name"],
        );
        check("it is so", &[]);
    }
}
