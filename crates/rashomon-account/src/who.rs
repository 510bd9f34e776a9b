use rashomon_doc::{Entity, EntityId, EntityType, Iso3, MentionKind, Reading, Span, Teller};
use rashomon_lexicon::countries;
use rashomon_story::actor_key;
use std::collections::BTreeSet;

/// A teller or actor, with what tells whether two of them are of one side.
#[derive(Clone, Debug, Default)]
pub(crate) struct Who {
    /// As people call it.
    pub(crate) name: String,
    key: Option<String>,
    countries: BTreeSet<Iso3>,
    names: BTreeSet<String>,
    camp: Option<Camp>,
}

/// What kind of party somebody speaks for, as the words or the knowledge base tell.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Camp {
    State,
    Rebel,
    Third,
}

const STATE: [&str; 33] = [
    "government",
    "regime",
    "army",
    "military",
    "ministry",
    "minister",
    "president",
    "police",
    "authorities",
    "troops",
    "officials",
    "official",
    "kremlin",
    "pentagon",
    "warplanes",
    "jets",
    "helicopters",
    "aircraft",
    "forces",
    "soldiers",
    "brigade",
    "governor",
    "mayor",
    "premier",
    "officers",
    "commission",
    "guard",
    "administration",
    "state",
    "air",
    "general",
    "chancellor",
    "embassy",
];
const REBEL: [&str; 25] = [
    "provocateurs",
    "kidnappers",
    "attackers",
    "rebel",
    "rebels",
    "opposition",
    "militants",
    "terrorists",
    "jihadists",
    "insurgents",
    "gunmen",
    "isis",
    "isil",
    "daesh",
    "islamic",
    "nusra",
    "qaeda",
    "front",
    "fighters",
    "terrorist",
    "jihadist",
    "separatists",
    "faction",
    "factions",
    "coalition",
];
/// Words that name nobody, though they have a capital at the beginning of a sentence.
const GENERIC: [&str; 16] = [
    "regime",
    "government",
    "rebel",
    "rebels",
    "opposition",
    "militants",
    "terrorists",
    "insurgents",
    "fighters",
    "forces",
    "troops",
    "soldiers",
    "police",
    "authorities",
    "officials",
    "warplanes",
];
const THIRD: [&str; 20] = [
    "observatory",
    "monitor",
    "activists",
    "activist",
    "residents",
    "witnesses",
    "hospital",
    "observers",
    "un",
    "united",
    "nations",
    "cross",
    "unicef",
    "doctors",
    "medics",
    "rescuers",
    "watch",
    "amnesty",
    "lawyers",
    "group",
];

/// Nouns of people and bodies that speak, beside those of a camp.
const PEOPLE: [&str; 41] = [
    "spokesman",
    "spokeswoman",
    "commander",
    "leader",
    "resident",
    "witness",
    "chief",
    "head",
    "representative",
    "workers",
    "source",
    "sources",
    "doctor",
    "hospitals",
    "family",
    "families",
    "relatives",
    "lawyer",
    "students",
    "student",
    "villagers",
    "journalists",
    "reporter",
    "reporters",
    "director",
    "company",
    "agency",
    "envoy",
    "inspectors",
    "experts",
    "analysts",
    "team",
    "delegation",
    "party",
    "union",
    "council",
    "court",
    "people",
    "statement",
    "newspaper",
    "television",
];

const PRONOUNS: [&str; 24] = [
    "he", "she", "it", "they", "who", "which", "that", "we", "i", "his", "her", "its", "their",
    "him", "them", "this", "these", "those", "you", "one", "both", "others", "some", "nobody",
];

/// Words with a capital that name nobody by themselves.
const TITLES: [&str; 40] = [
    "The",
    "A",
    "An",
    "Minister",
    "Ministry",
    "President",
    "Foreign",
    "Defence",
    "Defense",
    "Prime",
    "Interior",
    "General",
    "Colonel",
    "Major",
    "Governor",
    "Mayor",
    "Secretary",
    "State",
    "Department",
    "Sir",
    "Mr",
    "Mrs",
    "Ms",
    "Dr",
    "Spokesman",
    "Spokeswoman",
    "Army",
    "Government",
    "Opposition",
    "Leader",
    "Front",
    "Party",
    "Energy",
    "Chief",
    "Officials",
    "Commission",
    "Interior",
    "Governor",
    "National",
    "Council",
];

