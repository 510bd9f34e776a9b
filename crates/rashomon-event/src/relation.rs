//! What two named parties are told to do to each other: a linear model over the words, the parse
//! and the events that the triggers give.
//!
//! # Source
//! The 15 classes are those of the PLOVER pairs of Hu et al. 2023 ("Leveraging codebook knowledge
//! with NLI and ChatGPT for zero-shot political relation classification"): PLOVER's types with
//! CONCEDE and RETREAT as one.

use crate::context::Context;
use crate::party::Touch;
use crate::recorded;
use rashomon_doc::{Deprel, Event, EventType, Reading, Span, Upos};
use rashomon_lexicon::events::{Head, triggers};
use std::sync::LazyLock;

/// The classes, in the order of the model's columns; CONCEDE stands for RETREAT too.
pub const CLASSES: [EventType; 15] = [
    EventType::Agree,
    EventType::Consult,
    EventType::Support,
    EventType::Concede,
    EventType::Cooperate,
    EventType::Aid,
    EventType::Request,
    EventType::Accuse,
    EventType::Reject,
    EventType::Threaten,
    EventType::Protest,
    EventType::Sanction,
    EventType::Mobilize,
    EventType::Coerce,
    EventType::Assault,
];

/// Number of rows of the weights: features are hashed to so many.
pub const BUCKETS: usize = 1 << 16;

/// The column of a type in the model.
pub fn class_of(plover: EventType) -> usize {
    let plover = if plover == EventType::Retreat {
        EventType::Concede
    } else {
        plover
    };
    CLASSES
        .iter()
        .position(|&class| class == plover)
        .expect("every other type is a class")
}

static MODEL: LazyLock<Option<Model>> =
    LazyLock::new(|| Model::parse(include_bytes!("../model/relation.bin")));

/// Weights of one byte each, with a scale for each class.
struct Model {
    scales: [f32; CLASSES.len()],
    weights: &'static [u8],
}

impl Model {
    fn parse(bytes: &'static [u8]) -> Option<Self> {
        let (head, weights) = bytes.split_at_checked(4 * CLASSES.len())?;
        if weights.len() != BUCKETS * CLASSES.len() {
            return None;
        }
        let mut scales = [0.0; CLASSES.len()];
        for (scale, bytes) in scales.iter_mut().zip(head.chunks_exact(4)) {
            *scale = f32::from_le_bytes(bytes.try_into().ok()?);
        }
        Some(Self { scales, weights })
    }

    fn scores(&self, features: &[(u32, f32)]) -> [f32; CLASSES.len()] {
        let mut scores = [0.0; CLASSES.len()];
        for &(bucket, value) in features {
            let row = bucket as usize * CLASSES.len();
            let row = &self.weights[row..row + CLASSES.len()];
            for (score, &weight) in scores.iter_mut().zip(row) {
                *score += f32::from(weight as i8) * value;
            }
        }
        for (score, scale) in scores.iter_mut().zip(self.scales) {
            *score *= scale;
        }
        scores
    }
}

/// The bytes of a model with `weights[bucket * classes + class]`, each class scaled to one byte.
pub fn pack(weights: &[f32]) -> Vec<u8> {
    let n = CLASSES.len();
    let mut peaks = vec![f32::MIN_POSITIVE; n];
    for (index, weight) in weights.iter().enumerate() {
        peaks[index % n] = peaks[index % n].max(weight.abs());
    }
    let mut bytes: Vec<u8> = peaks
        .iter()
        .flat_map(|peak| (peak / 127.0).to_le_bytes())
        .collect();
    bytes.extend(weights.iter().enumerate().map(|(index, weight)| {
        let step = peaks[index % n] / 127.0;
        (weight / step).round().clamp(-127.0, 127.0) as i8 as u8
    }));
    bytes
}

/// What the words at `source` are told to do to the words at `target`, with the margin over the
/// second best; `None` when there is no sentence.
pub(crate) fn classify(
    reading: &Reading,
    source: Option<Span>,
    target: Option<Span>,
) -> Option<(EventType, f32)> {
    let features = features(reading, source, target);
    if features.is_empty() {
        return None;
    }
    let scores = MODEL.as_ref()?.scores(&features);
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&left, &right| scores[right].total_cmp(&scores[left]));
    Some((CLASSES[order[0]], scores[order[0]] - scores[order[1]]))
}

/// The hashed features of a pair with their values, sorted by bucket; the vector has length one.
pub fn features(reading: &Reading, source: Option<Span>, target: Option<Span>) -> Vec<(u32, f32)> {
    let ctx = Context::new(reading);
    let Some(anchor) = source.or(target) else {
        return Vec::new();
    };
    let mut bag = Bag::default();
    let Some(sentence) = ctx.syntax.sentence_at(anchor.start) else {
        return Vec::new();
    };
    // A sentence cut in two by mistake is read to the end of the later of the two.
    let last = target
        .and_then(|target| ctx.syntax.sentence_at(target.start))
        .unwrap_or(sentence);
    let sentences = ctx.syntax.sentences();
    let (first, last) = (sentence.min(last), sentence.max(last));
    let range = sentences[first].tokens.start..sentences[last].tokens.end;
    let pair = Pair {
        ctx: &ctx,
        source,
        target,
    };
    pair.words(range.clone(), &mut bag);
    pair.triggers(range.clone(), &mut bag);
    pair.paths(&mut bag);
    let span = ctx.syntax.span_of(range);
    pair.events(span, &mut bag);
    bag.finish()
}

