//! The encoder: a transformer of the BERT kind, from its usual files.

use crate::error::Error;
use crate::ops;
use crate::vocabulary::{SHAPES, Vocabulary, shape};
use candle_core::{DType, Device, Result, Tensor, Var};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// What `config.json` says of an encoder.
#[derive(Clone, Debug, serde::Deserialize)]
pub(crate) struct Config {
    pub vocab_size: usize,
    pub hidden_size: usize,
    pub num_hidden_layers: usize,
    pub num_attention_heads: usize,
    pub intermediate_size: usize,
    pub max_position_embeddings: usize,
    #[serde(default = "epsilon")]
    pub layer_norm_eps: f32,
    #[serde(default = "gelu")]
    pub hidden_act: String,
    #[serde(default = "absolute")]
    pub position_embedding_type: String,
}

fn epsilon() -> f32 {
    1e-12
}

fn gelu() -> String {
    "gelu".to_owned()
}

fn absolute() -> String {
    "absolute".to_owned()
}

impl Config {
    /// Why this is no encoder that can be read, where it is none.
    fn fault(&self) -> Option<String> {
        let sizes = [
            self.vocab_size,
            self.hidden_size,
            self.num_hidden_layers,
            self.num_attention_heads,
            self.intermediate_size,
        ];
        if sizes.contains(&0) || self.max_position_embeddings < 3 {
            Some("a size is zero".to_owned())
        } else if !self.hidden_size.is_multiple_of(self.num_attention_heads) {
            let (width, heads) = (self.hidden_size, self.num_attention_heads);
            Some(format!(
                "`hidden_size` {width} cannot be shared among {heads} heads"
            ))
        } else if self.hidden_act != "gelu" {
            Some(format!(
                "unknown `hidden_act` `{}`: `gelu` is read",
                self.hidden_act
            ))
        } else if self.position_embedding_type != "absolute" {
            let kind = &self.position_embedding_type;
            Some(format!(
                "unknown `position_embedding_type` `{kind}`: `absolute` is read"
            ))
        } else {
            None
        }
    }
}

/// Named tensors of a file; when learning, every one that is taken can change.
#[derive(Debug)]
pub(crate) struct Weights {
    path: PathBuf,
    tensors: HashMap<String, Tensor>,
    learn: bool,
    /// What can change, by name.
    pub(crate) vars: BTreeMap<String, Var>,
}

impl Weights {
    pub(crate) fn open(
        path: &Path,
        device: &Device,
        learn: bool,
    ) -> std::result::Result<Self, Error> {
        let bytes = std::fs::read(path).map_err(|error| Error::read(path, error))?;
        let tensors = candle_core::safetensors::load_buffer(&bytes, device);
        let tensors = tensors.map_err(|error| Error::invalid(path, error))?;
        Ok(Self::new(path, tensors, learn))
    }

    pub(crate) fn new(path: &Path, tensors: HashMap<String, Tensor>, learn: bool) -> Self {
        Self {
            path: path.to_owned(),
            tensors,
            learn,
            vars: BTreeMap::new(),
        }
    }

    /// The tensor of a name as numbers of single precision.
    pub(crate) fn take(
        &mut self,
        name: &str,
        dims: &[usize],
    ) -> std::result::Result<Tensor, Error> {
        let tensor = self.fixed(name, dims)?;
        if !self.learn {
            return Ok(tensor);
        }
        let var = Var::from_tensor(&tensor)?;
        let tensor = var.as_tensor().clone();
        self.vars.insert(name.to_owned(), var);
        Ok(tensor)
    }

    /// As [`Weights::take`], of what does not change when learning.
    pub(crate) fn fixed(
        &mut self,
        name: &str,
        dims: &[usize],
    ) -> std::result::Result<Tensor, Error> {
        let found = self.tensors.get(name);
        let found = found.or_else(|| self.tensors.get(&format!("bert.{name}")));
        let Some(tensor) = found else {
            return Err(Error::invalid(&self.path, format!("`{name}` is missing")));
        };
        if tensor.dims() != dims {
            let has = tensor.dims();
            let what = format!("`{name}` has the size {has:?} and not {dims:?}");
            return Err(Error::invalid(&self.path, what));
        }
        Ok(tensor.to_dtype(DType::F32)?)
    }

