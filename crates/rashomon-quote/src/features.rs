//! Hashed features of the two linear-chain models: which words are a cue, and which words near a
//! cue are its source and its content.

use crate::ctx::{Ctx, NONE};
use rashomon_doc::{Act, Deprel, Upos};
use rashomon_lexicon::cues::{self, Cue, Frame};
use std::ops::Range;

/// Features of a token of the cue model.
pub(crate) const CUE_FEATURES: usize = 38;
/// How many of them come first and are quick to make.
pub(crate) const GATE_FEATURES: usize = 8;
/// How many come after them.
pub(crate) const REST_FEATURES: usize = CUE_FEATURES - GATE_FEATURES;
/// Features of a token of the role model that hold whatever the cue is.
pub(crate) const FIXED_FEATURES: usize = 13;
/// Features of a token of the role model that depend on the cue.
pub(crate) const MOVING_FEATURES: usize = 24;

/// What the features ask of a token.
struct Word {
    form: u64,
    lemma: u64,
    suffix: u64,
    upos: u64,
    deprel: u64,
    shape: u64,
    /// Act and frames of the lemma in the lexicon, plus one; 0 for a word that reports nothing.
    lexicon: u64,
    /// 0 outside quotation marks, 1 first, 2 last, 3 within.
    quoted: u64,
    /// Bits: has a subject, a clause, an object, an open clause, a parataxis, a passive.
    frame: u64,
    /// Its head, and its first subject, object and clause, or `NONE`.
    head: u32,
    subject: u32,
    object: u32,
    clause: u32,
    /// Distance to the nearest words in quotation marks, and on which side.
    gap: u64,
    side: u64,
    /// Whether it is of a kind that begins no cue: articles, figures, commas and stops.
    filler: bool,
}

/// A reading prepared for feature extraction.
pub(crate) struct View<'a, 'b> {
    pub(crate) ctx: &'b Ctx<'a>,
    words: Vec<Word>,
    /// For each word, the marks, the verbs and the marks of quotation before it.
    counts: Vec<[u32; 4]>,
    /// The leftmost and the rightmost descendant of each word.
    reach: Vec<(u32, u32)>,
    /// For each word, the sure cues that begin before it.
    cues_before: Vec<u32>,
    /// Whether a word is of a sure cue.
    in_cue: Vec<bool>,
}

static EDGE: Word = Word {
    form: 1,
    lemma: 1,
    suffix: 1,
    upos: 31,
    deprel: 63,
    shape: 9,
    lexicon: 0,
    quoted: 0,
    frame: 0,
    head: NONE,
    subject: NONE,
    object: NONE,
    clause: NONE,
    gap: 15,
    side: 0,
    filler: false,
};

fn mix(a: u64, b: u64) -> u64 {
    (a.rotate_left(23) ^ b).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// A hash of `text` with ASCII capitals folded.
fn hash(text: &str) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    let mut chunks = text.as_bytes().chunks_exact(8);
    for chunk in &mut chunks {
        let bytes = u64::from_le_bytes(chunk.try_into().expect("eight bytes"));
        hash = mix(hash, folded(bytes));
    }
    hash = mix(hash, folded(last_bytes(chunks.remainder())));
    mix(hash, 7)
}

/// Less than eight bytes as one number, with a 1 above them.
fn last_bytes(rest: &[u8]) -> u64 {
    let end = 1 << (8 * rest.len());
    match (rest.first_chunk::<4>(), rest.last_chunk::<4>(), rest) {
        (Some(first), Some(last), _) => {
            let last = u64::from(u32::from_le_bytes(*last)) << (8 * (rest.len() - 4));
            end | u64::from(u32::from_le_bytes(*first)) | last
        }
        (_, _, &[a, b, c]) => end | u64::from(a) | u64::from(b) << 8 | u64::from(c) << 16,
        (_, _, &[a, b]) => end | u64::from(a) | u64::from(b) << 8,
        (_, _, &[a]) => end | u64::from(a),
        _ => end,
    }
}

