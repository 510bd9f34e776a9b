//! The reader: tokens, sentences, tags, dependencies and lemmas of a text.

use crate::lemma::Lemmatiser;
use crate::net::{Activations, CLASSES, Found, Net, Reading};
use crate::pack::{Packer, Unpacker};
use crate::tags::{Tag, closed_class};
use crate::word::{Lex, meet};
use crate::{sentence, token};
use rashomon_doc::{Deprel, Feature, Features, NewToken, Span, Syntax, Upos};
use std::cell::Cell;
use std::fmt;
use std::ops::Range;
use std::sync::LazyLock;

static BUILTIN: LazyLock<Model> = LazyLock::new(|| {
    let model = Model::from_bytes(include_bytes!("../model/english.bin"));
    let mut model = model.expect("the embedded model is whole");
    model.full = Full::Embedded;
    model
});

static EMBEDDED: LazyLock<Net> = LazyLock::new(|| {
    let net = unpack_net(include_bytes!("../model/english-full.bin"));
    net.expect("the embedded network is whole")
});

/// A trained English reader.
#[derive(Debug)]
pub struct Model {
    tags: Vec<Tag>,
    labels: Vec<Deprel>,
    lemmatiser: Lemmatiser,
    fast: Net,
    full: Full,
}

/// Where the larger network is.
#[derive(Debug)]
enum Full {
    Missing,
    Embedded,
    Own(Box<Net>),
}

/// How much time reading may take.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Setting {
    /// A small network.
    #[default]
    Fast,
    /// And a larger network for every sentence that leaves the small one in doubt: righter, and
    /// slower.
    Full,
}

/// Bytes that are no model.
#[derive(Debug)]
pub struct ModelError(());

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a syntax model of this version")
    }
}

impl std::error::Error for ModelError {}

const MAGIC: &[u8] = b"rashomon/syntax/4";

/// Sentences that the small network is in doubt about.
#[derive(Debug, Default)]
struct Doubtful {
    words: Vec<Lex>,
    ends: Vec<usize>,
    /// Where the words of each stand among all.
    from: Vec<Range<usize>>,
    found: Found,
}

impl Doubtful {
    fn clear(&mut self) {
        self.words.clear();
        self.ends.clear();
        self.from.clear();
    }
}

/// Memory that is used from sentence to sentence.
#[derive(Debug, Default)]
struct Scratch {
    words: Vec<Lex>,
    doubtful: Doubtful,
    found: Found,
    ends: Vec<usize>,
    passive: Vec<bool>,
    nets: Vec<Activations>,
    lemma: String,
    lower: String,
}

thread_local! {
    /// Kept from text to text: its lists are too large to be had anew for each.
    static SCRATCH: Cell<Scratch> = Cell::default();
}

