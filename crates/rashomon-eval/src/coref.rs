//! Coreference end to end: our mentions against all gold mentions of GUM.
//!
//! Gold chains are the entities in MISC of the CoNLL-U files, nested mentions, pronouns and common
//! nouns with them. Chains of one mention are left out on both sides, as in OntoGUM. The score is
//! the CoNLL one: the mean of MUC, B³ and CEAF-e over all chains of a part. `conll_f1` counts a
//! mention as found when its span is the gold one, with a leading `the`, `a` or `an` and a
//! trailing `'s` left out on both sides; `conll_f1_head` when its syntactic head is.

use crate::entities::{Labelled, Written};
use crate::stories::{Measure, best_matching};
use crate::syntax::recognise;
use crate::{Gold, GoldError, Scores, gold};
use rashomon::Pipeline;
use rashomon_doc::{Document, DocumentId, Reading, Span};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Chains of mentions, each mention by where it stands.
type Chains = Vec<BTreeSet<Span>>;

/// A document with the mentions of each chain, as sentence, words and head.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chained {
    /// Its words, without labels.
    pub document: Labelled,
    /// The mentions of each entity.
    pub chains: Vec<Vec<Place>>,
}

/// Where a gold mention stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Place {
    /// Its sentence.
    pub sentence: usize,
    /// Its first word, counted from the sentence's first.
    pub start: usize,
    /// The word behind its last.
    pub end: usize,
    /// The word whose head lies outside.
    pub head: usize,
}

pub(crate) fn score(
    gold: &Gold,
    pipeline: &Pipeline,
    scores: &mut Scores,
) -> Result<(), GoldError> {
    let mut parts: BTreeMap<(&str, &str), Vec<Chained>> = BTreeMap::new();
    let splits = match gold.find("syntax/GUM-splits.md") {
        Some(path) => gold::text(&path)?,
        None => String::new(),
    };
    for name in gold.list("syntax") {
        let Some(path) = gold
            .find(&format!("syntax/{name}"))
            .filter(|_| name.contains(".tar"))
        else {
            continue;
        };
        for (file, bytes) in gold::archive(&path)? {
            let Some(("gum", part)) = recognise(&file, &name, &splits) else {
                continue;
            };
            let chained = chained(&String::from_utf8_lossy(&bytes));
            if file.contains("GUM_news_") {
                parts
                    .entry(("gum_news", part))
                    .or_default()
                    .push(chained.clone());
            }
            parts.entry(("gum", part)).or_default().push(chained);
        }
    }
    for ((corpus, part), documents) in parts {
        let sums = documents
            .par_iter()
            .map(|chained| compare(pipeline, chained))
            .reduce(Default::default, |a, b| [a[0].add(b[0]), a[1].add(b[1])]);
        let key = format!("entities/{corpus}/{part}");
        scores.set(format!("{key}/conll_f1"), sums[0].conll());
        scores.set(format!("{key}/conll_f1_head"), sums[1].conll());
        scores.set(format!("{key}/mention_f1_head"), sums[1].mentions.f1());
    }
    Ok(())
}

fn compare(pipeline: &Pipeline, chained: &Chained) -> [Sums; 2] {
    let written = chained.document.write();
    let reading = pipeline.read(Document {
        id: DocumentId("gold".into()),
        title: None,
        text: written.text.clone(),
        publisher: None,
        url: None,
        published: None,
    });
    let (text, syntax) = (reading.text(), &reading.syntax);
    let bare = |span: Span| bare(text, span);
    let head = |span: Span| {
        let tokens = syntax.tokens();
        let first = tokens.partition_point(|token| token.span.end <= span.start);
        let last = tokens.partition_point(|token| token.span.start < span.end);
        let top = syntax.top_of(first..last.max(first)).unwrap_or(first);
        tokens.get(top).map_or(span, |token| token.span)
    };
    [
        Sums::of(
            &gold_chains(chained, &written, |span, _| bare(span)),
            &found_chains(&reading, bare),
        ),
        Sums::of(
            &gold_chains(chained, &written, |_, head| head),
            &found_chains(&reading, head),
        ),
    ]
}

fn bare(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let lead = ["the ", "The ", "a ", "A ", "an ", "An "]
        .iter()
        .find(|article| words.starts_with(**article))
        .map_or(0, |article| article.len());
    let tail = ["'s", "\u{2019}s"]
        .iter()
        .find(|tail| words.len() > lead + tail.len() && words.ends_with(**tail))
        .map_or(0, |tail| tail.len());
    Span::new(span.start as usize + lead, span.end as usize - tail)
}

