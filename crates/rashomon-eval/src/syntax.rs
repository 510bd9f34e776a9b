//! Sentences, tags, dependencies and lemmas on the treebanks.
//!
//! `sentence_f1` compares the ends of sentences in raw text, rebuilt from the treebank with its
//! paragraphs. The other metrics take the gold tokens and sentences and the reader's own tags, and
//! count every word, punctuation too, as the scorer of the CoNLL 2018 shared task does; `las`
//! compares relations with their subtypes. They are those of the default setting; with the prefix
//! `full_`, those of the larger network.
//!
//! `own/joined` takes the edited genres of GUM without their paragraphs, as a page that has lost them:
//! a blank follows every sentence that ends with a stop. Only headings and captions keep their lines.

use crate::counts::percent;
use crate::{Counts, Gold, GoldError, Part, Scores, gold};
use rashomon_doc::{Span, Syntax};
use rashomon_syntax::conllu::{Tree, trees};
use rashomon_syntax::{Model, Setting};
use std::collections::BTreeMap;

/// Trees of one part of one corpus; the name of the corpus is as the keys write it.
type Corpora = BTreeMap<(&'static str, &'static str), Vec<Tree>>;

/// Scores the built-in reader on the treebanks of `gold`.
///
/// # Errors
/// When a treebank is there but cannot be read.
pub(crate) fn score(gold: &Gold, scores: &mut Scores) -> Result<(), GoldError> {
    for ((corpus, part), trees) in corpora(gold)? {
        let key = |metric: &str| format!("syntax/{corpus}/{part}/{metric}");
        let ends = sentences(Model::builtin(), &trees);
        scores.set(key("sentence_f1"), ends.f1());
        if corpus == "gum" {
            let joined = joined_sentences(Model::builtin(), &trees);
            let key = format!("own/joined/{corpus}/{part}/sentence_f1");
            scores.set(key, joined.f1());
        }
        for (setting, prefix) in [(Setting::Fast, ""), (Setting::Full, "full_")] {
            let outcome = evaluate(&trees, &|text, tokens, ends| {
                Model::builtin().parse_tokens(text, tokens, ends, setting)
            });
            outcome.record(prefix, &key, scores);
        }
    }
    Ok(())
}

/// Scores another reader of given tokens on the treebanks of `gold`; its metrics begin with `prefix`.
///
/// # Errors
/// When a treebank is there but cannot be read.
pub fn score_reader(
    gold: &Gold,
    prefix: &str,
    read: &ReadTokens<'_>,
    scores: &mut Scores,
) -> Result<(), GoldError> {
    for ((corpus, part), trees) in corpora(gold)? {
        let key = |metric: &str| format!("syntax/{corpus}/{part}/{metric}");
        evaluate(&trees, read).record(prefix, &key, scores);
    }
    Ok(())
}

/// Reads given tokens of a text; the last list has, for each sentence, the index one past its last
/// token.
pub type ReadTokens<'a> = dyn Fn(&str, &[Span], &[usize]) -> Syntax + 'a;

fn corpora(gold: &Gold) -> Result<Corpora, GoldError> {
    let splits = match gold.find("syntax/GUM-splits.md") {
        Some(path) => gold::text(&path)?,
        None => String::new(),
    };
    let mut corpora = Corpora::new();
    for name in gold.list("syntax") {
        let Some(path) = gold.find(&format!("syntax/{name}")) else {
            continue;
        };
        let mut files = BTreeMap::new();
        if name.contains(".conllu") {
            files.insert(name.clone(), gold::bytes(&path)?);
        } else if name.contains(".tar") {
            files = gold::archive(&path)?;
        }
        for (file, bytes) in files {
            let Some((corpus, part)) = recognise(&file, &name, &splits) else {
                continue;
            };
            let found = trees(&String::from_utf8_lossy(&bytes));
            if corpus == "gum" && file.contains("GUM_news_") {
                let news = corpora.entry(("gum_news", part)).or_default();
                news.extend(found.iter().cloned());
            }
            corpora.entry((corpus, part)).or_default().extend(found);
        }
    }
    Ok(corpora)
}

