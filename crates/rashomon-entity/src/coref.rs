//! Who is whom: mentions of one document made into entities.

use crate::antecedent::{Choice, Group, Points, Rival, feature};
use crate::found::{Found, Gender, Pronoun, What};
use crate::gender;
use crate::link::{Link, actor_link, known_link, slug};
use crate::metonym;
use crate::phrases::Known;
use crate::variant;
use rashomon_doc::{
    Deprel, Entity, EntityId, EntityType, Iso3, Mention, MentionKind, Reading, Sector, Syntax,
};
use rashomon_lexicon::actor_nouns::Agent;
use rashomon_lexicon::actors::{self, Actor, Day, Office};
use rashomon_lexicon::countries::TermKind;
use rashomon_lexicon::names::likeness;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// An entity while mentions are gathered.
#[derive(Clone, Debug)]
struct Cluster {
    kind: EntityType,
    /// The longest name, or the first nominal.
    name: String,
    named: bool,
    /// The words of its longest name, small, without accents.
    words: Vec<String>,
    /// [`letters_of`] these words.
    letters: u64,
    key: Option<String>,
    link: Link,
    gender: Gender,
    plural: bool,
    /// Offices and nouns the text gives it.
    nouns: Vec<&'static str>,
    offices: Vec<(Office, Option<Iso3>)>,
    country: Option<Iso3>,
    sector: Option<Sector>,
    role: Option<String>,
    mentions: Vec<usize>,
}

impl Cluster {
    /// An entity of which only a name is known.
    fn named(kind: EntityType, name: &str) -> Self {
        Self {
            kind,
            name: name.to_owned(),
            named: true,
            words: Vec::new(),
            letters: 0,
            key: None,
            link: Link::default(),
            gender: Gender::Unknown,
            plural: false,
            nouns: Vec::new(),
            offices: Vec::new(),
            country: None,
            sector: None,
            role: None,
            mentions: Vec::new(),
        }
    }
}

struct Board<'a> {
    reading: &'a Reading,
    syntax: &'a Syntax,
    day: Option<Day>,
    n_names: usize,
    found: Vec<Found>,
    owner: Vec<Option<usize>>,
    clusters: Vec<Cluster>,
    points: &'a Points,
    /// For each gender, whom its last pronoun meant, and in which sentence.
    again: [Option<(usize, usize)>; 4],
    /// What there was to choose from, when it is asked for.
    choices: Option<Vec<Choice>>,
}

/// A mention that may be the antecedent of a pronoun.
#[derive(Clone, Copy, Debug)]
struct Way {
    cluster: usize,
    mention: usize,
    /// How many mentions of others stand nearer.
    rank: usize,
}

/// Mentions looked at for a rank: as many as the highest rank tells apart, and some of the same.
const RANKED: usize = 16;

/// The ways of each entity, in the order of entities.
fn by_cluster(near: &[Way]) -> impl Iterator<Item = (usize, &[Way])> {
    near.chunk_by(|a, b| a.cluster == b.cluster)
        .map(|ways| (ways[0].cluster, ways))
}

/// What kind of clause a relation makes.
fn clause(relation: Deprel) -> usize {
    match relation {
        Deprel::Advcl => 0,
        Deprel::Ccomp => 1,
        Deprel::Xcomp => 2,
        Deprel::Acl | Deprel::AclRelcl => 3,
        Deprel::Conj => 4,
        Deprel::Parataxis => 5,
        Deprel::Obj | Deprel::Iobj => 6,
        Deprel::Obl | Deprel::Nmod => 7,
        _ => 8,
    }
}

/// Whether an entity has the gender and number of a pronoun.
fn suits(entry: &Cluster, pronoun: Pronoun) -> bool {
    let person = entry.kind == EntityType::Person;
    match (pronoun.gender, pronoun.plural) {
        (Gender::Male, _) => person && !entry.plural && entry.gender != Gender::Female,
        (Gender::Female, _) => person && !entry.plural && entry.gender != Gender::Male,
        (Gender::Thing, _) => {
            matches!(
                entry.kind,
                EntityType::Gpe
                    | EntityType::Organisation
                    | EntityType::ArmedGroup
                    | EntityType::Media
            ) || entry.kind == EntityType::Group && !entry.plural
        }
        (Gender::Unknown, _) => {
            entry.plural
                || matches!(entry.kind, EntityType::Group | EntityType::ArmedGroup)
                || matches!(entry.kind, EntityType::Organisation) && !pronoun.possessive
        }
    }
}

/// The entities and mentions of a reading, out of what was found in it, in text order.
pub(crate) fn resolve(
    reading: &Reading,
    names: Vec<Found>,
    others: Vec<Found>,
) -> (Vec<Entity>, Vec<Mention>) {
    settled(reading, names, others, Points::builtin(), None).finish()
}

