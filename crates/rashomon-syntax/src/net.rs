//! A small network that reads whole sentences: sums of embeddings, gated layers in both directions
//! that see each word between its neighbours, then for every word a tag, a score for every head, and
//! a relation.
//!
//! The layers are quasi-recurrent (Bradbury et al. 2017, windows of three, one gate), the scores of
//! heads bilinear (Dozat and Manning 2017).

use crate::matrix::{LONGEST_ROW, Left, Right, Start, Stripes, multiply, sigmoid, tanh};
use crate::pack::{Packer, Unpacker};
use crate::tree::{Arc, Decoder, most};
use crate::word::{Lex, mix};
use pulp::{Arch, Simd, WithSimd};
use std::ops::Range;

/// How large a network is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Shape {
    /// Numbers that stand for a word; a multiple of 32.
    pub width: usize,
    /// Gated layers.
    pub layers: usize,
    /// Numbers on each side of an arc, and of a relation; a multiple of 16.
    pub arc: usize,
}

/// Tags and relations, at most.
pub(crate) const CLASSES: usize = 64;
/// Distances from -REACH to REACH are told apart.
const REACH: i32 = 16;
const DISTANCES: usize = 2 * REACH as usize + 2;
/// Embeddings of a word: the word, its ends and beginnings, its shape.
pub(crate) const PIECES: usize = 10;
const AFFIX_BITS: u32 = 14;
/// Words that a layer sees at once: one, the one before and the one after.
pub(crate) const WINDOW: usize = 3;

/// Where each table lies in the flat list of weights.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    pub shape: Shape,
    pub layers: Vec<Dense>,
    pub tag: Dense,
    pub dependent: Dense,
    pub head: Dense,
    pub pair: Dense,
    pub relation_dependent: Dense,
    pub relation_head: Dense,
    pub relation: Dense,
    pub root: Range<usize>,
    pub root_relation: Range<usize>,
    pub distance: Range<usize>,
    pub size: usize,
}

/// A matrix and what is added to its product.
#[derive(Clone, Debug)]
pub(crate) struct Dense {
    pub weights: Range<usize>,
    pub bias: Range<usize>,
    pub inner: usize,
    pub width: usize,
    /// Its place among the matrices.
    index: usize,
}

impl Layout {
    pub(crate) fn new(shape: Shape) -> Self {
        let Shape { width, layers, arc } = shape;
        let mut size = 0;
        let mut take = |count: usize| {
            size += count;
            size - count..size
        };
        let mut count = 0;
        let mut dense = |inner: usize, width: usize| {
            count += 1;
            Dense {
                weights: take(inner * width),
                bias: take(width),
                inner,
                width,
                index: count - 1,
            }
        };
        let layers = (0..layers)
            .map(|_| dense(WINDOW * width, 2 * width))
            .collect();
        let tag = dense(width, CLASSES);
        let (dependent, head, pair) = (dense(width, arc), dense(width, arc), dense(arc, arc));
        let (relation_dependent, relation_head) = (dense(width, arc), dense(width, arc));
        let relation = dense(arc, CLASSES);
        let (root, root_relation, distance) = (take(arc), take(arc), take(DISTANCES));
        Self {
            shape,
            layers,
            tag,
            dependent,
            head,
            pair,
            relation_dependent,
            relation_head,
            relation,
            root,
            root_relation,
            distance,
            size,
        }
    }

    /// All matrices.
    pub(crate) fn dense(&self) -> Vec<&Dense> {
        let others = [
            &self.tag,
            &self.dependent,
            &self.head,
            &self.pair,
            &self.relation_dependent,
            &self.relation_head,
            &self.relation,
        ];
        self.layers.iter().chain(others).collect()
    }
}

/// The network.
#[derive(Debug)]
pub(crate) struct Net {
    pub layout: Layout,
    pub weights: Vec<f32>,
    /// The matrices among them, as products read them.
    laid: Vec<Stripes>,
    /// Hashes of known words; their embeddings stand in this order, the unknown word's last.
    pub words: Vec<u32>,
    /// Places of words by their hash.
    places: Vec<u32>,
    /// Embeddings: words, the unknown word, pieces of words.
    rows: Rows,
}

