//! The grammar of time expressions: finds them in a row of words and says what they mean.

use crate::calendar::{Holiday, Value, day, length, monday, quarter, shift_days, stretch};
use crate::number::{number, ordinal};
use crate::tense::{Tense, tense};
use crate::words::{Digits, Key, Lex, Unit, Words};
use jiff::civil::Date;
use rashomon_doc::Reading;

/// An expression found: its words, and what it means.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) value: Value,
}

/// Finds time expressions, counting from `today`, the day of publication.
#[derive(Debug)]
pub(crate) struct Grammar<'a> {
    reading: &'a Reading,
    words: &'a Words<'a>,
    today: Option<Date>,
    /// The last date told, to which "later" and "that year" refer.
    told: Option<Value>,
    /// The last quarter told.
    told_quarter: Option<Value>,
}

/// A value and where its words end.
struct Read {
    value: Value,
    end: usize,
}

impl Read {
    /// Always found: saves every rule its `Some`.
    #[expect(clippy::unnecessary_wraps, reason = "rules end in a found value")]
    fn new(value: Value, end: usize) -> Option<Self> {
        Some(Self { value, end })
    }
}

/// How much, of what unit, and where it ends.
struct Length {
    /// `None` when vague: "several".
    amount: Option<f64>,
    unit: Unit,
    end: usize,
    /// `a`, not `one`.
    article: bool,
}

impl<'a> Grammar<'a> {
    pub(crate) fn new(reading: &'a Reading, words: &'a Words<'a>, today: Option<Date>) -> Self {
        Self {
            reading,
            words,
            today,
            told: None,
            told_quarter: None,
        }
    }

