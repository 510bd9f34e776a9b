//! When an article was published, from its own evidence.

use crate::calendar::{Value, day, shift_days};
use crate::grammar::Hit;
use crate::tense::{Tense, tense};
use crate::words::{Key, Lex, Unit, Words};
use jiff::civil::Date;
use rashomon_doc::{Basis, NoteKind, Publication, Reading, Span};
use rashomon_lexicon::actors::{self, Day, Office};

/// Years a news article on the net can be of.
const YEARS: std::ops::RangeInclusive<i16> = 1985..=2035;

/// The last year of which the tables of offices know anything.
const KNOWN: i16 = 2026;

/// What the text says of its date.
struct Evidence {
    full: Vec<Full>,
    days: Vec<Yearless>,
    /// Years named alone or with a month.
    years: Vec<i16>,
    /// The same, where something has gone on since.
    since: Vec<i16>,
    /// Weekdays told alone of what is past, Monday is 1, in text order.
    weekdays: Vec<i8>,
    /// Terms of office of the persons named with an office.
    terms: Vec<Vec<(Day, Day)>>,
}

/// A full date.
struct Full {
    date: Date,
    span: Span,
    /// What is told of it lies ahead.
    ahead: bool,
    /// It comes with its weekday.
    named: bool,
    /// How many days after it the text says it speaks: "two days after the vote of 1 October".
    later: Option<i64>,
}

/// A day without a year.
struct Yearless {
    weekday: Option<i8>,
    month: i8,
    of_month: i8,
    ahead: bool,
}

/// The day `reading` was published, worked out from `hits`, found without a day to count from.
///
/// A date that stands by itself at the top is the article's own. Else the latest date told of what
/// is past is taken, moved to the weekday on which the text says it speaks. Weekday and date must
/// agree on the year; years named and the offices of persons weigh in. `None` without a day and a
/// year to go by.
pub(crate) fn infer(reading: &Reading, words: &Words<'_>, hits: &[Hit]) -> Option<Publication> {
    let evidence = Evidence::of(reading, words, hits);
    stated(reading, words, &evidence).or_else(|| inferred(&evidence))
}

impl Evidence {
    fn of(reading: &Reading, words: &Words<'_>, hits: &[Hit]) -> Self {
        let mut evidence = Self {
            full: Vec::new(),
            days: Vec::new(),
            years: Vec::new(),
            since: Vec::new(),
            weekdays: Vec::new(),
            terms: terms(words),
        };
        for (index, hit) in hits.iter().enumerate() {
            evidence.add(reading, words, hit, later(words, &hits[..index], hit));
        }
        evidence
    }

    fn add(&mut self, reading: &Reading, words: &Words<'_>, hit: &Hit, later: Option<i64>) {
        let span = words.span(hit.start, hit.end);
        let weekday = (hit.start..hit.end).find_map(|at| match words.lex(at) {
            Lex::Weekday(weekday) => Some(weekday as i8),
            _ => None,
        });
        let ahead = || {
            !is_over(words, hit.start)
                && tense(reading, words, span, hit.start) == Some(Tense::Future)
        };
        match &hit.value {
            Value::Day(date) | Value::Moment(Some(date), _) => self.full.push(Full {
                date: *date,
                span,
                ahead: ahead(),
                named: weekday.is_some(),
                later,
            }),
            Value::Month(year, _) | Value::Year(year) => {
                let since = hit.start > 0 && words.is(hit.start - 1, Key::Since);
                let years = if since {
                    &mut self.since
                } else {
                    &mut self.years
                };
                years.push(*year);
            }
            Value::Partial(text) => {
                if let Some((month, of_month)) = month_and_day(text) {
                    self.days.push(Yearless {
                        weekday,
                        month,
                        of_month,
                        ahead: ahead(),
                    });
                } else if let Some(weekday) = weekday.filter(|_| !ahead()) {
                    self.weekdays.push(weekday);
                }
            }
            _ => {}
        }
    }

