//! Lemmas: an ending is cut off and another put on, by the longest known ending of the word; then
//! its capitals are kept, lost or given.
//!
//! Endings are learnt from every pair of word and lemma once, however often it is seen, so that `am`
//! and `went` teach nothing about words that end as they do.

use crate::pack::{Packer, Unpacker};
use crate::tags::{TAGS, Tag};
use crate::word::mix;
use rashomon_doc::Upos;
use std::collections::{BTreeMap, BTreeSet};

/// The longest ending that is looked at.
const LONGEST: usize = 6;
/// Longer words have themselves as lemma.
const LIMIT: usize = 64;

/// How the letters of a lemma are made from those of a word.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
struct Edit {
    cut: u8,
    add: String,
}

impl Edit {
    /// The edit that makes `lemma` of `form`, both in small letters.
    fn between(form: &str, lemma: &str) -> Option<Self> {
        let common: usize = form
            .chars()
            .zip(lemma.chars())
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a.len_utf8())
            .sum();
        Some(Self {
            cut: u8::try_from(form[common..].chars().count()).ok()?,
            add: lemma[common..].to_owned(),
        })
    }

    fn apply(&self, form: &str, case: Case, out: &mut String) {
        out.clear();
        let keep = form.chars().count().saturating_sub(usize::from(self.cut));
        let letters = form.chars().take(keep).map(|c| (c, case == Case::Keep));
        for (c, same) in letters.chain(self.add.chars().map(|c| (c, true))) {
            if out.is_empty() && case == Case::Give {
                out.extend(c.to_uppercase());
            } else if same {
                out.push(c);
            } else if c.is_ascii() {
                out.push(c.to_ascii_lowercase());
            } else {
                out.extend(c.to_lowercase());
            }
        }
    }
}

/// What becomes of a word's capitals.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Case {
    /// Small letters throughout.
    Lose,
    /// As the word has them.
    Keep,
    /// The first letter is a capital, the others are small.
    Give,
}

impl Case {
    const ALL: [Self; 3] = [Self::Lose, Self::Keep, Self::Give];

    /// What is taken where nothing is known or all is equal.
    fn usual(upos: Upos) -> [Self; 3] {
        match upos {
            Upos::Propn => [Self::Keep, Self::Give, Self::Lose],
            _ => [Self::Lose, Self::Give, Self::Keep],
        }
    }
}

/// How a word is written: no letters, small, capitalised, mixed, one capital, or two, three, four,
/// five, or more capitals.
fn shape(letters: usize, capitals: usize, first: bool) -> u32 {
    match (letters, capitals) {
        (0, _) => NO_LETTERS,
        (_, 0) => SMALL,
        (1, 1) => 4,
        (_, 1) if first => 2,
        _ if letters == capitals => 3 + letters.min(6) as u32,
        _ => 3,
    }
}

const NO_LETTERS: u32 = 0;
const SMALL: u32 = 1;

/// Keys by which edits and cases are found, the most telling first.
struct Keys {
    /// The word with its tag, with its part of speech, its endings with its tag.
    edits: [u32; LONGEST + 3],
    /// The word with tag and shape, with its tag, its last three letters, the tag and shape alone.
    cases: [u32; 4],
    shape: u32,
}

impl Keys {
    fn new(form: &str, tag: u8, upos: Upos) -> Self {
        // What a mark is called by its finer tag says nothing of its lemma.
        let with_tag = match upos {
            Upos::Punct => TAGS as u32 + 1,
            _ => u32::from(tag) + 1,
        };
        let mut edits = [0; LONGEST + 3];
        let mut hash = mix(0, 0x5eed);
        let (mut count, mut letters, mut capitals, mut last_three) = (0, 0, 0, hash);
        let mut first = false;
        edits[LONGEST + 2] = key(hash, with_tag, 0);
        for c in form.chars().rev() {
            let small = small(c);
            first = small != c || c.is_uppercase();
            letters += usize::from(c.is_alphabetic());
            capitals += usize::from(first);
            hash = mix(hash, small as u32);
            count += 1;
            if count <= LONGEST {
                edits[LONGEST + 2 - count] = key(hash, with_tag, count as u32);
            }
            if count <= 3 {
                last_three = hash;
            }
        }
        let shape = shape(letters, capitals, first);
        edits[0] = key(hash, with_tag, 0x77);
        if upos != Upos::Propn {
            edits[1] = key(hash, upos as u32, 0x78);
        }
        let shaped = with_tag | shape << 8;
        let cases = [
            key(hash, shaped, 0x79),
            key(hash, with_tag, 0x7a),
            key(last_three, shaped, 0x7b),
            key(0, shaped, 0x7c),
        ];
        Self {
            edits,
            cases,
            shape,
        }
    }

