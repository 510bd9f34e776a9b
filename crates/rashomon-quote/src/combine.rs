//! What the rules and the models find, put together.

use crate::ctx::{Ctx, NONE};
use crate::draft::{Draft, Phrase};
use crate::features::act_of;
use crate::frame::{cue_verb, status};
use crate::model::Found;
use crate::rules::{self, is_speech};
use rashomon_doc::{Act, Deprel};
use std::ops::Range;

/// The drafts of the rules with the extents the models give, and what the models alone find.
pub(crate) fn combine(ctx: &Ctx, rules: Vec<Draft>, found: Vec<Found>) -> Vec<Draft> {
    let mut drafts = Vec::with_capacity(rules.len() + found.len());
    let mut taken = vec![false; rules.len()];
    let places = Places::new(ctx, &rules);
    for found in &found {
        let twin = places.twin(said_verb(ctx, found), &found.cue);
        let twin = twin.filter(|&index| !std::mem::replace(&mut taken[index], true));
        drafts.push(merged(ctx, found, twin.map(|index| &rules[index])));
    }
    let mut told = vec![false; ctx.len()];
    for &token in drafts.iter().flat_map(|draft: &Draft| &draft.content) {
        told[token] = true;
    }
    let kept = rules
        .into_iter()
        .zip(taken)
        .filter(|(draft, taken)| !taken && stands(draft, &told))
        .map(|(draft, _)| draft);
    drafts.extend(kept);
    drafts
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

/// Whether a draft of the rules stands without the models' word: when its form is sure, or when it
/// is told inside what another says.
fn stands(draft: &Draft, told: &[bool]) -> bool {
    let nested = draft.anchor.is_some_and(|anchor| told[anchor]);
    let floor = if nested { 0.5 } else { 0.58 };
    draft.confidence >= floor
}

fn merged(ctx: &Ctx, found: &Found, rule: Option<&Draft>) -> Draft {
    let mut draft = rule.cloned().unwrap_or_else(|| {
        let mut draft = Draft::new(Act::Say, "cue and role models");
        let anchor = said_verb(ctx, found);
        draft.act = act_of(ctx, anchor).unwrap_or(Act::Say);
        draft.anchor = Some(anchor);
        (draft.polarity, draft.modality) = status(ctx, anchor);
        draft
    });
    draft.cue = found.cue.clone().collect();
    draft.content = snapped(ctx, found.content.clone(), &found.cue);
    if let Some(source) = &found.source {
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