    /// What was not taken to change, by its name.
    pub(crate) fn rest(&self) -> HashMap<String, Tensor> {
        let all = self.tensors.iter();
        all.filter(|(name, _)| {
            let name = name.strip_prefix("bert.").unwrap_or(name);
            !self.vars.contains_key(name) && name.starts_with("embeddings.")
        })
        .map(|(name, tensor)| (name.clone(), tensor.clone()))
        .collect()
    }

    /// The size of a tensor.
    pub(crate) fn dims(&self, name: &str) -> std::result::Result<&[usize], Error> {
        let tensor = self.tensors.get(name);
        let missing = || Error::invalid(&self.path, format!("`{name}` is missing"));
        Ok(tensor.ok_or_else(missing)?.dims())
    }
}

/// A product and what is added to it.
#[derive(Debug)]
pub(crate) struct Linear {
    weight: Tensor,
    bias: Tensor,
}

impl Linear {
    pub(crate) fn new(
        weights: &mut Weights,
        name: &str,
        inner: usize,
        width: usize,
    ) -> std::result::Result<Self, Error> {
        Ok(Self {
            weight: weights.take(&format!("{name}.weight"), &[width, inner])?,
            bias: weights.take(&format!("{name}.bias"), &[width])?,
        })
    }

    /// Numbers of a row that comes out.
    pub(crate) fn width(&self) -> usize {
        self.bias.elem_count()
    }

    /// Of every row of a matrix.
    pub(crate) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        x.matmul(&self.weight.t()?)?.broadcast_add(&self.bias)
    }
}

/// Rows brought to one mean and spread.
#[derive(Debug)]
struct Norm {
    weight: Tensor,
    bias: Tensor,
    epsilon: f32,
}

impl Norm {
    fn new(weights: &mut Weights, name: &str, config: &Config) -> std::result::Result<Self, Error> {
        Ok(Self {
            weight: weights.take(&format!("{name}.weight"), &[config.hidden_size])?,
            bias: weights.take(&format!("{name}.bias"), &[config.hidden_size])?,
            epsilon: config.layer_norm_eps,
        })
    }

    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        ops::normalised(x, self.epsilon)?
            .broadcast_mul(&self.weight)?
            .broadcast_add(&self.bias)
    }
}

#[derive(Debug)]
struct Layer {
    query: Linear,
    key: Linear,
    value: Linear,
    mixed: Linear,
    mixed_norm: Norm,
    up: Linear,
    down: Linear,
    down_norm: Norm,
}

impl Layer {
    fn new(weights: &mut Weights, at: usize, config: &Config) -> std::result::Result<Self, Error> {
        let (width, inner) = (config.hidden_size, config.intermediate_size);
        let name = |part: &str| format!("encoder.layer.{at}.{part}");
        Ok(Self {
            query: Linear::new(weights, &name("attention.self.query"), width, width)?,
            key: Linear::new(weights, &name("attention.self.key"), width, width)?,
            value: Linear::new(weights, &name("attention.self.value"), width, width)?,
            mixed: Linear::new(weights, &name("attention.output.dense"), width, width)?,
            mixed_norm: Norm::new(weights, &name("attention.output.LayerNorm"), config)?,
            up: Linear::new(weights, &name("intermediate.dense"), width, inner)?,
            down: Linear::new(weights, &name("output.dense"), inner, width)?,
            down_norm: Norm::new(weights, &name("output.LayerNorm"), config)?,
        })
    }