struct Pair<'a> {
    ctx: &'a Context<'a>,
    source: Option<Span>,
    target: Option<Span>,
}

impl Pair<'_> {
    fn role(&self, token: usize) -> Option<&'static str> {
        let span = self.ctx.token(token).span;
        if self.source.is_some_and(|source| source.overlaps(span)) {
            Some("S")
        } else if self.target.is_some_and(|target| target.overlaps(span)) {
            Some("T")
        } else {
            None
        }
    }

    /// Words and their neighbours, with the roles in place of the parties.
    fn words(&self, range: std::ops::Range<usize>, bag: &mut Bag) {
        let mut line: Vec<(&str, Upos)> = Vec::new();
        for index in range.take(200) {
            match self.role(index) {
                Some(role) => {
                    if line.last().is_none_or(|&(word, _)| word != role) {
                        line.push((role, Upos::X));
                    }
                    // What the party is says something too: police, court, protesters.
                    bag.add(&["in", role, self.ctx.lemma(index)], 0.5);
                }
                None => {
                    let token = self.ctx.token(index);
                    let word = match token.upos {
                        Upos::Punct | Upos::Sym => ",",
                        Upos::Num => "0",
                        _ => self.ctx.lemma(index),
                    };
                    line.push((word, token.upos));
                }
            }
        }
        let place = |role: &str| line.iter().position(|&(word, _)| word == role);
        let (source, target) = (place("S"), place("T"));
        for (index, &(word, upos)) in line.iter().enumerate() {
            let content = matches!(
                upos,
                Upos::Verb | Upos::Noun | Upos::Adj | Upos::Adv | Upos::X | Upos::Aux
            );
            bag.add(&["1", word], if content { 1.0 } else { 0.3 });
            bag.add(&["1s", stem(word)], 0.5);
            let zone = zone(index, source, target);
            bag.add(&["z", zone, word], if content { 0.8 } else { 0.3 });
            if let Some(&(second, _)) = line.get(index + 1) {
                bag.add(&["2", word, second], 0.6);
                if let Some(&(third, _)) = line.get(index + 2) {
                    bag.add(&["3", word, second, third], 0.4);
                    bag.add(&["2skip", word, third], 0.3);
                }
            }
        }
    }

    /// The types that trigger words stand for, whatever stands around them.
    fn triggers(&self, range: std::ops::Range<usize>, bag: &mut Bag) {
        for index in range.take(200) {
            let head = match self.ctx.token(index).upos {
                Upos::Verb | Upos::Aux => Head::Verb,
                Upos::Noun => Head::Noun,
                Upos::Adj => Head::Adjective,
                _ => continue,
            };
            for row in triggers(head, self.ctx.lemma(index)) {
                bag.add(&["tr", row.plover.as_str()], 0.3);
            }
        }
    }

    /// The verb over the source, with its object, auxiliaries and complement; the verb over the
    /// target; and the word where the two paths meet.
    fn paths(&self, bag: &mut Bag) {
        let top = |span: Option<Span>| {
            let tokens = self.ctx.syntax.tokens_in(span?);
            self.ctx.syntax.top_of(tokens)
        };
        let (source, target) = (top(self.source), top(self.target));
        let up = |start: Option<usize>| {
            let mut path = Vec::new();
            let mut at = start;
            while let Some(index) = at
                && path.len() < 8
            {
                path.push(index);
                at = self.ctx.head(index);
            }
            path
        };
        let (over_source, over_target) = (up(source), up(target));
        for (name, path) in [("S", &over_source), ("T", &over_target)] {
            for (step, &index) in path.iter().enumerate().skip(1).take(3) {
                let rel = self.ctx.rel(path[step - 1]).as_str();
                bag.add(&["up", name, rel, self.ctx.lemma(index)], 0.8);
                if self.ctx.is_verb(index) {
                    self.verb(name, index, bag);
                    break;
                }
            }
        }
        let meet = over_source.iter().find(|index| over_target.contains(index));
        if let Some(&meet) = meet {
            bag.add(&["meet", self.ctx.lemma(meet)], 1.0);
            self.verb("meet", meet, bag);
            let rel = |path: &[usize]| {
                let below = path.iter().position(|&index| index == meet).unwrap_or(0);
                below
                    .checked_sub(1)
                    .map_or("-", |below| self.ctx.rel(path[below]).as_str())
            };
            bag.add(
                &[
                    "rels",
                    rel(&over_source),
                    rel(&over_target),
                    self.ctx.lemma(meet),
                ],
                0.5,
            );
        }
    }

    fn verb(&self, name: &str, verb: usize, bag: &mut Bag) {
        let lemma = self.ctx.lemma(verb);
        for child in self.ctx.children(verb) {
            let word = self.ctx.lemma(child);
            match self.ctx.rel(child) {
                Deprel::Obj
                | Deprel::NsubjPass
                | Deprel::Xcomp
                | Deprel::Ccomp
                | Deprel::CompoundPrt => {
                    let rel = self.ctx.rel(child).as_str();
                    bag.add(&[name, rel, lemma, word], 0.8);
                    bag.add(&[name, rel, word], 0.5);
                    for inner in self.ctx.children(child) {
                        if matches!(
                            self.ctx.rel(inner),
                            Deprel::Obj | Deprel::Xcomp | Deprel::Compound | Deprel::Amod
                        ) {
                            bag.add(&[name, "deep", word, self.ctx.lemma(inner)], 0.4);
                        }
                    }
                }
                Deprel::Aux | Deprel::Advmod | Deprel::Mark => {
                    bag.add(&[name, "with", word], 0.5);
                    bag.add(&[name, "with", word, lemma], 0.5);
                }
                _ => {}
            }
        }
        for row in triggers(Head::Verb, lemma) {
            bag.add(&[name, "row", row.plover.as_str()], 0.3);
        }
    }

    /// What the triggers make of the sentence, and whether it is told of this pair.
    fn events(&self, sentence: Span, bag: &mut Bag) {
        let mut best: Option<(u8, f32, EventType)> = None;
        for event in &self.ctx.reading.events {
            if !sentence.contains(event.trigger) {
                continue;
            }
            let matched = self.matched(event);
            let name = ["ev0", "ev1", "ev2"][usize::from(matched)];
            let status = match recorded(event) {
                Some(plover) => {
                    bag.add(&[name, plover.as_str()], 1.0);
                    let rank = (matched, event.confidence, plover);
                    if best.is_none_or(|best| (rank.0, rank.1) > (best.0, best.1)) {
                        best = Some(rank);
                    }
                    "told"
                }
                None => "apart",
            };
            bag.add(&[name, status, &event.rule], 0.6);
            bag.add(
                &[
                    name,
                    event.modality.as_str(),
                    event.polarity.as_str(),
                    event.plover.as_str(),
                ],
                0.6,
            );
        }
        match best {
            Some((matched, _, plover)) => {
                bag.add(&["best", plover.as_str()], 2.0);
                let matched = ["0", "1", "2"][usize::from(matched)];
                bag.add(&["best", matched, plover.as_str()], 1.5);
            }
            None => bag.add(&["best", "none"], 1.0),
        }
    }

    /// How many of the two parties the event is told of.
    fn matched(&self, event: &Event) -> u8 {
        let mutual = event.targets.is_empty() && event.sources.len() > 1;
        let targets = if mutual {
            &event.sources
        } else {
            &event.targets
        };
        u8::from(event.sources.touch(self.source)) + u8::from(targets.touch(self.target))
    }
}

