use crate::clause::{clauses, plain};
use crate::who::Who;
use rashomon_doc::{
    Account, Act, Event, EventType, Modality, Party, Polarity, Quotation, QuotationId, Reading,
    Span, Teller,
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
    /// The words of its clauses that say something is so, names left out.
    pub(crate) affirmed: BTreeMap<u32, f32>,
    /// Whether only the sentence that denies it tells of it ("rejected their statement that …").
    pub(crate) reported: bool,
}

/// All claims of the articles, in the order of the story and of the text.
pub(crate) fn claims(archive: &Archive<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    for article in 0..archive.articles.len() {
        let first = claims.len();
        quoted(archive, article, &mut claims);
        from_speech_events(archive, article, &mut claims);
        reported(archive, article, &mut claims);
        told_by_publisher(archive, article, &mut claims);
        resolve_pronouns(&mut claims[first..]);
        cut_at_denials(archive, &mut claims[first..]);
        claims[first..].sort_by_key(|claim: &Claim| (claim.span.start, claim.span.end));
        let text = archive.articles[article].0.text();
        for claim in &mut claims[first..] {
            claim.affirmed = affirmed(claim.span.of(text), claim.act);
        }
    }
    claims
}

fn affirmed(text: &str, act: Option<Act>) -> BTreeMap<u32, f32> {
    clauses(text)
        .iter()
        .filter(|clause| !clause.negated && (clause.bare || act == Some(Act::Accuse)))
        .flat_map(|clause| plain(clause.text))
        .collect()
}

fn quoted(archive: &Archive<'_>, article: usize, claims: &mut Vec<Claim>) {
    let (reading, lineage) = archive.articles[article];
    for (index, quotation) in reading.quotations.iter().enumerate() {
        if quotation.content.is_empty() {
            continue;
        }
        let id = QuotationId::at(index);
        let span = quotation.extent();
        // "The regime has been accused of …" names nobody who accuses.
        if quotation.act == Act::Accuse && span.of(reading.text()).starts_with("of ") {
            continue;
        }
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
            affirmed: BTreeMap::new(),
            reported: false,
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
        let before = Span {
            start: whole.start,
            end: event.trigger.start.max(whole.start),
        };
        let Some(teller) = speaker_of(reading, source, before, span) else {
            continue;
        };
        let speaker = Who::of(reading, &teller);
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
            affirmed: BTreeMap::new(),
            reported: false,
        });
    }
}

/// Who speaks by the verb between `before` and `after`; nobody in "has been accused of".
fn speaker_of(reading: &Reading, source: &Party, before: Span, after: Span) -> Option<Teller> {
    let text = reading.text();
    let last = before
        .of(text)
        .trim_end()
        .rsplit(' ')
        .next()
        .unwrap_or_default();
    // "accusations that the rebels did it, which they deny": what is denied stands before, and who
    // said it is not known.
    let told = before.of(text);
    let relative = told.len() - told.rfind(" which ").unwrap_or(0) < 25;
    if relative
        && ["accusations that", "claims that", "allegations that"]
            .iter()
            .any(|noun| told.contains(noun))
    {
        return None;
    }
    if ["been", "is", "was", "are", "were", "be", "being"].contains(&last) {
        return None;
    }
    // "an attack that the ministry has blamed on rebels": who blames stands just before.
    if after.of(text).starts_with("on ") {
        let mention = reading
            .mentions_in(before)
            .filter(|mention| before.end - mention.span.end < 12)
            .max_by_key(|mention| mention.span.end)?;
        return Some(Teller {
            span: mention.span,
            entity: Some(mention.entity),
        });
    }
    Some(Teller {
        span: source.span,
        entity: source.entity,
    })
}

