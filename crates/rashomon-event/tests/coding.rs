//! The pages of `coding/` as tests: each sentence is read, and the events found in it are compared
//! with those written beneath it. The pages are what `rashomon explain` shows for a code.

use rashomon::Pipeline;
use rashomon::doc::{Document, DocumentId, Event, Modality, Party, Polarity, Reading};
use std::fs;

/// Share of the sentences whose events must all be as written. Not all: the parse of a sentence
/// may change with the syntax model, and a page says what is right, not what is found.
const FLOOR: f64 = 0.85;

struct Case {
    page: String,
    text: String,
    expected: Vec<String>,
}

fn cases() -> Vec<Case> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/coding");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .expect("the folder of pages")
        .map(|entry| entry.expect("a page").path())
        .collect();
    paths.sort();
    let mut cases: Vec<Case> = Vec::new();
    for path in paths {
        let page = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let mut inside = false;
        for line in fs::read_to_string(&path).expect("a page").lines() {
            if line.starts_with("```") {
                inside = line == "```events";
            } else if inside && line.starts_with("  ") {
                let case = cases.last_mut().expect("a sentence stands first");
                case.expected.push(line.trim().to_owned());
            } else if inside {
                cases.push(Case {
                    page: page.clone(),
                    text: line.to_owned(),
                    expected: Vec::new(),
                });
            }
        }
    }
    cases
}

fn found(reading: &Reading) -> Vec<String> {
    reading
        .events
        .iter()
        .map(|event| line(reading, event))
        .collect()
}

fn line(reading: &Reading, event: &Event) -> String {
    let text = reading.text();
    let names = |parties: &[Party]| {
        let names: Vec<&str> = parties.iter().map(|party| name(reading, party)).collect();
        names.join(" + ")
    };
    let mut line = format!("{} {}", event.plover, names(&event.sources));
    if !event.targets.is_empty() {
        line += &format!(" -> {}", names(&event.targets));
    }
    let mut status = Vec::new();
    if event.polarity == Polarity::Negated {
        status.push("negated".to_owned());
    }
    if event.modality != Modality::Actual {
        status.push(event.modality.to_string());
    }
    if let Some(quotation) = event.quotation {
        let source = &reading.quotations[quotation.index()].source;
        let words = source
            .as_ref()
            .map_or("nobody", |teller| teller.span.of(text));
        status.push(format!(
            "says {}",
            words.trim_start_matches("The ").trim_start_matches("the ")
        ));
    }
    if !status.is_empty() {
        line += &format!(" [{}]", status.join(", "));
    }
    line
}

/// The words; for a pronoun the name of what it stands for.
fn name<'a>(reading: &'a Reading, party: &Party) -> &'a str {
    let words = party.span.of(reading.text());
    let pronoun = matches!(
        words.to_lowercase().as_str(),
        "it" | "he" | "she" | "they" | "its"
    );
    match party.entity {
        Some(entity) if pronoun => &reading.entities[entity.index()].name,
        _ => words,
    }
}

#[test]
fn pages_hold() {
    let pipeline = Pipeline::new();
    let cases = cases();
    assert!(cases.len() >= 120, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let reading = pipeline.read(Document {
            id: DocumentId(String::new()),
            title: None,
            text: case.text.clone(),
            publisher: None,
            url: None,
            published: None,
        });
        let found = found(&reading);
        if found != case.expected {
            wrong.push(format!(
                "{}: {}\n  expected {:?}\n  found    {:?}",
                case.page, case.text, case.expected, found
            ));
        }
    }
    let right = 1.0 - wrong.len() as f64 / cases.len() as f64;
    assert!(
        right >= FLOOR,
        "{right:.3} of {}\n{}",
        cases.len(),
        wrong.join("\n")
    );
}