/// The corpus and the part of a treebank file; `None` for what is trained on.
pub(crate) fn recognise(
    file: &str,
    container: &str,
    splits: &str,
) -> Option<(&'static str, &'static str)> {
    let base = file.rsplit('/').next()?;
    if !base.contains(".conllu") {
        return None;
    }
    let part = |name: &str| {
        let is = |part: Part| name.contains(part.as_str()).then_some(part.as_str());
        is(Part::Dev).or_else(|| is(Part::Test))
    };
    let corpus = ["ewt", "pud", "gum"]
        .into_iter()
        .find(|corpus| base.starts_with(&format!("en_{corpus}")));
    if let Some(corpus) = corpus {
        return Some((corpus, part(base)?));
    }
    let document = base.split(".conllu").next()?;
    if !document.starts_with("GUM_") {
        return None;
    }
    match split_of(document, splits) {
        Some("dev") => Some(("gum", "dev")),
        Some("test") => Some(("gum", "test")),
        Some(_) => None,
        None => Some(("gum", part(container)?)),
    }
}

/// The heading of the list of splits under which `document` stands.
fn split_of<'a>(document: &str, splits: &'a str) -> Option<&'a str> {
    let mut heading = None;
    for line in splits.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            heading = Some(name.trim());
        } else if line.trim().strip_prefix("* ") == Some(document) {
            return heading;
        }
    }
    None
}

#[derive(Debug, Default, PartialEq)]
struct Outcome {
    words: usize,
    upos: usize,
    uas: usize,
    las: usize,
    lemma: usize,
}

impl Outcome {
    fn record(&self, prefix: &str, key: &dyn Fn(&str) -> String, scores: &mut Scores) {
        for (metric, right) in [
            ("upos", self.upos),
            ("uas", self.uas),
            ("las", self.las),
            ("lemma", self.lemma),
        ] {
            let metric = format!("{prefix}{metric}");
            scores.set(key(&metric), percent(right, self.words));
        }
    }
}

fn sentences(model: &Model, trees: &[Tree]) -> Counts {
    let mut counts = Counts::default();
    for document in documents(trees) {
        counts += found_ends(model, &raw_text(document, Paragraphs::Kept));
    }
    counts
}

/// Genres whose texts are edited.
const EDITED: [&str; 5] = ["academic", "bio", "interview", "news", "voyage"];

fn joined_sentences(model: &Model, trees: &[Tree]) -> Counts {
    let mut counts = Counts::default();
    for document in documents(trees) {
        let name = document[0].document.as_deref().unwrap_or_default();
        let genre = name.split('_').nth(1).unwrap_or_default();
        if EDITED.contains(&genre) {
            counts += found_ends(model, &raw_text(document, Paragraphs::Joined));
        }
    }
    counts
}

fn found_ends(model: &Model, (text, gold): &(String, Vec<usize>)) -> Counts {
    let found = model.parse(text);
    let ends = found
        .sentences()
        .iter()
        .map(|sentence| sentence.span.end as usize);
    compare_ends(gold, &ends.collect::<Vec<_>>())
}

fn evaluate(trees: &[Tree], read: &ReadTokens<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    let (text, tokens, ends) = given_tokens(trees);
    let syntax = read(&text, &tokens, &ends);
    count_words(trees, &syntax, &mut outcome);
    outcome
}

fn documents(trees: &[Tree]) -> impl Iterator<Item = &[Tree]> {
    trees.chunk_by(|_, next| next.document.is_none())
}

/// What becomes of a document's paragraphs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Paragraphs {
    Kept,
    /// Only what ends without a stop, as headings do, ends with its line.
    Joined,
}

/// The text of a document, and where its sentences end.
fn raw_text(document: &[Tree], paragraphs: Paragraphs) -> (String, Vec<usize>) {
    let (mut text, mut ends) = (String::new(), Vec::new());
    let mut space = false;
    for tree in document {
        if !text.is_empty() {
            let closed = text.trim_end_matches(['"', '”', '’', ')', ']']);
            let joined = paragraphs == Paragraphs::Joined && closed.ends_with(['.', '!', '?']);
            text.push_str(match (tree.paragraph, joined, space) {
                (true, false, _) => "\n\n",
                (true, true, _) | (false, _, true) => " ",
                (false, _, false) => "",
            });
        }
        text.push_str(&tree.text);
        ends.push(text.len());
        space = tree.words.last().is_some_and(|word| word.space_after);
    }
    (text, ends)
}

