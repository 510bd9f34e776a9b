use super::{Page, Top, render};
use crate::address;
use crate::archive::Archive;
use crate::error::Failure;
use askama::Template;
use axum::extract::State;
use rashomon_store::{Filter, Store};

#[derive(Template)]
#[template(path = "publishers.html")]
struct PublishersPage {
    top: Top,
    publishers: Vec<PublisherRow>,
    unnamed: u64,
}

struct PublisherRow {
    name: String,
    href: String,
    events: String,
    articles: u64,
    first: String,
    /// Width of the bar, of 100.
    share: f64,
}

/// Lists longer than this do without the day of the first article.
const MOST_DATED: usize = 300;

/// The outlets, most articles first.
pub(crate) async fn list(State(archive): State<Archive>) -> Page {
    let page = archive.read(read).await?;
    render(&page)
}

fn read(store: &Store) -> Result<PublishersPage, Failure> {
    let publishers = store.publishers()?;
    let named: u64 = publishers.iter().map(|(_, articles)| articles).sum();
    let most = publishers
        .iter()
        .map(|&(_, articles)| articles)
        .max()
        .unwrap_or(1);
    let mut rows = Vec::with_capacity(publishers.len());
    for (index, (name, articles)) in publishers.into_iter().enumerate() {
        let first = if index < MOST_DATED {
            first_day(store, &name)?
        } else {
            String::new()
        };
        rows.push(PublisherRow {
            href: address::publisher(&name),
            events: format!("/events?publisher={}", address::encode(&name)),
            articles,
            first,
            share: articles as f64 * 100.0 / most as f64,
            name,
        });
    }
    Ok(PublishersPage {
        top: Top::at("/publishers"),
        publishers: rows,
        unnamed: store.totals()?.documents.saturating_sub(named),
    })
}

fn first_day(store: &Store, publisher: &str) -> Result<String, Failure> {
    let filter = Filter {
        publisher: Some(publisher.to_owned()),
        limit: Some(1),
        ..Filter::default()
    };
    let first = store.documents(&filter)?.pop();
    Ok(crate::words::published(
        first.as_ref().and_then(|header| header.published.as_ref()),
    ))
}
