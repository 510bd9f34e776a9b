//! `cargo xtask train entity` and its kin: the tables of words and the name tagger.

use super::clusters::clusters;
use super::forms;
use super::silver::{self, Silver};
use rashomon::Pipeline;
use rashomon::doc::{Document, DocumentId, Reading, Sentence, Span};
use rashomon_entity::tagger::{Example, N_LABELS, NameType, Schedule, Tagger, Word, names, train};
use rashomon_entity::{entities_by, sentences};
use rashomon_eval::entities::{Labelled, NameKind, Written, columns, files, found_names};
use rashomon_eval::{Counts, Gold, gold};
use rashomon_lexicon::words::{WordInfo, WordTable, word_hash};
use rashomon_syntax::Model;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;

const WORDS: &str = "crates/rashomon-lexicon/data/words/words.bin";
const NAMES: &str = "crates/rashomon-entity/model/names.bin";

const SCHEDULE: Schedule = Schedule {
    rounds: 10,
    seed: 20_261_122,
    hidden: 60,
    rate: 0.02,
    least: 2,
    boldness: 0.4,
    features: 400_000,
};

/// One sentence of so many is learnt from in capitals throughout as well.
const SHOUTED: usize = 20;

/// Documents of filled forms that are learnt from.
const FORMS: usize = 200;

/// A labelled document and whether its corpus marks names of other kinds than persons,
/// organisations and places; where it does not, a word outside may be in such a name.
pub(super) struct Lesson {
    pub(super) document: Labelled,
    others_marked: bool,
}

/// Trains on everything and writes the model.
pub(crate) fn run(gold: &Gold, news: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let (mut lessons, held) = corpora(gold)?;
    lessons.extend(held.into_values().flatten());
    let bytes = learn(&lessons, news)?;
    fs::write(NAMES, &bytes)?;
    println!(
        "{NAMES}: {} bytes, {} documents",
        bytes.len(),
        lessons.len()
    );
    Ok(())
}

/// Trains without the parts held out, and prints how the tagger, and the whole layer with it, do
/// on them.
pub(crate) fn trial(gold: &Gold, news: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let (lessons, mut held) = corpora(gold)?;
    let capitals = [&held["wikigold"][..], &held["uner"][..]].map(|lessons| shouted(lessons, 1));
    held.insert("capitals", capitals.into_iter().flatten().collect());
    let tagger = Tagger::new(&learn(&lessons, news)?).ok_or("what was trained is no tagger")?;
    let mut means = [0.0; 2];
    for (name, lessons) in &held {
        let mut counts = [[Counts::default(); 3]; 2];
        for lesson in lessons {
            let row = Laid::new(lesson);
            let found = [by_tagger(&tagger, &row), by_layer(&tagger, &row)];
            for (counts, found) in counts.iter_mut().zip(found) {
                compare(&row.gold(), &found, counts);
            }
        }
        for ((what, counts), mean) in ["tagger", "layer"].iter().zip(counts).zip(&mut means) {
            let mut all = Counts::default();
            counts.iter().for_each(|counts| all += *counts);
            *mean += all.f1() / held.len() as f64;
            println!(
                "{name:<10} {what:<6} f1 {:.2}  p {:.2}  r {:.2}   per {:.1} org {:.1} loc {:.1}",
                all.f1(),
                all.precision(),
                all.recall(),
                counts[0].f1(),
                counts[1].f1(),
                counts[2].f1()
            );
        }
    }
    println!("mean       tagger {:.2}  layer {:.2}", means[0], means[1]);
    Ok(())
}

/// A text to its tokens with their labels.
#[cfg(feature = "deep")]
pub(super) type Labelling<'a> = &'a mut dyn FnMut(&str) -> Result<Vec<(Span, u8)>, Box<dyn Error>>;