fn gold_chains(chained: &Chained, written: &Written, place: impl Fn(Span, Span) -> Span) -> Chains {
    let spans = chained.chains.iter().map(|mentions| {
        let spans = mentions.iter().map(|at| {
            let words = &written.words[at.sentence];
            place(words[at.start].cover(words[at.end - 1]), words[at.head])
        });
        spans.collect()
    });
    without_singletons(spans.collect())
}

fn found_chains(reading: &Reading, place: impl Fn(Span) -> Span) -> Chains {
    let mut chains: Chains = vec![BTreeSet::new(); reading.entities.len()];
    for mention in &reading.mentions {
        chains[mention.entity.index()].insert(place(mention.span));
    }
    without_singletons(chains)
}

/// The chains of more than one mention; a place that two chains claim is the first one's.
fn without_singletons(chains: Chains) -> Chains {
    let mut taken = BTreeSet::new();
    let mut kept = Vec::new();
    for mut chain in chains {
        chain.retain(|place| !taken.contains(place));
        if chain.len() > 1 {
            taken.extend(chain.iter().copied());
            kept.push(chain);
        }
    }
    kept
}

/// What the three measures and the count of mentions add up over documents.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    muc: Measure,
    bcubed: Measure,
    ceaf: Measure,
    mentions: Measure,
}

impl Sums {
    fn of(gold: &Chains, found: &Chains) -> Self {
        let owner = |chains: &Chains| -> BTreeMap<Span, usize> {
            let rows = chains.iter().enumerate();
            rows.flat_map(|(index, chain)| chain.iter().map(move |at| (*at, index)))
                .collect()
        };
        let (by_gold, by_found) = (owner(gold), owner(found));
        let mut shared: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for (at, g) in &by_gold {
            if let Some(f) = by_found.get(at) {
                *shared.entry((*g, *f)).or_default() += 1.0;
            }
        }
        let both: f64 = shared.values().sum();
        let size = |chain: &BTreeSet<Span>| chain.len() as f64;
        // A chain in p pieces keeps its mentions less p links; a mention the other side does not
        // have is a piece by itself.
        let links = both - shared.len() as f64;
        let worth: Vec<(usize, usize, f64)> = shared
            .iter()
            .map(|(&(g, f), &n)| (g, f, 2.0 * n / (size(&gold[g]) + size(&found[f]))))
            .collect();
        let matched = best_matching(gold.len(), found.len(), &worth);
        let (n_gold, n_found) = (by_gold.len() as f64, by_found.len() as f64);
        let measure = |correct_found, found, correct_gold, gold| Measure {
            correct_found,
            found,
            correct_gold,
            gold,
        };
        Self {
            muc: measure(
                links,
                n_found - found.len() as f64,
                links,
                n_gold - gold.len() as f64,
            ),
            bcubed: measure(
                shared
                    .iter()
                    .map(|((_, f), n)| n * n / size(&found[*f]))
                    .sum(),
                n_found,
                shared
                    .iter()
                    .map(|((g, _), n)| n * n / size(&gold[*g]))
                    .sum(),
                n_gold,
            ),
            ceaf: measure(matched, found.len() as f64, matched, gold.len() as f64),
            mentions: measure(both, n_found, both, n_gold),
        }
    }

    fn add(self, other: Self) -> Self {
        let add = |a: Measure, b: Measure| Measure {
            correct_found: a.correct_found + b.correct_found,
            found: a.found + b.found,
            correct_gold: a.correct_gold + b.correct_gold,
            gold: a.gold + b.gold,
        };
        Self {
            muc: add(self.muc, other.muc),
            bcubed: add(self.bcubed, other.bcubed),
            ceaf: add(self.ceaf, other.ceaf),
            mentions: add(self.mentions, other.mentions),
        }
    }

    fn conll(&self) -> f64 {
        (self.muc.f1() + self.bcubed.f1() + self.ceaf.f1()) / 3.0
    }
}

/// Reads the words and the entities of a CoNLL-U document of GUM.
pub fn chained(conllu: &str) -> Chained {
    let mut out = Chained::default();
    let mut chains: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut closed: Vec<(String, usize, usize)> = Vec::new();
    let (mut words, mut heads) = (Vec::new(), Vec::new());
    for line in conllu.lines().chain([""]) {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() == 10 && cells[0].bytes().all(|byte| byte.is_ascii_digit()) {
            let mut misc = cells[9].split('|');
            let entity = misc.find_map(|cell| cell.strip_prefix("Entity="));
            brackets(
                entity.unwrap_or_default(),
                words.len(),
                &mut open,
                &mut closed,
            );
            words.push((cells[1].to_owned(), "O".to_owned()));
            heads.push(cells[6].parse::<usize>().unwrap_or(0));
        } else if line.trim().is_empty() && !words.is_empty() {
            let sentence = out.document.sentences.len();
            out.document.sentences.push(std::mem::take(&mut words));
            for (id, start, end) in closed.drain(..) {
                let outside = |&at: &usize| {
                    let head = heads[at];
                    head == 0 || !(start..end).contains(&(head - 1))
                };
                let head = (start..end).find(outside).unwrap_or(start);
                chains.entry(id).or_default().push(Place {
                    sentence,
                    start,
                    end,
                    head,
                });
            }
            heads.clear();
            open.clear();
        }
    }
    out.chains = chains.into_values().collect();
    out
}

