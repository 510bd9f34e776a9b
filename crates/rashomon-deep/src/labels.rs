//! Labels of words by the encoder: which words are a name, which a source, a cue or a content.
//!
//! A passage of a few sentences goes in, so that what goes on over their ends is seen; out comes,
//! for each layer of labels, a chance of each label for each word. A layer is learned from the
//! passages that carry it. What is learned is a teacher: a thousand times too slow for reading,
//! it labels news for the small models to learn from.

use crate::encoder::{Batch, Encoder, HIDDEN, Linear, Pieces, Weights, groups};
use crate::error::Error;
use crate::heads;
use crate::learn::{Adam, Random, copy_encoder, hide, share_of_rate, shuffled, thin};
use crate::ops;
use crate::reader::{device, vocabulary};
use crate::train::{LONGEST, Plan};
use crate::vocabulary::{SHAPES, Vocabulary};
use candle_core::{Device, Tensor};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// The file that names the layers.
const SETTINGS: &str = "labels.json";
const SCHEMA: &str = "rashomon/labels/1";
/// Pieces that are read at once.
const BATCH: usize = 1024;

/// A kind of label that every word has one of.
#[derive(Clone, Debug, Eq, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct Layer {
    /// Its name.
    pub name: String,
    /// How many labels it has, 16 at most.
    pub labels: usize,
}

/// Words to learn from.
#[derive(Clone, Debug)]
pub struct Passage {
    /// The words as written.
    pub words: Vec<String>,
    /// For each layer, for each word a bit for each label that is right; `None` where the passage
    /// says nothing of the layer.
    pub allowed: Vec<Option<Vec<u16>>>,
}

#[derive(serde::Deserialize, serde::Serialize)]
struct Settings {
    schema: String,
    layers: Vec<Layer>,
}

/// An encoder with what stands on it.
#[derive(Debug)]
struct Net {
    encoder: Encoder,
    shapes: Tensor,
    mix: Tensor,
    layers: Vec<Linear>,
}

impl Net {
    fn new(encoder: Encoder, weights: &mut Weights, layers: &[Layer]) -> Result<Self, Error> {
        let (width, depth) = (encoder.config.hidden_size, encoder.config.num_hidden_layers);
        let linear = |layer: &Layer| {
            Linear::new(
                weights,
                &format!("layer.{}", layer.name),
                width,
                layer.labels,
            )
        };
        let linears = layers.iter().map(linear).collect::<Result<_, _>>()?;
        Ok(Self {
            shapes: weights.take("shape", &[SHAPES, width])?,
            mix: weights.take("mix", &[depth + 1])?,
            layers: linears,
            encoder,
        })
    }

    /// A row for each place of a word in the batch.
    fn words(
        &self,
        batch: &Batch,
        noise: &mut dyn FnMut(Tensor) -> candle_core::Result<Tensor>,
    ) -> candle_core::Result<Tensor> {
        let states = self.encoder.forward(batch, &self.shapes, noise)?;
        heads::words(&self.mix, &states, batch)
    }
}

fn fresh(
    width: usize,
    depth: usize,
    layers: &[Layer],
    random: &mut Random,
    device: &Device,
) -> Result<HashMap<String, Tensor>, Error> {
    let mut all = HashMap::new();
    let reach = 1.0 / (width as f32).sqrt();
    for layer in layers {
        let values: Vec<f32> = (0..width * layer.labels)
            .map(|_| random.uniform() * reach)
            .collect();
        let weight = Tensor::from_vec(values, (layer.labels, width), device)?;
        all.insert(format!("layer.{}.weight", layer.name), weight);
        let bias = Tensor::from_vec(vec![0.0_f32; layer.labels], layer.labels, device)?;
        all.insert(format!("layer.{}.bias", layer.name), bias);
    }
    let shape = Tensor::from_vec(vec![0.0_f32; SHAPES * width], (SHAPES, width), device)?;
    all.insert("shape".to_owned(), shape);
    let mix = Tensor::from_vec(vec![0.0_f32; depth + 1], depth + 1, device)?;
    all.insert("mix".to_owned(), mix);
    Ok(all)
}

