//! The reader.

use crate::encoder::{Batch, Encoder, Pieces, Weights, groups};
use crate::error::Error;
use crate::heads::{self, Heads, Settings};
use crate::vocabulary::Vocabulary;
use candle_core::Device;
use rashomon_doc::{Deprel, Span, Syntax, Upos};
use rashomon_syntax::{Arc, Found, Model, Setting, decode, tokens_and_ends};
use std::ops::Range;
use std::path::Path;

/// Pieces that are read at once: products of this size keep a core busy, and memory small.
const BATCH: usize = 1024;

/// A transformer that reads.
#[derive(Debug)]
pub struct Reader {
    small: &'static Model,
    vocabulary: Vocabulary,
    encoder: Encoder,
    heads: Heads,
    /// The built-in reader's number of each tag and label.
    tags: Vec<u8>,
    labels: Vec<u8>,
}

impl Reader {
    /// The reader of a folder: `config.json`, `vocab.txt` and `model.safetensors` of an encoder,
    /// and the two files that [`train`](crate::train::train) writes beside them.
    ///
    /// It computes on a card where the build has support for one and there is one.
    ///
    /// # Errors
    /// When a file is missing or is not what it should be.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, Error> {
        let folder = folder.as_ref();
        let device = device()?;
        let config = Encoder::config(folder)?;
        let vocabulary = vocabulary(folder, config.vocab_size)?;
        let settings = Settings::open(folder)?;
        let mut weights = Weights::open(&folder.join("model.safetensors"), &device, false)?;
        let encoder = Encoder::new(config, &mut weights)?;
        let mut weights = Weights::open(&folder.join(heads::WEIGHTS), &device, false)?;
        let (width, layers) = (encoder.config.hidden_size, encoder.config.num_hidden_layers);
        let heads = Heads::new(&mut weights, width, layers, &settings)?;
        let small = Model::builtin();
        Ok(Self {
            tags: numbers_of_tags(small, &settings.tags),
            labels: numbers_of_labels(small, &settings.labels),
            small,
            vocabulary,
            encoder,
            heads,
        })
    }

    /// Sentences, tokens, tags, lemmas and dependencies of `text`.
    ///
    /// # Errors
    /// When the computation fails, as when a card's memory is full.
    pub fn parse(&self, text: &str) -> Result<Syntax, Error> {
        let (tokens, ends) = tokens_and_ends(text);
        self.parse_tokens(text, &tokens, &ends)
    }

    /// Tags, lemmas and dependencies of given tokens; `ends` has, for each sentence, the index one
    /// past its last token.
    ///
    /// # Errors
    /// As [`Reader::parse`].
    ///
    /// # Panics
    /// When the spans are not ones of `text` or the ends do not rise to the number of tokens.
    pub fn parse_tokens(
        &self,
        text: &str,
        tokens: &[Span],
        ends: &[usize],
    ) -> Result<Syntax, Error> {
        let mut ends: Vec<usize> = ends.iter().copied().filter(|&end| end > 0).collect();
        ends.dedup();
        let (found, _) = self.find(text, tokens, &ends)?;
        Ok(self.small.fill(text, tokens, &ends, found))
    }

    /// Tags and trees of given tokens in the built-in reader's numbers; and for each token the
    /// logarithm of the probability that the transformer gives to its tag, head and relation, not a
    /// number where the sentence was too long and the built-in reader read it. No sentence is empty.
    ///
    /// # Errors
    /// As [`Reader::parse`].
    pub fn find(
        &self,
        text: &str,
        tokens: &[Span],
        ends: &[usize],
    ) -> Result<(Found, Vec<f32>), Error> {
        let mut found = Filled::new(tokens.len());
        let ranges: Vec<Range<usize>> = ends
            .iter()
            .scan(0, |start, &end| Some(std::mem::replace(start, end)..end))
            .collect();
        let sentences: Vec<Pieces> = ranges
            .iter()
            .map(|range| {
                let forms = tokens[range.clone()].iter().map(|span| span.of(text));
                Pieces::new(&self.vocabulary, forms)
            })
            .collect();
        let longest = self.encoder.config.max_position_embeddings;
        let (short, long): (Vec<usize>, Vec<usize>) =
            (0..sentences.len()).partition(|&at| sentences[at].len() <= longest);
        for at in long {
            self.read_long(text, tokens, ranges[at].clone(), &mut found);
        }
        for group in groups(short, |at| sentences[at].len(), BATCH) {
            let batch = Batch::new(group.iter().map(|&at| &sentences[at]), self.vocabulary.pad);
            let starts: Vec<usize> = group.iter().map(|&at| ranges[at].start).collect();
            self.read(&batch, &starts, &mut found)?;
        }
        Ok((found.found, found.logarithms))
    }

    /// A sentence with more pieces than the encoder has places.
    fn read_long(&self, text: &str, tokens: &[Span], range: Range<usize>, into: &mut Filled) {
        let tokens = &tokens[range.clone()];
        let found = self
            .small
            .find(text, tokens, &[tokens.len()], Setting::Full);
        into.found.tags[range.clone()].copy_from_slice(&found.tags);
        into.found.margins[range.clone()].copy_from_slice(&found.margins);
        into.found.arcs[range].copy_from_slice(&found.arcs);
    }

    /// Reads a batch whose sentences begin at the tokens `starts`.
    fn read(&self, batch: &Batch, starts: &[usize], into: &mut Filled) -> Result<(), Error> {
        let mut quiet = |x| Ok(x);
        let states = self
            .encoder
            .forward(batch, &self.heads.shapes, &mut quiet)?;
        let scores = self.heads.score(&states, batch, &mut quiet)?;
        let tags = scores.tags.to_vec2::<f32>()?;
        let arcs = scores.arcs.flatten_all()?.to_vec1::<f32>()?;
        let (mut dependents, mut heads, mut places) = (Vec::new(), Vec::new(), Vec::new());
        let (words, width) = (batch.words, batch.words + 1);
        let mut square = Vec::new();
        for (row, (&size, &start)) in batch.sizes.iter().zip(starts).enumerate() {
            square.clear();
            for word in 0..size {
                let scores = &arcs[(row * words + word) * width..][..width];
                square.extend_from_slice(&scores[..size]);
                square.push(scores[words]);
                square[word * (size + 1) + word] = f32::NEG_INFINITY;
            }
            for (word, head) in decode(&square, size).into_iter().enumerate() {
                let chances = Chances::new(&square[word * (size + 1)..][..size + 1], head);
                into.found.arcs[start + word].head = head as u32;
                into.found.arcs[start + word].margin = chances.lead;
                let tag = Chances::best(&tags[row * words + word]);
                into.found.tags[start + word] = self.tags[tag.at];
                into.found.margins[start + word] = tag.lead as i16;
                into.logarithms[start + word] = chances.logarithm + tag.logarithm;
                dependents.push((row * words + word) as u32);
                let at_root = head == size;
                heads.push(if at_root {
                    batch.rows * words
                } else {
                    row * words + head
                } as u32);
                places.push(start + word);
            }
        }
        if places.is_empty() {
            return Ok(());
        }
        let labels = self.heads.relations(&scores, &dependents, &heads)?;
        for (at, scores) in places.into_iter().zip(labels.to_vec2::<f32>()?) {
            let label = Chances::best(&scores);
            into.found.arcs[at].label = self.labels[label.at];
            into.logarithms[at] += label.logarithm;
        }
        Ok(())
    }
}