/// Embeddings of a byte a number, each row with its own scale.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    bytes: Vec<i8>,
    scales: Vec<f32>,
}

impl Rows {
    /// The nearest that bytes can hold to rows of `width` numbers.
    pub(crate) fn nearest(rows: &[f32], width: usize) -> Self {
        let (mut bytes, mut scales) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in rows.chunks_exact(width) {
            let most = row.iter().fold(1e-6_f32, |most, x| most.max(x.abs()));
            scales.push(most / 127.0);
            bytes.extend(row.iter().map(|x| (x / most * 127.0).round() as i8));
        }
        Self { bytes, scales }
    }

    /// Sums the rows of every word.
    #[inline(always)]
    fn embed(&self, pieces: &[[u32; PIECES]], width: usize, out: &mut Vec<f32>) {
        out.clear();
        out.resize(pieces.len() * width, 0.0);
        for (pieces, sums) in pieces.iter().zip(out.chunks_exact_mut(width)) {
            let scales = pieces.map(|piece| self.scales[piece as usize]);
            // Sums of a block stay in registers while the rows are added.
            for (block, out) in sums.as_chunks_mut::<BLOCK>().0.iter_mut().enumerate() {
                let mut sums = [0.0; BLOCK];
                for (piece, scale) in pieces.iter().zip(scales) {
                    let at = *piece as usize * width + block * BLOCK;
                    for (sum, &byte) in sums.iter_mut().zip(&self.bytes[at..at + BLOCK]) {
                        *sum += f32::from(byte) * scale;
                    }
                }
                *out = sums;
            }
        }
    }
}

/// Numbers of embeddings that are summed at once; a width is a multiple of them.
const BLOCK: usize = 32;

/// What is found in some sentences: one of each for every word.
#[derive(Debug, Default)]
pub struct Found {
    /// Tags, as numbers of the reader's.
    pub tags: Vec<u8>,
    /// How clear each tag was: sixteen times its score's lead over the next.
    pub margins: Vec<i16>,
    /// Each word's place in its sentence's tree.
    pub arcs: Vec<Arc>,
    decoder: Decoder,
}

/// A sentence is in doubt when the chances of each word's next best tag and head sum up to more
/// than this for a word. On the development parts of the treebanks seven words of ten are in such
/// sentences, and reading those alone by both networks costs 0.1 of LAS at most.
const DOUBT: f32 = 0.06;

impl Found {
    /// Whether so much of a sentence is unclear that a better reader may read it otherwise.
    pub(crate) fn is_doubtful(&self, range: Range<usize>) -> bool {
        let wrong = |lead: i32| 1.0 / (1.0 + (lead as f32 / 16.0).exp());
        let either = |at: usize| wrong(i32::from(self.margins[at])) + wrong(self.arcs[at].margin);
        let words = range.len() as f32;
        range.map(either).sum::<f32>() > DOUBT * words
    }

    /// Takes over what `other` found, from its word `from`, for the words `range`.
    pub(crate) fn replace(&mut self, range: Range<usize>, other: &Found, from: usize) {
        let theirs = from..from + range.len();
        self.tags[range.clone()].copy_from_slice(&other.tags[theirs.clone()]);
        self.margins[range.clone()].copy_from_slice(&other.margins[theirs.clone()]);
        self.arcs[range].copy_from_slice(&other.arcs[theirs]);
    }
}

/// What the network works out for some sentences; kept so that its memory is used again.
#[derive(Debug, Default)]
pub(crate) struct Activations {
    /// The input of each layer, and the output of the last.
    pub streams: Vec<Vec<f32>>,
    /// Gates and candidates of each layer, after their functions.
    pub gates: Vec<Vec<f32>>,
    /// What each layer adds.
    pub states: Vec<Vec<f32>>,
    pub tags: Vec<f32>,
    pub dependents: Vec<f32>,
    pub queries: Vec<f32>,
    pub heads: Vec<f32>,
    pub relation_dependents: Vec<f32>,
    pub relation_heads: Vec<f32>,
    /// Scores of heads of the sentence that is decoded: a row per word, with its score for every
    /// word, then for the root, then nothing up to [`stride`].
    pub scores: Vec<f32>,
    /// What stands for heads, turned on its side.
    turned: Vec<f32>,
    pub relations: Vec<f32>,
    pub labels: Vec<f32>,
    /// Whether a word is the first and whether it is the last of its sentence.
    edges: Vec<[bool; 2]>,
    stripes: Stripes,
    pieces: Vec<[u32; PIECES]>,
}