    /// How well `year` fits all that is told, and how many weekdays agree with their dates in it.
    fn fit(&self, year: i16) -> (f64, usize) {
        let mut score = 0.0;
        let mut agreed = 0;
        for told in &self.days {
            let Some(date) = day(year, told.month, told.of_month) else {
                score -= 3.0;
                continue;
            };
            if let Some(weekday) = told.weekday {
                let agrees = date.weekday().to_monday_one_offset() == weekday;
                agreed += usize::from(agrees);
                score += if agrees { 4.0 } else { -4.0 };
            }
        }
        let named: Vec<i16> = self
            .years
            .iter()
            .copied()
            .chain(self.full.iter().map(|full| full.date.year()))
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
        if self.since.iter().any(|since| *since >= year) {
            score -= 2.0;
        }
        let unknown = f64::from((year - KNOWN).clamp(0, 1));
        (score + self.offices(year) - unknown, agreed)
    }

    /// How many of the persons named held their office in `year`, less those who did not.
    fn offices(&self, year: i16) -> f64 {
        let at = |month: i8, of_month: i8| Day::new(year as u32, month as u32, of_month as u32);
        let days: Vec<Day> = if self.days.is_empty() {
            vec![at(2, 1), at(11, 1)]
        } else {
            self.days
                .iter()
                .map(|told| at(told.month, told.of_month))
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

/// Whether the words before a date tell of something over, whatever the tense around it: "after the
/// shootings of March 15", a caption that ends in "Budapest, September 4".
fn is_over(words: &Words<'_>, at: usize) -> bool {
    let from = at.saturating_sub(REACH);
    let after = (from..at)
        .rev()
        .take_while(|&index| !ends(words, index))
        .any(|index| words.is(index, Key::After) || words.is(index, Key::Since));
    let caption = words.mark(at.wrapping_sub(1), ',') && words.capital(at.wrapping_sub(2));
    after || caption
}

/// How many words before a date are read.
const REACH: usize = 8;

/// Whether a sentence or a part of one ends at `at`.
fn ends(words: &Words<'_>, at: usize) -> bool {
    matches!(words.lex(at), Lex::Mark('.' | ';' | '!' | '?'))
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
        span.start < TOP
            && notes.any(|note| note.kind == NoteKind::Dateline && note.span.contains(span))
    };
    let marked = evidence
        .full
        .iter()
        .find(|full| is_marked(words, full.span));
    if let Some(full) = marked {
        return Some(Publication {
            date: full.date,
            basis: Basis::Stated,
            confidence: 0.7,
        });
    }
    let found = evidence
        .full
        .iter()
        .find(|full| noted(full.span) || stands_alone(words, full.span))?;
    // A date told later in the text as past shows that the one at the top is not of the article.
    let outrun = evidence
        .full
        .iter()
        .any(|full| !full.ahead && full.date > found.date);
    Some(Publication {
        date: found.date,
        basis: Basis::Stated,
        confidence: if outrun { 0.4 } else { 0.7 },
    })
}

/// Bytes from the start of a text within which a date may be the article's own.
const TOP: u32 = 2000;

/// Bytes that a line may hold beside a date to be its own.
const SHORT: usize = 40;

/// Whether a date stands near the top and by itself: on a line of its own, or behind nothing but
/// names and numbers, as in "ALEPPO, Feb. 12, 2016 - ".
fn stands_alone(words: &Words<'_>, span: Span) -> bool {
    if span.start > TOP {
        return false;
    }
    let text = words.text;
    let line_start = text[..span.start as usize]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let line_end = text.as_bytes()[span.end as usize..]
        .iter()
        .take(SHORT)
        .position(|&byte| byte == b'\n');
    let before = span.start as usize - line_start;
    if line_end.is_some_and(|behind| before + behind < SHORT) {
        return true;
    }
    if span.start > 120 {
        return false;
    }
    let first = words
        .all
        .partition_point(|word| word.span.end <= span.start);
    let line = (0..first)
        .rev()
        .take_while(|&at| !words.all[at + 1].new_line);
    let mut plain = line.filter(|&at| {
        let lower = words.str(at).starts_with(char::is_lowercase);
        lower && !words.str(at).contains('@')
    });
    plain.next().is_none()
}

/// Agencies whose name right before a date makes it the article's own.
const AGENCIES: [&str; 10] = [
    "AFP", "ANSA", "AP", "DPA", "EFE", "Interfax", "Reuters", "SANA", "TASS", "Xinhua",
];

/// Words that say the date behind them is the article's own.
const MARKS: [&str; 5] = ["published", "publication", "posted", "updated", "dated"];

/// Whether `published` or the like stands within three words before `span`, near the top.
fn is_marked(words: &Words<'_>, span: Span) -> bool {
    let first = words
        .all
        .partition_point(|word| word.span.end <= span.start);
    let mut before = (1..=3).filter_map(|back| first.checked_sub(back));
    let mut marked = || before.any(|at| MARKS.iter().any(|mark| words.word_is(at, mark)));
    let agency = || first > 0 && AGENCIES.contains(&words.str(first - 1));
    span.start < 2000 && (agency() || marked())
}

fn inferred(evidence: &Evidence) -> Option<Publication> {
    let year = year(evidence);
    let dated = evidence.full.iter().map(|full| Anchor {
        date: full.date,
        ahead: full.ahead,
        named: full.named,
        later: full.later,
        sure: true,
    });
    let told = evidence.days.iter().filter_map(|told| {
        let (year, agreed, _) = year?;
        Some(Anchor {
            date: day(year, told.month, told.of_month)?,
            ahead: told.ahead,
            named: told.weekday.is_some(),
            later: None,
            sure: agreed > 0,
        })
    });
    let anchors = || dated.clone().chain(told.clone());
    let usable = |anchor: &Anchor| YEARS.contains(&anchor.date.year());
    let past = anchors()
        .filter(|anchor| usable(anchor) && !anchor.ahead)
        .max_by_key(|anchor| (anchor.date, anchor.later));
    let lead = year.map_or(0.0, |(_, _, lead)| lead);
    let (date, confidence) = match past {
        Some(anchor) => anchor.reached(evidence, lead),
        None => {
            let ahead = anchors().filter(usable).min_by_key(|anchor| anchor.date)?;
            (before_weekdays(ahead.date, &evidence.weekdays), 0.05)
        }
    };
    Some(Publication {
        date,
        basis: Basis::Inferred,
        confidence,
    })
}

/// A date from which the day of publication is counted.
#[derive(Clone, Copy)]
struct Anchor {
    date: Date,
    ahead: bool,
    named: bool,
    later: Option<i64>,
    /// It has its own year, or a weekday that agrees with the one found.
    sure: bool,
}

impl Anchor {
    /// The day on which the text speaks, and how sure that is.
    fn reached(&self, evidence: &Evidence, lead: f64) -> (Date, f32) {
        let moved = self.later.and_then(|days| shift_days(self.date, days));
        if let Some(date) = moved {
            return (date, 0.5);
        }
        let most = if self.named { 3 } else { 6 };
        let date = after_weekdays(self.date, &evidence.weekdays, most);
        let confidence = match (self.sure, lead > 2.0) {
            (true, true) => 0.35,
            (true, false) => 0.25,
            (false, true) => 0.15,
            (false, false) => 0.05,
        };
        (date, confidence)
    }
}

/// The year that fits best, how many weekdays agree in it, and by how much it leads.
fn year(evidence: &Evidence) -> Option<(i16, usize, f64)> {
    let known = !evidence.years.is_empty()
        || !evidence.since.is_empty()
        || !evidence.full.is_empty()
        || !evidence.terms.is_empty()
        || evidence.days.iter().any(|told| told.weekday.is_some());
    if !known {
        return None;
    }
    let mut ranked: Vec<(f64, i16, usize)> = YEARS
        .map(|year| {
            let (score, agreed) = evidence.fit(year);
            (score, year, agreed)
        })
        .collect();
    ranked.sort_by(|one, two| two.0.total_cmp(&one.0).then(one.1.cmp(&two.1)));
    let (score, year, agreed) = ranked[0];
    let equal = ranked.iter().filter(|other| score - other.0 < 0.1).count();
    let lead = score - ranked[equal.min(ranked.len() - 1)].0;
    let lead = if equal == 1 { lead } else { 0.0 };
    (score > 0.0 && equal <= MOST_EQUAL).then_some((year, agreed, lead))
}

/// Among how many equal years the earliest is still taken.
const MOST_EQUAL: usize = 3;

/// The first of the weekdays told alone that falls within `most` days after `latest`, else `latest`.
fn after_weekdays(latest: Date, weekdays: &[i8], most: i8) -> Date {
    let now = latest.weekday().to_monday_one_offset();
    let ahead = weekdays
        .iter()
        .map(|weekday| (weekday - now).rem_euclid(7))
        .find(|ahead| *ahead <= most);
    ahead
        .and_then(|ahead| shift_days(latest, i64::from(ahead)))
        .unwrap_or(latest)
}

/// The first of the weekdays told alone before the day `ahead`; without one, the day before it.
fn before_weekdays(ahead: Date, weekdays: &[i8]) -> Date {
    let now = ahead.weekday().to_monday_one_offset();
    let back = weekdays
        .first()
        .map_or(1, |weekday| match (now - weekday).rem_euclid(7) {
            0 => 7,
            back => back,
        });
    shift_days(ahead, -i64::from(back)).unwrap_or(ahead)
}

/// How many days after `date` the words before it say: `three days after the quake of`, `the day
/// after the bombings of`; nothing where a sentence ends between.
fn later(words: &Words<'_>, before: &[Hit], date: &Hit) -> Option<i64> {
    let from = date.start.saturating_sub(REACH);
    let after = (from..date.start)
        .rev()
        .take_while(|&at| !ends(words, at))
        .find(|&at| words.is(at, Key::After))?;
    if let Some(hit) = before.last().filter(|hit| hit.end == after) {
        let Value::Length(text) = &hit.value else {
            return None;
        };
        let days = text.strip_prefix('P')?;
        return match days.strip_suffix('D') {
            Some(days) => days.parse().ok(),
            None => days.strip_suffix('W')?.parse::<i64>().ok()?.checked_mul(7),
        };
    }
    let day = after.checked_sub(1)?;
    (words.lex(day) == Lex::Unit(Unit::Day)).then_some(1)
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

/// Persons whose terms of office are weighed; more do not change the year.
const MOST_PERSONS: usize = 64;

/// The terms of every person named right behind an office.
fn terms(words: &Words<'_>) -> Vec<Vec<(Day, Day)>> {
    let mut found = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for at in 0..words.len() {
        if found.len() == MOST_PERSONS {
            break;
        }
        let word = words.str(at);
        let office = OFFICES
            .iter()
            .any(|office| word.eq_ignore_ascii_case(office));
        if !office || is_former(words, at) {
            continue;
        }
        let Some((name, terms)) = person(words, at + 1, named_office(words, at)) else {
            continue;
        };
        if !seen.contains(&name) {
            seen.push(name);
            found.push(terms);
        }
    }
    found
}

/// The office that the word at `at` names, with the word before it.
fn named_office(words: &Words<'_>, at: usize) -> Option<Office> {
    let before = |text: &str| words.word_is(at.wrapping_sub(1), text);
    let is = |text: &str| words.word_is(at, text);
    if is("president") {
        return Some(if before("vice") {
            Office::VicePresident
        } else {
            Office::President
        });
    }
    if is("premier") || is("minister") && before("prime") {
        return Some(Office::PrimeMinister);
    }
    if is("chancellor") {
        return Some(Office::Chancellor);
    }
    let minister = is("minister") || is("secretary");
    if minister && before("foreign") || is("secretary") && words.word_is(at + 2, "state") {
        return Some(Office::ForeignMinister);
    }
    if minister && (before("defense") || before("defence")) {
        return Some(Office::DefenceMinister);
    }
    (is("king")).then_some(Office::Monarch)
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
///
/// Where the person ever held the `office` named, its terms alone count.
fn person<'a>(
    words: &Words<'a>,
    at: usize,
    office: Option<Office>,
) -> Option<(&'a str, Vec<(Day, Day)>)> {
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
            let of = |wanted: Option<Office>| -> Vec<(Day, Day)> {
                let terms = actors::find(name).flat_map(|actor| &actor.terms);
                terms
                    .filter(|term| wanted.is_none_or(|office| term.office == office))
                    .map(|term| (term.from, term.until))
                    .collect()
            };
            let terms = office
                .map(|office| of(Some(office)))
                .filter(|terms| !terms.is_empty())
                .unwrap_or_else(|| of(None));
            if !terms.is_empty() {
                return Some((name, terms));
            }
        }
    }
    None
}
