//! `cargo xtask train coref`: the points by which a pronoun finds whom it means.
//!
//! Each pronoun of the gold data chooses among the entities found before it; the points are the
//! weights of a log-linear model over that choice. Where an entity has several mentions, its best
//! one counts. Who is to choose from depends on the points themselves, through pronouns before, so
//! choices are gathered anew a few times.

use rashomon::Pipeline;
use rashomon::doc::{Document, DocumentId, Reading, Span};
use rashomon_entity::antecedent::{Choice, N_FEATURES, NOBODY, Points, Rival};
use rashomon_entity::choices;
use rashomon_eval::coref::{Chained, chained};
use rashomon_eval::entities::{Passage, files, passages};
use rashomon_eval::{Counts, Gold, gold};
use std::error::Error;
use std::fs;

const POINTS: &str = "crates/rashomon-entity/model/pronouns.tsv";

/// Genres of GUM that may not be trained on.
const NON_COMMERCIAL: [&str; 6] = ["fiction", "whow", "essay", "letter", "podcast", "reddit"];

/// Times that choices are gathered, and rounds over them each time.
const GATHERED: usize = 3;
const ROUNDS: usize = 12;

/// How much a choice in a novel counts beside one of the other texts.
const LITBANK: f32 = 0.2;

/// Length of a step, and how strongly weights are drawn to zero.
const RATE: f32 = 0.1;
const DECAY: f32 = 2e-6;

/// Points of a weight of one.
const SCALE: f32 = 64.0;

/// A text and what its pronouns mean.
struct Lesson {
    reading: Reading,
    gold: Meant,
    /// How much a choice in it counts.
    weight: f32,
}

enum Meant {
    /// One pronoun, and which of two names it means.
    Passage(Passage),
    /// Chains of mentions: the span of each, and of its head.
    Chains(Vec<Vec<(Span, Span)>>),
}

/// Trains on everything and writes the points.
pub(crate) fn run(gold: &Gold) -> Result<(), Box<dyn Error>> {
    let corpora = Corpora::read(gold)?;
    let folds = [0, 1].map(|fold| {
        let lessons: Vec<&Lesson> = corpora.gap.iter().skip(1 - fold).step_by(2).collect();
        let points = learn(lessons.into_iter().chain(&corpora.others));
        let held = corpora.gap.iter().skip(fold).step_by(2);
        let mut counts = Counts::default();
        held.for_each(|lesson| counts += right(lesson, &points));
        println!("held-out half {fold}: {}", told(counts));
        counts
    });
    let mut both = folds[0];
    both += folds[1];
    println!("GAP development by halves: {}", told(both));
    let points = learn(corpora.gap.iter().chain(&corpora.others));
    let mut counts = Counts::default();
    for lesson in &corpora.gap {
        counts += right(lesson, &points);
    }
    println!("GAP development, trained on: {}", told(counts));
    let table = format!(
        "# Points for and against an antecedent. Made by `cargo xtask train coref`.\n{}",
        points.write()
    );
    fs::write(POINTS, table)?;
    Ok(())
}

fn told(counts: Counts) -> String {
    let (f1, precision, recall) = (counts.f1(), counts.precision(), counts.recall());
    format!("f1 {f1:.2}  p {precision:.2}  r {recall:.2}")
}

struct Corpora {
    /// The development part of GAP.
    gap: Vec<Lesson>,
    /// Its validation part, LitBank and the training part of GUM.
    others: Vec<Lesson>,
}

impl Corpora {
    fn read(gold: &Gold) -> Result<Self, Box<dyn Error>> {
        let mut corpora = Self {
            gap: Vec::new(),
            others: Vec::new(),
        };
        for (path, bytes) in files(gold)? {
            let text = String::from_utf8_lossy(&bytes);
            if path.ends_with("gap-development.tsv") {
                corpora.gap.extend(passages(&text).into_iter().map(passage));
            } else if path.ends_with("gap-validation.tsv") {
                corpora
                    .others
                    .extend(passages(&text).into_iter().map(passage));
            } else if path.contains("coref/conll/") && path.ends_with(".conll") {
                corpora.others.push(document(&litbank(&text), LITBANK));
            }
        }
        let Some(path) = gold.find("syntax/gum-dep-train-dev.tar.xz") else {
            return Ok(corpora);
        };
        let splits = match gold.find("syntax/GUM-splits.md") {
            Some(path) => gold::text(&path)?,
            None => String::new(),
        };
        let dev = splits
            .split("##")
            .find(|part| part.trim_start().starts_with("dev"))
            .unwrap_or_default();
        for (path, bytes) in gold::archive(&path)? {
            let name = path.rsplit('/').next().unwrap_or_default();
            let name = name.strip_suffix(".conllu").unwrap_or_default();
            let genre = name.split('_').nth(1).unwrap_or_default();
            if name.starts_with("GUM_") && !NON_COMMERCIAL.contains(&genre) && !dev.contains(name) {
                let chained = chained(&String::from_utf8_lossy(&bytes));
                corpora.others.push(document(&chained, 1.0));
            }
        }
        Ok(corpora)
    }
}