/// Reads `(1-person-…`, `1)` and `(1-person-…)` in any row.
fn brackets(
    text: &str,
    index: usize,
    open: &mut Vec<(String, usize)>,
    closed: &mut Vec<(String, usize, usize)>,
) {
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('(') {
            let end = inside.find(['(', ')']).unwrap_or(inside.len());
            let id = inside[..end].split('-').next().unwrap_or_default();
            if inside[end..].starts_with(')') {
                closed.push((id.to_owned(), index, index + 1));
                rest = &inside[end + 1..];
            } else {
                open.push((id.to_owned(), index));
                rest = &inside[end..];
            }
        } else {
            let end = rest.find(')').unwrap_or(rest.len());
            if let Some(at) = open.iter().rposition(|(id, _)| id == &rest[..end]) {
                let (id, start) = open.remove(at);
                closed.push((id, start, index + 1));
            }
            rest = rest.get(end + 1..).unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chains(rows: &[&[usize]]) -> Chains {
        let place = |at: &usize| Span::new(*at, at + 1);
        rows.iter()
            .map(|row| row.iter().map(place).collect())
            .collect()
    }

    fn check(value: f64, expected: f64) {
        assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
    }

    #[test]
    fn measures_by_hand() {
        // Gold {1 2 3} {4 5}; found {1 2} {3 4} {8 9}.
        let sums = Sums::of(
            &chains(&[&[1, 2, 3], &[4, 5]]),
            &chains(&[&[1, 2], &[3, 4], &[8, 9]]),
        );
        // Links kept: 1-2. Of 3 in the gold, of 3 found.
        check(sums.muc.f1(), 100.0 / 3.0);
        // Gold: 1 and 2 have 2/3, 3 has 1/3, 4 has 1/2, 5 nothing: 13/6 of 5.
        // Found: 1 and 2 have all, 3 and 4 half, 8 and 9 nothing: 3 of 6.
        let (recall, precision) = (13.0 / 30.0, 0.5);
        check(
            sums.bcubed.f1(),
            100.0 * 2.0 * recall * precision / (recall + precision),
        );
        // {1 2 3} with {1 2}: 4/5; {4 5} with {3 4}: 2/4. 1.3 of 2 and of 3.
        check(sums.ceaf.f1(), 100.0 * 2.0 * 1.3 / 5.0);
        check(sums.mentions.f1(), 100.0 * 2.0 * 4.0 / 11.0);
    }

    #[test]
    fn the_same_chains_are_right() {
        let gold = chains(&[&[1, 2, 3], &[4, 5]]);
        check(Sums::of(&gold, &gold).conll(), 100.0);
        check(Sums::of(&gold, &Chains::new()).conll(), 0.0);
    }

    #[test]
    fn singletons_and_second_claims_are_left_out() {
        let kept = without_singletons(chains(&[&[1], &[2, 3], &[3, 4], &[3, 5, 6]]));
        assert_eq!(kept, chains(&[&[2, 3], &[5, 6]]));
    }

    #[test]
    fn entities_are_read_from_misc() {
        let row = |id: usize, form: &str, head: usize, misc: &str| {
            format!("{id}\t{form}\t_\tX\t_\t_\t{head}\tdep\t_\t{misc}\n")
        };
        let text = row(1, "The", 2, "Entity=(1-person-new")
            + &row(2, "head", 0, "_")
            + &row(3, "of", 2, "_")
            + &row(4, "Ilium", 2, "SpaceAfter=No|Entity=(2-place-new)1)")
            + "\n"
            + &row(1, "She", 2, "Entity=(1-person-giv)")
            + &row(2, "left", 0, "_");
        let read = chained(&text);
        assert_eq!(read.document.sentences.len(), 2);
        let place = |sentence, start, end, head| Place {
            sentence,
            start,
            end,
            head,
        };
        assert_eq!(
            read.chains,
            [
                vec![place(0, 0, 4, 1), place(1, 0, 1, 0)],
                vec![place(0, 3, 4, 3)]
            ]
        );
    }
}
