//! Products of matrices that lie row by row in slices, and the functions between them.
//!
//! Every sum is made in one fixed order and every product added to it without being rounded first,
//! so that the same input gives the same bits on any machine; one that cannot do the two in one step
//! is slow.

use pulp::{Arch, Simd, WithSimd};

/// The left side of a product: rows of `inner` numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Left<'a> {
    numbers: &'a [f32],
    inner: usize,
    /// For each row, whether it is the first and whether it is the last of its stretch. Where this
    /// is told, a row is followed by the one before and the one after it, zeros where there is none.
    edges: Option<&'a [[bool; 2]]>,
}

/// The longest row of a side that sees each row between its neighbours.
pub(crate) const LONGEST_ROW: usize = 4096;
static ZEROS: [f32; LONGEST_ROW] = [0.0; LONGEST_ROW];

impl<'a> Left<'a> {
    /// Rows one after the other.
    pub(crate) fn rows(numbers: &'a [f32], inner: usize) -> Self {
        Self {
            numbers,
            inner,
            edges: None,
        }
    }

    /// Rows that are followed by their neighbours.
    pub(crate) fn between(numbers: &'a [f32], inner: usize, edges: &'a [[bool; 2]]) -> Self {
        Self {
            numbers,
            inner,
            edges: Some(edges),
        }
    }

    /// How many rows stand for one.
    fn parts(&self) -> usize {
        if self.edges.is_some() { 3 } else { 1 }
    }

    /// Numbers of what stands for a row.
    fn whole(&self) -> usize {
        self.parts() * self.inner
    }

    pub(crate) fn count(&self) -> usize {
        self.numbers.len() / self.inner
    }

    /// A row, the one before it, or the one after it.
    #[inline(always)]
    fn row(&self, index: usize, part: usize) -> &'a [f32] {
        let edge = |side: usize| self.edges.is_none_or(|edges| edges[index][side]);
        let index = match part {
            0 => index,
            1 if edge(0) => return &ZEROS[..self.inner],
            1 => index - 1,
            _ if edge(1) => return &ZEROS[..self.inner],
            _ => index + 1,
        };
        &self.numbers[index * self.inner..][..self.inner]
    }
}

/// Where the sums of a product start.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Start<'a> {
    /// At what stands where they go.
    Out,
    /// All rows at the same.
    Row(&'a [f32]),
}

/// A matrix laid out as products read it: stripes of columns, one below the other, as wide as the
/// sums that are made at once on this machine.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stripes {
    numbers: Vec<f32>,
    width: usize,
}

impl Stripes {
    /// Those of `b`, with rows of `width` numbers.
    pub(crate) fn of(b: &[f32], width: usize) -> Self {
        let mut stripes = Self::default();
        stripes.lay(b, width);
        stripes
    }

    /// Takes the place of others.
    pub(crate) fn lay(&mut self, b: &[f32], width: usize) {
        self.width = width;
        let stripes = &mut self.numbers;
        Arch::new().dispatch(Laying { b, width, stripes });
    }
}

/// A right side, and what is made of it: `out = start + a * b`; `out` has rows as wide as `b`.
#[derive(Debug)]
pub(crate) struct Right<'a> {
    pub b: &'a Stripes,
    pub start: Start<'a>,
    pub out: &'a mut [f32],
}

/// Makes the products of `a` with each of `rights`.
pub(crate) fn multiply(a: Left<'_>, rights: &mut [Right<'_>]) {
    Arch::new().dispatch(Product { a, rights });
}

struct Laying<'a> {
    b: &'a [f32],
    width: usize,
    stripes: &'a mut Vec<f32>,
}

impl WithSimd for Laying<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        cut_stripes(
            self.b,
            self.width,
            at_once::<S>().1 * S::F32_LANES,
            self.stripes,
        );
    }
}

/// How many rows and how many registers of columns are summed at once: as many as the registers hold
/// beside the numbers that go into the sums.
const fn at_once<S: Simd>() -> (usize, usize) {
    match S::F32_LANES {
        16 => (8, 2),
        8 => (6, 2),
        4 => (6, 4),
        _ => (4, 16),
    }
}

/// A product to be made with the widest registers of the machine. A closure would do, but is not
/// compiled into the function that may use those registers.
struct Product<'a, 'b> {
    a: Left<'a>,
    rights: &'a mut [Right<'b>],
}

