//! Dates, numbers and counts in words for people.

use rashomon_doc::{Date, Figure, Modality, Polarity, Publication};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month(date: Date) -> &'static str {
    MONTHS[date.month() as usize - 1]
}

/// `14 March 2024`.
pub(crate) fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// `14 Mar`.
pub(crate) fn short_day(date: Date) -> String {
    format!("{} {}", date.day(), &month(date)[..3])
}

/// A stretch of days, without saying twice what both ends share; empty when neither is known.
pub(crate) fn days(first: Option<Date>, last: Option<Date>) -> String {
    match (first, last) {
        (Some(a), Some(b)) if a == b => day(a),
        (Some(a), Some(b)) if a == a.first_of_year() && b == a.last_of_year() => {
            a.year().to_string()
        }
        (Some(a), Some(b)) if a == a.first_of_month() && b == a.last_of_month() => {
            format!("{} {}", month(a), a.year())
        }
        (Some(a), Some(b)) if (a.year(), a.month()) == (b.year(), b.month()) => {
            format!("{}–{}", a.day(), day(b))
        }
        (Some(a), Some(b)) if a.year() == b.year() => {
            format!("{} {} – {}", a.day(), month(a), day(b))
        }
        (Some(a), Some(b)) => format!("{} – {}", day(a), day(b)),
        (Some(a), None) => format!("from {}", day(a)),
        (None, Some(b)) => format!("until {}", day(b)),
        (None, None) => String::new(),
    }
}

/// The day of publication with how far it is known.
pub(crate) fn published(publication: Option<&Publication>) -> String {
    match publication {
        Some(publication) => day(publication.date),
        None => "undated".to_owned(),
    }
}

/// `1 report`, `1,200 reports`.
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(n as f64), if n == 1 { one } else { many })
}

/// A number with commas between thousands, and at most two decimals.
pub(crate) fn number(value: f64) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    let text = format!("{:.2}", value.abs());
    let (whole, decimals) = text.split_once('.').expect("two decimals were asked for");
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let decimals = decimals.trim_end_matches('0');
    let sign = if value < 0.0 { "−" } else { "" };
    match decimals {
        "" => format!("{sign}{grouped}"),
        _ => format!("{sign}{grouped}.{decimals}"),
    }
}

/// The value of a figure as it bounds the number: `at least 14`, `8–12`.
pub(crate) fn figure(figure: &Figure) -> String {
    let value = range(figure.low, figure.high);
    match figure.bound {
        rashomon_doc::Bound::Exact => value,
        rashomon_doc::Bound::AtLeast => format!("at least {value}"),
        rashomon_doc::Bound::AtMost => format!("at most {value}"),
        rashomon_doc::Bound::About => format!("about {value}"),
    }
}

pub(crate) fn range(low: f64, high: f64) -> String {
    if low == high {
        number(low)
    } else {
        format!("{}–{}", number(low), number(high))
    }
}

/// What is told of the reality of an event; `None` for what is told as having happened.
pub(crate) fn status(polarity: Polarity, modality: Modality) -> Option<&'static str> {
    match (polarity, modality) {
        (Polarity::Affirmed, Modality::Actual) => None,
        (Polarity::Negated, Modality::Actual) => Some("told not to be so"),
        (Polarity::Affirmed, Modality::Future) => Some("planned or to come"),
        (Polarity::Negated, Modality::Future) => Some("will not be"),
        (Polarity::Affirmed, Modality::Demanded) => Some("demanded"),
        (Polarity::Negated, Modality::Demanded) => Some("demanded not to be"),
        (Polarity::Affirmed, Modality::Conditional) => Some("would be if"),
        (Polarity::Negated, Modality::Conditional) => Some("would not be if"),
        (Polarity::Affirmed, Modality::Possible) => Some("possible"),
        (Polarity::Negated, Modality::Possible) => Some("possibly not"),
        (Polarity::Affirmed, Modality::Historical) => Some("from before"),
        (Polarity::Negated, Modality::Historical) => Some("not so before"),
    }
}

/// `text` with a capital at its start.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// At most `most` characters of `text`, on one line, cut at a word.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    let mut line = String::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let word_length = word.chars().count() + usize::from(!line.is_empty());
        if length + word_length > most {
            if line.is_empty() {
                line.extend(word.chars().take(most));
            }
            line.push('…');
            return line;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        length += word_length;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i16, month: i8, day: i8) -> Date {
        Date::new(year, month, day).expect("a day of the calendar")
    }

    #[test]
    fn days_do_not_repeat_themselves() {
        let first = Some(date(2024, 3, 14));
        for (last, words) in [
            (date(2024, 3, 14), "14 March 2024"),
            (date(2024, 3, 18), "14–18 March 2024"),
            (date(2024, 4, 2), "14 March – 2 April 2024"),
            (date(2025, 1, 1), "14 March 2024 – 1 January 2025"),
        ] {
            assert_eq!(days(first, Some(last)), words);
        }
        assert_eq!(days(None, None), "");
        let first = Some(date(2024, 2, 1));
        assert_eq!(days(first, Some(date(2024, 2, 29))), "February 2024");
        assert_eq!(
            days(Some(date(2024, 1, 1)), Some(date(2024, 12, 31))),
            "2024"
        );
    }

    #[test]
    fn numbers_are_grouped() {
        for (value, words) in [
            (0.0, "0"),
            (999.0, "999"),
            (1000.0, "1,000"),
            (1234567.5, "1,234,567.5"),
            (-12.0, "−12"),
        ] {
            assert_eq!(number(value), words);
        }
        assert_eq!(range(8.0, 12.0), "8–12");
        assert_eq!(count(1, "report", "reports"), "1 report");
    }

    #[test]
    fn lines_are_cut_at_words() {
        assert_eq!(shorten("two  words", 20), "two words");
        assert_eq!(shorten("one two three", 8), "one two…");
        assert_eq!(shorten("ééééééé", 3), "ééé…");
        assert_eq!(shorten("", 3), "");
    }
}
