//! Toponyms of a reading, each resolved to one place of the gazetteer by its context.

mod candidates;

use candidates::{Candidate, candidates, container};
use rashomon_doc::{EntityType, Iso3, MentionKind, Place, Reading, Span};
use rashomon_lexicon::countries::{self, TermKind};
use rashomon_lexicon::gazetteer::{Entry, Kind};
use std::collections::BTreeMap;

/// The places `reading` names, in text order.
///
/// Reads its mentions and entities: names of states, cities, regions and facilities, unless the
/// entity is an actor. Without mentions, capitalised words that the gazetteer knows well are read.
pub fn places(reading: &Reading) -> Vec<Place> {
    let text = reading.text();
    let spans = if reading.mentions.is_empty() {
        scan(text)
    } else {
        mentioned(reading)
    };
    let publisher = reading
        .document
        .publisher
        .as_deref()
        .or(reading.document.url.as_deref());
    resolve(text, &spans, publisher)
        .into_iter()
        .flatten()
        .collect()
}

/// The place that each of `spans` in `text` denotes, chosen by the others, by what stands around
/// it, by the publisher's country, and by population; `None` where the gazetteer knows no such name.
pub fn resolve(text: &str, spans: &[Span], publisher: Option<&str>) -> Vec<Option<Place>> {
    resolve_by(&Weights::default(), text, spans, publisher)
}

/// As [`resolve`], by other weights than the measured ones.
#[doc(hidden)]
pub fn resolve_by(
    weights: &Weights,
    text: &str,
    spans: &[Span],
    publisher: Option<&str>,
) -> Vec<Option<Place>> {
    let mut resolver = Resolver::new(weights, text, spans, publisher);
    for _ in 0..ROUNDS {
        resolver.round();
    }
    let chosen = resolver.chosen();
    spans
        .iter()
        .zip(chosen)
        .map(|(&span, entry)| Some(place(span, &entry?)))
        .collect()
}

fn place(span: Span, entry: &Entry) -> Place {
    Place {
        span,
        name: entry.name.to_owned(),
        geonames: entry.geonames,
        lat: entry.lat,
        lon: entry.lon,
        country: entry.country,
    }
}

/// How much each hint counts, in natural logarithms of population.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Weights {
    pub country: f64,
    pub admin: f64,
    pub county: f64,
    pub region: f64,
    pub alias: f64,
    pub container: f64,
    pub same_admin: f64,
    pub same_country: f64,
    pub near: f64,
    pub named_country: f64,
    pub named_admin: f64,
    pub publisher: f64,
    pub population: f64,
}

/// Chosen on LGL and GeoVirus; see the page of the evaluation.
impl Default for Weights {
    fn default() -> Self {
        Self {
            country: 4.0,
            admin: 1.0,
            county: -3.0,
            region: 0.5,
            alias: -2.0,
            container: 25.0,
            same_admin: 3.0,
            same_country: 2.75,
            near: 3.75,
            named_country: 2.5,
            named_admin: 4.0,
            publisher: 3.0,
            population: 1.0,
        }
    }
}

/// How often the choice of each name is looked at again in the light of the others.
const ROUNDS: usize = 3;

/// How many names before and behind one are asked about it, so that a long list of places costs no
/// more for each.
const COMPANY: usize = 200;

/// Cosine of the angle that 200 km span on the earth.
const NEAR_COSINE: f64 = 0.999_507;

/// A name of the text with its candidates; mentions with the same name and container share one.
struct Node {
    candidates: Vec<Candidate>,
    base: Vec<f64>,
    chosen: usize,
    /// How often it is mentioned.
    count: f64,
}

struct Resolver<'a> {
    weights: &'a Weights,
    nodes: Vec<Node>,
    /// The node of each mention.
    node_of: Vec<Option<usize>>,
}

/// A country and the part of it, where known.
type Country = (Option<Iso3>, Option<u16>);

