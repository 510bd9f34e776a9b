//! Quotations by rule: reporting verbs and what the parse hangs on them, words in quotation marks
//! and the cue beside them, and the set forms of news prose.

use crate::chain::quoted_as;
use crate::ctx::Ctx;
use crate::draft::{Draft, Phrase};
use crate::frame::{cue_tokens, cue_verb, phrase, status, subject};
use rashomon_doc::{Act, Deprel, Feature, Span, Upos};
use rashomon_lexicon::cues::{Cue, Frame};
use std::ops::Range;

/// The rule of what somebody is told to do.
pub(crate) const INFINITIVE: &str = "infinitive of a reporting verb";
/// The same where the parse hung it elsewhere.
pub(crate) const INFINITIVE_BEHIND: &str = "infinitive behind a reporting verb";
/// The rule of a clause after "that" which the parse hung elsewhere.
pub(crate) const THAT_CLAUSE: &str = "that-clause";
/// The rule of words in quotation marks that go on without a cue.
const GOES_ON: &str = "words go on without a cue";
/// The rule of a reporting clause that the parse sets beside what is said.
pub(crate) const SET_BEHIND: &str = "reporting clause set off";
/// The rule of a reporting clause between dashes inside the words said.
pub(crate) const SET_OFF: &str = "cue set off by dashes";

/// The quotations that the rules find, in the order of their cues.
pub(crate) fn drafts(ctx: &Ctx) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut claimed = vec![false; ctx.quoted.len()];
    let mut saying = None;
    for token in 0..ctx.len() {
        if saying == Some(token) {
            continue;
        }
        if let Some(draft) = quoted_as(ctx, token) {
            saying = draft.anchor;
            drafts.push(draft);
        } else if let Some((cue, particle)) = cue_verb(ctx, token) {
            drafts.extend(verbal(ctx, token, cue, particle, &mut claimed));
        } else if let Some(draft) = set_form(ctx, token) {
            drafts.push(draft);
        } else if ctx.upos(token) == Upos::Noun
            && let Some(cue) = ctx.cues[token]
        {
            drafts.extend(nominal(ctx, token, cue).or_else(|| supported(ctx, token, cue)));
        }
    }
    drafts
}

/// Whether the act is done by speaking, not by thinking or wishing.
fn is_speech_act(act: Act) -> bool {
    !matches!(act, Act::Believe | Act::Plan | Act::Doubt)
}

/// The quotation around the reporting verb at `verb`.
fn verbal(
    ctx: &Ctx,
    verb: usize,
    cue: &Cue,
    particle: Option<usize>,
    claimed: &mut [bool],
) -> Option<Draft> {
    if is_idle(ctx, verb) {
        return None;
    }
    let mut draft = Draft::new(cue.act, "reporting verb");
    draft.anchor = Some(verb);
    draft.cue = cue_tokens(ctx, verb, particle);
    let inverted = inverted(ctx, verb).or_else(|| explained(ctx, verb));
    let behind = inverted.is_some();
    draft.source = inverted
        .or_else(|| subject(ctx, verb).map(|head| phrase(ctx, head)))
        .or_else(|| trailing(ctx, verb));
    let beside = if behind || cue.takes(Frame::Quotation) {
        beside(ctx, verb, draft.source.as_ref())
    } else {
        Vec::new()
    };
    if !beside.is_empty() {
        draft.rule = "quotation beside its cue";
        draft.confidence = 0.9;
        for region in beside {
            claimed[region] = true;
            draft.content.extend(ctx.quoted_tokens[region].clone());
        }
        draft.content.sort_unstable();
        draft.content.dedup();
        interrupted(ctx, &mut draft);
    } else if ctx.upos(verb) != Upos::Verb {
        by_position(ctx, verb, &mut draft);
    } else {
        complement(ctx, verb, cue, particle, &mut draft);
    }
    if draft.source.is_none() {
        draft.source = nearest_subject(ctx, verb, &draft);
    }
    if let Some(source) = draft
        .source
        .take_if(|source| draft.content.binary_search(&source.head).is_ok())
    {
        // A source inside the content is a misread subject, unless the cue too stands inside.
        if ctx.region(verb).is_some() && ctx.region(verb) == ctx.region(source.head) {
            draft.content.retain(|token| !source.tokens.contains(token));
            draft.source = Some(source);
        }
    }
    if let Some(source) = &mut draft.source {
        source
            .tokens
            .retain(|token| draft.content.binary_search(token).is_err());
    }
    let (polarity, modality) = status(ctx, verb);
    draft.polarity = polarity;
    draft.modality = modality;
    let cue = draft.cue.clone();
    draft.content.retain(|token| !cue.contains(token));
    draft.content = ctx.trimmed(draft.content);
    (!draft.content.is_empty()).then_some(draft)
}

/// The noun phrase right behind a verb that follows words in quotation marks: `“…,” said the
/// officer`; whatever the parse makes of it.
pub(crate) fn inverted(ctx: &Ctx, verb: usize) -> Option<Phrase> {
    if verb == 0 || ctx.region(verb).is_some() {
        return None;
    }
    let last = (0..verb)
        .rev()
        .take(4)
        .find(|&token| !ctx.is_punct(token))?;
    let region = ctx.region(last).filter(|_| last + 1 < verb)?;
    if ctx.paragraph_of[last] != ctx.paragraph_of[verb]
        || ctx.quoted[region].outer.end > ctx.syntax.token(verb).span.start
        || !is_speech(ctx, region)
    {
        return None;
    }
    let tokens = noun_phrase(ctx, verb + 1);
    let head = tokens
        .iter()
        .rev()
        .copied()
        .find(|&token| matches!(ctx.upos(token), Upos::Propn | Upos::Noun | Upos::Pron))?;
    let top = noun_top(ctx, head);
    let head = if tokens.contains(&top) { top } else { head };
    Some(Phrase { head, tokens })
}

/// The noun phrase right behind a verb set off at the end: `Four were saved, reports the agency`.
fn trailing(ctx: &Ctx, verb: usize) -> Option<Phrase> {
    if ctx.deprel(verb) != Deprel::Parataxis
        || verb == 0
        || !ctx.is(verb - 1, ",")
        || ctx.syntax.head(verb).is_none_or(|head| head > verb)
    {
        return None;
    }
    let tokens = noun_phrase(ctx, verb + 1);
    let next = tokens.last()? + 1;
    let ends = next >= ctx.sentence(verb).end || ctx.is_punct(next);
    let head = ctx.syntax.top_of(verb + 1..next)?;
    (ends && tokens.contains(&head)).then_some(Phrase { head, tokens })
}

