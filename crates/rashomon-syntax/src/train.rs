//! The trainer.

use crate::conllu::{Tree, Word};
use crate::evidence::{Evidence, Known};
use crate::lemma::Lemmatiser;
use crate::model::{Model, ModelError, compress};
use crate::net::{CLASSES, Net, Shape};
use crate::net_train::{Lesson, Plan, learn};
use crate::pack::Packer;
use crate::tags::{TAGS, Tag};
use crate::word::{Lex, meet};
use rashomon_doc::{Deprel, Upos};
use std::collections::BTreeMap;
use std::sync::mpsc;
use std::thread::{self, ScopedJoinHandle};

const FAST: Plan = Plan {
    shape: Shape {
        width: 64,
        layers: 2,
        arc: 32,
    },
    epochs: 8,
    batch: 500,
    rate: 0.003,
    dropout: 0.05,
    unknown: 0.05,
};

const FULL: Plan = Plan {
    shape: Shape {
        width: 96,
        layers: 2,
        arc: 48,
    },
    epochs: 8,
    batch: 500,
    rate: 0.003,
    dropout: 0.1,
    unknown: 0.05,
};

/// How often trees made by people are seen for every time that trees made by a teacher are.
const WEIGHT: usize = 2;
/// Longer sentences are not learned from.
const LONGEST: usize = 200;

/// A trained reader as bytes.
#[derive(Debug)]
pub struct Trained {
    /// For [`Model::from_bytes`].
    pub model: Vec<u8>,
    /// For [`Model::with_full`].
    pub full: Vec<u8>,
}

/// Trains a reader on `gold` trees made by people and `silver` trees made by a better reader, which
/// may be none. Tags, relations and lemmas are those of `gold`; lemmas of words that it lacks follow
/// the words in `evidence`.
///
/// The same trees give the same bytes. `progress` is told what is being done.
pub fn train(
    gold: &[Tree],
    silver: &[Tree],
    evidence: &Evidence,
    progress: &mut dyn FnMut(&str),
) -> Trained {
    let tags = tag_set(gold);
    let labels = label_set(gold);
    let prepared = |trees: &[Tree]| -> Vec<Prepared> {
        let short = trees.iter().filter(|tree| tree.words.len() <= LONGEST);
        short
            .map(|tree| Prepared::new(tree, &tags, &labels))
            .collect()
    };
    let (people, teacher) = (prepared(gold), prepared(silver));
    let lemmatiser = lemmatiser(gold, evidence, &tags);
    let mut lessons: Vec<Lesson<'_>> = Vec::new();
    for _ in 0..WEIGHT {
        lessons.extend(people.iter().map(Prepared::lesson));
    }
    lessons.extend(teacher.iter().map(Prepared::lesson));
    let (full, fast) = both(&lessons, progress);
    Trained {
        model: Model::new(tags, labels, lemmatiser, fast).to_bytes(),
        full: pack(&full),
    }
}

/// The larger and the small network, side by side.
fn both(lessons: &[Lesson<'_>], progress: &mut dyn FnMut(&str)) -> (Net, Net) {
    thread::scope(|scope| {
        let (say, told) = mpsc::channel();
        let begin = |name: &'static str, plan: Plan| {
            let say = say.clone();
            scope.spawn(move || {
                learn(lessons, plan, &mut |step| {
                    let _ = say.send(format!("{name}: {step}"));
                })
            })
        };
        let (full, fast) = (begin("larger network", FULL), begin("small network", FAST));
        drop(say);
        told.iter().for_each(|step| progress(&step));
        let done = |net: ScopedJoinHandle<'_, Net>| match net.join() {
            Ok(net) => net,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        (done(full), done(fast))
    })
}

fn pack(net: &Net) -> Vec<u8> {
    let mut packer = Packer::default();
    net.pack(&mut packer);
    compress(&packer)
}

/// The reader that `model` holds, as bytes, with its lemmas learnt anew from `gold` and `evidence`. The
/// bytes of its network stay as they are.
///
/// # Errors
/// When `model` holds no reader.
pub fn learn_lemmas(
    model: &[u8],
    gold: &[Tree],
    evidence: &Evidence,
) -> Result<Vec<u8>, ModelError> {
    Model::with_lemmas(model, |tags| lemmatiser(gold, evidence, tags))
}

