//! Common nouns for people and bodies that act, with their PLOVER sector.
//!
//! # Examples
//! ```
//! use rashomon_lexicon::agents::sector;
//! assert_eq!(sector("soldier").unwrap().as_str(), "MIL");
//! assert!(sector("table").is_none());
//! ```

use rashomon_doc::Sector;
use std::collections::HashMap;
use std::sync::LazyLock;

static AGENTS: LazyLock<HashMap<&'static str, Sector>> =
    LazyLock::new(|| rows(include_str!("../data/agents/agents.tsv")).collect());

/// The sector of the noun `lemma`, in the singular and small letters; `None` for what does not
/// act. A word of several sectors has the one its last row gives.
pub fn sector(lemma: &str) -> Option<Sector> {
    AGENTS.get(lemma).copied()
}

fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, Sector)> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (code, words) = line.split_once('\t')?;
            Some((Sector::new(code)?, words))
        })
        .flat_map(|(sector, words)| words.split(' ').map(move |word| (word, sector)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_sector() {
        let table = include_str!("../data/agents/agents.tsv");
        let words: usize = table
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split_once('\t').unwrap().1.split(' ').count())
            .sum();
        assert_eq!(rows(table).count(), words);
    }
}