/// `“…,” Ann Lee, a lawyer for the union, said`: the speaker with what explains the name, from
/// the quotation marks to the verb.
pub(crate) fn explained(ctx: &Ctx, verb: usize) -> Option<Phrase> {
    if verb < 5 || !ctx.is(verb - 1, ",") || ctx.region(verb).is_some() {
        return None;
    }
    let sentence = ctx.sentence(verb);
    let least = sentence.start.max(verb.saturating_sub(30));
    let last = (least..verb)
        .rev()
        .find(|&token| ctx.region(token).is_some())?;
    let start = (last + 1..verb).find(|&token| !ctx.is_punct(token))?;
    let name = noun_phrase(ctx, start);
    let end = name.last()? + 1;
    let opened = ctx.quoted[ctx.region(last)?]
        .inner
        .of(ctx.text)
        .trim_end()
        .ends_with([',', '?', '!']);
    let named = name
        .iter()
        .any(|&token| matches!(ctx.upos(token), Upos::Propn));
    if !opened || !named || end + 2 >= verb || !ctx.is(end, ",") {
        return None;
    }
    let tokens: Vec<usize> = (start..verb - 1).collect();
    let head = ctx.syntax.top_of(start..end)?;
    Some(Phrase { head, tokens })
}

/// The words of a noun phrase that starts at `start`, by their tags.
pub(crate) fn noun_phrase(ctx: &Ctx, start: usize) -> Vec<usize> {
    let mut tokens = Vec::new();
    let mut noun = false;
    for token in start..ctx.len().min(start + 12) {
        if ctx.region(token).is_some() || ctx.sentence_of[token] != ctx.sentence_of[start] {
            break;
        }
        let taken = match ctx.upos(token) {
            Upos::Noun | Upos::Propn | Upos::Num | Upos::Adj => true,
            Upos::Det => !noun || ctx.is(token - 1, "of"),
            Upos::Pron => !noun,
            Upos::Adp => noun && ctx.is_one_of(token, &["of", "for", "at"]),
            Upos::Part => noun && ctx.is_one_of(token, &["'s", "’s"]),
            Upos::Cconj => noun && ctx.is(token, "and"),
            _ => false,
        };
        if !taken {
            break;
        }
        noun |= matches!(ctx.upos(token), Upos::Noun | Upos::Propn | Upos::Pron);
        tokens.push(token);
    }
    while tokens.last().is_some_and(|&last| {
        matches!(
            ctx.upos(last),
            Upos::Adp | Upos::Cconj | Upos::Det | Upos::Part
        )
    }) {
        tokens.pop();
    }
    if noun { tokens } else { Vec::new() }
}

/// Source and content of a verb that the parse took for a noun: the noun phrase before it, and
/// what follows it, or, when nothing does, what stands before the comma.
fn by_position(ctx: &Ctx, verb: usize, draft: &mut Draft) {
    let sentence = ctx.sentence(verb);
    let first = (sentence.start.max(verb.saturating_sub(LONGEST))..verb)
        .rev()
        .find(|&token| {
            ctx.is_punct(token) || matches!(ctx.upos(token), Upos::Verb | Upos::Aux | Upos::Sconj)
        })
        .map_or(sentence.start, |token| token + 1);
    let tokens: Vec<usize> = (first..verb).collect();
    let Some(head) = ctx.syntax.top_of(first..verb) else {
        return;
    };
    draft.source = Some(Phrase { head, tokens });
    let after = ctx.trimmed((verb + 1..sentence.end).collect());
    draft.content = if after.is_empty() && first > sentence.start && ctx.is(first - 1, ",") {
        ctx.trimmed((sentence.start..first - 1).collect())
    } else {
        after
    };
    draft.rule = "reporting verb by its form";
    draft.confidence = 0.64;
}

/// Participles and forms that report nothing: "the said area", "given that".
fn is_idle(ctx: &Ctx, verb: usize) -> bool {
    matches!(
        ctx.deprel(verb),
        Deprel::Amod | Deprel::Case | Deprel::Mark | Deprel::Compound | Deprel::Fixed
    )
}

/// What a verb calls its object.
fn named(object: Vec<usize>, name: Vec<usize>, draft: &mut Draft) {
    draft.content = object;
    draft.content.extend(name);
    draft.content.sort_unstable();
    draft.content.dedup();
    draft.rule = "naming";
}

