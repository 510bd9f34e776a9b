//! Tags, from left to right.

use crate::pack::{Packer, Unpacker};
use crate::tags::{TAGS, Tag};
use crate::weights::{Learner, Wide};
use crate::word::{Lex, mix};
use std::collections::BTreeMap;

const TEMPLATES: usize = 32;

/// Stands for the tag of a word outside the sentence, and of a word not in the dictionary.
pub(crate) const NO_TAG: u8 = TAGS as u8;

/// Usual tags of known words.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    /// Hash of the lower-case word, usual tag, and whether it never has another.
    slots: Vec<(u32, u8, bool)>,
}

impl Dictionary {
    fn build(entries: &[(u32, u8, bool)]) -> Self {
        let size = (entries.len() * 2).next_power_of_two().max(2);
        let mut slots = vec![(0, NO_TAG, false); size];
        for &(word, tag, sure) in entries {
            let mut place = word as usize & (size - 1);
            while slots[place].1 != NO_TAG {
                place = (place + 1) & (size - 1);
            }
            slots[place] = (word, tag, sure);
        }
        Self { slots }
    }

    /// The usual tag of the word with this form's hash, and whether it never has another.
    pub(crate) fn get(&self, word: u32) -> (u8, bool) {
        let mask = self.slots.len() - 1;
        let mut place = word as usize & mask;
        while self.slots[place].1 != NO_TAG {
            if self.slots[place].0 == word {
                return (self.slots[place].1, self.slots[place].2);
            }
            place = (place + 1) & mask;
        }
        (NO_TAG, false)
    }

    fn pack(&self, packer: &mut Packer) {
        let mut entries: Vec<_> = self.slots.iter().filter(|slot| slot.1 != NO_TAG).collect();
        entries.sort();
        packer.number(entries.len() as u32);
        for &(word, tag, sure) in entries {
            packer.number(word);
            packer.0.extend([tag, u8::from(sure)]);
        }
    }

    fn unpack(unpacker: &mut Unpacker<'_>) -> Option<Self> {
        let count = unpacker.number()?;
        let mut entries = Vec::new();
        for _ in 0..count {
            let word = unpacker.number()?;
            let ([tag, sure], rest) = unpacker.0.split_first_chunk()?;
            unpacker.0 = rest;
            entries.push((word, *tag, *sure != 0));
        }
        Some(Self::build(&entries))
    }

    /// From words with the hash of their form and their tag.
    pub(crate) fn learn(words: impl Iterator<Item = (u32, u8)>) -> Self {
        let mut counts: BTreeMap<u32, [u32; TAGS]> = BTreeMap::new();
        for (word, tag) in words {
            counts.entry(word).or_insert([0; TAGS])[usize::from(tag)] += 1;
        }
        let entries: Vec<_> = counts
            .iter()
            .filter_map(|(&word, counts)| {
                let total: u32 = counts.iter().sum();
                let tag = (0..TAGS).max_by_key(|&tag| (counts[tag], TAGS - tag))?;
                (total >= 2).then_some((word, tag as u8, total >= 30 && counts[tag] == total))
            })
            .collect();
        Self::build(&entries)
    }
}

/// The tagger.
#[derive(Debug)]
pub(crate) struct Tagger {
    pub(crate) tags: Vec<Tag>,
    pub(crate) dictionary: Dictionary,
    weights: Wide,
}

impl Tagger {
    /// Writes the tag of every word of a sentence into `tags`, and how clear each was.
    pub(crate) fn tag(&self, words: &[Lex], tags: &mut Vec<u8>, margins: &mut Vec<i16>) {
        let start = tags.len();
        let mut features = [0; TEMPLATES];
        for i in 0..words.len() {
            let (usual, sure) = self.dictionary.get(words[i].form);
            if sure {
                tags.push(usual);
                margins.push(i16::MAX);
                continue;
            }
            extract(words, &tags[start..], i, &self.dictionary, &mut features);
            let scores = self.weights.scores(&features);
            let (best, margin) = best(&scores[..self.tags.len()]);
            tags.push(best as u8);
            margins.push(margin);
        }
    }

    pub(crate) fn pack(&self, packer: &mut Packer) {
        packer.number(self.tags.len() as u32);
        for tag in &self.tags {
            packer.text(tag.upos.as_str());
            packer.text(&tag.xpos);
        }
        self.dictionary.pack(packer);
        self.weights.pack(packer);
    }

