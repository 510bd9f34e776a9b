use crate::claim::{Claim, account};
use crate::clause::{clauses, plain};
use crate::dispute::{Draft, accounts_side};
use crate::figure::is_of_the_past;
use crate::question;
use crate::who::Who;
use rashomon_doc::{Act, DisputeKind, EventType, Modality, Polarity, Reading};
use rashomon_story::{Archive, content, shared};
use std::collections::{BTreeMap, BTreeSet};

/// A claim that says of something that it is not so.
#[derive(Debug)]
pub(crate) struct Denial {
    /// Its place among the claims.
    pub(crate) claim: usize,
    /// Whether it names what it denies only by "it", "the accusations", "involvement".
    generic: bool,
    /// Whether it denies by a negated clause of its own ("we did not bomb"), not by an act.
    implicit: bool,
    /// The content words of what it denies that are no names.
    words: BTreeMap<u32, f32>,
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
const EPITHETS: [&str; 20] = [
    "fantasy",
    "insult",
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

pub(crate) const SAYINGS: [&str; 14] = [
    "account",
    "version",
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

/// Words of who and where, which two different matters share.
const ACTORS: [&str; 12] = [
    "forces",
    "force",
    "air",
    "government",
    "army",
    "military",
    "troops",
    "country",
    "area",
    "day",
    "time",
    "opposition",
];

/// The denials among `claims`.
pub(crate) fn denials(archive: &Archive<'_>, claims: &[Claim]) -> Vec<Denial> {
    claims
        .iter()
        .enumerate()
        .filter(|(_, claim)| claim.told && claim.speaker.is_teller() && !claim.reported)
        .filter_map(|(index, claim)| {
            let reading = archive.articles[claim.article].0;
            let text = claim.span.of(reading.text());
            let act = claim.act?;
            let by_act = act == Act::Deny || is_dismissal(reading, claim, act);
            let denied = if by_act {
                plain(matter(text))
            } else {
                negated_words(reading, claim)?
            };
            let words = without(denied, &[&GENERIC, &SAYINGS, &ACTORS]);
            Some(Denial {
                claim: index,
                generic: by_act
                    && (words.is_empty() || is_generic(text) || matter(text).starts_with("as ")),
                implicit: !by_act,
                words,
            })
        })
        .collect()
}

/// What is denied of "the accusations that it fired", "reports of a retreat": the words after the
/// noun of saying.
pub(crate) fn matter(text: &str) -> &str {
    let mut at = 0;
    for (n, word) in text.split_inclusive(' ').enumerate() {
        at += word.len();
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let noun = SAYINGS
            .iter()
            .any(|saying| bare == *saying || bare.strip_suffix('s') == Some(*saying));
        if noun && n < 6 {
            let rest = &text[at..];
            return rest.split(" saying ").next().unwrap_or(rest);
        }
    }
    text
}

fn without(mut words: BTreeMap<u32, f32>, lists: &[&[&str]]) -> BTreeMap<u32, f32> {
    for word in lists.iter().copied().flatten() {
        for (key, _) in content(word) {
            words.remove(&key);
        }
    }
    words
}

/// The words of the clauses in which the claim says that something is not so, when it says so of
/// what is or was.
fn negated_words(reading: &Reading, claim: &Claim) -> Option<BTreeMap<u32, f32>> {
    let text = claim.span.of(reading.text());
    let mut words = BTreeMap::new();
    for clause in clauses(text)
        .iter()
        .filter(|clause| clause.negated && clause.bare)
    {
        words.extend(plain(clause.text));
    }
    let lower = text.to_lowercase();
    let nobody = ["nobody", "no one", "not one"]
        .iter()
        .any(|word| lower.contains(word));
    let deed = nobody && negates_deed(reading, claim);
    (deed || !words.is_empty()).then_some(words)
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

/// Whether the speaker says of a deed that it was not done. What "had never been used before" was
/// used.
fn negates_deed(reading: &Reading, claim: &Claim) -> bool {
    let words = claim.span.of(reading.text());
    if words.contains("never") && words.contains("before") {
        return false;
    }
    claim.events.iter().any(|&i| {
        let event = &reading.events[i];
        event.polarity == Polarity::Negated
            && event.modality == Modality::Actual
            && event.plover.is_deed()
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
    let denying: BTreeSet<usize> = denials.iter().map(|denial| denial.claim).collect();
    let candidates = Candidates::of(claims);
    let mut pairs = Vec::new();
    for (at, denial) in denials.iter().enumerate() {
        for index in candidates.of_denial(&claims[denial.claim], denial) {
            if denying.contains(&index) {
                continue;
            }
            if let Some((confidence, rule)) =
                judge(archive, &claims[denial.claim], denial, &claims[index])
            {
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

/// A word in more claims than this finds none in other articles.
const TOO_COMMON: usize = 400;

/// The claims of each article and those that affirm a word, so that a long story is not compared
/// claim by claim.
struct Candidates {
    by_article: BTreeMap<usize, Vec<usize>>,
    by_word: BTreeMap<u32, Vec<usize>>,
}

impl Candidates {
    fn of(claims: &[Claim]) -> Self {
        let mut candidates = Self {
            by_article: BTreeMap::new(),
            by_word: BTreeMap::new(),
        };
        for (index, claim) in claims.iter().enumerate() {
            let here = candidates.by_article.entry(claim.article).or_default();
            here.push(index);
            for word in claim.affirmed.keys() {
                candidates.by_word.entry(*word).or_default().push(index);
            }
        }
        candidates
    }

    /// The claims of the denial's article, and those elsewhere that affirm a word it denies.
    fn of_denial(&self, claim: &Claim, denial: &Denial) -> BTreeSet<usize> {
        let here = self.by_article.get(&claim.article).into_iter().flatten();
        let there = denial
            .words
            .keys()
            .filter_map(|word| self.by_word.get(word))
            .filter(|claims| claims.len() <= TOO_COMMON)
            .flatten();
        here.chain(there).copied().collect()
    }
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
    let words = claim.span.of(archive.articles[claim.article].0.text());
    let first = words.split(' ').next().unwrap_or_default();
    let unknown = ["unclear", "not clear", "whether", "not known"];
    if ["what", "who", "how", "if", "why", "in", "it on", "while"].contains(&first)
        || words.starts_with("it on ")
        || first.ends_with("ing") && claim.act != Some(Act::Accuse)
        || hedges(archive, claim)
        || unknown.iter().any(|word| words.contains(word))
        || [" deny", " denies", " denied"]
            .iter()
            .any(|word| words.contains(word))
    {
        return None;
    }
    let one_article = claim.article == denial.article;
    if claim.reported {
        return (one_article && claim.sentence == denial.sentence && !how.implicit)
            .then_some((0.85, "denial.of_words"));
    }
    if one_article
        && (claim.span.overlaps(denial.span)
            || claim.act.is_none() && claim.sentence == denial.sentence)
    {
        return None;
    }
    let distance = one_article.then(|| denial.sentence as i64 - claim.sentence as i64);
    if (how.implicit || one_article && claim.speaker.is_state())
        && claim.speaker.could_be(&denial.speaker)
        || is_past(archive, claim) && !is_past(archive, denial)
        || !one_article && is_of_before(archive, denial)
    {
        return None;
    }
    let fit = Fit::of(archive, denial, how, claim, one_article);
    match (how.generic, how.implicit) {
        (true, _) => generic(archive, denial, claim, distance?, &fit),
        (false, true) if how.words.is_empty() => {
            // "Nobody had been killed" right after "Two guards were killed".
            (fit.same_deed && distance == Some(1) && claim.act.is_some())
                .then_some((0.6, "polarity.same_deed"))
        }
        (false, true) => implied(claim, distance, &fit),
        (false, false) => {
            let (all, n) = shared(&how.words, &claim.words);
            // What comes after a denial answers it only where the denial says of what.
            let said = denial.span.of(archive.articles[denial.article].0.text());
            let after = distance.is_some_and(|distance| distance < 0);
            let one_matter = n >= 1 && all >= 0.3 && (!after || said.starts_with("that "));
            explicit(claim, distance, &fit, one_matter)
        }
    }
}

/// Whether the claim's sentence speaks of a time long gone.
fn is_past(archive: &Archive<'_>, claim: &Claim) -> bool {
    let reading = archive.articles[claim.article].0;
    let sentence = reading.sentences.get(claim.sentence);
    sentence.is_some_and(|sentence| is_of_the_past(reading, *sentence))
}

/// Whether the denial's sentence says that it denied other, earlier things.
fn is_of_before(archive: &Archive<'_>, denial: &Claim) -> bool {
    let reading = archive.articles[denial.article].0;
    let sentence = reading
        .sentences
        .get(denial.sentence)
        .unwrap_or(&denial.span);
    let text = sentence.of(reading.text()).to_lowercase();
    [
        "previous",
        "in the past",
        "earlier",
        "last year",
        "civil war",
        "always",
        "persistently",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// How a claim stands to what a denial denies.
struct Fit {
    /// Whether the claim lays a deed at the denier's door.
    at_denier: bool,
    /// Whether both tell of a deed of one type.
    same_deed: bool,
    /// Whether both speak of one unnamed actor.
    same_actor: bool,
    /// The share of the denied words that a clause affirms, and their number.
    share: f32,
    n: usize,
}

impl Fit {
    fn of(
        archive: &Archive<'_>,
        denial: &Claim,
        how: &Denial,
        claim: &Claim,
        one_article: bool,
    ) -> Self {
        let reading = archive.articles[claim.article].0;
        let (share, n) = shared(&how.words, &claim.affirmed);
        Self {
            at_denier: points_at(reading, claim, &denial.speaker, one_article),
            same_deed: same_deed(archive, denial, claim),
            same_actor: same_actor(archive, denial, claim),
            share,
            n,
        }
    }
}

/// "Dolmar denied it", "the allegations": what was said just before, or was laid at its door.
fn generic(
    archive: &Archive<'_>,
    denial: &Claim,
    claim: &Claim,
    distance: i64,
    fit: &Fit,
) -> Option<(f32, &'static str)> {
    let said = claim.act.is_some();
    let text = archive.articles[denial.article].0.text();
    let whose = denial.span.of(text).to_lowercase();
    let of_person = ["her ", "his ", "their "]
        .iter()
        .any(|word| whose.starts_with(word));
    let of_words = whose.split(' ').count() <= 4
        && SAYINGS.iter().any(|saying| whose.contains(saying))
        && claim.act == Some(Act::Say);
    match distance {
        0..=2 if fit.at_denier => Some((0.8, "denial.of_accusation")),
        3..=4 if fit.at_denier && claim.act == Some(Act::Accuse) => {
            Some((0.65, "denial.of_accusation"))
        }
        0..=1 if claim.act == Some(Act::Accuse) => Some((0.65, "denial.of_accusation")),
        1 if said && (is_grave(claim) || of_person || of_words) => Some((0.6, "denial.beside")),
        -12..=30 if fit.at_denier && claim.act == Some(Act::Accuse) => {
            Some((0.6, "denial.of_accusation"))
        }
        _ => None,
    }
}

/// "Dolmar denied that its forces had fired".
fn explicit(
    claim: &Claim,
    distance: Option<i64>,
    fit: &Fit,
    one_matter: bool,
) -> Option<(f32, &'static str)> {
    let near = distance.is_some_and(|distance| (-2..=5).contains(&distance));
    let accused = claim.act == Some(Act::Accuse);
    let beside = distance.is_some_and(|distance| (-1..=1).contains(&distance));
    let own_words = claim.speaker.name.is_empty();
    match () {
        () if fit.at_denier && fit.same_deed && fit.n >= 1 && fit.share >= 0.4 => {
            Some((if near { 0.9 } else { 0.8 }, "denial.same_deed"))
        }
        // What the publisher tells and what a speaker denies meet in many words only by chance.
        () if own_words => None,
        () if fit.n >= 2 && fit.share >= 0.6 && fit.at_denier => {
            Some((if near { 0.8 } else { 0.7 }, "denial.same_words"))
        }
        () if near && fit.at_denier && fit.n >= 1 && (fit.same_deed || fit.share >= 0.34) => {
            Some((0.75, "denial.of_accusation"))
        }
        () if near && fit.n >= 2 && fit.share >= 0.6 => Some((0.7, "denial.same_words")),
        () if near && fit.n >= 3 && fit.share >= 0.4 => Some((0.65, "denial.same_words")),
        () if (1..=2).contains(&distance.unwrap_or(0))
            && fit.same_actor
            && (is_grave(claim) || distance == Some(1)) =>
        {
            Some((0.6, "denial.same_actor"))
        }
        () if beside && one_matter => Some((0.6, "denial.beside")),
        () if distance.is_some() && fit.at_denier && accused && fit.n >= 1 => {
            Some((0.6, "denial.of_accusation"))
        }
        () if distance.is_none() && fit.n >= 3 && fit.share >= 0.7 => {
            Some((0.6, "denial.same_words"))
        }
        () => None,
    }
}

/// "The army did not strike the station", "there are no talks".
fn implied(claim: &Claim, distance: Option<i64>, fit: &Fit) -> Option<(f32, &'static str)> {
    let near = distance.is_some_and(|distance| (-6..=6).contains(&distance));
    let own_words = claim.speaker.name.is_empty();
    match () {
        () if fit.same_deed && fit.at_denier && fit.n >= 2 && fit.share >= 0.5 => {
            Some((if near { 0.85 } else { 0.75 }, "polarity.same_deed"))
        }
        () if own_words => None,
        () if fit.same_deed && fit.n >= 1 && fit.share >= 0.7 && near => {
            Some((0.7, "polarity.same_deed"))
        }
        () if fit.n >= 2 && fit.share >= 0.8 && (near || fit.at_denier || fit.n >= 4) => {
            Some((if near { 0.65 } else { 0.6 }, "polarity.same_words"))
        }
        () if fit.n >= 1 && fit.share >= 0.9 && near => Some((0.55, "polarity.one_word")),
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
        let doer = event.plover.is_deed() && event.polarity == Polarity::Affirmed && {
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
    a.iter().zip(b).any(|(a, b)| *a && b)
}

/// Whether both speak of a deed of one type, which the claim affirms.
fn same_deed(archive: &Archive<'_>, denial: &Claim, claim: &Claim) -> bool {
    let reading = archive.articles[claim.article].0;
    let other = archive.articles[denial.article].0;
    claim.events.iter().any(|&i| {
        let event = &reading.events[i];
        event.plover.is_deed()
            && event.polarity == Polarity::Affirmed
            && denial
                .events
                .iter()
                .any(|&j| other.events[j].plover == event.plover)
    })
}

fn alike(a: &BTreeMap<u32, f32>, b: &BTreeMap<u32, f32>) -> bool {
    let ((there, n), (back, _)) = (shared(a, b), shared(b, a));
    n >= 3 && there.min(back) >= 0.6
}

/// Denials that deny the same, each with at least one assertion.
fn groups(claims: &[Claim], denials: &[Denial], pairs: &[Pair]) -> Vec<Vec<usize>> {
    let mut group: Vec<usize> = (0..denials.len()).collect();
    let mut of: Vec<Vec<usize>> = vec![Vec::new(); denials.len()];
    for pair in pairs {
        of[pair.denial].push(pair.assertion);
    }
    let paired = |denial: usize| !of[denial].is_empty();
    for a in (0..denials.len()).filter(|&a| paired(a)) {
        for b in (0..a).filter(|&b| paired(b)) {
            let (x, y) = (&claims[denials[a].claim], &claims[denials[b].claim]);
            let together = x.origin == y.origin || x.speaker.same_side(&y.speaker);
            let common = of[a].iter().any(|assertion| of[b].contains(assertion));
            let (there, n) = shared(&x.words, &y.words);
            let (back, _) = shared(&y.words, &x.words);
            let (matter, m) = shared(&denials[a].words, &denials[b].words);
            let (other, _) = shared(&denials[b].words, &denials[a].words);
            let one_matter = m >= 1 && matter.min(other) >= 0.5;
            let same_story = together
                && of[a].iter().any(|&p| {
                    of[b]
                        .iter()
                        .any(|&q| alike(&claims[p].words, &claims[q].words))
                });
            if together && (common || n >= 2 && there.min(back) >= 0.5)
                || common && one_matter
                || same_story
            {
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
            let plain = |pair: &Pair| !hedges(archive, &claims[pair.assertion]);
            let accuses = |pair: &Pair| claims[pair.assertion].act == Some(Act::Accuse);
            plain(a)
                .cmp(&plain(b))
                .then(a.confidence.total_cmp(&b.confidence))
                .then(accuses(a).cmp(&accuses(b)))
                .then(b.assertion.cmp(&a.assertion))
        })
        .expect("a group has a pair");
    let assertions = assertions(archive, claims, &ours, best);
    let denier = &claims[denials[best.denial].claim];
    let implicit = denials[best.denial].implicit;
    let denied: Vec<usize> = group
        .iter()
        .copied()
        .chain(joining(claims, denials, group))
        .map(|i| denials[i].claim)
        .collect();
    let told = told_again(claims, &assertions, &denied);
    let said = assertions.iter().chain(&told);
    let said = said.map(|&i| account(archive, &claims[i])).collect();
    let denied = denied.iter();
    let denied = denied.map(|&i| account(archive, &claims[i])).collect();
    Draft {
        kind: if implicit {
            DisputeKind::Polarity
        } else {
            DisputeKind::Denial
        },
        question: question::of_denial(archive, denier, &claims[best.assertion]),
        sides: vec![
            accounts_side(question::asserted(&claims[best.assertion]), said),
            accounts_side(question::denied(&denier.speaker.name), denied),
        ],
        rule: best.rule,
        confidence: best.confidence,
    }
}

/// The assertions of `pairs`, by place among the claims. Far weaker ones are dropped, and those that
/// hedge or lay nothing at a door where others accuse: the surest tell what the dispute is about.
fn assertions(archive: &Archive<'_>, claims: &[Claim], pairs: &[&Pair], best: &Pair) -> Vec<usize> {
    let accuse = |i: usize| claims[i].act == Some(Act::Accuse);
    let accused = best.rule == "denial.of_accusation" && accuse(best.assertion);
    let mut found: Vec<usize> = pairs
        .iter()
        .filter(|pair| pair.confidence >= best.confidence - 0.15)
        .map(|pair| pair.assertion)
        .filter(|&i| i == best.assertion || !hedges(archive, &claims[i]) && (!accused || accuse(i)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether the claim only looks into what it speaks of.
fn hedges(archive: &Archive<'_>, claim: &Claim) -> bool {
    let text = claim
        .span
        .of(archive.articles[claim.article].0.text())
        .to_lowercase();
    [
        "alleged",
        "seeking",
        "looking into",
        "following up",
        "investigat",
        "discuss",
        "allow",
        "had seen reports",
        "determines what",
        "determine",
        "related",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// Denials that met no assertion of their own, of a denier of `group` in the words of the group or
/// right beside it.
fn joining(claims: &[Claim], denials: &[Denial], group: &[usize]) -> Vec<usize> {
    (0..denials.len())
        .filter(|i| !group.contains(i))
        .filter(|&i| {
            let claim = &claims[denials[i].claim];
            group.iter().any(|&member| {
                let other = &claims[denials[member].claim];
                let of_side =
                    claim.origin == other.origin || claim.speaker.same_side(&other.speaker);
                let (there, n) = shared(&denials[i].words, &denials[member].words);
                let (back, _) = shared(&denials[member].words, &denials[i].words);
                let beside = claim.article == other.article
                    && (1..=2).contains(&(claim.sentence as i64 - other.sentence as i64));
                let copied = n >= 1 && there.min(back) >= 0.6;
                of_side
                    && (copied
                        || beside && denials[i].implicit && (n >= 1 || denials[member].generic))
            })
        })
        .collect()
}

/// Claims that tell again what one of `assertions` tells: the same words by the same teller, as
/// copies and later reports hold them.
fn told_again(claims: &[Claim], assertions: &[usize], denied: &[usize]) -> Vec<usize> {
    (0..claims.len())
        .filter(|i| !assertions.contains(i) && !denied.contains(i))
        .filter(|&i| {
            let claim = &claims[i];
            claim.told
                && asserts(claim)
                && assertions.iter().any(|&member| {
                    let other = &claims[member];
                    let (there, n) = shared(&claim.words, &other.words);
                    let (back, _) = shared(&other.words, &claim.words);
                    claim.article != other.article
                        && (claim.origin == other.origin || claim.speaker.same_side(&other.speaker))
                        && n >= 3
                        && there.min(back) >= 0.6
                })
        })
        .collect()
}
