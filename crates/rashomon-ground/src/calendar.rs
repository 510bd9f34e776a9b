//! Days, weeks, quarters and seasons, and how TIMEX3 writes them.

use crate::words::Unit;
use jiff::Span;
use jiff::civil::Date;
use rashomon_doc::TimeType;

/// What a time expression means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Day(Date),
    /// By its Monday.
    Week(Date),
    /// By the Monday of its week.
    Weekend(Date),
    Month(i16, i8),
    Quarter(i16, i8),
    Half(i16, i8),
    Season(i16, &'static str),
    Year(i16),
    /// By its first year.
    Decade(i16),
    /// By its first year, as in 1900.
    Century(i16),
    /// A time of day, with its part behind the `T`.
    Moment(Option<Date>, String),
    /// `PRESENT_REF`, `PAST_REF` or `FUTURE_REF`.
    Reference(&'static str),
    /// A length, in TIMEX3.
    Length(String),
    /// A repetition, in TIMEX3.
    Set(String),
    /// A date of which part is not known, in TIMEX3: `XXXX-02-11`.
    Partial(String),
}

impl Value {
    /// The TIMEX3 type.
    pub(crate) fn kind(&self) -> TimeType {
        match self {
            Value::Moment(..) => TimeType::Time,
            Value::Length(_) => TimeType::Duration,
            Value::Set(_) => TimeType::Set,
            Value::Day(_)
            | Value::Week(_)
            | Value::Weekend(_)
            | Value::Month(..)
            | Value::Quarter(..)
            | Value::Half(..)
            | Value::Season(..)
            | Value::Year(_)
            | Value::Decade(_)
            | Value::Century(_)
            | Value::Reference(_)
            | Value::Partial(_) => TimeType::Date,
        }
    }

    /// The TIMEX3 value.
    pub(crate) fn timex3(&self) -> String {
        match self {
            Value::Day(date) => date.to_string(),
            Value::Week(monday) => week(*monday),
            Value::Weekend(monday) => week(*monday) + "-WE",
            Value::Month(year, month) => format!("{year:04}-{month:02}"),
            Value::Quarter(year, quarter) => format!("{year:04}-Q{quarter}"),
            Value::Half(year, half) => format!("{year:04}-H{half}"),
            Value::Season(year, season) => format!("{year:04}-{season}"),
            Value::Year(year) => format!("{year:04}"),
            Value::Decade(year) => format!("{:03}", year / 10),
            Value::Century(year) => format!("{:02}", year / 100),
            Value::Moment(Some(date), part) => format!("{date}T{part}"),
            Value::Moment(None, part) => format!("XXXX-XX-XXT{part}"),
            Value::Reference(name) => (*name).to_owned(),
            Value::Length(text) | Value::Set(text) | Value::Partial(text) => text.clone(),
        }
    }

    /// The first and the last day it can denote.
    pub(crate) fn days(&self) -> Option<(Date, Date)> {
        match *self {
            Value::Day(date) | Value::Moment(Some(date), _) => Some((date, date)),
            Value::Week(monday) => Some((monday, shift_days(monday, 6)?)),
            Value::Weekend(monday) => Some((shift_days(monday, 5)?, shift_days(monday, 6)?)),
            Value::Month(year, month) => months(year, month, 1),
            Value::Quarter(year, quarter) => months(year, quarter * 3 - 2, 3),
            Value::Half(year, half) => months(year, half * 6 - 5, 6),
            Value::Season(year, season) => months(year, season_start(season), 3),
            Value::Year(year) => months(year, 1, 12),
            Value::Decade(year) => months(year, 1, 120),
            Value::Century(year) => months(year, 1, 1200),
            Value::Moment(None, _)
            | Value::Reference(_)
            | Value::Length(_)
            | Value::Set(_)
            | Value::Partial(_) => None,
        }
    }

    /// The same stretch `n` units later; of the grain of this value where the unit is coarser.
    pub(crate) fn shifted_years(&self, n: i16) -> Option<Value> {
        Some(match *self {
            Value::Day(date) => Value::Day(date.checked_add(Span::new().try_years(n).ok()?).ok()?),
            Value::Month(year, month) => Value::Month(year.checked_add(n)?, month),
            Value::Quarter(year, quarter) => Value::Quarter(year.checked_add(n)?, quarter),
            Value::Half(year, half) => Value::Half(year.checked_add(n)?, half),
            Value::Season(year, season) => Value::Season(year.checked_add(n)?, season),
            Value::Year(year) => Value::Year(year.checked_add(n)?),
            _ => return None,
        })
    }
}

fn week(monday: Date) -> String {
    let week = monday.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// The first and last day of `count` months from the first of `month`.
fn months(year: i16, month: i8, count: i32) -> Option<(Date, Date)> {
    let first = day(year, month, 1)?;
    let after = first
        .checked_add(Span::new().try_months(count).ok()?)
        .ok()?;
    Some((first, after.yesterday().ok()?))
}

fn season_start(season: &str) -> i8 {
    match season {
        "SP" => 3,
        "SU" => 6,
        "FA" => 9,
        _ => 12,
    }
}

/// A day that has a name in every year.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Holiday {
    NewYear,
    Easter,
    Halloween,
    Thanksgiving,
    Christmas,
}

impl Holiday {
    /// Its day in `year`; Easter as the western churches keep it, Thanksgiving as in America.
    pub(crate) fn date(self, year: i16) -> Option<Date> {
        match self {
            Holiday::NewYear => day(year, 1, 1),
            Holiday::Easter => easter(year),
            Holiday::Halloween => day(year, 10, 31),
            Holiday::Thanksgiving => {
                let first = day(year, 11, 1)?;
                let to_thursday = 4 - i64::from(first.weekday().to_monday_one_offset());
                shift_days(first, to_thursday.rem_euclid(7) + 21)
            }
            Holiday::Christmas => day(year, 12, 25),
        }
    }
}

/// The Sunday after the ecclesiastical full moon on or after 21 March.
fn easter(year: i16) -> Option<Date> {
    let year = i64::from(year);
    let century = year / 100;
    // Days of the full moon behind 21 March: the epact, with the Gregorian corrections.
    let corrected = century - century / 4 - (8 * century + 13) / 25 + 15;
    let mut moon = (19 * (year % 19) + corrected) % 30;
    if moon == 29 || moon == 28 && year % 19 > 10 {
        moon -= 1;
    }
    let full = shift_days(day(i16::try_from(year).ok()?, 3, 21)?, moon)?;
    let to_sunday = 7 - i64::from(full.weekday().to_sunday_zero_offset());
    shift_days(full, to_sunday)
}

/// The day, when the calendar has it.
pub(crate) fn day(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

/// `date` moved by `n` days.
pub(crate) fn shift_days(date: Date, n: i64) -> Option<Date> {
    date.checked_add(Span::new().try_days(n).ok()?).ok()
}

/// The Monday of the week of `date`.
pub(crate) fn monday(date: Date) -> Option<Date> {
    let back = i64::from(date.weekday().to_monday_zero_offset());
    shift_days(date, -back)
}

/// The quarter of `date`, 1 to 4.
pub(crate) fn quarter(date: Date) -> i8 {
    (date.month() + 2) / 3
}

/// The stretch of length `unit` that lies `n` of them after the one that holds `date`.
pub(crate) fn stretch(date: Date, unit: Unit, n: i64) -> Option<Value> {
    let years = i16::try_from(n).ok()?;
    Some(match unit {
        Unit::Second | Unit::Minute | Unit::Hour => return None,
        Unit::Day => Value::Day(shift_days(date, n)?),
        Unit::Week => Value::Week(shift_days(monday(date)?, n.checked_mul(7)?)?),
        Unit::Fortnight => Value::Week(shift_days(monday(date)?, n.checked_mul(14)?)?),
        Unit::Weekend => Value::Weekend(shift_days(monday(date)?, n.checked_mul(7)?)?),
        Unit::Month => {
            let months = Span::new().try_months(n).ok()?;
            let moved = date.first_of_month().checked_add(months).ok()?;
            Value::Month(moved.year(), moved.month())
        }
        Unit::Quarter => {
            let index = i64::from(date.year()) * 4 + i64::from(quarter(date)) - 1;
            let moved = index.checked_add(n)?;
            let year = i16::try_from(moved.div_euclid(4)).ok()?;
            Value::Quarter(year, moved.rem_euclid(4) as i8 + 1)
        }
        Unit::Year => Value::Year(year(date.year().checked_add(years)?)?),
        Unit::Decade => Value::Decade(year(
            (date.year() / 10 * 10).checked_add(years.checked_mul(10)?)?,
        )?),
        Unit::Century => Value::Century(year(
            (date.year() / 100 * 100).checked_add(years.checked_mul(100)?)?,
        )?),
        Unit::Millennium => return None,
    })
}

fn year(year: i16) -> Option<i16> {
    (1..=9999).contains(&year).then_some(year)
}

/// A length in TIMEX3; `amount` is `X` when it is vague.
pub(crate) fn length(amount: Option<f64>, unit: Unit) -> String {
    let (scale, code) = match unit {
        Unit::Second => (1.0, "S"),
        Unit::Minute => (1.0, "M"),
        Unit::Hour => (1.0, "H"),
        Unit::Day => (1.0, "D"),
        Unit::Weekend => (1.0, "WE"),
        Unit::Week => (1.0, "W"),
        Unit::Fortnight => (2.0, "W"),
        Unit::Month => (1.0, "M"),
        Unit::Quarter => (1.0, "Q"),
        Unit::Year => (1.0, "Y"),
        Unit::Decade => (10.0, "Y"),
        Unit::Century => (100.0, "Y"),
        Unit::Millennium => (1000.0, "Y"),
    };
    let prefix = if unit <= Unit::Hour { "PT" } else { "P" };
    match amount {
        Some(amount) => format!("{prefix}{}{code}", amount * scale),
        None if unit == Unit::Decade => "PXDE".to_owned(),
        None if unit == Unit::Century => "PXC".to_owned(),
        None if unit == Unit::Millennium => "PXL".to_owned(),
        None => format!("{prefix}X{code}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn writes_timex3() {
        let monday = monday(date(1989, 10, 29)).unwrap();
        assert_eq!(Value::Weekend(monday).timex3(), "1989-W43-WE");
        assert_eq!(Value::Decade(1990).timex3(), "199");
        assert_eq!(length(Some(2.5), Unit::Year), "P2.5Y");
        assert_eq!(length(None, Unit::Hour), "PTXH");
        assert_eq!(
            stretch(date(1989, 1, 30), Unit::Quarter, -1),
            Some(Value::Quarter(1988, 4))
        );
        assert_eq!(
            stretch(date(2016, 3, 31), Unit::Month, -1),
            Some(Value::Month(2016, 2))
        );
    }

    #[test]
    fn holidays_move() {
        assert_eq!(Holiday::Easter.date(2000), Some(date(2000, 4, 23)));
        assert_eq!(Holiday::Easter.date(2013), Some(date(2013, 3, 31)));
        assert_eq!(Holiday::Easter.date(2016), Some(date(2016, 3, 27)));
        assert_eq!(Holiday::Easter.date(2019), Some(date(2019, 4, 21)));
        assert_eq!(Holiday::Thanksgiving.date(1999), Some(date(1999, 11, 25)));
        assert_eq!(Holiday::Thanksgiving.date(2012), Some(date(2012, 11, 22)));
        assert_eq!(Holiday::Easter.date(i16::MAX), None);
    }

    #[test]
    fn bounds_days() {
        let winter = Value::Season(2016, "WI").days();
        assert_eq!(winter, Some((date(2016, 12, 1), date(2017, 2, 28))));
        assert_eq!(Value::Year(9999).days(), None);
        assert_eq!(stretch(date(1, 1, 1), Unit::Century, i64::MIN), None);
    }
}
