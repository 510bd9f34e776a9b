//! How linear-chain conditional random fields are learnt: what the trainers of quotations and of
//! names share.
//!
//! Lafferty, McCallum and Pereira 2001; single weights by AdaGrad (Duchi, Hazan and Singer 2011).
//! The same input gives the same bits.

/// A step below this is never learnt: the labels may not follow each other.
const NEVER: f32 = -50.0;
/// The score of a step that may not be.
const FORBIDDEN: f32 = -100.0;

/// The scores of labels at the start of a chain and of each label after each other.
#[derive(Clone, Debug)]
pub struct Steps<const L: usize> {
    /// By label.
    pub start: [f32; L],
    /// By the label before and the label.
    pub between: [[f32; L]; L],
    start_squares: [f32; L],
    squares: [[f32; L]; L],
}

/// What is expected of a chain of words.
#[derive(Clone, Debug)]
pub struct Marginals<const L: usize> {
    /// The chance of each label of each word.
    pub ones: Vec<[f32; L]>,
    /// The expected count of each pair of neighbouring labels.
    pub pairs: [[f32; L]; L],
}

impl<const L: usize> Marginals<L> {
    /// Those of labels that are known.
    pub fn of(labels: &[u8]) -> Self {
        let one = |&label: &u8| {
            let mut chances = [0.0; L];
            chances[usize::from(label)] = 1.0;
            chances
        };
        let mut pairs = [[0.0; L]; L];
        for pair in labels.windows(2) {
            pairs[usize::from(pair[0])][usize::from(pair[1])] += 1.0;
        }
        Self {
            ones: labels.iter().map(one).collect(),
            pairs,
        }
    }
}

impl<const L: usize> Steps<L> {
    /// Nothing learnt; a chain begins only with labels that `may_start`, and a label stands only
    /// behind those that it `may_follow`.
    pub fn new(may_start: impl Fn(u8) -> bool, may_follow: impl Fn(u8, u8) -> bool) -> Self {
        let score = |may: bool| if may { 0.0 } else { FORBIDDEN };
        Self {
            start: std::array::from_fn(|label| score(may_start(label as u8))),
            between: std::array::from_fn(|before| {
                std::array::from_fn(|label| score(may_follow(before as u8, label as u8)))
            }),
            start_squares: [1e-4; L],
            squares: [[1e-4; L]; L],
        }
    }

    /// What is expected of words with these scores of labels; an infinitely low score shuts a label
    /// out. There is at least one word.
    pub fn marginals(&self, scores: &[[f32; L]]) -> Marginals<L> {
        let n = scores.len();
        let steps = self.between.map(|row| row.map(f32::exp));
        let factors: Vec<[f32; L]> = scores
            .iter()
            .map(|score| {
                let top = score.iter().copied().fold(f32::MIN, f32::max);
                score.map(|score| (score - top).exp())
            })
            .collect();
        let mut forward = vec![[0.0; L]; n];
        forward[0] = normal(std::array::from_fn(|label| {
            self.start[label].exp() * factors[0][label]
        }));
        for at in 1..n {
            let before = forward[at - 1];
            forward[at] = normal(std::array::from_fn(|label| {
                let ways = (0..L).map(|previous| before[previous] * steps[previous][label]);
                ways.sum::<f32>() * factors[at][label]
            }));
        }
        let mut backward = [1.0 / L as f32; L];
        let mut all = Marginals {
            ones: vec![[0.0; L]; n],
            pairs: [[0.0; L]; L],
        };
        for at in (0..n).rev() {
            all.ones[at] = normal(std::array::from_fn(|label| {
                forward[at][label] * backward[label]
            }));
            if at == 0 {
                break;
            }
            let ahead: [f32; L] = std::array::from_fn(|label| backward[label] * factors[at][label]);
            add_pairs(&mut all.pairs, &forward[at - 1], &steps, &ahead);
            backward = normal(std::array::from_fn(|previous| {
                let ways = (0..L).map(|label| steps[previous][label] * ahead[label]);
                ways.sum::<f32>()
            }));
        }
        all
    }

    /// Moves the steps from what was `expected` towards what was `meant`; `weight` is how much the
    /// chain counts.
    pub fn learn(&mut self, expected: &Marginals<L>, meant: &Marginals<L>, weight: f32, rate: f32) {
        for previous in 0..L {
            for label in 0..L {
                let error = expected.pairs[previous][label] - meant.pairs[previous][label];
                let step = &mut self.between[previous][label];
                if *step > NEVER {
                    descend(
                        step,
                        &mut self.squares[previous][label],
                        error * weight,
                        rate,
                    );
                }
            }
        }
        for label in 0..L {
            let error = expected.ones[0][label] - meant.ones[0][label];
            let start = &mut self.start[label];
            if *start > NEVER {
                descend(start, &mut self.start_squares[label], error * weight, rate);
            }
        }
    }
}

