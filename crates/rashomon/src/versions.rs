//! Quotations that repeat the same words.

use rashomon_store::QuotationRow;
use rashomon_story::{Utterance, same_words};

/// How a quotation stands among those that give the same words.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Version {
    /// The index of the longest version; the quotation's own when it is the longest.
    pub longest: usize,
    /// How many versions there are, this one among them.
    pub count: usize,
}

/// For each of `rows` its versions among them: the same words told again, cut or translated
/// differently.
pub fn versions(rows: &[QuotationRow]) -> Vec<Version> {
    let utterances: Vec<Utterance> = rows
        .iter()
        .map(|row| Utterance {
            speaker: row.speaker.as_ref().map(|actor| actor.name.as_str()),
            words: &row.text,
            day: row
                .document
                .published
                .as_ref()
                .map(|published| published.date),
        })
        .collect();
    let longest = same_words(&utterances);
    let mut counts = vec![0; rows.len()];
    for &index in &longest {
        counts[index] += 1;
    }
    longest
        .into_iter()
        .map(|longest| Version {
            longest,
            count: counts[longest],
        })
        .collect()
}