/// The eight characters in `bytes` with ASCII capitals made small.
fn folded(bytes: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let low = bytes & (0x7F * ONES);
    let from_a = low + (0x80 - 0x41) * ONES;
    let past_z = low + (0x7F - 0x5A) * ONES;
    let capitals = (from_a ^ past_z) & !bytes & (0x80 * ONES);
    bytes | capitals >> 2
}

fn shape(form: &str) -> u64 {
    let mut chars = form.chars();
    let Some(first) = chars.next() else { return 0 };
    let rest = chars.next();
    if first.is_uppercase() {
        match rest {
            Some(c) if c.is_uppercase() => 2,
            _ => 1,
        }
    } else if first.is_alphabetic() {
        3
    } else if first.is_ascii_digit() {
        4
    } else {
        5
    }
}

fn lexicon(cue: Option<&Cue>) -> u64 {
    cue.map_or(0, |cue| {
        let frames = [
            Frame::Quotation,
            Frame::Clause,
            Frame::Infinitive,
            Frame::Object,
            Frame::OnlyClause,
        ];
        let bits = frames
            .iter()
            .enumerate()
            .map(|(bit, &frame)| u64::from(cue.takes(frame)) << bit)
            .sum::<u64>();
        1 + (bits << 6 | cue.act as u64)
    })
}

fn bucket(distance: usize) -> u64 {
    match distance {
        0..=6 => distance as u64,
        7..=9 => 7,
        10..=14 => 8,
        15..=22 => 9,
        23..=35 => 10,
        36..=60 => 11,
        _ => 12,
    }
}

impl<'a, 'b> View<'a, 'b> {
    pub(crate) fn new(ctx: &'b Ctx<'a>) -> Self {
        let words = words(ctx);
        let mut count = [0; 4];
        let mut counts = Vec::with_capacity(words.len() + 1);
        counts.push(count);
        for word in &words {
            count[0] += u32::from(word.upos == Upos::Punct as u64 && word.shape == 5);
            count[1] += u32::from(word.upos == Upos::Verb as u64);
            count[2] += u32::from(word.quoted & 1 != 0);
            count[3] += u32::from(word.quoted & 2 != 0);
            counts.push(count);
        }
        let mut reach: Vec<(u32, u32)> = (0..ctx.len() as u32).map(|at| (at, at)).collect();
        for token in 0..ctx.len() as u32 {
            let mut at = token;
            for _ in 0..40 {
                at = words[at as usize].head;
                if at == NONE {
                    break;
                }
                let reach = &mut reach[at as usize];
                // What reaches over the word already has told so to all above it.
                if reach.0 <= token && token <= reach.1 {
                    break;
                }
                *reach = (reach.0.min(token), reach.1.max(token));
            }
        }
        Self {
            ctx,
            words,
            counts,
            reach,
            cues_before: vec![0; ctx.len() + 1],
            in_cue: vec![false; ctx.len()],
        }
    }

    /// Marks the cues that are sure, as features of roles; `bias` was added to their margins.
    pub(crate) fn mark(&mut self, cues: &[(Range<usize>, f32)], bias: f32) {
        let mut starts = vec![false; self.in_cue.len()];
        for (cue, margin) in cues {
            if *margin > bias {
                starts[cue.start] = true;
                self.in_cue[cue.clone()].fill(true);
            }
        }
        let mut count = 0;
        for (before, start) in self.cues_before[1..].iter_mut().zip(starts) {
            count += u32::from(start);
            *before = count;
        }
    }

    /// Whether the token is of a kind that begins no cue: articles, figures, commas and stops.
    pub(crate) fn is_filler(&self, token: usize) -> bool {
        self.words[token].filler
    }

    fn at(&self, token: usize, offset: isize) -> &Word {
        token
            .checked_add_signed(offset)
            .and_then(|token| self.words.get(token))
            .unwrap_or(&EDGE)
    }

    /// Hashes of the features by which the token may be part of a cue.
    pub(crate) fn cue(&self, token: usize, out: &mut Vec<u64>) {
        let mut gate = [0; GATE_FEATURES];
        let mut rest = [0; REST_FEATURES];
        self.cue_gate(token, &mut gate);
        self.cue_rest(token, &mut rest);
        out.extend_from_slice(&gate);
        out.extend_from_slice(&rest);
    }

