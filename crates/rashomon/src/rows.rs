//! The rows of an archive as other programs read them: the habit of [`contract`](crate::contract)
//! carried over to stories, quotations, events, happenings and disputes.
//!
//! Offsets are Unicode code points of the document named in the same object.

use crate::contract::{CodePoints, Range, rounded};
use rashomon_doc::{
    Account, Act, Date, Descent, Dispute, DisputeKind, DocumentId, EventType, Happening, Lineage,
    Modality, Polarity, Publication, QuotationKind, Relation, Report, Side, Span, Story,
};
use rashomon_store::{Actor, EventRow, Header, Hit, QuotationRow, Result, Store};
use serde::Serialize;

/// Turns rows of one archive into what is written out.
///
/// Keeps the text of the last document it met: rows come grouped by document.
#[derive(Debug)]
pub struct Writer<'a> {
    store: &'a Store,
    last: Option<(DocumentId, CodePoints<'static>)>,
}

impl<'a> Writer<'a> {
    /// A writer of the rows of `store`.
    pub fn new(store: &'a Store) -> Self {
        Self { store, last: None }
    }

    /// The code points under `span` of the document `id`.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn range(&mut self, id: &DocumentId, span: Span) -> Result<Range> {
        if self.last.as_ref().is_none_or(|(last, _)| last != id) {
            let text = self
                .store
                .document(id)?
                .map(|document| document.text)
                .unwrap_or_default();
            self.last = Some((id.clone(), CodePoints::new(text)));
        }
        let (_, points) = self.last.as_ref().expect("it was just set");
        Ok(points.range(span))
    }

    /// A story.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn story<'r>(&mut self, story: &'r Story) -> Result<StoryOut<'r>> {
        let articles = story
            .articles
            .iter()
            .map(|row| self.lineage(row))
            .collect::<Result<_>>()?;
        Ok(StoryOut {
            id: &story.id,
            title: &story.title,
            first: story.first,
            last: story.last,
            origins: story.origins,
            places: &story.places,
            actors: &story.actors,
            articles,
        })
    }

    fn lineage<'r>(&mut self, lineage: &'r Lineage) -> Result<LineageOut<'r>> {
        let evidence = match lineage.evidence {
            Some(span) => Some(self.range(&lineage.document, span)?),
            None => None,
        };
        Ok(LineageOut {
            document: &lineage.document,
            descent: lineage.descent,
            parent: lineage.parent.as_ref(),
            outlet: lineage.outlet.as_deref(),
            origin: &lineage.origin,
            evidence,
            overlap: lineage.overlap,
        })
    }

    /// A quotation.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn quotation<'r>(&mut self, row: &'r QuotationRow) -> Result<QuotationOut<'r>> {
        Ok(QuotationOut {
            document: &row.document.id,
            id: row.id.to_string(),
            range: self.range(&row.document.id, row.span)?,
            text: &row.text,
            kind: row.kind,
            act: row.act,
            cue: row.cue.as_deref(),
            speaker: row.speaker.as_ref(),
            addressee: row.addressee.as_ref(),
            via: row
                .via
                .iter()
                .map(|(relay, relation)| ViaOut {
                    relay,
                    relation: *relation,
                })
                .collect(),
            parent: row.parent.map(|parent| parent.to_string()),
            polarity: row.polarity,
            modality: row.modality,
            publisher: row.document.publisher.as_deref(),
            published: row.document.published.as_ref(),
            story: row.document.story.as_deref(),
            rule: &row.rule,
            confidence: row.confidence,
            same_words: None,
        })
    }

    /// A quotation of which `count` versions are told, `longest` the longest of them.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn version<'r>(
        &mut self,
        row: &'r QuotationRow,
        longest: &'r QuotationRow,
        count: usize,
    ) -> Result<QuotationOut<'r>> {
        let same_words = (count > 1).then(|| VersionsOut {
            versions: count,
            document: &longest.document.id,
            id: longest.id.to_string(),
            text: &longest.text,
        });
        Ok(QuotationOut {
            same_words,
            ..self.quotation(row)?
        })
    }

    /// An event.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn event<'r>(&mut self, row: &'r EventRow) -> Result<EventOut<'r>> {
        Ok(EventOut {
            document: &row.document.id,
            id: row.id.to_string(),
            range: self.range(&row.document.id, row.span)?,
            trigger: self.range(&row.document.id, row.trigger)?,
            text: &row.text,
            plover: row.plover,
            mode: row.mode.as_deref(),
            cameo: row.cameo.as_deref(),
            sources: &row.sources,
            targets: &row.targets,
            earliest: row.earliest,
            latest: row.latest,
            place: row.place.as_deref(),
            country: row.country.map(|country| country.to_string()),
            polarity: row.polarity,
            modality: row.modality,
            quotation: row.quotation.map(|quotation| quotation.to_string()),
            speaker: row.speaker.as_ref(),
            publisher: row.document.publisher.as_deref(),
            published: row.document.published.as_ref(),
            story: row.document.story.as_deref(),
            rule: &row.rule,
            confidence: row.confidence,
        })
    }

    /// A happening.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn happening<'r>(&mut self, happening: &'r Happening) -> Result<HappeningOut<'r>> {
        let reports = happening
            .reports
            .iter()
            .map(|row| self.report(row))
            .collect::<Result<_>>()?;
        Ok(HappeningOut {
            id: &happening.id,
            story: &happening.story,
            plover: happening.plover,
            label: &happening.label,
            earliest: happening.earliest,
            latest: happening.latest,
            place: happening.place.as_deref(),
            sources: &happening.sources,
            targets: &happening.targets,
            origins: happening.origins,
            reports,
        })
    }

    fn report<'r>(&mut self, report: &'r Report) -> Result<ReportOut<'r>> {
        Ok(ReportOut {
            document: &report.document,
            event: report.event.to_string(),
            range: self.range(&report.document, report.span)?,
            origin: &report.origin,
            chain: &report.chain,
            polarity: report.polarity,
            modality: report.modality,
        })
    }

    /// A dispute.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn dispute<'r>(&mut self, dispute: &'r Dispute) -> Result<DisputeOut<'r>> {
        let sides = dispute
            .sides
            .iter()
            .map(|side| self.side(side))
            .collect::<Result<_>>()?;
        Ok(DisputeOut {
            id: &dispute.id,
            story: &dispute.story,
            question: &dispute.question,
            kind: dispute.kind,
            sides,
            rule: &dispute.rule,
            confidence: dispute.confidence,
        })
    }

    fn side<'r>(&mut self, side: &'r Side) -> Result<SideOut<'r>> {
        let accounts = side
            .accounts
            .iter()
            .map(|row| self.account(row))
            .collect::<Result<_>>()?;
        Ok(SideOut {
            stance: &side.stance,
            origins: side.origins,
            accounts,
        })
    }

    fn account<'r>(&mut self, account: &'r Account) -> Result<AccountOut<'r>> {
        Ok(AccountOut {
            document: &account.document,
            range: self.range(&account.document, account.span)?,
            text: &account.text,
            speaker: account.speaker.as_deref(),
            publisher: account.publisher.as_deref(),
            chain: &account.chain,
            origin: &account.origin,
            published: account.published,
            figure: account.figure,
        })
    }

    /// What a search found.
    ///
    /// # Errors
    /// When the archive cannot be read.
    pub fn hit<'r>(&mut self, hit: &'r Hit) -> Result<HitOut<'r>> {
        let id = &hit.document.id;
        let text = self
            .store
            .document(id)?
            .map(|document| document.text)
            .unwrap_or_default();
        Ok(HitOut {
            document: &hit.document,
            range: self.range(id, hit.span)?,
            text: hit.span.of(&text).to_owned(),
            score: hit.score,
        })
    }
}

