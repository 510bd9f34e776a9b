//! Time expressions of a reading, and the day it was published.

use crate::grammar::{Grammar, Hit};
use crate::words::Words;
use rashomon_doc::{Basis, Publication, Reading, Time};

/// When `reading` was published and the times it names, in text order.
///
/// Reads its syntax where it is there. Times are TIMEX3 and count from the day of publication:
/// the one the input gives, else the one inferred here, else none.
pub fn times(reading: &Reading) -> (Option<Publication>, Vec<Time>) {
    let words = Words::of(reading.text());
    let published = reading.document.published.map(|date| Publication {
        date,
        basis: Basis::Given,
        confidence: 1.0,
    });
    let today = published.map(|publication| publication.date);
    let hits = Grammar::new(reading, &words, today).hits();
    let times = hits.iter().map(|hit| time(&words, hit)).collect();
    (published, times)
}

fn time(words: &Words<'_>, hit: &Hit) -> Time {
    let days = hit.value.days();
    Time {
        span: words.span(hit.start, hit.end),
        timex3: hit.value.timex3(),
        kind: hit.value.kind(),
        earliest: days.map(|(first, _)| first),
        latest: days.map(|(_, last)| last),
    }
}
