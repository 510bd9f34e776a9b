//! Names in a text, by the tagger.

use crate::phrases::{Known, phrases};
use crate::tagger::{NameType, Tagger, Word, WordTable, look, names};
use rashomon_doc::Syntax;
use std::ops::Range;
use std::sync::LazyLock;

static WORDS: &[u8] = include_bytes!("../model/words.bin");
static NAMES: &[u8] = include_bytes!("../model/names.bin");

static TAGGER: LazyLock<Option<Tagger<'static>>> = LazyLock::new(|| Tagger::new(NAMES));

/// The embedded table of words.
pub fn word_table() -> WordTable<'static> {
    WordTable::new(WORDS)
}

/// A sentence as the tagger sees it, with what the tables say of its phrases.
pub(crate) struct Seen {
    /// Its words.
    pub(crate) words: Vec<Word>,
    /// Phrases of the tables, by tokens of the sentence.
    pub(crate) phrases: Vec<(Range<usize>, Known)>,
}

/// The words of each sentence as the tagger sees them: what it is trained on and what it reads.
pub fn sentences(text: &str, syntax: &Syntax) -> Vec<Vec<Word>> {
    see(text, syntax)
        .into_iter()
        .map(|seen| seen.words)
        .collect()
}

pub(crate) fn see(text: &str, syntax: &Syntax) -> Vec<Seen> {
    let table = word_table();
    let mut sentences: Vec<Seen> = syntax
        .sentences()
        .iter()
        .map(|sentence| {
            let tokens = &syntax.tokens()[sentence.tokens.clone()];
            let forms: Vec<&str> = tokens.iter().map(|token| token.span.of(text)).collect();
            let mut words: Vec<Word> = forms.iter().map(|form| look(form, table)).collect();
            for (word, token) in words.iter_mut().zip(tokens) {
                word.upos = 1 + token.upos as u8;
            }
            let phrases = phrases(&forms);
            for (range, known) in &phrases {
                let code = known.code(range.len());
                for index in range.clone() {
                    words[index].known = 2 * code + u8::from(index > range.start);
                }
            }
            Seen { words, phrases }
        })
        .collect();
    keep_company(&mut sentences);
    sentences
}

/// Tells each word how the document writes it elsewhere: bit 1 when somewhere small, bit 2 when with
/// a capital where none is due.
fn keep_company(sentences: &mut [Seen]) {
    let mut uses: Vec<(u64, u8)> = Vec::new();
    for sentence in sentences.iter() {
        let words = &sentence.words;
        let shouted = words.iter().filter(|word| word.is_capital()).count() * 10 > words.len() * 6;
        for (index, word) in words.iter().enumerate() {
            let bit = match word.is_capital() {
                true if index == 0 || shouted => continue,
                true => 2,
                false => 1,
            };
            uses.push((word.lower(), bit));
        }
    }
    uses.sort_unstable();
    uses.dedup();
    for word in sentences
        .iter_mut()
        .flat_map(|sentence| &mut sentence.words)
    {
        let first = uses.partition_point(|&(lower, _)| lower < word.lower());
        let same = uses[first..]
            .iter()
            .take_while(|(lower, _)| *lower == word.lower());
        word.company = same.fold(0, |bits, (_, bit)| bits | bit);
    }
}

/// The names of each sentence: kind and tokens, counted from the sentence's first.
pub(crate) fn tagged(seen: &[Seen]) -> Vec<Vec<(NameType, Range<usize>)>> {
    let Some(tagger) = &*TAGGER else {
        return vec![Vec::new(); seen.len()];
    };
    seen.iter()
        .map(|sentence| names(&tagger.tag(&sentence.words)))
        .collect()
}
