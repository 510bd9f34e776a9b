//! The deep reader, and silver trees by it.

use super::{Args, syntax};
use rashomon_deep::Reader;
use rashomon_deep::silver::{Sieve, Silver, silver as silver_trees};
use rashomon_deep::train::{Plan, train};
use rashomon_eval::{Gold, gold};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
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

fn folders(args: &Args) -> Result<(&PathBuf, &PathBuf), Box<dyn Error>> {
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
    let texts = mixed(sources(gold)?);
    println!("{} texts", texts.len());
    let start = Instant::now();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let (mut words, mut told, mut at) = (0, 0, 0);
    while at < texts.len() && words < most {
        let (first, mut size) = (at, 0);
        while at < texts.len() && size < AT_ONCE {
            size += texts[at].split_whitespace().count();
            at += 1;
        }
        let some: Vec<&str> = texts[first..at].iter().map(String::as_str).collect();
        let mut new = |sentence: &str| seen.insert(sentence.to_lowercase());
        for tree in silver_trees(&reader, &some, Sieve::default(), &mut new)? {
            let Silver { conllu, .. } = &tree;
            file.write_all(conllu.as_bytes())?;
            words += tree.words;
        }
        file.flush()?;
        if words >= told + 20_000 {
            told = words;
            println!("{:6.1} s  {words} words", start.elapsed().as_secs_f64());
        }
    }
    println!("{words} words");
    Ok(())
}

/// The texts of all sources, so that any beginning holds a share of each.
fn mixed(sources: Vec<Vec<String>>) -> Vec<String> {
    let mut all: Vec<(f64, String)> = Vec::new();
    for source in sources {
        let count = source.len() as f64;
        let places = source.into_iter().enumerate();
        all.extend(places.map(|(at, text)| ((at as f64 + 0.5) / count, text)));
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    all.into_iter().map(|(_, text)| text).collect()
}

/// News without trees: the training parts of collections that are labelled otherwise.
fn sources(gold: &Gold) -> Result<Vec<Vec<String>>, Box<dyn Error>> {
    #[derive(Deserialize)]
    struct Article {
        #[serde(default, alias = "article_title")]
        title: Option<String>,
        #[serde(alias = "article_content")]
        text: String,
    }
    let mut sources = Vec::new();
    if let Some(path) = gold.find("ground/te3-silver.tar.xz") {
        let all = gold::archive(&path)?;
        let all = all.iter().filter(|(name, _)| name.ends_with(".tml"));
        sources.push(
            all.filter_map(|(_, bytes)| wire(&String::from_utf8_lossy(bytes)))
                .collect(),
        );
    }
    let mut all = Vec::new();
    for name in gold.list("quotes/polnear/train/text") {
        if let Some(path) = gold.find(&format!("quotes/polnear/train/text/{name}")) {
            all.push(gold::text(&path)?);
        }
    }
    sources.push(all);
    for name in ["galaxy_wikinews_events", "basil_triples", "fakes_syria_dev"] {
        if let Some(path) = gold.find(&format!("stories/{name}.jsonl.gz")) {
            let articles: Vec<Article> = gold::json_lines(&path)?;
            let text = |article: Article| match article.title {
                Some(title) => format!("{title}\n\n{}", article.text),
                None => article.text,
            };
            sources.push(articles.into_iter().map(text).collect());
        }
    }
    if let Some(path) = gold.find("ground/meantime-english.tar.xz") {
        let all = gold::archive(&path)?;
        let all = all.iter().filter(|(name, _)| is_text(Path::new(name)));
        sources.push(
            all.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
                .collect(),
        );
    }
    sources.retain(|source: &Vec<String>| !source.is_empty());
    Ok(sources)
}

fn is_text(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "txt")
}

/// Headline and text of a wire report in TimeML.
fn wire(xml: &str) -> Option<String> {
    let part = |name: &str| {
        let inside = xml.split_once(&format!("<{name}>"))?.1;
        Some(inside.split_once(&format!("</{name}>"))?.0)
    };
    let title = part("TITLE").unwrap_or_default();
    let all = format!("{title}\n\n{}", part("TEXT")?);
    let mut text = String::with_capacity(all.len());
    let mut inside = false;
    for c in all.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    let plain = [
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    Some(
        plain
            .iter()
            .fold(text, |text, (from, to)| text.replace(from, to)),
    )
}
