//! What a story tells, in words of its reports.

use crate::address;
use crate::words;
use rashomon_doc::{EventType, Happening, Modality, Polarity, Reading, Span, Story};
use std::collections::{BTreeMap, BTreeSet};

/// A sentence of a report that tells a happening.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) text: String,
    pub(crate) href: String,
    pub(crate) origins: u32,
}

/// A paragraph holds about this many sentences before it is a list.
const MOST_SENTENCES: usize = 5;
const LENGTHS: std::ops::RangeInclusive<usize> = 40..=330;

/// The sentences that tell the happenings with most origins, in the order of time.
///
/// Every sentence is one of an article, as it stands there; nothing is worded anew.
pub(crate) fn digest(
    story: &Story,
    happenings: &[Happening],
    readings: &BTreeMap<String, Reading>,
) -> Vec<Told> {
    let mut ranked: Vec<(usize, &Happening)> = happenings
        .iter()
        .enumerate()
        .filter(|(_, happening)| !is_background(story, happening))
        .collect();
    ranked.sort_by_key(|(_, happening)| std::cmp::Reverse(weight(happening)));
    let mut used: BTreeSet<(String, u32)> = BTreeSet::new();
    let mut told: Vec<(usize, Told)> = Vec::new();
    for (place, happening) in ranked {
        if told.len() == MOST_SENTENCES {
            break;
        }
        if let Some((document, span, text)) = sentence(happening, readings)
            && used.insert((document.clone(), span.start))
            && !told.iter().any(|(_, other)| is_alike(&other.text, &text))
        {
            let href = address::words(&document, span);
            told.push((
                place,
                Told {
                    text,
                    href,
                    origins: happening.origins,
                },
            ));
        }
    }
    told.sort_by_key(|(place, _)| *place);
    told.into_iter().map(|(_, told)| told).collect()
}

/// Whether the happening was over a week before the first report of the story.
fn is_background(story: &Story, happening: &Happening) -> bool {
    match (happening.latest.or(happening.earliest), story.first) {
        (Some(last), Some(first)) => (first - last).get_days() > 7,
        _ => false,
    }
}

/// Deeds weigh more than words about them, and many origins more than many copies.
fn weight(happening: &Happening) -> (u32, usize) {
    let is_deed = !matches!(
        happening.plover,
        EventType::Accuse | EventType::Reject | EventType::Request
    );
    (
        happening.origins * 2 + u32::from(is_deed),
        happening.reports.len(),
    )
}

/// The first report that tells the happening as so, as a whole sentence.
fn sentence(
    happening: &Happening,
    readings: &BTreeMap<String, Reading>,
) -> Option<(String, Span, String)> {
    let told = happening.reports.iter().filter(|report| {
        report.polarity == Polarity::Affirmed && report.modality == Modality::Actual
    });
    told.filter_map(|report| {
        let reading = readings.get(report.document.as_str())?;
        let text = reading.text().get(report.span.range())?;
        let span = without_dateline(text, report.span);
        let text = words::shorten(reading.text().get(span.range())?, 10_000);
        let is_sentence =
            LENGTHS.contains(&text.len()) && text.ends_with(['.', '”', '"', '!', '?']);
        is_sentence.then(|| (report.document.0.clone(), span, text))
    })
    .next()
}

/// A dateline ends with a dash or the agency's name in brackets, near the start of the sentence.
fn without_dateline(text: &str, span: Span) -> Span {
    let marks = [") - ", ") – ", ") — "];
    let end = marks
        .iter()
        .filter_map(|mark| Some(text.find(mark)? + mark.len()))
        .min();
    match end {
        Some(end) if end < 90 => Span::new(span.start as usize + end, span.end as usize),
        _ => span,
    }
}

/// Whether most words of one sentence are in the other.
fn is_alike(a: &str, b: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        let letters = text.to_lowercase();
        letters
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() > 3)
            .map(str::to_owned)
            .collect()
    };
    let (a, b) = (words(a), words(b));
    let shared = a.intersection(&b).count();
    shared * 5 > a.len().min(b.len()) * 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datelines_are_no_part_of_what_is_told() {
        let text = "LORVATH, Sarvenia, March 14 (Wire) - Rockets hit the station.";
        let span = without_dateline(text, Span::new(0, text.len()));
        assert_eq!(span.of(text), "Rockets hit the station.");
        let plain = "Rockets hit the station.";
        assert_eq!(
            without_dateline(plain, Span::new(0, plain.len())).of(plain),
            plain
        );
    }

    #[test]
    fn sentences_that_say_the_same_are_alike() {
        assert!(is_alike(
            "Rockets hit the railway station on Thursday.",
            "On Thursday, rockets hit a railway station in Lorvath."
        ));
        assert!(!is_alike(
            "Rockets hit the railway station.",
            "The governor accused the army of Dolmar."
        ));
    }
}