fn read(text: &str) -> Reading {
    Pipeline::new().read(Document {
        id: DocumentId("lesson".into()),
        title: None,
        text: text.to_owned(),
        publisher: None,
        url: None,
        published: None,
    })
}

fn passage(passage: Passage) -> Lesson {
    Lesson {
        reading: read(&passage.text),
        gold: Meant::Passage(passage),
        weight: 1.0,
    }
}

fn document(chained: &Chained, weight: f32) -> Lesson {
    let written = chained.document.write();
    let reading = read(&written.text);
    let syntax = &reading.syntax;
    let chains = chained
        .chains
        .iter()
        .filter(|chain| chain.len() > 1)
        .map(|chain| {
            let spans = chain.iter().map(|at| {
                let words = &written.words[at.sentence];
                let span = words[at.start].cover(words[at.end - 1]);
                let tokens = syntax.tokens();
                let first = tokens.partition_point(|token| token.span.end <= span.start);
                let last = tokens.partition_point(|token| token.span.start < span.end);
                let head = syntax.top_of(first..last.max(first));
                (span, head.map_or(span, |head| tokens[head].span))
            });
            spans.collect()
        });
    let gold = Meant::Chains(chains.collect());
    Lesson {
        reading,
        gold,
        weight,
    }
}

/// A text of LitBank: a word in each row, its mentions in the last cell as `(3`, `3)` or `(3)`.
fn litbank(text: &str) -> Chained {
    let mut rows = String::new();
    let mut index = 0;
    for line in text.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let word = cells.get(3).map_or("", |word| word.trim());
        if line.trim().is_empty() {
            rows.push('\n');
            index = 0;
        } else if cells.len() > 12 && !word.is_empty() {
            let mut opened = String::new();
            let mut closed = String::new();
            for mark in cells[12].split('|').filter(|mark| mark.trim() != "_") {
                match mark.trim().strip_suffix(')') {
                    Some(single) if single.starts_with('(') => {
                        opened += &format!("{single}-x)");
                    }
                    Some(id) => closed += &format!("{id})"),
                    None if mark.trim().is_empty() => {}
                    None => opened += &format!("{}-x", mark.trim()),
                }
            }
            index += 1;
            rows += &format!("{index}\t{word}\t_\t_\t_\t_\t0\t_\t_\tEntity={opened}{closed}\n");
        }
    }
    chained(&rows)
}

/// Whether the names of a passage are found as whom its pronoun means.
fn right(lesson: &Lesson, points: &Points) -> Counts {
    let Meant::Passage(passage) = &lesson.gold else {
        return Counts::default();
    };
    let mut reading = Reading::new(lesson.reading.document.clone());
    reading.syntax = lesson.reading.syntax.clone();
    (reading.entities, reading.mentions) = choices(points, &lesson.reading).1;
    passage.counts(&reading)
}

/// A choice made ready: the rivals, and which of them are right.
struct Ready {
    person: bool,
    weight: f32,
    rivals: Vec<Rival>,
    right: Vec<bool>,
}

fn learn<'a>(lessons: impl Iterator<Item = &'a Lesson>) -> Points {
    let lessons: Vec<&Lesson> = lessons.collect();
    let mut points = Points::start();
    for _ in 0..GATHERED {
        let mut ready: Vec<Ready> = Vec::new();
        for lesson in &lessons {
            let found = choices(&points, &lesson.reading).0;
            ready.extend(
                found
                    .into_iter()
                    .filter_map(|choice| prepare(choice, lesson)),
            );
        }
        println!(
            "{} choices, {} of persons",
            ready.len(),
            ready.iter().filter(|row| row.person).count()
        );
        points = fit(&ready);
    }
    points
}

