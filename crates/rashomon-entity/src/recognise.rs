//! Names in a text, by the tagger.

use crate::phrases::{Known, phrases};
use crate::tagger::{NameLists, NameType, Tagger, Word, look, names};
use rashomon_doc::Syntax;
use rashomon_lexicon::words::{self, WordInfo, word_hash};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::sync::LazyLock;

static LISTS: &[u8] = include_bytes!("../model/lists.bin");
static NAMES: &[u8] = include_bytes!("../model/names.bin");

static TAGGER: LazyLock<Option<Tagger>> = LazyLock::new(|| Tagger::new(NAMES));

/// The embedded tagger.
pub(crate) fn builtin() -> Option<&'static Tagger> {
    TAGGER.as_ref()
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
    let table = words::table();
    // Half of the words of an article stand in it more than once.
    let mut looks: FxHashMap<&str, Word> = FxHashMap::default();
    looks.reserve(syntax.tokens().len() / 2);
    let mut sentences: Vec<Seen> = syntax
        .sentences()
        .iter()
        .map(|sentence| {
            let tokens = &syntax.tokens()[sentence.tokens.clone()];
            let forms: Vec<&str> = tokens.iter().map(|token| token.span.of(text)).collect();
            let mut words: Vec<Word> = forms
                .iter()
                .map(|&form| *looks.entry(form).or_insert_with(|| look(form, table)))
                .collect();
            let phrases = phrases(&forms);
            for (range, known) in &phrases {
                let code = known.code(range.len());
                for index in range.clone() {
                    words[index].known = 2 * code + u8::from(index > range.start);
                }
            }
            for (range, list) in NameLists::new(LISTS).names(&forms) {
                for index in range.clone() {
                    words[index].listed = 2 * list + u8::from(index > range.start);
                }
            }
            Seen { words, phrases }
        })
        .collect();
    keep_company(&mut sentences);
    sentences
}

/// Tells each word how the document uses it elsewhere, as bits of [`Word::company`].
fn keep_company(sentences: &mut [Seen]) {
    let n_words = sentences.iter().map(|sentence| sentence.words.len()).sum();
    // What is told once, and what is told again, so that a word is not told of itself.
    let mut uses: FxHashMap<u64, (u8, u8)> = FxHashMap::default();
    uses.reserve(n_words);
    for sentence in sentences.iter_mut() {
        let words = &mut sentence.words;
        let shouted = words.iter().filter(|word| word.is_capital()).count() * 10 > words.len() * 6;
        for index in 0..words.len() {
            let bits = match words[index].is_capital() {
                true if shouted => 0,
                true => neighbours(words, index),
                false => Word::SMALL,
            };
            let (once, again) = uses.entry(words[index].lower()).or_default();
            *again |= *once & bits;
            *once |= bits;
            words[index].company = bits;
        }
    }
    for word in sentences
        .iter_mut()
        .flat_map(|sentence| &mut sentence.words)
    {
        let (once, again) = uses.get(&word.lower()).copied().unwrap_or_default();
        word.company = once & !word.company | again;
    }
}

/// What the words beside a capitalised one tell of it.
fn neighbours(words: &[Word], index: usize) -> u8 {
    let before = index.checked_sub(1).map(|at| &words[at]);
    let after = words.get(index + 1);
    let alone = !after.is_some_and(Word::is_capital);
    let mut bits = if index > 0 { Word::CAPITAL } else { 0 };
    if let Some(before) = before {
        let first_name = before.is_capital() && before.info().is(WordInfo::FIRST_NAME);
        if first_name || TITLE_WORDS.contains(&before.lower()) {
            bits |= Word::AS_PERSON;
        }
        if alone && PLACE_WORDS.contains(&before.lower()) {
            bits |= Word::AS_PLACE;
        }
    }
    if let Some(after) = after {
        if BODY_WORDS.contains(&after.lower()) {
            bits |= Word::AS_BODY;
        }
        if SPEECH_WORDS.contains(&after.lower()) {
            bits |= Word::AS_SPEAKER;
        }
    }
    bits
}

type Hashes = LazyLock<FxHashSet<u64>>;

fn hashes(words: &str) -> FxHashSet<u64> {
    words.split(' ').map(word_hash).collect()
}

/// Words before the name of a person.
static TITLE_WORDS: Hashes = LazyLock::new(|| {
    hashes(
        "mr mr. mrs mrs. ms ms. dr dr. sir president minister senator sen sen. rep rep. gov gov. \
         gen gen. general col col. capt capt. lt lt. sgt sgt. judge justice governor mayor \
         congressman congresswoman representative chancellor secretary ambassador professor prof \
         prof. king queen prince princess pope sheikh ayatollah spokesman spokeswoman chairman \
         director coach captain commander colonel officer lord lady",
    )
});

/// Words before the name of a place.
static PLACE_WORDS: Hashes = LazyLock::new(|| hashes("in near at from outside across around to"));

/// Words after the first part of the name of a body.
static BODY_WORDS: Hashes = LazyLock::new(|| {
    hashes(
        "inc inc. corp corp. co co. ltd ltd. plc ag sa group party council committee university \
         institute association agency bank company ministry department commission court union \
         federation foundation club fc united league army front movement news times post \
         airlines motors",
    )
});

/// Words after who speaks.
static SPEECH_WORDS: Hashes =
    LazyLock::new(|| hashes("said says told added who whose wrote tweeted asked warned called"));

