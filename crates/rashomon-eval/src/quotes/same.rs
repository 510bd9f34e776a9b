//! The same words told again: the project's own cases, scored by pairs within a block.

use crate::{Counts, Scores};
use rashomon_story::{Utterance, same_words};

const CASES: &str = include_str!("../../../rashomon-story/tests/cases/same_words.txt");

/// Scores which sayings of a block are linked as the same words told again.
pub fn score(scores: &mut Scores) {
    let mut counts = Counts::default();
    for block in CASES.split("\n\n") {
        let rows: Vec<(&str, Utterance<'_>)> = block.lines().filter_map(parse).collect();
        let utterances: Vec<Utterance> = rows.iter().map(|row| row.1).collect();
        let found = same_words(&utterances);
        for i in 0..rows.len() {
            for j in 0..i {
                let (gold, ours) = (rows[i].0 == rows[j].0, found[i] == found[j]);
                counts.correct += usize::from(gold && ours);
                counts.found += usize::from(ours);
                counts.gold += usize::from(gold);
            }
        }
    }
    scores.set("own/quotes/dev/same_words_precision", counts.precision());
    scores.set("own/quotes/dev/same_words_recall", counts.recall());
    scores.set("own/quotes/dev/same_words_f1", counts.f1());
}

/// `A 2031-03-01 Orlan: We will not go.`: utterance, day, speaker or `-`, words.
fn parse(line: &str) -> Option<(&str, Utterance<'_>)> {
    if line.starts_with('#') {
        return None;
    }
    let mut fields = line.splitn(3, ' ');
    let (letter, day) = (fields.next()?, fields.next()?);
    let (speaker, words) = fields.next()?.split_once(": ")?;
    let utterance = Utterance {
        speaker: (speaker != "-").then_some(speaker),
        words,
        day: day.parse().ok(),
    };
    Some((letter, utterance))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_can_be_read() {
        let lines = CASES
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        assert!(lines.clone().count() > 40);
        for line in lines {
            assert!(parse(line).is_some_and(|row| row.1.day.is_some()), "{line}");
        }
    }
}
