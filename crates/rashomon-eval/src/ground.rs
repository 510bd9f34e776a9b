//! Scorers for times, places and figures.
//!
//! Corpora are known by what they are named and hold, wherever they lie under `ground/`: TimeML
//! files (TimeBank, AQUAINT, TempEval-3 platinum), toponyms in XML (LGL, GeoVirus, TR-News,
//! GeoWebNews), and figures in JSON Lines.

use crate::gold::{archive, bytes};
use crate::{Counts, Gold, GoldError, Part, Scores};
use rashomon::Pipeline;
use rashomon_doc::{Date, Document, DocumentId, Span};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// A document with the time expressions that annotators found in it.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeDocument {
    /// Its name in the corpus.
    pub name: String,
    /// Its text, without markup.
    pub text: String,
    /// When it was written.
    pub published: Option<Date>,
    /// Every TIMEX3 but the one that gives the date of the document.
    pub times: Vec<GoldTime>,
}

/// A time expression as annotated.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldTime {
    /// Its words.
    pub span: Span,
    /// Its TIMEX3 value.
    pub value: String,
}

/// A document with toponyms whose coordinates are known.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceDocument {
    /// Its text.
    pub text: String,
    /// The host name or address of its publisher.
    pub publisher: Option<String>,
    /// Its toponyms.
    pub places: Vec<GoldPlace>,
}

/// A toponym as annotated.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldPlace {
    /// Its words.
    pub span: Span,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
}

/// Documents by corpus and part.
pub type Corpora<T> = BTreeMap<(String, Part), Vec<T>>;

pub(crate) fn score(
    gold: &Gold,
    pipeline: &Pipeline,
    scores: &mut Scores,
) -> Result<(), GoldError> {
    let files = files(gold)?;
    for ((corpus, part), documents) in time_documents(&files) {
        let (spans, values) = score_times(pipeline, &documents);
        let key = |metric| format!("ground/{corpus}/{}/{metric}", part.as_str());
        scores.set(key("timex_span_f1"), spans.f1());
        scores.set(key("timex_value_f1"), values.f1());
    }
    for ((corpus, part), documents) in place_documents(&files) {
        let counts = score_places(&documents, rashomon_ground::resolve);
        let key = format!("ground/{corpus}/{}/accuracy_161km", part.as_str());
        scores.set(key, counts.recall());
    }
    let counts = score_figures(pipeline, &figure_cases(FIGURES));
    scores.set("own/figures/dev/f1", counts.figures.f1());
    scores.set("own/figures/dev/measure_accuracy", counts.told.precision());
    Ok(())
}

/// Every file under `ground/`, archives unpacked, by its path in the folder.
///
/// # Errors
/// When a file or archive cannot be read.
pub fn files(gold: &Gold) -> Result<BTreeMap<String, Vec<u8>>, GoldError> {
    let mut found = BTreeMap::new();
    if let Some(folder) = gold.find("ground") {
        collect(&folder, "ground", &mut found)?;
    }
    Ok(found)
}

fn collect(
    folder: &Path,
    name: &str,
    found: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), GoldError> {
    let entries = std::fs::read_dir(folder).map_err(|error| GoldError::new(folder, error))?;
    for entry in entries.flatten() {
        let path = entry.path();
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            collect(&path, &name, found)?;
        } else if name.ends_with(".tar.xz") || name.ends_with(".tar.gz") {
            if name.contains("silver") {
                continue;
            }
            for (inner, bytes) in archive(&path)? {
                found.insert(format!("{name}/{inner}"), bytes);
            }
        } else {
            found.insert(name, bytes(&path)?);
        }
    }
    Ok(())
}

/// The corpus that a path names, and its part.
fn corpus(path: &str, names: &[(&str, &str, Part)]) -> Option<(String, Part)> {
    let path = path.to_ascii_lowercase();
    let (_, corpus, part) = names.iter().find(|(name, _, _)| path.contains(name))?;
    let told = |word: &str| path.split(['/', '_', '-', '.']).any(|piece| piece == word);
    let part = if told("test") {
        Part::Test
    } else if told("dev") {
        Part::Dev
    } else {
        *part
    };
    Some(((*corpus).to_owned(), part))
}

/// Names in paths of TimeML corpora; the part holds where the path names none.
const TIME_CORPORA: [(&str, &str, Part); 4] = [
    ("platinum", "platinum", Part::Test),
    ("te3-eval", "platinum", Part::Test),
    ("aquaint", "aquaint", Part::Test),
    ("timebank", "timebank", Part::Dev),
];

