//! The JSON interface under `/api/v1/`.

mod wire;

use crate::archive::Archive;
use crate::error::{ApiFailure, Code, Failure};
use crate::pages::story::Whole;
use crate::params::{Params, act_kind, dispute_kind, event_kind};
use crate::search;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use rashomon_doc::DocumentId;
use rashomon_store::{Store, Totals};
use wire::Texts;

/// What a handler answers.
type Answer<T> = Result<Json<T>, ApiFailure>;

const ROWS: usize = 100;
const MOST_ROWS: usize = 1000;

/// The routes, without their prefix.
pub(crate) fn routes() -> Router<Archive> {
    Router::new()
        .route("/totals", get(totals))
        .route("/stories", get(stories))
        .route("/stories/{id}", get(story))
        .route("/documents", get(documents))
        .route("/documents/{id}", get(document))
        .route("/speakers", get(speakers))
        .route("/quotations", get(quotations))
        .route("/events", get(events))
        .route("/happenings", get(happenings))
        .route("/disputes", get(disputes))
        .route("/publishers", get(publishers))
        .route("/search", get(search_for))
}

/// Whether the archive can be read.
pub(crate) async fn health(State(archive): State<Archive>) -> Answer<wire::Health> {
    let documents = archive.read(|store| Ok(store.totals()?.documents)).await?;
    Ok(Json(wire::Health {
        status: "ok",
        documents,
    }))
}

async fn totals(State(archive): State<Archive>) -> Answer<Totals> {
    Ok(Json(archive.read(|store| Ok(store.totals()?)).await?))
}

/// One page of rows; `limit` sets its length.
async fn list<T, F>(archive: Archive, params: Params, ask: F) -> Answer<wire::List<T>>
where
    T: Send + 'static,
    F: FnOnce(&Store, &Params, usize) -> Result<Vec<T>, Failure> + Send + 'static,
{
    let rows = rows(&params)?;
    let answer = archive.read(move |store| {
        let mut items = ask(store, &params, rows)?;
        let pager = params.turn("", &mut items, rows);
        let next = pager.after.is_some().then_some(pager.page + 1);
        Ok(wire::List {
            page: pager.page,
            next,
            items,
        })
    });
    Ok(Json(answer.await?))
}

fn rows(params: &Params) -> Result<usize, Failure> {
    match params.limit.as_deref() {
        None => Ok(ROWS),
        Some(limit) => match limit.parse() {
            Ok(rows) if (1..=MOST_ROWS).contains(&rows) => Ok(rows),
            _ => Err(Failure::new(
                Code::BadQuery,
                format!("limit `{limit}` is not a number from 1 to {MOST_ROWS}"),
            )),
        },
    }
}

async fn stories(
    State(archive): State<Archive>,
    params: Params,
) -> Answer<wire::List<wire::Story>> {
    list(archive, params, |store, params, rows| {
        let stories = store.stories(&params.paged(rows)?)?;
        let mut texts = Texts::new(store);
        stories
            .iter()
            .map(|story| wire::Story::new(story, &mut texts))
            .collect()
    })
    .await
}

async fn story(State(archive): State<Archive>, Path(id): Path<String>) -> Answer<wire::WholeStory> {
    let answer = archive.read(move |store| {
        let whole = Whole::read(store, &id)?;
        wire::WholeStory::new(&whole, &mut Texts::new(store))
    });
    Ok(Json(answer.await?))
}

async fn documents(
    State(archive): State<Archive>,
    params: Params,
) -> Answer<wire::List<wire::Document>> {
    list(archive, params, |store, params, rows| {
        let documents = store.documents(&params.paged(rows)?)?;
        Ok(documents.into_iter().map(wire::Document::from).collect())
    })
    .await
}

