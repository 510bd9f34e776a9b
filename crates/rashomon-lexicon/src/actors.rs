//! Actors of the news: persons with their offices by date, international bodies, ministries,
//! services, parties and armed groups.
//!
//! # Examples
//! ```
//! use rashomon_lexicon::actors::{Day, Office, find, holder};
//! use rashomon_doc::Iso3;
//! let lavrov = find("Sergei Lavrov").next().unwrap();
//! assert_eq!(lavrov.key, "per:sergey-lavrov");
//! let france = Iso3::new("FRA").unwrap();
//! let minister = holder(Office::ForeignMinister, france, Day::new(2016, 2, 12)).unwrap();
//! assert_eq!(minister.name, "Jean-Marc Ayrault");
//! ```

use crate::countries;
use rashomon_doc::{Date, EntityType, Iso3, Sector};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A day as the number `yyyymmdd`, so that days compare as they follow each other.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Day(u32);

impl Day {
    /// The day of `year`, `month` and `day`.
    pub const fn new(year: u32, month: u32, day: u32) -> Self {
        Self(year * 10_000 + month * 100 + day)
    }
}

impl Day {
    /// `2004`, `2004-03` or `2004-03-09`: the first day of the year or month, the last one when
    /// `until`; an empty text is the end of time on that side. `None` for anything else.
    pub fn read(text: &str, until: bool) -> Option<Self> {
        let parts = text.split('-').count();
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !text.is_empty() && (parts > 3 || !text.split('-').all(digits)) {
            return None;
        }
        let read = match until {
            true => day(text, 12, 31, 99_991_231)?,
            false => day(text, 1, 1, 0)?,
        };
        let (month, of_month) = (read.0 / 100 % 100, read.0 % 100);
        let fits = (1..=12).contains(&month) && (1..=31).contains(&of_month);
        (text.is_empty() || fits && read.0 >= 1_000_000).then_some(read)
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self::new(
            u32::try_from(date.year()).unwrap_or(0),
            date.month().unsigned_abs().into(),
            date.day().unsigned_abs().into(),
        )
    }
}

/// An office that every state has, so that its words name one person at a time.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Office {
    /// President.
    President,
    /// King, queen, emir or sultan.
    Monarch,
    /// Supreme leader.
    Leader,
    /// Prime minister.
    PrimeMinister,
    /// Chancellor.
    Chancellor,
    /// Vice president.
    VicePresident,
    /// Foreign minister or secretary of state.
    ForeignMinister,
    /// Deputy foreign minister.
    DeputyForeignMinister,
    /// Defence minister or secretary.
    DefenceMinister,
    /// Interior minister.
    InteriorMinister,
    /// Chief of the general staff.
    ChiefOfStaff,
    /// Head of intelligence.
    SpyChief,
    /// Ambassador to the United Nations.
    UnAmbassador,
    /// Spokesman of the head of state or government.
    PresidentialSpokesman,
    /// Spokesman of the foreign ministry.
    ForeignSpokesman,
    /// Spokesman of the defence ministry.
    DefenceSpokesman,
    /// Leader of the opposition.
    OppositionLeader,
    /// Member of parliament.
    Lawmaker,
    /// Any other office; its title tells which.
    Other,
}

impl Office {
    /// Sector of whoever holds it.
    pub fn sector(self) -> Sector {
        let code = match self {
            Office::ChiefOfStaff | Office::DefenceSpokesman => "MIL",
            Office::SpyChief => "SPY",
            Office::OppositionLeader => "OPP",
            Office::Lawmaker => "LEG",
            _ => "GOV",
        };
        sector(code).expect("three capitals")
    }
}

/// The time for which somebody holds an office.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Term {
    /// Which office.
    pub office: Office,
    /// Its title, with the country.
    pub title: String,
    /// Sector of its holder.
    pub sector: Sector,
    /// First day.
    pub from: Day,
    /// Last day; far in the future when it has not ended as far as the table knows.
    pub until: Day,
}

impl Term {
    /// Whether it runs on `day`.
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && day <= self.until
    }
}

