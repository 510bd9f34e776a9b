//! Spellings of names: transliteration variants and how alike two names sound.
//!
//! # Examples
//! ```
//! use rashomon_lexicon::names::likeness;
//! assert!(likeness("dzhebhat", "jabhat") > 0.8);
//! assert!(likeness("Putin", "Obama") < 0.5);
//! ```

use std::collections::HashMap;
use std::sync::LazyLock;

static VARIANTS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
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
    let ascii = any_ascii::any_ascii(name).to_ascii_lowercase();
    let letters: Vec<char> = ascii.chars().filter(char::is_ascii_alphabetic).collect();
    let mut sound = String::with_capacity(letters.len());
    let mut at = 0;
    while at < letters.len() {
        let rest = &letters[at..];
        let (n, letter) = match rest {
            ['d', 'z', 'h', ..] | ['d', 's', 'h', ..] => (3, 'j'),
            ['s', 'c', 'h', ..] => (3, 's'),
            ['t', 'c', 'h', ..] => (3, 'c'),
            ['d', 'j', ..] | ['z', 'h', ..] | ['g', 'h', ..] => (2, 'j'),
            ['s', 'h', ..] | ['s', 's', ..] => (2, 's'),
            ['c', 'h', ..] | ['t', 's', ..] => (2, 'c'),
            ['k', 'h', ..] => (2, 'h'),
            ['p', 'h', ..] => (2, 'f'),
            ['t', 'h', ..] => (2, 't'),
            ['o', 'u', ..] | ['o', 'o', ..] => (2, 'u'),
            ['e', 'e', ..] | ['i', 'e', ..] | ['i', 'y', ..] | ['i', 'i', ..] => (2, 'i'),
            ['c', 'k', ..] => (2, 'k'),
            ['q' | 'c', ..] if rest.get(1).is_some_and(|next| matches!(next, 'e' | 'i')) => {
                (1, 'j')
            }
            ['q' | 'c', ..] => (1, 'k'),
            ['w', ..] => (1, 'v'),
            ['y', ..] => (1, 'i'),
            ['z', ..] => (1, 's'),
            ['e', ..] => (1, 'a'),
            ['o', ..] => (1, 'u'),
            [letter, ..] => (1, *letter),
            [] => break,
        };
        if !sound.ends_with(letter) {
            sound.push(letter);
        }
        at += n;
    }
    sound
}

/// How alike two names sound, 0 to 1: one less the share of letters to change, to put in, to leave
/// out or to swap.
pub fn likeness(one: &str, other: &str) -> f32 {
    sound_likeness(&sound(one), &sound(other))
}

/// As [`likeness`], on what [`sound`] gives.
pub fn sound_likeness(one: &str, other: &str) -> f32 {
    let (a, b) = (one.as_bytes(), other.as_bytes());
    let longest = a.len().max(b.len());
    if longest == 0 || longest > 24 {
        return 0.0;
    }
    let mut rows = [[0u8; 25]; 3];
    for (at, cell) in rows[1].iter_mut().enumerate() {
        *cell = at as u8;
    }
    for i in 1..=a.len() {
        let (before, last) = (rows[0], rows[1]);
        let mut row = [0u8; 25];
        row[0] = i as u8;
        for j in 1..=b.len() {
            let cost = u8::from(a[i - 1] != b[j - 1]);
            row[j] = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        rows = [last, row, row];
    }
    1.0 - f32::from(rows[1][b.len()]) / longest as f32
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
    fn known_variants() {
        assert!(variants("lawrow").any(|word| word == "lavrov"));
        assert_eq!(variants("nonesuch").count(), 0);
    }
}
