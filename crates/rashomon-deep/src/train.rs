//! The trainer: an encoder learns to read from trees.
//!
//! Everything changes but what the encoder knows of single pieces; the heads learn ten times as
//! fast as the encoder. One seed; on one processor and one thread the same trees give the same
//! bytes.

use crate::encoder::{Batch, Encoder, HIDDEN, Pieces, Weights};
use crate::error::Error;
use crate::heads::{self, DISTANCES, Heads, Settings};
use crate::learn::{Adam, Random, copy_encoder, hide, share_of_rate, shuffled, thin};
use crate::ops;
use crate::reader::{device, vocabulary};
use crate::vocabulary::SHAPES;
use candle_core::{Device, Tensor};
use rashomon_doc::{Deprel, Upos};
use rashomon_syntax::Model;
use rashomon_syntax::conllu::Tree;
use rashomon_syntax::train::relation_of;
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// What the learning may choose.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Rounds over the trees.
    pub epochs: usize,
    /// Pieces that are learned from at once.
    pub batch: usize,
    /// The most that one step changes a weight of the encoder.
    pub rate: f32,
    /// The same for the heads.
    pub head_rate: f32,
    /// Share of the numbers between layers that are left out.
    pub dropout: f32,
    /// Share of pieces that are hidden.
    pub hidden: f32,
    /// Numbers on each side of an arc.
    pub arc: usize,
    /// Numbers on each side of a relation.
    pub relation: usize,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            epochs: 4,
            batch: 1000,
            rate: 1.5e-4,
            head_rate: 1.5e-3,
            dropout: 0.1,
            hidden: 0.04,
            arc: 256,
            relation: 128,
        }
    }
}

/// Longer sentences are not learned from, in pieces.
pub(crate) const LONGEST: usize = 250;

/// Trains the encoder in the folder `base` on `trees` and writes the reader to the folder `out`,
/// for [`Reader::open`](crate::Reader::open). `progress` is told what is being done.
///
/// # Errors
/// When `base` holds no encoder, `out` cannot be written or there are no trees.
pub fn train(
    base: impl AsRef<Path>,
    trees: &[Tree],
    plan: &Plan,
    out: impl AsRef<Path>,
    progress: &mut dyn FnMut(&str),
) -> Result<(), Error> {
    let (base, out) = (base.as_ref(), out.as_ref());
    let mut trainer = Trainer::new(base, plan)?;
    let lessons = trainer.lessons(base, trees)?;
    if lessons.is_empty() {
        return Err(Error::no_trees());
    }
    trainer.learn(&lessons, progress)?;
    trainer.save(base, out)
}

/// A sentence to learn from.
struct Lesson {
    pieces: Pieces,
    tags: Vec<u32>,
    /// Index of each word's head; the number of words for the root.
    heads: Vec<u32>,
    labels: Vec<u32>,
}

struct Trainer {
    plan: Plan,
    device: Device,
    settings: Settings,
    encoder: Encoder,
    heads: Heads,
    /// Weights that do not change.
    fixed: HashMap<String, Tensor>,
    adam: Adam,
    random: Random,
    mask: u32,
    pad: u32,
}

impl Trainer {
    fn new(base: &Path, plan: &Plan) -> Result<Self, Error> {
        let device = device()?;
        let config = Encoder::config(base)?;
        let path = base.join("model.safetensors");
        let mut weights = Weights::open(&path, &device, true)?;
        let vocabulary = vocabulary(base, config.vocab_size)?;
        let encoder = Encoder::new(config, &mut weights)?;
        let small = Model::builtin();
        let settings = Settings::new(
            small
                .tags()
                .map(|(upos, xpos)| format!("{upos} {xpos}"))
                .collect(),
            small.labels().iter().map(Deprel::to_string).collect(),
        );
        let mut random = Random(7);
        let (width, layers) = (encoder.config.hidden_size, encoder.config.num_hidden_layers);
        let tensors = fresh_heads(width, layers, &settings, plan, &mut random, &device)?;
        let mut head_weights = Weights::new(&base.join(heads::WEIGHTS), tensors, true);
        let heads = Heads::new(&mut head_weights, width, layers, &settings)?;
        Ok(Self {
            plan: *plan,
            device: device.clone(),
            settings,
            encoder,
            heads,
            fixed: weights.rest(),
            adam: Adam::new(
                [weights.vars, head_weights.vars],
                [plan.rate, plan.head_rate],
                &device,
            ),
            random,
            mask: vocabulary.mask,
            pad: vocabulary.pad,
        })
    }

