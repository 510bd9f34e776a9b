//! Text in, entities with their mentions out.

use rashomon_doc::{Document, DocumentId, Reading, Span};
use rashomon_entity::entities;
use rashomon_syntax::Model;

fn read(text: &str) -> Reading {
    let mut reading = Reading::new(Document {
        id: DocumentId("test".into()),
        title: None,
        text: text.into(),
        publisher: None,
        url: None,
        published: "2016-02-12".parse().ok(),
    });
    reading.syntax = Model::builtin().parse(text);
    (reading.entities, reading.mentions) = entities(&reading);
    reading
}

/// The entity with `link` has these mentions, in text order.
fn check_mentions(text: &str, link: &str, expected: &[&str]) {
    let reading = read(text);
    let found: Vec<&str> = reading
        .mentions
        .iter()
        .filter(|mention| reading.entities[mention.entity.index()].link.as_deref() == Some(link))
        .map(|mention| mention.span.of(text))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_minister_is_followed_through_names_offices_and_pronouns() {
    check_mentions(
        "Sergey Lavrov spoke in Geneva. The Russian foreign minister said he was ready.",
        "per:sergey-lavrov",
        &["Sergey Lavrov", "The Russian foreign minister", "he"],
    );
}

#[test]
fn a_capital_that_acts_is_its_state() {
    check_mentions(
        "Moscow accused Ankara of lying. The envoy arrived in Moscow on Friday.",
        "gpe:RUS",
        &["Moscow"],
    );
}

#[test]
fn spellings_meet_their_entity() {
    check_mentions(
        "The President of Turkey Rejep Tayyip Erdogan spoke.",
        "per:recep-tayyip-erdogan",
        &["The President of Turkey", "Rejep Tayyip Erdogan"],
    );
    check_mentions(
        "Fighters of Daesh fled, and ISIS lost the town.",
        "arm:islamic-state",
        &["Daesh", "ISIS"],
    );
}

#[test]
fn offices_have_holders_by_date() {
    let reading = read("The foreign minister of France Jean-Marc Ayrault met John Kerry.");
    let kerry = reading
        .entities
        .iter()
        .find(|entity| entity.link.as_deref() == Some("per:john-kerry"));
    let kerry = kerry.expect("Kerry is in the tables");
    assert_eq!(
        kerry.role.as_deref(),
        Some("Secretary of State of United States")
    );
    assert_eq!(
        kerry.country.map(|code| code.to_string()).as_deref(),
        Some("USA")
    );
}

#[test]
fn mentions_are_ordered_and_never_cross() {
    let text = "“We will not sign,” said the head of the Russian Foreign Ministry Sergey Lavrov. \
                The U.S. State Department called the move of the Syrian army absurd, AFP reports.";
    let reading = read(text);
    let spans: Vec<Span> = reading
        .mentions
        .iter()
        .map(|mention| mention.span)
        .collect();
    assert!(spans.len() > 5);
    for (index, one) in spans.iter().enumerate() {
        for other in &spans[index + 1..] {
            assert!(one.start <= other.start);
            assert!(
                !one.overlaps(*other) || one.contains(*other),
                "{one:?} {other:?}"
            );
        }
    }
    let firsts: Vec<usize> = (0..reading.entities.len())
        .map(|entity| {
            let first = reading
                .mentions
                .iter()
                .position(|mention| mention.entity.index() == entity);
            first.expect("every entity has a mention")
        })
        .collect();
    assert!(firsts.is_sorted());
}

#[test]
fn odd_texts_are_read() {
    for text in [
        "",
        " ",
        "\u{0}\u{0}",
        "é\u{301}\u{200d}🏳️‍🌈",
        "the the the",
        "((((“”",
    ] {
        read(text);
    }
    read(&"Putin ".repeat(2000));
    read(&"x".repeat(100_000));
}