    /// The keys that tell of capitals: words in small letters have lemmas in small letters, but for
    /// names and single words.
    fn cases(&self, upos: Upos) -> &[u32] {
        match (self.shape, upos) {
            (SMALL, Upos::Propn) => &self.cases,
            (SMALL, _) => &self.cases[..1],
            _ => &self.cases,
        }
    }
}

/// Never zero, which stands for no key.
fn key(hash: u32, with: u32, kind: u32) -> u32 {
    mix(mix(hash, with), kind).max(1)
}

fn small(c: char) -> char {
    if c.is_ascii() {
        c.to_ascii_lowercase()
    } else {
        c.to_lowercase().next().unwrap_or(c)
    }
}

/// Numbers by key.
#[derive(Debug)]
struct Table {
    /// Key, and number plus one; zero for a free slot.
    slots: Vec<(u32, u16)>,
}

impl Table {
    fn new(entries: &[(u32, u16)]) -> Self {
        let size = (entries.len() * 2).next_power_of_two().max(2);
        let mut slots = vec![(0, 0); size];
        for &(key, number) in entries {
            let mut place = key as usize & (size - 1);
            while slots[place].1 != 0 {
                place = (place + 1) & (size - 1);
            }
            slots[place] = (key, number + 1);
        }
        Self { slots }
    }

    fn find(&self, key: u32) -> Option<u16> {
        let mask = self.slots.len() - 1;
        let mut place = key as usize & mask;
        loop {
            let (found, number) = self.slots[place];
            if number == 0 {
                return None;
            }
            if found == key {
                return Some(number - 1);
            }
            place = (place + 1) & mask;
        }
    }

    fn first(&self, keys: &[u32]) -> Option<u16> {
        let keys = keys.iter().filter(|&&key| key != 0);
        keys.copied().find_map(|key| self.find(key))
    }

    fn pack(&self, packer: &mut Packer) {
        let mut entries: Vec<_> = self.slots.iter().filter(|slot| slot.1 != 0).collect();
        entries.sort();
        packer.number(entries.len() as u32);
        for (key, number) in entries {
            packer.number(*key);
            packer.number(u32::from(*number) - 1);
        }
    }

    fn unpack(unpacker: &mut Unpacker<'_>) -> Option<Self> {
        let mut entries = Vec::new();
        for _ in 0..unpacker.number()? {
            let key = unpacker.number()?;
            entries.push((key, u16::try_from(unpacker.number()?).ok()?));
        }
        Some(Self::new(&entries))
    }
}

/// The lemmatiser.
#[derive(Debug)]
pub(crate) struct Lemmatiser {
    edits: Vec<Edit>,
    endings: Table,
    cases: Table,
}

impl Lemmatiser {
    /// Writes the lemma of `form` with tag number `tag` into `out`.
    pub(crate) fn lemma(&self, form: &str, tag: u8, upos: Upos, out: &mut String) {
        if form.len() > LIMIT {
            out.clear();
            out.push_str(form);
            return;
        }
        let keys = Keys::new(form, tag, upos);
        let found = self.endings.first(&keys.edits);
        let edit = found.and_then(|edit| self.edits.get(usize::from(edit)));
        let case = self.case(&keys, upos);
        match edit {
            Some(edit) if usize::from(edit.cut) < form.len() || !edit.add.is_empty() => {
                edit.apply(form, case, out);
            }
            _ => Edit::default().apply(form, case, out),
        }
    }

    fn case(&self, keys: &Keys, upos: Upos) -> Case {
        if keys.shape == NO_LETTERS {
            return Case::Keep;
        }
        match self.cases.first(keys.cases(upos)) {
            Some(case) => Case::ALL[usize::from(case).min(2)],
            None => Case::usual(upos)[0],
        }
    }

    /// Learns from words with their tag and lemma, and from more words that `also` has in small
    /// letters; these tell nothing of capitals and yield to the former.
    pub(crate) fn learn<'a>(
        words: &[(&'a str, u8, &'a str)],
        also: &[(String, u8, String)],
        tags: &[Tag],
    ) -> Self {
        let mut pairs = Pairs::new(words, tags);
        pairs.add(also, tags);
        let edits: BTreeSet<&Edit> = pairs.whole.values().flat_map(BTreeMap::keys).collect();
        let edits: Vec<Edit> = edits
            .into_iter()
            .take(usize::from(u16::MAX))
            .cloned()
            .collect();
        let endings = pairs.endings(&edits, tags);
        let cases = cases(words, &pairs, tags);
        Self {
            edits,
            endings: Table::new(&endings),
            cases: Table::new(&cases),
        }
    }

    pub(crate) fn pack(&self, packer: &mut Packer) {
        packer.number(self.edits.len() as u32);
        for edit in &self.edits {
            packer.number(u32::from(edit.cut));
            packer.text(&edit.add);
        }
        self.endings.pack(packer);
        self.cases.pack(packer);
    }

    pub(crate) fn unpack(unpacker: &mut Unpacker<'_>) -> Option<Self> {
        let mut edits = Vec::new();
        for _ in 0..unpacker.number()? {
            edits.push(Edit {
                cut: u8::try_from(unpacker.number()?).ok()?,
                add: unpacker.text()?.to_owned(),
            });
        }
        Some(Self {
            edits,
            endings: Table::unpack(unpacker)?,
            cases: Table::unpack(unpacker)?,
        })
    }
}