fn compare_ends(gold: &[usize], found: &[usize]) -> Counts {
    Counts {
        correct: found
            .iter()
            .filter(|end| gold.binary_search(end).is_ok())
            .count(),
        found: found.len(),
        gold: gold.len(),
    }
}

/// A text of the treebank's own words, with their spans and the ends of sentences.
fn given_tokens(trees: &[Tree]) -> (String, Vec<Span>, Vec<usize>) {
    let (mut text, mut tokens, mut ends) = (String::new(), Vec::new(), Vec::new());
    for tree in trees {
        for word in &tree.words {
            let start = text.len();
            text.push_str(&word.form);
            tokens.push(Span::new(start, text.len()));
            if word.space_after {
                text.push(' ');
            }
        }
        text.push('\n');
        ends.push(tokens.len());
    }
    (text, tokens, ends)
}

fn count_words(trees: &[Tree], syntax: &Syntax, outcome: &mut Outcome) {
    let mut first = 0;
    for tree in trees {
        for (i, word) in tree.words.iter().enumerate() {
            let token = syntax.token(first + i);
            let head = token.head().map_or(0, |head| head - first + 1);
            let attached = head == word.head;
            outcome.words += 1;
            outcome.upos += usize::from(token.upos.as_str() == word.upos);
            outcome.uas += usize::from(attached);
            outcome.las += usize::from(attached && token.deprel.as_str() == word.deprel);
            let lemma = syntax.lemma(first + i);
            outcome.lemma += usize::from(word.lemma == "_" || lemma == word.lemma);
        }
        first += tree.words.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_counted_in_raw_text() {
        // Gold ends at 3, 9 and 12; found 3 and 12.
        let counts = compare_ends(&[3, 9, 12], &[3, 12]);
        assert_eq!((counts.correct, counts.found, counts.gold), (2, 2, 3));
        assert_eq!(counts.f1(), 80.0);
    }

    #[test]
    fn paragraphs_are_rebuilt() {
        let tree = |text: &str, paragraph| Tree {
            text: text.into(),
            paragraph,
            ..Tree::default()
        };
        let trees = [tree("One", true), tree("Two.”", true), tree("Three", true)];
        let (text, ends) = raw_text(&trees, Paragraphs::Kept);
        assert_eq!(text, "One\n\nTwo.”\n\nThree");
        assert_eq!(ends, [3, 12, 19]);
        let (text, ends) = raw_text(&trees, Paragraphs::Joined);
        assert_eq!(text, "One\n\nTwo.” Three");
        assert_eq!(ends, [3, 12, 18]);
    }

    #[test]
    fn corpus_and_part_follow_the_names() {
        let splits = "## dev\n  * GUM_news_a\n## train\n  * GUM_news_b\n";
        let check = |file, container, expected| {
            assert_eq!(recognise(file, container, splits), expected, "{file}");
        };
        check(
            "en_ewt-ud-dev.conllu.xz",
            "en_ewt-ud-dev.conllu.xz",
            Some(("ewt", "dev")),
        );
        check(
            "en_pud-ud-test.conllu.xz",
            "en_pud-ud-test.conllu.xz",
            Some(("pud", "test")),
        );
        check(
            "en_ewt-ud-train.conllu.xz",
            "en_ewt-ud-train.conllu.xz",
            None,
        );
        check(
            "dep/GUM_news_a.conllu",
            "gum-dep-train-dev.tar.xz",
            Some(("gum", "dev")),
        );
        check("dep/GUM_news_b.conllu", "gum-dep-train-dev.tar.xz", None);
        check(
            "dep/GUM_news_c.conllu",
            "gum-dep-test.tar.xz",
            Some(("gum", "test")),
        );
    }

    #[test]
    fn words_are_compared_one_by_one() {
        let file = "1\tHe\the\tPRON\tPRP\t_\t2\tnsubj\t_\t_\n\
            2\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No\n\
            3\t.\t.\tPUNCT\t.\t_\t1\tpunct\t_\t_\n";
        let trees = trees(file);
        let outcome = evaluate(&trees, &|text, tokens, ends| {
            Model::builtin().parse_tokens(text, tokens, ends, Setting::Fast)
        });
        // The full stop hangs on the verb, not on `He` as this gold has it.
        assert_eq!(outcome.words, 3);
        assert_eq!(
            (outcome.upos, outcome.uas, outcome.las, outcome.lemma),
            (3, 2, 2, 3)
        );
    }
}