/// The content that the parse hangs on the verb.
fn complement(ctx: &Ctx, verb: usize, cue: &Cue, particle: Option<usize>, draft: &mut Draft) {
    let clause = |relations: &[Deprel]| ctx.syntax.child(verb, relations);
    let own = |head: usize| ctx.subtree(head, |child| child == verb);
    if let Some(head) =
        clause(&[Deprel::Ccomp]).filter(|_| cue.takes(Frame::Clause) || cue.takes(Frame::Quotation))
    {
        draft.content = own(head);
        draft.confidence = 0.8;
        draft.rule = "clause of a reporting verb";
        return;
    }
    if cue.takes(Frame::Quotation) && closes(ctx, verb, draft) {
        return;
    }
    if ctx.deprel(verb) == Deprel::Parataxis
        && cue.takes(Frame::Quotation)
        && let Some(head) = ctx.syntax.head(verb)
        && draft.source.is_some()
    {
        draft.content = ctx.subtree(head, |child| child == verb);
        draft.rule = SET_BEHIND;
        draft.confidence = 0.7;
        return;
    }
    if let Some(head) =
        clause(&[Deprel::Parataxis]).filter(|&head| head > verb && cue.takes(Frame::Quotation))
    {
        draft.content = own(head);
        draft.confidence = 0.6;
        return;
    }
    if cue.takes(Frame::Clause) && that_follows(ctx, verb, draft) {
        return;
    }
    if cue.takes(Frame::Infinitive)
        && let Some(head) = clause(&[Deprel::Xcomp]).filter(|&head| head > verb)
    {
        draft.content = own(head);
        draft.confidence = if is_speech_act(cue.act) { 0.64 } else { 0.45 };
        draft.rule = INFINITIVE;
        return;
    }
    if cue.takes(Frame::Infinitive) && infinitive_follows(ctx, verb, draft) {
        return;
    }
    // "ruled the vote illegal" says that the vote is.
    let of_it = |&said: &usize| matches!(ctx.upos(said), Upos::Adj | Upos::Noun);
    if cue.takes(Frame::Clause)
        && let Some(object) = clause(&[Deprel::Obj])
        && let Some(said) = clause(&[Deprel::Xcomp]).filter(|said| *said > object && of_it(said))
    {
        named(own(object), own(said), draft);
        draft.confidence = 0.64;
        return;
    }
    if cue.takes(Frame::OnlyClause) {
        return;
    }
    if cue.takes(Frame::Naming)
        && let Some(object) = clause(&[Deprel::Obj])
        && let Some(name) = clause(&[Deprel::Xcomp, Deprel::Obl, Deprel::Advcl])
    {
        named(own(object), own(name), draft);
        draft.confidence = 0.5;
        return;
    }
    if cue.takes(Frame::Accused)
        && let Some(accused) = clause(&[Deprel::Obj])
    {
        draft.content = own(accused);
        for child in ctx.syntax.children(verb).filter(|&child| child > accused) {
            if matches!(ctx.deprel(child), Deprel::Obl | Deprel::Advcl)
                && starts_with(ctx, child, &["of", "for", "over", "on"])
            {
                draft.content.extend(own(child));
            }
        }
        draft.content.sort_unstable();
        draft.content.dedup();
        draft.rule = "accusation";
        draft.confidence = 0.64;
        return;
    }
    if (cue.takes(Frame::For) || particle.is_some())
        && let Some(object) = ctx.oblique(verb, &[Deprel::Obl], &["for"])
    {
        draft.content = own(object);
        draft.rule = "call for";
        draft.confidence = 0.64;
        return;
    }
    if cue.takes(Frame::Object)
        && let Some(object) = clause(&[Deprel::Obj, Deprel::Ccomp, Deprel::Xcomp])
    {
        draft.content = own(object);
        draft.rule = "object of a reporting verb";
        draft.confidence = match cue.act {
            Act::Deny | Act::Reject | Act::Condemn | Act::Confirm | Act::Praise | Act::Accuse => {
                0.64
            }
            act if is_speech_act(act) => 0.5,
            _ => 0.4,
        };
        return;
    }
    let (_, cases) = PREPOSITIONS
        .iter()
        .find(|(lemma, _)| *lemma == cue.lemma)
        .copied()
        .unwrap_or_default();
    if let Some(object) = ctx.oblique(verb, &[Deprel::Obl, Deprel::Advcl], cases) {
        draft.content = own(object);
        draft.rule = "object behind a preposition";
        draft.confidence = if is_speech_act(cue.act) { BEHIND } else { 0.5 };
        return;
    }
    let end = ctx.sentence(verb).end;
    let plain = |token: &usize| !ctx.is_punct(*token) && ctx.upos(*token) != Upos::Verb;
    if let Some(case) = (verb + 1..end.min(verb + 6))
        .take_while(plain)
        .find(|&token| ctx.upos(token) == Upos::Adp && ctx.is_one_of(token, cases))
        && let Some(object) = ctx.syntax.head(case).filter(|&object| object > case)
    {
        draft.content = own(object);
        draft.content.retain(|&token| token >= case);
        draft.rule = "object behind a preposition";
        draft.confidence = if is_speech_act(cue.act) { BEHIND } else { 0.5 };
        return;
    }
    if cue.takes(Frame::Clause) {
        clause_follows(ctx, verb, draft);
    }
}

/// The longest clause without a mark that is looked through, in tokens.
const LONGEST: usize = 60;

/// Takes what stands before the comma where speaker and verb close the sentence: "The road is
/// shut, two drivers said."
fn closes(ctx: &Ctx, verb: usize, draft: &mut Draft) -> bool {
    let sentence = ctx.sentence(verb);
    let Some(source) = &draft.source else {
        return false;
    };
    let first = source.range().start;
    let closing = (verb + 1..sentence.end).all(|token| ctx.is_punct(token))
        && source.range().end == verb
        && first > sentence.start + 3
        && ctx.is(first - 1, ",");
    let clause = closing
        && (sentence.start..first - 1).any(|token| {
            matches!(ctx.upos(token), Upos::Verb | Upos::Aux) && ctx.region(token).is_none()
        });
    if clause {
        draft.content = (sentence.start..first - 1).collect();
        draft.rule = "reporting clause at the end";
        draft.confidence = 0.8;
    }
    clause
}

/// Takes the clause right behind the verb where the parse hung it elsewhere: "she thinks the
/// blockade is a crime".
fn clause_follows(ctx: &Ctx, verb: usize, draft: &mut Draft) {
    let end = ctx.sentence(verb).end;
    let stop = (verb + 1..end.min(verb + LONGEST))
        .find(|&token| ctx.is_punct(token))
        .unwrap_or(end.min(verb + LONGEST));
    let opens = verb + 2 < stop
        && matches!(
            ctx.upos(verb + 1),
            Upos::Det | Upos::Pron | Upos::Propn | Upos::Noun | Upos::Num
        )
        || verb + 3 < stop && ctx.is(verb + 1, "at") && ctx.is_one_of(verb + 2, &["least", "most"]);
    let clause = opens
        && (verb + 2..stop).any(|token| {
            let head = ctx.syntax.child(token, &[Deprel::Nsubj, Deprel::NsubjPass]);
            head.is_some_and(|subject| subject > verb && subject < token)
        });
    if clause {
        draft.content = (verb + 1..stop).collect();
        draft.rule = "clause behind a reporting verb";
        draft.confidence = 0.5;
    }
}

/// Reporting verbs whose content may stand behind a preposition.
const PREPOSITIONS: [(&str, &[&str]); 14] = [
    ("agree", &["to", "on"]),
    ("warn", &["of", "about", "against"]),
    ("confess", &["to"]),
    ("admit", &["to"]),
    ("complain", &["of", "about"]),
    ("boast", &["of", "about"]),
    ("speak", &["of", "about", "against"]),
    ("talk", &["of", "about"]),
    ("object", &["to"]),
    ("apologize", &["for"]),
    ("apologise", &["for"]),
    ("testify", &["about", "to"]),
    ("inform", &["of", "about"]),
    ("hint", &["at"]),
];

/// How sure an object behind a preposition is.
const BEHIND: f32 = 0.64;

/// Takes the infinitive behind the verb and its object, where the parse hung it elsewhere.
fn infinitive_follows(ctx: &Ctx, verb: usize, draft: &mut Draft) -> bool {
    let end = ctx.sentence(verb).end;
    let to = (verb + 1..end.min(verb + 7))
        .find(|&token| ctx.is(token, "to") && ctx.upos(token) == Upos::Part && token + 1 < end);
    let Some(to) = to.filter(|&to| {
        (verb + 1..to).all(|token| ctx.upos(token) != Upos::Verb && !ctx.is_punct(token))
    }) else {
        return false;
    };
    let head = ctx
        .syntax
        .head(to)
        .filter(|&head| head > to)
        .unwrap_or(to + 1);
    draft.content = ctx.subtree(head, |child| child <= verb);
    draft.content.retain(|&token| token >= to);
    draft.rule = INFINITIVE_BEHIND;
    draft.confidence = if is_speech_act(draft.act) { 0.64 } else { 0.45 };
    true
}

