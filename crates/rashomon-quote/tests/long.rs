//! A long document costs what its length costs: no step looks through all for each.

use rashomon::Pipeline;
use rashomon_doc::{Document, DocumentId, Reading};
use rashomon_quote::quotations;
use std::time::{Duration, Instant};

/// A paragraph for each step that looks for something elsewhere: relays, cited sources, names
/// before colons and after dashes, words in quotation marks without a cue, refusals.
const PARAGRAPHS: [&str; 7] = [
    "The bridge was closed at noon, the harbour master said, Reuters reported.",
    "Reuters reported, citing a military source, that two boats had sunk.",
    "Marta Lindqvist: We will rebuild the mill before the winter comes.",
    "“Nobody warned us about the flood.” — Peter Hallgren",
    "“The water rose to the second floor in an hour. We lost everything we had.”",
    "The council declined to say when the school would open again.",
    "“We stay,” the ferryman told Sky News. “We have nowhere else to go.",
];

fn reading(pipeline: &Pipeline, rounds: usize) -> Reading {
    let text = PARAGRAPHS
        .iter()
        .cycle()
        .take(rounds * PARAGRAPHS.len())
        .copied()
        .collect::<Vec<_>>()
        .join("\n\n");
    pipeline.read(Document {
        id: DocumentId("long".into()),
        title: None,
        text,
        publisher: None,
        url: None,
        published: None,
    })
}

/// The shortest of three runs, and the number of quotations.
fn timed(reading: &Reading) -> (Duration, usize) {
    let runs = (0..3).map(|_| {
        let start = Instant::now();
        let found = quotations(reading).len();
        (start.elapsed(), found)
    });
    runs.min().expect("three runs")
}

#[test]
fn time_grows_with_the_length() {
    let pipeline = Pipeline::new();
    let (short, few) = timed(&reading(&pipeline, 20));
    let (long, many) = timed(&reading(&pipeline, 320));
    assert!(few >= 20 * 6, "{few} quotations in 20 rounds");
    assert!(
        many >= 15 * few && many <= 17 * few,
        "16 times the text, {many} quotations instead of {few}"
    );
    // A step that went through all for each would take up to 256 times as long.
    assert!(long < 64 * short, "{long:?} after {short:?}");
}