impl Who {
    /// Who `teller` is.
    pub(crate) fn of(reading: &Reading, teller: &Teller) -> Self {
        Self::new(reading, teller.span, teller.entity)
    }

    /// Who is meant by the words under `span`, which may denote `id`.
    pub(crate) fn new(reading: &Reading, span: Span, id: Option<EntityId>) -> Self {
        let span = without_date(reading, span);
        let words = span.of(reading.text());
        let entity = id.and_then(|id| reading.entities.get(id.index()));
        let mut who = Self {
            name: name(words, entity),
            ..Self::default()
        };
        who.add_words(words);
        if let Some(entity) = entity {
            who.add_entity(entity);
        }
        if who.camp.is_none() && entity.is_some_and(|entity| entity.kind == EntityType::Gpe) {
            who.camp = Some(Camp::State);
        }
        // "the Syrian army's spokesman, Ali Mayhoub": entities inside the words count as well.
        for mention in reading.mentions_in(span) {
            if let Some(entity) = reading.entities.get(mention.entity.index())
                && mention.kind == MentionKind::Name
            {
                who.add_entity(entity);
            }
        }
        who
    }

    fn add_entity(&mut self, entity: &Entity) {
        if self.key.is_none() {
            self.key = Some(actor_key(entity));
        }
        self.countries.extend(entity.country);
        self.add_words(&entity.name);
        let sector = entity.sector.as_ref().map(|sector| sector.as_str());
        let camp = match (entity.kind, sector) {
            (_, Some("GOV" | "MIL" | "COP" | "SPY")) => Some(Camp::State),
            (EntityType::ArmedGroup, _) | (_, Some("REB" | "UAF" | "OPP" | "SEP")) => {
                Some(Camp::Rebel)
            }
            (_, Some("NGO" | "IGO" | "MED" | "CVL" | "HLH" | "IMG")) => Some(Camp::Third),
            (EntityType::Media, _) => Some(Camp::Third),
            _ => None,
        };
        self.camp = camp.or(self.camp);
    }

    fn add_words(&mut self, words: &str) {
        for word in words.split(|c: char| !c.is_alphanumeric()) {
            if word.is_empty() {
                continue;
            }
            let lower = word.to_lowercase();
            let camp = if THIRD.contains(&lower.as_str()) {
                Some(Camp::Third)
            } else if REBEL.contains(&lower.as_str()) {
                Some(Camp::Rebel)
            } else if STATE.contains(&lower.as_str()) {
                Some(Camp::State)
            } else {
                None
            };
            self.camp = match (self.camp, camp) {
                // "rebel forces" are rebels, an "army hospital" is nobody's army.
                (Some(Camp::State), Some(stronger)) => Some(stronger),
                (known, new) => known.or(new),
            };
            if word.starts_with(char::is_uppercase)
                && word.len() > 2
                && !GENERIC.contains(&lower.as_str())
                && !TITLES.contains(&word)
            {
                match countries::find(word) {
                    Some(term) => self.countries.extend([term.country]),
                    None => {
                        self.names.insert(lower);
                    }
                }
            }
        }
    }

    /// Takes it for the armed side of the state it names.
    pub(crate) fn arm(&mut self) {
        self.camp = self.camp.or(Some(Camp::State));
    }

    /// Whether it speaks for a state.
    pub(crate) fn is_state(&self) -> bool {
        self.camp == Some(Camp::State)
    }

    /// Whether nothing is known but a pronoun.
    pub(crate) fn is_pronoun(&self) -> bool {
        PRONOUNS.contains(&self.name.to_lowercase().as_str())
    }

