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

/// A state whose bare name means a city far from it. "New York" is not such a name: behind that of
/// a town it means the state as often.
const CITY_FIRST: &str = "washington";

/// What a country is behind a part of it that bears the name: "England" is not all of the United
/// Kingdom.
const PART_FIRST: f64 = -15.0;

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
const FRONT_WORDS: [&str; 40] = [
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
    "lower ",
    "inner ",
    "outer ",
    "rural ",
    "old ",
    "northeast ",
    "northwest ",
    "southeast ",
    "southwest ",
    "south west ",
    "south east ",
    "north west ",
    "river ",
    "mid ",
    "north east ",
    "university of ",
    "port of ",
    "republic of ",
];
/// Short forms before a name, with the long one.
const SHORT_FORMS: [(&str, &str); 6] = [
    ("n ", "north "),
    ("w ", "west "),
    ("st ", "saint "),
    ("ft ", "fort "),
    ("mt ", "mount "),
    ("ste ", "sainte "),
];

/// Names that the gazetteer lacks or takes for another place, with the name it knows.
const OTHER_NAMES: [(&str, &str); 20] = [
    ("alta", "alberta"),
    ("b c", "british columbia"),
    ("n b", "new brunswick"),
    ("n s", "nova scotia"),
    ("ont", "ontario"),
    ("sask", "saskatchewan"),
    ("d c", "washington"),
    ("dc", "washington"),
    ("eu", "brussels"),
    ("european union", "brussels"),
    ("nsw", "new south wales"),
    ("nyc", "new york city"),
    ("n y c", "new york city"),
    ("l a", "los angeles"),
    ("la", "los angeles"),
    ("w va", "west virginia"),
    ("w virginia", "west virginia"),
    ("washington dc", "washington"),
    ("washington d c", "washington"),
    ("uae", "united arab emirates"),
];

/// Buildings and squares known the world over, with the city they stand in.
const LANDMARKS: [(&str, &str); 34] = [
    ("al aqsa mosque", "jerusalem"),
    ("brandenburg gate", "berlin"),
    ("broadway", "new york city"),
    ("buckingham palace", "london"),
    ("central park", "new york city"),
    ("champs elysees", "paris"),
    ("downing street", "london"),
    ("eiffel tower", "paris"),
    ("elysee palace", "paris"),
    ("gatwick", "london"),
    ("gatwick airport", "london"),
    ("gezi park", "istanbul"),
    ("ground zero", "new york city"),
    ("harlem", "new york city"),
    ("heathrow", "london"),
    ("heathrow airport", "london"),
    ("hyde park", "london"),
    ("kremlin", "moscow"),
    ("maidan", "kyiv"),
    ("pentagon", "washington"),
    ("red square", "moscow"),
    ("scotland yard", "london"),
    ("st peter s square", "rome"),
    ("st peters square", "rome"),
    ("tahrir square", "cairo"),
    ("taksim square", "istanbul"),
    ("temple mount", "jerusalem"),
    ("tiananmen square", "beijing"),
    ("times square", "new york city"),
    ("trafalgar square", "london"),
    ("wembley stadium", "london"),
    ("westminster abbey", "london"),
    ("white house", "washington"),
    ("world trade center", "new york city"),
];