    fn forward(
        &self,
        x: &Tensor,
        batch: &Batch,
        hidden: &Tensor,
        heads: usize,
        noise: &mut dyn FnMut(Tensor) -> Result<Tensor>,
    ) -> Result<Tensor> {
        let width = x.dims()[1];
        let part = width / heads;
        let split = |linear: &Linear| {
            linear
                .forward(x)?
                .reshape((batch.rows, batch.pieces, heads, part))?
                .transpose(1, 2)?
                .contiguous()
        };
        let query = (split(&self.query)? * (part as f64).powf(-0.5))?;
        let scores = query.matmul(&split(&self.key)?.t()?)?;
        let shares = ops::softmax(&scores.broadcast_add(hidden)?)?;
        let mixed = shares
            .matmul(&split(&self.value)?)?
            .transpose(1, 2)?
            .contiguous()?
            .reshape((batch.rows * batch.pieces, width))?;
        let x = (x + noise(self.mixed.forward(&mixed)?)?)?;
        let x = self.mixed_norm.forward(&x)?;
        let inner = ops::gelu(&self.up.forward(&x)?)?;
        let sum = (&x + noise(self.down.forward(&inner)?)?)?;
        self.down_norm.forward(&sum)
    }
}

/// The encoder.
#[derive(Debug)]
pub(crate) struct Encoder {
    pub(crate) config: Config,
    words: Tensor,
    positions: Tensor,
    kind: Tensor,
    norm: Norm,
    layers: Vec<Layer>,
}

impl Encoder {
    pub(crate) fn config(folder: &Path) -> std::result::Result<Config, Error> {
        let path = folder.join("config.json");
        let text = std::fs::read_to_string(&path).map_err(|error| Error::read(&path, error))?;
        let config: Config =
            serde_json::from_str(&text).map_err(|error| Error::invalid(&path, error))?;
        match config.fault() {
            Some(fault) => Err(Error::invalid(&path, fault)),
            None => Ok(config),
        }
    }

    pub(crate) fn new(config: Config, weights: &mut Weights) -> std::result::Result<Self, Error> {
        let width = config.hidden_size;
        let layers = (0..config.num_hidden_layers)
            .map(|at| Layer::new(weights, at, &config))
            .collect::<std::result::Result<_, _>>()?;
        let words = "embeddings.word_embeddings.weight";
        let kinds = "embeddings.token_type_embeddings.weight";
        let places = [config.max_position_embeddings, width];
        let n_kinds = match weights.dims(kinds) {
            Ok(dims) => dims.first().copied().unwrap_or(0),
            Err(_) => 2,
        };
        Ok(Self {
            // What single pieces mean was learned from far more text than any treebank.
            words: weights.fixed(words, &[config.vocab_size, width])?,
            positions: weights.take("embeddings.position_embeddings.weight", &places)?,
            kind: weights.fixed(kinds, &[n_kinds, width])?.narrow(0, 0, 1)?,
            norm: Norm::new(weights, "embeddings.LayerNorm", &config)?,
            layers,
            config,
        })
    }

    /// What goes into each layer, and what comes out of the last: a row for each piece.
    pub(crate) fn forward(
        &self,
        batch: &Batch,
        shapes: &Tensor,
        noise: &mut dyn FnMut(Tensor) -> Result<Tensor>,
    ) -> Result<Vec<Tensor>> {
        let device = self.words.device();
        let (rows, pieces, width) = (batch.rows, batch.pieces, self.config.hidden_size);
        let numbers = |list: &[u32]| Tensor::from_slice(list, list.len(), device);
        let places = (self.positions.narrow(0, 0, pieces)?).broadcast_add(&self.kind)?;
        let x = self
            .words
            .index_select(&numbers(&batch.numbers)?, 0)?
            .reshape((rows, pieces, width))?
            .broadcast_add(&places)?
            .reshape((rows * pieces, width))?;
        let x = self.norm.forward(&x)?;
        let mut x = noise((x + shapes.index_select(&numbers(&batch.shapes)?, 0)?)?)?;
        let hidden = Tensor::from_slice(&batch.hidden, (rows, 1, 1, pieces), device)?;
        let mut states = vec![x.clone()];
        for layer in &self.layers {
            x = layer.forward(&x, batch, &hidden, self.config.num_attention_heads, noise)?;
            states.push(x.clone());
        }
        Ok(states)
    }
}

