//! The learning of the network: gradients by hand, Adam, one thread, the same bits every time.

use crate::matrix::{Left, Right, Start, Stripes, exp, multiply, multiply_turned, turned};
use crate::net::{
    Activations, CLASSES, Dense, Layout, Net, PIECES, ROOT_DISTANCE, Rows, Shape, WINDOW, distance,
    recur_back, stride,
};
use crate::train::Random;
use crate::word::Lex;
use std::collections::BTreeMap;

/// A sentence to learn from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lesson<'a> {
    pub words: &'a [Lex],
    pub tags: &'a [u8],
    /// Index of each word's head; the number of words for the root.
    pub heads: &'a [u32],
    pub labels: &'a [u8],
}

/// What the learning may choose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub shape: Shape,
    pub epochs: usize,
    /// Words that are learned from at once.
    pub batch: usize,
    pub rate: f32,
    /// Share of the numbers of a stream that are left out.
    pub dropout: f32,
    /// Share of words that are taken as unknown.
    pub unknown: f32,
}

struct Trainer {
    net: Net,
    /// Embeddings.
    rows: Vec<f32>,
    change: Vec<f32>,
    moments: Vec<[f32; 2]>,
    row_change: BTreeMap<u32, Vec<f32>>,
    row_moments: Vec<[f32; 2]>,
    random: Random,
    step: i32,
}

