//! Numbers and ranges with the words that bound them: `at least 70`, `20 to 30`, `dozens of`.

use crate::number::{Number, number};
use crate::words::{Digits, Key, Lex, Words};
use rashomon_doc::Bound;

/// A number or range as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Quantity {
    /// The first word, bound words included.
    pub(crate) start: usize,
    /// The first word of the number itself.
    pub(crate) number: usize,
    /// The word after the number and what bounds it from behind.
    pub(crate) end: usize,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) bound: Bound,
    /// The currency named before the number.
    pub(crate) currency: Option<&'static str>,
    /// `dozens`, `several`: no number stands in the text.
    pub(crate) vague: bool,
}

impl Quantity {
    /// The one that an article at `at` stands for.
    pub(crate) fn one(at: usize) -> Self {
        let end = at + 1;
        plain(Number { value: 1.0, end }, at)
    }
}

/// Reads the quantity whose number starts at `at`, given that nothing before `from` may be taken.
pub(crate) fn quantity(words: &Words<'_>, at: usize, from: usize) -> Option<Quantity> {
    let (mut number_at, currency) = currency_before(words, at);
    if currency.is_none() {
        number_at = at;
    }
    let read = vague(words, number_at).or_else(|| exact(words, number_at))?;
    let mut quantity = Quantity {
        start: at,
        number: at,
        currency,
        ..read
    };
    bound_before(words, from, &mut quantity);
    bound_behind(words, &mut quantity);
    Some(quantity)
}

/// `$`, `€`, `US$`, `Rs` at `at`: where the number starts, and the currency.
fn currency_before(words: &Words<'_>, at: usize) -> (usize, Option<&'static str>) {
    if let Lex::Mark(mark) = words.lex(at)
        && let Some(code) = sign(mark)
    {
        return (at + 1, Some(code));
    }
    (at, None)
}

/// The currency a sign stands for.
fn sign(mark: char) -> Option<&'static str> {
    Some(match mark {
        '$' => "USD",
        '€' => "EUR",
        '£' => "GBP",
        '¥' => "JPY",
        '₹' => "INR",
        '₽' => "RUB",
        '₺' => "TRY",
        '₪' => "ILS",
        '₩' => "KRW",
        _ => return None,
    })
}

fn plain(value: Number, at: usize) -> Quantity {
    Quantity {
        start: at,
        number: at,
        end: value.end,
        low: value.value,
        high: value.value,
        bound: Bound::Exact,
        currency: None,
        vague: false,
    }
}

/// A number, or a range of two.
fn exact(words: &Words<'_>, at: usize) -> Option<Quantity> {
    let first = abbreviated(words, number(words, at)?);
    let mut quantity = plain(first, at);
    let Some(second) = range_end(words, at, first.end) else {
        return Some(quantity);
    };
    let scale = carried_scale(words, first, second);
    if first.value * scale < second.value {
        quantity.low = first.value * scale;
        quantity.high = second.value;
        quantity.end = second.end;
        quantity.bound = Bound::About;
    }
    Some(quantity)
}

/// `m`, `bn` or `k` glued to digits: `$20m`.
fn abbreviated(words: &Words<'_>, read: Number) -> Number {
    let scale = match words.str(read.end) {
        _ if !words.glued(read.end) => return read,
        "m" | "mn" => 1e6,
        "b" => 1e9,
        "k" | "K" => 1e3,
        _ => return read,
    };
    Number {
        value: read.value * scale,
        end: read.end + 1,
    }
}

/// `3 to 5 million` means three million.
fn carried_scale(words: &Words<'_>, first: Number, second: Number) -> f64 {
    let scaled = |read: Number| matches!(words.lex(read.end - 1), Lex::Scale(_));
    match words.lex(second.end - 1) {
        Lex::Scale(scale) if !scaled(first) && first.value < 1000.0 => scale,
        _ => 1.0,
    }
}

/// The second number of `20 to 30`, `20-30`, `between 20 and 30`, `20 or 30`.
fn range_end(words: &Words<'_>, at: usize, end: usize) -> Option<Number> {
    let between = words.is(at.wrapping_sub(1), Key::Between);
    let joined = match words.lex(end) {
        Lex::Key(Key::To | Key::Or) => true,
        Lex::Key(Key::And) => between,
        Lex::Mark('-') => matches!(
            words.lex(end + 1),
            Lex::Digits(_) | Lex::Mark('$' | '€' | '£')
        ),
        _ => false,
    };
    if !joined {
        return None;
    }
    let (next, _) = currency_before(words, end + 1);
    Some(abbreviated(words, number(words, next)?))
}