fn add_pairs<const L: usize>(
    pairs: &mut [[f32; L]; L],
    before: &[f32; L],
    steps: &[[f32; L]; L],
    ahead: &[f32; L],
) {
    let joint: [[f32; L]; L] = std::array::from_fn(|previous| {
        std::array::from_fn(|label| before[previous] * steps[previous][label] * ahead[label])
    });
    let total: f32 = joint.iter().flatten().sum();
    if total > 0.0 {
        let cells = pairs.iter_mut().flatten().zip(joint.iter().flatten());
        cells.for_each(|(pair, joint)| *pair += joint / total);
    }
}

/// One step of AdaGrad: `square` is the sum of the squares of all errors before.
#[inline]
pub fn descend(weight: &mut f32, square: &mut f32, error: f32, rate: f32) {
    *square += error * error;
    *weight -= rate * error / (square.sqrt() + 1e-4);
}

fn normal<const L: usize>(values: [f32; L]) -> [f32; L] {
    let sum: f32 = values.iter().sum();
    if sum > 0.0 {
        values.map(|value| value / sum)
    } else {
        [1.0 / L as f32; L]
    }
}

/// A small generator of pseudo-random numbers (xorshift), so that training repeats byte for byte.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// From a seed, which is not zero.
    pub fn new(seed: u64) -> Self {
        Self(seed.max(1))
    }

    /// The next number: its upper bits are the better ones.
    fn bits(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: u64) -> u64 {
        (self.bits() >> 33) % n
    }

    /// Puts `items` in random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at as u64 + 1) as usize);
        }
    }

    /// Passes on half of `items`, each by a throw of its own.
    pub fn half<T>(&mut self, items: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
        let (mut bits, mut left) = (0, 0);
        items.into_iter().filter(move |_| {
            if left == 0 {
                (bits, left) = (self.bits(), 64);
            }
            left -= 1;
            let keep = bits >> 63 == 1;
            bits <<= 1;
            keep
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Labels 0 outside, 1 first, 2 further.
    fn steps() -> Steps<3> {
        Steps::new(|label| label != 2, |before, label| label != 2 || before > 0)
    }

    #[test]
    fn chances_are_those_of_all_rows_counted() {
        let mut steps = steps();
        steps.between[1][2] = 0.7;
        let scores = [[0.0, 0.5, 9.0], [0.1, 0.2, 0.3], [0.4, -0.2, 0.6]];
        let found = steps.marginals(&scores);
        let (mut total, mut middle, mut pair) = (0.0, [0.0; 3], 0.0);
        for a in 0..3 {
            for b in 0..3 {
                for c in 0..3 {
                    let score = steps.start[a]
                        + scores[0][a]
                        + steps.between[a][b]
                        + scores[1][b]
                        + steps.between[b][c]
                        + scores[2][c];
                    let weight = score.exp();
                    total += weight;
                    middle[b] += weight;
                    pair += weight * f32::from(u8::from((a, b) == (1, 2)));
                    pair += weight * f32::from(u8::from((b, c) == (1, 2)));
                }
            }
        }
        for (found, middle) in found.ones[1].iter().zip(middle) {
            assert!((found - middle / total).abs() < 1e-5);
        }
        assert!((found.pairs[1][2] - pair / total).abs() < 1e-5);
        assert!(found.ones[0][2] < 1e-6);
    }

    #[test]
    fn a_label_shut_out_has_no_chance() {
        let found = steps().marginals(&[[f32::NEG_INFINITY, 0.0, 0.0], [0.0; 3]]);
        assert!(found.ones[0][0] == 0.0 && found.ones[0][1] > 0.999);
    }

    #[test]
    fn what_is_meant_grows_likely() {
        let mut steps = steps();
        let meant = Marginals::of(&[1, 2, 0]);
        let chance = |steps: &Steps<3>| steps.marginals(&[[0.0; 3]; 3]).ones[1][2];
        let before = chance(&steps);
        for _ in 0..20 {
            let expected = steps.marginals(&[[0.0; 3]; 3]);
            steps.learn(&expected, &meant, 1.0, 0.1);
        }
        assert!(chance(&steps) > before + 0.2);
        assert!(steps.start[2] == FORBIDDEN && steps.between[0][2] == FORBIDDEN);
    }

    #[test]
    fn about_half_is_passed_on() {
        let mut random = Random::new(7);
        let kept = random.half(0..10_000).count();
        assert!((4800..5200).contains(&kept), "{kept}");
    }
}
