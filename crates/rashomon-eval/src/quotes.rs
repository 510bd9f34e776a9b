//! Quotations: attributions of PolNeAR and GUM.
//!
//! The unit is the word of the article, so that quotation marks, blanks and tokenizers do not
//! matter. Found and gold attributions are matched one to one, greedily by falling
//! intersection-over-union of their content words, down to one half.

pub mod cases;
pub mod same;

use crate::gold::{archive, bytes};
use crate::{Counts, Gold, GoldError, Part, Scores};
use rashomon::Pipeline;
use rashomon_doc::{Document, DocumentId, Quotation, Span};
use rayon::prelude::*;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Who says what by which words: an attribution without its chain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribution {
    /// Who speaks; empty when nobody is named.
    pub source: Vec<Span>,
    /// The reporting expression.
    pub cue: Vec<Span>,
    /// What is said.
    pub content: Vec<Span>,
}

impl From<&Quotation> for Attribution {
    fn from(quotation: &Quotation) -> Self {
        Self {
            source: quotation.source.iter().map(|teller| teller.span).collect(),
            cue: quotation.cue.clone(),
            content: quotation.content.clone(),
        }
    }
}

/// One article of a gold corpus.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// Its name in the corpus.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Its attributions that have content.
    pub attributions: Vec<Attribution>,
}

impl Article {
    /// The article as the pipeline takes it.
    pub fn document(&self) -> Document {
        Document {
            id: DocumentId(self.name.clone()),
            title: None,
            text: self.text.clone(),
            publisher: None,
            url: None,
            published: None,
        }
    }
}

/// Scores the quotations of `pipeline` on the corpora of `gold`.
///
/// # Errors
/// When a corpus is there but cannot be read.
pub fn score(gold: &Gold, pipeline: &Pipeline, scores: &mut Scores) -> Result<(), GoldError> {
    for part in [Part::Dev, Part::Test] {
        let polnear = articles(gold, Corpus::Polnear, part)?;
        let found = read(pipeline, &polnear, false);
        polnear_scores(&polnear, &found, part, scores);
        let gum = articles(gold, Corpus::Gum, part)?;
        let found = read(pipeline, &gum, true);
        gum_scores(&gum, &found, part, scores);
    }
    cases::score(pipeline, scores);
    same::score(scores);
    Ok(())
}

/// The corpora of attributions.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Corpus {
    /// PolNeAR 1.0: US political news, the outermost attribution only.
    Polnear,
    /// GUM: many genres, nested attributions too.
    Gum,
}

/// The articles of `corpus` that `gold` holds for `part`, by name; empty when there are none.
///
/// # Errors
/// When a file of the corpus cannot be read.
pub fn articles(gold: &Gold, corpus: Corpus, part: Part) -> Result<Vec<Article>, GoldError> {
    let Some(folder) = gold.find("quotes") else {
        return Ok(Vec::new());
    };
    let mut files = BTreeMap::new();
    collect(&folder, "", 4, corpus, part, &mut files)?;
    let mut articles = match corpus {
        Corpus::Polnear => polnear(&files),
        Corpus::Gum => gum(&files)?,
    };
    articles.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(articles)
}

fn part_of(path: &str) -> Option<Part> {
    let named = |name: &str| {
        path.split(['/', '_', '-', '.'])
            .any(|step| step.starts_with(name))
    };
    if named("test") {
        Some(Part::Test)
    } else if named("dev") {
        Some(Part::Dev)
    } else if named("train") {
        Some(Part::Train)
    } else {
        None
    }
}

/// Gathers the files below `folder` that belong to `corpus` and `part`, unpacked.
fn collect(
    folder: &Path,
    prefix: &str,
    depth: usize,
    corpus: Corpus,
    part: Part,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), GoldError> {
    let entries = std::fs::read_dir(folder).map_err(|error| GoldError::new(folder, error))?;
    for entry in entries {
        let path = entry.map_err(|error| GoldError::new(folder, error))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        let inner = format!("{prefix}/{name}");
        if path.is_dir() {
            if depth > 0 {
                collect(&path, &inner, depth - 1, corpus, part, files)?;
            }
        } else if name.contains(".tar.") {
            for (member, bytes) in archive(&path)? {
                let member = format!("{inner}/{member}");
                if belongs(&member, corpus, part) {
                    files.insert(member, bytes);
                }
            }
        } else if belongs(&inner, corpus, part) {
            files.insert(inner, bytes(&path)?);
        }
    }
    Ok(())
}

