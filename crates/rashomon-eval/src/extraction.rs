//! Extraction of articles and dates from pages.
//!
//! Two corpora: annotated pages with segments that must and must not be in the article's text, and
//! pages with their day of publication.

use crate::gold::{self, bytes};
use crate::{Gold, GoldError, Part, Scores};
use rashomon_doc::Date;
use rashomon_ingest::{Options, decode_page, page_date, read_page};
use rayon::prelude::*;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A page with what is known of it.
#[derive(Clone, Debug, Default, Deserialize)]
struct Item {
    file: String,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
    #[serde(default)]
    date: Option<String>,
}

/// What became of the segments of all pages.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Segments {
    wanted_found: usize,
    wanted_missing: usize,
    unwanted_found: usize,
}

impl Segments {
    fn count(item: &Item, text: &str) -> Self {
        let found = item
            .with
            .iter()
            .filter(|segment| text.contains(*segment))
            .count();
        let unwanted = item
            .without
            .iter()
            .filter(|segment| text.contains(*segment));
        Self {
            wanted_found: found,
            wanted_missing: item.with.len() - found,
            unwanted_found: unwanted.count(),
        }
    }

    fn add(self, other: Self) -> Self {
        Self {
            wanted_found: self.wanted_found + other.wanted_found,
            wanted_missing: self.wanted_missing + other.wanted_missing,
            unwanted_found: self.unwanted_found + other.unwanted_found,
        }
    }

    fn precision(self) -> f64 {
        crate::counts::percent(self.wanted_found, self.wanted_found + self.unwanted_found)
    }

    fn recall(self) -> f64 {
        crate::counts::percent(self.wanted_found, self.wanted_found + self.wanted_missing)
    }

    fn f1(self) -> f64 {
        let wrong = self.wanted_missing + self.unwanted_found;
        crate::counts::percent(2 * self.wanted_found, 2 * self.wanted_found + wrong)
    }
}

/// How many dates were right, wrong and given at all.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Dates {
    right: usize,
    wrong: usize,
}

impl Dates {
    fn count(gold: Option<Date>, found: Option<Date>) -> Self {
        Self {
            right: usize::from(found.is_some() && found == gold),
            wrong: usize::from(found.is_some() && found != gold),
        }
    }

    fn add(self, other: Self) -> Self {
        Self {
            right: self.right + other.right,
            wrong: self.wrong + other.wrong,
        }
    }
}

/// Scores what `gold` holds under `extraction/`.
pub(crate) fn score(gold: &Gold, scores: &mut Scores) -> Result<(), GoldError> {
    for corpus in gold.list("extraction") {
        let folder = format!("extraction/{corpus}");
        let Some(key) = ["trafilatura", "htmldate"]
            .into_iter()
            .find(|key| corpus.contains(key))
        else {
            continue;
        };
        for name in gold
            .list(&folder)
            .iter()
            .filter(|name| name.ends_with(".json") || name.ends_with(".json.gz"))
        {
            let path = gold.find(&format!("{folder}/{name}")).unwrap_or_default();
            let part = if corpus.contains("test") || name.contains("test") {
                Part::Test
            } else {
                Part::Dev
            };
            let pages = folders_of_pages(&path);
            let items = items(&path)?;
            let found: Vec<(Item, String)> = items
                .into_par_iter()
                .filter_map(|(_, item)| page(&pages, &item.file).map(|html| (item, html)))
                .collect();
            let prefix = format!("extraction/{key}/{}", part.as_str());
            match key {
                "trafilatura" => score_text(&found, &prefix, scores),
                _ => score_dates(&found, &prefix, scores),
            }
        }
    }
    Ok(())
}

fn items(path: &Path) -> Result<BTreeMap<String, Item>, GoldError> {
    serde_json::from_str(&gold::text(path)?).map_err(|error| GoldError::new(path, error))
}

/// The folders where the pages of the annotations at `path` may lie.
fn folders_of_pages(path: &Path) -> Vec<PathBuf> {
    let home = path.parent().map(Path::to_owned).unwrap_or_default();
    let corpora = home.parent().map(Path::to_owned).unwrap_or_default();
    let mut folders: Vec<PathBuf> = ["html", "eval", "cache", "pages", ""]
        .iter()
        .map(|name| home.join(name))
        .collect();
    // The collection of dates shares pages with that of texts.
    let mut siblings: Vec<PathBuf> = std::fs::read_dir(&corpora)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("html")))
        .collect();
    siblings.sort();
    folders.extend(siblings);
    folders
}

