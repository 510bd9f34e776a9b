//! Training: averaged structured perceptron with a margin.

use super::features::{MAX_FEATURES, case_of, features, stretches};
use super::model::{N_WEIGHTS, Tagger, best_path};
use super::{Label, N_LABELS, Word};
use std::ops::Range;

/// A sentence with the labels each word may have, as bits: one where the corpus tells, several
/// where it does not tell some kinds of name from the rest.
#[derive(Clone, Debug)]
pub struct Example {
    /// The words.
    pub words: Vec<Word>,
    /// A bit for each label allowed.
    pub allowed: Vec<u16>,
}

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    /// Rounds over the data.
    pub rounds: usize,
    /// Seed of the order and of the words hidden.
    pub seed: u64,
    /// Share of words whose letters are hidden, in per mille, so that context is learned too.
    pub hidden: u64,
    /// Score a wrong label gets for free while training.
    pub margin: i32,
    /// Features of the finished table; those that weigh least are left out.
    pub features: usize,
    /// Trainings, each with a seed of its own, whose weights are averaged.
    pub takes: u64,
}

/// Rows of the table in training, far more than the finished one keeps.
const ROWS: usize = 1 << 21;

struct Weights {
    now: Vec<[f32; N_LABELS]>,
    sum: Vec<[f32; N_LABELS]>,
    hash: Vec<u64>,
    follows: [[f32; N_LABELS]; N_LABELS + 1],
    follows_sum: [[f32; N_LABELS]; N_LABELS + 1],
    step: f32,
}

/// A row of weights for each feature's hash, and the scores of each label after each.
struct Means {
    rows: Vec<(u64, [f32; N_WEIGHTS])>,
    follows: [[f32; N_LABELS]; N_LABELS + 1],
}

/// The bytes of a tagger trained on `examples`.
pub fn train(examples: &[Example], schedule: Schedule) -> Vec<u8> {
    let mut sum = Means {
        rows: Vec::new(),
        follows: [[0.0; N_LABELS]; N_LABELS + 1],
    };
    for take in 0..schedule.takes {
        sum.add(take_once(examples, schedule, schedule.seed + take));
    }
    sum.finish(schedule.features)
}

fn take_once(examples: &[Example], schedule: Schedule, seed: u64) -> Means {
    let mut weights = Weights {
        now: vec![[0.0; N_LABELS]; ROWS],
        sum: vec![[0.0; N_LABELS]; ROWS],
        hash: vec![0; ROWS],
        follows: [[0.0; N_LABELS]; N_LABELS + 1],
        follows_sum: [[0.0; N_LABELS]; N_LABELS + 1],
        step: 1.0,
    };
    let mut random = Random(seed);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    for _ in 0..schedule.rounds {
        random.shuffle(&mut order);
        for &index in &order {
            weights.learn(&examples[index], schedule, &mut random);
            weights.step += 1.0;
        }
    }
    weights.means()
}

impl Weights {
    fn learn(&mut self, example: &Example, schedule: Schedule, random: &mut Random) {
        let hide = |word: &Word, random: &mut Random| {
            let hidden = random.below(1000) < schedule.hidden;
            if hidden { word.unseen() } else { *word }
        };
        let words: Vec<Word> = example
            .words
            .iter()
            .map(|word| hide(word, random))
            .collect();
        for stretch in stretches(&words) {
            self.learn_stretch(&words, stretch, &example.allowed, schedule.margin);
        }
    }

    fn learn_stretch(
        &mut self,
        words: &[Word],
        stretch: Range<usize>,
        allowed: &[u16],
        margin: i32,
    ) {
        let case = case_of(words);
        let allowed = &allowed[stretch.clone()];
        let mut hashes: Vec<Vec<u64>> = Vec::with_capacity(stretch.len());
        let mut scores = Vec::with_capacity(stretch.len());
        for index in stretch {
            let mut found = Vec::with_capacity(MAX_FEATURES);
            features(words, index, case, &mut found);
            scores.push(self.score(&found));
            hashes.push(found);
        }
        let follows = |from: usize, to: usize| (self.follows[from][to] * SCALE) as i32;
        let mut gold_scores = scores.clone();
        let mut rival_scores = scores;
        for (index, &allowed) in allowed.iter().enumerate() {
            for label in 0..N_LABELS {
                if allowed & (1 << label) == 0 {
                    gold_scores[index][label] = i32::MIN / 8;
                    rival_scores[index][label] += margin * SCALE as i32;
                }
            }
        }
        let gold = best_path(&gold_scores, follows);
        let rival = best_path(&rival_scores, follows);
        let right = |(label, allowed): (&Label, &u16)| allowed & (1 << label) != 0;
        if rival.iter().zip(allowed).all(right) {
            return;
        }
        let (mut gold_from, mut rival_from) = (N_LABELS, N_LABELS);
        for (index, (&good, &bad)) in gold.iter().zip(&rival).enumerate() {
            let (good, bad) = (usize::from(good), usize::from(bad));
            if good != bad {
                for &hash in &hashes[index] {
                    let row = self.row(hash);
                    self.now[row][good] += 1.0;
                    self.sum[row][good] += self.step;
                    self.now[row][bad] -= 1.0;
                    self.sum[row][bad] -= self.step;
                }
            }
            if (gold_from, good) != (rival_from, bad) {
                self.follows[gold_from][good] += 1.0;
                self.follows_sum[gold_from][good] += self.step;
                self.follows[rival_from][bad] -= 1.0;
                self.follows_sum[rival_from][bad] -= self.step;
            }
            (gold_from, rival_from) = (good, bad);
        }
    }

