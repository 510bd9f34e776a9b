//! Words that tell what kind of thing a name is.

use rashomon_doc::EntityType;

/// Whether `word` is a title before a person's name.
pub(crate) fn is_title(word: &str) -> bool {
    TITLES.binary_search(&word).is_ok()
}

/// Titles that the names of persons are given without.
const TITLES: &[&str] = &[
    "Admiral",
    "Ambassador",
    "Ayatollah",
    "Brig",
    "Brig.",
    "Brigadier",
    "Capt",
    "Capt.",
    "Captain",
    "Cardinal",
    "Chairman",
    "Chancellor",
    "Chief",
    "Cmdr.",
    "Col",
    "Col.",
    "Colonel",
    "Commander",
    "Congressman",
    "Congresswoman",
    "Corporal",
    "Count",
    "Dame",
    "Defence",
    "Defense",
    "Deputy",
    "Director",
    "Doctor",
    "Dr",
    "Dr.",
    "First",
    "Foreign",
    "Gen",
    "Gen.",
    "General",
    "Gov",
    "Gov.",
    "Governor",
    "Inspector",
    "Judge",
    "Justice",
    "Lieutenant",
    "Lord",
    "Lt",
    "Lt.",
    "Maj",
    "Maj.",
    "Major",
    "Marshal",
    "Mayor",
    "Minister",
    "Miss",
    "Mr",
    "Mr.",
    "Mrs",
    "Mrs.",
    "Ms",
    "Ms.",
    "Officer",
    "Premier",
    "President",
    "Prime",
    "Prof",
    "Prof.",
    "Professor",
    "Rep",
    "Rep.",
    "Representative",
    "Rev",
    "Rev.",
    "Reverend",
    "Sec.",
    "Secretary",
    "Sen",
    "Sen.",
    "Senator",
    "Sergeant",
    "Sgt",
    "Sgt.",
    "Sheikh",
    "Sheriff",
    "Sir",
    "Speaker",
    "Spokesman",
    "Spokeswoman",
    "St.",
    "Supt",
    "Vice",
];

/// What kind of place a name of these words is.
pub(crate) fn place_type(words: &[&str]) -> EntityType {
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return EntityType::Gpe;
    };
    if BUILT.binary_search(last).is_ok() {
        return EntityType::Facility;
    }
    let whole = words.join(" ");
    let whole = whole.strip_prefix("the ").unwrap_or(&whole);
    if GROUNDS.binary_search(last).is_ok()
        || matches!(
            *first,
            "Mount" | "Lake" | "Cape" | "Gulf" | "Strait" | "Bay"
        )
        || REGIONS.contains(&whole)
    {
        return EntityType::Location;
    }
    EntityType::Gpe
}

/// Last words of names of built places.
const BUILT: &[&str] = &[
    "Airbase",
    "Airfield",
    "Airport",
    "Arena",
    "Avenue",
    "Barracks",
    "Base",
    "Boulevard",
    "Bridge",
    "Building",
    "Cathedral",
    "Crossing",
    "Dam",
    "Highway",
    "Hospital",
    "Hotel",
    "House",
    "Mosque",
    "Palace",
    "Park",
    "Prison",
    "Road",
    "Square",
    "Stadium",
    "Station",
    "Street",
    "Terminal",
    "Tower",
    "Tunnel",
];

/// Last words of names of places without a government.
const GROUNDS: &[&str] = &[
    "Basin",
    "Bay",
    "Canal",
    "Coast",
    "Desert",
    "Gulf",
    "Heights",
    "Hills",
    "Island",
    "Islands",
    "Isles",
    "Lake",
    "Mountain",
    "Mountains",
    "Ocean",
    "Peninsula",
    "Plateau",
    "River",
    "Sea",
    "Strait",
    "Valley",
];

/// Regions above states.
const REGIONS: &[&str] = &[
    "Africa",
    "Arctic",
    "Antarctica",
    "Asia",
    "Balkans",
    "Baltics",
    "Caribbean",
    "Caucasus",
    "Central Asia",
    "Central America",
    "East Asia",
    "Eastern Europe",
    "Euphrates",
    "Europe",
    "Far East",
    "Golan",
    "Horn of Africa",
    "Latin America",
    "Levant",
    "Maghreb",
    "Mediterranean",
    "Middle East",
    "Near East",
    "North Africa",
    "North America",
    "Persian Gulf",
    "Sahara",
    "Sahel",
    "Scandinavia",
    "Siberia",
    "Sinai",
    "South America",
    "South Asia",
    "Southeast Asia",
    "Tigris",
    "West Africa",
    "Western Europe",
];