/// The TimeML documents among `files`.
pub fn time_documents(files: &BTreeMap<String, Vec<u8>>) -> Corpora<TimeDocument> {
    let mut corpora = Corpora::new();
    for (path, bytes) in files {
        // A document's own name says nothing of its part: it may speak of a test flight.
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let Some(key) = corpus(folder, &TIME_CORPORA).filter(|_| path.ends_with(".tml")) else {
            continue;
        };
        let source = String::from_utf8_lossy(bytes);
        let name = path.rsplit('/').next().unwrap_or(path);
        let document = timeml_document(name, &source);
        corpora.entry(key).or_default().push(document);
    }
    corpora
}

/// The project's own sentences with their figures.
const FIGURES: &str = include_str!("../../rashomon-ground/data/figures/sentences.txt");

/// A sentence with the figures it gives.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureCase<'a> {
    /// The sentence.
    pub sentence: &'a str,
    /// Low, high, bound, unit, measure, victim class, and `c` for cumulative, of each figure.
    pub rows: Vec<Vec<&'a str>>,
}

/// The sentences of a collection, each followed by indented rows; lines that start with `#` are
/// remarks.
pub fn figure_cases(sentences: &str) -> Vec<FigureCase<'_>> {
    let mut lines = sentences
        .lines()
        .filter(|line| !line.starts_with('#'))
        .peekable();
    let mut cases = Vec::new();
    while let Some(sentence) = lines.next() {
        let mut rows = Vec::new();
        while let Some(row) = lines.next_if(|line| line.starts_with('\t')) {
            rows.push(row.split_whitespace().collect());
        }
        cases.push(FigureCase { sentence, rows });
    }
    cases
}

/// What was counted on figures.
#[derive(Clone, Copy, Debug, Default)]
pub struct FigureCounts {
    /// Figures with the right numbers, bound and unit.
    pub figures: Counts,
    /// Among those found with the right numbers: the right measure and victim class.
    pub told: Counts,
    /// Among the same: told apart as a sum or a single incident.
    pub sums: Counts,
    /// Figures of which all but the last is right.
    pub whole: Counts,
}

