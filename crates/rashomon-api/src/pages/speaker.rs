use super::events::Row;
use super::{Page, Top, render};
use crate::address;
use crate::archive::Archive;
use crate::chain;
use crate::colour::key;
use crate::error::{Code, Failure};
use crate::params::{Pager, Params};
use crate::words;
use askama::Template;
use axum::extract::{Path, State};
use rashomon_doc::{Entity, QuotationId, Reading};
use rashomon_store::{Actor, Filter, Header, QuotationRow, Store};

const ROWS: usize = 40;
/// Articles that are looked through for what others say; the latest ones.
const MOST_LOOKED: usize = 200;
const MOST_ABOUT: usize = 30;
/// Sayings of the speaker that are looked through for the same words.
const MOST_COMPARED: usize = 400;
const MOST_EVENTS: usize = 20;

#[derive(Template)]
#[template(path = "speaker.html")]
struct SpeakerPage {
    top: Top,
    name: String,
    meta: String,
    json: String,
    said: Vec<Saying>,
    pager: Pager,
    about: Vec<Saying>,
    events: Vec<Row>,
}

/// Words said, with who said them and where they stand.
pub(super) struct Saying {
    pub(super) words: String,
    pub(super) href: String,
    pub(super) act: &'static str,
    pub(super) gloss: &'static str,
    pub(super) chain: Vec<String>,
    pub(super) day: String,
    /// How often the same words are told, and where at their longest.
    pub(super) versions: Option<(String, String)>,
}

impl Saying {
    pub(super) fn new(row: &QuotationRow) -> Self {
        let names = row.speaker.iter().chain(row.via.iter().map(|(via, _)| via));
        let mut chain: Vec<String> = names.map(|actor| actor.name.clone()).collect();
        if row.speaker.is_none() {
            chain.insert(0, chain::UNNAMED.to_owned());
        }
        chain.push(publisher(&row.document));
        Self {
            words: words::shorten(&row.text, 500),
            href: address::finding(row.document.id.as_str(), row.id, row.span),
            act: row.act.as_str(),
            gloss: row.act.gloss(),
            chain,
            day: words::published(row.document.published.as_ref()),
            versions: None,
        }
    }
}

/// Sayings with a pointer to the longest version of the same words among `pool`.
fn with_versions(said: &[QuotationRow], pool: &[QuotationRow]) -> Vec<Saying> {
    let versions = rashomon::versions(pool);
    let saying = |row: &QuotationRow| {
        let place = pool
            .iter()
            .position(|other| other.document.id == row.document.id && other.id == row.id);
        let version = place
            .map(|index| versions[index])
            .filter(|version| version.count > 1);
        let versions = version.map(|version| {
            let longest = &pool[version.longest];
            let note = if place == Some(version.longest) {
                format!("told {} times; these are the most words", version.count)
            } else {
                format!("told {} times; at most words here", version.count)
            };
            let href = address::finding(longest.document.id.as_str(), longest.id, longest.span);
            (note, href)
        });
        Saying {
            versions,
            ..Saying::new(row)
        }
    };
    said.iter().map(saying).collect()
}

fn publisher(header: &Header) -> String {
    header
        .publisher
        .clone()
        .unwrap_or_else(|| chain::NO_PUBLISHER.to_owned())
}

/// One speaker: what they said, what is said about them, what they do.
pub(crate) async fn page(
    State(archive): State<Archive>,
    Path(name): Path<String>,
    params: Params,
) -> Page {
    let page = archive
        .read(move |store| read(store, &name, &params))
        .await?;
    render(&page)
}