impl WithSimd for Product<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match at_once::<S>() {
            (8, 2) => self.sum::<S, 8, 2>(simd),
            (6, 2) => self.sum::<S, 6, 2>(simd),
            (6, 4) => self.sum::<S, 6, 4>(simd),
            _ => self.sum::<S, 4, 16>(simd),
        }
    }
}

impl Product<'_, '_> {
    #[inline(always)]
    fn sum<S: Simd, const ROWS: usize, const VECTORS: usize>(self, simd: S) {
        let a = self.a;
        let wide = VECTORS * S::F32_LANES;
        for right in self.rights {
            let stripes = right.b.numbers.chunks_exact(a.whole() * wide);
            for (stripe, column) in stripes.zip((0..).step_by(wide)) {
                for first in (0..a.count()).step_by(ROWS) {
                    let tile = Tile { first, column };
                    tile.sum::<S, ROWS, VECTORS>(simd, (a, stripe), right);
                }
            }
        }
    }
}

/// Some columns, from `column` on, of some rows.
struct Tile {
    first: usize,
    column: usize,
}

impl Tile {
    /// Sums the products of as many rows of `a` as there are with a stripe; there may be fewer rows
    /// and columns than in others.
    #[inline(always)]
    fn sum<S: Simd, const ROWS: usize, const VECTORS: usize>(
        self,
        simd: S,
        (a, stripe): (Left<'_>, &[f32]),
        right: &mut Right<'_>,
    ) {
        let width = right.b.width;
        let columns = self.column..width.min(self.column + VECTORS * S::F32_LANES);
        let index = |row: usize| (self.first + row).min(a.count() - 1);
        // All indices of `sums` are constants once loops are unrolled, else they would lie in memory.
        let mut sums: [[S::f32s; VECTORS]; ROWS] = match right.start {
            Start::Row(row) => [load::<S, VECTORS>(simd, &row[columns.clone()]); ROWS],
            Start::Out => std::array::from_fn(|row| {
                let row = &right.out[index(row) * width..][..width];
                load::<S, VECTORS>(simd, &row[columns.clone()])
            }),
        };
        let stripe = S::as_simd_f32s(stripe).0.as_chunks::<VECTORS>().0;
        for (part, weights) in stripe.chunks_exact(a.inner).enumerate() {
            // Eight rows side by side, of which fewer may be used: no place in them is checked.
            let [a, b, c, d, e, f, g, h] =
                std::array::from_fn(|row| a.row(index(row.min(ROWS - 1)), part));
            let numbers = a.iter().zip(b).zip(c).zip(d).zip(e).zip(f).zip(g).zip(h);
            for (weights, (((((((a, b), c), d), e), f), g), h)) in weights.iter().zip(numbers) {
                let numbers = [a, b, c, d, e, f, g, h];
                for row in 0..ROWS {
                    let number = simd.splat_f32s(*numbers[row]);
                    for at in 0..VECTORS {
                        sums[row][at] = simd.mul_add_f32s(number, weights[at], sums[row][at]);
                    }
                }
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            if self.first + row < a.count() {
                let row = &mut right.out[index(row) * width..][..width];
                store::<S, VECTORS>(simd, &mut row[columns.clone()], sums);
            }
        }
    }
}

/// The registers that hold `numbers`, zeros behind them.
#[inline(always)]
fn load<S: Simd, const VECTORS: usize>(simd: S, numbers: &[f32]) -> [S::f32s; VECTORS] {
    match S::as_simd_f32s(numbers).0.first_chunk() {
        Some(whole) => *whole,
        None => {
            let mut parts = numbers.chunks(S::F32_LANES);
            std::array::from_fn(|_| simd.partial_load_f32s(parts.next().unwrap_or_default()))
        }
    }
}

/// Writes registers to as many numbers as there are.
#[inline(always)]
fn store<S: Simd, const VECTORS: usize>(
    simd: S,
    numbers: &mut [f32],
    registers: &[S::f32s; VECTORS],
) {
    if numbers.len() == VECTORS * S::F32_LANES {
        S::as_mut_simd_f32s(numbers).0.copy_from_slice(registers);
        return;
    }
    for (part, &register) in numbers.chunks_mut(S::F32_LANES).zip(registers) {
        simd.partial_store_f32s(part, register);
    }
}

/// Lays the columns of `b`, with rows of `width` numbers, out in stripes `wide` numbers wide; what
/// fills the last up is not used.
#[inline(always)]
fn cut_stripes(b: &[f32], width: usize, wide: usize, stripes: &mut Vec<f32>) {
    let inner = b.len() / width;
    stripes.resize(width.div_ceil(wide) * inner * wide, 0.0);
    for (stripe, column) in stripes
        .chunks_exact_mut(inner * wide)
        .zip((0..width).step_by(wide))
    {
        let end = width.min(column + wide);
        let rows = b.chunks_exact(width).zip(stripe.chunks_exact_mut(wide));
        for (row, out) in rows {
            out[..end - column].copy_from_slice(&row[column..end]);
        }
    }
}

/// `out += a` turned on its side `* b`: the change of weights from inputs `a` and outputs `b`.
pub(crate) fn multiply_turned(a: &[f32], b: &[f32], out: &mut [f32], inner: usize, width: usize) {
    let turned = turned(a, inner);
    let a = Left::rows(&turned, a.len() / inner);
    let right = Right {
        b: &Stripes::of(b, width),
        start: Start::Out,
        out,
    };
    multiply(a, &mut [right]);
}

/// `a`, with rows of `width` numbers, turned on its side.
pub(crate) fn turned(a: &[f32], width: usize) -> Vec<f32> {
    let rows = a.len() / width;
    let mut out = vec![0.0; a.len()];
    for (row, values) in a.chunks_exact(width).enumerate() {
        for (column, &value) in values.iter().enumerate() {
            out[column * rows + row] = value;
        }
    }
    out
}

/// `e` to the power of `x`, the same on any machine.
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    const MAGIC: f32 = 12_582_912.0;
    let scaled = x.clamp(-87.0, 87.0) * std::f32::consts::LOG2_E;
    let rounded = scaled + MAGIC;
    let whole = rounded - MAGIC;
    let part = (scaled - whole) * std::f32::consts::LN_2;
    let series = 1.0
        + part
            * (1.0
                + part * (0.5 + part * (1.0 / 6.0 + part * (1.0 / 24.0 + part * (1.0 / 120.0)))));
    let exponent = (rounded.to_bits() as i32).wrapping_sub(MAGIC.to_bits() as i32);
    series * f32::from_bits(((exponent + 127) << 23) as u32)
}

#[inline(always)]
pub(crate) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

#[inline(always)]
pub(crate) fn tanh(x: f32) -> f32 {
    2.0 / (1.0 + exp(-2.0 * x)) - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_rows_by_ten_columns() {
        let a: Vec<f32> = (0..15).map(|x| x as f32).collect();
        let b: Vec<f32> = (0..30).map(|x| (x % 7) as f32).collect();
        let mut out = vec![1.0; 50];
        let right = Right {
            b: &Stripes::of(&b, 10),
            start: Start::Out,
            out: &mut out,
        };
        multiply(Left::rows(&a, 3), &mut [right]);
        for row in 0..5 {
            for column in 0..10 {
                let sum: f32 = (0..3).map(|k| a[row * 3 + k] * b[k * 10 + column]).sum();
                assert_eq!(out[row * 10 + column], 1.0 + sum);
            }
        }
    }

    #[test]
    fn rows_between_their_neighbours() {
        // Two stretches, of three rows and of one.
        let a: Vec<f32> = (1..9).map(|x| x as f32).collect();
        let edges = [[true, false], [false, false], [false, true], [true, true]];
        let b: Vec<f32> = vec![1.0, 1.0, 10.0, 10.0, 100.0, 100.0];
        let mut out = vec![9.0; 4];
        let right = Right {
            b: &Stripes::of(&b, 1),
            start: Start::Row(&[0.5]),
            out: &mut out,
        };
        let left = Left::between(&a, 2, &edges);
        multiply(left, &mut [right]);
        assert_eq!(out, [703.5, 1137.5, 81.5, 15.5]);
    }

    #[test]
    fn powers_of_e() {
        for x in [-20.0_f32, -1.0, 0.0, 0.3, 5.0] {
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "{x}");
        }
        assert!((tanh(0.5) - 0.5_f32.tanh()).abs() < 1e-5);
    }
}