    /// The expressions of the text, in its order.
    pub(crate) fn hits(mut self) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        let mut at = 0;
        while at < self.words.len() {
            let Some(read) = self.read(at) else {
                at += 1;
                continue;
            };
            let from = hits.last().map_or(0, |hit| hit.end);
            let start = self.widened(at, from);
            self.remember(&read.value);
            at = read.end.max(at + 1);
            hits.push(Hit {
                start,
                end: read.end,
                value: read.value,
            });
        }
        hits
    }

    fn remember(&mut self, value: &Value) {
        match value {
            Value::Quarter(..) => {
                let later = |told: &Value| told.days() < value.days();
                if self.told_quarter.as_ref().is_none_or(later) {
                    self.told_quarter = Some(value.clone());
                }
                self.told = Some(value.clone());
            }
            Value::Day(_)
            | Value::Week(_)
            | Value::Weekend(_)
            | Value::Month(..)
            | Value::Half(..)
            | Value::Season(..)
            | Value::Year(_) => self.told = Some(value.clone()),
            Value::Moment(Some(date), _) => self.told = Some(Value::Day(*date)),
            Value::Decade(_)
            | Value::Century(_)
            | Value::Moment(None, _)
            | Value::Reference(_)
            | Value::Length(_)
            | Value::Set(_)
            | Value::Partial(_) => {}
        }
    }

    /// Takes in what belongs to the expression before `start`: "early", "the end of", "about".
    fn widened(&self, start: usize, from: usize) -> usize {
        let mut at = start;
        while at > from {
            let before = at - 1;
            let takes = match self.words.lex(before) {
                Lex::Key(Key::Early | Key::Late | Key::Mid | Key::Earlier | Key::Later) => true,
                Lex::Key(Key::About | Key::Nearly) => self.words.str(before).len() > 4,
                Lex::Key(Key::The) => true,
                Lex::Mark('-') => {
                    self.words.glued(at) && self.words.is(at.wrapping_sub(2), Key::Mid)
                }
                Lex::Key(Key::Of) => {
                    let word = self.words.before(at, 2);
                    matches!(word, Lex::Key(Key::End | Key::Beginning | Key::Middle))
                }
                Lex::Key(Key::End | Key::Beginning | Key::Middle) => self.words.is(at, Key::Of),
                _ => false,
            };
            if !takes {
                break;
            }
            at = before;
        }
        at
    }

    fn read(&self, at: usize) -> Option<Read> {
        match self.words.lex(at) {
            Lex::End | Lex::Other => None,
            Lex::Mark(mark) => self.short_year(at, mark),
            Lex::Digits(digits) => self.digits(at, digits),
            Lex::Cardinal(_) => self.year_in_words(at).or_else(|| self.counted(at, at)),
            Lex::Scale(_) => None,
            Lex::Ordinal(_) => self.ordinal(at),
            Lex::Decade(year) => self.decade(at, year),
            Lex::Month(month) => self.month(at, month),
            Lex::Weekday(weekday) => self.weekday(at, weekday),
            Lex::Season(season) => self.season(at, season),
            Lex::Unit(unit) => self.bare_unit(at, unit),
            Lex::DayPart(part) => self.day_part(at, part),
            Lex::Holiday(holiday) => self.holiday(at, holiday),
            Lex::Every(value) => self.every(at, value),
            Lex::Key(key) => self.key(at, key),
        }
    }

    fn key(&self, at: usize, key: Key) -> Option<Read> {
        match key {
            Key::A => self.a_length(at),
            Key::Several | Key::Few | Key::Couple | Key::Half | Key::Many | Key::Another => {
                self.counted(at, at)
            }
            Key::About if self.words.word_is(at, "some") => self.counted(at, at),
            Key::Last
            | Key::Past
            | Key::Previous
            | Key::Next
            | Key::Coming
            | Key::Following
            | Key::This
            | Key::That
            | Key::Same
            | Key::Current
            | Key::Latest
            | Key::Recent
            | Key::These
            | Key::Comparable => self.relative(at, key),
            Key::First | Key::Second => self.ordinal(at),
            Key::Fiscal => self.fiscal(at),
            Key::Each | Key::EveryKey | Key::Per => self.each(at),
            Key::Today | Key::Yesterday | Key::Tomorrow => self.near_day(at, key),
            Key::Tonight => self.moment(self.today, "TNI", at + 1),
            Key::Overnight => self.moment(self.today, "TNI", at + 1),
            Key::Noon | Key::Midnight => self.noon(at, key),
            Key::Now => self.now(at),
            Key::Currently => Read::new(Value::Reference("PRESENT_REF"), at + 1),
            Key::Recently => Read::new(Value::Reference("PAST_REF"), at + 1),
            Key::Soon => self.soon(at),
            Key::Future => self.future(at),
            Key::Early | Key::Earlier | Key::Later | Key::Late => self.earlier(at),
            Key::The => self.the(at),
            Key::New => self.new_year(at),
            _ => None,
        }
    }

    // Days by date.

    fn digits(&self, at: usize, digits: Digits) -> Option<Read> {
        self.iso(at, digits)
            .or_else(|| self.slashes(at, digits))
            .or_else(|| self.clock(at))
            .or_else(|| self.day_month(at, digits))
            .or_else(|| self.counted(at, at))
            .or_else(|| self.year(at, digits))
    }

    /// `2016-02-11`, with a time behind a `T` or not.
    fn iso(&self, at: usize, year: Digits) -> Option<Read> {
        let words = self.words;
        let joined = (1..=4).all(|i| words.glued(at + i));
        if year.len != 4
            || year.marked
            || !joined
            || !words.mark(at + 1, '-')
            || !words.mark(at + 3, '-')
        {
            return None;
        }
        let (month, of_month) = (small(words, at + 2)?, small(words, at + 4)?);
        Read::new(Value::Day(day(year.value as i16, month, of_month)?), at + 5)
    }

    /// `10/30/89`, `30.10.1989`: month first unless that cannot be.
    fn slashes(&self, at: usize, first: Digits) -> Option<Read> {
        let words = self.words;
        let mark = words.lex(at + 1);
        let joined = (1..=4).all(|i| words.glued(at + i));
        let dots = mark == Lex::Mark('.');
        if !joined
            || first.marked
            || first.len > 2
            || words.lex(at + 3) != mark
            || !(dots || mark == Lex::Mark('/'))
        {
            return None;
        }
        let Lex::Digits(Digits {
            value: year,
            len: year_len,
            marked: false,
        }) = words.lex(at + 4)
        else {
            return None;
        };
        let year = match year_len {
            2 if year < 40.0 => 2000 + year as i16,
            2 => 1900 + year as i16,
            4 => year as i16,
            _ => return None,
        };
        let (one, two) = (first.value as i8, small(words, at + 2)?);
        let american = day(year, one, two).filter(|_| !dots);
        Read::new(
            Value::Day(american.or_else(|| day(year, two, one))?),
            at + 5,
        )
    }

    /// `9 February 2016`, `11th of February`.
    fn day_month(&self, at: usize, digits: Digits) -> Option<Read> {
        if digits.marked || !(1.0..=31.0).contains(&digits.value) {
            return None;
        }
        self.day_then_month(digits.value as i8, at + 1)
    }

    fn day_then_month(&self, of_month: i8, at: usize) -> Option<Read> {
        let words = self.words;
        let mut at = words.after_hyphen(at);
        at += usize::from(words.is(at, Key::Of));
        let Lex::Month(month) = words.lex(at) else {
            return None;
        };
        if !words.capital(at) {
            return None;
        }
        let end = self.after_abbreviation(at + 1);
        self.dated(month as i8, of_month, at, end)
    }

    /// A day of a month, with the year when it follows.
    fn dated(&self, month: i8, of_month: i8, at: usize, end: usize) -> Option<Read> {
        if let Some((year, end)) = self.year_after(end) {
            return Read::new(Value::Day(day(year, month, of_month)?), end);
        }
        if let Some((value, end)) = self.year_told_after(end) {
            let Value::Year(year) = value else {
                return None;
            };
            return Read::new(Value::Day(day(year, month, of_month)?), end);
        }
        if self.today.is_none() {
            let fits = (1..=29).contains(&of_month) || day(2015, month, of_month).is_some();
            let text = format!("XXXX-{month:02}-{of_month:02}");
            return fits.then(|| Read::new(Value::Partial(text), end))?;
        }
        let date = self.nearest_date(at, |year| day(year, month, of_month))?;
        Read::new(Value::Day(date), end)
    }

    /// The day of `of_year` that the tense around `at` points to, in this year or the ones beside it.
    fn nearest_date(&self, at: usize, of_year: impl Fn(i16) -> Option<Date>) -> Option<Date> {
        let today = self.today?;
        let candidates = (-1..=1).filter_map(|n| of_year(today.year() + n));
        let distance = |date: &Date| days_between(today, *date);
        match self.tense(at) {
            Some(Tense::Past) => candidates.min_by_key(|date| farness(distance(date), 1, 3)),
            Some(Tense::Future) => candidates.min_by_key(|date| farness(distance(date), 3, 1)),
            Some(Tense::Present) | None => candidates.min_by_key(|date| distance(date).abs()),
        }
    }

    /// `Christmas`, `Thanksgiving Day`, `Easter Sunday`, with the year when it follows.
    fn holiday(&self, at: usize, holiday: Holiday) -> Option<Read> {
        let words = self.words;
        if !words.capital(at) {
            return None;
        }
        self.named_day(at, at + 1, holiday)
    }

    /// `New Year`, `New Year's Eve`.
    fn new_year(&self, at: usize) -> Option<Read> {
        let words = self.words;
        if !words.capital(at) || !words.capital(at + 1) || !self.is_year(at + 1) {
            return None;
        }
        let of_day = words.is(at + 2, Key::Poss);
        if of_day && !words.capital(at + 3) {
            return None;
        }
        self.named_day(at, at + 2 + usize::from(of_day), Holiday::NewYear)
    }

    /// A holiday whose name starts at `at`, with `Day`, `Eve` or a weekday at `next`.
    fn named_day(&self, at: usize, next: usize, holiday: Holiday) -> Option<Read> {
        let words = self.words;
        let eve = words.word_is(next, "eve");
        let day_too = words.capital(next)
            && (eve || matches!(words.lex(next), Lex::Unit(Unit::Day) | Lex::Weekday(_)));
        let end = next + usize::from(day_too);
        if words.capital(end) && words.lex(end) == Lex::Other {
            return None;
        }
        let of_year = |year| shift_days(holiday.date(year)?, if eve { -1 } else { 0 });
        if let Some((year, end)) = self.year_after(end) {
            return Read::new(Value::Day(of_year(year)?), end);
        }
        if let Some((Value::Year(year), end)) = self.year_told_after(end) {
            return Read::new(Value::Day(of_year(year)?), end);
        }
        Read::new(Value::Day(self.nearest_date(at, of_year)?), end)
    }

    /// `, 1999` or `1999` at `at`.
    fn year_after(&self, at: usize) -> Option<(i16, usize)> {
        let words = self.words;
        let comma = usize::from(words.mark(at, ','));
        let of = usize::from(comma == 0 && (words.is(at, Key::Of) || words.is(at, Key::In)));
        let at = at + comma + of;
        if words.mark(at, '\'')
            && words.glued(at + 1)
            && let Lex::Digits(Digits {
                value,
                len: 2,
                marked: false,
            }) = words.lex(at + 1)
        {
            return Some((short_year(value), at + 2));
        }
        match words.lex(at) {
            Lex::Digits(Digits {
                value,
                len: 4,
                marked: false,
            }) if (1000.0..2200.0).contains(&value) => Some((value as i16, at + 1)),
            Lex::Cardinal(_) if comma == 0 => {
                let read = self.year_in_words(at)?;
                let Value::Year(year) = read.value else {
                    return None;
                };
                Some((year, read.end))
            }
            _ => None,
        }
    }

    /// `of last year`, `this year`, `next year` at `at`.
    fn year_told_after(&self, at: usize) -> Option<(Value, usize)> {
        let at = at + usize::from(self.words.is(at, Key::Of) || self.words.is(at, Key::The));
        let n = match self.words.lex(at) {
            Lex::Key(Key::Last | Key::Previous) => -1,
            Lex::Key(Key::This | Key::Current) => 0,
            Lex::Key(Key::Next) => 1,
            Lex::Key(Key::That | Key::Same) => {
                let told = self.told_year()?;
                return self.is_year(at + 1).then_some((Value::Year(told), at + 2));
            }
            _ => return None,
        };
        if !self.is_year(at + 1) {
            return None;
        }
        Some((stretch(self.today?, Unit::Year, n)?, at + 2))
    }

    fn is_year(&self, at: usize) -> bool {
        self.words.lex(at) == Lex::Unit(Unit::Year)
    }

    fn after_abbreviation(&self, at: usize) -> usize {
        let dotted = self.words.mark(at, '.') && self.words.glued(at) && {
            self.words.str(at - 1).len() <= 4
        };
        at + usize::from(dotted)
    }

    /// `Feb. 11, 2016`, `February 2016`, `early February`, `May` with something that makes it one.
    fn month(&self, at: usize, month: u8) -> Option<Read> {
        let words = self.words;
        if !words.capital(at) {
            return None;
        }
        let end = self.after_abbreviation(at + 1);
        if let Some(read) = self.month_day(at, month as i8, end) {
            return Some(read);
        }
        if let Some((year, end)) = self.year_after(end) {
            return Read::new(Value::Month(year, month as i8), end);
        }
        if words.str(at).len() <= 4 && !self.surely_month(at, end) {
            return None;
        }
        if let Some((Value::Year(year), end)) = self.year_told_after(end) {
            return Read::new(Value::Month(year, month as i8), end);
        }
        Read::new(self.nearest_month(month as i8, at), end)
    }

    fn month_day(&self, at: usize, month: i8, end: usize) -> Option<Read> {
        let words = self.words;
        let the = usize::from(words.is(end, Key::The));
        let of_month = match words.lex(end + the) {
            Lex::Digits(Digits {
                value,
                len: 1..=2,
                marked: false,
            }) if (1.0..=31.0).contains(&value) => value as i8,
            Lex::Ordinal(value @ 1..=31) => value as i8,
            Lex::Key(Key::First) if the == 0 || words.mark(end + 2, ',') => 1,
            Lex::Key(Key::Second) if the == 0 => 2,
            _ => return None,
        };
        let mut end = end + the + 1;
        let clock = words.mark(end, ':') && matches!(words.lex(end + 1), Lex::Digits(_));
        if clock && words.glued(end) && words.glued(end + 1) {
            return None;
        }
        if words.lex(end) == Lex::Unit(Unit::Day) {
            end += 1;
        }
        self.dated(month, of_month, at, end)
    }

    /// Whether a word like `May` or `Mar.` at `at` stands where only a month can.
    fn surely_month(&self, at: usize, end: usize) -> bool {
        let words = self.words;
        let before = words.before(at, 1);
        let led = matches!(
            before,
            Lex::Key(
                Key::In
                    | Key::Since
                    | Key::Last
                    | Key::Next
                    | Key::This
                    | Key::Early
                    | Key::Late
                    | Key::Mid
                    | Key::Of
                    | Key::Until
                    | Key::From
                    | Key::By
                    | Key::During
                    | Key::Through
                    | Key::Past
                    | Key::Each
                    | Key::EveryKey
                    | Key::After
                    | Key::Before
                    | Key::Between
            )
        ) || (before == Lex::Mark('-') && words.is(at.wrapping_sub(2), Key::Mid));
        let name = matches!(words.str(at), "June" | "July");
        let follows_name = at > 0 && words.capital(at - 1) && words.lex(at - 1) == Lex::Other;
        let names = words.capital(end) && words.lex(end) == Lex::Other;
        (led && !names) || (name && !follows_name && !names) || words.str(at).len() == 4 && name
    }

    fn nearest_month(&self, month: i8, at: usize) -> Value {
        let Some(today) = self.today else {
            return Value::Partial(format!("XXXX-{month:02}"));
        };
        let (year, now) = (today.year(), today.month());
        let before = |strict: bool| {
            if month < now || (month == now && !strict) {
                year
            } else {
                year - 1
            }
        };
        let after = |strict: bool| {
            if month > now || (month == now && !strict) {
                year
            } else {
                year + 1
            }
        };
        let year = match self.words.before(at, 1) {
            Lex::Key(Key::Last | Key::Previous) => before(true),
            Lex::Key(Key::Next | Key::Coming) => after(true),
            Lex::Key(Key::This) => year,
            Lex::Key(Key::Past) => before(false),
            _ => match self.tense(at) {
                Some(Tense::Future) => after(false),
                // Writers say "last November" for the one long past.
                Some(Tense::Past) if (1..=2).contains(&(month - now).rem_euclid(12)) => after(true),
                Some(Tense::Past) => before(false),
                Some(Tense::Present) | None => {
                    let ahead = (month - now).rem_euclid(12);
                    if ahead <= 4 {
                        after(false)
                    } else {
                        before(false)
                    }
                }
            },
        };
        Value::Month(year, month)
    }

    /// `1999` where a year stands.
    fn year(&self, at: usize, digits: Digits) -> Option<Read> {
        let words = self.words;
        let year = digits.value;
        if digits.marked || digits.len != 4 || !(1000.0..2100.0).contains(&year) {
            return None;
        }
        let glued_before = words.glued(at)
            && matches!(
                words.before(at, 1),
                Lex::Mark('$' | '£' | '€' | '#' | '.' | ',' | ':' | '/' | '_' | '&')
            );
        let glued_after = words.glued(at + 1)
            && matches!(
                words.lex(at + 1),
                Lex::Mark('%' | ':' | '/' | '_' | '&' | '@') | Lex::Other | Lex::Digits(_)
            );
        if glued_before || glued_after || matches!(words.lex(at + 1), Lex::Mark('%' | '°')) {
            return None;
        }
        let led = matches!(
            words.before(at, 1),
            Lex::Key(
                Key::In
                    | Key::Since
                    | Key::By
                    | Key::Early
                    | Key::Late
                    | Key::Mid
                    | Key::During
                    | Key::Until
                    | Key::From
                    | Key::Before
                    | Key::After
                    | Key::Of
                    | Key::Through
                    | Key::Fiscal
                    | Key::The
                    | Key::To
                    | Key::And
                    | Key::Between
            ) | Lex::Season(_)
                | Lex::Mark(_)
                | Lex::Unit(Unit::Year)
        );
        let plausible = (1900.0..2050.0).contains(&year);
        let counted = year % 100.0 == 0.0 && year != 2000.0
            || matches!(
                words.before(at, 1),
                Lex::Key(Key::About | Key::Nearly | Key::Over | Key::Than | Key::Version)
            )
            || (words.lex(at + 1) == Lex::Other && !led && self.plural(at + 1))
            || matches!(
                words.lex(at + 1),
                Lex::Key(Key::Km | Key::Percent) | Lex::Scale(_)
            );
        let named =
            words.lex(at.wrapping_sub(1)) == Lex::Other && words.capital(at.wrapping_sub(1));
        let takes = if counted {
            led && plausible && !self.plural(at + 1)
        } else {
            led || (plausible && !named)
        };
        if !takes || (!plausible && !self.preposition(at)) {
            return None;
        }
        let mut end = at + 1;
        if let Some(read) = self.part_of_year(year as i16, end) {
            return Some(read);
        }
        if words.mark(end, '-')
            && words.glued(end)
            && words.glued(end + 1)
            && matches!(
                words.lex(end + 1),
                Lex::Digits(Digits {
                    len: 2,
                    marked: false,
                    ..
                })
            )
        {
            end += 2;
        }
        Read::new(Value::Year(year as i16), end)
    }

    /// `third quarter`, `first half`, `quarter` or `period` behind a year.
    fn part_of_year(&self, year: i16, at: usize) -> Option<Read> {
        let words = self.words;
        let next = words.after_hyphen(at);
        if let Some(n) = ordinal(words, next) {
            let unit = words.after_hyphen(next + 1);
            return match words.lex(unit) {
                Lex::Unit(Unit::Quarter) if (1..=4).contains(&n) => {
                    Read::new(Value::Quarter(year, n as i8), unit + 1)
                }
                Lex::Key(Key::Half) if n <= 2 => Read::new(Value::Half(year, n as i8), unit + 1),
                _ => None,
            };
        }
        let whole = matches!(
            words.lex(at),
            Lex::Key(Key::Period) | Lex::Unit(Unit::Quarter)
        );
        let Some(Value::Quarter(_, n)) = self.told_quarter else {
            return None;
        };
        whole.then(|| Read::new(Value::Quarter(year, n), at + 1))?
    }

    fn preposition(&self, at: usize) -> bool {
        matches!(
            self.words.before(at, 1),
            Lex::Key(Key::In | Key::Since | Key::By | Key::Until | Key::Early | Key::Late)
        )
    }

    /// Whether the word at `at` reads like a plural noun.
    fn plural(&self, at: usize) -> bool {
        let word = self.words.str(at);
        self.words.lex(at) == Lex::Other
            && (word.ends_with('s') && !word.ends_with("ss") && !self.words.capital(at)
                || word == "people")
    }

    /// `'97` at an apostrophe.
    fn short_year(&self, at: usize, mark: char) -> Option<Read> {
        if mark != '\'' || self.words.glued(at) || !self.words.glued(at + 1) {
            return None;
        }
        match self.words.lex(at + 1) {
            Lex::Digits(Digits {
                value,
                len: 2,
                marked: false,
            }) => Read::new(Value::Year(short_year(value)), at + 2),
            _ => None,
        }
    }

    /// `nineteen ninety-six`, `two thousand three`.
    fn year_in_words(&self, at: usize) -> Option<Read> {
        let words = self.words;
        match words.lex(at) {
            Lex::Cardinal(century @ (18..=20)) => {
                let tens = number(words, words.after_hyphen(at + 1))?;
                let fits = (10.0..100.0).contains(&tens.value)
                    && matches!(words.lex(words.after_hyphen(at + 1)), Lex::Cardinal(_));
                let year = century as i16 * 100 + tens.value as i16;
                fits.then(|| Read::new(Value::Year(year), tens.end))?
            }
            Lex::Cardinal(2) if words.lex(at + 1) == Lex::Scale(1e3) => {
                let read = number(words, at)?;
                let fits =
                    (2000.0..2030.0).contains(&read.value) && self.is_year(at.wrapping_sub(1));
                fits.then(|| Read::new(Value::Year(read.value as i16), read.end))?
            }
            _ => None,
        }
    }

    fn decade(&self, at: usize, year: i16) -> Option<Read> {
        if year % 100 == 0 && self.words.is(at.wrapping_sub(1), Key::The) && year < 1900 {
            return Read::new(Value::Century(year), at + 1);
        }
        Read::new(Value::Decade(year), at + 1)
    }

    fn season(&self, at: usize, season: &'static str) -> Option<Read> {
        let words = self.words;
        if let Some((year, end)) = self.year_after(at + 1) {
            return Read::new(Value::Season(year, season), end);
        }
        if let Some((Value::Year(year), end)) = self.year_told_after(at + 1) {
            return Read::new(Value::Season(year, season), end);
        }
        let before = words.before(at, 1);
        let fall = words.word_is(at, "fall") || words.word_is(at, "spring");
        let led = match before {
            Lex::Key(Key::The) => {
                !fall
                    || matches!(
                        words.before(at, 2),
                        Lex::Key(Key::In | Key::By | Key::During | Key::Since | Key::Until)
                    )
            }
            Lex::Key(
                Key::Early | Key::Late | Key::Mid | Key::During | Key::Since | Key::Through,
            ) => true,
            Lex::Key(Key::In | Key::By) => words.lex(at + 1) != Lex::Other,
            _ => false,
        };
        if !led || words.is(at + 1, Key::Of) || (words.mark(at + 1, '-') && words.glued(at + 1)) {
            return None;
        }
        Read::new(
            Value::Season(self.year_of_season(season, at)?, season),
            at + 1,
        )
    }

    /// The year of a season without one, by the tense around it.
    fn year_of_season(&self, season: &'static str, at: usize) -> Option<i16> {
        let today = self.today?;
        let (first, last) = Value::Season(today.year(), season).days()?;
        let year = today.year();
        // Winter lies in two years, so that a tense tells little of which is meant.
        if season == "WI" {
            return Some(year);
        }
        Some(match self.tense(at) {
            Some(Tense::Past) if first > today => year - 1,
            Some(Tense::Future) if last < today => year + 1,
            Some(Tense::Past | Tense::Present | Tense::Future) | None => year,
        })
    }

    // Days by name.

    fn weekday(&self, at: usize, weekday: u8) -> Option<Read> {
        let words = self.words;
        let word = words.str(at);
        if !words.capital(at) {
            return None;
        }
        let short = word.len() <= 5 && !word.ends_with("day");
        let mut end = if short {
            self.after_abbreviation(at + 1)
        } else {
            at + 1
        };
        if word.ends_with('s') && word.len() > 5 {
            return Read::new(Value::Set(format!("XXXX-WXX-{weekday}")), end);
        }
        let comma = usize::from(words.mark(end, ','));
        if let Some(read) = self.date_at(end + comma) {
            return Some(read);
        }
        if short {
            return None;
        }
        if let Lex::DayPart(part) = words.lex(end) {
            let plural = words.str(end).ends_with('s');
            end += 1;
            if plural {
                return Read::new(Value::Set(format!("XXXX-WXX-{weekday}T{part}")), end);
            }
            return Some(match self.near_weekday(weekday, at) {
                Value::Day(date) => Read {
                    value: Value::Moment(Some(date), part.to_owned()),
                    end,
                },
                _ => Read {
                    value: Value::Partial(format!("XXXX-WXX-{weekday}T{part}")),
                    end,
                },
            });
        }
        if let Some(read) = self.of_week(weekday, end) {
            return Some(read);
        }
        Read::new(self.near_weekday(weekday, at), end)
    }

    /// `Tuesday of last week`.
    fn of_week(&self, weekday: u8, end: usize) -> Option<Read> {
        let at = end + usize::from(self.words.is(end, Key::Of));
        let n = match self.words.lex(at) {
            Lex::Key(Key::Last) => -1,
            Lex::Key(Key::This) => 0,
            Lex::Key(Key::Next) => 1,
            _ => return None,
        };
        if self.words.lex(at + 1) != Lex::Unit(Unit::Week) {
            return None;
        }
        let date = shift_days(monday(self.today?)?, n * 7 + i64::from(weekday) - 1)?;
        Read::new(Value::Day(date), at + 2)
    }

    /// A date that starts at `at`.
    fn date_at(&self, at: usize) -> Option<Read> {
        let the = usize::from(self.words.is(at, Key::The));
        let read = match self.words.lex(at + the) {
            Lex::Month(month) => {
                let end = self.after_abbreviation(at + the + 1);
                self.month_day(at + the, month as i8, end)
            }
            Lex::Digits(digits) => self
                .iso(at + the, digits)
                .or_else(|| self.day_month(at + the, digits)),
            Lex::Ordinal(of_month @ 1..=31) => self.day_then_month(of_month as i8, at + the + 1),
            _ => None,
        };
        read.filter(|read| matches!(read.value, Value::Day(_) | Value::Partial(_)))
    }

    fn near_weekday(&self, weekday: u8, at: usize) -> Value {
        let Some(today) = self.today else {
            return Value::Partial(format!("XXXX-WXX-{weekday}"));
        };
        let now = i64::from(today.weekday().to_monday_one_offset());
        let back = (now - i64::from(weekday)).rem_euclid(7);
        let ahead = (i64::from(weekday) - now).rem_euclid(7);
        let strictly = |n: i64| if n == 0 { 7 } else { n };
        let n = match self.words.before(at, 1) {
            Lex::Key(Key::Last | Key::Past) => -strictly(back),
            Lex::Key(Key::Next | Key::Coming) => strictly(ahead),
            Lex::Key(Key::This) => {
                if self.tense(at) == Some(Tense::Past) {
                    -back
                } else {
                    ahead
                }
            }
            Lex::Key(Key::Previous) => {
                return self
                    .before_told(weekday)
                    .unwrap_or_else(|| day_or(today, -strictly(back)));
            }
            Lex::Key(Key::Following) => {
                return self
                    .after_told(weekday)
                    .unwrap_or_else(|| day_or(today, strictly(ahead)));
            }
            _ => match self.tense(at) {
                Some(Tense::Future) => ahead,
                Some(Tense::Past | Tense::Present) | None => -back,
            },
        };
        day_or(today, n)
    }

    fn before_told(&self, weekday: u8) -> Option<Value> {
        let told = self.told_day()?;
        let back =
            (i64::from(told.weekday().to_monday_one_offset()) - i64::from(weekday)).rem_euclid(7);
        Some(Value::Day(shift_days(
            told,
            if back == 0 { -7 } else { -back },
        )?))
    }

    fn after_told(&self, weekday: u8) -> Option<Value> {
        let told = self.told_day()?;
        let ahead =
            (i64::from(weekday) - i64::from(told.weekday().to_monday_one_offset())).rem_euclid(7);
        Some(Value::Day(shift_days(
            told,
            if ahead == 0 { 7 } else { ahead },
        )?))
    }

    fn told_day(&self) -> Option<Date> {
        match self.told {
            Some(Value::Day(date)) => Some(date),
            _ => self.today,
        }
    }

    fn told_year(&self) -> Option<i16> {
        let told = self.told.as_ref().and_then(Value::days);
        told.map(|(first, _)| first.year())
            .or_else(|| self.today.map(Date::year))
    }

    fn near_day(&self, at: usize, key: Key) -> Option<Read> {
        let n = match key {
            Key::Yesterday => -1,
            Key::Tomorrow => 1,
            _ => 0,
        };
        if key == Key::Today
            && self.words.capital(at)
            && self.words.capital(at.wrapping_sub(1))
            && !self.words.mark(at.wrapping_sub(1), '.')
            && self.words.lex(at.wrapping_sub(1)) == Lex::Other
            && !self.words.all[at].new_line
        {
            return None;
        }
        let Some(today) = self.today else {
            let value = if n == 0 {
                Value::Reference("PRESENT_REF")
            } else {
                Value::Partial("XXXX-XX-XX".into())
            };
            return Read::new(value, at + 1);
        };
        let date = shift_days(today, n)?;
        if let Lex::DayPart(part) = self.words.lex(at + 1) {
            return self.moment(Some(date), part, at + 2);
        }
        Read::new(Value::Day(date), at + 1)
    }

    // Times of day.

    fn moment(&self, date: Option<Date>, part: &str, end: usize) -> Option<Read> {
        let part = part.strip_prefix('T').unwrap_or(part);
        let end = if self.words.is(end, Key::Tonight) {
            end + 1
        } else {
            end
        };
        Read::new(Value::Moment(date, part.to_owned()), end)
    }

    /// `5 p.m. EST, Nov. 9`, `15:30`, `10 o'clock`.
    fn clock(&self, at: usize) -> Option<Read> {
        let (clock, end) = self.clock_time(at)?;
        let date = self.day_of_clock(end);
        let (date, end) = match date {
            Some((date, end)) => (Some(date), end),
            None => (self.day_before_clock(at), end),
        };
        Read::new(Value::Moment(date, clock), end)
    }

    fn clock_time(&self, at: usize) -> Option<(String, usize)> {
        let words = self.words;
        let Lex::Digits(Digits { value, len, marked }) = words.lex(at) else {
            return None;
        };
        if value > 2400.0 || len == 3 {
            return None;
        }
        let military = len == 4 && !marked && value % 100.0 < 60.0;
        if military {
            let zone = words.is(at + 1, Key::Gmt);
            return zone.then(|| {
                (
                    format!("{:02}:{:02}", value as i32 / 100, value as i32 % 100),
                    at + 2,
                )
            });
        }
        let (mut hour, mut minute, mut end) = (value as i32, 0, at + 1);
        let mut written = false;
        if marked {
            minute = ((value - value.floor()) * 100.0).round() as i32;
        } else if words.mark(end, ':') && words.glued(end) && words.glued(end + 1) {
            let Lex::Digits(Digits {
                value,
                len: 2,
                marked: false,
            }) = words.lex(end + 1)
            else {
                return None;
            };
            (minute, end, written) = (value as i32, end + 2, true);
        }
        if hour > 24 || minute > 59 {
            return None;
        }
        match self.half_of_day(end) {
            Some((afternoon, after)) => {
                if hour > 12 {
                    return None;
                }
                hour = hour % 12 + if afternoon { 12 } else { 0 };
                end = after;
            }
            None if words.is(end, Key::OClock) => end += 1,
            None if !written || marked => return None,
            None => {}
        }
        let zone = words.is(end, Key::Gmt);
        Some((format!("{hour:02}:{minute:02}"), end + usize::from(zone)))
    }

    /// `a.m.` or `pm` at `at`: whether it is the afternoon, and where it ends.
    fn half_of_day(&self, at: usize) -> Option<(bool, usize)> {
        let words = self.words;
        let is = |index, text| words.word_is(index, text);
        if is(at, "pm") || is(at, "am") {
            return Some((is(at, "pm"), at + 1));
        }
        let dotted = (is(at, "p") || is(at, "a")) && words.mark(at + 1, '.') && is(at + 2, "m");
        let end = at + 3 + usize::from(words.mark(at + 3, '.'));
        (dotted && words.glued(at + 2)).then(|| (is(at, "p"), end))
    }

    /// The day told right after a time of day.
    fn day_of_clock(&self, end: usize) -> Option<(Date, usize)> {
        let words = self.words;
        let mut at = end + usize::from(words.mark(end, ','));
        at += usize::from(words.is(at, Key::On));
        let read = match words.lex(at) {
            Lex::Weekday(weekday) => self.weekday(at, weekday)?,
            Lex::Month(_) => self.date_at(at)?,
            Lex::Digits(digits) if at == end || words.is(at - 1, Key::On) => {
                self.day_month(at, digits)?
            }
            Lex::Key(key @ (Key::Today | Key::Tomorrow | Key::Yesterday)) => {
                self.near_day(at, key)?
            }
            _ => return None,
        };
        match read.value {
            Value::Day(date) => Some((date, read.end)),
            _ => None,
        }
    }

    /// The day told just before a time of day, else the day of publication.
    fn day_before_clock(&self, at: usize) -> Option<Date> {
        let near = (1..=4).any(|back| {
            matches!(
                self.words.before(at, back),
                Lex::Weekday(_) | Lex::Month(_) | Lex::Key(Key::Tomorrow | Key::Yesterday)
            )
        });
        match (&self.told, near) {
            (Some(Value::Day(date)), true) => Some(*date),
            _ => self.today,
        }
    }

    fn noon(&self, at: usize, key: Key) -> Option<Read> {
        let clock = if key == Key::Noon { "12:00" } else { "24:00" };
        let (date, end) = match self.day_of_clock(at + 1) {
            Some((date, end)) => (Some(date), end),
            None => (self.day_before_clock(at), at + 1),
        };
        Read::new(Value::Moment(date, clock.to_owned()), end)
    }

    fn day_part(&self, at: usize, part: &'static str) -> Option<Read> {
        let words = self.words;
        let the = words.is(at.wrapping_sub(1), Key::The);
        let plural = words.str(at).ends_with('s');
        let before = words.before(at, 2);
        let led = the
            && matches!(
                before,
                Lex::Key(
                    Key::In
                        | Key::On
                        | Key::Since
                        | Key::Until
                        | Key::During
                        | Key::Of
                        | Key::Early
                        | Key::Late
                        | Key::By
                        | Key::Through
                )
            );
        let at_night = words.is(at.wrapping_sub(1), Key::At) && part == "NI";
        let mid = matches!(words.before(at, 1), Lex::Key(Key::Mid))
            || words.mark(at.wrapping_sub(1), '-') && words.is(at.wrapping_sub(2), Key::Mid);
        if plural || !(led || at_night || mid) {
            return None;
        }
        if words.is(at + 1, Key::Of)
            && let Some(read) = self.date_at(at + 2)
            && let Value::Day(date) = read.value
        {
            return Some(Read {
                value: Value::Moment(Some(date), part.to_owned()),
                end: read.end,
            });
        }
        if let Some((date, end)) = self.day_of_clock(at + 1) {
            return self.moment(Some(date), part, end);
        }
        self.moment(self.today, part, at + 1)
    }

    // Lengths.

    /// A number and a unit at `at`, with what stands before and behind.
    fn counted(&self, at: usize, from: usize) -> Option<Read> {
        let length = self.length(at)?;
        self.with_tail(length, from)
    }

    fn a_length(&self, at: usize) -> Option<Read> {
        let length = self.length(at)?;
        self.with_tail(length, at)
    }

    /// `two to three weeks`, `18 months`, `several years`, `a year and a half`.
    fn length(&self, at: usize) -> Option<Length> {
        let words = self.words;
        let article = words.is(at, Key::A);
        let (mut amount, mut end) = self.amount(at)?;
        let range = matches!(words.lex(end), Lex::Key(Key::To | Key::Or))
            || (words.mark(end, '-') && !matches!(words.lex(end + 1), Lex::Unit(_)));
        if range
            && let Some((second, after)) = self.amount(end + 1)
            && matches!(words.lex(words.after_hyphen(after)), Lex::Unit(_))
            && !words.is(end + 1, Key::A)
        {
            amount = if second.is_some() && amount.is_some() && words.is(end, Key::To) {
                None
            } else {
                amount
            };
            end = after;
        }
        end = words.after_hyphen(end);
        let and_a_half = words.is(end, Key::And) && words.is(words.after_hyphen(end + 1), Key::A);
        if and_a_half && let Some(after) = self.half_before_unit(end) {
            amount = amount.map(|amount| amount + 0.5);
            end = after;
        }
        while matches!(
            words.lex(end),
            Lex::Key(Key::More | Key::Trading | Key::Another)
        ) || (words.is(end, Key::Calendar))
        {
            end += 1;
        }
        end = words.after_hyphen(end);
        let unit = self.unit(end)?;
        end += 1;
        let share = unit == Unit::Quarter
            && (article
                || amount == Some(3.0) && words.is(end, Key::Of)
                || words.mark(end - 2, '-') && amount == Some(3.0));
        if share {
            return None;
        }
        if words.is(end, Key::And) && words.is(end + 1, Key::A) && words.is(end + 2, Key::Half) {
            amount = amount.map(|amount| amount + 0.5);
            end += 3;
        }
        Some(Length {
            amount,
            unit,
            end,
            article,
        })
    }

    fn half_before_unit(&self, and: usize) -> Option<usize> {
        let words = self.words;
        let a = words.after_hyphen(and + 1);
        let half = words.after_hyphen(a + 1);
        words
            .is(half, Key::Half)
            .then(|| words.after_hyphen(half + 1))
    }

    fn unit(&self, at: usize) -> Option<Unit> {
        match self.words.lex(at) {
            Lex::Unit(unit) => Some(unit),
            Lex::Key(Key::Trading) => self.unit(at + 1),
            Lex::Other if self.words.word_is(at, "yr") || self.words.word_is(at, "yrs") => {
                Some(Unit::Year)
            }
            _ => None,
        }
    }

    /// How many: `None` inside for "several".
    fn amount(&self, at: usize) -> Option<(Option<f64>, usize)> {
        let words = self.words;
        if let Some(read) = number(words, at) {
            return Some((Some(read.value), read.end));
        }
        match words.lex(at) {
            Lex::Key(Key::A) => match words.lex(at + 1) {
                Lex::Key(Key::Couple) => {
                    Some((Some(2.0), at + 2 + usize::from(words.is(at + 2, Key::Of))))
                }
                Lex::Key(Key::Few) => Some((None, at + 2)),
                Lex::Key(Key::Half) => Some((Some(0.5), at + 2)),
                _ => Some((Some(1.0), at + 1)),
            },
            Lex::Key(Key::Half) => {
                Some((Some(0.5), at + 1 + usize::from(words.is(at + 1, Key::A))))
            }
            Lex::Key(Key::Couple) => {
                Some((Some(2.0), at + 1 + usize::from(words.is(at + 1, Key::Of))))
            }
            Lex::Key(Key::Several | Key::Few | Key::Many) => Some((None, at + 1)),
            Lex::Key(Key::About) if words.word_is(at, "some") => Some((None, at + 1)),
            Lex::Key(Key::Another) => self.amount(at + 1).or(Some((Some(1.0), at + 1))),
            _ => None,
        }
    }

    /// What "ago", "earlier" and the like make of a length; ages are no times.
    fn with_tail(&self, length: Length, from: usize) -> Option<Read> {
        let words = self.words;
        let end = length.end;
        if words.mark(end, '-') && words.glued(end) && words.is(end + 1, Key::Old) {
            return None;
        }
        if words.is(end, Key::Old) {
            return None;
        }
        let hyphen = words.after_hyphen(end);
        match words.lex(hyphen) {
            Lex::Key(Key::Ago) => self.ago(&length, hyphen + 1),
            Lex::Key(Key::Earlier | Key::Before) => self.length_after_told(&length, -1, hyphen + 1),
            Lex::Key(Key::Later | Key::After) => self.length_after_told(&length, 1, hyphen + 1),
            Lex::Key(Key::From) if words.is(hyphen + 1, Key::Now) => {
                self.length_after_now(&length, hyphen + 2)
            }
            Lex::Key(Key::Hence) => self.length_after_now(&length, hyphen + 1),
            _ => self.plain_length(&length, from),
        }
    }

    fn plain_length(&self, length: &Length, from: usize) -> Option<Read> {
        let words = self.words;
        let rate = length.article
            && length.unit >= Unit::Hour
            && matches!(
                words.before(from, 1),
                Lex::Digits(_)
                    | Lex::Mark('%')
                    | Lex::Scale(_)
                    | Lex::Key(Key::Percent | Key::Once)
                    | Lex::Cardinal(_)
                    | Lex::Other
            )
            && self.rate_before(from);
        let text = length_of(length);
        if rate {
            let often = words.is(from.wrapping_sub(1), Key::Once)
                || words.word_is(from.wrapping_sub(1), "twice")
                || words.word_is(from.wrapping_sub(1), "times");
            return often.then(|| Read::new(Value::Set(text), length.end))?;
        }
        let one_day = length.unit == Unit::Day && words.word_is(from, "one");
        if one_day && from + 2 == length.end && !self.preposition_of_length(from) {
            return match self.tense(from) {
                Some(Tense::Future) => Read::new(Value::Reference("FUTURE_REF"), length.end),
                Some(Tense::Past | Tense::Present) | None => {
                    Read::new(Value::Length(text), length.end)
                }
            };
        }
        Read::new(Value::Length(text), length.end)
    }

    /// Whether `for`, `in` or the like stands before a length.
    fn preposition_of_length(&self, at: usize) -> bool {
        matches!(
            self.words.before(at, 1),
            Lex::Key(
                Key::In
                    | Key::For
                    | Key::Within
                    | Key::Of
                    | Key::Than
                    | Key::Over
                    | Key::About
                    | Key::Only
                    | Key::After
                    | Key::Least
            )
        )
    }

    /// Whether what stands before `a year` is an amount: `$5 a year`, `twice a day`.
    fn rate_before(&self, at: usize) -> bool {
        let words = self.words;
        match words.before(at, 1) {
            Lex::Digits(_)
            | Lex::Mark('%')
            | Lex::Scale(_)
            | Lex::Key(Key::Percent | Key::Once)
            | Lex::Cardinal(_) => true,
            Lex::Other => {
                matches!(
                    words.before(at, 2),
                    Lex::Digits(_) | Lex::Scale(_) | Lex::Cardinal(_)
                ) || words.word_is(at.wrapping_sub(1), "twice")
                    || words.word_is(at.wrapping_sub(1), "times")
            }
            _ => false,
        }
    }

    fn ago(&self, length: &Length, end: usize) -> Option<Read> {
        let Some(amount) = length.amount else {
            return Read::new(Value::Reference("PAST_REF"), end);
        };
        if length.unit <= Unit::Hour {
            return Read::new(Value::Length(length_of(length)), end);
        }
        // Where results of a quarter are told, "a year ago" is the same quarter of the year before.
        if length.article
            && length.unit == Unit::Year
            && let Some(value) = self.told_quarter.as_ref()
            && let Some(value) = value.shifted_years(-1)
        {
            return Read::new(value, end);
        }
        self.counted_from(self.today, -amount, length.unit, end)
    }

    fn length_after_now(&self, length: &Length, end: usize) -> Option<Read> {
        match length.amount {
            Some(amount) => self.counted_from(self.today, amount, length.unit, end),
            None => Read::new(Value::Reference("FUTURE_REF"), end),
        }
    }

    /// `two days later`: from the date told last.
    fn length_after_told(&self, length: &Length, sign: i64, end: usize) -> Option<Read> {
        let unclear = matches!(self.words.lex(end - 1), Lex::Key(Key::Before | Key::After));
        let Some(amount) = length
            .amount
            .filter(|_| !unclear && length.unit >= Unit::Day)
        else {
            return Read::new(Value::Length(length_of(length)), end - usize::from(unclear));
        };
        let n = amount * sign as f64;
        if length.unit == Unit::Year
            && let Some(told) = self.told_quarter.as_ref().or(self.told.as_ref())
            && let Some(value) = told.shifted_years(n.clamp(-9e3, 9e3) as i16)
        {
            return Read::new(value, end);
        }
        let told = self
            .told
            .as_ref()
            .and_then(Value::days)
            .map(|(first, _)| first);
        self.counted_from(told.or(self.today), n, length.unit, end)
    }

    fn counted_from(&self, base: Option<Date>, n: f64, unit: Unit, end: usize) -> Option<Read> {
        let Some(base) = base else {
            return Read::new(
                Value::Reference(if n < 0.0 { "PAST_REF" } else { "FUTURE_REF" }),
                end,
            );
        };
        let (n, unit) = match unit {
            Unit::Year if n.fract() != 0.0 => (n * 12.0, Unit::Month),
            Unit::Decade => (n * 10.0, Unit::Year),
            Unit::Century => (n * 100.0, Unit::Year),
            Unit::Fortnight => (n * 2.0, Unit::Week),
            other => (n, other),
        };
        let value = stretch(base, unit, n.clamp(-1e7, 1e7) as i64);
        Read::new(value.unwrap_or(Value::Reference("PAST_REF")), end)
    }

    // Relative stretches.

    /// `last week`, `this year's third quarter`, `the next two years`, `that day`.
    fn relative(&self, at: usize, key: Key) -> Option<Read> {
        let words = self.words;
        let mut next = at + 1;
        let unit_named = matches!(words.lex(next), Lex::Unit(_)) && words.capital(next);
        if unit_named && words.capital(at) {
            return None;
        }
        let mut key = key;
        if let (Key::This, Lex::Key(further @ (Key::Past | Key::Coming))) = (key, words.lex(next)) {
            next += 1;
            key = further;
        }
        if key == Key::Last
            && let Some(read) = self.last_of_year(next)
        {
            return Some(read);
        }
        if let Some(read) = self.relative_length(key, next) {
            return Some(read);
        }
        match words.lex(next) {
            Lex::Unit(unit) => self.relative_unit(key, unit, next),
            Lex::Weekday(weekday) if words.capital(next) => self.weekday(next, weekday),
            Lex::Month(month) if words.capital(next) => self.month(next, month),
            Lex::Season(season) => self.relative_season(key, season, next),
            Lex::DayPart(part) => self.relative_part(key, part, next),
            Lex::Key(Key::Fiscal) if matches!(words.lex(next + 1), Lex::Unit(_)) => {
                self.relative(next, key)
            }
            Lex::Key(Key::Period) if key == Key::Latest => self.same_quarter(next + 1),
            Lex::Key(Key::Time) if key == Key::That => None,
            _ => self.bare_relative(at, key),
        }
    }

    /// `quarter of 1998`, `half of this year` behind "last".
    fn last_of_year(&self, at: usize) -> Option<Read> {
        let part = self.words.lex(at);
        let (year, end) = self
            .year_of(at + 1)
            .filter(|_| self.words.is(at + 1, Key::Of))?;
        match part {
            Lex::Unit(Unit::Quarter) => Read::new(Value::Quarter(year, 4), end),
            Lex::Key(Key::Half) => Read::new(Value::Half(year, 2), end),
            _ => None,
        }
    }

    fn bare_relative(&self, at: usize, key: Key) -> Option<Read> {
        let words = self.words;
        match key {
            Key::Current if !words.is(at + 1, Key::Of) => {
                Read::new(Value::Reference("PRESENT_REF"), at + 1)
            }
            Key::Recent => Read::new(Value::Reference("PAST_REF"), at + 1),
            Key::Past => {
                let bare = words.is(at.wrapping_sub(1), Key::The)
                    && !matches!(
                        words.lex(at + 1),
                        Lex::Other | Lex::Cardinal(_) | Lex::Digits(_) | Lex::Key(_)
                    );
                let and = words.is(at.wrapping_sub(1), Key::The)
                    && matches!(words.lex(at + 1), Lex::Key(Key::And | Key::But | Key::Or));
                let in_the = words.is(at.wrapping_sub(1), Key::The)
                    && words.is(at.wrapping_sub(2), Key::In)
                    && !self.plural(at + 1);
                (bare || and || in_the).then(|| Read::new(Value::Reference("PAST_REF"), at + 1))?
            }
            _ => None,
        }
    }

    fn relative_length(&self, key: Key, next: usize) -> Option<Read> {
        let words = self.words;
        let plural_unit = |unit: &str| unit.ends_with('s') || unit == "centuries";
        if let Lex::Unit(unit) = words.lex(next)
            && plural_unit(words.str(next))
        {
            return match key {
                Key::Past | Key::Last => Read::new(Value::Reference("PAST_REF"), next + 1),
                Key::Coming => Read::new(Value::Reference("FUTURE_REF"), next + 1),
                Key::Recent | Key::Next => Read::new(Value::Length(length(None, unit)), next + 1),
                Key::These => Read::new(Value::Reference("PRESENT_REF"), next + 1),
                _ => None,
            };
        }
        let counts = matches!(
            key,
            Key::Last
                | Key::Past
                | Key::Next
                | Key::Coming
                | Key::Previous
                | Key::Following
                | Key::Latest
        );
        if !counts || words.is(next, Key::A) {
            return None;
        }
        let read = self.length(next)?;
        Read::new(Value::Length(length_of(&read)), read.end)
    }

    fn relative_unit(&self, key: Key, unit: Unit, at: usize) -> Option<Read> {
        let end = at + 1;
        let Some(today) = self.today else {
            return self.undated_unit(key, unit, end);
        };
        let n = match key {
            Key::Last => -1,
            Key::Past if (Unit::Weekend..=Unit::Year).contains(&unit) => -1,
            Key::Past => return Read::new(Value::Length(length(Some(1.0), unit)), end),
            Key::Next | Key::Coming => 1,
            Key::This | Key::Current => 0,
            Key::These => return None,
            Key::Previous | Key::Following | Key::That | Key::Same => {
                return self.told_unit(key, unit, end);
            }
            Key::Latest if unit == Unit::Quarter => return self.same_quarter(end),
            Key::Latest if unit == Unit::Year => -1,
            _ => return None,
        };
        if unit == Unit::Day && key == Key::This {
            return None;
        }
        if unit <= Unit::Hour {
            return None;
        }
        if unit == Unit::Weekend {
            return Read::new(self.weekend(key, today)?, end);
        }
        if matches!(unit, Unit::Decade | Unit::Century) && key == Key::Last {
            return Read::new(stretch(today, unit, -1)?, end);
        }
        let value = stretch(today, unit, n)?;
        if unit == Unit::Year
            && let Some(read) = self.of_year(&value, end)
        {
            return Some(read);
        }
        Read::new(value, end)
    }

    fn undated_unit(&self, key: Key, unit: Unit, end: usize) -> Option<Read> {
        if unit <= Unit::Hour {
            return None;
        }
        let reference = match key {
            Key::Last | Key::Previous => "PAST_REF",
            Key::Next | Key::Coming => "FUTURE_REF",
            Key::This | Key::Current => "PRESENT_REF",
            Key::Past => return Read::new(Value::Length(length(Some(1.0), unit)), end),
            _ => return None,
        };
        Read::new(Value::Reference(reference), end)
    }

    /// `last year's third quarter`, `this year's summer`.
    fn of_year(&self, value: &Value, end: usize) -> Option<Read> {
        let Value::Year(year) = *value else {
            return None;
        };
        if !self.words.is(end, Key::Poss) {
            return None;
        }
        let fiscal = usize::from(self.words.is(end + 1, Key::Fiscal));
        let at = end + 1 + fiscal;
        if let Some(n) = ordinal(self.words, at) {
            let unit = self.words.after_hyphen(at + 1);
            return match self.words.lex(unit) {
                Lex::Unit(Unit::Quarter) if n <= 4 => {
                    Read::new(Value::Quarter(year, n as i8), unit + 1)
                }
                Lex::Key(Key::Half) if n <= 2 => Read::new(Value::Half(year, n as i8), unit + 1),
                _ => None,
            };
        }
        match self.words.lex(at) {
            Lex::Season(season) => Read::new(Value::Season(year, season), at + 1),
            _ => None,
        }
    }

    fn weekend(&self, key: Key, today: Date) -> Option<Value> {
        let monday = monday(today)?;
        let in_weekend = today.weekday().to_monday_one_offset() >= 6;
        let n = match key {
            Key::Next | Key::Coming => i64::from(in_weekend),
            Key::This => {
                let early = today.weekday().to_monday_one_offset() <= 2;
                if early { -1 } else { 0 }
            }
            _ => -1,
        };
        Some(Value::Weekend(shift_days(monday, n * 7)?))
    }

    /// `the following year`, `that month`, `the same day`.
    fn told_unit(&self, key: Key, unit: Unit, end: usize) -> Option<Read> {
        if unit <= Unit::Hour {
            return None;
        }
        let n = match key {
            Key::Previous => -1,
            Key::Following => 1,
            _ => 0,
        };
        if n == 0 && unit == Unit::Quarter && self.told_quarter.is_some() {
            return self.same_quarter(end);
        }
        let told = self
            .told
            .as_ref()
            .and_then(Value::days)
            .map(|(first, _)| first);
        Read::new(stretch(told.or(self.today)?, unit, n)?, end)
    }

    fn same_quarter(&self, end: usize) -> Option<Read> {
        let latest = || stretch(self.today?, Unit::Quarter, -1);
        Read::new(self.told_quarter.clone().or_else(latest)?, end)
    }

    fn relative_season(&self, key: Key, season: &'static str, at: usize) -> Option<Read> {
        let today = self.today?;
        let (first, _) = Value::Season(today.year(), season).days()?;
        let over = first <= today;
        let year = match key {
            Key::Last | Key::Past if over && today.month() > first.month() => today.year(),
            Key::Last | Key::Past | Key::Previous => today.year() - 1,
            Key::Next | Key::Coming if over => today.year() + 1,
            Key::This | Key::Next | Key::Coming | Key::Current => today.year(),
            Key::Latest | Key::Following | Key::That | Key::Same => self.told_year()?,
            _ => return None,
        };
        Read::new(Value::Season(year, season), at + 1)
    }

    fn relative_part(&self, key: Key, part: &'static str, at: usize) -> Option<Read> {
        let date = match key {
            Key::This => self.today,
            Key::Last if part == "NI" || part == "EV" => match self.today {
                Some(today) => Some(shift_days(today, -1)?),
                None => None,
            },
            Key::That | Key::Same => self.told_day(),
            Key::Next | Key::Following => Some(shift_days(self.told_day()?, 1)?),
            _ => return None,
        };
        self.moment(date, part, at + 1)
    }

    // Quarters, halves, centuries.

    fn ordinal(&self, at: usize) -> Option<Read> {
        let words = self.words;
        let n = ordinal(words, at)?;
        if let Some(read) = self.ordinal_day(at, n) {
            return Some(read);
        }
        let mut unit = words.after_hyphen(at + 1);
        unit += usize::from(words.is(unit, Key::Fiscal));
        match words.lex(unit) {
            Lex::Unit(Unit::Quarter) if (1..=4).contains(&n) => self.quarter(n as i8, at, unit + 1),
            Lex::Key(Key::Half) if n <= 2 => self.half(n as i8, at, unit + 1),
            Lex::Unit(Unit::Century) if (1..=30).contains(&n) => {
                let year = (n as i16 - 1) * 100;
                Read::new(Value::Century(year), unit + 1)
            }
            _ => None,
        }
    }

    /// `11th of February`.
    fn ordinal_day(&self, at: usize, n: u32) -> Option<Read> {
        let of = self.words.is(at + 1, Key::Of);
        let month = matches!(self.words.lex(at + 1 + usize::from(of)), Lex::Month(_));
        if !(1..=31).contains(&n) || !month {
            return None;
        }
        self.day_then_month(n as i8, at + 1)
    }

    fn quarter(&self, n: i8, at: usize, end: usize) -> Option<Read> {
        if let Some((year, end)) = self.year_of(end) {
            return Read::new(Value::Quarter(year, n), end);
        }
        if let Lex::Digits(Digits {
            value,
            len: 4,
            marked: false,
        }) = self.words.before(at, 1)
            && (1900.0..2100.0).contains(&value)
        {
            return Read::new(Value::Quarter(value as i16, n), end);
        }
        if let Some((Value::Year(year), end)) = self.year_told_after(end) {
            return Read::new(Value::Quarter(year, n), end);
        }
        let today = self.today?;
        let now = quarter(today);
        let year = match self.tense(at) {
            // Results of the quarter that is just over are still to be told.
            Some(Tense::Future) if n + 1 < now => today.year() + 1,
            Some(Tense::Future) => today.year(),
            _ if n <= now => today.year(),
            _ => today.year() - 1,
        };
        Read::new(Value::Quarter(year, n), end)
    }

    /// `ended Sept. 30` behind a quarter at `at`: the calendar quarter that holds most of it. The
    /// date is a time of its own, so that the expression ends where it did.
    fn ended(&self, at: usize) -> Option<(Value, usize)> {
        let words = self.words;
        let ends = words.word_is(at, "ended") || words.word_is(at, "ending");
        let on = usize::from(words.is(at + 1, Key::On) || words.is(at + 1, Key::In));
        if !ends {
            return None;
        }
        let Value::Day(date) = self.date_at(at + 1 + on)?.value else {
            return None;
        };
        Some((stretch(shift_days(date, -45)?, Unit::Quarter, 0)?, at))
    }

    fn half(&self, n: i8, at: usize, end: usize) -> Option<Read> {
        if let Some((year, end)) = self.year_of(end) {
            return Read::new(Value::Half(year, n), end);
        }
        if let Some((Value::Year(year), end)) = self.year_told_after(end) {
            return Read::new(Value::Half(year, n), end);
        }
        let _ = at;
        let the_year = self.words.is(end, Key::Of)
            && self.words.is(end + 1, Key::The)
            && self.is_year(end + 2);
        the_year.then(|| Read::new(Value::Half(self.today?.year(), n), end + 3))?
    }

    /// `of 1990`, `of fiscal 1990` or `1990` at `at`.
    fn year_of(&self, at: usize) -> Option<(i16, usize)> {
        let words = self.words;
        let mut at = at + usize::from(words.is(at, Key::Of) || words.is(at, Key::In));
        at += usize::from(words.is(at, Key::Fiscal));
        match words.lex(at) {
            Lex::Digits(Digits {
                value,
                len: 4,
                marked: false,
            }) if (1900.0..2100.0).contains(&value) => Some((value as i16, at + 1)),
            _ => None,
        }
    }

    fn fiscal(&self, at: usize) -> Option<Read> {
        let words = self.words;
        let next = words.after_hyphen(at + 1);
        let next =
            next + usize::from(self.is_year(next) && matches!(words.lex(next + 1), Lex::Digits(_)));
        match words.lex(next) {
            Lex::Digits(Digits {
                value,
                len: 4,
                marked: false,
            }) => Read::new(Value::Year(value as i16), next + 1),
            Lex::Unit(Unit::Year) => Read::new(Value::Year(self.today?.year()), next + 1),
            _ if ordinal(words, next).is_some() => self.ordinal(next),
            _ => None,
        }
    }

    // Repetitions.

    fn every(&self, at: usize, value: &'static str) -> Option<Read> {
        let words = self.words;
        let named =
            words.capital(at) && !words.all[at].new_line && !words.mark(at.wrapping_sub(1), '.');
        let adjective = words.word_is(at, "annual") || words.word_is(at, "quarterly");
        let before_noun = words.lex(at + 1) == Lex::Other;
        if named || adjective || before_noun || words.word_is(at, "annually") {
            return None;
        }
        Read::new(Value::Set(value.to_owned()), at + 1)
    }

    /// `each Thursday`, `every two weeks`, `per year`.
    fn each(&self, at: usize) -> Option<Read> {
        let words = self.words;
        let next = at + 1;
        match words.lex(next) {
            Lex::Unit(unit) => Read::new(Value::Set(length(Some(1.0), unit)), next + 1),
            Lex::Weekday(weekday) => Read::new(Value::Set(format!("XXXX-WXX-{weekday}")), next + 1),
            Lex::Month(month) if words.capital(next) => {
                Read::new(Value::Set(format!("XXXX-{month:02}")), next + 1)
            }
            Lex::Season(season) => Read::new(Value::Set(format!("XXXX-{season}")), next + 1),
            Lex::DayPart(part) => Read::new(Value::Set(format!("XXXX-XX-XXT{part}")), next + 1),
            Lex::Key(_) | Lex::Cardinal(_) | Lex::Digits(_) if !words.is(at, Key::Per) => {
                let read = self.length(next).filter(|_| !words.is(next, Key::A))?;
                Read::new(Value::Set(length_of(&read)), read.end)
            }
            _ => None,
        }
    }

    // Words.

    fn now(&self, at: usize) -> Option<Read> {
        // "Now, following that" leads on; it tells no time.
        if self.words.capital(at) && self.words.mark(at + 1, ',') {
            return None;
        }
        Read::new(Value::Reference("PRESENT_REF"), at + 1)
    }

    fn soon(&self, at: usize) -> Option<Read> {
        let words = self.words;
        if words.is(at.wrapping_sub(1), Key::As)
            && words.is(at + 1, Key::As)
            && words.word_is(at + 2, "possible")
        {
            return Read::new(Value::Reference("FUTURE_REF"), at + 3);
        }
        let as_soon = words.is(at.wrapping_sub(1), Key::As)
            || matches!(words.lex(at + 1), Lex::Key(Key::After | Key::Before));
        (!as_soon).then(|| Read::new(Value::Reference("FUTURE_REF"), at + 1))?
    }

    fn future(&self, at: usize) -> Option<Read> {
        let words = self.words;
        let the =
            words.is(at.wrapping_sub(1), Key::The) || words.word_is(at.wrapping_sub(1), "near");
        let near = words.word_is(at.wrapping_sub(1), "near");
        let led = matches!(
            words.before(at, 2),
            Lex::Key(Key::In | Key::For | Key::About) | Lex::Other
        );
        let into = words.word_is(at.wrapping_sub(2), "into");
        let of = words.is(at + 1, Key::Of);
        let noun = words.lex(at + 1) == Lex::Other && !into;
        (the && (near || led && !of) && !noun)
            .then(|| Read::new(Value::Reference("FUTURE_REF"), at + 1))?
    }

    /// `earlier this year`, `late yesterday`, `late 1999`: the words after carry the value.
    fn earlier(&self, at: usize) -> Option<Read> {
        let words = self.words;
        let mut next = words.after_hyphen(at + 1);
        next += usize::from(words.is(next, Key::In) || words.is(next, Key::On));
        next += usize::from(words.is(next, Key::The));
        match words.lex(next) {
            Lex::Key(
                Key::This | Key::Last | Key::Next | Key::Yesterday | Key::Today | Key::Tomorrow,
            )
            | Lex::Weekday(_)
            | Lex::Month(_)
            | Lex::Decade(_) => self.read(next),
            Lex::Unit(unit @ (Unit::Day | Unit::Week | Unit::Month | Unit::Year))
                if words.is(next - 1, Key::The) =>
            {
                Read::new(stretch(self.today?, unit, 0)?, next + 1)
            }
            _ => None,
        }
    }

    /// `the year`, `the quarter`, `the weekend`, `the '80s`.
    fn the(&self, at: usize) -> Option<Read> {
        let words = self.words;
        let next = at + 1;
        match words.lex(next) {
            Lex::Unit(Unit::Weekend) => Read::new(self.weekend(Key::The, self.today?)?, next + 1),
            Lex::Unit(Unit::Quarter)
                if !words.is(next + 1, Key::Of) && self.told_quarter.is_some() =>
            {
                match self.ended(next + 1) {
                    Some((value, end)) => Read::new(value, end),
                    None => self.same_quarter(next + 1),
                }
            }
            Lex::Unit(unit)
                if words.str(next).ends_with('s') || words.word_is(next, "centuries") =>
            {
                let beside = matches!(
                    words.lex(next + 1),
                    Lex::Key(Key::Before | Key::After | Key::Ahead | Key::Since)
                );
                (beside && unit >= Unit::Day)
                    .then(|| Read::new(Value::Length(length(None, unit)), next + 1))?
            }
            Lex::Unit(Unit::Year) => self.the_year(next),
            Lex::Unit(Unit::Quarter) => {
                let (value, end) = self.ended(next + 1)?;
                Read::new(value, end)
            }
            Lex::Unit(unit @ (Unit::Week | Unit::Month | Unit::Decade | Unit::Century))
                if self.end_of(at) && !words.is(next + 1, Key::Of) =>
            {
                Read::new(stretch(self.today?, unit, 0)?, next + 1)
            }
            Lex::Key(Key::Trading) if self.is_year(next + 1) && words.word_is(next, "full") => {
                Read::new(Value::Year(self.today?.year()), next + 2)
            }
            _ => None,
        }
    }

    /// Whether `end of` or `start of` stands before `at`.
    fn end_of(&self, at: usize) -> bool {
        let side = matches!(
            self.words.before(at, 2),
            Lex::Key(Key::End | Key::Beginning | Key::Middle)
        );
        side && self.words.is(at.wrapping_sub(1), Key::Of)
    }

    fn the_year(&self, at: usize) -> Option<Read> {
        let words = self.words;
        if let Some(read) = self.year_in_words(at + 1) {
            return Some(read);
        }
        if let Lex::Digits(Digits {
            value,
            len: 4,
            marked: false,
        }) = words.lex(at + 1)
        {
            return Read::new(Value::Year(value as i16), at + 2);
        }
        if words.word_is(at + 1, "ended") || words.word_is(at + 1, "ending") {
            return Read::new(Value::Length(length(Some(1.0), Unit::Year)), at + 1);
        }
        let ends = !matches!(
            words.lex(at + 1),
            Lex::Other
                | Lex::Mark('-')
                | Lex::Key(Key::Of | Key::Before | Key::After | Key::That | Key::Poss)
        );
        ends.then(|| Read::new(Value::Year(self.today?.year()), at + 1))?
    }

    /// `year-earlier`, `year-end`.
    fn bare_unit(&self, at: usize, unit: Unit) -> Option<Read> {
        let words = self.words;
        if let Some(read) = self.bare_units(at, unit) {
            return Some(read);
        }
        if unit == Unit::Day && words.is(at.wrapping_sub(1), Key::The) {
            return self.day_beside(at);
        }
        if unit != Unit::Year {
            return None;
        }
        let next = words.after_hyphen(at + 1);
        match words.lex(next) {
            Lex::Key(Key::Ago | Key::Earlier) if next > at + 1 => self.year_earlier(next + 1),
            Lex::Key(Key::End) => Read::new(Value::Year(self.today?.year()), next + 1),
            Lex::Key(Key::Poss) if words.is(next + 1, Key::End) => {
                Read::new(Value::Year(self.today?.year()), next + 2)
            }
            _ => None,
        }
    }

    /// `the day before yesterday`, `the day after tomorrow`.
    fn day_beside(&self, at: usize) -> Option<Read> {
        let n = match (self.words.lex(at + 1), self.words.lex(at + 2)) {
            (Lex::Key(Key::Before), Lex::Key(Key::Yesterday)) => -2,
            (Lex::Key(Key::After), Lex::Key(Key::Tomorrow)) => 2,
            _ => return None,
        };
        Read::new(Value::Day(shift_days(self.today?, n)?), at + 3)
    }

    /// `for years`, `within weeks`, `months of talks`, `decades ago`: lengths without a number.
    fn bare_units(&self, at: usize, unit: Unit) -> Option<Read> {
        let words = self.words;
        let text = words.str(at);
        if !text.ends_with('s') && !matches!(text, "centuries" | "millennia") {
            return None;
        }
        if words.is(at + 1, Key::Ago) {
            return Read::new(Value::Length(length(None, unit)), at + 2);
        }
        let led = matches!(
            words.before(at, 1),
            Lex::Key(Key::For | Key::In | Key::Within | Key::After | Key::Over)
        );
        let told = led && unit >= Unit::Minute && words.lex(at + 1) != Lex::Other;
        let of = unit >= Unit::Week && words.is(at + 1, Key::Of);
        let tail = matches!(
            words.lex(at + 1),
            Lex::Key(Key::Later | Key::Earlier | Key::Before | Key::After)
        );
        let bare = led
            || matches!(words.before(at, 1), Lex::Other | Lex::End)
            || matches!(words.before(at, 1), Lex::Mark(_)) && !words.glued(at);
        (told || bare && (of || tail && unit >= Unit::Minute))
            .then(|| Read::new(Value::Length(length(None, unit)), at + 1))?
    }

    /// `the year-earlier period`: a year before the quarter told, else last year.
    fn year_earlier(&self, end: usize) -> Option<Read> {
        let words = self.words;
        let mut end = end;
        if ordinal(words, end).is_some()
            && words.lex(words.after_hyphen(end + 1)) == Lex::Unit(Unit::Quarter)
        {
            end = words.after_hyphen(end + 1) + 1;
        } else if matches!(
            words.lex(end),
            Lex::Key(Key::Period) | Lex::Unit(Unit::Quarter)
        ) {
            end += 1;
        }
        let told = self
            .told_quarter
            .as_ref()
            .and_then(|value| value.shifted_years(-1));
        Read::new(told.or_else(|| stretch(self.today?, Unit::Year, -1))?, end)
    }

    fn tense(&self, at: usize) -> Option<Tense> {
        tense(self.reading, self.words, self.words.all[at].span, at)
    }
}

fn length_of(read: &Length) -> String {
    length(read.amount, read.unit)
}

fn small(words: &Words<'_>, at: usize) -> Option<i8> {
    match words.lex(at) {
        Lex::Digits(Digits {
            value,
            len: 1..=2,
            marked: false,
        }) => Some(value as i8),
        _ => None,
    }
}

fn short_year(value: f64) -> i16 {
    value as i16 + if value < 40.0 { 2000 } else { 1900 }
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

/// How far off a day is, each day back and each day ahead counted so many times.
fn farness(days: i32, back: i32, ahead: i32) -> i32 {
    days.saturating_mul(if days < 0 { -back } else { ahead })
}

fn day_or(today: Date, n: i64) -> Value {
    Value::Day(shift_days(today, n).unwrap_or(today))
}
