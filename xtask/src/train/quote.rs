//! The model of `rashomon-quote`, from the training parts of PolNeAR and GUM.

use rashomon::Pipeline;
use rashomon_eval::quotes::{
    Article, Attribution, Corpus, articles, is_quoted, is_statement, tally,
};
use rashomon_eval::{Gold, Part};
use rashomon_quote::train::{Config, Example, train};
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
    let mut examples: Vec<Example> = articles(gold, Corpus::Polnear, Part::Train)?
        .into_iter()
        .map(|article| example(&pipeline, article, 1.0))
        .collect();
    let polnear = examples.len();
    let gum = articles(gold, Corpus::Gum, Part::Train)?;
    let gum = gum.into_iter().filter(|article| {
        let genre = article.name.split('_').nth(1).unwrap_or("");
        std::env::var("QUOTE_GUM").is_ok()
            && !NON_COMMERCIAL.contains(&genre)
            && (genre != "news" || std::env::var("QUOTE_GUM").unwrap() == "all")
    });
    examples.extend(gum.map(|article| example(&pipeline, article, 1.0)));
    println!(
        "{polnear} articles of PolNeAR, {} of GUM",
        examples.len() - polnear
    );
    if std::env::var("QUOTE_SKIP").is_ok() {
        return dev(gold, &pipeline, &fs::read(MODEL)?);
    }
    let bytes = train(
        &examples,
        Config {
            epochs: std::env::var("EP").map_or(8, |v| v.parse().unwrap()),
            rate: std::env::var("RATE").map_or(0.1, |v| v.parse().unwrap()),
            folds: 4,
        },
        &mut |step| {
            println!("{:6.1} s  {step}", start.elapsed().as_secs_f64());
        },
    );
    if std::env::var("QUOTE_DRY").is_err() {
        fs::write(MODEL, &bytes)?;
    }
    println!(
        "{:6.1} s  {} bytes",
        start.elapsed().as_secs_f64(),
        bytes.len()
    );
    dev(gold, &pipeline, &bytes)
}

fn dev(gold: &Gold, pipeline: &Pipeline, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    let polnear = articles(gold, Corpus::Polnear, Part::Dev)?;
    let mut news: Vec<Article> = articles(gold, Corpus::Gum, Part::Train)?;
    news.extend(articles(gold, Corpus::Gum, Part::Dev)?);
    news.retain(|article| article.name.contains("_news"));
    for (name, articles) in [("polnear dev", polnear), ("gum news train+dev", news)] {
        let readings: Vec<_> = articles
            .iter()
            .map(|article| pipeline.read(article.document()))
            .collect();
        let start = Instant::now();
        let quotations: Vec<_> = readings
            .iter()
            .map(|reading| rashomon_quote::train::quotations_by(bytes, reading))
            .collect();
        let seconds = start.elapsed().as_secs_f64();
        let found: Vec<Vec<Attribution>> = quotations
            .iter()
            .map(|rows| {
                rows.iter()
                    .filter(|row| name.starts_with("gum") || row.parent.is_none())
                    .map(Attribution::from)
                    .collect()
            })
            .collect();
        let all = tally(&articles, &found, |_, _| true);
        let stmt = tally(&articles, &found, is_statement).attribution;
        let quoted = tally(&articles, &found, is_quoted).attribution;
        println!(
            "{name}: attr P{:.1} R{:.1} F{:.2} iou {:.1} srcacc {:.1} stmt {:.1} quoted {:.1} | exact s {:.1} c {:.1} t {:.1} | {:.0} docs/s",
            all.attribution.precision(),
            all.attribution.recall(),
            all.attribution.f1(),
            all.content.f1(),
            all.source_accuracy(),
            stmt.f1(),
            quoted.f1(),
            all.source_spans.f1(),
            all.cue_spans.f1(),
            all.content_spans.f1(),
            articles.len() as f64 / seconds
        );
        if std::env::var("QUOTE_SHOW").is_ok_and(|v| name.starts_with(&v)) {
            for line in rashomon_eval::quotes::errors(&articles, &found) {
                println!("{line}");
            }
        }
    }
    Ok(())
}

fn example(pipeline: &Pipeline, article: Article, weight: f32) -> Example {
    let attributions = article
        .attributions
        .iter()
        .map(|gold| [gold.source.clone(), gold.cue.clone(), gold.content.clone()])
        .collect();
    Example {
        reading: pipeline.read(article.document()),
        attributions,
        weight,
    }
}