    pub(crate) fn unpack(unpacker: &mut Unpacker<'_>) -> Option<Self> {
        let count = unpacker.number()?;
        let mut tags = Vec::new();
        for _ in 0..count {
            let upos = unpacker.text()?.parse().ok()?;
            tags.push(Tag::new(upos, unpacker.text()?));
        }
        (tags.len() <= TAGS).then_some(())?;
        Some(Self {
            tags,
            dictionary: Dictionary::unpack(unpacker)?,
            weights: Wide::unpack(unpacker)?,
        })
    }

    /// Learns from sentences of words and their tags.
    pub(crate) fn learn(
        tags: Vec<Tag>,
        sentences: &[(&[Lex], &[u8])],
        epochs: usize,
        bits: u32,
        shuffle: &mut impl FnMut(usize) -> Vec<usize>,
    ) -> Self {
        let words = sentences
            .iter()
            .flat_map(|(words, tags)| words.iter().map(|lex| lex.form).zip(tags.iter().copied()));
        let dictionary = Dictionary::learn(words);
        let mut learner = Learner::<TAGS>::new(bits);
        let mut features = [0; TEMPLATES];
        for _ in 0..epochs {
            for index in shuffle(sentences.len()) {
                let (words, gold) = sentences[index];
                let mut found = Vec::with_capacity(words.len());
                for i in 0..words.len() {
                    extract(words, &found, i, &dictionary, &mut features);
                    let scores = learner.scores(&features);
                    let guess = best_of(&scores[..tags.len()]);
                    if guess != usize::from(gold[i]) {
                        learner.update(&features, usize::from(gold[i]), guess);
                    }
                    found.push(guess as u8);
                    learner.tick();
                }
            }
        }
        Self {
            tags,
            dictionary,
            weights: learner.finish(),
        }
    }
}

/// The first of the highest scores.
pub(crate) fn best_of(scores: &[i32]) -> usize {
    let mut best = 0;
    for (class, &score) in scores.iter().enumerate() {
        if score > scores[best] {
            best = class;
        }
    }
    best
}

/// The first of the highest scores, and its lead over the second.
pub(crate) fn best(scores: &[i16]) -> (usize, i16) {
    let (mut best, mut top, mut second) = (0, i16::MIN, i16::MIN);
    for (class, &score) in scores.iter().enumerate() {
        if score > top {
            second = top;
            (best, top) = (class, score);
        } else if score > second {
            second = score;
        }
    }
    (best, top.saturating_sub(second))
}

fn extract(
    words: &[Lex],
    tags: &[u8],
    i: usize,
    dictionary: &Dictionary,
    out: &mut [u32; TEMPLATES],
) {
    const OUTSIDE: Lex = Lex {
        form: 1,
        lower: 1,
        prefix: [1; 3],
        suffix: [1; 4],
        shape: 1,
        capital: false,
    };
    let word = |offset: isize| {
        i.checked_add_signed(offset)
            .and_then(|place| words.get(place))
            .unwrap_or(&OUTSIDE)
    };
    let tag = |back: usize| {
        i.checked_sub(back)
            .map_or(u32::from(NO_TAG), |place| u32::from(tags[place]))
    };
    let (w, p1, p2, n1, n2) = (word(0), word(-1), word(-2), word(1), word(2));
    let (t1, t2) = (tag(1), tag(2));
    let usual = u32::from(dictionary.get(w.form).0);
    let next = u32::from(dictionary.get(n1.form).0);
    let start = u32::from(i == 0) + 1;
    let values = [
        w.lower,
        w.form,
        w.suffix[0],
        w.suffix[1],
        w.suffix[2],
        w.suffix[3],
        w.prefix[0],
        w.prefix[1],
        w.prefix[2],
        mix(w.shape, start),
        mix(p1.shape, w.shape),
        p1.lower,
        n1.lower,
        p2.lower,
        n2.lower,
        p1.suffix[2],
        n1.suffix[2],
        n1.suffix[1],
        t1,
        mix(t1, t2),
        mix(w.lower, t1),
        mix(p1.lower, w.lower),
        mix(w.lower, n1.lower),
        mix(w.suffix[2], t1),
        mix(t1, n1.lower),
        mix(mix(t1, t2), w.lower),
        mix(usual, t1),
        mix(usual, next),
        mix(mix(usual, next), t1),
        mix(n1.lower, n2.lower),
        mix(n1.shape, w.shape),
        mix(mix(w.suffix[1], n1.suffix[1]), t1),
    ];
    for (template, (place, value)) in out.iter_mut().zip(values).enumerate() {
        *place = mix(mix(value, 0x51ed_2701), template as u32 + 1);
    }
}
