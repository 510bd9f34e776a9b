//! Names and pronouns: entity corpora and GAP.
//!
//! Gold tokens are written out as running text, the whole pipeline reads it, and what it finds is
//! compared by exact span and type. Types are those all corpora share: persons, organisations (with
//! armed groups and outlets) and places. Found names are compared without a leading `the` and a
//! trailing `'s`, which guidelines treat differently.

use crate::gold::{archive, bytes};
use crate::{Counts, Gold, GoldError, Part, Scores};
use rashomon::Pipeline;
use rashomon_doc::{Document, DocumentId, EntityType, MentionKind, Reading, Span};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The types of name that corpora share.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum NameKind {
    /// A person.
    Person,
    /// An organisation, armed group or outlet.
    Organisation,
    /// A state, town, region or building.
    Place,
}

impl NameKind {
    /// The kind a corpus means by `label`, without its `B-` or `I-`.
    pub fn of_label(label: &str) -> Option<Self> {
        match label.to_ascii_lowercase().as_str() {
            "per" | "person" | "politician" => Some(Self::Person),
            "org" | "organisation" | "organization" | "politicalparty" | "corporation"
            | "group" => Some(Self::Organisation),
            "loc" | "location" | "country" | "gpe" => Some(Self::Place),
            _ => None,
        }
    }

    /// The kind of what we find.
    pub fn of_entity(kind: EntityType) -> Option<Self> {
        match kind {
            EntityType::Person => Some(Self::Person),
            EntityType::Organisation | EntityType::ArmedGroup | EntityType::Media => {
                Some(Self::Organisation)
            }
            EntityType::Gpe | EntityType::Location | EntityType::Facility => Some(Self::Place),
            EntityType::Nationality
            | EntityType::Product
            | EntityType::EventName
            | EntityType::Group
            | EntityType::Other => None,
        }
    }
}

/// Words with a label each, as a corpus gives them: sentences of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labelled {
    /// For each sentence its words with their labels (`O`, `B-…`, `I-…`).
    pub sentences: Vec<Vec<(String, String)>>,
}

/// A document as running text, with the span of each word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// The text.
    pub text: String,
    /// For each sentence the spans of its words.
    pub words: Vec<Vec<Span>>,
}

impl Labelled {
    /// The document as running text: words joined as English joins them, a sentence on each line.
    pub fn write(&self) -> Written {
        let mut written = Written::default();
        for sentence in &self.sentences {
            if !written.text.is_empty() {
                written.text.push('\n');
            }
            let mut quoted = false;
            let mut open = true;
            let mut spans = Vec::with_capacity(sentence.len());
            for (word, _) in sentence {
                let closes = matches!(
                    word.as_str(),
                    "." | "," | ";" | ":" | "!" | "?" | ")" | "]" | "%" | "''" | "..."
                ) || word.starts_with('\'') && word.len() <= 3 && word.len() > 1
                    || word.starts_with('\u{2019}') && word.len() <= 5 && word.len() > 3
                    || word == "n't"
                    || word == "\"" && quoted;
                if !closes && !open {
                    written.text.push(' ');
                }
                if word == "\"" {
                    quoted = !quoted;
                }
                open =
                    matches!(word.as_str(), "(" | "[" | "$" | "``" | "#") || word == "\"" && quoted;
                let start = written.text.len();
                written.text.push_str(word);
                spans.push(Span::new(start, written.text.len()));
            }
            written.words.push(spans);
        }
        written
    }

    /// The names: kind and span in `written`.
    pub fn names(&self, written: &Written) -> Vec<(NameKind, Span)> {
        let mut names = Vec::new();
        for (sentence, spans) in self.sentences.iter().zip(&written.words) {
            let mut last: Option<(&str, Span)> = None;
            let close = |open: Option<(&str, Span)>, names: &mut Vec<(NameKind, Span)>| {
                if let Some((label, span)) = open
                    && let Some(kind) = NameKind::of_label(label)
                {
                    names.push((kind, span));
                }
            };
            for ((_, label), span) in sentence.iter().zip(spans) {
                let (place, kind) = label.split_once('-').unwrap_or(("O", ""));
                match &mut last {
                    Some((open, covered)) if place == "I" && *open == kind => {
                        *covered = covered.cover(*span);
                    }
                    _ => {
                        close(last.take(), &mut names);
                        last = (place != "O").then_some((kind, *span));
                    }
                }
            }
            close(last, &mut names);
        }
        names
    }
}

