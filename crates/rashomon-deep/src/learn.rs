//! What the trainers of the encoder share: steps, chance and order.

use crate::encoder::{Pieces, groups};
use crate::error::Error;
use crate::heads;
use candle_core::backprop::GradStore;
use candle_core::{Device, Tensor, Var};
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

/// Sentences that are sorted by length together, so that groups are alike within and vary between.
const SORTED: usize = 2000;
/// The share of the learning in which the rates rise.
const WARMING: f32 = 0.04;

/// The share of the full rates after `seen` of `all` words, for a step of `size` words: up at first,
/// then down.
pub(crate) fn share_of_rate(seen: usize, size: usize, all: f32) -> f32 {
    let left = 1.0 - seen as f32 / all;
    let warm = ((seen + size) as f32 / (WARMING * all)).min(1.0);
    warm * (left + 0.01)
}

/// Adam, with the change of all weights together kept to a length of five.
#[derive(Debug)]
pub(crate) struct Adam {
    /// The encoder's weights and those of what stands on it, by name.
    vars: [BTreeMap<String, Var>; 2],
    rates: [f32; 2],
    moments: BTreeMap<String, Vec<[f32; 2]>>,
    device: Device,
    pub(crate) step: i32,
}

impl Adam {
    pub(crate) fn new(vars: [BTreeMap<String, Var>; 2], rates: [f32; 2], device: &Device) -> Self {
        Self {
            vars,
            rates,
            moments: BTreeMap::new(),
            device: device.clone(),
            step: 0,
        }
    }

    /// One step by `share` of the rates.
    pub(crate) fn apply(&mut self, change: &GradStore, share: f32) -> Result<(), Error> {
        self.step += 1;
        let mut changes = Vec::new();
        let mut square = 0.0_f32;
        for (vars, rate) in self.vars.iter().zip(self.rates) {
            for (name, var) in vars {
                let Some(change) = change.get(var) else {
                    continue;
                };
                let change = change.flatten_all()?.to_vec1::<f32>()?;
                square += change.iter().map(|x| x * x).sum::<f32>();
                changes.push((name, var, change, rate));
            }
        }
        let clip = (5.0 / square.sqrt().max(1e-12)).min(1.0);
        let unbiased = (1.0 - 0.98_f32.powi(self.step)).sqrt() / (1.0 - 0.9_f32.powi(self.step));
        for (name, var, change, rate) in changes {
            let mut values = var.flatten_all()?.to_vec1::<f32>()?;
            let moments = self.moments.entry(name.clone());
            let moments = moments.or_insert_with(|| vec![[0.0; 2]; change.len()]);
            let rate = rate * share;
            for ((value, change), [first, second]) in values.iter_mut().zip(change).zip(moments) {
                let change = change * clip;
                *first += 0.1 * (change - *first);
                *second += 0.02 * (change * change - *second);
                *value -= rate * unbiased * *first / (second.sqrt() + 1e-8);
            }
            var.set(&Tensor::from_vec(values, var.shape(), &self.device)?)?;
        }
        Ok(())
    }

    /// Writes the encoder, with its weights that do not change, and what stands on it.
    pub(crate) fn save(&self, fixed: &HashMap<String, Tensor>, out: &Path) -> Result<(), Error> {
        let [encoder, heads] = &self.vars;
        let tensors = |vars: &BTreeMap<String, Var>| -> HashMap<String, Tensor> {
            let all = vars.iter();
            all.map(|(name, var)| (name.clone(), var.as_tensor().clone()))
                .collect()
        };
        let mut all = tensors(encoder);
        let fixed = fixed.iter();
        all.extend(fixed.map(|(name, tensor)| (name.clone(), tensor.clone())));
        candle_core::safetensors::save(&all, out.join("model.safetensors"))?;
        candle_core::safetensors::save(&tensors(heads), out.join(heads::WEIGHTS))?;
        Ok(())
    }
}

/// Makes the folder `out` with what says how the encoder in `base` is built.
pub(crate) fn copy_encoder(base: &Path, out: &Path) -> Result<(), Error> {
    fs::create_dir_all(out).map_err(|error| Error::read(out, error))?;
    for name in ["config.json", "vocab.txt", "tokenizer_config.json"] {
        let from = base.join(name);
        if from.exists() && base != out {
            fs::copy(&from, out.join(name)).map_err(|error| Error::read(&from, error))?;
        }
    }
    Ok(())
}

/// `count` lessons in groups of like length, in random order; `len` is in pieces.
pub(crate) fn shuffled(
    random: &mut Random,
    count: usize,
    len: impl Fn(usize) -> usize,
    batch: usize,
) -> Vec<Vec<usize>> {
    let order = random.order(count);
    let mut all = Vec::new();
    for part in order.chunks(SORTED) {
        all.extend(groups(part.to_vec(), &len, batch));
    }
    let order = random.order(all.len());
    order
        .into_iter()
        .map(|at| std::mem::take(&mut all[at]))
        .collect()
}

/// The pieces with a share of them hidden.
pub(crate) fn hide(pieces: &Pieces, share: f32, mask: u32, random: &mut Random) -> Pieces {
    let mut pieces = pieces.clone();
    let last = pieces.len() - 1;
    for number in &mut pieces.numbers[1..last] {
        if random.fraction() < share {
            *number = mask;
        }
    }
    pieces
}

/// Leaves out a share of the numbers and raises the others.
pub(crate) fn thin(
    x: &Tensor,
    share: f32,
    random: &mut Random,
    device: &Device,
) -> candle_core::Result<Tensor> {
    if share == 0.0 {
        return Ok(x.clone());
    }
    let keep = 1.0 / (1.0 - share);
    let mut mask = vec![keep; x.elem_count()];
    random.clear(share, &mut mask);
    x * Tensor::from_vec(mask, x.shape(), device)?
}

/// A small generator of random numbers: the same from run to run.
#[derive(Debug)]
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to 1.
    pub(crate) fn fraction(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1 << 24) as f32
    }

    /// From -1 to 1.
    pub(crate) fn uniform(&mut self) -> f32 {
        2.0 * self.fraction() - 1.0
    }

    /// Makes a share of the numbers zero.
    fn clear(&mut self, share: f32, numbers: &mut [f32]) {
        let least = (share * 65_536.0) as u16;
        for four in numbers.chunks_mut(4) {
            let mut bits = self.next();
            for number in four {
                if (bits as u16) < least {
                    *number = 0.0;
                }
                bits >>= 16;
            }
        }
    }

    /// The numbers below `size` in random order.
    pub(crate) fn order(&mut self, size: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..size).collect();
        for i in (1..size).rev() {
            order.swap(i, (self.next() % (i as u64 + 1)) as usize);
        }
        order
    }
}