impl Activations {
    /// Keeps what was worked out for the words in `kept`, rising ranges of them.
    pub(crate) fn keep(&mut self, kept: &[Range<usize>], words: usize) {
        for list in [
            &mut self.tags,
            &mut self.queries,
            &mut self.heads,
            &mut self.relation_dependents,
            &mut self.relation_heads,
        ] {
            let width = list.len() / words.max(1);
            let mut to = 0;
            for range in kept {
                list.copy_within(range.start * width..range.end * width, to);
                to += range.len() * width;
            }
            list.truncate(to);
        }
    }
}

impl Net {
    pub(crate) fn new(shape: Shape, weights: Vec<f32>, words: Vec<u32>, rows: Rows) -> Self {
        let size = (words.len() * 2).next_power_of_two().max(2);
        let mut places = vec![u32::MAX; size];
        for (index, &word) in words.iter().enumerate() {
            let mut at = word as usize & (size - 1);
            while places[at] != u32::MAX {
                at = (at + 1) & (size - 1);
            }
            places[at] = index as u32;
        }
        let mut net = Self {
            layout: Layout::new(shape),
            weights,
            laid: Vec::new(),
            words,
            places,
            rows,
        };
        net.lay();
        net
    }

    /// Lays the matrices out anew when weights have changed.
    pub(crate) fn lay(&mut self) {
        let dense = self.layout.dense();
        self.laid.resize_with(dense.len(), Stripes::default);
        for dense in dense {
            let weights = &self.weights[dense.weights.clone()];
            self.laid[dense.index].lay(weights, dense.width);
        }
    }

    /// The product of a matrix with every one of `count` rows, and its bias.
    fn right<'a>(&'a self, dense: &Dense, count: usize, out: &'a mut Vec<f32>) -> Right<'a> {
        out.resize(count * dense.width, 0.0);
        Right {
            b: &self.laid[dense.index],
            start: Start::Row(&self.weights[dense.bias.clone()]),
            out,
        }
    }

    /// The product with every row of `input`, and the bias.
    pub(crate) fn product(&self, dense: &Dense, input: &[f32], out: &mut Vec<f32>) {
        let left = Left::rows(input, dense.inner);
        multiply(left, &mut [self.right(dense, left.count(), out)]);
    }

    pub(crate) fn row_count(words: usize) -> usize {
        words + 1 + (1 << AFFIX_BITS)
    }

    fn known(&self, word: u32) -> u32 {
        let mask = self.places.len() - 1;
        let mut at = word as usize & mask;
        loop {
            let index = self.places[at];
            if index == u32::MAX {
                return self.words.len() as u32;
            }
            if self.words[index as usize] == word {
                return index;
            }
            at = (at + 1) & mask;
        }
    }

    /// The rows of embeddings whose sum stands for a word.
    pub(crate) fn pieces(&self, lex: &Lex) -> [u32; PIECES] {
        let base = self.words.len() as u32 + 1;
        let affix =
            |value: u32, kind: u32| base + (mix(mix(value, 0x1357), kind) >> (32 - AFFIX_BITS));
        [
            self.known(lex.lower),
            affix(lex.suffix[1], 1),
            affix(lex.suffix[2], 2),
            affix(lex.suffix[3], 3),
            affix(lex.prefix[1], 4),
            affix(lex.prefix[2], 5),
            affix(lex.shape, 6),
            affix(u32::from(lex.info.cluster()), 7),
            affix(64 * u32::from(lex.capital) + u32::from(lex.info.uses()), 8),
            affix(lex.company, 9),
        ]
    }

