//! Dependencies: words are shifted onto a stack and attached from there, one greedy step after
//! another; the root stands after the last word.

use crate::pack::{Packer, Unpacker};
use crate::tagger::{NO_TAG, best, best_of};
use crate::weights::{Learner, Narrow, WIDE, Wide};
use crate::word::{Lex, mix};
use rashomon_doc::Deprel;

const STEPS: usize = 64;
const LABELS: usize = 24;
const NONE: u32 = u32::MAX;
const NO_LABEL: u8 = WIDE as u8;

const SHIFT: usize = 0;
const LEFT: usize = 1;
const RIGHT: usize = 2;

/// A word's place in the tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arc {
    /// Index of the head in the sentence; the number of words for the root.
    pub head: u32,
    /// The relation, as an index into the labels.
    pub label: u8,
    /// How clear the attachment was.
    pub margin: i32,
}

/// A parse under way. Kept between sentences so that its memory is used again.
#[derive(Debug, Default)]
pub(crate) struct State {
    stack: Vec<u32>,
    next: u32,
    size: u32,
    arcs: Vec<Arc>,
    /// Leftmost and second leftmost, rightmost and second rightmost child.
    left: Vec<[u32; 2]>,
    right: Vec<[u32; 2]>,
    counts: Vec<[u8; 2]>,
    /// Which labels the children of a word have.
    labels: Vec<u64>,
}

impl State {
    fn start(&mut self, size: usize) {
        self.stack.clear();
        self.next = 0;
        self.size = size as u32;
        self.arcs.clear();
        let open = Arc {
            head: NONE,
            label: NO_LABEL,
            margin: 0,
        };
        self.arcs.resize(size + 1, open);
        self.left.clear();
        self.left.resize(size + 1, [NONE; 2]);
        self.right.clear();
        self.right.resize(size + 1, [NONE; 2]);
        self.counts.clear();
        self.counts.resize(size + 1, [0; 2]);
        self.labels.clear();
        self.labels.resize(size + 1, 0);
    }

    fn done(&self) -> bool {
        self.next == self.size && self.stack.is_empty()
    }

    fn legal(&self) -> [bool; 3] {
        let root_next = self.next == self.size;
        [
            !root_next,
            !self.stack.is_empty() && (!root_next || self.stack.len() == 1),
            self.stack.len() >= 2,
        ]
    }

    fn top(&self, depth: usize) -> u32 {
        self.stack
            .len()
            .checked_sub(depth + 1)
            .map_or(NONE, |place| self.stack[place])
    }

    /// Dependent and head that a step would join.
    fn joined(&self, step: usize) -> (u32, u32) {
        let head = if step == LEFT { self.next } else { self.top(1) };
        (self.top(0), head)
    }

    fn shift(&mut self) {
        self.stack.push(self.next);
        self.next += 1;
    }

    fn attach(&mut self, dependent: u32, head: u32, label: u8, margin: i32) {
        self.stack.pop();
        self.arcs[dependent as usize] = Arc {
            head,
            label,
            margin,
        };
        let head = head as usize;
        self.labels[head] |= 1 << (label & 63);
        let side = usize::from(dependent > head as u32);
        self.counts[head][side] = self.counts[head][side].saturating_add(1);
        let children = if side == 0 {
            &mut self.left[head]
        } else {
            &mut self.right[head]
        };
        *children = [dependent, children[0]];
    }
}

/// The words and tags of the sentence that is parsed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Input<'a> {
    pub words: &'a [Lex],
    pub tags: &'a [u8],
}

impl Input<'_> {
    #[inline]
    fn word(&self, index: u32) -> u32 {
        self.words
            .get(index as usize)
            .map_or_else(|| self.beyond(index), |word| word.lower)
    }

    #[inline]
    fn tag(&self, index: u32) -> u32 {
        self.tags
            .get(index as usize)
            .map_or_else(|| self.beyond(index), |&tag| u32::from(tag))
    }

    /// The root, or no word.
    fn beyond(&self, index: u32) -> u32 {
        u32::from(NO_TAG) + 1 + u32::from(index as usize == self.words.len())
    }
}

