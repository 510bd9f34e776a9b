//! Events: PLOVER categories, the pairs they connect, and CAMEO's five classes.

use crate::counts::percent;
use crate::gold::{Part, json_lines, text};
use crate::{Counts, Gold, GoldError, Scores};
use rashomon::Pipeline;
use rashomon::doc::{
    Document, DocumentId, Entity, EntityId, EntityType, Event, EventType, Iso3, Mention,
    MentionKind, Party, Reading, Span,
};
use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const FOLDER: &str = "events";

/// Adds the keys of the layer for every corpus that `gold` holds.
pub(crate) fn score(
    gold: &Gold,
    pipeline: &Pipeline,
    scores: &mut Scores,
) -> Result<(), GoldError> {
    for name in gold.list(FOLDER) {
        let path = format!("{FOLDER}/{name}");
        let path = gold.find(&path).expect("the folder lists it");
        if name.contains("plover_gsr") {
            plover_gsr(&json_lines(&path)?, pipeline, scores);
        } else if name.contains("plover_pairs") {
            plover_pairs(&json_lines(&path)?, &name, pipeline, scores);
        } else if name.contains("cameo_penta") {
            cameo_penta(&json_lines(&path)?, &name, pipeline, scores);
        } else if name.contains("lotr") && path.is_dir() {
            lotr(&path, pipeline, scores)?;
        }
    }
    Ok(())
}

/// Whether a sentence of a training file is kept out of training, to tune on: one in five, by a
/// hash of its text, so that two pairs of one sentence fall on the same side.
pub fn held_out(text: &str) -> bool {
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash >> 32) % 5 == 0
}

/// The part a file is scored as: of a training file only the held-out fifth, as `dev`.
fn part_of(name: &str) -> (Part, bool) {
    if name.contains("train") {
        (Part::Dev, true)
    } else if name.contains("dev") {
        (Part::Dev, false)
    } else {
        (Part::Test, false)
    }
}

/// A gold span with its role: `SRC`, `TAR`, `REC` (reciprocal), `EVT`, `LOC`.
#[derive(Clone, Debug, Deserialize)]
pub struct RoleSpan {
    /// The role.
    pub role: String,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

/// A gold sentence of the PLOVER and CAMEO collections.
#[derive(Clone, Debug, Deserialize)]
pub struct EventRecord {
    /// The sentence.
    pub text: String,
    /// Who and what, where the collection marks them.
    #[serde(default)]
    pub spans: Option<Vec<RoleSpan>>,
    /// One of 15 PLOVER types; CONCEDE and RETREAT are one, `YIELD`.
    #[serde(default)]
    pub event_root15: Option<String>,
    /// Class 0 to 4.
    #[serde(default)]
    pub penta: Option<u8>,
    #[serde(default)]
    event_2016: Option<Value>,
    #[serde(default)]
    source: Option<Vec<GoldActor>>,
    #[serde(default)]
    target: Option<Vec<GoldActor>>,
}

#[derive(Clone, Debug, Deserialize)]
struct GoldActor {
    #[serde(default)]
    code: Option<Value>,
}

impl EventRecord {
    /// The byte spans with one of `roles`.
    pub fn spans_of(&self, roles: &[&str]) -> Vec<Span> {
        let offsets: Vec<usize> = self.text.char_indices().map(|(byte, _)| byte).collect();
        let byte = |point: usize| offsets.get(point).copied().unwrap_or(self.text.len());
        self.spans
            .iter()
            .flatten()
            .filter(|span| roles.contains(&span.role.as_str()) && span.start < span.end)
            .map(|span| Span::new(byte(span.start), byte(span.end)))
            .collect()
    }

