use crate::Span;
use crate::labels::labels;
use std::ops::Range;

labels! {
    /// Universal part-of-speech tags (Universal Dependencies v2).
    pub enum Upos {
        Adj = "ADJ", "adjective";
        Adp = "ADP", "adposition";
        Adv = "ADV", "adverb";
        Aux = "AUX", "auxiliary";
        Cconj = "CCONJ", "coordinating conjunction";
        Det = "DET", "determiner";
        Intj = "INTJ", "interjection";
        Noun = "NOUN", "noun";
        Num = "NUM", "numeral";
        Part = "PART", "particle";
        Pron = "PRON", "pronoun";
        Propn = "PROPN", "proper noun";
        Punct = "PUNCT", "punctuation";
        Sconj = "SCONJ", "subordinating conjunction";
        Sym = "SYM", "symbol";
        Verb = "VERB", "verb";
        X = "X", "other";
    }
}

labels! {
    /// Dependency relations of the English treebanks (Universal Dependencies v2).
    pub enum Deprel {
        Acl = "acl", "clause that modifies a noun";
        AclRelcl = "acl:relcl", "relative clause";
        Advcl = "advcl", "adverbial clause";
        AdvclRelcl = "advcl:relcl", "relative clause on a clause";
        Advmod = "advmod", "adverbial modifier";
        Amod = "amod", "adjectival modifier";
        Appos = "appos", "apposition";
        Aux = "aux", "auxiliary";
        AuxPass = "aux:pass", "passive auxiliary";
        Case = "case", "case marking, preposition";
        Cc = "cc", "coordinating conjunction";
        CcPreconj = "cc:preconj", "preconjunction: both, either";
        Ccomp = "ccomp", "clausal complement";
        Compound = "compound", "compound";
        CompoundPrt = "compound:prt", "verb particle";
        Conj = "conj", "conjunct";
        Cop = "cop", "copula";
        Csubj = "csubj", "clausal subject";
        CsubjPass = "csubj:pass", "clausal passive subject";
        CsubjOuter = "csubj:outer", "clausal subject of a clause predicate";
        Dep = "dep", "unspecified dependency";
        Det = "det", "determiner";
        DetPredet = "det:predet", "predeterminer: all, such";
        Discourse = "discourse", "discourse element";
        Dislocated = "dislocated", "dislocated element";
        Expl = "expl", "expletive";
        Fixed = "fixed", "fixed multiword expression";
        Flat = "flat", "flat name";
        Goeswith = "goeswith", "goes with";
        Iobj = "iobj", "indirect object";
        List = "list", "list item";
        Mark = "mark", "marker, subordinator";
        Nmod = "nmod", "nominal modifier";
        NmodDesc = "nmod:desc", "descriptive nominal modifier: a title before a name";
        NmodPoss = "nmod:poss", "possessive modifier";
        NmodUnmarked = "nmod:unmarked", "nominal modifier without a preposition";
        Nsubj = "nsubj", "subject";
        NsubjOuter = "nsubj:outer", "subject of a clause predicate";
        NsubjPass = "nsubj:pass", "passive subject";
        Nummod = "nummod", "numeric modifier";
        Obj = "obj", "object";
        Obl = "obl", "oblique";
        OblAgent = "obl:agent", "agent of a passive";
        OblUnmarked = "obl:unmarked", "oblique without a preposition";
        Orphan = "orphan", "orphan of an ellipsis";
        Parataxis = "parataxis", "parataxis";
        Punct = "punct", "punctuation";
        Reparandum = "reparandum", "overridden disfluency";
        Root = "root", "root of the sentence";
        Vocative = "vocative", "vocative";
        Xcomp = "xcomp", "open clausal complement";
    }
}

labels! {
    /// Morphological features with their value, as Universal Dependencies writes them.
    pub enum Feature {
        NumberSing = "Number=Sing", "singular";
        NumberPlur = "Number=Plur", "plural";
        TensePast = "Tense=Past", "past tense";
        TensePres = "Tense=Pres", "present tense";
        VerbFormFin = "VerbForm=Fin", "finite verb";
        VerbFormInf = "VerbForm=Inf", "infinitive";
        VerbFormPart = "VerbForm=Part", "participle";
        VerbFormGer = "VerbForm=Ger", "gerund";
        VoicePass = "Voice=Pass", "passive participle";
        MoodInd = "Mood=Ind", "indicative";
        MoodImp = "Mood=Imp", "imperative";
        MoodSub = "Mood=Sub", "subjunctive";
        Person1 = "Person=1", "first person";
        Person2 = "Person=2", "second person";
        Person3 = "Person=3", "third person";
        GenderMasc = "Gender=Masc", "masculine";
        GenderFem = "Gender=Fem", "feminine";
        GenderNeut = "Gender=Neut", "neuter";
        CaseNom = "Case=Nom", "nominative";
        CaseAcc = "Case=Acc", "accusative";
        DegreeCmp = "Degree=Cmp", "comparative";
        DegreeSup = "Degree=Sup", "superlative";
        DefiniteDef = "Definite=Def", "definite";
        DefiniteInd = "Definite=Ind", "indefinite";
        PronTypePrs = "PronType=Prs", "personal pronoun";
        PronTypeRel = "PronType=Rel", "relative pronoun";
        PronTypeInt = "PronType=Int", "interrogative pronoun";
        PronTypeDem = "PronType=Dem", "demonstrative";
        PossYes = "Poss=Yes", "possessive";
        ReflexYes = "Reflex=Yes", "reflexive";
        PolarityNeg = "Polarity=Neg", "negative";
        NumTypeCard = "NumType=Card", "cardinal";
        NumTypeOrd = "NumType=Ord", "ordinal";
        AbbrYes = "Abbr=Yes", "abbreviation";
    }
}