/// What each pronoun had to choose from, when `points` decide.
pub(crate) fn choices(
    reading: &Reading,
    names: Vec<Found>,
    others: Vec<Found>,
    points: &Points,
) -> (Vec<Choice>, (Vec<Entity>, Vec<Mention>)) {
    let mut board = settled(reading, names, others, points, Some(Vec::new()));
    (board.choices.take().unwrap_or_default(), board.finish())
}

fn settled<'a>(
    reading: &'a Reading,
    names: Vec<Found>,
    others: Vec<Found>,
    points: &'a Points,
    choices: Option<Vec<Choice>>,
) -> Board<'a> {
    let n_names = names.len();
    let mut found = names;
    found.extend(others);
    let owner = vec![None; found.len()];
    let published = reading
        .document
        .published
        .or(reading.published.map(|known| known.date));
    let mut board = Board {
        reading,
        syntax: &reading.syntax,
        day: published.map(Day::from),
        n_names,
        found,
        owner,
        clusters: Vec::new(),
        points,
        again: [None; 4],
        choices,
    };
    for index in 0..n_names {
        board.name(index);
    }
    let mut order: Vec<usize> = (n_names..board.found.len()).collect();
    order.sort_by_key(|&index| (board.found[index].span.start, board.found[index].span.len()));
    // Titles and appositions first: they tell what the names hold.
    for &index in &order {
        board.title(index);
    }
    board.variants();
    for &index in &order {
        if board.owner[index].is_none() {
            match board.found[index].what {
                What::Nominal { .. } => board.nominal(index),
                What::Pronoun(pronoun) => board.pronoun(index, pronoun),
                What::Name { .. } => {}
            }
        }
    }
    board
}