/// Results in the order of tokens, filled sentence by sentence.
struct Filled {
    found: Found,
    logarithms: Vec<f32>,
}

impl Filled {
    fn new(size: usize) -> Self {
        let arc = Arc {
            head: 0,
            label: 0,
            margin: 0,
        };
        let mut found = Found::default();
        found.tags.resize(size, 0);
        found.margins.resize(size, 0);
        found.arcs.resize(size, arc);
        Self {
            found,
            logarithms: vec![f32::NAN; size],
        }
    }
}

/// One of some scores among the others.
struct Chances {
    at: usize,
    /// Sixteen times its lead over the best other.
    lead: i32,
    /// Of its probability.
    logarithm: f32,
}

impl Chances {
    fn best(scores: &[f32]) -> Self {
        let best =
            (0..scores.len()).fold(0, |best, i| if scores[i] > scores[best] { i } else { best });
        Self::new(scores, best)
    }

    fn new(scores: &[f32], at: usize) -> Self {
        let most = scores
            .iter()
            .fold(f32::NEG_INFINITY, |most, &x| most.max(x));
        let sum: f32 = scores.iter().map(|&x| (x - most).exp()).sum();
        let others = scores.iter().enumerate().filter(|&(i, _)| i != at);
        let next = others.fold(-100.0_f32, |most, (_, &x)| most.max(x));
        Self {
            at,
            lead: ((scores[at] - next) * 16.0).clamp(0.0, 30_000.0) as i32,
            logarithm: scores[at] - most - sum.ln(),
        }
    }
}

