//! The gazetteer: names of settlements, admin units, countries and regions with coordinates.
//!
//! One file holds columns and an index of names; nothing is parsed when it is opened. Made by
//! [`make`] from tables of GeoNames and of our own.

mod make;

pub use make::{Tables, make};

use rashomon_doc::Iso3;
use std::sync::LazyLock;

static BUILTIN: LazyLock<Gazetteer> = LazyLock::new(|| {
    let bytes = include_bytes!("../data/gazetteer/gazetteer.bin");
    Gazetteer::open(bytes).expect("the embedded gazetteer was made by the same program")
});

const MAGIC: &[u8; 4] = b"RGZ1";
/// The number that stands for no country, and for no admin unit.
const NO_COUNTRY: u8 = u8::MAX;
const NO_ADMIN: u16 = u16::MAX;
/// Steps in one natural logarithm of a population.
const POPULATION_STEPS: f64 = 12.0;

/// What kind of place a row is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u8)]
pub enum Kind {
    /// A city, town, village or quarter.
    Settlement,
    /// A state, province or governorate: the first level below a country.
    Admin,
    /// A county of the United States.
    County,
    /// A country.
    Country,
    /// A continent, sea, river, mountain or region without a code of its own.
    Region,
}

const KINDS: [Kind; 5] = [
    Kind::Settlement,
    Kind::Admin,
    Kind::County,
    Kind::Country,
    Kind::Region,
];

/// A place of the gazetteer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// Its row.
    pub row: u32,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// Its name in GeoNames.
    pub name: &'static str,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// The country it lies in or is.
    pub country: Option<Iso3>,
    /// The admin unit it lies in or is; only places with the same number lie in the same unit.
    pub admin: Option<u16>,
    /// Natural logarithm of its population; 0 when not known.
    pub log_population: f64,
    /// What it is.
    pub kind: Kind,
    /// Whether the name it was found by is its main name.
    pub main_name: bool,
}

/// Names and places.
#[derive(Debug)]
pub struct Gazetteer {
    geonames: Column,
    lat: Column,
    lon: Column,
    country: Column,
    admin: Column,
    population: Column,
    kind: Column,
    name_starts: Column,
    names: &'static str,
    codes: &'static [u8],
    postings: Column,
    index: fst::Map<&'static [u8]>,
}