/// Reads columns: the word at `word`, the label at `label`, a blank line after each sentence.
/// Documents start at `-DOCSTART-` or `# newdoc`; without any, each sentence is one.
pub fn columns(text: &str, word: usize, label: usize) -> Vec<Labelled> {
    let whole = text.contains("-DOCSTART-") || text.contains("# newdoc");
    let mut documents = vec![Labelled::default()];
    let mut sentence = Vec::new();
    for line in text.lines().chain([""]) {
        if line.starts_with("# newdoc") || line.starts_with("-DOCSTART-") {
            documents.push(Labelled::default());
        } else if line.trim().is_empty() {
            if !sentence.is_empty() {
                let last = documents.len() - 1;
                documents[last]
                    .sentences
                    .push(std::mem::take(&mut sentence));
                if !whole {
                    documents.push(Labelled::default());
                }
            }
        } else if !(line.starts_with("# ") && line.contains(" = ")) {
            let cells: Vec<&str> = match line.contains('\t') {
                true => line.split('\t').collect(),
                false => line.split(' ').collect(),
            };
            if let (Some(word), Some(label)) = (cells.get(word), cells.get(label))
                && !word.trim().is_empty()
            {
                sentence.push(((*word).trim().to_owned(), (*label).trim().to_owned()));
            }
        }
    }
    documents.retain(|document| !document.sentences.is_empty());
    documents
}

/// The files of the layer, out of archives or beside them, by path.
///
/// # Errors
/// When an archive or file cannot be read.
pub fn files(gold: &Gold) -> Result<BTreeMap<String, Vec<u8>>, GoldError> {
    let mut files = BTreeMap::new();
    let mut folders = vec!["entities".to_owned()];
    while let Some(folder) = folders.pop() {
        for name in gold.list(&folder) {
            let path = format!("{folder}/{name}");
            let Some(full) = gold.find(&path) else {
                continue;
            };
            if full.is_dir() {
                folders.push(path);
            } else if name.contains(".tar.") {
                files.extend(archive(&full)?);
            } else {
                files.insert(path, bytes(&full)?);
            }
        }
    }
    Ok(files)
}

/// Which corpus and part a file is, by its path.
pub fn corpus_of(path: &str) -> Option<(&'static str, Part)> {
    let path = path.to_ascii_lowercase();
    let file = path.rsplit('/').next().unwrap_or(&path);
    if file.ends_with(".md") || file.ends_with(".cfg") || file.contains("license") {
        return None;
    }
    let corpus = if path.contains("politics") {
        "politics"
    } else if path.contains("conll2003") || path.contains("conll03") {
        "conll2003"
    } else if file.contains("ewt") && file.contains("iob2") {
        "uner"
    } else if path.contains("wnut") && path.contains("/data/") {
        "wnut17"
    } else if file.starts_with("gap-") && file.ends_with(".tsv") {
        "gap"
    } else {
        return None;
    };
    let part = if file.contains("train") {
        Part::Train
    } else if file.contains("test") {
        Part::Test
    } else if file.contains("dev") {
        Part::Dev
    } else {
        return None;
    };
    Some((corpus, part))
}

/// The documents of a corpus file.
pub fn documents(corpus: &str, bytes: &[u8]) -> Vec<Labelled> {
    let text = String::from_utf8_lossy(bytes);
    match corpus {
        "uner" => columns(&text, 1, 2),
        _ => columns(&text, 0, 1),
    }
}

