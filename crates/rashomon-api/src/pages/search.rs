use super::speaker::Saying;
use super::{ArticleRow, Page, Top, render};
use crate::address;
use crate::archive::Archive;
use crate::error::Failure;
use crate::params::{Pager, Params};
use crate::search::{self, Asked};
use askama::Template;
use axum::extract::State;
use rashomon_store::{Filter, Hit, QuotationRow, Store};

const ROWS: usize = 20;
/// Sayings of one speaker that are looked through for the words.
const MOST_LOOKED: usize = 2000;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    top: Top,
    query: String,
    hits: Vec<HitRow>,
    sayings: Vec<Saying>,
    pager: Pager,
}

struct HitRow {
    article: ArticleRow,
    href: String,
    /// Stretches of the snippet; the ones that were searched for are marked.
    pieces: Vec<(String, bool)>,
}

/// Articles or sayings that fit a query.
pub(crate) async fn page(State(archive): State<Archive>, params: Params) -> Page {
    let page = archive.read(move |store| read(store, params)).await?;
    render(&page)
}

fn read(store: &Store, params: Params) -> Result<SearchPage, Failure> {
    let query = params.q.clone().unwrap_or_default();
    let asked = search::asked(&query)?;
    let mut page = SearchPage {
        top: Top {
            nav: "",
            query: query.clone(),
        },
        query,
        hits: Vec::new(),
        sayings: Vec::new(),
        pager: Pager::default(),
    };
    if page.query.is_empty() {
        return Ok(page);
    }
    if asked.said.is_some() {
        let mut rows = sayings(store, &asked, &params)?;
        page.pager = params.turn("/search", &mut rows, ROWS);
        page.sayings = rows.iter().map(Saying::new).collect();
    } else {
        let mut hits = hits(store, &asked, &params)?;
        page.pager = params.turn("/search", &mut hits, ROWS);
        page.hits = hits;
    }
    Ok(page)
}

/// The page of the list that `params` asks for, under the conditions of `asked`.
pub(crate) fn filter(asked: &Asked, params: &Params, rows: usize) -> Result<Filter, Failure> {
    let page = params.paged(rows)?;
    let mut filter = asked.params.filter()?;
    filter.actor = asked.about.clone();
    filter.limit = page.limit;
    filter.offset = page.offset;
    Ok(filter)
}

fn hits(store: &Store, asked: &Asked, params: &Params) -> Result<Vec<HitRow>, Failure> {
    let filter = filter(asked, params, ROWS)?;
    if asked.words.is_empty() {
        let documents = store.documents(&filter)?;
        return Ok(documents
            .iter()
            .map(|header| HitRow {
                article: ArticleRow::new(header),
                href: address::article(header.id.as_str()),
                pieces: Vec::new(),
            })
            .collect());
    }
    let hits = store.search(&asked.words, &filter, ROWS + 1)?;
    Ok(hits.iter().map(hit_row).collect())
}

fn hit_row(hit: &Hit) -> HitRow {
    let id = hit.document.id.as_str();
    HitRow {
        article: ArticleRow::new(&hit.document),
        href: match hit.highlights.first() {
            Some(&span) => address::words(id, span),
            None => address::article(id),
        },
        pieces: pieces(hit),
    }
}

/// The snippet cut where highlights begin and end.
fn pieces(hit: &Hit) -> Vec<(String, bool)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for span in &hit.highlights {
        let start = (span.start.saturating_sub(hit.span.start)) as usize;
        let end = (span.end.saturating_sub(hit.span.start)) as usize;
        if let (Some(before), Some(words)) =
            (hit.snippet.get(at..start), hit.snippet.get(start..end))
        {
            pieces.push((before.to_owned(), false));
            pieces.push((words.to_owned(), true));
            at = end;
        }
    }
    pieces.push((hit.snippet[at..].to_owned(), false));
    pieces.retain(|(words, _)| !words.is_empty());
    pieces
}

/// The sayings of one speaker that hold all the words.
pub(crate) fn sayings(
    store: &Store,
    asked: &Asked,
    params: &Params,
) -> Result<Vec<QuotationRow>, Failure> {
    let page = filter(asked, params, ROWS)?;
    let all = Filter {
        speaker: asked.said.clone(),
        actor: None,
        limit: Some(MOST_LOOKED),
        offset: 0,
        ..page.clone()
    };
    let words = asked.words.replace('"', " ").to_lowercase();
    let about = asked.about.as_deref().unwrap_or_default().to_lowercase();
    let words: Vec<&str> = words
        .split_whitespace()
        .chain((!about.is_empty()).then_some(about.as_str()))
        .collect();
    let holds = |row: &QuotationRow| {
        let text = row.text.to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let rows = store.quotations(&all)?.into_iter().filter(holds);
    Ok(rows
        .skip(page.offset)
        .take(page.limit.unwrap_or(usize::MAX))
        .collect())
}
