//! What stands around a reporting verb: who speaks, to whom, and whether it is told as done.

use crate::ctx::Ctx;
use crate::draft::Phrase;
use rashomon_doc::{Deprel, Feature, Modality, Polarity, Upos};
use rashomon_lexicon::cues::{self, Cue};

const SUBJECTS: [Deprel; 4] = [
    Deprel::Nsubj,
    Deprel::NsubjOuter,
    Deprel::NsubjPass,
    Deprel::Csubj,
];

/// The reporting verb at `token`, with its particle, if any.
pub(crate) fn cue_verb(ctx: &Ctx, token: usize) -> Option<(&'static Cue, Option<usize>)> {
    if ctx.upos(token) != Upos::Verb {
        return misread_verb(ctx, token).map(|cue| (cue, None));
    }
    if let Some(particle) = particle(ctx, token)
        && let Some(cue) = cues::phrasal(ctx.lemma(token), ctx.lemma(particle))
    {
        return Some((cue, Some(particle)));
    }
    ctx.cues[token].map(|cue| (cue, None))
}

/// Lemmas of reporting verbs that are no noun or adjective in any of their finite forms.
const ONLY_VERBS: [&str; 32] = [
    "accuse",
    "acknowledge",
    "add",
    "admit",
    "allege",
    "announce",
    "argue",
    "ask",
    "assert",
    "believe",
    "blame",
    "condemn",
    "confirm",
    "criticise",
    "criticize",
    "declare",
    "deny",
    "describe",
    "explain",
    "insist",
    "praise",
    "reject",
    "say",
    "tell",
    "threaten",
    "urge",
    "vow",
    "warn",
    "write",
    "reveal",
    "predict",
    "complain",
];

/// The reporting verb that the tagger took for a noun: "The mayor denies taking bribes".
fn misread_verb(ctx: &Ctx, token: usize) -> Option<&'static Cue> {
    if !matches!(ctx.upos(token), Upos::Noun | Upos::Propn | Upos::X)
        || token == ctx.sentence(token).start
    {
        return None;
    }
    let before = token - 1;
    let subject = match ctx.upos(before) {
        Upos::Noun | Upos::Propn | Upos::Pron => !ctx.form(before).ends_with(['\'', '’']),
        _ => false,
    };
    let form = ctx.form(token);
    if !subject || !form.starts_with(|c: char| c.is_ascii_lowercase()) {
        return None;
    }
    // A form of a verb begins as the verb does; "told" is the one that does not.
    let begins = |verb: &&str| form.as_bytes().get(..2) == verb.as_bytes().get(..2);
    if !ONLY_VERBS.iter().any(begins) && form != "told" {
        return None;
    }
    let base = |ending: &str, add: &str| {
        let stem = form.strip_suffix(ending)?;
        ONLY_VERBS
            .iter()
            .find(|verb| verb.strip_prefix(stem).is_some_and(|rest| rest == add))
    };
    // Nouns of the same form: "a blame", "his praise", "the vow".
    let noun = ["blame", "praise", "vow", "vows", "urge", "urges", "adds"];
    if noun.contains(&form)
        || ctx.upos(token - 1) == Upos::Pron && ctx.has(before, Feature::PossYes)
    {
        return None;
    }
    let verb = base("", "")
        .or_else(|| base("ies", "y"))
        .or_else(|| base("s", ""))
        .or_else(|| base("ied", "y"))
        .or_else(|| base("d", ""))
        .or_else(|| base("ed", ""))
        .or_else(|| ["say"].iter().find(|_| form == "said"))
        .or_else(|| ["tell"].iter().find(|_| form == "told"))
        .or_else(|| ["write"].iter().find(|_| form == "wrote"))?;
    cues::verb(verb)
}

fn particle(ctx: &Ctx, token: usize) -> Option<usize> {
    if let Some(particle) = ctx.syntax.child(token, &[Deprel::CompoundPrt]) {
        return Some(particle);
    }
    let next = token + 1;
    let words = [
        "for", "on", "upon", "out", "back", "off", "clear", "down", "aim", "up", "in",
    ];
    (next < ctx.sentence(token).end && ctx.is_one_of(next, &words)).then_some(next)
}

