//! The places a name may denote, and what the words around it say of where it lies.

use rashomon_doc::{Iso3, Span};
use rashomon_lexicon::gazetteer::{Entry, Gazetteer, Kind, normalised};
use rashomon_lexicon::{countries, media};

/// A place a name may denote.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) entry: Entry,
    /// The unit vector from the centre of the earth.
    vector: [f64; 3],
    /// What the words of the name speak for it.
    pub(super) bonus: f64,
    /// The name says what it is: "Licking County".
    pub(super) typed: bool,
}

impl Candidate {
    fn new(entry: Entry) -> Self {
        let (lat, lon) = (entry.lat.to_radians(), entry.lon.to_radians());
        let vector = [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()];
        Self {
            entry,
            vector,
            bonus: 0.0,
            typed: false,
        }
    }

    /// Cosine of the angle between two places.
    pub(super) fn cosine(&self, other: &Candidate) -> f64 {
        let [x, y, z] = self.vector;
        let [u, v, w] = other.vector;
        x * u + y * v + z * w
    }
}

/// Candidates looked at for one name; later ones are small places.
const MOST: usize = 60;

/// What a unit is behind the city of its name: "Aleppo" is the city unless a word says province.
const SEAT_FIRST: f64 = -6.0;

/// Words behind a name that say it is an admin unit.
const UNIT_WORDS: [&str; 13] = [
    "province",
    "governorate",
    "state",
    "region",
    "oblast",
    "district",
    "prefecture",
    "department",
    "countryside",
    "republic",
    "territory",
    "krai",
    "canton",
];
/// Words behind a name that say it is a county.
const COUNTY_WORDS: [&str; 3] = ["county", "parish", "counties"];
/// Words before a name that may be left out.
const FRONT_WORDS: [&str; 22] = [
    "the ",
    "northern ",
    "southern ",
    "eastern ",
    "western ",
    "central ",
    "north ",
    "south ",
    "east ",
    "west ",
    "northeastern ",
    "northwestern ",
    "southeastern ",
    "southwestern ",
    "city of ",
    "town of ",
    "village of ",
    "province of ",
    "state of ",
    "greater ",
    "downtown ",
    "upper ",
];
/// Short forms before a name, with the long one.
const SHORT_FORMS: [(&str, &str); 4] = [
    ("st ", "saint "),
    ("ft ", "fort "),
    ("mt ", "mount "),
    ("ste ", "sainte "),
];

/// The places that the name under `span` may denote.
pub(super) fn candidates(text: &str, span: Span) -> Vec<Candidate> {
    let name = span.of(text);
    let key = key_of(name);
    let next = next_word(text, span).to_ascii_lowercase();
    let mut found = by_key(&key, &next);
    if found.is_empty() || found.iter().all(|candidate| !candidate.entry.main_name) {
        found.extend(by_country(name, &key));
    }
    if found.is_empty() {
        found = by_changed(&key, &next);
    }
    found.truncate(MOST);
    found
}

/// The key of a name, without a possessive.
fn key_of(name: &str) -> String {
    let name = name
        .strip_suffix("'s")
        .or_else(|| name.strip_suffix("’s"))
        .unwrap_or(name);
    let head = name.split_once(", ").map_or(name, |(head, _)| head);
    normalised(head)
}