impl<'a> Resolver<'a> {
    fn new(weights: &'a Weights, text: &str, spans: &[Span], publisher: Option<&str>) -> Self {
        let home = publisher.and_then(candidates::home);
        let mut nodes: Vec<Node> = Vec::new();
        let mut by_name: BTreeMap<(String, Option<Country>), Option<usize>> = BTreeMap::new();
        let mut plain: BTreeMap<String, usize> = BTreeMap::new();
        let mut node_of = Vec::with_capacity(spans.len());
        for &span in spans {
            let name = span.of(text).to_owned();
            let inside = container(text, span);
            if inside.is_none()
                && let Some(&node) = plain.get(&name)
            {
                nodes[node].count += 1.0;
                node_of.push(Some(node));
                continue;
            }
            let key = (name.clone(), inside);
            if let Some(&node) = by_name.get(&key) {
                if let Some(node) = node {
                    nodes[node].count += 1.0;
                }
                node_of.push(node);
                continue;
            }
            let found = candidates(text, span);
            let node = (!found.is_empty()).then(|| {
                // "China, Japan and Korea" is a list: a country lies in no other.
                let listed = found.iter().any(|candidate| {
                    candidate.entry.kind == Kind::Country && candidate.entry.main_name
                });
                let inside = inside.filter(|(country, admin)| {
                    let unit = |candidate: &Candidate| {
                        candidate.entry.kind == Kind::Admin && candidate.entry.country == *country
                    };
                    admin.is_some() || !listed || found.iter().any(unit)
                });
                let base = found
                    .iter()
                    .map(|candidate| base(weights, candidate, inside, home))
                    .collect();
                nodes.push(Node {
                    candidates: found,
                    base,
                    chosen: 0,
                    count: 1.0,
                });
                nodes.len() - 1
            });
            by_name.insert(key, node);
            if let Some(node) = node {
                plain.entry(name).or_insert(node);
            }
            node_of.push(node);
        }
        for node in &mut nodes {
            node.chosen = best(&node.base);
        }
        Self {
            weights,
            nodes,
            node_of,
        }
    }

    /// Chooses anew for every name, given what the others are.
    fn round(&mut self) {
        let chosen: Vec<(Candidate, f64)> = self
            .nodes
            .iter()
            .map(|node| (node.candidates[node.chosen], node.count))
            .collect();
        let next: Vec<usize> = (0..self.nodes.len())
            .map(|index| self.best_given(index, &chosen))
            .collect();
        for (node, choice) in self.nodes.iter_mut().zip(next) {
            node.chosen = choice;
        }
    }

    fn best_given(&self, index: usize, chosen: &[(Candidate, f64)]) -> usize {
        let node = &self.nodes[index];
        if node.candidates.len() == 1 {
            return 0;
        }
        let scores: Vec<f64> = node
            .candidates
            .iter()
            .zip(&node.base)
            .map(|(candidate, base)| base + self.support(index, candidate, chosen))
            .collect();
        best(&scores)
    }

    /// What the other places of the text speak for `candidate`.
    fn support(&self, index: usize, candidate: &Candidate, chosen: &[(Candidate, f64)]) -> f64 {
        let weights = self.weights;
        let (mut admin, mut country, mut near, mut total) = (0.0, 0.0, 0.0, 0.0);
        let (mut named_country, mut named_admin) = (0.0f64, 0.0f64);
        let from = index.saturating_sub(COMPANY);
        let until = (index + COMPANY).min(chosen.len());
        for (other, (entry, count)) in chosen.iter().enumerate().take(until).skip(from) {
            if other == index {
                continue;
            }
            let count = count.sqrt();
            total += count;
            let (one, two) = (&candidate.entry, &entry.entry);
            let same_country = one.country.is_some() && one.country == two.country;
            let same_admin = one.admin.is_some() && one.admin == two.admin;
            match two.kind {
                Kind::Country if same_country => named_country = 1.0,
                Kind::Admin if same_admin => named_admin = 1.0,
                _ => {}
            }
            admin += count * f64::from(u8::from(same_admin));
            country += count * f64::from(u8::from(same_country));
            near += count * f64::from(u8::from(candidate.cosine(entry) > NEAR_COSINE));
        }
        if total == 0.0 {
            return 0.0;
        }
        let share = |part: f64| (part / total).sqrt();
        weights.same_admin * share(admin)
            + weights.same_country * share(country)
            + weights.near * share(near)
            + weights.named_country * named_country
            + weights.named_admin * named_admin
    }

