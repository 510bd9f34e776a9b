//! States and territories: names, demonyms, capitals, and the seats that stand for a government.
//!
//! # Examples
//! ```
//! use rashomon_lexicon::countries::{TermKind, find};
//! let term = find("the Kremlin").unwrap();
//! assert_eq!((term.country.as_str(), term.kind), ("RUS", TermKind::Seat));
//! assert_eq!(find("Syrians").unwrap().kind, TermKind::People);
//! assert!(find("us").is_none() && find("US").is_some());
//! ```

use rashomon_doc::Iso3;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A state or territory.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Country {
    /// ISO 3166-1 alpha-3 code; `XKX` for Kosovo.
    pub code: Iso3,
    /// The name news use.
    pub name: &'static str,
    /// Other names: official, short, former.
    pub other_names: Vec<&'static str>,
    /// Adjectives; most also name one person of the country.
    pub adjectives: Vec<&'static str>,
    /// Words for its people, plural unless the language has a separate word for one of them.
    pub peoples: Vec<String>,
    /// The capital first, then other seats of government among the cities.
    pub capitals: Vec<&'static str>,
    /// Buildings and quarters that stand for the government.
    pub seats: Vec<&'static str>,
}

/// How a phrase leads to a country.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum TermKind {
    /// A name of the country: `Russia`, `Russian Federation`.
    Name,
    /// An adjective, which may also name one person: `Russian`.
    Adjective,
    /// Its people: `Russians`, `Frenchman`.
    People,
    /// A capital, which may stand for the government: `Moscow`.
    Capital,
    /// A building or quarter that stands for the government: `the Kremlin`.
    Seat,
}

/// What a phrase says of a country.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Term {
    /// How the phrase leads to the country.
    pub kind: TermKind,
    /// The country.
    pub country: Iso3,
    /// Whether the phrase counts only in capitals, as `US` beside `us`.
    pub capitals_only: bool,
}

struct Tables {
    countries: Vec<Country>,
    terms: FxHashMap<String, Term>,
}

static TABLES: LazyLock<Tables> =
    LazyLock::new(|| parse(include_str!("../data/countries/countries.tsv")));

/// All countries, by code.
pub fn all() -> &'static [Country] {
    &TABLES.countries
}

/// The country of `code`.
pub fn country(code: Iso3) -> Option<&'static Country> {
    let countries = all();
    let index = countries
        .binary_search_by_key(&code, |country| country.code)
        .ok()?;
    Some(&countries[index])
}

/// What `words`, as written in a text, say of a country. A leading `the` is passed over; words
/// without a capital, and abbreviations in small letters, are nothing.
pub fn find(words: &str) -> Option<Term> {
    let words = words
        .strip_prefix("the ")
        .or_else(|| words.strip_prefix("The "))
        .unwrap_or(words);
    if !words.starts_with(char::is_uppercase) {
        return None;
    }
    let term = find_lower(&words.to_lowercase())?;
    (!term.capitals_only || !words.chars().any(char::is_lowercase)).then_some(term)
}

/// What a phrase in small letters, without article, says of a country. The caller minds
/// [`Term::capitals_only`].
pub fn find_lower(phrase: &str) -> Option<Term> {
    TABLES.terms.get(phrase).copied()
}

/// Every phrase in small letters with what it says, in the order of the table: countries by code.
pub fn terms() -> impl Iterator<Item = (String, Term)> {
    all().iter().flat_map(phrases)
}

fn parse(table: &'static str) -> Tables {
    let countries: Vec<Country> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(row)
        .collect();
    let mut rows: Vec<(String, Term)> = countries.iter().flat_map(phrases).collect();
    // Where a phrase has two meanings, the name of a country outranks the rest.
    rows.sort_by_key(|(_, term)| term.kind);
    let mut terms = FxHashMap::default();
    terms.reserve(rows.len());
    for (phrase, term) in rows {
        terms.entry(phrase).or_insert(term);
    }
    Tables { countries, terms }
}

