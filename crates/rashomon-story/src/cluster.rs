use crate::background::Background;
use crate::profile::Profile;
use crate::terms::{Term, TermMap};
use rashomon_doc::Date;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

/// Two clusters are one story when their articles are this alike on average.
///
/// One figure for archives of every kind; see `docs/evaluation/stories.md`.
const JOIN: f32 = 0.17;

/// Pairs of articles less alike than this are taken to be as alike as [`UNSEEN`].
const FLOOR: f32 = 0.06;

/// What an unlisted pair counts in an average.
const UNSEEN: f32 = 0.02;

/// Heaviest words of an article that are looked up to find its neighbours.
const LOOKED_UP: usize = 48;

/// A word in more articles of the same weeks than this finds no neighbours.
const TOO_COMMON: usize = 2_500;

/// How much an archive's own counts weigh beside the background's.
const OWN_COUNTS: f32 = 3.0;

/// Days after which likeness falls to a third, when both dates are known.
const DECAY: f32 = 5.0;

/// What it is worth that two articles are of the same day.
const SAME_DAY: f32 = 1.2;

/// An article's words by weight, of length one.
struct Vector {
    terms: Vec<(Term, f32)>,
    heaviest: Vec<(Term, f32)>,
}

/// Groups `profiles` into stories: lists of indices, each ascending, ordered by their first.
///
/// Average link over pairs that share heavy words. `profiles` are in an order that does not
/// depend on how they came in.
pub(crate) fn clusters(profiles: &[&Profile]) -> Vec<Vec<usize>> {
    let vectors = vectors(profiles);
    let days: Vec<Option<i32>> = profiles
        .iter()
        .map(|profile| profile.day().map(day_number))
        .collect();
    average_link(profiles.len(), &pairs(&vectors, &days))
}

/// Days since the year 0, for differences alone.
pub(crate) fn day_number(date: Date) -> i32 {
    let epoch = Date::constant(2000, 1, 1);
    date.since(epoch).map_or(0, |span| span.get_days())
}

fn vectors(profiles: &[&Profile]) -> Vec<Vector> {
    let background = Background::builtin();
    let mut own: TermMap<u32> = TermMap::default();
    for &(term, _) in profiles.iter().flat_map(|profile| &profile.terms) {
        *own.entry(term).or_default() += 1;
    }
    let all = background.articles + OWN_COUNTS * profiles.len() as f32;
    let idf = |term| {
        let n = background.count(term) + OWN_COUNTS * own[&term] as f32;
        ((all + 1.0) / n).ln().max(0.0)
    };
    profiles
        .iter()
        .map(|profile| Vector::new(&profile.terms, idf))
        .collect()
}

impl Vector {
    fn new(counts: &[(Term, u16)], idf: impl Fn(Term) -> f32) -> Self {
        let mut terms: Vec<(Term, f32)> = counts
            .iter()
            .map(|&(term, n)| (term, (1.0 + f32::from(n).ln()) * idf(term)))
            .filter(|&(_, weight)| weight > 0.0)
            .collect();
        let length = terms.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        if length > 0.0 {
            terms.iter_mut().for_each(|(_, weight)| *weight /= length);
        }
        let mut heaviest = terms.clone();
        heaviest.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        heaviest.truncate(LOOKED_UP);
        Self { terms, heaviest }
    }

    fn cosine(&self, other: &Self) -> f32 {
        let (mut i, mut j, mut sum) = (0, 0, 0.0);
        while let (Some(a), Some(b)) = (self.terms.get(i), other.terms.get(j)) {
            match a.0.cmp(&b.0) {
                Ordering::Less => i += 1,
                Ordering::Greater => j += 1,
                Ordering::Equal => {
                    sum += a.1 * b.1;
                    i += 1;
                    j += 1;
                }
            }
        }
        sum
    }
}

/// How much the dates of two articles speak for one story.
fn nearness(a: Option<i32>, b: Option<i32>) -> f32 {
    match (a, b) {
        (Some(a), Some(b)) => SAME_DAY * (-(a.abs_diff(b) as f32) / DECAY).exp(),
        (None, _) | (_, None) => 1.0,
    }
}

/// Days between two dated articles beyond which no pair reaches [`FLOOR`].
fn reach() -> i32 {
    (DECAY * (SAME_DAY / FLOOR).ln()).ceil() as i32
}