type Counts<K, V> = BTreeMap<K, BTreeMap<V, u32>>;

/// What is learnt from.
struct Pairs {
    /// Edits of a word in small letters, with its tag.
    whole: Counts<(String, u8), Edit>,
    /// The same with its part of speech.
    alike: Counts<(String, Upos), Edit>,
}

/// The most frequent; of equals the first.
fn usual<V: Ord>(counts: &BTreeMap<V, u32>) -> Option<&V> {
    let most = counts
        .iter()
        .max_by_key(|&(value, count)| (*count, std::cmp::Reverse(value)));
    most.map(|(value, _)| value)
}

impl Pairs {
    fn new(words: &[(&str, u8, &str)], tags: &[Tag]) -> Self {
        let (mut whole, mut alike) = (Counts::new(), Counts::new());
        for &(form, tag, lemma) in words {
            let form: String = form.to_lowercase();
            let Some(edit) = Edit::between(&form, &lemma.to_lowercase()) else {
                continue;
            };
            let upos = tags[usize::from(tag)].upos;
            let alike: &mut BTreeMap<_, _> = alike.entry((form.clone(), upos)).or_default();
            *alike.entry(edit.clone()).or_default() += 1;
            let whole: &mut BTreeMap<_, _> = whole.entry((form, tag)).or_default();
            *whole.entry(edit).or_default() += 1;
        }
        Self { whole, alike }
    }

    fn add(&mut self, also: &[(String, u8, String)], tags: &[Tag]) {
        for (form, tag, lemma) in also {
            let Some(edit) = Edit::between(form, lemma) else {
                continue;
            };
            let upos = tags[usize::from(*tag)].upos;
            let word = (form.clone(), *tag);
            self.whole
                .entry(word)
                .or_insert_with(|| [(edit.clone(), 1)].into());
            let word = (form.clone(), upos);
            self.alike.entry(word).or_insert_with(|| [(edit, 1)].into());
        }
    }

    /// The edit of a word by its own.
    fn edit(&self, form: &str, tag: u8) -> Option<&Edit> {
        usual(self.whole.get(&(form.to_owned(), tag))?)
    }

    /// The keys whose usual edit is not that of the next less telling key.
    fn endings(&self, edits: &[Edit], tags: &[Tag]) -> Vec<(u32, u16)> {
        let number = |edit: &Edit| edits.binary_search(edit).ok().map(|at| at as u16);
        let mut endings: Counts<u32, u16> = Counts::new();
        let mut seen = Vec::new();
        for ((form, tag), counts) in &self.whole {
            let upos = tags[usize::from(*tag)].upos;
            let keys = Keys::new(form, *tag, upos).edits;
            let Some(edit) = usual(counts) else { continue };
            let Some(index) = number(edit) else { continue };
            let alike = self.alike.get(&(form.clone(), upos)).and_then(usual);
            seen.push((keys, index, alike.and_then(number)));
            let length = form.chars().count();
            for (place, &key) in keys[2..].iter().enumerate() {
                let ending = LONGEST - place;
                if ending <= length && usize::from(edit.cut) <= ending {
                    *endings.entry(key).or_default().entry(index).or_default() += 1;
                }
            }
        }
        entries(&endings, &seen)
    }
}

/// For each word its keys, its own edit, and the usual edit of its part of speech.
fn entries(
    endings: &Counts<u32, u16>,
    seen: &[([u32; LONGEST + 3], u16, Option<u16>)],
) -> Vec<(u32, u16)> {
    let of_ending = |key: u32| {
        let counts = endings.get(&key)?;
        let edit = usual(counts)?;
        (counts[edit] >= 2).then_some(*edit)
    };
    let mut entries = BTreeMap::new();
    for &(keys, own, alike) in seen {
        let mut inherited = None;
        for (place, &key) in keys.iter().enumerate().rev() {
            let edit = match place {
                0 => Some(own),
                1 => alike,
                _ => of_ending(key),
            };
            if key != 0 && edit.is_some() && edit != inherited {
                entries.extend(edit.map(|edit| (key, edit)));
                inherited = edit;
            }
        }
    }
    entries.into_iter().collect()
}

