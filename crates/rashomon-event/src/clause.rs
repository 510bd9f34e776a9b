//! What stands around a verb or noun: subject, object, phrases, complements.

use crate::context::{Context, MAX_STEPS};
use rashomon_doc::{Deprel, Feature, Upos};

const OBJECT_CONTROL: &[&str] = &[
    "urge",
    "force",
    "order",
    "ask",
    "allow",
    "permit",
    "tell",
    "call",
    "invite",
    "press",
    "persuade",
    "warn",
    "help",
    "let",
    "make",
    "accuse",
    "compel",
    "instruct",
    "authorise",
    "authorize",
    "push",
    "pressure",
    "see",
    "find",
    "lead",
    "cause",
    "want",
    "expect",
    "enable",
    "encourage",
    "demand",
    "appeal",
    "advise",
    "require",
    "request",
    "beg",
    "direct",
];

impl Context<'_> {
    /// Whether the verb at `verb` is a passive: its subject is who it is done to.
    pub(crate) fn is_passive(&self, verb: usize) -> bool {
        let passive = [Deprel::NsubjPass, Deprel::AuxPass, Deprel::CsubjPass];
        if self.child(verb, &passive).is_some() {
            // "Gunmen killed four": with an object and no auxiliary it is none.
            return self.child(verb, &[Deprel::Obj]).is_none()
                || self.child(verb, &[Deprel::AuxPass]).is_some();
        }
        // "has established", wherever the parse hung the auxiliary.
        if self.lemma_before(verb) == Some("have") {
            return false;
        }
        if self.is_squeezed(verb) {
            return false;
        }
        let participle =
            self.has(verb, Feature::VerbFormPart) && self.has(verb, Feature::TensePast);
        match self.rel(verb) {
            _ if self
                .child(verb, &[Deprel::Nsubj, Deprel::Aux, Deprel::Obj])
                .is_some() =>
            {
                false
            }
            Deprel::Acl => participle || self.has(verb, Feature::VoicePass),
            Deprel::Amod => participle,
            Deprel::Advcl => participle && self.child(verb, &[Deprel::Obj, Deprel::Mark]).is_none(),
            Deprel::Conj => {
                participle
                    && self.head(verb).is_some_and(|head| {
                        self.is_verb(head)
                            && head < verb
                            && self
                                .child(head, &[Deprel::NsubjPass, Deprel::AuxPass])
                                .is_some()
                    })
            }
            _ => self.has(verb, Feature::VoicePass),
        }
    }

    /// The lemma of the word before, adverbs passed over.
    fn lemma_before(&self, index: usize) -> Option<&str> {
        (index.saturating_sub(3)..index)
            .rev()
            .find(|&before| self.token(before).upos != Upos::Adv)
            .map(|before| self.lemma(before))
    }

    /// The words that do what the verb says; empty when nobody is named.
    pub(crate) fn subjects(&self, verb: usize) -> Vec<usize> {
        if self.is_passive(verb) {
            let agent = self.children(verb).find(|&child| {
                self.rel(child) == Deprel::OblAgent
                    || self.rel(child) == Deprel::Obl && self.preposition(child) == Some("by")
            });
            return agent.map_or(Vec::new(), |agent| self.with_conjuncts(agent));
        }
        let squeezed = self.is_squeezed(verb).then(|| self.neighbour_before(verb));
        squeezed
            .flatten()
            .or_else(|| self.after_auxiliary(verb))
            .or_else(|| self.grammatical_subject(verb, 0))
            .or_else(|| self.neighbour_before(verb))
            .map_or(Vec::new(), |subject| self.with_conjuncts(subject))
    }

    /// Whether a finite verb was read as modifier of its object: "States lifted sanctions".
    fn is_squeezed(&self, verb: usize) -> bool {
        let modifier = matches!(
            self.rel(verb),
            Deprel::Amod | Deprel::Compound | Deprel::Acl
        ) && self.is_hidden_verb(verb)
            && self.head(verb).is_some_and(|head| head > verb);
        modifier
            && verb > 0
            && matches!(
                self.token(verb - 1).upos,
                Upos::Noun | Upos::Propn | Upos::Pron
            )
    }

    /// The name before an auxiliary that the parse did not join to its verb: "Israel has set up".
    fn after_auxiliary(&self, verb: usize) -> Option<usize> {
        let own = self.child(verb, &[Deprel::Nsubj, Deprel::NsubjOuter, Deprel::Aux]);
        let auxiliary = (verb.saturating_sub(3)..verb)
            .rev()
            .find(|&index| self.token(index).upos != Upos::Adv)?;
        let loose = self.token(auxiliary).upos == Upos::Aux && own.is_none();
        loose.then(|| self.neighbour_before(verb)).flatten()
    }

    /// The name right before a finite verb that the parse left without a subject.
    fn neighbour_before(&self, verb: usize) -> Option<usize> {
        if self.has(verb, Feature::VerbFormInf) || self.has(verb, Feature::VerbFormGer) {
            return None;
        }
        let sentence = &self.syntax.sentences()[self.syntax.sentence_of(verb)];
        for index in (sentence.tokens.start..verb).rev().take(8) {
            match self.token(index).upos {
                Upos::Aux | Upos::Adv | Upos::Part => {}
                Upos::Propn | Upos::Noun | Upos::Pron => return Some(self.top_of_words(index)),
                Upos::X if self.is_hidden_noun(index) => return Some(index),
                _ => return None,
            }
        }
        None
    }

    /// The name right behind a verb that the parse left without an object.
    fn neighbour_after(&self, verb: usize) -> Option<usize> {
        let sentence = &self.syntax.sentences()[self.syntax.sentence_of(verb)];
        for index in (verb + 1..sentence.tokens.end).take(8) {
            match self.token(index).upos {
                Upos::Adj if self.ends_phrase(index) => return Some(index),
                Upos::Adj | Upos::Det | Upos::Num => {}
                Upos::Adp if self.rel(index) == Deprel::CompoundPrt => {}
                Upos::Propn | Upos::Noun | Upos::Pron => {
                    return (!self.is_time(index)).then(|| self.last_of_words(index));
                }
                _ => return None,
            }
        }
        None
    }

    /// Whether no noun follows at once.
    fn ends_phrase(&self, index: usize) -> bool {
        let next = self.syntax.tokens().get(index + 1);
        next.is_none_or(|next| matches!(next.upos, Upos::Adp | Upos::Punct | Upos::Sconj))
    }

    /// The head of the words around `index` that are adjacent parts of one name.
    fn top_of_words(&self, index: usize) -> usize {
        let mut at = index;
        for _ in 0..MAX_STEPS {
            match (self.rel(at), self.head(at)) {
                (Deprel::Flat | Deprel::Compound | Deprel::NmodDesc, Some(head))
                    if head.abs_diff(at) <= 4 && self.is_nominal(head) =>
                {
                    at = head;
                }
                _ => break,
            }
        }
        at
    }

    fn last_of_words(&self, index: usize) -> usize {
        let mut at = index;
        while at + 1 < self.syntax.tokens().len()
            && self.rel(at) == Deprel::Compound
            && self
                .head(at)
                .is_some_and(|head| head > at && head - at <= 4)
        {
            at = self.head(at).unwrap_or(at);
        }
        at
    }

    /// The words it is done to.
    pub(crate) fn objects(&self, verb: usize) -> Vec<usize> {
        let object = if self.is_passive(verb) {
            self.grammatical_subject(verb, 0)
        } else {
            self.child(verb, &[Deprel::Obj])
                .or_else(|| self.relative_object(verb))
                .or_else(|| self.shared_object(verb))
                .or_else(|| self.neighbour_after(verb))
        };
        let object = object.map(|object| self.antecedent(object).unwrap_or(object));
        object.map_or(Vec::new(), |object| self.with_conjuncts(object))
    }

    /// The subject of the clause, found through conjunction, control and relative clauses.
    pub(crate) fn grammatical_subject(&self, verb: usize, depth: usize) -> Option<usize> {
        if depth > MAX_STEPS {
            return None;
        }
        let own = self.child(
            verb,
            &[Deprel::Nsubj, Deprel::NsubjPass, Deprel::NsubjOuter],
        );
        if let Some(subject) = own {
            return Some(self.antecedent(subject).unwrap_or(subject));
        }
        let head = self.head(verb)?;
        match self.rel(verb) {
            Deprel::Conj | Deprel::Parataxis if self.is_clause(head) && head < verb => {
                self.grammatical_subject(head, depth + 1)
            }
            Deprel::Xcomp => self.controller(head, depth + 1),
            Deprel::Advcl if self.is_clause(head) && self.is_controlled(verb, head) => {
                self.controller(head, depth + 1)
            }
            Deprel::Advcl if self.is_clause(head) => {
                if self.is_passive(head) && self.has(verb, Feature::VerbFormInf) {
                    return self.subjects_at(head, depth + 1);
                }
                self.grammatical_subject(head, depth + 1)
            }
            Deprel::Acl if self.has(verb, Feature::VerbFormInf) => {
                self.plan_holder(head, depth + 1)
            }
            Deprel::Acl | Deprel::AclRelcl | Deprel::Amod => Some(head),
            Deprel::Ccomp if self.is_clause(head) && self.has(verb, Feature::VerbFormInf) => {
                self.controller(head, depth + 1)
            }
            _ => None,
        }
    }

    /// "accused of attacking", "called on them to resign": the object of `head` does it.
    fn is_controlled(&self, clause: usize, head: usize) -> bool {
        self.preposition_mark(clause)
            || self.has(clause, Feature::VerbFormInf) && OBJECT_CONTROL.contains(&self.lemma(head))
    }

    fn subjects_at(&self, verb: usize, depth: usize) -> Option<usize> {
        if self.is_passive(verb) {
            return self.subjects(verb).first().copied();
        }
        self.grammatical_subject(verb, depth)
    }

    /// Who does what the complement of `verb` says.
    fn controller(&self, verb: usize, depth: usize) -> Option<usize> {
        if depth > MAX_STEPS {
            return None;
        }
        let lemma = self.lemma(verb);
        if OBJECT_CONTROL.contains(&lemma) && self.is_verb(verb) {
            if self.is_passive(verb) {
                return self.grammatical_subject(verb, depth + 1);
            }
            let object = self.child(verb, &[Deprel::Obj, Deprel::Iobj]).or_else(|| {
                self.children(verb).find(|&child| {
                    self.rel(child) == Deprel::Obl
                        && matches!(
                            self.preposition(child),
                            Some("on" | "upon" | "from" | "to" | "for")
                        )
                })
            });
            if object.is_some() {
                return object;
            }
        }
        self.grammatical_subject(verb, depth + 1)
    }

    /// Who holds the plan, decision or demand that the noun names.
    fn plan_holder(&self, noun: usize, depth: usize) -> Option<usize> {
        let holder = self.child(noun, &[Deprel::NmodPoss]).or_else(|| {
            self.children(noun)
                .find(|&child| self.rel(child) == Deprel::Amod && self.mention(child).is_some())
        });
        if holder.is_some() || self.is_actor_noun(noun) {
            return holder;
        }
        let verb = self.head(noun)?;
        if depth > MAX_STEPS || !self.is_verb(verb) {
            return None;
        }
        self.subjects_at(verb, depth + 1)
    }

    /// What a relative pronoun stands for.
    fn antecedent(&self, pronoun: usize) -> Option<usize> {
        let relative = self.has(pronoun, Feature::PronTypeRel)
            || self.token(pronoun).upos == Upos::Pron
                && matches!(
                    self.lemma(pronoun),
                    "who" | "which" | "that" | "whom" | "whose"
                );
        if !relative {
            return None;
        }
        let mut at = pronoun;
        for _ in 0..MAX_STEPS {
            let head = self.head(at)?;
            if matches!(self.rel(at), Deprel::AclRelcl | Deprel::Acl) {
                return Some(head);
            }
            at = head;
        }
        None
    }

    /// The noun that a relative clause without object of its own modifies: "the city it bombed".
    fn relative_object(&self, verb: usize) -> Option<usize> {
        let relative = self.rel(verb) == Deprel::AclRelcl;
        let subject = self.child(verb, &[Deprel::Nsubj])?;
        let head = self.head(verb)?;
        (relative
            && self.antecedent(subject).is_none()
            && self.child(verb, &[Deprel::Xcomp, Deprel::Ccomp]).is_none())
        .then_some(head)
    }

    /// The object that conjoined verbs share, given with the last: "tortured and killed him".
    fn shared_object(&self, verb: usize) -> Option<usize> {
        let next = self.children(verb).find(|&child| {
            self.rel(child) == Deprel::Conj && child == verb + 2 && self.is_verb(child)
        })?;
        self.child(next, &[Deprel::Obj])
    }

    /// The phrases of `index` that begin with `preposition`; a verb's object lends it its own.
    pub(crate) fn phrases(&self, index: usize, preposition: &str) -> Vec<usize> {
        let mut found = Vec::new();
        self.each_phrase(index, &mut |phrase, case| {
            if case == preposition {
                found.push(phrase);
            }
        });
        found
    }

    /// Calls `visit` with each phrase and its preposition.
    pub(crate) fn each_phrase(&self, index: usize, visit: &mut impl FnMut(usize, &str)) {
        let phrase = |at: usize, visit: &mut dyn FnMut(usize, &str)| {
            for child in self.children(at) {
                if matches!(
                    self.rel(child),
                    Deprel::Obl | Deprel::Nmod | Deprel::OblAgent | Deprel::Obj | Deprel::Advcl
                ) && let Some(case) = self.preposition(child)
                {
                    visit(child, case);
                }
            }
        };
        let mut seen = Vec::new();
        let visit = &mut |phrase: usize, case: &str| {
            if !seen.contains(&phrase) {
                seen.push(phrase);
                visit(phrase, case);
            }
        };
        phrase(index, visit);
        if self.is_verb(index) {
            if let Some(object) = self.child(index, &[Deprel::Obj, Deprel::NsubjPass]) {
                phrase(object, visit);
            }
            self.phrases_behind(index, visit);
            // "agreed to hold talks with": the phrase may hang on the complement.
            if let Some(head) = self.head(index)
                && self.rel(index) == Deprel::Xcomp
                && self.is_verb(head)
            {
                phrase(head, visit);
            }
        } else {
            // "the bombing of Aleppo by Russia", read as Aleppo by Russia.
            for child in self.children(index) {
                if self.rel(child) == Deprel::Nmod {
                    phrase(child, &mut |inner: usize, case: &str| {
                        if case == "by" {
                            visit(inner, case);
                        }
                    });
                }
            }
            if let Some(head) = self.governor(index) {
                phrase(head, visit);
            }
        }
    }

    /// The phrases that follow the verb in its clause, wherever the parse hung them.
    fn phrases_behind(&self, verb: usize, visit: &mut impl FnMut(usize, &str)) {
        let sentence = &self.syntax.sentences()[self.syntax.sentence_of(verb)];
        let mut nouns = 0;
        for index in (verb + 1..sentence.tokens.end).take(14) {
            match self.token(index).upos {
                Upos::Verb | Upos::Sconj => break,
                Upos::Noun | Upos::Propn | Upos::Pron => nouns += 1,
                Upos::Adp if nouns <= 4 && self.rel(index) == Deprel::Case => {
                    if let Some(phrase) = self
                        .head(index)
                        .filter(|&head| head > index && self.is_nominal(head))
                    {
                        visit(phrase, self.lemma(index));
                    }
                }
                _ => {}
            }
        }
    }

    /// The verb whose object (or passive subject) the noun is.
    pub(crate) fn governor(&self, noun: usize) -> Option<usize> {
        let mut at = noun;
        for _ in 0..3 {
            let head = self.head(at)?;
            match self.rel(at) {
                Deprel::Obj | Deprel::NsubjPass if self.is_verb(head) => return Some(head),
                Deprel::AclRelcl | Deprel::Acl => return None,
                Deprel::Conj => at = head,
                _ => return None,
            }
        }
        None
    }

    pub(crate) fn is_clause(&self, index: usize) -> bool {
        self.is_verb(index) || self.child(index, &[Deprel::Cop, Deprel::Nsubj]).is_some()
    }

    /// A nominal with the nominals joined to it.
    pub(crate) fn with_conjuncts(&self, nominal: usize) -> Vec<usize> {
        let mut all = vec![nominal];
        all.extend(
            self.children(nominal)
                .filter(|&child| self.rel(child) == Deprel::Conj && !self.is_verb(child))
                .take(12),
        );
        all
    }

    /// The heads of the complement clauses of a verb, those of their complements after them.
    pub(crate) fn complements(&self, verb: usize) -> Vec<usize> {
        let mut found: Vec<usize> = self
            .children(verb)
            .filter(|&child| {
                matches!(self.rel(child), Deprel::Xcomp | Deprel::Ccomp)
                    || self.rel(child) == Deprel::Advcl && self.has(child, Feature::VerbFormInf)
                    || self.rel(child) == Deprel::Advcl
                        && child > verb
                        && self.preposition_mark(child)
            })
            .collect();
        if let Some(object) = self.child(verb, &[Deprel::Obj])
            && !self.is_verb(object)
        {
            found.extend(self.children(object).filter(|&child| {
                self.rel(child) == Deprel::Acl && self.has(child, Feature::VerbFormInf)
            }));
        }
        found
    }

    /// "accused of attacking", "charged with killing": a clause behind a preposition.
    fn preposition_mark(&self, clause: usize) -> bool {
        self.children(clause).any(|child| {
            self.rel(child) == Deprel::Mark
                && matches!(self.lemma(child), "of" | "with" | "for" | "from" | "into")
        })
    }
}
