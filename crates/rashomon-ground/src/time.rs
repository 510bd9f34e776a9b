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

#[cfg(test)]
mod tests {
    use super::*;
    use rashomon_doc::{Document, DocumentId};

    fn read(text: &str, published: Option<&str>) -> (Option<Publication>, Vec<String>) {
        let document = Document {
            id: DocumentId("a".into()),
            title: None,
            text: text.to_owned(),
            publisher: None,
            url: None,
            published: published.map(|day| day.parse().expect(day)),
        };
        let (published, times) = times(&Reading::new(document));
        let rows = times
            .iter()
            .map(|time| format!("{} = {}", time.span.of(text), time.timex3));
        (published, rows.collect())
    }

    /// Checks the times of a text published on Friday, 12 February 2016.
    fn check_times(text: &str, expected: &[&str]) {
        assert_eq!(read(text, Some("2016-02-12")).1, expected, "{text}");
    }

    fn check_published(text: &str, expected: Option<&str>) {
        let published = read(text, None)
            .0
            .map(|publication| publication.date.to_string());
        assert_eq!(published.as_deref(), expected, "{text}");
    }

    #[test]
    fn reads_dates() {
        check_times("It fell on Feb. 11, 2016.", &["Feb. 11, 2016 = 2016-02-11"]);
        check_times("On 9 February the UN warned.", &["9 February = 2016-02-09"]);
        check_times("It opened in June 2014.", &["June 2014 = 2014-06"]);
        check_times("The war began in 2011.", &["2011 = 2011"]);
        check_times("It grew in the 1990s.", &["the 1990s = 199"]);
    }

    #[test]
    fn counts_from_the_day_of_publication() {
        check_times("He said so yesterday.", &["yesterday = 2016-02-11"]);
        check_times("He said so on Monday.", &["Monday = 2016-02-08"]);
        check_times("It was shut last week.", &["last week = 2016-W05"]);
        check_times("It was shut last year.", &["last year = 2015"]);
        check_times("He left three days ago.", &["three days ago = 2016-02-09"]);
        check_times("He will leave on Monday.", &["Monday = 2016-02-15"]);
    }

    #[test]
    fn reads_lengths_and_repetitions() {
        check_times("after four-hour talks", &["four-hour = PT4H"]);
        check_times("in the last three years", &["the last three years = P3Y"]);
        check_times(
            "the 5-and-a-half-year war",
            &["the 5-and-a-half-year = P5.5Y"],
        );
        check_times("They meet every Tuesday.", &["every Tuesday = XXXX-WXX-2"]);
    }

    #[test]
    fn the_past_year_is_the_one_before() {
        check_times("over the past year", &["the past year = 2015"]);
        check_times("in recent months", &["recent months = PXM"]);
        check_times("in the coming weeks", &["the coming weeks = FUTURE_REF"]);
        check_times("It was so in the past.", &["the past = PAST_REF"]);
    }

    #[test]
    fn lengths_need_no_number() {
        check_times("They fought for years.", &["years = PXY"]);
        check_times("It fell months ago.", &["months ago = PXM"]);
        check_times("weeks of talks", &["weeks = PXW"]);
        check_times("in the years ahead", &["the years = PXY"]);
    }

    #[test]
    fn quarters_follow_the_results_told() {
        check_times(
            "In the 2015 fourth quarter it lost money, and a year ago it did not.",
            &["the 2015 fourth quarter = 2015-Q4", "a year ago = 2014-Q4"],
        );
        check_times(
            "for the quarter ended Jan. 31",
            &["the quarter = 2015-Q4", "Jan. 31 = 2016-01-31"],
        );
        check_times(
            "for the year ended Jan. 31",
            &["the year = P1Y", "Jan. 31 = 2016-01-31"],
        );
        check_times(
            "the last quarter of 2014",
            &["the last quarter of 2014 = 2014-Q4"],
        );
    }

    #[test]
    fn reads_holidays_and_days_beside() {
        check_times("He left on Christmas Day.", &["Christmas Day = 2015-12-25"]);
        check_times(
            "He left on New Year's Eve.",
            &["New Year's Eve = 2015-12-31"],
        );
        check_times("by Easter 2017", &["Easter 2017 = 2017-04-16"]);
        check_times(
            "the day before yesterday",
            &["the day before yesterday = 2016-02-10"],
        );
        check_times("on 27.09.2020", &["27.09.2020 = 2020-09-27"]);
    }

    #[test]
    fn a_word_of_telling_takes_the_day_behind_it() {
        check_times(
            "He announced on Monday it would close.",
            &["Monday = 2016-02-08"],
        );
        check_times("It is expected Monday.", &["Monday = 2016-02-15"]);
    }

    #[test]
    fn rates_are_no_times() {
        check_times("It costs $5 a year.", &[]);
        check_times("They meet twice a year.", &["a year = P1Y"]);
    }

    #[test]
    fn leaves_other_words_alone() {
        check_times("The president may march in Paris.", &[]);
        check_times("The Su-24 flew 300 km.", &[]);
        check_times("A 19-year-old man fell.", &[]);
    }

    #[test]
    fn weekday_and_date_fix_the_year() {
        let text = "Thursday, February 11th, French President Francois Hollande spoke. \
            In 2015 he had refused.";
        check_published(text, Some("2016-02-11"));
    }

    #[test]
    fn a_stated_date_is_the_articles_own() {
        let text = "Published February 23 2015. The vote is set for March 9, 2015.";
        check_published(text, Some("2015-02-23"));
        check_published("ALEPPO, Feb. 12, 2016 - Jets flew.", Some("2016-02-12"));
    }

    #[test]
    fn the_weekday_moves_the_date_told() {
        let text = "Police searched flats on Wednesday. The bombs went off on 22 March 2016.";
        check_published(text, Some("2016-03-23"));
        let text = "Rescuers dug on, two days after the quake of January 12, 2010.";
        check_published(text, Some("2010-01-14"));
        let text = "Guns will fall silent on 10 April 2012, envoys said on Saturday.";
        check_published(text, Some("2012-04-07"));
    }

    #[test]
    fn without_a_day_there_is_no_date() {
        check_published("The talks went on last week.", None);
        check_published("", None);
    }
}
