//! The weights of the cue model and the role model, and decoding by them.

use crate::features::{FIXED_FEATURES, GATE_FEATURES, MOVING_FEATURES, REST_FEATURES, View};
use crate::rows::Rows;
use std::ops::Range;
use std::sync::LazyLock;

/// Hash bits of the cue model: 2^19 rows of two weights. With half as many rows of both models the
/// attribution F1 of PolNeAR falls by 0.8.
pub(crate) const CUE_BITS: u32 = 19;
/// Hash bits of the role model: 2^20 rows of four weights.
pub(crate) const ROLE_BITS: u32 = 20;
/// Labels of the cue model: outside, first, further.
pub(crate) const CUE_LABELS: usize = 3;
/// Labels of the role model: outside, source first and further, content first and further.
pub(crate) const ROLE_LABELS: usize = 5;
/// One unit of score in whole numbers.
pub(crate) const SCALE: f32 = 24.0;

const MAGIC: &[u8; 8] = b"RQUOTE03";
const HEAD: usize =
    8 + 2 * (CUE_LABELS + CUE_LABELS * CUE_LABELS + ROLE_LABELS + ROLE_LABELS * ROLE_LABELS);

/// Added to the score of a cue's first word; chosen on the development part of PolNeAR: the role
/// model turns down what is no cue, so that the cue model may find too many.
const CUE_BIAS: i32 = (2.0 * SCALE) as i32;
/// The same while the role model learns: with more false cues it would turn down too many.
pub(crate) const LEARNING_BIAS: i32 = (1.5 * SCALE) as i32;
/// Added to the score of a first word of a content, chosen likewise.
const CONTENT_BIAS: i32 = (1.5 * SCALE) as i32;
/// Added to a reading with a source before it is set against one without.
const SOURCE_BIAS: i32 = (4.0 * SCALE) as i32;
/// What the first features of a word must score for the others to be looked at: no score on the
/// development part of PolNeAR moves by it. With earlier weights attribution F1 fell by 0.2 at 1.5
/// below nothing, at 1 by 0.7.
const GATE: i32 = (-2.0 * SCALE) as i32;

/// A model over `bytes`.
pub(crate) struct Model {
    cue_start: [i32; CUE_LABELS],
    cue_steps: [[i32; CUE_LABELS]; CUE_LABELS],
    role_start: [i32; ROLE_LABELS],
    role_steps: [[i32; ROLE_LABELS]; ROLE_LABELS],
    cues: Rows<2>,
    roles: Rows<4>,
}

static BUILTIN: LazyLock<Option<Model>> =
    LazyLock::new(|| Model::parse(include_bytes!("../model/quote.bin")));

/// The embedded model; `None` when the build carries none.
pub(crate) fn builtin() -> Option<&'static Model> {
    BUILTIN.as_ref()
}

/// Transitions of a model as they are written.
pub(crate) struct Head {
    pub(crate) cue_start: [f32; CUE_LABELS],
    pub(crate) cue_steps: [[f32; CUE_LABELS]; CUE_LABELS],
    pub(crate) role_start: [f32; ROLE_LABELS],
    pub(crate) role_steps: [[f32; ROLE_LABELS]; ROLE_LABELS],
}

/// The bytes of a model.
pub(crate) fn write(head: &Head, cue_rows: &[[f32; 2]], role_rows: &[[f32; 4]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD + 2 * cue_rows.len() + 4 * role_rows.len());
    bytes.extend_from_slice(MAGIC);
    let mut put = |weight: f32| {
        let scaled = (weight * SCALE).round().clamp(-30_000.0, 30_000.0) as i16;
        bytes.extend_from_slice(&scaled.to_le_bytes());
    };
    head.cue_start.iter().for_each(|&weight| put(weight));
    head.cue_steps
        .iter()
        .flatten()
        .for_each(|&weight| put(weight));
    head.role_start.iter().for_each(|&weight| put(weight));
    head.role_steps
        .iter()
        .flatten()
        .for_each(|&weight| put(weight));
    Rows::write(&small(cue_rows), &mut bytes);
    Rows::write(&small(role_rows), &mut bytes);
    bytes
}

fn small<const N: usize>(rows: &[[f32; N]]) -> Vec<[i8; N]> {
    let small = |weight: f32| (weight * SCALE).round().clamp(-127.0, 127.0) as i8;
    rows.iter().map(|row| row.map(small)).collect()
}

