//! The best tree for given scores of heads.

use crate::net::stride;

/// A word's place in the tree.
#[derive(Clone, Copy, Debug)]
pub struct Arc {
    /// Index of the head in the sentence; the number of words for the root.
    pub head: u32,
    /// The relation, as an index into the labels.
    pub label: u8,
    /// How clear the attachment was: sixteen times its score's lead over the next.
    pub margin: i32,
}

/// Longer sentences take each word's best head, mended where that is no tree.
const LONGEST: usize = 120;

/// Heads of a sentence of `size` words; `size` stands for the root. A row of `scores` has a word's
/// score for every head, then for the root; what it says of the word itself does not count. The
/// tree has one root.
///
/// # Panics
/// When `scores` are not `size` rows of `size + 1`.
pub fn decode(scores: &[f32], size: usize) -> Vec<usize> {
    assert_eq!(scores.len(), size * (size + 1), "a row for each word");
    if size == 0 {
        return Vec::new();
    }
    let mut rows = vec![f32::NEG_INFINITY; size * stride(size)];
    let given = scores.chunks_exact(size + 1);
    for (row, given) in rows.chunks_exact_mut(stride(size)).zip(given) {
        row[..=size].copy_from_slice(given);
    }
    let mut decoder = Decoder::default();
    decoder.decode(&mut rows, size);
    decoder.heads
}

/// Memory that is used from sentence to sentence.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    /// Heads of the last sentence; its number of words stands for the root.
    pub heads: Vec<usize>,
    visited: Vec<usize>,
    chart: Chart,
}

impl Decoder {
    /// Finds the heads of a sentence of `size` words. A row of `scores` has a word's score for
    /// every head, then for the root. The tree has one root.
    #[inline(always)]
    pub(crate) fn decode(&mut self, scores: &mut [f32], size: usize) {
        let width = stride(size);
        self.heads.clear();
        for (i, row) in scores.chunks_exact_mut(width).enumerate() {
            row[i] = f32::NEG_INFINITY;
            let top = most(row);
            let head = row.iter().position(|&score| score == top);
            self.heads.push(head.unwrap_or(size));
        }
        if is_tree(&self.heads, &mut self.visited) {
            return;
        }
        if size <= LONGEST {
            self.chart.projective(scores, size, &mut self.heads);
        } else {
            mend(&mut self.heads, scores, size);
        }
    }
}

/// The highest score.
#[inline(always)]
pub(crate) fn most(scores: &[f32]) -> f32 {
    let (blocks, rest) = scores.as_chunks::<8>();
    let mut tops = [f32::NEG_INFINITY; 8];
    for block in blocks {
        for (top, &score) in tops.iter_mut().zip(block) {
            *top = if score > *top { score } else { *top };
        }
    }
    let all = tops.iter().chain(rest);
    all.fold(f32::NEG_INFINITY, |top, &score| top.max(score))
}

fn is_tree(heads: &[usize], visited: &mut Vec<usize>) -> bool {
    let size = heads.len();
    if heads.iter().filter(|&&head| head == size).count() != 1 {
        return false;
    }
    visited.clear();
    visited.resize(size, usize::MAX);
    for start in 0..size {
        let mut at = start;
        while at != size && visited[at] == usize::MAX {
            visited[at] = start;
            at = heads[at];
        }
        if at != size && visited[at] == start {
            return false;
        }
    }
    true
}

/// Hangs every word that does not reach the one root on it.
fn mend(heads: &mut [usize], scores: &[f32], size: usize) {
    let root_score = |i: usize| scores[i * stride(size) + size];
    let root = (0..size).fold(0, |best, i| {
        if root_score(i) > root_score(best) {
            i
        } else {
            best
        }
    });
    for (i, head) in heads.iter_mut().enumerate() {
        if *head == size && i != root {
            *head = root;
        }
    }
    heads[root] = size;
    for start in 0..size {
        let (mut at, mut steps) = (start, 0);
        while at != size && steps <= size {
            at = heads[at];
            steps += 1;
        }
        if at != size {
            heads[start] = root;
        }
    }
}

/// The best parts of trees: for every span of words the best with its head at the left end (which
/// grows to the right) or at the right end, and the same while the word at the other end still
/// waits for its own dependents. Lists are by row, first word times size plus last, or by column,
/// so that what is compared lies side by side.
#[derive(Debug, Default)]
struct Chart {
    right_row: Vec<f32>,
    right_column: Vec<f32>,
    left_row: Vec<f32>,
    left_column: Vec<f32>,
    right_open_row: Vec<f32>,
    left_open_column: Vec<f32>,
    /// Where the best of each kind is split: open, right, left.
    splits: Vec<[u16; 3]>,
}