    /// The source and the target of a pair; `None` for one that is not marked.
    pub fn pair(&self) -> (Option<Span>, Option<Span>) {
        let first = |roles: &[&str]| self.spans_of(roles).first().copied();
        (first(&["SRC"]), first(&["TAR"]))
    }
}

/// The name of a PLOVER type in the 15 classes, for our types and for those of 2016.
fn class15(name: &str) -> &str {
    match name {
        "CONCEDE" | "RETREAT" | "YIELD" => "YIELD",
        "DEMAND" | "REQUEST" => "REQUEST",
        "DISAPPROVE" | "INVESTIGATE" | "ACCUSE" => "ACCUSE",
        "FIGHT" | "ASSAULT" => "ASSAULT",
        other => other,
    }
}

/// The class of a PLOVER type among CAMEO's five: 1 words and 2 deeds of cooperation, 3 words and
/// 4 deeds of conflict.
fn penta_of_type(plover: EventType) -> u8 {
    match plover {
        EventType::Agree | EventType::Consult | EventType::Support => 1,
        EventType::Concede | EventType::Cooperate | EventType::Aid | EventType::Retreat => 2,
        EventType::Request | EventType::Accuse | EventType::Reject | EventType::Threaten => 3,
        EventType::Protest
        | EventType::Sanction
        | EventType::Mobilize
        | EventType::Coerce
        | EventType::Assault => 4,
    }
}

/// The class of an event: CAMEO's statements (01) and appeals (02) are class 0. A code holds for
/// the type it was given with, not for the promise or refusal it is recorded as.
fn penta_of((plover, event): (EventType, &Event)) -> u8 {
    let code = event.cameo.as_deref().filter(|_| plover == event.plover);
    match code.and_then(|code| code.get(..2)) {
        Some("01" | "02") => 0,
        Some("03" | "04" | "05") => 1,
        Some("06" | "07" | "08") => 2,
        Some("09" | "10" | "11" | "12" | "13") => 3,
        Some(_) => 4,
        None => penta_of_type(plover),
    }
}

fn read(pipeline: &Pipeline, text: &str) -> Reading {
    pipeline.read(Document {
        id: DocumentId(String::new()),
        title: None,
        text: text.to_owned(),
        publisher: None,
        url: None,
        published: None,
    })
}

/// The events a coder of PLOVER records, with the type it gives them.
///
/// PLOVER keeps what is negated, demanded, conditional or merely possible out of the main record;
/// the reading holds all of it with its status.
fn recorded(reading: &Reading) -> impl Iterator<Item = (EventType, &Event)> {
    reading
        .events
        .iter()
        .filter_map(|event| Some((rashomon_event::recorded(event)?, event)))
}

fn best<'a>(
    events: impl Iterator<Item = (EventType, &'a Event)>,
) -> Option<(EventType, &'a Event)> {
    events.reduce(|best, event| {
        if event.1.confidence > best.1.confidence {
            event
        } else {
            best
        }
    })
}

// ---- PLOVER gold standard records ----------------------------------------------------------

#[derive(Debug, Default)]
struct GsrCounts {
    category: Counts,
    source: Counts,
    target: Counts,
    triple: Counts,
}

/// What is said of one sentence, as sets.
#[derive(Debug, Default, PartialEq)]
struct Coding {
    categories: BTreeSet<String>,
    sources: BTreeSet<String>,
    targets: BTreeSet<String>,
    triples: BTreeSet<(String, String, String)>,
}

impl Coding {
    /// Adds an event; with no target the sources are taken as acting on one another.
    fn add(&mut self, category: &str, sources: &BTreeSet<String>, targets: &BTreeSet<String>) {
        self.categories.insert(category.to_owned());
        self.sources.extend(sources.iter().cloned());
        self.targets.extend(targets.iter().cloned());
        let mutual = targets.is_empty();
        let targets = if mutual { sources } else { targets };
        for source in sources {
            for target in targets.iter().filter(|target| !mutual || *target != source) {
                let triple = (source.clone(), target.clone(), category.to_owned());
                self.triples.insert(triple);
            }
        }
    }
}

fn plover_gsr(records: &[EventRecord], pipeline: &Pipeline, scores: &mut Scores) {
    let codings: Vec<(Coding, Coding)> = records
        .par_iter()
        .map(|record| (gsr_gold(record), gsr_found(&read(pipeline, &record.text))))
        .collect();
    let mut counts = GsrCounts::default();
    for (gold, found) in &codings {
        counts.category += overlap(&gold.categories, &found.categories);
        counts.source += overlap(&gold.sources, &found.sources);
        counts.target += overlap(&gold.targets, &found.targets);
        counts.triple += overlap(&gold.triples, &found.triples);
    }
    let mut set = |metric: &str, counts: Counts| {
        scores.set(format!("events/plover_gsr/test/{metric}"), counts.f1());
    };
    set("category_f1", counts.category);
    set("source_country_f1", counts.source);
    set("target_country_f1", counts.target);
    set("triple_f1", counts.triple);
}

fn overlap<T: Ord>(gold: &BTreeSet<T>, found: &BTreeSet<T>) -> Counts {
    Counts {
        correct: gold.intersection(found).count(),
        found: found.len(),
        gold: gold.len(),
    }
}

fn gsr_gold(record: &EventRecord) -> Coding {
    let mut coding = Coding::default();
    let sources = codes(record.source.as_deref());
    let targets = codes(record.target.as_deref());
    let named = record.event_2016.as_ref().map(strings).unwrap_or_default();
    let root = record.event_root15.clone().into_iter();
    let names: Vec<String> = if named.is_empty() {
        root.collect()
    } else {
        named
    };
    for name in names {
        coding.add(class15(&name.to_uppercase()), &sources, &targets);
    }
    coding
}

fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.trim().to_owned()],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