/// Endings of three letters tell of capitals when so many words have them.
const TELLING: u32 = 5;

/// The keys whose usual case is not that of the next less telling key.
fn cases(words: &[(&str, u8, &str)], pairs: &Pairs, tags: &[Tag]) -> Vec<(u32, u16)> {
    let mut votes: BTreeMap<u32, Votes> = BTreeMap::new();
    let mut seen: BTreeMap<Vec<u32>, Upos> = BTreeMap::new();
    let mut made = String::new();
    for &(form, tag, lemma) in words {
        let upos = tags[usize::from(tag)].upos;
        let keys = Keys::new(form, tag, upos);
        let edit = pairs.edit(&form.to_lowercase(), tag);
        let (Some(edit), true) = (edit, keys.shape != NO_LETTERS) else {
            continue;
        };
        let right = Case::ALL.map(|case| {
            edit.apply(form, case, &mut made);
            made == lemma
        });
        for &key in keys.cases(upos) {
            votes.entry(key).or_default().add(right);
        }
        seen.insert(keys.cases(upos).to_vec(), upos);
    }
    let mut entries = BTreeMap::new();
    for (keys, upos) in seen {
        let mut inherited = Case::usual(upos)[0];
        for (place, key) in keys.into_iter().enumerate().rev() {
            let votes = &votes[&key];
            if let Some(case) = votes.most(upos)
                && (place != 2 || votes.words >= TELLING)
                && case != inherited
            {
                entries.insert(key, case as u16);
                inherited = case;
            }
        }
    }
    entries.into_iter().collect()
}

/// How many words would be right with each case.
#[derive(Default)]
struct Votes {
    right: [u32; 3],
    words: u32,
}

impl Votes {
    fn add(&mut self, right: [bool; 3]) {
        self.words += 1;
        for (votes, right) in self.right.iter_mut().zip(right) {
            *votes += u32::from(right);
        }
    }

    fn most(&self, upos: Upos) -> Option<Case> {
        let most = self.right.into_iter().max().filter(|&most| most > 0)?;
        let mut cases = Case::usual(upos).into_iter();
        cases.find(|&case| self.right[case as usize] == most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOUN: u8 = 0;
    const PAST: u8 = 1;
    const NAME: u8 = 2;

    fn tags() -> [Tag; 3] {
        [
            Tag::new(Upos::Noun, "NN"),
            Tag::new(Upos::Verb, "VBD"),
            Tag::new(Upos::Propn, "NNP"),
        ]
    }

    #[track_caller]
    fn check(lemmatiser: &Lemmatiser, form: &str, tag: u8, expected: &str) {
        let mut lemma = String::new();
        lemmatiser.lemma(form, tag, tags()[usize::from(tag)].upos, &mut lemma);
        assert_eq!(lemma, expected);
    }

    fn learnt() -> Lemmatiser {
        let words = [
            ("walked", PAST, "walk"),
            ("asked", PAST, "ask"),
            ("was", PAST, "be"),
            ("was", PAST, "be"),
            ("was", PAST, "be"),
            ("Mayor", NOUN, "mayor"),
            ("LONDON", NAME, "London"),
            ("london", NAME, "London"),
            ("Paris", NAME, "Paris"),
            ("Rome", NAME, "Rome"),
        ];
        let also = [("smiled".to_owned(), PAST, "smile".to_owned())];
        Lemmatiser::learn(&words, &also, &tags())
    }

    #[test]
    fn endings_are_learnt_from_words_not_from_how_often_they_are_seen() {
        let lemmatiser = learnt();
        check(&lemmatiser, "was", PAST, "be");
        check(&lemmatiser, "talked", PAST, "talk");
        check(&lemmatiser, "saw", PAST, "saw");
    }

    #[test]
    fn words_of_no_treebank_are_learnt_too() {
        check(&learnt(), "Smiled", PAST, "smile");
    }

    #[test]
    fn capitals_follow_the_word_then_its_shape() {
        let lemmatiser = learnt();
        check(&lemmatiser, "LONDON", NAME, "London");
        check(&lemmatiser, "Oslo", NAME, "Oslo");
        check(&lemmatiser, "Town", NOUN, "town");
    }

    #[test]
    fn rules_survive_packing() {
        let mut packer = Packer::default();
        learnt().pack(&mut packer);
        let lemmatiser = Lemmatiser::unpack(&mut Unpacker(&packer.0)).expect("rules");
        check(&lemmatiser, "walked", PAST, "walk");
        let mut again = Packer::default();
        lemmatiser.pack(&mut again);
        assert_eq!(packer.0, again.0);
    }
}
