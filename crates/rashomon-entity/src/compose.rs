//! Sector and country of an actor by the words that name it: nationality, city or body, the noun,
//! and what stands beside the noun.

use crate::found::{Found, Told, What};
use crate::nominals::lemma;
use crate::phrases::Known;
use crate::variant::is_article;
use rashomon_doc::{Deprel, EntityType, Iso3, Sector, Syntax, Upos};
use rashomon_lexicon::actor_nouns::{self, Agent};
use rashomon_lexicon::actors::{self, Day};
use rashomon_lexicon::countries::{self, TermKind};
use rashomon_lexicon::gazetteer::{Entry, Gazetteer, Kind};
use std::borrow::Cow;
use std::ops::Range;

/// A text with its names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) text: &'a str,
    pub(crate) syntax: &'a Syntax,
    pub(crate) names: &'a [Found],
    /// For each token the name it is part of.
    pub(crate) name_at: &'a [Option<usize>],
    /// When the text appeared.
    pub(crate) day: Option<Day>,
}

/// Words before a noun for those who no longer are what it says.
const FORMER: &[&str] = &[
    "deposed", "ex", "exiled", "former", "late", "onetime", "ousted", "retired",
];

/// Words before the noun of an office for those who do not hold it.
const NOT_HOLDER: &[&str] = &[
    "assistant",
    "deputy",
    "future",
    "incoming",
    "junior",
    "next",
    "shadow",
    "vice",
];

/// Nouns that say less of the sector than the words beside them.
const SOFT: &[&str] = &[
    "activist",
    "adviser",
    "advisor",
    "agency",
    "agent",
    "aide",
    "campaigner",
    "captain",
    "chief",
    "commander",
    "commissioner",
    "committee",
    "commission",
    "community",
    "coordinator",
    "council",
    "delegate",
    "delegation",
    "department",
    "deputy",
    "detainee",
    "director",
    "driver",
    "editor",
    "employee",
    "envoy",
    "executive",
    "expert",
    "family",
    "fighter",
    "gunman",
    "hacker",
    "head",
    "inspector",
    "investigator",
    "leadership",
    "manager",
    "member",
    "mission",
    "negotiator",
    "observer",
    "office",
    "officer",
    "official",
    "organisation",
    "organization",
    "parent",
    "partner",
    "prisoner",
    "protester",
    "demonstrator",
    "protestor",
    "representative",
    "secretary",
    "soldier",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "unit",
    "volunteer",
    "worker",
];

/// Nouns for some of the people or things that the words behind them name.
const PARTS: &[&str] = &[
    "chair",
    "chairman",
    "chairperson",
    "chairwoman",
    "chief",
    "commander",
    "coordinator",
    "director",
    "group",
    "head",
    "leader",
    "member",
    "official",
    "president",
    "representative",
    "side",
    "speaker",
    "spokesman",
    "spokesperson",
    "spokeswoman",
    "supporter",
    "unit",
    "secretary general",
    "secretary-general",
    "delegation",
    "editor",
    "boss",
    "officer",
];

fn sector(code: &str) -> Option<Sector> {
    Sector::new(code)
}

fn is(found: Option<Sector>, codes: &[&str]) -> bool {
    found.is_some_and(|found| codes.contains(&found.as_str()))
}