/// Scores the figures that `pipeline` finds in `cases`.
pub fn score_figures(pipeline: &Pipeline, cases: &[FigureCase<'_>]) -> FigureCounts {
    let mut counts = FigureCounts::default();
    for case in cases {
        match_figures(
            &case.rows,
            &found_figures(pipeline, case.sentence),
            &mut counts,
        );
    }
    counts
}

/// The figures that `pipeline` finds in a sentence, as rows of a [`FigureCase`].
pub fn found_figures(pipeline: &Pipeline, sentence: &str) -> Vec<Vec<String>> {
    let reading = pipeline.read(plain_document("sentence", sentence, None));
    reading.figures.iter().map(figure_row).collect()
}

fn figure_row(figure: &rashomon_doc::Figure) -> Vec<String> {
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    vec![
        figure.low.to_string(),
        figure.high.to_string(),
        figure.bound.to_string(),
        figure.unit.clone(),
        or_dash(figure.measure.map(|measure| measure.to_string())),
        or_dash(figure.victims.clone()),
        if figure.cumulative { "c" } else { "-" }.to_owned(),
    ]
}

fn match_figures(gold: &[Vec<&str>], found: &[Vec<String>], counts: &mut FigureCounts) {
    for of_all in [&mut counts.figures, &mut counts.whole] {
        of_all.found += found.len();
        of_all.gold += gold.len();
    }
    let mut used = vec![false; found.len()];
    for row in gold {
        let equal = |found: &[String], range: std::ops::Range<usize>| {
            found.get(range.clone()).is_some_and(|part| {
                part.iter()
                    .map(String::as_str)
                    .eq(row.get(range).into_iter().flatten().copied())
            })
        };
        let Some(at) = (0..found.len()).find(|&at| !used[at] && equal(&found[at], 0..2)) else {
            continue;
        };
        used[at] = true;
        counts.figures.correct += usize::from(equal(&found[at], 0..4));
        counts.whole.correct += usize::from(equal(&found[at], 0..6));
        for (of_found, range) in [(&mut counts.told, 4..6), (&mut counts.sums, 6..7)] {
            of_found.found += 1;
            of_found.gold += 1;
            of_found.correct += usize::from(equal(&found[at], range));
        }
    }
}

/// Names in paths of toponym corpora; the part holds where the path names none.
const PLACE_CORPORA: [(&str, &str, Part); 7] = [
    ("lgl.xml", "lgl", Part::Dev),
    ("geovirus.xml", "geovirus", Part::Dev),
    ("tr-news", "trnews", Part::Test),
    ("tr_news", "trnews", Part::Test),
    ("trnews", "trnews", Part::Test),
    ("gwn", "gwn", Part::Test),
    ("geowebnews", "gwn", Part::Test),
];

/// The documents with toponyms among `files`.
pub fn place_documents(files: &BTreeMap<String, Vec<u8>>) -> Corpora<PlaceDocument> {
    let mut corpora = Corpora::new();
    for (path, bytes) in files {
        let name = path.rsplit('/').next().unwrap_or(path);
        let Some((name, _)) = corpus(name, &PLACE_CORPORA).filter(|_| name.ends_with(".xml"))
        else {
            continue;
        };
        let part = corpus(path, &PLACE_CORPORA).map_or(Part::Dev, |(_, part)| part);
        let source = String::from_utf8_lossy(bytes);
        let documents = source.split("<article").skip(1).filter_map(place_document);
        corpora.entry((name, part)).or_default().extend(documents);
    }
    corpora
}

/// One article of a toponym corpus: its text, and its toponyms with coordinates.
fn place_document(article: &str) -> Option<PlaceDocument> {
    let text = decoded(element(article, "text")?);
    let starts: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let publisher = element(article, "domain")
        .or_else(|| element(article, "source"))
        .map(decoded);
    let parts = article
        .split("<toponym>")
        .skip(1)
        .chain(article.split("<location>").skip(1));
    let places = parts.filter_map(|part| {
        let number = |name| element(part, name)?.trim().parse::<f64>().ok();
        let phrase = decoded(element(part, "phrase").or_else(|| element(part, "name"))?);
        let at = *starts.get(number("start")? as usize)?;
        Some(GoldPlace {
            span: located(&text, at, &phrase)?,
            lat: number("lat")?,
            lon: number("lon")?,
        })
    });
    let places = places.collect();
    Some(PlaceDocument {
        text,
        publisher,
        places,
    })
}

/// Where `phrase` stands in `text`: at `at`, else at the place nearest to it.
fn located(text: &str, at: usize, phrase: &str) -> Option<Span> {
    let found = text.match_indices(phrase).map(|(found, _)| found);
    let start = found
        .min_by_key(|found| found.abs_diff(at))
        .filter(|_| !phrase.is_empty())?;
    Some(Span::new(start, start + phrase.len()))
}

/// The content of the first element `name` in `source`.
fn element<'a>(source: &'a str, name: &str) -> Option<&'a str> {
    let start = source.find(&format!("<{name}>"))? + name.len() + 2;
    let len = source[start..].find(&format!("</{name}>"))?;
    Some(&source[start..start + len])
}

/// Text with its entities decoded, or as a CDATA section holds it.
fn decoded(source: &str) -> String {
    if let Some(inner) = source.trim().strip_prefix("<![CDATA[") {
        return inner.strip_suffix("]]>").unwrap_or(inner).to_owned();
    }
    let mut text = String::with_capacity(source.len());
    push_decoded(&mut text, source);
    text
}

/// Kilometres within which a place counts as right: 100 miles, the custom of the field.
const NEAR_KM: f64 = 161.0;

/// How many toponyms `resolve` puts within 161 km of the gold; every toponym counts.
pub fn score_places<F>(documents: &[PlaceDocument], resolve: F) -> Counts
where
    F: Fn(&str, &[Span], Option<&str>) -> Vec<Option<rashomon_doc::Place>>,
{
    let mut counts = Counts::default();
    for document in documents {
        let spans: Vec<Span> = document.places.iter().map(|place| place.span).collect();
        let found = resolve(&document.text, &spans, document.publisher.as_deref());
        for (gold, found) in document.places.iter().zip(&found) {
            counts.gold += 1;
            let Some(found) = found else { continue };
            counts.found += 1;
            counts.correct += usize::from(is_near(gold, found.lat, found.lon));
        }
    }
    counts
}