fn by_key(key: &str, next: &str) -> Vec<Candidate> {
    let gazetteer = Gazetteer::builtin();
    if COUNTY_WORDS.contains(&next) {
        let county = find(
            &format!("{key} {}", next.replace("counties", "county")),
            true,
        );
        if !county.is_empty() {
            return county;
        }
    }
    let unit = UNIT_WORDS.contains(&next);
    let found: Vec<Entry> = gazetteer.find_key(key).into_iter().take(MOST).collect();
    let seat = |unit: &Entry| {
        let abroad = unit
            .country
            .is_some_and(|country| country.as_str() != "USA");
        let inside = |entry: &Entry| entry.kind == Kind::Settlement && entry.admin == unit.admin;
        unit.kind == Kind::Admin && abroad && found.iter().any(inside)
    };
    let named_county = COUNTY_WORDS.iter().any(|word| key.ends_with(word));
    found
        .iter()
        .map(|&entry| {
            let mut candidate = Candidate::new(entry);
            candidate.typed = named_county && entry.kind == Kind::County;
            if unit && entry.kind == Kind::Admin {
                candidate.bonus = 4.0;
            } else if seat(&entry) {
                candidate.bonus = SEAT_FIRST;
            }
            candidate
        })
        .collect()
}

fn find(key: &str, typed: bool) -> Vec<Candidate> {
    let found = Gazetteer::builtin().find_key(key).into_iter().take(MOST);
    found
        .map(|entry| Candidate {
            typed,
            ..Candidate::new(entry)
        })
        .collect()
}

/// The country a demonym or another name of it leads to.
fn by_country(name: &str, key: &str) -> Option<Candidate> {
    let term = countries::find(name)
        .or_else(|| countries::find_lower(key).filter(|term| !term.capitals_only))?;
    country_entry(term.country).map(Candidate::new)
}

/// The entry of a country itself.
fn country_entry(code: Iso3) -> Option<Entry> {
    let country = countries::country(code)?;
    let found = Gazetteer::builtin().find(country.name);
    found.into_iter().find(|entry| {
        entry.country == Some(code) && matches!(entry.kind, Kind::Country | Kind::Region)
    })
}

/// The name with words left out or spelled out: "northern Aleppo", "Idlib province", "St. Louis".
fn by_changed(key: &str, next: &str) -> Vec<Candidate> {
    for (short, long) in SHORT_FORMS {
        if let Some(rest) = key.strip_prefix(short) {
            let found = find(&format!("{long}{rest}"), false);
            if !found.is_empty() {
                return found;
            }
        }
    }
    if let Some(rest) = FRONT_WORDS.iter().find_map(|word| key.strip_prefix(word)) {
        let found = by_key(rest, next);
        return if found.is_empty() {
            by_country(rest, rest).into_iter().collect()
        } else {
            found
        };
    }
    let Some((rest, last)) = key.rsplit_once(' ') else {
        return Vec::new();
    };
    if UNIT_WORDS.contains(&last) {
        return by_key(rest, last);
    }
    if matches!(
        last,
        "county"
            | "city"
            | "town"
            | "village"
            | "island"
            | "islands"
            | "river"
            | "valley"
            | "area"
            | "airport"
            | "university"
            | "street"
            | "square"
            | "beach"
            | "lake"
    ) {
        return by_key(rest, "");
    }
    Vec::new()
}

/// The word right behind `span`.
fn next_word(text: &str, span: Span) -> &str {
    let rest = text[span.end as usize..].trim_start_matches([' ', '\u{a0}']);
    let end = rest
        .find(|char: char| !char.is_alphabetic())
        .unwrap_or(rest.len());
    &rest[..end.min(20).min(rest.len())]
}

/// The country or admin unit that the words behind a name say it lies in: "Paris, Texas", or the
/// country before it: "Syria's Aleppo".
pub(super) fn container(text: &str, span: Span) -> Option<(Option<Iso3>, Option<u16>)> {
    let own = span.of(text).split_once(", ").map(|(_, tail)| tail);
    let tail = match own {
        Some(tail) => Some(tail),
        None => behind(&text[span.end as usize..]),
    };
    tail.and_then(unit_named)
        .or_else(|| owner(&text[..span.start as usize]))
}

/// What follows a comma or an opening bracket: up to three capitalised words.
fn behind(rest: &str) -> Option<&str> {
    let rest = rest
        .strip_prefix([','])
        .or_else(|| rest.strip_prefix(" ("))?;
    let rest = rest.trim_start_matches(' ');
    rest.starts_with(char::is_uppercase).then_some(rest)
}