    /// Works out everything about sentences that end at `ends` from the sums of embeddings, the
    /// first of the streams; `noise` may change the streams.
    #[inline(always)]
    pub(crate) fn forward(
        &self,
        ends: &[usize],
        noise: &mut dyn FnMut(usize, &mut [f32]),
        out: &mut Activations,
    ) {
        find_edges(ends, &mut out.edges);
        for list in [&mut out.gates, &mut out.states] {
            list.resize(self.layout.shape.layers, Vec::new());
        }
        out.streams.resize(self.layout.shape.layers + 1, Vec::new());
        noise(0, &mut out.streams[0]);
        for (l, layer) in self.layout.layers.iter().enumerate() {
            let left = Left::between(&out.streams[l], self.layout.shape.width, &out.edges);
            let right = self.right(layer, left.count(), &mut out.gates[l]);
            multiply(left, &mut [right]);
            recur(
                &mut out.gates[l],
                ends,
                self.layout.shape.width,
                &mut out.states[l],
            );
            let (before, after) = out.streams.split_at_mut(l + 1);
            after[0].clear();
            after[0].extend_from_slice(&out.states[l]);
            noise(l + 1, &mut after[0]);
            for (sum, value) in after[0].iter_mut().zip(&before[l]) {
                *sum += value;
            }
        }
        let top = &out.streams[self.layout.shape.layers];
        let layout = &self.layout;
        let left = Left::rows(top, layout.shape.width);
        let count = left.count();
        let mut rights = [
            self.right(&layout.tag, count, &mut out.tags),
            self.right(&layout.dependent, count, &mut out.dependents),
            self.right(&layout.head, count, &mut out.heads),
            self.right(
                &layout.relation_dependent,
                count,
                &mut out.relation_dependents,
            ),
            self.right(&layout.relation_head, count, &mut out.relation_heads),
        ];
        multiply(left, &mut rights);
        for list in [&mut out.dependents, &mut out.heads] {
            list.iter_mut().for_each(|x| *x = x.max(0.0));
        }
        self.product(&layout.pair, &out.dependents, &mut out.queries);
    }

    /// Fills `scores` for the sentence of words `range`.
    #[inline(always)]
    pub(crate) fn score_heads(&self, range: Range<usize>, out: &mut Activations) {
        let (size, arc) = (range.len(), self.layout.shape.arc);
        let stride = stride(size);
        let root = &self.weights[self.layout.root.clone()];
        out.turned.clear();
        out.turned.resize(arc * stride, 0.0);
        let heads = out.heads[range.start * arc..range.end * arc].chunks_exact(arc);
        for (j, head) in heads.chain([root]).enumerate() {
            for (k, &value) in head.iter().enumerate() {
                out.turned[k * stride + j] = value;
            }
        }
        let distances = &self.weights[self.layout.distance.clone()];
        out.scores.clear();
        for i in 0..size {
            let row = (0..size).map(|j| distances[distance(i, j)]);
            out.scores.extend(row);
            out.scores.push(distances[DISTANCES - 1]);
            out.scores.resize((i + 1) * stride, f32::NEG_INFINITY);
        }
        let queries = &out.queries[range.start * arc..range.end * arc];
        out.stripes.lay(&out.turned, stride);
        let right = Right {
            b: &out.stripes,
            start: Start::Out,
            out: &mut out.scores,
        };
        multiply(Left::rows(queries, arc), &mut [right]);
    }

    /// Appends the numbers before the relation of `dependent` to `head`, given what stands for
    /// words as dependents and as heads; `None` is the root.
    #[inline(always)]
    pub(crate) fn relation_input(
        &self,
        dependent: usize,
        head: Option<usize>,
        (dependents, heads): (&[f32], &[f32]),
        out: &mut Vec<f32>,
    ) {
        let arc = self.layout.shape.arc;
        let head = match head {
            Some(head) => &heads[head * arc..][..arc],
            None => &self.weights[self.layout.root_relation.clone()],
        };
        let dependent = &dependents[dependent * arc..][..arc];
        out.extend(dependent.iter().zip(head).map(|(d, h)| (d + h).max(0.0)));
    }

