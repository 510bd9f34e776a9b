//! Numbers in digits and words.

use crate::words::{Digits, Key, Lex, Words};

/// A number and where it ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number {
    pub(crate) value: f64,
    /// The word after it.
    pub(crate) end: usize,
}

/// Reads a number at `start`: `2,500`, `3.5 million`, `two hundred and fifty`, `2 1/2`,
/// `twenty-three`. `a hundred` and `half a million` are read too; a bare `a` is not.
pub(crate) fn number(words: &Words<'_>, start: usize) -> Option<Number> {
    match words.lex(start) {
        Lex::Digits(digits) => Some(after_digits(words, start, digits)),
        Lex::Cardinal(_) => Some(in_words(words, start)),
        Lex::Key(Key::A) => match words.lex(start + 1) {
            Lex::Scale(scale) => Some(scaled(words, scale, start + 2)),
            Lex::Key(Key::Dozen) => Some(Number {
                value: 12.0,
                end: start + 2,
            }),
            _ => None,
        },
        Lex::Key(Key::Half) => half(words, start),
        _ => None,
    }
}

fn after_digits(words: &Words<'_>, start: usize, digits: Digits) -> Number {
    let mut value = digits.value;
    let mut end = start + 1;
    if let Some((fraction, after)) = fraction(words, end) {
        value += fraction;
        end = after;
    }
    with_scale(words, value, end)
}

/// `1/2` after a number.
fn fraction(words: &Words<'_>, start: usize) -> Option<(f64, usize)> {
    let at = words.after_hyphen(start);
    let small = |index: usize| match words.lex(index) {
        Lex::Digits(Digits {
            value,
            len: 1..=2,
            marked: false,
        }) => Some(value),
        _ => None,
    };
    let (over, under) = (small(at)?, small(at + 2)?);
    let joined = words.mark(at + 1, '/') && words.glued(at + 1) && words.glued(at + 2);
    (joined && over < under && !(words.glued(at) && at == start)).then_some((over / under, at + 3))
}

/// Multiplies by `million` and the like, and `dozen`, when one follows.
fn with_scale(words: &Words<'_>, value: f64, end: usize) -> Number {
    let at = words.after_hyphen(end);
    match words.lex(at) {
        Lex::Scale(scale) => scaled(words, value * scale, at + 1),
        Lex::Key(Key::Dozen) => Number {
            value: value * 12.0,
            end: at + 1,
        },
        _ => Number { value, end },
    }
}

/// `hundred thousand`: a second scale after the first.
fn scaled(words: &Words<'_>, value: f64, end: usize) -> Number {
    match words.lex(end) {
        Lex::Scale(scale) if scale > 100.0 => Number {
            value: value * scale,
            end: end + 1,
        },
        _ => Number { value, end },
    }
}

fn half(words: &Words<'_>, start: usize) -> Option<Number> {
    let at = start + 1 + usize::from(words.is(start + 1, Key::A));
    match words.lex(words.after_hyphen(at)) {
        Lex::Scale(scale) => Some(Number {
            value: scale / 2.0,
            end: words.after_hyphen(at) + 1,
        }),
        Lex::Key(Key::Dozen) => Some(Number {
            value: 6.0,
            end: words.after_hyphen(at) + 1,
        }),
        _ => None,
    }
}

/// `two hundred and fifty thousand`, as long as the parts fall in size.
fn in_words(words: &Words<'_>, start: usize) -> Number {
    let (mut total, mut group) = (0.0, 0.0);
    let mut at = start;
    let mut end = start;
    let mut tens = false;
    loop {
        match words.lex(at) {
            Lex::Cardinal(value) => {
                let value = f64::from(value);
                let fits = at == start
                    || (tens && value < 10.0 && value > 0.0)
                    || (group >= 100.0 && group % 100.0 == 0.0)
                    || (group == 0.0 && total > 0.0);
                if !fits {
                    break;
                }
                group += value;
                tens = value >= 20.0;
                end = at + 1;
            }
            Lex::Scale(scale) if scale == 100.0 && group > 0.0 && group < 100.0 => {
                group *= scale;
                tens = false;
                end = at + 1;
            }
            Lex::Scale(scale) if scale > 100.0 && group > 0.0 => {
                total += group * scale;
                group = 0.0;
                tens = false;
                end = at + 1;
            }
            _ => break,
        }
        at = next_part(words, end, group, total);
    }
    let value = total + group;
    match (words.lex(words.after_hyphen(end)), words.is(end, Key::And)) {
        (Lex::Key(Key::Dozen), _) => Number {
            value: value * 12.0,
            end: words.after_hyphen(end) + 1,
        },
        (_, true) => and_a_half(words, value, end),
        _ => Number { value, end },
    }
}

/// Where the next word of the number would stand: over a hyphen or, after a hundred, `and`.
fn next_part(words: &Words<'_>, end: usize, group: f64, total: f64) -> usize {
    let round = group >= 100.0 || (group == 0.0 && total > 0.0);
    if words.is(end, Key::And) && round && matches!(words.lex(end + 1), Lex::Cardinal(_)) {
        return end + 1;
    }
    words.after_hyphen(end)
}

/// `and a half million` after a number in words.
fn and_a_half(words: &Words<'_>, value: f64, end: usize) -> Number {
    let half = words.is(end + 1, Key::A) && words.is(end + 2, Key::Half);
    match words.lex(end + 3) {
        Lex::Scale(scale) if half => Number {
            value: (value + 0.5) * scale,
            end: end + 4,
        },
        _ => Number { value, end },
    }
}

/// The place in a row that the word at `index` tells: `third`, `20th`, `first`.
pub(crate) fn ordinal(words: &Words<'_>, index: usize) -> Option<u32> {
    match words.lex(index) {
        Lex::Ordinal(value) => Some(value),
        Lex::Key(Key::First) => Some(1),
        Lex::Key(Key::Second) => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_number(text: &str, value: f64, read: usize) {
        let words = Words::of(text);
        assert_eq!(
            number(&words, 0),
            Some(Number { value, end: read }),
            "{text}"
        );
    }

    #[test]
    fn reads_digits() {
        check_number("2,500 people", 2500.0, 1);
        check_number("3.5 million people", 3.5e6, 2);
        check_number("300 thousand", 300e3, 2);
        check_number("2 1/2 years", 2.5, 4);
        check_number("3 hundred thousand", 300e3, 3);
        check_number("1998 and", 1998.0, 1);
    }

    #[test]
    fn reads_words() {
        check_number("eleven out", 11.0, 1);
        check_number("twenty-three men", 23.0, 3);
        check_number("two hundred and fifty thousand men", 250e3, 5);
        check_number("five thousand two hundred men", 5200.0, 4);
        check_number("a hundred men", 100.0, 2);
        check_number("half a million men", 5e5, 3);
        check_number("two and a half million men", 2.5e6, 5);
        check_number("two dozen men", 24.0, 2);
        check_number("one two", 1.0, 1);
    }
}
