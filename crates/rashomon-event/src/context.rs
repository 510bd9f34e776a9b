use rashomon_doc::{
    Deprel, Entity, EntityType, Feature, Mention, QuotationId, Reading, Span, Syntax, Token, Upos,
};

/// Longest path walked in a tree, so that broken parses of endless sentences stay cheap.
pub(crate) const MAX_STEPS: usize = 12;

/// A reading with what the coder looks up again and again.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) reading: &'a Reading,
    pub(crate) syntax: &'a Syntax,
    /// For each token one more than the index of the smallest mention over it; 0 for none.
    mentions: Vec<u32>,
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
        }
    }

    pub(crate) fn token(&self, index: usize) -> &'a Token {
        self.syntax.token(index)
    }

    pub(crate) fn lemma(&self, index: usize) -> &'a str {
        self.syntax.lemma(index)
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
        matches!(self.token(index).upos, Upos::Verb | Upos::Aux)
    }

    pub(crate) fn is_nominal(&self, index: usize) -> bool {
        matches!(
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
        self.reading
            .quotations
            .iter()
            .enumerate()
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