    /// Fills the scores of relations of every word to the head it has.
    #[inline(always)]
    fn score_relations(&self, ends: &[usize], arcs: &[Arc], out: &mut Activations) {
        let mut relations = std::mem::take(&mut out.relations);
        relations.clear();
        let sides = (&out.relation_dependents[..], &out.relation_heads[..]);
        let mut start = 0;
        for &end in ends {
            for (i, arc) in arcs[start..end].iter().enumerate() {
                let head = arc.head as usize;
                let at = (head < end - start).then_some(start + head);
                self.relation_input(start + i, at, sides, &mut relations);
            }
            start = end;
        }
        self.product(&self.layout.relation, &relations, &mut out.labels);
        out.relations = relations;
    }

    /// Works out everything about words but the scores of heads and relations.
    #[inline(always)]
    fn states(&self, words: &[Lex], ends: &[usize], out: &mut Activations) {
        out.pieces.clear();
        out.pieces.extend(words.iter().map(|lex| self.pieces(lex)));
        if out.streams.is_empty() {
            out.streams.push(Vec::new());
        }
        let width = self.layout.shape.width;
        self.rows.embed(&out.pieces, width, &mut out.streams[0]);
        self.forward(ends, &mut |_, _| {}, out);
    }

    pub(crate) fn pack(&self, packer: &mut Packer) {
        let Shape { width, layers, arc } = self.layout.shape;
        for number in [width, layers, arc, self.words.len()] {
            packer.number(number as u32);
        }
        for &word in &self.words {
            packer.number(word);
        }
        let bytes: Vec<u8> = self
            .weights
            .iter()
            .flat_map(|&w| half_precision(w).to_le_bytes())
            .collect();
        packer.bytes(&bytes);
        for scale in &self.rows.scales {
            packer.0.extend((scale * 127.0).to_le_bytes());
        }
        let bytes: Vec<u8> = self.rows.bytes.iter().map(|&x| x as u8).collect();
        packer.bytes(&bytes);
    }

    pub(crate) fn unpack(unpacker: &mut Unpacker<'_>) -> Option<Self> {
        let mut size = || Some(unpacker.number()? as usize).filter(|&size| size <= LONGEST_ROW);
        let shape = Shape {
            width: size()?,
            layers: size()?,
            arc: size()?,
        };
        (shape.width.is_multiple_of(BLOCK)
            && shape.arc.is_multiple_of(16)
            && shape.width * shape.arc > 0)
            .then_some(())?;
        let mut words = Vec::new();
        for _ in 0..unpacker.number()? {
            words.push(unpacker.number()?);
        }
        let weights: Vec<f32> = unpacker
            .bytes()?
            .as_chunks::<2>()
            .0
            .iter()
            .map(|&bytes| f32::from_bits(u32::from(u16::from_le_bytes(bytes)) << 16))
            .collect();
        (weights.len() == Layout::new(shape).size).then_some(())?;
        let mut scales = Vec::new();
        for _ in 0..Self::row_count(words.len()) {
            scales.push(f32::from_bits(unpacker.number()?) / 127.0);
        }
        let quantised = unpacker.bytes()?;
        (quantised.len() == scales.len() * shape.width).then_some(())?;
        let bytes = quantised.iter().map(|&x| x as i8).collect();
        let rows = Rows { bytes, scales };
        Some(Self::new(shape, weights, words, rows))
    }
}

/// The upper half of a number's bits, rounded.
fn half_precision(x: f32) -> u16 {
    (x.to_bits().wrapping_add(0x8000) >> 16) as u16
}

fn lead(margin: f32) -> i32 {
    (margin * 16.0).clamp(0.0, 30_000.0) as i32
}

/// For every word, whether it is the first and whether it is the last of its sentence.
fn find_edges(ends: &[usize], edges: &mut Vec<[bool; 2]>) {
    edges.clear();
    for &end in ends {
        let start = edges.len();
        edges.extend((start..end).map(|at| [at == start, at + 1 == end]));
    }
}

/// Scores of heads lie in rows of this length, for a sentence of `size` words.
pub(crate) fn stride(size: usize) -> usize {
    (size + 1).next_multiple_of(16)
}

