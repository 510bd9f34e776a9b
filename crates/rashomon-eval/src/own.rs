//! Scorers for the project's own cases of names, dates and figures, and for facts on actors.
//!
//! The cases lie in `data/`; facts are found beside the gold data, in `tables/`.

use crate::ground::{FigureCase, figure_cases, score_figures};
use crate::{Counts, Gold, GoldError, Scores, gold};
use rashomon::Pipeline;
use rashomon_doc::{Date, Document, DocumentId, Entity, MentionKind, Reading, Span};

const FIGURES: &str = include_str!("../data/figures/cases.txt");
const SPELLINGS: &str = include_str!("../data/spellings/names.tsv");
const MORE_SPELLINGS: &str = include_str!("../data/spellings/more.tsv");
const METONYMS: &str = include_str!("../data/metonyms/sentences.tsv");
const MORE_METONYMS: &str = include_str!("../data/metonyms/more.tsv");
const UNDATED: &str = include_str!("../data/undated/articles.txt");

pub(crate) fn score_ground(pipeline: &Pipeline, scores: &mut Scores) {
    let cases = figure_cases(FIGURES);
    let unread: Vec<FigureCase<'_>> = cases
        .iter()
        .filter(|case| is_unread(case.sentence))
        .cloned()
        .collect();
    for (corpus, cases) in [("figure_cases", cases), ("figure_cases_unread", unread)] {
        let counts = score_figures(pipeline, &cases);
        let mut set = |metric, score| scores.set(format!("own/{corpus}/dev/{metric}"), score);
        set("f1", counts.figures.f1());
        set("measure_accuracy", counts.told.precision());
        set("cumulative_accuracy", counts.sums.precision());
        set("whole_f1", counts.whole.f1());
    }
    for (corpus, part) in [
        ("undated", (|_| true) as fn(&str) -> bool),
        ("undated_unread", is_unread),
    ] {
        let (day, near) = undated(pipeline, UNDATED, part);
        scores.set(format!("own/{corpus}/dev/same_day"), day.recall());
        scores.set(format!("own/{corpus}/dev/within_three_days"), near.recall());
    }
}

/// Whether a case lies in the half whose errors nobody read while writing rules: by a bit of the
/// FNV-1a hash of its text.
pub fn is_unread(text: &str) -> bool {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    hash >> 32 & 1 == 1
}

pub(crate) fn score_entities(
    gold: &Gold,
    pipeline: &Pipeline,
    scores: &mut Scores,
) -> Result<(), GoldError> {
    let (known, unknown) = spellings(pipeline, SPELLINGS);
    scores.set("own/spellings/dev/known", known.recall());
    scores.set("own/spellings/dev/doubt_kept", unknown.recall());
    let (known, unknown) = spellings(pipeline, MORE_SPELLINGS);
    scores.set("own/more_spellings/dev/known", known.recall());
    scores.set("own/more_spellings/dev/doubt_kept", unknown.recall());
    let (government, place) = metonyms(pipeline, METONYMS);
    scores.set("own/metonyms/dev/government", government.recall());
    scores.set("own/metonyms/dev/place", place.recall());
    let (government, place) = metonyms(pipeline, MORE_METONYMS);
    scores.set("own/more_metonyms/dev/government", government.recall());
    scores.set("own/more_metonyms/dev/place", place.recall());
    let tables = ["tables", "../tables"].map(|folder| format!("{folder}/{FACTS}"));
    if let Some(path) = tables.iter().find_map(|name| gold.find(name)) {
        let (country, sector) = actor_facts(pipeline, &gold::text(&path)?);
        scores.set("entities/actor_facts/dev/country", country.recall());
        scores.set("entities/actor_facts/dev/sector", sector.recall());
    }
    Ok(())
}

/// Sentences in which a person may be named.
const OF_PERSONS: [&str; 5] = [
    "The talks will go on, {} said on Tuesday.",
    "Reporters asked {} about the truce.",
    "A statement by {} came late in the evening.",
    "{} spoke by telephone with his counterpart.",
    "Critics of {} gathered outside the embassy.",
];

/// Sentences in which an armed group may be named.
const OF_GROUPS: [&str; 3] = [
    "Fighters of {} seized the village on Monday.",
    "The attack was claimed by {}.",
    "Jets struck positions of {} near the town.",
];