    /// The first of them.
    pub(crate) fn cue_gate(&self, token: usize, out: &mut [u64; GATE_FEATURES]) {
        let word = &self.words[token];
        let (before, after) = (self.at(token, -1), self.at(token, 1));
        *out = [
            mix(1, word.form),
            mix(2, word.lemma),
            mix(3, word.upos << 8 | word.deprel),
            mix(9, mix(word.lemma, after.lemma)),
            mix(10, mix(before.lemma, word.lemma)),
            mix(12, mix(word.lemma, word.frame)),
            mix(13, word.upos << 16 | word.frame << 8 | word.deprel),
            mix(20, mix(word.lexicon, word.frame)),
        ];
    }

    /// The others.
    pub(crate) fn cue_rest(&self, token: usize, out: &mut [u64; REST_FEATURES]) {
        let word = &self.words[token];
        let (before, after) = (self.at(token, -1), self.at(token, 1));
        let (before2, after2) = (self.at(token, -2), self.at(token, 2));
        let head = word.head;
        let up = self.other(head).unwrap_or(&EDGE);
        let (governor, governed) = self.governor(token);
        let (gap, side) = (word.gap, word.side);
        let subject = self.other(word.subject);
        let object = self.other(word.object);
        let clause = self.other(word.clause);
        let offset = if head == NONE {
            9
        } else {
            (i64::from(head) - token as i64).clamp(-4, 4) as u64 & 15
        };
        *out = [
            mix(4, before.form),
            mix(5, after.form),
            mix(6, before2.form),
            mix(7, after2.form),
            mix(8, before.upos << 16 | word.upos << 8 | after.upos),
            mix(11, mix(word.lemma, word.deprel)),
            mix(14, mix(up.lemma, word.deprel)),
            mix(15, mix(governor, governed)),
            mix(16, mix(word.lemma, governed)),
            mix(17, mix(word.lemma, side << 8 | gap.min(6))),
            mix(18, word.upos << 16 | side << 8 | gap),
            mix(19, word.quoted << 16 | word.upos << 8 | word.frame),
            mix(21, mix(word.lexicon, word.quoted << 8 | word.upos)),
            mix(22, mix(word.suffix, word.upos)),
            mix(
                23,
                mix(
                    word.lemma,
                    subject.map_or(0, |subject| subject.shape << 8 | subject.upos),
                ),
            ),
            mix(24, subject.map_or(0, |subject| subject.lemma)),
            mix(
                25,
                mix(word.lexicon, subject.map_or(0, |subject| subject.lemma)),
            ),
            mix(26, mix(word.lemma, object.map_or(0, |object| object.lemma))),
            mix(
                27,
                mix(
                    word.lexicon & 63,
                    object.map_or(0, |object| object.upos << 8 | object.shape),
                ),
            ),
            mix(
                28,
                mix(
                    word.lemma,
                    clause.map_or(0, |clause| clause.frame << 8 | clause.upos),
                ),
            ),
            mix(29, up.lexicon << 16 | word.upos << 8 | word.deprel),
            mix(30, after.lexicon << 16 | word.upos << 8 | after.upos),
            mix(31, before.lexicon << 16 | before.upos << 8 | word.upos),
            mix(32, mix(before.form, before2.form)),
            mix(33, mix(after.form, after2.form)),
            mix(34, mix(word.form, u64::from(self.starts_paragraph(token)))),
            mix(35, mix(word.lemma, word.quoted)),
            mix(36, mix(offset << 8 | word.deprel, up.lexicon)),
            mix(
                37,
                mix(offset << 16 | word.upos << 8 | up.upos, after.lexicon),
            ),
            mix(
                38,
                mix(mix(before.lemma, offset), after.upos << 8 | word.deprel),
            ),
        ];
    }

    /// The word at `index`, which may be `NONE`.
    fn other(&self, index: u32) -> Option<&Word> {
        self.words.get(index as usize)
    }