/// The noun phrase around `head`, without relative clauses and without its case marker.
pub(crate) fn phrase(ctx: &Ctx, head: usize) -> Phrase {
    let skip = |child: usize| {
        matches!(
            ctx.deprel(child),
            Deprel::AclRelcl
                | Deprel::Parataxis
                | Deprel::Case
                | Deprel::Mark
                | Deprel::Dep
                | Deprel::Cop
                | Deprel::Discourse
        ) && ctx.syntax.head(child) == Some(head)
            || long_conjunct(ctx, child)
            || ctx
                .case_of(child)
                .is_some_and(|case| ctx.is(case, "according"))
    };
    let tokens = ctx.trimmed(ctx.subtree(head, skip));
    // A phrase is unbroken: the stretch around its head.
    let Ok(at) = tokens.binary_search(&head) else {
        return Phrase { head, tokens };
    };
    let gap = |pair: &[usize]| pair[1] - pair[0] > 3;
    let first = tokens[..=at].windows(2).rposition(gap).map_or(0, |i| i + 1);
    let last = tokens[at..]
        .windows(2)
        .position(gap)
        .map_or(tokens.len(), |i| at + i + 1);
    Phrase {
        head,
        tokens: tokens[first..last].to_vec(),
    }
}

/// A conjunct with a subject of its own is a clause that the parse put in the wrong place.
fn long_conjunct(ctx: &Ctx, child: usize) -> bool {
    ctx.deprel(child) == Deprel::Conj && ctx.syntax.child(child, &SUBJECTS).is_some()
}

/// The subject of the verb at `token`, through conjuncts, controls and relative pronouns.
pub(crate) fn subject(ctx: &Ctx, token: usize) -> Option<usize> {
    let mut verb = token;
    for _ in 0..6 {
        let passive = ctx.syntax.child(verb, &[Deprel::AuxPass]).is_some();
        if passive && let Some(agent) = agent(ctx, verb) {
            return Some(agent);
        }
        if let Some(subject) = ctx.syntax.child(verb, &SUBJECTS) {
            if passive && verb == token {
                return None;
            }
            return resolve_relative(ctx, subject, verb);
        }
        let head = ctx.syntax.head(verb)?;
        verb = match ctx.deprel(verb) {
            Deprel::Conj | Deprel::Advcl | Deprel::Xcomp | Deprel::AdvclRelcl => {
                if ctx.deprel(verb) == Deprel::Xcomp
                    && let Some(object) = ctx.syntax.child(head, &[Deprel::Obj, Deprel::Iobj])
                {
                    return Some(object);
                }
                head
            }
            Deprel::Acl
                if ctx.has(verb, Feature::VerbFormGer) || ctx.form(verb).ends_with("ing") =>
            {
                return Some(head);
            }
            Deprel::AclRelcl => return Some(head),
            _ => return None,
        };
    }
    None
}

pub(crate) fn agent(ctx: &Ctx, verb: usize) -> Option<usize> {
    let means = |&agent: &usize| {
        !matches!(
            ctx.lemma(agent),
            "phone" | "telephone" | "email" | "e-mail" | "letter" | "text" | "video" | "mail"
        ) && ctx.upos(agent) != Upos::Verb
    };
    ctx.syntax
        .child(verb, &[Deprel::OblAgent])
        .or_else(|| ctx.oblique(verb, &[Deprel::Obl], &["by"]))
        .filter(means)
}

fn resolve_relative(ctx: &Ctx, subject: usize, verb: usize) -> Option<usize> {
    let relative = ctx.is_one_of(subject, &["who", "which", "that", "whom"]);
    if !relative {
        return Some(subject);
    }
    let mut clause = verb;
    for _ in 0..4 {
        match (ctx.deprel(clause), ctx.syntax.head(clause)) {
            (Deprel::AclRelcl, Some(head)) => return Some(head),
            (Deprel::Conj, Some(head)) => clause = head,
            _ => break,
        }
    }
    Some(subject)
}

/// The verb that governs `token` when it says that the saying was refused or left undone.
fn governor(ctx: &Ctx, token: usize) -> Option<usize> {
    let governed = matches!(ctx.deprel(token), Deprel::Xcomp | Deprel::Ccomp);
    ctx.syntax.head(token).filter(|_| governed)
}