    fn score(&self, hashes: &[u64]) -> [i32; N_LABELS] {
        let mut row = [0.0; N_LABELS];
        for &hash in hashes {
            if let Some(slot) = self.find(hash) {
                for (score, weight) in row.iter_mut().zip(&self.now[slot]) {
                    *score += weight;
                }
            }
        }
        row.map(|score: f32| (score * SCALE) as i32)
    }

    fn find(&self, hash: u64) -> Option<usize> {
        let mut slot = hash as usize & (ROWS - 1);
        while self.hash[slot] != 0 {
            if self.hash[slot] == hash {
                return Some(slot);
            }
            slot = (slot + 1) & (ROWS - 1);
        }
        None
    }

    /// The row of a feature, a new one when it has none. A full table lets features share rows.
    fn row(&mut self, hash: u64) -> usize {
        let mut slot = hash as usize & (ROWS - 1);
        for _ in 0..64 {
            if self.hash[slot] == 0 {
                self.hash[slot] = hash;
            }
            if self.hash[slot] == hash {
                return slot;
            }
            slot = (slot + 1) & (ROWS - 1);
        }
        slot
    }

    /// The averages over all steps, as weights above the outside's.
    fn means(&self) -> Means {
        let mean = |now: f32, sum: f32| now - sum / self.step;
        let mut rows = Vec::new();
        for ((now, sum), &hash) in self.now.iter().zip(&self.sum).zip(&self.hash) {
            if hash == 0 {
                continue;
            }
            let outside = mean(now[0], sum[0]);
            let mut row = [0.0; N_WEIGHTS];
            for (label, weight) in (1..).zip(&mut row) {
                *weight = mean(now[label], sum[label]) - outside;
            }
            rows.push((hash, row));
        }
        rows.sort_by_key(|(hash, _)| *hash);
        let mut follows = [[0.0; N_LABELS]; N_LABELS + 1];
        for (from, row) in follows.iter_mut().enumerate() {
            for (to, cell) in row.iter_mut().enumerate() {
                *cell = mean(self.follows[from][to], self.follows_sum[from][to]);
            }
        }
        Means { rows, follows }
    }
}

impl Means {
    fn add(&mut self, other: Means) {
        for (sum, cell) in self
            .follows
            .as_flattened_mut()
            .iter_mut()
            .zip(other.follows.as_flattened())
        {
            *sum += cell;
        }
        self.rows.extend(other.rows);
        self.rows.sort_by_key(|(hash, _)| *hash);
        self.rows.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first
                    .1
                    .iter_mut()
                    .zip(later.1)
                    .for_each(|(sum, cell)| *sum += cell);
            }
            same
        });
    }

    /// Leaves out what weighs least, and rounds to bytes.
    fn finish(self, features: usize) -> Vec<u8> {
        let most =
            |row: &[f32; N_WEIGHTS]| row.iter().fold(0.0f32, |max, cell| max.max(cell.abs()));
        let mut rows: Vec<(f32, u64, [f32; N_WEIGHTS])> = self
            .rows
            .into_iter()
            .map(|(hash, row)| (most(&row), hash, row))
            .collect();
        rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        rows.truncate(features);
        let largest = rows.first().map_or(1.0, |row| row.0).max(1e-6);
        // Weights above half of the largest are rare; they are cut so that the rest keep detail.
        let unit = 127.0 / (largest / 2.0);
        let byte = |weight: f32| (weight * unit).round().clamp(-127.0, 127.0) as i8;
        let kept: Vec<(u64, [i8; N_WEIGHTS])> = rows
            .iter()
            .map(|(_, hash, row)| (*hash, row.map(byte)))
            .filter(|(_, row)| row.iter().any(|&weight| weight != 0))
            .collect();
        let whole = |weight: f32| (weight * unit).round().clamp(-32_767.0, 32_767.0) as i16;
        let follows = self.follows.map(|row| row.map(whole));
        Tagger::build(&follows, &kept)
    }
}

/// Scores are compared as whole numbers of this part of a weight.
const SCALE: f32 = 8.0;

/// A small generator of pseudo-random numbers (xorshift), so that training repeats byte for byte.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 33) % n
    }

    fn shuffle(&mut self, items: &mut [usize]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i as u64 + 1) as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tagger::{NameType, WordTable, look};

    #[test]
    fn learns_a_pattern() {
        let table = WordTable::new(&[]);
        let person = NameType::Person.first();
        let example = |text: &str, labels: &[u8]| Example {
            words: text.split(' ').map(|word| look(word, table)).collect(),
            allowed: labels.iter().map(|label| 1 << label).collect(),
        };
        let examples = [
            example("Mr. Smith spoke .", &[0, person, 0, 0]),
            example("the Jones report .", &[0, 0, 0, 0]),
            example("Mr. Brown left .", &[0, person, 0, 0]),
        ];
        let schedule = Schedule {
            rounds: 10,
            seed: 1,
            hidden: 100,
            margin: 1,
            features: 1 << 12,
            takes: 1,
        };
        let bytes = train(&examples, schedule);
        assert_eq!(bytes, train(&examples, schedule));
        let tagger = Tagger::new(&bytes).expect("what was trained");
        let words: Vec<Word> = "Mr. Green slept ."
            .split(' ')
            .map(|word| look(word, table))
            .collect();
        assert_eq!(tagger.tag(&words), [0, person, 0, 0]);
    }
}
