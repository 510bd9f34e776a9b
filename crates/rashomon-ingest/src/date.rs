//! Dates as people and programs write them.

use rashomon_doc::Date;

/// Which number comes first in `03/04/2016`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Order {
    /// Month, day, year, as in the United States.
    #[default]
    MonthFirst,
    /// Day, month, year.
    DayFirst,
}

/// The day that `text` is, or starts with.
///
/// Reads ISO 8601, RFC 2822, compact (`20160211T101500Z`), seconds and milliseconds since 1970,
/// `2/11/2016`, `11.02.2016`, `11 February 2016`, `Feb. 11, 2016`. A time of day with a zone gives
/// the day as written, not the day in UTC. `None` for anything else, and for years before 1900 and
/// after 2100.
pub fn parse_date(text: &str, order: Order) -> Option<Date> {
    let text = text.trim().trim_matches(['"', '\'', '[', ']']);
    if text.is_empty() || text.len() > 200 {
        return None;
    }
    let runs = runs(text, 16);
    epoch(text)
        .or_else(|| compact(text))
        .or_else(|| numeric(&runs, order))
        .or_else(|| named(&runs))
}

/// The first day that `text` names anywhere, with numbers for day, month and year or the month in
/// words. `None` when there is none.
#[cfg(feature = "html")]
pub(crate) fn find_date(text: &str, order: Order) -> Option<Date> {
    let runs = runs(text, 120);
    (0..runs.len()).find_map(|at| {
        let here = &runs[at..];
        match here[0].0 {
            Run::Word(word) => {
                month(word)?;
                let from = at.saturating_sub(2);
                named(&runs[from..runs.len().min(at + 6)])
            }
            Run::Number { digits: 8, value } => day(value / 10_000, value / 100 % 100, value % 100)
                .filter(|date| date.year() > 1990),
            Run::Number { .. } => numeric(here, order),
        }
    })
}

/// Numbers and words of a date, in order.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Run<'a> {
    Number { value: i64, digits: usize },
    Word(&'a str),
}

fn runs(text: &str, most: usize) -> Vec<(Run<'_>, char)> {
    let mut runs = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let len = if c.is_ascii_digit() {
            rest.bytes().take_while(u8::is_ascii_digit).count()
        } else if is_letter(c) {
            rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len())
        } else {
            rest = &rest[c.len_utf8()..];
            continue;
        };
        let (run, after) = rest.split_at(len);
        let next = after.chars().next().unwrap_or('\0');
        rest = after;
        if c.is_ascii_digit() {
            let value = run.parse().unwrap_or(-1);
            runs.push((Run::Number { value, digits: len }, next));
        } else {
            runs.push((Run::Word(run), next));
        }
        if runs.len() >= most {
            break;
        }
    }
    runs
}

/// Signs for year, month and day stand between numbers and are no words.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !matches!(c, '年' | '月' | '日')
}

fn epoch(text: &str) -> Option<Date> {
    let whole = text.split('.').next().unwrap_or(text);
    if !whole.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    let seconds = match whole.len() {
        9 | 10 => number,
        13 => number / 1000,
        _ => return None,
    };
    let timestamp = jiff::Timestamp::from_second(seconds).ok()?;
    plausible(timestamp.to_zoned(jiff::tz::TimeZone::UTC).date())
}

fn compact(text: &str) -> Option<Date> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits != 8 && digits != 14 && digits != 12 {
        return None;
    }
    day(
        text[..4].parse().ok()?,
        text[4..6].parse().ok()?,
        text[6..8].parse().ok()?,
    )
}

