//! Products of matrices that lie row by row in slices, and the functions between them.
//!
//! Every sum is made in one fixed order and every product added to it without being rounded first,
//! so that the same input gives the same bits on any machine; one that cannot do the two in one step
//! is slow.

use pulp::{Arch, Simd, WithSimd};

/// Memory for the two sides of a product, laid out as its sums are made.
#[derive(Debug, Default)]
pub(crate) struct Panels {
    /// Groups of rows; of each group the first number of every row, then the second, and so on.
    rows: Vec<f32>,
    /// Stripes of columns, one below the other.
    stripes: Vec<f32>,
}

/// `out += a * b`; `a` has rows of `inner` numbers, `b` and `out` have rows of `width`.
pub(crate) fn multiply(
    a: &[f32],
    b: &[f32],
    out: &mut [f32],
    (inner, width): (usize, usize),
    panels: &mut Panels,
) {
    Arch::new().dispatch(Product {
        a,
        b,
        out,
        inner,
        width,
        panels,
    });
}

/// A product to be made with the widest registers of the machine. A closure would do, but is not
/// compiled into the function that may use those registers.
struct Product<'a> {
    a: &'a [f32],
    b: &'a [f32],
    out: &'a mut [f32],
    inner: usize,
    width: usize,
    panels: &'a mut Panels,
}

impl WithSimd for Product<'_> {
    type Output = ();

    /// As many sums at once as the registers hold beside the numbers that go into them.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match S::F32_LANES {
            16 => self.sum::<S, 8, 2>(simd),
            8 => self.sum::<S, 6, 2>(simd),
            4 => self.sum::<S, 6, 4>(simd),
            _ => self.sum::<S, 4, 16>(simd),
        }
    }
}

/// Rows that are summed stripe by stripe before the next are looked at: they stay in the cache.
const BLOCK: usize = 96;

impl Product<'_> {
    #[inline(always)]
    fn sum<S: Simd, const ROWS: usize, const VECTORS: usize>(self, simd: S) {
        let Self { inner, width, .. } = self;
        let Panels { rows, stripes } = self.panels;
        let wide = VECTORS * S::F32_LANES;
        cut_stripes(self.b, inner, width, wide, stripes);
        let blocks = self.a.chunks(BLOCK * inner);
        for (a, out) in blocks.zip(self.out.chunks_mut(BLOCK * width)) {
            interleave::<ROWS>(a, inner, rows);
            for (stripe, column) in stripes
                .chunks_exact(inner * wide)
                .zip((0..width).step_by(wide))
            {
                let groups = rows.chunks_exact(inner * ROWS);
                for (group, out) in groups.zip(out.chunks_mut(ROWS * width)) {
                    let tile = Tile { out, width, column };
                    tile.sum::<S, ROWS, VECTORS>(simd, group, stripe);
                }
            }
        }
    }
}

/// Some columns, from `column` on, of some rows.
struct Tile<'a> {
    out: &'a mut [f32],
    width: usize,
    column: usize,
}

impl Tile<'_> {
    /// Adds the products of a group of rows with a stripe; the tile may have fewer rows and columns.
    #[inline(always)]
    fn sum<S: Simd, const ROWS: usize, const VECTORS: usize>(
        self,
        simd: S,
        group: &[f32],
        stripe: &[f32],
    ) {
        let end = self.width.min(self.column + VECTORS * S::F32_LANES);
        let mut sums = [[simd.splat_f32s(0.0); VECTORS]; ROWS];
        for (row, sums) in self.out.chunks(self.width).zip(&mut sums) {
            let parts = row[self.column..end].chunks(S::F32_LANES);
            for (part, sum) in parts.zip(sums) {
                *sum = simd.partial_load_f32s(part);
            }
        }
        let stripe = S::as_simd_f32s(stripe).0.as_chunks::<VECTORS>().0;
        for (numbers, weights) in group.as_chunks::<ROWS>().0.iter().zip(stripe) {
            for row in 0..ROWS {
                let number = simd.splat_f32s(numbers[row]);
                for at in 0..VECTORS {
                    sums[row][at] = simd.mul_add_f32s(number, weights[at], sums[row][at]);
                }
            }
        }
        for (row, sums) in self.out.chunks_mut(self.width).zip(sums) {
            let parts = row[self.column..end].chunks_mut(S::F32_LANES);
            for (part, sum) in parts.zip(sums) {
                simd.partial_store_f32s(part, sum);
            }
        }
    }
}

/// Lays the columns of `b` out in stripes `wide` numbers wide; what fills the last up is not used.
#[inline(always)]
fn cut_stripes(b: &[f32], inner: usize, width: usize, wide: usize, stripes: &mut Vec<f32>) {
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

/// Lays rows of `inner` numbers out in groups; what fills the last up is not used.
#[inline(always)]
fn interleave<const ROWS: usize>(a: &[f32], inner: usize, rows: &mut Vec<f32>) {
    let size = inner * ROWS;
    rows.resize(a.len().div_ceil(size) * size, 0.0);
    for (from, group) in a.chunks(size).zip(rows.chunks_exact_mut(size)) {
        for (at, row) in from.chunks_exact(inner).enumerate() {
            for (numbers, &number) in group.as_chunks_mut::<ROWS>().0.iter_mut().zip(row) {
                numbers[at] = number;
            }
        }
    }
}

/// `out += a` turned on its side `* b`: the change of weights from inputs `a` and outputs `b`.
pub(crate) fn multiply_turned(a: &[f32], b: &[f32], out: &mut [f32], inner: usize, width: usize) {
    let sizes = (a.len() / inner, width);
    multiply(&turned(a, inner), b, out, sizes, &mut Panels::default());
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
        multiply(&a, &b, &mut out, (3, 10), &mut Panels::default());
        for row in 0..5 {
            for column in 0..10 {
                let sum: f32 = (0..3).map(|k| a[row * 3 + k] * b[k * 10 + column]).sum();
                assert_eq!(out[row * 10 + column], 1.0 + sum);
            }
        }
    }

    #[test]
    fn powers_of_e() {
        for x in [-20.0_f32, -1.0, 0.0, 0.3, 5.0] {
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "{x}");
        }
        assert!((tanh(0.5) - 0.5_f32.tanh()).abs() < 1e-5);
    }
}