fn zone(index: usize, source: Option<usize>, target: Option<usize>) -> &'static str {
    match (source, target) {
        (Some(source), Some(target)) if source < target => {
            ["before", "S_T", "after"][usize::from(index > source) + usize::from(index > target)]
        }
        (Some(source), Some(target)) => {
            ["Before", "T_S", "After"][usize::from(index > target) + usize::from(index > source)]
        }
        (Some(source), None) if index > source => "S_",
        _ => "_",
    }
}

/// The first letters, so that forms unknown to the lemmatizer meet.
fn stem(word: &str) -> &str {
    let end = word
        .char_indices()
        .nth(5)
        .map_or(word.len(), |(end, _)| end);
    &word[..end]
}

#[derive(Debug, Default)]
struct Bag {
    features: Vec<(u32, f32)>,
}

impl Bag {
    fn add(&mut self, parts: &[&str], value: f32) {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for part in parts {
            for byte in part
                .bytes()
                .map(|byte| byte.to_ascii_lowercase())
                .chain([0xff])
            {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        let bucket = ((hash >> 40) ^ hash) as u32 & (BUCKETS as u32 - 1);
        self.features.push((bucket, value));
    }

    /// One value for each bucket, the largest of those that fell there; length one in all.
    fn finish(mut self) -> Vec<(u32, f32)> {
        self.features
            .sort_by(|left, right| left.0.cmp(&right.0).then(right.1.total_cmp(&left.1)));
        self.features.dedup_by_key(|(bucket, _)| *bucket);
        let length: f32 = self.features.iter().map(|(_, value)| value * value).sum();
        let length = length.sqrt().max(1e-6);
        for (_, value) in &mut self.features {
            *value /= length;
        }
        self.features
    }
}