/// The three letters that lead each code; `---` and nothing stand for an actor without one.
fn codes(actors: Option<&[GoldActor]>) -> BTreeSet<String> {
    actors
        .into_iter()
        .flatten()
        .filter_map(|actor| actor.code.as_ref())
        .flat_map(strings)
        .filter_map(|code| code.get(..3).map(str::to_uppercase))
        .filter(|code| code != "---")
        .collect()
}

fn gsr_found(reading: &Reading) -> Coding {
    let mut coding = Coding::default();
    for (plover, event) in recorded(reading) {
        let countries = |parties: &[Party]| {
            parties
                .iter()
                .filter_map(|party| rashomon_event::country(reading, party))
                .map(|country| country.as_str().to_owned())
                .collect()
        };
        let (sources, targets) = (countries(&event.sources), countries(&event.targets));
        coding.add(class15(plover.as_str()), &sources, &targets);
    }
    coding
}

// ---- PLOVER pairs ----------------------------------------------------------------------------

fn plover_pairs(records: &[EventRecord], name: &str, pipeline: &Pipeline, scores: &mut Scores) {
    let (part, only_held_out) = part_of(name);
    let answers: Vec<(String, Option<String>)> = records
        .par_iter()
        .filter(|record| !only_held_out || held_out(&record.text))
        .filter_map(|record| {
            let gold = class15(record.event_root15.as_deref()?).to_owned();
            let (source, target) = record.pair();
            let reading = read(pipeline, &record.text);
            let found = rashomon_event::relation(&reading, source, target);
            Some((
                gold,
                found.map(|plover| class15(plover.as_str()).to_owned()),
            ))
        })
        .collect();
    let part = part.as_str();
    scores.set(
        format!("events/plover_pairs/{part}/root_macro_f1"),
        macro_f1(&answers),
    );
    let right = answers
        .iter()
        .filter(|(gold, found)| Some(gold) == found.as_ref());
    scores.set(
        format!("events/plover_pairs/{part}/root_accuracy"),
        percent(right.count(), answers.len()),
    );
}

/// The mean over the classes of the gold of each class's F1, in per cent.
fn macro_f1<T: Ord>(answers: &[(T, Option<T>)]) -> f64 {
    let mut counts: BTreeMap<&T, Counts> = BTreeMap::new();
    for (gold, found) in answers {
        counts.entry(gold).or_default().gold += 1;
        if let Some(found) = found {
            counts.entry(found).or_default().found += 1;
            counts.entry(gold).or_default().correct += usize::from(gold == found);
        }
    }
    let classes: Vec<Counts> = counts
        .into_values()
        .filter(|class| class.gold > 0)
        .collect();
    classes.iter().map(|class| class.f1()).sum::<f64>() / classes.len().max(1) as f64
}

