use crate::agency::{is_agency, outlet_key};
use crate::background::Background;
use crate::profile::Profile;
use crate::sketch::Overlap;
use crate::terms::TermMap;
use rashomon_doc::{Date, Descent, Lineage};
use std::collections::{BTreeMap, BTreeSet};

/// Overlap from which an article is a copy: three quarters of its five-word sequences stand in
/// the other.
const COPY: f32 = 0.72;

/// Jaccard overlap from which an article is the other reworked. Rewritten wire copy lies at 15 to
/// 50 per cent; two reports of one event written apart stay below 10.
const REWRITE: f32 = 0.15;

/// The same as a share of the smaller article, for a short piece cut out of a long one.
const EXCERPT: f32 = 0.35;

/// A sequence that more articles of a story share is page furniture.
const FURNITURE: usize = 60;

/// Where each article of one story comes from, in the order of [`precedence`].
pub(crate) fn lineages(story: &[&Profile], publishers: &BTreeSet<String>) -> Vec<Lineage> {
    let mut order: Vec<&Profile> = story.to_vec();
    order.sort_by_cached_key(|profile| precedence(profile, publishers));
    let parents = parents(&order);
    let mut lineages: Vec<Lineage> = Vec::with_capacity(order.len());
    for (i, profile) in order.iter().enumerate() {
        let lineage = match parents[i] {
            Some((parent, overlap)) => copy(profile, &lineages[parent], overlap),
            None => own(profile, &order[..i], &lineages, publishers),
        };
        lineages.push(lineage);
    }
    credit_agencies(&order, &mut lineages);
    lineages
}

/// Where articles share words and one of them names the agency they come from, that agency is
/// the origin of all: the first to print the words need not be the one that says whose they are.
fn credit_agencies(order: &[&Profile], lineages: &mut [Lineage]) {
    let mut agencies: BTreeMap<String, String> = BTreeMap::new();
    for (profile, lineage) in order.iter().zip(lineages.iter()) {
        let is_copy = matches!(lineage.descent, Descent::Copy | Descent::Rewrite);
        let credit = profile.relays.iter().find(|relay| is_agency(&relay.outlet));
        if let (true, Some(relay)) = (is_copy, credit) {
            let family = lineage.origin.clone();
            agencies
                .entry(family)
                .or_insert_with(|| outlet_key(&relay.outlet));
        }
    }
    for lineage in lineages {
        if let Some(agency) = agencies.get(&lineage.origin) {
            lineage.origin.clone_from(agency);
        }
    }
}

/// The earlier of two articles sorts first: by day, then one that names no origin, then an
/// agency's, then by id. Undated articles come last: they may copy any other.
fn precedence(
    profile: &Profile,
    publishers: &BTreeSet<String>,
) -> (bool, Option<Date>, bool, bool, String) {
    let day = profile.day();
    let agency = profile.publisher.as_deref().is_some_and(is_agency);
    let relays = relayed(profile, publishers).is_some();
    (day.is_none(), day, relays, !agency, profile.id.0.clone())
}

/// The first outlet other than its own publisher that the article rests on: place in `relays`
/// and key.
fn relayed(profile: &Profile, publishers: &BTreeSet<String>) -> Option<(usize, String)> {
    let own = profile.publisher.as_deref().map(outlet_key);
    profile.relays.iter().enumerate().find_map(|(i, relay)| {
        let key = outlet_key(&relay.outlet);
        let outlet = relay.known || publishers.contains(&key);
        (outlet && own.as_ref() != Some(&key)).then_some((i, key))
    })
}

fn copy(profile: &Profile, parent: &Lineage, overlap: Overlap) -> Lineage {
    Lineage {
        document: profile.id.clone(),
        descent: if overlap.of_second >= COPY {
            Descent::Copy
        } else {
            Descent::Rewrite
        },
        parent: Some(parent.document.clone()),
        outlet: profile
            .relays
            .iter()
            .find(|relay| relay.known)
            .map(|relay| relay.outlet.clone()),
        origin: parent.origin.clone(),
        evidence: profile
            .relays
            .iter()
            .find(|relay| relay.known)
            .map(|relay| relay.evidence),
        overlap: overlap.of_second,
    }
}

