use super::{Page, Top, render};
use crate::address;
use crate::archive::Archive;
use crate::error::Failure;
use crate::params::{Pager, Params};
use askama::Template;
use axum::extract::State;
use rashomon_store::Store;

const ROWS: usize = 60;

#[derive(Template)]
#[template(path = "speakers.html")]
struct SpeakersPage {
    top: Top,
    params: Params,
    speakers: Vec<SpeakerRow>,
    pager: Pager,
}

struct SpeakerRow {
    name: String,
    href: String,
    country: Option<String>,
    quotations: u64,
    documents: u64,
    /// Width of the bar, of 100.
    share: f64,
}

/// Who is quoted, most quoted first.
pub(crate) async fn list(State(archive): State<Archive>, params: Params) -> Page {
    let page = archive.read(move |store| read(store, params)).await?;
    render(&page)
}

fn read(store: &Store, params: Params) -> Result<SpeakersPage, Failure> {
    let mut speakers = store.speakers(&params.paged(ROWS)?)?;
    let pager = params.turn("/speakers", &mut speakers, ROWS);
    let most = speakers
        .iter()
        .map(|speaker| speaker.quotations)
        .max()
        .unwrap_or(1);
    let rows = speakers.into_iter().map(|speaker| SpeakerRow {
        href: address::speaker(speaker.actor.link.as_ref().unwrap_or(&speaker.actor.name)),
        name: speaker.actor.name,
        country: speaker.actor.country.map(|country| country.to_string()),
        quotations: speaker.quotations,
        documents: speaker.documents,
        share: speaker.quotations as f64 * 100.0 / most as f64,
    });
    Ok(SpeakersPage {
        top: Top::at("/speakers"),
        speakers: rows.collect(),
        params,
        pager,
    })
}
