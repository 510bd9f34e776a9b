use crate::claim::{Claim, account, is_deed};
use crate::dispute::{Draft, accounts_side};
use crate::question;
use crate::who::Who;
use rashomon_doc::{Act, DisputeKind, EventType, Modality, Polarity, Reading};
use rashomon_story::{Archive, content, shared};
use std::collections::BTreeMap;

/// A claim that says of something that it is not so.
#[derive(Debug)]
pub(crate) struct Denial {
    /// Its place among the claims.
    pub(crate) claim: usize,
    /// Whether it names what it denies only by "it", "the accusations", "involvement".
    generic: bool,
    /// Whether it denies by a negated event of its own ("we did not bomb"), not by an act.
    implicit: bool,
}

/// A denial and an assertion of what it denies.
struct Pair {
    denial: usize,
    assertion: usize,
    confidence: f32,
    rule: &'static str,
}

/// Words that stand for what was said before and say nothing of it.
const GENERIC: [&str; 34] = [
    "it",
    "this",
    "that",
    "such",
    "accusation",
    "accusations",
    "allegation",
    "allegations",
    "charge",
    "charges",
    "claim",
    "claims",
    "report",
    "reports",
    "statement",
    "statements",
    "involvement",
    "responsibility",
    "any",
    "all",
    "role",
    "wrongdoing",
    "attack",
    "attacks",
    "these",
    "those",
    "being",
    "behind",
    "having",
    "words",
    "strike",
    "incident",
    "been",
    "the",
];

/// Words that call what another said untrue.
const EPITHETS: [&str; 18] = [
    "fabricat",
    "baseless",
    "groundless",
    "unfounded",
    "absurd",
    "nonsense",
    "a lie",
    "lies",
    "untrue",
    "false",
    "fake",
    "invented",
    "propaganda",
    "disinformation",
    "slander",
    "no evidence",
    "not true",
    "unsubstantiated",
];

const SAYINGS: [&str; 12] = [
    "claim",
    "accusation",
    "allegation",
    "report",
    "statement",
    "charge",
    "words",
    "assertion",
    "story",
    "stories",
    "remarks",
    "figures",
];

/// The denials among `claims`.
pub(crate) fn denials(archive: &Archive<'_>, claims: &[Claim]) -> Vec<Denial> {
    claims
        .iter()
        .enumerate()
        .filter(|(_, claim)| claim.told && claim.speaker.is_teller())
        .filter_map(|(index, claim)| {
            let reading = archive.articles[claim.article].0;
            let text = claim.span.of(reading.text());
            let act = claim.act?;
            let by_act = act == Act::Deny || is_dismissal(reading, claim, act);
            let implicit = !by_act && negates_deed(reading, claim);
            (by_act || implicit).then(|| Denial {
                claim: index,
                generic: !implicit && is_generic(text),
                implicit,
            })
        })
        .collect()
}

fn is_generic(text: &str) -> bool {
    let mut left = 0;
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let lower = word.to_lowercase();
        if !word.is_empty() && !GENERIC.contains(&lower.as_str()) && !content(&lower).is_empty() {
            left += 1;
        }
    }
    left <= 1
}

/// Whether the sentence calls what somebody said untrue: "called the statements “fabrication”".
fn is_dismissal(reading: &Reading, claim: &Claim, act: Act) -> bool {
    let Some(sentence) = reading.sentences.get(claim.sentence) else {
        return false;
    };
    let text = sentence.of(reading.text()).to_lowercase();
    let says_of_saying = SAYINGS.iter().any(|word| text.contains(word));
    let epithet = EPITHETS.iter().any(|word| text.contains(word));
    let turns_down = ["reject", "dismiss", "refut", "rebuff"]
        .iter()
        .any(|verb| text.contains(verb));
    says_of_saying && (epithet && (act != Act::Demand) || act == Act::Reject && turns_down)
}

/// Whether the speaker says of a deed that it was not done.
fn negates_deed(reading: &Reading, claim: &Claim) -> bool {
    claim.events.iter().any(|&i| {
        let event = &reading.events[i];
        event.polarity == Polarity::Negated
            && event.modality == Modality::Actual
            && is_deed(event)
            && claim.span.contains(event.trigger)
    })
}

/// Disputes in which somebody denies what another tells.
pub(crate) fn disputes(archive: &Archive<'_>, claims: &[Claim]) -> Vec<Draft> {
    let denials = denials(archive, claims);
    let pairs = pairs(archive, claims, &denials);
    groups(claims, &denials, &pairs)
        .into_iter()
        .map(|group| draft(archive, claims, &denials, &pairs, &group))
        .collect()
}

