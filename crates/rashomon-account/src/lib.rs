//! Claims, accounts and disputes.
//!
//! In go a story, the readings of its articles and its happenings, out come the questions on which
//! the accounts differ and the numbers as they are told over time.
//!
//! A dispute is stated only where the same thing is spoken of: a number of another event, of a part
//! of the victims or of a whole war is no contradiction, and a teller who raises a toll corrects
//! himself.

mod claim;
mod denial;
mod dispute;
mod figure;
mod perpetrator;
mod question;
mod who;

use rashomon_doc::{Dispute, FigureHistory, Happening, Reading, Story};
use rashomon_story::Archive;

/// The questions on which the accounts of `story` differ, the surest first.
///
/// `readings` are those of its articles; others are left aside.
pub fn disputes(story: &Story, readings: &[&Reading], happenings: &[Happening]) -> Vec<Dispute> {
    let _ = happenings;
    let archive = Archive::new(story, readings);
    let claims = claim::claims(&archive);
    let mut drafts = denial::disputes(&archive, &claims);
    drafts.extend(perpetrator::disputes(&archive, &claims));
    drafts.extend(figure::disputes(&archive));
    drafts.retain(|draft| draft.sides.len() > 1);
    dispute::finish(&archive, drafts)
}

/// The numbers of `story` as each teller gives them over time.
pub fn figure_histories(story: &Story, readings: &[&Reading]) -> Vec<FigureHistory> {
    figure::histories(&Archive::new(story, readings))
}