    fn lessons(&self, base: &Path, trees: &[Tree]) -> Result<Vec<Lesson>, Error> {
        let vocabulary = vocabulary(base, self.encoder.config.vocab_size)?;
        let longest = LONGEST.min(self.encoder.config.max_position_embeddings);
        let lesson = |tree: &Tree| {
            let forms = tree.words.iter().map(|word| word.form.as_str());
            let size = tree.words.len();
            let head = |head: usize| head.checked_sub(1).filter(|&at| at < size).unwrap_or(size);
            Lesson {
                pieces: Pieces::new(&vocabulary, forms),
                tags: tree
                    .words
                    .iter()
                    .map(|word| self.tag(&word.upos, &word.xpos))
                    .collect(),
                heads: tree
                    .words
                    .iter()
                    .map(|word| head(word.head) as u32)
                    .collect(),
                labels: tree
                    .words
                    .iter()
                    .map(|word| self.label(&word.deprel))
                    .collect(),
            }
        };
        let all = trees
            .iter()
            .filter(|tree| !tree.words.is_empty())
            .map(lesson);
        Ok(all
            .filter(|lesson| lesson.pieces.len() <= longest)
            .collect())
    }

    fn tag(&self, upos: &str, xpos: &str) -> u32 {
        let upos: Upos = upos.parse().unwrap_or(Upos::X);
        let small = Model::builtin();
        let exact = small.tags().position(|tag| tag == (upos, xpos));
        let alike = || small.tags().position(|tag| tag.0 == upos);
        exact.or_else(alike).unwrap_or(0) as u32
    }

    fn label(&self, name: &str) -> u32 {
        let label = relation_of(name);
        let labels = Model::builtin().labels();
        labels.iter().position(|&known| known == label).unwrap_or(0) as u32
    }

    fn learn(&mut self, lessons: &[Lesson], progress: &mut dyn FnMut(&str)) -> Result<(), Error> {
        let total: usize = lessons.iter().map(|lesson| lesson.tags.len()).sum();
        let rounds = (self.plan.epochs * total) as f32;
        let (mut seen, mut recent, mut loss) = (0_usize, 0_usize, 0.0_f32);
        for epoch in 0..self.plan.epochs {
            let len = |at: usize| lessons[at].pieces.len();
            for group in shuffled(&mut self.random, lessons.len(), len, self.plan.batch) {
                let size: usize = group.iter().map(|&at| lessons[at].tags.len()).sum();
                let batch: Vec<&Lesson> = group.iter().map(|&at| &lessons[at]).collect();
                loss += self.learn_batch(&batch, share_of_rate(seen, size, rounds))? * size as f32;
                (seen, recent) = (seen + size, recent + size);
                if self.adam.step % 50 == 0 {
                    let mean = loss / recent as f32;
                    progress(&format!(
                        "step {}, {seen} words, loss {mean:.3}",
                        self.adam.step
                    ));
                    (recent, loss) = (0, 0.0);
                }
            }
            progress(&format!("round {} of {}", epoch + 1, self.plan.epochs));
        }
        Ok(())
    }

    /// One step; `share` of the full rates. Returns the mean loss of a word.
    fn learn_batch(&mut self, lessons: &[&Lesson], share: f32) -> Result<f32, Error> {
        let (share_hidden, mask) = (self.plan.hidden, self.mask);
        let hidden: Vec<Pieces> = lessons
            .iter()
            .map(|lesson| hide(&lesson.pieces, share_hidden, mask, &mut self.random))
            .collect();
        let batch = Batch::new(hidden.iter(), self.pad);
        let (dropout, device) = (self.plan.dropout, self.device.clone());
        let random = &mut self.random;
        let mut light = |x: Tensor| thin(&x, dropout, random, &device);
        let states = self
            .encoder
            .forward(&batch, &self.heads.shapes, &mut light)?;
        let mut heavy = |x: Tensor| thin(&x, 2.0 * dropout, random, &device);
        let scores = self.heads.score(&states, &batch, &mut heavy)?;
        let gold = Gold::new(lessons, &batch);
        let list = |numbers: &[u32]| Tensor::from_slice(numbers, numbers.len(), &self.device);
        let places = list(&gold.places)?;
        let tags = scores.tags.index_select(&places, 0)?;
        let width = batch.words + 1;
        let shut = Tensor::from_slice(&gold.shut, (batch.rows, batch.words, width), &self.device)?;
        let arcs = (&scores.arcs + shut)?.reshape((batch.rows * batch.words, width))?;
        let arcs = arcs.index_select(&places, 0)?;
        let labels = self.heads.relations(&scores, &gold.places, &gold.rows)?;
        let loss = (surprise(&tags, &list(&gold.tags)?)? + surprise(&arcs, &list(&gold.heads)?)?)?;
        let loss = (loss + surprise(&labels, &list(&gold.labels)?)?)?;
        let change = loss.backward()?;
        self.adam.apply(&change, share)?;
        Ok(loss.to_scalar()?)
    }