fn own(
    profile: &Profile,
    earlier: &[&Profile],
    lineages: &[Lineage],
    publishers: &BTreeSet<String>,
) -> Lineage {
    let Some((relay, key)) = relayed(profile, publishers) else {
        return Lineage {
            document: profile.id.clone(),
            descent: Descent::Origin,
            parent: None,
            outlet: None,
            origin: own_origin(profile),
            evidence: None,
            overlap: 0.0,
        };
    };
    let relay = &profile.relays[relay];
    let parent = (0..earlier.len())
        .filter(|&i| earlier[i].publisher.as_deref().map(outlet_key).as_ref() == Some(&key))
        .map(|i| (common_words(earlier[i], profile), i))
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
        .map(|(_, i)| i);
    Lineage {
        document: profile.id.clone(),
        descent: Descent::Relay,
        parent: parent.map(|parent| earlier[parent].id.clone()),
        outlet: Some(relay.outlet.clone()),
        origin: parent.map_or(key, |parent| lineages[parent].origin.clone()),
        evidence: Some(relay.evidence),
        overlap: parent.map_or(0.0, |parent| {
            earlier[parent].sketch.overlap(&profile.sketch).of_second
        }),
    }
}

/// The weight of the words two articles share, to tell which of an outlet's articles is relayed.
fn common_words(a: &Profile, b: &Profile) -> f32 {
    let background = Background::builtin();
    let weight = |term| ((background.articles + 1.0) / (background.count(term) + 1.0)).ln();
    let shared: f32 = a
        .terms
        .iter()
        .filter(|(term, _)| {
            b.terms
                .binary_search_by_key(term, |&(term, _)| term)
                .is_ok()
        })
        .map(|&(term, _)| weight(term))
        .sum();
    shared / (1.0 + a.terms.len() as f32).sqrt()
}

/// Articles of one publisher have one origin: an outlet does not confirm itself.
fn own_origin(profile: &Profile) -> String {
    match &profile.publisher {
        Some(publisher) => outlet_key(publisher),
        None => profile.id.0.clone(),
    }
}

/// For each article the earlier one it shares most words with, when it shares enough.
fn parents(order: &[&Profile]) -> Vec<Option<(usize, Overlap)>> {
    let mut postings: TermMap<Vec<u32>> = TermMap::default();
    let mut parents = Vec::with_capacity(order.len());
    for (i, profile) in order.iter().enumerate() {
        let mut shared: TermMap<u32> = TermMap::default();
        for &hash in &profile.sketch.smallest {
            let list = postings.entry(hash).or_default();
            if list.len() < FURNITURE {
                for &j in list.iter() {
                    *shared.entry(j).or_default() += 1;
                }
                list.push(i as u32);
            }
        }
        let mut candidates: Vec<u32> = shared
            .iter()
            .filter(|&(_, &n)| n >= 3)
            .map(|(&j, _)| j)
            .collect();
        candidates.sort_unstable();
        parents.push(best_parent(order, i, &candidates));
    }
    parents
}

fn best_parent(order: &[&Profile], i: usize, candidates: &[u32]) -> Option<(usize, Overlap)> {
    let mut best: Option<(usize, Overlap)> = None;
    for &j in candidates {
        let overlap = order[j as usize].sketch.overlap(&order[i].sketch);
        let enough = overlap.jaccard >= REWRITE || overlap.of_second >= EXCERPT;
        // The earliest of equals: the first to print the words.
        if enough && best.is_none_or(|(_, than)| overlap.of_second > than.of_second + 0.02) {
            best = Some((j as usize, overlap));
        }
    }
    best
}

