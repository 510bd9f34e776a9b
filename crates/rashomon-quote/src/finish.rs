//! From drafts in tokens to quotations in spans: doubles merged, tellers nested, insertions marked.

use crate::ctx::{Ctx, NONE};
use crate::draft::{Draft, Phrase};
use crate::rules::phrase_span;
use rashomon_doc::{
    Act, Deprel, EntityId, Quotation, QuotationId, QuotationKind, Span, Teller, Upos,
};
use std::borrow::Cow;

/// The quotations that `drafts` stand for, ordered by where their content starts.
pub(crate) fn finish(ctx: &Ctx, mut drafts: Vec<Draft>) -> Vec<Quotation> {
    drafts.retain(|draft| !draft.content.is_empty());
    refusals(ctx, &mut drafts);
    merge_doubles(ctx, &mut drafts);
    in_sources(ctx, &mut drafts);
    let mut rows: Vec<(Draft, Vec<Span>)> = drafts
        .into_iter()
        .map(|draft| {
            let spans = ctx.spans(&draft.content);
            (draft, spans)
        })
        .filter(|(_, spans)| !spans.is_empty())
        .collect();
    rows.sort_by_key(|(draft, spans)| {
        (
            spans[0].start,
            std::cmp::Reverse(spans[spans.len() - 1].end),
            draft.anchor,
        )
    });
    let parents = parents(ctx, &rows);
    rows.iter()
        .zip(parents)
        .map(|((draft, spans), parent)| quotation(ctx, draft, spans, parent))
        .collect()
}

/// "declined to say …": the saying is what is told; the refusal makes it negated.
fn refusals(ctx: &Ctx, drafts: &mut Vec<Draft>) {
    let mut anchors = vec![false; ctx.len()];
    for anchor in drafts.iter().filter_map(|draft| draft.anchor) {
        anchors[anchor] = true;
    }
    let mut governors = vec![NONE; ctx.len()];
    drafts.retain(|draft| {
        let Some(anchor) = draft.anchor.filter(|_| draft.act == Act::Reject) else {
            return true;
        };
        let inner = ctx
            .syntax
            .children(anchor)
            .find(|&token| anchors[token] && ctx.deprel(token) == Deprel::Xcomp);
        if let Some(inner) = inner {
            governors[inner] = anchor as u32;
        }
        inner.is_none()
    });
    for draft in drafts {
        let governor = draft.anchor.map_or(NONE, |anchor| governors[anchor]);
        if governor != NONE {
            draft.cue.insert(0, governor as usize);
        }
    }
}

/// "An official who asked not to be named said …": what belongs to the naming of a speaker is no
/// quotation of its own.
fn in_sources(ctx: &Ctx, drafts: &mut Vec<Draft>) {
    let mut naming = vec![false; ctx.len()];
    for source in drafts.iter().filter_map(|draft| draft.source.as_ref()) {
        for &token in &source.tokens {
            naming[token] = true;
        }
    }
    drafts.retain(|draft| {
        !draft.anchor.is_some_and(|anchor| {
            naming[anchor]
                && matches!(ctx.deprel(anchor), Deprel::AclRelcl | Deprel::Acl)
                && ctx.syntax.head(anchor).is_some_and(|head| naming[head])
        })
    });
}