    fn starts_paragraph(&self, token: usize) -> bool {
        let paragraph = self
            .ctx
            .paragraphs
            .get(self.ctx.paragraph_of[token] as usize);
        paragraph.is_some_and(|range| token < range.start + 5)
    }

    /// The nearest reporting word above, and by which relation the token's branch hangs on it.
    fn governor(&self, token: usize) -> (u64, u64) {
        let mut at = token;
        for _ in 0..6 {
            let head = self.words[at].head as usize;
            let Some(word) = self.words.get(head) else {
                break;
            };
            if word.lexicon != 0 && word.upos == Upos::Verb as u64 {
                return (word.lexicon & 63, 1 + self.words[at].deprel);
            }
            at = head;
        }
        (0, 0)
    }

    /// Hashes of the features of a token that hold whatever the cue is.
    pub(crate) fn role(&self, token: usize, out: &mut [u64; FIXED_FEATURES]) {
        let word = &self.words[token];
        let (before, after) = (self.at(token, -1), self.at(token, 1));
        *out = [
            mix(101, word.form),
            mix(102, word.lemma),
            mix(103, word.upos << 8 | word.deprel),
            mix(104, before.form),
            mix(105, after.form),
            mix(106, before.upos << 16 | word.upos << 8 | after.upos),
            mix(107, word.shape << 16 | before.shape << 8 | after.shape),
            mix(108, word.quoted << 16 | before.quoted << 8 | after.quoted),
            mix(109, mix(before.lemma, word.lemma)),
            mix(110, mix(word.upos, before.form)),
            mix(111, mix(word.upos, after.form)),
            mix(112, mix(word.suffix, word.upos)),
            mix(113, before.deprel << 16 | word.deprel << 8 | after.deprel),
        ];
    }

    /// The words that may belong to the cue at `cue`: its sentence, with the words in quotation
    /// marks that run over its ends or touch them.
    pub(crate) fn window(&self, anchor: usize) -> Range<usize> {
        let ctx = self.ctx;
        let sentence = ctx.sentence(anchor);
        let (mut start, mut end) = (sentence.start, sentence.end);
        let first = ctx
            .quoted_tokens
            .partition_point(|range| range.end + 2 < start);
        for range in &ctx.quoted_tokens[first..] {
            if range.start > end + 1 {
                break;
            }
            if range.end + 2 >= start && !range.is_empty() && self.near(range, anchor) {
                start = start.min(range.start);
                end = end.max(range.end);
            }
        }
        start.max(anchor.saturating_sub(90))..end.min(anchor + 110)
    }

    fn near(&self, range: &Range<usize>, anchor: usize) -> bool {
        let paragraph = self.ctx.paragraph_of[anchor];
        self.ctx.paragraph_of[range.start] == paragraph
            || self.ctx.paragraph_of[range.end - 1] == paragraph
    }

    /// Prepares the features of words relative to a cue.
    pub(crate) fn relative(&self, cue: Range<usize>, anchor: usize) -> Relative<'a, 'b, '_> {
        let mut ancestors = [usize::MAX; 7];
        let mut at = Some(anchor);
        for slot in &mut ancestors {
            let Some(token) = at else { break };
            *slot = token;
            at = self.ctx.syntax.head(token);
        }
        let span = |relations: &[Deprel]| {
            let child = self.ctx.syntax.child(anchor, relations)?;
            let (first, last) = self.reach[child];
            Some((first as usize, last as usize, self.words[child].deprel))
        };
        let clause = span(&[Deprel::Ccomp])
            .or_else(|| span(&[Deprel::Xcomp]))
            .or_else(|| span(&[Deprel::Parataxis]))
            .or_else(|| span(&[Deprel::Obj]))
            .or_else(|| span(&[Deprel::Obl, Deprel::Advcl]));
        let subject = span(&[Deprel::Nsubj, Deprel::NsubjPass, Deprel::NsubjOuter]);
        let mut governed = 0;
        let mut at = anchor;
        for _ in 0..6 {
            let Some(head) = self.ctx.syntax.head(at) else {
                break;
            };
            if self.in_cue[head] && !cue.contains(&head) {
                governed = 1 + self.words[at].deprel;
                break;
            }
            at = head;
        }
        Relative {
            view: self,
            cue,
            anchor,
            ancestors,
            clause,
            subject,
            governed,
        }
    }
}