pub(crate) fn score(
    gold: &Gold,
    pipeline: &Pipeline,
    scores: &mut Scores,
) -> Result<(), GoldError> {
    for (path, bytes) in files(gold)? {
        let Some((corpus, part @ (Part::Dev | Part::Test))) = corpus_of(&path) else {
            continue;
        };
        let key = format!("entities/{corpus}/{}", part.as_str());
        let counts = match corpus {
            "gap" => gap(pipeline, &String::from_utf8_lossy(&bytes)),
            _ => {
                let (all, kinds) = name_counts(pipeline, &documents(corpus, &bytes));
                for (kind, counts) in kinds {
                    scores.set(format!("{key}/f1_{kind}"), counts.f1());
                }
                all
            }
        };
        scores.set(format!("{key}/f1"), counts.f1());
        scores.set(format!("{key}/precision"), counts.precision());
        scores.set(format!("{key}/recall"), counts.recall());
    }
    Ok(())
}

fn document(text: &str) -> Document {
    Document {
        id: DocumentId("gold".into()),
        title: None,
        text: text.to_owned(),
        publisher: None,
        url: None,
        published: None,
    }
}

/// The counts over all kinds, and those of persons, organisations and places.
pub fn name_counts(
    pipeline: &Pipeline,
    documents: &[Labelled],
) -> (Counts, Vec<(&'static str, Counts)>) {
    let each: Vec<[Counts; 3]> = documents
        .par_iter()
        .map(|labelled| {
            let written = labelled.write();
            let reading = pipeline.read(document(&written.text));
            compare(&labelled.names(&written), &found_names(&reading))
        })
        .collect();
    let mut kinds = [Counts::default(); 3];
    for counts in each {
        for (sum, counts) in kinds.iter_mut().zip(counts) {
            *sum += counts;
        }
    }
    let mut all = Counts::default();
    kinds.iter().for_each(|counts| all += *counts);
    (all, ["per", "org", "loc"].into_iter().zip(kinds).collect())
}

/// The names of a reading: kind and span, without a leading `the` and a trailing `'s`.
pub fn found_names(reading: &Reading) -> Vec<(NameKind, Span)> {
    let names = reading
        .mentions
        .iter()
        .filter(|mention| mention.kind == MentionKind::Name);
    names
        .filter_map(|mention| {
            let kind = NameKind::of_entity(reading.entities[mention.entity.index()].kind)?;
            let words = mention.span.of(reading.text());
            let start = ["the ", "The "]
                .iter()
                .find(|article| words.starts_with(**article));
            let end = ["'s", "\u{2019}s"]
                .iter()
                .find(|tail| words.ends_with(**tail));
            let span = Span::new(
                mention.span.start as usize + start.map_or(0, |article| article.len()),
                mention.span.end as usize - end.map_or(0, |tail| tail.len()),
            );
            Some((kind, span))
        })
        .collect()
}

fn compare(gold: &[(NameKind, Span)], found: &[(NameKind, Span)]) -> [Counts; 3] {
    let gold: BTreeSet<_> = gold.iter().collect();
    let found: BTreeSet<_> = found.iter().collect();
    [NameKind::Person, NameKind::Organisation, NameKind::Place].map(|kind| Counts {
        correct: gold
            .intersection(&found)
            .filter(|name| name.0 == kind)
            .count(),
        found: found.iter().filter(|name| name.0 == kind).count(),
        gold: gold.iter().filter(|name| name.0 == kind).count(),
    })
}

/// A passage of GAP: a pronoun, and two names with whether it means each.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Passage {
    /// The text.
    pub text: String,
    /// The pronoun.
    pub pronoun: Span,
    /// The names.
    pub names: [(Span, bool); 2],
}

/// The passages of a table of GAP.
pub fn passages(table: &str) -> Vec<Passage> {
    table.lines().skip(1).filter_map(Passage::read).collect()
}

impl Passage {
    fn read(row: &str) -> Option<Self> {
        let cells: Vec<&str> = row.split('\t').collect();
        let [
            _,
            text,
            pronoun,
            pronoun_at,
            a,
            a_at,
            a_coref,
            b,
            b_at,
            b_coref,
            ..,
        ] = cells[..]
        else {
            return None;
        };
        let span = |words: &str, at: &str| -> Option<Span> {
            let (start, _) = text.char_indices().nth(at.parse().ok()?)?;
            Some(Span::new(start, start + words.len()))
        };
        let is = |cell: &str| cell.eq_ignore_ascii_case("true");
        Some(Self {
            text: text.to_owned(),
            pronoun: span(pronoun, pronoun_at)?,
            names: [(span(a, a_at)?, is(a_coref)), (span(b, b_at)?, is(b_coref))],
        })
    }