/// Prints how labels do on the parts held out.
#[cfg(feature = "deep")]
pub(super) fn development(gold: &Gold, labels: Labelling<'_>) -> Result<(), Box<dyn Error>> {
    let (_, held) = corpora(gold)?;
    for (name, lessons) in &held {
        let mut counts = [Counts::default(); 3];
        for lesson in lessons {
            let written = lesson.document.write();
            let (tokens, labels): (Vec<Span>, Vec<u8>) = labels(&written.text)?.into_iter().unzip();
            let mut found = Vec::new();
            for (kind, range) in names(&labels) {
                let span = tokens[range.start].cover(tokens[range.end - 1]);
                found.extend(kind_of(kind).map(|kind| (kind, span)));
            }
            compare(&lesson.document.names(&written), &found, &mut counts);
        }
        let mut all = Counts::default();
        counts.iter().for_each(|counts| all += *counts);
        let [person, body, place] = counts.map(|counts| counts.f1());
        println!(
            "{name:<10} labels f1 {:.2}  p {:.2}  r {:.2}   per {person:.1} org {body:.1} loc {place:.1}",
            all.f1(),
            all.precision(),
            all.recall(),
        );
    }
    Ok(())
}

/// The bytes of a tagger that has learnt from `lessons`, what is made of them, and the `news` that a
/// transformer has labelled.
fn learn(lessons: &[Lesson], news: Option<&Path>) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut all = examples(lessons);
    all.extend(examples(&shouted(lessons, SHOUTED)));
    let forms = forms::documents(&parts(lessons), FORMS).into_iter();
    let forms: Vec<Lesson> = forms
        .map(|document| Lesson {
            document,
            others_marked: true,
        })
        .collect();
    all.extend(examples(&forms));
    if let Some(news) = news {
        all.extend(silver::read(news)?.iter().flat_map(silver_examples));
    }
    Ok(train(&all, SCHEDULE))
}

/// Sentences with the likely labels that a transformer gives.
fn silver_examples(news: &Silver) -> Vec<Example> {
    let syntax = Model::builtin().parse(&news.text);
    let tokens: Vec<Span> = syntax.tokens().iter().map(|token| token.span).collect();
    let likely = silver::likely(&news.names, &tokens);
    let words = sentences(&news.text, &syntax).into_iter();
    let example = |(words, sentence): (Vec<Word>, &Sentence)| Example {
        words,
        allowed: likely[sentence.tokens.clone()]
            .iter()
            .map(|likely| likely.0)
            .collect(),
    };
    words.zip(syntax.sentences()).map(example).collect()
}

/// Sentences of `lessons` in capitals throughout: one of `every`.
fn shouted(lessons: &[Lesson], every: usize) -> Vec<Lesson> {
    let mut out = Vec::new();
    let mut n = 0;
    for lesson in lessons {
        let mut document = Labelled::default();
        for sentence in &lesson.document.sentences {
            n += 1;
            if n % every == 0 {
                let shout = |(word, label): &(String, String)| (word.to_uppercase(), label.clone());
                document
                    .sentences
                    .push(sentence.iter().map(shout).collect());
            }
        }
        if !document.sentences.is_empty() {
            out.push(Lesson {
                document,
                others_marked: lesson.others_marked,
            });
        }
    }
    out
}

/// The names of `lessons`, taken apart for the forms.
fn parts(lessons: &[Lesson]) -> forms::Names {
    let (mut first, mut last, mut towns, mut bodies) = (
        BTreeSet::new(),
        BTreeSet::new(),
        BTreeSet::new(),
        BTreeSet::new(),
    );
    for lesson in lessons {
        let written = lesson.document.write();
        for (kind, span) in lesson.document.names(&written) {
            let text = span.of(&written.text);
            let words: Vec<&str> = text.split(' ').collect();
            let plain = words.iter().all(|word| {
                word.len() > 2
                    && word.starts_with(char::is_uppercase)
                    && word.chars().all(char::is_alphabetic)
                    && word.chars().skip(1).any(char::is_lowercase)
            });
            if !plain {
                continue;
            }
            match (kind, words.as_slice()) {
                (NameKind::Person, [one, two]) => {
                    first.insert((*one).to_owned());
                    last.insert((*two).to_owned());
                }
                (NameKind::Place, [town]) if rashomon_lexicon::countries::find(town).is_none() => {
                    towns.insert((*town).to_owned());
                }
                (NameKind::Organisation, [_, _] | [_, _, _]) => {
                    bodies.insert(text.to_owned());
                }
                _ => {}
            }
        }
    }
    let list = |set: BTreeSet<String>| set.into_iter().collect();
    forms::Names {
        first: list(first),
        last: list(last),
        towns: list(towns),
        bodies: list(bodies),
    }
}

