use crate::terms::{fold, term, words};

/// Words in a shingle.
const WIDTH: usize = 5;

/// Hashes kept of an article. The overlap of two articles is known to about 2 points at 15 per cent.
const KEPT: usize = 256;

/// The smallest hashes of an article's five-word sequences: enough to tell how much of two
/// articles is the same words.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Sketch {
    /// Different sequences in the article.
    pub(crate) total: u32,
    /// The smallest of their hashes, ascending.
    pub(crate) smallest: Vec<u32>,
}

/// How much two articles share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Overlap {
    /// Sequences both have, as a share of those either has.
    pub(crate) jaccard: f32,
    /// Sequences both have, as a share of those the first has.
    pub(crate) of_first: f32,
    /// As a share of those the second has.
    pub(crate) of_second: f32,
}

impl Sketch {
    pub(crate) fn of(text: &str) -> Self {
        let mut window = [0_u32; WIDTH];
        let mut hashes = Vec::new();
        let mut n = 0;
        words(text, |word| {
            window.rotate_left(1);
            window[WIDTH - 1] = term(word);
            n += 1;
            if n >= WIDTH {
                hashes.push(fold(window.iter().fold(0x51_7c_c1_b7, |hash, &word| {
                    (hash ^ u64::from(word))
                        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                        .rotate_left(23)
                })));
            }
            true
        });
        hashes.sort_unstable();
        hashes.dedup();
        let total = hashes.len() as u32;
        hashes.truncate(KEPT);
        hashes.shrink_to_fit();
        Self {
            total,
            smallest: hashes,
        }
    }

    /// How much this article and `other` share, from the smallest hashes of both together.
    pub(crate) fn overlap(&self, other: &Self) -> Overlap {
        let (a, b) = (&self.smallest, &other.smallest);
        let (mut i, mut j, mut both, mut either) = (0, 0, 0_u32, 0_u32);
        // An article cut off at KEPT says nothing of hashes above its largest.
        let limit = cut(self).min(cut(other));
        while i < a.len() || j < b.len() {
            let x = a.get(i).copied().unwrap_or(u32::MAX);
            let y = b.get(j).copied().unwrap_or(u32::MAX);
            if x.min(y) > limit {
                break;
            }
            either += 1;
            both += u32::from(x == y && i < a.len() && j < b.len());
            i += usize::from(x <= y && i < a.len());
            j += usize::from(y <= x && j < b.len());
        }
        if both == 0 {
            return Overlap {
                jaccard: 0.0,
                of_first: 0.0,
                of_second: 0.0,
            };
        }
        let jaccard = both as f32 / either as f32;
        let shared = jaccard / (1.0 + jaccard) * (self.total + other.total) as f32;
        Overlap {
            jaccard,
            of_first: (shared / self.total as f32).min(1.0),
            of_second: (shared / other.total as f32).min(1.0),
        }
    }
}

fn cut(sketch: &Sketch) -> u32 {
    if sketch.total as usize > KEPT {
        sketch.smallest.last().copied().unwrap_or(u32::MAX)
    } else {
        u32::MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(range: std::ops::Range<usize>) -> String {
        range.map(|n| format!("word{n} ")).collect()
    }

    #[test]
    fn counts_shared_sequences() {
        let (a, b) = (Sketch::of("a b c d e f"), Sketch::of("x b c d e f"));
        let overlap = a.overlap(&b);
        assert_eq!((a.total, b.total), (2, 2));
        assert!((overlap.jaccard - 1.0 / 3.0).abs() < 1e-6);
        assert!((overlap.of_first - 0.5).abs() < 1e-6);
    }

    #[test]
    fn estimates_within_a_few_points_when_cut() {
        let (a, b) = (
            Sketch::of(&numbered(0..2004)),
            Sketch::of(&numbered(1000..3004)),
        );
        let overlap = a.overlap(&b);
        assert!(
            (overlap.jaccard - 1000.0 / 3000.0).abs() < 0.08,
            "{overlap:?}"
        );
        assert!((overlap.of_first - 0.5).abs() < 0.1, "{overlap:?}");
    }

    #[test]
    fn the_same_text_is_the_same() {
        let text = numbered(0..900);
        let sketch = Sketch::of(&text);
        assert_eq!(sketch.overlap(&sketch).jaccard, 1.0);
        assert_eq!(Sketch::of("too short").overlap(&sketch).jaccard, 0.0);
    }
}