/// The index of the highest score and its lead.
#[inline(always)]
fn best(scores: &mut [f32]) -> (usize, f32) {
    let top = most(scores);
    let at = scores.iter().position(|&score| score == top).unwrap_or(0);
    scores[at] = f32::NEG_INFINITY;
    let next = most(scores);
    scores[at] = top;
    (at, top - next)
}

/// Tags and trees of sentences, by the sums of what networks say.
pub(crate) struct Reading<'a> {
    pub nets: &'a [&'a Net],
    /// How many of them, from the first, have worked out all they say of these words.
    pub done: usize,
    pub words: &'a [Lex],
    /// One past the last word of each sentence.
    pub ends: &'a [usize],
    /// How many tags and how many relations there are.
    pub counts: (usize, usize),
    /// Memory for each network.
    pub outs: &'a mut Vec<Activations>,
    pub found: &'a mut Found,
}

impl WithSimd for Reading<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, _: S) {
        let outs = self.outs.iter_mut();
        for (net, out) in self.nets.iter().zip(outs).skip(self.done) {
            net.states(self.words, self.ends, out);
        }
        self.tag();
        self.attach();
        self.label();
    }
}

impl Reading<'_> {
    /// Fills what is found.
    pub(crate) fn read(self) {
        let wanted = self.nets.len().max(self.outs.len());
        self.outs.resize_with(wanted, Activations::default);
        Arch::new().dispatch(self);
    }

    #[inline(always)]
    fn tag(&mut self) {
        let (first, others) = self.outs.split_at_mut(1);
        let scores = &mut first[0].tags;
        for other in &others[..self.nets.len() - 1] {
            add(scores, &other.tags);
        }
        self.found.tags.clear();
        self.found.margins.clear();
        for scores in scores.chunks_exact_mut(CLASSES) {
            let (tag, margin) = best(&mut scores[..self.counts.0]);
            self.found.tags.push(tag as u8);
            self.found.margins.push(lead(margin) as i16);
        }
    }

    #[inline(always)]
    fn attach(&mut self) {
        let (first, others) = self.outs.split_at_mut(1);
        let first = &mut first[0];
        self.found.arcs.clear();
        let mut start = 0;
        for &end in self.ends {
            self.nets[0].score_heads(start..end, first);
            for (net, other) in self.nets[1..].iter().zip(others.iter_mut()) {
                net.score_heads(start..end, other);
                add(&mut first.scores, &other.scores);
            }
            let size = end - start;
            self.found.decoder.decode(&mut first.scores, size);
            let rows = first.scores.chunks_exact_mut(stride(size));
            for (&head, row) in self.found.decoder.heads.iter().zip(rows) {
                let score = std::mem::replace(&mut row[head], f32::NEG_INFINITY);
                self.found.arcs.push(Arc {
                    head: head as u32,
                    label: 0,
                    margin: lead(score - most(row).max(-100.0)),
                });
            }
            start = end;
        }
    }

    #[inline(always)]
    fn label(&mut self) {
        let (first, others) = self.outs.split_at_mut(1);
        let (first, arcs) = (&mut first[0], &mut self.found.arcs);
        self.nets[0].score_relations(self.ends, arcs, first);
        for (net, other) in self.nets[1..].iter().zip(others) {
            net.score_relations(self.ends, arcs, other);
            add(&mut first.labels, &other.labels);
        }
        let labels = first.labels.chunks_exact_mut(CLASSES);
        for (arc, scores) in arcs.iter_mut().zip(labels) {
            arc.label = best(&mut scores[..self.counts.1]).0 as u8;
        }
    }
}

#[inline(always)]
fn add(sums: &mut [f32], numbers: &[f32]) {
    sums.iter_mut().zip(numbers).for_each(|(sum, x)| *sum += x);
}

/// The place of the distance from a word to its head.
pub(crate) fn distance(dependent: usize, head: usize) -> usize {
    (head as i32 - dependent as i32).clamp(-REACH, REACH) as usize + REACH as usize
}

/// Place of the distance to the root.
pub(crate) const ROOT_DISTANCE: usize = DISTANCES - 1;