/// A person or body of the table.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Actor {
    /// Stable key of entity links, such as `per:sergey-lavrov` or `org:nato`.
    pub key: String,
    /// The best name.
    pub name: &'static str,
    /// Other names, a surname among them where it names this person by itself.
    pub other_names: Vec<&'static str>,
    /// What kind of thing it is.
    pub kind: EntityType,
    /// Country by ISO code, or `IGO`, `NGO`, `UNO`, `EUR`, `IMG` for bodies above states.
    pub country: Option<Iso3>,
    /// Offices of a person; sectors of a body by date. Sorted as in the table.
    pub terms: Vec<Term>,
    /// Wikidata id where known.
    pub wikidata: Option<&'static str>,
}

impl Actor {
    /// The office held on `day`; the highest when there are several.
    pub fn term_on(&self, day: Day) -> Option<&Term> {
        let held = self.terms.iter().filter(|term| term.holds(day));
        held.min_by_key(|term| term.office)
    }

    /// The sector on `day`: of the office held then; `ELI` for persons out of office whom the table
    /// knows for one; `CVL` for those it knows for none.
    pub fn sector_on(&self, day: Day) -> Option<Sector> {
        if let Some(term) = self.term_on(day) {
            return Some(term.sector);
        }
        let former = self.terms.iter().any(|term| term.until < day);
        match self.kind {
            EntityType::Person if former => sector("ELI"),
            EntityType::Person if self.terms.is_empty() => sector("CVL"),
            EntityType::Person => None,
            _ => self.terms.first().map(|term| term.sector),
        }
    }
}

/// Day on which the tables' knowledge ends.
pub const KNOWN_UNTIL: Day = Day::new(2025, 6, 30);

struct Tables {
    actors: Vec<Actor>,
    names: FxHashMap<String, Vec<u32>>,
    keys: FxHashMap<String, u32>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let organisations = include_str!("../data/actors/organisations.tsv");
    let persons = include_str!("../data/actors/persons.tsv");
    let actors: Vec<Actor> = lines(organisations)
        .filter_map(organisation)
        .chain(lines(persons).filter_map(person))
        .collect();
    let mut names: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    names.reserve(4 * actors.len());
    for (index, actor) in actors.iter().enumerate() {
        for name in actor.other_names.iter().chain([&actor.name]) {
            let rows = names.entry(key_of(name)).or_default();
            if rows.last() != Some(&(index as u32)) {
                rows.push(index as u32);
            }
        }
    }
    let keys = actors.iter().zip(0..);
    let keys = keys.map(|(actor, index)| (actor.key.clone(), index));
    Tables {
        keys: keys.collect(),
        actors,
        names,
    }
});

/// All actors: bodies by key, then persons by key.
pub fn all() -> &'static [Actor] {
    &TABLES.actors
}

/// The actor with this key.
pub fn actor(key: &str) -> Option<&'static Actor> {
    let index = *TABLES.keys.get(key)?;
    all().get(index as usize)
}

/// The actors that bear this name, as written, in the order of the table. Spelling counts but for
/// accents, hyphens, kinds of apostrophe and, beyond abbreviations, capitals.
pub fn find(name: &str) -> impl Iterator<Item = &'static Actor> {
    let key = key_of(name);
    let names = &TABLES.names;
    // A headline in capitals still names whoever has four letters or more.
    let rows = names.get(&key).or_else(|| {
        let shout = key.len() >= 4 && !key.chars().any(char::is_lowercase);
        shout.then(|| names.get(&key.to_lowercase())).flatten()
    });
    let rows = rows.map_or(&[][..], Vec::as_slice);
    rows.iter().map(|&row| &all()[row as usize])
}

/// Who holds `office` of `country` on `day`.
pub fn holder(office: Office, country: Iso3, day: Day) -> Option<&'static Actor> {
    let day = day.min(KNOWN_UNTIL);
    all().iter().find(|actor| {
        actor.country == Some(country)
            && actor
                .terms
                .iter()
                .any(|term| term.office == office && term.holds(day))
    })
}

