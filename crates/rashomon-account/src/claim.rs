use crate::who::Who;
use rashomon_doc::{
    Account, Act, Event, EventType, Modality, Polarity, Quotation, QuotationId, Reading, Span,
    Teller,
};
use rashomon_story::{Archive, chain, content, innermost, one_line, origin, sentence};
use std::collections::BTreeMap;

/// A proposition someone answers for: what a quotation holds, or a sentence of the publisher's own.
#[derive(Debug)]
pub(crate) struct Claim {
    /// The article's place in the archive.
    pub(crate) article: usize,
    /// The words that make the claim.
    pub(crate) span: Span,
    /// The place of its sentence in the article.
    pub(crate) sentence: usize,
    /// `None` when the publisher answers for it.
    pub(crate) quotation: Option<QuotationId>,
    /// What the speaker does by speaking.
    pub(crate) act: Option<Act>,
    /// Who answers for it; empty when the publisher does.
    pub(crate) speaker: Who,
    /// Key of the independent origin.
    pub(crate) origin: String,
    /// Whether the saying is told as having happened.
    pub(crate) told: bool,
    /// The words that carry its content.
    pub(crate) words: BTreeMap<u32, f32>,
    /// The events in it, by place in the reading.
    pub(crate) events: Vec<usize>,
}

/// All claims of the articles, in the order of the story and of the text.
pub(crate) fn claims(archive: &Archive<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    for article in 0..archive.articles.len() {
        let first = claims.len();
        quoted(archive, article, &mut claims);
        from_speech_events(archive, article, &mut claims);
        told_by_publisher(archive, article, &mut claims);
        resolve_pronouns(&mut claims[first..]);
        claims[first..].sort_by_key(|claim: &Claim| (claim.span.start, claim.span.end));
    }
    claims
}

fn quoted(archive: &Archive<'_>, article: usize, claims: &mut Vec<Claim>) {
    let (reading, lineage) = archive.articles[article];
    for (index, quotation) in reading.quotations.iter().enumerate() {
        if quotation.content.is_empty() {
            continue;
        }
        let id = QuotationId::at(index);
        let span = quotation.extent();
        let teller = innermost(reading, Some(id));
        claims.push(Claim {
            article,
            span,
            sentence: sentence_index(reading, quotation.cue.first().copied().unwrap_or(span)),
            quotation: Some(id),
            act: Some(act_of(reading, quotation)),
            speaker: teller.map_or_else(Who::default, |teller| Who::of(reading, teller)),
            origin: origin(reading, lineage, Some(id)),
            told: quotation.polarity == Polarity::Affirmed
                && matches!(quotation.modality, Modality::Actual | Modality::Historical),
            words: content(span.of(reading.text())),
            events: events_in(reading, span, Some(id)),
        });
    }
}

/// What the speaker does: a denial where an event says that somebody denies these words.
fn act_of(reading: &Reading, quotation: &Quotation) -> Act {
    let extent = quotation.extent();
    let start = extent.start;
    let told_in = sentence(reading, Span { start, end: start });
    let denied = reading.events.iter().any(|event| {
        is_denial(event)
            && event.polarity == Polarity::Affirmed
            && (quotation.cue.iter().any(|cue| cue.overlaps(event.trigger))
                || event.trigger.end <= start
                    && start - event.trigger.end < 12
                    && told_in.contains(event.trigger))
    });
    if denied { Act::Deny } else { quotation.act }
}

fn is_denial(event: &Event) -> bool {
    event.plover == EventType::Reject && event.rule.contains("deny")
}

/// Denials and accusations that were found as events and not as quotations: what follows the verb
/// in its sentence is what is denied or charged.
fn from_speech_events(archive: &Archive<'_>, article: usize, claims: &mut Vec<Claim>) {
    let (reading, lineage) = archive.articles[article];
    for event in &reading.events {
        let act = match event.plover {
            EventType::Reject if is_denial(event) => Act::Deny,
            EventType::Accuse if event.mode.as_deref() == Some("allege") => Act::Accuse,
            _ => continue,
        };
        let Some(source) = event.sources.first() else {
            continue;
        };
        let whole = sentence(reading, event.trigger);
        let span = Span {
            start: event.trigger.end,
            end: whole.end.max(event.trigger.end),
        }
        .trim(reading.text());
        let at = sentence_index(reading, event.trigger);
        let known = claims.iter().any(|claim| {
            claim.article == article && claim.sentence == at && claim.act == Some(act)
        });
        let told = event.polarity == Polarity::Affirmed
            && matches!(event.modality, Modality::Actual | Modality::Historical);
        if known || span.is_empty() || !told {
            continue;
        }
        let speaker = Who::new(reading, source.span, source.entity);
        let teller = Teller {
            span: source.span,
            entity: source.entity,
        };
        claims.push(Claim {
            article,
            span,
            sentence: at,
            quotation: event.quotation,
            act: Some(act),
            origin: rashomon_story::origin_of(reading, lineage, &teller),
            speaker,
            told,
            words: content(span.of(reading.text())),
            events: (0..reading.events.len())
                .filter(|&i| span.contains(reading.events[i].trigger))
                .collect(),
        });
    }
}