fn starts_with(ctx: &Ctx, head: usize, words: &[&str]) -> bool {
    ctx.syntax
        .children(head)
        .find(|&child| matches!(ctx.deprel(child), Deprel::Case | Deprel::Mark))
        .is_some_and(|marker| ctx.is_one_of(marker, words))
}

/// Takes the words after `that`, up to the end of the sentence, where the parse missed the clause.
fn that_follows(ctx: &Ctx, verb: usize, draft: &mut Draft) -> bool {
    let end = ctx.sentence(verb).end;
    let opens = |token: usize| {
        ctx.is(token, "that")
            || (token > verb + 1 && ctx.is_one_of(token, &["how", "whether", "why"]))
    };
    let Some(that) = (verb + 1..end.min(verb + 13)).find(|&token| opens(token)) else {
        return false;
    };
    let clause = match ctx.upos(that) {
        Upos::Sconj | Upos::Pron | Upos::Adv => true,
        Upos::Det => (that + 1..end.min(that + 3)).any(|token| ctx.has(token, Feature::NumberPlur)),
        _ => false,
    };
    let finite = |token: usize| {
        matches!(ctx.upos(token), Upos::Verb | Upos::Aux)
            && !matches!(
                ctx.deprel(token),
                Deprel::Case | Deprel::Amod | Deprel::Acl | Deprel::AclRelcl
            )
    };
    let reads_on = that + 2 < end && clause && !(verb + 1..that).any(finite);
    if reads_on {
        draft.content = (that..end).collect();
        draft.rule = THAT_CLAUSE;
        draft.confidence = 0.64;
    }
    reads_on
}

/// Who speaks at `verb` where nothing else tells: its subject, or the nearest noun phrase.
pub(crate) fn speaker(ctx: &Ctx, verb: usize, draft: &Draft) -> Option<Phrase> {
    if ctx.upos(verb) != Upos::Verb {
        return None;
    }
    let found = subject(ctx, verb)
        .map(|head| phrase(ctx, head))
        .or_else(|| nearest_subject(ctx, verb, draft))?;
    let clear = |token: &usize| !draft.tells(*token) && !draft.cue.contains(token);
    (clear(&found.head) && found.tokens.iter().all(clear)).then_some(found)
}

/// A subject by position, where the parse gives none: the nearest noun phrase before the verb, or
/// after it when the words said come first.
fn nearest_subject(ctx: &Ctx, verb: usize, draft: &Draft) -> Option<Phrase> {
    if ctx.syntax.child(verb, &[Deprel::AuxPass]).is_some() {
        return None;
    }
    let sentence = ctx.sentence(verb);
    let is_name = |token: usize| {
        matches!(ctx.upos(token), Upos::Propn | Upos::Noun | Upos::Pron) && !draft.tells(token)
    };
    let after = (verb + 1..sentence.end.min(verb + 6))
        .take_while(|&token| !ctx.is_punct(token))
        .find(|&token| is_name(token));
    let before = (sentence.start.max(verb.saturating_sub(8))..verb)
        .rev()
        .take_while(|&token| !draft.tells(token))
        .find(|&token| is_name(token));
    let inverted = draft.content.last().is_some_and(|&last| last < verb);
    let head = if inverted {
        after.or(before)
    } else {
        before.or(after)
    }?;
    let top = noun_top(ctx, head);
    Some(phrase(ctx, top))
}

/// The head of the noun phrase that `token` belongs to.
fn noun_top(ctx: &Ctx, token: usize) -> usize {
    let mut top = token;
    for _ in 0..4 {
        let inside = matches!(
            ctx.deprel(top),
            Deprel::Flat
                | Deprel::Compound
                | Deprel::Appos
                | Deprel::Nmod
                | Deprel::NmodDesc
                | Deprel::NmodPoss
        );
        match ctx.syntax.head(top).filter(|_| inside) {
            Some(head) if matches!(ctx.upos(head), Upos::Noun | Upos::Propn) => top = head,
            _ => break,
        }
    }
    top
}

/// The stretches in quotation marks that stand beside the reporting clause of `verb`.
fn beside(ctx: &Ctx, verb: usize, source: Option<&Phrase>) -> Vec<usize> {
    if let Some(region) = ctx.region(verb) {
        return if set_off(ctx, verb, region).is_some() {
            vec![region]
        } else {
            Vec::new()
        };
    }
    let mut found = Vec::new();
    let near = source.filter(|source| {
        source.head.abs_diff(verb) <= 25
            && ctx.sentence_of[source.head] == ctx.sentence_of[verb]
            && ctx.region(source.head).is_none()
    });
    let group = near.map_or(verb..verb + 1, |source| {
        let range = source.range();
        range.start.min(verb)..range.end.max(verb + 1)
    });
    let paragraph = ctx
        .paragraphs
        .get(ctx.paragraph_of[verb] as usize)
        .cloned()
        .unwrap_or(0..0);
    if let Some(region) = before_group(ctx, &group, &paragraph) {
        found.push(region);
        let first = ctx.quoted_tokens[region].start;
        let slash = (paragraph.start..first)
            .rev()
            .take(SLASH)
            .take_while(|&token| ctx.region(token).is_none())
            .any(|token| ctx.is(token, "/"));
        if slash && let Some(before) = region.checked_sub(1) {
            found.push(before);
        }
    }
    let that = ctx
        .syntax
        .child(verb, &[Deprel::Ccomp])
        .is_some_and(|clause| starts_with(ctx, clause, &["that", "whether", "if"]));
    if !that && let Some(region) = after_group(ctx, &group, &paragraph, verb, !found.is_empty()) {
        found.push(region);
    }
    found.retain(|&region| is_speech(ctx, region));
    found
}

/// How far before words in quotation marks a stroke joins them to the ones before, in tokens.
const SLASH: usize = 30;

/// The stretch that ends right before `group`, commas and dashes aside.
fn before_group(ctx: &Ctx, group: &Range<usize>, paragraph: &Range<usize>) -> Option<usize> {
    let mut skipped = 0;
    for token in (paragraph.start..group.start).rev() {
        if let Some(region) = ctx.region(token) {
            let quoted = ctx.quoted[region];
            // The word before the cue must be the last of the stretch, not one within.
            return (quoted.outer.end <= ctx.syntax.token(group.start).span.start)
                .then_some(region);
        }
        if !ctx.is_punct(token) {
            skipped += 1;
            if skipped > 1 || !ctx.is_one_of(token, &["as", "so", "and", "then", "but"]) {
                return None;
            }
        } else if ctx.form(token).starts_with(['.', '!', '?']) && !closes_before(ctx, token) {
            return None;
        }
    }
    None
}

