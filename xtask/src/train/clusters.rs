//! Clusters of words used alike, by k-means over word vectors of a spaCy vocabulary.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fs;
use std::path::Path;

const CLUSTERS: usize = 1023;
const ROUNDS: usize = 15;
const SEED: u64 = 20_261_122;

/// The cluster of each word of the vocabulary in `folder`: its files `vectors` (a NumPy array, a
/// row for each vector), `key2row` (MessagePack, from the hash of a word to its row) and
/// `strings.json` (the words).
pub(crate) fn clusters(folder: &Path) -> Result<BTreeMap<String, u16>, Box<dyn Error>> {
    let (vectors, width) = vectors(&fs::read(folder.join("vectors"))?).ok_or("no vectors")?;
    let rows = rows(&fs::read(folder.join("key2row"))?).ok_or("no rows of words")?;
    let words: Vec<String> = serde_json::from_slice(&fs::read(folder.join("strings.json"))?)?;
    let cluster_of = k_means(&vectors, width);
    let cluster = |word: &str| {
        cluster_of
            .get(*rows.get(&murmur(word.as_bytes()))?)
            .copied()
    };
    let found = words.into_iter().filter_map(|word| {
        let cluster = cluster(&word)?;
        Some((word, cluster))
    });
    Ok(found.collect())
}

/// The rows of a NumPy array of `f32`, each scaled to length one, and their width.
fn vectors(bytes: &[u8]) -> Option<(Vec<f32>, usize)> {
    let header_len = usize::from(u16::from_le_bytes([*bytes.get(8)?, *bytes.get(9)?]));
    let (header, data) = bytes.get(10..)?.split_at_checked(header_len)?;
    let header = String::from_utf8_lossy(header);
    if !header.contains("'<f4'") || !header.contains("'fortran_order': False") {
        return None;
    }
    let shape = header.split("'shape': (").nth(1)?.split(')').next()?;
    let width: usize = shape
        .split(", ")
        .nth(1)?
        .trim_end_matches(',')
        .parse()
        .ok()?;
    let mut values: Vec<f32> = data
        .chunks_exact(4)
        .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        .collect();
    values.chunks_mut(width).for_each(scale);
    Some((values, width))
}

fn scale(row: &mut [f32]) {
    let length = row.iter().map(|value| value * value).sum::<f32>().sqrt();
    row.iter_mut().for_each(|value| *value /= length.max(1e-9));
}

/// A MessagePack map of whole numbers.
fn rows(bytes: &[u8]) -> Option<HashMap<u64, usize>> {
    let mut rest = bytes;
    let n = match take(&mut rest, 1)? {
        0xde => take(&mut rest, 2)?,
        0xdf => take(&mut rest, 4)?,
        short => short & 15,
    };
    let mut number = || {
        Some(match take(&mut rest, 1)? {
            0xcc | 0xd0 => take(&mut rest, 1)?,
            0xcd | 0xd1 => take(&mut rest, 2)?,
            0xce | 0xd2 => take(&mut rest, 4)?,
            0xcf | 0xd3 => take(&mut rest, 8)?,
            small => small,
        })
    };
    (0..n)
        .map(|_| Some((number()?, number()? as usize)))
        .collect()
}

/// The next `n` bytes as a number.
fn take(bytes: &mut &[u8], n: usize) -> Option<u64> {
    let (head, rest) = bytes.split_at_checked(n)?;
    *bytes = rest;
    Some(
        head.iter()
            .fold(0, |value, &byte| value << 8 | u64::from(byte)),
    )
}

/// The hash spaCy gives a word: MurmurHash64A with seed 1.
fn murmur(bytes: &[u8]) -> u64 {
    const M: u64 = 0xc6a4_a793_5bd1_e995;
    let mut hash = 1 ^ (bytes.len() as u64).wrapping_mul(M);
    let little = |bytes: &[u8]| bytes.iter().rev().fold(0, |v, &b| v << 8 | u64::from(b));
    let mut eights = bytes.chunks_exact(8);
    for eight in &mut eights {
        let mut key = little(eight).wrapping_mul(M);
        key = (key ^ key >> 47).wrapping_mul(M);
        hash = (hash ^ key).wrapping_mul(M);
    }
    if !eights.remainder().is_empty() {
        hash = (hash ^ little(eights.remainder())).wrapping_mul(M);
    }
    hash = (hash ^ hash >> 47).wrapping_mul(M);
    hash ^ hash >> 47
}

/// The cluster of each row of `vectors`, by cosine. The first means are rows drawn from a fixed
/// seed; a cluster without rows keeps its mean.
fn k_means(vectors: &[f32], width: usize) -> Vec<u16> {
    let rows = || vectors.chunks_exact(width);
    let n = rows().len();
    let mut random = SEED;
    let mut means: Vec<f32> = Vec::with_capacity(CLUSTERS * width);
    for _ in 0..CLUSTERS {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let row = (random % n as u64) as usize;
        means.extend(&vectors[row * width..(row + 1) * width]);
    }
    let mut cluster_of = vec![0u16; n];
    for _ in 0..ROUNDS {
        // One value of all means side by side, so that a row meets them in one sweep.
        let mut turned = vec![0.0; means.len()];
        for (index, value) in means.iter().enumerate() {
            turned[index % width * CLUSTERS + index / width] = *value;
        }
        for (row, cluster) in rows().zip(&mut cluster_of) {
            *cluster = nearest(row, &turned);
        }
        let mut sums = vec![0.0f32; means.len()];
        for (row, &cluster) in rows().zip(&cluster_of) {
            let start = usize::from(cluster) * width;
            let sum = &mut sums[start..start + width];
            sum.iter_mut()
                .zip(row)
                .for_each(|(sum, value)| *sum += value);
        }
        for (mean, sum) in means.chunks_mut(width).zip(sums.chunks_mut(width)) {
            if sum.iter().any(|value| *value != 0.0) {
                scale(sum);
                mean.copy_from_slice(sum);
            }
        }
    }
    cluster_of
}

fn nearest(row: &[f32], turned: &[f32]) -> u16 {
    let mut scores = [0.0f32; CLUSTERS];
    for (value, means) in row.iter().zip(turned.chunks_exact(CLUSTERS)) {
        for (score, mean) in scores.iter_mut().zip(means) {
            *score += value * mean;
        }
    }
    let mut best = 0;
    for (cluster, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = cluster;
        }
    }
    best as u16
}
