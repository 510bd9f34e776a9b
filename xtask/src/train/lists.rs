//! `cargo xtask train entity-lists`: lists of names for the tagger, from tables of facts.

use rashomon_entity::tagger::{Letters, NameLists};
use rashomon_eval::gold::{archive, text};
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;

const LISTS: &str = "crates/rashomon-entity/model/lists.bin";

/// What a list holds. Where a name is on two lists, the first of them counts.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum List {
    Persons = 1,
    ArmedGroups,
    Bodies,
    Parties,
    Territories,
    Cities,
    Places,
    PartyLetters,
}

#[derive(Default)]
struct Names(BTreeMap<String, List>);

impl Names {
    fn put(&mut self, name: &str, list: List) {
        let name = name.trim();
        let n_words = name.split_whitespace().count();
        if !(1..=7).contains(&n_words) || name.len() < 3 || list == List::Persons && n_words < 2 {
            return;
        }
        let entry = self.0.entry(name.to_owned()).or_insert(list);
        *entry = list.min(*entry);
    }
}

/// Writes the lists.
pub(crate) fn run(tables: &Path) -> Result<(), Box<dyn Error>> {
    let mut names = Names::default();
    parties(tables, &mut names)?;
    for (file, list) in [
        ("Phoenix.Countries.actors.txt", List::Persons),
        ("Phoenix.International.actors.txt", List::Bodies),
        ("Phoenix.MilNonState.actors.txt", List::ArmedGroups),
    ] {
        let bytes = fs::read(tables.join(file))?;
        phoenix(&String::from_utf8_lossy(&bytes), list, &mut names);
    }
    for line in text(&tables.join("geonames-cities500.tsv.xz"))?.lines() {
        place(line, &mut names);
    }
    for line in text(&tables.join("rigour-territories.jsonl.xz"))?.lines() {
        territory(&serde_json::from_str(line)?, &mut names);
    }
    for (path, bytes) in archive(&tables.join("us-congress-legislators.tar.xz"))? {
        if path.ends_with("legislators-current.yaml") || path.ends_with("executive.yaml") {
            legislators(&String::from_utf8_lossy(&bytes), &mut names);
        }
    }
    for (path, bytes) in archive(&tables.join("world-leaders-wikidata-2021-22.tar.xz"))? {
        if path.ends_with("wikidata.csv") || path.ends_with("official.csv") {
            column(&bytes, 5, |name| names.put(name, List::Persons))?;
        }
    }
    let mut rows: Vec<(List, Letters)> = names
        .0
        .iter()
        .map(|(name, list)| (*list, Letters::of(name)))
        .collect();
    // Spellings that differ by marks alone are one name: its first list counts.
    rows.sort_by_key(|(list, _)| *list);
    let rows: Vec<(Letters, u8)> = rows.iter().map(|(list, l)| (*l, *list as u8)).collect();
    let bytes = NameLists::build(&rows);
    fs::write(LISTS, &bytes)?;
    println!("{LISTS}: {} bytes, {} names", bytes.len(), rows.len());
    Ok(())
}

fn column(bytes: &[u8], index: usize, mut take: impl FnMut(&str)) -> Result<(), Box<dyn Error>> {
    for row in csv::Reader::from_reader(bytes).records() {
        if let Some(cell) = row?.get(index) {
            take(cell);
        }
    }
    Ok(())
}

fn parties(tables: &Path, names: &mut Names) -> Result<(), Box<dyn Error>> {
    for (path, bytes) in archive(&tables.join("partyfacts.tar.xz"))? {
        let (short, full) = match path.rsplit('/').next() {
            Some("wikipedia.csv") => (3, [4, 5]),
            Some("partyfacts-core-parties.csv") => (3, [4, 5]),
            _ => continue,
        };
        column(&bytes, short, |name| {
            if (3..=6).contains(&name.len()) && name.is_ascii() {
                names.put(name, List::PartyLetters);
            }
        })?;
        for index in full {
            column(&bytes, index, |cell| {
                for name in cell.split(" / ") {
                    let name = without_brackets(name);
                    if name.is_ascii() || name.contains(' ') {
                        names.put(&name, List::Parties);
                    }
                }
            })?;
        }
    }
    Ok(())
}

fn without_brackets(name: &str) -> String {
    let mut out = String::new();
    let mut depth = 0;
    for c in name.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= i32::from(depth > 0),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

/// The names of a dictionary of actors: a name on each line, other names behind `+`.
fn phoenix(dictionary: &str, list: List, names: &mut Names) {
    for line in dictionary.lines() {
        let name = line.strip_prefix('+').unwrap_or(line);
        if name.starts_with(['#', '\t', ' ']) || line.is_empty() {
            continue;
        }
        let name = name.split(['\t', '[', ';', '#']).next().unwrap_or_default();
        names.put(&name.replace('_', " "), list);
    }
}

fn place(line: &str, names: &mut Names) {
    let cells: Vec<&str> = line.split('\t').collect();
    let (Some(name), Some(population)) = (cells.get(1), cells.get(6)) else {
        return;
    };
    let population: u64 = population.parse().unwrap_or(0);
    match name.contains(' ') {
        true if population >= 2_000 => names.put(name, List::Places),
        false if population >= 100_000 => names.put(name, List::Cities),
        _ => {}
    }
}

fn territory(row: &serde_json::Value, names: &mut Names) {
    let strong = row["names_strong"].as_array().into_iter().flatten();
    for name in [&row["name"], &row["full_name"]].into_iter().chain(strong) {
        if let Some(name) = name.as_str().filter(|name| name.is_ascii()) {
            names.put(name, List::Territories);
        }
    }
}

/// The names in the `name:` blocks of a YAML list of persons.
fn legislators(yaml: &str, names: &mut Names) {
    let value = |person: &str, key: &str| {
        let line = person
            .lines()
            .map(str::trim)
            .find_map(|line| line.strip_prefix(key))?;
        Some(line.trim().trim_matches(['\'', '"']).to_owned())
    };
    for person in yaml.split("\n- id:") {
        if let Some(full) = value(person, "official_full:") {
            names.put(&full, List::Persons);
        }
        for first in ["first:", "nickname:"] {
            if let (Some(first), Some(last)) = (value(person, first), value(person, "last:")) {
                names.put(&format!("{first} {last}"), List::Persons);
            }
        }
    }
}