/// Who belongs to a group: "fighters of" is no part of its name.
static MEMBER_WORDS: Hashes = LazyLock::new(|| {
    hashes(
        "fighters rebels militants gunmen soldiers troops members supporters followers leaders critics",
    )
});

/// The names of each sentence: kind and tokens, counted from the sentence's first.
pub(crate) fn tagged(tagger: &Tagger, seen: &[Seen]) -> Vec<Vec<(NameType, Range<usize>)>> {
    let mut tagged: Vec<Vec<(NameType, Range<usize>)>> = seen
        .iter()
        .map(|sentence| {
            let mut names = names(&tagger.tag(&sentence.words));
            names
                .iter_mut()
                .for_each(|(_, range)| cut(&sentence.words, range));
            names
        })
        .collect();
    let votes = votes(seen, &tagged);
    for (sentence, names) in seen.iter().zip(&mut tagged) {
        agree(&votes, &sentence.words, names);
        complete(&votes, &sentence.words, names);
    }
    tagged
}

/// Leaves what a speaker does, and the members of a group, out of the name.
fn cut(words: &[Word], range: &mut Range<usize>) {
    let speaks = |word: &Word| !word.is_capital() && SPEECH_WORDS.contains(&word.lower());
    while range.len() > 1 && speaks(&words[range.end - 1]) {
        range.end -= 1;
    }
    let [first, of, ..] = &words[range.clone()] else {
        return;
    };
    if range.len() > 2 && MEMBER_WORDS.contains(&first.lower()) && of.lower() == word_hash("of") {
        range.start += 2;
    }
}

/// What the document's names of some words are, by [`phrase_hash`].
type Votes = FxHashMap<u64, Vote>;

#[derive(Debug, Default)]
struct Vote {
    /// How many are of each type.
    counts: [u16; NameType::ALL.len()],
    /// Whether the words end a person's full name.
    family: bool,
}

fn phrase_hash(words: &[Word]) -> u64 {
    words.iter().fold(0, |hash: u64, word| {
        hash.rotate_left(9).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ word.lower()
    })
}

fn votes(seen: &[Seen], tagged: &[Vec<(NameType, Range<usize>)>]) -> Votes {
    let mut votes = Votes::default();
    for (sentence, names) in seen.iter().zip(tagged) {
        for (kind, range) in names {
            let words = &sentence.words[range.clone()];
            votes.entry(phrase_hash(words)).or_default().counts[*kind as usize] += 1;
            // A person's family name stands for the whole.
            if let (NameType::Person, [_, .., last]) = (kind, words) {
                let last = phrase_hash(std::slice::from_ref(last));
                let vote = votes.entry(last).or_default();
                vote.counts[*kind as usize] += 1;
                vote.family = true;
            }
        }
    }
    votes
}

/// The type most of the document's names of these words have, with how many have it and how many
/// have another.
fn majority(votes: &Votes, words: &[Word]) -> Option<(NameType, u16, u16)> {
    let counts = votes.get(&phrase_hash(words))?.counts;
    let all: u16 = counts.iter().sum();
    let best = *NameType::ALL
        .iter()
        .max_by_key(|kind| counts[**kind as usize])?;
    let most = counts[best as usize];
    Some((best, most, all - most))
}

/// Gives each name the type that most of the document's names of its words have. The last word of a
/// full name is the person's as soon as half of them are.
fn agree(votes: &Votes, words: &[Word], names: &mut [(NameType, Range<usize>)]) {
    for (kind, range) in names {
        let words = &words[range.clone()];
        if is_family(votes, words) {
            *kind = NameType::Person;
        } else if let Some((best, most, rest)) = majority(votes, words)
            && most > rest
        {
            *kind = best;
        }
    }
}

/// Whether the words end a person's full name and half of the document's names of them are persons.
fn is_family(votes: &Votes, words: &[Word]) -> bool {
    votes.get(&phrase_hash(words)).is_some_and(|vote| {
        let persons = vote.counts[NameType::Person as usize];
        vote.family && 2 * persons >= vote.counts.iter().sum()
    })
}

/// Adds names that the tagger passed over though it knew their words elsewhere in the document: of
/// several words, or of one that is a name at least twice and is not also written small.
fn complete(votes: &Votes, words: &[Word], names: &mut Vec<(NameType, Range<usize>)>) {
    let mut taken = names.clone().into_iter().peekable();
    let mut index = 0;
    while index < words.len() {
        while taken.next_if(|(_, range)| range.end <= index).is_some() {}
        let free = taken.peek().map_or(words.len(), |(_, range)| range.start);
        if free <= index {
            index = taken.peek().map_or(words.len(), |(_, range)| range.end);
            continue;
        }
        match passed_over(votes, &words[index..free]) {
            Some((kind, n)) => {
                names.push((kind, index..index + n));
                index += n;
            }
            None => index += 1,
        }
    }
    names.sort_by_key(|(_, range)| range.start);
}

/// The longest name of the document that `words` begin with: type and number of words.
fn passed_over(votes: &Votes, words: &[Word]) -> Option<(NameType, usize)> {
    let small =
        |word: &Word| word.company & Word::SMALL != 0 || word.info().is(WordInfo::MOSTLY_SMALL);
    if !words[0].is_capital() || small(&words[0]) {
        return None;
    }
    (1..=words.len().min(4)).rev().find_map(|n| {
        let words = words[..n].last()?.is_capital().then_some(&words[..n])?;
        let (kind, most, _) = majority(votes, words)?;
        (most >= 2 || n > 1).then_some((kind, n))
    })
}