// ---- CAMEO in five classes -------------------------------------------------------------------

fn cameo_penta(records: &[EventRecord], name: &str, pipeline: &Pipeline, scores: &mut Scores) {
    let (part, only_held_out) = part_of(name);
    let answers: Vec<(u8, Option<u8>)> = records
        .par_iter()
        .filter(|record| !only_held_out || held_out(&record.text))
        .filter_map(|record| {
            let gold = record.penta?;
            let reading = read(pipeline, &record.text);
            Some((gold, Some(best(recorded(&reading)).map_or(0, penta_of))))
        })
        .collect();
    let none: Vec<&(u8, Option<u8>)> = answers.iter().filter(|(gold, _)| *gold == 0).collect();
    let false_events = none.iter().filter(|(_, found)| *found != Some(0)).count();
    let part = part.as_str();
    scores.set(
        format!("events/cameo_penta/{part}/penta_macro_f1"),
        macro_f1(&answers),
    );
    scores.set(
        format!("events/cameo_penta/{part}/false_event_rate"),
        percent(false_events, none.len()),
    );
}

// ---- The grammar suite on invented names -----------------------------------------------------

#[derive(Clone, Debug, Default, PartialEq)]
struct SuiteRecord {
    text: String,
    events: Vec<(String, String, String)>,
}

/// Scores the suite on its plain text, read by our own grammar and verbs; only the invented
/// names are given, as mentions with the code that the suite's dictionary has for them.
fn lotr(folder: &Path, pipeline: &Pipeline, scores: &mut Scores) -> Result<(), GoldError> {
    let files: Vec<_> = std::fs::read_dir(folder)
        .map_err(|error| GoldError::new(folder, error))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    let find = |part: &str| {
        files.iter().find(|path| {
            path.file_name()
                .is_some_and(|name| name.to_string_lossy().contains(part))
        })
    };
    let (Some(records), Some(actors)) = (find("records"), find("actors")) else {
        return Ok(());
    };
    let names = suite_names(&text(actors)?);
    let records = suite_records(&text(records)?);
    let counts: Vec<Counts> = records
        .par_iter()
        .map(|record| suite_counts(record, &suite_found(record, &names, pipeline)))
        .collect();
    let mut total = Counts::default();
    counts.into_iter().for_each(|counts| total += counts);
    scores.set("events/lotr/dev/correct", total.recall());
    let extra = total.found - total.correct;
    scores.set(
        "events/lotr/dev/false_per_100",
        percent(extra, records.len()),
    );
    Ok(())
}

/// The suite's names in capitals with the first three letters of their code. A `+` line is a
/// synonym of the name above it; the code follows the name or the last of its synonyms.
fn suite_names(dictionary: &str) -> Vec<(String, Iso3)> {
    let mut names = Vec::new();
    let mut group: Vec<String> = Vec::new();
    let mut group_code: Option<Iso3> = None;
    for line in dictionary.lines() {
        let line = line.split(['#', '<', ';']).next().unwrap_or("");
        let (name, code) = line.split_once('[').unwrap_or((line, ""));
        match (name.trim().strip_prefix('+'), name.trim()) {
            (Some(synonym), _) => group.push(suite_name(synonym)),
            (None, "") => {}
            (None, name) => {
                group = vec![suite_name(name)];
                group_code = None;
            }
        }
        let code = code.trim().get(..3).map(str::to_uppercase);
        group_code = group_code.or(code.as_deref().and_then(Iso3::new));
        if let Some(code) = group_code {
            names.extend(group.drain(..).map(|name| (name, code)));
        }
    }
    names.retain(|(name, _)| name.len() > 1);
    names.sort();
    names.dedup();
    names
}

