//! The model of `rashomon-syntax`, from the treebanks whose licence is permissive.

use super::texts;
use rashomon::doc::Span;
use rashomon_eval::syntax::score_reader;
use rashomon_eval::{Gold, Scores, gold};
use rashomon_syntax::conllu::{Tree, trees};
use rashomon_syntax::train::{Trained, learn_lemmas, train};
use rashomon_syntax::{Evidence, Model, Setting};
use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

/// Genres of GUM whose texts may not be used commercially.
const NON_COMMERCIAL: [&str; 5] = ["fiction", "whow", "essay", "letter", "podcast"];

const FOLDER: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../crates/rashomon-syntax/model"
);

pub(super) fn run(gold: &Gold, silver: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let people = treebank(gold)?;
    let teacher = match silver {
        Some(path) => trees(&fs::read_to_string(path)?),
        None => Vec::new(),
    };
    let evidence = evidence(gold)?;
    println!("{} gold, {} silver sentences", people.len(), teacher.len());
    let start = Instant::now();
    let Trained { model, full } = train(&people, &teacher, &evidence, &mut |step| {
        println!("{:6.1} s  {step}", start.elapsed().as_secs_f64());
    });
    for (name, bytes) in [("english.bin", &model), ("english-full.bin", &full)] {
        fs::write(Path::new(FOLDER).join(name), bytes)?;
        println!(
            "{:6.1} s  {name}: {} bytes",
            start.elapsed().as_secs_f64(),
            bytes.len()
        );
    }
    development(gold, &Model::from_bytes(&model)?.with_full(&full)?)
}

/// How both settings of a reader do on the development parts.
fn development(gold: &Gold, model: &Model) -> Result<(), Box<dyn Error>> {
    for (name, setting) in [("", Setting::Fast), ("full_", Setting::Full)] {
        let mut scores = Scores::default();
        let read = |text: &str, tokens: &[Span], ends: &[usize]| {
            model.parse_tokens(text, tokens, ends, setting)
        };
        score_reader(gold, name, &read, &mut scores)?;
        for (key, score) in &scores.0 {
            println!("{key} {score:.2}");
        }
    }
    Ok(())
}

/// Learns the lemmas anew and leaves the networks as they are.
pub(super) fn lemmas(gold: &Gold) -> Result<(), Box<dyn Error>> {
    let path = Path::new(FOLDER).join("english.bin");
    let bytes = learn_lemmas(&fs::read(&path)?, &treebank(gold)?, &evidence(gold)?)?;
    fs::write(&path, &bytes)?;
    println!("english.bin: {} bytes", bytes.len());
    Ok(())
}

/// The words of unlabelled news.
fn evidence(gold: &Gold) -> Result<Evidence, Box<dyn Error>> {
    let mut evidence = Evidence::default();
    for text in texts::sources(gold)?.iter().flatten() {
        evidence.read(text);
    }
    Ok(evidence)
}

/// The training parts of EWT and of the permissive genres of GUM.
pub(super) fn treebank(gold: &Gold) -> Result<Vec<Tree>, Box<dyn Error>> {
    let ewt = gold
        .find("syntax/en_ewt-ud-train.conllu.xz")
        .ok_or("no training part of EWT")?;
    let mut all = trees(&gold::text(&ewt)?);
    let archive = gold
        .find("syntax/gum-dep-train-dev.tar.xz")
        .ok_or("no training part of GUM")?;
    let splits = gold
        .find("syntax/GUM-splits.md")
        .ok_or("no splits of GUM")?;
    let splits = gold::text(&splits)?;
    let train = splits
        .split("## train")
        .nth(1)
        .ok_or("no training part in the splits of GUM")?;
    let train = train.split("## ").next().unwrap_or(train);
    for (path, bytes) in gold::archive(&archive)? {
        let name = path.rsplit('/').next().unwrap_or(&path);
        let name = name.trim_end_matches(".conllu");
        let genre = name.split('_').nth(1).unwrap_or("");
        let ours = train.lines().any(|line| line.trim() == format!("* {name}"));
        if ours && !NON_COMMERCIAL.contains(&genre) && genre != "reddit" {
            all.extend(trees(&String::from_utf8(bytes)?));
        }
    }
    Ok(all)
}