/// The parser.
#[derive(Debug)]
pub(crate) struct Parser {
    pub(crate) labels: Vec<Deprel>,
    steps: Narrow,
    names: Wide,
}

impl Parser {
    /// The tree of a sentence; its words' arcs are good until the next call.
    pub(crate) fn parse<'s>(&self, input: Input<'_>, state: &'s mut State) -> &'s [Arc] {
        let mut features = [0; STEPS];
        state.start(input.words.len());
        while !state.done() {
            let legal = state.legal();
            let (mut step, mut margin) = (SHIFT, i32::MAX);
            if legal != [true, false, false] {
                extract_steps(&input, state, &mut features);
                (step, margin) = choose(self.steps.scores(&features), legal);
            }
            if step == SHIFT {
                state.shift();
                continue;
            }
            let (dependent, head) = state.joined(step);
            let mut features = [0; LABELS];
            extract_labels(&input, state, dependent, head, &mut features);
            let (label, _) = best(&self.names.scores(&features)[..self.labels.len()]);
            state.attach(dependent, head, label as u8, margin);
        }
        &state.arcs[..input.words.len()]
    }

    pub(crate) fn pack(&self, packer: &mut Packer) {
        packer.number(self.labels.len() as u32);
        for label in &self.labels {
            packer.text(label.as_str());
        }
        self.steps.pack(packer);
        self.names.pack(packer);
    }

    pub(crate) fn unpack(unpacker: &mut Unpacker<'_>) -> Option<Self> {
        let count = unpacker.number()?;
        let mut labels = Vec::new();
        for _ in 0..count {
            labels.push(unpacker.text()?.parse().ok()?);
        }
        Some(Self {
            labels,
            steps: Narrow::unpack(unpacker)?,
            names: Wide::unpack(unpacker)?,
        })
    }
}

fn choose(scores: [i32; 3], legal: [bool; 3]) -> (usize, i32) {
    let (mut step, mut top, mut second) = (usize::MAX, i32::MIN, i32::MIN);
    for candidate in 0..3 {
        if legal[candidate] {
            if step == usize::MAX || scores[candidate] > top {
                second = top;
                (step, top) = (candidate, scores[candidate]);
            } else {
                second = second.max(scores[candidate]);
            }
        }
    }
    (step, top.saturating_sub(second))
}