fn lemmatiser(trees: &[Tree], evidence: &Evidence, tags: &[Tag]) -> Lemmatiser {
    let is_mark = |tag: &Tag| tag.upos == Upos::Punct;
    let any_mark = tags.iter().position(is_mark).unwrap_or(0) as u8;
    let words = trees.iter().flat_map(|tree| &tree.words);
    let words: Vec<(&str, u8, &str)> = words
        .filter(|word| word.lemma != "_")
        .map(|word| {
            let tag = match tag_of(word, tags) {
                mark if tags[usize::from(mark)].upos == Upos::Punct => any_mark,
                tag => tag,
            };
            (word.form.as_str(), tag, word.lemma.as_str())
        })
        .collect();
    let mut known = Known::default();
    for &(_, tag, lemma) in &words {
        match tags[usize::from(tag)].upos {
            Upos::Verb => known.verbs.insert(lemma.to_lowercase()),
            Upos::Noun => known.nouns.insert(lemma.to_lowercase()),
            Upos::Adj => known.adjectives.insert(lemma.to_lowercase()),
            _ => false,
        };
    }
    let inflected = evidence.inflected(&known);
    let also: Vec<(String, u8, String)> = inflected
        .into_iter()
        .filter_map(|one| {
            let upos = match one.xpos {
                "NNS" => Upos::Noun,
                "JJR" | "JJS" => Upos::Adj,
                _ => Upos::Verb,
            };
            let alike = |tag: &Tag| tag.upos == upos && tag.xpos == one.xpos;
            let tag = tags.iter().position(alike)?;
            Some((one.form, tag as u8, one.lemma))
        })
        .collect();
    Lemmatiser::learn(&words, &also, tags)
}

/// A tree as the learners take it.
struct Prepared {
    words: Vec<Lex>,
    tags: Vec<u8>,
    heads: Vec<u32>,
    labels: Vec<u8>,
}

impl Prepared {
    fn lesson(&self) -> Lesson<'_> {
        Lesson {
            words: &self.words,
            tags: &self.tags,
            heads: &self.heads,
            labels: &self.labels,
        }
    }

    fn new(tree: &Tree, tags: &[Tag], labels: &[Deprel]) -> Self {
        let size = tree.words.len();
        let mut words: Vec<Lex> = tree.words.iter().map(|word| Lex::new(&word.form)).collect();
        meet(&mut words, &[size]);
        let label = |relation: &str| {
            let relation = relation_of(relation);
            labels
                .iter()
                .position(|&label| label == relation)
                .unwrap_or(0) as u8
        };
        Self {
            words,
            tags: tree.words.iter().map(|word| tag_of(word, tags)).collect(),
            heads: tree
                .words
                .iter()
                .map(|word| word.head.checked_sub(1).unwrap_or(size) as u32)
                .collect(),
            labels: tree.words.iter().map(|word| label(&word.deprel)).collect(),
        }
    }
}

/// The index of a word's tag, or of the first with its part of speech.
fn tag_of(word: &Word, tags: &[Tag]) -> u8 {
    let upos = upos_of(&word.upos);
    let exact = tags
        .iter()
        .position(|tag| tag.upos == upos && tag.xpos == word.xpos);
    let alike = || tags.iter().position(|tag| tag.upos == upos);
    exact.or_else(alike).unwrap_or(0) as u8
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
    labels.truncate(CLASSES);
    labels
}

/// A small generator of random numbers: the same from run to run.
#[derive(Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From 0 up to 1.
    pub(crate) fn fraction(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1 << 24) as f32
    }

    /// From -1 to 1.
    pub(crate) fn uniform(&mut self) -> f32 {
        2.0 * self.fraction() - 1.0
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The numbers below `size` in random order.
    pub(crate) fn order(&mut self, size: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..size).collect();
        for i in (1..size).rev() {
            order.swap(i, (self.next() % (i as u64 + 1)) as usize);
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conllu::trees;

    const TREES: &str = "1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_\n\
        2\tmayor\tmayor\tNOUN\tNN\t_\t3\tnsubj\t_\t_\n\
        3\tspoke\tspeak\tVERB\tVBD\t_\t0\troot\t_\t_\n\
        \n\
        1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_\n\
        2\tmayors\tmayor\tNOUN\tNNS\t_\t3\tnsubj\t_\t_\n\
        3\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\t_\n";

    #[test]
    fn the_same_trees_give_the_same_bytes() {
        let gold = trees(TREES);
        let run = || train(&gold, &gold[..1], &Evidence::default(), &mut |_| {});
        let (once, again) = (run(), run());
        assert!(once.model == again.model && once.full == again.full);
    }

    #[test]
    fn lemmas_learnt_anew_leave_the_network_as_it_is() {
        let gold = trees(TREES);
        let trained = train(&gold[..1], &[], &Evidence::default(), &mut |_| {});
        let model = learn_lemmas(&trained.model, &gold, &Evidence::default());
        let model = model.expect("a reader");
        let again = learn_lemmas(&model, &gold[..1], &Evidence::default());
        assert!(model != trained.model);
        assert!(again.expect("a reader") == trained.model);
    }
}
