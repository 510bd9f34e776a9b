//! News agencies and outlets, with country and ownership.
//!
//! # Examples
//! ```
//! use rashomon_lexicon::media::{OutletKind, find};
//! let tass = find("Itar-Tass").unwrap();
//! assert_eq!((tass.key, tass.kind), ("tass", OutletKind::Agency));
//! ```

use rashomon_doc::Iso3;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What an outlet is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum OutletKind {
    /// A news agency, which others copy.
    Agency,
    /// Television or radio.
    Broadcaster,
    /// A newspaper.
    Paper,
    /// A magazine.
    Magazine,
    /// A news site.
    Website,
    /// A service that publishes what its users write.
    Platform,
}

/// Who owns or directs an outlet.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ownership {
    /// A government.
    State,
    /// A public-service body at arm's length from government.
    Public,
    /// Private owners.
    Private,
    /// An armed group.
    ArmedGroup,
}

/// A news agency or outlet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Outlet {
    /// Stable key, without the prefix `media:` of entity links.
    pub key: &'static str,
    /// The best name.
    pub name: &'static str,
    /// Other forms of the name.
    pub other_names: Vec<&'static str>,
    /// Where it is based.
    pub country: Iso3,
    /// What it is.
    pub kind: OutletKind,
    /// Who owns or directs it.
    pub ownership: Ownership,
}

struct Tables {
    outlets: Vec<Outlet>,
    names: HashMap<&'static str, usize>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| parse(include_str!("../data/media/media.tsv")));

/// All outlets, by key.
pub fn all() -> &'static [Outlet] {
    &TABLES.outlets
}

/// The outlet of `key`.
pub fn outlet(key: &str) -> Option<&'static Outlet> {
    let index = all().binary_search_by_key(&key, |outlet| outlet.key).ok()?;
    Some(&all()[index])
}

/// The outlet with this name, as written; a leading `the` does not matter, capitals do.
pub fn find(name: &str) -> Option<&'static Outlet> {
    let bare = name
        .strip_prefix("the ")
        .or_else(|| name.strip_prefix("The "));
    let names = &TABLES.names;
    let index = names.get(name).or_else(|| names.get(bare?))?;
    Some(&all()[*index])
}

fn parse(table: &'static str) -> Tables {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let outlets: Vec<Outlet> = lines.filter_map(row).collect();
    let mut names = HashMap::new();
    for (index, outlet) in outlets.iter().enumerate() {
        names.entry(outlet.name).or_insert(index);
    }
    for (index, outlet) in outlets.iter().enumerate() {
        for name in &outlet.other_names {
            names.entry(*name).or_insert(index);
        }
    }
    Tables { outlets, names }
}

fn row(line: &'static str) -> Option<Outlet> {
    let mut cells = line.split('\t');
    let (key, name, others) = (cells.next()?, cells.next()?, cells.next()?);
    Some(Outlet {
        key,
        name,
        other_names: others.split(';').filter(|name| !name.is_empty()).collect(),
        country: Iso3::new(cells.next()?)?,
        kind: match cells.next()? {
            "agency" => OutletKind::Agency,
            "broadcaster" => OutletKind::Broadcaster,
            "paper" => OutletKind::Paper,
            "magazine" => OutletKind::Magazine,
            "website" => OutletKind::Website,
            "platform" => OutletKind::Platform,
            _ => return None,
        },
        ownership: match cells.next()? {
            "state" => Ownership::State,
            "public" => Ownership::Public,
            "private" => Ownership::Private,
            "armed group" => Ownership::ArmedGroup,
            _ => return None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::countries;

    #[test]
    fn rows_are_sorted_and_whole() {
        let lines = include_str!("../data/media/media.tsv").lines();
        assert_eq!(
            lines.filter(|line| !line.starts_with('#')).count(),
            all().len()
        );
        assert!(all().windows(2).all(|pair| pair[0].key < pair[1].key));
        for outlet in all() {
            assert!(
                countries::country(outlet.country).is_some(),
                "{}",
                outlet.key
            );
            assert_eq!(
                super::outlet(outlet.key).map(|found| found.name),
                Some(outlet.name)
            );
        }
    }

    #[test]
    fn no_two_outlets_share_a_name() {
        for outlet in all() {
            for name in outlet.other_names.iter().chain([&outlet.name]) {
                assert_eq!(
                    find(name).map(|found| found.key),
                    Some(outlet.key),
                    "{name}"
                );
            }
        }
    }

    #[test]
    fn finds_by_any_form() {
        for (name, key) in [
            ("AFP", "afp"),
            ("the BBC", "bbc"),
            ("The Guardian", "guardian"),
            ("Europe1", "europe-1"),
            ("Russia 24", "rossiya-24"),
            ("SANA", "sana"),
            ("New York Times", "new-york-times"),
        ] {
            assert_eq!(find(name).map(|outlet| outlet.key), Some(key), "{name}");
        }
        assert_eq!(find("Nobody's Gazette"), None);
    }
}