    fn save(&self, base: &Path, out: &Path) -> Result<(), Error> {
        copy_encoder(base, out)?;
        self.adam.save(&self.fixed, out)?;
        let path = out.join(heads::SETTINGS);
        let text = serde_json::to_string_pretty(&self.settings);
        let text = text.map_err(|error| Error::invalid(&path, error))?;
        fs::write(&path, text).map_err(|error| Error::read(&path, error))
    }
}

/// What is right of a batch, word by word.
struct Gold {
    /// The place of each word in the batch.
    places: Vec<u32>,
    tags: Vec<u32>,
    /// Columns of the scores of heads.
    heads: Vec<u32>,
    /// The head's place in the batch; the number of places for the root.
    rows: Vec<u32>,
    labels: Vec<u32>,
    /// What is added to scores of heads, so that no word hangs on itself or on none.
    shut: Vec<f32>,
}

impl Gold {
    fn new(lessons: &[&Lesson], batch: &Batch) -> Self {
        let (words, width) = (batch.words, batch.words + 1);
        let mut gold = Self {
            places: Vec::new(),
            tags: Vec::new(),
            heads: Vec::new(),
            rows: Vec::new(),
            labels: Vec::new(),
            shut: vec![0.0; batch.rows * words * width],
        };
        for (row, lesson) in lessons.iter().enumerate() {
            let size = lesson.tags.len();
            gold.tags.extend(&lesson.tags);
            gold.labels.extend(&lesson.labels);
            for (word, &head) in lesson.heads.iter().enumerate() {
                let at_root = head as usize == size;
                gold.places.push((row * words + word) as u32);
                gold.heads.push(if at_root { words as u32 } else { head });
                let root = (batch.rows * words) as u32;
                gold.rows.push(if at_root {
                    root
                } else {
                    (row * words) as u32 + head
                });
                let shut = &mut gold.shut[(row * words + word) * width..][..words];
                shut[size..].fill(HIDDEN);
                shut[word] = HIDDEN;
            }
        }
        gold
    }
}

/// The mean of how little each row of scores expected its gold.
fn surprise(scores: &Tensor, gold: &Tensor) -> candle_core::Result<Tensor> {
    ops::log_softmax(scores)?
        .gather(&gold.unsqueeze(1)?, 1)?
        .mean_all()?
        .neg()
}

fn fresh_heads(
    width: usize,
    layers: usize,
    settings: &Settings,
    plan: &Plan,
    random: &mut Random,
    device: &Device,
) -> Result<HashMap<String, Tensor>, Error> {
    let mut all = HashMap::new();
    let mut put = |name: String, dims: &[usize], reach: f32| -> Result<(), Error> {
        let count = dims.iter().product();
        let values: Vec<f32> = (0..count).map(|_| random.uniform() * reach).collect();
        all.insert(name, Tensor::from_vec(values, dims, device)?);
        Ok(())
    };
    for (name, inner, outer) in [
        ("tag", width, settings.tags.len()),
        ("dependent", width, plan.arc),
        ("head", width, plan.arc),
        ("pair", plan.arc, plan.arc),
        ("relation_dependent", width, plan.relation),
        ("relation_head", width, plan.relation),
        ("relation", plan.relation, settings.labels.len()),
    ] {
        let reach = 1.0 / (inner as f32).sqrt();
        put(format!("{name}.weight"), &[outer, inner], reach)?;
        put(format!("{name}.bias"), &[outer], reach)?;
    }
    put("root".to_owned(), &[plan.arc], 0.1)?;
    put("root_relation".to_owned(), &[plan.relation], 0.1)?;
    put("distance".to_owned(), &[DISTANCES], 0.0)?;
    put("shape".to_owned(), &[SHAPES, width], 0.0)?;
    put("mix".to_owned(), &[layers + 1], 0.0)?;
    Ok(all)
}
