//! The model of `rashomon-quote`, from the training parts of PolNeAR and GUM.

use rashomon::Pipeline;
use rashomon_eval::quotes::{Article, Attribution, Corpus, articles, right};
use rashomon_eval::{Gold, Part};
use rashomon_quote::train::{Config, Example, quotations_by, train};
use std::error::Error;
use std::fs;
use std::time::Instant;

/// Genres of GUM whose texts may not be used commercially.
const NON_COMMERCIAL: [&str; 5] = ["fiction", "whow", "essay", "letter", "podcast"];

const MODEL: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../crates/rashomon-quote/model/quote.bin"
);

pub(super) fn run(gold: &Gold) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let pipeline = Pipeline::new();
    let polnear = articles(gold, Corpus::Polnear, Part::Train)?;
    let mut gum = articles(gold, Corpus::Gum, Part::Train)?;
    gum.retain(|article| {
        let genre = article.name.split('_').nth(1).unwrap_or("");
        !NON_COMMERCIAL.contains(&genre)
    });
    println!(
        "{} articles of PolNeAR, {} of GUM",
        polnear.len(),
        gum.len()
    );
    let examples: Vec<Example> = polnear
        .into_iter()
        .chain(gum)
        .map(|article| example(&pipeline, article))
        .collect();
    let bytes = train(&examples, Config::default(), &mut |step| {
        println!("{:6.1} s  {step}", start.elapsed().as_secs_f64());
    });
    fs::write(MODEL, &bytes)?;
    println!(
        "{:6.1} s  {} bytes",
        start.elapsed().as_secs_f64(),
        bytes.len()
    );
    reliability(gold, &pipeline, &bytes)
}

/// How often what is given a chance of so much is right, on every second article of the
/// development part of PolNeAR; the table of `finish.rs` was read off the others.
fn reliability(gold: &Gold, pipeline: &Pipeline, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let articles: Vec<Article> = articles(gold, Corpus::Polnear, Part::Dev)?
        .into_iter()
        .skip(1)
        .step_by(2)
        .collect();
    let rows: Vec<Vec<(Attribution, f32)>> = articles
        .iter()
        .map(|article| {
            let found = quotations_by(bytes, &pipeline.read(article.document()));
            let outermost = found.iter().filter(|row| row.parent.is_none());
            outermost.map(|row| (row.into(), row.confidence)).collect()
        })
        .collect();
    let found: Vec<Vec<Attribution>> = rows
        .iter()
        .map(|rows| rows.iter().map(|(one, _)| one.clone()).collect())
        .collect();
    let mut bins = [(0_u32, 0_u32, 0.0_f32); 10];
    for (rows, right) in rows.iter().zip(right(&articles, &found)) {
        for ((_, confidence), right) in rows.iter().zip(right) {
            let bin = &mut bins[((confidence * 10.0) as usize).min(9)];
            *bin = (bin.0 + 1, bin.1 + u32::from(right), bin.2 + confidence);
        }
    }
    for (n, right, sum) in bins.into_iter().filter(|bin| bin.0 > 0) {
        let (mean, share) = (sum / n as f32, right as f32 / n as f32);
        println!("given {mean:.2}: {share:.2} of {n} are right");
    }
    Ok(())
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