/// `dozens of`, `hundreds of thousands`, `several hundred`, `a few dozen`.
fn vague(words: &Words<'_>, at: usize) -> Option<Quantity> {
    let (low, high, end) = vague_range(words, at)?;
    Some(Quantity {
        start: at,
        number: at,
        end,
        low,
        high,
        bound: Bound::About,
        currency: None,
        vague: true,
    })
}

fn vague_range(words: &Words<'_>, at: usize) -> Option<(f64, f64, usize)> {
    let of = |index: usize| words.is(index, Key::Of);
    match words.lex(at) {
        Lex::Key(Key::Dozens) if words.word_is(at, "scores") => {
            let next = words.str(at + 1);
            let counts = of(at + 1)
                || words.is(at + 1, Key::More)
                || matches!(
                    next,
                    "injured"
                        | "wounded"
                        | "hurt"
                        | "dead"
                        | "killed"
                        | "missing"
                        | "arrested"
                        | "detained"
                        | "trapped"
                        | "homeless"
                        | "displaced"
                );
            counts.then_some((40.0, 99.0, at + 1))
        }
        Lex::Key(Key::Dozens) => Some((24.0, 99.0, at + 1)),
        Lex::Key(Key::TensOf) if of(at + 1) => match words.lex(at + 2) {
            Lex::Key(Key::Thousands) => Some((20e3, 99_999.0, at + 3)),
            Lex::Key(Key::Millions) => Some((20e6, 99e6, at + 3)),
            _ => Some((20.0, 99.0, at + 1)),
        },
        Lex::Key(Key::Hundreds) => match words.lex(at + 2) {
            Lex::Key(Key::Thousands) if of(at + 1) => Some((200e3, 999_999.0, at + 3)),
            Lex::Key(Key::Millions) if of(at + 1) => Some((200e6, 999e6, at + 3)),
            _ => Some((200.0, 999.0, at + 1)),
        },
        Lex::Key(Key::Thousands) => Some((2000.0, 9999.0, at + 1)),
        Lex::Key(Key::Millions) => Some((2e6, 9_999_999.0, at + 1)),
        Lex::Key(Key::Billions) => Some((2e9, 9e9, at + 1)),
        Lex::Key(Key::Several | Key::Few) => several(words, at),
        Lex::Key(Key::Couple) if of(at + 1) => match words.lex(at + 2) {
            Lex::Key(Key::Dozen) => Some((20.0, 30.0, at + 3)),
            Lex::Scale(scale) => Some((scale * 2.0, scale * 3.0, at + 3)),
            _ => Some((2.0, 3.0, at + 2)),
        },
        _ => None,
    }
}

fn several(words: &Words<'_>, at: usize) -> Option<(f64, f64, usize)> {
    let few = words.is(at, Key::Few);
    let most = if few { 5.0 } else { 9.0 };
    match words.lex(at + 1) {
        Lex::Key(Key::Dozen | Key::Dozens) => Some((36.0, if few { 60.0 } else { 99.0 }, at + 2)),
        Lex::Scale(scale) => Some((scale * 2.0, scale * most, at + 2)),
        Lex::Key(Key::Hundreds) => Some((200.0, 900.0, at + 2)),
        Lex::Key(Key::Thousands) => Some((2000.0, 9000.0, at + 2)),
        _ if few && !words.is(at.wrapping_sub(1), Key::A) => None,
        _ => Some((3.0, most, at + 1)),
    }
}

/// Takes in what stands before the number and bounds it.
fn bound_before(words: &Words<'_>, from: usize, quantity: &mut Quantity) {
    for _ in 0..3 {
        let Some((bound, start)) = one_bound_before(words, quantity.start) else {
            return;
        };
        if start < from {
            return;
        }
        quantity.start = start;
        match bound {
            Some(bound) if quantity.low == quantity.high || bound != Bound::About => {
                quantity.bound = bound;
            }
            _ => {}
        }
    }
}

