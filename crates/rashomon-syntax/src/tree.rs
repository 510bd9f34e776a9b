//! The best tree for given scores of heads.

/// A word's place in the tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arc {
    /// Index of the head in the sentence; the number of words for the root.
    pub head: u32,
    /// The relation, as an index into the labels.
    pub label: u8,
    /// How clear the attachment was.
    pub margin: i32,
}

/// Longer sentences take each word's best head, mended where that is no tree.
const LONGEST: usize = 120;

/// Heads of a sentence of `size` words; `size` stands for the root. A row of `scores` has a word's
/// score for every head, the root last. The tree has one root.
pub(crate) fn decode(scores: &mut [f32], size: usize) -> Vec<usize> {
    let width = size + 1;
    for i in 0..size {
        scores[i * width + i] = f32::NEG_INFINITY;
    }
    let heads: Vec<usize> = (0..size)
        .map(|i| {
            let row = &scores[i * width..][..width];
            (0..width).fold(if i == 0 { size } else { 0 }, |best, j| {
                if row[j] > row[best] { j } else { best }
            })
        })
        .collect();
    if is_tree(&heads, size) {
        heads
    } else if size <= LONGEST {
        projective(scores, size)
    } else {
        mended(heads, scores, size)
    }
}

fn is_tree(heads: &[usize], size: usize) -> bool {
    if heads.iter().filter(|&&head| head == size).count() != 1 {
        return false;
    }
    let mut visited = vec![usize::MAX; size];
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
fn mended(mut heads: Vec<usize>, scores: &[f32], size: usize) -> Vec<usize> {
    let root_score = |i: usize| scores[i * (size + 1) + size];
    let root = (0..size).fold(0, |best, i| {
        if root_score(i) > root_score(best) {
            i
        } else {
            best
        }
    });
    for i in 0..size {
        if heads[i] == size && i != root {
            heads[i] = root;
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
    heads
}

/// Eisner's algorithm, with one root.
fn projective(scores: &[f32], size: usize) -> Vec<usize> {
    let at = |i: usize, j: usize| i * size + j;
    let arc = |head: usize, dependent: usize| scores[dependent * (size + 1) + head];
    // Spans from i to j: complete with the head left or right, incomplete likewise.
    let mut right = vec![0.0_f32; size * size];
    let mut left = vec![0.0_f32; size * size];
    let mut right_open = vec![0.0_f32; size * size];
    let mut left_open = vec![0.0_f32; size * size];
    let mut splits = vec![[0_u16; 3]; size * size];
    for span in 1..size {
        for i in 0..size - span {
            let j = i + span;
            let (mut top, mut split) = (f32::NEG_INFINITY, i);
            for k in i..j {
                let sum = right[at(i, k)] + left[at(k + 1, j)];
                if sum > top {
                    (top, split) = (sum, k);
                }
            }
            splits[at(i, j)][0] = split as u16;
            right_open[at(i, j)] = top + arc(i, j);
            left_open[at(i, j)] = top + arc(j, i);
            let (mut top, mut split) = (f32::NEG_INFINITY, i + 1);
            for k in i + 1..=j {
                let sum = right_open[at(i, k)] + right[at(k, j)];
                if sum > top {
                    (top, split) = (sum, k);
                }
            }
            right[at(i, j)] = top;
            splits[at(i, j)][1] = split as u16;
            let (mut top, mut split) = (f32::NEG_INFINITY, i);
            for k in i..j {
                let sum = left[at(i, k)] + left_open[at(k, j)];
                if sum > top {
                    (top, split) = (sum, k);
                }
            }
            left[at(i, j)] = top;
            splits[at(i, j)][2] = split as u16;
        }
    }
    let total = |root: usize| {
        left[at(0, root)] + right[at(root, size - 1)] + scores[root * (size + 1) + size]
    };
    let root = (0..size).fold(0, |best, i| if total(i) > total(best) { i } else { best });
    let mut heads = vec![size; size];
    let mut pending = vec![(0, root, 2), (root, size - 1, 1)];
    while let Some((i, j, kind)) = pending.pop() {
        if i == j {
            continue;
        }
        let [open, r, l] = splits[at(i, j)].map(usize::from);
        match kind {
            1 => pending.extend([(i, r, 3), (r, j, 1)]),
            2 => pending.extend([(i, l, 2), (l, j, 4)]),
            3 => {
                heads[j] = i;
                pending.extend([(i, open, 1), (open + 1, j, 2)]);
            }
            _ => {
                heads[i] = j;
                pending.extend([(i, open, 1), (open + 1, j, 2)]);
            }
        }
    }
    heads
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn a_circle_is_broken() {
        // Words 0 and 1 prefer each other; the root takes word 1 dearer than word 0.
        let mut scores = vec![0.0, 5.0, 1.0, 4.0, 0.0, 2.0];
        assert_eq!(decode(&mut scores, 2), [1, 2]);
    }

    #[test]
    fn only_one_root() {
        // Both words prefer the root; word 0 needs it more.
        let mut scores = vec![0.0, 1.0, 9.0, 3.0, 0.0, 4.0];
        assert_eq!(decode(&mut scores, 2), [2, 0]);
        assert_eq!(decode(&mut [0.0, 1.0], 1), [1]);
    }
}
