//! How many articles of about 600 words a second, layer by layer, on one core.
//!
//! `cargo run --release -p rashomon-bench [ARTICLES.jsonl]`. The input is the sample corpus, whose
//! English articles are joined within their order until they hold 600 words, and read many times;
//! another JSON Lines file with `text` may be named. The program checks its answer: every round
//! must find the same number of rows as the first. `only LAYER` behind it times the layers whose
//! names begin so, for a profiler.
//!
//! `cargo run --release -p rashomon-bench -- pile N OUT.jsonl [ARTICLES.jsonl]` writes a pile of `N`
//! articles instead, to time `rashomon add` on.
#![allow(clippy::print_stdout, reason = "a benchmark talks to the terminal")]

mod pile;

use rashomon::{Document, Pipeline, Reading, contract};
use rashomon_doc::DocumentId;
use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

const WORDS: usize = 600;
const LEAST: Duration = Duration::from_secs(3);

#[derive(Debug, serde::Deserialize)]
struct Row {
    text: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let sample = "demo/articles.jsonl".to_owned();
    if let [verb, n, out, rest @ ..] = args.as_slice()
        && verb == "pile"
    {
        let input = std::fs::read_to_string(rest.first().unwrap_or(&sample))?;
        let mut out = std::io::BufWriter::new(std::fs::File::create(out)?);
        pile::write(n.parse()?, &input, &mut out)?;
        return Ok(());
    }
    let (input, only) = match args.as_slice() {
        [] => (sample, String::new()),
        [only, layer] if only == "only" => (sample, layer.clone()),
        [input, only, layer] if only == "only" => (input.clone(), layer.clone()),
        [input, ..] => (input.clone(), String::new()),
    };
    let documents = articles(&std::fs::read_to_string(&input)?)?;
    let words: usize = documents.iter().map(|document| words(&document.text)).sum();
    println!(
        "input: {input}, {} articles, {words} words",
        documents.len()
    );

    let start = Instant::now();
    let pipeline = Pipeline::new();
    let readings: Vec<Reading> = documents
        .iter()
        .map(|document| pipeline.read(document.clone()))
        .collect();
    println!(
        "first reading, tables and models loaded: {:.0} ms",
        start.elapsed().as_secs_f64() * 1e3
    );
    let rows: usize = readings.iter().map(found).sum();
    println!("rows found: {rows}\n");

    let n = documents.len();
    println!(
        "{:<28} {:>12} {:>14}",
        "layer", "articles/s", "µs an article"
    );
    let time = |layer: &str, articles, round: &dyn Fn() -> usize| match layer.starts_with(&only) {
        true => time(layer, articles, round),
        false => f64::NAN,
    };
    time("read, one by one", n, &|| {
        documents
            .iter()
            .map(|document| found(&pipeline.read(document.clone())))
            .sum::<usize>()
    });
    let total = time("read, everything", n, &|| {
        let readings = documents
            .chunks(rashomon::TOGETHER)
            .flat_map(|some| pipeline.read_all(some.to_vec()));
        readings.map(|reading| found(&reading)).sum::<usize>()
    });
    time("language and notes", n, &|| {
        documents
            .iter()
            .map(|document| {
                black_box(rashomon_ingest::language(&document.text));
                rashomon_ingest::notes(document).len()
            })
            .sum()
    });
    let model = rashomon_syntax::Model::builtin();
    time("syntax", n, &|| {
        documents
            .iter()
            .map(|document| model.parse(&document.text).tokens().len())
            .sum()
    });
    time("entity", n, &|| {
        readings
            .iter()
            .map(|row| rashomon_entity::entities(row).1.len())
            .sum()
    });
    time("times", n, &|| {
        readings
            .iter()
            .map(|row| rashomon_ground::times(row).1.len())
            .sum()
    });
    time("places", n, &|| {
        readings
            .iter()
            .map(|row| rashomon_ground::places(row).len())
            .sum()
    });
    time("figures", n, &|| {
        readings
            .iter()
            .map(|row| rashomon_ground::figures(row).len())
            .sum()
    });
    time("quote", n, &|| {
        readings
            .iter()
            .map(|row| rashomon_quote::quotations(row).len())
            .sum()
    });
    time("event", n, &|| {
        readings
            .iter()
            .map(|row| rashomon_event::events(row).len())
            .sum()
    });
    time("contract as JSON", n, &|| {
        readings
            .iter()
            .map(|row| contract::to_json(row).len())
            .sum()
    });
    if !total.is_nan() {
        println!(
            "\n{:.0} words a second on one core",
            words as f64 / n as f64 * total
        );
    }
    Ok(())
}

/// Runs `round` over all articles until three seconds have passed; articles a second.
///
/// # Panics
/// When a round gives another answer than the first.
fn time(layer: &str, articles: usize, round: impl Fn() -> usize) -> f64 {
    let answer = round();
    let start = Instant::now();
    let mut rounds = 0;
    while start.elapsed() < LEAST {
        assert_eq!(black_box(round()), answer, "{layer} gives one answer");
        rounds += 1;
    }
    let each = start.elapsed().as_secs_f64() / (rounds * articles) as f64;
    println!("{layer:<28} {:>12.0} {:>14.1}", 1.0 / each, each * 1e6);
    1.0 / each
}

fn found(reading: &Reading) -> usize {
    reading.sentences.len()
        + reading.mentions.len()
        + reading.times.len()
        + reading.places.len()
        + reading.figures.len()
        + reading.quotations.len()
        + reading.events.len()
}

/// The English articles of `json_lines`, joined in their order to at least [`WORDS`] words each.
fn articles(json_lines: &str) -> Result<Vec<Document>, Box<dyn Error>> {
    let mut documents = Vec::new();
    let mut text = String::new();
    for line in json_lines.lines().filter(|line| !line.trim().is_empty()) {
        let row: Row = serde_json::from_str(line)?;
        if rashomon_ingest::language(&row.text).is_none_or(|language| language != "en") {
            continue;
        }
        text.push_str(&row.text);
        text.push_str("\n\n");
        if words(&text) >= WORDS {
            let id = DocumentId(format!("b{}", documents.len() + 1));
            let text = std::mem::take(&mut text);
            documents.push(Document {
                id,
                title: None,
                text,
                publisher: None,
                url: None,
                published: None,
            });
        }
    }
    Ok(documents)
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}