impl Board<'_> {
    fn text(&self, index: usize) -> &str {
        self.found[index].span.of(self.reading.text())
    }

    fn assign(&mut self, index: usize, cluster: usize) {
        self.owner[index] = Some(cluster);
        self.clusters[cluster].mentions.push(index);
    }

    /// Puts a name with the entity that bears it, or makes one.
    fn name(&mut self, index: usize) {
        let What::Name { kind, known, told } = self.found[index].what else {
            return;
        };
        let words = self.found[index].span.of(self.reading.text());
        let link = known.map(|known| {
            let state = self.stands_for_state(index, known);
            known_link(known, words, state, self.day)
        });
        let parts = name_words(words);
        let letters = letters_of(&parts);
        let same = (0..self.clusters.len())
            .rev()
            .find(|&cluster| self.same_name(cluster, kind, known, link.as_ref(), &parts, letters));
        let cluster = same.unwrap_or_else(|| {
            self.clusters.push(Cluster::named(kind, words));
            self.clusters.len() - 1
        });
        let entry = &mut self.clusters[cluster];
        if parts.len() > entry.words.len() || entry.words.is_empty() {
            entry.words = parts;
            entry.letters = letters;
            entry.name = words.to_owned();
        }
        if kind == EntityType::Person && entry.gender == Gender::Unknown {
            entry.gender = gender::of_name(&entry.words);
        }
        if let Some(link) = link
            && (entry.key.is_none())
        {
            entry.key.clone_from(&link.key);
            entry.link = link;
        }
        entry.country = entry.country.or(told.country);
        entry.sector = entry.sector.or(told.sector);
        self.assign(index, cluster);
    }

    fn same_name(
        &self,
        cluster: usize,
        kind: EntityType,
        known: Option<Known>,
        link: Option<&Link>,
        parts: &[String],
        letters: u64,
    ) -> bool {
        let other = &self.clusters[cluster];
        if let (Some(key), Some(link)) = (&other.key, link) {
            return link.key.as_ref() == Some(key);
        }
        if other.kind != kind && (kind == EntityType::Person || other.kind == EntityType::Person) {
            return false;
        }
        if other.letters == letters && other.words == parts {
            return true;
        }
        match kind {
            // Names of one person share a word.
            EntityType::Person if other.letters & letters == 0 => false,
            EntityType::Person => {
                same_person(&other.words, parts) && known.is_none_or(|_| other.key.is_none())
            }
            EntityType::Organisation | EntityType::ArmedGroup | EntityType::Media => {
                known.is_none()
                    && (is_acronym(parts, &other.words) || is_acronym(&other.words, parts))
            }
            _ => false,
        }
    }

    /// Whether the capital or seat named at `index` stands for its government, by its place in the
    /// sentence.
    fn stands_for_state(&self, index: usize, known: Known) -> bool {
        let head = self.found[index].head;
        match known {
            Known::Country(_, TermKind::Capital) => metonym::capital_acts(self.syntax, head),
            Known::Country(_, TermKind::Seat) => metonym::seat_acts(self.syntax, head),
            _ => false,
        }
    }

    /// Gives a nominal beside a name to whom the name denotes.
    fn title(&mut self, index: usize) {
        let What::Nominal {
            agent,
            country,
            beside: Some(name),
            plural: false,
            ..
        } = self.found[index].what
        else {
            return;
        };
        let Some(cluster) = self.owner[name].filter(|_| agent.person) else {
            return;
        };
        let role = self.text(index).trim_end().to_owned();
        self.hold(cluster, agent, country);
        if self.clusters[cluster].role.is_none() {
            self.clusters[cluster].role = Some(role);
        }
        self.assign(index, cluster);
    }

    /// Links names that are other spellings of names of the tables, or of the document.
    fn variants(&mut self) {
        for cluster in 0..self.clusters.len() {
            let entry = &self.clusters[cluster];
            if entry.key.is_some() || !entry.named {
                continue;
            }
            let actor = match entry.kind {
                EntityType::Person => variant::person(&entry.words, &self.support(cluster)),
                // A foreign name of two words is easily taken for a place or a body.
                EntityType::Gpe | EntityType::Organisation | EntityType::Other
                    if entry.words.len() > 1 && entry.country.is_none() =>
                {
                    variant::person(&entry.words, &self.support(cluster))
                }
                _ => None,
            };
            if let Some(actor) = actor.or_else(|| variant::group(&entry.name)) {
                match self
                    .clusters
                    .iter()
                    .position(|other| other.key.as_deref() == Some(&actor.key))
                {
                    Some(same) => self.merge(cluster, same),
                    None => {
                        let link = actor_link(actor, self.day);
                        let entry = &mut self.clusters[cluster];
                        entry.kind = actor.kind;
                        entry.key.clone_from(&link.key);
                        entry.link = link;
                    }
                }
            } else if let Some(same) = self.misspelt(cluster) {
                self.merge(cluster, same);
            }
        }
    }

    /// What the text says of an unlinked person: countries and offices.
    fn support(&self, cluster: usize) -> variant::Support {
        let entry = &self.clusters[cluster];
        variant::Support {
            country: entry.country,
            offices: entry.offices.iter().map(|(office, _)| *office).collect(),
            day: self.day,
        }
    }

    /// The person of the document of whose last name a name of one word, used once and without
    /// title, is a misspelling.
    fn misspelt(&self, cluster: usize) -> Option<usize> {
        let entry = &self.clusters[cluster];
        let [word] = entry.words.as_slice() else {
            return None;
        };
        if entry.kind != EntityType::Person
            || entry.mentions.len() > 1
            || !entry.nouns.is_empty()
            || word.len() < 5
        {
            return None;
        }
        let mut best: Option<(f32, usize)> = None;
        for (index, other) in self.clusters.iter().enumerate() {
            if index == cluster
                || other.kind != EntityType::Person
                || !other.named
                || other.mentions.len() < 2
            {
                continue;
            }
            let Some(last) = other.words.last().filter(|last| last.len() >= 5) else {
                continue;
            };
            if last.as_bytes()[..2] != word.as_bytes()[..2] {
                continue;
            }
            let alike = likeness(word, last);
            if alike >= 0.6 && best.is_none_or(|(most, _)| alike > most) {
                best = Some((alike, index));
            }
        }
        best.map(|(_, index)| index)
    }

    /// Gives the mentions of one entity to another.
    fn merge(&mut self, from: usize, to: usize) {
        for mention in std::mem::take(&mut self.clusters[from].mentions) {
            self.assign(mention, to);
        }
        self.clusters[from].named = false;
        self.clusters[from].kind = EntityType::Other;
    }

    fn hold(&mut self, cluster: usize, agent: Agent, country: Option<Iso3>) {
        let entry = &mut self.clusters[cluster];
        if !entry.nouns.contains(&agent.noun) {
            entry.nouns.push(agent.noun);
        }
        if let Some(office) = agent.office {
            entry.offices.push((office, country));
        }
        entry.country = entry.country.or(country);
        entry.sector = entry.sector.or(agent.sector);
        entry.gender = match agent.noun {
            "spokeswoman" | "chairwoman" | "queen" | "congresswoman" | "woman" | "girl"
            | "mother" | "wife" | "daughter" | "sister" | "businesswoman" | "widow" => {
                Gender::Female
            }
            "spokesman" | "king" | "man" | "boy" | "father" | "son" | "brother" | "husband"
            | "businessman" | "congressman" | "chairman" | "prince" => Gender::Male,
            _ => entry.gender,
        };
    }

    fn nominal(&mut self, index: usize) {
        let What::Nominal {
            agent,
            country,
            plural,
            definite,
            ..
        } = self.found[index].what
        else {
            return;
        };
        let country = country.or_else(|| self.body_country(index));
        let target = if agent.person && !plural {
            self.person_of(index, agent, country, definite)
        } else {
            self.body_of(index, agent, country, definite, plural)
        };
        let cluster = target.unwrap_or_else(|| self.new_nominal(index, agent, country, plural));
        self.assign(index, cluster);
    }

    /// The country of the body that owns the nominal at `index`: "head of the Foreign Ministry".
    fn body_country(&self, index: usize) -> Option<Iso3> {
        let span = self.found[index].span;
        // Names come first among what was found, in text order.
        let names = &self.found[..self.n_names];
        let first = names.partition_point(|name| name.span.start < span.start);
        (first..names.len())
            .take_while(|&name| names[name].span.end <= span.end)
            .find_map(|name| {
                let cluster = &self.clusters[self.owner[name]?];
                (cluster.kind != EntityType::Person)
                    .then_some(cluster.link.country)
                    .flatten()
            })
    }

    /// The person a definite nominal takes up again.
    fn person_of(
        &mut self,
        index: usize,
        agent: Agent,
        country: Option<Iso3>,
        definite: bool,
    ) -> Option<usize> {
        let office = self.office_of(index, agent);
        let capital =
            self.text(index).starts_with(char::is_uppercase) && self.found[index].tokens.len() == 1;
        let mut best: Option<(i64, usize)> = None;
        for cluster in 0..self.clusters.len() {
            let entry = &self.clusters[cluster];
            if entry.kind != EntityType::Person || entry.plural {
                continue;
            }
            let Some(distance) = self.distance(cluster, index) else {
                continue;
            };
            let theirs = entry.link.country.or(entry.country);
            if country.is_some() && theirs.is_some() && country != theirs {
                continue;
            }
            let mut score = 0;
            if let Some(office) = office {
                if self.holds(cluster, office) {
                    score += 60;
                } else if !entry.offices.is_empty() || entry.link.role.is_some() {
                    continue;
                }
            } else if entry.nouns.contains(&agent.noun) {
                score += 50;
            } else if fits(agent, entry) {
                score += 25;
            }
            if country.is_some() && country == theirs {
                score += 20;
            }
            score -= 6 * distance as i64;
            if score > 15 && best.is_none_or(|(most, _)| score >= most) {
                best = Some((score, cluster));
            }
        }
        if let Some((_, cluster)) =
            best.filter(|_| definite || capital || country.is_some() && office.is_some())
        {
            return Some(cluster);
        }
        // An office with its country names its holder on the day.
        let (office, country, day) = (office?, country?, self.day?);
        let holder = actors::holder(office, country, day)?;
        Some(self.cluster_of_actor(holder))
    }

    fn office_of(&self, index: usize, agent: Agent) -> Option<Office> {
        if agent.office.is_some() {
            return agent.office;
        }
        if !matches!(
            agent.noun,
            "head" | "chief" | "boss" | "leader" | "minister"
        ) {
            return None;
        }
        let words = self.text(index).to_lowercase();
        if words.contains("foreign ministry")
            || words.contains("ministry of foreign affairs")
            || words.contains("diplomacy")
        {
            Some(Office::ForeignMinister)
        } else if words.contains("defence ministry")
            || words.contains("defense ministry")
            || words.contains("pentagon")
            || words.contains("ministry of def")
        {
            Some(Office::DefenceMinister)
        } else if words.contains("interior ministry") {
            Some(Office::InteriorMinister)
        } else if words.contains("state department") {
            Some(Office::ForeignMinister)
        } else {
            None
        }
    }

    fn holds(&self, cluster: usize, office: Office) -> bool {
        let entry = &self.clusters[cluster];
        let same = |other: Office| {
            other == office
                || office == Office::President && matches!(other, Office::Monarch | Office::Leader)
                || office == Office::PrimeMinister && other == Office::Chancellor
        };
        if entry.offices.iter().any(|(held, _)| same(*held)) {
            return true;
        }
        let Some(actor) = entry.key.as_deref().and_then(actors::actor) else {
            return false;
        };
        match self.day {
            Some(day) => actor
                .terms
                .iter()
                .any(|term| term.holds(day) && same(term.office)),
            None => actor.terms.iter().any(|term| same(term.office)),
        }
    }

    fn cluster_of_actor(&mut self, actor: &Actor) -> usize {
        if let Some(cluster) = self
            .clusters
            .iter()
            .position(|entry| entry.key.as_deref() == Some(&actor.key))
        {
            return cluster;
        }
        let link = actor_link(actor, self.day);
        let words = name_words(actor.name);
        self.clusters.push(Cluster {
            letters: letters_of(&words),
            words,
            key: link.key.clone(),
            link,
            ..Cluster::named(actor.kind, actor.name)
        });
        self.clusters.len() - 1
    }

    /// The body or group a nominal takes up again.
    fn body_of(
        &mut self,
        index: usize,
        agent: Agent,
        country: Option<Iso3>,
        definite: bool,
        plural: bool,
    ) -> Option<usize> {
        let key = body_key(agent, country);
        if let Some(key) = &key {
            if let Some(cluster) = self
                .clusters
                .iter()
                .position(|entry| entry.key.as_ref() == Some(key))
            {
                return Some(cluster);
            }
            return None;
        }
        let words = group_words(self.text(index));
        (0..self.clusters.len()).rev().find(|&cluster| {
            let entry = &self.clusters[cluster];
            !entry.named
                && entry.key.is_none()
                && entry.plural == plural
                && (entry.words == words
                    || definite
                        && words.len() == 1
                        && entry.nouns.contains(&agent.noun)
                        && self.distance(cluster, index).is_some_and(|far| far <= 4))
        })
    }

    fn new_nominal(
        &mut self,
        index: usize,
        agent: Agent,
        country: Option<Iso3>,
        plural: bool,
    ) -> usize {
        let name = strip_determiner(self.found[index].span.of(self.reading.text()));
        let kind = match (agent.person, plural) {
            (true, false) => EntityType::Person,
            (true, true) => EntityType::Group,
            (false, _) if is_body(agent) => EntityType::Organisation,
            (false, _) => EntityType::Group,
        };
        let key = (!agent.person).then(|| body_key(agent, country)).flatten();
        let words = group_words(name);
        self.clusters.push(Cluster {
            letters: letters_of(&words),
            words,
            named: false,
            key: key.clone(),
            link: Link {
                key,
                country,
                sector: agent.sector,
                ..Link::default()
            },
            gender: if agent.person {
                Gender::Unknown
            } else {
                Gender::Thing
            },
            plural,
            nouns: vec![agent.noun],
            offices: agent
                .office
                .map(|office| (office, country))
                .into_iter()
                .collect(),
            country,
            sector: agent.sector,
            ..Cluster::named(kind, name)
        });
        let cluster = self.clusters.len() - 1;
        self.hold(cluster, agent, country);
        cluster
    }

    /// Sentences between the last mention of an entity before `index` and it; `None` when there is
    /// no such mention.
    fn distance(&self, cluster: usize, index: usize) -> Option<usize> {
        let at = &self.found[index];
        let before = self.clusters[cluster]
            .mentions
            .iter()
            .filter(|&&mention| self.found[mention].span.start < at.span.start)
            .map(|&mention| self.found[mention].sentence)
            .max()?;
        Some(at.sentence.saturating_sub(before))
    }

    /// Gives a pronoun to the entity that has most points.
    fn pronoun(&mut self, index: usize, pronoun: Pronoun) {
        let person = matches!(pronoun.gender, Gender::Male | Gender::Female);
        let points = &self.points.0[usize::from(!person)];
        let near = self.near(index, pronoun);
        let mut best: Option<(i32, usize)> = None;
        let mut rivals = Vec::new();
        for (cluster, ways) in by_cluster(&near) {
            let mut most = i32::MIN;
            let mut rival = Rival::default();
            for way in ways {
                let mut sum = 0;
                let mut features = Vec::new();
                self.mention_features(index, way, pronoun, |feature| {
                    sum += points[feature];
                    if self.choices.is_some() {
                        features.push(feature);
                    }
                });
                most = most.max(sum);
                if self.choices.is_some() {
                    rival.ways.push(features);
                }
            }
            self.entity_features(cluster, index, pronoun, |feature| {
                most += points[feature];
                if self.choices.is_some() {
                    rival.features.push(feature);
                }
            });
            if best.is_none_or(|(highest, _)| most > highest) {
                best = Some((most, cluster));
            }
            if self.choices.is_some() {
                let mentions = self.clusters[cluster].mentions.iter();
                rival.mentions = mentions.map(|&at| self.found[at].span).collect();
                rivals.push(rival);
            }
        }
        if let Some(choices) = &mut self.choices {
            choices.push(Choice {
                pronoun: self.found[index].span,
                person,
                rivals,
            });
        }
        let nobody = if person {
            i32::MIN
        } else {
            points[feature(Group::Nobody, 0)]
        };
        if let Some((_, cluster)) = best.filter(|(most, _)| *most > nobody) {
            if pronoun.gender != Gender::Unknown && self.clusters[cluster].gender == Gender::Unknown
            {
                self.clusters[cluster].gender = pronoun.gender;
            }
            self.again[pronoun.gender as usize] = Some((cluster, self.found[index].sentence));
            self.assign(index, cluster);
        }
    }

    /// The mentions that may be the antecedent of a pronoun, by entity; the nearest have the lowest
    /// ranks.
    fn near(&self, index: usize, pronoun: Pronoun) -> Vec<Way> {
        let at = &self.found[index];
        let mut near = Vec::new();
        for (cluster, entry) in self.clusters.iter().enumerate() {
            if !suits(entry, pronoun) {
                continue;
            }
            for &mention in &entry.mentions {
                if self.reaches(at, &self.found[mention], pronoun) {
                    near.push(Way {
                        cluster,
                        mention,
                        rank: 0,
                    });
                }
            }
        }
        let start = |way: &Way| self.found[way.mention].tokens.start;
        near.sort_by_key(|way| (std::cmp::Reverse(start(way)), way.cluster));
        for index in 0..near.len() {
            let nearer = near[..index.min(RANKED)].iter();
            let others = nearer.filter(|way| way.cluster != near[index].cluster);
            near[index].rank = others.count();
        }
        near.sort_by_key(|way| way.cluster);
        near
    }

    /// Whether a mention can be what a pronoun takes up.
    fn reaches(&self, at: &Found, other: &Found, pronoun: Pronoun) -> bool {
        let far = at.sentence.abs_diff(other.sentence);
        let after = other.span.start >= at.span.start;
        if far > 5 || after && (far > 0 || matches!(other.what, What::Pronoun(_))) {
            return false;
        }
        if !after && at.tokens.start < other.tokens.end {
            return false;
        }
        // Who is subject and object of one verb is one only by a reflexive pronoun.
        let head = self.syntax.head(at.head);
        far > 0
            || pronoun.reflexive
            || pronoun.possessive
            || head.is_none()
            || head != self.syntax.head(other.head)
    }

    /// What speaks for and against a mention as the antecedent of the pronoun at `index`.
    fn mention_features(
        &self,
        index: usize,
        way: &Way,
        pronoun: Pronoun,
        mut put: impl FnMut(usize),
    ) {
        let (at, other) = (&self.found[index], &self.found[way.mention]);
        let far = at.sentence.abs_diff(other.sentence);
        let mut put = |group, value| put(feature(group, value));
        put(Group::Far, far);
        let apart = if other.span.start >= at.span.start {
            put(Group::After, 0);
            other.tokens.start - at.tokens.start
        } else {
            at.tokens.start - other.tokens.end
        };
        if far == 0 {
            put(Group::Apart, (apart + 1).ilog2() as usize);
            self.tree_features(at, other, pronoun, &mut put);
        }
        put(Group::Rank, way.rank);
        let (mine, theirs) = (self.role(at), self.role(other));
        let place = self.place(other);
        put(Group::Role, place);
        put(Group::Places, 10 * far.min(2) + place);
        put(Group::Roles, 4 * mine + theirs);
        if mine == theirs {
            put(Group::Parallel, far);
        }
        let kind = match other.what {
            What::Name { .. } => usize::from(other.tokens.len() > 1),
            What::Nominal { .. } => 2,
            What::Pronoun(_) => 3,
        };
        put(Group::Kind, 2 * kind + usize::from(far > 0));
        let first = self.syntax.sentences()[other.sentence].tokens.start;
        if other.tokens.start < first + 2 {
            put(Group::Begins, usize::from(far > 0));
        }
        let up =
            std::iter::successors(self.syntax.head(other.head), |&head| self.syntax.head(head));
        put(Group::Depth, up.take(4).count());
    }

    /// What the tree of their sentence tells of a mention and a pronoun.
    fn tree_features(
        &self,
        at: &Found,
        other: &Found,
        pronoun: Pronoun,
        put: &mut impl FnMut(Group, usize),
    ) {
        let (mine, theirs) = (self.syntax.head(at.head), self.syntax.head(other.head));
        if mine.is_some() && mine == theirs {
            put(Group::Bound, usize::from(!pronoun.reflexive));
        } else if pronoun.reflexive {
            put(Group::Unbound, 0);
        }
        let mut step = 0;
        let mut below = at.head;
        let mut head = mine;
        while let Some(above) = head.filter(|_| step < 8) {
            if above == other.head {
                put(Group::Within, usize::from(pronoun.possessive));
                return;
            }
            if theirs == Some(above) {
                let subject = self.role(other) == 0;
                put(
                    if subject {
                        Group::Subject
                    } else {
                        Group::Beside
                    },
                    step,
                );
                if subject {
                    put(Group::Clause, clause(self.syntax.token(below).deprel));
                }
                return;
            }
            step += 1;
            below = above;
            head = self.syntax.head(above);
        }
    }

    /// What speaks for and against an entity as the one the pronoun at `index` means.
    fn entity_features(
        &self,
        cluster: usize,
        index: usize,
        pronoun: Pronoun,
        mut put: impl FnMut(usize),
    ) {
        let entry = &self.clusters[cluster];
        let mut put = |group, value| put(feature(group, value));
        put(Group::Often, entry.mentions.len() - 1);
        if entry.named {
            put(Group::Named, 0);
        }
        if entry.gender == pronoun.gender {
            put(Group::Gender, 0);
        } else if let ([only], Gender::Male | Gender::Female) = (&entry.words[..], pronoun.gender) {
            match gender::of_first(only) {
                Gender::Unknown | Gender::Thing => {}
                told => put(Group::Gender, if told == pronoun.gender { 1 } else { 2 }),
            }
        }
        let here = self.found[index].sentence;
        let (mut first, mut subjects) = (usize::MAX, 0);
        for &mention in &entry.mentions {
            let mention = &self.found[mention];
            first = first.min(mention.sentence);
            subjects += usize::from(subjects < 3 && self.role(mention) == 0);
        }
        put(Group::Subjects, subjects);
        if let Some(back @ 0..2) = here.checked_sub(first) {
            put(Group::New, back);
        }
        if cluster == 0 {
            put(Group::First, 0);
        }
        if let Some((_, sentence)) =
            self.again[pronoun.gender as usize].filter(|(last, _)| *last == cluster)
        {
            put(
                Group::Again,
                self.found[index].sentence.saturating_sub(sentence),
            );
        }
        let kind = match entry.kind {
            EntityType::Person => 0,
            EntityType::Gpe => 1,
            EntityType::Organisation => 2,
            EntityType::ArmedGroup => 3,
            EntityType::Media => 4,
            EntityType::Group => 5,
            _ => 6,
        };
        put(Group::Type, kind);
    }

    /// Subject, object, possessor or neither.
    fn role(&self, mention: &Found) -> usize {
        match self.syntax.token(mention.head).deprel {
            Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter => 0,
            Deprel::Obj | Deprel::Iobj => 1,
            Deprel::NmodPoss => 2,
            _ => 3,
        }
    }

    /// The relation of a mention to its sentence.
    fn place(&self, mention: &Found) -> usize {
        match self.syntax.token(mention.head).deprel {
            Deprel::Nsubj | Deprel::NsubjOuter => 0,
            Deprel::NsubjPass => 1,
            Deprel::Root | Deprel::Parataxis => 2,
            Deprel::Obj | Deprel::Iobj => 3,
            Deprel::Conj => 4,
            Deprel::NmodPoss => 5,
            Deprel::Appos | Deprel::Flat | Deprel::NmodDesc => 6,
            Deprel::Obl | Deprel::OblAgent | Deprel::OblUnmarked => 7,
            Deprel::Nmod | Deprel::NmodUnmarked | Deprel::Compound => 8,
            _ => 9,
        }
    }

    fn finish(self) -> (Vec<Entity>, Vec<Mention>) {
        let mut order: Vec<usize> = (0..self.found.len())
            .filter(|&index| self.owner[index].is_some())
            .collect();
        order.sort_by_key(|&index| {
            (
                self.found[index].span.start,
                std::cmp::Reverse(self.found[index].span.end),
            )
        });
        order.dedup_by_key(|index| self.found[*index].span);
        let mut numbers: Vec<Option<usize>> = vec![None; self.clusters.len()];
        let mut entities = Vec::new();
        let mut mentions: Vec<Mention> = Vec::new();
        for index in order {
            let found = &self.found[index];
            let crosses = mentions
                .iter()
                .rev()
                .take(8)
                .any(|last| last.span.overlaps(found.span) && !last.span.contains(found.span));
            if crosses {
                continue;
            }
            let cluster = self.owner[index].expect("only owned mentions are in the order");
            let number = *numbers[cluster].get_or_insert_with(|| {
                entities.push(self.entity(cluster));
                entities.len() - 1
            });
            mentions.push(Mention {
                span: found.span,
                entity: EntityId::at(number),
                kind: match found.what {
                    What::Name { .. } => MentionKind::Name,
                    What::Nominal { .. } => MentionKind::Nominal,
                    What::Pronoun(_) => MentionKind::Pronoun,
                },
            });
        }
        (entities, mentions)
    }

    fn entity(&self, cluster: usize) -> Entity {
        let entry = &self.clusters[cluster];
        Entity {
            name: entry
                .link
                .name
                .clone()
                .unwrap_or_else(|| entry.name.clone()),
            kind: entry.kind,
            country: entry.link.country.or(entry.country),
            sector: entry.link.sector.or(entry.sector),
            role: entry.link.role.clone().or_else(|| entry.role.clone()),
            link: entry.link.key.clone(),
            wikidata: entry.link.wikidata.clone(),
        }
    }
}