/// What kind of thing a name of these words is that is neither person, body nor place.
pub(crate) fn other_type(words: &[&str]) -> EntityType {
    let Some(last) = words.last() else {
        return EntityType::Other;
    };
    if words
        .iter()
        .any(|word| HAPPENINGS.binary_search(word).is_ok())
    {
        return EntityType::EventName;
    }
    if PEOPLES.binary_search(last).is_ok() {
        return EntityType::Nationality;
    }
    let model = |word: &&str| {
        let mut letters = word.chars();
        letters.next().is_some_and(|c| c.is_ascii_uppercase())
            && word.contains('-')
            && word.ends_with(|c: char| c.is_ascii_digit())
    };
    if words.iter().any(model) || WEAPONS.binary_search(last).is_ok() {
        return EntityType::Product;
    }
    EntityType::Other
}

/// Words in names of events.
const HAPPENINGS: &[&str] = &[
    "Agreement",
    "Assembly",
    "Championship",
    "Championships",
    "Conference",
    "Cup",
    "Day",
    "Election",
    "Elections",
    "Festival",
    "Games",
    "Olympics",
    "Operation",
    "Revolution",
    "Spring",
    "Summit",
    "Talks",
    "Treaty",
    "War",
    "election",
    "elections",
];

/// Communities that are no nation with a state.
const PEOPLES: &[&str] = &[
    "African",
    "Africans",
    "Alawite",
    "Alawites",
    "American",
    "Americans",
    "Arab",
    "Arabs",
    "Asian",
    "Asians",
    "Assyrian",
    "Assyrians",
    "Buddhist",
    "Buddhists",
    "Catholic",
    "Catholics",
    "Chechen",
    "Chechens",
    "Christian",
    "Christians",
    "Druze",
    "European",
    "Europeans",
    "Hindu",
    "Hindus",
    "Hutu",
    "Hutus",
    "Islamist",
    "Islamists",
    "Jew",
    "Jewish",
    "Jews",
    "Kurd",
    "Kurdish",
    "Kurds",
    "Muslim",
    "Muslims",
    "Orthodox",
    "Persian",
    "Persians",
    "Protestant",
    "Protestants",
    "Rohingya",
    "Salafi",
    "Salafist",
    "Shi'ite",
    "Shi'ites",
    "Shia",
    "Shiite",
    "Shiites",
    "Sikh",
    "Sikhs",
    "Sunni",
    "Sunnis",
    "Tamil",
    "Tamils",
    "Tatar",
    "Tatars",
    "Turkmen",
    "Turkmens",
    "Tutsi",
    "Tutsis",
    "Uighur",
    "Uighurs",
    "Uyghur",
    "Uyghurs",
    "Western",
    "Yazidi",
    "Yazidis",
];

/// Names of weapons without a number.
const WEAPONS: &[&str] = &[
    "Grad",
    "Hellfire",
    "Iskander",
    "Javelin",
    "Kalashnikov",
    "Kalibr",
    "Kinzhal",
    "Patriot",
    "Scud",
    "Stinger",
    "Tomahawk",
    "Tornado",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [BUILT, GROUNDS, HAPPENINGS, WEAPONS] {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}");
        }
    }

    #[test]
    fn kinds_of_place_and_thing() {
        assert_eq!(place_type(&["Hmeimim", "Airbase"]), EntityType::Facility);
        assert_eq!(place_type(&["Black", "Sea"]), EntityType::Location);
        assert_eq!(place_type(&["Aleppo"]), EntityType::Gpe);
        assert_eq!(other_type(&["Su-24"]), EntityType::Product);
        assert_eq!(
            other_type(&["Munich", "Security", "Conference"]),
            EntityType::EventName
        );
        assert_eq!(other_type(&["Alawites"]), EntityType::Nationality);
    }
}