/// Whether the stop at `token` follows a closing mark, as in `“…”. he said`.
fn closes_before(ctx: &Ctx, token: usize) -> bool {
    let before = &ctx.text[..ctx.syntax.token(token).span.start as usize];
    before.trim_end().ends_with(['”', '"', '»'])
}

/// The stretch that the reporting clause leads into: after a colon, a comma or the verb itself.
fn after_group(
    ctx: &Ctx,
    group: &Range<usize>,
    paragraph: &Range<usize>,
    verb: usize,
    answered: bool,
) -> Option<usize> {
    let mut lead = false;
    let mut stop = false;
    for token in group.end..paragraph.end.min(group.end + 30) {
        if let Some(region) = ctx.region(token) {
            let led = lead || token <= verb + 4;
            return (led && (!stop || answered)).then_some(region);
        }
        let form = ctx.form(token);
        if ctx.is_punct(token) {
            match form {
                ":" => lead = true,
                "," | "—" | "–" | "-" => lead = true,
                "." | "!" | "?" => {
                    if !answered || stop {
                        return None;
                    }
                    stop = true;
                    lead = true;
                }
                _ => {}
            }
        } else {
            if stop {
                return None;
            }
            lead = false;
            if ctx.upos(token) == Upos::Verb && !ctx.form(token).ends_with("ing")
                || ctx.is(token, "that")
            {
                return None;
            }
        }
    }
    None
}

/// Whether a stretch in quotation marks is speech rather than a title, a nickname or a word held
/// at arm's length.
pub(crate) fn is_speech(ctx: &Ctx, region: usize) -> bool {
    let tokens = ctx.quoted_tokens[region].clone();
    let words = tokens.clone().filter(|&token| !ctx.is_punct(token)).count();
    let inner = ctx.quoted[region].inner.of(ctx.text).trim_end();
    let finished = inner.ends_with([',', '.', '!', '?', '…']);
    let verb = tokens
        .clone()
        .any(|token| matches!(ctx.upos(token), Upos::Verb | Upos::Aux));
    words >= 5
        || finished
        || (words >= 2 && verb)
        || (words >= 1 && tokens.start > 0 && ctx.is(tokens.start.saturating_sub(2), ":"))
}

/// The cue inside a stretch in quotation marks, set off by dashes: `“… — he said. — …”`.
fn set_off(ctx: &Ctx, verb: usize, region: usize) -> Option<Range<usize>> {
    let tokens = ctx.quoted_tokens[region].clone();
    let dash = |token: usize| matches!(ctx.form(token), "—" | "–" | "--");
    let stop = |token: usize| ctx.form(token).starts_with([',', '.', '!', '?']);
    let start = (tokens.start..verb)
        .rev()
        .take(8)
        .find(|&token| dash(token) || ctx.is(token, ","))?;
    let end = (verb + 1..tokens.end).take(8).find(|&token| dash(token))?;
    let before_end = end > verb + 1 && stop(end - 1);
    let quick = (start + 1..end)
        .filter(|&token| !ctx.is_punct(token))
        .count()
        <= 7;
    let one_verb = (start + 1..end)
        .filter(|&token| ctx.upos(token) == Upos::Verb)
        .count()
        == 1;
    ((dash(start) || before_end) && quick && one_verb).then_some(start..end + 1)
}

/// Takes a reporting clause set off by dashes out of the words said.
fn interrupted(ctx: &Ctx, draft: &mut Draft) {
    let Some(verb) = draft.anchor else { return };
    if let Some(range) = ctx
        .region(verb)
        .and_then(|region| set_off(ctx, verb, region))
    {
        draft.content.retain(|token| !range.contains(token));
        draft.rule = SET_OFF;
        let inside = |source: &Phrase| range.contains(&source.head);
        if !draft.source.as_ref().is_some_and(inside) {
            let head = range
                .clone()
                .find(|&token| matches!(ctx.upos(token), Upos::Propn | Upos::Noun | Upos::Pron));
            draft.source = head.map(|head| phrase(ctx, noun_top(ctx, head)));
        }
        if let Some(source) = &mut draft.source {
            source.tokens.retain(|token| range.contains(token));
        }
        return;
    }
    // Another cue may be set off inside the same words.
    let mut cut = Vec::new();
    for &token in &draft.content {
        if let Some(region) = ctx.region(token)
            && let Some((cue, _)) = cue_verb(ctx, token)
            && cue.takes(Frame::Quotation)
            && let Some(range) = set_off(ctx, token, region)
        {
            cut.push(range);
        }
    }
    draft
        .content
        .retain(|token| !cut.iter().any(|range| range.contains(token)));
}

/// "According to X", "in the words of X", "in X's view".
fn set_form(ctx: &Ctx, token: usize) -> Option<Draft> {
    let next = token + 1;
    if next >= ctx.len() {
        return None;
    }
    let to = ctx.is_one_of(token, &["according", "accordingly"]) && ctx.is(next, "to");
    let words_of = ctx.is(token, "words")
        && ctx.is(next, "of")
        && token > 0
        && ctx.is_one_of(token - 1, &["the"]);
    let in_words = words_of && token > 1 && ctx.is(token - 2, "in");
    let cue: Vec<usize> = if to {
        (token..token + 2).collect()
    } else if in_words {
        (token - 2..token + 2).collect()
    } else {
        return in_view(ctx, token);
    };
    let first = *cue.first()?;
    let after = cue.last()? + 1;
    let source = phrase_from(ctx, after)?;
    let mut draft = Draft::new(Act::Say, "according to");
    draft.anchor = Some(token);
    draft.confidence = 0.8;
    let phrase_end = source.range().end;
    draft.cue = cue;
    draft.content = around(ctx, first, phrase_end)?;
    draft.source = Some(source);
    Some(draft)
}

/// "in his opinion", "in Moscow's view".
fn in_view(ctx: &Ctx, token: usize) -> Option<Draft> {
    if !ctx.is_one_of(token, &["opinion", "view", "words", "estimation"]) || token < 2 {
        return None;
    }
    let sentence = ctx.sentence(token);
    let preposition = (sentence.start.max(token.saturating_sub(5))..token)
        .rev()
        .find(|&i| ctx.is_one_of(i, &["in", "by"]))?;
    let owner = ctx.syntax.child(token, &[Deprel::NmodPoss])?;
    if owner < preposition || (preposition != sentence.start && !ctx.is_punct(preposition - 1)) {
        return None;
    }
    let mut draft = Draft::new(Act::Believe, "in the view of");
    draft.anchor = Some(token);
    draft.cue = vec![preposition, token];
    draft.source = Some(phrase(ctx, owner));
    draft.confidence = 0.6;
    draft.content = around(ctx, preposition, token + 1)?;
    Some(draft)
}

