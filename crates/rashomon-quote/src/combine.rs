//! What the rules and the models find, put together.

use crate::chain::QUOTED_AS;
use crate::ctx::{Ctx, NONE};
use crate::draft::{Draft, Phrase};
use crate::features::act_of;
use crate::frame::{cue_verb, status};
use crate::model::Found;
use crate::rules::{
    self, INFINITIVE, INFINITIVE_BEHIND, SET_BEHIND, SET_OFF, THAT_CLAUSE, is_speech,
};
use rashomon_doc::{Act, Deprel, Upos};
use std::ops::Range;

/// The least sureness of a draft that the rules alone find; chosen on the development part of
/// PolNeAR and the news of GUM.
const ALONE: f32 = 0.75;
/// The same for an infinitive: those told to do something are its addressees, and hardly any stand
/// in what the models learn from.
const ALONE_INFINITIVE: f32 = 0.62;
/// The same for a draft told inside the words of another, where the models find nothing: PolNeAR
/// marks the outermost attribution alone.
const NESTED: f32 = 0.4;

/// The least sureness of what the models alone find; below it less than four of ten are right on
/// the development part of PolNeAR, and hardly any in the news of GUM.
const MODELS_ALONE: f32 = 0.15;

/// The drafts of the rules with the extents the models give, and what the models alone find.
pub(crate) fn combine(ctx: &Ctx, rules: Vec<Draft>, found: Vec<Found>) -> Vec<Draft> {
    let mut drafts = Vec::with_capacity(rules.len() + found.len());
    let mut taken = vec![false; rules.len()];
    let places = Places::new(ctx, &rules);
    for found in &found {
        let twin = places.twin(said_verb(ctx, found), &found.cue);
        if twin.is_some_and(|index| rules[index].rule == QUOTED_AS) {
            continue;
        }
        let twin = twin.filter(|&index| !std::mem::replace(&mut taken[index], true));
        if twin.is_none() && is_naming(ctx, found) {
            continue;
        }
        let draft = merged(ctx, found, twin.map(|index| &rules[index]));
        if twin.is_some() || draft.confidence >= MODELS_ALONE {
            drafts.push(draft);
        }
    }
    let mut told = vec![false; ctx.len()];
    // First what stands by itself, then what is told within: the floor is lower there.
    let alone = |draft: &Draft| match draft.rule {
        INFINITIVE | INFINITIVE_BEHIND => ALONE_INFINITIVE,
        _ => ALONE,
    };
    let mut left: Vec<Draft> = rules
        .into_iter()
        .zip(taken)
        .filter_map(|(draft, taken)| (!taken).then_some(draft))
        .collect();
    for nested in [false, true] {
        for &token in drafts.iter().flat_map(|draft| &draft.content) {
            told[token] = true;
        }
        let inside = |draft: &Draft| draft.anchor.is_some_and(|anchor| told[anchor]);
        let (kept, others): (Vec<Draft>, Vec<Draft>) =
            left.into_iter().partition(|draft| match nested {
                false => draft.confidence >= alone(draft),
                true => draft.confidence >= NESTED && inside(draft),
            });
        drafts.extend(kept);
        left = others;
    }
    for draft in &mut drafts {
        clip(ctx, draft);
    }
    drafts
}

/// Whether the cue is the tail of a compound ("so-called"), or what it is about is a title and no
/// verb of the lexicon says it: `read "War and Peace"`.
fn is_naming(ctx: &Ctx, found: &Found) -> bool {
    let start = found.cue.start;
    let joined = start > 1
        && ctx.form(start - 1) == "-"
        && ctx.syntax.token(start - 1).span.end == ctx.syntax.token(start).span.start
        && ctx.syntax.token(start - 2).span.end == ctx.syntax.token(start - 1).span.start;
    let title = |region: usize| {
        let tokens = ctx.quoted_tokens[region].clone();
        let capital = |&token: &usize| ctx.form(token).starts_with(char::is_uppercase);
        tokens.len() >= 2
            && !is_speech(ctx, region)
            && tokens.clone().take(1).all(|token| capital(&token))
            && tokens.clone().filter(capital).count() * 2 > tokens.len()
    };
    let region = found.content.first().and_then(|&first| ctx.region(first));
    joined || cue_verb(ctx, found.anchor).is_none() && region.is_some_and(title)
}

/// What is told by a cue inside quotation marks ends with them.
fn clip(ctx: &Ctx, draft: &mut Draft) {
    let cites = draft.content.iter().position(|&token| {
        token > 0 && ctx.is_one_of(token, &["citing", "quoting"]) && ctx.is(token - 1, ",")
    });
    if let Some(at) = cites.filter(|&at| at > 0) {
        draft.content.truncate(at);
        let content = std::mem::take(&mut draft.content);
        draft.content = ctx.trimmed(content);
    }
    let Some(region) = draft.anchor.and_then(|anchor| ctx.region(anchor)) else {
        return;
    };
    if draft.rule == SET_OFF {
        return;
    }
    let tokens = &ctx.quoted_tokens[region];
    if draft.content.iter().any(|token| tokens.contains(token)) {
        draft.content.retain(|token| tokens.contains(token));
        let content = std::mem::take(&mut draft.content);
        draft.content = ctx.trimmed(content);
    }
}

/// The first draft that turns on each token, and the first that has it in its cue.
struct Places {
    anchors: Vec<u32>,
    cues: Vec<u32>,
}

