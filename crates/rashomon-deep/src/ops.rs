//! The functions between the products of an encoder, each with its change, in one pass over memory.
//!
//! On a card the same functions are put together from candle's own operations.

use candle_core::{CpuStorage, CustomOp1, CustomOp2, D, Layout, Result, Shape, Tensor, bail};

/// x times the share of the normal distribution below x.
pub(crate) fn gelu(x: &Tensor) -> Result<Tensor> {
    if x.device().is_cpu() {
        x.contiguous()?.apply_op1(Gelu)
    } else {
        x.gelu_erf()
    }
}

/// Every row less its mean, over its spread.
pub(crate) fn normalised(x: &Tensor, epsilon: f32) -> Result<Tensor> {
    if x.device().is_cpu() {
        return x.contiguous()?.apply_op1(Normalised { epsilon });
    }
    let centred = x.broadcast_sub(&x.mean_keepdim(D::Minus1)?)?;
    let variance = centred.sqr()?.mean_keepdim(D::Minus1)?;
    centred.broadcast_div(&(variance + f64::from(epsilon))?.sqrt()?)
}

/// Shares that fall with the exponent of each row's numbers and add to one.
pub(crate) fn softmax(x: &Tensor) -> Result<Tensor> {
    if x.device().is_cpu() {
        return x.contiguous()?.apply_op1(Softmax);
    }
    let exponents = x
        .broadcast_sub(&x.max_keepdim(D::Minus1)?.detach())?
        .exp()?;
    exponents.broadcast_div(&exponents.sum_keepdim(D::Minus1)?)
}

/// The logarithms of [`softmax`].
pub(crate) fn log_softmax(x: &Tensor) -> Result<Tensor> {
    let less = x.broadcast_sub(&x.max_keepdim(D::Minus1)?.detach())?;
    less.broadcast_sub(&less.exp()?.sum_keepdim(D::Minus1)?.log()?)
}

fn numbers<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    let Some((start, end)) = layout.contiguous_offsets() else {
        bail!("numbers that do not stand side by side");
    };
    Ok(&storage.as_slice::<f32>()?[start..end])
}

fn width(layout: &Layout) -> usize {
    layout.dims().last().copied().unwrap_or(1).max(1)
}

/// The exponential function, within 2e-7 of its value; vectorised by the compiler.
#[inline(always)]
fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 88.0);
    let power = (x * std::f32::consts::LOG2_E + 12_582_912.0) - 12_582_912.0;
    let rest = x - power * 0.693_359_4 + power * 2.121_944_4e-4;
    let series = 1.987_569_1e-4_f32;
    let series = series * rest + 1.398_2e-3;
    let series = series * rest + 8.333_452e-3;
    let series = series * rest + 4.166_579_6e-2;
    let series = series * rest + 1.666_666_5e-1;
    let series = series * rest + 0.5;
    let value = series * rest * rest + rest + 1.0;
    value * f32::from_bits(((power as i32 + 127) as u32) << 23)
}

/// The share of the normal distribution below `x`, and the bell at `x`. The share by Abramowitz and
/// Stegun 7.1.26: within 1.5e-7.
#[inline(always)]
fn normal(x: f32) -> (f32, f32) {
    let size = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * size);
    let bell = exp(-size * size);
    let series = ((((1.061_405_4 * t - 1.453_152) * t + 1.421_413_7) * t - 0.284_496_74) * t
        + 0.254_829_6)
        * t;
    let upper = 0.5 * series * bell;
    let share = if x < 0.0 { upper } else { 1.0 - upper };
    (share, bell * 0.398_942_3)
}

struct Gelu;

impl CustomOp1 for Gelu {
    fn name(&self) -> &'static str {
        "gelu"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let x = numbers(storage, layout)?;
        let mut out = vec![0.0; x.len()];
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || {
                for (out, &x) in out.iter_mut().zip(x) {
                    *out = x * normal(x).0;
                }
            },
        );
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }

    fn bwd(&self, x: &Tensor, _: &Tensor, change: &Tensor) -> Result<Option<Tensor>> {
        Ok(Some(
            x.apply_op2_no_bwd(&change.contiguous()?, &GeluChange)?,
        ))
    }
}

struct GeluChange;

impl CustomOp2 for GeluChange {
    fn name(&self) -> &'static str {
        "gelu-change"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        layout: &Layout,
        change: &CpuStorage,
        change_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (x, change) = (numbers(x, layout)?, numbers(change, change_layout)?);
        let mut out = vec![0.0; x.len()];
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || {
                for ((out, &x), &change) in out.iter_mut().zip(x).zip(change) {
                    let (share, bell) = normal(x);
                    *out = change * (share + x * bell);
                }
            },
        );
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }
}

struct Normalised {
    epsilon: f32,
}

/// A row's mean and one over its spread.
#[inline(always)]
fn moments(row: &[f32], epsilon: f32) -> (f32, f32) {
    let size = row.len() as f32;
    let mean = sum(row, |x| x) / size;
    let variance = sum(row, |x| (x - mean) * (x - mean)) / size;
    (mean, 1.0 / (variance + epsilon).sqrt())
}

/// A sum in sixteen lanes, whose order does not depend on the machine.
#[inline(always)]
fn sum(row: &[f32], value: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0_f32; 16];
    let (chunks, rest) = row.as_chunks::<16>();
    for chunk in chunks {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane += value(x);
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().map(|&x| value(x)).sum::<f32>()
}