/// The noun phrase that begins at `start`.
pub(crate) fn phrase_from(ctx: &Ctx, start: usize) -> Option<Phrase> {
    let sentence = ctx.sentence(start.min(ctx.len() - 1));
    let mut head = (start..sentence.end.min(start + 8)).find(|&token| {
        matches!(
            ctx.upos(token),
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Adj
        )
    })?;
    for _ in 0..8 {
        match ctx.syntax.head(head) {
            Some(up)
                if up >= start
                    && !(head.min(up)..head.max(up))
                        .any(|token| ctx.is_one_of(token, &[",", ";", ":"]))
                    && ctx
                        .subtree(up, |_| false)
                        .first()
                        .is_some_and(|&first| first + 3 >= start)
                    && matches!(
                        ctx.upos(up),
                        Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Adj
                    ) =>
            {
                head = up
            }
            _ => break,
        }
    }
    let mut found = phrase(ctx, head);
    found.tokens.retain(|&token| token >= start);
    if found.tokens.is_empty() {
        return None;
    }
    found.tokens = ctx.trimmed(found.tokens);
    Some(found)
}

/// The rest of the sentence around an adverbial at `first..end`: what stands before it when it
/// closes the sentence or a clause, else what stands after it.
fn around(ctx: &Ctx, first: usize, end: usize) -> Option<Vec<usize>> {
    let sentence = ctx.sentence(first);
    let words = |range: Range<usize>| range.filter(|&token| !ctx.is_punct(token)).count();
    let before = sentence.start..first;
    let after = end..sentence.end;
    let content = if words(before.clone()) < 3 {
        let mut after: Vec<usize> = after.collect();
        if let Some(region) = after
            .iter()
            .find(|&&token| !ctx.is_punct(token))
            .and_then(|&token| ctx.region(token))
        {
            after = ctx.quoted_tokens[region].clone().collect();
        }
        after
    } else if words(after.clone()) < 3 {
        quoted_before(ctx, first).unwrap_or_else(|| before.collect())
    } else if ctx.is_punct(end)
        && first > sentence.start
        && ctx.is_punct(first - 1)
        && ctx.form(end) == ","
    {
        // Set off in the middle: both sides belong together.
        sentence
            .clone()
            .filter(|&token| token < first || token >= end)
            .collect()
    } else {
        before.collect()
    };
    let content = ctx.trimmed(content);
    (!content.is_empty()).then_some(content)
}

/// The words in quotation marks that end right before `token`.
fn quoted_before(ctx: &Ctx, token: usize) -> Option<Vec<usize>> {
    let last = (0..token)
        .rev()
        .take(4)
        .find(|&token| !ctx.is_punct(token))?;
    let region = ctx.region(last).filter(|&region| is_speech(ctx, region))?;
    Some(ctx.quoted_tokens[region].clone().collect())
}

/// "his claim that …", "a promise to …".
fn nominal(ctx: &Ctx, noun: usize, cue: &Cue) -> Option<Draft> {
    let clause = ctx.syntax.children(noun).find(|&child| {
        child > noun
            && match ctx.deprel(child) {
                Deprel::Ccomp => cue.takes(Frame::Clause),
                Deprel::Acl | Deprel::AclRelcl => {
                    (cue.takes(Frame::Clause) && starts_with(ctx, child, &["that"]))
                        || (cue.takes(Frame::Infinitive)
                            && starts_with(ctx, child, &["to"])
                            && ctx.has(child, Feature::VerbFormInf))
                }
                _ => false,
            }
    })?;
    let owner = ctx.syntax.child(noun, &[Deprel::NmodPoss]).or_else(|| {
        ctx.oblique(noun, &[Deprel::Nmod], &["by", "from", "of"])
            .filter(|&owner| owner < clause)
    })?;
    let mut draft = Draft::new(cue.act, "reporting noun");
    draft.anchor = Some(noun);
    draft.cue = vec![noun];
    draft.source = Some(phrase(ctx, owner));
    if let Some(source) = &mut draft.source {
        source
            .tokens
            .retain(|&token| !ctx.is_one_of(token, &["'s", "’s", "'", "’"]));
    }
    draft.content = ctx.trimmed(ctx.subtree(clause, |_| false));
    draft.confidence = 0.5;
    (!draft.content.is_empty()
        && draft
            .source
            .as_ref()
            .is_some_and(|source| !source.tokens.is_empty()))
    .then_some(draft)
}

/// "expressed the hope that …", "issued a warning that …": the subject of the verb speaks.
fn supported(ctx: &Ctx, noun: usize, cue: &Cue) -> Option<Draft> {
    let verb = ctx.syntax.head(noun).filter(|&verb| {
        ctx.deprel(noun) == Deprel::Obj
            && matches!(
                ctx.lemma(verb),
                "express"
                    | "voice"
                    | "make"
                    | "issue"
                    | "repeat"
                    | "raise"
                    | "give"
                    | "have"
                    | "release"
                    | "reiterate"
                    | "share"
                    | "offer"
                    | "send"
            )
    })?;
    let end = ctx.sentence(noun).end;
    let opens = noun + 1 < end
        && (ctx.is(noun + 1, "that") && cue.takes(Frame::Clause)
            || ctx.is(noun + 1, "to") && cue.takes(Frame::Infinitive));
    let mut draft = Draft::new(cue.act, "verb with a reporting noun");
    draft.anchor = Some(noun);
    draft.cue = (verb..noun + 1).take(5).collect();
    draft.source = Some(phrase(ctx, subject(ctx, verb)?));
    draft.content = ctx.trimmed((noun + 1..end).collect());
    draft.confidence = 0.64;
    (opens && noun - verb < 5 && !draft.content.is_empty()).then_some(draft)
}