    /// Whether the words are those of somebody who can speak, not a stretch of a sentence.
    pub(crate) fn is_teller(&self) -> bool {
        const BAD: [&str; 29] = [
            "many",
            "much",
            "most",
            "several",
            "turn",
            "no",
            "what",
            "and",
            "but",
            "that",
            "which",
            "while",
            "as",
            "after",
            "before",
            "because",
            "when",
            "if",
            "some",
            "dozens",
            "hundreds",
            "thousands",
            "people",
            "three",
            "in",
            "on",
            "with",
            "where",
            "or",
        ];
        let words: Vec<&str> = self.name.split(' ').collect();
        let first = words[0].to_lowercase();
        let counted = first.starts_with(|c: char| c.is_ascii_digit());
        let inner = words.iter().skip(1).any(|word| {
            [
                "while", "after", "because", "are", "were", "has", "have", "saying", "said",
            ]
            .contains(word)
        });
        !self.name.is_empty()
            && words.len() <= 12
            && !self.is_pronoun()
            && !BAD.contains(&first.as_str())
            && !counted
            && !inner
            && (self.key.is_some()
                || self.camp.is_some()
                || !self.names.is_empty()
                || !self.countries.is_empty()
                || words.iter().any(|word| PEOPLE.contains(word)))
    }

    /// Whether a deed can be laid at its door: a state or its arms, or an armed group; not a town,
    /// a number of people or a word.
    pub(crate) fn is_actor(&self) -> bool {
        !self.is_pronoun()
            && !self.name.starts_with("whose ")
            && !self.name.starts_with(|c: char| c.is_ascii_digit())
            && self.name.split(' ').count() <= 8
            && matches!(self.camp, Some(Camp::State | Camp::Rebel))
    }

    /// Whether the two are the same or speak for one party.
    pub(crate) fn same_side(&self, other: &Self) -> bool {
        if self.key.is_some() && self.key == other.key {
            return true;
        }
        if let (Some(a), Some(b)) = (self.camp, other.camp)
            && a != b
        {
            return false;
        }
        !self.names.is_disjoint(&other.names) || !self.countries.is_disjoint(&other.countries)
    }

    /// Whether the two bear one name: the names of one are all among those of the other.
    pub(crate) fn same_name(&self, other: &Self) -> bool {
        let (a, b) = (&self.names, &other.names);
        !a.is_empty() && !b.is_empty() && (a.is_subset(b) || b.is_subset(a))
    }

    /// Whether one is an unnamed party of the other's camp: "the police" of an interior minister.
    pub(crate) fn could_be(&self, other: &Self) -> bool {
        self.camp.is_some() && self.camp == other.camp && !(self.is_named() && other.is_named())
    }

    /// Whether the two are surely of different parties: of different camps, or both named and
    /// not alike. "Terrorists" may be whoever is called so elsewhere.
    pub(crate) fn opposed(&self, other: &Self) -> bool {
        if self.name.is_empty() || other.name.is_empty() || self.is_pronoun() || other.is_pronoun()
        {
            return false;
        }
        let camps = matches!((self.camp, other.camp), (Some(a), Some(b)) if a != b);
        !self.same_side(other) && (camps || self.is_named() && other.is_named())
    }

    fn is_named(&self) -> bool {
        !self.names.is_empty() || !self.countries.is_empty()
    }

    /// Whether the words under `span` speak of this party.
    pub(crate) fn is_named_in(&self, reading: &Reading, span: Span) -> bool {
        let inside = Self::new(reading, span, None);
        let by_key = self.key.is_some()
            && reading.mentions_in(span).any(|mention| {
                reading
                    .entities
                    .get(mention.entity.index())
                    .is_some_and(|entity| Some(actor_key(entity)) == self.key)
            });
        by_key
            || !self.names.is_disjoint(&inside.names)
            || !self.countries.is_disjoint(&inside.countries)
    }
}

/// The words after a date or a "meanwhile" that run text leaves before the teller.
fn without_date(reading: &Reading, span: Span) -> Span {
    let text = reading.text();
    let dated = reading
        .times
        .iter()
        .map(|time| time.span)
        .filter(|time| span.contains(*time) && time.end < span.end)
        .map(|time| time.end)
        .max();
    let told = span
        .of(text)
        .rfind(" Meanwhile ")
        .map(|at| span.start + at as u32 + " Meanwhile ".len() as u32);
    let start = dated.max(told).unwrap_or(span.start);
    let rest = Span {
        start,
        end: span.end,
    }
    .trim(text);
    if rest.is_empty() { span } else { rest }
}

fn name(words: &str, entity: Option<&Entity>) -> String {
    entity.map_or_else(
        || rashomon_story::one_line(words),
        |entity| rashomon_story::called(words, entity),
    )
}
