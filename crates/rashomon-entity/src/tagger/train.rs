//! Training: a conditional random field with half of the features dropped at each step; where a corpus
//! does not tell some labels from the rest, their chances together count.

use super::features::{MAX_FEATURES, case_of, features, stretches};
use super::model::{N_WEIGHTS, Tagger};
use super::{N_LABELS, NameType, Word, may_follow};
use rashomon_crf::{Random, Steps, descend};
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
    /// Seed of the order, the features dropped and the words hidden.
    pub seed: u64,
    /// Share of words whose letters are hidden, in per mille, so that context is learned too.
    pub hidden: u64,
    /// AdaGrad's rate.
    pub rate: f32,
    /// How often a feature must be seen to be learnt.
    pub least: u32,
    /// Added to the score of the first word of a person, an organisation or a place in the finished
    /// tagger, and half of it to that of another name: names in text that is unlike what was learnt
    /// from score low.
    pub boldness: f32,
    /// Features of the finished table; those that weigh least are left out.
    pub features: usize,
}

/// Rows of the table in training, far more than the finished one keeps.
const ROWS: usize = 1 << 21;

/// A conditional random field over hashed features, half of which are dropped at each step.
struct Crf {
    steps: Steps<N_LABELS>,
    rows: Vec<[f32; N_LABELS]>,
    squares: Vec<[f32; N_LABELS]>,
    hash: Vec<u64>,
    counts: Vec<u32>,
}

/// A row of weights for each feature's hash, and the scores of each label after each.
struct Weights {
    rows: Vec<(u64, [f32; N_WEIGHTS])>,
    follows: [[f32; N_LABELS]; N_LABELS + 1],
}

/// The bytes of a tagger trained on `examples`.
pub fn train(examples: &[Example], schedule: Schedule) -> Vec<u8> {
    let mut crf = Crf {
        steps: Steps::new(|label| may_follow(0, label), may_follow),
        rows: vec![[0.0; N_LABELS]; ROWS],
        squares: vec![[0.0; N_LABELS]; ROWS],
        hash: vec![0; ROWS],
        counts: vec![0; ROWS],
    };
    for example in examples {
        crf.count(&example.words);
    }
    let mut random = Random::new(schedule.seed);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    for _ in 0..schedule.rounds {
        random.shuffle(&mut order);
        for &index in &order {
            crf.learn(&examples[index], schedule, &mut random);
        }
    }
    crf.weights(schedule).finish(schedule.features)
}

impl Crf {
    /// Counts the features of a sentence as it stands.
    fn count(&mut self, words: &[Word]) {
        let case = case_of(words);
        let mut found = Vec::with_capacity(MAX_FEATURES);
        for index in stretches(words).flatten() {
            found.clear();
            features(words, index, case, &mut found);
            for &hash in &found {
                let row = self.row(hash);
                self.counts[row] += 1;
            }
        }
    }

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
            let kept = self.kept(&words, stretch.clone(), schedule.least, random);
            self.learn_stretch(&kept, &example.allowed[stretch], schedule.rate);
        }
    }

    /// For each word of a stretch half of the rows of its features.
    fn kept(
        &mut self,
        words: &[Word],
        stretch: Range<usize>,
        least: u32,
        random: &mut Random,
    ) -> Vec<Vec<usize>> {
        let case = case_of(words);
        let mut found = Vec::with_capacity(MAX_FEATURES);
        let rows = |index| {
            found.clear();
            features(words, index, case, &mut found);
            let rows = random.half(&found).filter_map(|&hash| self.find(hash));
            rows.filter(|&row| self.counts[row] >= least).collect()
        };
        stretch.map(rows).collect()
    }

    /// One step; `kept` are the rows of each word's features.
    fn learn_stretch(&mut self, kept: &[Vec<usize>], allowed: &[u16], rate: f32) {
        let mut scores = vec![[0.0; N_LABELS]; kept.len()];
        for (score, rows) in scores.iter_mut().zip(kept) {
            for &row in rows {
                let weights = score.iter_mut().zip(&self.rows[row]);
                weights.for_each(|(score, weight)| *score += 2.0 * weight);
            }
        }
        let expected = self.steps.marginals(&scores);
        for (score, allowed) in scores.iter_mut().zip(allowed) {
            for (label, score) in score.iter_mut().enumerate() {
                if allowed & (1 << label) == 0 {
                    *score = f32::NEG_INFINITY;
                }
            }
        }
        let meant = self.steps.marginals(&scores);
        for (at, rows) in kept.iter().enumerate() {
            let error: [f32; N_LABELS] = std::array::from_fn(|label| {
                2.0 * (expected.ones[at][label] - meant.ones[at][label])
            });
            if error.iter().all(|error| error.abs() < 2e-3) {
                continue;
            }
            for &row in rows {
                let squares = &mut self.squares[row];
                let weights = self.rows[row].iter_mut().zip(squares).zip(error);
                weights.for_each(|((weight, square), error)| descend(weight, square, error, rate));
            }
        }
        self.steps.learn(&expected, &meant, 1.0, rate);
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

    /// What was learnt of features seen often enough, as weights above the outside's.
    fn weights(&self, schedule: Schedule) -> Weights {
        let mut rows = Vec::new();
        let slots = self.rows.iter().zip(&self.hash).zip(&self.counts);
        for ((weights, &hash), _) in slots.filter(|(_, count)| **count >= schedule.least) {
            let above: [f32; N_WEIGHTS] =
                std::array::from_fn(|label| weights[label + 1] - weights[0]);
            rows.push((hash, above));
        }
        rows.sort_by_key(|(hash, _)| *hash);
        let mut follows = [[0.0; N_LABELS]; N_LABELS + 1];
        follows[..N_LABELS].copy_from_slice(&self.steps.between);
        follows[N_LABELS] = self.steps.start;
        for row in &mut follows {
            for kind in NameType::ALL {
                let share = if kind == NameType::Other { 0.5 } else { 1.0 };
                row[usize::from(kind.first())] += share * schedule.boldness;
            }
        }
        Weights { rows, follows }
    }
}

impl Weights {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tagger::look;
    use rashomon_lexicon::words::WordTable;

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
            rate: 0.1,
            least: 1,
            boldness: 0.0,
            features: 1 << 12,
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