/// The bound that the words right before `at` give, and where they start. A word may belong to the
/// figure without bounding it: "another 20".
fn one_bound_before(words: &Words<'_>, at: usize) -> Option<(Option<Bound>, usize)> {
    let key = |back: usize| match words.before(at, back) {
        Lex::Key(key) => Some(key),
        _ => None,
    };
    let is = |back: usize, text: &str| at >= back && words.word_is(at - back, text);
    let negated = |back: usize| matches!(key(back), Some(Key::No | Key::Not));
    Some(match key(1) {
        Some(Key::Least) if key(2) == Some(Key::At) => (Some(Bound::AtLeast), at - 2),
        Some(Key::Most) if key(2) == Some(Key::At) => (Some(Bound::AtMost), at - 2),
        Some(Key::Than) if key(2) == Some(Key::More) && negated(3) => (Some(Bound::AtMost), at - 3),
        Some(Key::Than) if key(2) == Some(Key::More) => (Some(Bound::AtLeast), at - 2),
        Some(Key::Than) if key(2) == Some(Key::Less) && negated(3) => {
            (Some(Bound::AtLeast), at - 3)
        }
        Some(Key::Than) if key(2) == Some(Key::Less) => (Some(Bound::AtMost), at - 2),
        Some(Key::Under | Key::Over) if is(2, "just") => (Some(Bound::About), at - 2),
        Some(Key::Over) if is(2, "well") => (Some(Bound::AtLeast), at - 2),
        Some(Key::Over) => (Some(Bound::AtLeast), at - 1),
        Some(Key::Under) => (Some(Bound::AtMost), at - 1),
        Some(Key::To) if key(2) == Some(Key::Up) => (Some(Bound::AtMost), at - 2),
        Some(Key::To) if is(2, "close") => (Some(Bound::About), at - 2),
        Some(Key::Of) if is(2, "upwards") || is(2, "upward") => (Some(Bound::AtLeast), at - 2),
        Some(Key::Of) if is(2, "excess") && key(3) == Some(Key::In) => {
            (Some(Bound::AtLeast), at - 3)
        }
        Some(Key::Of) if is(2, "short") => (Some(Bound::AtMost), at - 2),
        Some(Key::Of) if is(2, "minimum") => (Some(Bound::AtLeast), at - 2),
        Some(Key::Of) if is(2, "maximum") => (Some(Bound::AtMost), at - 2),
        Some(Key::Of) if is(2, "total") && key(3) == Some(Key::A) => (None, at - 3),
        Some(Key::As)
            if matches!(key(2), Some(Key::Many | Key::Few)) && key(3) == Some(Key::As) =>
        {
            let most = key(2) == Some(Key::Many);
            (
                Some(if most { Bound::AtMost } else { Bound::AtLeast }),
                at - 3,
            )
        }
        Some(Key::About) => (
            Some(Bound::About),
            at - 1 - usize::from(key(2) == Some(Key::A)),
        ),
        Some(Key::Nearly) if !is(1, "close") => (Some(Bound::About), at - 1),
        Some(Key::Only | Key::Another) => (None, at - 1),
        Some(Key::Between) => (Some(Bound::About), at - 1),
        Some(Key::The) if key(2) == Some(Key::Of) && is(3, "upwards") => {
            (Some(Bound::AtLeast), at - 3)
        }
        _ if is(1, ",") && is(2, "minimum") => (Some(Bound::AtLeast), at - 1),
        _ if is(1, "passed") || is(1, "topping") || is(1, "passing") => {
            (Some(Bound::AtLeast), at - 1)
        }
        _ if is(1, "reportedly") || is(1, "possibly") => (None, at - 1),
        _ => return None,
    })
}

/// `or more`, `or so`, `-plus`, `+`, `-odd` behind the number.
fn bound_behind(words: &Words<'_>, quantity: &mut Quantity) {
    let end = quantity.end;
    let or = words.is(end, Key::Or);
    let hyphen = words.after_hyphen(end);
    let (bound, len) = match words.lex(end + 1) {
        Lex::Key(Key::More) if or => (Bound::AtLeast, 2),
        Lex::Key(Key::Less) if or => (Bound::AtMost, 2),
        Lex::Key(Key::So) if or => (Bound::About, 2),
        _ if words.mark(end, '+') && words.glued(end) => (Bound::AtLeast, 1),
        _ if hyphen > end && words.word_is(hyphen, "plus") => (Bound::AtLeast, 2),
        _ if hyphen > end && words.word_is(hyphen, "odd") => (Bound::About, 2),
        _ => return,
    };
    quantity.bound = bound;
    quantity.end = end + len;
}

