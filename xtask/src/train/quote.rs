//! The model of `rashomon-quote`, from the training parts of PolNeAR and GUM.

use super::silver::{self, Silver};
use rashomon::Pipeline;
use rashomon::doc::{Document, DocumentId, Span};
use rashomon_eval::quotes::{
    Article, Attribution, Corpus, articles, is_quoted, is_statement, right, tally,
};
use rashomon_eval::{Gold, Part};
use rashomon_quote::link::link;
use rashomon_quote::train::{Config, Example, quotations_by, train};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

/// Genres of GUM whose texts may not be used commercially.
const NON_COMMERCIAL: [&str; 5] = ["fiction", "whow", "essay", "letter", "podcast"];

/// How much news counts that a transformer has labelled; gold counts one.
const SILVER: f32 = 0.5;

const MODEL: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../crates/rashomon-quote/model/quote.bin"
);

pub(super) fn run(gold: &Gold, news: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let pipeline = Pipeline::new();
    let mut examples: Vec<Example> = articles_to_learn(gold)?
        .into_iter()
        .map(|article| example(&pipeline, article))
        .collect();
    let mut told = |step: &str| println!("{:6.1} s  {step}", start.elapsed().as_secs_f64());
    let mut bytes = train(&examples, Config::default(), &mut told);
    if let Some(news) = news {
        for news in silver::read(news)? {
            examples.push(silver_example(&pipeline, news, &bytes));
        }
        told("news linked");
        bytes = train(&examples, Config::default(), &mut told);
    }
    fs::write(MODEL, &bytes)?;
    println!(
        "{:6.1} s  {} bytes",
        start.elapsed().as_secs_f64(),
        bytes.len()
    );
    development(gold, &pipeline, &bytes)
}

/// The training parts, PolNeAR first.
pub(super) fn articles_to_learn(gold: &Gold) -> Result<Vec<Article>, Box<dyn Error>> {
    let mut all = articles(gold, Corpus::Polnear, Part::Train)?;
    let polnear = all.len();
    let gum = articles(gold, Corpus::Gum, Part::Train)?;
    all.extend(gum.into_iter().filter(|article| {
        let genre = article.name.split('_').nth(1).unwrap_or("");
        !NON_COMMERCIAL.contains(&genre)
    }));
    println!(
        "{polnear} articles of PolNeAR, {} of GUM",
        all.len() - polnear
    );
    Ok(all)
}

/// What the model finds in the development part of PolNeAR: as F1, and how far its chances hold.
fn development(gold: &Gold, pipeline: &Pipeline, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let articles = articles(gold, Corpus::Polnear, Part::Dev)?;
    let (mut found, mut chances) = (Vec::new(), Vec::new());
    for article in &articles {
        let rows = quotations_by(bytes, &pipeline.read(article.document()));
        let outermost = rows.iter().filter(|row| row.parent.is_none());
        found.push(outermost.clone().map(Attribution::from).collect());
        chances.push(outermost.map(|row| row.confidence).collect());
    }
    print_scores(&articles, &found);
    reliability(&articles, &found, &chances);
    Ok(())
}

/// Prints how labels do on the development part of PolNeAR when the embedded model links them.
#[cfg(feature = "deep")]
pub(super) fn linked_development(
    gold: &Gold,
    labels: super::entity::Labelling<'_>,
) -> Result<(), Box<dyn Error>> {
    let (pipeline, bytes) = (Pipeline::new(), fs::read(MODEL)?);
    let articles = articles(gold, Corpus::Polnear, Part::Dev)?;
    let mut found = Vec::new();
    for article in &articles {
        let labels: Vec<u8> = labels(&article.text)?
            .into_iter()
            .map(|label| label.1)
            .collect();
        let linked = link(&bytes, &pipeline.read(article.document()), &labels);
        let attribution = |[source, cue, content]: [Vec<Span>; 3]| Attribution {
            source,
            cue,
            content,
        };
        found.push(linked.into_iter().map(attribution).collect());
    }
    print_scores(&articles, &found);
    Ok(())
}

fn print_scores(articles: &[Article], found: &[Vec<Attribution>]) {
    let all = tally(articles, found, |_, _| true);
    let statements = tally(articles, found, is_statement);
    let quoted = tally(articles, found, is_quoted);
    println!(
        "attribution {:.2}, statements {:.2}, quoted {:.2}; exact source {:.2}, cue {:.2}, content {:.2}",
        all.attribution.f1(),
        statements.attribution.f1(),
        quoted.attribution.f1(),
        all.source_spans.f1(),
        all.cue_spans.f1(),
        all.content_spans.f1(),
    );
}

