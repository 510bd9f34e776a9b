//! What the models look at in a word: hashes of its form, beginnings, ends and shape, what is known of
//! it by itself, and how its sentence is written.

use rashomon_lexicon::words::{self, WordInfo, word_hash};

/// The hashes of one word, computed once.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lex {
    /// The form, with typographic quotes and dashes made plain and digits made one.
    pub form: u32,
    /// The same in lower case.
    pub lower: u32,
    /// The first one, two and three letters.
    pub prefix: [u32; 3],
    /// The last one to four letters.
    pub suffix: [u32; 4],
    /// Capitals, small letters, digits and marks, runs cut short.
    pub shape: u32,
    /// Whether the first letter is a capital.
    pub capital: bool,
    /// Whether the first letter is one.
    letter: bool,
    /// What is known of the word by itself.
    pub info: WordInfo,
    /// How many words of its sentence have a capital, and whether this has and is the first.
    pub company: u32,
}

const SEED: u32 = 0x811c_9dc5;

/// Adds `value` to a hash.
pub(crate) const fn mix(hash: u32, value: u32) -> u32 {
    let mixed = (hash.wrapping_mul(0x85eb_ca6b) ^ value).wrapping_mul(0x9e37_79b1);
    mixed ^ (mixed >> 15)
}

fn plain(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    match c {
        '‘' | '’' | 'ʼ' | '´' => '\'',
        '“' | '”' | '„' | '«' | '»' => '"',
        '–' | '—' | '‑' | '−' => '-',
        other => other,
    }
}

fn lower(c: char) -> char {
    if c.is_ascii() {
        c.to_ascii_lowercase()
    } else {
        c.to_lowercase().next().unwrap_or(c)
    }
}

fn digit(c: char) -> char {
    if c.is_ascii_digit() { '0' } else { c }
}

fn class(c: char) -> u8 {
    if c.is_ascii_lowercase() {
        b'a'
    } else if c.is_ascii_uppercase() {
        b'A'
    } else if c.is_ascii_digit() {
        b'0'
    } else if c.is_ascii() {
        c as u8
    } else if c.is_uppercase() {
        b'A'
    } else if c.is_alphabetic() {
        b'a'
    } else {
        b'?'
    }
}

/// How many letters of a word are looked at; more make no better word.
const LONGEST: usize = 48;

impl Lex {
    /// The hashes of `form`.
    pub(crate) fn new(form: &str) -> Self {
        let mut letters = ['\0'; LONGEST];
        let mut lex = Lex {
            form: SEED,
            lower: SEED,
            shape: SEED,
            ..Lex::default()
        };
        let (mut count, mut last_class, mut run) = (0, 0, 0);
        for c in form.chars().map(plain) {
            if count == LONGEST {
                break;
            }
            let (kind, small) = (class(c), digit(lower(c)));
            lex.capital |= count == 0 && kind == b'A';
            lex.letter |= count == 0 && (kind == b'A' || kind == b'a');
            letters[count] = small;
            count += 1;
            lex.form = mix(lex.form, digit(c) as u32);
            lex.lower = mix(lex.lower, small as u32);
            run = if kind == last_class { run + 1 } else { 1 };
            last_class = kind;
            if run <= 2 {
                lex.shape = mix(lex.shape, u32::from(kind));
            }
            if count <= 3 {
                lex.prefix[count - 1] = lex.lower;
            }
        }
        lex.ends(&letters[..count]);
        lex.info = words::table().get(word_hash(form));
        lex
    }

    fn ends(&mut self, letters: &[char]) {
        let whole = mix(self.lower, 1);
        for length in letters.len() + 1..=3 {
            self.prefix[length - 1] = whole;
        }
        let mut hash = SEED;
        for (length, &letter) in letters.iter().rev().take(4).enumerate() {
            hash = mix(hash, letter as u32);
            self.suffix[length] = hash;
        }
        for length in letters.len() + 1..=4 {
            self.suffix[length - 1] = whole;
        }
    }
}

/// Tells every word of sentences that end at `ends` how their words are written.
pub(crate) fn meet(words: &mut [Lex], ends: &[usize]) {
    let mut start = 0;
    for &end in ends {
        let sentence = &mut words[start..end];
        let letters = sentence.iter().filter(|word| word.letter).count();
        let capitals = sentence.iter().filter(|word| word.capital).count();
        let fifths = (4 * capitals).checked_div(letters).unwrap_or(0).min(4);
        let share = u32::from(capitals > 0) + fifths as u32;
        for (at, word) in sentence.iter_mut().enumerate() {
            word.company = 4 * share + 2 * u32::from(at == 0) + u32::from(word.capital);
        }
        start = end;
    }
}