/// The longest run of one to three words at the start of `text` that names a unit or a country.
fn unit_named(text: &str) -> Option<(Option<Iso3>, Option<u16>)> {
    let mut ends = [0; 3];
    let mut count = 0;
    let mut from = 0;
    for word in text.split(' ').take(3) {
        let end = from + word.len();
        let trimmed = word.trim_end_matches([',', ')', ';', ':', '"', '”']);
        ends[count] = from + trimmed.len();
        count += 1;
        if trimmed.len() < word.len() || !word.starts_with(char::is_uppercase) {
            break;
        }
        from = end + 1;
    }
    ends[..count].iter().rev().find_map(|&end| {
        let name = text.get(..end)?;
        unit(name)
            .or_else(|| unit(name.strip_suffix('.')?))
            .or_else(|| {
                unit(
                    name.strip_suffix("'s")
                        .or_else(|| name.strip_suffix("’s"))?,
                )
            })
    })
}

fn unit(name: &str) -> Option<(Option<Iso3>, Option<u16>)> {
    if name.len() < 2 || !name.starts_with(char::is_uppercase) {
        return None;
    }
    let found = Gazetteer::builtin().find(name);
    let unit = found.iter().find(|entry| {
        let abbreviated = entry.main_name || name.contains('.') || name.len() > 2;
        matches!(entry.kind, Kind::Admin | Kind::Country) && abbreviated
    });
    let term = || countries::find(name).map(|term| (Some(term.country), None));
    match unit {
        Some(entry) if entry.kind == Kind::Admin => Some((entry.country, entry.admin)),
        Some(entry) => Some((entry.country, None)),
        None => term(),
    }
}

/// The country of "Syria's" right before a name.
fn owner(before: &str) -> Option<(Option<Iso3>, Option<u16>)> {
    let before = before
        .strip_suffix("'s ")
        .or_else(|| before.strip_suffix("’s "))?;
    let start = before.rfind([' ', '\n']).map_or(0, |at| at + 1);
    let term = countries::find(&before[start..])?;
    (term.kind == countries::TermKind::Name).then_some((Some(term.country), None))
}

/// The country a publisher writes from: of its outlet, else of the ending of its host name.
pub(super) fn home(publisher: &str) -> Option<Iso3> {
    let host = publisher
        .trim_start_matches("https://")
        .trim_start_matches("http://");
    let host = host.split('/').next().unwrap_or(host);
    let outlet = media::find(publisher).map(|outlet| outlet.country);
    outlet.or_else(|| by_ending(host))
}

/// Endings of host names with their country; others are looked up nowhere.
const ENDINGS: [(&str, &str); 30] = [
    ("uk", "GBR"),
    ("ie", "IRL"),
    ("ca", "CAN"),
    ("au", "AUS"),
    ("nz", "NZL"),
    ("in", "IND"),
    ("pk", "PAK"),
    ("za", "ZAF"),
    ("ng", "NGA"),
    ("ke", "KEN"),
    ("ru", "RUS"),
    ("ua", "UKR"),
    ("ge", "GEO"),
    ("lb", "LBN"),
    ("jo", "JOR"),
    ("eg", "EGY"),
    ("il", "ISR"),
    ("ir", "IRN"),
    ("iq", "IRQ"),
    ("sy", "SYR"),
    ("tr", "TUR"),
    ("sa", "SAU"),
    ("ae", "ARE"),
    ("qa", "QAT"),
    ("cn", "CHN"),
    ("jp", "JPN"),
    ("de", "DEU"),
    ("fr", "FRA"),
    ("es", "ESP"),
    ("us", "USA"),
];

fn by_ending(host: &str) -> Option<Iso3> {
    let (_, ending) = host.rsplit_once('.')?;
    let (_, code) = ENDINGS.iter().find(|(known, _)| *known == ending)?;
    Iso3::new(code)
}
