use rashomon_doc::{Account, Dispute, DisputeKind, Side};
use rashomon_story::Archive;
use std::collections::BTreeSet;

/// A dispute before it has its id.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) kind: DisputeKind,
    pub(crate) question: String,
    pub(crate) sides: Vec<Side>,
    pub(crate) rule: &'static str,
    pub(crate) confidence: f32,
}

/// The side of `accounts`, each told once, by date and document.
pub(crate) fn accounts_side(stance: String, mut accounts: Vec<Account>) -> Side {
    accounts.sort_by(|a, b| {
        (a.published.is_none(), a.published, &a.document, a.span).cmp(&(
            b.published.is_none(),
            b.published,
            &b.document,
            b.span,
        ))
    });
    accounts.dedup_by(|a, b| a.document == b.document && a.span == b.span);
    // Words that another account of the side holds within its own are told once.
    let spans: Vec<_> = accounts
        .iter()
        .map(|account| (account.document.clone(), account.span))
        .collect();
    accounts.retain(|account| {
        !spans.iter().any(|(document, span)| {
            *document == account.document && *span != account.span && span.contains(account.span)
        })
    });
    let origins: BTreeSet<&str> = accounts
        .iter()
        .map(|account| account.origin.as_str())
        .collect();
    Side {
        origins: origins.len() as u32,
        stance,
        accounts,
    }
}

/// The finished disputes, the surest first; of two on one question the surer stays.
pub(crate) fn finish(archive: &Archive<'_>, drafts: Vec<Draft>) -> Vec<Dispute> {
    let mut disputes: Vec<Dispute> = drafts
        .into_iter()
        .map(|draft| {
            let mut sides = draft.sides;
            sides.sort_by_key(|side| std::cmp::Reverse(side.origins));
            let told = sides.iter().map(|side| side.origins).sum::<u32>();
            let several = if told > 2 { 0.05 } else { 0.0 };
            Dispute {
                id: id(&archive.story.id, draft.kind, &draft.question),
                story: archive.story.id.clone(),
                question: draft.question,
                kind: draft.kind,
                sides,
                rule: draft.rule.to_owned(),
                confidence: (draft.confidence + several).min(0.95),
            }
        })
        .collect();
    disputes.sort_by(|a, b| {
        b.confidence
            .total_cmp(&a.confidence)
            .then_with(|| a.id.cmp(&b.id))
    });
    let mut seen = BTreeSet::new();
    disputes.retain(|dispute| seen.insert(dispute.id.clone()));
    disputes
}

/// Made from the story, the kind and the question.
pub(crate) fn id(story: &str, kind: DisputeKind, question: &str) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in [story, kind.as_str(), question].join("\u{1f}").bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    format!("d{:08x}", (hash ^ (hash >> 32)) as u32)
}
