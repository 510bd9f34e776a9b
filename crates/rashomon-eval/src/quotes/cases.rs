//! The project's own cases: a text, what is found in it marked by carets beneath, and facts about
//! each quotation by number.
//!
//! ```text
//! Orlan said that Vesk had promised to leave.
//! ^^^^^ 1 source
//!       ^^^^ 1 cue
//!                 ^^^^ 2 source
//!                          ^^^^^^^^ 2 cue
//! 2 parent 1
//! 2 act promise
//! ```
//! Cases are parted by blank lines; `none` says that nothing is said.

use super::{words, words_in};
use crate::{Counts, Scores};
use rashomon::Pipeline;
use rashomon_doc::{
    Act, Document, DocumentId, Modality, Polarity, Quotation, Reading, Relation, Span, Teller,
};
use std::collections::BTreeMap;

/// What a case says of one quotation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expected {
    /// Who speaks.
    pub source: Vec<Span>,
    /// The reporting expression.
    pub cue: Vec<Span>,
    /// What is said; empty when the case does not mark it.
    pub content: Vec<Span>,
    /// Whom the speaker addresses.
    pub addressee: Option<Span>,
    /// Relays.
    pub via: Vec<(Span, Relation)>,
    /// Editorial insertions.
    pub insertions: Vec<Span>,
    /// The quotation it is told within, by its number.
    pub parent: Option<usize>,
    /// What the speaker does.
    pub act: Option<Act>,
    /// Whether the saying is told as having happened.
    pub polarity: Option<Polarity>,
    /// In what way.
    pub modality: Option<Modality>,
}

/// A text with the quotations to be found in it, by number.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The text.
    pub text: String,
    /// The quotations.
    pub quotations: BTreeMap<usize, Expected>,
}

/// The cases of a file.
///
/// # Errors
/// Names the line that cannot be read.
pub fn parse(file: &str) -> Result<Vec<Case>, String> {
    file.split("\n\n")
        .filter(|block| !block.trim().is_empty())
        .map(|block| {
            let mut lines = block.lines().filter(|line| !line.is_empty());
            let text = lines.next().unwrap_or_default().to_owned();
            let mut quotations = BTreeMap::new();
            for line in lines.filter(|line| *line != "none") {
                fact(line, &text, &mut quotations)
                    .ok_or_else(|| format!("bad line `{line}` under `{text}`"))?;
            }
            Ok(Case { text, quotations })
        })
        .collect()
}

fn fact(line: &str, text: &str, quotations: &mut BTreeMap<usize, Expected>) -> Option<()> {
    let carets = line.trim_start();
    let width = carets.chars().take_while(|&c| c == '^').count();
    let rest = carets[width..].trim();
    let (number, fact) = rest.split_once(' ')?;
    let expected = quotations.entry(number.parse().ok()?).or_default();
    let (name, value) = fact.split_once(' ').unwrap_or((fact, ""));
    if width == 0 {
        match name {
            "act" => expected.act = Some(value.parse().ok()?),
            "parent" => expected.parent = Some(value.parse().ok()?),
            "polarity" => expected.polarity = Some(value.parse().ok()?),
            "modality" => expected.modality = Some(value.parse().ok()?),
            _ => return None,
        }
        return Some(());
    }
    let offsets = super::code_points(text);
    let first = line.len() - carets.len();
    let span = Span::new(*offsets.get(first)?, *offsets.get(first + width)?);
    match name {
        "source" => expected.source.push(span),
        "cue" => expected.cue.push(span),
        "content" => expected.content.push(span),
        "addressee" => expected.addressee = Some(span),
        "insertion" => expected.insertions.push(span),
        "via" => expected.via.push((span, value.parse().ok()?)),
        _ => return None,
    }
    Some(())
}

/// How many facts were right, by their kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Right {
    /// For each kind of fact, the right ones among those expected or found.
    pub facts: BTreeMap<&'static str, Counts>,
    /// What went wrong, for people.
    pub wrong: Vec<String>,
}

impl Right {
    fn count(&mut self, kind: &'static str, right: bool, note: impl FnOnce() -> String) {
        let counts = self.facts.entry(kind).or_default();
        counts.gold += 1;
        counts.found += 1;
        counts.correct += usize::from(right);
        if !right {
            self.wrong.push(note());
        }
    }
}