/// A row of numbers of one width.
#[derive(Clone, Copy, Debug)]
struct Column(&'static [u8]);

impl Column {
    fn u16(self, row: u32) -> u16 {
        let at = row as usize * 2;
        u16::from_le_bytes([self.0[at], self.0[at + 1]])
    }

    fn u32(self, row: u32) -> u32 {
        let at = row as usize * 4;
        u32::from_le_bytes([self.0[at], self.0[at + 1], self.0[at + 2], self.0[at + 3]])
    }

    fn u8(self, row: u32) -> u8 {
        self.0[row as usize]
    }

    fn degrees(self, row: u32) -> f64 {
        f64::from(self.u16(row) as i16) * 180.0 / f64::from(i16::MAX)
    }
}

/// Cuts parts off the front of a file.
struct Cutter(&'static [u8]);

impl Cutter {
    fn take(&mut self, len: usize) -> Option<&'static [u8]> {
        let (part, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(part)
    }

    fn number(&mut self) -> Option<usize> {
        Some(Column(self.take(4)?).u32(0) as usize)
    }
}

impl Gazetteer {
    /// The gazetteer that is embedded in the program.
    pub fn builtin() -> &'static Gazetteer {
        &BUILTIN
    }

    /// The gazetteer in `bytes`, as [`make`] wrote it; `None` when it is none.
    pub fn open(bytes: &'static [u8]) -> Option<Gazetteer> {
        let mut file = Cutter(bytes);
        if file.take(4)? != MAGIC {
            return None;
        }
        let (n, n_codes) = (file.number()?, file.number()?);
        let (n_names, n_postings) = (file.number()?, file.number()?);
        Some(Gazetteer {
            geonames: Column(file.take(n * 4)?),
            lat: Column(file.take(n * 2)?),
            lon: Column(file.take(n * 2)?),
            country: Column(file.take(n)?),
            admin: Column(file.take(n * 2)?),
            population: Column(file.take(n)?),
            kind: Column(file.take(n)?),
            name_starts: Column(file.take((n + 1) * 4)?),
            names: std::str::from_utf8(file.take(n_names)?).ok()?,
            codes: file.take(n_codes * 3)?,
            postings: Column(file.take(n_postings * 4)?),
            index: fst::Map::new(file.0).ok()?,
        })
    }

    /// The places that `name` may denote, in the order of their rows: by falling population.
    pub fn find(&self, name: &str) -> Vec<Entry> {
        self.find_key(&normalised(name))
    }

    /// The places for a name that is [`normalised`] already.
    pub fn find_key(&self, key: &str) -> Vec<Entry> {
        let Some(value) = self.index.get(key) else {
            return Vec::new();
        };
        let (start, count) = ((value >> 12) as u32, (value & 0xfff) as u32);
        let rows = (start..start + count).map(|at| self.postings.u32(at));
        rows.map(|posting| self.entry(posting >> 1, posting & 1 == 1))
            .collect()
    }

    /// Whether any place bears `key`, a name that is [`normalised`] already.
    pub fn knows(&self, key: &str) -> bool {
        self.index.contains_key(key)
    }

    fn entry(&self, row: u32, main_name: bool) -> Entry {
        let id = self.geonames.u32(row);
        let range = self.name_starts.u32(row) as usize..self.name_starts.u32(row + 1) as usize;
        let admin = self.admin.u16(row);
        Entry {
            row,
            geonames: (id != 0).then_some(id),
            name: &self.names[range],
            lat: self.lat.degrees(row),
            lon: self.lon.degrees(row),
            country: self.code(self.country.u8(row)),
            admin: (admin != NO_ADMIN).then_some(admin),
            log_population: f64::from(self.population.u8(row)) / POPULATION_STEPS,
            kind: KINDS[usize::from(self.kind.u8(row)).min(KINDS.len() - 1)],
            main_name,
        }
    }

    fn code(&self, country: u8) -> Option<Iso3> {
        if country == NO_COUNTRY {
            return None;
        }
        let at = usize::from(country) * 3;
        Iso3::new(std::str::from_utf8(self.codes.get(at..at + 3)?).ok()?)
    }
}

/// A name as the index has it: in small ASCII letters, without points, apostrophes and commas, hyphens
/// as blanks.
pub fn normalised(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let mut push = |char: char| match char {
        '.' | '\'' | '’' | '‘' | 'ʻ' | 'ʼ' | '`' | ',' => {}
        '-' | '–' | '/' => blank(&mut key),
        char if char.is_whitespace() => blank(&mut key),
        char => key.push(char.to_ascii_lowercase()),
    };
    for char in name.chars() {
        if char.is_ascii() || matches!(char, '’' | '‘' | 'ʻ' | 'ʼ' | '–') || char.is_whitespace()
        {
            push(char);
        } else {
            any_ascii::any_ascii_char(char).chars().for_each(&mut push);
        }
    }
    let len = key.trim_end().len();
    key.truncate(len);
    key
}

fn blank(key: &mut String) {
    if !key.is_empty() && !key.ends_with(' ') {
        key.push(' ');
    }
}

/// Great-circle distance in kilometres between two points in degrees.
pub fn kilometres(from: (f64, f64), to: (f64, f64)) -> f64 {
    const EARTH_RADIUS_KM: f64 = 6371.0;
    let (lat1, lat2) = (from.0.to_radians(), to.0.to_radians());
    let half_lat = (lat2 - lat1) / 2.0;
    let half_lon = (to.1 - from.1).to_radians() / 2.0;
    let a = half_lat.sin().powi(2) + lat1.cos() * lat2.cos() * half_lon.sin().powi(2);
    2.0 * EARTH_RADIUS_KM * a.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_first(name: &str, country: &str, lat: f64, lon: f64) {
        let found = Gazetteer::builtin().find(name);
        let first = found.first().expect(name);
        assert_eq!(
            first.country.map(|code| code.to_string()).as_deref(),
            Some(country),
            "{name}"
        );
        assert!(
            kilometres((first.lat, first.lon), (lat, lon)) < 50.0,
            "{name}: {first:?}"
        );
    }

    #[test]
    fn finds_cities_by_any_spelling() {
        check_first("Aleppo", "SYR", 36.20, 37.16);
        check_first("Halab", "SYR", 36.20, 37.16);
        check_first("Malmö", "SWE", 55.61, 13.00);
        check_first("saint petersburg", "RUS", 59.94, 30.31);
    }

    #[test]
    fn finds_units_and_regions() {
        let kinds = |name: &str| -> Vec<Kind> {
            Gazetteer::builtin()
                .find(name)
                .iter()
                .map(|entry| entry.kind)
                .collect()
        };
        assert!(kinds("Texas").contains(&Kind::Admin));
        assert!(kinds("Licking County").contains(&Kind::County));
        assert!(kinds("Black Sea").contains(&Kind::Region));
        assert!(kinds("Syria").contains(&Kind::Country));
        assert!(kinds("Nowhere at all").is_empty());
    }

    #[test]
    fn normalises_names() {
        assert_eq!(normalised("Deir ez-Zor"), "deir ez zor");
        assert_eq!(normalised("Ḩalab’s"), "halabs");
        assert_eq!(normalised("W.Va."), "wva");
        assert_eq!(normalised(" – "), "");
    }

    #[test]
    fn takes_only_its_own_files() {
        assert!(Gazetteer::open(b"").is_none());
        assert!(Gazetteer::open(b"RGZ1\xff\xff\xff\xff").is_none());
    }

    #[test]
    fn measures_distances() {
        let paris_london = kilometres((48.8566, 2.3522), (51.5074, -0.1278));
        assert!((paris_london - 344.0).abs() < 2.0);
    }
}
