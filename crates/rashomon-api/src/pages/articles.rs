use super::{ArticleRow, Page, Top, render};
use crate::archive::Archive;
use crate::error::Failure;
use crate::params::{Pager, Params};
use askama::Template;
use axum::extract::State;
use rashomon_store::Store;

const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "articles.html")]
struct ArticlesPage {
    top: Top,
    params: Params,
    publishers: Vec<String>,
    articles: Vec<ArticleRow>,
    pager: Pager,
}

/// The articles by date.
pub(crate) async fn list(State(archive): State<Archive>, params: Params) -> Page {
    let page = archive.read(move |store| read(store, params)).await?;
    render(&page)
}

fn read(store: &Store, params: Params) -> Result<ArticlesPage, Failure> {
    let mut documents = store.documents(&params.paged(ROWS)?)?;
    let pager = params.turn("/articles", &mut documents, ROWS);
    Ok(ArticlesPage {
        top: Top::at("/publishers"),
        publishers: super::stories::publishers(store)?,
        articles: documents.iter().map(ArticleRow::new).collect(),
        params,
        pager,
    })
}