    fn chosen(&self) -> Vec<Option<Entry>> {
        let nodes = self.node_of.iter();
        nodes
            .map(|node| {
                let node = &self.nodes[(*node)?];
                Some(node.candidates[node.chosen].entry)
            })
            .collect()
    }
}

/// The index of the highest score; the first among equals.
fn best(scores: &[f64]) -> usize {
    let mut best = 0;
    for (index, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = index;
        }
    }
    best
}

/// What speaks for a candidate by itself.
fn base(
    weights: &Weights,
    candidate: &Candidate,
    inside: Option<(Option<Iso3>, Option<u16>)>,
    home: Option<Iso3>,
) -> f64 {
    let entry = &candidate.entry;
    let kind = match entry.kind {
        Kind::Country => weights.country,
        Kind::Admin => weights.admin,
        Kind::County => weights.county,
        Kind::Region => weights.region,
        Kind::Settlement => 0.0,
    };
    let kind = if candidate.typed { 3.0 } else { kind };
    let alias = if entry.main_name || entry.kind == Kind::Country {
        0.0
    } else {
        weights.alias
    };
    let within = inside.is_some_and(|(country, admin)| match (admin, country) {
        (Some(admin), _) => entry.admin == Some(admin) && entry.kind != Kind::Admin,
        (None, country) => entry.country == country && entry.kind != Kind::Country,
    });
    let at_home = home.is_some() && entry.country == home;
    weights.population * entry.log_population
        + kind
        + alias
        + weights.container * f64::from(u8::from(within))
        + weights.publisher * f64::from(u8::from(at_home))
        + candidate.bonus
}

/// The names of places among the mentions of a reading.
fn mentioned(reading: &Reading) -> Vec<Span> {
    let mentions = reading
        .mentions
        .iter()
        .filter(|mention| mention.kind == MentionKind::Name);
    mentions
        .filter(|mention| {
            let entity = reading.entities.get(mention.entity.index());
            entity.is_some_and(|entity| {
                matches!(
                    entity.kind,
                    EntityType::Gpe | EntityType::Location | EntityType::Facility
                ) && !is_government(mention.span.of(reading.text()), entity.link.as_deref())
            })
        })
        .map(|mention| mention.span)
        .collect()
}

/// Whether a capital denotes its state: it stands for the government and is no place here.
fn is_government(words: &str, link: Option<&str>) -> bool {
    link.is_some_and(|link| link.starts_with("gpe:"))
        && countries::find(words).is_some_and(|term| term.kind == TermKind::Capital)
}

/// Natural logarithm of the population above which a bare name is taken for a place without a
/// mention to say so: about 100,000.
const WELL_KNOWN: f64 = 11.5;

/// Runs of capitalised words that the gazetteer knows well, longest first.
fn scan(text: &str) -> Vec<Span> {
    let words = crate::words::Words::of(text);
    let mut spans = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let mut end = at;
        while end < words.len().min(at + 4)
            && words.capital(end)
            && (end == at || !words.all[end].new_line)
        {
            end += 1;
        }
        let known = (at + 1..=end)
            .rev()
            .find(|&end| is_well_known(words.span(at, end).of(text)));
        match known {
            Some(end) => {
                spans.push(words.span(at, end));
                at = end;
            }
            None => at += 1,
        }
    }
    spans
}

/// Capitalised words that are no places by themselves.
const DIRECTIONS: [&str; 12] = [
    "north",
    "south",
    "east",
    "west",
    "western",
    "eastern",
    "northern",
    "southern",
    "central",
    "march",
    "university",
    "president",
];

