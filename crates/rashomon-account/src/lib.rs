//! Claims, accounts and disputes.
//!
//! In go a story, the readings of its articles and its happenings, out come the questions on which
//! the accounts differ and the numbers as they are told over time.

use rashomon_doc::{Dispute, FigureHistory, Happening, Reading, Story};

/// The questions on which the accounts of `story` differ, the surest first.
///
/// `readings` are those of its articles; others are left aside.
pub fn disputes(story: &Story, readings: &[&Reading], happenings: &[Happening]) -> Vec<Dispute> {
    let _ = (story, readings, happenings);
    Vec::new()
}

/// The numbers of `story` as each teller gives them over time.
pub fn figure_histories(story: &Story, readings: &[&Reading]) -> Vec<FigureHistory> {
    let _ = (story, readings);
    Vec::new()
}