fn page(folders: &[PathBuf], file: &str) -> Option<String> {
    let names = [format!("{file}.gz"), file.to_owned()];
    let mut paths = folders
        .iter()
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)));
    let path = paths.find(|path| path.is_file())?;
    Some(decode_page(bytes(&path).ok()?))
}

fn score_text(pages: &[(Item, String)], prefix: &str, scores: &mut Scores) {
    let segments = pages.par_iter().map(|(item, html)| {
        let page = read_page(html, None, &Options::default());
        Segments::count(item, page.as_ref().map_or("", |page| page.text.as_str()))
    });
    let segments = segments.reduce(Segments::default, Segments::add);
    scores.set(format!("{prefix}/f1"), segments.f1());
    scores.set(format!("{prefix}/precision"), segments.precision());
    scores.set(format!("{prefix}/recall"), segments.recall());
}

/// The address is not told: dates in it count only where the page names it.
fn score_dates(pages: &[(Item, String)], prefix: &str, scores: &mut Scores) {
    let dates = pages.par_iter().map(|(item, html)| {
        let gold = item.date.as_deref().and_then(|date| date.parse().ok());
        Dates::count(gold, page_date(html, None).map(|found| found.date))
    });
    let dates = dates.reduce(Dates::default, Dates::add);
    scores.set(format!("{prefix}/right"), dates.right as f64);
    scores.set(format!("{prefix}/wrong"), dates.wrong as f64);
    scores.set(
        format!("{prefix}/given"),
        (dates.right + dates.wrong) as f64,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_of_a_page() {
        let item = Item {
            with: vec!["One two".into(), "three".into(), "four".into()],
            without: vec!["Menu".into(), "About".into()],
            ..Item::default()
        };
        let segments = Segments::count(&item, "Menu. One two. three.");
        // 2 of 3 wanted, 1 unwanted: P = 2/3, R = 2/3.
        assert_eq!(
            segments,
            Segments {
                wanted_found: 2,
                wanted_missing: 1,
                unwanted_found: 1
            }
        );
        assert!((segments.f1() - 66.666).abs() < 0.01);
        assert!((segments.precision() - segments.recall()).abs() < 1e-9);
    }

    #[test]
    fn dates_right_wrong_and_not_given() {
        let day = |text: &str| text.parse().ok();
        let gold = day("2016-02-11");
        assert_eq!(
            Dates::count(gold, day("2016-02-11")),
            Dates { right: 1, wrong: 0 }
        );
        assert_eq!(
            Dates::count(gold, day("2016-02-12")),
            Dates { right: 0, wrong: 1 }
        );
        assert_eq!(Dates::count(gold, None), Dates::default());
    }

    #[test]
    fn a_folder_of_pages() {
        let root = std::env::temp_dir().join(format!("rashomon-extraction-{}", std::process::id()));
        let home = root.join("extraction/htmldate");
        std::fs::create_dir_all(home.join("html")).expect("a folder");
        let items = r#"{"https://a.example/": {"file": "a.html", "date": "2016-02-11"}, "https://b.example/": {"file": "b.html", "date": "2016-02-11"}}"#;
        std::fs::write(home.join("eval_default.json"), items).expect("written");
        std::fs::write(
            home.join("html/a.html"),
            "<meta name='date' content='2016-02-11'>",
        )
        .expect("written");
        std::fs::write(
            home.join("html/b.html"),
            "<meta name='date' content='2016-02-12'>",
        )
        .expect("written");
        let mut scores = Scores::default();
        score(&Gold::open(&root).expect("the folder"), &mut scores).expect("scored");
        std::fs::remove_dir_all(&root).expect("removed");
        let score = |metric: &str| {
            scores
                .0
                .get(&format!("extraction/htmldate/dev/{metric}"))
                .copied()
        };
        assert_eq!(
            (score("right"), score("wrong"), score("given")),
            (Some(1.0), Some(1.0), Some(2.0))
        );
    }
}