/// Trains the encoder in the folder `base` on `passages` and writes the labeller to the folder
/// `out`, for [`Labeller::open`]. `progress` is told what is being done.
///
/// # Errors
/// When `base` holds no encoder, `out` cannot be written or there are no passages.
///
/// # Panics
/// When a passage has not an entry for each layer and in it one for each word.
pub fn train(
    base: impl AsRef<Path>,
    layers: &[Layer],
    passages: &[Passage],
    plan: &Plan,
    out: impl AsRef<Path>,
    progress: &mut dyn FnMut(&str),
) -> Result<(), Error> {
    let (base, out) = (base.as_ref(), out.as_ref());
    let device = device()?;
    let config = Encoder::config(base)?;
    let mut weights = Weights::open(&base.join("model.safetensors"), &device, true)?;
    let vocabulary = vocabulary(base, config.vocab_size)?;
    let encoder = Encoder::new(config, &mut weights)?;
    let mut random = Random(11);
    let (width, depth) = (encoder.config.hidden_size, encoder.config.num_hidden_layers);
    let tensors = fresh(width, depth, layers, &mut random, &device)?;
    let mut top = Weights::new(&base.join(heads::WEIGHTS), tensors, true);
    let net = Net::new(encoder, &mut top, layers)?;
    let fixed = weights.rest();
    let mut adam = Adam::new(
        [weights.vars, top.vars],
        [plan.rate, plan.head_rate],
        &device,
    );
    let lessons = lessons(&vocabulary, passages, &net);
    if lessons.is_empty() {
        return Err(Error::no_trees());
    }
    let total: usize = lessons.iter().map(|lesson| lesson.pieces.words()).sum();
    let rounds = (plan.epochs * total) as f32;
    let (mut seen, mut recent, mut loss) = (0_usize, 0_usize, 0.0_f32);
    for epoch in 0..plan.epochs {
        let len = |at: usize| lessons[at].pieces.len();
        for group in shuffled(&mut random, lessons.len(), len, plan.batch) {
            let batch: Vec<&Lesson<'_>> = group.iter().map(|&at| &lessons[at]).collect();
            let size: usize = batch.iter().map(|lesson| lesson.pieces.words()).sum();
            let sum = surprise(&net, &batch, plan, &vocabulary, &mut random, &device)?;
            adam.apply(&sum.backward()?, share_of_rate(seen, size, rounds))?;
            loss += sum.to_scalar::<f32>()? * size as f32;
            (seen, recent) = (seen + size, recent + size);
            if adam.step % 50 == 0 {
                let mean = loss / recent as f32;
                progress(&format!("step {}, {seen} words, loss {mean:.3}", adam.step));
                (recent, loss) = (0, 0.0);
            }
        }
        progress(&format!("round {} of {}", epoch + 1, plan.epochs));
    }
    copy_encoder(base, out)?;
    adam.save(&fixed, out)?;
    let path = out.join(SETTINGS);
    let settings = Settings {
        schema: SCHEMA.to_owned(),
        layers: layers.to_vec(),
    };
    let text = serde_json::to_string_pretty(&settings);
    let text = text.map_err(|error| Error::invalid(&path, error))?;
    fs::write(&path, text).map_err(|error| Error::read(&path, error))
}

struct Lesson<'a> {
    pieces: Pieces,
    passage: &'a Passage,
}

fn lessons<'a>(vocabulary: &Vocabulary, passages: &'a [Passage], net: &Net) -> Vec<Lesson<'a>> {
    let longest = LONGEST.min(net.encoder.config.max_position_embeddings);
    let all = passages.iter().map(|passage| Lesson {
        pieces: Pieces::new(vocabulary, passage.words.iter().map(String::as_str)),
        passage,
    });
    all.filter(|lesson| lesson.pieces.words() > 0 && lesson.pieces.len() <= longest)
        .collect()
}