impl Chart {
    /// Eisner's algorithm, with one root.
    #[inline(always)]
    fn projective(&mut self, scores: &[f32], size: usize, heads: &mut [usize]) {
        for list in [
            &mut self.right_row,
            &mut self.right_column,
            &mut self.left_row,
            &mut self.left_column,
            &mut self.right_open_row,
            &mut self.left_open_column,
        ] {
            list.clear();
            list.resize(size * size, 0.0);
        }
        self.splits.clear();
        self.splits.resize(size * size, [0; 3]);
        for span in 1..size {
            for i in 0..size - span {
                self.fill(scores, size, i, i + span);
            }
        }
        let total = |root: usize| {
            self.left_row[root]
                + self.right_row[root * size + size - 1]
                + scores[root * stride(size) + size]
        };
        let root = (0..size).fold(0, |best, i| if total(i) > total(best) { i } else { best });
        self.follow(root, heads);
    }

    /// Finds the best of the span from `i` to `j`.
    #[inline(always)]
    fn fill(&mut self, scores: &[f32], size: usize, i: usize, j: usize) {
        let arc = |head: usize, dependent: usize| scores[dependent * stride(size) + head];
        let (row, column) = (i * size, j * size);
        let (open, at) = best_sum(
            &self.right_row[row + i..row + j],
            &self.left_column[column + i + 1..=column + j],
        );
        self.right_open_row[row + j] = open + arc(i, j);
        self.left_open_column[column + i] = open + arc(j, i);
        let (right, right_at) = best_sum(
            &self.right_open_row[row + i + 1..=row + j],
            &self.right_column[column + i + 1..=column + j],
        );
        (self.right_row[row + j], self.right_column[column + i]) = (right, right);
        let (left, left_at) = best_sum(
            &self.left_row[row + i..row + j],
            &self.left_open_column[column + i..column + j],
        );
        (self.left_row[row + j], self.left_column[column + i]) = (left, left);
        self.splits[row + j] = [i + at, i + 1 + right_at, i + left_at].map(|at| at as u16);
    }

    /// Reads the heads off the chart.
    fn follow(&self, root: usize, heads: &mut [usize]) {
        let size = heads.len();
        heads[root] = size;
        let mut pending = vec![(0, root, 2), (root, size - 1, 1)];
        while let Some((i, j, kind)) = pending.pop() {
            if i == j {
                continue;
            }
            let [open, right, left] = self.splits[i * size + j].map(usize::from);
            match kind {
                1 => pending.extend([(i, right, 3), (right, j, 1)]),
                2 => pending.extend([(i, left, 2), (left, j, 4)]),
                _ => {
                    let (head, dependent) = if kind == 3 { (i, j) } else { (j, i) };
                    heads[dependent] = head;
                    pending.extend([(i, open, 1), (open + 1, j, 2)]);
                }
            }
        }
    }
}

/// The highest sum of two scores at one place, and the place.
#[inline(always)]
fn best_sum(a: &[f32], b: &[f32]) -> (f32, usize) {
    let (mut top, mut at) = (f32::NEG_INFINITY, 0);
    for (k, (a, b)) in a.iter().zip(b).enumerate() {
        if a + b > top {
            (top, at) = (a + b, k);
        }
    }
    (top, at)
}

#[cfg(test)]
mod tests {
    use super::{Decoder, stride};

    /// Decodes rows of scores: every word's for each word, then for the root.
    #[track_caller]
    fn check_heads(rows: &[&[f32]], heads: &[usize]) {
        let mut scores = Vec::new();
        for row in rows {
            let end = scores.len() + stride(rows.len());
            scores.extend_from_slice(row);
            scores.resize(end, f32::NEG_INFINITY);
        }
        let mut decoder = Decoder::default();
        decoder.decode(&mut scores, rows.len());
        assert_eq!(decoder.heads, heads);
    }

    #[test]
    fn a_circle_is_broken() {
        // Words 0 and 1 prefer each other; the root takes word 1 dearer than word 0.
        check_heads(&[&[0.0, 5.0, 1.0], &[4.0, 0.0, 2.0]], &[1, 2]);
    }

    #[test]
    fn only_one_root() {
        // Both words prefer the root; word 0 needs it more.
        check_heads(&[&[0.0, 1.0, 9.0], &[3.0, 0.0, 4.0]], &[2, 0]);
        check_heads(&[&[0.0, 1.0]], &[1]);
    }

    #[test]
    fn a_longer_circle_is_broken() {
        // Words 0, 1 and 2 hang on each other in turn; word 3 hangs on word 2.
        check_heads(
            &[
                &[0.0, 5.0, 0.0, 0.0, 1.0],
                &[0.0, 0.0, 5.0, 0.0, 1.0],
                &[5.0, 0.0, 0.0, 0.0, 3.0],
                &[0.0, 0.0, 2.0, 0.0, 0.0],
            ],
            &[1, 2, 4, 2],
        );
    }
}
