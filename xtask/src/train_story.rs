//! `cargo xtask train story-words`: in how many articles each word occurs.

use rashomon_eval::{Gold, gold};
use rashomon_story::WordCounts;
use std::error::Error;
use std::fs;
use std::path::Path;

/// Where the table lies, from the root of the repository.
const TABLE: &str = "crates/rashomon-story/data/background/words.tsv";

/// A word of fewer articles is as good as unknown.
const LEAST: usize = 3;

pub(crate) fn run(gold: &Path) -> Result<(), Box<dyn Error>> {
    let gold = Gold::open(gold)?;
    let mut counts = WordCounts::default();
    if let Some(path) = gold.find("ground/te3-silver.tar.xz") {
        for file in gold::archive(&path)?.values() {
            counts.add(&without_tags(&String::from_utf8_lossy(file)));
        }
    }
    for name in gold.list("quotes/polnear/train/text") {
        if let Some(path) = gold.find(&format!("quotes/polnear/train/text/{name}")) {
            counts.add(&gold::text(&path)?);
        }
    }
    fs::write(TABLE, counts.table(LEAST))?;
    Ok(())
}

fn without_tags(xml: &str) -> String {
    let mut text = String::with_capacity(xml.len());
    let mut inside = false;
    for c in xml.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    text
}
