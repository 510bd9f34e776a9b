//! Common nouns that denote actors: offices, trades, forces, bodies.
//!
//! # Examples
//! ```
//! use rashomon_lexicon::actor_nouns::find;
//! let minister = find("foreign minister").unwrap();
//! assert!(minister.person && minister.office.is_some());
//! assert!(!find("army").unwrap().person);
//! ```

use crate::actors::Office;
use rashomon_doc::Sector;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// A noun, or words that work as one, that denotes an actor.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Agent {
    /// The words, as lemmas in small letters.
    pub noun: &'static str,
    /// Whether one of them is a person; otherwise a group or body.
    pub person: bool,
    /// PLOVER sector, where the noun tells it.
    pub sector: Option<Sector>,
    /// The office it names, when each state has one holder of it.
    pub office: Option<Office>,
}

static AGENTS: LazyLock<FxHashMap<&'static str, Agent>> = LazyLock::new(|| {
    let table = include_str!("../data/actors/nouns.tsv");
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(row)
        .map(|agent| (agent.noun, agent))
        .collect()
});

/// The agent these lemmas denote.
pub fn find(lemmas: &str) -> Option<Agent> {
    AGENTS.get(lemmas).copied()
}

/// First words of the table's rows.
static FIRST: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| AGENTS.keys().map(|noun| first(noun)).collect());

/// Whether any row's words begin as `lemma` does: most words of a text need no further look.
pub fn begins(lemma: &str) -> bool {
    FIRST.contains(first(lemma))
}

/// What words say of the sector of whom they name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Coded {
    /// The sector.
    pub sector: Sector,
    /// A second sector, where the words tell of two.
    pub second: Option<Sector>,
}

static PHRASES: LazyLock<FxHashMap<&'static str, Coded>> =
    LazyLock::new(|| coded(include_str!("../data/agents/phrases.tsv")).collect());

static QUALIFIERS: LazyLock<FxHashMap<&'static str, Coded>> =
    LazyLock::new(|| coded(include_str!("../data/agents/qualifiers.tsv")).collect());

fn coded(table: &'static str) -> impl Iterator<Item = (&'static str, Coded)> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut cells = line.split('\t');
        let (words, sector) = (cells.next()?, cells.next()?);
        let coded = Coded {
            sector: Sector::new(sector)?,
            second: cells.next().and_then(Sector::new),
        };
        Some((words, coded))
    })
}

/// The sector of a noun or of words that work as one, singular and in small letters: a longer list
/// than that of [`find`], for words inside the names of bodies and before nouns.
pub fn phrase(words: &str) -> Option<Coded> {
    PHRASES.get(words).copied()
}

/// The sector that a word before a noun gives to a noun that has little of its own: `police` in
/// "police official".
pub fn qualifier(word: &str) -> Option<Sector> {
    QUALIFIERS.get(word).map(|coded| coded.sector)
}

fn first(words: &str) -> &str {
    words.split([' ', '-']).next().unwrap_or(words)
}

fn row(line: &'static str) -> Option<Agent> {
    let mut cells = line.split('\t');
    let (noun, kind, sector, office) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    Some(Agent {
        noun,
        person: kind == "P",
        sector: Sector::new(sector),
        office: match office {
            "President" => Some(Office::President),
            "Monarch" => Some(Office::Monarch),
            "Leader" => Some(Office::Leader),
            "PrimeMinister" => Some(Office::PrimeMinister),
            "Chancellor" => Some(Office::Chancellor),
            "VicePresident" => Some(Office::VicePresident),
            "ForeignMinister" => Some(Office::ForeignMinister),
            "DeputyForeignMinister" => Some(Office::DeputyForeignMinister),
            "DefenceMinister" => Some(Office::DefenceMinister),
            "InteriorMinister" => Some(Office::InteriorMinister),
            "PresidentialSpokesman" => Some(Office::PresidentialSpokesman),
            _ => None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_words_are_sorted_and_read() {
        for (table, n_rows) in [
            (include_str!("../data/agents/phrases.tsv"), PHRASES.len()),
            (
                include_str!("../data/agents/qualifiers.tsv"),
                QUALIFIERS.len(),
            ),
        ] {
            let lines = table.lines().filter(|line| !line.starts_with('#'));
            let words: Vec<&str> = lines.filter_map(|line| line.split('\t').next()).collect();
            assert!(words.windows(2).all(|pair| pair[0] < pair[1]));
            assert_eq!(words.len(), n_rows);
        }
        let bank = phrase("central bank").expect("a row");
        assert_eq!(bank.sector.as_str(), "GOV");
        assert_eq!(
            bank.second.map(|code| code.to_string()).as_deref(),
            Some("BUS")
        );
        assert_eq!(
            qualifier("police").map(|code| code.to_string()).as_deref(),
            Some("COP")
        );
    }

    #[test]
    fn every_row_is_read() {
        let table = include_str!("../data/actors/nouns.tsv");
        let lines: Vec<&str> = table
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect();
        assert_eq!(lines.len(), AGENTS.len());
        for line in lines {
            let agent = row(line).expect("a row");
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(agent.sector.is_none(), cells[2].is_empty(), "{line}");
            assert_eq!(agent.office.is_none(), cells[3].is_empty(), "{line}");
            assert!(matches!(cells[1], "P" | "G"), "{line}");
        }
    }
}