fn fits(agent: Agent, entry: &Cluster) -> bool {
    let sector = entry.link.sector.or(entry.sector);
    agent.sector.is_some()
        && agent.sector == sector
        && matches!(
            agent.noun,
            "diplomat"
                | "politician"
                | "official"
                | "leader"
                | "minister"
                | "representative"
                | "senator"
                | "general"
                | "commander"
                | "journalist"
                | "candidate"
                | "spokesman"
                | "spokeswoman"
        )
}

/// Whether an agent noun names a body that can act and be named, not a crowd.
fn is_body(agent: Agent) -> bool {
    matches!(
        agent.noun,
        "government"
            | "regime"
            | "administration"
            | "authority"
            | "cabinet"
            | "ministry"
            | "foreign ministry"
            | "defence ministry"
            | "defense ministry"
            | "embassy"
            | "council"
            | "parliament"
            | "assembly"
            | "congress"
            | "senate"
            | "legislature"
            | "court"
            | "tribunal"
            | "army"
            | "military"
            | "navy"
            | "air force"
            | "police"
            | "coalition"
            | "party"
            | "junta"
            | "agency"
            | "news agency"
            | "organization"
            | "organisation"
            | "company"
            | "firm"
            | "bank"
            | "university"
            | "hospital"
            | "union"
            | "channel"
            | "newspaper"
    )
}

