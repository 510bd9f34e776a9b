//! Who takes part: words, the entity behind them, and whether they can act at all.

use crate::context::{Context, MAX_STEPS};
use rashomon_doc::{Deprel, Feature, Party, Span, Upos};
use rashomon_lexicon::events::{Head, triggers};
use rashomon_lexicon::{agents, countries};

/// How many words of a complement clause are searched for an actor.
const CLAUSE: usize = 60;

impl Context<'_> {
    /// Whether the noun at `index` names somebody who acts.
    pub(crate) fn is_actor_noun(&self, index: usize) -> bool {
        let token = self.token(index);
        let filler = matches!(
            token.upos,
            Upos::Det
                | Upos::Adp
                | Upos::Punct
                | Upos::Part
                | Upos::Cconj
                | Upos::Sconj
                | Upos::Sym
        );
        if filler || self.is_verb(index) {
            return false;
        }
        if let Some(entity) = self.entity(index) {
            return self.is_person_like(entity.kind) || agents::sector(self.lemma(index)).is_some();
        }
        match token.upos {
            Upos::Propn => !is_calendar(self.lemma(index)),
            Upos::Noun | Upos::Adj | Upos::X => {
                agents::sector(self.lemma(index)).is_some()
                    || countries::find(self.word(index)).is_some()
            }
            Upos::Pron => {
                self.has(index, Feature::PronTypePrs) && !matches!(self.lemma(index), "it" | "its")
            }
            Upos::Num => {
                // "killed 12": people, unless the number measures something.
                self.children(index)
                    .all(|child| self.rel(child) != Deprel::Nmod)
                    && matches!(
                        self.rel(index),
                        Deprel::Obj | Deprel::NsubjPass | Deprel::Nsubj
                    )
            }
            _ => false,
        }
    }

    /// The party that the nominal at `index` is, or holds: "Netanyahu's decision" is Netanyahu's.
    pub(crate) fn party(&self, index: usize) -> Option<Party> {
        if self.token(index).upos == Upos::Pron
            && let Some(party) = self.speaker_of(index)
        {
            return Some(party);
        }
        if self.is_actor_noun(index) {
            return Some(self.party_at(index));
        }
        self.holder(index)
    }

    /// The actor to whom a thing belongs: its possessor, a name before it, a phrase behind it.
    pub(crate) fn holder(&self, index: usize) -> Option<Party> {
        let inside = |relations: &[Deprel]| {
            self.children(index).find(|&child| {
                relations.contains(&self.rel(child)) && self.is_actor_modifier(child)
            })
        };
        inside(&[Deprel::NmodPoss])
            .or_else(|| self.nested_by(index))
            .or_else(|| {
                inside(&[
                    Deprel::Compound,
                    Deprel::Amod,
                    Deprel::NmodDesc,
                    Deprel::Nmod,
                ])
            })
            .or_else(|| {
                // What an attack is made on is not who makes it.
                let deed = !triggers(Head::Noun, self.lemma(index)).is_empty();
                self.children(index)
                    .filter(|&child| {
                        !deed && self.rel(child) == Deprel::Nmod && self.is_nominal(child)
                    })
                    .find_map(|child| self.actor_below(child, 2))
            })
            .map(|child| self.party_at(child))
    }

    /// "the bombing of Aleppo by Russia": the phrase with `by` may hang one noun lower.
    fn nested_by(&self, noun: usize) -> Option<usize> {
        self.phrases(noun, "by")
            .into_iter()
            .find(|&phrase| self.is_actor_noun(phrase))
    }

    fn actor_below(&self, index: usize, depth: usize) -> Option<usize> {
        if self.is_actor_noun(index) {
            return Some(index);
        }
        if depth == 0 {
            return None;
        }
        self.children(index)
            .filter(|&child| {
                matches!(
                    self.rel(child),
                    Deprel::NmodPoss | Deprel::Nmod | Deprel::Compound | Deprel::Amod
                )
            })
            .find_map(|child| self.actor_below(child, depth - 1))
    }

    fn is_actor_modifier(&self, index: usize) -> bool {
        match self.rel(index) {
            Deprel::Nmod => {
                matches!(self.preposition(index), Some("by" | "from")) && self.is_actor_noun(index)
            }
            Deprel::Amod => {
                self.entity(index)
                    .is_some_and(|entity| self.is_person_like(entity.kind))
                    || countries::find(self.word(index)).is_some()
                    || self.token(index).upos == Upos::Noun
                        && agents::sector(self.lemma(index)).is_some()
            }
            _ => self.is_actor_noun(index),
        }
    }

    pub(crate) fn party_at(&self, index: usize) -> Party {
        Party {
            span: self.phrase_span(index),
            entity: self.mention(index).map(|mention| mention.entity),
        }
    }

    /// The words of a noun phrase without article, relative clause, apposition and conjuncts.
    pub(crate) fn phrase_span(&self, index: usize) -> Span {
        let (mut first, mut last) = (index, index);
        let mut pending = vec![(index, 0)];
        let mut steps = 0;
        while let Some((at, depth)) = pending.pop() {
            first = first.min(at);
            last = last.max(at);
            steps += 1;
            if steps > 4 * MAX_STEPS || depth > 3 {
                continue;
            }
            for child in self.children(at) {
                let inside = match self.rel(child) {
                    Deprel::Amod
                    | Deprel::Compound
                    | Deprel::Flat
                    | Deprel::NmodPoss
                    | Deprel::NmodDesc
                    | Deprel::Nummod
                    | Deprel::Fixed
                    | Deprel::Goeswith => !self.is_verb(child) || child < at,
                    Deprel::Nmod => {
                        at == index && matches!(self.preposition(child), Some("of") | None)
                    }
                    Deprel::Case => at != index,
                    Deprel::Det => at != index && child > first,
                    _ => false,
                };
                if inside && last.abs_diff(child) < 24 && !self.comma_between(at, child) {
                    pending.push((child, depth + 1));
                }
            }
        }
        self.syntax.span_of(first..last + 1)
    }

    fn comma_between(&self, left: usize, right: usize) -> bool {
        (left.min(right)..left.max(right))
            .any(|index| self.token(index).upos == Upos::Punct && self.word(index) == ",")
    }

    /// The subject of the clause above, for a pronoun that links to nothing.
    fn speaker_of(&self, pronoun: usize) -> Option<Party> {
        let third = matches!(self.lemma(pronoun), "it" | "he" | "she" | "they");
        if !third || self.mention(pronoun).is_some() {
            return None;
        }
        let mut at = pronoun;
        for _ in 0..MAX_STEPS {
            let head = self.head(at)?;
            if matches!(
                self.rel(at),
                Deprel::Ccomp | Deprel::Advcl | Deprel::Parataxis
            ) {
                let subject = self.grammatical_subject(head, 0)?;
                let known = self.token(subject).upos != Upos::Pron && self.is_actor_noun(subject);
                return known.then(|| self.party_at(subject));
            }
            at = head;
        }
        None
    }

    /// The first actor in the clause at `verb`, apart from the words in `known`.
    pub(crate) fn actor_of_clause(&self, verb: usize, known: &[Party]) -> Option<Party> {
        let fresh = |party: &Party| known.iter().all(|other| !same(other, party));
        let subject = self
            .child(verb, &[Deprel::Nsubj, Deprel::NsubjPass])
            .and_then(|subject| self.party(subject));
        if let Some(subject) = subject.filter(&fresh) {
            return Some(subject);
        }
        let sentence = &self.syntax.sentences()[self.syntax.sentence_of(verb)];
        let near = sentence.tokens.start.max(verb.saturating_sub(CLAUSE / 2))
            ..sentence.tokens.end.min(verb + CLAUSE);
        near.filter(|&index| self.is_under(index, verb))
            .filter(|&index| {
                self.mention(index).is_some()
                    || self.token(index).upos == Upos::Propn
                    || self.is_country(index)
            })
            .filter(|&index| self.is_actor_noun(index) || self.is_country(index))
            .map(|index| self.party_at(self.top_of_name(index)))
            .find(fresh)
    }

    /// Whether the token hangs on `top`, over at most so many arcs as are ever walked.
    fn is_under(&self, index: usize, top: usize) -> bool {
        let mut at = index;
        for _ in 0..MAX_STEPS {
            if at == top {
                return true;
            }
            match self.head(at) {
                Some(head) => at = head,
                None => return false,
            }
        }
        false
    }

    fn is_country(&self, index: usize) -> bool {
        countries::find(self.word(index)).is_some()
    }

    /// The head of the name that the token belongs to.
    fn top_of_name(&self, index: usize) -> usize {
        let mut at = index;
        for _ in 0..MAX_STEPS {
            match (self.rel(at), self.head(at)) {
                (Deprel::Flat, Some(head)) => at = head,
                (Deprel::Compound, Some(head)) if self.token(head).upos == Upos::Propn => at = head,
                _ => break,
            }
        }
        at
    }
}

/// Whether two parties are the same words or the same entity.
pub(crate) fn same(left: &Party, right: &Party) -> bool {
    left.span.overlaps(right.span) || left.entity.is_some() && left.entity == right.entity
}

fn is_calendar(lemma: &str) -> bool {
    const WORDS: &[&str] = &[
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "jan.",
        "feb.",
        "aug.",
        "sept.",
        "oct.",
        "nov.",
        "dec.",
    ];
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(lemma))
}

/// Whether any of the parties shares words with a span.
pub(crate) trait Touch {
    /// `None` touches nothing.
    fn touch(&self, span: Option<Span>) -> bool;
}

impl Touch for [Party] {
    fn touch(&self, span: Option<Span>) -> bool {
        span.is_some_and(|span| self.iter().any(|party| party.span.overlaps(span)))
    }
}