/// A lesson as running text, read.
struct Laid<'a> {
    lesson: &'a Lesson,
    written: Written,
    reading: Reading,
}

impl<'a> Laid<'a> {
    fn new(lesson: &'a Lesson) -> Self {
        let written = lesson.document.write();
        let document = Document {
            id: DocumentId("lesson".into()),
            title: None,
            text: written.text.clone(),
            publisher: None,
            url: None,
            published: None,
        };
        let reading = Pipeline::new().read(document);
        Self {
            lesson,
            written,
            reading,
        }
    }

    fn gold(&self) -> Vec<(NameKind, Span)> {
        self.lesson.document.names(&self.written)
    }
}

fn by_layer(tagger: &Tagger, row: &Laid<'_>) -> Vec<(NameKind, Span)> {
    let mut reading = Reading::new(row.reading.document.clone());
    reading.syntax = row.reading.syntax.clone();
    (reading.entities, reading.mentions) = entities_by(tagger, &reading);
    found_names(&reading)
}

fn by_tagger(tagger: &Tagger, row: &Laid<'_>) -> Vec<(NameKind, Span)> {
    let (text, syntax) = (&row.written.text, &row.reading.syntax);
    let mut found = Vec::new();
    for (words, sentence) in sentences(text, syntax).iter().zip(syntax.sentences()) {
        for (kind, range) in names(&tagger.tag(words)) {
            let Some(kind) = kind_of(kind) else {
                continue;
            };
            let first = sentence.tokens.start;
            let span = syntax.span_of(first + range.start..first + range.end);
            found.push((kind, span));
        }
    }
    found
}

fn kind_of(kind: NameType) -> Option<NameKind> {
    match kind {
        NameType::Person => Some(NameKind::Person),
        NameType::Organisation => Some(NameKind::Organisation),
        NameType::Place => Some(NameKind::Place),
        NameType::Other => None,
    }
}

fn compare(gold: &[(NameKind, Span)], found: &[(NameKind, Span)], counts: &mut [Counts; 3]) {
    let found: BTreeSet<_> = found.iter().collect();
    let gold: BTreeSet<_> = gold.iter().collect();
    let kinds = [NameKind::Person, NameKind::Organisation, NameKind::Place];
    for (kind, counts) in kinds.iter().zip(counts) {
        let n = |names: &BTreeSet<&(NameKind, Span)>| {
            names.iter().filter(|name| name.0 == *kind).count()
        };
        counts.gold += n(&gold);
        counts.found += n(&found);
        counts.correct += gold
            .intersection(&found)
            .filter(|name| name.0 == *kind)
            .count();
    }
}

/// Parts held out, by name.
pub(super) type Held = BTreeMap<&'static str, Vec<Lesson>>;