/// Key of a state's own body: the government, armed forces, parliament, police, a ministry.
fn body_key(agent: Agent, country: Option<Iso3>) -> Option<String> {
    let country = country?;
    let body = match agent.noun {
        "government" | "regime" | "administration" | "authority" | "cabinet" | "leadership" => {
            "gov"
        }
        "army" | "military" | "force" | "troop" | "air force" | "navy" | "aviation"
        | "warplane" | "jet" | "aircraft" | "plane" => "mil",
        "parliament" | "assembly" | "legislature" => "leg",
        "police" | "security force" => "cop",
        "foreign ministry" => {
            return Some(format!(
                "org:{}-foreign-ministry",
                country.as_str().to_lowercase()
            ));
        }
        "defence ministry" | "defense ministry" => {
            return Some(format!(
                "org:{}-defence-ministry",
                country.as_str().to_lowercase()
            ));
        }
        _ => return None,
    };
    Some(format!("{body}:{country}"))
}

fn strip_determiner(words: &str) -> &str {
    [
        "the ", "The ", "a ", "A ", "an ", "An ", "this ", "these ", "those ",
    ]
    .iter()
    .find_map(|article| words.strip_prefix(article))
    .unwrap_or(words)
}

fn group_words(words: &str) -> Vec<String> {
    strip_determiner(words)
        .split_whitespace()
        .map(str::to_lowercase)
        .collect()
}