fn suite_name(name: &str) -> String {
    let words: Vec<&str> = name
        .split(['_', ' '])
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

fn suite_records(xml: &str) -> Vec<SuiteRecord> {
    let mut records = Vec::new();
    let xml = without_comments(xml);
    for part in xml.split("<Sentence ").skip(1) {
        let head = part.split('>').next().unwrap_or("");
        let body = part.split("</Sentence>").next().unwrap_or("");
        let words = between(body, "<Text>", "</Text>").unwrap_or("");
        if attribute(head, "evaluate") == Some("false") || words.is_empty() {
            continue;
        }
        let events = body
            .split("<EventCoding ")
            .skip(1)
            .filter_map(|coding| suite_event(coding.split('>').next().unwrap_or("")))
            .collect();
        let words: Vec<&str> = words.split_whitespace().collect();
        records.push(SuiteRecord {
            text: words.join(" "),
            events,
        });
    }
    records
}

fn without_comments(xml: &str) -> String {
    let mut parts = xml.split("<!--");
    let mut kept = parts.next().unwrap_or("").to_owned();
    for part in parts {
        kept.push_str(part.split_once("-->").map_or("", |(_, rest)| rest));
    }
    kept
}

fn suite_event(coding: &str) -> Option<(String, String, String)> {
    let letters = |name: &str| Some(attribute(coding, name)?.get(..3)?.to_uppercase());
    let code = attribute(coding, "eventcode")?;
    Some((
        letters("sourcecode")?,
        letters("targetcode")?,
        suite_class(code)?.to_owned(),
    ))
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let rest = &text[text.find(open)? + open.len()..];
    Some(&rest[..rest.find(close)?])
}

fn attribute<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let rest = &head[head.find(&format!("{name}=\""))? + name.len() + 2..];
    rest.split('"').next()
}

/// CAMEO's root in PLOVER's words; `None` for a statement (01), which is no PLOVER event.
fn suite_class(code: &str) -> Option<&'static str> {
    Some(match code.get(..2)? {
        "02" | "10" => "REQUEST",
        "03" => "AGREE",
        "04" => "CONSULT",
        "05" => "SUPPORT",
        "06" => "COOPERATE",
        "07" => "AID",
        "08" => "YIELD",
        "09" | "11" => "ACCUSE",
        "12" => "REJECT",
        "13" => "THREATEN",
        "14" => "PROTEST",
        "15" => "MOBILIZE",
        "16" => "SANCTION",
        "17" => "COERCE",
        "18" | "19" | "20" => "ASSAULT",
        _ => return None,
    })
}

fn suite_found(
    record: &SuiteRecord,
    names: &[(String, Iso3)],
    pipeline: &Pipeline,
) -> BTreeSet<(String, String, String)> {
    let mut reading = read(pipeline, &record.text);
    name_actors(&mut reading, names);
    reading.events = rashomon_event::events(&reading);
    gsr_found(&reading).triples
}

/// Puts the invented names into the reading, in place of what overlaps them.
fn name_actors(reading: &mut Reading, names: &[(String, Iso3)]) {
    let upper = reading.text().to_ascii_uppercase();
    let mut found: Vec<(Span, Iso3)> = Vec::new();
    for (name, code) in names {
        for (start, _) in upper.match_indices(name.as_str()) {
            let before = upper[..start].chars().next_back();
            if before.is_some_and(char::is_alphanumeric) {
                continue;
            }
            let rest = &upper[start + name.len()..];
            let tail = rest
                .find(|c: char| !c.is_alphanumeric())
                .unwrap_or(rest.len());
            found.push((Span::new(start, start + name.len() + tail), *code));
        }
    }
    found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    found.retain(|(span, _)| {
        let keep = span.start >= end && span.end > span.start;
        end = end.max(span.end);
        keep
    });
    for (span, code) in found {
        reading
            .mentions
            .retain(|mention| !mention.span.overlaps(span));
        let entity = EntityId::at(reading.entities.len());
        reading.entities.push(Entity {
            name: span.of(reading.text()).to_owned(),
            kind: EntityType::Gpe,
            country: Some(code),
            sector: None,
            role: None,
            link: None,
            wikidata: None,
        });
        reading.mentions.push(Mention {
            span,
            entity,
            kind: MentionKind::Name,
        });
    }
    reading.mentions.sort_by_key(|mention| mention.span);
}