/// "Lavrov: The truce holds": a name and a colon at the head of a line.
pub(crate) fn labels(ctx: &Ctx, drafts: &mut Vec<Draft>) {
    let mut cue = vec![false; ctx.len()];
    for &token in drafts.iter().flat_map(|draft| &draft.cue) {
        cue[token] = true;
    }
    for paragraph in &ctx.paragraphs {
        let Some(colon) = paragraph
            .clone()
            .take(9)
            .find(|&token| ctx.form(token) == ":")
        else {
            continue;
        };
        if cue[colon] {
            continue;
        }
        let name = paragraph.start..colon;
        let rest = colon + 1..paragraph.end;
        if !is_label(ctx, name.clone())
            || rest.clone().filter(|&token| !ctx.is_punct(token)).count() < 3
        {
            continue;
        }
        let head = name
            .clone()
            .rev()
            .find(|&token| matches!(ctx.upos(token), Upos::Propn | Upos::Noun))
            .unwrap_or(name.start);
        let mut draft = Draft::new(Act::Say, "name before a colon");
        draft.cue = vec![colon];
        draft.source = Some(Phrase {
            head,
            tokens: name.collect(),
        });
        draft.content = ctx.trimmed(rest.collect());
        draft.confidence = 0.7;
        if !draft.content.is_empty() {
            drafts.push(draft);
        }
    }
}

/// `“…” — Name`: a name after a dash closes the paragraph, or the next line holds nothing else.
pub(crate) fn signed(ctx: &Ctx, drafts: &mut Vec<Draft>) {
    let mut told = vec![false; ctx.len()];
    for draft in drafts.iter().filter(|draft| draft.source.is_some()) {
        for &token in &draft.content {
            told[token] = true;
        }
    }
    for region in 0..ctx.quoted.len() {
        if is_speech(ctx, region) {
            drafts.extend(signature(ctx, region, &told));
        }
    }
}

/// The name behind the words at `region`, unless a speaker is known of whom each is `told`.
fn signature(ctx: &Ctx, region: usize, told: &[bool]) -> Option<Draft> {
    let tokens = ctx.quoted_tokens[region].clone();
    let last = tokens.clone().last()?;
    let is_dash = |token: &usize| matches!(ctx.form(*token), "—" | "–" | "―" | "-" | "--" | ":");
    let dash = (tokens.end..ctx.len().min(tokens.end + 4))
        .find(|token| ctx.region(*token).is_none() && is_dash(token))?;
    let beside = ctx.paragraph_of[dash] <= ctx.paragraph_of[last] + 1;
    if !beside || (tokens.end..dash).any(|token| !ctx.is_punct(token)) {
        return None;
    }
    let end = ctx.paragraphs.get(ctx.paragraph_of[dash] as usize)?.end;
    let end = (dash + 1..end.min(dash + 17))
        .find(|&token| token > dash + 1 && breaks_line(ctx, token))
        .unwrap_or(end);
    let name = dash + 1..end;
    let colon = ctx.form(dash) == ":";
    let named = (name.len() >= 2 || (colon && name.len() == 1))
        && name.len() <= 14
        && (colon
            || name
                .clone()
                .take(2)
                .all(|token| ctx.upos(token) == Upos::Propn))
        && name
            .clone()
            .all(|token| !matches!(ctx.upos(token), Upos::Verb | Upos::Aux));
    if !named || told[last] {
        return None;
    }
    let comma = name
        .clone()
        .find(|&token| ctx.form(token) == ",")
        .unwrap_or(end);
    let mut draft = Draft::new(Act::Say, "name after a dash");
    draft.cue = vec![dash];
    draft.source = Some(Phrase {
        head: comma - 1,
        tokens: ctx.trimmed((dash + 1..comma).collect()),
    });
    draft.content = ctx.trimmed(tokens.collect());
    draft.confidence = 0.8;
    Some(draft)
}

/// Whether `token` is the first of a line.
fn breaks_line(ctx: &Ctx, token: usize) -> bool {
    let tokens = ctx.syntax.tokens();
    let before = tokens[token - 1].span.end as usize;
    ctx.text[before..tokens[token].span.start as usize].contains('\n')
}

/// Whether the tokens before a colon name a speaker.
fn is_label(ctx: &Ctx, name: Range<usize>) -> bool {
    let words: Vec<usize> = name.clone().filter(|&token| !ctx.is_punct(token)).collect();
    let is_name = |&token: &usize| {
        ctx.form(token).starts_with(char::is_uppercase) || ctx.is_one_of(token, &["of", "the"])
    };
    let span = ctx.syntax.span_of(name.clone());
    let place = || {
        let places = &ctx.reading.places;
        let first = places.partition_point(|place| place.span.start < span.start);
        places[first..]
            .iter()
            .take_while(|place| place.span.start == span.start)
            .any(|place| place.span == span)
    };
    let label = [
        "update",
        "related",
        "photo",
        "video",
        "image",
        "note",
        "watch",
        "read",
        "exclusive",
        "opinion",
        "analysis",
        "breaking",
        "source",
        "share",
        "topics",
        "tags",
        "poll",
    ];
    !words.is_empty()
        && words.len() <= 6
        && words.iter().all(is_name)
        && !words.iter().any(|&token| ctx.is_one_of(token, &label))
        && !place()
}

/// Words in quotation marks that no cue has claimed: they go on with the quotation before, in the
/// same paragraph or the one or two before, and stand alone when there is none.
pub(crate) fn loose(ctx: &Ctx, drafts: &mut Vec<Draft>) {
    let mut covered = vec![false; ctx.quoted.len()];
    for draft in drafts.iter() {
        for &token in &draft.content {
            if let Some(region) = ctx.region(token) {
                covered[region] = true;
            }
        }
    }
    let mut before = Before::new(drafts);
    for (region, covered) in covered.into_iter().enumerate() {
        if covered || !stands_alone(ctx, region) {
            continue;
        }
        let tokens = ctx.trimmed(ctx.quoted_tokens[region].clone().collect());
        let Some(&first) = tokens.first() else {
            continue;
        };
        if let Some(draft) = tagged(ctx, region, &tokens) {
            drafts.push(draft);
            before.meet(drafts, drafts.len() - 1);
            continue;
        }
        let paragraph = ctx.paragraph_of[first];
        let index = before.last(drafts, first);
        let near = index.map(|index| &drafts[index]);
        match near {
            Some(draft) if direct(ctx, draft) && follows(ctx, draft, paragraph, first) => {
                let index = index.unwrap_or(0);
                drafts[index].content.extend(tokens);
                drafts[index].content.sort_unstable();
                before.meet(drafts, index);
            }
            Some(draft)
                if last_paragraph(ctx, draft) == paragraph
                    || direct(ctx, draft)
                        && paragraph.saturating_sub(last_paragraph(ctx, draft)) <= 2 =>
            {
                let source = draft.source.clone();
                let mut draft = Draft::new(Act::Say, GOES_ON);
                draft.source = source;
                draft.content = tokens;
                draft.confidence = 0.6;
                drafts.push(draft);
                before.meet(drafts, drafts.len() - 1);
            }
            _ => {
                let mut draft = Draft::new(Act::Say, "words in quotation marks");
                draft.content = tokens;
                draft.confidence = 0.3;
                drafts.push(draft);
            }
        }
    }
}