/// What to train on, and the parts held out.
pub(super) fn corpora(gold: &Gold) -> Result<(Vec<Lesson>, Held), Box<dyn Error>> {
    let mut lessons = Vec::new();
    let mut held = Held::new();
    for (path, bytes) in files(gold)? {
        let text = String::from_utf8_lossy(&bytes);
        let lesson = |others_marked| {
            move |document| Lesson {
                document,
                others_marked,
            }
        };
        let name = path.to_ascii_lowercase();
        if name.ends_with("politics/train.txt") {
            lessons.extend(columns(&text, 0, 1).into_iter().map(lesson(true)));
        } else if name.ends_with("politics/dev.txt") {
            held.entry("politics")
                .or_default()
                .extend(columns(&text, 0, 1).into_iter().map(lesson(true)));
        } else if name.contains("literature/") {
            lessons.extend(columns(&text, 0, 1).into_iter().map(lesson(true)));
        } else if name.contains("ewt-ud-dev.iob2") {
            for (index, document) in columns(&text, 1, 2).into_iter().enumerate() {
                let lesson = lesson(false)(document);
                if index % 2 == 0 {
                    held.entry("uner").or_default().push(lesson)
                } else {
                    lessons.push(lesson)
                }
            }
        } else if name.contains("wnut17train") {
            lessons.extend(columns(&text, 0, 1).into_iter().map(lesson(true)));
        } else if name.contains("emerging.dev") {
            held.entry("wnut17")
                .or_default()
                .extend(columns(&text, 0, 1).into_iter().map(lesson(true)));
        } else if name.contains("btc/") && name.ends_with(".conll") {
            lessons.extend(columns(&text, 0, 1).into_iter().map(lesson(false)));
        } else if name.ends_with("wikigold.conll.txt") {
            for (index, document) in columns(&text, 0, 1).into_iter().enumerate() {
                let lesson = lesson(true)(iob2(document));
                if index % 4 == 0 {
                    held.entry("wikigold").or_default().push(lesson)
                } else {
                    lessons.push(lesson)
                }
            }
        }
    }
    for (name, document) in gum(gold)? {
        let lesson = Lesson {
            document,
            others_marked: true,
        };
        if name.contains("dev:news") || name.contains("dev:interview") {
            held.entry("gum").or_default().push(lesson);
        } else {
            lessons.push(lesson);
        }
    }
    lessons.extend(meantime(gold)?);
    Ok((lessons, held))
}

/// First tokens marked `B-` where the corpus marks them only between touching names.
fn iob2(mut document: Labelled) -> Labelled {
    for sentence in &mut document.sentences {
        let mut last = String::from("O");
        for (_, label) in sentence {
            let was = std::mem::replace(&mut last, label.clone());
            if let Some(kind) = label.strip_prefix("I-")
                && was.get(2..) != Some(kind)
            {
                *label = format!("B-{kind}");
            }
        }
    }
    document
}

/// The documents as the tagger sees them: read as running text, labels laid on our own tokens.
fn examples(lessons: &[Lesson]) -> Vec<Example> {
    let model = Model::builtin();
    let mut examples = Vec::new();
    for lesson in lessons {
        let written = lesson.document.write();
        let syntax = model.parse(&written.text);
        let tokens: Vec<Span> = syntax.tokens().iter().map(|token| token.span).collect();
        let allowed = allowed(lesson, &written, &tokens);
        for (words, sentence) in sentences(&written.text, &syntax)
            .into_iter()
            .zip(syntax.sentences())
        {
            let allowed = allowed[sentence.tokens.clone()].to_vec();
            examples.push(Example { words, allowed });
        }
    }
    examples
}

/// For each of our tokens a bit for each label that the lesson allows.
pub(super) fn allowed(lesson: &Lesson, written: &Written, tokens: &[Span]) -> Vec<u16> {
    const { assert!(N_LABELS <= 16, "a bit for each label") };
    let marked: Vec<(NameType, Span)> = spans(lesson, written);
    let outside = match lesson.others_marked {
        true => 1,
        false => 1 | 1 << NameType::Other.first() | 1 << NameType::Other.further(),
    };
    let labels = tokens.iter().map(|token| {
        let at = marked.partition_point(|(_, span)| span.end <= token.start);
        match marked.get(at) {
            Some((kind, span)) if span.overlaps(*token) => {
                1 << if token.start <= span.start {
                    kind.first()
                } else {
                    kind.further()
                }
            }
            _ => outside,
        }
    });
    labels.collect()
}