/// Runs the gated sums in both directions. A row of `gates` holds gate and candidate of the way
/// forward, then of the way back; a row of `states` holds both sums.
fn recur(gates: &mut [f32], ends: &[usize], width: usize, states: &mut Vec<f32>) {
    let rows = gates.len() / (2 * width);
    states.resize(rows * width, 0.0);
    Arch::new().dispatch(Recurrence {
        gates,
        ends,
        width,
        states,
    });
}

struct Recurrence<'a> {
    gates: &'a mut [f32],
    ends: &'a [usize],
    width: usize,
    states: &'a mut [f32],
}

impl WithSimd for Recurrence<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        recur_here(self.gates, self.ends, self.width, self.states);
    }
}

#[inline(always)]
fn recur_here(gates: &mut [f32], ends: &[usize], width: usize, states: &mut [f32]) {
    let half = width / 2;
    for pair in gates.chunks_exact_mut(width) {
        let (gate, candidate) = pair.split_at_mut(half);
        for block in gate.as_chunks_mut::<LANES>().0 {
            block.iter_mut().for_each(|x| *x = sigmoid(*x));
        }
        for block in candidate.as_chunks_mut::<LANES>().0 {
            block.iter_mut().for_each(|x| *x = tanh(*x));
        }
    }
    let mut start = 0;
    for &end in ends {
        for t in start..end {
            let (before, at) = states.split_at_mut(t * width);
            let last = (t > start).then(|| &before[(t - 1) * width..][..half]);
            step(&gates[t * 2 * width..][..width], last, &mut at[..half]);
        }
        for t in (start..end).rev() {
            let (at, after) = states.split_at_mut((t + 1) * width);
            let last = (t + 1 < end).then(|| &after[half..width]);
            step(
                &gates[t * 2 * width + width..][..width],
                last,
                &mut at[t * width + half..],
            );
        }
        start = end;
    }
}

/// Numbers that are worked on at once: half of a width is a multiple of them.
const LANES: usize = 16;

#[inline(always)]
fn step(gates: &[f32], last: Option<&[f32]>, sum: &mut [f32]) {
    let (gate, candidate) = gates.split_at(sum.len());
    let (gate, candidate) = (
        gate.as_chunks::<LANES>().0,
        candidate.as_chunks::<LANES>().0,
    );
    let sum = sum.as_chunks_mut::<LANES>().0.iter_mut();
    let sides = sum.zip(gate).zip(candidate);
    match last {
        Some(last) => {
            for (((sum, gate), candidate), last) in sides.zip(last.as_chunks::<LANES>().0) {
                for at in 0..LANES {
                    sum[at] = last[at] + gate[at] * (candidate[at] - last[at]);
                }
            }
        }
        None => {
            for ((sum, gate), candidate) in sides {
                for at in 0..LANES {
                    sum[at] = gate[at] * candidate[at];
                }
            }
        }
    }
}

/// Takes the change of `states` back to the change of what went into the gates.
pub(crate) fn recur_back(
    gates: &[f32],
    states: &[f32],
    ends: &[usize],
    width: usize,
    change: &[f32],
) -> Vec<f32> {
    let half = width / 2;
    let mut out = vec![0.0; gates.len()];
    let mut start = 0;
    for &end in ends {
        for back in [false, true] {
            let offset = if back { half } else { 0 };
            let mut carry = vec![0.0_f32; half];
            for n in 0..end - start {
                let t = if back { start + n } else { end - 1 - n };
                let first = if back { t + 1 == end } else { t == start };
                let before = if back { t + 1 } else { t.wrapping_sub(1) };
                let gate = &gates[t * 2 * width + 2 * offset..][..width];
                let out = &mut out[t * 2 * width + 2 * offset..][..width];
                for k in 0..half {
                    let (z, c) = (gate[k], gate[half + k]);
                    let last = if first {
                        0.0
                    } else {
                        states[before * width + offset + k]
                    };
                    let d = change[t * width + offset + k] + carry[k];
                    out[k] = d * (c - last) * z * (1.0 - z);
                    out[half + k] = d * z * (1.0 - c * c);
                    carry[k] = d * (1.0 - z);
                }
            }
        }
        start = end;
    }
    out
}
