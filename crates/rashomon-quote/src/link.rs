//! Words that carry a label, put together to attributions: which source and which content belong
//! to which cue. A model says what belongs together, the labels say where each begins and ends.

use crate::ctx::Ctx;
use crate::features::View;
use crate::model::{Found, Model};
use rashomon_doc::{Reading, Span};
use std::ops::Range;

/// A label of the words of a source, one more for all but the first.
pub const SOURCE: u8 = 1;
/// The same of a cue.
pub const CUE: u8 = 3;
/// The same of a content.
pub const CONTENT: u8 = 5;

/// How sure a labelled cue is taken to be, in units of score.
const SURE: f32 = 4.0;

/// The attributions (source, cue, content) of `reading`, each of whose tokens has a label, by the
/// model in `bytes`; empty when those are no model.
pub fn link(bytes: &[u8], reading: &Reading, labels: &[u8]) -> Vec<[Vec<Span>; 3]> {
    let Some(model) = Model::parse(bytes) else {
        return Vec::new();
    };
    let ctx = Ctx::new(reading);
    let mut view = View::new(&ctx);
    let runs = Runs::new(&ctx, labels);
    let cues: Vec<(Range<usize>, f32)> = runs.cues.iter().map(|cue| (cue.clone(), SURE)).collect();
    let found = model.find_roles(&mut view, &cues);
    let contents = runs.contents_of(&ctx, &found);
    let mut all = Vec::new();
    for ((cue, found), content) in runs.cues.iter().zip(&found).zip(contents) {
        if content.is_empty() {
            continue;
        }
        let source = runs.source_of(&ctx, cue, found.as_ref());
        let span = |range: &Range<usize>| ctx.syntax.span_of(range.clone());
        all.push([
            source.iter().map(span).collect(),
            vec![span(cue)],
            content.iter().map(span).collect(),
        ]);
    }
    all
}

/// Neighbouring tokens of one label.
struct Runs {
    sources: Vec<Range<usize>>,
    cues: Vec<Range<usize>>,
    contents: Vec<Range<usize>>,
}

impl Runs {
    /// No run goes on over the end of a sentence, but for contents.
    fn new(ctx: &Ctx, labels: &[u8]) -> Self {
        let mut runs = Self {
            sources: Vec::new(),
            cues: Vec::new(),
            contents: Vec::new(),
        };
        let kind = |label: u8| label.checked_sub(1).map(|label| label / 2);
        for (at, &label) in labels.iter().enumerate() {
            let list = match label {
                SOURCE | 2 => &mut runs.sources,
                CUE | 4 => &mut runs.cues,
                CONTENT | 6 => &mut runs.contents,
                _ => continue,
            };
            let goes_on = at > 0
                && kind(labels[at - 1]) == kind(label)
                && (label % 2 == 0)
                && (label > CONTENT || ctx.sentence_of[at - 1] == ctx.sentence_of[at]);
            match list.last_mut() {
                Some(last) if goes_on => last.end = at + 1,
                _ => list.push(at..at + 1),
            }
        }
        runs
    }

    /// For each cue its contents: those the model gives it more of than to others, and those that
    /// it gives to none where the cue is the nearest in their first sentence.
    fn contents_of(&self, ctx: &Ctx, found: &[Option<Found>]) -> Vec<Vec<Range<usize>>> {
        let mut out = vec![Vec::new(); self.cues.len()];
        for run in &self.contents {
            let held = |found: &Option<Found>| {
                let content = found.iter().flat_map(|found| &found.content);
                content.filter(|token| run.contains(token)).count()
            };
            let votes = found.iter().map(held).enumerate();
            let most = votes
                .filter(|vote| vote.1 > 0)
                .max_by_key(|vote| (vote.1, usize::MAX - vote.0));
            let near = || {
                let beside =
                    |cue: &Range<usize>| ctx.sentence_of[cue.start] == ctx.sentence_of[run.start];
                let cues = self.cues.iter().enumerate().filter(|(_, cue)| beside(cue));
                cues.map(|(at, cue)| (at, distance(cue, run)))
                    .min_by_key(|cue| cue.1)
            };
            if let Some((at, _)) = most.or_else(near) {
                out[at].push(run.clone());
            }
        }
        out
    }

    /// The source that the model gives a cue, else the nearest in the cue's sentence.
    fn source_of(
        &self,
        ctx: &Ctx,
        cue: &Range<usize>,
        found: Option<&Found>,
    ) -> Option<Range<usize>> {
        let given = found.and_then(|found| found.source.clone());
        let touches = |run: &&Range<usize>| {
            given
                .as_ref()
                .is_some_and(|given| run.start < given.end && given.start < run.end)
        };
        let near = || {
            let beside =
                |run: &&Range<usize>| ctx.sentence_of[cue.start] == ctx.sentence_of[run.start];
            self.sources
                .iter()
                .filter(beside)
                .min_by_key(|run| distance(cue, run))
        };
        self.sources.iter().find(touches).or_else(near).cloned()
    }
}

fn distance(one: &Range<usize>, other: &Range<usize>) -> usize {
    let after = other.start.saturating_sub(one.end);
    after.max(one.start.saturating_sub(other.end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rashomon_doc::{Document, DocumentId};
    use rashomon_syntax::Model as Syntax;

    /// Labels by the words of `text`: `label` from each first word to its last.
    fn check(text: &str, marked: &[(u8, &str)], expected: &[[&str; 3]]) {
        let mut reading = Reading::new(Document {
            id: DocumentId("case".into()),
            title: None,
            text: text.to_owned(),
            publisher: None,
            url: None,
            published: None,
        });
        reading.syntax = Syntax::builtin().parse(text);
        let mut labels = vec![0; reading.syntax.tokens().len()];
        for (label, words) in marked {
            let start = text.find(words).unwrap();
            let tokens = reading
                .syntax
                .tokens_in(Span::new(start, start + words.len()));
            labels[tokens.clone()].fill(label + 1);
            labels[tokens.start] = *label;
        }
        let found = link(include_bytes!("../model/quote.bin"), &reading, &labels);
        let words = |spans: &Vec<Span>| -> String {
            let all: Vec<&str> = spans.iter().map(|span| span.of(text)).collect();
            all.join(" … ")
        };
        let found: Vec<[String; 3]> = found.iter().map(|one| one.each_ref().map(words)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_cue_gets_its_own() {
        check(
            "The mayor said the bridge was closed. The ministry denied that it had fallen.",
            &[
                (SOURCE, "The mayor"),
                (CUE, "said"),
                (CONTENT, "the bridge was closed"),
                (SOURCE, "The ministry"),
                (CUE, "denied"),
                (CONTENT, "that it had fallen"),
            ],
            &[
                ["The mayor", "said", "the bridge was closed"],
                ["The ministry", "denied", "that it had fallen"],
            ],
        );
    }

    #[test]
    fn parts_of_a_content_stay_together() {
        check(
            "The bridge, the mayor said, was closed on Monday.",
            &[
                (CONTENT, "The bridge"),
                (SOURCE, "the mayor"),
                (CUE, "said"),
                (CONTENT, "was closed on Monday"),
            ],
            &[["the mayor", "said", "The bridge … was closed on Monday"]],
        );
    }

    #[test]
    fn a_cue_without_a_content_is_none() {
        check(
            "The mayor said nothing.",
            &[(SOURCE, "The mayor"), (CUE, "said")],
            &[],
        );
        check("The mayor said nothing.", &[(CONTENT, "nothing")], &[]);
    }
}