fn spans(lesson: &Lesson, written: &Written) -> Vec<(NameType, Span)> {
    let mut out: Vec<(NameType, Span)> = Vec::new();
    for (sentence, spans) in lesson.document.sentences.iter().zip(&written.words) {
        let mut open = false;
        for ((_, label), span) in sentence.iter().zip(spans) {
            let Some((place, kind)) = label.split_once('-') else {
                open = false;
                continue;
            };
            let kind = match NameKind::of_label(kind) {
                Some(NameKind::Person) => NameType::Person,
                Some(NameKind::Organisation) => NameType::Organisation,
                Some(NameKind::Place) => NameType::Place,
                None if kind == "writer" => NameType::Person,
                None if kind == "magazine" => NameType::Organisation,
                None => NameType::Other,
            };
            match out.last_mut() {
                Some((last, covered)) if open && place == "I" && *last == kind => {
                    *covered = covered.cover(*span)
                }
                _ => out.push((kind, *span)),
            }
            open = true;
        }
    }
    out
}

/// Genres of GUM whose texts may be trained on, by the second part of a document's name.
const GENRES: [&str; 9] = [
    "news",
    "interview",
    "bio",
    "voyage",
    "academic",
    "court",
    "speech",
    "textbook",
    "conversation",
];

/// The named entities of GUM by document, with `part:genre` as name.
fn gum(gold: &Gold) -> Result<Vec<(String, Labelled)>, Box<dyn Error>> {
    let mut documents = Vec::new();
    let Some(path) = gold.find("syntax/gum-dep-train-dev.tar.xz") else {
        return Ok(documents);
    };
    let splits = gold
        .find("syntax/GUM-splits.md")
        .map(|path| gold::text(&path))
        .transpose()?
        .unwrap_or_default();
    let dev = splits
        .split("##")
        .find(|part| part.trim_start().starts_with("dev"))
        .unwrap_or_default();
    for (path, bytes) in gold::archive(&path)? {
        let Some(name) = path
            .rsplit('/')
            .next()
            .and_then(|file| file.strip_suffix(".conllu"))
        else {
            continue;
        };
        let genre = name.split('_').nth(1).unwrap_or_default();
        if !GENRES.contains(&genre) {
            continue;
        }
        let part = if dev.contains(name) { "dev" } else { "train" };
        documents.push((
            format!("{part}:{genre}"),
            gum_document(&String::from_utf8_lossy(&bytes)),
        ));
    }
    Ok(documents)
}

/// Titles before names.
const TITLES: [&str; 18] = [
    "President",
    "Minister",
    "Prime",
    "Mr.",
    "Mrs.",
    "Ms.",
    "Dr.",
    "Senator",
    "Secretary",
    "Judge",
    "Justice",
    "General",
    "Governor",
    "Mayor",
    "Professor",
    "Sir",
    "Mr",
    "Chief",
];

struct GumWord {
    form: String,
    proper: bool,
    link: bool,
    head: usize,
}

fn gum_document(text: &str) -> Labelled {
    let mut document = Labelled::default();
    let mut words: Vec<GumWord> = Vec::new();
    let mut open: Vec<(String, String, usize)> = Vec::new();
    let mut closed: Vec<(String, usize, usize)> = Vec::new();
    for line in text.lines().chain([""]) {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() == 10 && cells[0].bytes().all(|byte| byte.is_ascii_digit()) {
            let index = words.len();
            words.push(GumWord {
                form: cells[1].to_owned(),
                proper: cells[3] == "PROPN",
                link: matches!(
                    cells[1],
                    "of" | "the" | "for" | "and" | "&" | "-" | "'s" | "de" | "al"
                ),
                head: cells[6].parse().unwrap_or(0),
            });
            let entity = cells[9]
                .split('|')
                .find_map(|cell| cell.strip_prefix("Entity="));
            brackets(entity.unwrap_or_default(), index, &mut open, &mut closed);
        } else if line.trim().is_empty() && !words.is_empty() {
            document.sentences.push(gum_sentence(&words, &closed));
            words.clear();
            open.clear();
            closed.clear();
        }
    }
    document
}

