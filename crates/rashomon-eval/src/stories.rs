//! Stories against gold groups of articles, and events against gold coreference chains.

use crate::gold::{Gold, GoldError, Part, json_lines};
use crate::{Counts, Scores};
use rashomon::{Document, Pipeline, Reading};
use rashomon_doc::{Basis, Date, DocumentId, Publication};
use rashomon_story::{Profile, groups};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// The folder of the layer.
const FOLDER: &str = "stories";

pub(crate) fn score(
    gold: &Gold,
    pipeline: &Pipeline,
    scores: &mut Scores,
) -> Result<(), GoldError> {
    for name in gold.list(FOLDER) {
        let Some(path) = gold.find(&format!("{FOLDER}/{name}")) else {
            continue;
        };
        let Some((corpus, part)) = corpus_of(&name) else {
            continue;
        };
        let articles = corpus.articles(&path)?;
        let found = stories_of(&articles);
        let key = |metric| format!("stories/{}/{}/{metric}", corpus.as_str(), part.as_str());
        let labels: Vec<&str> = articles
            .iter()
            .map(|article| article.story.as_str())
            .collect();
        scores.set(key("bcubed_f1"), bcubed(&labels, &found).f1());
        scores.set(key("pairwise_f1"), pairwise(&labels, &found).f1());
        if let Corpus::Ecb = corpus
            && let Some(mentions) = mentions_beside(gold, &name)?
        {
            let ids: Vec<&str> = articles.iter().map(|article| article.id.as_str()).collect();
            let chains = event_chains(pipeline, &mentions, &ids, &found);
            let keys: Vec<&str> = mentions.iter().map(|m| m.coref_chain.as_str()).collect();
            let chains: Vec<(usize, &str)> = chains
                .iter()
                .map(|(s, lemma)| (*s, lemma.as_str()))
                .collect();
            scores.set(key("conll_f1"), conll(&keys, &chains));
        }
    }
    Ok(())
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Corpus {
    Galaxy,
    Basil,
    Ecb,
    Fnc1,
    Whenitson,
}

/// The corpus and part that a file of the folder holds, by its name.
fn corpus_of(name: &str) -> Option<(Corpus, Part)> {
    if !name.contains(".jsonl") {
        return None;
    }
    let corpus = match name {
        name if name.starts_with("galaxy") => Corpus::Galaxy,
        name if name.starts_with("basil") => Corpus::Basil,
        name if name.starts_with("ecb") && name.contains("_text") => Corpus::Ecb,
        name if name.starts_with("fnc1") => Corpus::Fnc1,
        name if name.starts_with("whenitson") => Corpus::Whenitson,
        _ => return None,
    };
    let part = match corpus {
        _ if name.contains("test") => Part::Test,
        _ if name.contains("dev") => Part::Dev,
        _ if name.contains("train") => Part::Train,
        Corpus::Galaxy | Corpus::Basil | Corpus::Ecb => Part::Dev,
        Corpus::Fnc1 | Corpus::Whenitson => Part::Test,
    };
    Some((corpus, part))
}

/// An article with the gold story it belongs to.
#[derive(Debug)]
struct Article {
    id: String,
    title: Option<String>,
    text: String,
    date: Option<Date>,
    story: String,
}

#[derive(Deserialize)]
struct Row {
    id: serde_json::Value,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    sentences: Vec<String>,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    event: Option<String>,
    #[serde(default)]
    triplet: Option<String>,
    #[serde(default)]
    subtopic: Option<String>,
    #[serde(default)]
    story: Option<serde_json::Value>,
    #[serde(default)]
    google_cluster: Option<serde_json::Value>,
}

impl Corpus {
    fn as_str(self) -> &'static str {
        match self {
            Corpus::Galaxy => "galaxy",
            Corpus::Basil => "basil",
            Corpus::Ecb => "ecb",
            Corpus::Fnc1 => "fnc1",
            Corpus::Whenitson => "whenitson",
        }
    }

    /// Whether `date` is when the article was published; galaxy's is when it was fetched.
    fn is_dated(self) -> bool {
        match self {
            Corpus::Basil | Corpus::Whenitson => true,
            Corpus::Galaxy | Corpus::Ecb | Corpus::Fnc1 => false,
        }
    }

    fn articles(self, path: &Path) -> Result<Vec<Article>, GoldError> {
        let rows: Vec<Row> = json_lines(path)?;
        Ok(rows
            .into_iter()
            .filter_map(|row| self.article(row))
            .collect())
    }

    /// The article of a row; `None` when nobody has said which story it belongs to.
    fn article(self, row: Row) -> Option<Article> {
        let story = match self {
            Corpus::Galaxy => row.event?,
            Corpus::Basil => row.triplet?,
            Corpus::Ecb => row.subtopic?,
            Corpus::Fnc1 => plain(row.story?)?,
            Corpus::Whenitson => plain(row.google_cluster?)?,
        };
        Some(Article {
            id: plain(row.id)?,
            title: row.title,
            text: row.text.unwrap_or_else(|| row.sentences.join(" ")),
            date: row
                .date
                .filter(|_| self.is_dated())
                .as_deref()
                .and_then(day),
            story,
        })
    }
}