/// Learns a network from sentences; `progress` is told of every round.
pub(crate) fn learn(lessons: &[Lesson<'_>], plan: Plan, progress: &mut dyn FnMut(&str)) -> Net {
    let mut trainer = Trainer::new(lessons, plan.shape);
    let total: usize = lessons.iter().map(|lesson| lesson.words.len()).sum();
    let rounds = (plan.epochs * total) as f32;
    let mut seen = 0;
    for epoch in 0..plan.epochs {
        let mut loss = 0.0_f64;
        let mut order = trainer.random.order(lessons.len()).into_iter().peekable();
        while order.peek().is_some() {
            let mut batch = Vec::new();
            let mut size = 0;
            while size < plan.batch
                && let Some(index) = order.next()
            {
                batch.push(lessons[index]);
                size += lessons[index].words.len();
            }
            loss += trainer.learn_batch(&batch, size, plan);
            seen += size;
            let left = 1.0 - seen as f32 / rounds;
            trainer.apply(plan.rate * (left.min(1.0) + 0.01) * (seen as f32 / 20_000.0).min(1.0));
        }
        progress(&format!(
            "round {} loss {:.3}",
            epoch + 1,
            loss / total as f64
        ));
    }
    let Trainer { net, rows, .. } = trainer;
    let rows = Rows::nearest(&rows, plan.shape.width);
    Net::new(plan.shape, net.weights, net.words, rows)
}

impl Trainer {
    fn new(lessons: &[Lesson<'_>], shape: Shape) -> Self {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for lex in lessons.iter().flat_map(|lesson| lesson.words) {
            *counts.entry(lex.lower).or_default() += 1;
        }
        let words: Vec<u32> = counts
            .into_iter()
            .filter(|&(_, count)| count >= 2)
            .map(|(word, _)| word)
            .collect();
        let mut random = Random::new(7);
        let layout = Layout::new(shape);
        let mut weights = vec![0.0; layout.size];
        for Dense {
            weights: range,
            inner,
            width,
            ..
        } in layout.dense()
        {
            let reach = (6.0 / (*inner + *width) as f32).sqrt();
            weights[range.clone()]
                .iter_mut()
                .for_each(|w| *w = random.uniform() * reach);
        }
        for range in [&layout.root, &layout.root_relation] {
            weights[range.clone()]
                .iter_mut()
                .for_each(|w| *w = random.uniform() * 0.3);
        }
        let rows: Vec<f32> = (0..Net::row_count(words.len()) * shape.width)
            .map(|_| random.uniform() * 0.15)
            .collect();
        Self {
            change: vec![0.0; layout.size],
            moments: vec![[0.0; 2]; layout.size],
            row_change: BTreeMap::new(),
            row_moments: vec![[0.0; 2]; rows.len()],
            net: Net::new(shape, weights, words, Rows::default()),
            rows,
            random,
            step: 0,
        }
    }

    fn learn_batch(&mut self, batch: &[Lesson<'_>], size: usize, plan: Plan) -> f64 {
        let mut pieces: Vec<[u32; PIECES]> = Vec::with_capacity(size);
        let mut ends = Vec::new();
        for lesson in batch {
            pieces.extend(lesson.words.iter().map(|lex| self.net.pieces(lex)));
            ends.push(pieces.len());
        }
        for pieces in &mut pieces {
            if self.random.fraction() < plan.unknown {
                pieces[0] = self.net.words.len() as u32;
            }
        }
        let mut masks: Vec<Vec<f32>> = Vec::new();
        let mut act = Activations::default();
        let random = &mut self.random;
        let keep = 1.0 / (1.0 - plan.dropout);
        let mut noise = |_: usize, stream: &mut [f32]| {
            let mask: Vec<f32> = stream
                .iter()
                .map(|_| {
                    if random.fraction() < plan.dropout {
                        0.0
                    } else {
                        keep
                    }
                })
                .collect();
            stream.iter_mut().zip(&mask).for_each(|(x, m)| *x *= m);
            masks.push(mask);
        };
        act.streams
            .push(embed(&self.rows, &pieces, plan.shape.width));
        self.net.lay();
        self.net.forward(&ends, &mut noise, &mut act);
        let scale = 1.0 / size as f32;
        let mut top = vec![0.0; size * plan.shape.width];
        let loss = self.tag_loss(batch, &act, scale, &mut top)
            + self.arc_loss(batch, &ends, &mut act, scale, &mut top)
            + self.relation_loss(batch, &ends, &act, scale, &mut top);
        let mut stream = top;
        for l in (0..plan.shape.layers).rev() {
            let mut state: Vec<f32> = stream.clone();
            state
                .iter_mut()
                .zip(&masks[l + 1])
                .for_each(|(x, m)| *x *= m);
            let gates = recur_back(
                &act.gates[l],
                &act.states[l],
                &ends,
                plan.shape.width,
                &state,
            );
            let layer = self.net.layout.layers[l].clone();
            let window = widen(&act.streams[l], &ends, plan.shape.width);
            let mut change = vec![0.0; window.len()];
            self.back(&layer, &window, &gates, &mut change);
            narrow(&change, &ends, plan.shape.width, &mut stream);
        }
        stream.iter_mut().zip(&masks[0]).for_each(|(x, m)| *x *= m);
        for (pieces, change) in pieces.iter().zip(stream.chunks_exact(plan.shape.width)) {
            for &piece in pieces {
                let row = self
                    .row_change
                    .entry(piece)
                    .or_insert_with(|| vec![0.0; change.len()]);
                row.iter_mut().zip(change).for_each(|(sum, x)| *sum += x);
            }
        }
        loss
    }

    /// Takes the change of a product back to its weights, and adds it to the change of its input.
    fn back(&mut self, dense: &Dense, input: &[f32], change: &[f32], into: &mut [f32]) {
        multiply_turned(
            input,
            change,
            &mut self.change[dense.weights.clone()],
            dense.inner,
            dense.width,
        );
        let bias = &mut self.change[dense.bias.clone()];
        for row in change.chunks_exact(dense.width) {
            bias.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
        let weights = turned(&self.net.weights[dense.weights.clone()], dense.width);
        let change = Left::rows(change, dense.width);
        let right = Right {
            b: &Stripes::of(&weights, dense.inner),
            start: Start::Out,
            out: into,
        };
        multiply(change, &mut [right]);
    }

    fn tag_loss(
        &mut self,
        batch: &[Lesson<'_>],
        act: &Activations,
        scale: f32,
        top: &mut [f32],
    ) -> f64 {
        let gold = batch.iter().flat_map(|lesson| lesson.tags);
        let mut change = act.tags.clone();
        let mut loss = 0.0;
        for (row, &gold) in change.chunks_exact_mut(CLASSES).zip(gold) {
            loss += softmax_change(row, usize::from(gold), scale);
        }
        let dense = self.net.layout.tag.clone();
        self.back(
            &dense,
            &act.streams[self.net.layout.shape.layers],
            &change,
            top,
        );
        loss
    }

    fn arc_loss(
        &mut self,
        batch: &[Lesson<'_>],
        ends: &[usize],
        act: &mut Activations,
        scale: f32,
        top: &mut [f32],
    ) -> f64 {
        let layout = self.net.layout.clone();
        let arc = layout.shape.arc;
        let mut queries = vec![0.0; act.queries.len()];
        let mut heads = vec![0.0; act.heads.len()];
        let mut loss = 0.0;
        let mut start = 0;
        for (lesson, &end) in batch.iter().zip(ends) {
            self.net.score_heads(start..end, act);
            let size = end - start;
            for i in 0..size {
                let row = &mut act.scores[i * stride(size)..][..size + 1];
                row[i] = -50.0;
                loss += softmax_change(row, lesson.heads[i] as usize, scale);
                let query = &act.queries[(start + i) * arc..][..arc];
                let query_change = &mut queries[(start + i) * arc..][..arc];
                for (j, &d) in row.iter().enumerate() {
                    if j == i {
                        continue;
                    }
                    let (head, head_change, place) = if j == size {
                        (
                            &self.net.weights[layout.root.clone()],
                            &mut self.change[layout.root.clone()],
                            ROOT_DISTANCE,
                        )
                    } else {
                        (
                            &act.heads[(start + j) * arc..][..arc],
                            &mut heads[(start + j) * arc..][..arc],
                            distance(i, j),
                        )
                    };
                    for k in 0..arc {
                        query_change[k] += d * head[k];
                        head_change[k] += d * query[k];
                    }
                    self.change[layout.distance.start + place] += d;
                }
            }
            start = end;
        }
        let mut dependents = vec![0.0; act.dependents.len()];
        self.back(&layout.pair, &act.dependents, &queries, &mut dependents);
        rectify(&mut dependents, &act.dependents);
        rectify(&mut heads, &act.heads);
        self.back(
            &layout.dependent,
            &act.streams[self.net.layout.shape.layers],
            &dependents,
            top,
        );
        self.back(
            &layout.head,
            &act.streams[self.net.layout.shape.layers],
            &heads,
            top,
        );
        loss
    }

    fn relation_loss(
        &mut self,
        batch: &[Lesson<'_>],
        ends: &[usize],
        act: &Activations,
        scale: f32,
        top: &mut [f32],
    ) -> f64 {
        let layout = self.net.layout.clone();
        let arc = layout.shape.arc;
        let sides = (&act.relation_dependents[..], &act.relation_heads[..]);
        let mut inputs = Vec::new();
        let mut start = 0;
        for (lesson, &end) in batch.iter().zip(ends) {
            for (i, &head) in lesson.heads.iter().enumerate() {
                let head = (head as usize) < end - start;
                let at = head.then(|| start + lesson.heads[i] as usize);
                self.net.relation_input(start + i, at, sides, &mut inputs);
            }
            start = end;
        }
        let mut change = Vec::new();
        self.net.product(&layout.relation, &inputs, &mut change);
        let gold = batch.iter().flat_map(|lesson| lesson.labels);
        let mut loss = 0.0;
        for (row, &gold) in change.chunks_exact_mut(CLASSES).zip(gold) {
            loss += softmax_change(row, usize::from(gold), scale);
        }
        let mut dependents = vec![0.0; inputs.len()];
        self.back(&layout.relation, &inputs, &change, &mut dependents);
        rectify(&mut dependents, &inputs);
        let mut heads = vec![0.0; inputs.len()];
        let mut start = 0;
        for (lesson, &end) in batch.iter().zip(ends) {
            for (i, &head) in lesson.heads.iter().enumerate() {
                let from = &dependents[(start + i) * arc..][..arc];
                let to = if (head as usize) < end - start {
                    &mut heads[(start + head as usize) * arc..][..arc]
                } else {
                    &mut self.change[layout.root_relation.clone()]
                };
                to.iter_mut().zip(from).for_each(|(sum, x)| *sum += x);
            }
            start = end;
        }
        self.back(
            &layout.relation_dependent,
            &act.streams[self.net.layout.shape.layers],
            &dependents,
            top,
        );
        self.back(
            &layout.relation_head,
            &act.streams[self.net.layout.shape.layers],
            &heads,
            top,
        );
        loss
    }

    fn apply(&mut self, rate: f32) {
        self.step += 1;
        let norm: f32 = self.change.iter().map(|x| x * x).sum::<f32>().sqrt();
        let clip = if norm > 5.0 { 5.0 / norm } else { 1.0 };
        let rate = rate * (1.0 - 0.95_f32.powi(self.step)).sqrt() / (1.0 - 0.9_f32.powi(self.step));
        for ((weight, change), moments) in self
            .net
            .weights
            .iter_mut()
            .zip(&mut self.change)
            .zip(&mut self.moments)
        {
            adam(weight, *change * clip, moments, rate);
            *change = 0.0;
        }
        for (row, change) in std::mem::take(&mut self.row_change) {
            let width = change.len();
            let at = row as usize * width;
            let weights = &mut self.rows[at..at + width];
            let moments = &mut self.row_moments[at..at + width];
            for ((weight, change), moments) in weights.iter_mut().zip(&change).zip(moments) {
                adam(weight, *change * clip, moments, rate);
            }
        }
    }
}

/// Sums the rows of every word.
fn embed(rows: &[f32], pieces: &[[u32; PIECES]], width: usize) -> Vec<f32> {
    let mut out = vec![0.0; pieces.len() * width];
    for (pieces, sums) in pieces.iter().zip(out.chunks_exact_mut(width)) {
        for &piece in pieces {
            let row = &rows[piece as usize * width..][..width];
            sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
    }
    out
}

fn adam(weight: &mut f32, change: f32, moments: &mut [f32; 2], rate: f32) {
    moments[0] += 0.1 * (change - moments[0]);
    moments[1] += 0.05 * (change * change - moments[1]);
    *weight -= rate * moments[0] / (moments[1].sqrt() + 1e-8);
}

fn rectify(change: &mut [f32], values: &[f32]) {
    for (change, &value) in change.iter_mut().zip(values) {
        if value <= 0.0 {
            *change = 0.0;
        }
    }
}

/// Turns scores into the change of the loss by them; returns the loss.
fn softmax_change(row: &mut [f32], gold: usize, scale: f32) -> f64 {
    let most = row.iter().fold(f32::NEG_INFINITY, |most, &x| most.max(x));
    let mut sum = 0.0;
    for x in row.iter_mut() {
        *x = exp(*x - most);
        sum += *x;
    }
    let loss = -f64::from(row[gold].max(1e-30) / sum).ln();
    for x in row.iter_mut() {
        *x *= scale / sum;
    }
    row[gold] -= scale;
    loss
}

/// Every row followed by the one before and the one after it in its sentence.
fn widen(stream: &[f32], ends: &[usize], width: usize) -> Vec<f32> {
    let mut out = vec![0.0; WINDOW * stream.len()];
    let mut start = 0;
    for &end in ends {
        for t in start..end {
            let out = &mut out[t * WINDOW * width..][..WINDOW * width];
            let row = |t: usize| &stream[t * width..][..width];
            out[..width].copy_from_slice(row(t));
            if t > start {
                out[width..2 * width].copy_from_slice(row(t - 1));
            }
            if t + 1 < end {
                out[2 * width..].copy_from_slice(row(t + 1));
            }
        }
        start = end;
    }
    out
}

/// Takes the change of windows back to the change of the rows in them.
fn narrow(change: &[f32], ends: &[usize], width: usize, into: &mut [f32]) {
    let mut add = |row: usize, change: &[f32]| {
        let row = &mut into[row * width..][..width];
        row.iter_mut().zip(change).for_each(|(sum, x)| *sum += x);
    };
    let mut start = 0;
    for &end in ends {
        for t in start..end {
            let change = &change[t * WINDOW * width..][..WINDOW * width];
            add(t, &change[..width]);
            if t > start {
                add(t - 1, &change[width..2 * width]);
            }
            if t + 1 < end {
                add(t + 1, &change[2 * width..]);
            }
        }
        start = end;
    }
}
