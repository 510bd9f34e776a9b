//! When an article was published, from its own evidence.

use crate::calendar::{Value, day, shift_days};
use crate::grammar::Hit;
use crate::words::{Lex, Words};
use jiff::civil::Date;
use rashomon_doc::{Basis, NoteKind, Publication, Reading, Span};
use rashomon_lexicon::actors::{self, Day};

/// Years a news article on the net can be of.
const YEARS: std::ops::RangeInclusive<i16> = 1985..=2035;

/// What the text says of its date.
struct Evidence {
    /// Full dates, with where they stand.
    full: Vec<(Date, Span)>,
    /// Days without a year, with a weekday or without: weekday, month, day.
    days: Vec<(Option<i8>, i8, i8)>,
    /// Years named alone or with a month.
    years: Vec<i16>,
    /// Weekdays told alone, Monday is 1.
    weekdays: Vec<i8>,
    /// Terms of office of the persons named with an office.
    terms: Vec<Vec<(Day, Day)>>,
    /// The text speaks of today or yesterday.
    fresh: bool,
}

/// The day `reading` was published, worked out from `hits`, found without a day to count from.
///
/// Weekday and date must agree on the year; years named and the offices of persons weigh in. The
/// day is that of a dateline, else the latest day told. `None` without a day and a year to go by.
pub(crate) fn infer(reading: &Reading, words: &Words<'_>, hits: &[Hit]) -> Option<Publication> {
    let evidence = Evidence::of(words, hits);
    stated(reading, words, &evidence).or_else(|| inferred(&evidence))
}

impl Evidence {
    fn of(words: &Words<'_>, hits: &[Hit]) -> Self {
        let mut evidence = Self {
            full: Vec::new(),
            days: Vec::new(),
            years: Vec::new(),
            weekdays: Vec::new(),
            terms: terms(words),
            fresh: false,
        };
        for hit in hits {
            evidence.add(words, hit);
        }
        evidence
    }

    fn add(&mut self, words: &Words<'_>, hit: &Hit) {
        let span = words.span(hit.start, hit.end);
        let weekday = (hit.start..hit.end).find_map(|at| match words.lex(at) {
            Lex::Weekday(weekday) => Some(weekday as i8),
            _ => None,
        });
        match &hit.value {
            Value::Day(date) | Value::Moment(Some(date), _) => self.full.push((*date, span)),
            Value::Month(year, _) | Value::Year(year) => self.years.push(*year),
            Value::Partial(text) => {
                if let Some((month, of_month)) = month_and_day(text) {
                    self.days.push((weekday, month, of_month));
                } else if text == "XXXX-XX-XX" {
                    self.fresh = true;
                } else if let Some(weekday) = weekday {
                    self.weekdays.push(weekday);
                }
            }
            Value::Reference("PRESENT_REF") => {
                self.fresh |= words.word_is(hit.start, "today");
            }
            _ => {}
        }
    }

    fn latest_full(&self) -> Option<Date> {
        self.full
            .iter()
            .map(|(date, _)| *date)
            .filter(|date| YEARS.contains(&date.year()))
            .max()
    }

    /// How well `year` fits all that is told, and how many weekdays agree with their dates in it.
    fn fit(&self, year: i16) -> (f64, usize) {
        let mut score = 0.0;
        let mut agreed = 0;
        for &(weekday, month, of_month) in &self.days {
            let Some(date) = day(year, month, of_month) else {
                score -= 3.0;
                continue;
            };
            if let Some(weekday) = weekday {
                let agrees = date.weekday().to_monday_one_offset() == weekday;
                agreed += usize::from(agrees);
                score += if agrees { 4.0 } else { -4.0 };
            }
        }
        let named: Vec<i16> = self
            .years
            .iter()
            .copied()
            .chain(self.full.iter().map(|(date, _)| date.year()))
            .filter(|year| YEARS.contains(year))
            .collect();
        if let Some(&latest) = named.iter().max() {
            score += match year - latest {
                0 => 3.0,
                1 => 1.0,
                gap if gap > 1 => -0.4 * f64::from(gap),
                _ => -2.0,
            };
        }
        (score + self.offices(year), agreed)
    }

    /// How many of the persons named held their office in `year`, less those who did not.
    fn offices(&self, year: i16) -> f64 {
        let at = |month: i8, of_month: i8| Day::new(year as u32, month as u32, of_month as u32);
        let days: Vec<Day> = if self.days.is_empty() {
            vec![at(2, 1), at(11, 1)]
        } else {
            self.days
                .iter()
                .map(|&(_, month, of_month)| at(month, of_month))
                .collect()
        };
        let held = self.terms.iter().map(|terms| {
            let holds = days.iter().any(|day| {
                terms
                    .iter()
                    .any(|(from, until)| from <= day && day <= until)
            });
            if holds { 1.0 } else { -1.5 }
        });
        held.sum::<f64>().clamp(-6.0, 6.0)
    }
}

/// The month and day of `XXXX-02-11`.
fn month_and_day(text: &str) -> Option<(i8, i8)> {
    let rest = text.strip_prefix("XXXX-")?;
    let (month, of_month) = rest.split_once('-')?;
    Some((month.parse().ok()?, of_month.get(..2)?.parse().ok()?))
}

