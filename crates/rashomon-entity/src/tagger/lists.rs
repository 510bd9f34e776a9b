//! Lists of names: persons, bodies, parties, armed groups and places, known by a hash alone.

use std::ops::Range;

/// A hash table of names, read where it lies.
///
/// Layout: rows of a `u32`, the upper half of the name's [`Letters`], and the number of its list,
/// from 1, in a power of two of rows of five bytes; a zero list is a free row; a name lies at its
/// hash or in the next rows.
#[derive(Clone, Copy, Debug)]
pub struct NameLists<'a> {
    rows: &'a [u8],
}

const ROW: usize = 5;

impl<'a> NameLists<'a> {
    /// The lists in `rows`; none when their number is no power of two.
    pub fn new(rows: &'a [u8]) -> Self {
        let whole = rows.len().is_multiple_of(ROW) && (rows.len() / ROW).is_power_of_two();
        let rows = if whole { rows } else { &[] };
        Self { rows }
    }

    /// The list that holds the name of these letters.
    pub fn get(self, letters: Letters) -> Option<u8> {
        let n = self.rows.len() / ROW;
        let check = check_of(letters);
        let mut at = letters.hash() as usize & n.checked_sub(1)?;
        for _ in 0..n {
            let row = &self.rows[ROW * at..ROW * at + ROW];
            match row[4] {
                0 => return None,
                list if row[..4] == check => return Some(list),
                _ => at = (at + 1) & (n - 1),
            }
        }
        None
    }

    /// The bytes of a table that holds `rows`, a list from 1 for each name; the first of two rows
    /// of one name wins.
    pub fn build(rows: &[(Letters, u8)]) -> Vec<u8> {
        let n = (rows.len() * 4 / 3 + 1).next_power_of_two();
        let mut bytes = vec![0; ROW * n];
        for &(letters, list) in rows {
            let check = check_of(letters);
            let mut at = letters.hash() as usize & (n - 1);
            loop {
                let row = &mut bytes[ROW * at..ROW * at + ROW];
                if row[4] == 0 {
                    row[..4].copy_from_slice(&check);
                    row[4] = list;
                }
                if row[..4] == check {
                    break;
                }
                at = (at + 1) & (n - 1);
            }
        }
        bytes
    }

    /// The names of the lists among `words` (of one sentence): the longest from each place, none
    /// inside another. A name starts and ends with a capital.
    pub(crate) fn names(self, words: &[&str]) -> Vec<(Range<usize>, u8)> {
        let mut found = Vec::new();
        let mut start = 0;
        while start < words.len() {
            match self.longest(&words[start..]) {
                Some((n, list)) => {
                    found.push((start..start + n, list));
                    start += n;
                }
                None => start += 1,
            }
        }
        found
    }

    fn longest(self, words: &[&str]) -> Option<(usize, u8)> {
        let capital = |word: &str| word.starts_with(char::is_uppercase);
        if !capital(words[0]) {
            return None;
        }
        let mut letters = Letters::default();
        let mut best = None;
        let mut links = 0;
        for (index, word) in words.iter().take(LONGEST).enumerate() {
            if word.len() > 40 {
                break;
            }
            letters.push(word);
            if capital(word) {
                links = 0;
                if let Some(list) = self.get(letters) {
                    best = Some((index + 1, list));
                }
            } else {
                links += 1;
                if links > 2 {
                    break;
                }
            }
        }
        best
    }
}

/// Words a listed name has at most.
const LONGEST: usize = 8;

fn check_of(letters: Letters) -> [u8; 4] {
    ((letters.hash() >> 32) as u32).to_le_bytes()
}

/// Hash of the letters and digits of a phrase, whatever stands between them.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Letters(u64);

impl Default for Letters {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Letters {
    /// Those of `text`.
    pub fn of(text: &str) -> Self {
        let mut letters = Self::default();
        letters.push(text);
        letters
    }

    /// Puts those of `text` behind the rest.
    pub(crate) fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_ascii() {
                self.byte(c as u8);
            } else {
                any_ascii::any_ascii_char(c)
                    .bytes()
                    .for_each(|byte| self.byte(byte));
            }
        }
    }

    fn byte(&mut self, byte: u8) {
        if byte.is_ascii_alphanumeric() {
            self.0 = (self.0 ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// The hash.
    pub(crate) fn hash(self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, u8)]) {
        let names = [
            "Green Party",
            "Green Party of England",
            "Zoran Zaev",
            "U.N.",
        ];
        let rows: Vec<(Letters, u8)> = names
            .iter()
            .map(|name| Letters::of(name))
            .zip(1..)
            .collect();
        let bytes = NameLists::build(&rows);
        let words: Vec<&str> = text.split(' ').collect();
        let found: Vec<(String, u8)> = NameLists::new(&bytes)
            .names(&words)
            .into_iter()
            .map(|(range, list)| (words[range].join(" "), list))
            .collect();
        let expected: Vec<(String, u8)> = expected
            .iter()
            .map(|(name, list)| ((*name).to_owned(), *list))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn finds_the_longest() {
        check(
            "The Green Party of England won",
            &[("Green Party of England", 2)],
        );
        check("GREEN PARTY of Wales", &[("GREEN PARTY", 1)]);
        check("Zoran Zaev told the UN so", &[("Zoran Zaev", 3), ("UN", 4)]);
        check("a green party", &[]);
    }

    #[test]
    fn damaged_bytes_hold_nothing() {
        assert_eq!(NameLists::new(&[1, 2, 3]).get(Letters::of("a")), None);
        assert_eq!(NameLists::new(&[7; 10]).get(Letters::of("a")), None);
    }
}