/// `2016-02-11`, `11.2.2016`, `2/11/16`, with anything after.
fn numeric(runs: &[(Run<'_>, char)], order: Order) -> Option<Date> {
    let runs = match runs {
        [(Run::Word(word), _), rest @ ..] if month(word).is_none() => rest,
        _ => runs,
    };
    let [
        (
            Run::Number {
                value: a,
                digits: n,
            },
            first,
        ),
        (Run::Number { value: b, .. }, second),
        (
            Run::Number {
                value: c,
                digits: m,
            },
            _,
        ),
        ..,
    ] = runs
    else {
        return None;
    };
    let separated =
        matches!(first, '-' | '/' | '.' | ' ' | '年') && (first == second || *second == '月');
    if !separated {
        return None;
    }
    if *n == 4 {
        return day(*a, *b, *c);
    }
    let year = match m {
        4 => *c,
        2 if *first != ' ' => 2000 + c,
        _ => return None,
    };
    let day_first = *first == '.' || order == Order::DayFirst;
    if day_first {
        day(year, *b, *a).or_else(|| day(year, *a, *b))
    } else {
        day(year, *a, *b).or_else(|| day(year, *b, *a))
    }
}

/// `11 February 2016`, `February 11th, 2016`, `Thu, 11 Feb 2016 10:00:00 GMT`, `2016 Feb 11`.
fn named(runs: &[(Run<'_>, char)]) -> Option<Date> {
    let (at, month) = runs
        .iter()
        .enumerate()
        .find_map(|(at, (run, _))| match run {
            Run::Word(word) => month(word).map(|month| (at, month)),
            Run::Number { .. } => None,
        })?;
    let number = |run: Option<&(Run<'_>, char)>| match run {
        Some((Run::Number { value, digits }, _)) => Some((*value, *digits)),
        _ => None,
    };
    // Ordinal endings and "de" or "of" stand between the parts.
    let before = runs[..at]
        .iter()
        .rev()
        .take(2)
        .find_map(|run| number(Some(run)));
    let mut after = runs[at + 1..]
        .iter()
        .take(5)
        .filter_map(|run| number(Some(run)));
    let (first, second) = (after.next(), after.next());
    match (before, first, second) {
        (Some((d, 1..=2)), Some((year, 4)), _) => day(year, month, d),
        (Some((d, 1..=2)), Some((year, 2)), _) if runs[at].1 == '-' => day(2000 + year, month, d),
        (_, Some((d, 1..=2)), Some((year, 4))) => day(year, month, d),
        (Some((year, 4)), Some((d, 1..=2)), _) => day(year, month, d),
        _ => None,
    }
}

/// The number of the month that `word` names, in full or cut to three letters or more.
pub(crate) fn month(word: &str) -> Option<i64> {
    const MONTHS: [&[&str]; 12] = [
        &[
            "january", "januar", "jänner", "janvier", "enero", "gennaio", "janeiro", "januari",
            "ocak", "stycznia",
        ],
        &[
            "february",
            "februar",
            "feber",
            "février",
            "febrero",
            "febbraio",
            "fevereiro",
            "februari",
            "şubat",
            "lutego",
        ],
        &[
            "march", "märz", "maerz", "mars", "marzo", "março", "maart", "mart", "marca",
        ],
        &["april", "avril", "abril", "aprile", "nisan", "kwietnia"],
        &[
            "may", "mai", "mayo", "maggio", "maio", "mei", "mayıs", "maja",
        ],
        &[
            "june", "juni", "juin", "junio", "giugno", "junho", "haziran", "czerwca",
        ],
        &[
            "july", "juli", "juillet", "julio", "luglio", "julho", "temmuz", "lipca",
        ],
        &[
            "august", "août", "aout", "agosto", "augustus", "ağustos", "sierpnia",
        ],
        &[
            "september",
            "septembre",
            "septiembre",
            "settembre",
            "setembro",
            "sept",
            "eylül",
            "września",
        ],
        &[
            "october",
            "oktober",
            "octobre",
            "octubre",
            "ottobre",
            "outubro",
            "ekim",
            "października",
        ],
        &[
            "november",
            "novembre",
            "noviembre",
            "novembro",
            "kasım",
            "listopada",
        ],
        &[
            "december",
            "dezember",
            "décembre",
            "diciembre",
            "dicembre",
            "dezembro",
            "aralık",
            "grudnia",
        ],
    ];
    let word = word.to_lowercase();
    if word.chars().count() < 3 {
        return None;
    }
    let whole = MONTHS
        .iter()
        .position(|names| names.contains(&word.as_str()));
    let cut = || {
        let short = word.chars().count() <= 5;
        MONTHS
            .iter()
            .position(|names| short && names[..2].iter().any(|name| name.starts_with(&word)))
    };
    let other = || match word.as_str() {
        "mär" | "mrz" => Some(2),
        "dez" | "dic" | "déc" => Some(11),
        "okt" | "ott" | "out" => Some(9),
        "ene" | "gen" => Some(0),
        "fév" | "fev" => Some(1),
        "avr" | "abr" => Some(3),
        "juil" | "lug" => Some(6),
        "ago" | "aoû" => Some(7),
        "set" => Some(8),
        "mag" => Some(4),
        "giu" => Some(5),
        _ => None,
    };
    whole.or_else(cut).or_else(other).map(|at| at as i64 + 1)
}

fn day(year: i64, month: i64, day: i64) -> Option<Date> {
    let date = Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    );
    plausible(date.ok()?)
}

fn plausible(date: Date) -> Option<Date> {
    (1900..=2100).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_date(text: &str, wanted: &str) {
        let found = parse_date(text, Order::MonthFirst).map(|date| date.to_string());
        assert_eq!(found.as_deref().unwrap_or("none"), wanted, "{text}");
    }

    #[test]
    fn shapes_of_programs() {
        check_date("2016-02-11", "2016-02-11");
        check_date("2016-02-11T23:30:00-05:00", "2016-02-11");
        check_date("2016/2/11 10:00", "2016-02-11");
        check_date("20160211T101500Z", "2016-02-11");
        check_date("20160211", "2016-02-11");
        check_date("1455184800", "2016-02-11");
        check_date("1455184800000", "2016-02-11");
        check_date("Thu, 11 Feb 2016 10:00:00 GMT", "2016-02-11");
        check_date("2016年2月11日", "2016-02-11");
    }

    #[test]
    fn shapes_of_people() {
        check_date("11 February 2016", "2016-02-11");
        check_date("February 11th, 2016", "2016-02-11");
        check_date("Thursday, Feb. 11, 2016, 9:00 a.m.", "2016-02-11");
        check_date("11. Februar 2016", "2016-02-11");
        check_date("11 de febrero de 2016", "2016-02-11");
        check_date("11.02.2016", "2016-02-11");
        check_date("2/11/2016", "2016-02-11");
        check_date("13/2/2016", "2016-02-13");
        check_date("Sept. 3 2016", "2016-09-03");
        check_date("11-Feb-16", "2016-02-11");
        check_date("Updated 5 March 2021", "2021-03-05");
        assert_eq!(
            parse_date("03/04/2016", Order::DayFirst)
                .map(|date| date.to_string())
                .as_deref(),
            Some("2016-04-03")
        );
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "yesterday",
            "2016",
            "31/02/2016",
            "12345",
            "99999999",
            "Mayor 3 2016 x",
            "1.2.3",
            "٢",
        ] {
            check_date(text, "none");
        }
    }
}
