//! The trainer of the cue model and the role model: linear-chain conditional random fields over
//! hashed features, by AdaGrad with half of the features dropped at each step.
//!
//! The same input gives the same bytes.

use crate::ctx::Ctx;
use crate::features::{FIXED_FEATURES, MOVING_FEATURES, View};
use crate::model::{
    CUE_BITS, CUE_LABELS, Head, LEARNING_BIAS, Model, ROLE_BITS, ROLE_LABELS, SCALE, anchor, write,
};
use rashomon_crf::{Marginals, Random, Steps, descend};
use rashomon_doc::{Quotation, Reading, Span};
use std::ops::Range;
use std::thread::{self, ScopedJoinHandle};

/// An article to learn from.
#[derive(Clone, Debug)]
pub struct Example {
    /// The article, with its syntax.
    pub reading: Reading,
    /// Its attributions: source, cue and content.
    pub attributions: Vec<[Vec<Span>; 3]>,
    /// How often it counts.
    pub weight: f32,
}

/// How long to learn, and how fast.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// Passes of the cue model over the examples.
    pub epochs: usize,
    /// Passes of the role model.
    pub role_epochs: usize,
    /// AdaGrad's rate.
    pub rate: f32,
    /// Orders of the examples that are learnt from, each by itself; the mean of the weights is kept.
    pub orders: usize,
    /// Folds in which the cues are found that the role model learns from.
    pub folds: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            epochs: 12,
            role_epochs: 18,
            rate: 0.04,
            orders: 4,
            folds: 4,
        }
    }
}

/// The bytes of a model learnt from `examples`; `step` is told what happens.
pub fn train(examples: &[Example], config: Config, step: &mut dyn FnMut(&str)) -> Vec<u8> {
    let mut cue_chains: Vec<Chain> = Vec::new();
    let mut owner = Vec::new();
    for (index, example) in examples.iter().enumerate() {
        let ctx = Ctx::new(&example.reading);
        let view = View::new(&ctx);
        let chains = cue_chains_of(&view, example);
        owner.extend(std::iter::repeat_n(index, chains.len()));
        cue_chains.extend(chains);
    }
    step(&format!("{} sentences for the cue model", cue_chains.len()));
    let mut role_chains = Vec::new();
    for fold in 0..config.folds {
        let kept: Vec<&Chain> = cue_chains
            .iter()
            .zip(&owner)
            .filter(|&(_, owner)| owner % config.folds != fold)
            .map(|(chain, _)| chain)
            .collect();
        let crf = Crf::<CUE_LABELS, 2>::train(&kept, CUE_BITS, config);
        let bytes = bytes(&crf, None);
        let model = Model::parse(&bytes).expect("a model just written can be read");
        for (_, example) in examples
            .iter()
            .enumerate()
            .filter(|(index, _)| index % config.folds == fold)
        {
            let ctx = Ctx::new(&example.reading);
            let mut view = View::new(&ctx);
            role_chains.extend(role_chains_of(&mut view, example, &model));
        }
        step(&format!(
            "fold {fold}: {} cues for the role model",
            role_chains.len()
        ));
    }
    let all: Vec<&Chain> = cue_chains.iter().collect();
    let cue = Crf::<CUE_LABELS, 2>::train(&all, CUE_BITS, config);
    drop(cue_chains);
    step("cue model learnt");
    let all: Vec<&Chain> = role_chains.iter().collect();
    let config = Config {
        epochs: config.role_epochs,
        ..config
    };
    let role = Crf::<ROLE_LABELS, 4>::train(&all, ROLE_BITS, config);
    step("role model learnt");
    bytes(&cue, Some(&role))
}

/// The quotations of `reading` by the model in `bytes` instead of the embedded one.
pub fn quotations_by(bytes: &[u8], reading: &Reading) -> Vec<Quotation> {
    crate::quotations_by(reading, Model::parse(bytes).as_ref())
}

fn bytes(cue: &Crf<CUE_LABELS, 2>, role: Option<&Crf<ROLE_LABELS, 4>>) -> Vec<u8> {
    let empty = Crf::<ROLE_LABELS, 4>::new(ROLE_BITS);
    let role = role.unwrap_or(&empty);
    let head = Head {
        cue_start: cue.steps.start,
        cue_steps: cue.steps.between,
        role_start: role.steps.start,
        role_steps: role.steps.between,
    };
    write(&head, &cue.rows, &role.rows)
}

/// A sequence of words with the hashes of their features and their labels.
struct Chain {
    hashes: Vec<u32>,
    ends: Vec<u32>,
    labels: Vec<u8>,
    weight: f32,
}