/// Events that `id` answers for; for a quotation the event layer left aside, those inside it.
fn events_in(reading: &Reading, span: Span, id: Option<QuotationId>) -> Vec<usize> {
    (0..reading.events.len())
        .filter(|&i| {
            let event = &reading.events[i];
            event.quotation == id || span.contains(event.trigger) && id.is_some()
        })
        .collect()
}

fn told_by_publisher(archive: &Archive<'_>, article: usize, claims: &mut Vec<Claim>) {
    let (reading, lineage) = archive.articles[article];
    let mut by_sentence: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, event) in reading.events.iter().enumerate() {
        if event.quotation.is_none() && is_deed(event) {
            by_sentence
                .entry(sentence_index(reading, event.trigger))
                .or_default()
                .push(index);
        }
    }
    for (at, events) in by_sentence {
        // A sentence that reports words of others, however badly cut, is not the publisher's own.
        let sentence_span = sentence(reading, reading.events[events[0]].trigger);
        let reports = reading.quotations.iter().any(|quotation| {
            quotation
                .cue
                .iter()
                .chain(&quotation.content)
                .any(|part| part.overlaps(sentence_span))
        });
        if reports || speaks(sentence_span.of(reading.text())) {
            continue;
        }
        let span = sentence(reading, reading.events[events[0]].trigger);
        claims.push(Claim {
            article,
            span,
            sentence: at,
            quotation: None,
            act: None,
            speaker: Who::default(),
            origin: origin(reading, lineage, None),
            told: true,
            words: content(span.of(reading.text())),
            events,
        });
    }
}

/// Whether a word of saying stands in the sentence, found as a quotation or not.
fn speaks(sentence: &str) -> bool {
    const WORDS: [&str; 16] = [
        "said",
        "says",
        "denied",
        "denies",
        "deny",
        "claimed",
        "claims",
        "alleged",
        "allegations",
        "accused",
        "accuses",
        "according",
        "reported",
        "reportedly",
        "blamed",
        "dismissed",
    ];
    sentence
        .split(|c: char| !c.is_alphabetic())
        .any(|word| WORDS.contains(&word))
}

/// Whether the event is a deed, not an act of speech.
pub(crate) fn is_deed(event: &Event) -> bool {
    match event.plover {
        EventType::Accuse
        | EventType::Reject
        | EventType::Request
        | EventType::Threaten
        | EventType::Support
        | EventType::Consult => false,
        EventType::Agree
        | EventType::Concede
        | EventType::Cooperate
        | EventType::Aid
        | EventType::Retreat
        | EventType::Protest
        | EventType::Sanction
        | EventType::Mobilize
        | EventType::Coerce
        | EventType::Assault => true,
    }
}

/// The place among the sentences of the one that holds `span`.
pub(crate) fn sentence_index(reading: &Reading, span: Span) -> usize {
    reading
        .sentences
        .partition_point(|sentence| sentence.end <= span.start)
}

/// Gives a pronoun that links to nobody the last speaker named before it.
fn resolve_pronouns(claims: &mut [Claim]) {
    claims.sort_by_key(|claim| (claim.sentence, claim.span.start));
    let mut last: Option<(usize, Who, String)> = None;
    for claim in claims {
        if claim.speaker.name.is_empty() {
            continue;
        }
        if claim.speaker.is_pronoun() {
            if let Some((at, who, origin)) = &last
                && claim.sentence - at <= 3
            {
                claim.speaker = who.clone();
                claim.origin.clone_from(origin);
            }
        } else {
            last = Some((claim.sentence, claim.speaker.clone(), claim.origin.clone()));
        }
    }
}

/// `claim` as a row of evidence.
pub(crate) fn account(archive: &Archive<'_>, claim: &Claim) -> Account {
    let (reading, lineage) = archive.articles[claim.article];
    let mut chain = chain(reading, lineage, claim.quotation);
    let own = claim.quotation.is_none() && !claim.speaker.name.is_empty();
    if own && chain.first() != Some(&claim.speaker.name) {
        chain.insert(0, claim.speaker.name.clone());
    }
    let pronoun = claim.quotation.is_some()
        && !claim.speaker.name.is_empty()
        && chain
            .first()
            .is_some_and(|name| *name != claim.speaker.name)
        && innermost(reading, claim.quotation)
            .is_some_and(|teller| Who::of(reading, teller).is_pronoun());
    if pronoun {
        chain[0].clone_from(&claim.speaker.name);
    }
    let span = shown(reading, claim);
    Account {
        document: reading.document.id.clone(),
        span,
        text: span.of(reading.text()).to_owned(),
        speaker: (!claim.speaker.name.is_empty()).then(|| claim.speaker.name.clone()),
        publisher: reading.document.publisher.clone(),
        chain,
        origin: claim.origin.clone(),
        published: reading.published.map(|published| published.date),
        figure: None,
    }
}

/// What is shown of a claim: its sentence where the claim itself is a word or two.
fn shown(reading: &Reading, claim: &Claim) -> Span {
    let text = one_line(claim.span.of(reading.text()));
    if text.split(' ').count() >= 5 {
        claim.span
    } else {
        reading
            .sentences
            .get(claim.sentence)
            .filter(|sentence| sentence.contains(claim.span))
            .map_or(claim.span, |sentence| *sentence)
    }
}