/// Whether the saying at `token` is told as done, and how.
pub(crate) fn status(ctx: &Ctx, token: usize) -> (Polarity, Modality) {
    let mut polarity = Polarity::Affirmed;
    let mut modality = Modality::Actual;
    let mut negated = |is: bool| {
        if is {
            polarity = match polarity {
                Polarity::Affirmed => Polarity::Negated,
                Polarity::Negated => Polarity::Affirmed,
            };
        }
    };
    let mut verbs = vec![token];
    verbs.extend(governor(ctx, token).filter(|_| ctx.deprel(token) == Deprel::Xcomp));
    if ctx.deprel(token) == Deprel::Conj
        && let Some(head) = ctx.syntax.head(token)
        && ctx.syntax.child(token, &SUBJECTS).is_none()
        && ctx.syntax.child(token, &[Deprel::Aux]).is_none()
        && ctx
            .syntax
            .child(head, &[Deprel::Aux])
            .is_some_and(|aux| is_modal(ctx, aux))
    {
        verbs.push(head);
    }
    for verb in verbs.clone() {
        for child in ctx.syntax.children(verb) {
            match ctx.deprel(child) {
                Deprel::Advmod if child < verb + 3 => {
                    negated(ctx.is_one_of(child, &["not", "n't", "n’t", "never"]));
                    if ctx.is_one_of(child, &["possibly", "perhaps"]) {
                        modality = Modality::Possible;
                    }
                }
                Deprel::Nsubj => {
                    let none = ctx.is_one_of(child, &["nobody", "none", "neither"])
                        || ctx
                            .syntax
                            .children(child)
                            .any(|part| part < child && ctx.is(part, "neither"))
                        || (ctx.is(child, "one") && child > 0 && ctx.is(child - 1, "no"))
                        || ctx
                            .syntax
                            .child(child, &[Deprel::Det])
                            .is_some_and(|det| ctx.is_one_of(det, &["no", "neither"]));
                    negated(none);
                }
                Deprel::Aux => modality = modal(ctx, child).unwrap_or(modality),
                Deprel::Mark if ctx.is_one_of(child, &["if", "unless", "whether"]) => {
                    modality = Modality::Conditional;
                }
                _ => {}
            }
        }
    }
    if (verbs.len() > 1 || matches!(ctx.deprel(token), Deprel::Ccomp | Deprel::Advcl))
        && let Some(head) = ctx.syntax.head(token)
    {
        match ctx.lemma(head) {
            "refuse" | "decline" | "fail" | "stop" | "avoid"
                if ctx.deprel(token) == Deprel::Xcomp =>
            {
                negated(true)
            }
            "have" if head + 4 > token && (head..token).any(|i| ctx.is(i, "yet")) => negated(true),
            "expect" | "plan" | "intend" | "prepare" | "set" | "go" | "want"
                if modality == Modality::Actual
                    && ctx.deprel(token) == Deprel::Xcomp
                    && !went(ctx, head) =>
            {
                modality = Modality::Future;
            }
            "urge" | "ask" | "press" | "tell" | "order" | "call" | "demand"
                if ctx.deprel(token) == Deprel::Xcomp =>
            {
                modality = Modality::Demanded;
            }
            _ => {}
        }
    }
    if polarity == Polarity::Negated && modality == Modality::Conditional {
        modality = Modality::Actual;
    }
    (polarity, modality)
}

/// "went on to say" is no plan.
fn went(ctx: &Ctx, head: usize) -> bool {
    ctx.lemma(head) == "go" && !ctx.is(head, "going")
}

fn is_modal(ctx: &Ctx, aux: usize) -> bool {
    modal(ctx, aux).is_some()
}

fn modal(ctx: &Ctx, aux: usize) -> Option<Modality> {
    let form = ctx.form(aux);
    let is = |words: &[&str]| words.iter().any(|word| form.eq_ignore_ascii_case(word));
    if is(&["will", "'ll", "’ll", "shall", "wo"]) {
        Some(Modality::Future)
    } else if is(&["would", "'d", "’d"]) {
        Some(Modality::Conditional)
    } else if is(&["may", "might", "could"]) {
        Some(Modality::Possible)
    } else if is(&["should", "must"]) {
        Some(Modality::Demanded)
    } else {
        None
    }
}

/// The cue as a reader sees it: the verb with its auxiliaries, negation and particle.
pub(crate) fn cue_tokens(ctx: &Ctx, verb: usize, particle: Option<usize>) -> Vec<usize> {
    let mut tokens = vec![verb];
    tokens.extend(particle);
    let mut at = verb;
    while at > 0 && ctx.sentence_of[at - 1] == ctx.sentence_of[verb] {
        at -= 1;
        let child = ctx.syntax.head(at) == Some(verb);
        let close = child
            && matches!(
                ctx.deprel(at),
                Deprel::Aux | Deprel::AuxPass | Deprel::Advmod
            )
            && !ctx.is_one_of(
                at,
                &["when", "as", "how", "why", "where", "however", "meanwhile"],
            );
        if !close {
            break;
        }
        tokens.push(at);
    }
    tokens.sort_unstable();
    tokens
}
