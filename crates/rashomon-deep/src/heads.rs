//! What stands on the encoder: for every word a tag, a score for every head, and a relation.

use crate::encoder::{Batch, Linear, Weights};
use crate::error::Error;
use crate::ops;
use crate::vocabulary::SHAPES;
use candle_core::{Device, Result, Tensor};
use std::path::Path;

/// The file that names the tags and relations.
pub(crate) const SETTINGS: &str = "rashomon.json";
/// The file of the weights.
pub(crate) const WEIGHTS: &str = "rashomon.safetensors";
const SCHEMA: &str = "rashomon/deep/1";

/// Distances from -REACH to REACH are told apart.
const REACH: i64 = 16;
/// How many distances there are; the last is that to the root.
pub(crate) const DISTANCES: usize = 2 * REACH as usize + 2;

/// What the heads tell apart, by name.
#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
pub(crate) struct Settings {
    schema: String,
    /// Universal and finer tag, with a blank between.
    pub tags: Vec<String>,
    pub labels: Vec<String>,
}

impl Settings {
    pub(crate) fn new(tags: Vec<String>, labels: Vec<String>) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            tags,
            labels,
        }
    }

    pub(crate) fn open(folder: &Path) -> std::result::Result<Self, Error> {
        let path = folder.join(SETTINGS);
        let text = std::fs::read_to_string(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::untrained(folder),
            _ => Error::read(&path, error),
        })?;
        let settings: Self =
            serde_json::from_str(&text).map_err(|error| Error::invalid(&path, error))?;
        if settings.schema != SCHEMA {
            let what = format!("the schema is `{}` and not `{SCHEMA}`", settings.schema);
            Err(Error::invalid(&path, what))
        } else if settings.tags.is_empty() || settings.labels.is_empty() {
            Err(Error::invalid(&path, "no tags or no labels"))
        } else {
            Ok(settings)
        }
    }
}

/// The heads.
#[derive(Debug)]
pub(crate) struct Heads {
    /// What a word's shape adds to its pieces.
    pub(crate) shapes: Tensor,
    mix: Tensor,
    tag: Linear,
    dependent: Linear,
    head: Linear,
    pair: Linear,
    relation_dependent: Linear,
    relation_head: Linear,
    relation: Linear,
    root: Tensor,
    root_relation: Tensor,
    distance: Tensor,
}

/// What the heads say of a batch.
pub(crate) struct Scores {
    /// A row for each word.
    pub tags: Tensor,
    /// For each sentence and word a row of scores for every head, the root last.
    pub arcs: Tensor,
    dependents: Tensor,
    /// A row for each word, and one for the root.
    heads: Tensor,
}

impl Heads {
    pub(crate) fn new(
        weights: &mut Weights,
        width: usize,
        layers: usize,
        settings: &Settings,
    ) -> std::result::Result<Self, Error> {
        let arc = weights.dims("root")?.first().copied().unwrap_or(0);
        let link = weights.dims("root_relation")?.first().copied().unwrap_or(0);
        Ok(Self {
            shapes: weights.take("shape", &[SHAPES, width])?,
            mix: weights.take("mix", &[layers + 1])?,
            tag: Linear::new(weights, "tag", width, settings.tags.len())?,
            dependent: Linear::new(weights, "dependent", width, arc)?,
            head: Linear::new(weights, "head", width, arc)?,
            pair: Linear::new(weights, "pair", arc, arc)?,
            relation_dependent: Linear::new(weights, "relation_dependent", width, link)?,
            relation_head: Linear::new(weights, "relation_head", width, link)?,
            relation: Linear::new(weights, "relation", link, settings.labels.len())?,
            root: weights.take("root", &[arc])?,
            root_relation: weights.take("root_relation", &[link])?,
            distance: weights.take("distance", &[DISTANCES])?,
        })
    }

    /// Tags and heads of every word of a batch; `states` are the encoder's.
    pub(crate) fn score(
        &self,
        states: &[Tensor],
        batch: &Batch,
        noise: &mut dyn FnMut(Tensor) -> Result<Tensor>,
    ) -> Result<Scores> {
        let device = self.mix.device();
        let x = noise(words(&self.mix, states, batch)?)?;
        let (rows, words) = (batch.rows, batch.words);
        let dependents = noise(self.dependent.forward(&x)?.relu()?)?;
        let heads = noise(self.head.forward(&x)?.relu()?)?;
        let queries = self.pair.forward(&dependents)?;
        let arc = queries.dims()[1];
        let root = queries
            .matmul(&self.root.reshape((arc, 1))?)?
            .reshape((rows, words, 1))?
            .broadcast_add(&self.distance.narrow(0, DISTANCES - 1, 1)?)?;
        let within = queries
            .reshape((rows, words, arc))?
            .matmul(&heads.reshape((rows, words, arc))?.t()?)?
            .broadcast_add(&self.distances(words, device)?)?;
        let link = self.relation_head.forward(&x)?;
        let root_link = self.root_relation.unsqueeze(0)?;
        Ok(Scores {
            tags: self.tag.forward(&x)?,
            arcs: Tensor::cat(&[&within, &root], 2)?,
            dependents: self.relation_dependent.forward(&x)?,
            heads: Tensor::cat(&[&link, &root_link], 0)?,
        })
    }

    fn distances(&self, words: usize, device: &Device) -> Result<Tensor> {
        let size = words as i64;
        let places: Vec<u32> = (0..size)
            .flat_map(|i| (0..size).map(move |j| ((j - i).clamp(-REACH, REACH) + REACH) as u32))
            .collect();
        let places = Tensor::from_vec(places, words * words, device)?;
        self.distance
            .index_select(&places, 0)?
            .reshape((1, words, words))
    }

    /// A row of scores of relations for each pair of word and head; the number of rows is the root.
    pub(crate) fn relations(
        &self,
        scores: &Scores,
        dependents: &[u32],
        heads: &[u32],
    ) -> Result<Tensor> {
        let device = self.mix.device();
        let list = |numbers: &[u32]| Tensor::from_slice(numbers, numbers.len(), device);
        let dependents = scores.dependents.index_select(&list(dependents)?, 0)?;
        let heads = scores.heads.index_select(&list(heads)?, 0)?;
        self.relation.forward(&(dependents + heads)?.relu()?)
    }
}

/// A mixture of the encoder's layers, at the first and last piece of each word.
pub(crate) fn words(mix: &Tensor, states: &[Tensor], batch: &Batch) -> Result<Tensor> {
    let device = mix.device();
    let shares = ops::softmax(&mix.unsqueeze(0)?)?.squeeze(0)?;
    let mut mixed: Option<Tensor> = None;
    for (at, state) in states.iter().enumerate() {
        let part = state.broadcast_mul(&shares.narrow(0, at, 1)?)?;
        mixed = Some(match mixed {
            Some(sum) => (sum + part)?,
            None => part,
        });
    }
    let Some(mixed) = mixed else {
        candle_core::bail!("an encoder without layers");
    };
    let at =
        |places: &[u32]| mixed.index_select(&Tensor::from_slice(places, places.len(), device)?, 0);
    (at(&batch.first)? + at(&batch.last)?)? * 0.5
}