/// Parts words in quotation marks that go on after the sentence of their cue from it, where they
/// are more than what stands in it: `“Yes,” she said. “We will …”` is told twice.
pub(crate) fn part(ctx: &Ctx, drafts: &mut Vec<Draft>) {
    let mut parted = Vec::new();
    for draft in drafts.iter_mut() {
        let Some(anchor) = draft.anchor else { continue };
        let end = ctx.sentence(anchor).end;
        let words = |tokens: &[usize]| tokens.iter().filter(|&&token| !ctx.is_punct(token)).count();
        let at = draft.content.partition_point(|&token| token < end);
        let (before, after) = draft.content.split_at(at);
        // What goes on must open in quotation marks of its own.
        let opens = after.first().is_some_and(|&first| {
            ctx.region(first).is_some_and(|region| {
                before
                    .last()
                    .is_none_or(|&last| ctx.region(last) != Some(region))
            })
        });
        if !opens || words(before) < 2 || words(after) <= words(before) {
            continue;
        }
        let mut rest = Draft::new(Act::Say, GOES_ON);
        rest.source.clone_from(&draft.source);
        rest.content = after.to_vec();
        rest.confidence = 0.6;
        draft.content.truncate(at);
        draft.content = ctx.trimmed(std::mem::take(&mut draft.content));
        parted.push(rest);
    }
    drafts.extend(parted);
}

/// The drafts with a source, walked through in the order of their first words.
struct Before {
    /// First words and indices of drafts, in order.
    starts: Vec<(usize, usize)>,
    next: usize,
    /// Where the draft that reaches furthest ends, and its index.
    last: Option<(usize, usize)>,
}

impl Before {
    fn new(drafts: &[Draft]) -> Self {
        let mut starts: Vec<(usize, usize)> = drafts
            .iter()
            .enumerate()
            .filter(|(_, draft)| draft.source.is_some())
            .filter_map(|(index, draft)| Some((*draft.content.first()?, index)))
            .collect();
        starts.sort_unstable();
        Self {
            starts,
            next: 0,
            last: None,
        }
    }

    /// Takes in a draft that begins before every word asked about from here on.
    fn meet(&mut self, drafts: &[Draft], index: usize) {
        let draft = &drafts[index];
        let end = draft.content.last().copied().max(draft.anchor);
        if let Some(end) = end.filter(|_| draft.source.is_some()) {
            self.last = self.last.max(Some((end, index)));
        }
    }

    /// Of the drafts that begin before `first` the one that reaches furthest.
    fn last(&mut self, drafts: &[Draft], first: usize) -> Option<usize> {
        while let Some(&(_, index)) = self
            .starts
            .get(self.next)
            .filter(|(start, _)| *start < first)
        {
            self.next += 1;
            self.meet(drafts, index);
        }
        self.last.map(|(_, index)| index)
    }
}

/// `“…,” the captain radioed`: a verb that no table knows, behind a noun phrase and words in
/// quotation marks that end like a sentence cut short.
fn tagged(ctx: &Ctx, region: usize, words: &[usize]) -> Option<Draft> {
    let quoted = ctx.quoted[region];
    if !quoted
        .inner
        .of(ctx.text)
        .trim_end()
        .ends_with([',', '?', '!'])
    {
        return None;
    }
    let start = (ctx.quoted_tokens[region].end..ctx.len())
        .take(3)
        .find(|&token| !ctx.is_punct(token))?;
    let tokens = noun_phrase(ctx, start);
    let verb = tokens.last()? + 1;
    let finite = verb < ctx.len()
        && ctx.upos(verb) == Upos::Verb
        && ctx.paragraph_of[verb] == ctx.paragraph_of[*words.first()?]
        && !ctx.form(verb).ends_with("ing");
    let head = ctx.syntax.top_of(start..verb)?;
    let mut draft = Draft::new(Act::Say, "noun and verb behind a quotation");
    draft.act = cue_verb(ctx, verb).map_or(Act::Say, |(cue, _)| cue.act);
    draft.anchor = Some(verb);
    draft.cue = vec![verb];
    draft.source = Some(Phrase { head, tokens });
    draft.content = words.to_vec();
    draft.confidence = 0.8;
    finite.then_some(draft)
}

fn last_paragraph(ctx: &Ctx, draft: &Draft) -> u32 {
    let last = draft.content.last().copied().max(draft.cue.last().copied());
    last.map_or(0, |token| ctx.paragraph_of[token])
}

/// Whether the words given are in quotation marks.
fn direct(ctx: &Ctx, draft: &Draft) -> bool {
    draft
        .content
        .first()
        .is_some_and(|&token| ctx.region(token).is_some())
}

/// Whether the words at `first` come in the same paragraph right after the reporting clause.
fn follows(ctx: &Ctx, draft: &Draft, paragraph: u32, first: usize) -> bool {
    let end = draft.content.last().copied().max(draft.cue.last().copied());
    last_paragraph(ctx, draft) == paragraph
        && end.is_some_and(|end| {
            ctx.sentence_of[first] <= ctx.sentence_of[end] + 1 && first < end + 16
        })
}

/// Whether words in quotation marks without a cue are speech: a whole sentence at least.
fn stands_alone(ctx: &Ctx, region: usize) -> bool {
    let quoted = ctx.quoted[region];
    let inner = quoted.inner.of(ctx.text).trim();
    let tokens = ctx.quoted_tokens[region].clone();
    let verb = tokens
        .clone()
        .any(|token| matches!(ctx.upos(token), Upos::Verb | Upos::Aux));
    let starts = inner.starts_with(|c: char| c.is_uppercase());
    let before = &ctx.text[..quoted.outer.start as usize];
    let at_start = before.trim_end().is_empty()
        || before
            .trim_end_matches([' ', '\t'])
            .ends_with(['\n', '.', '!', '?', ':', '”', '"', '/']);
    verb && starts && at_start && tokens.len() >= 5
}

/// The span of a phrase without marks at its ends.
pub(crate) fn phrase_span(ctx: &Ctx, phrase: &Phrase) -> Option<Span> {
    let first = *phrase.tokens.first()?;
    let last = *phrase.tokens.last()?;
    let span = ctx.bare(
        ctx.syntax
            .token(first)
            .span
            .cover(ctx.syntax.token(last).span),
    );
    (!span.is_empty()).then_some(span)
}