/// A story as it is written out.
#[derive(Debug, Serialize)]
pub struct StoryOut<'r> {
    id: &'r str,
    title: &'r str,
    first: Option<Date>,
    last: Option<Date>,
    origins: u32,
    places: &'r [String],
    actors: &'r [String],
    articles: Vec<LineageOut<'r>>,
}

#[derive(Debug, Serialize)]
struct LineageOut<'r> {
    document: &'r DocumentId,
    descent: Descent,
    parent: Option<&'r DocumentId>,
    outlet: Option<&'r str>,
    origin: &'r str,
    evidence: Option<Range>,
    #[serde(serialize_with = "rounded")]
    overlap: f32,
}

/// A quotation as it is written out.
#[derive(Debug, Serialize)]
pub struct QuotationOut<'r> {
    document: &'r DocumentId,
    id: String,
    #[serde(flatten)]
    range: Range,
    text: &'r str,
    kind: QuotationKind,
    act: Act,
    cue: Option<&'r str>,
    speaker: Option<&'r Actor>,
    addressee: Option<&'r Actor>,
    via: Vec<ViaOut<'r>>,
    parent: Option<String>,
    polarity: Polarity,
    modality: Modality,
    publisher: Option<&'r str>,
    published: Option<&'r Publication>,
    story: Option<&'r str>,
    rule: &'r str,
    #[serde(serialize_with = "rounded")]
    confidence: f32,
    #[serde(skip_serializing_if = "Option::is_none")]
    same_words: Option<VersionsOut<'r>>,
}