fn belongs(path: &str, corpus: Corpus, part: Part) -> bool {
    match corpus {
        Corpus::Polnear => {
            let Some((home, _)) = path
                .rsplit_once("/text/")
                .filter(|_| path.ends_with(".txt"))
                .or_else(|| {
                    path.rsplit_once("/attributions/")
                        .filter(|_| path.ends_with(".ann"))
                })
            else {
                return false;
            };
            !home.contains("annotator") && part_of(home) == Some(part)
        }
        Corpus::Gum => {
            path.contains("gum") && path.contains(".jsonl") && part_of(path) == Some(part)
        }
    }
}

/// The articles of PolNeAR; of several annotators the first in alphabetical order is gold.
fn polnear(files: &BTreeMap<String, Vec<u8>>) -> Vec<Article> {
    let mut articles: BTreeMap<&str, Article> = BTreeMap::new();
    for (path, bytes) in files {
        let name = path.rsplit('/').next().unwrap_or(path);
        let Some((stem, _annotator)) = name
            .strip_suffix(".ann")
            .and_then(|stem| stem.rsplit_once('_'))
        else {
            continue;
        };
        let home = path
            .rsplit_once("/attributions/")
            .map_or("", |(home, _)| home);
        let Some(text) = files.get(&format!("{home}/text/{stem}.txt")) else {
            continue;
        };
        articles.entry(stem).or_insert_with(|| {
            let text = String::from_utf8_lossy(text).into_owned();
            let attributions = brat(&text, &String::from_utf8_lossy(bytes));
            Article {
                name: stem.to_owned(),
                text,
                attributions,
            }
        });
    }
    articles.into_values().collect()
}

/// The attributions of a brat stand-off file, whose offsets count code points of `text`.
fn brat(text: &str, annotation: &str) -> Vec<Attribution> {
    let offsets = code_points(text);
    let mut spans: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    for line in annotation.lines().filter(|line| line.starts_with('T')) {
        let mut fields = line.split('\t');
        let (Some(id), Some(place)) = (fields.next(), fields.next()) else {
            continue;
        };
        let Some((_, ranges)) = place.split_once(' ') else {
            continue;
        };
        let mut parts: Vec<Span> = ranges
            .split(';')
            .filter_map(|range| byte_span(range, &offsets))
            .collect();
        parts.sort();
        spans.insert(id, parts);
    }
    let mut attributions = Vec::new();
    for line in annotation.lines().filter(|line| line.starts_with('E')) {
        let mut attribution = Attribution::default();
        for role in line.split('\t').nth(1).unwrap_or("").split(' ') {
            let Some((role, id)) = role.split_once(':') else {
                continue;
            };
            let parts = spans.get(id).into_iter().flatten().copied();
            match role.trim_end_matches(|c: char| c.is_ascii_digit()) {
                "Source" => attribution.source.extend(parts),
                "Cue" => attribution.cue.extend(parts),
                "Content" => attribution.content.extend(parts),
                _ => {}
            }
        }
        if !attribution.content.is_empty() {
            attribution.content.sort();
            attributions.push(attribution);
        }
    }
    attributions
}

fn byte_span(range: &str, offsets: &[usize]) -> Option<Span> {
    let (start, end) = range.split_once(' ')?;
    let start = *offsets.get(start.parse::<usize>().ok()?)?;
    let end = *offsets.get(end.parse::<usize>().ok()?)?;
    (start <= end).then(|| Span::new(start, end))
}

/// The byte offset of every code point, and of the end.
fn code_points(text: &str) -> Vec<usize> {
    text.char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect()
}

#[derive(Deserialize)]
struct GumDocument {
    name: String,
    text: String,
    attributions: Vec<GumAttribution>,
}