/// Scores rows of a kind (`P` or `G`), a spelling and the key of whom it means, `-` for nobody the
/// tables know: spellings that meet their entity, and others that meet none. Each is read in a
/// sentence; rows take the sentences in turns.
fn spellings(pipeline: &Pipeline, rows: &str) -> (Counts, Counts) {
    let (mut known, mut unknown) = (Counts::default(), Counts::default());
    let rows = rows.lines().filter(|line| !line.starts_with('#'));
    for (index, row) in rows.enumerate() {
        let mut cells = row.split('\t');
        let (Some(kind), Some(name), Some(key)) = (cells.next(), cells.next(), cells.next()) else {
            continue;
        };
        let frame = match kind {
            "P" => OF_PERSONS[index % OF_PERSONS.len()],
            _ => OF_GROUPS[index % OF_GROUPS.len()],
        };
        let start = frame.find("{}").unwrap_or(0);
        let span = Span::new(start, start + name.len());
        let reading = pipeline.read(document(frame.replace("{}", name)));
        let entity = widest(&reading, span, |kind| kind == MentionKind::Name);
        let link = entity.and_then(|entity| entity.link.as_deref());
        let link = link.filter(|link| link.starts_with("per:") || link.starts_with("arm:"));
        let counts = match key {
            "-" => &mut unknown,
            _ => &mut known,
        };
        counts.gold += 1;
        counts.correct += usize::from(link.unwrap_or("-") == key);
    }
    (known, unknown)
}

/// Scores rows of `G` (government) or `P` (place), a capital or seat of power, and a sentence that
/// holds it once: those that denote an actor of the government and are no place, and those that
/// denote none.
fn metonyms(pipeline: &Pipeline, rows: &str) -> (Counts, Counts) {
    let (mut government, mut place) = (Counts::default(), Counts::default());
    for row in rows.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [kind, name, sentence] = cells[..] else {
            continue;
        };
        let Some(start) = sentence.find(name) else {
            continue;
        };
        let span = Span::new(start, start + name.len());
        let reading = pipeline.read(document(sentence.to_owned()));
        let entity = widest(&reading, span, |kind| kind == MentionKind::Name);
        let acts = entity
            .and_then(|entity| entity.sector)
            .is_some_and(|sector| sector.as_str() == "GOV");
        let placed = reading.places.iter().any(|place| place.span.overlaps(span));
        let (counts, right) = match kind {
            "G" => (&mut government, acts && !placed),
            _ => (&mut place, entity.is_some() && !acts),
        };
        counts.gold += 1;
        counts.correct += usize::from(right);
    }
    (government, place)
}

/// The entity of the longest mention of the `kinds` asked for that touches `span`, the first of
/// several.
fn widest(reading: &Reading, span: Span, kinds: fn(MentionKind) -> bool) -> Option<&Entity> {
    let touching = reading.mentions.iter();
    let touching = touching.filter(|mention| mention.span.overlaps(span) && kinds(mention.kind));
    let mention = touching.rev().max_by_key(|mention| mention.span.len())?;
    reading.entities.get(mention.entity.index())
}

/// Articles without their date, each behind a line `@` with the day it appeared.
pub fn undated_articles(articles: &str) -> impl Iterator<Item = (Date, &str)> {
    let articles = articles.split("\n@ ").skip(1);
    articles.filter_map(|article| {
        let (day, text) = article.split_once('\n')?;
        Some((day.trim().parse().ok()?, text.trim()))
    })
}

/// Scores those of `articles` whose text is of the `part`: dated to the day, and within three days.
fn undated(pipeline: &Pipeline, articles: &str, part: fn(&str) -> bool) -> (Counts, Counts) {
    let (mut same, mut near) = (Counts::default(), Counts::default());
    for (day, text) in undated_articles(articles).filter(|(_, text)| part(text)) {
        let reading = pipeline.read(document(text.to_owned()));
        let apart = reading
            .published
            .and_then(|found| found.date.since(day).ok())
            .map(|span| span.get_days().unsigned_abs());
        for (counts, most) in [(&mut same, 0), (&mut near, 3)] {
            counts.gold += 1;
            counts.correct += usize::from(apart.is_some_and(|apart| apart <= most));
        }
    }
    (same, near)
}

/// The file of facts: name of the test, method, phrase, options, country, sector, other sector.
const FACTS: &str = "actor_resolution_facts.tsv";

/// The day as of which facts without a day of their own are told: they were written in the course
/// of 2022.
const TOLD_ON: &str = "2022-06-01";

