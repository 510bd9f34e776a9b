//! Time expressions of a reading, and the day it was published.

use crate::dating;
use crate::grammar::{Grammar, Hit};
use crate::words::Words;
use rashomon_doc::{Basis, Publication, Reading, Time};

/// When `reading` was published and the times it names, in text order.
///
/// Reads its syntax and notes where they are there. Times are TIMEX3 and count from the day of
/// publication: the one the input gives, else the one the text states or lets infer, else none.
pub fn times(reading: &Reading) -> (Option<Publication>, Vec<Time>) {
    let words = Words::of(reading.text());
    let given = reading.document.published.map(|date| Publication {
        date,
        basis: Basis::Given,
        confidence: 1.0,
    });
    let published = given.or_else(|| {
        let hits = Grammar::new(reading, &words, None).hits();
        dating::infer(reading, &words, &hits)
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
