//! Reporting verbs and nouns: what somebody does by saying something, and how the sentence is
//! built around the word.
//!
//! # Examples
//! ```
//! use rashomon_lexicon::cues::{Frame, verb};
//! let accuse = verb("accuse").unwrap();
//! assert_eq!(accuse.act.as_str(), "accuse");
//! assert!(accuse.takes(Frame::Accused));
//! assert_eq!(verb("call on").unwrap().act.as_str(), "request");
//! ```

use rashomon_doc::Act;
use std::sync::LazyLock;

/// A way of building a sentence around a cue.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Frame {
    /// Introduces or follows words in quotation marks.
    Quotation,
    /// Takes a clause: "said that …".
    Clause,
    /// Takes an infinitive: "promised to …".
    Infinitive,
    /// The object is who is spoken to: "told reporters", "called on Moscow".
    Addressee,
    /// The object is what is said or spoken about: "condemned the attack".
    Object,
    /// The content follows `for`: "called for talks".
    For,
    /// The object is who is accused, the content follows `of`, `for` or `over`.
    Accused,
    /// Object and complement are the content: "called him a hero".
    Naming,
    /// Reports only with a clause: "found that …", not "found a shell".
    OnlyClause,
    /// What an outlet does with the words of others: "Reuters reported".
    Relay,
}

impl Frame {
    const fn of(letter: u8) -> Option<Self> {
        Some(match letter {
            b'q' => Frame::Quotation,
            b'c' => Frame::Clause,
            b'i' => Frame::Infinitive,
            b'a' => Frame::Addressee,
            b'o' => Frame::Object,
            b'f' => Frame::For,
            b'x' => Frame::Accused,
            b'b' => Frame::Naming,
            b'w' => Frame::OnlyClause,
            b'r' => Frame::Relay,
            _ => return None,
        })
    }
}

/// A reporting verb or noun.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Cue {
    /// The lemma, with the particle when it has one.
    pub lemma: &'static str,
    /// What the speaker does.
    pub act: Act,
    frames: u16,
}

impl Cue {
    /// Whether the sentence can be built as `frame`.
    pub const fn takes(&self, frame: Frame) -> bool {
        self.frames & 1 << frame as u16 != 0
    }
}

/// Rows by an open hash of their lemma; a place holds the row's number plus one, or 0. Analysis
/// asks for every verb and noun it meets, and few of them are here.
struct Table {
    rows: Vec<Cue>,
    places: Vec<u16>,
}

impl Table {
    fn parse(rows: &'static str) -> Self {
        let rows: Vec<Cue> = rows
            .lines()
            .filter(|row| !row.starts_with('#'))
            .map(|row| parse(row).expect("rows are checked by the tests"))
            .collect();
        let mut places = vec![0; (4 * rows.len()).next_power_of_two()];
        for (index, row) in rows.iter().enumerate() {
            let mut at = Self::hash(row.lemma) & (places.len() - 1);
            while places[at] != 0 {
                at = (at + 1) & (places.len() - 1);
            }
            places[at] = index as u16 + 1;
        }
        Self { rows, places }
    }

    fn hash(lemma: &str) -> usize {
        Self::place(Self::mixed(0x811C_9DC5, lemma))
    }

    fn mixed(hash: u32, text: &str) -> u32 {
        let mix = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        text.bytes().fold(hash, mix)
    }

    fn place(hash: u32) -> usize {
        (hash ^ hash >> 15) as usize
    }

    fn get(&self, lemma: &str) -> Option<&Cue> {
        self.find(Self::hash(lemma), |cue| cue == lemma)
    }

    fn phrasal(&self, verb: &str, particle: &str) -> Option<&Cue> {
        let hash = Self::mixed(Self::mixed(Self::mixed(0x811C_9DC5, verb), " "), particle);
        self.find(Self::place(hash), |cue| {
            let rest = cue.strip_prefix(verb).and_then(|cue| cue.strip_prefix(' '));
            rest == Some(particle)
        })
    }

    fn find(&self, hash: usize, is: impl Fn(&str) -> bool) -> Option<&Cue> {
        let mut at = hash & (self.places.len() - 1);
        while self.places[at] != 0 {
            let cue = &self.rows[usize::from(self.places[at]) - 1];
            if is(cue.lemma) {
                return Some(cue);
            }
            at = (at + 1) & (self.places.len() - 1);
        }
        None
    }
}

static VERBS: LazyLock<Table> =
    LazyLock::new(|| Table::parse(include_str!("../data/cues/verbs.tsv")));
static NOUNS: LazyLock<Table> =
    LazyLock::new(|| Table::parse(include_str!("../data/cues/nouns.tsv")));

/// The reporting verb with this lemma; a particle follows it after a blank: `point out`.
pub fn verb(lemma: &str) -> Option<&'static Cue> {
    VERBS.get(lemma)
}

/// The reporting verb with this lemma and particle: `point` and `out`.
pub fn phrasal(lemma: &str, particle: &str) -> Option<&'static Cue> {
    VERBS.phrasal(lemma, particle)
}

/// The reporting noun with this lemma.
pub fn noun(lemma: &str) -> Option<&'static Cue> {
    NOUNS.get(lemma)
}

fn parse(row: &'static str) -> Option<Cue> {
    let mut fields = row.split('\t');
    let (lemma, act, frames) = (fields.next()?, fields.next()?, fields.next()?);
    let mut bits = 0;
    for letter in frames.bytes() {
        bits |= 1 << Frame::of(letter)? as u16;
    }
    Some(Cue {
        lemma,
        act: act.parse().ok()?,
        frames: bits,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_parse() {
        for rows in [
            include_str!("../data/cues/verbs.tsv"),
            include_str!("../data/cues/nouns.tsv"),
        ] {
            let rows: Vec<_> = rows.lines().filter(|row| !row.starts_with('#')).collect();
            let cues: Vec<_> = rows.iter().map(|row| parse(row).expect(row)).collect();
            assert!(cues.is_sorted_by(|a, b| a.lemma < b.lemma));
        }
    }

    #[test]
    fn a_cue_knows_its_frames() {
        assert!(verb("tell").is_some_and(|cue| cue.takes(Frame::Addressee)));
        assert!(verb("find").is_some_and(|cue| cue.takes(Frame::OnlyClause)));
        assert!(verb("eat").is_none());
        assert_eq!(phrasal("point", "out"), verb("point out"));
        assert!(phrasal("point", "out").is_some() && phrasal("point", "ou").is_none());
        assert_eq!(noun("accusation").map(|cue| cue.act), Some(Act::Accuse));
    }
}
