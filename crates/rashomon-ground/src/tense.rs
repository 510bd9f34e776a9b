//! Whether the clause around a time expression looks back or ahead.

use crate::words::{Key, Lex, Words};
use rashomon_doc::{Deprel, Feature, Reading, Span, Syntax, Upos};

/// Where a clause puts what it tells.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Tense {
    Past,
    Present,
    Future,
}

/// Lemmas of verbs and adjectives whose complement lies ahead.
const AHEAD: [&str; 24] = [
    "plan", "expect", "intend", "hope", "want", "agree", "promise", "vow", "pledge", "schedule",
    "slate", "set", "due", "likely", "prepare", "propose", "aim", "seek", "decide", "ready", "try",
    "urge", "call", "ask",
];

/// Verbs whose plain present with a day tells of what is planned: "the two meet on Monday".
const COMING: [&str; 14] = [
    "meet", "arrive", "leave", "travel", "visit", "begin", "start", "open", "end", "expire",
    "host", "play", "resume", "depart",
];

/// Past forms of verbs of telling and deciding: a day right behind them is theirs, not that of the
/// clause they lead.
const TELLING: [&str; 20] = [
    "announced",
    "reported",
    "warned",
    "agreed",
    "promised",
    "vowed",
    "pledged",
    "decided",
    "confirmed",
    "declared",
    "asked",
    "urged",
    "called",
    "proposed",
    "ordered",
    "voted",
    "predicted",
    "claimed",
    "insisted",
    "suggested",
];

/// The tense of the clause that governs `span`; from the words of the sentence when there is no
/// parse. `None` when nothing tells.
pub(crate) fn tense(
    reading: &Reading,
    words: &Words<'_>,
    span: Span,
    index: usize,
) -> Option<Tense> {
    if let Some(tense) = led(words, index) {
        return Some(tense);
    }
    let syntax = &reading.syntax;
    let tokens = syntax.tokens_in(span);
    match syntax.top_of(tokens) {
        Some(top) => governed(syntax, top),
        None => nearby(words, index),
    }
}

/// What a word right before the expression tells: `ended March 31`, `due Nov. 6`.
fn led(words: &Words<'_>, index: usize) -> Option<Tense> {
    let before = |back: usize| index.checked_sub(back).map_or("", |at| words.str(at));
    let (word, near) = match before(1) {
        "on" | "in" => (before(2), true),
        "late" | "early" => (before(2), true),
        "at" | "the" | "of" | "," => (before(2), false),
        word => (word, true),
    };
    match word {
        "ended" | "since" | "dated" | "began" | "started" | "launched" | "opened" | "died"
        | "happened" | "occurred" => Some(Tense::Past),
        "due" | "ending" | "effective" | "until" | "payable" | "expires" | "expire" | "begins"
        | "scheduled" | "maturing" | "expected" | "slated" => Some(Tense::Future),
        "said" | "told" | "met" | "came" if near => Some(Tense::Past),
        _ if near && TELLING.contains(&word) => Some(Tense::Past),
        _ => None,
    }
}

/// Climbs from `token` to the first verb that has a tense.
fn governed(syntax: &Syntax, token: usize) -> Option<Tense> {
    let mut at = token;
    let mut first = true;
    for _ in 0..12 {
        let is_predicate = matches!(syntax.token(at).upos, Upos::Verb | Upos::Aux)
            || syntax
                .child(at, &[Deprel::Cop, Deprel::Aux, Deprel::AuxPass])
                .is_some();
        if is_predicate {
            if let Some(tense) = of_predicate(syntax, at) {
                return Some(tense);
            }
        } else if !first && AHEAD.contains(&syntax.lemma(at)) {
            return Some(Tense::Future);
        }
        first = false;
        at = syntax.head(at)?;
    }
    None
}

fn of_predicate(syntax: &Syntax, verb: usize) -> Option<Tense> {
    let token = syntax.token(verb);
    let mut perfect = false;
    let mut tense = None;
    for child in syntax.children(verb) {
        let relation = syntax.token(child).deprel;
        if !matches!(relation, Deprel::Aux | Deprel::AuxPass | Deprel::Cop) {
            continue;
        }
        match syntax.lemma(child) {
            "will" | "shall" | "'ll" | "wo" | "may" | "might" | "can" | "should" | "must" => {
                return Some(Tense::Future);
            }
            "would" | "could" => return Some(Tense::Future),
            "have" => perfect = true,
            _ => {}
        }
        if syntax.token(child).features.has(Feature::TensePast) {
            tense = Some(Tense::Past);
        } else if syntax.token(child).features.has(Feature::TensePres) {
            tense = Some(Tense::Present);
        }
    }
    if perfect {
        return Some(Tense::Past);
    }
    if is_to(syntax, verb) {
        return Some(Tense::Future);
    }
    if tense.is_some() {
        return tense;
    }
    let features = token.features;
    if features.has(Feature::VerbFormInf) {
        let ahead = syntax
            .head(verb)
            .is_some_and(|head| AHEAD.contains(&syntax.lemma(head)));
        let marked = syntax.child(verb, &[Deprel::Mark]).is_some();
        return (ahead || marked && token.deprel == Deprel::Acl).then_some(Tense::Future);
    }
    if features.has(Feature::TensePast) {
        return Some(Tense::Past);
    }
    if features.has(Feature::TensePres) && features.has(Feature::VerbFormFin) {
        return Some(if COMING.contains(&syntax.lemma(verb)) {
            Tense::Future
        } else {
            Tense::Present
        });
    }
    None
}

/// `is to resume`: an infinitive with a form of `be` in the present.
fn is_to(syntax: &Syntax, verb: usize) -> bool {
    let marked = syntax
        .child(verb, &[Deprel::Mark])
        .is_some_and(|mark| syntax.lemma(mark) == "to");
    let be = |token: usize| {
        syntax.lemma(token) == "be" && syntax.token(token).features.has(Feature::TensePres)
    };
    let below = || {
        syntax
            .child(verb, &[Deprel::Cop, Deprel::Aux])
            .is_some_and(be)
    };
    marked && (below() || syntax.head(verb).is_some_and(be))
}

/// How far to look for a telling word when there is no parse.
const REACH: usize = 14;

fn nearby(words: &Words<'_>, index: usize) -> Option<Tense> {
    let stop = |lex: Lex| matches!(lex, Lex::End | Lex::Mark('.' | '!' | '?' | ';'));
    let back = (1..=REACH)
        .map(|back| words.before(index, back))
        .take_while(|&lex| !stop(lex))
        .find_map(telling);
    let ahead = || {
        (1..=REACH)
            .map(|ahead| words.lex(index + ahead))
            .take_while(|&lex| !stop(lex))
            .find_map(telling)
    };
    back.or_else(ahead)
}

fn telling(lex: Lex) -> Option<Tense> {
    match lex {
        Lex::Key(Key::Will | Key::Would | Key::Expects) => Some(Tense::Future),
        Lex::Key(Key::Said) => Some(Tense::Past),
        Lex::Key(Key::Is) => Some(Tense::Present),
        _ => None,
    }
}