impl Chain {
    fn of(&self, at: usize) -> Range<usize> {
        let start = at.checked_sub(1).map_or(0, |at| self.ends[at] as usize);
        start..self.ends[at] as usize
    }
}

fn cue_chains_of(view: &View, example: &Example) -> Vec<Chain> {
    let syntax = view.ctx.syntax;
    let mut labels = vec![0_u8; view.ctx.len()];
    for [_, cue, _] in &example.attributions {
        let Some(tokens) = first_run(view, cue) else {
            continue;
        };
        if labels[tokens.clone()].iter().all(|&label| label == 0) {
            labels[tokens.clone()].fill(2);
            labels[tokens.start] = 1;
        }
    }
    let mut buffer = Vec::new();
    let sentences = syntax
        .sentences()
        .iter()
        .filter(|sentence| !sentence.tokens.is_empty());
    sentences
        .map(|sentence| {
            let mut chain = Chain {
                hashes: Vec::new(),
                ends: Vec::new(),
                labels: Vec::new(),
                weight: example.weight,
            };
            for token in sentence.tokens.clone() {
                buffer.clear();
                view.cue(token, &mut buffer);
                chain
                    .hashes
                    .extend(buffer.iter().map(|hash| (hash >> (64 - CUE_BITS)) as u32));
                chain.ends.push(chain.hashes.len() as u32);
                chain.labels.push(labels[token]);
            }
            chain
        })
        .collect()
}

fn first_run(view: &View, spans: &[Span]) -> Option<Range<usize>> {
    let tokens = view.ctx.syntax.tokens_in(*spans.first()?);
    (!tokens.is_empty()
        && view.ctx.sentence_of[tokens.start] == view.ctx.sentence_of[tokens.end - 1])
        .then_some(tokens)
}

/// One chain for each cue found or marked; around a cue that was found and is none, nothing has a
/// role.
fn role_chains_of(view: &mut View, example: &Example, model: &Model) -> Vec<Chain> {
    let gold: Vec<(Range<usize>, usize)> = example
        .attributions
        .iter()
        .enumerate()
        .filter_map(|(index, [_, cue, _])| Some((first_run(view, cue)?, index)))
        .collect();
    let mut used = vec![false; gold.len()];
    let mut cues: Vec<(Range<usize>, Option<usize>)> = Vec::new();
    let found = model.find_cues(view, LEARNING_BIAS);
    view.mark(&found, LEARNING_BIAS as f32 / SCALE);
    for (cue, _) in found {
        let at = gold
            .iter()
            .position(|(other, _)| other.start < cue.end && cue.start < other.end);
        match at {
            Some(at) if used[at] => {}
            Some(at) => {
                used[at] = true;
                cues.push((cue, Some(gold[at].1)));
            }
            None => cues.push((cue, None)),
        }
    }
    for (at, (cue, index)) in gold.iter().enumerate() {
        if !used[at] {
            cues.push((cue.clone(), Some(*index)));
        }
    }
    cues.into_iter()
        .map(|(cue, index)| role_chain(view, example, cue, index))
        .collect()
}

fn role_chain(view: &View, example: &Example, cue: Range<usize>, index: Option<usize>) -> Chain {
    let anchor = anchor(view, &cue);
    let window = view.window(anchor);
    let mut labels = vec![0_u8; window.len()];
    let mut mark = |spans: &[Span], first: u8| {
        for &span in spans {
            let mut open = false;
            for token in view.ctx.syntax.tokens_in(span) {
                if !window.contains(&token) || cue.contains(&token) {
                    open = false;
                    continue;
                }
                labels[token - window.start] = if open { first + 1 } else { first };
                open = true;
            }
        }
    };
    if let Some(index) = index {
        let [source, _, content] = &example.attributions[index];
        mark(content, 3);
        mark(source, 1);
    }
    let relative = view.relative(cue.clone(), anchor);
    let paths = relative.paths(&window);
    let mut chain = Chain {
        hashes: Vec::new(),
        ends: Vec::new(),
        labels,
        weight: example.weight,
    };
    let mut buffer = Vec::new();
    let (mut fixed, mut moving) = ([0; FIXED_FEATURES], [0; MOVING_FEATURES]);
    for (at, token) in window.clone().enumerate() {
        buffer.clear();
        if !cue.contains(&token) {
            view.role(token, &mut fixed);
            relative.features(&window, &paths, at, &mut moving);
            buffer.extend_from_slice(&fixed);
            buffer.extend_from_slice(&moving);
        }
        chain
            .hashes
            .extend(buffer.iter().map(|hash| (hash >> (64 - ROLE_BITS)) as u32));
        chain.ends.push(chain.hashes.len() as u32);
    }
    chain
}