/// What the models find around one cue.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) cue: Range<usize>,
    pub(crate) anchor: usize,
    pub(crate) source: Option<Range<usize>>,
    pub(crate) content: Vec<usize>,
    /// How much better a cue scores here than none, in units of score.
    pub(crate) cue_margin: f32,
    /// How much better this reading scores than one in which nothing is said.
    pub(crate) role_margin: f32,
}

impl Model {
    /// The model in `bytes`; `None` when they are no model.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        if bytes.len() < HEAD || !bytes.starts_with(MAGIC) {
            return None;
        }
        let (cues, rest) = Rows::parse(&bytes[HEAD..])?;
        let (roles, []) = Rows::parse(rest)? else {
            return None;
        };
        let mut at = MAGIC.len();
        let mut next = || {
            let weight = i16::from_le_bytes([bytes[at], bytes[at + 1]]);
            at += 2;
            i32::from(weight)
        };
        let cue_start = std::array::from_fn(|_| next());
        let cue_steps = std::array::from_fn(|_| std::array::from_fn(|_| next()));
        let role_start = std::array::from_fn(|_| next());
        let role_steps = std::array::from_fn(|_| std::array::from_fn(|_| next()));
        Some(Self {
            cue_start,
            cue_steps,
            role_start,
            role_steps,
            cues,
            roles,
        })
    }

    /// Everything the models find, in the order of the cues.
    pub(crate) fn find(&self, view: &mut View) -> Vec<Found> {
        let cues = self.find_cues(view, CUE_BIAS);
        view.mark(&cues, CUE_BIAS as f32 / SCALE);
        let mut roles = Roles::new(self, view);
        cues.into_iter()
            .filter_map(|(cue, margin)| roles.decode(cue, margin))
            .collect()
    }

    /// What the role model finds around each of `cues`, which are given with their sureness.
    pub(crate) fn find_roles(
        &self,
        view: &mut View,
        cues: &[(Range<usize>, f32)],
    ) -> Vec<Option<Found>> {
        view.mark(cues, 0.0);
        let mut roles = Roles::new(self, view);
        cues.iter()
            .map(|(cue, margin)| roles.decode(cue.clone(), *margin))
            .collect()
    }

    /// The cues, with how much better each scores than no cue.
    pub(crate) fn find_cues(&self, view: &View, bias: i32) -> Vec<(Range<usize>, f32)> {
        let n = view.ctx.len();
        let mut scores = Vec::with_capacity(n);
        let mut gate_rows = [[0; GATE_FEATURES]; BATCH];
        let mut rest_rows = [[0; REST_FEATURES]; BATCH];
        let mut gates = [[0; 2]; BATCH];
        // Hashes of many words first, then their rows: the reads of memory then overlap.
        for batch in (0..n).step_by(BATCH) {
            let tokens = batch..n.min(batch + BATCH);
            for (token, row) in tokens.clone().zip(&mut gate_rows) {
                if !view.is_filler(token) {
                    view.cue_gate(token, row);
                }
            }
            for ((token, gate), row) in tokens.clone().zip(&mut gates).zip(&gate_rows) {
                *gate = if view.is_filler(token) {
                    [LEAST; 2]
                } else {
                    self.cues.sum(row)
                };
            }
            let open = |gate: &[i32; 2]| gate[0].max(gate[1]) > GATE;
            for ((token, gate), row) in tokens.clone().zip(&gates).zip(&mut rest_rows) {
                if open(gate) {
                    view.cue_rest(token, row);
                }
            }
            scores.extend(tokens.zip(&gates).zip(&rest_rows).map(|((_, gate), row)| {
                if !open(gate) {
                    return FILLER;
                }
                let rest = self.cues.sum(row);
                [0, gate[0] + rest[0] + bias, gate[1] + rest[1]]
            }));
        }
        // Fillers begin no cue and go on with one only where one may stand before.
        for token in 1..n {
            let [_, first, further] = scores[token - 1];
            if scores[token] == FILLER && first.max(further) > NO_CUE {
                view.cue_gate(token, &mut gate_rows[0]);
                view.cue_rest(token, &mut rest_rows[0]);
                let gate = self.cues.sum(&gate_rows[0]);
                let rest = self.cues.sum(&rest_rows[0]);
                scores[token] = [0, gate[0] + rest[0] + bias, gate[1] + rest[1]];
            }
        }
        let step = self.cue_steps[0][1] - self.cue_steps[0][0];
        let margin = |token: usize| (scores[token][1] + step) as f32 / SCALE;
        let mut cues = Vec::new();
        for sentence in view.ctx.syntax.sentences() {
            let range = sentence.tokens.clone();
            if scores[range.clone()].iter().all(|score| *score == FILLER) {
                continue;
            }
            let labels = viterbi(&scores[range.clone()], &self.cue_start, &self.cue_steps);
            let mut at = 0;
            while at < labels.len() {
                let first = at;
                at += 1;
                if labels[first] == 0 {
                    continue;
                }
                while at < labels.len() && labels[at] == 2 {
                    at += 1;
                }
                cues.push((
                    range.start + first..range.start + at,
                    margin(range.start + first),
                ));
            }
        }
        cues
    }
}