/// The form under which a name is looked up: without accents, hyphens as blanks, one kind of
/// apostrophe, small letters. Abbreviations of up to six letters keep their capitals, so that `IS`
/// is not `is`; a leading `the` is dropped.
pub fn key_of(name: &str) -> String {
    let name = ["the ", "The "]
        .iter()
        .find_map(|article| name.strip_prefix(article))
        .unwrap_or(name);
    let short = name.chars().filter(|c| c.is_alphanumeric()).count() <= 6;
    let capitals = short && !name.chars().any(char::is_lowercase);
    let mut key = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '\u{2019}' | '\u{2018}' | '`' | '\u{2bc}' => key.push('\''),
            '-' | '\u{2010}' | '\u{2011}' | '\u{2013}' | ' ' | '\u{a0}' => {
                if !key.ends_with(' ') {
                    key.push(' ');
                }
            }
            '.' => {}
            _ if c.is_ascii() && capitals => key.push(c),
            _ if c.is_ascii() => key.push(c.to_ascii_lowercase()),
            _ if capitals => key.push_str(any_ascii::any_ascii_char(c)),
            _ => key.extend(
                any_ascii::any_ascii_char(c)
                    .chars()
                    .map(|c| c.to_ascii_lowercase()),
            ),
        }
    }
    key
}

/// The sector with this code.
pub fn sector(code: &str) -> Option<Sector> {
    Sector::new(code)
}

fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#'))
}

