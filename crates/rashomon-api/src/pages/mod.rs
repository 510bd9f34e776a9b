//! The pages, one file each.

pub(crate) mod article;
pub(crate) mod articles;
pub(crate) mod disputes;
pub(crate) mod error;
pub(crate) mod events;
pub(crate) mod publishers;
pub(crate) mod search;
pub(crate) mod speaker;
pub(crate) mod speakers;
pub(crate) mod stories;
pub(crate) mod story;

use crate::error::{Code, Failure, PageFailure};
use crate::words;
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use rashomon_store::Header;

/// What a handler of a page answers.
pub(crate) type Page = Result<Response, PageFailure>;

/// The page that `template` makes.
fn render(template: &impl Template) -> Page {
    match template.render() {
        Ok(html) => Ok(Html(html).into_response()),
        Err(error) => Err(PageFailure(Failure::new(Code::Internal, error.to_string()))),
    }
}

/// What the top of every page shows: where we are, and what was searched for.
#[derive(Debug, Default)]
pub(crate) struct Top {
    nav: &'static str,
    query: String,
}

impl Top {
    fn at(nav: &'static str) -> Self {
        Self {
            nav,
            query: String::new(),
        }
    }

    fn links(&self) -> [(&'static str, &'static str); 5] {
        [
            ("/stories", "Stories"),
            ("/disputes", "Disputes"),
            ("/speakers", "Speakers"),
            ("/events", "Events"),
            ("/publishers", "Publishers"),
        ]
    }
}

/// An article in a list.
#[derive(Debug)]
pub(crate) struct ArticleRow {
    href: String,
    title: String,
    publisher: Option<String>,
    day: String,
    /// How the day is known, when it was not given.
    basis: Option<&'static str>,
    language: Option<String>,
}

impl ArticleRow {
    fn new(header: &Header) -> Self {
        let published = header.published.as_ref();
        Self {
            href: crate::address::article(header.id.as_str()),
            title: crate::lineage::title(Some(header)),
            publisher: header.publisher.clone(),
            day: words::published(published),
            basis: published.and_then(basis),
            language: header.language.clone().filter(|language| language != "en"),
        }
    }
}

/// What is to be said of a date that was not given.
fn basis(published: &rashomon_doc::Publication) -> Option<&'static str> {
    match published.basis {
        rashomon_doc::Basis::Given => None,
        rashomon_doc::Basis::Stated => Some("stated in the text"),
        rashomon_doc::Basis::Inferred => Some("inferred"),
    }
}