/// The best labels of a chain.
fn viterbi<const L: usize>(
    scores: &[[i32; L]],
    start: &[i32; L],
    steps: &[[i32; L]; L],
) -> Vec<u8> {
    let mut back: Vec<[u8; L]> = Vec::with_capacity(scores.len());
    let mut best: [i32; L] = std::array::from_fn(|label| start[label] + scores[0][label]);
    for score in &scores[1..] {
        let mut from = [0; L];
        let mut next = [0; L];
        for label in 0..L {
            let mut value = best[0] + steps[0][label];
            for previous in 1..L {
                let other = best[previous] + steps[previous][label];
                if other > value {
                    value = other;
                    from[label] = previous as u8;
                }
            }
            next[label] = value + score[label];
        }
        best = next;
        back.push(from);
    }
    let mut label = (0..L)
        .max_by_key(|&label| (best[label], std::cmp::Reverse(label)))
        .unwrap_or(0) as u8;
    let mut labels = vec![label];
    for from in back.iter().rev() {
        label = from[usize::from(label)];
        labels.push(label);
    }
    labels.reverse();
    labels
}

const LEAST: i32 = i32::MIN / 4;

/// The score of a word that begins no cue.
const FILLER: [i32; CUE_LABELS] = [0, LEAST, LEAST];

/// A score below which a word is taken to be in no cue, so that what follows is not looked at.
const NO_CUE: i32 = (-4.0 * SCALE) as i32;

/// Words whose hashes are made before their weights are read.
const BATCH: usize = 16;

/// Decodes the roles around one cue after another; what does not depend on the cue is kept.
struct Roles<'m, 'v, 'a, 'b> {
    model: &'m Model,
    view: &'v View<'a, 'b>,
    fixed: Vec<Option<[i32; 4]>>,
    fixed_rows: Vec<[u64; FIXED_FEATURES]>,
    moving_rows: Vec<[u64; MOVING_FEATURES]>,
}

impl<'m, 'v, 'a, 'b> Roles<'m, 'v, 'a, 'b> {
    fn new(model: &'m Model, view: &'v View<'a, 'b>) -> Self {
        Self {
            model,
            view,
            fixed: vec![None; view.ctx.len()],
            fixed_rows: Vec::new(),
            moving_rows: Vec::new(),
        }
    }

    /// Sums up what does not depend on the cue for the words of `window`.
    fn fix(&mut self, window: &Range<usize>) {
        let rows = self.fixed_rows.len().max(window.len());
        self.fixed_rows.resize(rows, [0; FIXED_FEATURES]);
        for (token, row) in window.clone().zip(&mut self.fixed_rows) {
            if self.fixed[token].is_none() {
                self.view.role(token, row);
            }
        }
        for (token, row) in window.clone().zip(&self.fixed_rows) {
            if self.fixed[token].is_none() {
                self.fixed[token] = Some(self.model.roles.sum(row));
            }
        }
    }

