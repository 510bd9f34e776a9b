//! News as a transformer labels it, for the small models to learn from.

use rashomon::doc::Span;
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::fmt::Display;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// The start and the end of a word, as bits its likely labels, and the likeliest.
pub(super) type Row = (u32, u32, u16, u8);

/// A text whose words are labelled.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Silver {
    /// The text.
    pub(super) text: String,
    /// The words that may be of a name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) names: Vec<Row>,
    /// The words that may be of a quotation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) quotes: Vec<Row>,
}

/// The texts of a file, a line each.
pub(super) fn read(path: &Path) -> Result<Vec<Silver>, Box<dyn Error>> {
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut all = Vec::new();
    for (at, line) in BufReader::new(file).lines().enumerate() {
        let place = |error: &dyn Display| format!("{}:{}: {error}", path.display(), at + 1);
        let line = line.map_err(|error| place(&error))?;
        all.push(serde_json::from_str(&line).map_err(|error| place(&error))?);
    }
    Ok(all)
}

/// For each token a bit for each of its likely labels, and the likeliest; those that no row names
/// are outside.
pub(super) fn likely(rows: &[Row], tokens: &[Span]) -> Vec<(u16, u8)> {
    let mut rows = rows.iter().peekable();
    let label = |token: &Span| {
        while rows.next_if(|row| row.1 <= token.start).is_some() {}
        let row = rows.next_if(|row| row.0 < token.end);
        row.map_or((1, 0), |row| (row.2, row.3))
    };
    tokens.iter().map(label).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_without_a_row_are_outside() {
        let tokens = [(0, 3), (4, 8), (8, 9), (10, 14)].map(|(start, end)| Span::new(start, end));
        let rows = [(4, 8, 6, 2), (10, 14, 1 | 2, 0)];
        assert_eq!(likely(&rows, &tokens), [(1, 0), (6, 2), (1, 0), (3, 0)]);
    }

    #[test]
    fn a_broken_line_is_told_with_its_place() {
        let file = std::env::temp_dir().join(format!("silver-{}", std::process::id()));
        std::fs::write(
            &file,
            "{\"text\":\"A town.\",\"names\":[[2,6,3,1]]}\n{\"text\"\n",
        )
        .unwrap();
        let error = read(&file).unwrap_err().to_string();
        std::fs::remove_file(&file).unwrap();
        assert!(error.contains(":2: "), "{error}");
    }
}
