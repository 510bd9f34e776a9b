//! The deep reader, and silver trees by it.

use super::{Args, syntax, texts};
use rashomon_deep::Reader;
use rashomon_deep::silver::{Sieve, Silver, silver as silver_trees};
use rashomon_deep::train::{Plan, train};
use rashomon_eval::Gold;
use std::collections::BTreeSet;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::time::Instant;

pub(super) fn run(gold: &Gold, args: &Args) -> Result<(), Box<dyn Error>> {
    let (base, out) = folders(args)?;
    let trees = syntax::treebank(gold)?;
    println!("{} sentences", trees.len());
    let plan = Plan {
        epochs: args.rounds.unwrap_or(Plan::default().epochs),
        ..Plan::default()
    };
    let start = Instant::now();
    train(base, &trees, &plan, out, &mut |step| {
        println!("{:6.1} s  {step}", start.elapsed().as_secs_f64());
    })?;
    Ok(())
}

pub(super) fn folders(args: &Args) -> Result<(&PathBuf, &PathBuf), Box<dyn Error>> {
    let base = args.base.as_ref().ok_or("name a folder with `--base`")?;
    let out = args.out.as_ref().ok_or("say where to with `--out`")?;
    Ok((base, out))
}

/// Words that are read at once.
const AT_ONCE: usize = 6000;

/// Writes trees of unlabelled news to a file, and says how far it has come.
pub(super) fn silver(gold: &Gold, args: &Args) -> Result<(), Box<dyn Error>> {
    let (base, out) = folders(args)?;
    let most = args.rounds.unwrap_or(3) * 1_000_000;
    let reader = Reader::open(base)?;
    let mut file = BufWriter::new(File::create(out)?);
    let texts = mixed(texts::sources(gold)?);
    let mut seen: BTreeSet<String> = BTreeSet::new();
    in_turns(&texts, most, &mut |some| {
        let some: Vec<&str> = some.iter().map(String::as_str).collect();
        let mut new = |sentence: &str| seen.insert(sentence.to_lowercase());
        let mut words = 0;
        for tree in silver_trees(&reader, &some, Sieve::default(), &mut new)? {
            let Silver { conllu, .. } = &tree;
            file.write_all(conllu.as_bytes())?;
            words += tree.words;
        }
        file.flush()?;
        Ok(words)
    })
}

/// Writes what is made of some texts, and tells how many words they have.
type Writing<'a> = &'a mut dyn FnMut(&[String]) -> Result<usize, Box<dyn Error>>;

/// Gives `texts` to `write`, some at a time, until it has told of `most` words, and says how far it
/// has come.
pub(super) fn in_turns(
    texts: &[String],
    most: usize,
    write: Writing<'_>,
) -> Result<(), Box<dyn Error>> {
    println!("{} texts", texts.len());
    let start = Instant::now();
    let (mut words, mut told, mut at) = (0, 0, 0);
    while at < texts.len() && words < most {
        let (first, mut size) = (at, 0);
        while at < texts.len() && size < AT_ONCE {
            size += texts[at].split_whitespace().count();
            at += 1;
        }
        words += write(&texts[first..at])?;
        if words >= told + 20_000 {
            told = words;
            println!("{:6.1} s  {words} words", start.elapsed().as_secs_f64());
        }
    }
    println!("{words} words");
    Ok(())
}

/// The texts of all sources, so that any beginning holds a share of each.
pub(super) fn mixed(sources: Vec<Vec<String>>) -> Vec<String> {
    let mut all: Vec<(f64, String)> = Vec::new();
    for source in sources {
        let count = source.len() as f64;
        let places = source.into_iter().enumerate();
        all.extend(places.map(|(at, text)| ((at as f64 + 0.5) / count, text)));
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    all.into_iter().map(|(_, text)| text).collect()
}
