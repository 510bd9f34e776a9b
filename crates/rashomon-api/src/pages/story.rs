use super::{ArticleRow, Page, Top, render};
use crate::address;
use crate::archive::Archive;
use crate::chart::{self, Chart};
use crate::colour::Colours;
use crate::digest::{self, Told};
use crate::dispute::{self, DisputeView};
use crate::error::{Code, Failure};
use crate::lineage::{self, Node};
use crate::timeline::{self, Timeline};
use crate::words;
use askama::Template;
use axum::extract::{Path, State};
use rashomon_doc::{Descent, Dispute, Happening, Lineage, Reading, Story};
use rashomon_store::{Filter, Header, Speaker, Store};
use std::collections::{BTreeMap, BTreeSet};

/// Articles of one story that are read for its page; stories beyond are cut to the first ones by
/// date, which costs a tenth of a second.
pub(crate) const MOST_READ: usize = 300;
const MOST_SPEAKERS: usize = 14;
const MOST_DISPUTES: usize = 6;
const MOST_TREES: usize = 8;

/// A story with what is made of its articles.
pub(crate) struct Whole {
    pub(crate) story: Story,
    pub(crate) headers: BTreeMap<String, Header>,
    pub(crate) readings: BTreeMap<String, Reading>,
    pub(crate) disputes: Vec<Dispute>,
    pub(crate) happenings: Vec<Happening>,
}

impl Whole {
    pub(crate) fn read(store: &Store, id: &str) -> Result<Self, Failure> {
        let story = store.story(id).map_err(|error| {
            let mut failure = Failure::from(error);
            if failure.code == Code::IdNotFound {
                failure = Failure::new(
                    Code::StoryNotFound,
                    format!("`{id}` is no story of this archive"),
                );
            }
            failure
        })?;
        let of_story = Filter {
            story: Some(story.id.clone()),
            ..Filter::default()
        };
        let headers = store.documents(&of_story)?;
        let headers: BTreeMap<String, Header> = headers
            .into_iter()
            .map(|header| (header.id.0.clone(), header))
            .collect();
        let mut readings = BTreeMap::new();
        for article in story.articles.iter().take(MOST_READ) {
            if let Some(reading) = store.reading(&article.document)? {
                readings.insert(article.document.0.clone(), reading);
            }
        }
        let disputes = store.disputes(&of_story)?;
        let happenings = store.happenings(&of_story)?;
        Ok(Self {
            story,
            headers,
            readings,
            disputes,
            happenings,
        })
    }

    /// The readings in the order of the story's articles.
    pub(crate) fn in_order(&self) -> Vec<&Reading> {
        let articles = self.story.articles.iter();
        articles
            .filter_map(|article| self.readings.get(article.document.as_str()))
            .collect()
    }
}

#[derive(Template)]
#[template(path = "story.html")]
struct StoryPage {
    top: Top,
    title: String,
    kicker: String,
    reports: usize,
    publishers: usize,
    origins: u32,
    n_speakers: usize,
    json: String,
    digest: Vec<Told>,
    disputes: Vec<DisputeView>,
    more_disputes: Vec<DisputeView>,
    charts: Vec<Chart>,
    trees: Vec<Node>,
    more_trees: Vec<Node>,
    timeline: Timeline,
    speakers: Vec<SpeakerRow>,
    articles: Vec<(ArticleRow, &'static str, &'static str)>,
    unread: usize,
}

struct SpeakerRow {
    name: String,
    href: String,
    quotations: u64,
}

/// One story: what is told, where accounts differ, figures, lineage, timeline, speakers, articles.
pub(crate) async fn page(State(archive): State<Archive>, Path(id): Path<String>) -> Page {
    let page = archive.read(move |store| read(store, &id)).await?;
    render(&page)
}

fn read(store: &Store, id: &str) -> Result<StoryPage, Failure> {
    let whole = Whole::read(store, id)?;
    let of_story = Filter {
        story: Some(whole.story.id.clone()),
        ..Filter::default()
    };
    let speakers = store.speakers(&of_story)?;
    Ok(page_of(&whole, &speakers))
}

fn page_of(whole: &Whole, speakers: &[Speaker]) -> StoryPage {
    let story = &whole.story;
    let readings = whole.in_order();
    let mut colours = Colours::default();
    let mut disputes: Vec<DisputeView> = whole
        .disputes
        .iter()
        .map(|dispute| dispute::view(dispute, &mut colours, &story.title, None))
        .collect();
    let more_disputes = disputes.split_off(disputes.len().min(MOST_DISPUTES));
    let moments = rashomon_story::timeline(story, &readings, &whole.happenings);
    let histories = rashomon_account::figure_histories(story, &readings);
    let mut trees = lineage::trees(&story.articles, &whole.headers);
    let more_trees = trees.split_off(trees.len().min(MOST_TREES));
    let publishers: BTreeSet<&str> = whole
        .headers
        .values()
        .filter_map(|header| header.publisher.as_deref())
        .collect();
    StoryPage {
        top: Top::at("/stories"),
        title: story.title.clone(),
        kicker: kicker(story),
        reports: story.articles.len(),
        publishers: publishers.len(),
        origins: story.origins,
        n_speakers: speakers.len(),
        json: format!("/api/v1{}", address::story(&story.id)),
        digest: digest::digest(story, &whole.happenings, &whole.readings),
        disputes,
        more_disputes,
        charts: chart::charts(&histories, &colours),
        trees,
        more_trees,
        timeline: timeline::timeline(story, &moments, &whole.happenings, &whole.readings),
        speakers: speakers.iter().take(MOST_SPEAKERS).map(speaker).collect(),
        articles: articles(whole),
        unread: story.articles.len().saturating_sub(MOST_READ),
    }
}

fn kicker(story: &Story) -> String {
    let mut parts = vec!["Story".to_owned(), words::days(story.first, story.last)];
    parts.extend(story.places.iter().take(3).cloned());
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

fn speaker(speaker: &Speaker) -> SpeakerRow {
    let name = &speaker.actor.name;
    SpeakerRow {
        name: name.clone(),
        href: address::speaker(speaker.actor.link.as_ref().unwrap_or(name)),
        quotations: speaker.quotations,
    }
}

/// The articles by the date known today, with how they descend.
fn articles(whole: &Whole) -> Vec<(ArticleRow, &'static str, &'static str)> {
    let of = |article: &Lineage| {
        Some((
            whole.headers.get(article.document.as_str())?,
            article.descent,
        ))
    };
    let mut articles: Vec<(&Header, Descent)> =
        whole.story.articles.iter().filter_map(of).collect();
    articles.sort_by_key(|(header, _)| {
        let date = header.published.map(|published| published.date);
        (date.is_none(), date, header.id.as_str())
    });
    let row = |(header, descent): (&Header, Descent)| {
        (ArticleRow::new(header), descent.as_str(), descent.gloss())
    };
    articles.into_iter().map(row).collect()
}