/// Reads `(1-person-…`, `1)` and `(1-person-…)` in any row.
fn brackets(
    text: &str,
    index: usize,
    open: &mut Vec<(String, String, usize)>,
    closed: &mut Vec<(String, usize, usize)>,
) {
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('(') {
            let end = inside.find(['(', ')']).unwrap_or(inside.len());
            let mut cells = inside[..end].split('-');
            let (id, kind) = (
                cells.next().unwrap_or_default(),
                cells.next().unwrap_or_default(),
            );
            if inside[end..].starts_with(')') {
                closed.push((kind.to_owned(), index, index + 1));
                rest = &inside[end + 1..];
            } else {
                open.push((id.to_owned(), kind.to_owned(), index));
                rest = &inside[end..];
            }
        } else {
            let end = rest.find(')').unwrap_or(rest.len());
            let id = &rest[..end];
            if let Some(at) = open.iter().rposition(|(name, _, _)| name == id) {
                let (_, kind, start) = open.remove(at);
                closed.push((kind, start, index + 1));
            }
            rest = rest.get(end + 1..).unwrap_or_default();
        }
    }
}

/// A name is the run of proper nouns round the head of an entity.
fn gum_sentence(words: &[GumWord], entities: &[(String, usize, usize)]) -> Vec<(String, String)> {
    let mut labels = vec![String::from("O"); words.len()];
    let mut entities: Vec<&(String, usize, usize)> = entities.iter().collect();
    entities.sort_by_key(|(_, start, end)| (end - start, *start));
    for (kind, start, end) in entities {
        let inside = |index: usize| (*start..*end).contains(&index);
        let head = (*start..*end).find(|&index| {
            let head = words[index].head;
            head == 0 || !inside(head - 1)
        });
        let Some(head) = head.filter(|&head| words[head].proper) else {
            continue;
        };
        let (mut first, mut last) = (head, head);
        for index in (*start..head).rev() {
            match &words[index] {
                word if word.proper => first = index,
                word if word.link && index + 1 == first && index > *start => {}
                _ => break,
            }
        }
        for (index, word) in words.iter().enumerate().take(*end).skip(head + 1) {
            match word {
                word if word.proper => last = index,
                word if word.link => {}
                _ => break,
            }
        }
        // Titles are no part of a person's name.
        while kind == "person" && first < last && TITLES.contains(&words[first].form.as_str()) {
            first += 1;
        }
        let label = match kind.as_str() {
            "person" => "PER",
            "organization" => "ORG",
            "place" => "LOC",
            "time" => continue,
            _ => "MISC",
        };
        for (at, to) in labels[first..=last].iter_mut().enumerate() {
            *to = format!("{}-{label}", if at == 0 { 'B' } else { 'I' });
        }
    }
    words
        .iter()
        .map(|word| word.form.clone())
        .zip(labels)
        .collect()
}

