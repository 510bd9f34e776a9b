use std::ops::AddAssign;

/// How many were right, found and in the gold.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Counts {
    /// Found and right.
    pub correct: usize,
    /// Found.
    pub found: usize,
    /// In the gold.
    pub gold: usize,
}

impl Counts {
    /// Precision in per cent; 0 when nothing was found.
    pub fn precision(self) -> f64 {
        percent(self.correct, self.found)
    }

    /// Recall in per cent; 0 when the gold is empty.
    pub fn recall(self) -> f64 {
        percent(self.correct, self.gold)
    }

    /// Harmonic mean of precision and recall in per cent; 0 when nothing is right.
    pub fn f1(self) -> f64 {
        percent(2 * self.correct, self.found + self.gold)
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.correct += other.correct;
        self.found += other.found;
        self.gold += other.gold;
    }
}

/// `part` of `whole` in per cent; 0 of nothing is 0.
pub(crate) fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        100.0 * part as f64 / whole as f64
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn three_of_four_found_of_six() {
        let counts = Counts {
            correct: 3,
            found: 4,
            gold: 6,
        };
        assert_eq!(counts.precision(), 75.0);
        assert_eq!(counts.recall(), 50.0);
        assert_eq!(counts.f1(), 60.0);
        assert_eq!(Counts::default().f1(), 0.0);
    }
}
