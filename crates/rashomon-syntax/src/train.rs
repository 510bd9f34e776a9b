//! The trainer.

use crate::conllu::Tree;
use crate::lemma::Lemmatiser;
use crate::model::Model;
use crate::parser::{self, Input, Lesson, Plan};
use crate::tagger::Tagger;
use crate::tags::{TAGS, Tag};
use crate::weights::WIDE;
use crate::word::Lex;
use rashomon_doc::{Deprel, Upos};
use std::collections::BTreeMap;

const TAGGER_EPOCHS: usize = 8;
const TAGGER_BITS: u32 = 16;
const FOLDS: usize = 5;
const PLAN: Plan = Plan {
    epochs: 12,
    bits: 22,
    final_bits: 20,
    label_bits: 15,
};

/// Trains a reader on `trees` and returns it as bytes for [`Model::from_bytes`].
///
/// The same trees give the same bytes. `progress` is told what is being done.
pub fn train(trees: &[Tree], progress: &mut dyn FnMut(&str)) -> Vec<u8> {
    let tags = tag_set(trees);
    let labels = label_set(trees);
    let lessons: Vec<Prepared> = trees
        .iter()
        .map(|tree| Prepared::new(tree, &tags, &labels))
        .collect();
    let mut random = Random(1);
    let mut shuffle = |size| random.order(size);

    progress("tags");
    let all: Vec<usize> = (0..lessons.len()).collect();
    let tagger = learn_tags(&tags, &lessons, &all, &mut shuffle);
    progress("tags for the parser");
    let mut guessed: Vec<Vec<u8>> = vec![Vec::new(); lessons.len()];
    for fold in 0..FOLDS {
        let (apart, rest): (Vec<usize>, Vec<usize>) = all.iter().partition(|&&i| i % FOLDS == fold);
        let tagger = learn_tags(&tags, &lessons, &rest, &mut shuffle);
        for i in apart {
            tagger.tag(&lessons[i].words, &mut guessed[i], &mut Vec::new());
        }
    }
    progress("dependencies");
    let trees_of: Vec<Lesson<'_>> = lessons
        .iter()
        .zip(&guessed)
        .map(|(lesson, tags)| Lesson {
            input: Input {
                words: &lesson.words,
                tags,
            },
            heads: &lesson.heads,
            labels: &lesson.labels,
        })
        .collect();
    let parser = parser::learn(labels, &trees_of, PLAN, &mut shuffle);
    progress("lemmas");
    let names: [bool; TAGS] =
        std::array::from_fn(|tag| tags.get(tag).is_some_and(|tag| tag.upos == Upos::Propn));
    let words = trees.iter().zip(&lessons).flat_map(|(tree, lesson)| {
        let tagged = tree.words.iter().zip(&lesson.tags);
        tagged.map(|(word, &tag)| (word.form.as_str(), tag, word.lemma.as_str()))
    });
    let lemmatiser = Lemmatiser::learn(words.filter(|(_, _, lemma)| *lemma != "_"), &names);
    Model {
        tagger,
        parser,
        lemmatiser,
    }
    .to_bytes()
}

/// A tree as the learners take it.
struct Prepared {
    words: Vec<Lex>,
    tags: Vec<u8>,
    heads: Vec<u32>,
    labels: Vec<u8>,
}

impl Prepared {
    fn new(tree: &Tree, tags: &[Tag], labels: &[Deprel]) -> Self {
        let size = tree.words.len();
        let tag = |upos: Upos, xpos: &str| {
            let exact = tags
                .iter()
                .position(|tag| tag.upos == upos && tag.xpos == xpos);
            let alike = || tags.iter().position(|tag| tag.upos == upos);
            exact.or_else(alike).unwrap_or(0) as u8
        };
        let label = |relation: &str| {
            let relation = relation_of(relation);
            labels
                .iter()
                .position(|&label| label == relation)
                .unwrap_or(0) as u8
        };
        Self {
            words: tree.words.iter().map(|word| Lex::new(&word.form)).collect(),
            tags: tree
                .words
                .iter()
                .map(|word| tag(upos_of(&word.upos), &word.xpos))
                .collect(),
            heads: tree
                .words
                .iter()
                .map(|word| word.head.checked_sub(1).unwrap_or(size) as u32)
                .collect(),
            labels: tree.words.iter().map(|word| label(&word.deprel)).collect(),
        }
    }
}

fn upos_of(upos: &str) -> Upos {
    upos.parse().unwrap_or(Upos::X)
}

/// The relation, or where its subtype is not known the relation without it.
pub fn relation_of(relation: &str) -> Deprel {
    let base = relation.split(':').next().unwrap_or(relation);
    relation
        .parse()
        .or_else(|_| base.parse())
        .unwrap_or(Deprel::Dep)
}

/// The most frequent pairs of tags, in order of frequency.
fn tag_set(trees: &[Tree]) -> Vec<Tag> {
    let mut counts: BTreeMap<(Upos, &str), usize> = BTreeMap::new();
    for word in trees.iter().flat_map(|tree| &tree.words) {
        *counts.entry((upos_of(&word.upos), &word.xpos)).or_default() += 1;
    }
    let mut pairs: Vec<_> = counts.into_iter().collect();
    pairs.sort_by_key(|&(pair, count)| (std::cmp::Reverse(count), pair));
    pairs
        .into_iter()
        .take(TAGS)
        .map(|((upos, xpos), _)| Tag::new(upos, xpos))
        .collect()
}

fn label_set(trees: &[Tree]) -> Vec<Deprel> {
    let mut labels: Vec<Deprel> = trees
        .iter()
        .flat_map(|tree| &tree.words)
        .map(|word| relation_of(&word.deprel))
        .collect();
    labels.sort_unstable();
    labels.dedup();
    labels.truncate(WIDE);
    labels
}

fn learn_tags(
    tags: &[Tag],
    lessons: &[Prepared],
    chosen: &[usize],
    shuffle: &mut impl FnMut(usize) -> Vec<usize>,
) -> Tagger {
    let sentences: Vec<(&[Lex], &[u8])> = chosen
        .iter()
        .map(|&i| (&lessons[i].words[..], &lessons[i].tags[..]))
        .collect();
    Tagger::learn(
        tags.to_vec(),
        &sentences,
        TAGGER_EPOCHS,
        TAGGER_BITS,
        shuffle,
    )
}

/// A small generator of random numbers: the same from run to run.
#[derive(Debug)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The numbers below `size` in random order.
    fn order(&mut self, size: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..size).collect();
        for i in (1..size).rev() {
            order.swap(i, (self.next() % (i as u64 + 1)) as usize);
        }
        order
    }
}
