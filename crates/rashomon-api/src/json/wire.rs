//! The types of the JSON interface. Evidence always carries its words; offsets are code points.

use crate::error::Failure;
use crate::pages::story::Whole;
use rashomon::contract::CodePoints;
use rashomon_doc::{
    Act, Basis, Date, Descent, DisputeKind, DocumentId, EventType, Measure, Modality, Polarity,
    QuotationKind, Relation, Span,
};
use rashomon_store::{Actor, EventRow, Header, QuotationRow, Store};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// The texts of the documents that an answer speaks of, each read once.
pub(super) struct Texts<'a> {
    store: &'a Store,
    texts: BTreeMap<DocumentId, String>,
}

impl<'a> Texts<'a> {
    pub(super) fn new(store: &'a Store) -> Self {
        Self {
            store,
            texts: BTreeMap::new(),
        }
    }

    fn of(&mut self, id: &DocumentId) -> Result<&str, Failure> {
        if !self.texts.contains_key(id) {
            let document = self.store.document(id)?;
            let text = document.map(|document| document.text).unwrap_or_default();
            self.texts.insert(id.clone(), text);
        }
        Ok(&self.texts[id])
    }

    fn evidence(&mut self, id: &DocumentId, span: Span) -> Result<Evidence, Failure> {
        let text = self.of(id)?;
        let words = text.get(span.range());
        let points = CodePoints::new(text);
        Ok(Evidence {
            document: id.0.clone(),
            start: words.map(|_| points.at(span.start)),
            end: words.map(|_| points.at(span.end)),
            text: words.unwrap_or_default().to_owned(),
        })
    }
}

/// Whether the server can answer.
#[derive(Debug, Serialize)]
pub(crate) struct Health {
    pub(super) status: &'static str,
    pub(super) documents: u64,
}

/// One page of a list.
#[derive(Debug, Serialize)]
pub(super) struct List<T> {
    pub(super) page: usize,
    /// The number of the next page, when there is one.
    pub(super) next: Option<usize>,
    pub(super) items: Vec<T>,
}