/// A full date in the dateline, or in the first words: the article's own.
fn stated(reading: &Reading, words: &Words<'_>, evidence: &Evidence) -> Option<Publication> {
    let noted = |span: Span| {
        let mut notes = reading.notes.iter();
        notes.any(|note| note.kind == NoteKind::Dateline && note.span.contains(span))
    };
    let lead = |span: Span| span.start < 160;
    let own_line = |span: Span| {
        let text = words.text;
        let line_start = text[..span.start as usize]
            .rfind('\n')
            .map_or(0, |at| at + 1);
        let line_end = text[span.end as usize..]
            .find('\n')
            .map_or(text.len(), |at| at + span.end as usize);
        let rest = line_end - line_start - span.len();
        rest < 40 && span.start < 600
    };
    if let Some(&(date, _)) = evidence
        .full
        .iter()
        .find(|(_, span)| is_marked(words, *span))
    {
        return Some(Publication {
            date,
            basis: Basis::Stated,
            confidence: 0.9,
        });
    }
    let latest = evidence.latest_full()?;
    let found = evidence
        .full
        .iter()
        .find(|(date, span)| *date >= latest && (noted(*span) || lead(*span) || own_line(*span)));
    found.map(|&(date, span)| Publication {
        date,
        basis: Basis::Stated,
        confidence: if noted(span) || span.start < 40 {
            0.8
        } else {
            0.6
        },
    })
}

/// Words that say the date behind them is the article's own.
const MARKS: [&str; 5] = ["published", "publication", "posted", "updated", "dated"];

/// Whether `published` or the like stands within three words before `span`, near the top.
fn is_marked(words: &Words<'_>, span: Span) -> bool {
    let first = words
        .all
        .partition_point(|word| word.span.end <= span.start);
    let mut before = (1..=3).filter_map(|back| first.checked_sub(back));
    span.start < 2000 && before.any(|at| MARKS.iter().any(|mark| words.word_is(at, mark)))
}

fn inferred(evidence: &Evidence) -> Option<Publication> {
    let (year, agreed, lead) = year(evidence)?;
    let told = evidence
        .days
        .iter()
        .filter_map(|&(_, month, of_month)| day(year, month, of_month));
    let full = evidence
        .full
        .iter()
        .map(|(date, _)| *date)
        .filter(|date| YEARS.contains(&date.year()));
    let latest = told.chain(full).max()?;
    let date = after_weekdays(latest, &evidence.weekdays);
    let sure = agreed > 0 || evidence.latest_full().is_some_and(|date| date == latest);
    let confidence = match (sure, lead > 2.0) {
        (true, true) => 0.35,
        (true, false) => 0.25,
        (false, true) => 0.15,
        (false, false) => 0.05,
    };
    Some(Publication {
        date,
        basis: Basis::Inferred,
        confidence,
    })
}

/// The year that fits best, how many weekdays agree in it, and by how much it leads.
fn year(evidence: &Evidence) -> Option<(i16, usize, f64)> {
    let known = !evidence.years.is_empty()
        || !evidence.full.is_empty()
        || !evidence.terms.is_empty()
        || evidence
            .days
            .iter()
            .any(|(weekday, _, _)| weekday.is_some());
    if !known {
        return None;
    }
    let mut ranked: Vec<(f64, i16, usize)> = YEARS
        .map(|year| {
            let (score, agreed) = evidence.fit(year);
            (score, year, agreed)
        })
        .collect();
    ranked.sort_by(|one, two| two.0.total_cmp(&one.0).then(two.1.cmp(&one.1)));
    let (score, year, agreed) = ranked[0];
    let lead = score - ranked[1].0;
    (score > 0.0 && lead > 0.1).then_some((year, agreed, lead))
}

/// The last of the weekdays told alone that falls within five days after `latest`, else `latest`.
fn after_weekdays(latest: Date, weekdays: &[i8]) -> Date {
    let now = latest.weekday().to_monday_one_offset();
    let ahead = weekdays
        .iter()
        .map(|weekday| (weekday - now).rem_euclid(7))
        .filter(|ahead| *ahead <= 3)
        .max();
    ahead
        .and_then(|ahead| shift_days(latest, i64::from(ahead)))
        .unwrap_or(latest)
}

/// Words that say a person holds an office.
const OFFICES: [&str; 12] = [
    "president",
    "minister",
    "chancellor",
    "secretary",
    "premier",
    "king",
    "prince",
    "leader",
    "general",
    "counterpart",
    "pope",
    "governor",
];

/// The terms of every person named right behind an office.
fn terms(words: &Words<'_>) -> Vec<Vec<(Day, Day)>> {
    let mut found = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for at in 0..words.len() {
        let word = words.str(at);
        let office = OFFICES
            .iter()
            .any(|office| word.eq_ignore_ascii_case(office));
        if !office || is_former(words, at) {
            continue;
        }
        let Some((name, terms)) = person(words, at + 1) else {
            continue;
        };
        if !seen.contains(&name) {
            seen.push(name);
            found.push(terms);
        }
    }
    found
}

/// Whether `former` or the like stands within three words before `at`.
fn is_former(words: &Words<'_>, at: usize) -> bool {
    (1..=3)
        .filter_map(|back| at.checked_sub(back))
        .any(|index| {
            ["former", "ex", "late"]
                .iter()
                .any(|word| words.word_is(index, word))
        })
}

/// The person whose name starts within two words of `at`, with the terms of office.
fn person<'a>(words: &Words<'a>, at: usize) -> Option<(&'a str, Vec<(Day, Day)>)> {
    for start in at..(at + 3).min(words.len()) {
        if !words.capital(start) {
            continue;
        }
        for len in [3, 2] {
            let end = start + len;
            if end > words.len() || !words.capital(end - 1) {
                continue;
            }
            let name = words.span(start, end).of(words.text);
            let terms: Vec<(Day, Day)> = actors::find(name)
                .flat_map(|actor| actor.terms.iter().map(|term| (term.from, term.until)))
                .collect();
            if !terms.is_empty() {
                return Some((name, terms));
            }
        }
    }
    None
}
