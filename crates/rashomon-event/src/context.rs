use rashomon_doc::{
    Deprel, Entity, EntityType, Feature, Mention, QuotationId, Reading, Span, Syntax, Token, Upos,
};
use rashomon_lexicon::events::{Head, noun_of_form, triggers, verb_of_form};
use std::collections::BTreeMap;

/// Longest path walked in a tree, so that broken parses of endless sentences stay cheap.
pub(crate) const MAX_STEPS: usize = 12;

/// How many quotations before a trigger are looked at for the one that holds it.
const MAX_QUOTATIONS: usize = 64;

/// A reading with what the coder looks up again and again.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) reading: &'a Reading,
    pub(crate) syntax: &'a Syntax,
    /// For each token one more than the index of the smallest mention over it; 0 for none.
    mentions: Vec<u32>,
    /// Verbs under a wrong tag or lemma, by token.
    verbs: BTreeMap<usize, &'static str>,
    /// Plurals under a wrong lemma, by token.
    nouns: BTreeMap<usize, &'static str>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(reading: &'a Reading) -> Self {
        let syntax = &reading.syntax;
        let mut mentions = vec![0; syntax.tokens().len()];
        for (index, mention) in reading.mentions.iter().enumerate() {
            for token in syntax.tokens_in(mention.span).take(64) {
                let known = mentions[token] as usize;
                let shorter =
                    known == 0 || mention.span.len() < reading.mentions[known - 1].span.len();
                if shorter {
                    mentions[token] = index as u32 + 1;
                }
            }
        }
        Self {
            reading,
            syntax,
            mentions,
            verbs: hidden_verbs(reading),
            nouns: hidden_nouns(reading),
        }
    }

    pub(crate) fn token(&self, index: usize) -> &'a Token {
        self.syntax.token(index)
    }

    pub(crate) fn lemma(&self, index: usize) -> &'a str {
        let known = self.verbs.get(&index).or_else(|| self.nouns.get(&index));
        known.copied().unwrap_or_else(|| self.syntax.lemma(index))
    }

    pub(crate) fn word(&self, index: usize) -> &'a str {
        self.token(index).span.of(self.reading.text())
    }

    pub(crate) fn rel(&self, index: usize) -> Deprel {
        self.token(index).deprel
    }

    pub(crate) fn head(&self, index: usize) -> Option<usize> {
        self.syntax.head(index)
    }

    pub(crate) fn has(&self, index: usize, feature: Feature) -> bool {
        self.token(index).features.has(feature)
    }

    pub(crate) fn children(&self, index: usize) -> impl DoubleEndedIterator<Item = usize> + 'a {
        self.syntax.children(index)
    }

    pub(crate) fn child(&self, index: usize, relations: &[Deprel]) -> Option<usize> {
        self.syntax.child(index, relations)
    }

    pub(crate) fn is_verb(&self, index: usize) -> bool {
        matches!(self.token(index).upos, Upos::Verb | Upos::Aux) || self.verbs.contains_key(&index)
    }

    /// Whether the token is a plural noun of the table, whatever its tag.
    pub(crate) fn is_hidden_noun(&self, index: usize) -> bool {
        self.nouns.contains_key(&index)
    }

    /// Whether the token is a verb under another tag.
    pub(crate) fn is_hidden_verb(&self, index: usize) -> bool {
        self.verbs.contains_key(&index)
    }

    pub(crate) fn is_nominal(&self, index: usize) -> bool {
        !self.verbs.contains_key(&index)
            && matches!(
                self.token(index).upos,
                Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num
            )
    }

    pub(crate) fn mention(&self, token: usize) -> Option<&'a Mention> {
        let index = self.mentions[token] as usize;
        (index > 0).then(|| &self.reading.mentions[index - 1])
    }

    pub(crate) fn entity(&self, token: usize) -> Option<&'a Entity> {
        let mention = self.mention(token)?;
        self.reading.entities.get(mention.entity.index())
    }

    /// The innermost quotation whose content holds `span`.
    pub(crate) fn quotation(&self, span: Span) -> Option<QuotationId> {
        // Quotations stand in the order of their content, so those behind the trigger cannot hold
        // it, and of those before it only the nearest are looked at.
        let quotations = &self.reading.quotations;
        let behind = quotations.partition_point(|quotation| {
            quotation
                .content
                .first()
                .is_some_and(|part| part.start <= span.start)
        });
        quotations[..behind]
            .iter()
            .enumerate()
            .rev()
            .take(MAX_QUOTATIONS)
            .filter_map(|(index, quotation)| {
                let part = quotation.content.iter().find(|part| part.contains(span))?;
                Some((part.len(), QuotationId::at(index)))
            })
            .min()
            .map(|(_, id)| id)
    }

    /// The preposition of a phrase, with its parts where it is made of several: `because of`.
    pub(crate) fn preposition(&self, index: usize) -> Option<&'a str> {
        let case = self
            .children(index)
            .find(|&child| self.rel(child) == Deprel::Case && self.lemma(child) != "'s")?;
        Some(self.lemma(case))
    }

    pub(crate) fn is_person_like(&self, kind: EntityType) -> bool {
        match kind {
            EntityType::Person
            | EntityType::Organisation
            | EntityType::ArmedGroup
            | EntityType::Gpe
            | EntityType::Nationality
            | EntityType::Media
            | EntityType::Group => true,
            EntityType::Location
            | EntityType::Facility
            | EntityType::Product
            | EntityType::EventName
            | EntityType::Other => false,
        }
    }
}

/// Verbs of the table that the tagger or lemmatizer did not know: by their form, where a subject
/// or auxiliary stands right before them.
fn hidden_verbs(reading: &Reading) -> BTreeMap<usize, &'static str> {
    let syntax = &reading.syntax;
    let mut found = BTreeMap::new();
    for (index, token) in syntax.tokens().iter().enumerate() {
        let word = token.span.of(reading.text());
        let verb = token.upos == Upos::Verb;
        let doubtful = matches!(
            token.upos,
            Upos::X | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Adp
        );
        let past = word.ends_with("ed") || token.upos == Upos::X;
        let wanted = if verb {
            triggers(Head::Verb, syntax.lemma(index)).is_empty()
        } else {
            doubtful && past && index > 0
        };
        if !wanted || word.len() > 24 {
            continue;
        }
        let before = index.checked_sub(1).map(|before| syntax.token(before).upos);
        let placed = verb
            || matches!(
                before,
                Some(Upos::Propn | Upos::Noun | Upos::Pron | Upos::Aux | Upos::Adv)
            );
        if placed && let Some(lemma) = verb_of_form(&word.to_lowercase()) {
            found.insert(index, lemma);
        }
    }
    found
}

/// Plural nouns of the table that the lemmatizer left as they are.
fn hidden_nouns(reading: &Reading) -> BTreeMap<usize, &'static str> {
    let syntax = &reading.syntax;
    let plural = |index: usize| {
        let lemma = syntax.lemma(index);
        let first = lemma.starts_with(|c: char| c.is_ascii_uppercase());
        if first && syntax.token(index).upos == Upos::Propn {
            // A noun taken for a name because it begins the sentence.
            let sentence = &syntax.sentences()[syntax.sentence_of(index)];
            return (sentence.tokens.start == index)
                .then(|| noun_of_form(&lemma.to_lowercase()))?;
        }
        let noun = matches!(syntax.token(index).upos, Upos::Noun | Upos::X | Upos::Propn);
        (noun && lemma.ends_with('s')).then(|| noun_of_form(lemma))?
    };
    (0..syntax.tokens().len())
        .filter_map(|index| Some((index, plural(index)?)))
        .collect()
}