/// Whether a point lies within 161 km of the gold.
pub fn is_near(gold: &GoldPlace, lat: f64, lon: f64) -> bool {
    rashomon_lexicon::gazetteer::kilometres((gold.lat, gold.lon), (lat, lon)) <= NEAR_KM
}

/// A TimeML file: the text is what `TEXT` holds.
pub fn timeml_document(name: &str, source: &str) -> TimeDocument {
    let mut document = TimeDocument {
        name: name.to_owned(),
        text: String::new(),
        published: None,
        times: Vec::new(),
    };
    let mut in_text = false;
    let mut open: Option<(usize, String)> = None;
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        if in_text {
            push_decoded(&mut document.text, &rest[..at]);
        }
        let Some(len) = rest[at..].find('>') else {
            break;
        };
        let tag = &rest[at + 1..at + len];
        rest = &rest[at + len + 1..];
        if tag == "TEXT" {
            in_text = true;
        } else if tag == "/TEXT" {
            in_text = false;
        } else if tag.starts_with("TIMEX3") {
            let value = attribute(tag, "value").unwrap_or_default();
            if attribute(tag, "functionInDocument")
                .is_some_and(|function| function == "CREATION_TIME")
            {
                document.published = value
                    .get(..10)
                    .and_then(|day| day.parse().ok())
                    .or_else(|| compact_day(value));
            } else if in_text {
                open = Some((document.text.len(), value.to_owned()));
            }
        } else if tag == "/TIMEX3"
            && let Some((start, value)) = open.take()
        {
            document.times.push(GoldTime {
                span: Span::new(start, document.text.len()),
                value,
            });
        }
    }
    document
}

/// `19980108` as a day.
fn compact_day(value: &str) -> Option<Date> {
    let number = |range: std::ops::Range<usize>| value.get(range)?.parse::<i16>().ok();
    Date::new(number(0..4)?, number(4..6)? as i8, number(6..8)? as i8).ok()
}

/// The value of `name` in a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let at = tag.find(&format!("{name}=\""))? + name.len() + 2;
    let len = tag[at..].find('"')?;
    Some(&tag[at..at + len])
}