/// One reading, as `rashomon read` writes it.
async fn document(
    State(archive): State<Archive>,
    Path(id): Path<String>,
) -> Result<Response, ApiFailure> {
    let answer = archive.read(move |store| {
        let unknown = || {
            Failure::new(
                Code::DocumentNotFound,
                format!("`{id}` is no article of this archive"),
            )
        };
        let document = DocumentId(id.clone());
        let header = store.header(&document)?.ok_or_else(unknown)?;
        let mut reading = store.reading(&document)?.ok_or_else(unknown)?;
        reading.published = header.published.or(reading.published);
        Ok(rashomon::contract::to_json(&reading))
    });
    let kind = HeaderValue::from_static("application/json");
    Ok(([(header::CONTENT_TYPE, kind)], answer.await?).into_response())
}

async fn speakers(
    State(archive): State<Archive>,
    params: Params,
) -> Answer<wire::List<wire::Speaker>> {
    list(archive, params, |store, params, rows| {
        let speakers = store.speakers(&params.paged(rows)?)?;
        Ok(speakers.into_iter().map(wire::Speaker::from).collect())
    })
    .await
}

async fn quotations(
    State(archive): State<Archive>,
    params: Params,
) -> Answer<wire::List<wire::Quotation>> {
    list(archive, params, |store, params, rows| {
        act_kind(params.kind.as_deref())?;
        let quotations = store.quotations(&params.paged(rows)?)?;
        let mut texts = Texts::new(store);
        quotations
            .into_iter()
            .map(|row| wire::Quotation::new(row, &mut texts))
            .collect()
    })
    .await
}

async fn events(State(archive): State<Archive>, params: Params) -> Answer<wire::List<wire::Event>> {
    list(archive, params, |store, params, rows| {
        event_kind(params.kind.as_deref())?;
        let events = store.events(&params.paged(rows)?)?;
        let mut texts = Texts::new(store);
        events
            .into_iter()
            .map(|row| wire::Event::new(row, &mut texts))
            .collect()
    })
    .await
}

async fn happenings(
    State(archive): State<Archive>,
    params: Params,
) -> Answer<wire::List<wire::Happening>> {
    list(archive, params, |store, params, rows| {
        event_kind(params.kind.as_deref())?;
        let happenings = store.happenings(&params.paged(rows)?)?;
        let mut texts = Texts::new(store);
        happenings
            .iter()
            .map(|happening| wire::Happening::new(happening, &mut texts))
            .collect()
    })
    .await
}

async fn disputes(
    State(archive): State<Archive>,
    params: Params,
) -> Answer<wire::List<wire::Dispute>> {
    list(archive, params, |store, params, rows| {
        dispute_kind(params.kind.as_deref())?;
        let disputes = store.disputes(&params.paged(rows)?)?;
        let mut texts = Texts::new(store);
        disputes
            .iter()
            .map(|dispute| wire::Dispute::new(dispute, &mut texts))
            .collect()
    })
    .await
}

async fn publishers(
    State(archive): State<Archive>,
    params: Params,
) -> Answer<wire::List<wire::Publisher>> {
    list(archive, params, |store, params, rows| {
        let publishers = store
            .publishers()?
            .into_iter()
            .skip((params.page() - 1) * rows)
            .take(rows + 1);
        Ok(publishers
            .map(|(name, documents)| wire::Publisher { name, documents })
            .collect())
    })
    .await
}

/// Articles that fit `q`, with its operators; `said:` belongs to the quotations.
async fn search_for(
    State(archive): State<Archive>,
    params: Params,
) -> Answer<wire::List<wire::Hit>> {
    list(archive, params, |store, params, rows| {
        let asked = search::asked(params.q.as_deref().unwrap_or_default())?;
        if asked.said.is_some() {
            return Err(Failure::new(
                Code::BadQuery,
                "`said:` asks for quotations: see /api/v1/quotations?speaker=",
            ));
        }
        let filter = crate::pages::search::filter(&asked, params, rows)?;
        let hits = store.search(&asked.words, &filter, rows + 1)?;
        let mut texts = Texts::new(store);
        hits.into_iter()
            .map(|hit| wire::Hit::new(hit, &mut texts))
            .collect()
    })
    .await
}
