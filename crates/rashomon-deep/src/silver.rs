//! Silver trees: unlabelled text as the transformer reads it, for a smaller reader to learn from.

use crate::error::Error;
use crate::reader::Reader;
use rashomon_doc::{Span, Syntax};
use rashomon_syntax::{Model, tokens_and_ends};
use std::fmt::Write;
use std::ops::Range;

/// Which sentences are worth learning from.
#[derive(Clone, Copy, Debug)]
pub struct Sieve {
    /// Tokens at least.
    pub least: usize,
    /// Tokens at most.
    pub most: usize,
    /// The share of characters that are letters, at least.
    pub letters: f32,
}

impl Default for Sieve {
    fn default() -> Self {
        Self {
            least: 4,
            most: 80,
            letters: 0.6,
        }
    }
}

impl Sieve {
    /// Whether a sentence of so many tokens passes.
    pub fn passes(&self, sentence: &str, n_tokens: usize) -> bool {
        let (mut letters, mut all) = (0_usize, 0_usize);
        for c in sentence.chars().filter(|c| !c.is_whitespace()) {
            all += 1;
            letters += usize::from(c.is_alphabetic());
        }
        (self.least..=self.most).contains(&n_tokens)
            && letters as f32 >= self.letters * all as f32
            && !sentence.contains('\u{fffd}')
    }
}

/// A sentence with the tree that the transformer gives it.
#[derive(Clone, Debug)]
pub struct Silver {
    /// As it stands in the text, on one line.
    pub text: String,
    /// CoNLL-U, with a line `# confidence`: the mean over words of the logarithm of the probability
    /// of tag, head and relation together.
    pub conllu: String,
    /// How many words it has.
    pub words: usize,
}

/// The sentences of `texts` that pass, with their trees, in their order. `keep` may refuse more, as
/// those seen before. Many short texts at once are read faster than one by one.
///
/// # Errors
/// As [`Reader::parse`].
pub fn silver(
    reader: &Reader,
    texts: &[&str],
    sieve: Sieve,
    keep: &mut dyn FnMut(&str) -> bool,
) -> Result<Vec<Silver>, Error> {
    let (mut joined, mut tokens, mut ends) = (String::new(), Vec::new(), Vec::new());
    for text in texts {
        let (all, all_ends) = tokens_and_ends(text);
        let (base, mut start) = (joined.len(), 0);
        joined.push_str(text);
        for end in all_ends {
            let sentence = &all[start..end];
            start = end;
            let (Some(first), Some(last)) = (sentence.first(), sentence.last()) else {
                continue;
            };
            let words = first.cover(*last).of(text);
            if sieve.passes(words, sentence.len()) && keep(words) {
                let moved =
                    |span: &Span| Span::new(base + span.start as usize, base + span.end as usize);
                tokens.extend(sentence.iter().map(moved));
                ends.push(tokens.len());
            }
        }
    }
    let (found, logarithms) = reader.find(&joined, &tokens, &ends)?;
    let tags = found.tags.clone();
    let syntax = Model::builtin().fill(&joined, &tokens, &ends, found);
    let names: Vec<&str> = Model::builtin().tags().map(|(_, xpos)| xpos).collect();
    let sentences = syntax.sentences().iter().filter_map(|sentence| {
        let range = sentence.tokens.clone();
        let mean = logarithms[range.clone()].iter().sum::<f32>() / range.len() as f32;
        // Not a number: the sentence is too long for the transformer.
        (!mean.is_nan()).then(|| {
            let text: Vec<&str> = sentence.span.of(&joined).split_whitespace().collect();
            let text = text.join(" ");
            Silver {
                words: range.len(),
                conllu: conllu(&joined, &syntax, &tags, &names, range, mean, &text),
                text,
            }
        })
    });
    Ok(sentences.collect())
}

fn conllu(
    text: &str,
    syntax: &Syntax,
    tags: &[u8],
    names: &[&str],
    range: Range<usize>,
    confidence: f32,
    line: &str,
) -> String {
    let mut out = format!("# confidence = {confidence:.3}\n# text = {line}\n");
    for index in range.clone() {
        let token = syntax.token(index);
        let head = syntax.head(index).map_or(0, |head| head - range.start + 1);
        let glued = index + 1 < range.end && token.span.end == syntax.token(index + 1).span.start;
        let form = token.span.of(text).replace(char::is_whitespace, "\u{a0}");
        let lemma = syntax.lemma(index).replace(char::is_whitespace, "\u{a0}");
        let xpos = names[usize::from(tags[index])];
        let misc = if glued { "SpaceAfter=No" } else { "_" };
        let _ = writeln!(
            out,
            "{}\t{form}\t{lemma}\t{}\t{xpos}\t_\t{head}\t{}\t_\t{misc}",
            index - range.start + 1,
            token.upos,
            token.deprel,
        );
    }
    out.push('\n');
    out
}