/// Pairs of articles of an archive that share words, `(a, b, jaccard)` with `a < b`, ordered; at
/// least `least` of their five-word sequences are the same.
///
/// Works on any archive: articles meet only through sequences that few share.
pub fn near_duplicates(profiles: &[Profile], least: f32) -> Vec<(usize, usize, f32)> {
    let mut postings: TermMap<Vec<u32>> = TermMap::default();
    let mut pairs = Vec::new();
    for (i, profile) in profiles.iter().enumerate() {
        let mut candidates = Vec::new();
        for &hash in &profile.sketch.smallest {
            let list = postings.entry(hash).or_default();
            if list.len() < FURNITURE {
                candidates.extend_from_slice(list);
                list.push(i as u32);
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        for j in candidates {
            let overlap = profiles[j as usize].sketch.overlap(&profile.sketch);
            if overlap.jaccard >= least {
                pairs.push((j as usize, i, overlap.jaccard));
            }
        }
    }
    pairs.sort_unstable_by_key(|&(a, b, _)| (a, b));
    pairs
}

#[cfg(test)]
mod tests {
    use crate::testing::article;
    use crate::{Profile, near_duplicates, stories};

    const WIRE: &str = "Rockets hit the railway station in the city of Lorvath on Thursday \
        morning, killing at least 11 people who were waiting for an evacuation train, the \
        regional governor said. Three rockets struck the station hall and the second platform.";

    fn check_lineage(articles: &[Profile], expected: &str) {
        let mut articles = articles.to_vec();
        for _ in 0..articles.len() {
            articles.rotate_left(1);
            let stories = stories(&articles);
            assert_eq!(stories.len(), 1, "one story");
            let lines: Vec<String> = stories[0]
                .articles
                .iter()
                .map(|article| {
                    let parent = article.parent.as_ref().map_or("-", |id| id.as_str());
                    format!(
                        "{} {} {parent} {}",
                        article.document, article.descent, article.origin
                    )
                })
                .collect();
            assert_eq!(lines.join("\n"), expected.trim());
        }
    }

    #[test]
    fn copies_go_back_to_the_wire() {
        check_lineage(
            &[
                article(
                    "w",
                    "Northern Wire",
                    "2024-03-14",
                    &format!("LORVATH, March 14 (Northern Wire) - {WIRE}"),
                ),
                article(
                    "c",
                    "Courier",
                    "2024-03-14",
                    &format!("A grim day. LORVATH, March 14 (Northern Wire) - {WIRE}"),
                ),
                article(
                    "r",
                    "Gazette",
                    "2024-03-15",
                    "At the railway station in Lorvath at least 11 people were killed by rockets on Thursday, reports Northern Wire, citing the regional governor.",
                ),
                article(
                    "o",
                    "Halvard Eye",
                    "2024-03-15",
                    "Our reporter counted bodies at the railway station of Lorvath, where rockets struck the platform on Thursday and killed people waiting for a train.",
                ),
            ],
            "
w origin - northern wire
c copy w northern wire
o origin - halvard eye
r relays w northern wire",
        );
    }

    #[test]
    fn copies_of_a_wire_that_is_not_here_have_its_origin() {
        check_lineage(
            &[
                article("a", "Courier", "2024-03-14", WIRE),
                article(
                    "b",
                    "Gazette",
                    "2024-03-15",
                    &format!("LORVATH (Reuters) - {WIRE}"),
                ),
            ],
            "
a origin - reuters
b copy a reuters",
        );
    }

    #[test]
    fn duplicates_are_found_across_an_archive() {
        let articles = [
            article("a", "Courier", "2024-03-14", WIRE),
            article("b", "Gazette", "2024-05-15", &format!("Recall: {WIRE}")),
            article(
                "c",
                "Gazette",
                "2024-05-15",
                "Nothing of the kind was ever printed here before today.",
            ),
        ];
        let pairs = near_duplicates(&articles, 0.5);
        assert_eq!(
            pairs.iter().map(|p| (p.0, p.1)).collect::<Vec<_>>(),
            [(0, 1)]
        );
    }

    #[test]
    fn an_undated_copy_is_of_its_origins_day() {
        let articles = [
            article("a", "Courier", "2024-03-14", WIRE),
            article("b", "Gazette", "", WIRE),
        ];
        let dates = crate::dates(&articles, &stories(&articles));
        assert_eq!(dates.len(), 1);
        assert_eq!(
            (dates[0].0.as_str(), dates[0].1.date.to_string()),
            ("b", "2024-03-14".to_owned())
        );
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(stories(&[]), []);
        assert_eq!(stories(&[article("a", "", "", "")]).len(), 1);
    }
}