impl CustomOp1 for Normalised {
    fn name(&self) -> &'static str {
        "normalised"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let (x, width) = (numbers(storage, layout)?, width(layout));
        let mut out = vec![0.0; x.len()];
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || {
                for (out, row) in out.chunks_exact_mut(width).zip(x.chunks_exact(width)) {
                    let (mean, scale) = moments(row, self.epsilon);
                    for (out, &x) in out.iter_mut().zip(row) {
                        *out = (x - mean) * scale;
                    }
                }
            },
        );
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }

    fn bwd(&self, x: &Tensor, _: &Tensor, change: &Tensor) -> Result<Option<Tensor>> {
        let op = NormalisedChange {
            epsilon: self.epsilon,
        };
        Ok(Some(x.apply_op2_no_bwd(&change.contiguous()?, &op)?))
    }
}

struct NormalisedChange {
    epsilon: f32,
}

impl CustomOp2 for NormalisedChange {
    fn name(&self) -> &'static str {
        "normalised-change"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        layout: &Layout,
        change: &CpuStorage,
        change_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let width = width(layout);
        let (x, change) = (numbers(x, layout)?, numbers(change, change_layout)?);
        let mut out = vec![0.0; x.len()];
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || {
                let rows = x.chunks_exact(width).zip(change.chunks_exact(width));
                for (out, (row, change)) in out.chunks_exact_mut(width).zip(rows) {
                    let (mean, scale) = moments(row, self.epsilon);
                    let all = sum(change, |d| d) / width as f32;
                    for ((out, &x), &d) in out.iter_mut().zip(row).zip(change) {
                        *out = (x - mean) * scale * d;
                    }
                    let along = sum(out, |x| x) / width as f32;
                    for ((out, &x), &d) in out.iter_mut().zip(row).zip(change) {
                        *out = (d - all - (x - mean) * scale * along) * scale;
                    }
                }
            },
        );
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }
}

struct Softmax;

impl CustomOp1 for Softmax {
    fn name(&self) -> &'static str {
        "softmax"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let (x, width) = (numbers(storage, layout)?, width(layout));
        let mut out = vec![0.0; x.len()];
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || {
                for (out, row) in out.chunks_exact_mut(width).zip(x.chunks_exact(width)) {
                    let most = row.iter().fold(f32::NEG_INFINITY, |most, &x| most.max(x));
                    for (out, &x) in out.iter_mut().zip(row) {
                        *out = exp(x - most);
                    }
                    let scale = 1.0 / sum(out, |x| x);
                    out.iter_mut().for_each(|x| *x *= scale);
                }
            },
        );
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }

    fn bwd(&self, _: &Tensor, shares: &Tensor, change: &Tensor) -> Result<Option<Tensor>> {
        Ok(Some(
            shares.apply_op2_no_bwd(&change.contiguous()?, &SoftmaxChange)?,
        ))
    }
}

struct SoftmaxChange;

impl CustomOp2 for SoftmaxChange {
    fn name(&self) -> &'static str {
        "softmax-change"
    }

    fn cpu_fwd(
        &self,
        shares: &CpuStorage,
        layout: &Layout,
        change: &CpuStorage,
        change_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let width = width(layout);
        let (shares, change) = (numbers(shares, layout)?, numbers(change, change_layout)?);
        let mut out = vec![0.0; shares.len()];
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || {
                let rows = shares.chunks_exact(width).zip(change.chunks_exact(width));
                for (out, (shares, change)) in out.chunks_exact_mut(width).zip(rows) {
                    for ((out, &share), &d) in out.iter_mut().zip(shares).zip(change) {
                        *out = share * d;
                    }
                    let all = sum(out, |x| x);
                    for (out, &share) in out.iter_mut().zip(shares) {
                        *out -= share * all;
                    }
                }
            },
        );
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::{Device, Var};

    /// Compares a function and its change with candle's own operations.
    fn check_change(ours: fn(&Tensor) -> Result<Tensor>, plain: fn(&Tensor) -> Result<Tensor>) {
        let rows: Vec<f32> = (0..40)
            .map(|i| ((i * 37 % 23) as f32 - 11.0) / 3.0)
            .collect();
        let weights: Vec<f32> = (0..40)
            .map(|i| ((i * 29 % 31) as f32 - 15.0) / 7.0)
            .collect();
        let weights = Tensor::from_vec(weights, (2, 20), &Device::Cpu).unwrap();
        let result = |f: fn(&Tensor) -> Result<Tensor>| {
            let x = Var::from_vec(rows.clone(), (2, 20), &Device::Cpu).unwrap();
            let y = f(&x).unwrap();
            let grads = (&y * &weights)
                .unwrap()
                .sum_all()
                .unwrap()
                .backward()
                .unwrap();
            let list = |t: &Tensor| t.flatten_all().unwrap().to_vec1::<f32>().unwrap();
            (list(&y), list(grads.get(&x).unwrap()))
        };
        let ((a, da), (b, db)) = (result(ours), result(plain));
        for (ours, plain) in a.iter().chain(&da).zip(b.iter().chain(&db)) {
            assert!((ours - plain).abs() < 1e-5, "{ours} for {plain}");
        }
    }

    #[test]
    fn changes_are_those_of_the_plain_functions() {
        check_change(gelu, |x| x.gelu_erf());
        check_change(
            |x| normalised(x, 1e-6),
            |x| {
                let centred = x.broadcast_sub(&x.mean_keepdim(1)?)?;
                let variance = centred.sqr()?.mean_keepdim(1)?;
                centred.broadcast_div(&(variance + 1e-6)?.sqrt()?)
            },
        );
        check_change(softmax, |x| {
            let e = x.exp()?;
            e.broadcast_div(&e.sum_keepdim(1)?)
        });
    }

    #[test]
    fn exponents_are_close() {
        for i in -800..800 {
            let x = i as f32 / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-6, "{x}");
        }
    }
}
