//! A pile of articles of any size, made from a few: groups of reports on one matter, each with names
//! and dates of its own, so that a comparison has as many stories as a real archive of that size.

use rashomon_doc::Date;
use std::error::Error;
use std::io::Write;

/// Reports in one group, which are to become one story.
const REPORTS: u64 = 8;

/// Days over which the groups are spread.
const SPREAD: u64 = 720;

/// Endings that make the names of one group unlike those of others.
const ENDINGS: [&str; 24] = [
    "ar", "en", "ik", "os", "um", "al", "eth", "ir", "ov", "un", "ad", "el", "im", "or", "ur",
    "an", "ep", "is", "ot", "ul", "ab", "ek", "il", "om",
];

#[derive(Debug, serde::Deserialize)]
struct Row {
    title: Option<String>,
    text: String,
    publisher: Option<String>,
}

/// Writes `n` articles as JSON Lines to `out`. The same input gives the same bytes.
pub(crate) fn write(n: u64, json_lines: &str, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let rows: Vec<Row> = json_lines
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let first = Date::constant(2020, 1, 1);
    for i in 0..n {
        let (group, report) = (i / REPORTS, i % REPORTS);
        let row = &rows[(mix(group) % rows.len() as u64) as usize];
        let day = mix(group ^ 0x5eed) % SPREAD + report / 3;
        let date = first.checked_add(jiff::Span::new().days(i64::try_from(day)?))?;
        let text: Vec<String> = row
            .text
            .split_inclusive(". ")
            .enumerate()
            // Each report leaves out other sentences; the first one stays.
            .filter(|(at, _)| *at == 0 || !mix(i * 131 + *at as u64).is_multiple_of(4))
            .map(|(_, sentence)| renamed(sentence, group))
            .collect();
        let title = row.title.as_deref().map(|title| renamed(title, group));
        let line = serde_json::json!({
            "id": format!("pile-{i}"),
            "title": title.map(|title| format!("{title} ({report})")),
            "text": text.concat(),
            "publisher": row.publisher.as_deref().map(|name| format!("{name} {report}")),
            "published": date.to_string(),
        });
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// `text` with another ending on every word written large inside a sentence.
fn renamed(text: &str, group: u64) -> String {
    let endings = ENDINGS.len() as u64;
    let (a, b) = (mix(group) % endings, mix(group ^ 7) % endings);
    let ending = format!("{}{}", ENDINGS[a as usize], ENDINGS[b as usize]);
    let mut out = String::with_capacity(text.len() + 64);
    let mut inside = false;
    for word in text.split_inclusive([' ', '\n']) {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let named = inside && bare.len() > 4 && bare.starts_with(char::is_uppercase);
        let is_day = bare.ends_with("day") || bare.chars().any(|c| c.is_ascii_digit());
        if named && !is_day {
            out.push_str(bare);
            out.push_str(&ending);
            out.push_str(&word[bare.len()..]);
        } else {
            out.push_str(word);
        }
        inside = !word.trim_end().ends_with(['.', '”', ':']);
    }
    out
}

/// Spreads the bits of `x` (splitmix64).
fn mix(x: u64) -> u64 {
    let mut z = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn a_pile_is_the_same_every_time_and_as_large_as_asked() {
        let input = r#"{"title": "Port", "text": "They said Halden left. Then Halden came.", "publisher": "Courier"}"#;
        let mut piles = [Vec::new(), Vec::new()];
        for pile in &mut piles {
            write(20, input, pile).expect("a vector can be written");
        }
        assert_eq!(piles[0], piles[1]);
        let text = String::from_utf8(piles[0].clone()).expect("JSON is UTF-8");
        assert_eq!(text.lines().count(), 20);
        assert!(!text.contains("Halden left"), "names are changed");
    }
}
