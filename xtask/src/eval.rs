//! `cargo xtask eval`: the scorecard, its floors and the table of `EVALUATION.md`.

use rashomon::Pipeline;
use rashomon_eval::{Floors, Gold, Layer, Scores, score};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

const FLOORS: &str = "crates/rashomon-eval/floors.json";
const PEERS: &str = "crates/rashomon-eval/peers.toml";
const PAGE: &str = "EVALUATION.md";
const BEGIN: &str = "<!-- table: cargo xtask eval --write -->";
const END: &str = "<!-- end of table -->";

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The folder of gold data.
    #[arg(long)]
    gold: PathBuf,
    /// Score this layer alone; may be given several times.
    #[arg(long)]
    only: Vec<Layer>,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    json: bool,
    /// Fail when a score is below its pinned floor.
    #[arg(long)]
    check: bool,
    /// Raise the pinned floors to these scores.
    #[arg(long)]
    pin: bool,
    /// Let `--pin` lower a floor.
    #[arg(long, requires = "pin")]
    allow_regression: bool,
    /// Score the deep reader of this folder, and nothing else; needs the feature `deep`.
    #[arg(long, value_name = "DIR")]
    deep: Option<PathBuf>,
    /// Write the table of `EVALUATION.md`.
    #[arg(long)]
    write: bool,
}

/// What others reach on a key, and what we must.
#[derive(Debug, Default, serde::Deserialize)]
struct Peer {
    peer: Option<String>,
    target: Option<String>,
}

pub(crate) fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let gold = Gold::open(&args.gold)?;
    let layers = if args.only.is_empty() {
        &Layer::ALL[..]
    } else {
        &args.only
    };
    let scores = match &args.deep {
        Some(folder) => score_deep(&gold, folder)?,
        None => score(&gold, &Pipeline::new(), layers)?,
    };
    if args.json {
        println!("{}", serde_json::to_string_pretty(&scores)?);
    } else {
        for (key, value) in &scores.0 {
            println!("{key:<56} {value:>7.2}");
        }
    }
    if args.write {
        write_page(&scores)?;
    }
    let mut floors: Floors = match fs::read_to_string(FLOORS) {
        Ok(json) => serde_json::from_str(&json)?,
        Err(_) => Floors::default(),
    };
    if args.pin {
        floors.pin(&scores, args.allow_regression);
        fs::write(FLOORS, serde_json::to_string_pretty(&floors)? + "\n")?;
    }
    if args.check {
        check(&floors, &scores)
    } else {
        Ok(())
    }
}

#[cfg(feature = "deep")]
fn score_deep(gold: &Gold, folder: &Path) -> Result<Scores, Box<dyn Error>> {
    let reader = rashomon_deep::Reader::open(folder)?;
    let mut scores = Scores::default();
    rashomon_eval::syntax::score_reader(
        gold,
        "deep_",
        &|text, tokens, ends| {
            let start = std::time::Instant::now();
            let syntax = reader.parse_tokens(text, tokens, ends);
            let speed = tokens.len() as f64 / start.elapsed().as_secs_f64();
            eprintln!("{} tokens, {speed:.0} a second", tokens.len());
            syntax.unwrap_or_else(|error| {
                eprintln!("error: {error}");
                rashomon_syntax::Model::builtin().parse_tokens(
                    text,
                    tokens,
                    ends,
                    rashomon_syntax::Setting::Full,
                )
            })
        },
        &mut scores,
    )?;
    Ok(scores)
}

#[cfg(not(feature = "deep"))]
fn score_deep(_: &Gold, _: &Path) -> Result<Scores, Box<dyn Error>> {
    Err("built without the feature `deep`: run `cargo xtask-deep eval …`".into())
}

fn check(floors: &Floors, scores: &Scores) -> Result<(), Box<dyn Error>> {
    let falls = floors.falls(scores);
    for fall in &falls {
        let score = fall
            .score
            .map_or("nothing".to_owned(), |score| format!("{score:.2}"));
        eprintln!(
            "{}: {score}, below its floor of {:.2}",
            fall.key, fall.floor
        );
    }
    if falls.is_empty() {
        println!("{} floors held", floors.0.len());
        Ok(())
    } else {
        Err(format!("{} scores fell below their floors", falls.len()).into())
    }
}

fn write_page(scores: &Scores) -> Result<(), Box<dyn Error>> {
    let peers: BTreeMap<String, Peer> = toml::from_str(&fs::read_to_string(PEERS)?)?;
    let page = fs::read_to_string(PAGE)?;
    let (head, rest) = page
        .split_once(BEGIN)
        .ok_or("EVALUATION.md has no table mark")?;
    let (before, tail) = rest
        .split_once(END)
        .ok_or("EVALUATION.md has no end mark")?;
    let table = table(&merged(before, scores), &peers);
    fs::write(
        Path::new(PAGE),
        format!("{head}{BEGIN}\n\n{table}\n{END}{tail}"),
    )?;
    Ok(())
}

/// `scores` with the rows of the table `before` whose layer was not scored this time.
fn merged(before: &str, scores: &Scores) -> Scores {
    let layer = |key: &str| {
        let parts = if key.starts_with("own/") { 2 } else { 1 };
        key.split('/').take(parts).collect::<Vec<_>>().join("/")
    };
    let scored: Vec<String> = scores.0.keys().map(|key| layer(key)).collect();
    let mut all = scores.clone();
    for line in before.lines() {
        let mut cells = line.split('|').map(str::trim).skip(1);
        let (Some(key), Some(value)) = (cells.next(), cells.next()) else {
            continue;
        };
        let key = key.trim_matches('`');
        if let Ok(value) = value.parse::<f64>()
            && !scored.contains(&layer(key))
        {
            all.0.entry(key.to_owned()).or_insert(value);
        }
    }
    all
}

fn table(scores: &Scores, peers: &BTreeMap<String, Peer>) -> String {
    let mut out = String::from(
        "| key | ours | peers, same data or its twin | target |\n|---|---:|---|---|\n",
    );
    let none = Peer::default();
    for (key, value) in &scores.0 {
        let row = peers.get(key).unwrap_or(&none);
        let (peer, target) = (
            row.peer.as_deref().unwrap_or(""),
            row.target.as_deref().unwrap_or(""),
        );
        let _ = writeln!(out, "| `{key}` | {value:.1} | {peer} | {target} |");
    }
    out
}