fn row(line: &'static str) -> Option<Country> {
    let mut cells = line.split('\t');
    let code = Iso3::new(cells.next()?)?;
    let name = cells.next()?;
    let mut list = || -> Vec<&'static str> { split(cells.next().unwrap_or_default()) };
    let (other_names, adjectives, peoples) = (list(), list(), list());
    let (capitals, seats) = (list(), list());
    Some(Country {
        code,
        name,
        other_names,
        peoples: peoples_of(&adjectives, &peoples),
        adjectives,
        capitals,
        seats,
    })
}

fn split(cell: &'static str) -> Vec<&'static str> {
    cell.split(';').filter(|part| !part.is_empty()).collect()
}

/// `+` stands for every adjective with an `s`.
fn peoples_of(adjectives: &[&str], peoples: &[&str]) -> Vec<String> {
    let mut out = Vec::new();
    for &word in peoples {
        if word == "+" {
            let inflected = adjectives.iter().filter(|word| !word.ends_with(['.', 'S']));
            out.extend(inflected.map(|adjective| format!("{adjective}s")));
        } else {
            out.push(word.to_owned());
        }
    }
    out
}

fn phrases(country: &Country) -> Vec<(String, Term)> {
    let names = std::iter::once(country.name).chain(country.other_names.iter().copied());
    let groups: [(TermKind, Vec<&str>); 5] = [
        (TermKind::Name, names.collect()),
        (TermKind::Adjective, country.adjectives.clone()),
        (
            TermKind::People,
            country.peoples.iter().map(String::as_str).collect(),
        ),
        (TermKind::Capital, country.capitals.clone()),
        (TermKind::Seat, country.seats.clone()),
    ];
    let mut out = Vec::new();
    for (kind, words) in groups {
        for word in words {
            let word = word
                .strip_prefix("the ")
                .or_else(|| word.strip_prefix("The "))
                .unwrap_or(word);
            let term = Term {
                kind,
                country: country.code,
                capitals_only: !word.chars().any(char::is_lowercase),
            };
            out.push((word.to_lowercase(), term));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, expected: Option<(&str, TermKind)>) {
        let found = find(words);
        let found = found
            .as_ref()
            .map(|term| (term.country.as_str(), term.kind));
        assert_eq!(found, expected, "{words}");
    }

    #[test]
    fn reads_names_demonyms_and_seats() {
        check("Russia", Some(("RUS", TermKind::Name)));
        check("Russian Federation", Some(("RUS", TermKind::Name)));
        check("U.S.", Some(("USA", TermKind::Name)));
        check("US", Some(("USA", TermKind::Name)));
        check("us", None);
        check("Us", None);
        check("Britons", Some(("GBR", TermKind::People)));
        check("Damascus", Some(("SYR", TermKind::Capital)));
        check("the White House", Some(("USA", TermKind::Seat)));
        check("Downing Street", Some(("GBR", TermKind::Seat)));
        check("The Kremlin", Some(("RUS", TermKind::Seat)));
        check("Danes", Some(("DNK", TermKind::People)));
        check("Atlantis", None);
    }

    #[test]
    fn rows_are_sorted_and_whole() {
        assert!(all().windows(2).all(|pair| pair[0].code < pair[1].code));
        let lines = include_str!("../data/countries/countries.tsv").lines();
        assert_eq!(
            lines.filter(|line| !line.starts_with('#')).count(),
            all().len()
        );
        for country in all() {
            assert_eq!(
                super::country(country.code).map(|found| found.name),
                Some(country.name)
            );
            check(country.name, Some((country.code.as_str(), TermKind::Name)));
        }
    }

    #[test]
    fn no_name_leads_to_two_countries() {
        let names = terms().filter(|(_, term)| term.kind == TermKind::Name);
        for (phrase, term) in names {
            assert_eq!(
                find_lower(&phrase).map(|found| found.country),
                Some(term.country),
                "{phrase}"
            );
        }
    }
}
