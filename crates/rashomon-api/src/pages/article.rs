use super::{Page, Top, basis, render};
use crate::address;
use crate::archive::Archive;
use crate::article::{self, Panel};
use crate::chain;
use crate::error::{Code, Failure};
use crate::highlight::{self, Layer, Stretches};
use crate::lineage;
use crate::params::Params;
use crate::words;
use askama::Template;
use axum::extract::{Path, State};
use rashomon_doc::{Descent, DocumentId, Lineage, NoteKind, Reading, Span};
use rashomon_store::{Filter, Header, Store};
use std::collections::BTreeMap;

/// A page with more text than this is of use to nobody; the JSON has all of it.
const MOST_TEXT: usize = 400_000;
const MOST_BESIDE: usize = 8;

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage {
    top: Top,
    title: String,
    publisher: Option<(String, String)>,
    day: String,
    basis: Option<&'static str>,
    url: Option<String>,
    language: Option<String>,
    json: String,
    story: Option<InStory>,
    messages: Vec<String>,
    html: String,
    panels: Vec<Panel>,
    counts: [(Layer, &'static str, usize); 5],
}

impl ArticlePage {
    fn panels_of(&self, layer: &Layer) -> Vec<&Panel> {
        self.panels
            .iter()
            .filter(|panel| panel.layer == *layer)
            .collect()
    }
}

struct InStory {
    href: String,
    title: String,
    reports: usize,
    /// How the article stands to the one it comes from.
    descent: &'static str,
    gloss: &'static str,
    parent: Option<(String, String)>,
    outlet: Option<String>,
    copies: Vec<(String, String)>,
}

/// One article with its findings marked, and the reason for each.
pub(crate) async fn page(
    State(archive): State<Archive>,
    Path(id): Path<String>,
    params: Params,
) -> Page {
    let page = archive.read(move |store| read(store, id, &params)).await?;
    render(&page)
}

fn read(store: &Store, id: String, params: &Params) -> Result<ArticlePage, Failure> {
    let unknown = || {
        Failure::new(
            Code::DocumentNotFound,
            format!("`{id}` is no article of this archive"),
        )
    };
    let id = DocumentId(id.clone());
    let header = store.header(&id)?.ok_or_else(unknown)?;
    let reading = store.reading(&id)?.ok_or_else(unknown)?;
    let story = match &header.story {
        Some(story) => in_story(store, story, &id)?,
        None => None,
    };
    Ok(page_of(&header, reading, story, params))
}

fn in_story(store: &Store, story: &str, id: &DocumentId) -> Result<Option<InStory>, Failure> {
    let story = store.story(story)?;
    let Some(article) = story
        .articles
        .iter()
        .find(|article| article.document == *id)
    else {
        return Ok(None);
    };
    let of_story = Filter {
        story: Some(story.id.clone()),
        ..Filter::default()
    };
    let headers = store.documents(&of_story)?;
    let headers: BTreeMap<&str, &Header> = headers
        .iter()
        .map(|header| (header.id.as_str(), header))
        .collect();
    let link = |id: &DocumentId| {
        let header = headers.get(id.as_str());
        let publisher = header.and_then(|header| header.publisher.clone());
        let name = publisher.unwrap_or_else(|| lineage::title(header.copied()));
        (name, address::article(id.as_str()))
    };
    let is_copy =
        |other: &&Lineage| other.parent.as_ref() == Some(id) && other.descent != Descent::Origin;
    Ok(Some(InStory {
        href: address::story(&story.id),
        title: story.title.clone(),
        reports: story.articles.len(),
        descent: article.descent.as_str(),
        gloss: article.descent.gloss(),
        parent: article.parent.as_ref().map(link),
        outlet: article.outlet.clone(),
        copies: story
            .articles
            .iter()
            .filter(is_copy)
            .map(|copy| link(&copy.document))
            .collect(),
    }))
}

fn page_of(
    header: &Header,
    mut reading: Reading,
    story: Option<InStory>,
    params: &Params,
) -> ArticlePage {
    let cut = cut(&mut reading);
    // The neighbours in the archive may have dated it since it was read.
    reading.published = header.published.or(reading.published);
    let (found, mut panels) = article::findings(&reading);
    let shown = highlight::highlight(reading.text(), &found, &stretches(&reading, header, params));
    let labels: BTreeMap<String, String> = panels
        .iter()
        .map(|panel| (panel.id.clone(), panel.label.clone()))
        .collect();
    for panel in &mut panels {
        let beside = shown
            .beside
            .get(&panel.id)
            .into_iter()
            .flatten()
            .take(MOST_BESIDE);
        panel.also = beside
            .filter_map(|id| Some((id.clone(), labels.get(id)?.clone())))
            .collect();
        panel.is_open = params.open.as_ref() == Some(&panel.id);
    }
    let mut messages: Vec<String> = reading
        .diagnostics
        .iter()
        .map(|diagnostic| words::capital(&diagnostic.message))
        .collect();
    messages.extend(
        cut.then(|| "The text is too long for a page; what is shown is its beginning.".to_owned()),
    );
    let publisher = header.publisher.clone();
    let url = header.url.as_deref().and_then(address::external);
    ArticlePage {
        top: Top::at("/stories"),
        title: lineage::title(Some(header)),
        publisher: publisher.map(|name| (address::publisher(&name), name)),
        day: words::published(header.published.as_ref()),
        basis: header.published.as_ref().and_then(basis),
        url: url.map(str::to_owned),
        language: header.language.clone().filter(|language| language != "en"),
        json: format!("/api/v1/documents/{}", address::encode(header.id.as_str())),
        story,
        messages,
        html: shown.html,
        counts: [
            (Layer::Quotation, "quotation", reading.quotations.len()),
            (Layer::Event, "event", reading.events.len()),
            (Layer::Time, "time", reading.times.len()),
            (Layer::Place, "place", reading.places.len()),
            (Layer::Figure, "figure", reading.figures.len()),
        ],
        panels,
    }
}

/// Cuts a text that is too long; findings beyond the cut are not of the text any more.
fn cut(reading: &mut Reading) -> bool {
    let text = &mut reading.document.text;
    if text.len() <= MOST_TEXT {
        return false;
    }
    let mut end = MOST_TEXT;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    let is_left = |span: Span| span.end as usize <= end;
    reading
        .quotations
        .retain(|quotation| quotation.content.iter().all(|&span| is_left(span)));
    reading.events.retain(|event| is_left(event.trigger));
    reading.figures.retain(|figure| is_left(figure.span));
    reading.times.retain(|time| is_left(time.span));
    reading.places.retain(|place| is_left(place.span));
    true
}

fn stretches(reading: &Reading, header: &Header, params: &Params) -> Stretches {
    let is_aside = |kind: NoteKind| {
        matches!(
            kind,
            NoteKind::Boilerplate | NoteKind::Caption | NoteKind::Dateline
        )
    };
    let notes = reading.notes.iter();
    let title = header.title.as_deref().map(str::trim).unwrap_or_default();
    let first = reading.text().lines().next().unwrap_or_default();
    Stretches {
        aside: notes
            .filter(|note| is_aside(note.kind))
            .map(|note| note.span)
            .collect(),
        here: params
            .mark
            .as_deref()
            .and_then(|mark| span(mark, reading.text())),
        hidden: (!title.is_empty() && first.trim() == title).then(|| Span::new(0, first.len())),
    }
}

/// The stretch `12-34` of `text`; `None` when it is not one.
fn span(mark: &str, text: &str) -> Option<Span> {
    let (start, end) = mark.split_once('-')?;
    let (start, end): (usize, usize) = (start.parse().ok()?, end.parse().ok()?);
    text.get(start..end)?;
    Some(Span::new(start, end)).filter(|span| !span.is_empty())
}

/// The speaker of a quotation's panel, for lists.
impl Panel {
    fn teller(&self) -> &str {
        self.chain.first().map_or(chain::UNNAMED, String::as_str)
    }
}
