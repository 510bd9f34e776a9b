//! The search box: words, and operators that narrow them.

use crate::error::{Code, Failure};
use crate::params::Params;

/// What was asked: words for the index, and conditions.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Asked {
    /// Words and phrases, as the index reads them.
    pub(crate) words: String,
    /// `said:`: whose sayings to look in.
    pub(crate) said: Option<String>,
    /// `about:`: who or what must be named.
    pub(crate) about: Option<String>,
    /// The other operators.
    pub(crate) params: Params,
}

/// Reads `query`: `said:NAME`, `about:NAME`, `publisher:NAME`, `place:NAME`, `story:ID`,
/// `after:DAY` and `before:DAY` narrow the rest; `"several words"` may follow the colon.
///
/// The day of `before:` itself is not meant, that of `after:` is: `after:2024-03 before:2024-04`
/// is March.
///
/// # Errors
/// When a day is none.
pub(crate) fn asked(query: &str) -> Result<Asked, Failure> {
    let mut asked = Asked::default();
    for part in parts(query) {
        let Some((operator, value)) = operator(part) else {
            if !asked.words.is_empty() {
                asked.words.push(' ');
            }
            asked.words.push_str(part);
            continue;
        };
        let value = value.trim_matches('"').trim();
        if value.is_empty() {
            continue;
        }
        let value = Some(value.to_owned());
        match operator {
            Operator::Said => asked.said = value,
            Operator::About => asked.about = value,
            Operator::Publisher => asked.params.publisher = value,
            Operator::Place => asked.params.place = value,
            Operator::Story => asked.params.story = value,
            Operator::After => asked.params.from = value,
            Operator::Before => asked.params.until = value,
        }
    }
    check_days(&mut asked)?;
    Ok(asked)
}

/// Turns the day of `before:`, which is not meant itself, into the last day that is.
fn check_days(asked: &mut Asked) -> Result<(), Failure> {
    let filter = asked.params.filter()?;
    if let Some(before) = filter.until {
        let last = before.yesterday().map_err(|_| {
            Failure::new(Code::BadDate, format!("`{before}` is the first day of all"))
        })?;
        asked.params.until = Some(last.to_string());
    }
    Ok(())
}

#[derive(Clone, Copy, Debug)]
enum Operator {
    Said,
    About,
    Publisher,
    Place,
    Story,
    After,
    Before,
}

fn operator(part: &str) -> Option<(Operator, &str)> {
    let (name, value) = part.split_once(':')?;
    let operator = match name.to_ascii_lowercase().as_str() {
        "said" => Operator::Said,
        "about" => Operator::About,
        "publisher" => Operator::Publisher,
        "place" => Operator::Place,
        "story" => Operator::Story,
        "after" => Operator::After,
        "before" => Operator::Before,
        _ => return None,
    };
    Some((operator, value))
}

/// The parts of `query` between blanks; blanks between quotation marks do not part.
fn parts(query: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut is_quoted) = (0, false);
    for (at, c) in query.char_indices() {
        is_quoted ^= c == '"';
        if c.is_whitespace() && !is_quoted {
            parts.push(&query[start..at]);
            start = at + c.len_utf8();
        }
    }
    parts.push(&query[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_asked(query: &str, expected: &str) {
        let asked = asked(query).expect("a query");
        let fields = [
            ("said", &asked.said),
            ("about", &asked.about),
            ("publisher", &asked.params.publisher),
            ("from", &asked.params.from),
            ("until", &asked.params.until),
        ];
        let mut told = vec![asked.words.clone()];
        told.extend(
            fields
                .iter()
                .filter_map(|(name, value)| Some(format!("{name}={}", value.as_ref()?))),
        );
        assert_eq!(told.join(" | "), expected);
    }

    #[test]
    fn operators_are_taken_out() {
        check_asked(
            "said:Orsk station \"air defence\"",
            "station \"air defence\" | said=Orsk",
        );
        check_asked(
            "about:\"Red Cross\" before:2024-04 after:2024",
            " | about=Red Cross | from=2024 | until=2024-03-31",
        );
        check_asked(
            "publisher:\"Meridian Wire\" dam",
            "dam | publisher=Meridian Wire",
        );
    }

    #[test]
    fn what_is_no_operator_stays_a_word() {
        check_asked(
            "title:dam 12:30 said: \"half open",
            "title:dam 12:30 \"half open",
        );
        check_asked("", "");
        assert_eq!(asked("after:soon").expect_err("no day").code, Code::BadDate);
    }
}