/// Reads the text of `case` and counts what was right.
pub fn check(pipeline: &Pipeline, case: &Case, right: &mut Right) {
    let reading = pipeline.read(document(&case.text));
    let before = right.wrong.len();
    if case.quotations.is_empty() {
        let found = &reading.quotations;
        right.count("silence", found.is_empty(), || {
            format!("{}\n  found {}", case.text, show(&reading, found.first()))
        });
    }
    let pairs: BTreeMap<usize, usize> = case
        .quotations
        .iter()
        .filter_map(|(&number, expected)| Some((number, partner(&reading, expected)?)))
        .collect();
    for (number, expected) in &case.quotations {
        let found = pairs.get(number).map(|&index| &reading.quotations[index]);
        check_one(&reading, expected, found, &pairs, right);
    }
    let whole = right.wrong.len() == before;
    let counts = right.facts.entry("case").or_default();
    *counts += Counts {
        correct: usize::from(whole),
        found: 1,
        gold: 1,
    };
}

fn check_one(
    reading: &Reading,
    expected: &Expected,
    found: Option<&Quotation>,
    pairs: &BTreeMap<usize, usize>,
    right: &mut Right,
) {
    let text = reading.text();
    let all = words(text);
    let same = |expected: &[Span], found: &[Span]| shares_half(&all, expected, found);
    let span =
        |teller: &Option<Teller>| teller.iter().map(|teller| teller.span).collect::<Vec<_>>();
    let note = |kind: &str| format!("{text}\n  {kind}: {}", show(reading, found));
    if !expected.source.is_empty() {
        let ok = found.is_some_and(|found| same(&expected.source, &span(&found.source)));
        right.count("source", ok, || note("source"));
    }
    if !expected.content.is_empty() {
        let ok = found.is_some_and(|found| same(&expected.content, &found.content));
        right.count("content", ok, || note("content"));
    }
    if let Some(act) = expected.act {
        right.count("act", found.is_some_and(|found| found.act == act), || {
            note("act")
        });
    }
    let given = found
        .map(|found| span(&found.addressee))
        .unwrap_or_default();
    if expected.addressee.is_some() || !given.is_empty() {
        let wanted: Vec<Span> = expected.addressee.into_iter().collect();
        right.count(
            "addressee",
            !wanted.is_empty() && same(&wanted, &given),
            || note("addressee"),
        );
    }
    let given = found.map_or(&[][..], |found| &found.via);
    if !expected.via.is_empty() || !given.is_empty() {
        let ok = expected.via.len() == given.len()
            && expected.via.iter().all(|(span, relation)| {
                given
                    .iter()
                    .any(|(teller, other)| relation == other && same(&[*span], &[teller.span]))
            });
        right.count("via", ok, || note("via"));
    }
    let wanted = expected.parent.map(|number| pairs.get(&number).copied());
    let given = found.and_then(|found| found.parent).map(|id| id.index());
    if wanted.is_some() || given.is_some() {
        let ok = found.is_some() && wanted.is_some() && wanted == Some(given) && given.is_some();
        right.count("parent", ok, || note("parent"));
    }
    if !expected.insertions.is_empty() {
        let ok = found.is_some_and(|found| same(&expected.insertions, &found.insertions));
        right.count("insertion", ok, || note("insertion"));
    }
    if expected.act.is_some() {
        let polarity = expected.polarity.unwrap_or(Polarity::Affirmed);
        let modality = expected.modality.unwrap_or(Modality::Actual);
        let ok =
            found.is_some_and(|found| found.polarity == polarity && found.modality == modality);
        right.count("status", ok, || note("status"));
    }
}

/// The quotation that is meant: the one with the same cue, else with the same content.
fn partner(reading: &Reading, expected: &Expected) -> Option<usize> {
    let touch = |a: &[Span], b: &[Span]| a.iter().any(|a| b.iter().any(|b| a.overlaps(*b)));
    let all = words(reading.text());
    let rows = || reading.quotations.iter();
    rows()
        .position(|found| touch(&expected.cue, &found.cue))
        .or_else(|| rows().position(|found| shares_half(&all, &expected.content, &found.content)))
}