/// The day of a fact by its options, such as `{"query_date": "2022-05-01"}`.
fn day_of(options: &str) -> Option<Date> {
    let (_, rest) = options.split_once("query_date")?;
    let day = rest
        .split('"')
        .find(|part| part.contains(|c: char| c.is_ascii_digit()))?;
    day.parse().ok()
}

/// Scores phrases for actors by the country and the sector of whom the widest mention denotes, in
/// an article of the fact's day; rows that tell none are passed over.
fn actor_facts(pipeline: &Pipeline, rows: &str) -> (Counts, Counts) {
    let (mut country, mut sector) = (Counts::default(), Counts::default());
    for row in rows.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [_, _, phrase, options, code, first, second, ..] = cells[..] else {
            continue;
        };
        let told = |code: &str| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
        let mut article = document(format!("{phrase} said so on Monday."));
        article.published = day_of(options).or_else(|| TOLD_ON.parse().ok());
        let reading = pipeline.read(article);
        let entity = widest(&reading, Span::new(0, phrase.len()), |_| true);
        if told(code) {
            let found = entity.and_then(|entity| entity.country);
            country.gold += 1;
            country.correct += usize::from(found.is_some_and(|found| found.as_str() == code));
        }
        if told(first) && first != "UNK" {
            let found = entity.and_then(|entity| entity.sector);
            let found = found.as_ref().map_or("", |found| found.as_str());
            sector.gold += 1;
            sector.correct += usize::from(found == first || !second.is_empty() && found == second);
        }
    }
    (country, sector)
}

fn document(text: String) -> Document {
    Document {
        id: DocumentId("case".to_owned()),
        title: None,
        text,
        publisher: None,
        url: None,
        published: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_counts_once() {
        let pipeline = Pipeline::new();
        let rows = "# kind\nP\tVladimir Putin\tper:vladimir-putin\nP\tZorbin Quax\t-\n";
        let (known, unknown) = spellings(&pipeline, rows);
        assert_eq!((known.correct, known.gold), (1, 1));
        assert_eq!((unknown.correct, unknown.gold), (1, 1));
    }

    #[test]
    fn days_apart_are_counted() {
        let pipeline = Pipeline::new();
        let text = "#\n@ 2016-02-12\nALEPPO, Feb. 12, 2016 - Jets flew.\n\
            @ 2016-02-14\nALEPPO, Feb. 12, 2016 - Jets flew.\n@ 2016-02-12\nJets flew.\n";
        let (same, near) = undated(&pipeline, text, |_| true);
        assert_eq!((same.correct, near.correct, near.gold), (1, 2, 3));
    }

    #[test]
    fn halves_are_about_equal() {
        let cases = figure_cases(FIGURES);
        let unread = cases.iter().filter(|case| is_unread(case.sentence)).count();
        assert!((cases.len() / 3..cases.len() * 2 / 3).contains(&unread));
        assert_eq!(is_unread("a"), is_unread("a"));
    }

    #[test]
    fn facts_hold_on_their_day() {
        assert_eq!(day_of("{}"), None);
        let options = "\"{\"\"query_date\"\": \"\"2019-04-01\"\"}\"";
        assert_eq!(day_of(options), "2019-04-01".parse().ok());
        let pipeline = Pipeline::new();
        let rows = format!(
            "head\na\tm\tDonald Trump\t{options}\tUSA\tGOV\t\t\n\
            b\tm\tDonald Trump\t{{}}\tUSA\tGOV\t\t\n"
        );
        let (country, sector) = actor_facts(&pipeline, &rows);
        assert_eq!((country.correct, sector.correct, sector.gold), (2, 1, 2));
    }

    #[test]
    fn readings_of_capitals_are_counted_apart() {
        let pipeline = Pipeline::new();
        let rows = "# head\nG\tMoscow\tMoscow accused Paris of lying.\n\
            P\tMoscow\tThe talks were held in Moscow.\n\
            G\tMoscow\tThe talks were held in Moscow.\n";
        let (government, place) = metonyms(&pipeline, rows);
        assert_eq!((government.correct, government.gold), (1, 2));
        assert_eq!((place.correct, place.gold), (1, 1));
    }

    #[test]
    fn facts_without_a_code_are_passed_over() {
        let pipeline = Pipeline::new();
        let rows = "head\na\tm\tRussia\t{}\tRUS\t\t\t\nb\tm\tHe\t{}\t\tUNK\t\t\n";
        let (country, sector) = actor_facts(&pipeline, rows);
        assert_eq!((country.correct, country.gold, sector.gold), (1, 1, 0));
    }
}