fn extract_steps(input: &Input<'_>, state: &State, out: &mut [u32; STEPS]) {
    let (s0, s1, s2) = (state.top(0), state.top(1), state.top(2));
    let b0 = state.next;
    let ahead = |by: u32| if b0 + by <= state.size { b0 + by } else { NONE };
    let (b1, b2) = (ahead(1), ahead(2));
    let child =
        |side: &[[u32; 2]], of: u32, rank: usize| side.get(of as usize).map_or(NONE, |c| c[rank]);
    let label = |of: u32| {
        state
            .arcs
            .get(of as usize)
            .map_or(u32::from(NO_LABEL) + 1, |arc| u32::from(arc.label))
    };
    let count = |of: u32, side: usize| {
        state
            .counts
            .get(of as usize)
            .map_or(9, |c| u32::from(c[side].min(6)))
    };
    let set = |of: u32| {
        state
            .labels
            .get(of as usize)
            .map_or(1, |&set| (set ^ (set >> 32)) as u32)
    };

    let (s0l, s0r) = (child(&state.left, s0, 0), child(&state.right, s0, 0));
    let (s1l, s1r) = (child(&state.left, s1, 0), child(&state.right, s1, 0));
    let (s0l2, s0r2, b0l, b0l2) = (
        child(&state.left, s0, 1),
        child(&state.right, s0, 1),
        child(&state.left, b0, 0),
        child(&state.left, b0, 1),
    );
    let (s0w, s1w, s2w, b0w, b1w, b2w) = (
        input.word(s0),
        input.word(s1),
        input.word(s2),
        input.word(b0),
        input.word(b1),
        input.word(b2),
    );
    let (s0t, s1t, s2t, b0t, b1t, b2t) = (
        input.tag(s0),
        input.tag(s1),
        input.tag(s2),
        input.tag(b0),
        input.tag(b1),
        input.tag(b2),
    );
    let near = if s0 == NONE { 15 } else { (b0 - s0).min(10) };
    let far = if s1 == NONE { 15 } else { (s0 - s1).min(10) };
    let (s0wt, s1wt, b0wt) = (mix(s0w, s0t), mix(s1w, s1t), mix(b0w, b0t));
    let (s0b0, s1s0) = (mix(s0t, b0t ^ 0x100), mix(s1t, s0t ^ 0x200));
    let s1s0b0 = mix(s1s0, b0t);
    let values = [
        s0w,
        s0t,
        s0wt,
        s1w,
        s1t,
        s1wt,
        b0w,
        b0t,
        b0wt,
        b1w,
        b1t,
        mix(b1w, b1t),
        b2w,
        b2t,
        s2w,
        s2t,
        mix(s0wt, b0wt),
        mix(s0wt, b0t),
        mix(s0t, b0wt),
        s0b0,
        mix(s0w, b0w),
        s1s0,
        mix(s1w, s0w),
        mix(s1t, s0w),
        mix(s1w, s0t),
        mix(s1w, b0w),
        mix(s1t, b0t ^ 0x400),
        mix(b0t, b1t),
        mix(s0t, b1w),
        mix(b0w, b1t),
        mix(s0b0, b1t),
        mix(mix(s0b0, b1t), b2t),
        s1s0b0,
        mix(s1s0b0, b1t),
        mix(s2t, s1s0),
        mix(s2t, s1s0b0),
        mix(s0b0, input.tag(s0l)),
        mix(s0b0, input.tag(s0r)),
        mix(s0b0, input.tag(b0l)),
        mix(s1s0, input.tag(s0l)),
        mix(s1s0, input.tag(s1r)),
        mix(s1s0b0, input.tag(s1r)),
        mix(mix(s0t, input.tag(s0l)), input.tag(s0l2)),
        mix(mix(s0t, input.tag(s0r)), input.tag(s0r2)),
        mix(mix(b0t, input.tag(b0l)), input.tag(b0l2)),
        mix(s0w, near),
        mix(s0b0, near),
        mix(b0w, near),
        mix(s1s0, far),
        mix(s0w, count(s0, 1)),
        mix(s0t, mix(count(s0, 0), count(s0, 1))),
        mix(b0t, count(b0, 0)),
        mix(s1t, mix(count(s1, 0), count(s1, 1))),
        mix(s0t, set(s0)),
        mix(s0w, set(s0)),
        mix(s1t, set(s1)),
        mix(b0t, set(b0)),
        mix(mix(s0t, label(s0l)), label(s0r)),
        mix(mix(s0b0, label(s0r)), label(b0l)),
        mix(mix(s1s0b0, label(s1r)), label(s1l)),
        mix(s0b0, mix(input.word(s0l), 3)),
        mix(s0b0, mix(input.word(s0r), 5)),
        mix(s1s0b0, input.word(s0l)),
        mix(mix(s0w, s1t), b0t),
    ];
    for (template, (place, value)) in out.iter_mut().zip(values).enumerate() {
        *place = mix(mix(value, 0x7f4a_7c15), template as u32 + 1);
    }
}