/// The places that the name under `span` may denote.
pub(super) fn candidates(text: &str, span: Span) -> Vec<Candidate> {
    let name = span.of(text);
    let mut key = key_of(name);
    if let Some((_, known)) = OTHER_NAMES.iter().find(|(other, _)| *other == key)
        && (name.ends_with('.') || name.chars().filter(|char| char.is_uppercase()).count() > 1)
    {
        key = (*known).to_owned();
        let mut found = by_key(&key, "");
        found.truncate(MOST);
        return found;
    }
    if let Some(place) = people(&key) {
        return by_key(place, "");
    }
    let bare = key.strip_prefix("the ").unwrap_or(&key);
    if let Some((_, city)) = LANDMARKS.iter().find(|(landmark, _)| *landmark == bare) {
        return by_key(city, "");
    }
    let next = next_word(text, span).to_ascii_lowercase();
    let mut found = by_key(&key, &next);
    if found.is_empty() || found.iter().all(|candidate| !candidate.entry.main_name) {
        found.extend(by_country(name, &key, found.is_empty()));
    }
    if found.is_empty() {
        found = by_changed(&key, &next);
    }
    if found.is_empty() {
        found = by_people(&key);
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
    let region = key == "columbia"
        || found
            .iter()
            .any(|entry| entry.kind == Kind::Region && entry.main_name);
    let named_county = COUNTY_WORDS.iter().any(|word| key.ends_with(word));
    found
        .iter()
        .map(|&entry| {
            let mut candidate = Candidate::new(entry);
            candidate.typed = named_county && entry.kind == Kind::County;
            if unit && entry.kind == Kind::Admin {
                candidate.bonus = 4.0;
            } else if seat(&entry) || entry.kind == Kind::Admin && key == CITY_FIRST {
                candidate.bonus = SEAT_FIRST;
            } else if region && entry.kind == Kind::Country && !entry.main_name {
                candidate.bonus = PART_FIRST;
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
///
/// A capital stands for its country only where the gazetteer does not know it (`seats`).
fn by_country(name: &str, key: &str, seats: bool) -> Option<Candidate> {
    let term = countries::find(name)
        .or_else(|| countries::find_lower(key).filter(|term| !term.capitals_only))?;
    if !seats
        && matches!(
            term.kind,
            countries::TermKind::Capital | countries::TermKind::Seat
        )
    {
        return None;
    }
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
            by_country(rest, rest, true).into_iter().collect()
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
    if KIND_WORDS.contains(&last) {
        return by_key(rest, "");
    }
    Vec::new()
}

/// Last words of names that say what kind of place or building it is.
const KIND_WORDS: [&str; 48] = [
    "airport",
    "area",
    "base",
    "bay",
    "beach",
    "borough",
    "bridge",
    "canal",
    "cathedral",
    "city",
    "college",
    "council",
    "county",
    "court",
    "creek",
    "desert",
    "forest",
    "harbor",
    "harbour",
    "hills",
    "hospital",
    "island",
    "islands",
    "jail",
    "lake",
    "mosque",
    "mountain",
    "mountains",
    "museum",
    "park",
    "parish",
    "peninsula",
    "port",
    "prison",
    "river",
    "road",
    "square",
    "stadium",
    "station",
    "street",
    "strait",
    "suburb",
    "town",
    "township",
    "university",
    "valley",
    "village",
    "zoo",
];

/// Names of peoples that are not made from the name of the place by an ending.
const PEOPLES: [(&str, &str); 31] = [
    ("english", "england"),
    ("new yorker", "new york city"),
    ("northern irish", "northern ireland"),
    ("scot", "scotland"),
    ("scots", "scotland"),
    ("scottish", "scotland"),
    ("welsh", "wales"),
    ("abkhaz", "abkhazia"),
    ("angeleno", "los angeles"),
    ("basque", "basque country"),
    ("cantonese", "guangdong"),
    ("catalan", "catalonia"),
    ("chechen", "chechnya"),
    ("florentine", "florence"),
    ("flemish", "flanders"),
    ("glaswegian", "glasgow"),
    ("ingush", "ingushetia"),
    ("kurd", "kurdistan"),
    ("kurdish", "kurdistan"),
    ("liverpudlian", "liverpool"),
    ("mancunian", "manchester"),
    ("middle eastern", "middle east"),
    ("muscovite", "moscow"),
    ("neapolitan", "naples"),
    ("ossetian", "south ossetia"),
    ("quebecois", "quebec"),
    ("roman", "rome"),
    ("sinhalese", "sri lanka"),
    ("uighur", "xinjiang"),
    ("venetian", "venice"),
    ("viennese", "vienna"),
];

/// Endings of the names of peoples, with those of the places they are made from.
const PEOPLE_ENDINGS: [(&str, &[&str]); 7] = [
    ("ian", &["", "ia", "a", "y", "e", "o"]),
    ("an", &["", "a", "o", "e", "as", "ia"]),
    ("er", &["", "e"]),
    ("nese", &["", "n"]),
    ("ese", &["", "a", "o", "e"]),
    ("i", &["", "a"]),
    ("ite", &["", "e"]),
];

/// The place of a people in the table, told of one or more.
fn people(key: &str) -> Option<&'static str> {
    let one = key.strip_suffix('s').unwrap_or(key);
    let known = PEOPLES
        .iter()
        .find(|(people, _)| *people == one || *people == key);
    known.map(|&(_, place)| place)
}

/// The place whose people or things a word names: "Parisian", "Londoners", "Dagestani".
fn by_people(key: &str) -> Vec<Candidate> {
    let one = key.strip_suffix('s').unwrap_or(key);
    for (ending, others) in PEOPLE_ENDINGS {
        let Some(stem) = one.strip_suffix(ending).filter(|stem| stem.len() >= 3) else {
            continue;
        };
        for other in others {
            let found = large(&format!("{stem}{other}"));
            if !found.is_empty() {
                return found;
            }
        }
    }
    Vec::new()
}

/// Natural logarithm of the least population of a city that gives its people a name: 100,000.
const LARGE: f64 = 11.5;

/// Regions, units, countries and large cities of a name.
fn large(key: &str) -> Vec<Candidate> {
    let mut found = find(key, false);
    found.retain(|candidate| {
        let entry = &candidate.entry;
        entry.main_name && (entry.kind != Kind::Settlement || entry.log_population > LARGE)
    });
    found
}

/// As much of `text` as the words that tell of a name can take.
fn head(text: &str) -> &str {
    let mut end = text.len().min(100);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The word right behind `span`.
fn next_word(text: &str, span: Span) -> &str {
    let rest = head(&text[span.end as usize..]).trim_start_matches([' ', '\u{a0}']);
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
        None => behind(head(&text[span.end as usize..])),
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
    let mut from = before.len().saturating_sub(100);
    while !before.is_char_boundary(from) {
        from += 1;
    }
    let start = before[from..]
        .rfind([' ', '\n'])
        .map_or(from, |at| from + at + 1);
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