/// The words of a name as names are compared: small, without accents, particles and generation
/// suffixes.
fn name_words(name: &str) -> Vec<String> {
    let slug = slug(name);
    let words = slug.split('-').filter(|word| !word.is_empty());
    let kept: Vec<String> = words
        .filter(|word| !matches!(*word, "al" | "el" | "the" | "jr" | "sr" | "s"))
        .map(str::to_owned)
        .collect();
    if kept.is_empty() { vec![slug] } else { kept }
}

/// A bit for each word, so that names without a word in common are told apart at once.
fn letters_of(words: &[String]) -> u64 {
    let bit = |word: &String| {
        let mut hasher = FxHasher::default();
        hasher.write(word.as_bytes());
        1u64 << (hasher.finish() >> 58)
    };
    words.iter().map(bit).fold(0, |bits, bit| bits | bit)
}

/// Whether one name is part of the other as a person's names are: the same last word, or a first
/// name alone.
fn same_person(one: &[String], other: &[String]) -> bool {
    let (long, short) = if one.len() >= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    match (long, short) {
        ([.., last], [only]) => {
            last == only
                || long.len() > 1 && long[0] == *only
                || long.len() > 2 && long[1..].contains(only)
        }
        ([first, .., last], [start, .., end]) => {
            last == end
                && (first == start
                    || first.len() == 1 && start.starts_with(first.as_str())
                    || start.len() == 1 && first.starts_with(start.as_str()))
        }
        _ => false,
    }
}

/// Whether `short` is the first letters of `long`.
fn is_acronym(short: &[String], long: &[String]) -> bool {
    let [letters] = short else {
        return false;
    };
    let initials: String = long
        .iter()
        .filter(|word| !matches!(word.as_str(), "of" | "for" | "and" | "in"))
        .filter_map(|word| word.chars().next())
        .collect();
    long.len() > 1 && letters.len() > 1 && initials == *letters
}