#[derive(Deserialize)]
struct GumAttribution {
    #[serde(default)]
    source: Vec<(usize, usize)>,
    #[serde(default)]
    cue: Vec<(usize, usize)>,
    #[serde(default)]
    content: Vec<(usize, usize)>,
}

fn gum(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<Article>, GoldError> {
    let mut articles = Vec::new();
    for (path, bytes) in files {
        for line in String::from_utf8_lossy(bytes)
            .lines()
            .filter(|line| !line.trim().is_empty())
        {
            let document: GumDocument =
                serde_json::from_str(line).map_err(|error| GoldError::new(path, error))?;
            articles.push(gum_article(document));
        }
    }
    Ok(articles)
}

fn gum_article(document: GumDocument) -> Article {
    let offsets = code_points(&document.text);
    let spans = |ranges: &[(usize, usize)]| {
        let mut spans: Vec<Span> = ranges
            .iter()
            .filter_map(|&(start, end)| Some(Span::new(*offsets.get(start)?, *offsets.get(end)?)))
            .collect();
        spans.sort();
        spans
    };
    let attributions = document
        .attributions
        .iter()
        .map(|gold| Attribution {
            source: spans(&gold.source),
            cue: spans(&gold.cue),
            content: spans(&gold.content),
        })
        .filter(|attribution| !attribution.content.is_empty())
        .collect();
    Article {
        name: document.name,
        text: document.text,
        attributions,
    }
}

/// What `pipeline` finds in each article; told-within quotations only with `nested`.
fn read(pipeline: &Pipeline, articles: &[Article], nested: bool) -> Vec<Vec<Attribution>> {
    articles
        .par_iter()
        .map(|article| {
            let reading = pipeline.read(article.document());
            reading
                .quotations
                .iter()
                .filter(|quotation| nested || quotation.parent.is_none())
                .map(Attribution::from)
                .collect()
        })
        .collect()
}

fn polnear_scores(
    articles: &[Article],
    found: &[Vec<Attribution>],
    part: Part,
    scores: &mut Scores,
) {
    if articles.is_empty() {
        return;
    }
    let mut set = |metric: &str, value: f64| {
        scores.set(format!("quotes/polnear/{}/{metric}", part.as_str()), value);
    };
    let all = tally(articles, found, |_, _| true);
    set("attribution_f1", all.attribution.f1());
    set("attribution_precision", all.attribution.precision());
    set("attribution_recall", all.attribution.recall());
    set("content_exact_f1", all.content_same.f1());
    set("source_f1", all.source_words.f1());
    set("cue_f1", all.cue_touched.f1());
    set("source_exact_f1", all.source_spans.f1());
    set("cue_exact_f1", all.cue_spans.f1());
    set("content_spans_exact_f1", all.content_spans.f1());
    set("source_accuracy", all.source_accuracy());
    set(
        "statements_f1",
        tally(articles, found, is_statement).attribution.f1(),
    );
    set(
        "quoted_f1",
        tally(articles, found, is_quoted).attribution.f1(),
    );
}

fn gum_scores(articles: &[Article], found: &[Vec<Attribution>], part: Part, scores: &mut Scores) {
    let is_news = |article: &Article| article.name.contains("_news");
    let news = |_: &Attribution, article: &Article| is_news(article);
    let groups: [(&str, bool, Tally); 2] = [
        (
            "gum",
            !articles.is_empty(),
            tally(articles, found, |_, _| true),
        ),
        (
            "gum_news",
            articles.iter().any(is_news),
            tally(articles, found, |a, article| news(a, article)),
        ),
    ];
    for (corpus, present, tally) in groups {
        if present {
            let key = |metric: &str| format!("quotes/{corpus}/{}/{metric}", part.as_str());
            scores.set(key("attribution_f1"), tally.attribution.f1());
            scores.set(key("attribution_precision"), tally.attribution.precision());
            scores.set(key("attribution_recall"), tally.attribution.recall());
            scores.set(key("source_accuracy"), tally.source_accuracy());
        }
    }
}

/// What one comparison counts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Content half shared and source touched.
    pub attribution: Counts,
    /// Content half shared.
    pub content: Counts,
    /// The same content words.
    pub content_same: Counts,
    /// Words of sources.
    pub source_words: Counts,
    /// Cues that share a word, one to one.
    pub cue_touched: Counts,
    /// Distinct runs of source words.
    pub source_spans: Counts,
    /// Distinct cues, as sets of words.
    pub cue_spans: Counts,
    /// Distinct runs of content words.
    pub content_spans: Counts,
}