fn extract_labels(
    input: &Input<'_>,
    state: &State,
    dependent: u32,
    head: u32,
    out: &mut [u32; LABELS],
) {
    let side = |of: u32, sides: &[[u32; 2]]| sides.get(of as usize).map_or(NONE, |c| c[0]);
    let label = |of: u32| {
        state
            .arcs
            .get(of as usize)
            .map_or(u32::from(NO_LABEL) + 1, |arc| u32::from(arc.label))
    };
    let set = |of: u32| {
        state
            .labels
            .get(of as usize)
            .map_or(1, |&set| (set ^ (set >> 32)) as u32)
    };
    let (dw, dt, hw, ht) = (
        input.word(dependent),
        input.tag(dependent),
        input.word(head),
        input.tag(head),
    );
    let first = side(dependent, &state.left);
    let last = side(dependent, &state.right);
    let sibling = if dependent < head {
        side(head, &state.left)
    } else {
        side(head, &state.right)
    };
    let direction = u32::from(dependent < head) + 1;
    let distance = direction * 16 + dependent.abs_diff(head).min(6);
    let (before, after) = (dependent.wrapping_sub(1), dependent + 1);
    let pair = mix(mix(dt, ht ^ 0x100), direction);
    let values = [
        dw,
        mix(dw, direction),
        mix(dw, dt),
        mix(hw, direction),
        mix(hw, dt),
        pair,
        mix(pair, distance),
        mix(dw, mix(ht, direction)),
        mix(hw, pair),
        mix(dw, hw),
        mix(pair, input.word(first)),
        mix(mix(hw, direction), input.word(first)),
        mix(pair, input.tag(first)),
        mix(pair, label(first)),
        mix(pair, input.tag(last)),
        mix(pair, label(sibling)),
        mix(pair, set(head)),
        mix(mix(hw, direction), set(head)),
        mix(pair, set(dependent)),
        mix(pair, input.tag(before)),
        mix(pair, input.tag(after)),
        mix(pair, input.word(before)),
        mix(
            pair,
            mix(input.tag(head.wrapping_sub(1)), input.tag(head + 1)),
        ),
        mix(dw, set(dependent)),
    ];
    for (template, (place, value)) in out.iter_mut().zip(values).enumerate() {
        *place = mix(mix(value, 0x2545_f491), template as u32 + 1);
    }
}

/// A sentence to learn from.
#[derive(Debug)]
pub(crate) struct Lesson<'a> {
    pub input: Input<'a>,
    /// Index of each word's head; the number of words for the root.
    pub heads: &'a [u32],
    pub labels: &'a [u8],
}

/// What the learning of a parser may choose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub epochs: usize,
    /// Rows while learning, as a power of two.
    pub bits: u32,
    /// Rows of the finished table, as a power of two.
    pub final_bits: u32,
    /// Rows of the table of labels, as a power of two.
    pub label_bits: u32,
}

/// The cost of each step: how many right arcs it makes unreachable.
fn costs(state: &State, heads: &[u32]) -> [u32; 3] {
    let (s0, s1, b0) = (state.top(0), state.top(1), state.next);
    let size = state.size;
    let head_of = |word: u32| heads.get(word as usize).copied().unwrap_or(NONE);
    let mut costs = [0; 3];
    let below = &state.stack[..state.stack.len().saturating_sub(1)];
    // Shift: b0 loses its head among the stack below s0 and its children on the whole stack.
    let b0_head = head_of(b0);
    costs[SHIFT] += below.iter().filter(|&&word| word == b0_head).count() as u32;
    costs[SHIFT] += state
        .stack
        .iter()
        .filter(|&&word| head_of(word) == b0)
        .count() as u32;
    if s0 != NONE {
        let s0_head = head_of(s0);
        let children = (b0..size).filter(|&word| head_of(word) == s0).count() as u32;
        costs[LEFT] += children;
        costs[LEFT] += u32::from(s1 != NONE && s0_head == s1);
        costs[LEFT] += u32::from(s0_head > b0 && s0_head <= size);
        costs[RIGHT] += children;
        costs[RIGHT] += u32::from(s0_head >= b0 && s0_head <= size);
    }
    costs
}

