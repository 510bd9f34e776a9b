//! A reading with what every rule asks of it.

use crate::marks::{self, Quoted};
use rashomon_doc::{Deprel, Feature, Reading, Span, Syntax, Upos};
use rashomon_lexicon::cues::{self, Cue};
use std::ops::Range;

/// No region.
pub(crate) const NONE: u32 = u32::MAX;

pub(crate) struct Ctx<'a> {
    pub(crate) reading: &'a Reading,
    pub(crate) text: &'a str,
    pub(crate) syntax: &'a Syntax,
    pub(crate) quoted: Vec<Quoted>,
    /// For each stretch in quotation marks, its tokens, marks left out.
    pub(crate) quoted_tokens: Vec<Range<usize>>,
    /// For each token, the stretch in quotation marks that holds it, or `NONE`.
    pub(crate) region_of: Vec<u32>,
    /// For each token, its paragraph.
    pub(crate) paragraph_of: Vec<u32>,
    /// The tokens of each paragraph.
    pub(crate) paragraphs: Vec<Range<usize>>,
    /// For each token, its sentence.
    pub(crate) sentence_of: Vec<u32>,
    /// For each token, the reporting verb or noun of its lemma, by its tag.
    pub(crate) cues: Vec<Option<&'static Cue>>,
    /// For each token, its length and its first byte, by which most words are told apart.
    keys: Vec<u16>,
    /// Whether a token is a mark.
    puncts: Vec<bool>,
}

/// The length of `word` up to 255, and its first byte with letters made small.
#[inline]
fn key(word: &[u8]) -> u16 {
    let first = word.first().map_or(0, |first| first | 0x20);
    (word.len().min(255) as u16) << 8 | u16::from(first)
}

impl<'a> Ctx<'a> {
    pub(crate) fn new(reading: &'a Reading) -> Self {
        let text = reading.text();
        let syntax = &reading.syntax;
        let n = syntax.tokens().len();
        let quoted = marks::quoted(text);
        let mut region_of = vec![NONE; n];
        let mut quoted_tokens = Vec::with_capacity(quoted.len());
        for (index, quoted) in quoted.iter().enumerate() {
            let tokens = syntax.tokens_in(quoted.inner);
            region_of[tokens.clone()].fill(index as u32);
            quoted_tokens.push(tokens);
        }
        let mut paragraph_of = vec![0; n];
        let mut paragraphs = Vec::new();
        for span in marks::paragraphs(text) {
            let tokens = syntax.tokens_in(span);
            paragraph_of[tokens.clone()].fill(paragraphs.len() as u32);
            paragraphs.push(tokens);
        }
        let mut sentence_of = vec![0; n];
        for (index, sentence) in syntax.sentences().iter().enumerate() {
            sentence_of[sentence.tokens.clone()].fill(index as u32);
        }
        let mut cues = Vec::with_capacity(n);
        let mut keys = Vec::with_capacity(n);
        let mut puncts = Vec::with_capacity(n);
        for (index, token) in syntax.tokens().iter().enumerate() {
            let form = token.span.of(text);
            keys.push(key(form.as_bytes()));
            puncts.push(token.upos == Upos::Punct || !form.chars().any(char::is_alphanumeric));
            cues.push(match token.upos {
                Upos::Verb => cues::verb(syntax.lemma(index)),
                Upos::Noun => cues::noun(syntax.lemma(index)),
                _ => None,
            });
        }
        Self {
            cues,
            keys,
            puncts,
            reading,
            text,
            syntax,
            quoted,
            quoted_tokens,
            region_of,
            paragraph_of,
            paragraphs,
            sentence_of,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.syntax.tokens().len()
    }

    pub(crate) fn form(&self, token: usize) -> &'a str {
        self.syntax.token(token).span.of(self.text)
    }