/// Two cues on the same words make one quotation with both cues.
fn merge_doubles(ctx: &Ctx, drafts: &mut Vec<Draft>) {
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    // For each token, the quotations kept that hold it, as a chain of links.
    let mut last = vec![NONE; ctx.len()];
    let mut links: Vec<(u32, u32)> = Vec::new();
    for draft in drafts.drain(..) {
        // Twins share two thirds of their words, so one of them is among the first third.
        let mut candidates: Vec<u32> = Vec::new();
        for &token in &draft.content[..draft.content.len() / 3 + 1] {
            let mut link = last[token];
            while link != NONE {
                let (index, before) = links[link as usize];
                candidates.push(index);
                link = before;
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        let twin = candidates
            .into_iter()
            .map(|index| index as usize)
            .find(|&index| {
                let other = &kept[index];
                same_words(&draft.content, &other.content)
                    && !draft.anchor.is_some_and(|anchor| other.tells(anchor))
                    && !other.anchor.is_some_and(|anchor| draft.tells(anchor))
            });
        let index = twin.unwrap_or(kept.len());
        match twin {
            Some(index) => merge(ctx, &mut kept[index], draft),
            None => kept.push(draft),
        }
        for &token in &kept[index].content {
            let known = last[token] != NONE && links[last[token] as usize].0 == index as u32;
            if !known {
                links.push((
                    index as u32,
                    std::mem::replace(&mut last[token], links.len() as u32),
                ));
            }
        }
    }
    *drafts = kept;
}

fn merge(ctx: &Ctx, kept: &mut Draft, other: Draft) {
    let pronoun = |source: &Option<Phrase>| {
        source
            .as_ref()
            .is_none_or(|source| ctx.upos(source.head) == Upos::Pron)
    };
    let better = if governs(ctx, kept, &other) {
        false
    } else if governs(ctx, &other, kept) {
        true
    } else {
        other.confidence > kept.confidence || (pronoun(&kept.source) && !pronoun(&other.source))
    };
    let (mut winner, loser) = if better {
        (other, kept.clone())
    } else {
        (kept.clone(), other)
    };
    if winner.source.is_none() {
        winner.source = loser.source;
    }
    for via in loser.via {
        if !winner
            .via
            .iter()
            .any(|(teller, _)| teller.head == via.0.head)
        {
            winner.via.push(via);
        }
    }
    winner.addressee = winner.addressee.or(loser.addressee);
    *kept = winner;
}

/// Whether the verb of `upper`, whose speaker is known, stands above that of `lower`: "claimed in
/// a message posted on Telegram that …".
fn governs(ctx: &Ctx, upper: &Draft, lower: &Draft) -> bool {
    let (Some(top), Some(mut at)) = (upper.anchor, lower.anchor) else {
        return false;
    };
    let climbs = (0..4).any(|_| match ctx.syntax.head(at) {
        Some(head) => {
            at = head;
            at == top
        }
        None => false,
    });
    climbs
        && upper.source.is_some()
        && matches!(
            ctx.deprel(lower.anchor.unwrap_or(0)),
            Deprel::Acl | Deprel::AclRelcl
        )
}

/// At least two thirds of the words are common.
fn same_words(a: &[usize], b: &[usize]) -> bool {
    let (mut i, mut j, mut both) = (0, 0, 0);
    if a.first() > b.last() || b.first() > a.last() {
        return false;
    }
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    3 * both >= 2 * (a.len() + b.len() - both)
}

/// For each row the smallest quotation whose words hold its cue, or, when it has none, its words.
fn parents(ctx: &Ctx, rows: &[(Draft, Vec<Span>)]) -> Vec<Option<usize>> {
    // The row that asks about a token, and the next row that asks about the same one.
    let mut asked = vec![NONE; ctx.len()];
    let mut next = vec![NONE; rows.len()];
    for (index, (draft, _)) in rows.iter().enumerate() {
        let place = draft.anchor.or(draft.cue.first().copied());
        if let Some(token) = place.or(draft.content.first().copied()) {
            next[index] = std::mem::replace(&mut asked[token], index as u32);
        }
    }
    let mut parents: Vec<Option<usize>> = vec![None; rows.len()];
    for (outer, (draft, spans)) in rows.iter().enumerate() {
        for &token in &draft.content {
            let mut inner = asked[token];
            while inner != NONE {
                let index = inner as usize;
                inner = next[index];
                let best = &mut parents[index];
                let smaller = |other: usize| draft.content.len() < rows[other].0.content.len();
                let mutual = draft
                    .anchor
                    .is_some_and(|anchor| rows[index].0.tells(anchor));
                if outer != index
                    && !mutual
                    && draft.content.len() >= rows[index].0.content.len()
                    && best.is_none_or(smaller)
                    && holds(spans, &rows[index])
                {
                    *best = Some(outer);
                }
            }
        }
    }
    parents
}

/// Whether a quotation that holds the cue of `row` is around it: words without a cue must all
/// lie inside one stretch of `outer`.
fn holds(outer: &[Span], (draft, spans): &(Draft, Vec<Span>)) -> bool {
    let cued = draft.anchor.is_some() || !draft.cue.is_empty();
    cued || outer.iter().any(|outer| {
        spans
            .iter()
            .all(|inner| outer.contains(*inner) && outer != inner)
    })
}

fn quotation(ctx: &Ctx, draft: &Draft, spans: &[Span], parent: Option<usize>) -> Quotation {
    Quotation {
        kind: kind(ctx, draft),
        act: act(ctx, draft),
        content: spans.to_vec(),
        cue: cue_spans(ctx, draft),
        source: draft.source.as_ref().and_then(|source| teller(ctx, source)),
        addressee: draft
            .addressee
            .as_ref()
            .and_then(|phrase| teller(ctx, phrase)),
        via: draft
            .via
            .iter()
            .filter_map(|(phrase, relation)| Some((teller(ctx, phrase)?, *relation)))
            .collect(),
        parent: parent.map(QuotationId::at),
        insertions: insertions(ctx, draft, spans),
        polarity: draft.polarity,
        modality: draft.modality,
        rule: Cow::Borrowed(draft.rule),
        confidence: calibrated(draft.confidence),
    }
}

fn cue_spans(ctx: &Ctx, draft: &Draft) -> Vec<Span> {
    let mut cue = draft.cue.clone();
    cue.sort_unstable();
    cue.dedup();
    let mut spans: Vec<Span> = Vec::new();
    let mut last = None;
    for token in cue {
        let span = ctx.syntax.token(token).span;
        match spans.last_mut() {
            Some(open) if last == Some(token.wrapping_sub(1)) => *open = open.cover(span),
            _ => spans.push(span),
        }
        last = Some(token);
    }
    spans
}

fn kind(ctx: &Ctx, draft: &Draft) -> QuotationKind {
    let words = draft.content.iter().filter(|&&token| !ctx.is_punct(token));
    let (mut inside, mut all) = (0, 0);
    for &token in words {
        all += 1;
        inside += usize::from(ctx.region(token).is_some());
    }
    match inside {
        0 => QuotationKind::Indirect,
        _ if inside == all => QuotationKind::Direct,
        _ => QuotationKind::Mixed,
    }
}

const QUESTIONS: [&str; 9] = [
    "whether", "if", "what", "who", "how", "why", "when", "where", "which",
];

fn act(ctx: &Ctx, draft: &Draft) -> Act {
    let Some(anchor) = draft.anchor else {
        return draft.act;
    };
    let opens = |&first: &usize| ctx.is(first, "to") && ctx.upos(first) == Upos::Part;
    let infinitive = draft.content.first().is_some_and(opens)
        || ctx
            .syntax
            .child(anchor, &[Deprel::Xcomp])
            .is_some_and(|head| draft.tells(head));
    match (ctx.lemma(anchor), infinitive) {
        ("tell" | "instruct", true) => Act::Order,
        ("ask", true) => Act::Request,
        ("ask", false) => {
            let wonders = draft.content.first().is_some_and(|&first| {
                ctx.region(first).is_some() || ctx.is_one_of(first, &QUESTIONS)
            });
            if wonders { Act::Ask } else { Act::Request }
        }
        _ => draft.act,
    }
}

/// Who `phrase` denotes: the entity of the mention that holds its head, the shortest one first.
fn teller(ctx: &Ctx, phrase: &Phrase) -> Option<Teller> {
    let span = phrase_span(ctx, phrase)?;
    let head = ctx.syntax.token(phrase.head).span;
    Some(Teller {
        span,
        entity: entity(ctx, span, head),
    })
}

fn entity(ctx: &Ctx, span: Span, head: Span) -> Option<EntityId> {
    let mentions = &ctx.reading.mentions;
    let first = mentions.partition_point(|mention| mention.span.end <= span.start);
    let near = || {
        mentions[first.saturating_sub(4)..]
            .iter()
            .take_while(|mention| mention.span.start < span.end)
            .filter(|mention| mention.span.overlaps(span))
    };
    near()
        .filter(|mention| mention.span.contains(head) && span.contains(mention.span))
        .max_by_key(|mention| mention.span.len())
        .or_else(|| {
            near()
                .filter(|mention| mention.span.contains(head))
                .min_by_key(|mention| mention.span.len())
        })
        .or_else(|| near().find(|mention| mention.span == span))
        .map(|mention| mention.entity)
}

/// Brackets inside the content, and in words given word for word also parentheses.
fn insertions(ctx: &Ctx, draft: &Draft, spans: &[Span]) -> Vec<Span> {
    let direct = draft
        .content
        .first()
        .is_some_and(|&token| ctx.region(token).is_some());
    let mut found = Vec::new();
    for span in spans {
        let words = span.of(ctx.text);
        let mut open: Option<(usize, char)> = None;
        for (at, c) in words.char_indices() {
            match (c, open) {
                ('[', _) | ('(', None) => open = Some((at, c)),
                (']', Some((start, '['))) | (')', Some((start, '('))) => {
                    let inner = &words[start + 1..at];
                    if c == ']' || direct || is_editorial(inner) {
                        let base = span.start as usize;
                        found.push(Span::new(base + start, base + at + 1));
                    }
                    open = None;
                }
                _ => {}
            }
        }
    }
    found
}

fn is_editorial(inner: &str) -> bool {
    let lower = inner.to_lowercase();
    [
        "banned",
        "outlawed",
        "prohibited",
        "editor",
        "ed.",
        "designated",
        "forbidden",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

/// Scores of the rules and models, and the share that was right at each on the development part
/// of PolNeAR; `cargo xtask train quote` measures such tables on articles they were not read off.
const RELIABILITY: [(f32, f32); 9] = [
    (0.00, 0.20),
    (0.14, 0.30),
    (0.26, 0.56),
    (0.38, 0.65),
    (0.57, 0.73),
    (0.75, 0.83),
    (0.85, 0.88),
    (0.92, 0.95),
    (1.00, 0.98),
];

/// The chance that goes with a score, by straight lines between the rows of the table.
fn calibrated(score: f32) -> f32 {
    let next = RELIABILITY
        .partition_point(|&(from, _)| from <= score)
        .clamp(1, RELIABILITY.len() - 1);
    let ((from, low), (to, high)) = (RELIABILITY[next - 1], RELIABILITY[next]);
    (low + (high - low) * (score - from) / (to - from)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::calibrated;

    #[test]
    fn a_higher_score_is_a_higher_chance() {
        let chances: Vec<f32> = (0..=20_u8)
            .map(|step| calibrated(f32::from(step) / 20.0))
            .collect();
        assert!(chances.windows(2).all(|pair| pair[0] <= pair[1]));
        assert!((calibrated(0.92) - 0.95).abs() < 1e-4 && calibrated(2.0) <= 1.0);
    }
}