impl Places {
    fn new(ctx: &Ctx, drafts: &[Draft]) -> Self {
        let mut anchors = vec![NONE; ctx.len()];
        let mut cues = vec![NONE; ctx.len()];
        for (index, draft) in drafts.iter().enumerate() {
            let index = index as u32;
            if let Some(anchor) = draft.anchor {
                anchors[anchor] = anchors[anchor].min(index);
                cues[anchor] = cues[anchor].min(index);
            }
            for &token in &draft.cue {
                cues[token] = cues[token].min(index);
            }
        }
        Self { anchors, cues }
    }

    /// The first draft that turns on `anchor`, else the first whose cue shares a token.
    fn twin(&self, anchor: usize, cue: &Range<usize>) -> Option<usize> {
        let first = match self.anchors[anchor] {
            NONE => *self.cues[cue.clone()].iter().min()?,
            index => index,
        };
        (first != NONE).then_some(first as usize)
    }
}

fn merged(ctx: &Ctx, found: &Found, rule: Option<&Draft>) -> Draft {
    let mut draft = rule.cloned().unwrap_or_else(|| {
        let mut draft = Draft::new(Act::Say, "cue and role models");
        let anchor = said_verb(ctx, found);
        draft.act = cue_verb(ctx, anchor)
            .map(|(cue, _)| cue.act)
            .or_else(|| act_of(ctx, anchor))
            .unwrap_or(Act::Say);
        draft.anchor = Some(anchor);
        (draft.polarity, draft.modality) = status(ctx, anchor);
        draft
    });
    draft.cue = found.cue.clone().collect();
    draft.content = snapped(ctx, found.content.clone(), &found.cue);
    if let Some(rule) = rule.filter(|rule| rule.rule == THAT_CLAUSE)
        && rule.content.last() == draft.content.last()
    {
        draft.content.clone_from(&rule.content);
    }
    draft.content = after_addressee(ctx, std::mem::take(&mut draft.content), found);
    if let Some(rule) = rule.filter(|rule| rule.rule == SET_BEHIND)
        && let Some(source) = &rule.source
        && source.tokens.iter().any(|&token| draft.tells(token))
    {
        draft.content.clone_from(&rule.content);
        draft.source = Some(source.clone());
        draft.confidence = rule.confidence;
        return draft;
    }
    let same = |source: &Phrase| {
        let models = found.source.as_ref();
        models.is_some_and(|range| source.tokens.iter().any(|token| range.contains(token)))
    };
    let beside = rules::inverted(ctx, found.anchor).or_else(|| rules::explained(ctx, found.anchor));
    if let Some(source) = beside.filter(|source| !same(source)) {
        let range = source.range();
        let tag = found.cue.start.min(range.start)..found.cue.end.max(range.end);
        draft.content.retain(|token| !tag.contains(token));
        draft.source = Some(source);
    } else if let Some(source) = &found.source {
        draft.source = Some(chunk(ctx, source.clone()));
    } else if let Some(source) = &draft.source
        && source
            .tokens
            .iter()
            .any(|token| draft.tells(*token) || found.cue.contains(token))
    {
        draft.source = None;
    }
    if draft.source.is_none() {
        draft.source = rules::speaker(ctx, found.anchor, &draft);
    }
    draft.confidence = confidence(found, rule);
    draft
}

/// Takes in the whole of each stretch in quotation marks of which the content holds a good part.
fn snapped(ctx: &Ctx, mut content: Vec<usize>, cue: &Range<usize>) -> Vec<usize> {
    let mut regions: Vec<usize> = content
        .iter()
        .filter_map(|&token| ctx.region(token))
        .collect();
    regions.dedup();
    for region in regions {
        let tokens = ctx.quoted_tokens[region].clone();
        let held = content
            .iter()
            .filter(|token| tokens.contains(token))
            .count();
        let begun = held >= 3 && content.contains(&tokens.start) && is_speech(ctx, region);
        let much = 3 * held >= tokens.len().min(60);
        if held < tokens.len() && (begun || much) && !tokens.contains(&cue.start) {
            content.retain(|token| !tokens.contains(token));
            content.extend(tokens);
        }
    }
    content.sort_unstable();
    ctx.trimmed(content)
}

/// The verb of saying in a cue that holds more: "announce" in "is expected to announce".
fn said_verb(ctx: &Ctx, found: &Found) -> usize {
    let below = |&token: &usize| {
        token > found.anchor && ctx.deprel(token) == Deprel::Xcomp && cue_verb(ctx, token).is_some()
    };
    found.cue.clone().rev().find(below).unwrap_or(found.anchor)
}

/// Leaves out whom or where it was said before "that": "to the ministry that …".
fn after_addressee(ctx: &Ctx, mut content: Vec<usize>, found: &Found) -> Vec<usize> {
    let leads = content.first().is_some_and(|&first| {
        first == found.cue.end && ctx.is_one_of(first, &["to", "in", "on", "at", "during"])
    });
    let that = content
        .iter()
        .take(10)
        .position(|&token| ctx.is(token, "that"));
    if let Some(at) = that.filter(|&at| leads && at > 0)
        && !content[..at]
            .iter()
            .any(|&token| matches!(ctx.upos(token), Upos::Verb | Upos::Aux) || ctx.is_punct(token))
    {
        content.drain(..at);
    }
    content
}

fn chunk(ctx: &Ctx, range: Range<usize>) -> Phrase {
    let head = ctx.syntax.top_of(range.clone()).unwrap_or(range.start);
    Phrase {
        head,
        tokens: range.collect(),
    }
}

fn confidence(found: &Found, rule: Option<&Draft>) -> f32 {
    let margin = 0.25 * found.role_margin.min(20.0)
        + 0.5 * found.cue_margin.min(6.0)
        + if rule.is_some() { 1.0 } else { 0.0 };
    1.0 / (1.0 + (-(margin - 4.0) * 0.5).exp())
}