    /// Whether each of the names is whom the pronoun means, by `reading`.
    pub fn counts(&self, reading: &Reading) -> Counts {
        let whom = denoted(reading, self.pronoun, true);
        let mut counts = Counts::default();
        for (name, gold) in self.names {
            let found = !whom.is_disjoint(&denoted(reading, name, false));
            counts += Counts {
                correct: usize::from(found && gold),
                found: usize::from(found),
                gold: usize::from(gold),
            };
        }
        counts
    }
}

/// Scores GAP: whether each of two names is whom a pronoun means.
fn gap(pipeline: &Pipeline, table: &str) -> Counts {
    let each: Vec<Counts> = passages(table)
        .par_iter()
        .map(|passage| passage.counts(&pipeline.read(document(&passage.text))))
        .collect();
    let mut sum = Counts::default();
    each.into_iter().for_each(|counts| sum += counts);
    sum
}

/// The entities that the words at `span` denote: of pronouns or of names.
fn denoted(reading: &Reading, span: Span, pronoun: bool) -> BTreeSet<usize> {
    let mentions = reading
        .mentions
        .iter()
        .filter(|mention| mention.span.overlaps(span));
    mentions
        .filter(|mention| (mention.kind == MentionKind::Pronoun) == pronoun)
        .map(|mention| mention.entity.index())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "-DOCSTART- O\n\nThe O\nUnited B-ORG\nNations I-ORG\n's O\nMr. O\nBan B-PER\n, O\nof O\nSeoul B-LOC\n. O\n\n";

    #[test]
    fn words_are_joined_as_english_joins_them() {
        let documents = columns(SAMPLE, 0, 1);
        let written = documents[0].write();
        assert_eq!(written.text, "The United Nations's Mr. Ban, of Seoul.");
        let names = documents[0].names(&written);
        let names: Vec<_> = names
            .iter()
            .map(|(kind, span)| (*kind, span.of(&written.text)))
            .collect();
        assert_eq!(
            names,
            [
                (NameKind::Organisation, "United Nations"),
                (NameKind::Person, "Ban"),
                (NameKind::Place, "Seoul"),
            ]
        );
    }

    #[test]
    fn two_of_three_found_of_three() {
        // Found: the organisation, right; the person with a wrong type; the place, right.
        let documents = columns(SAMPLE, 0, 1);
        let written = documents[0].write();
        let gold = documents[0].names(&written);
        let mut found = gold.clone();
        found[1].0 = NameKind::Place;
        let counts = compare(&gold, &found);
        let mut all = Counts::default();
        counts.iter().for_each(|counts| all += *counts);
        assert_eq!((all.correct, all.found, all.gold), (2, 3, 3));
        assert_eq!(counts[2].precision(), 50.0);
    }

    #[test]
    fn corpora_are_told_by_their_paths() {
        let part = |path| corpus_of(path).map(|(corpus, part)| (corpus, part.as_str()));
        assert_eq!(
            part("crossner/ner_data/politics/dev.txt"),
            Some(("politics", "dev"))
        );
        assert_eq!(
            part("ner_data/conll2003/test.txt"),
            Some(("conll2003", "test"))
        );
        assert_eq!(part("uner/en_ewt-ud-test.iob2"), Some(("uner", "test")));
        assert_eq!(
            part("jrner/data/WNUT17/CONLL-format/data/dev/emerging.dev.conll"),
            Some(("wnut17", "dev"))
        );
        assert_eq!(part("gap/gap-development.tsv"), Some(("gap", "dev")));
        assert_eq!(part("gap/gap-test.tsv"), Some(("gap", "test")));
        assert_eq!(part("gap/gap-validation.tsv"), None);
        assert_eq!(part("crossner/README.md"), None);
    }
}