/// Appends `source` with the five entities of XML decoded.
fn push_decoded(text: &mut String, source: &str) {
    const ENTITIES: [(&str, char); 5] = [
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&apos;", '\''),
    ];
    let mut rest = source;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        match ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)) {
            Some((entity, char)) => {
                text.push(*char);
                rest = &rest[entity.len()..];
            }
            None => {
                text.push('&');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
}

/// Span and value counts of what `pipeline` finds in `documents`, matched as in TempEval-3: one to
/// one, in text order, by any overlap; a value counts when its match has the same.
pub fn score_times(pipeline: &Pipeline, documents: &[TimeDocument]) -> (Counts, Counts) {
    let counted: Vec<(Counts, Counts)> = documents
        .par_iter()
        .map(|document| {
            let found = found_times(pipeline, document);
            match_times(&document.times, &found)
        })
        .collect();
    let (mut spans, mut values) = (Counts::default(), Counts::default());
    for (span, value) in counted {
        spans += span;
        values += value;
    }
    (spans, values)
}

/// What `pipeline` finds in `document`, given its date.
pub fn found_times(pipeline: &Pipeline, document: &TimeDocument) -> Vec<GoldTime> {
    let reading = pipeline.read(plain_document(
        &document.name,
        &document.text,
        document.published,
    ));
    let times = reading.times.into_iter();
    times
        .map(|time| GoldTime {
            span: time.span,
            value: time.timex3,
        })
        .collect()
}

fn plain_document(name: &str, text: &str, published: Option<Date>) -> Document {
    Document {
        id: DocumentId(name.to_owned()),
        title: None,
        text: text.to_owned(),
        publisher: None,
        url: None,
        published,
    }
}

fn match_times(gold: &[GoldTime], found: &[GoldTime]) -> (Counts, Counts) {
    let base = Counts {
        correct: 0,
        found: found.len(),
        gold: gold.len(),
    };
    let (mut spans, mut values) = (base, base);
    let mut next = 0;
    for time in gold {
        let Some(at) = (next..found.len()).find(|&at| found[at].span.overlaps(time.span)) else {
            continue;
        };
        next = at + 1;
        spans.correct += 1;
        values.correct += usize::from(found[at].value == time.value);
    }
    (spans, values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_timeml() {
        let source = "<DCT><TIMEX3 value=\"2013-03-22\" functionInDocument=\"CREATION_TIME\">now</TIMEX3></DCT>\
            <TEXT>A &amp; B <EVENT>met</EVENT> <TIMEX3 tid=\"t1\" value=\"2013-03-21\">on Thursday</TIMEX3>.</TEXT>";
        let document = timeml_document("a.tml", source);
        assert_eq!(document.text, "A & B met on Thursday.");
        assert_eq!(document.published, Some(Date::constant(2013, 3, 22)));
        assert_eq!(
            document.times,
            [GoldTime {
                span: Span::new(10, 21),
                value: "2013-03-21".into()
            }]
        );
    }

    #[test]
    fn counts_two_spans_and_one_value_of_three() {
        let time = |start, end, value: &str| GoldTime {
            span: Span::new(start, end),
            value: value.into(),
        };
        let gold = [
            time(0, 5, "2016"),
            time(10, 15, "2017"),
            time(20, 25, "P1D"),
        ];
        let found = [
            time(3, 8, "2016"),
            time(12, 13, "2018"),
            time(40, 45, "P1D"),
            time(50, 51, "P1D"),
        ];
        let (spans, values) = match_times(&gold, &found);
        assert_eq!((spans.correct, spans.found, spans.gold), (2, 4, 3));
        assert_eq!(values.correct, 1);
        assert!((values.f1() - 200.0 / 7.0).abs() < 1e-9);
    }

    #[test]
    fn one_of_two_figures_is_right() {
        let gold = [
            vec!["70", "70", "exact", "people", "killed", "-", "-"],
            vec!["2", "2", "exact", "km", "distance", "-", "-"],
        ];
        let row = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let found = [
            row("70 70 exact people injured - -"),
            row("2 2 about km distance - c"),
            row("9 9 exact - other - -"),
        ];
        let mut counts = FigureCounts::default();
        match_figures(&gold, &found, &mut counts);
        let figures = counts.figures;
        assert_eq!((figures.correct, figures.found, figures.gold), (1, 3, 2));
        assert_eq!((counts.told.correct, counts.told.found), (1, 2));
        assert_eq!((counts.sums.correct, counts.sums.found), (1, 2));
        assert_eq!((counts.whole.correct, counts.whole.found), (0, 3));
    }

    #[test]
    fn rows_belong_to_the_sentence_before() {
        let cases = figure_cases("# remark\nNone.\nTwo.\n\t2 2 exact\n");
        assert_eq!(cases.len(), 2);
        assert!(cases[0].rows.is_empty());
        assert_eq!(cases[1].rows, [vec!["2", "2", "exact"]]);
    }

    #[test]
    fn one_of_two_toponyms_is_near() {
        let article = " docid=\"1\"><domain>a.com</domain><text><![CDATA[Rain in Lyon & Ulm]]></text>\
            <toponym><start>8</start><end>12</end><phrase>Lyon</phrase><gaztag><lat>45.7</lat><lon>4.8</lon></gaztag></toponym>\
            <toponym><start>15</start><end>18</end><phrase>Ulm</phrase><gaztag><lat>48.4</lat><lon>10.0</lon></gaztag></toponym>\
            <toponym><start>15</start><end>18</end><phrase>Ulm</phrase></toponym>";
        let document = place_document(article).unwrap();
        assert_eq!(document.places.len(), 2);
        assert_eq!(document.places[1].span.of(&document.text), "Ulm");
        let found = |_: &str, spans: &[Span], _: Option<&str>| {
            let place = |&span: &Span| rashomon_doc::Place {
                span,
                name: String::new(),
                geonames: None,
                lat: 45.0,
                lon: 5.0,
                country: None,
            };
            spans.iter().map(|span| Some(place(span))).collect()
        };
        let counts = score_places(&[document], found);
        assert_eq!((counts.correct, counts.found, counts.gold), (1, 2, 2));
        assert_eq!(counts.recall(), 50.0);
    }

    #[test]
    fn knows_corpora_by_their_names() {
        let key = |path| corpus(path, &TIME_CORPORA);
        assert_eq!(
            key("ground/timebank.tar.xz/TBAQ/TimeBank/a.tml"),
            Some(("timebank".into(), Part::Dev))
        );
        assert_eq!(
            key("ground/tbaq.tar.xz/TBAQ-cleaned/AQUAINT/a.tml"),
            Some(("aquaint".into(), Part::Test))
        );
        assert_eq!(key("ground/other.tml"), None);
    }
}