fn pairs(archive: &Archive<'_>, claims: &[Claim], denials: &[Denial]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (at, denial) in denials.iter().enumerate() {
        for (index, claim) in claims.iter().enumerate() {
            let is_denial = denials.iter().any(|other| other.claim == index);
            if is_denial || index == denial.claim {
                continue;
            }
            if let Some((confidence, rule)) = judge(archive, &claims[denial.claim], denial, claim) {
                pairs.push(Pair {
                    denial: at,
                    assertion: index,
                    confidence,
                    rule,
                });
            }
        }
    }
    pairs
}

/// Whether `claim` asserts what `denial` denies: with what confidence and by which rule.
fn judge(
    archive: &Archive<'_>,
    denial: &Claim,
    how: &Denial,
    claim: &Claim,
) -> Option<(f32, &'static str)> {
    if !claim.told || claim.origin == denial.origin || claim.speaker.same_side(&denial.speaker) {
        return None;
    }
    if !asserts(claim) || !claim.speaker.name.is_empty() && !claim.speaker.is_teller() {
        return None;
    }
    let one_article = claim.article == denial.article;
    if one_article
        && (claim.span.overlaps(denial.span)
            || claim.act.is_none() && claim.sentence == denial.sentence)
    {
        return None;
    }
    let reading = archive.articles[claim.article].0;
    let beside =
        (claim.article == denial.article).then(|| denial.sentence as i64 - claim.sentence as i64);
    let at_denier = points_at(reading, claim, &denial.speaker, one_article);
    let (share, n) = shared(&denial.words, &claim.words);
    let (back, _) = shared(&claim.words, &denial.words);
    let same_deed = same_deed(archive, denial, claim);
    if how.generic {
        return match beside? {
            0..=2 if at_denier => Some((0.8, "denial.of_accusation")),
            0..=1 if claim.act == Some(Act::Accuse) => Some((0.65, "denial.of_accusation")),
            1 if claim.act.is_some() && is_grave(claim) => Some((0.6, "denial.beside")),
            _ => None,
        };
    }
    let near = beside.is_some_and(|distance| (-2..=4).contains(&distance));
    let words = share.min(1.0) + 0.5 * back;
    let own_words = claim.act.is_none();
    match () {
        () if n >= 2 && words >= 0.6 && same_deed && at_denier => {
            Some((if near { 0.9 } else { 0.8 }, "denial.same_deed"))
        }
        // What the publisher tells and what a speaker denies meet in many words only by chance.
        () if own_words => None,
        () if how.implicit => None,
        () if n >= 2 && words >= 0.7 && at_denier => {
            Some((if near { 0.8 } else { 0.65 }, "denial.same_words"))
        }
        () if near && at_denier && (same_deed || n >= 1) => Some((0.75, "denial.of_accusation")),
        () if near
            && (1..=2).contains(&beside.unwrap_or(0))
            && same_actor(archive, denial, claim) =>
        {
            Some((0.6, "denial.same_actor"))
        }
        () if near && n >= 4 && words >= 0.8 => Some((0.6, "denial.same_words")),
        () => None,
    }
}

/// Whether the claim says that something is so, and does not ask, order or promise.
fn asserts(claim: &Claim) -> bool {
    claim.act.is_none_or(|act| match act {
        Act::Say
        | Act::Announce
        | Act::Claim
        | Act::Explain
        | Act::Accuse
        | Act::Condemn
        | Act::Warn
        | Act::Admit
        | Act::Confirm
        | Act::Believe => true,
        Act::Demand
        | Act::Request
        | Act::Ask
        | Act::Propose
        | Act::Deny
        | Act::Reject
        | Act::Praise
        | Act::Threaten
        | Act::Promise
        | Act::Agree
        | Act::Doubt
        | Act::Plan
        | Act::Order
        | Act::Thank => false,
    })
}

/// Whether the claim tells of a deed, or accuses.
fn is_grave(claim: &Claim) -> bool {
    claim.act == Some(Act::Accuse) || !claim.events.is_empty()
}

/// Whether `claim` lays something at the door of `denier`: accuses it, or has it do a deed.
fn points_at(reading: &Reading, claim: &Claim, denier: &Who, one_article: bool) -> bool {
    let is_denier = |who: Who| who.same_side(denier) || one_article && who.could_be(denier);
    if claim.act == Some(Act::Accuse) && denier.is_named_in(reading, claim.span) {
        return true;
    }
    claim.events.iter().any(|&i| {
        let event = &reading.events[i];
        let doer = is_deed(event) && event.polarity == Polarity::Affirmed && {
            let mut sources = event.sources.iter();
            sources.any(|party| is_denier(Who::new(reading, party.span, party.entity)))
        };
        let accused = event.plover == EventType::Accuse && {
            let mut targets = event.targets.iter();
            targets.any(|party| is_denier(Who::new(reading, party.span, party.entity)))
        };
        doer || accused
    })
}

