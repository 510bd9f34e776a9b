//! WordPiece: the pieces of words that an encoder of the BERT kind knows.

use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word gives so many pieces at most: what comes after says little about its part in a sentence.
const MOST: usize = 16;
/// A longer run of letters is unknown, as it is to the encoders this follows.
const LONGEST: usize = 100;

/// The pieces of `vocab.txt`, by their text.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    numbers: HashMap<Box<str>, u32>,
    lower: bool,
    pub(crate) unknown: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) pad: u32,
    pub(crate) mask: u32,
    len: usize,
}

impl Vocabulary {
    /// The vocabulary of a `vocab.txt`: one piece a line. `lower`: words lose capitals and accents.
    pub(crate) fn new(file: &str, lower: bool) -> Result<Self, String> {
        let mut numbers = HashMap::new();
        for (number, line) in file.lines().enumerate() {
            numbers.insert(line.trim_end().into(), number as u32);
        }
        let special = |name: &str| {
            let number = numbers.get(name).copied();
            number.ok_or_else(|| format!("the piece `{name}` is missing"))
        };
        Ok(Self {
            unknown: special("[UNK]")?,
            start: special("[CLS]")?,
            end: special("[SEP]")?,
            pad: special("[PAD]")?,
            mask: special("[MASK]")?,
            len: file.lines().count(),
            lower,
            numbers,
        })
    }

    /// One more than the highest number.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Appends the pieces of `form`, at least one.
    pub(crate) fn pieces(&self, form: &str, out: &mut Vec<u32>) {
        let first = out.len();
        let text: String = form.chars().take(MOST * LONGEST).collect();
        let text: String = if self.lower {
            let plain = text.to_lowercase();
            plain.nfd().filter(|&c| !is_combining_mark(c)).collect()
        } else {
            text
        };
        let mut run = String::new();
        for c in text.chars() {
            if is_alone(c) {
                self.run(&run, out);
                run.clear();
                self.run(c.encode_utf8(&mut [0; 4]), out);
            } else if c.is_whitespace() {
                self.run(&run, out);
                run.clear();
            } else if !is_invisible(c) {
                run.push(c);
            }
        }
        self.run(&run, out);
        out.truncate(first + MOST);
        if out.len() == first {
            out.push(self.unknown);
        }
    }

    /// Appends the pieces of a run of letters: always the longest that is known.
    fn run(&self, run: &str, out: &mut Vec<u32>) {
        if run.is_empty() {
            return;
        }
        let first = out.len();
        if run.chars().count() > LONGEST {
            out.push(self.unknown);
            return;
        }
        let mut key = String::with_capacity(run.len() + 2);
        let mut at = 0;
        while at < run.len() {
            let mut end = run.len();
            let found = loop {
                if end == at {
                    break None;
                }
                key.clear();
                if at > 0 {
                    key.push_str("##");
                }
                key.push_str(&run[at..end]);
                if let Some(&number) = self.numbers.get(key.as_str()) {
                    break Some(number);
                }
                end = run[..end]
                    .char_indices()
                    .next_back()
                    .map_or(at, |(i, _)| i)
                    .max(at);
            };
            let Some(number) = found else {
                out.truncate(first);
                out.push(self.unknown);
                return;
            };
            out.push(number);
            at = end;
        }
    }
}

/// Whether a character is a word of its own: marks, and the characters of Chinese.
fn is_alone(c: char) -> bool {
    match u32::from(c) {
        0..=0x7f => c.is_ascii_punctuation(),
        0xa1 | 0xa7 | 0xab | 0xb6 | 0xb7 | 0xbb | 0xbf => true,
        0x2010..=0x2027 | 0x2030..=0x2043 | 0x2045..=0x2051 | 0x2053..=0x205e => true,
        0x3001..=0x3003 | 0x3008..=0x3011 | 0x3014..=0x301f => true,
        0x4e00..=0x9fff | 0x3400..=0x4dbf | 0xf900..=0xfaff | 0x2_0000..=0x2_fa1f => true,
        0xff01..=0xff03 | 0xff05..=0xff0a | 0xff0c..=0xff0f | 0xff1a | 0xff1b | 0xff1f => true,
        _ => false,
    }
}

fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fffd}')
}

/// How a word is written: what an encoder that knows no capitals cannot see.
pub(crate) fn shape(form: &str) -> u32 {
    let (mut upper, mut lower) = (0, 0);
    for c in form.chars() {
        if c.is_numeric() {
            return 6;
        }
        upper += usize::from(c.is_uppercase());
        lower += usize::from(c.is_lowercase());
    }
    let first = form.starts_with(char::is_uppercase);
    match (upper, lower) {
        (0, 0) => 7,
        (0, _) => 1,
        (1, 0) => 4,
        (_, 0) => 3,
        (1, _) if first => 2,
        (_, _) => 5,
    }
}

/// How many shapes there are; 0 is that of the pieces around a sentence.
pub(crate) const SHAPES: usize = 8;

#[cfg(test)]
mod tests {
    use super::{Vocabulary, shape};

    fn check_pieces(form: &str, expected: &[&str]) {
        let file = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nembassy\nem\n##bass\n##ies\n'\ns\nzurich\n-\n.\nu\n";
        let vocabulary = Vocabulary::new(file, true).unwrap();
        let mut numbers = Vec::new();
        vocabulary.pieces(form, &mut numbers);
        let pieces: Vec<&str> = numbers
            .iter()
            .map(|&number| file.lines().nth(number as usize).unwrap())
            .collect();
        assert_eq!(pieces, expected, "{form}");
    }

    #[test]
    fn words_fall_into_the_longest_known_pieces() {
        check_pieces("Embassy", &["embassy"]);
        check_pieces("embassies", &["em", "##bass", "##ies"]);
        check_pieces("Zürich", &["zurich"]);
        check_pieces("'s", &["'", "s"]);
        check_pieces("U.S.", &["u", ".", "s", "."]);
        check_pieces("consulate", &["[UNK]"]);
        check_pieces("\u{200b}", &["[UNK]"]);
        check_pieces(&"-".repeat(40), &["-"; 16]);
    }

    #[test]
    fn a_vocabulary_without_its_special_pieces_is_refused() {
        let error = Vocabulary::new("embassy\n", true).unwrap_err();
        assert_eq!(error, "the piece `[UNK]` is missing");
    }

    #[test]
    fn shapes_tell_capitals() {
        let forms = ["said", "Merkel", "NATO", "I", "McCain", "G20", "--", "U.S."];
        assert_eq!(forms.map(shape), [1, 2, 3, 4, 5, 6, 7, 3]);
    }
}