/// The longest of several versions of the same words.
#[derive(Debug, Serialize)]
struct VersionsOut<'r> {
    versions: usize,
    document: &'r DocumentId,
    id: String,
    text: &'r str,
}

#[derive(Debug, Serialize)]
struct ViaOut<'r> {
    #[serde(flatten)]
    relay: &'r Actor,
    relation: Relation,
}

/// An event as it is written out; its range is the sentence that tells of it.
#[derive(Debug, Serialize)]
pub struct EventOut<'r> {
    document: &'r DocumentId,
    id: String,
    #[serde(flatten)]
    range: Range,
    trigger: Range,
    text: &'r str,
    plover: EventType,
    mode: Option<&'r str>,
    cameo: Option<&'r str>,
    sources: &'r [Actor],
    targets: &'r [Actor],
    earliest: Option<Date>,
    latest: Option<Date>,
    place: Option<&'r str>,
    country: Option<String>,
    polarity: Polarity,
    modality: Modality,
    quotation: Option<String>,
    speaker: Option<&'r Actor>,
    publisher: Option<&'r str>,
    published: Option<&'r Publication>,
    story: Option<&'r str>,
    rule: &'r str,
    #[serde(serialize_with = "rounded")]
    confidence: f32,
}

/// A happening as it is written out.
#[derive(Debug, Serialize)]
pub struct HappeningOut<'r> {
    id: &'r str,
    story: &'r str,
    plover: EventType,
    label: &'r str,
    earliest: Option<Date>,
    latest: Option<Date>,
    place: Option<&'r str>,
    sources: &'r [String],
    targets: &'r [String],
    origins: u32,
    reports: Vec<ReportOut<'r>>,
}

#[derive(Debug, Serialize)]
struct ReportOut<'r> {
    document: &'r DocumentId,
    event: String,
    #[serde(flatten)]
    range: Range,
    origin: &'r str,
    chain: &'r [String],
    polarity: Polarity,
    modality: Modality,
}

/// A dispute as it is written out.
#[derive(Debug, Serialize)]
pub struct DisputeOut<'r> {
    id: &'r str,
    story: &'r str,
    question: &'r str,
    kind: DisputeKind,
    sides: Vec<SideOut<'r>>,
    rule: &'r str,
    #[serde(serialize_with = "rounded")]
    confidence: f32,
}

#[derive(Debug, Serialize)]
struct SideOut<'r> {
    stance: &'r str,
    origins: u32,
    accounts: Vec<AccountOut<'r>>,
}

#[derive(Debug, Serialize)]
struct AccountOut<'r> {
    document: &'r DocumentId,
    #[serde(flatten)]
    range: Range,
    text: &'r str,
    speaker: Option<&'r str>,
    publisher: Option<&'r str>,
    chain: &'r [String],
    origin: &'r str,
    published: Option<Date>,
    figure: Option<(f64, f64)>,
}

/// A search hit as it is written out.
#[derive(Debug, Serialize)]
pub struct HitOut<'r> {
    #[serde(flatten)]
    document: &'r Header,
    #[serde(flatten)]
    range: Range,
    text: String,
    #[serde(serialize_with = "rounded")]
    score: f32,
}