/// Whether both speak of one unnamed actor: "the police".
fn same_actor(archive: &Archive<'_>, denial: &Claim, claim: &Claim) -> bool {
    let nouns = |claim: &Claim| {
        let text = claim
            .span
            .of(archive.articles[claim.article].0.text())
            .to_lowercase();
        [
            "police",
            "army",
            "troops",
            "forces",
            "soldiers",
            "rebels",
            "helicopter",
            "warplanes",
            "jets",
        ]
        .map(|noun| text.contains(noun))
    };
    let (a, b) = (nouns(denial), nouns(claim));
    is_grave(claim) && a.iter().zip(b).any(|(a, b)| *a && b)
}

/// Whether both speak of a deed of one type, which the claim affirms.
fn same_deed(archive: &Archive<'_>, denial: &Claim, claim: &Claim) -> bool {
    let reading = archive.articles[claim.article].0;
    let other = archive.articles[denial.article].0;
    claim.events.iter().any(|&i| {
        let event = &reading.events[i];
        is_deed(event)
            && event.polarity == Polarity::Affirmed
            && denial
                .events
                .iter()
                .any(|&j| other.events[j].plover == event.plover)
    })
}

/// Denials that deny the same, each with at least one assertion.
fn groups(claims: &[Claim], denials: &[Denial], pairs: &[Pair]) -> Vec<Vec<usize>> {
    let mut group: Vec<usize> = (0..denials.len()).collect();
    let paired = |denial: usize| pairs.iter().any(|pair| pair.denial == denial);
    for a in 0..denials.len() {
        for b in 0..a {
            let (x, y) = (&claims[denials[a].claim], &claims[denials[b].claim]);
            let together = x.origin == y.origin || x.speaker.same_side(&y.speaker);
            if !together || !(paired(a) && paired(b)) {
                continue;
            }
            let common = pairs.iter().any(|pair| {
                pair.denial == a
                    && pairs
                        .iter()
                        .any(|other| other.denial == b && other.assertion == pair.assertion)
            });
            let (there, n) = shared(&x.words, &y.words);
            let (back, _) = shared(&y.words, &x.words);
            if common || n >= 2 && there.min(back) >= 0.5 {
                let (a, b) = (group[a], group[b]);
                group
                    .iter_mut()
                    .filter(|g| **g == a.max(b))
                    .for_each(|g| *g = a.min(b));
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (denial, group) in group.into_iter().enumerate() {
        if paired(denial) {
            groups.entry(group).or_default().push(denial);
        }
    }
    groups.into_values().collect()
}

fn draft(
    archive: &Archive<'_>,
    claims: &[Claim],
    denials: &[Denial],
    pairs: &[Pair],
    group: &[usize],
) -> Draft {
    let ours: Vec<&Pair> = pairs
        .iter()
        .filter(|pair| group.contains(&pair.denial))
        .collect();
    let best = ours
        .iter()
        .max_by(|a, b| {
            a.confidence
                .total_cmp(&b.confidence)
                .then(b.assertion.cmp(&a.assertion))
        })
        .expect("a group has a pair");
    // Far weaker pairs are dropped: the surest assertion tells what the dispute is about.
    let assertions: Vec<usize> = {
        let mut found: Vec<usize> = ours
            .iter()
            .filter(|pair| pair.confidence >= best.confidence - 0.2)
            .map(|pair| pair.assertion)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    let denier = &claims[denials[best.denial].claim];
    let implicit = denials[best.denial].implicit;
    let said = assertions
        .iter()
        .map(|&i| account(archive, &claims[i]))
        .collect();
    let denied = group
        .iter()
        .map(|&i| account(archive, &claims[denials[i].claim]))
        .collect();
    Draft {
        kind: if implicit {
            DisputeKind::Polarity
        } else {
            DisputeKind::Denial
        },
        question: question::of_denial(
            archive,
            denier,
            &claims[best.assertion],
            denials[best.denial].generic,
        ),
        sides: vec![
            accounts_side(question::asserted(&claims[best.assertion]), said),
            accounts_side(format!("{} denies it", denier.speaker.name), denied),
        ],
        rule: best.rule,
        confidence: best.confidence,
    }
}
