//! News without trees, of collections that are labelled otherwise.

use rashomon_eval::{Gold, gold};
use serde::Deserialize;
use std::error::Error;
use std::path::Path;

/// The texts of each collection; none is of a part that syntax is scored on.
pub(super) fn sources(gold: &Gold) -> Result<Vec<Vec<String>>, Box<dyn Error>> {
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

/// The texts of the training part of the English Web Treebank, by document.
#[cfg(feature = "deep")]
pub(super) fn web(gold: &Gold) -> Result<Vec<String>, Box<dyn Error>> {
    let Some(path) = gold.find("syntax/en_ewt-ud-train.conllu.xz") else {
        return Ok(Vec::new());
    };
    let mut all: Vec<String> = Vec::new();
    for line in gold::text(&path)?.lines() {
        if line.starts_with("# newdoc") {
            all.push(String::new());
        } else if let (Some(sentence), Some(text)) =
            (line.strip_prefix("# text = "), all.last_mut())
        {
            text.push_str(sentence);
            text.push('\n');
        }
    }
    Ok(all)
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
