//! Long texts and absurd numbers: nothing panics, and time grows with the length of the text.

use rashomon_doc::{Date, Document, DocumentId, Reading, Span};
use rashomon_ground::{figures, places, resolve, times};
use std::time::{Duration, Instant};

fn read(text: &str, published: Option<Date>) -> Reading {
    let mut reading = Reading::new(Document {
        id: DocumentId("a".into()),
        title: None,
        text: text.to_owned(),
        publisher: None,
        url: None,
        published,
    });
    (reading.published, reading.times) = times(&reading);
    reading.places = places(&reading);
    reading.figures = figures(&reading);
    reading
}

/// Texts of `len` bytes without a full stop, each made of one phrase over and over.
fn endless(len: usize) -> Vec<String> {
    let phrases = [
        "12 killed on Monday in Paris, London, Aleppo and 3 hurt since May 5, 2016, ",
        "Paris,",
        "a day after the day after the day after ",
        "5 March 2016 ",
        "9",
        "'s x",
        "x",
        "(",
        "1990s ",
        "President Barack Obama ",
        "é–“",
    ];
    let text = |phrase: &&str| phrase.repeat(len / phrase.len() + 1);
    phrases.iter().map(text).collect()
}

#[test]
fn texts_without_a_stop_are_read() {
    for text in endless(1 << 20) {
        let reading = read(&text, None);
        let inside = |span: Span| span.end as usize <= text.len();
        assert!(reading.times.iter().all(|time| inside(time.span)));
        assert!(reading.figures.iter().all(|figure| inside(figure.span)));
        let again = read(&text[..200_000], Date::new(2016, 2, 12).ok());
        assert!(again.published.is_some());
    }
}

#[test]
fn time_grows_with_the_length() {
    // Eight times the text takes eight times as long, sixty-four times were a step squared; short
    // texts are measured too coarsely to tell.
    let took = |text: &str| {
        let start = Instant::now();
        read(text, Date::new(2016, 2, 12).ok());
        start.elapsed()
    };
    for (short, long) in endless(1 << 16).iter().zip(endless(1 << 19)) {
        let (before, after) = (took(short), took(&long));
        let most = before.max(Duration::from_millis(25)) * 32;
        let head: String = long.chars().take(20).collect();
        assert!(after < most, "{head}: {after:?} after {before:?}");
    }
}

#[test]
fn many_places_are_resolved() {
    let text = "Springfield, Paris, London, Berlin, Cairo, Tripoli, Aleppo, ".repeat(4000);
    let spans: Vec<Span> = text
        .match_indices(", ")
        .map(|(end, _)| {
            let start = text[..end].rfind(", ").map_or(0, |at| at + 2);
            Span::new(start, end)
        })
        .collect();
    assert!(resolve(&text, &spans, None).iter().all(Option::is_some));
}

#[test]
fn absurd_numbers_are_survived() {
    let text = "On 99 February 99999999999999999999 and 31 February 2016, 99999999999999999999 days \
        ago, 1e999 years later, 99999999999999999999999999999999 years ago, 00/00/0000, 99.99.9999, \
        00.00.0000, 25:61 p.m., 99:99, the 999999999th century, the 32nd of May, the 0th of May, \
        9999999999999999 weeks ago; the 5th quarter of 9999, the year 9999, 9999-12-31, 0000-00-00, \
        next century, last century, 99999 decades from now, half a trillion trillion years ago, \
        Christmas 9999, Easter 0001, two days after 31 December 9999, 400 weeks after 1/1/0001, \
        999,999,999,999,999,999,999,999 dead, 1.7976931348623157e308 people, 1/0 of them, 5-2-1-9, \
        99999999999999999999999999 million billion were killed; voted 999-999; \
        the '00s, '99, `00, 10000-99999 people, 3 to 99999999999999999999999999999999999 others";
    let days = ["9999-12-31", "-9999-01-01", "0001-01-01", "2016-02-29"];
    let dates = days.iter().map(|day| {
        let (day, before) = day.strip_prefix('-').map_or((*day, 1), |day| (day, -1));
        let mut parts = day.split('-').map(|part| part.parse::<i16>().expect(part));
        let mut part = || parts.next().expect("three parts");
        Date::new(part() * before, part() as i8, part() as i8).expect(day)
    });
    for published in dates.map(Some).chain([None]) {
        let reading = read(text, published);
        assert!(!reading.times.is_empty());
        assert!(
            reading
                .figures
                .iter()
                .all(|figure| figure.low <= figure.high)
        );
    }
}