fn read(store: &Store, name: &str, params: &Params) -> Result<SpeakerPage, Failure> {
    let by_speaker = Filter {
        speaker: Some(name.to_owned()),
        limit: Some(1),
        ..Filter::default()
    };
    let speaker = store.speakers(&by_speaker)?.pop();
    let named = Filter {
        actor: Some(name.to_owned()),
        ..Filter::default()
    };
    let documents = store.documents(&named)?;
    let Some(first) = documents.first() else {
        return Err(Failure::new(
            Code::SpeakerNotFound,
            format!("`{name}` is named in no article of this archive"),
        ));
    };
    let actor = match &speaker {
        Some(speaker) => speaker.actor.clone(),
        None => actor_in(store, first, name)?,
    };
    let mut filter = params.paged(ROWS)?;
    filter.speaker = Some(name.to_owned());
    let mut said = store.quotations(&filter)?;
    let pager = params.turn(&address::speaker(name), &mut said, ROWS);
    let pool = store.quotations(&Filter {
        speaker: Some(name.to_owned()),
        limit: Some(MOST_COMPARED),
        ..Filter::default()
    })?;
    let events = store.events(&Filter {
        limit: Some(MOST_EVENTS),
        ..named
    })?;
    Ok(SpeakerPage {
        top: Top::at("/speakers"),
        meta: meta(
            &actor,
            speaker.map_or(0, |speaker| speaker.quotations),
            documents.len(),
        ),
        json: format!("/api/v1/quotations?speaker={}", address::encode(name)),
        about: about(store, &documents, &actor)?,
        name: actor.name,
        said: with_versions(&said, &pool),
        pager,
        events: events.iter().map(Row::new).collect(),
    })
}

fn meta(actor: &Actor, quotations: u64, documents: usize) -> String {
    let mut parts: Vec<String> = actor.country.iter().map(ToString::to_string).collect();
    parts.push(words::count(quotations as usize, "quotation", "quotations"));
    parts.push(format!(
        "named in {}",
        words::count(documents, "article", "articles")
    ));
    parts.join(" · ")
}

/// Somebody who is named and never quoted.
fn actor_in(store: &Store, document: &Header, name: &str) -> Result<Actor, Failure> {
    let reading = store.reading(&document.id)?;
    let entities = reading.map(|reading| reading.entities).unwrap_or_default();
    let entity = entities
        .into_iter()
        .find(|entity| entity.link.as_deref() == Some(name) || key(&entity.name) == key(name));
    Ok(match entity {
        Some(entity) => Actor {
            name: entity.name,
            link: entity.link,
            country: entity.country,
        },
        None => Actor {
            name: name.to_owned(),
            link: None,
            country: None,
        },
    })
}

/// What others say in words that name `actor`, latest articles first.
fn about(store: &Store, documents: &[Header], actor: &Actor) -> Result<Vec<Saying>, Failure> {
    let mut sayings = Vec::new();
    for document in documents.iter().rev().take(MOST_LOOKED) {
        if sayings.len() >= MOST_ABOUT {
            break;
        }
        if let Some(reading) = store.reading(&document.id)? {
            sayings.extend(about_in(document, &reading, actor));
        }
    }
    sayings.truncate(MOST_ABOUT);
    Ok(sayings)
}

fn about_in<'a>(
    document: &'a Header,
    reading: &'a Reading,
    actor: &'a Actor,
) -> impl Iterator<Item = Saying> + 'a {
    let is_meant =
        move |entity: Option<&Entity>| entity.is_some_and(|entity| is_same(entity, actor));
    let quotations = reading.quotations.iter().enumerate();
    quotations.filter_map(move |(index, quotation)| {
        let source = quotation.source.as_ref().and_then(|source| source.entity);
        let names = |span| {
            reading
                .mentions_in(span)
                .any(|mention| is_meant(reading.entities.get(mention.entity.index())))
        };
        let is_own = is_meant(source.and_then(|source| reading.entities.get(source.index())));
        if is_own
            || quotation.content.is_empty()
            || !quotation.content.iter().any(|&span| names(span))
        {
            return None;
        }
        let id = QuotationId::at(index);
        Some(Saying {
            words: words::shorten(&chain::joined(reading, &quotation.content), 500),
            href: address::finding(document.id.as_str(), id, quotation.extent()),
            act: quotation.act.as_str(),
            gloss: quotation.act.gloss(),
            chain: chain::chain(reading, Some(id)),
            day: words::published(document.published.as_ref()),
            versions: None,
        })
    })
}

fn is_same(entity: &Entity, actor: &Actor) -> bool {
    match (&entity.link, &actor.link) {
        (Some(link), Some(other)) => link == other,
        _ => key(&entity.name) == key(&actor.name),
    }
}
