//! Weights of hashed features: small rows of whole numbers, those that are all zero left out.

/// Rows of `N` weights by the upper bits of a hash.
///
/// Layout of its bytes: how many bits of a hash tell a row, as one byte; the number of rows that are
/// kept, as `u32`; a bit for every row there may be, set for those that are kept; the kept rows in
/// order.
#[derive(Clone, Debug)]
pub(crate) struct Rows<const N: usize> {
    shift: u32,
    rows: Vec<[u8; N]>,
}

/// The most bits of a hash that tell a row.
const MOST_BITS: u8 = 24;

impl<const N: usize> Rows<N> {
    /// The rows that `bytes` begin with, and the rest; `None` when they begin with none.
    pub(crate) fn parse(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (&bits, bytes) = bytes.split_first()?;
        (5..=MOST_BITS).contains(&bits).then_some(())?;
        let (count, bytes) = bytes.split_first_chunk()?;
        let count = u32::from_le_bytes(*count);
        let (present, bytes) = bytes.split_at_checked((1 << bits) / 8)?;
        let (kept, rest) = bytes.split_at_checked((count as usize).checked_mul(N)?)?;
        let mut kept = kept.as_chunks().0.iter();
        let mut rows = vec![[0; N]; 1 << bits];
        for (byte, rows) in present.iter().zip(rows.chunks_exact_mut(8)) {
            let present = (0..8).filter(|bit| byte >> bit & 1 == 1);
            for row in present {
                rows[row] = *kept.next()?;
            }
        }
        let shift = 64 - u32::from(bits);
        (kept.len() == 0).then_some((Self { shift, rows }, rest))
    }

    /// Writes `rows`, a power of two of them, behind `out`.
    pub(crate) fn write(rows: &[[i8; N]], out: &mut Vec<u8>) {
        let is_kept = |row: &[i8; N]| row.iter().any(|&weight| weight != 0);
        out.push(rows.len().trailing_zeros() as u8);
        let count = rows.iter().filter(|row| is_kept(row)).count();
        out.extend((count as u32).to_le_bytes());
        for group in rows.chunks(8) {
            let bits = group.iter().enumerate();
            out.push(bits.fold(0, |byte, (at, row)| byte | u8::from(is_kept(row)) << at));
        }
        let kept = rows.iter().filter(|row| is_kept(row));
        out.extend(kept.flatten().map(|&weight| weight as u8));
    }

    /// The sums of the weights of the rows at `hashes`; at most 256 of them.
    #[inline]
    pub(crate) fn sum<const M: usize>(&self, hashes: &[u64; M]) -> [i32; N] {
        const { assert!(N <= 4 && M <= 256, "four lanes of sixteen bits") };
        let mut sum = 0_u64;
        for &hash in hashes {
            let mut bytes = [0; 4];
            bytes[..N].copy_from_slice(&self.rows[(hash >> self.shift) as usize]);
            let row = u64::from(u32::from_le_bytes(bytes));
            let pairs = (row | row << 16) & 0x0000_FFFF_0000_FFFF;
            // Lanes of 16 bits, each weight moved up to be positive.
            sum += (pairs | pairs << 8) & 0x00FF_00FF_00FF_00FF ^ 0x0080_0080_0080_0080;
        }
        let lift = 128 * M as i32;
        std::array::from_fn(|lane| (sum >> (16 * lane) & 0xFFFF) as i32 - lift)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_what_was_written() {
        let mut rows = vec![[0; 4]; 64];
        rows[3] = [1, -2, 3, -128];
        rows[33] = [10, 20, 30, 127];
        rows[63] = [0, 0, 0, 1];
        let mut bytes = Vec::new();
        Rows::write(&rows, &mut bytes);
        bytes.push(9);
        let (rows, rest) = Rows::<4>::parse(&bytes).unwrap();
        assert_eq!(rest, [9]);
        let hash = |row: u64| row << 58 | 77;
        assert_eq!(rows.sum(&[hash(3), hash(33), hash(4)]), [11, 18, 33, -1]);
        assert_eq!(rows.sum(&[hash(63), hash(63)]), [0, 0, 0, 2]);
        assert_eq!(rows.sum(&[hash(0)]), [0; 4]);
    }

    #[test]
    fn damaged_bytes_are_no_rows() {
        let mut bytes = Vec::new();
        Rows::write(&[[1_i8, 2]; 32], &mut bytes);
        for n in 0..bytes.len() {
            assert!(Rows::<2>::parse(&bytes[..n]).is_none(), "{n}");
        }
        bytes[5] ^= 1;
        assert!(Rows::<2>::parse(&bytes).is_none());
    }
}