impl Scene<'_> {
    fn lemma(&self, at: usize) -> Cow<'_, str> {
        lemma(self.text, self.syntax, at)
    }

    fn form(&self, at: usize) -> &str {
        self.syntax.token(at).span.of(self.text)
    }

    /// The agent noun `words` in the nominal `tokens`, with the sector that the whole tells.
    pub(crate) fn qualified(
        &self,
        mut agent: Agent,
        tokens: &Range<usize>,
        words: &Range<usize>,
    ) -> Agent {
        let before: Vec<Cow<'_, str>> = (tokens.start..words.start)
            .map(|at| self.lemma(at))
            .collect();
        let among = |list: &[&str]| before.iter().any(|word| list.contains(&&**word));
        agent.sector = self
            .by_phrase(&before, words)
            .or_else(|| self.by_qualifier(agent, &before, tokens, words))
            .or_else(|| self.by_whole(agent, tokens, words))
            .or(agent.sector);
        if among(NOT_HOLDER) {
            agent.office = None;
        }
        if among(FORMER) {
            agent.office = None;
            let served = ["GOV", "MIL", "LEG", "SPY", "JUD", "COP"];
            if agent.person && is(agent.sector, &served) {
                agent.sector = sector("ELI");
            }
        }
        agent
    }

    /// By the longest phrase of the table that ends with the noun and is longer than it.
    fn by_phrase(&self, before: &[Cow<'_, str>], words: &Range<usize>) -> Option<Sector> {
        let first = before.len().saturating_sub(3);
        let mut phrase = String::with_capacity(48);
        let mut starts = [0; 3];
        for (start, word) in starts.iter_mut().zip(&before[first..]) {
            *start = phrase.len();
            phrase.push_str(word);
            phrase.push(' ');
        }
        for at in words.clone() {
            phrase.push_str(&self.lemma(at));
            phrase.push(' ');
        }
        let phrase = phrase.trim_end();
        let starts = starts[..before.len() - first].iter();
        starts
            .filter_map(|&start| actor_nouns::phrase(&phrase[start..]))
            .map(|coded| coded.sector)
            .next()
    }

    /// By the nearest word or name before a noun of little meaning.
    fn by_qualifier(
        &self,
        agent: Agent,
        before: &[Cow<'_, str>],
        tokens: &Range<usize>,
        words: &Range<usize>,
    ) -> Option<Sector> {
        let soft = agent.sector.is_none() || SOFT.contains(&agent.noun);
        let force = matches!(
            agent.noun,
            "force" | "unit" | "commander" | "officer" | "fighter"
        );
        if !soft && !force && agent.noun != "group" {
            return None;
        }
        for (back, word) in before.iter().rev().enumerate() {
            let at = words.start - back - 1;
            debug_assert!(tokens.contains(&at));
            let pair = before.len().checked_sub(back + 2).map(|at| &*before[at]);
            let pair = match (pair, &**word) {
                (Some("civil"), "society") => sector("SOC"),
                (Some("law"), "enforcement") => sector("COP"),
                _ => None,
            };
            let found = match self.name_at[at] {
                Some(name) => self.of_name(&self.names[name]),
                None => None,
            };
            let found = found
                .or(pair)
                .or_else(|| actor_nouns::qualifier(word))
                .or_else(|| anti(word));
            if found.is_some() && !(force && is(found, &["GOV", "PTY"])) {
                return found;
            }
        }
        None
    }

    /// By what stands behind "of": "members of parliament", "a group of tourists".
    fn by_whole(
        &self,
        agent: Agent,
        tokens: &Range<usize>,
        words: &Range<usize>,
    ) -> Option<Sector> {
        if !PARTS.contains(&agent.noun) || words.end >= tokens.end {
            return None;
        }
        let mut last = None;
        for at in words.end..tokens.end {
            if let Some(name) = self.name_at[at] {
                let found = self.of_name(&self.names[name]);
                if found.is_some() {
                    return found;
                }
            }
            let token = self.syntax.token(at);
            match token.upos {
                Upos::Noun | Upos::Propn | Upos::Adj => {
                    let lemma = self.lemma(at);
                    let noun = actor_nouns::find(&lemma).and_then(|agent| agent.sector);
                    let noun = noun.or_else(|| Some(actor_nouns::phrase(&lemma)?.sector));
                    last = noun.or_else(|| actor_nouns::qualifier(&lemma)).or(last);
                }
                Upos::Adp if last.is_some() => break,
                _ => {}
            }
        }
        last
    }

    /// Whether an office of these words is that of a body and not of a state: "president of the
    /// parliament".
    pub(crate) fn of_body(&self, tokens: &Range<usize>, words: &Range<usize>) -> bool {
        let behind = words.end..tokens.end;
        let body = |at: usize| match self.name_at[at] {
            Some(name) => match &self.names[name].what {
                What::Name { known, kind, .. } => match known {
                    Some(Known::Country(..)) => false,
                    Some(_) => true,
                    None => *kind == EntityType::Organisation,
                },
                _ => false,
            },
            None => {
                self.syntax.token(at).upos == Upos::Noun
                    && actor_nouns::find(&self.lemma(at)).is_some_and(|agent| {
                        !agent.person && !matches!(agent.noun, "country" | "state" | "nation")
                    })
            }
        };
        behind.into_iter().any(body)
    }

    /// The sector of a body by its name.
    fn of_name(&self, name: &Found) -> Option<Sector> {
        let What::Name { known, told, .. } = &name.what else {
            return None;
        };
        match known {
            Some(Known::Actor(actor)) if actor.kind != EntityType::Person => {
                let day = self
                    .day
                    .unwrap_or(actors::KNOWN_UNTIL)
                    .min(actors::KNOWN_UNTIL);
                actor.sector_on(day).filter(|code| code.as_str() != "PRE")
            }
            Some(Known::Country(_, TermKind::Seat)) => sector("GOV"),
            Some(Known::Outlet(_)) => sector("JRN"),
            Some(_) => None,
            None => told.sector,
        }
    }

    /// The country that a place behind the nominal `tokens` tells: "trade unions in Denmark".
    pub(crate) fn country_behind(&self, tokens: &Range<usize>, end: usize) -> Option<Iso3> {
        let adposition = |at: usize| {
            self.syntax.token(at).upos == Upos::Adp
                && matches!(
                    self.form(at),
                    "in" | "at" | "from" | "across" | "inside" | "of" | "throughout"
                )
        };
        let mut at = tokens.end;
        let mut linked = false;
        let mut country = None;
        while at < end && at < tokens.end + 10 {
            if let Some(name) = self.name_at[at] {
                let name = &self.names[name];
                if !linked || !self.hangs_on(name.head, tokens) {
                    break;
                }
                country = country.or_else(|| country_of(name));
                at = name.tokens.end;
                linked = false;
                continue;
            }
            match self.syntax.token(at).upos {
                Upos::Adp if adposition(at) => linked = true,
                Upos::Det | Upos::Adj if linked => {}
                Upos::Noun | Upos::Propn if linked => {}
                _ => break,
            }
            at += 1;
        }
        country
    }

    /// The country of a group whose words follow "Somalia-based".
    pub(crate) fn country_based(&self, tokens: &Range<usize>) -> Option<Iso3> {
        let at = tokens.clone().find(|&at| self.form(at) == "based");
        let based = at.or_else(|| {
            tokens
                .start
                .checked_sub(1)
                .filter(|&at| self.form(at) == "based")
        });
        let place = based?
            .checked_sub(2)
            .filter(|&at| self.form(at + 1) == "-")?;
        country_of(&self.names[self.name_at[place]?])
    }

    /// The country of a region or city among words that are part of no name: "Rakhine rebels".
    pub(crate) fn country_of_region(&self, words: &Range<usize>) -> Option<Iso3> {
        let capital = |&at: &usize| {
            self.name_at[at].is_none() && self.form(at).starts_with(char::is_uppercase)
        };
        let mut capitals = words.clone().filter(capital);
        capitals.find_map(|at| place_country(self.form(at)))
    }

    /// Whether the token at `at` depends on one of `tokens`, over at most two others.
    fn hangs_on(&self, at: usize, tokens: &Range<usize>) -> bool {
        let mut head = self.syntax.head(at);
        for _ in 0..3 {
            match head {
                Some(found) if tokens.contains(&found) => return true,
                Some(found) => head = self.syntax.head(found),
                None => return false,
            }
        }
        false
    }
}

/// "anti-war", "anti-government": against those in power.
fn anti(word: &str) -> Option<Sector> {
    let against = [
        "anti-coup",
        "anti-corruption",
        "anti-monarchy",
        "anti-putin",
        "anti-kremlin",
    ];
    against.contains(&word).then(|| sector("OPP")).flatten()
}

/// The country a name tells of.
pub(crate) fn country_of(name: &Found) -> Option<Iso3> {
    match &name.what {
        What::Name { known, told, .. } => match known {
            Some(Known::Country(code, _)) => Some(*code),
            Some(Known::Actor(actor)) if actor.kind != EntityType::Person => actor.country,
            Some(_) => None,
            None => told.country,
        },
        _ => None,
    }
}

/// Joins names that an article or particle parts: "Abd al-Fattah" and "Sisi" of "Abd al-Fattah
/// as-Sisi", "Muqtada" and what follows "as-".
fn join(text: &str, syntax: &Syntax, names: &mut Vec<Found>) {
    let mut index = 0;
    while index < names.len() {
        let Some(end) = behind_particle(text, syntax, &names[index]) else {
            index += 1;
            continue;
        };
        let next = names.get(index + 1).map(|next| next.tokens.clone());
        let end = match next {
            Some(next) if next.contains(&(end - 1)) && next.start + 1 >= end => next.end,
            Some(next) if next.start < end => {
                index += 1;
                continue;
            }
            _ => end,
        };
        while names
            .get(index + 1)
            .is_some_and(|next| next.tokens.start < end)
        {
            names.remove(index + 1);
        }
        let name = &mut names[index];
        name.tokens.end = end;
        name.span = syntax.span_of(name.tokens.clone());
        name.head = syntax.top_of(name.tokens.clone()).unwrap_or(name.head);
        index += 1;
    }
}

/// The end of a capitalised word behind a particle that follows an unknown name.
fn behind_particle(text: &str, syntax: &Syntax, name: &Found) -> Option<usize> {
    let What::Name {
        kind, known: None, ..
    } = name.what
    else {
        return None;
    };
    let person = matches!(
        kind,
        EntityType::Person | EntityType::Gpe | EntityType::Other
    );
    if !person && kind != EntityType::ArmedGroup {
        return None;
    }
    let form = |at: usize| Some(syntax.tokens().get(at)?.span.of(text));
    let close = |at: usize| {
        let tokens = syntax.tokens();
        at > 0
            && tokens
                .get(at)
                .is_some_and(|token| token.span.start == tokens[at - 1].span.end)
    };
    let mut at = name.tokens.end;
    let particle = form(at)?;
    let loose = matches!(particle, "al" | "el" | "ul" | "bin" | "ibn" | "di");
    let bound = is_article(particle) || matches!(particle, "un" | "Un" | "il" | "ir");
    let hyphen = |at: usize| form(at) == Some("-") && close(at) && close(at + 1);
    if particle == "-" && hyphen(at) {
        // "Kasym" of "Kasym-Schomart".
        at += 1;
    } else if bound && hyphen(at + 1) {
        at += 2;
    } else if loose {
        at += 1;
    } else if let Some((head, tail)) = particle.split_once('-') {
        // One token: "as-Sisi".
        let article = head.len() <= 4 && head.chars().all(char::is_lowercase);
        let capital = tail.starts_with(char::is_uppercase);
        return (article && capital && !head.is_empty()).then_some(at + 1);
    } else {
        return None;
    }
    let capital = form(at)?.starts_with(char::is_uppercase);
    let sentence = &syntax.sentences()[name.sentence];
    (capital && at < sentence.tokens.end).then_some(at + 1)
}

/// Tells of each name that the tables do not know what its words say, and takes the tables'
/// reading from names that a possessor or nationality gives to another state.
pub(crate) fn settle(text: &str, syntax: &Syntax, names: &mut Vec<Found>) {
    join(text, syntax, names);
    for index in 0..names.len() {
        let (before, rest) = names.split_at_mut(index);
        let name = &mut rest[0];
        let owner = owner(text, syntax, before, name);
        let What::Name { kind, known, told } = &mut name.what else {
            continue;
        };
        if let (Some(Known::Actor(actor)), Some(owner)) = (&known, owner)
            && is_state_body(actor.kind, actor.country)
            && actor.country != Some(owner)
            && name.tokens.len() > 1
        {
            *known = None;
        }
        if known.is_some() {
            continue;
        }
        *told = match kind {
            EntityType::Gpe | EntityType::Location => Told {
                country: place_country(name.span.of(text)),
                sector: None,
            },
            EntityType::Organisation | EntityType::ArmedGroup | EntityType::Facility => {
                let tokens = &syntax.tokens()[name.tokens.clone()];
                let words: Vec<&str> = tokens.iter().map(|token| token.span.of(text)).collect();
                body(&words, owner)
            }
            _ => continue,
        };
    }
}

/// Whether a body may have a namesake in every state.
fn is_state_body(kind: EntityType, country: Option<Iso3>) -> bool {
    let above = ["IGO", "NGO", "UNO", "EUR", "IMG"];
    kind == EntityType::Organisation && country.is_some_and(|code| !above.contains(&code.as_str()))
}

/// The state before a name that owns it: "Chile's Defense Department", "the Mexican National Guard".
fn owner(text: &str, syntax: &Syntax, before: &[Found], name: &Found) -> Option<Iso3> {
    let last = before.last()?;
    let between = last.tokens.end..name.tokens.start;
    let possessive = |at: usize| syntax.token(at).deprel == Deprel::Case;
    let adjective = matches!(
        last.what,
        What::Name {
            known: Some(Known::Country(_, TermKind::Adjective)),
            ..
        }
    );
    let genitive = between.len() == 1
        && possessive(between.start)
        && syntax
            .token(between.start)
            .span
            .of(text)
            .ends_with(['s', '’', '\'']);
    (genitive || between.is_empty() && adjective)
        .then(|| country_of(last))
        .flatten()
}

/// What the words of a body's name tell.
fn body(words: &[&str], owner: Option<Iso3>) -> Told {
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let sector = body_sector(&lower);
    Told {
        country: owner.or_else(|| country_in(words, sector.is_some())),
        sector,
    }
}

/// The sector by the head of a body's name, the words that end with it, those beside it.
fn body_sector(words: &[String]) -> Option<Sector> {
    let of = words
        .iter()
        .position(|word| matches!(word.as_str(), "of" | "for"));
    let head = of.filter(|&at| at > 0).unwrap_or(words.len());
    let coded = |range: Range<usize>| {
        let phrase = words[range].join(" ");
        let one = singular(&phrase);
        let coded = actor_nouns::phrase(&phrase).or_else(|| actor_nouns::phrase(&one));
        coded
            .map(|coded| coded.sector)
            .or_else(|| actor_nouns::find(&one)?.sector)
    };
    if let Some(found) = (words.len() > 1).then(|| coded(0..words.len())).flatten() {
        return Some(found);
    }
    for at in head.saturating_sub(3)..head.saturating_sub(1) {
        if let Some(found) = coded(at..head) {
            return Some(found);
        }
    }
    let noun = coded(head.saturating_sub(1)..head);
    let generic = is(noun, &["NGO", "CVL"]) || noun.is_none();
    let beside = || {
        let others = words[..head.saturating_sub(1)]
            .iter()
            .rev()
            .chain(&words[head..]);
        others
            .filter_map(|word| {
                let word = singular(word);
                actor_nouns::qualifier(&word).or_else(|| Some(actor_nouns::phrase(&word)?.sector))
            })
            .find(|found| found.as_str() != "GOV")
    };
    match generic {
        true => beside().or(noun),
        false => noun,
    }
}

/// A plural noun in the singular, roughly.
fn singular(words: &str) -> String {
    match words {
        _ if words.ends_with("ss") || words.len() < 4 => words.to_owned(),
        _ => match words.strip_suffix("ies") {
            Some(stem) => format!("{stem}y"),
            None => words.strip_suffix('s').unwrap_or(words).to_owned(),
        },
    }
}

/// The country that words inside a name tell: an adjective, a state or, where `cities`, a city.
fn country_in(words: &[&str], cities: bool) -> Option<Iso3> {
    let mut phrase = String::with_capacity(32);
    for (at, first) in words.iter().enumerate() {
        if !first.starts_with(char::is_uppercase) {
            continue;
        }
        let mut found = None;
        phrase.clear();
        for word in words[at..].iter().take(3) {
            if !phrase.is_empty() {
                phrase.push(' ');
            }
            phrase.push_str(word);
            found = countries::find(&phrase).or(found);
        }
        if let Some(term) = found {
            return Some(term.country);
        }
    }
    [2, 1]
        .iter()
        .filter(|_| cities)
        .find_map(|&len| place_country(&words.get(..len)?.join(" ")))
}

/// Natural logarithm of the population from which a city is known without a context: 60,000.
const KNOWN_CITY: f64 = 11.0;

/// How much larger, in natural logarithms, a place must be than its largest namesake abroad.
const ALONE: f64 = 1.0;

/// The country of a city or province that is well known by its name.
fn place_country(name: &str) -> Option<Iso3> {
    let inhabited = |entry: &Entry| matches!(entry.kind, Kind::Settlement | Kind::Admin);
    let places = Gazetteer::builtin().find(name);
    let mut places = places.into_iter().filter(inhabited);
    let largest = places.next()?;
    let unit = largest.kind == Kind::Admin;
    if !unit && largest.log_population < KNOWN_CITY {
        return None;
    }
    let rival = places.any(|entry| {
        entry.country != largest.country && entry.log_population + ALONE > largest.log_population
    });
    largest.country.filter(|_| !rival)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_body(name: &str, country: &str, code: &str) {
        let words: Vec<&str> = name.split(' ').collect();
        let told = body(&words, None);
        let found = (
            told.country.map_or(String::new(), |code| code.to_string()),
            told.sector.map_or(String::new(), |code| code.to_string()),
        );
        assert_eq!(found, (country.to_owned(), code.to_owned()), "{name}");
    }

    #[test]
    fn bodies_tell_sector_and_country_by_their_names() {
        check_body("Ministry of Water Resources of Iraq", "IRQ", "GOV");
        check_body("Kenyan High Court", "KEN", "JUD");
        check_body("Lagos State University", "NGA", "EDU");
        check_body("Hungarian Socialist Party", "HUN", "PTY");
        check_body("Bavarian Teachers Union", "", "LAB");
        check_body("Chamber of Deputies", "", "LEG");
        check_body("Zorbin Quax", "", "");
    }

    #[test]
    fn lists_have_no_doubles() {
        for list in [FORMER, NOT_HOLDER, SOFT, PARTS] {
            let mut words = list.to_vec();
            words.sort_unstable();
            words.dedup();
            assert_eq!(words.len(), list.len());
        }
    }
}
