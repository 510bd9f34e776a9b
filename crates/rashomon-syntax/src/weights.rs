//! Tables of weights, found by the hash of a feature.

use crate::pack::{Packer, Unpacker};

/// How many classes a wide row scores.
pub(crate) const WIDE: usize = 64;

/// A table whose rows score up to [`WIDE`] classes, eight bits each.
#[derive(Debug)]
pub(crate) struct Wide {
    rows: Vec<[i8; WIDE]>,
}

impl Wide {
    /// Sums the rows of `features`.
    pub(crate) fn scores(&self, features: &[u32]) -> [i16; WIDE] {
        let mut sums = [0; WIDE];
        let mask = self.rows.len() - 1;
        for &feature in features {
            let row = &self.rows[feature as usize & mask];
            for (sum, &weight) in sums.iter_mut().zip(row) {
                *sum += i16::from(weight);
            }
        }
        sums
    }

    pub(crate) fn pack(&self, packer: &mut Packer) {
        packer.bytes(
            &self
                .rows
                .iter()
                .flatten()
                .map(|&weight| weight as u8)
                .collect::<Vec<_>>(),
        );
    }

    pub(crate) fn unpack(unpacker: &mut Unpacker<'_>) -> Option<Self> {
        let (rows, rest) = unpacker.bytes()?.as_chunks::<WIDE>();
        (rest.is_empty() && rows.len().is_power_of_two()).then(|| Self {
            rows: rows
                .iter()
                .map(|row| row.map(|weight| weight as i8))
                .collect(),
        })
    }
}

/// A table whose rows score three classes: eight bits each, from 128 up, and eight bits that tell
/// the features of one row apart.
#[derive(Debug)]
pub(crate) struct Narrow {
    rows: Vec<u32>,
}

const NEUTRAL: u32 = 0x0080_8080;

impl Narrow {
    /// Sums the rows of `features`.
    #[inline]
    pub(crate) fn scores(&self, features: &[u32]) -> [i32; 3] {
        let mask = self.rows.len() - 1;
        let (mut outer, mut inner) = (0_u32, 0_u32);
        for &feature in features {
            let row = self.rows[feature as usize & mask];
            let row = if row >> 24 == feature >> 24 {
                row
            } else {
                NEUTRAL
            };
            outer += row & 0x00ff_00ff;
            inner += (row >> 8) & 0xff;
        }
        let bias = 128 * features.len() as i32;
        [
            (outer & 0xffff) as i32 - bias,
            inner as i32 - bias,
            (outer >> 16) as i32 - bias,
        ]
    }

    pub(crate) fn pack(&self, packer: &mut Packer) {
        // Weights apart from marks: each compresses better among its like.
        for shift in [0, 8, 16, 24] {
            packer.bytes(
                &self
                    .rows
                    .iter()
                    .map(|row| (row >> shift) as u8)
                    .collect::<Vec<_>>(),
            );
        }
    }

    pub(crate) fn unpack(unpacker: &mut Unpacker<'_>) -> Option<Self> {
        let mut planes = || unpacker.bytes();
        let (a, b, c, mark) = (planes()?, planes()?, planes()?, planes()?);
        let even = [b, c, mark].iter().all(|plane| plane.len() == a.len());
        (even && a.len().is_power_of_two()).then(|| Self {
            rows: (0..a.len())
                .map(|i| u32::from_le_bytes([a[i], b[i], c[i], mark[i]]))
                .collect(),
        })
    }
}

/// An averaged perceptron in training: `N` classes a row.
#[derive(Debug)]
pub(crate) struct Learner<const N: usize> {
    weights: Vec<[i32; N]>,
    /// Sum of each change times the step it was made at.
    aged: Vec<[i64; N]>,
    step: i64,
    mask: usize,
}

impl<const N: usize> Learner<N> {
    pub(crate) fn new(bits: u32) -> Self {
        Self {
            weights: vec![[0; N]; 1 << bits],
            aged: vec![[0; N]; 1 << bits],
            step: 1,
            mask: (1 << bits) - 1,
        }
    }

    pub(crate) fn scores(&self, features: &[u32]) -> [i32; N] {
        let mut sums = [0; N];
        for &feature in features {
            let row = &self.weights[feature as usize & self.mask];
            for (sum, weight) in sums.iter_mut().zip(row) {
                *sum += weight;
            }
        }
        sums
    }

    /// Rewards `right` and punishes `wrong`.
    pub(crate) fn update(&mut self, features: &[u32], right: usize, wrong: usize) {
        for &feature in features {
            let row = feature as usize & self.mask;
            self.weights[row][right] += 1;
            self.weights[row][wrong] -= 1;
            self.aged[row][right] += self.step;
            self.aged[row][wrong] -= self.step;
        }
    }

    pub(crate) fn tick(&mut self) {
        self.step += 1;
    }

    fn average(&self, row: usize, class: usize) -> f64 {
        f64::from(self.weights[row][class]) - self.aged[row][class] as f64 / self.step as f64
    }

    /// The size that eight bits should reach: few weights pass it.
    fn reach(&self) -> f64 {
        let mut sizes: Vec<f64> = (0..self.weights.len())
            .flat_map(|row| (0..N).map(move |class| (row, class)))
            .map(|(row, class)| self.average(row, class).abs())
            .filter(|&size| size > 0.0)
            .collect();
        sizes.sort_by(f64::total_cmp);
        sizes
            .get(sizes.len() * 9995 / 10_000)
            .copied()
            .unwrap_or(1.0)
    }
}

fn quantised(weight: f64, reach: f64) -> i8 {
    (weight / reach * 127.0).round().clamp(-127.0, 127.0) as i8
}

impl Learner<WIDE> {
    /// The averaged weights in `2^bits` rows; the mean row of features that meet.
    pub(crate) fn finish(&self) -> Wide {
        let reach = self.reach();
        let row = |row| std::array::from_fn(|class| quantised(self.average(row, class), reach));
        Wide {
            rows: (0..self.weights.len()).map(row).collect(),
        }
    }
}

impl Learner<3> {
    /// The averaged weights in `2^bits` rows; where features meet, the weightiest stays.
    pub(crate) fn finish(&self, bits: u32, features: impl Iterator<Item = u32>) -> Narrow {
        let reach = self.reach();
        let mut rows = vec![NEUTRAL; 1 << bits];
        let mut sizes = vec![0.0_f64; 1 << bits];
        for feature in features {
            let weights: [f64; 3] =
                std::array::from_fn(|class| self.average(feature as usize & self.mask, class));
            let size = weights.iter().map(|weight| weight.abs()).sum();
            let place = feature as usize & ((1 << bits) - 1);
            if size > sizes[place] {
                sizes[place] = size;
                let [a, b, c] =
                    weights.map(|weight| (i32::from(quantised(weight, reach)) + 128) as u32);
                rows[place] = a | b << 8 | c << 16 | (feature >> 24) << 24;
            }
        }
        Narrow { rows }
    }
}