/// A set of [`Feature`]s.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Features(u64);

impl Features {
    /// No feature.
    pub const EMPTY: Self = Self(0);

    /// This set with `feature`.
    #[must_use]
    pub const fn with(self, feature: Feature) -> Self {
        Self(self.0 | 1 << feature as u64)
    }

    /// Whether `feature` is in the set.
    pub const fn has(self, feature: Feature) -> bool {
        self.0 & (1 << feature as u64) != 0
    }

    /// The features, in the order of [`Feature::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Feature> {
        Feature::ALL
            .iter()
            .copied()
            .filter(move |&feature| self.has(feature))
    }
}

impl FromIterator<Feature> for Features {
    fn from_iter<I: IntoIterator<Item = Feature>>(features: I) -> Self {
        features.into_iter().fold(Self::EMPTY, Self::with)
    }
}

/// A word or mark, with its place in the dependency tree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    lemma_start: u32,
    lemma_len: u16,
    /// Universal part of speech.
    pub upos: Upos,
    /// Relation to the head; `Root` for the root.
    pub deprel: Deprel,
    /// Morphological features.
    pub features: Features,
    head: u32,
    /// Sureness of tag and attachment, 0 to 255.
    pub confidence: u8,
}

impl Token {
    /// The index of the head among the document's tokens; `None` for the root of a sentence.
    pub fn head(&self) -> Option<usize> {
        (self.head != u32::MAX).then_some(self.head as usize)
    }
}

/// What [`Syntax::push_token`] takes.
#[derive(Clone, Copy, Debug)]
pub struct NewToken<'a> {
    /// Where it stands.
    pub span: Span,
    /// The lemma, at most 65,535 bytes; longer ones are cut.
    pub lemma: &'a str,
    /// Universal part of speech.
    pub upos: Upos,
    /// Morphological features.
    pub features: Features,
    /// Index of the head among the document's tokens; `None` for the root.
    pub head: Option<usize>,
    /// Relation to the head.
    pub deprel: Deprel,
    /// Sureness, 0 to 255.
    pub confidence: u8,
}

/// A sentence and the tokens it is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// From the first to the last byte that is no white space.
    pub span: Span,
    /// Its tokens, as indices into [`Syntax::tokens`].
    pub tokens: Range<usize>,
}

/// Sentences, tokens, tags, lemmas and dependencies of one document.
///
/// Shape: sentences are in text order and do not overlap; so are tokens; every token belongs to
/// exactly one sentence, and its head lies in the same sentence. Built by pushing tokens, closing
/// sentences and calling [`Syntax::finish`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Syntax {
    tokens: Vec<Token>,
    sentences: Vec<Sentence>,
    lemmas: String,
    child_starts: Vec<u32>,
    children: Vec<u32>,
}

impl Syntax {
    /// Adds a token to the open sentence.
    #[inline]
    pub fn push_token(&mut self, token: NewToken<'_>) {
        let mut len = token.lemma.len().min(usize::from(u16::MAX));
        while !token.lemma.is_char_boundary(len) {
            len -= 1;
        }
        self.tokens.push(Token {
            span: token.span,
            lemma_start: self.lemmas.len() as u32,
            lemma_len: len as u16,
            upos: token.upos,
            deprel: token.deprel,
            features: token.features,
            head: token.head.map_or(u32::MAX, |head| head as u32),
            confidence: token.confidence,
        });
        self.lemmas.push_str(&token.lemma[..len]);
    }

    /// Closes the open sentence: it holds the tokens pushed since the last was closed.
    pub fn close_sentence(&mut self, span: Span) {
        let first = self
            .sentences
            .last()
            .map_or(0, |sentence| sentence.tokens.end);
        self.sentences.push(Sentence {
            span,
            tokens: first..self.tokens.len(),
        });
    }

    /// Indexes the children of every token. Call it once, after the last sentence.
    pub fn finish(&mut self) {
        let n = self.tokens.len();
        self.child_starts.clear();
        self.child_starts.resize(n + 1, 0);
        for head in self.tokens.iter().filter_map(Token::head) {
            self.child_starts[head + 1] += 1;
        }
        for i in 0..n {
            self.child_starts[i + 1] += self.child_starts[i];
        }
        self.children.clear();
        self.children.resize(self.child_starts[n] as usize, 0);
        let mut next: Vec<u32> = self.child_starts[..n].to_vec();
        for (i, token) in self.tokens.iter().enumerate() {
            if let Some(head) = token.head() {
                self.children[next[head] as usize] = i as u32;
                next[head] += 1;
            }
        }
    }