/// Whether at least half of the words of both are common.
fn shares_half(words: &[Span], a: &[Span], b: &[Span]) -> bool {
    let set = |spans: &[Span]| -> std::collections::BTreeSet<usize> {
        spans
            .iter()
            .flat_map(|&span| words_in(words, span))
            .collect()
    };
    let (a, b) = (set(a), set(b));
    let both = a.intersection(&b).count();
    both > 0 && 2 * both >= a.union(&b).count()
}

fn show(reading: &Reading, found: Option<&Quotation>) -> String {
    let Some(found) = found else {
        return "nothing".into();
    };
    let text = reading.text();
    let teller = |teller: &Option<Teller>| {
        teller
            .as_ref()
            .map_or("-", |teller| teller.span.of(text))
            .to_owned()
    };
    let spans = |spans: &[Span]| {
        spans
            .iter()
            .map(|span| span.of(text))
            .collect::<Vec<_>>()
            .join(" | ")
    };
    let via: Vec<String> = found
        .via
        .iter()
        .map(|(teller, relation)| format!("{relation} {}", teller.span.of(text)))
        .collect();
    format!(
        "[{}] {} ({}) to [{}] via {via:?} parent {:?} {} {} «{}» by {}",
        teller(&found.source),
        spans(&found.cue),
        found.act,
        teller(&found.addressee),
        found.parent.map(|id| id.index()),
        found.polarity,
        found.modality,
        spans(&found.content),
        found.rule
    )
}

fn document(text: &str) -> Document {
    Document {
        id: DocumentId("case".into()),
        title: None,
        text: text.into(),
        publisher: None,
        url: None,
        published: None,
    }
}

/// The files of cases, by name.
const FILES: [(&str, &str); 11] = [
    (
        "acts",
        include_str!("../../../rashomon-quote/tests/cases/acts.txt"),
    ),
    (
        "anonymous",
        include_str!("../../../rashomon-quote/tests/cases/anonymous.txt"),
    ),
    (
        "addressee",
        include_str!("../../../rashomon-quote/tests/cases/addressee.txt"),
    ),
    (
        "insertion",
        include_str!("../../../rashomon-quote/tests/cases/insertion.txt"),
    ),
    (
        "interrupted",
        include_str!("../../../rashomon-quote/tests/cases/interrupted.txt"),
    ),
    (
        "negated",
        include_str!("../../../rashomon-quote/tests/cases/negated.txt"),
    ),
    (
        "nested",
        include_str!("../../../rashomon-quote/tests/cases/nested.txt"),
    ),
    (
        "news",
        include_str!("../../../rashomon-quote/tests/cases/news.txt"),
    ),
    (
        "none",
        include_str!("../../../rashomon-quote/tests/cases/none.txt"),
    ),
    (
        "translated",
        include_str!("../../../rashomon-quote/tests/cases/translated.txt"),
    ),
    (
        "relay",
        include_str!("../../../rashomon-quote/tests/cases/relay.txt"),
    ),
];

/// Scores the project's own cases: per cent right, by kind of fact.
pub fn score(pipeline: &Pipeline, scores: &mut Scores) {
    let mut right = Right::default();
    for (_, file) in FILES {
        for case in parse(file).unwrap_or_default() {
            check(pipeline, &case, &mut right);
        }
    }
    for (kind, counts) in &right.facts {
        scores.set(format!("own/quotes/dev/{kind}"), counts.recall());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_can_be_read() {
        for (name, file) in FILES {
            assert!(
                parse(file).is_ok_and(|cases| cases.len() >= 5),
                "{name}: {:?}",
                parse(file).err()
            );
        }
    }

    #[test]
    fn carets_count_code_points() {
        let case = "“Né,” Ann said.\n ^^ 1 content\n      ^^^ 1 source\n1 act say\n2 parent 1";
        let case = &parse(case).unwrap()[0];
        assert_eq!(case.quotations[&1].content[0].of(&case.text), "Né");
        assert_eq!(case.quotations[&1].source[0].of(&case.text), "Ann");
        assert_eq!(case.quotations[&1].act, Some(Act::Say));
        assert_eq!(case.quotations[&2].parent, Some(1));
    }

    #[test]
    fn a_bad_line_is_named() {
        assert!(parse("One.\n^^^ 1 nonsense").is_err());
    }
}