/// Distance to the nearest words in quotation marks of the sentence, and on which side; `after`
/// stretches in them begin before the end of the token.
fn nearest_quotation(ctx: &Ctx, token: usize, after: usize) -> (u64, u64) {
    if ctx.region_of[token] != NONE {
        return (0, 3);
    }
    let distance = |range: &Range<usize>| {
        if range.start > token {
            range.start - token
        } else {
            (token + 1).saturating_sub(range.end)
        }
    };
    let right = ctx.quoted_tokens.get(after).map(distance);
    let left = after
        .checked_sub(1)
        .map(|index| distance(&ctx.quoted_tokens[index]));
    match (left, right) {
        (Some(left), Some(right)) if left <= right && left < 25 => (bucket(left), 1),
        (_, Some(right)) if right < 25 => (bucket(right), 2),
        (Some(left), _) if left < 25 => (bucket(left), 1),
        _ => (15, 0),
    }
}

/// All words with what hangs on them.
fn words(ctx: &Ctx) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::with_capacity(ctx.len());
    let mut after = 0;
    for token in 0..ctx.len() {
        let end = ctx.syntax.token(token).span.end;
        while ctx
            .quoted
            .get(after)
            .is_some_and(|quoted| quoted.outer.start < end)
        {
            after += 1;
        }
        let mut word = word(ctx, token);
        (word.gap, word.side) = nearest_quotation(ctx, token, after);
        words.push(word);
    }
    for token in 0..ctx.len() {
        let Some(head) = words
            .get(words[token].head as usize)
            .map(|_| words[token].head)
        else {
            continue;
        };
        let head = &mut words[head as usize];
        let first = |slot: &mut u32| {
            if *slot == NONE {
                *slot = token as u32;
            }
        };
        head.frame |= match ctx.deprel(token) {
            Deprel::Nsubj | Deprel::NsubjOuter => {
                first(&mut head.subject);
                1
            }
            Deprel::Ccomp => {
                first(&mut head.clause);
                2
            }
            Deprel::Obj => {
                first(&mut head.object);
                4
            }
            Deprel::Xcomp => {
                first(&mut head.clause);
                8
            }
            Deprel::Parataxis => 16,
            Deprel::NsubjPass => {
                first(&mut head.subject);
                32
            }
            Deprel::AuxPass => 32,
            _ => 0,
        };
    }
    words
}

fn is_filler(ctx: &Ctx, token: usize) -> bool {
    match ctx.upos(token) {
        Upos::Det | Upos::Num | Upos::Cconj => true,
        Upos::Punct => !matches!(ctx.form(token), ":" | "—" | "–" | "―" | "-" | "--" | "――"),
        _ => false,
    }
}

fn word(ctx: &Ctx, token: usize) -> Word {
    let form = ctx.form(token);
    let upos = ctx.upos(token);
    let lemma = ctx.lemma(token);
    let quoted = match ctx.region(token) {
        None => 0,
        Some(region) => {
            let range = &ctx.quoted_tokens[region];
            if range.start == token {
                1
            } else if range.end == token + 1 {
                2
            } else {
                3
            }
        }
    };
    let suffix_start = match form.as_bytes().last_chunk::<3>() {
        Some(last) if last.is_ascii() => form.len() - 3,
        _ => form.char_indices().rev().nth(2).map_or(0, |(at, _)| at),
    };
    Word {
        form: hash(form),
        lemma: hash(lemma),
        suffix: hash(&form[suffix_start..]),
        upos: upos as u64,
        deprel: ctx.deprel(token) as u64,
        shape: shape(form),
        lexicon: lexicon(ctx.cues[token]),
        quoted,
        head: ctx.syntax.head(token).map_or(NONE, |head| head as u32),
        filler: is_filler(ctx, token),
        ..EDGE
    }
}

