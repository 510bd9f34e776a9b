//! The same words told again: quotations of one utterance, cut or translated differently.

use crate::background::Background;
use crate::content::{root, shared};
use crate::terms::{Term, TermMap, fold, stem, term, words};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Words that somebody is quoted with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Utterance<'a> {
    /// Who speaks, by name; `None` when nobody is named.
    pub speaker: Option<&'a str>,
    /// The words, without quotation marks.
    pub words: &'a str,
    /// The day of the article that quotes them.
    pub day: Option<Date>,
}

/// Words in a row that two versions share when one is cut from the other.
const RUN: usize = 4;
/// Least share of the shorter version's runs that the longer one has.
const CUT: f32 = 0.7;
/// Least worth of the shorter version's content that another translation shares.
const TRANSLATED: f32 = 0.5;
/// Days between two articles that translate one utterance for themselves.
const DAYS: i32 = 4;
/// A word in more than this share of articles carries no content.
const COMMON: f32 = 0.3;
/// Versions looked at for one word or run: what is commoner tells nothing.
const MOST: usize = 64;

/// For each utterance the index of the longest version of the same words; its own index when it
/// is the longest or the only one.
///
/// Two quotations are of one utterance when the speaker may be the same and the shorter one is cut
/// from the longer one, or, within a few days and under one name, when most of its content is in
/// the other in other words, with the same figures and the same negation. Only versions that share
/// a run of words or a word and the speaker are compared; the order of the input does not matter.
pub fn same_words(utterances: &[Utterance<'_>]) -> Vec<usize> {
    let versions: Vec<Version> = utterances.iter().map(Version::new).collect();
    let mut order: Vec<usize> = (0..versions.len()).collect();
    order.sort_by_key(|&index| {
        let one = &utterances[index];
        (one.day, one.words, one.speaker)
    });
    let mut groups = Groups::new(versions.len());
    let mut runs: TermMap<Vec<usize>> = TermMap::default();
    let mut terms: TermMap<Vec<usize>> = TermMap::default();
    let mut candidates = Vec::new();
    for &index in &order {
        let version = &versions[index];
        candidates.clear();
        for run in &version.runs {
            candidates.extend(latest(&runs, *run));
        }
        for key in version.keys() {
            candidates.extend(latest(&terms, key));
        }
        candidates.sort_unstable();
        candidates.dedup();
        for &other in &candidates {
            if version.is_same(&versions[other]) {
                groups.join(index, other);
            }
        }
        for run in &version.runs {
            runs.entry(*run).or_default().push(index);
        }
        for key in version.keys() {
            terms.entry(key).or_default().push(index);
        }
    }
    groups.longest(&versions, &order)
}

fn latest(postings: &TermMap<Vec<usize>>, key: Term) -> &[usize] {
    let all = postings.get(&key).map_or(&[][..], Vec::as_slice);
    &all[all.len().saturating_sub(MOST)..]
}

/// An utterance made ready.
struct Version {
    speaker: Option<Vec<String>>,
    day: Option<Date>,
    length: usize,
    runs: BTreeSet<Term>,
    content: BTreeMap<Term, f32>,
    figures: BTreeSet<String>,
    negated: bool,
}

impl Version {
    fn new(utterance: &Utterance<'_>) -> Self {
        let background = Background::builtin();
        let mut roots: Vec<Term> = Vec::new();
        let mut content = BTreeMap::new();
        let mut figures = BTreeSet::new();
        let mut negated = false;
        words(utterance.words, |word| {
            negated |= NEGATIONS.contains(&word) || word.ends_with("n't");
            if word.starts_with(|c: char| c.is_ascii_digit()) || NUMBERS.contains(&word) {
                figures.insert(word.to_owned());
            }
            let number = meaning(word);
            roots.push(number);
            let count = background.count(term(stem(word)));
            if word.len() > 1 && count < COMMON * background.articles && !FUNCTION.contains(&word) {
                content.insert(number, ((background.articles + 1.0) / (count + 1.0)).ln());
            }
            roots.len() < 2_000
        });
        let runs = roots
            .windows(RUN)
            .map(|run| fold(run.iter().fold(0, |hash, &word| mix(hash, word))))
            .collect();
        let speaker = utterance.speaker.map(|name| {
            let mut parts = Vec::new();
            words(name, |word| {
                parts.push(word.to_owned());
                parts.len() < 12
            });
            parts
        });
        Self {
            speaker: speaker.filter(|parts| !parts.is_empty()),
            day: utterance.day,
            length: roots.len(),
            runs,
            content,
            figures,
            negated,
        }
    }

    /// The words of the content under the last name of the speaker.
    fn keys(&self) -> impl Iterator<Item = Term> {
        let last = self
            .speaker
            .iter()
            .flatten()
            .next_back()
            .map(|name| term(name));
        last.into_iter().flat_map(|speaker| {
            self.content
                .keys()
                .map(move |&word| fold(mix(u64::from(speaker), word)))
        })
    }

    fn is_same(&self, other: &Self) -> bool {
        let (short, long) = if self.length <= other.length {
            (self, other)
        } else {
            (other, self)
        };
        match (&self.speaker, &other.speaker) {
            (Some(a), Some(b)) => {
                one_name(a, b) && (short.is_cut_from(long) || short.is_translated(long))
            }
            (None, _) | (_, None) => short.length > RUN + 2 && short.is_cut_from(long),
        }
    }

    fn is_cut_from(&self, long: &Self) -> bool {
        let both = self.runs.intersection(&long.runs).count();
        let figures = self.figures.is_subset(&long.figures);
        both > 0 && both as f32 >= CUT * self.runs.len() as f32 && self.length > RUN && figures
    }

    fn is_translated(&self, long: &Self) -> bool {
        let near = match (self.day, long.day) {
            (Some(a), Some(b)) => apart(a, b) <= DAYS,
            (None, _) | (_, None) => false,
        };
        let alike = 10 * self.length >= 7 * long.length;
        let negation = self.negated == long.negated || (!self.negated && !alike);
        let figures = self.figures.is_subset(&long.figures)
            || (alike && long.figures.is_empty() && self.figures.is_empty());
        if !near || !negation || !figures {
            return false;
        }
        let (worth, words) = shared(&self.content, &long.content);
        words >= 3 && worth >= TRANSLATED
    }
}

/// Days between `a` and `b`.
fn apart(a: Date, b: Date) -> i32 {
    a.until(b).map_or(i32::MAX, |span| span.get_days().abs())
}

/// "Lavrov", "Sergei Lavrov" and "Foreign Minister Sergei Lavrov" are one name.
fn one_name(a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    long.ends_with(short)
        || (a.len() > 1 && b.len() > 1 && a.first() == b.first() && a.last() == b.last())
}

fn mix(hash: u64, word: Term) -> u64 {
    (hash ^ u64::from(word))
        .wrapping_mul(0x0000_0100_0000_01b3)
        .rotate_left(17)
}

/// Words that turn what is said round.
const NEGATIONS: [&str; 9] = [
    "not", "never", "no", "nobody", "nothing", "none", "neither", "nor", "cannot",
];

/// Figures in words, from two on: "one" is an article too.
const NUMBERS: [&str; 28] = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "thousand",
];

