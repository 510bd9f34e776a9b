//! Products of matrices that lie row by row in slices, and the functions between them.
//!
//! Every sum is made in one fixed order and every product added to it without being rounded first,
//! so that the same input gives the same bits on any machine; one that cannot do the two in one step
//! is slow.

use pulp::{Arch, Simd, WithSimd};

/// `out += a * b`; `a` has rows of `inner` numbers, `b` and `out` have rows of `width`.
pub(crate) fn multiply(a: &[f32], b: &[f32], out: &mut [f32], inner: usize, width: usize) {
    Arch::new().dispatch(Product {
        a,
        b,
        out,
        inner,
        width,
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
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        multiply_here(self.a, self.b, self.out, self.inner, self.width);
    }
}

#[inline(always)]
fn multiply_here(a: &[f32], b: &[f32], out: &mut [f32], inner: usize, width: usize) {
    let whole = a.len() / inner / 4 * 4;
    let (a4, a_rest) = a.split_at(whole * inner);
    let (out4, out_rest) = out.split_at_mut(whole * width);
    for (a, out) in a4
        .chunks_exact(4 * inner)
        .zip(out4.chunks_exact_mut(4 * width))
    {
        some_rows::<4>(a, b, out, inner, width);
    }
    for (a, out) in a_rest
        .chunks_exact(inner)
        .zip(out_rest.chunks_exact_mut(width))
    {
        some_rows::<1>(a, b, out, inner, width);
    }
}

const BLOCK: usize = 16;

/// Some rows at once, sixteen columns at a time: the sums stay in registers.
#[inline(always)]
fn some_rows<const ROWS: usize>(a: &[f32], b: &[f32], out: &mut [f32], inner: usize, width: usize) {
    let rows: [&[f32]; ROWS] = std::array::from_fn(|row| &a[row * inner..][..inner]);
    let mut column = 0;
    while column + BLOCK <= width {
        let mut sums = [[0.0_f32; BLOCK]; ROWS];
        for (row, sums) in sums.iter_mut().enumerate() {
            sums.copy_from_slice(&out[row * width + column..][..BLOCK]);
        }
        for k in 0..inner {
            let weights: &[f32; BLOCK] = b[k * width + column..][..BLOCK]
                .try_into()
                .expect("a block");
            for (sums, row) in sums.iter_mut().zip(&rows) {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum = row[k].mul_add(*weight, *sum);
                }
            }
        }
        for (row, sums) in sums.iter().enumerate() {
            out[row * width + column..][..BLOCK].copy_from_slice(sums);
        }
        column += BLOCK;
    }
    for column in column..width {
        for (row, a) in rows.iter().enumerate() {
            let products = a.iter().enumerate().map(|(k, x)| x * b[k * width + column]);
            out[row * width + column] += products.sum::<f32>();
        }
    }
}

/// `out += a` turned on its side `* b`: the change of weights from inputs `a` and outputs `b`.
pub(crate) fn multiply_turned(a: &[f32], b: &[f32], out: &mut [f32], inner: usize, width: usize) {
    multiply(&turned(a, inner), b, out, a.len() / inner, width);
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
        multiply(&a, &b, &mut out, 3, 10);
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