/// The names of MEANTIME: the sentences that were annotated.
fn meantime(gold: &Gold) -> Result<Vec<Lesson>, Box<dyn Error>> {
    let Some(path) = gold.find("ground/meantime-english.tar.xz") else {
        return Ok(Vec::new());
    };
    let mut lessons = Vec::new();
    for (path, bytes) in gold::archive(&path)? {
        if path.ends_with(".xml") && path.contains("intra") {
            lessons.extend(
                meantime_document(&String::from_utf8_lossy(&bytes)).map(|document| Lesson {
                    document,
                    others_marked: false,
                }),
            );
        }
    }
    Ok(lessons)
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

fn meantime_document(xml: &str) -> Option<Labelled> {
    let mut words: Vec<(usize, String)> = Vec::new();
    let mut mentions: BTreeMap<String, (bool, Vec<usize>)> = BTreeMap::new();
    let mut kinds: BTreeMap<String, String> = BTreeMap::new();
    let mut refers: BTreeMap<String, String> = BTreeMap::new();
    let mut current: Option<(String, bool, Vec<usize>)> = None;
    let mut sources: Vec<String> = Vec::new();
    for line in xml.replace("><", ">\n<").lines() {
        let line = line.trim();
        if line.starts_with("<token ") {
            let text = line.split_once('>')?.1.strip_suffix("</token>")?;
            let text = text
                .replace("&amp;", "&")
                .replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&apos;", "'");
            words.push((attribute(line, "sentence")?.parse().ok()?, text));
        } else if line.starts_with("<ENTITY_MENTION") {
            let named =
                attribute(line, "syntactic_type").is_some_and(|kind| kind.starts_with("NAM"));
            current = Some((attribute(line, "m_id")?.to_owned(), named, Vec::new()));
        } else if line.starts_with("<token_anchor") {
            if let Some((_, _, tokens)) = &mut current {
                tokens.push(attribute(line, "t_id")?.parse().ok()?);
            }
        } else if line.starts_with("</ENTITY_MENTION") {
            let (id, named, tokens) = current.take()?;
            mentions.insert(id, (named, tokens));
        } else if line.starts_with("<ENTITY ") {
            kinds.insert(
                attribute(line, "m_id")?.to_owned(),
                attribute(line, "ent_type").unwrap_or_default().to_owned(),
            );
        } else if line.starts_with("<source ") {
            sources.push(attribute(line, "m_id")?.to_owned());
        } else if line.starts_with("<target ") {
            let target = attribute(line, "m_id")?;
            for source in sources.drain(..) {
                refers.insert(source, target.to_owned());
            }
        }
    }
    let mut labels = vec![String::from("O"); words.len()];
    let mut last_sentence = 0;
    for (id, (named, tokens)) in &mentions {
        let Some(kind) = refers.get(id).and_then(|entity| kinds.get(entity)) else {
            continue;
        };
        let label = match kind.as_str() {
            kind if kind.starts_with("PER") => "PER",
            kind if kind.starts_with("ORG") || kind.starts_with("FIN") => "ORG",
            kind if kind.starts_with("LOC") => "LOC",
            _ => "MISC",
        };
        for (index, &token) in tokens.iter().enumerate() {
            let Some(at) = token.checked_sub(1).filter(|&at| at < words.len()) else {
                continue;
            };
            last_sentence = last_sentence.max(words[at].0);
            if *named {
                labels[at] = format!("{}-{label}", if index == 0 { 'B' } else { 'I' });
            }
        }
    }
    let mut document = Labelled::default();
    for ((sentence, word), label) in words.into_iter().zip(labels) {
        if sentence > last_sentence {
            break;
        }
        if document.sentences.len() <= sentence {
            document.sentences.resize(sentence + 1, Vec::new());
        }
        document.sentences[sentence].push((word, label));
    }
    document.sentences.retain(|sentence| !sentence.is_empty());
    Some(document)
}

/// Writes the table of words from the word vectors in `vectors`, name variants and places of
/// `tables`, and how news write each word.
pub(crate) fn words(gold: &Gold, tables: &Path, vectors: &Path) -> Result<(), Box<dyn Error>> {
    let mut rows: BTreeMap<String, u16> = BTreeMap::new();
    for (word, cluster) in clusters(vectors)? {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        if letters < 2 || letters * 10 < word.chars().count() * 8 || word.len() > 24 {
            continue;
        }
        // A word in small letters stands for its other spellings.
        let lower = word.to_lowercase();
        match lower == word {
            true => rows.insert(lower, 1 + cluster),
            false => Some(*rows.entry(lower).or_insert(1 + cluster)),
        };
    }
    let mut flag = |word: &str, flag: u16| {
        let lower = word.to_lowercase();
        if (2..24).contains(&lower.len())
            && lower
                .chars()
                .all(|c| c.is_alphabetic() || c == '-' || c == '\'')
        {
            *rows.entry(lower).or_default() |= flag;
        }
    };
    for name in gold::text(&tables.join("rigour-person-name-variants.txt.xz"))?.lines() {
        let (forms, _) = name.split_once(" => ").unwrap_or((name, ""));
        for form in forms.split(", ").filter(|form| form.is_ascii()) {
            flag(form, WordInfo::NAME_PART);
        }
    }
    for line in gold::text(&tables.join("geonames-cities500.tsv.xz"))?.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        places(&cells, &mut flag);
    }
    let counts = uses(gold)?;
    for (word, (small, capital)) in counts {
        if small + capital >= 3 {
            if small * 10 >= (small + capital) * 9 {
                flag(&word, WordInfo::MOSTLY_SMALL);
            } else if capital * 10 >= (small + capital) * 8 {
                flag(&word, WordInfo::MOSTLY_CAPITAL);
            }
        }
    }
    let slots = 1 << 18;
    println!("{} words", rows.len());
    let mut ranked: Vec<(&String, &u16)> = rows.iter().collect();
    // Words with a cluster and a use first, then either, shortest first: the table has an end.
    ranked.sort_by_key(|(word, info)| {
        let info = WordInfo(**info);
        (
            3 - u16::from(info.cluster() > 0) - 2 * u16::from(info.uses() > 0),
            word.len(),
            (*word).clone(),
        )
    });
    ranked.truncate(slots / 100 * 88);
    let table = WordTable::build(
        ranked
            .iter()
            .map(|(word, info)| (word_hash(word), WordInfo(**info))),
        slots,
    );
    fs::write(WORDS, &table)?;
    println!("{WORDS}: {} bytes", table.len());
    Ok(())
}

