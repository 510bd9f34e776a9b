//! Trained weights and decoding.

use super::features::{MAX_FEATURES, features};
use super::{Label, N_LABELS, Word, may_follow};

/// Bytes of one feature: the check and a weight for each label.
const ROW: usize = 2 + N_LABELS;

/// A trained tagger, reading its weights where they lie.
///
/// Layout: number of slots as `u32`; scores of each label after each, the first row for the start,
/// as `i16`; then in each slot the upper 16 bits of a feature's hash and a weight for each label as
/// `i8`. A feature lies at its hash or in the next slots; a zero check ends the search.
#[derive(Clone, Copy, Debug)]
pub struct Tagger<'a> {
    follows: [[i16; N_LABELS]; N_LABELS + 1],
    slots: &'a [u8],
    n_slots: usize,
}

/// Score no path may have.
const NEVER: i32 = i32::MIN / 4;

impl<'a> Tagger<'a> {
    /// The tagger in `bytes`; `None` when they are none.
    pub fn new(bytes: &'a [u8]) -> Option<Self> {
        let (head, rest) = bytes.split_at_checked(4)?;
        let n_slots = u32::from_le_bytes(head.try_into().ok()?) as usize;
        let (table, slots) = rest.split_at_checked(2 * N_LABELS * (N_LABELS + 1))?;
        if !n_slots.is_power_of_two() || slots.len() != n_slots * ROW {
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
        Some(Self {
            follows,
            slots,
            n_slots,
        })
    }

    /// The bytes of a tagger with these weights: `follows` as in the layout and a row of weights
    /// for each feature's hash.
    pub(crate) fn build(
        follows: &[[i16; N_LABELS]; N_LABELS + 1],
        rows: &[(u64, [i8; N_LABELS])],
        n_slots: usize,
    ) -> Vec<u8> {
        assert!(rows.len() < n_slots && n_slots.is_power_of_two());
        let mut bytes = (n_slots as u32).to_le_bytes().to_vec();
        for cell in follows.as_flattened() {
            bytes.extend(cell.to_le_bytes());
        }
        let mut slots = vec![0u8; n_slots * ROW];
        for (hash, weights) in rows {
            let check = check_of(*hash).to_le_bytes();
            let mut slot = *hash as usize & (n_slots - 1);
            while slots[slot * ROW..slot * ROW + 2] != [0, 0] {
                slot = (slot + 1) & (n_slots - 1);
            }
            let row = &mut slots[slot * ROW..(slot + 1) * ROW];
            row[..2].copy_from_slice(&check);
            for (cell, weight) in row[2..].iter_mut().zip(weights) {
                *cell = *weight as u8;
            }
        }
        bytes.extend(slots);
        bytes
    }

    fn add(&self, hash: u64, scores: &mut [i32; N_LABELS]) {
        let check = check_of(hash);
        let mut slot = hash as usize & (self.n_slots - 1);
        loop {
            let row = &self.slots[slot * ROW..(slot + 1) * ROW];
            let found = u16::from_le_bytes([row[0], row[1]]);
            if found == check {
                for (score, weight) in scores.iter_mut().zip(&row[2..]) {
                    *score += i32::from(*weight as i8);
                }
                return;
            }
            if found == 0 {
                return;
            }
            slot = (slot + 1) & (self.n_slots - 1);
        }
    }

    /// The labels of a sentence.
    pub fn tag(&self, words: &[Word]) -> Vec<Label> {
        let all_capitals = is_shouted(words);
        let mut hashes = Vec::with_capacity(MAX_FEATURES);
        let mut scores = Vec::with_capacity(words.len());
        for index in 0..words.len() {
            hashes.clear();
            features(words, index, all_capitals, &mut hashes);
            let mut row = [0; N_LABELS];
            for &hash in &hashes {
                self.add(hash, &mut row);
            }
            scores.push(row);
        }
        best_path(&scores, |from, to| i32::from(self.follows[from][to]))
    }
}

fn check_of(hash: u64) -> u16 {
    ((hash >> 48) as u16).max(1)
}

/// Whether a sentence of some length has no word that starts small.
pub(crate) fn is_shouted(words: &[Word]) -> bool {
    words.len() > 2 && words.iter().filter(|word| word.is_capital()).count() * 10 >= words.len() * 9
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
            for from in 0..N_LABELS {
                if !may_follow(from as u8, to as u8) {
                    continue;
                }
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
    fn damaged_bytes_are_no_tagger() {
        assert!(Tagger::new(&[]).is_none());
        assert!(Tagger::new(&[1, 0, 0, 0, 9]).is_none());
        let bytes = Tagger::build(&[[0; N_LABELS]; N_LABELS + 1], &[], 2);
        let tagger = Tagger::new(&bytes).expect("what was built");
        assert!(tagger.tag(&[]).is_empty());
    }
}