/// Words of a document; offsets are null when the document is gone.
#[derive(Debug, Serialize)]
pub(super) struct Evidence {
    document: String,
    start: Option<u32>,
    end: Option<u32>,
    text: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Published {
    date: Date,
    basis: Basis,
    #[serde(serialize_with = "chance")]
    confidence: f32,
}

#[derive(Debug, Serialize)]
pub(super) struct Document {
    id: String,
    title: Option<String>,
    publisher: Option<String>,
    url: Option<String>,
    language: Option<String>,
    published: Option<Published>,
    story: Option<String>,
}

impl From<Header> for Document {
    fn from(header: Header) -> Self {
        Self {
            id: header.id.0,
            title: header.title,
            publisher: header.publisher,
            url: header.url,
            language: header.language,
            published: header.published.map(|published| Published {
                date: published.date,
                basis: published.basis,
                confidence: published.confidence,
            }),
            story: header.story,
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Named {
    name: String,
    link: Option<String>,
    country: Option<String>,
}

impl From<Actor> for Named {
    fn from(actor: Actor) -> Self {
        Self {
            name: actor.name,
            link: actor.link,
            country: actor.country.map(|country| country.to_string()),
        }
    }
}

fn named(actors: Vec<Actor>) -> Vec<Named> {
    actors.into_iter().map(Named::from).collect()
}

#[derive(Debug, Serialize)]
pub(super) struct Speaker {
    #[serde(flatten)]
    speaker: Named,
    quotations: u64,
    documents: u64,
}

impl From<rashomon_store::Speaker> for Speaker {
    fn from(speaker: rashomon_store::Speaker) -> Self {
        Self {
            speaker: speaker.actor.into(),
            quotations: speaker.quotations,
            documents: speaker.documents,
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Publisher {
    pub(super) name: String,
    pub(super) documents: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct Via {
    #[serde(flatten)]
    by: Named,
    relation: Relation,
}

#[derive(Debug, Serialize)]
pub(super) struct Quotation {
    id: String,
    document: Document,
    evidence: Evidence,
    /// The content alone: of words in several parts the evidence covers what stands between.
    content: String,
    kind: QuotationKind,
    act: Act,
    cue: Option<String>,
    speaker: Option<Named>,
    addressee: Option<Named>,
    via: Vec<Via>,
    parent: Option<String>,
    polarity: Polarity,
    modality: Modality,
    rule: String,
    #[serde(serialize_with = "chance")]
    confidence: f32,
}

impl Quotation {
    pub(super) fn new(row: QuotationRow, texts: &mut Texts<'_>) -> Result<Self, Failure> {
        let via = row.via.into_iter().map(|(by, relation)| Via {
            by: by.into(),
            relation,
        });
        Ok(Self {
            id: row.id.to_string(),
            evidence: texts.evidence(&row.document.id, row.span)?,
            document: row.document.into(),
            content: row.text,
            kind: row.kind,
            act: row.act,
            cue: row.cue,
            speaker: row.speaker.map(Named::from),
            addressee: row.addressee.map(Named::from),
            via: via.collect(),
            parent: row.parent.map(|parent| parent.to_string()),
            polarity: row.polarity,
            modality: row.modality,
            rule: row.rule,
            confidence: row.confidence,
        })
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Event {
    id: String,
    document: Document,
    /// The sentence that tells of it.
    evidence: Evidence,
    trigger: Evidence,
    plover: EventType,
    mode: Option<String>,
    cameo: Option<String>,
    sources: Vec<Named>,
    targets: Vec<Named>,
    earliest: Option<Date>,
    latest: Option<Date>,
    place: Option<String>,
    country: Option<String>,
    polarity: Polarity,
    modality: Modality,
    quotation: Option<String>,
    speaker: Option<Named>,
    rule: String,
    #[serde(serialize_with = "chance")]
    confidence: f32,
}

impl Event {
    pub(super) fn new(row: EventRow, texts: &mut Texts<'_>) -> Result<Self, Failure> {
        Ok(Self {
            id: row.id.to_string(),
            evidence: texts.evidence(&row.document.id, row.span)?,
            trigger: texts.evidence(&row.document.id, row.trigger)?,
            document: row.document.into(),
            plover: row.plover,
            mode: row.mode,
            cameo: row.cameo,
            sources: named(row.sources),
            targets: named(row.targets),
            earliest: row.earliest,
            latest: row.latest,
            place: row.place,
            country: row.country.map(|country| country.to_string()),
            polarity: row.polarity,
            modality: row.modality,
            quotation: row.quotation.map(|quotation| quotation.to_string()),
            speaker: row.speaker.map(Named::from),
            rule: row.rule,
            confidence: row.confidence,
        })
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Article {
    document: String,
    descent: Descent,
    parent: Option<String>,
    outlet: Option<String>,
    origin: String,
    evidence: Option<Evidence>,
    #[serde(serialize_with = "chance")]
    overlap: f32,
}

#[derive(Debug, Serialize)]
pub(super) struct Story {
    id: String,
    title: String,
    first: Option<Date>,
    last: Option<Date>,
    origins: u32,
    places: Vec<String>,
    actors: Vec<String>,
    articles: Vec<Article>,
}

impl Story {
    pub(super) fn new(story: &rashomon_doc::Story, texts: &mut Texts<'_>) -> Result<Self, Failure> {
        let article = |article: &rashomon_doc::Lineage| {
            let evidence = article
                .evidence
                .map(|span| texts.evidence(&article.document, span));
            Ok(Article {
                document: article.document.0.clone(),
                descent: article.descent,
                parent: article.parent.as_ref().map(|parent| parent.0.clone()),
                outlet: article.outlet.clone(),
                origin: article.origin.clone(),
                evidence: evidence.transpose()?,
                overlap: article.overlap,
            })
        };
        Ok(Self {
            id: story.id.clone(),
            title: story.title.clone(),
            first: story.first,
            last: story.last,
            origins: story.origins,
            places: story.places.clone(),
            actors: story.actors.clone(),
            articles: story
                .articles
                .iter()
                .map(article)
                .collect::<Result<_, Failure>>()?,
        })
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Report {
    #[serde(flatten)]
    evidence: Evidence,
    event: String,
    origin: String,
    chain: Vec<String>,
    polarity: Polarity,
    modality: Modality,
}

#[derive(Debug, Serialize)]
pub(super) struct Happening {
    id: String,
    story: String,
    plover: EventType,
    label: String,
    earliest: Option<Date>,
    latest: Option<Date>,
    place: Option<String>,
    sources: Vec<String>,
    targets: Vec<String>,
    origins: u32,
    reports: Vec<Report>,
}

impl Happening {
    pub(super) fn new(
        happening: &rashomon_doc::Happening,
        texts: &mut Texts<'_>,
    ) -> Result<Self, Failure> {
        let report = |report: &rashomon_doc::Report| {
            Ok(Report {
                evidence: texts.evidence(&report.document, report.span)?,
                event: report.event.to_string(),
                origin: report.origin.clone(),
                chain: report.chain.clone(),
                polarity: report.polarity,
                modality: report.modality,
            })
        };
        Ok(Self {
            id: happening.id.clone(),
            story: happening.story.clone(),
            plover: happening.plover,
            label: happening.label.clone(),
            earliest: happening.earliest,
            latest: happening.latest,
            place: happening.place.clone(),
            sources: happening.sources.clone(),
            targets: happening.targets.clone(),
            origins: happening.origins,
            reports: happening
                .reports
                .iter()
                .map(report)
                .collect::<Result<_, Failure>>()?,
        })
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Account {
    #[serde(flatten)]
    evidence: Evidence,
    speaker: Option<String>,
    publisher: Option<String>,
    chain: Vec<String>,
    origin: String,
    published: Option<Date>,
    figure: Option<Range>,
}

#[derive(Debug, Serialize)]
pub(super) struct Range {
    low: f64,
    high: f64,
}

impl Account {
    fn new(account: &rashomon_doc::Account, texts: &mut Texts<'_>) -> Result<Self, Failure> {
        Ok(Self {
            evidence: texts.evidence(&account.document, account.span)?,
            speaker: account.speaker.clone(),
            publisher: account.publisher.clone(),
            chain: account.chain.clone(),
            origin: account.origin.clone(),
            published: account.published,
            figure: account.figure.map(|(low, high)| Range { low, high }),
        })
    }

    fn all(
        accounts: &[rashomon_doc::Account],
        texts: &mut Texts<'_>,
    ) -> Result<Vec<Self>, Failure> {
        accounts
            .iter()
            .map(|account| Self::new(account, texts))
            .collect()
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Side {
    stance: String,
    origins: u32,
    accounts: Vec<Account>,
}

#[derive(Debug, Serialize)]
pub(super) struct Dispute {
    id: String,
    story: String,
    question: String,
    kind: DisputeKind,
    sides: Vec<Side>,
    rule: String,
    #[serde(serialize_with = "chance")]
    confidence: f32,
}

impl Dispute {
    pub(super) fn new(
        dispute: &rashomon_doc::Dispute,
        texts: &mut Texts<'_>,
    ) -> Result<Self, Failure> {
        let side = |side: &rashomon_doc::Side| {
            Ok(Side {
                stance: side.stance.clone(),
                origins: side.origins,
                accounts: Account::all(&side.accounts, texts)?,
            })
        };
        Ok(Self {
            id: dispute.id.clone(),
            story: dispute.story.clone(),
            question: dispute.question.clone(),
            kind: dispute.kind,
            sides: dispute
                .sides
                .iter()
                .map(side)
                .collect::<Result<_, Failure>>()?,
            rule: dispute.rule.clone(),
            confidence: dispute.confidence,
        })
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Moment {
    earliest: Date,
    latest: Date,
    label: String,
    happening: Option<String>,
    origins: u32,
    evidence: Vec<Evidence>,
}

#[derive(Debug, Serialize)]
pub(super) struct FigureHistory {
    id: String,
    label: String,
    measure: Measure,
    lines: Vec<FigureLine>,
}

#[derive(Debug, Serialize)]
pub(super) struct FigureLine {
    teller: String,
    points: Vec<Account>,
}

/// A story with all that is made of it.
#[derive(Debug, Serialize)]
pub(super) struct WholeStory {
    #[serde(flatten)]
    story: Story,
    disputes: Vec<Dispute>,
    figures: Vec<FigureHistory>,
    timeline: Vec<Moment>,
    documents: Vec<Document>,
}

impl WholeStory {
    pub(super) fn new(whole: &Whole, texts: &mut Texts<'_>) -> Result<Self, Failure> {
        let readings = whole.in_order();
        let histories = rashomon_account::figure_histories(&whole.story, &readings);
        let moments = rashomon_story::timeline(&whole.story, &readings, &whole.happenings);
        let disputes = whole
            .disputes
            .iter()
            .map(|dispute| Dispute::new(dispute, texts))
            .collect::<Result<_, _>>()?;
        let figures = histories
            .iter()
            .map(|history| figures(history, texts))
            .collect::<Result<_, _>>()?;
        let timeline = moments
            .iter()
            .map(|told| moment(told, texts))
            .collect::<Result<_, _>>()?;
        let articles = whole.story.articles.iter();
        let headers = articles.filter_map(|article| whole.headers.get(article.document.as_str()));
        Ok(Self {
            story: Story::new(&whole.story, texts)?,
            disputes,
            figures,
            timeline,
            documents: headers.cloned().map(Document::from).collect(),
        })
    }
}

fn figures(
    history: &rashomon_doc::FigureHistory,
    texts: &mut Texts<'_>,
) -> Result<FigureHistory, Failure> {
    let line = |line: &rashomon_doc::FigureLine| {
        let points = Account::all(&line.points, texts)?;
        Ok(FigureLine {
            teller: line.teller.clone(),
            points,
        })
    };
    Ok(FigureHistory {
        id: history.id.clone(),
        label: history.label.clone(),
        measure: history.measure,
        lines: history
            .lines
            .iter()
            .map(line)
            .collect::<Result<_, Failure>>()?,
    })
}

fn moment(moment: &rashomon_doc::Moment, texts: &mut Texts<'_>) -> Result<Moment, Failure> {
    let evidence = moment
        .evidence
        .iter()
        .map(|(document, span)| texts.evidence(document, *span));
    Ok(Moment {
        earliest: moment.earliest,
        latest: moment.latest,
        label: moment.label.clone(),
        happening: moment.happening.clone(),
        origins: moment.origins,
        evidence: evidence.collect::<Result<_, _>>()?,
    })
}

#[derive(Debug, Serialize)]
pub(super) struct Hit {
    document: Document,
    score: f32,
    snippet: Evidence,
    highlights: Vec<Evidence>,
}

impl Hit {
    pub(super) fn new(hit: rashomon_store::Hit, texts: &mut Texts<'_>) -> Result<Self, Failure> {
        let id = &hit.document.id;
        let highlights = hit
            .highlights
            .iter()
            .map(|&span| texts.evidence(id, span))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            snippet: texts.evidence(id, hit.span)?,
            highlights,
            document: hit.document.into(),
            score: hit.score,
        })
    }
}

/// Chances are written with three digits, so that the last bits of a sum do not show.
fn chance<S: Serializer>(value: &f32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64((f64::from(*value) * 1000.0).round() / 1000.0)
}