fn is_well_known(name: &str) -> bool {
    use rashomon_lexicon::gazetteer::Gazetteer;
    name.len() > 2
        && !DIRECTIONS
            .iter()
            .any(|word| name.eq_ignore_ascii_case(word))
        && Gazetteer::builtin().find(name).iter().any(|entry| {
            entry.log_population > WELL_KNOWN && (entry.main_name || entry.kind != Kind::Settlement)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_place(text: &str, names: &[&str], country: &str, near: (f64, f64)) {
        let spans: Vec<Span> = names
            .iter()
            .map(|name| {
                let start = text.find(name).expect(name);
                Span::new(start, start + name.len())
            })
            .collect();
        let found = resolve(text, &spans, None);
        let first = found[0].as_ref().expect(text);
        assert_eq!(
            first.country.map(|code| code.to_string()).as_deref(),
            Some(country),
            "{text}: {first:?}"
        );
        let away = rashomon_lexicon::gazetteer::kilometres((first.lat, first.lon), near);
        assert!(away < 161.0, "{text}: {first:?}");
    }

    #[test]
    fn container_decides() {
        check_place(
            "He lives in Paris, Texas, with her.",
            &["Paris", "Texas"],
            "USA",
            (33.66, -95.56),
        );
        check_place(
            "A fire in Springfield, Ill., spread.",
            &["Springfield"],
            "USA",
            (39.80, -89.64),
        );
        check_place(
            "A shop in Birmingham, England",
            &["Birmingham"],
            "GBR",
            (52.48, -1.89),
        );
    }

    #[test]
    fn population_decides_without_context() {
        check_place("He lives in Paris.", &["Paris"], "FRA", (48.85, 2.35));
        check_place(
            "The army entered Aleppo.",
            &["Aleppo"],
            "SYR",
            (36.2, 37.16),
        );
    }

    #[test]
    fn company_decides() {
        check_place(
            "Tripoli, Zahle and Sidon in Lebanon saw protests.",
            &["Tripoli", "Zahle", "Sidon", "Lebanon"],
            "LBN",
            (34.43, 35.84),
        );
    }

    #[test]
    fn reads_demonyms_and_units() {
        check_place("Russian jets flew.", &["Russian"], "RUS", (60.0, 100.0));
        check_place(
            "in Licking County on Monday",
            &["Licking County"],
            "USA",
            (40.09, -82.48),
        );
        check_place(
            "in Idlib province on Monday",
            &["Idlib province"],
            "SYR",
            (35.9, 36.6),
        );
        check_place("U.S. officials", &["U.S."], "USA", (39.8, -98.5));
    }

    #[test]
    fn peoples_lead_to_their_places() {
        check_place("Parisian police", &["Parisian"], "FRA", (48.85, 2.35));
        check_place("Londoners voted.", &["Londoners"], "GBR", (51.5, -0.1));
        check_place("Dagestani police", &["Dagestani"], "RUS", (43.0, 47.0));
    }

    #[test]
    fn parts_of_a_country_are_not_all_of_it() {
        check_place("rain in England", &["England"], "GBR", (52.3, -1.2));
        check_place("in Columbia, S.C.,", &["Columbia"], "USA", (34.0, -81.03));
    }

    #[test]
    fn a_list_of_countries_holds_none_inside_another() {
        check_place(
            "China, Japan and Korea",
            &["China", "Japan"],
            "CHN",
            (35.0, 105.0),
        );
    }

    #[test]
    fn landmarks_stand_in_their_city() {
        check_place(
            "the White House said",
            &["White House"],
            "USA",
            (38.9, -77.0),
        );
    }

    #[test]
    fn unknown_names_give_nothing() {
        let text = "Xyzzyville was quiet.";
        assert_eq!(resolve(text, &[Span::new(0, 10)], None), [None]);
        assert!(resolve("", &[], None).is_empty());
    }
}