/// Learns the parser from sentences with their trees.
pub(crate) fn learn(
    labels: Vec<Deprel>,
    lessons: &[Lesson<'_>],
    plan: Plan,
    shuffle: &mut impl FnMut(usize) -> Vec<usize>,
) -> Parser {
    let mut seen = Seen::new();
    for lesson in lessons {
        for_each_right_state(lesson, |features| seen.add(features));
    }
    let mut steps = Learner::<3>::new(plan.bits);
    let mut names = Learner::<WIDE>::new(plan.label_bits);
    let mut state = State::default();
    for epoch in 0..plan.epochs {
        for index in shuffle(lessons.len()) {
            learn_one(
                &lessons[index],
                epoch,
                labels.len(),
                &seen,
                &mut state,
                &mut steps,
                &mut names,
            );
        }
    }
    let mut kept = Vec::new();
    for lesson in lessons {
        for_each_right_state(lesson, |features| {
            kept.extend(
                features
                    .iter()
                    .copied()
                    .filter(|&feature| seen.often(feature)),
            );
        });
    }
    kept.sort_unstable();
    kept.dedup();
    Parser {
        labels,
        steps: steps.finish(plan.final_bits, kept.into_iter()),
        names: names.finish(),
    }
}

/// How often features were seen on the way to the right trees, up to three times.
struct Seen(Vec<u8>);

impl Seen {
    const BITS: u32 = 26;

    fn new() -> Self {
        Self(vec![0; 1 << Self::BITS])
    }

    fn add(&mut self, features: &[u32]) {
        for &feature in features {
            let count = &mut self.0[(feature >> (32 - Self::BITS)) as usize];
            *count = count.saturating_add(1);
        }
    }

    fn often(&self, feature: u32) -> bool {
        self.0[(feature >> (32 - Self::BITS)) as usize] >= 2
    }
}

fn for_each_right_state(lesson: &Lesson<'_>, mut visit: impl FnMut(&[u32])) {
    let mut state = State::default();
    let mut features = [0; STEPS];
    state.start(lesson.input.words.len());
    while !state.done() {
        let (legal, costs) = (state.legal(), costs(&state, lesson.heads));
        extract_steps(&lesson.input, &state, &mut features);
        visit(&features);
        let step = (0..3)
            .filter(|&step| legal[step])
            .min_by_key(|&step| (costs[step], [2, 0, 1][step]))
            .expect("a step is always legal");
        take(&mut state, step, lesson.labels);
    }
}

fn take(state: &mut State, step: usize, labels: &[u8]) {
    if step == SHIFT {
        state.shift();
    } else {
        let (dependent, head) = state.joined(step);
        state.attach(dependent, head, labels[dependent as usize], 0);
    }
}

fn learn_one(
    lesson: &Lesson<'_>,
    epoch: usize,
    label_count: usize,
    seen: &Seen,
    state: &mut State,
    steps: &mut Learner<3>,
    names: &mut Learner<WIDE>,
) {
    let mut all = [0; STEPS];
    let mut features = Vec::with_capacity(STEPS);
    state.start(lesson.input.words.len());
    while !state.done() {
        let (legal, costs) = (state.legal(), costs(state, lesson.heads));
        extract_steps(&lesson.input, state, &mut all);
        features.clear();
        features.extend(all.iter().copied().filter(|&feature| seen.often(feature)));
        let scores = steps.scores(&features);
        let guess = choose(scores, legal).0;
        let least = (0..3)
            .filter(|&step| legal[step])
            .map(|step| costs[step])
            .min();
        let right = (0..3)
            .filter(|&step| legal[step] && Some(costs[step]) == least)
            .max_by_key(|&step| (scores[step], 3 - step))
            .expect("a step is always legal");
        if Some(costs[guess]) != least {
            steps.update(&features, right, guess);
        }
        steps.tick();
        let step = if epoch == 0 { right } else { guess };
        if step == SHIFT {
            state.shift();
            continue;
        }
        let (dependent, head) = state.joined(step);
        let label = if lesson.heads[dependent as usize] == head {
            let mut features = [0; LABELS];
            extract_labels(&lesson.input, state, dependent, head, &mut features);
            let gold = usize::from(lesson.labels[dependent as usize]);
            let guess = best_of(&names.scores(&features)[..label_count]);
            if guess != gold {
                names.update(&features, gold, guess);
            }
            names.tick();
            guess as u8
        } else {
            let mut features = [0; LABELS];
            extract_labels(&lesson.input, state, dependent, head, &mut features);
            best_of(&names.scores(&features)[..label_count]) as u8
        };
        state.attach(dependent, head, label, 0);
    }
}