/// Features of words relative to one cue.
pub(crate) struct Relative<'a, 'b, 'c> {
    view: &'c View<'a, 'b>,
    cue: Range<usize>,
    anchor: usize,
    ancestors: [usize; 7],
    /// First and last word of what hangs on the cue as its clause or object, and by which relation.
    clause: Option<(usize, usize, u64)>,
    /// The same of its subject.
    subject: Option<(usize, usize, u64)>,
    /// By which relation the cue hangs below another sure cue, plus one; 0 when it does not.
    governed: u64,
}

/// Where `token` stands to a stretch: before it, its first word, within, its last, behind.
fn place(token: usize, stretch: Option<(usize, usize, u64)>) -> u64 {
    let Some((first, last, relation)) = stretch else {
        return 0;
    };
    let place = if token < first {
        1
    } else if token == first {
        2
    } else if token < last {
        3
    } else if token == last {
        4
    } else {
        5
    };
    relation << 3 | place
}

/// A path not found yet.
const OPEN: (u64, u64) = (u64::MAX, 0);

/// The path of a word that does not hang with the cue.
const NO_PATH: (u64, u64) = (252, 0);

impl Relative<'_, '_, '_> {
    /// How the branch of each word of `window` hangs on the cue: steps up from the cue to where the
    /// branches meet with the relation below that point, and how far below it the word stands.
    pub(crate) fn paths(&self, window: &Range<usize>) -> Vec<(u64, u64)> {
        // One more than the step of each ancestor, 0 for other words.
        let mut steps = vec![0_u8; window.len()];
        for (step, &ancestor) in self.ancestors.iter().enumerate() {
            if window.contains(&ancestor) {
                steps[ancestor - window.start] = step as u8 + 1;
            }
        }
        let sentence = self.view.ctx.sentence(self.anchor);
        let mut paths = vec![OPEN; window.len()];
        for token in window.clone() {
            if !sentence.contains(&token) {
                let path = if token < self.anchor { 250 } else { 251 };
                paths[token - window.start] = (path, 0);
            } else if paths[token - window.start] == OPEN {
                self.path(token, window, &steps, &mut paths);
            }
        }
        paths
    }

    /// Finds the path of `token`, and with it those of the words above it that are not known.
    fn path(&self, token: usize, window: &Range<usize>, steps: &[u8], paths: &mut [(u64, u64)]) {
        let words = &self.view.words;
        let mut at = token;
        let mut relation = 63;
        let mut climbed = 0_u64;
        let (path, below) = loop {
            let inside = window.contains(&at);
            let step = if inside {
                u64::from(steps[at - window.start])
            } else {
                let step = self.ancestors.iter().position(|&ancestor| ancestor == at);
                step.map_or(0, |step| step as u64 + 1)
            };
            if step > 0 {
                break (1 + ((step - 1) * 64 + relation), 0);
            }
            if inside && paths[at - window.start] != OPEN {
                break paths[at - window.start];
            }
            relation = words[at].deprel;
            climbed += 1;
            if words[at].head == NONE || climbed == 40 {
                break NO_PATH;
            }
            at = words[at].head as usize;
        };
        let mut at = token;
        let far = (path, below) == NO_PATH;
        for left in (0..=climbed).rev() {
            if window.contains(&at) && (left > 0 || at == token) {
                let depth = if far { 0 } else { (below + left).min(3) };
                paths[at - window.start] = (path, depth);
            }
            if words[at].head == NONE {
                break;
            }
            at = words[at].head as usize;
        }
    }

    /// Hashes of the features of the token at `at` of `window`.
    pub(crate) fn features(
        &self,
        window: &Range<usize>,
        paths: &[(u64, u64)],
        at: usize,
        out: &mut [u64; MOVING_FEATURES],
    ) {
        let view = self.view;
        let ctx = view.ctx;
        let token = window.start + at;
        let word = &view.words[token];
        let cue = &view.words[self.anchor];
        let (path, depth) = paths[at];
        let path_before = at.checked_sub(1).map_or(300, |at| paths[at].0);
        let path_after = paths.get(at + 1).map_or(300, |path| path.0);
        let (side, distance) = if token < self.cue.start {
            (0, self.cue.start - token)
        } else if token >= self.cue.end {
            (1, token + 1 - self.cue.end)
        } else {
            (2, 0)
        };
        let between = if side == 0 {
            token + 1..self.cue.start
        } else {
            self.cue.end..token.max(self.cue.end)
        };
        let (commas, verbs, marks) = if between.len() < 60 {
            let (before, after) = (&view.counts[between.start], &view.counts[between.end]);
            let count = |at: usize| u64::from(after[at] - before[at]);
            (count(0), count(1), count(2).min(1) | count(3).min(1) << 1)
        } else {
            (5, 5, 3)
        };
        let region = ctx.region_of[token];
        let same = u64::from(region != NONE)
            + u64::from(region != NONE && region == ctx.region_of[self.anchor]);
        let act = if cue.lexicon == 0 {
            99
        } else {
            cue.lexicon & 63
        };
        let near = side << 8 | bucket(distance);
        let (clause, subject) = (place(token, self.clause), place(token, self.subject));
        let low = between.start.min(token);
        let cues = u64::from(view.cues_before[between.end.max(low)] - view.cues_before[low]).min(2);
        let other = u64::from(view.in_cue[token]);
        let sentence = ctx.sentence(token);
        let left = (sentence.end - token).min(4) as u64;
        *out = [
            mix(201, near),
            mix(202, mix(near, word.upos)),
            mix(203, mix(path, side << 8 | depth)),
            mix(204, mix(mix(path, depth), cue.lemma)),
            mix(205, mix(path, act << 8 | side)),
            mix(206, mix(path_before, path)),
            mix(207, mix(path, path_after)),
            mix(208, mix(mix(path, depth), word.upos << 8 | word.deprel)),
            mix(209, mix(side << 16 | same << 8 | commas.min(4), marks)),
            mix(
                210,
                mix(
                    cue.lemma,
                    side << 16 | word.upos << 8 | bucket(distance).min(8),
                ),
            ),
            mix(
                211,
                mix(verbs.min(3) << 16 | commas.min(3) << 8 | side, word.upos),
            ),
            mix(212, mix(cue.lemma, mix(word.form, side))),
            mix(213, mix(cue.upos << 16 | cue.deprel << 8 | side, path)),
            mix(214, mix(cue.frame << 8 | side, path)),
            mix(
                215,
                mix(
                    same << 16 | word.quoted << 8 | cue.quoted,
                    side << 8 | bucket(distance),
                ),
            ),
            mix(216, mix(path, word.form)),
            mix(217, mix(mix(path_before, path), mix(word.form, 3))),
            mix(218, mix(clause << 16 | subject, side)),
            mix(219, mix(mix(clause, path), word.upos)),
            mix(220, mix(cues << 16 | other << 8 | side, path)),
            mix(
                221,
                mix(
                    cues << 16 | other << 12 | commas.min(3) << 8 | side,
                    same << 8 | word.quoted,
                ),
            ),
            mix(222, mix(self.governed << 8 | side, path)),
            mix(223, mix(left << 16 | side << 8 | word.upos, clause)),
            mix(224, mix(mix(subject, path), word.upos << 8 | word.shape)),
        ];
    }
}

/// The act of the word at `anchor`, also where the tagger took a verb for another word.
pub(crate) fn act_of(ctx: &Ctx, anchor: usize) -> Option<Act> {
    let lemma = ctx.lemma(anchor);
    let cue = match ctx.upos(anchor) {
        Upos::Noun => cues::noun(lemma).or_else(|| cues::verb(lemma)),
        _ => cues::verb(lemma).or_else(|| cues::noun(lemma)),
    };
    cue.or_else(|| stripped(lemma)).map(|cue| cue.act)
}

/// The verb of a form that was not reduced to its lemma.
pub(crate) fn stripped(form: &str) -> Option<&'static Cue> {
    ["ed", "d", "s", "es", "ing"]
        .iter()
        .filter_map(|ending| form.strip_suffix(ending))
        .find_map(cues::verb)
}