    fn decode(&mut self, cue: Range<usize>, cue_margin: f32) -> Option<Found> {
        let anchor = anchor(self.view, &cue);
        let window = self.view.window(anchor);
        let relative = self.view.relative(cue.clone(), anchor);
        let paths = relative.paths(&window);
        self.fix(&window);
        let rows = self.moving_rows.len().max(window.len());
        self.moving_rows.resize(rows, [0; MOVING_FEATURES]);
        for (at, row) in self.moving_rows[..window.len()].iter_mut().enumerate() {
            if !cue.contains(&(window.start + at)) {
                relative.features(&window, &paths, at, row);
            }
        }
        let scores: Vec<[i32; ROLE_LABELS]> = window
            .clone()
            .zip(&self.moving_rows)
            .map(|(token, row)| {
                if cue.contains(&token) {
                    return [0, LEAST, LEAST, LEAST, LEAST];
                }
                let fixed = self.fixed[token].unwrap_or_default();
                let moving = self.model.roles.sum(row);
                let score = |role: usize| fixed[role] + moving[role];
                [0, score(0), score(1), score(2) + CONTENT_BIAS, score(3)]
            })
            .collect();
        let (labels, margin) = self.best(&scores);
        let content: Vec<usize> = window
            .clone()
            .filter(|&token| labels[token - window.start] >= 3)
            .collect();
        if content.is_empty() {
            return None;
        }
        let first = labels.iter().position(|&label| label == 1);
        let source = first.map(|first| {
            let more = labels[first + 1..]
                .iter()
                .take_while(|&&label| label == 2)
                .count();
            window.start + first..window.start + first + 1 + more
        });
        Some(Found {
            cue,
            anchor,
            source,
            content,
            cue_margin,
            role_margin: margin,
        })
    }

    /// The best labels with at most one source, and how much they beat no role at all.
    fn best(&self, scores: &[[i32; ROLE_LABELS]]) -> (Vec<u8>, f32) {
        const L: usize = ROLE_LABELS;
        let steps = &self.model.role_steps;
        // State: label, and L more once the source has been seen.
        let mut best = [LEAST; 2 * L];
        for label in [0, 1, 3] {
            let state = if label == 1 { L + 1 } else { label };
            best[state] = self.model.role_start[label] + scores[0][label];
        }
        let mut back: Vec<[u8; 2 * L]> = Vec::with_capacity(scores.len());
        let mut none = self.model.role_start[0];
        for score in &scores[1..] {
            none += steps[0][0];
            let mut next = [LEAST; 2 * L];
            let mut from = [0; 2 * L];
            let step = |state: usize, before: usize| {
                (best[before] + steps[before % L][state % L], before as u8)
            };
            // Outside, content first and further without a source; then outside, source first and
            // further, content first and further with one.
            let tops = [
                (0, best_of([0, 3, 4].map(|before| step(0, before)))),
                (3, best_of([0, 3, 4].map(|before| step(3, before)))),
                (4, best_of([3, 4].map(|before| step(4, before)))),
                (5, best_of([5, 6, 7, 8, 9].map(|before| step(5, before)))),
                (6, best_of([0, 3, 4].map(|before| step(6, before)))),
                (7, best_of([6, 7].map(|before| step(7, before)))),
                (8, best_of([5, 6, 7, 8, 9].map(|before| step(8, before)))),
                (9, best_of([8, 9].map(|before| step(9, before)))),
            ];
            for (state, (top, before)) in tops {
                next[state] = (top + score[state % L]).max(LEAST);
                from[state] = before;
            }
            best = next;
            back.push(from);
        }
        let top = |range: Range<usize>| {
            range
                .max_by_key(|&state| (best[state], std::cmp::Reverse(state)))
                .unwrap_or(0)
        };
        let (without, with) = (top(0..L), top(L..2 * L));
        let mut state = if best[with] + SOURCE_BIAS >= best[without] {
            with
        } else {
            without
        };
        let margin = (best[state] - none) as f32 / SCALE;
        let mut labels = vec![(state % L) as u8];
        for from in back.iter().rev() {
            state = usize::from(from[state]);
            labels.push((state % L) as u8);
        }
        labels.reverse();
        (labels, margin)
    }
}

/// The highest value and what it came from.
#[inline(always)]
fn best_of<const N: usize>(options: [(i32, u8); N]) -> (i32, u8) {
    let mut top = (LEAST, 0);
    for option in options {
        if option.0 > top.0 {
            top = option;
        }
    }
    top
}

/// The word a cue turns on: its topmost one.
pub(crate) fn anchor(view: &View, cue: &Range<usize>) -> usize {
    view.ctx.syntax.top_of(cue.clone()).unwrap_or(cue.start)
}