/// The pairs of articles that are alike, `(a, b, likeness)` with `a < b`, ordered.
fn pairs(vectors: &[Vector], days: &[Option<i32>]) -> Vec<(u32, u32, f32)> {
    // Dated articles first in order of time, so that a posting list is a window in time.
    let mut order: Vec<u32> = (0..vectors.len() as u32).collect();
    order.sort_by_key(|&i| (days[i as usize].is_none(), days[i as usize], i));
    let mut postings: TermMap<Vec<u32>> = TermMap::default();
    let mut partial = vec![0.0_f32; vectors.len()];
    let mut touched = Vec::new();
    let mut found = Vec::new();
    for &i in &order {
        let (vector, day) = (&vectors[i as usize], days[i as usize]);
        for &(term, weight) in &vector.heaviest {
            let list = postings.entry(term).or_default();
            let first = day.map_or(0, |day| {
                list.partition_point(|&j| days[j as usize].is_some_and(|d| d < day - reach()))
            });
            let first = first.max(list.len().saturating_sub(TOO_COMMON));
            for &j in &list[first..] {
                if partial[j as usize] == 0.0 {
                    touched.push(j);
                }
                partial[j as usize] += weight;
            }
            list.push(i);
        }
        for j in touched.drain(..) {
            let shared = std::mem::take(&mut partial[j as usize]);
            if shared < 0.12 {
                continue;
            }
            let near = nearness(day, days[j as usize]);
            let likeness = near * vector.cosine(&vectors[j as usize]);
            if likeness >= FLOOR {
                found.push((i.min(j), i.max(j), likeness));
            }
        }
    }
    found.sort_unstable_by_key(|&(a, b, _)| (a, b));
    found
}

/// Two clusters that may be merged; the heap gives the most alike first, then the first in order.
#[derive(PartialEq)]
struct Merge {
    likeness: f32,
    a: u32,
    b: u32,
}

impl Eq for Merge {}

impl PartialOrd for Merge {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Merge {
    fn cmp(&self, other: &Self) -> Ordering {
        self.likeness
            .total_cmp(&other.likeness)
            .then_with(|| (other.a, other.b).cmp(&(self.a, self.b)))
    }
}

/// Likeness summed over the listed pairs between two clusters, and how many those are.
type Link = (f32, u32);

struct Clusters {
    /// Members of each cluster; empty when it has been merged into a later one.
    members: Vec<Vec<usize>>,
    links: Vec<BTreeMap<u32, Link>>,
}

impl Clusters {
    fn likeness(&self, a: u32, b: u32, link: Link) -> f32 {
        let pairs = (self.members[a as usize].len() * self.members[b as usize].len()) as f32;
        (link.0 + UNSEEN * (pairs - link.1 as f32)) / pairs
    }

    /// Merges `a` and `b` into a new cluster and returns it.
    fn merge(&mut self, a: u32, b: u32) -> u32 {
        let new = self.members.len() as u32;
        let mut members = std::mem::take(&mut self.members[a as usize]);
        members.append(&mut self.members[b as usize]);
        self.members.push(members);
        let mut links = std::mem::take(&mut self.links[a as usize]);
        let other = std::mem::take(&mut self.links[b as usize]);
        links.remove(&b);
        for (c, link) in other {
            if c != a {
                let sum = links.entry(c).or_default();
                *sum = (sum.0 + link.0, sum.1 + link.1);
            }
        }
        for (&c, &link) in &links {
            let back = &mut self.links[c as usize];
            back.remove(&a);
            back.remove(&b);
            back.insert(new, link);
        }
        self.links.push(links);
        new
    }
}

fn average_link(n: usize, pairs: &[(u32, u32, f32)]) -> Vec<Vec<usize>> {
    let mut clusters = Clusters {
        members: (0..n).map(|i| vec![i]).collect(),
        links: vec![BTreeMap::new(); n],
    };
    let mut heap = BinaryHeap::new();
    for &(a, b, likeness) in pairs {
        clusters.links[a as usize].insert(b, (likeness, 1));
        clusters.links[b as usize].insert(a, (likeness, 1));
        if likeness >= JOIN {
            heap.push(Merge { likeness, a, b });
        }
    }
    while let Some(Merge { a, b, .. }) = heap.pop() {
        if clusters.members[a as usize].is_empty() || clusters.members[b as usize].is_empty() {
            continue;
        }
        let new = clusters.merge(a, b);
        for (&c, &link) in &clusters.links[new as usize] {
            let likeness = clusters.likeness(new, c, link);
            if likeness >= JOIN {
                heap.push(Merge {
                    likeness,
                    a: c.min(new),
                    b: c.max(new),
                });
            }
        }
    }
    let mut groups: Vec<Vec<usize>> = clusters
        .members
        .into_iter()
        .filter(|members| !members.is_empty())
        .collect();
    groups
        .iter_mut()
        .for_each(|members| members.sort_unstable());
    groups.sort_unstable();
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn average_link_does_not_chain() {
        // 0-1 and 2-3 are close; one close pair between them does not make them one.
        let pairs = [(0, 1, 0.6), (1, 2, 0.3), (2, 3, 0.6)];
        assert_eq!(average_link(4, &pairs), [vec![0, 1], vec![2, 3]]);
    }

    #[test]
    fn merges_what_is_alike_on_average() {
        let pairs = [(0, 1, 0.6), (0, 2, 0.3), (1, 2, 0.2), (2, 3, 0.1)];
        assert_eq!(average_link(4, &pairs), [vec![0, 1, 2], vec![3]]);
    }

    #[test]
    fn days_apart_weigh() {
        assert!(nearness(Some(3), Some(3)) > nearness(Some(3), Some(4)));
        assert_eq!(nearness(None, Some(4)), 1.0);
        assert!(nearness(Some(0), Some(reach() + 1)) < FLOOR);
    }
}