/// "The monitor said planes struck the city but Russia denied it": what the monitor says ends
/// before the denial.
fn cut_at_denials(archive: &Archive<'_>, claims: &mut [Claim]) {
    let denials: Vec<Span> = claims
        .iter()
        .filter(|claim| claim.act == Some(Act::Deny) && !claim.speaker.name.is_empty())
        .map(|claim| claim.span)
        .collect();
    for claim in claims {
        let text = archive.articles[claim.article].0.text();
        let inside = denials.iter().find(|denial| {
            denial.start > claim.span.start
                && denial.start < claim.span.end
                && denial.end <= claim.span.end + 2
        });
        let Some(denial) = inside.filter(|_| claim.act.is_some()) else {
            continue;
        };
        let head = Span {
            start: claim.span.start,
            end: denial.start,
        };
        let joint = [
            " but ",
            " while ",
            " although ",
            " which ",
            " though ",
            " an accusation",
            " an allegation",
            " a claim",
            " a charge",
        ]
        .iter()
        .filter_map(|joint| head.of(text).rfind(joint))
        .max();
        if let Some(at) = joint.filter(|at| *at > 0) {
            claim.span = Span::new(head.start as usize, head.start as usize + at).trim(text);
            claim.words = content(claim.span.of(text));
        }
    }
}

/// Where `part` begins in `whole`, of which it is a part.
fn offset(whole: &str, part: &str) -> usize {
    whole.find(part).unwrap_or(0)
}

/// What "the statement of the ministry that a train stood there" says the ministry claims.
fn reported(archive: &Archive<'_>, article: usize, claims: &mut Vec<Claim>) {
    let (reading, lineage) = archive.articles[article];
    let text = reading.text();
    let denied: Vec<(Span, usize)> = claims
        .iter()
        .filter(|claim| claim.article == article)
        .filter(|claim| matches!(claim.act, Some(Act::Deny | Act::Reject)))
        .map(|claim| (claim.span, claim.sentence))
        .collect();
    for (whole, sentence) in denied {
        let words = whole.of(text);
        let matter = crate::denial::matter(words);
        let after = offset(words, matter);
        let matter_end = after + matter.len();
        let (that, after) = match (words[..after].trim_end(), matter.find(" that ")) {
            ("", _) => continue,
            // "the report of the ministry that …", "the ministry's report (that) it …"
            (_, Some(at)) if at < 60 && matter.starts_with("of ") || matter.starts_with("by ") => {
                let Some(at) = matter.find(" that ") else {
                    continue;
                };
                (after + at, after + at + " that ".len())
            }
            (head, _) => {
                let that = if matter.starts_with("that ") { 5 } else { 0 };
                (head.len(), after + that)
            }
        };
        let says = |word: &str| {
            ["it ", "its ", "they ", "he ", "she ", "that "]
                .iter()
                .any(|start| word.starts_with(start))
        };
        let noun = words[..that].contains(" that ") || says(matter) || matter.contains(" that ");
        let head = Span::new(whole.start as usize, whole.start as usize + that);
        let Some(mention) = reading
            .mentions_in(head)
            .max_by_key(|mention| mention.span.len())
        else {
            continue;
        };
        let end = (whole.start as usize + matter_end).min(whole.end as usize);
        let span = Span::new((whole.start as usize + after).min(end), end).trim(text);
        if !noun || span.is_empty() {
            continue;
        }
        let teller = Teller {
            span: mention.span,
            entity: Some(mention.entity),
        };
        claims.push(Claim {
            article,
            span,
            sentence,
            quotation: None,
            act: Some(Act::Say),
            speaker: Who::of(reading, &teller),
            origin: rashomon_story::origin_of(reading, lineage, &teller),
            told: true,
            words: content(span.of(text)),
            events: Vec::new(),
            affirmed: BTreeMap::new(),
            reported: true,
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
        if event.quotation.is_none() && event.plover.is_deed() {
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
            affirmed: BTreeMap::new(),
            reported: false,
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
    // An act of speech is shown with its verb.
    let act = matches!(claim.act, Some(Act::Deny | Act::Reject | Act::Accuse));
    let whole = reading
        .sentences
        .get(claim.sentence)
        .map_or(0, |sentence| sentence.len());
    if text.split(' ').count() >= 5 && !(act && whole <= 300) {
        claim.span
    } else {
        reading
            .sentences
            .get(claim.sentence)
            .filter(|sentence| sentence.contains(claim.span))
            .map_or(claim.span, |sentence| *sentence)
    }
}