fn prepare(choice: Choice, lesson: &Lesson) -> Option<Ready> {
    let mut rivals = choice.rivals;
    let touches = |rival: &Rival, span: Span| rival.mentions.iter().any(|at| at.overlaps(span));
    let mut right: Vec<bool> = match &lesson.gold {
        Meant::Passage(passage) => {
            if choice.pronoun != passage.pronoun {
                return None;
            }
            let meant = passage.names.iter().find(|(_, meant)| *meant);
            rivals
                .iter()
                .map(|rival| match meant {
                    Some((name, _)) => touches(rival, *name),
                    None => !passage.names.iter().any(|(name, _)| touches(rival, *name)),
                })
                .collect()
        }
        Meant::Chains(chains) => {
            let chain = chains
                .iter()
                .find(|chain| chain.iter().any(|(span, _)| *span == choice.pronoun));
            if chain.is_none() && choice.person {
                return None;
            }
            let heads: Vec<Span> = chain
                .into_iter()
                .flatten()
                .filter(|(span, _)| *span != choice.pronoun)
                .map(|(_, head)| *head)
                .collect();
            rivals
                .iter()
                .map(|rival| heads.iter().any(|&head| touches(rival, head)))
                .collect()
        }
    };
    if !choice.person {
        right.push(!right.contains(&true));
        rivals.push(Rival {
            ways: vec![vec![NOBODY]],
            ..Rival::default()
        });
    }
    let telling = right.contains(&true) && right.contains(&false);
    telling.then_some(Ready {
        person: choice.person,
        weight: lesson.weight,
        rivals,
        right,
    })
}

/// Weights by stochastic steps with a length of its own for each (AdaGrad).
fn fit(ready: &[Ready]) -> Points {
    let mut points = Points([[0; N_FEATURES]; 2]);
    for (which, table) in points.0.iter_mut().enumerate() {
        let mut weights = [0.0f32; N_FEATURES];
        let mut squares = [1e-3f32; N_FEATURES];
        let rows: Vec<&Ready> = ready
            .iter()
            .filter(|row| usize::from(!row.person) == which)
            .collect();
        let mut order: Vec<usize> = (0..rows.len()).collect();
        let mut random = 0x9e37_79b9_7f4a_7c15_u64;
        for _ in 0..ROUNDS {
            for i in (1..order.len()).rev() {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                order.swap(i, (random >> 33) as usize % (i + 1));
            }
            for &index in &order {
                step(rows[index], &mut weights, &mut squares);
            }
        }
        for (point, weight) in table.iter_mut().zip(weights) {
            *point = (weight * SCALE).round() as i32;
        }
    }
    points
}

fn step(row: &Ready, weights: &mut [f32; N_FEATURES], squares: &mut [f32; N_FEATURES]) {
    let sum = |features: &[usize]| features.iter().map(|&at| weights[at]).sum::<f32>();
    let best: Vec<(f32, &[usize])> = row
        .rivals
        .iter()
        .map(|rival| {
            let ways = rival.ways.iter().map(|way| (sum(way), way.as_slice()));
            let (most, way) = ways.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_default();
            (most + sum(&rival.features), way)
        })
        .collect();
    let most = best
        .iter()
        .fold(f32::MIN, |most, (score, _)| most.max(*score));
    let shares: Vec<f32> = best.iter().map(|(score, _)| (score - most).exp()).collect();
    let all: f32 = shares.iter().sum();
    let good: f32 = shares
        .iter()
        .zip(&row.right)
        .filter(|(_, right)| **right)
        .map(|(s, _)| s)
        .sum();
    let mut slope: Vec<(usize, f32)> = Vec::new();
    for (((rival, (_, way)), share), right) in
        row.rivals.iter().zip(&best).zip(&shares).zip(&row.right)
    {
        let wanted = if *right { share / good.max(1e-20) } else { 0.0 };
        let push = (wanted - share / all) * row.weight;
        slope.extend(way.iter().chain(&rival.features).map(|&at| (at, push)));
    }
    for (at, push) in slope {
        squares[at] += push * push;
        weights[at] += RATE * push / squares[at].sqrt() - DECAY * weights[at];
    }
}