fn list(cell: &'static str) -> Vec<&'static str> {
    cell.split(';').filter(|part| !part.is_empty()).collect()
}

fn organisation(line: &'static str) -> Option<Actor> {
    let mut cells = line.split('\t');
    let (key, kind, name) = (cells.next()?, cells.next()?, cells.next()?);
    let (others, country, sectors) = (cells.next()?, cells.next()?, cells.next()?);
    let kind: EntityType = kind.parse().ok()?;
    let prefix = match kind {
        EntityType::ArmedGroup => "arm",
        EntityType::Gpe => "gpe",
        _ => "org",
    };
    let terms = list(sectors).into_iter().filter_map(|cell| {
        let (code, span) = cell.split_once('@').unwrap_or((cell, ".."));
        let (from, until) = days(span)?;
        Some(Term {
            office: Office::Other,
            title: String::new(),
            sector: sector(code)?,
            from,
            until,
        })
    });
    Some(Actor {
        key: format!("{prefix}:{key}"),
        name,
        other_names: list(others),
        kind,
        country: Iso3::new(country),
        terms: terms.collect(),
        wikidata: None,
    })
}

fn person(line: &'static str) -> Option<Actor> {
    let mut cells = line.split('\t');
    let (key, name, country) = (cells.next()?, cells.next()?, cells.next()?);
    let (others, offices, wikidata) = (cells.next()?, cells.next()?, cells.next()?);
    let country = Iso3::new(country)?;
    Some(Actor {
        key: format!("per:{key}"),
        name,
        other_names: list(others),
        kind: EntityType::Person,
        country: Some(country),
        terms: list(offices)
            .into_iter()
            .filter_map(|cell| term(cell, country))
            .collect(),
        wikidata: Some(wikidata).filter(|id| !id.is_empty()),
    })
}

/// `fm 2004-03-09..` or `"Mayor of London"/GOV 2008..2016`.
fn term(cell: &str, country: Iso3) -> Option<Term> {
    let (what, span) = cell.rsplit_once(' ')?;
    let (from, until) = days(span)?;
    let (office, title, sector) = match what.strip_prefix('"') {
        Some(rest) => {
            let (title, code) = rest.split_once("\"/")?;
            (Office::Other, title.to_owned(), sector(code)?)
        }
        None => {
            let (office, title) = office(what, country)?;
            (office, title, office.sector())
        }
    };
    Some(Term {
        office,
        title,
        sector,
        from,
        until,
    })
}

fn office(code: &str, country: Iso3) -> Option<(Office, String)> {
    let of = countries::country(country).map_or("", |country| country.name);
    let (office, title) = match (code, country.as_str()) {
        ("pres", _) => (Office::President, "President"),
        ("king", _) => (Office::Monarch, "King"),
        ("queen", _) => (Office::Monarch, "Queen"),
        ("emir", _) => (Office::Monarch, "Emir"),
        ("sultan", _) => (Office::Monarch, "Sultan"),
        ("leader", _) => (Office::Leader, "Supreme Leader"),
        ("pm", _) => (Office::PrimeMinister, "Prime Minister"),
        ("chan", _) => (Office::Chancellor, "Chancellor"),
        ("vp", _) => (Office::VicePresident, "Vice President"),
        ("fm", "USA") => (Office::ForeignMinister, "Secretary of State"),
        ("fm", "GBR") => (Office::ForeignMinister, "Foreign Secretary"),
        ("fm", _) => (Office::ForeignMinister, "Foreign Minister"),
        ("dfm", _) => (Office::DeputyForeignMinister, "Deputy Foreign Minister"),
        ("dm", "USA") => (Office::DefenceMinister, "Secretary of Defense"),
        ("dm", "GBR") => (Office::DefenceMinister, "Defence Secretary"),
        ("dm", _) => (Office::DefenceMinister, "Defence Minister"),
        ("im", "GBR") => (Office::InteriorMinister, "Home Secretary"),
        ("im", "IND") => (Office::InteriorMinister, "Home Minister"),
        ("im", _) => (Office::InteriorMinister, "Interior Minister"),
        ("cos", "USA") => (
            Office::ChiefOfStaff,
            "Chairman of the Joint Chiefs of Staff",
        ),
        ("cos", _) => (Office::ChiefOfStaff, "Chief of the General Staff"),
        ("spy", "USA") => (Office::SpyChief, "Director of the CIA"),
        ("spy", _) => (Office::SpyChief, "Head of Intelligence"),
        ("unamb", _) => (Office::UnAmbassador, "Ambassador to the United Nations"),
        ("spokpres", "USA") => (Office::PresidentialSpokesman, "White House spokesman"),
        ("spokpres", "RUS") => (Office::PresidentialSpokesman, "Kremlin spokesman"),
        ("spokpres", "DEU") => (Office::PresidentialSpokesman, "Government spokesman"),
        ("spokpres", _) => (Office::PresidentialSpokesman, "Presidential spokesman"),
        ("spokfm", "USA") => (Office::ForeignSpokesman, "State Department spokesman"),
        ("spokfm", _) => (Office::ForeignSpokesman, "Foreign Ministry spokesman"),
        ("spokdm", "USA") => (Office::DefenceSpokesman, "Pentagon spokesman"),
        ("spokdm", _) => (Office::DefenceSpokesman, "Defence Ministry spokesman"),
        ("opp", _) => (Office::OppositionLeader, "Opposition leader"),
        ("leg", _) => (Office::Lawmaker, "Member of Parliament"),
        _ => return None,
    };
    Some((office, format!("{title} of {of}")))
}

/// `2004-03-09..2008`, either end open.
fn days(span: &str) -> Option<(Day, Day)> {
    let (from, until) = span.split_once("..")?;
    Some((day(from, 1, 1, 0)?, day(until, 12, 31, 99_991_231)?))
}

fn day(text: &str, month: u32, day: u32, open: u32) -> Option<Day> {
    if text.is_empty() {
        return Some(Day(open));
    }
    let mut parts = text.split('-');
    let year = parts.next()?.parse().ok()?;
    let mut part = |default| parts.next().map_or(Ok(default), str::parse);
    Some(Day::new(year, part(month).ok()?, part(day).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, key: &str) {
        let keys: Vec<&str> = find(name).map(|actor| actor.key.as_str()).collect();
        assert!(keys.contains(&key), "{name}: {keys:?}");
    }

    #[test]
    fn every_row_is_read() {
        let organisations = include_str!("../data/actors/organisations.tsv");
        let persons = include_str!("../data/actors/persons.tsv");
        assert_eq!(
            lines(organisations).count() + lines(persons).count(),
            all().len()
        );
        for line in lines(persons) {
            let cells: Vec<&str> = line.split('\t').collect();
            let read = actor(&format!("per:{}", cells[0])).expect("a row for each key");
            assert_eq!(list(cells[4]).len(), read.terms.len(), "{line}");
        }
        for actor in all() {
            assert!(actor.country.is_some(), "{}", actor.key);
            for term in &actor.terms {
                assert!(term.from <= term.until, "{}", actor.key);
            }
        }
    }

    #[test]
    fn every_person_has_a_source() {
        for line in lines(include_str!("../data/actors/persons.tsv")) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 7, "{line}");
            assert!(cells[6].starts_with("public record"), "{line}");
            assert_eq!(
                cells[6].contains("Wikidata"),
                !cells[5].is_empty(),
                "{line}"
            );
        }
    }

    /// States whose office holders the table follows: the G20, the permanent members of the
    /// Security Council, the Middle East and the countries at war since 2011.
    const FOLLOWED: &str = "AFG ARE ARG ARM AUS AZE BFA BHR BRA CAF CAN CHN COD DEU EGY ETH FRA GBR GEO \
        IDN IND IRN IRQ ISR ITA JOR JPN KOR KWT LBN LBY MEX MLI MMR NER NGA OMN PAK PRK PSE QAT RUS \
        SAU SDN SOM SSD SYR TCD TUR UKR USA YEM ZAF";

    /// First days of the quarters from 2011 to 2024, each with the code of a country.
    fn quarters() -> impl Iterator<Item = (Iso3, Day)> {
        let codes = FOLLOWED.split_whitespace().filter_map(Iso3::new);
        codes.flat_map(|code| {
            let days = (2011..2025).flat_map(|year| [2, 5, 8, 11].map(|month| (year, month)));
            days.map(move |(year, month)| (code, Day::new(year, month, 15)))
        })
    }

    #[test]
    fn states_have_a_head_at_all_times() {
        let head = |term: &Term| {
            let office = matches!(
                term.office,
                Office::President
                    | Office::Monarch
                    | Office::Leader
                    | Office::PrimeMinister
                    | Office::Chancellor
            );
            office || term.office == Office::Other && term.sector.as_str() == "GOV"
        };
        let mut n_states = 0;
        for (code, day) in quarters() {
            let held = all().iter().any(|actor| {
                let terms = actor.terms.iter();
                actor.country == Some(code) && { terms }.any(|term| head(term) && term.holds(day))
            });
            assert!(held, "{code} {day:?}");
            n_states += 1;
        }
        assert_eq!(n_states, 53 * 14 * 4);
    }

    #[test]
    fn the_followed_states_have_foreign_ministers() {
        // Gaps of the table: months in which nobody was sworn in, and small states.
        let mut missing = 0;
        let mut days = 0;
        for (code, day) in quarters() {
            days += 1;
            missing += usize::from(holder(Office::ForeignMinister, code, day).is_none());
        }
        assert!(missing * 100 < 5 * days, "{missing} of {days}");
    }

    #[test]
    fn tables_are_sorted_by_key() {
        for table in [
            include_str!("../data/actors/organisations.tsv"),
            include_str!("../data/actors/persons.tsv"),
        ] {
            let keys: Vec<&str> = lines(table)
                .filter_map(|line| line.split('\t').next())
                .collect();
            assert!(keys.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }

    #[test]
    fn finds_by_any_spelling() {
        check("Vladimir Putin", "per:vladimir-putin");
        check("PUTIN", "per:vladimir-putin");
        check("Recep Tayyip Erdoğan", "per:recep-tayyip-erdogan");
        check("the UN", "org:un");
        check("U.N.", "org:un");
        check("IS", "arm:islamic-state");
        check("ISIS", "arm:islamic-state");
        check("Jabhat Al Nusra", "arm:jabhat-al-nusra");
        check("State Department", "org:us-state-department");
        assert_eq!(find("is").count(), 0);
    }

    #[test]
    fn offices_change_hands() {
        let kerry = actor("per:john-kerry").expect("Kerry is in the table");
        let day = Day::new(2016, 2, 12);
        assert_eq!(
            kerry.term_on(day).map(|term| term.title.as_str()),
            Some("Secretary of State of United States")
        );
        assert_eq!(kerry.sector_on(Day::new(2018, 1, 1)), sector("ELI"));
        let usa = Iso3::new("USA").expect("a code");
        let now = holder(Office::President, usa, Day::new(2016, 2, 12)).map(|actor| actor.name);
        assert_eq!(now, Some("Barack Obama"));
        let taliban = actor("arm:taliban").expect("the Taliban are in the table");
        assert_eq!(taliban.sector_on(Day::new(2002, 5, 1)), sector("REB"));
        assert_eq!(taliban.sector_on(Day::new(2022, 5, 1)), sector("GOV"));
    }
}