/// A sentence as pieces.
#[derive(Clone, Debug)]
pub(crate) struct Pieces {
    pub numbers: Vec<u32>,
    shapes: Vec<u32>,
    first: Vec<u32>,
    last: Vec<u32>,
}

impl Pieces {
    pub(crate) fn new<'a>(vocabulary: &Vocabulary, forms: impl Iterator<Item = &'a str>) -> Self {
        let mut pieces = Self {
            numbers: vec![vocabulary.start],
            shapes: vec![0],
            first: Vec::new(),
            last: Vec::new(),
        };
        for form in forms {
            pieces.first.push(pieces.numbers.len() as u32);
            vocabulary.pieces(form, &mut pieces.numbers);
            pieces.shapes.resize(pieces.numbers.len(), shape(form));
            pieces.last.push(pieces.numbers.len() as u32 - 1);
        }
        pieces.numbers.push(vocabulary.end);
        pieces.shapes.push(0);
        pieces
    }

    pub(crate) fn len(&self) -> usize {
        self.numbers.len()
    }

    pub(crate) fn words(&self) -> usize {
        self.first.len()
    }
}

/// Sentences that are read at once, filled up to one length.
#[derive(Debug)]
pub(crate) struct Batch {
    pub rows: usize,
    /// Pieces of each row.
    pub pieces: usize,
    /// Words of each row.
    pub words: usize,
    /// Words that each row has in truth.
    pub sizes: Vec<usize>,
    numbers: Vec<u32>,
    shapes: Vec<u32>,
    hidden: Vec<f32>,
    /// The place of each word's first and last piece.
    pub first: Vec<u32>,
    pub last: Vec<u32>,
}

/// What is added to a score that must not count.
pub(crate) const HIDDEN: f32 = -1e4;

impl Batch {
    pub(crate) fn new<'a>(sentences: impl Iterator<Item = &'a Pieces>, pad: u32) -> Self {
        let sentences: Vec<&Pieces> = sentences.collect();
        let rows = sentences.len();
        let pieces = sentences.iter().map(|s| s.len()).max().unwrap_or(0);
        let words = sentences.iter().map(|s| s.words()).max().unwrap_or(0);
        let mut batch = Self {
            rows,
            pieces,
            words,
            sizes: sentences.iter().map(|s| s.words()).collect(),
            numbers: vec![pad; rows * pieces],
            shapes: vec![0; rows * pieces],
            hidden: vec![HIDDEN; rows * pieces],
            first: vec![0; rows * words],
            last: vec![0; rows * words],
        };
        for (row, sentence) in sentences.iter().enumerate() {
            let (at, size) = (row * pieces, sentence.len());
            batch.numbers[at..at + size].copy_from_slice(&sentence.numbers);
            batch.shapes[at..at + size].copy_from_slice(&sentence.shapes);
            batch.hidden[at..at + size].fill(0.0);
            for (word, (first, last)) in sentence.first.iter().zip(&sentence.last).enumerate() {
                batch.first[row * words + word] = at as u32 + first;
                batch.last[row * words + word] = at as u32 + last;
            }
        }
        debug_assert!(batch.shapes.iter().all(|&shape| (shape as usize) < SHAPES));
        batch
    }
}

/// Groups of sentences of like length, each of `most` pieces or fewer once filled up, or of one
/// sentence; `order` names the sentences, `len` their pieces.
pub(crate) fn groups(
    mut order: Vec<usize>,
    len: impl Fn(usize) -> usize,
    most: usize,
) -> Vec<Vec<usize>> {
    order.sort_by_key(|&index| len(index));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for index in order {
        match groups.last_mut() {
            Some(group) if (group.len() + 1) * len(index) <= most => group.push(index),
            _ => groups.push(vec![index]),
        }
    }
    groups
}
