//! The reader: tokens, sentences, tags, dependencies and lemmas of a text.

use crate::lemma::Lemmatiser;
use crate::pack::{Packer, Unpacker};
use crate::parser::{Input, Parser, State};
use crate::tagger::Tagger;
use crate::tags::closed_class;
use crate::word::Lex;
use crate::{sentence, token};
use rashomon_doc::{Deprel, Feature, Features, NewToken, Span, Syntax, Upos};
use std::fmt;
use std::sync::LazyLock;

static BUILTIN: LazyLock<Model> = LazyLock::new(|| {
    Model::from_bytes(include_bytes!("../model/english.bin")).expect("the embedded model is whole")
});

/// A trained English reader.
#[derive(Debug)]
pub struct Model {
    pub(crate) tagger: Tagger,
    pub(crate) parser: Parser,
    pub(crate) lemmatiser: Lemmatiser,
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

const MAGIC: &[u8] = b"rashomon/syntax/1";

/// Memory that is used from sentence to sentence.
#[derive(Debug, Default)]
struct Scratch {
    words: Vec<Lex>,
    tags: Vec<u8>,
    margins: Vec<i16>,
    state: State,
    lemma: String,
    lower: String,
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

    fn unpack(bytes: &[u8]) -> Option<Self> {
        let mut unpacker = Unpacker(bytes.strip_prefix(MAGIC)?);
        Some(Self {
            tagger: Tagger::unpack(&mut unpacker)?,
            parser: Parser::unpack(&mut unpacker)?,
            lemmatiser: Lemmatiser::unpack(&mut unpacker)?,
        })
    }

    /// The reader as bytes that [`Model::from_bytes`] reads.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut packer = Packer(MAGIC.to_vec());
        self.tagger.pack(&mut packer);
        self.parser.pack(&mut packer);
        self.lemmatiser.pack(&mut packer);
        zstd::encode_all(&packer.0[..], 19).expect("memory takes every write")
    }

    /// Sentences, tokens, tags, lemmas and dependencies of `text`.
    pub fn parse(&self, text: &str) -> Syntax {
        let mut tokens = Vec::new();
        token::tokens(text, &mut tokens);
        let mut ends = Vec::new();
        sentence::ends(text, &tokens, &mut ends);
        self.parse_tokens(text, &tokens, &ends)
    }

    /// Tags, lemmas and dependencies of given tokens; `ends` has, for each sentence, the index one
    /// past its last token.
    ///
    /// # Panics
    /// When the spans are not ones of `text` or the ends do not rise to the number of tokens.
    pub fn parse_tokens(&self, text: &str, tokens: &[Span], ends: &[usize]) -> Syntax {
        let mut syntax = Syntax::default();
        let mut scratch = Scratch::default();
        let mut start = 0;
        for &end in ends {
            if start < end {
                self.parse_sentence(text, &tokens[start..end], start, &mut scratch, &mut syntax);
            }
            start = end;
        }
        syntax.finish();
        syntax
    }

    fn parse_sentence(
        &self,
        text: &str,
        tokens: &[Span],
        first: usize,
        scratch: &mut Scratch,
        syntax: &mut Syntax,
    ) {
        let Scratch {
            words,
            tags,
            margins,
            state,
            lemma,
            lower,
        } = scratch;
        words.clear();
        words.extend(tokens.iter().map(|span| Lex::new(span.of(text))));
        tags.clear();
        margins.clear();
        self.tagger.tag(words, tags, margins);
        let arcs = self.parser.parse(Input { words, tags }, state);
        let passive = |i: usize| {
            arcs.iter().any(|arc| {
                arc.head as usize == i
                    && self.parser.labels[usize::from(arc.label)] == Deprel::AuxPass
            })
        };
        for (i, &span) in tokens.iter().enumerate() {
            let form = span.of(text);
            let tag = &self.tagger.tags[usize::from(tags[i])];
            self.lemmatiser.lemma(form, tags[i], lemma);
            let mut features = tag.features;
            if is_closed(tag.upos) {
                lower.clear();
                lower.extend(form.chars().take(16).flat_map(char::to_lowercase));
                features = union(features, closed_class(tag.upos, lower));
            }
            if tag.xpos == "VBN" && passive(i) {
                features = features.with(Feature::VoicePass);
            }
            let arc = arcs[i];
            syntax.push_token(NewToken {
                span,
                lemma,
                upos: tag.upos,
                features,
                head: ((arc.head as usize) < tokens.len()).then(|| first + arc.head as usize),
                deprel: self.parser.labels[usize::from(arc.label)],
                confidence: confidence(margins[i], arc.margin),
            });
        }
        let last = tokens.len() - 1;
        syntax.close_sentence(tokens[0].cover(tokens[last]));
    }
}

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
