use crate::claim::{Claim, account};
use crate::clause::{clauses, plain};
use crate::dispute::{Draft, accounts_side};
use crate::question;
use rashomon_doc::{Act, DisputeKind};
use rashomon_story::{Archive, one_line, shared};
use std::collections::BTreeSet;

/// Sentences two tellers of one article may be apart when they speak of one outcome.
const BESIDE: i64 = 2;

/// Words that say a state of things is reached.
const REACHED: [&str; 29] = [
    "lifted",
    "resumed",
    "reopened",
    "freed",
    "free",
    "released",
    "ended",
    "over",
    "withdrew",
    "withdrawn",
    "captured",
    "seized",
    "recaptured",
    "retook",
    "liberated",
    "control",
    "agreed",
    "signed",
    "arrived",
    "delivered",
    "restored",
    "calm",
    "completed",
    "evacuated",
    "repaired",
    "collapsed",
    "fallen",
    "surrendered",
    "entered",
];

/// Words that say it is not.
const NOT_YET: [&str; 16] = [
    "still",
    "remain",
    "remains",
    "remained",
    "continued",
    "continues",
    "repelled",
    "repulsed",
    "foiled",
    "thwarted",
    "regained",
    "failed",
    "refused",
    "blocked",
    "prevented",
    "yet",
];

/// Words of winning.
const WIN: [&str; 6] = ["win", "won", "winner", "victory", "wins", "victor"];

/// Disputes on how a thing came out: one teller says it is done, another that it is not.
pub(crate) fn disputes(archive: &Archive<'_>, claims: &[Claim]) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for (i, a) in claims.iter().enumerate() {
        for (j, b) in claims.iter().enumerate() {
            if i == j || a.article != b.article || !are_two_tellers(a, b) {
                continue;
            }
            let rule = if is_open(archive, a, b) {
                "outcome.reached_or_not"
            } else if i < j && are_two_winners(archive, a, b) {
                "outcome.two_winners"
            } else {
                continue;
            };
            if taken.contains(&i) || taken.contains(&j) {
                continue;
            }
            taken.extend([i, j]);
            drafts.push(draft(archive, claims, (i, j), rule));
        }
    }
    drafts
}

fn are_two_tellers(a: &Claim, b: &Claim) -> bool {
    let says = |claim: &Claim| {
        claim.told
            && claim.speaker.is_teller()
            && matches!(
                claim.act,
                Some(Act::Say | Act::Announce | Act::Claim | Act::Confirm | Act::Explain)
            )
    };
    says(a)
        && says(b)
        && a.origin != b.origin
        && !a.speaker.same_side(&b.speaker)
        && !a.speaker.could_be(&b.speaker)
}

fn lower_words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Whether `a` says that a state is reached and `b`, close by, that it is not.
fn is_open(archive: &Archive<'_>, a: &Claim, b: &Claim) -> bool {
    let distance = b.sentence as i64 - a.sentence as i64;
    if !(1..=BESIDE).contains(&distance) {
        return false;
    }
    let text = archive.articles[a.article].0.text();
    let reached: Vec<_> = clauses(a.span.of(text))
        .into_iter()
        .filter(|clause| !clause.negated && clause.bare)
        .filter(|clause| {
            let words = lower_words(clause.text);
            words.iter().any(|word| REACHED.contains(&word.as_str()))
                && !words.iter().any(|word| NOT_YET.contains(&word.as_str()))
        })
        .map(|clause| plain(clause.text))
        .collect();
    if reached.is_empty() {
        return false;
    }
    clauses(b.span.of(text)).iter().any(|clause| {
        let words = lower_words(clause.text);
        let still = words.iter().any(|word| NOT_YET.contains(&word.as_str()));
        let pronoun = words
            .iter()
            .any(|word| ["them", "they", "it"].contains(&word.as_str()));
        let other = plain(clause.text);
        let common = reached.iter().any(|words| shared(words, &other).1 >= 1);
        let denied = clause.negated
            && first_negated(clause.text).is_some_and(|word| {
                let word = plain(word);
                reached.iter().any(|words| shared(&word, words).1 >= 1)
            });
        clause.bare && (still && (common || pronoun && distance == 1) || denied)
    })
}

/// The first word of content after the negation: "train" of "no train had left the city".
fn first_negated(clause: &str) -> Option<&str> {
    let mut words = clause
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .skip_while(|word| !["no", "not", "never"].contains(word))
        .skip(1);
    words.find(|word| !plain(word).is_empty())
}

/// Whether two tellers each name another winner.
fn are_two_winners(archive: &Archive<'_>, a: &Claim, b: &Claim) -> bool {
    let reading = archive.articles[a.article].0;
    let text = reading.text();
    let wins = |claim: &Claim| {
        let words = lower_words(claim.span.of(text));
        words.iter().any(|word| WIN.contains(&word.as_str()))
    };
    let of_self = |claim: &Claim| {
        let words = lower_words(claim.span.of(text));
        let first = words.first().map_or("", String::as_str);
        ["she", "he", "we", "i", "they", "it"].contains(&first)
    };
    let names = |claim: &Claim, other: &Claim| {
        reading
            .sentences
            .get(claim.sentence)
            .is_some_and(|sentence| other.speaker.is_named_in(reading, *sentence))
    };
    wins(a)
        && wins(b)
        && (of_self(b) && !names(a, b) || of_self(a) && !names(b, a))
        && a.sentence.abs_diff(b.sentence) <= 5
}

fn draft(
    archive: &Archive<'_>,
    claims: &[Claim],
    (a, b): (usize, usize),
    rule: &'static str,
) -> Draft {
    let words = |i: usize| {
        one_line(
            claims[i]
                .span
                .of(archive.articles[claims[i].article].0.text()),
        )
    };
    let question = match rule {
        "outcome.two_winners" => format!("Who won? ({})", archive.story.title),
        _ => question::of_outcome(&claims[a], &words(a)),
    };
    let side = |i: usize| {
        let told = std::iter::once(i).chain(again(claims, i, a, b));
        let accounts = told.map(|i| account(archive, &claims[i])).collect();
        accounts_side(question::stance(&claims[i], &words(i)), accounts)
    };
    Draft {
        kind: DisputeKind::Outcome,
        question,
        sides: vec![side(a), side(b)],
        rule,
        confidence: 0.6,
    }
}

/// Claims of other articles that tell the same as `member`, by the same origin.
fn again(claims: &[Claim], member: usize, a: usize, b: usize) -> Vec<usize> {
    let told = &claims[member];
    (0..claims.len())
        .filter(|i| *i != a && *i != b)
        .filter(|&i| {
            let claim = &claims[i];
            let (there, n) = shared(&claim.words, &told.words);
            let (back, _) = shared(&told.words, &claim.words);
            claim.article != told.article
                && claim.origin == told.origin
                && n >= 2
                && there.min(back) >= 0.7
        })
        .collect()
}