impl Tally {
    /// Of the contents found, how many have the right source, in per cent.
    pub fn source_accuracy(&self) -> f64 {
        Counts {
            found: self.content.correct,
            ..self.attribution
        }
        .precision()
    }
}

/// Compares what was found with the gold, among the attributions that `keep` keeps on both sides.
pub fn tally(
    articles: &[Article],
    found: &[Vec<Attribution>],
    keep: impl Fn(&Attribution, &Article) -> bool,
) -> Tally {
    let mut tally = Tally::default();
    for (article, found) in articles.iter().zip(found) {
        let words = words(&article.text);
        let side = |attributions: &[Attribution]| -> Vec<Worded> {
            attributions
                .iter()
                .filter(|attribution| keep(attribution, article))
                .map(|attribution| Worded::new(attribution, &words))
                .collect()
        };
        compare(&side(&article.attributions), &side(found), &mut tally);
    }
    tally
}

/// An attribution as indices of words.
struct Worded {
    source: BTreeSet<usize>,
    cue: BTreeSet<usize>,
    content: BTreeSet<usize>,
}

impl Worded {
    fn new(attribution: &Attribution, words: &[Span]) -> Self {
        let set = |spans: &[Span]| {
            spans
                .iter()
                .flat_map(|&span| words_in(words, span))
                .collect()
        };
        Self {
            source: set(&attribution.source),
            cue: set(&attribution.cue),
            content: set(&attribution.content),
        }
    }

    fn same_source(&self, other: &Self) -> bool {
        if self.source.is_empty() || other.source.is_empty() {
            return self.source.is_empty() && other.source.is_empty();
        }
        !self.source.is_disjoint(&other.source)
    }
}

fn compare(gold: &[Worded], found: &[Worded], tally: &mut Tally) {
    let all = Counts {
        correct: 0,
        found: found.len(),
        gold: gold.len(),
    };
    let pairs = matched(
        gold,
        found,
        |g, f| &g.content & &f.content,
        |g, f| &g.content | &f.content,
        0.5,
    );
    let mut attribution = all;
    let mut same = all;
    for &(g, f) in &pairs {
        attribution.correct += usize::from(gold[g].same_source(&found[f]));
        same.correct += usize::from(gold[g].content == found[f].content);
    }
    tally.attribution += attribution;
    tally.content += Counts {
        correct: pairs.len(),
        ..all
    };
    tally.content_same += same;
    let cues = matched(
        gold,
        found,
        |g, f| &g.cue & &f.cue,
        |g, f| &g.cue | &f.cue,
        f64::MIN_POSITIVE,
    );
    tally.cue_touched += Counts {
        correct: cues.len(),
        found: found.iter().filter(|one| !one.cue.is_empty()).count(),
        gold: gold.iter().filter(|one| !one.cue.is_empty()).count(),
    };
    tally.source_words += shared(
        &union(gold, |one| &one.source),
        &union(found, |one| &one.source),
    );
    tally.source_spans += shared(
        &all_runs(gold, |one| &one.source),
        &all_runs(found, |one| &one.source),
    );
    tally.content_spans += shared(
        &all_runs(gold, |one| &one.content),
        &all_runs(found, |one| &one.content),
    );
    let cues = |side: &[Worded]| -> BTreeSet<Vec<usize>> {
        let sets = side
            .iter()
            .map(|one| one.cue.iter().copied().collect::<Vec<_>>());
        sets.filter(|set| !set.is_empty()).collect()
    };
    tally.cue_spans += shared(&cues(gold), &cues(found));
}