/// A conditional random field with `L` labels; label 0 weighs nothing, the `R = L - 1` others have
/// a weight per feature.
struct Crf<const L: usize, const R: usize> {
    steps: Steps<L>,
    rows: Vec<[f32; R]>,
    squares: Vec<[f32; R]>,
}

impl<const L: usize, const R: usize> Crf<L, R> {
    fn new(bits: u32) -> Self {
        // A further label follows a first or further one of its kind alone.
        let is_further = |label: u8| label > 0 && label.is_multiple_of(2);
        let may_follow =
            |before: u8, label: u8| !is_further(label) || before == label || before + 1 == label;
        Self {
            steps: Steps::new(|label| !is_further(label), may_follow),
            rows: vec![[0.0; R]; 1 << bits],
            squares: vec![[0.0; R]; 1 << bits],
        }
    }

    /// The mean of what is learnt in several orders.
    fn train(chains: &[&Chain], bits: u32, config: Config) -> Self {
        let often = &often(chains, bits);
        let learnt: Vec<Self> = thread::scope(|scope| {
            let begin = |order| scope.spawn(move || Self::pass(chains, often, config, order));
            let runs: Vec<_> = (0..config.orders as u64).map(begin).collect();
            let done = |run: ScopedJoinHandle<'_, Self>| match run.join() {
                Ok(crf) => crf,
                Err(panic) => std::panic::resume_unwind(panic),
            };
            runs.into_iter().map(done).collect()
        });
        let mut mean = Self::new(bits);
        let share = 1.0 / learnt.len() as f32;
        for crf in &learnt {
            for (sums, row) in mean.rows.iter_mut().zip(&crf.rows) {
                for (sum, value) in sums.iter_mut().zip(row) {
                    *sum += share * value;
                }
            }
        }
        let of = |value: &dyn Fn(&Steps<L>) -> f32| {
            learnt.iter().map(|crf| share * value(&crf.steps)).sum()
        };
        mean.steps.start = std::array::from_fn(|label| of(&|steps| steps.start[label]));
        mean.steps.between = std::array::from_fn(|previous| {
            std::array::from_fn(|label| of(&|steps| steps.between[previous][label]))
        });
        mean
    }

    /// What is learnt in one order.
    fn pass(chains: &[&Chain], often: &[bool], config: Config, order: u64) -> Self {
        let mut crf = Self::new(often.len().trailing_zeros());
        let mut random = Random::new(0x5DEE_CE66_D1CE_4E5B ^ (1_000_003 * order));
        let mut indices: Vec<usize> = (0..chains.len()).collect();
        for _ in 0..config.epochs {
            random.shuffle(&mut indices);
            for &index in &indices {
                crf.learn(chains[index], often, config.rate, &mut random);
            }
        }
        crf
    }

    fn learn(&mut self, chain: &Chain, often: &[bool], rate: f32, random: &mut Random) {
        let n = chain.labels.len();
        let known = |&feature: &u32| often[feature as usize];
        let kept: Vec<Vec<u32>> = (0..n)
            .map(|at| {
                let features = chain.hashes[chain.of(at)].iter().copied();
                random.half(features).filter(known).collect()
            })
            .collect();
        let mut scores = vec![[0.0_f32; L]; n];
        for (score, features) in scores.iter_mut().zip(&kept) {
            for &feature in features {
                for (label, weight) in self.rows[feature as usize].iter().enumerate() {
                    score[label + 1] += 2.0 * weight;
                }
            }
        }
        let expected = self.steps.marginals(&scores);
        let meant = Marginals::of(&chain.labels);
        for (at, features) in kept.iter().enumerate() {
            let error: [f32; R] = std::array::from_fn(|row| {
                2.0 * chain.weight * (expected.ones[at][row + 1] - meant.ones[at][row + 1])
            });
            if error.iter().all(|error| error.abs() < 2e-3) {
                continue;
            }
            for &feature in features {
                let row = self.rows[feature as usize].iter_mut();
                let squares = &mut self.squares[feature as usize];
                for ((weight, square), error) in row.zip(squares).zip(error) {
                    descend(weight, square, error, rate);
                }
            }
        }
        self.steps.learn(&expected, &meant, chain.weight, rate);
    }
}

/// How often a row of weights must be asked for in the training data to be learnt. Without this
/// bound attribution F1 on the development part of PolNeAR is 0.8 lower in the mean of several
/// orders, and more than twice as many rows are kept.
const SEEN: u32 = 5;

/// Whether each row is asked for often enough.
fn often(chains: &[&Chain], bits: u32) -> Vec<bool> {
    let mut counts = vec![0_u32; 1 << bits];
    for &feature in chains.iter().flat_map(|chain| &chain.hashes) {
        counts[feature as usize] += 1;
    }
    counts.into_iter().map(|count| count >= SEEN).collect()
}