fn plain(value: serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

fn day(date: &str) -> Option<Date> {
    date.get(..10)?.parse().ok()
}

/// The found story of each article, as a number.
fn stories_of(articles: &[Article]) -> Vec<usize> {
    let profiles: Vec<Profile> = articles.iter().map(profile).collect();
    let mut found = vec![0; articles.len()];
    for (story, members) in groups(&profiles).into_iter().enumerate() {
        for member in members {
            found[member] = story;
        }
    }
    found
}

fn profile(article: &Article) -> Profile {
    let mut reading = Reading::new(Document {
        id: DocumentId(article.id.clone()),
        title: article.title.clone(),
        text: article.text.clone(),
        publisher: None,
        url: None,
        published: article.date,
    });
    reading.published = article.date.map(|date| Publication {
        date,
        basis: Basis::Given,
        confidence: 1.0,
    });
    Profile::of(&reading)
}

/// Precision and recall as sums over members, so that one type does for every measure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Measure {
    pub(crate) correct_found: f64,
    pub(crate) found: f64,
    pub(crate) correct_gold: f64,
    pub(crate) gold: f64,
}

impl Measure {
    /// Harmonic mean of precision and recall in per cent.
    pub(crate) fn f1(self) -> f64 {
        let precision = ratio(self.correct_found, self.found);
        let recall = ratio(self.correct_gold, self.gold);
        100.0 * ratio(2.0 * precision * recall, precision + recall)
    }
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}

/// How many items have a label.
type Sizes<L> = BTreeMap<L, usize>;