impl Model {
    /// The reader that is embedded in the program.
    pub fn builtin() -> &'static Model {
        &BUILTIN
    }

    /// The reader that `bytes` hold, as the trainer wrote them.
    ///
    /// # Errors
    /// When they hold none.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let bytes = zstd::decode_all(bytes).map_err(|_| ModelError(()))?;
        Self::unpack(&bytes).ok_or(ModelError(()))
    }

    pub(crate) fn new(
        tags: Vec<Tag>,
        labels: Vec<Deprel>,
        lemmatiser: Lemmatiser,
        fast: Net,
    ) -> Self {
        Self {
            tags,
            labels,
            lemmatiser,
            fast,
            full: Full::Missing,
        }
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        let mut unpacker = Unpacker(bytes.strip_prefix(MAGIC)?);
        let (tags, labels) = unpack_names(&mut unpacker)?;
        let lemmatiser = Lemmatiser::unpack(&mut unpacker)?;
        Some(Self::new(
            tags,
            labels,
            lemmatiser,
            Net::unpack(&mut unpacker)?,
        ))
    }

    /// The reader that `bytes` hold, as bytes, with the lemmatiser that `learn` makes for its tags.
    pub(crate) fn with_lemmas(
        bytes: &[u8],
        learn: impl FnOnce(&[Tag]) -> Lemmatiser,
    ) -> Result<Vec<u8>, ModelError> {
        let bytes = zstd::decode_all(bytes).map_err(|_| ModelError(()))?;
        let (tags, labels, net) = unpack_around_lemmas(&bytes).ok_or(ModelError(()))?;
        let mut packer = pack_names(&tags, &labels);
        learn(&tags).pack(&mut packer);
        packer.0.extend(net);
        Ok(compress(&packer))
    }

    /// This reader with the network that `bytes` hold, for [`Setting::Full`].
    ///
    /// # Errors
    /// When they hold none.
    pub fn with_full(mut self, bytes: &[u8]) -> Result<Self, ModelError> {
        self.full = Full::Own(Box::new(unpack_net(bytes)?));
        Ok(self)
    }

    /// The reader as bytes that [`Model::from_bytes`] reads, without its larger network.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut packer = pack_names(&self.tags, &self.labels);
        self.lemmatiser.pack(&mut packer);
        self.fast.pack(&mut packer);
        compress(&packer)
    }

    /// Sentences, tokens, tags, lemmas and dependencies of `text`.
    pub fn parse(&self, text: &str) -> Syntax {
        self.parse_with(text, Setting::Fast)
    }

    /// As [`Model::parse`], with the given setting.
    pub fn parse_with(&self, text: &str, setting: Setting) -> Syntax {
        let (tokens, ends) = tokens_and_ends(text);
        self.parse_tokens(text, &tokens, &ends, setting)
    }

    /// Tags, lemmas and dependencies of given tokens; `ends` has, for each sentence, the index one
    /// past its last token.
    ///
    /// # Panics
    /// When the spans are not ones of `text` or the ends do not rise to the number of tokens.
    pub fn parse_tokens(
        &self,
        text: &str,
        tokens: &[Span],
        ends: &[usize],
        setting: Setting,
    ) -> Syntax {
        let mut syntax = Syntax::default();
        let mut scratch = SCRATCH.take();
        let mut start = 0;
        let mut at = 0;
        while at < ends.len() {
            let until = self.group(&ends[at..], start) + at;
            let end = ends[until - 1];
            scratch.ends.clear();
            scratch
                .ends
                .extend(ends[at..until].iter().map(|end| end - start));
            scratch.ends.dedup();
            self.read(text, &tokens[start..end], setting, &mut scratch);
            self.write(text, &tokens[start..end], start, &mut scratch, &mut syntax);
            (start, at) = (end, until);
        }
        if scratch.words.capacity() <= 8 * GROUP {
            SCRATCH.set(scratch);
        }
        syntax.finish();
        syntax
    }

    /// The pairs of universal and finer tag that [`Found`] numbers.
    pub fn tags(&self) -> impl Iterator<Item = (Upos, &str)> {
        self.tags.iter().map(|tag| (tag.upos, tag.xpos.as_str()))
    }

    /// The relations that [`Found`] numbers.
    pub fn labels(&self) -> &[Deprel] {
        &self.labels
    }

    /// Tags and trees of given tokens, without lemmas and features. Every end is one past a
    /// sentence's last token; no sentence is empty.
    ///
    /// # Panics
    /// As [`Model::parse_tokens`].
    pub fn find(&self, text: &str, tokens: &[Span], ends: &[usize], setting: Setting) -> Found {
        let mut scratch = Scratch::default();
        scratch.ends.extend_from_slice(ends);
        self.read(text, tokens, setting, &mut scratch);
        scratch.found
    }

    /// The syntax of given tokens whose tags and trees another reader has found; the lemmas and
    /// features are this one's. Every end is one past a sentence's last token; no sentence is empty.
    ///
    /// # Panics
    /// When `found` has not one tag and arc for each token, or numbers that this reader does not
    /// have; else as [`Model::parse_tokens`].
    pub fn fill(&self, text: &str, tokens: &[Span], ends: &[usize], found: Found) -> Syntax {
        let mut scratch = Scratch {
            found,
            ends: ends.to_vec(),
            ..Scratch::default()
        };
        let mut syntax = Syntax::default();
        self.write(text, tokens, 0, &mut scratch, &mut syntax);
        syntax.finish();
        syntax
    }

    /// How many sentences are read at once.
    fn group(&self, ends: &[usize], start: usize) -> usize {
        let wanted = ends.partition_point(|end| end - start <= GROUP);
        wanted.max(1)
    }

    /// Fills tags and arcs of sentences in `scratch`.
    fn read(&self, text: &str, tokens: &[Span], setting: Setting, scratch: &mut Scratch) {
        scratch.words.clear();
        scratch
            .words
            .extend(tokens.iter().map(|span| Lex::new(span.of(text))));
        meet(&mut scratch.words, &scratch.ends);
        Reading {
            nets: &[&self.fast],
            done: 0,
            words: &scratch.words,
            ends: &scratch.ends,
            counts: (self.tags.len(), self.labels.len()),
            outs: &mut scratch.nets,
            found: &mut scratch.found,
        }
        .read();
        match (setting, &self.full) {
            (Setting::Full, Full::Own(net)) => self.read_doubtful(net, scratch),
            (Setting::Full, Full::Embedded) => self.read_doubtful(&EMBEDDED, scratch),
            (Setting::Full, Full::Missing) | (Setting::Fast, _) => {}
        }
    }

    /// Reads the sentences that the small network is in doubt about by both networks.
    fn read_doubtful(&self, full: &Net, scratch: &mut Scratch) {
        let Scratch {
            words,
            doubtful,
            found,
            ends,
            nets,
            ..
        } = scratch;
        doubtful.clear();
        let mut start = 0;
        for &end in ends.iter() {
            if found.is_doubtful(start..end) {
                doubtful.words.extend_from_slice(&words[start..end]);
                doubtful.ends.push(doubtful.words.len());
                doubtful.from.push(start..end);
            }
            start = end;
        }
        if doubtful.ends.is_empty() {
            return;
        }
        nets[0].keep(&doubtful.from, words.len());
        Reading {
            nets: &[&self.fast, full],
            done: 1,
            words: &doubtful.words,
            ends: &doubtful.ends,
            counts: (self.tags.len(), self.labels.len()),
            outs: nets,
            found: &mut doubtful.found,
        }
        .read();
        let mut at = 0;
        for range in &doubtful.from {
            found.replace(range.clone(), &doubtful.found, at);
            at += range.len();
        }
    }

    /// Adds the sentences of `scratch` to `syntax`; their first token has the index `first`.
    fn write(
        &self,
        text: &str,
        tokens: &[Span],
        first: usize,
        scratch: &mut Scratch,
        syntax: &mut Syntax,
    ) {
        let mut start = 0;
        for k in 0..scratch.ends.len() {
            let end = scratch.ends[k];
            let arcs = &scratch.found.arcs[start..end];
            scratch.passive.clear();
            scratch.passive.resize(end - start + 1, false);
            for arc in arcs {
                scratch.passive[arc.head as usize] |=
                    self.labels[usize::from(arc.label)] == Deprel::AuxPass;
            }
            for (i, &span) in tokens.iter().enumerate().take(end).skip(start) {
                let (arc, number) = (scratch.found.arcs[i], scratch.found.tags[i]);
                let form = span.of(text);
                let tag = &self.tags[usize::from(number)];
                self.lemmatiser
                    .lemma(form, number, tag.upos, &mut scratch.lemma);
                let mut features = tag.features;
                if is_closed(tag.upos) {
                    scratch.lower.clear();
                    scratch
                        .lower
                        .extend(form.chars().take(16).flat_map(char::to_lowercase));
                    features = union(features, closed_class(tag.upos, &scratch.lower));
                }
                if tag.xpos == "VBN" && scratch.passive[i - start] {
                    features = features.with(Feature::VoicePass);
                }
                syntax.push_token(NewToken {
                    span,
                    lemma: &scratch.lemma,
                    upos: tag.upos,
                    features,
                    head: ((arc.head as usize) < end - start)
                        .then(|| first + start + arc.head as usize),
                    deprel: self.labels[usize::from(arc.label)],
                    confidence: confidence(scratch.found.margins[i], arc.margin),
                });
            }
            syntax.close_sentence(tokens[start].cover(tokens[end - 1]));
            start = end;
        }
    }
}