/// Pairs of gold and found, one to one, greedily by falling share of words, at least `least`.
fn matched(
    gold: &[Worded],
    found: &[Worded],
    intersection: impl Fn(&Worded, &Worded) -> BTreeSet<usize>,
    union: impl Fn(&Worded, &Worded) -> BTreeSet<usize>,
    least: f64,
) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for (g, gold) in gold.iter().enumerate() {
        for (f, found) in found.iter().enumerate() {
            let both = intersection(gold, found).len();
            if both > 0 {
                let share = both as f64 / union(gold, found).len() as f64;
                if share >= least {
                    candidates.push((share, g, f));
                }
            }
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut taken_gold = vec![false; gold.len()];
    let mut taken_found = vec![false; found.len()];
    let mut pairs = Vec::new();
    for (_, g, f) in candidates {
        if !taken_gold[g] && !taken_found[f] {
            taken_gold[g] = true;
            taken_found[f] = true;
            pairs.push((g, f));
        }
    }
    pairs
}

fn union(side: &[Worded], part: impl Fn(&Worded) -> &BTreeSet<usize>) -> BTreeSet<usize> {
    side.iter()
        .flat_map(|one| part(one).iter().copied())
        .collect()
}

/// The unbroken runs of words of every set, each once.
fn all_runs(
    side: &[Worded],
    part: impl Fn(&Worded) -> &BTreeSet<usize>,
) -> BTreeSet<(usize, usize)> {
    side.iter().flat_map(|one| runs(part(one))).collect()
}

fn runs(set: &BTreeSet<usize>) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &word in set {
        match runs.last_mut() {
            Some((_, end)) if *end == word => *end = word + 1,
            _ => runs.push((word, word + 1)),
        }
    }
    runs
}

fn shared<T: Ord>(gold: &BTreeSet<T>, found: &BTreeSet<T>) -> Counts {
    Counts {
        correct: gold.intersection(found).count(),
        found: found.len(),
        gold: gold.len(),
    }
}

/// The words of `text`: unbroken runs of letters, digits and underscores.
pub(crate) fn words(text: &str) -> Vec<Span> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        match (c.is_alphanumeric() || c == '_', start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(Span::new(from, at));
                start = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    if let Some(from) = start {
        words.push(Span::new(from, text.len()));
    }
    words
}

/// The indices of the words that `span` touches.
pub(crate) fn words_in(words: &[Span], span: Span) -> std::ops::Range<usize> {
    let first = words.partition_point(|word| word.end <= span.start);
    let last = words.partition_point(|word| word.start < span.end);
    first..last.max(first)
}

/// Whether the content touches a double quotation mark, within or at its ends; a comma or stop
/// between the last word and the mark does not part them.
pub fn is_quoted(attribution: &Attribution, article: &Article) -> bool {
    let text = &article.text;
    let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‟' | '＂');
    attribution.content.iter().any(|span| {
        let before = text[..span.start as usize]
            .trim_end_matches(' ')
            .chars()
            .next_back();
        let after = text[span.end as usize..]
            .trim_start_matches([',', '.', '?', '!', ';', ':', '…', '’', '\''])
            .chars()
            .next();
        span.of(text).contains(is_mark)
            || before.is_some_and(|c| is_mark(c) && c != '”')
            || after.is_some_and(|c| is_mark(c) && c != '“')
    })
}

/// The forms of the verbs that make a cue one of a statement.
const STATEMENT_FORMS: &str = "say says said saying tell tells told telling add adds added adding \
accord accords accorded according write writes wrote written writing ask asks asked asking \
announce announces announced announcing argue argues argued arguing claim claims claimed claiming \
insist insists insisted insisting note notes noted noting warn warns warned warning \
explain explains explained explaining report reports reported reporting \
state states stated stating tweet tweets tweeted tweeting respond responds responded responding \
reply replies replied replying confirm confirms confirmed confirming deny denies denied denying \
acknowledge acknowledges acknowledged acknowledging admit admits admitted admitting \
suggest suggests suggested suggesting accuse accuses accused accusing \
declare declares declared declaring allege alleges alleged alleging";

