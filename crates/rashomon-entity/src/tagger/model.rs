//! Trained weights and decoding.

use super::features::{MAX_FEATURES, case_of, features, stretches};
use super::{Label, N_LABELS, Word, may_follow};
use std::ops::Range;

/// Weights of a feature: one for each label but the outside, whose weight is always zero.
pub(crate) const N_WEIGHTS: usize = N_LABELS - 1;

/// Features of one bucket.
const ROWS: usize = 6;

/// Bytes of one bucket in a file.
const BUCKET: usize = ROWS * (2 + N_WEIGHTS);

/// Features whose hashes begin alike, on one cache line. Rows are taken in order; a zero check is a
/// free row.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(64))]
struct Bucket {
    checks: [u16; ROWS],
    weights: [[i8; N_WEIGHTS]; ROWS],
}

/// A trained tagger.
///
/// Layout of its bytes: number of buckets as `u32`; scores of each label after each, the first row
/// for the start of a stretch, as `i16`; then the buckets: six checks as `u16`, then six rows of a
/// weight for each label but the outside as `i8`. The upper half of a feature's hash tells the
/// bucket, 16 bits of the lower half are the check; what does not fit a bucket lies in the next.
#[derive(Clone, Debug)]
pub struct Tagger {
    follows: [[i16; N_LABELS]; N_LABELS + 1],
    buckets: Vec<Bucket>,
}

/// Score no path may have.
const NEVER: i32 = i32::MIN / 4;

impl Tagger {
    /// The tagger in `bytes`; `None` when they are none.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_at_checked(4)?;
        let n_buckets = u32::from_le_bytes(head.try_into().ok()?) as usize;
        let (table, rest) = rest.split_at_checked(2 * N_LABELS * (N_LABELS + 1))?;
        if n_buckets == 0 || rest.len() != n_buckets.checked_mul(BUCKET)? {
            return None;
        }
        let mut follows = [[0; N_LABELS]; N_LABELS + 1];
        for (cell, bytes) in follows
            .as_flattened_mut()
            .iter_mut()
            .zip(table.chunks_exact(2))
        {
            *cell = i16::from_le_bytes([bytes[0], bytes[1]]);
        }
        let buckets: Vec<Bucket> = rest.chunks_exact(BUCKET).map(Bucket::read).collect();
        // A search ends at a free row, so there must be one.
        let ends = buckets.iter().any(|bucket| bucket.checks[ROWS - 1] == 0);
        ends.then_some(Self { follows, buckets })
    }

    /// The bytes of a tagger with these weights: `follows` as in the layout and a row of weights
    /// for each feature's hash.
    pub(crate) fn build(
        follows: &[[i16; N_LABELS]; N_LABELS + 1],
        rows: &[(u64, [i8; N_WEIGHTS])],
    ) -> Vec<u8> {
        // Three quarters full: few searches go past their first bucket.
        let n_buckets = (rows.len() * 4 / 3 / ROWS + 1).next_multiple_of(64);
        let mut buckets = vec![Bucket::default(); n_buckets];
        for &(hash, weights) in rows {
            let check = check_of(hash);
            let mut at = bucket_of(hash, n_buckets);
            let row = loop {
                let free = buckets[at].checks.iter().position(|&check| check == 0);
                match free {
                    Some(row) => break row,
                    None => at = (at + 1) % n_buckets,
                }
            };
            buckets[at].checks[row] = check;
            buckets[at].weights[row] = weights;
        }
        let mut bytes = (n_buckets as u32).to_le_bytes().to_vec();
        for cell in follows.as_flattened() {
            bytes.extend(cell.to_le_bytes());
        }
        for bucket in &buckets {
            bytes.extend(bucket.checks.iter().flat_map(|check| check.to_le_bytes()));
            bytes.extend(bucket.weights.as_flattened().iter().map(|&w| w as u8));
        }
        bytes
    }

    /// Adds the weights of a feature to `scores`.
    #[inline]
    fn add(&self, hash: u64, scores: &mut [i16; N_WEIGHTS]) {
        let check = check_of(hash);
        let mut at = bucket_of(hash, self.buckets.len());
        loop {
            let bucket = &self.buckets[at];
            // Without a branch on what is found, so that the look-ups of a word overlap.
            let row = bucket.row_of(check);
            let keep = -i16::from(row < ROWS);
            for (score, &weight) in scores.iter_mut().zip(&bucket.weights[row.min(ROWS - 1)]) {
                *score += i16::from(weight) & keep;
            }
            if row < ROWS || bucket.checks[ROWS - 1] == 0 {
                return;
            }
            at = (at + 1) % self.buckets.len();
        }
    }

    /// The labels of a sentence.
    pub fn tag(&self, words: &[Word]) -> Vec<Label> {
        let mut labels = vec![0; words.len()];
        let case = case_of(words);
        let mut hashes = Vec::with_capacity(MAX_FEATURES);
        let mut scores = Vec::new();
        for stretch in stretches(words) {
            scores.clear();
            for index in stretch.clone() {
                hashes.clear();
                features(words, index, case, &mut hashes);
                let mut row = [0; N_WEIGHTS];
                for &hash in &hashes {
                    self.add(hash, &mut row);
                }
                let mut with_outside = [0; N_LABELS];
                for (score, weight) in with_outside[1..].iter_mut().zip(row) {
                    *score = i32::from(weight);
                }
                scores.push(with_outside);
            }
            let path = best_path(&scores, |from, to| i32::from(self.follows[from][to]));
            labels[stretch].copy_from_slice(&path);
        }
        labels
    }
}

