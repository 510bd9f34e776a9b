use super::{Page, Top, render};
use crate::address;
use crate::archive::Archive;
use crate::chain::NO_PUBLISHER;
use crate::error::Failure;
use crate::params::{Pager, Params, event_kind};
use crate::words;
use askama::Template;
use axum::extract::State;
use rashomon_doc::EventType;
use rashomon_store::{Actor, EventRow, Store};

const ROWS: usize = 50;

#[derive(Template)]
#[template(path = "events.html")]
struct EventsPage {
    top: Top,
    params: Params,
    kinds: &'static [EventType],
    publishers: Vec<String>,
    events: Vec<Row>,
    pager: Pager,
}

impl EventsPage {
    fn is_kind(&self, kind: &EventType) -> bool {
        self.params
            .kind
            .as_deref()
            .is_some_and(|chosen| chosen.eq_ignore_ascii_case(kind.as_str()))
    }
}

/// An event in a table.
pub(super) struct Row {
    pub(super) day: String,
    pub(super) kind: &'static str,
    pub(super) gloss: &'static str,
    pub(super) status: Option<&'static str>,
    pub(super) sources: String,
    pub(super) targets: String,
    pub(super) place: Option<String>,
    pub(super) words: String,
    pub(super) href: String,
    pub(super) chain: Vec<String>,
}

impl Row {
    pub(super) fn new(event: &EventRow) -> Self {
        let document = &event.document;
        let day = words::days(event.earliest, event.latest);
        let mut chain: Vec<String> = event
            .speaker
            .iter()
            .map(|speaker| speaker.name.clone())
            .collect();
        chain.push(
            document
                .publisher
                .clone()
                .unwrap_or_else(|| NO_PUBLISHER.to_owned()),
        );
        Self {
            day: match &document.published {
                _ if !day.is_empty() => day,
                Some(published) => format!("told {}", words::day(published.date)),
                None => "day not told".to_owned(),
            },
            kind: event.plover.as_str(),
            gloss: event.plover.gloss(),
            status: words::status(event.polarity, event.modality),
            sources: names(&event.sources),
            targets: names(&event.targets),
            place: event.place.clone(),
            words: words::shorten(&event.text, 260),
            href: address::finding(document.id.as_str(), event.id, event.trigger),
            chain,
        }
    }
}

fn names(actors: &[Actor]) -> String {
    let names: Vec<&str> = actors.iter().map(|actor| actor.name.as_str()).collect();
    names.join(", ")
}

/// The events of all articles by day.
pub(crate) async fn list(State(archive): State<Archive>, params: Params) -> Page {
    let page = archive.read(move |store| read(store, params)).await?;
    render(&page)
}

fn read(store: &Store, params: Params) -> Result<EventsPage, Failure> {
    event_kind(params.kind.as_deref())?;
    let mut events = store.events(&params.paged(ROWS)?)?;
    let pager = params.turn("/events", &mut events, ROWS);
    Ok(EventsPage {
        top: Top::at("/events"),
        kinds: EventType::ALL,
        publishers: super::stories::publishers(store)?,
        events: events.iter().map(Row::new).collect(),
        params,
        pager,
    })
}