/// Whether the cue holds a form of one of the verbs that make a statement.
pub fn is_statement(attribution: &Attribution, article: &Article) -> bool {
    attribution.cue.iter().any(|span| {
        let cue = span.of(&article.text).to_lowercase();
        cue.split(|c: char| !c.is_alphanumeric()).any(|word| {
            !word.is_empty() && STATEMENT_FORMS.split_whitespace().any(|form| form == word)
        })
    })
}

/// For each attribution found, whether content and source are right.
pub fn right(articles: &[Article], found: &[Vec<Attribution>]) -> Vec<Vec<bool>> {
    articles
        .iter()
        .zip(found)
        .map(|(article, found)| {
            let words = words(&article.text);
            let worded = |side: &[Attribution]| -> Vec<Worded> {
                side.iter().map(|one| Worded::new(one, &words)).collect()
            };
            let (gold, ours) = (worded(&article.attributions), worded(found));
            let pairs = matched(
                &gold,
                &ours,
                |g, f| &g.content & &f.content,
                |g, f| &g.content | &f.content,
                0.5,
            );
            let mut right = vec![false; found.len()];
            for (g, f) in pairs {
                right[f] = gold[g].same_source(&ours[f]);
            }
            right
        })
        .collect()
}

/// Lists what was missed, found too much, and found with another source, for reading by hand.
pub fn errors(articles: &[Article], found: &[Vec<Attribution>]) -> Vec<String> {
    let mut lines = Vec::new();
    for (article, found) in articles.iter().zip(found) {
        let words = words(&article.text);
        let worded = |side: &[Attribution]| {
            side.iter()
                .map(|one| Worded::new(one, &words))
                .collect::<Vec<_>>()
        };
        let (gold, ours) = (worded(&article.attributions), worded(found));
        let pairs = matched(
            &gold,
            &ours,
            |g, f| &g.content & &f.content,
            |g, f| &g.content | &f.content,
            0.5,
        );
        let line = |kind: &str, one: &Attribution| {
            let text = |spans: &[Span]| {
                spans
                    .iter()
                    .map(|span| span.of(&article.text).replace('\n', "/"))
                    .collect::<Vec<_>>()
                    .join(" | ")
            };
            format!(
                "{kind} {}: [{}] {{{}}} «{}»",
                article.name,
                text(&one.source),
                text(&one.cue),
                text(&one.content)
            )
        };
        for (index, one) in article.attributions.iter().enumerate() {
            match pairs.iter().find(|pair| pair.0 == index) {
                None => lines.push(line("missed", one)),
                Some(&(g, f)) if !gold[g].same_source(&ours[f]) => {
                    lines.push(line("gold source", one));
                    lines.push(line("our source", &found[f]));
                }
                Some(_) => {}
            }
        }
        for (index, one) in found.iter().enumerate() {
            if !pairs.iter().any(|pair| pair.1 == index) {
                lines.push(line("too much", one));
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An attribution of the words given in `text`, each found at its first place.
    fn attribution(text: &str, source: &str, cue: &str, content: &[&str]) -> Attribution {
        let span = |words: &str| {
            let start = text.find(words).expect("words of the text");
            Span::new(start, start + words.len())
        };
        let some = |words: &str| {
            if words.is_empty() {
                Vec::new()
            } else {
                vec![span(words)]
            }
        };
        Attribution {
            source: some(source),
            cue: some(cue),
            content: content.iter().map(|words| span(words)).collect(),
        }
    }

    fn article(text: &str, attributions: Vec<Attribution>) -> Article {
        Article {
            name: "a".into(),
            text: text.into(),
            attributions,
        }
    }

    #[test]
    fn counts_by_hand() {
        let text = "\"We will go,\" Ann Lee said. Bo hopes rain falls. Cy denied theft.";
        let gold = article(
            text,
            vec![
                attribution(text, "Ann Lee", "said", &["\"We will go,\""]),
                attribution(text, "Bo", "hopes", &["rain falls"]),
                attribution(text, "Cy", "denied", &["theft"]),
            ],
        );
        let found = vec![vec![
            // Two of three content words: 0.67, source touched.
            attribution(text, "Lee", "said", &["will go"]),
            // The very content, another source.
            attribution(text, "Cy", "hopes", &["rain falls"]),
            // One of three content words: 0.33, too little.
            attribution(text, "Cy", "denied", &["Cy denied theft"]),
        ]];
        let tally = tally(std::slice::from_ref(&gold), &found, |_, _| true);
        assert_eq!(
            tally.attribution,
            Counts {
                correct: 1,
                found: 3,
                gold: 3
            }
        );
        assert_eq!(
            tally.content,
            Counts {
                correct: 2,
                found: 3,
                gold: 3
            }
        );
        assert_eq!(tally.source_accuracy(), 50.0);
        assert_eq!(
            tally.content_same,
            Counts {
                correct: 1,
                found: 3,
                gold: 3
            }
        );
        // Gold source words: Ann, Lee, Bo, Cy; found: Lee, Cy.
        assert_eq!(
            tally.source_words,
            Counts {
                correct: 2,
                found: 2,
                gold: 4
            }
        );
        assert_eq!(
            tally.source_spans,
            Counts {
                correct: 1,
                found: 2,
                gold: 3
            }
        );
        assert_eq!(
            tally.cue_touched,
            Counts {
                correct: 3,
                found: 3,
                gold: 3
            }
        );
        assert_eq!(
            tally.content_spans,
            Counts {
                correct: 1,
                found: 3,
                gold: 3
            }
        );
    }

    #[test]
    fn statements_and_quoted_look_at_both_sides() {
        let text = "\"We will go,\" Ann Lee said. Bo hopes rain falls. Cy denied theft.";
        let said = attribution(text, "Ann Lee", "said", &["We will go"]);
        let hopes = attribution(text, "Bo", "hopes", &["rain falls"]);
        let denied = attribution(text, "Cy", "denied", &["theft"]);
        let one = article(text, Vec::new());
        assert!(is_quoted(&said, &one) && is_statement(&said, &one));
        assert!(!is_quoted(&hopes, &one) && !is_statement(&hopes, &one));
        assert!(!is_quoted(&denied, &one) && is_statement(&denied, &one));
    }

    #[test]
    fn no_source_on_both_sides_is_right() {
        let text = "It is said that rain falls.";
        let one = attribution(text, "", "said", &["rain falls"]);
        let gold = article(text, vec![one.clone()]);
        let tally = tally(&[gold], &[vec![one]], |_, _| true);
        assert_eq!(
            tally.attribution,
            Counts {
                correct: 1,
                found: 1,
                gold: 1
            }
        );
    }

    #[test]
    fn each_gold_is_matched_once() {
        let text = "Ann said rain falls hard.";
        let gold = article(
            text,
            vec![attribution(text, "Ann", "said", &["rain falls hard"])],
        );
        let found = vec![vec![
            attribution(text, "Ann", "said", &["rain falls"]),
            attribution(text, "Ann", "said", &["rain falls hard"]),
        ]];
        let tally = tally(&[gold], &found, |_, _| true);
        assert_eq!(
            tally.attribution,
            Counts {
                correct: 1,
                found: 2,
                gold: 1
            }
        );
        assert_eq!(tally.content_same.correct, 1);
    }

    #[test]
    fn reads_brat_offsets_as_code_points() {
        let text = "“Né,” Ann said.";
        let annotation = "T1\tSource 6 9\tAnn\nT2\tCue 10 14\tsaid\nT3\tContent 0 5\t“Né,”\n\
            E1\tAttribution:T2 Content:T3 Cue:T2 Source:T1\nE2\tAttribution:T2 Cue:T2\n";
        let attributions = brat(text, annotation);
        assert_eq!(attributions.len(), 1);
        assert_eq!(attributions[0].source[0].of(text), "Ann");
        assert_eq!(attributions[0].content[0].of(text), "“Né,”");
    }

    #[test]
    fn runs_end_where_words_are_missing() {
        assert_eq!(runs(&BTreeSet::from([1, 2, 3, 7, 8])), [(1, 4), (7, 9)]);
    }
}