fn suite_counts(record: &SuiteRecord, found: &BTreeSet<(String, String, String)>) -> Counts {
    let gold: BTreeSet<(String, String, String)> = record.events.iter().cloned().collect();
    overlap(&gold, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(json: &str) -> EventRecord {
        serde_json::from_str(json).expect("a record")
    }

    fn set(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn gold_names_of_2016_become_the_15_classes() {
        let gold = gsr_gold(&record(
            r#"{"text": "A fights B.", "event_2016": "FIGHT",
                "source": [{"actorText": "A", "code": "JORGOV"}],
                "target": [{"actorText": "B", "code": "GBR"}, {"actorText": "C", "code": "---"}]}"#,
        ));
        assert_eq!(gold.categories, set(&["ASSAULT"]));
        assert_eq!(gold.sources, set(&["JOR"]));
        assert_eq!(gold.targets, set(&["GBR"]));
        assert_eq!(gold.triples.len(), 1);
    }

    #[test]
    fn sources_without_target_act_on_one_another() {
        let mut coding = Coding::default();
        coding.add("AGREE", &set(&["JOR", "GBR"]), &set(&[]));
        assert_eq!(coding.triples.len(), 2);
        assert!(coding.targets.is_empty());
    }

    #[test]
    fn sets_overlap() {
        let counts = overlap(&set(&["USA", "RUS", "SYR"]), &set(&["USA", "CHN"]));
        let expected = Counts {
            correct: 1,
            found: 2,
            gold: 3,
        };
        assert_eq!(counts, expected);
        assert_eq!(counts.f1(), 40.0);
    }

    /// Class A: 2 gold, 2 found, 1 right, F1 50. Class B: 2 gold, 1 found, 1 right, F1 200/3.
    /// Class C is found and not in the gold, so it does not enter the mean.
    #[test]
    fn macro_f1_is_the_mean_over_gold_classes() {
        let answers = [
            ("A", Some("A")),
            ("A", Some("C")),
            ("B", Some("B")),
            ("B", Some("A")),
        ];
        let expected = (50.0 + 200.0 / 3.0) / 2.0;
        assert!((macro_f1(&answers) - expected).abs() < 1e-9);
    }

    #[test]
    fn spans_count_code_points() {
        let record = record(
            r#"{"text": "Élysée meets Köln.", "event_root15": "CONSULT",
                "spans": [{"role": "SRC", "start": 0, "end": 6}, {"role": "TAR", "start": 13, "end": 17}]}"#,
        );
        let (source, target) = record.pair();
        assert_eq!(source.expect("a source").of(&record.text), "Élysée");
        assert_eq!(target.expect("a target").of(&record.text), "Köln");
    }

    #[test]
    fn a_fifth_is_held_out() {
        let held = (0..1000)
            .filter(|i| held_out(&format!("sentence {i}")))
            .count();
        assert!((150..250).contains(&held), "{held}");
    }

    #[test]
    fn reads_the_suite() {
        let names = suite_names("ARNOR_ [ARN]\nDAGOLATH  [DAG] # x\n+TELEMAR\nBOROMIR [---]\n");
        let code = |code| Iso3::new(code).expect("a code");
        assert_eq!(
            names,
            [
                ("ARNOR".to_owned(), code("ARN")),
                ("DAGOLATH".to_owned(), code("DAG")),
                ("TELEMAR".to_owned(), code("DAG")),
            ]
        );
        let xml = r#"<Sentence category="DEMO" id="X" evaluate="true">
<EventCoding eventcode="050" sourcecode="ARNGOV" targetcode="GON" />
<Text>
Arnor restores ties
with Gondor.
</Text></Sentence><Sentence evaluate="false"><Text>No.</Text></Sentence>"#;
        let expected = SuiteRecord {
            text: "Arnor restores ties with Gondor.".to_owned(),
            events: vec![("ARN".into(), "GON".into(), "SUPPORT".into())],
        };
        assert_eq!(suite_records(xml), [expected]);
    }
}
