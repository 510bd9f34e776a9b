//! Spellings of names: transliteration variants and how alike two names sound.
//!
//! # Examples
//! ```
//! use rashomon_lexicon::names::likeness;
//! assert!(likeness("dzhebhat", "jabhat") > 0.8);
//! assert!(likeness("Putin", "Obama") < 0.5);
//! ```

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

static VARIANTS: LazyLock<FxHashMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("../data/names/variants.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect()
});

/// The words of the table of actors that `word`, in small letters without accents, is another
/// spelling of; empty when none is known.
pub fn variants(word: &str) -> impl Iterator<Item = &'static str> {
    VARIANTS
        .get(word)
        .into_iter()
        .flat_map(|words| words.split(';'))
}

/// The sound of a name, roughly: Latin letters, one for each way to write a sound, vowels by three
/// classes, doubled letters once.
pub fn sound(name: &str) -> String {
    let letters: Vec<u8> = match name.is_ascii() {
        true => letters(name),
        false => letters(&any_ascii::any_ascii(name)),
    };
    let mut sound = String::with_capacity(letters.len());
    let mut last = 0;
    let mut at = 0;
    while at < letters.len() {
        let rest = &letters[at..];
        let (n, letter) = match rest {
            [b'd', b'z' | b's', b'h', ..] => (3, b'j'),
            [b's', b'c', b'h', ..] => (3, b's'),
            [b't', b'c', b'h', ..] => (3, b'c'),
            [b'd', b'j', ..] | [b'z' | b'g', b'h', ..] => (2, b'j'),
            [b's', b'h' | b's', ..] => (2, b's'),
            [b'c', b'h', ..] | [b't', b's', ..] => (2, b'c'),
            [b'k', b'h', ..] => (2, b'h'),
            [b'p', b'h', ..] => (2, b'f'),
            [b't', b'h', ..] => (2, b't'),
            [b'o', b'u' | b'o', ..] => (2, b'u'),
            [b'e', b'e', ..] | [b'i', b'e' | b'y' | b'i', ..] => (2, b'i'),
            [b'c', b'k', ..] => (2, b'k'),
            [b'q' | b'c', b'e' | b'i', ..] => (1, b'j'),
            [b'q' | b'c', ..] => (1, b'k'),
            [b'w', ..] => (1, b'v'),
            [b'y', ..] => (1, b'i'),
            [b'z', ..] => (1, b's'),
            [b'e', ..] => (1, b'a'),
            [b'o', ..] => (1, b'u'),
            [letter, ..] => (1, *letter),
            [] => break,
        };
        if last != letter {
            sound.push(char::from(letter));
            last = letter;
        }
        at += n;
    }
    sound
}

/// The letters of ASCII text, in small.
fn letters(ascii: &str) -> Vec<u8> {
    let letters = ascii.bytes().filter(u8::is_ascii_alphabetic);
    letters.map(|byte| byte.to_ascii_lowercase()).collect()
}

/// How alike two names sound, 0 to 1: one less the share of letters to change, to put in, to leave
/// out or to swap.
pub fn likeness(one: &str, other: &str) -> f32 {
    sound_likeness(&sound(one), &sound(other))
}

/// Longest sound that is compared.
const LONGEST: usize = 24;

/// As [`likeness`], on what [`sound`] gives.
pub fn sound_likeness(one: &str, other: &str) -> f32 {
    let (a, b) = (one.as_bytes(), other.as_bytes());
    let longest = a.len().max(b.len());
    if longest == 0 || longest > LONGEST {
        return 0.0;
    }
    let mut rows = [[0u8; LONGEST + 1]; 3];
    for (at, cell) in rows[0].iter_mut().enumerate() {
        *cell = at as u8;
    }
    for i in 1..=a.len() {
        // Rows take turns: the one before last is read for swaps, then written over.
        let (this, last, before) = (i % 3, (i + 2) % 3, (i + 1) % 3);
        rows[this][0] = i as u8;
        for j in 1..=b.len() {
            let cost = u8::from(a[i - 1] != b[j - 1]);
            let mut cell = (rows[last][j] + 1)
                .min(rows[this][j - 1] + 1)
                .min(rows[last][j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                cell = cell.min(rows[before][j - 2] + 1);
            }
            rows[this][j] = cell;
        }
    }
    1.0 - f32::from(rows[a.len() % 3][b.len()]) / longest as f32
}

/// What [`sound`] gives, with the letters in it, so that most unlike names are told apart without
/// comparing letter by letter.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sound {
    text: String,
    letters: u32,
}

impl Sound {
    /// The sound of `name`.
    pub fn of(name: &str) -> Self {
        let text = sound(name);
        let letters = text
            .bytes()
            .fold(0, |letters, byte| letters | 1 << (byte & 31));
        Self { text, letters }
    }

    /// As [`sound`] gives it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// [`sound_likeness`] with `other`, where it reaches `least`.
    ///
    /// A step puts at most two letters in or out of the set, so that far sets need many steps.
    pub fn alike(&self, other: &Self, least: f32) -> Option<f32> {
        let longest = self.text.len().max(other.text.len());
        let apart = self.text.len().abs_diff(other.text.len()) as u32;
        let unshared = (self.letters ^ other.letters).count_ones().div_ceil(2);
        let most = 1.0 - apart.max(unshared) as f32 / longest.max(1) as f32;
        if most < least {
            return None;
        }
        Some(sound_likeness(&self.text, &other.text)).filter(|alike| *alike >= least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_sound() {
        for (one, other) in [
            ("Sergei", "Sergey"),
            ("Lawrow", "Lavrov"),
            ("Assad", "Asad"),
        ] {
            assert_eq!(sound(one), sound(other), "{one} {other}");
        }
        for (one, other) in [
            ("Rejep", "Recep"),
            ("Shamy", "Sham"),
            ("Ahram", "Ahrar"),
            ("Gaddafi", "Kadhafi"),
        ] {
            assert!(
                likeness(one, other) >= 0.6,
                "{one} {other} {}",
                likeness(one, other)
            );
        }
        assert!(likeness("Merkel", "Obama") < 0.4);
        assert_eq!(likeness("", ""), 0.0);
    }

    #[test]
    fn far_sounds_are_told_apart_early() {
        let names = [
            "Lavrov",
            "Lawrow",
            "Larov",
            "Putin",
            "Assad",
            "",
            "Nasrallah",
        ];
        for one in names.map(Sound::of) {
            for other in names.map(Sound::of) {
                let alike = sound_likeness(one.as_str(), other.as_str());
                for least in [0.3, 0.6, 0.82] {
                    let expected = Some(alike).filter(|alike| *alike >= least);
                    assert_eq!(one.alike(&other, least), expected);
                }
            }
        }
    }

    #[test]
    fn known_variants() {
        assert!(variants("lawrow").any(|word| word == "lavrov"));
        assert_eq!(variants("nonesuch").count(), 0);
    }
}