/// How little the right labels of a batch were expected, in the mean of its words.
fn surprise(
    net: &Net,
    lessons: &[&Lesson<'_>],
    plan: &Plan,
    vocabulary: &Vocabulary,
    random: &mut Random,
    device: &Device,
) -> Result<Tensor, Error> {
    let hidden: Vec<Pieces> = lessons
        .iter()
        .map(|lesson| hide(&lesson.pieces, plan.hidden, vocabulary.mask, random))
        .collect();
    let batch = Batch::new(hidden.iter(), vocabulary.pad);
    let mut light = |x: Tensor| thin(&x, plan.dropout, random, device);
    let words = net.words(&batch, &mut light)?;
    let words = thin(&words, 2.0 * plan.dropout, random, device)?;
    let size: usize = batch.sizes.iter().sum();
    let mut sum: Option<Tensor> = None;
    for (at, layer) in net.layers.iter().enumerate() {
        let (mut places, mut shut) = (Vec::new(), Vec::new());
        let labels = layer.width();
        for (row, lesson) in lessons.iter().enumerate() {
            let Some(allowed) = &lesson.passage.allowed[at] else {
                continue;
            };
            for (word, mask) in allowed.iter().enumerate() {
                places.push((row * batch.words + word) as u32);
                let bit = |label: usize| mask >> label & 1 == 1;
                shut.extend((0..labels).map(|label| if bit(label) { 0.0 } else { HIDDEN }));
            }
        }
        if places.is_empty() {
            continue;
        }
        let count = places.len();
        let places = Tensor::from_vec(places, count, device)?;
        let shut = Tensor::from_vec(shut, (count, labels), device)?;
        let scores = ops::log_softmax(&layer.forward(&words.index_select(&places, 0)?)?)?;
        let right = (scores + shut)?.exp()?.sum(1)?;
        let loss = ((right + 1e-9)?.log()?.sum_all()?.neg()? * (1.0 / size as f64))?;
        sum = Some(match sum {
            Some(sum) => (sum + loss)?,
            None => loss,
        });
    }
    sum.ok_or_else(Error::no_trees)
}

/// A transformer that labels words.
#[derive(Debug)]
pub struct Labeller {
    vocabulary: Vocabulary,
    net: Net,
    layers: Vec<Layer>,
}

/// For each layer the chances of its labels for each word, a row of chances after the other.
pub type Chances = Vec<Vec<f32>>;

impl Labeller {
    /// The labeller of a folder that [`train`] has written.
    ///
    /// # Errors
    /// When a file is missing or is not what it should be.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, Error> {
        let folder = folder.as_ref();
        let device = device()?;
        let config = Encoder::config(folder)?;
        let vocabulary = vocabulary(folder, config.vocab_size)?;
        let path = folder.join(SETTINGS);
        let text = fs::read_to_string(&path).map_err(|error| Error::read(&path, error))?;
        let settings: Settings =
            serde_json::from_str(&text).map_err(|error| Error::invalid(&path, error))?;
        if settings.schema != SCHEMA {
            let what = format!("the schema is `{}` and not `{SCHEMA}`", settings.schema);
            return Err(Error::invalid(&path, what));
        }
        let mut sizes = settings.layers.iter().map(|layer| layer.labels);
        if settings.layers.is_empty() || !sizes.all(|size| (2..=16).contains(&size)) {
            return Err(Error::invalid(&path, "layers have 2 to 16 labels"));
        }
        let mut weights = Weights::open(&folder.join("model.safetensors"), &device, false)?;
        let encoder = Encoder::new(config, &mut weights)?;
        let mut weights = Weights::open(&folder.join(heads::WEIGHTS), &device, false)?;
        Ok(Self {
            vocabulary,
            net: Net::new(encoder, &mut weights, &settings.layers)?,
            layers: settings.layers,
        })
    }

    /// The layers it knows.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The chances of each passage's words; `None` where one is too long.
    ///
    /// # Errors
    /// When the computation fails, as when a card's memory is full.
    pub fn chances(&self, passages: &[Vec<&str>]) -> Result<Vec<Option<Chances>>, Error> {
        let pieces: Vec<Pieces> = passages
            .iter()
            .map(|words| Pieces::new(&self.vocabulary, words.iter().copied()))
            .collect();
        let longest = self.net.encoder.config.max_position_embeddings;
        let fits = |&at: &usize| pieces[at].words() > 0 && pieces[at].len() <= longest;
        let order: Vec<usize> = (0..pieces.len()).filter(fits).collect();
        let mut all = vec![None; passages.len()];
        for group in groups(order, |at| pieces[at].len(), BATCH) {
            let batch = Batch::new(group.iter().map(|&at| &pieces[at]), self.vocabulary.pad);
            let words = self.net.words(&batch, &mut Ok)?;
            let mut layers = Vec::new();
            for layer in &self.net.layers {
                let chances = ops::softmax(&layer.forward(&words)?)?;
                layers.push(chances.flatten_all()?.to_vec1::<f32>()?);
            }
            for (row, &at) in group.iter().enumerate() {
                let rows = row * batch.words..row * batch.words + batch.sizes[row];
                let of = |(chances, layer): (&Vec<f32>, &Linear)| {
                    let width = layer.width();
                    chances[rows.start * width..rows.end * width].to_vec()
                };
                all[at] = Some(layers.iter().zip(&self.net.layers).map(of).collect());
            }
        }
        Ok(all)
    }
}