/// Whether a number at `at` names instead of counting: `Su-24`, `Resolution 2254`, `24/7`, `1.`.
pub(crate) fn is_name(words: &Words<'_>, at: usize, end: usize) -> bool {
    let glued_word = |index: usize| {
        index < words.len()
            && words.glued(index + 1)
            && matches!(
                words.lex(index),
                Lex::Other | Lex::Key(Key::A) | Lex::Digits(_)
            )
    };
    let before = words.before(at, 1);
    if words.glued(at)
        && before == Lex::Mark('-')
        && at >= 2
        && words.glued(at - 1)
        && glued_word(at - 2)
    {
        return true;
    }
    if words.glued(at)
        && matches!(
            before,
            Lex::Other | Lex::Mark('/' | '#' | '_' | '.' | ':' | '@' | '&')
        )
    {
        return true;
    }
    if matches!(before, Lex::Key(Key::Version | Key::Age))
        || words.word_is(at.wrapping_sub(1), "no")
    {
        return true;
    }
    let after = words.lex(end);
    if words.glued(end) && matches!(after, Lex::Mark('/' | ':' | '_' | '@' | '°')) {
        return true;
    }
    if words.glued(end)
        && after == Lex::Other
        && !matches!(
            words.str(end),
            "km" | "m" | "kg" | "mm" | "cm" | "mph" | "kph" | "pc" | "bn" | "mn" | "k"
        )
    {
        return true;
    }
    let part = words.after_hyphen(end);
    let fraction = matches!(words.str(part), "thirds" | "quarters" | "fifths" | "tenths");
    fraction || list_number(words, at) || age(words, at, end)
}

/// `1.` or `1)` at the start of a line.
fn list_number(words: &Words<'_>, at: usize) -> bool {
    let starts = words.all.get(at).is_some_and(|word| word.new_line);
    starts && words.glued(at + 1) && matches!(words.lex(at + 1), Lex::Mark('.' | ')'))
}

/// `, 45,` behind a name; `45-year-old`, `45 years old`.
fn age(words: &Words<'_>, at: usize, end: usize) -> bool {
    let young = matches!(words.lex(at), Lex::Digits(Digits { value, len: 1..=3, marked: false }) if value < 115.0);
    let commas = words.mark(at.wrapping_sub(1), ',')
        && matches!(words.lex(end), Lex::Mark(',' | '.' | ')' | ';'));
    let named = at >= 2 && words.capital(at - 2) && words.lex(at - 2) == Lex::Other;
    if young && commas && named {
        return true;
    }
    let unit = words.after_hyphen(end);
    let old = words.after_hyphen(unit + 1);
    matches!(words.lex(unit), Lex::Unit(_)) && words.is(old, Key::Old)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_quantity(text: &str, number: &str, low: f64, high: f64, bound: Bound, span: &str) {
        let words = Words::of(text);
        let at = (0..words.len())
            .find(|&index| words.str(index) == number)
            .expect(number);
        let found = quantity(&words, at, 0).expect(text);
        assert_eq!(
            (found.low, found.high, found.bound),
            (low, high, bound),
            "{text}"
        );
        assert_eq!(words.span(found.start, found.end).of(text), span);
    }

    #[test]
    fn reads_bounds() {
        check_quantity(
            "at least 70 died",
            "70",
            70.0,
            70.0,
            Bound::AtLeast,
            "at least 70",
        );
        check_quantity(
            "no fewer than 70 died",
            "70",
            70.0,
            70.0,
            Bound::AtLeast,
            "no fewer than 70",
        );
        check_quantity(
            "as many as 300 thousand",
            "300",
            3e5,
            3e5,
            Bound::AtMost,
            "as many as 300 thousand",
        );
        check_quantity(
            "an estimated 5,000 or more fled",
            "5,000",
            5e3,
            5e3,
            Bound::AtLeast,
            "an estimated 5,000 or more",
        );
        check_quantity("some 40 men", "40", 40.0, 40.0, Bound::About, "some 40");
    }

    #[test]
    fn reads_bounds_of_several_words() {
        check_quantity(
            "well over 100 died",
            "100",
            100.0,
            100.0,
            Bound::AtLeast,
            "well over 100",
        );
        check_quantity(
            "just under 48 left",
            "48",
            48.0,
            48.0,
            Bound::About,
            "just under 48",
        );
        check_quantity(
            "in excess of 900 died",
            "900",
            900.0,
            900.0,
            Bound::AtLeast,
            "in excess of 900",
        );
        check_quantity(
            "scores injured",
            "scores",
            40.0,
            99.0,
            Bound::About,
            "scores",
        );
    }

    #[test]
    fn reads_ranges() {
        check_quantity(
            "between 20 and 30 men",
            "20",
            20.0,
            30.0,
            Bound::About,
            "between 20 and 30",
        );
        check_quantity(
            "3 to 5 million men",
            "3",
            3e6,
            5e6,
            Bound::About,
            "3 to 5 million",
        );
        check_quantity(
            "hundreds of thousands of men",
            "hundreds",
            2e5,
            999_999.0,
            Bound::About,
            "hundreds of thousands",
        );
        check_quantity(
            "several hundred men",
            "several",
            200.0,
            900.0,
            Bound::About,
            "several hundred",
        );
    }
}