    /// All tokens, in text order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// All sentences, in text order.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The token at `index`.
    pub fn token(&self, index: usize) -> &Token {
        &self.tokens[index]
    }

    /// The lemma of the token at `index`.
    #[inline]
    pub fn lemma(&self, index: usize) -> &str {
        let token = &self.tokens[index];
        let start = token.lemma_start as usize;
        &self.lemmas[start..start + usize::from(token.lemma_len)]
    }

    /// The head of the token at `index`; `None` for a root.
    pub fn head(&self, index: usize) -> Option<usize> {
        self.tokens[index].head()
    }

    /// The dependents of the token at `index`, in text order.
    pub fn children(&self, index: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let range = self.child_starts[index] as usize..self.child_starts[index + 1] as usize;
        self.children[range].iter().map(|&child| child as usize)
    }

    /// The first dependent of the token at `index` whose relation is one of `relations`.
    #[inline]
    pub fn child(&self, index: usize, relations: &[Deprel]) -> Option<usize> {
        self.children(index)
            .find(|&child| relations.contains(&self.tokens[child].deprel))
    }

    /// The index of the sentence that holds the token at `index`.
    #[inline]
    pub fn sentence_of(&self, index: usize) -> usize {
        self.sentences
            .partition_point(|sentence| sentence.tokens.end <= index)
    }

    /// The sentence that contains the byte at `offset`, or the first one after it.
    #[inline]
    pub fn sentence_at(&self, offset: u32) -> Option<usize> {
        let index = self
            .sentences
            .partition_point(|sentence| sentence.span.end <= offset);
        (index < self.sentences.len()).then_some(index)
    }

    /// The indices of the tokens that overlap `span`.
    #[inline]
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let first = self
            .tokens
            .partition_point(|token| token.span.end <= span.start);
        let last = self
            .tokens
            .partition_point(|token| token.span.start < span.end);
        first..last.max(first)
    }

    /// The tokens from the leftmost to the rightmost descendant of the token at `index`.
    pub fn subtree(&self, index: usize) -> Range<usize> {
        let (mut first, mut last) = (index, index);
        let mut pending = vec![index];
        while let Some(token) = pending.pop() {
            first = first.min(token);
            last = last.max(token);
            pending.extend(self.children(token));
        }
        first..last + 1
    }

    /// The text under [`Syntax::subtree`].
    pub fn subtree_span(&self, index: usize) -> Span {
        self.span_of(self.subtree(index))
    }

    /// The text from the first to the last token of `tokens`.
    ///
    /// # Panics
    /// When `tokens` is empty.
    pub fn span_of(&self, tokens: Range<usize>) -> Span {
        self.tokens[tokens.start]
            .span
            .cover(self.tokens[tokens.end - 1].span)
    }

    /// The topmost token of `tokens`: the first whose head lies outside them.
    pub fn top_of(&self, tokens: Range<usize>) -> Option<usize> {
        tokens
            .clone()
            .find(|&i| self.head(i).is_none_or(|head| !tokens.contains(&head)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str, heads: &[(usize, Upos, Deprel)]) -> Syntax {
        let mut syntax = Syntax::default();
        let mut start = 0;
        for (word, &(head, upos, deprel)) in text.split(' ').zip(heads) {
            syntax.push_token(NewToken {
                span: Span::new(start, start + word.len()),
                lemma: &word.to_lowercase(),
                upos,
                features: Features::EMPTY,
                head: head.checked_sub(1),
                deprel,
                confidence: 255,
            });
            start += word.len() + 1;
        }
        syntax.close_sentence(Span::new(0, text.len()));
        syntax.finish();
        syntax
    }

    #[test]
    fn walks_the_tree() {
        let text = "Lavrov met the French minister";
        let syntax = parsed(
            text,
            &[
                (2, Upos::Propn, Deprel::Nsubj),
                (0, Upos::Verb, Deprel::Root),
                (5, Upos::Det, Deprel::Det),
                (5, Upos::Adj, Deprel::Amod),
                (2, Upos::Noun, Deprel::Obj),
            ],
        );
        assert_eq!(syntax.children(1).collect::<Vec<_>>(), [0, 4]);
        assert_eq!(syntax.subtree_span(4).of(text), "the French minister");
        assert_eq!(syntax.child(1, &[Deprel::Obj]), Some(4));
        assert_eq!(syntax.lemma(0), "lavrov");
        assert_eq!(syntax.top_of(2..5), Some(4));
        assert_eq!(syntax.tokens_in(Span::new(8, 12)), 1..3);
    }

    #[test]
    fn features_are_a_set() {
        let features: Features = [Feature::NumberPlur, Feature::TensePast]
            .into_iter()
            .collect();
        assert!(features.has(Feature::NumberPlur) && !features.has(Feature::NumberSing));
        assert_eq!(
            features.iter().map(Feature::as_str).collect::<Vec<_>>(),
            ["Number=Plur", "Tense=Past"]
        );
    }
}