impl Bucket {
    /// The first row with this check, which is none of a free row; [`ROWS`] or more where there is
    /// no such row.
    #[inline]
    fn row_of(&self, check: u16) -> usize {
        const ONES: u64 = 0x0001_0001_0001_0001;
        // The lowest bit set tells the first of four lanes that is zero.
        let zeros = |lanes: u64| lanes.wrapping_sub(ONES) & !lanes & (ONES << 15);
        let lanes = |checks: [u16; 4]| {
            let [a, b, c, d] = checks.map(u64::from);
            (a | b << 16 | c << 32 | d << 48) ^ u64::from(check).wrapping_mul(ONES)
        };
        let [a, b, c, d, e, f] = self.checks;
        let (left, right) = (
            zeros(lanes([a, b, c, d])),
            zeros(lanes([e, f, !check, !check])),
        );
        let lane = |zeros: u64| zeros.trailing_zeros() as usize / 16;
        match left {
            0 => 4 + lane(right),
            _ => lane(left),
        }
    }

    fn read(bytes: &[u8]) -> Self {
        let mut bucket = Self::default();
        let (checks, weights) = bytes.split_at(2 * ROWS);
        for (check, pair) in bucket.checks.iter_mut().zip(checks.chunks_exact(2)) {
            *check = u16::from_le_bytes([pair[0], pair[1]]);
        }
        for (weight, &byte) in bucket.weights.as_flattened_mut().iter_mut().zip(weights) {
            *weight = byte as i8;
        }
        bucket
    }
}

fn check_of(hash: u64) -> u16 {
    (hash as u16).max(1)
}

fn bucket_of(hash: u64, n_buckets: usize) -> usize {
    (((hash >> 32) * n_buckets as u64) >> 32) as usize
}

/// The labels with the highest sum of scores; `follows(from, to)` scores a step, `from` being
/// [`N_LABELS`] at the start. Steps that [`may_follow`] forbids are never taken.
pub(crate) fn best_path(
    scores: &[[i32; N_LABELS]],
    follows: impl Fn(usize, usize) -> i32,
) -> Vec<Label> {
    let Some(first) = scores.first() else {
        return Vec::new();
    };
    let mut best = [NEVER; N_LABELS];
    for (to, score) in first.iter().enumerate() {
        if may_follow(0, to as u8) {
            best[to] = score.saturating_add(follows(N_LABELS, to)).max(NEVER);
        }
    }
    let mut back: Vec<[u8; N_LABELS]> = Vec::with_capacity(scores.len());
    back.push([0; N_LABELS]);
    for row in &scores[1..] {
        let mut next = [NEVER; N_LABELS];
        let mut from_of = [0u8; N_LABELS];
        for to in 0..N_LABELS {
            for from in before(to) {
                let score = best[from] + follows(from, to);
                if score > next[to] {
                    next[to] = score;
                    from_of[to] = from as u8;
                }
            }
            next[to] = (next[to] + row[to]).max(NEVER);
        }
        best = next;
        back.push(from_of);
    }
    let mut label = (0..N_LABELS)
        .max_by_key(|&label| (best[label], std::cmp::Reverse(label)))
        .unwrap_or(0) as u8;
    let mut labels = vec![0; scores.len()];
    for index in (0..scores.len()).rev() {
        labels[index] = label;
        label = back[index][usize::from(label)];
    }
    labels
}

/// The labels that `to` may follow, as [`may_follow`] tells: any, or the two of its own kind.
fn before(to: usize) -> Range<usize> {
    match to == 0 || super::is_first(to as u8) {
        true => 0..N_LABELS,
        false => to - 1..to + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tagger::NameType;

    #[test]
    fn no_path_starts_inside_a_name() {
        let mut row = [0; N_LABELS];
        row[usize::from(NameType::Person.further())] = 5;
        let labels = best_path(&[row, row], |_, _| 0);
        assert_eq!(
            labels,
            [NameType::Person.first(), NameType::Person.further()]
        );
        assert!(best_path(&[], |_, _| 0).is_empty());
    }

    #[test]
    fn labels_before_a_label() {
        for to in 0..N_LABELS {
            let allowed = (0..N_LABELS).filter(|&from| may_follow(from as u8, to as u8));
            assert!(allowed.eq(before(to)), "{to}");
        }
    }

    #[test]
    fn every_feature_is_found_again() {
        let hashes = (1..2000u64).map(|n| n.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let rows: Vec<_> = hashes.map(|hash| (hash, [hash as i8; N_WEIGHTS])).collect();
        let bytes = Tagger::build(&[[0; N_LABELS]; N_LABELS + 1], &rows);
        let tagger = Tagger::new(&bytes).expect("what was built");
        for (hash, weights) in rows {
            let mut scores = [0; N_WEIGHTS];
            tagger.add(hash, &mut scores);
            assert_eq!(scores, weights.map(i16::from));
        }
    }

    #[test]
    fn damaged_bytes_are_no_tagger() {
        assert!(Tagger::new(&[]).is_none());
        assert!(Tagger::new(&[1, 0, 0, 0, 9]).is_none());
        let bytes = Tagger::build(&[[0; N_LABELS]; N_LABELS + 1], &[]);
        let tagger = Tagger::new(&bytes).expect("what was built");
        assert!(tagger.tag(&[]).is_empty());
        let full: Vec<u8> = bytes.iter().map(|byte| byte | 1).collect();
        assert!(Tagger::new(&full).is_none());
    }
}