/// How often what is given a chance of so much is right; once more with the chances of every second
/// article corrected by a table read off the other half.
fn reliability(articles: &[Article], found: &[Vec<Attribution>], chances: &[Vec<f32>]) {
    let mut halves: [Vec<(f32, bool)>; 2] = Default::default();
    for (index, (chances, right)) in chances.iter().zip(right(articles, found)).enumerate() {
        halves[index % 2].extend(chances.iter().copied().zip(right));
    }
    let given: Vec<(f32, bool)> = halves.concat();
    println!("as the program gives them");
    print_bins(&given);
    println!("corrected by the other half");
    let corrected = (0..2).flat_map(|half| {
        let table = table(halves[1 - half].clone());
        let rows = halves[half].iter();
        rows.map(move |&(chance, right)| (corrected(&table, chance), right))
    });
    print_bins(&corrected.collect::<Vec<_>>());
}

fn print_bins(rows: &[(f32, bool)]) {
    let mut bins = [(0_u32, 0_u32, 0.0_f32); 10];
    for &(chance, right) in rows {
        let bin = &mut bins[((chance * 10.0) as usize).min(9)];
        *bin = (bin.0 + 1, bin.1 + u32::from(right), bin.2 + chance);
    }
    let gap: f32 = bins.iter().map(|bin| (bin.2 - bin.1 as f32).abs()).sum();
    for (n, right, sum) in bins.into_iter().filter(|bin| bin.0 > 0) {
        let (mean, share) = (sum / n as f32, right as f32 / n as f32);
        println!("given {mean:.2}: {share:.2} of {n} are right");
    }
    println!("mean gap {:.3}", gap / rows.len() as f32);
}

/// Chances given and shares right, in ten bins of equal size, those out of order joined.
fn table(mut points: Vec<(f32, bool)>) -> Vec<(f32, f32)> {
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut bins: Vec<(f32, f32, f32)> = points
        .chunks(points.len() / 10 + 1)
        .map(|bin| {
            let given = bin.iter().map(|point| point.0).sum();
            let right = bin.iter().filter(|point| point.1).count();
            (given, right as f32, bin.len() as f32)
        })
        .collect();
    let falls = |bins: &[(f32, f32, f32)]| {
        bins.windows(2)
            .position(|pair| pair[0].1 / pair[0].2 > pair[1].1 / pair[1].2)
    };
    while let Some(at) = falls(&bins) {
        let next = bins.remove(at + 1);
        let bin = &mut bins[at];
        *bin = (bin.0 + next.0, bin.1 + next.1, bin.2 + next.2);
    }
    bins.iter()
        .map(|&(given, right, n)| (given / n, right / n))
        .collect()
}

/// The chance that `table` gives for `chance`, by straight lines between its rows.
fn corrected(table: &[(f32, f32)], chance: f32) -> f32 {
    let next = table.partition_point(|row| row.0 <= chance);
    match (next.checked_sub(1).map(|at| table[at]), table.get(next)) {
        (Some(low), Some(high)) => low.1 + (high.1 - low.1) * (chance - low.0) / (high.0 - low.0),
        (Some(row), None) | (None, Some(&row)) => row.1,
        (None, None) => chance,
    }
}

/// News with the attributions that a transformer's labels make, linked by the model in `bytes`.
fn silver_example(pipeline: &Pipeline, news: Silver, bytes: &[u8]) -> Example {
    let reading = pipeline.read(document(news.text));
    let tokens: Vec<Span> = reading
        .syntax
        .tokens()
        .iter()
        .map(|token| token.span)
        .collect();
    let likely = silver::likely(&news.quotes, &tokens);
    let labels: Vec<u8> = likely.into_iter().map(|likely| likely.1).collect();
    Example {
        attributions: link(bytes, &reading, &labels),
        reading,
        weight: SILVER,
    }
}

fn document(text: String) -> Document {
    Document {
        id: DocumentId("news".to_owned()),
        title: None,
        text,
        publisher: None,
        url: None,
        published: None,
    }
}

fn example(pipeline: &Pipeline, article: Article) -> Example {
    let attributions = article
        .attributions
        .iter()
        .map(|gold| [gold.source.clone(), gold.cue.clone(), gold.content.clone()])
        .collect();
    Example {
        reading: pipeline.read(article.document()),
        attributions,
        weight: 1.0,
    }
}