/// The card, where the build can use one and there is one.
pub(crate) fn device() -> Result<Device, Error> {
    if cfg!(feature = "cuda") {
        Ok(Device::cuda_if_available(0)?)
    } else if cfg!(feature = "metal") {
        Ok(Device::metal_if_available(0)?)
    } else {
        Ok(Device::Cpu)
    }
}

/// The vocabulary of a folder.
pub(crate) fn vocabulary(folder: &Path, size: usize) -> Result<Vocabulary, Error> {
    #[derive(serde::Deserialize)]
    struct Tokenizer {
        do_lower_case: Option<bool>,
    }
    let path = folder.join("tokenizer_config.json");
    let lower = match std::fs::read_to_string(&path) {
        Ok(text) => {
            let settings: Tokenizer =
                serde_json::from_str(&text).map_err(|error| Error::invalid(&path, error))?;
            settings.do_lower_case.unwrap_or(true)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(Error::read(&path, error)),
    };
    let path = folder.join("vocab.txt");
    let text = std::fs::read_to_string(&path).map_err(|error| Error::read(&path, error))?;
    let vocabulary = Vocabulary::new(&text, lower).map_err(|what| Error::invalid(&path, what))?;
    if vocabulary.len() > size {
        let what = format!("{} pieces, and the encoder has {size}", vocabulary.len());
        return Err(Error::invalid(&path, what));
    }
    Ok(vocabulary)
}

/// For each name of a tag the built-in reader's number; the first of the same universal tag where
/// it does not have the finer one.
fn numbers_of_tags(small: &Model, names: &[String]) -> Vec<u8> {
    let number = |name: &String| {
        let (upos, xpos) = name.split_once(' ').unwrap_or((name, ""));
        let upos: Upos = upos.parse().unwrap_or(Upos::X);
        let exact = small.tags().position(|tag| tag == (upos, xpos));
        let alike = || small.tags().position(|tag| tag.0 == upos);
        exact.or_else(alike).unwrap_or(0) as u8
    };
    names.iter().map(number).collect()
}

fn numbers_of_labels(small: &Model, names: &[String]) -> Vec<u8> {
    let number = |name: &String| {
        let known = |label: Deprel| small.labels().iter().position(|&known| known == label);
        let base = name.split(':').next().unwrap_or(name);
        let exact = known(rashomon_syntax::train::relation_of(name));
        let alike = || known(rashomon_syntax::train::relation_of(base));
        let other = || known(Deprel::Dep);
        exact.or_else(alike).or_else(other).unwrap_or(0) as u8
    };
    names.iter().map(number).collect()
}