/// The tokens of `text` and, for each sentence, the index one past its last token.
pub fn tokens_and_ends(text: &str) -> (Vec<Span>, Vec<usize>) {
    let mut tokens = Vec::new();
    token::tokens(text, &mut tokens);
    let mut ends = Vec::new();
    sentence::ends(text, &tokens, &mut ends);
    (tokens, ends)
}

fn pack_names(tags: &[Tag], labels: &[Deprel]) -> Packer {
    let mut packer = Packer(MAGIC.to_vec());
    packer.number(tags.len() as u32);
    for tag in tags {
        packer.text(tag.upos.as_str());
        packer.text(&tag.xpos);
    }
    packer.number(labels.len() as u32);
    for label in labels {
        packer.text(label.as_str());
    }
    packer
}

fn unpack_names(unpacker: &mut Unpacker<'_>) -> Option<(Vec<Tag>, Vec<Deprel>)> {
    let mut tags = Vec::new();
    for _ in 0..unpacker.number()? {
        let upos = unpacker.text()?.parse().ok()?;
        tags.push(Tag::new(upos, unpacker.text()?));
    }
    let mut labels = Vec::new();
    for _ in 0..unpacker.number()? {
        labels.push(unpacker.text()?.parse().ok()?);
    }
    let fit = 1..=CLASSES;
    (fit.contains(&tags.len()) && fit.contains(&labels.len())).then_some((tags, labels))
}

/// Tags, relations and the bytes of the network.
fn unpack_around_lemmas(bytes: &[u8]) -> Option<(Vec<Tag>, Vec<Deprel>, &[u8])> {
    let mut unpacker = Unpacker(bytes.strip_prefix(MAGIC)?);
    let (tags, labels) = unpack_names(&mut unpacker)?;
    Lemmatiser::unpack(&mut unpacker)?;
    Some((tags, labels, unpacker.0))
}

fn unpack_net(bytes: &[u8]) -> Result<Net, ModelError> {
    let bytes = zstd::decode_all(bytes).map_err(|_| ModelError(()))?;
    Net::unpack(&mut Unpacker(&bytes)).ok_or(ModelError(()))
}

pub(crate) fn compress(packer: &Packer) -> Vec<u8> {
    zstd::encode_all(&packer.0[..], 19).expect("memory takes every write")
}

/// How many tokens are read at once, where sentences allow it.
const GROUP: usize = 250;

fn is_closed(upos: Upos) -> bool {
    matches!(
        upos,
        Upos::Pron | Upos::Det | Upos::Part | Upos::Adv | Upos::Aux | Upos::Adj
    )
}

fn union(a: Features, b: Features) -> Features {
    a.iter().chain(b.iter()).collect()
}

/// From the leads of tag and attachment over their rivals.
fn confidence(tag: i16, arc: i32) -> u8 {
    let sure = |lead: i32, scale: i32| 255 - 255 * scale / (scale + lead.clamp(0, 1 << 20));
    sure(i32::from(tag), 40).min(sure(arc, 40)) as u8
}
