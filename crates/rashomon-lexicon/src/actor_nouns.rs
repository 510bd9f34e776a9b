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