/// Items by their label in `gold` and in `found`, and how many share both.
fn overlaps<G: Ord + Copy, F: Ord + Copy>(
    gold: &[G],
    found: &[F],
) -> (Sizes<G>, Sizes<F>, Sizes<(G, F)>) {
    let (mut by_gold, mut by_found, mut by_both) =
        (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (&g, &f) in gold.iter().zip(found) {
        *by_gold.entry(g).or_default() += 1;
        *by_found.entry(f).or_default() += 1;
        *by_both.entry((g, f)).or_default() += 1;
    }
    (by_gold, by_found, by_both)
}

/// BCubed: for each item, the share of its group that belongs there.
fn bcubed<G: Ord + Copy, F: Ord + Copy>(gold: &[G], found: &[F]) -> Measure {
    let (by_gold, by_found, by_both) = overlaps(gold, found);
    let mut measure = Measure {
        found: gold.len() as f64,
        gold: gold.len() as f64,
        ..Measure::default()
    };
    for (&(g, f), &n) in &by_both {
        let n = n as f64;
        measure.correct_found += n * n / by_found[&f] as f64;
        measure.correct_gold += n * n / by_gold[&g] as f64;
    }
    measure
}

/// Pairs of items put together.
fn pairwise<G: Ord + Copy, F: Ord + Copy>(gold: &[G], found: &[F]) -> Counts {
    let (by_gold, by_found, by_both) = overlaps(gold, found);
    let pairs = |n: &usize| n * (n - 1) / 2;
    Counts {
        correct: by_both.values().map(pairs).sum(),
        found: by_found.values().map(pairs).sum(),
        gold: by_gold.values().map(pairs).sum(),
    }
}

/// MUC: links kept when a chain is cut by the other side's chains.
fn muc<G: Ord + Copy, F: Ord + Copy>(gold: &[G], found: &[F]) -> Measure {
    let (by_gold, by_found, by_both) = overlaps(gold, found);
    let n = gold.len();
    // A chain of m mentions in p pieces keeps m - p of its m - 1 links; summed over chains that
    // is n minus the number of pieces.
    let kept = (n - by_both.len()) as f64;
    Measure {
        correct_found: kept,
        found: (n - by_found.len()) as f64,
        correct_gold: kept,
        gold: (n - by_gold.len()) as f64,
    }
}

/// CEAF-e: chains matched one to one, each pair worth 2·shared / (sizes together).
fn ceaf_e<G: Ord + Copy, F: Ord + Copy>(gold: &[G], found: &[F]) -> Measure {
    let (by_gold, by_found, by_both) = overlaps(gold, found);
    let gold_rows: BTreeMap<G, usize> = by_gold.keys().copied().zip(0..).collect();
    let found_rows: BTreeMap<F, usize> = by_found.keys().copied().zip(0..).collect();
    let worth: Vec<(usize, usize, f64)> = by_both
        .iter()
        .map(|(&(g, f), &n)| {
            let worth = 2.0 * n as f64 / (by_gold[&g] + by_found[&f]) as f64;
            (gold_rows[&g], found_rows[&f], worth)
        })
        .collect();
    let best = best_matching(by_gold.len(), by_found.len(), &worth);
    Measure {
        correct_found: best,
        found: by_found.len() as f64,
        correct_gold: best,
        gold: by_gold.len() as f64,
    }
}

/// The CoNLL score: the mean of MUC, B³ and CEAF-e F1, in per cent.
fn conll<G: Ord + Copy, F: Ord + Copy>(gold: &[G], found: &[F]) -> f64 {
    (muc(gold, found).f1() + bcubed(gold, found).f1() + ceaf_e(gold, found).f1()) / 3.0
}

/// The greatest worth of a one-to-one matching of rows and columns with the given pairs.
///
/// Pairs fall into small connected parts, each solved by itself.
pub(crate) fn best_matching(n_rows: usize, n_columns: usize, worth: &[(usize, usize, f64)]) -> f64 {
    let mut part: Vec<usize> = (0..n_rows + n_columns).collect();
    for &(row, column, _) in worth {
        let (a, b) = (root(&mut part, row), root(&mut part, n_rows + column));
        part[a.max(b)] = a.min(b);
    }
    let mut parts: BTreeMap<usize, Vec<(usize, usize, f64)>> = BTreeMap::new();
    for &pair in worth {
        parts.entry(root(&mut part, pair.0)).or_default().push(pair);
    }
    parts.values().map(|pairs| assign(pairs)).sum()
}

fn root(part: &mut [usize], mut i: usize) -> usize {
    while part[i] != i {
        part[i] = part[part[i]];
        i = part[i];
    }
    i
}

/// The Hungarian method on the rows and columns that `pairs` name.
fn assign(pairs: &[(usize, usize, f64)]) -> f64 {
    let number =
        |names: BTreeSet<usize>| -> HashMap<usize, usize> { names.into_iter().zip(0..).collect() };
    let rows = number(pairs.iter().map(|pair| pair.0).collect());
    let columns = number(pairs.iter().map(|pair| pair.1).collect());
    let n = rows.len().max(columns.len());
    let mut cost = vec![vec![0.0; n]; n];
    for &(row, column, worth) in pairs {
        cost[rows[&row]][columns[&column]] = -worth;
    }
    -least_cost(&cost)
}

/// The least total cost of a one-to-one assignment in a square table, by shortest augmenting paths.
fn least_cost(cost: &[Vec<f64>]) -> f64 {
    let n = cost.len();
    let (mut u, mut v) = (vec![0.0; n + 1], vec![0.0; n + 1]);
    let mut row_of = vec![0; n + 1];
    for row in 1..=n {
        let mut way = vec![0; n + 1];
        let mut least = vec![f64::INFINITY; n + 1];
        let mut used = vec![false; n + 1];
        row_of[0] = row;
        let mut column = 0;
        while row_of[column] != 0 {
            used[column] = true;
            let (i, mut delta, mut next) = (row_of[column], f64::INFINITY, 0);
            for j in 1..=n {
                if used[j] {
                    continue;
                }
                let reduced = cost[i - 1][j - 1] - u[i] - v[j];
                if reduced < least[j] {
                    (least[j], way[j]) = (reduced, column);
                }
                if least[j] < delta {
                    (delta, next) = (least[j], j);
                }
            }
            for j in 0..=n {
                if used[j] {
                    u[row_of[j]] += delta;
                    v[j] -= delta;
                } else {
                    least[j] -= delta;
                }
            }
            column = next;
        }
        while column != 0 {
            row_of[column] = row_of[way[column]];
            column = way[column];
        }
    }
    (1..=n).map(|j| cost[row_of[j] - 1][j - 1]).sum()
}

/// A gold event mention of ECB+.
#[derive(Deserialize)]
struct EventMention {
    doc_id: String,
    coref_chain: String,
    full_sentence: String,
    left_sentence: String,
    tokens_str: String,
}

/// The event mentions that lie beside the texts in `name`.
fn mentions_beside(gold: &Gold, name: &str) -> Result<Option<Vec<EventMention>>, GoldError> {
    let beside = name.replace("_text", "_event_mentions");
    gold.find(&format!("{FOLDER}/{beside}"))
        .map(|path| json_lines(&path))
        .transpose()
}

/// The chain of each mention: the lemma of its head, within the story its document was put in.
fn event_chains(
    _pipeline: &Pipeline,
    mentions: &[EventMention],
    ids: &[&str],
    stories: &[usize],
) -> Vec<(usize, String)> {
    let story_of: HashMap<&str, usize> = ids.iter().copied().zip(stories.iter().copied()).collect();
    mentions
        .iter()
        .enumerate()
        .map(|(index, mention)| {
            let _ = (&mention.full_sentence, &mention.left_sentence);
            // A mention of a document without text stands alone.
            let story = story_of
                .get(mention.doc_id.as_str())
                .copied()
                .unwrap_or(stories.len() + index);
            (story, head(&mention.tokens_str))
        })
        .collect()
}

fn head(mention: &str) -> String {
    const SMALL: [&str; 16] = [
        "of", "in", "on", "up", "out", "down", "off", "over", "to", "from", "away", "by", "at",
        "for", "into", "with",
    ];
    let words: Vec<String> = mention.split(' ').map(str::to_lowercase).collect();
    let end = words
        .iter()
        .position(|word| SMALL.contains(&word.as_str()))
        .filter(|&at| at > 0)
        .unwrap_or(words.len());
    words[end - 1].clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gold {0 1 2} {3 4}, found {0 1} {2 3 4}.
    const GOLD: [char; 5] = ['a', 'a', 'a', 'b', 'b'];
    const FOUND: [u8; 5] = [1, 1, 2, 2, 2];

    fn check(value: f64, expected: f64) {
        assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
    }

    #[test]
    fn bcubed_by_hand() {
        // Precision (1 + 1 + 1/3 + 2/3 + 2/3) / 5 = 11/15;
        // recall (2/3 + 2/3 + 1/3 + 1 + 1) / 5 = 11/15.
        check(bcubed(&GOLD, &FOUND).f1(), 100.0 * 11.0 / 15.0);
    }

    #[test]
    fn pairwise_by_hand() {
        // Gold pairs 01 02 12 34, found 01 23 24 34: two are right.
        let counts = pairwise(&GOLD, &FOUND);
        assert_eq!((counts.correct, counts.found, counts.gold), (2, 4, 4));
        check(counts.f1(), 50.0);
    }

    #[test]
    fn muc_by_hand() {
        // Gold links 2 + 1; {0 1 2} falls into two pieces and keeps one, {3 4} keeps one: 2/3.
        check(muc(&GOLD, &FOUND).f1(), 100.0 * 2.0 / 3.0);
    }

    #[test]
    fn ceaf_by_hand() {
        // a-1: 2·2/5, a-2: 2·1/6, b-2: 2·2/5. Best is a-1 with b-2: 1.6 of 2.
        check(ceaf_e(&GOLD, &FOUND).f1(), 80.0);
    }

    #[test]
    fn conll_is_the_mean() {
        check(
            conll(&GOLD, &FOUND),
            (200.0 / 3.0 + 1100.0 / 15.0 + 80.0) / 3.0,
        );
        check(conll(&GOLD, &GOLD), 100.0);
    }

    #[test]
    fn singletons_have_no_links() {
        check(muc(&['a', 'b'], &[1, 2]).f1(), 0.0);
        check(bcubed(&['a', 'b'], &[1, 2]).f1(), 100.0);
    }

    #[test]
    fn matching_gives_up_a_good_pair_for_two() {
        let worth = [(0, 0, 0.9), (0, 1, 0.8), (1, 0, 0.8), (2, 2, 0.5)];
        check(best_matching(3, 3, &worth), 0.8 + 0.8 + 0.5);
    }

    #[test]
    fn files_are_known_by_name() {
        let check = |name, expected| assert_eq!(corpus_of(name), expected, "{name}");
        check("ecbplus_dev_text.jsonl.gz", Some((Corpus::Ecb, Part::Dev)));
        check(
            "ecbplus_test_text.jsonl.gz",
            Some((Corpus::Ecb, Part::Test)),
        );
        check("ecbplus_dev_event_mentions.jsonl.gz", None);
        check(
            "fnc1_test_story_clusters.jsonl.gz",
            Some((Corpus::Fnc1, Part::Test)),
        );
        check(
            "whenitson_2016.jsonl.gz",
            Some((Corpus::Whenitson, Part::Test)),
        );
        check("basil_triples.jsonl.gz", Some((Corpus::Basil, Part::Dev)));
    }
}