    pub(crate) fn lemma(&self, token: usize) -> &'a str {
        self.syntax.lemma(token)
    }

    #[inline]
    pub(crate) fn is(&self, token: usize, word: &str) -> bool {
        self.keys[token] == key(word.as_bytes())
            && self.bytes(token).eq_ignore_ascii_case(word.as_bytes())
    }

    #[inline]
    pub(crate) fn is_one_of(&self, token: usize, words: &[&str]) -> bool {
        let own = self.keys[token];
        words.iter().any(|word| {
            own == key(word.as_bytes()) && self.bytes(token).eq_ignore_ascii_case(word.as_bytes())
        })
    }

    fn bytes(&self, token: usize) -> &'a [u8] {
        let span = self.syntax.token(token).span;
        &self.text.as_bytes()[span.start as usize..span.end as usize]
    }

    /// The first byte of a token, a letter made small.
    #[inline]
    pub(crate) fn first_letter(&self, token: usize) -> u8 {
        self.keys[token] as u8
    }

    /// The length of a token in bytes, up to 255.
    #[inline]
    pub(crate) fn width(&self, token: usize) -> usize {
        usize::from(self.keys[token] >> 8)
    }

    pub(crate) fn upos(&self, token: usize) -> Upos {
        self.syntax.token(token).upos
    }

    pub(crate) fn deprel(&self, token: usize) -> Deprel {
        self.syntax.token(token).deprel
    }

    pub(crate) fn has(&self, token: usize, feature: Feature) -> bool {
        self.syntax.token(token).features.has(feature)
    }

    pub(crate) fn sentence(&self, token: usize) -> Range<usize> {
        self.syntax.sentences()[self.sentence_of[token] as usize]
            .tokens
            .clone()
    }

    pub(crate) fn is_punct(&self, token: usize) -> bool {
        self.puncts[token]
    }

    pub(crate) fn region(&self, token: usize) -> Option<usize> {
        let region = self.region_of[token];
        (region != NONE).then_some(region as usize)
    }

    /// The first dependent with one of `relations` and one of the case markers `cases`.
    pub(crate) fn oblique(
        &self,
        head: usize,
        relations: &[Deprel],
        cases: &[&str],
    ) -> Option<usize> {
        self.syntax.children(head).find(|&child| {
            relations.contains(&self.deprel(child))
                && self
                    .case_of(child)
                    .is_some_and(|case| self.is_one_of(case, cases))
        })
    }

    /// The first case marker of a noun.
    pub(crate) fn case_of(&self, noun: usize) -> Option<usize> {
        self.syntax.child(noun, &[Deprel::Case])
    }

    /// The descendants of `head` and itself, in order, without what hangs below the dependents
    /// that `skip` names.
    pub(crate) fn subtree(&self, head: usize, skip: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut tokens = vec![head];
        let mut next = 0;
        while next < tokens.len() {
            let token = tokens[next];
            next += 1;
            tokens.extend(self.syntax.children(token).filter(|&child| !skip(child)));
        }
        tokens.sort_unstable();
        tokens
    }

    /// `tokens` without punctuation at their ends, brackets aside that close or open within.
    pub(crate) fn trimmed(&self, mut tokens: Vec<usize>) -> Vec<usize> {
        let within = |tokens: &[usize], mark: char| {
            tokens
                .iter()
                .any(|&token| self.form(token).starts_with(mark))
        };
        while let Some((&last, rest)) = tokens.split_last() {
            let partner = match self.form(last) {
                ")" => Some('('),
                "]" => Some('['),
                _ => None,
            };
            if !self.is_punct(last) || partner.is_some_and(|mark| within(rest, mark)) {
                break;
            }
            tokens.pop();
        }
        let first = tokens
            .iter()
            .position(|&token| {
                !self.is_punct(token) || self.form(token) == "[" && within(&tokens, ']')
            })
            .unwrap_or(0);
        tokens.drain(..first);
        tokens
    }

    /// The unbroken stretches of text under `tokens`; punctuation between two of them is taken in.
    pub(crate) fn spans(&self, tokens: &[usize]) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        let mut last = None;
        for &token in tokens {
            let span = self.syntax.token(token).span;
            let joined = last.is_some_and(|last: usize| {
                last + 1 == token
                    || (last < token
                        && token - last <= 3
                        && (last + 1..token).all(|i| self.is_punct(i)))
            });
            match spans.last_mut() {
                Some(open) if joined => *open = open.cover(span),
                _ => spans.push(span),
            }
            last = Some(token);
        }
        spans.retain(|span| span.of(self.text).chars().any(char::is_alphanumeric));
        spans.iter().map(|&span| self.bare(span)).collect()
    }

    /// `span` without quotation marks, commas and dashes at its ends.
    pub(crate) fn bare(&self, span: Span) -> Span {
        let is_edge = |c: char| {
            let mark = matches!(c, '“' | '”' | '"' | '„' | '«' | '»' | '`' | '‘');
            mark || c.is_whitespace() || matches!(c, ',' | ';' | ':' | '—' | '–')
        };
        let words = span.of(self.text);
        let start = span.start as usize + (words.len() - words.trim_start_matches(is_edge).len());
        let words = words.trim_matches(is_edge);
        Span::new(start, start + words.len())
    }
}