/// Words that only build the sentence, and may stand in any translation.
const FUNCTION: [&str; 40] = [
    "will", "shall", "would", "should", "must", "can", "could", "may", "might", "have", "has",
    "had", "been", "being", "were", "this", "that", "these", "those", "they", "them", "their",
    "there", "here", "what", "which", "who", "whom", "when", "where", "with", "from", "into",
    "onto", "very", "just", "also", "even", "such", "only",
];

/// Words that one word of another language is put into, by root; the first stands for all.
const VARIANTS: [&[&str]; 34] = [
    &["land", "soil", "territory"],
    &["cede", "give", "surrender", "yield"],
    &["army", "military", "forces"],
    &["troops", "soldiers"],
    &["start", "begin", "began", "begun", "launch"],
    &["stop", "halt", "end", "cease"],
    &["talks", "negotiations", "dialogue"],
    &["deal", "agreement", "accord", "pact"],
    &["attack", "assault", "strike", "raid"],
    &["help", "aid", "assistance", "support"],
    &["enemy", "foe", "adversary"],
    &["war", "conflict"],
    &["city", "town"],
    &["kill", "murder", "slay"],
    &["solve", "settle", "resolve"],
    &["wish", "want", "desire"],
    &["need", "require"],
    &["demand", "insist"],
    &["answer", "response", "reply"],
    &["ready", "prepared", "willing"],
    &["big", "large", "great", "major"],
    &["leave", "withdraw", "depart", "quit"],
    &["country", "state", "nation"],
    &["leader", "head", "chief"],
    &["lie", "lies", "falsehood", "untruth"],
    &["protect", "defend"],
    &["destroy", "wreck", "ruin"],
    &["choose", "pick", "select"],
    &["citizens", "people", "population"],
    &["allow", "permit", "let"],
    &["inch", "centimetre", "centimeter", "millimetre"],
    &["truce", "ceasefire", "armistice"],
    &["vote", "election", "ballot"],
    &["prison", "jail"],
];

/// For each variant, by its root, the number of the first of its row.
static MEANINGS: LazyLock<TermMap<Term>> = LazyLock::new(|| {
    let rows = VARIANTS.iter();
    rows.flat_map(|row| {
        row.iter()
            .map(|word| (term(&root(word)), term(&root(row[0]))))
    })
    .collect()
});

/// The number that `word` and its variants share.
fn meaning(word: &str) -> Term {
    let own = term(&root(word));
    MEANINGS.get(&own).copied().unwrap_or(own)
}

/// Which versions have been found the same.
struct Groups {
    up: Vec<usize>,
}

impl Groups {
    fn new(n: usize) -> Self {
        Self {
            up: (0..n).collect(),
        }
    }

    fn top(&mut self, mut index: usize) -> usize {
        while self.up[index] != index {
            self.up[index] = self.up[self.up[index]];
            index = self.up[index];
        }
        index
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.top(a), self.top(b));
        self.up[a.max(b)] = a.min(b);
    }

    /// For each version the longest of its group; of equal ones the first in `order`.
    fn longest(&mut self, versions: &[Version], order: &[usize]) -> Vec<usize> {
        let mut best: BTreeMap<usize, usize> = BTreeMap::new();
        for &index in order {
            let top = self.top(index);
            let held = best.entry(top).or_insert(index);
            if versions[index].length > versions[*held].length {
                *held = index;
            }
        }
        (0..versions.len())
            .map(|index| best[&self.top(index)])
            .collect()
    }
}
