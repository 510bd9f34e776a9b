use super::{Page, Top, render};
use crate::address;
use crate::archive::Archive;
use crate::dispute;
use crate::error::Failure;
use crate::params::{Pager, Params};
use crate::words;
use askama::Template;
use axum::extract::State;
use rashomon_doc::Story;
use rashomon_store::{Filter, Store, Totals};

const ROWS: usize = 20;

#[derive(Template)]
#[template(path = "stories.html")]
struct StoriesPage {
    top: Top,
    params: Params,
    totals: Totals,
    span: String,
    publishers: Vec<String>,
    stories: Vec<StoryRow>,
    pager: Pager,
}

struct StoryRow {
    href: String,
    title: String,
    /// The first question on which its accounts differ.
    question: Option<String>,
    meta: String,
    names: String,
    reports: usize,
    origins: u32,
    disputes: usize,
}

/// The first page.
pub(crate) async fn home(archive: State<Archive>, params: Params) -> Page {
    list(archive, params).await
}

/// The stories, most independent origins first.
pub(crate) async fn list(State(archive): State<Archive>, params: Params) -> Page {
    let page = archive.read(move |store| read(store, params)).await?;
    render(&page)
}

fn read(store: &Store, params: Params) -> Result<StoriesPage, Failure> {
    let mut stories = store.stories(&params.paged(ROWS)?)?;
    let pager = params.turn("/stories", &mut stories, ROWS);
    let totals = store.totals()?;
    let rows = stories.iter().map(|story| row(store, story));
    Ok(StoriesPage {
        top: Top::at("/stories"),
        span: words::days(totals.first, totals.last),
        publishers: publishers(store)?,
        stories: rows.collect::<Result<_, _>>()?,
        params,
        totals,
        pager,
    })
}

/// The outlets to choose from in a form.
pub(super) fn publishers(store: &Store) -> Result<Vec<String>, Failure> {
    /// A list to choose from has to stay one that can be read.
    const MOST: usize = 200;
    let publishers = store.publishers()?.into_iter().take(MOST);
    let mut names: Vec<String> = publishers.map(|(name, _)| name).collect();
    names.sort_by_key(|name| name.to_lowercase());
    Ok(names)
}

fn row(store: &Store, story: &Story) -> Result<StoryRow, Failure> {
    let of_story = Filter {
        story: Some(story.id.clone()),
        ..Filter::default()
    };
    let disputes = store.disputes(&of_story)?;
    let mut meta = vec![words::days(story.first, story.last)];
    meta.extend(story.places.iter().take(3).cloned());
    meta.retain(|part| !part.is_empty());
    let names: Vec<String> = story.actors.iter().take(5).cloned().collect();
    Ok(StoryRow {
        href: address::story(&story.id),
        title: story.title.clone(),
        question: disputes
            .first()
            .map(|dispute| dispute::question(dispute, &story.title).to_owned()),
        meta: meta.join(" · "),
        names: names.join(", "),
        reports: story.articles.len(),
        origins: story.origins,
        disputes: disputes.len(),
    })
}