fn places(cells: &[&str], flag: &mut impl FnMut(&str, u16)) {
    let Some(name) = cells.get(1).filter(|name| name.is_ascii()) else {
        return;
    };
    let population: u64 = cells.get(6).and_then(|cell| cell.parse().ok()).unwrap_or(0);
    if population < 15_000 {
        return;
    }
    let parts: Vec<&str> = name.split(' ').collect();
    for part in &parts {
        flag(
            part,
            if parts.len() == 1 {
                WordInfo::TOWN
            } else {
                WordInfo::PLACE_PART
            },
        );
    }
}

/// How often news write each word small and with a capital that is not due.
fn uses(gold: &Gold) -> Result<BTreeMap<String, (u32, u32)>, Box<dyn Error>> {
    let mut counts: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    let mut texts: Vec<String> = Vec::new();
    for name in ["ground/te3-silver.tar.xz", "ground/timebank.tar.xz"] {
        if let Some(path) = gold.find(name) {
            texts.extend(
                gold::archive(&path)?
                    .into_values()
                    .map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
            );
        }
    }
    for folder in ["train", "annotator-training"] {
        for name in gold.list(&format!("quotes/polnear/{folder}")) {
            if let Some(path) = gold
                .find(&format!("quotes/polnear/{folder}/{name}"))
                .filter(|path| path.is_file())
            {
                texts.extend(
                    String::from_utf8(gold::bytes(&path)?)
                        .ok()
                        .filter(|_| name.ends_with(".txt")),
                );
            }
        }
    }
    for name in [
        "galaxy_wikinews_events.jsonl.gz",
        "basil_triples.jsonl.gz",
        "fakes_syria_dev.jsonl.gz",
    ] {
        if let Some(path) = gold.find(&format!("stories/{name}")) {
            texts.push(
                gold::text(&path)?
                    .replace("\\n", "\n")
                    .replace("\\\"", "\""),
            );
        }
    }
    for text in texts {
        let mut begins = true;
        for word in text.split(|c: char| {
            c.is_whitespace() || matches!(c, '<' | '>' | '"' | '(' | ')' | ',' | ';' | ':')
        }) {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            if bare
                .chars()
                .all(|c| c.is_alphabetic() || c == '-' || c == '\'')
                && bare.len() > 1
            {
                let first = bare.chars().next().unwrap_or(' ');
                if first.is_lowercase() {
                    counts.entry(bare.to_owned()).or_default().0 += 1;
                } else if !begins && bare.chars().any(char::is_lowercase) {
                    counts.entry(bare.to_lowercase()).or_default().1 += 1;
                }
            }
            begins = word.is_empty() || word.ends_with(['.', '!', '?']);
        }
    }
    Ok(counts)
}
