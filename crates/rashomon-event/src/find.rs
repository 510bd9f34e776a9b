//! Triggers in the text, and the events they make.

use crate::context::Context;
use crate::party::same;
use rashomon_doc::{Deprel, Event, EventType, Modality, Party, PlaceId, Span, TimeId, Upos};
use rashomon_lexicon::events::{
    Condition, Head, Need, Slot, Trigger, Words, context_of, set, triggers,
};
use std::borrow::Cow;

/// How many words away a word still puts an event into its context.
const REACH: usize = 12;

/// A row of the table that fits, with the words that made it fit.
struct Match {
    trigger: &'static Trigger,
    /// The object or phrase that the row names and that tells the event with the verb.
    with: Option<usize>,
}

/// The events of the tokens in text order.
pub(crate) fn find(ctx: &Context<'_>) -> Vec<Event> {
    let mut used = vec![false; ctx.syntax.tokens().len()];
    let mut found = Vec::new();
    // Verbs first: their objects then tell no event of their own.
    for verbs in [true, false] {
        for index in 0..ctx.syntax.tokens().len() {
            if ctx.is_head(index) == Some(verbs)
                && !used[index]
                && let Some(matched) = ctx.matching(index)
            {
                if let Some(with) = matched.with {
                    used[with] = true;
                }
                found.extend(ctx.event(index, &matched).map(|event| (index, event)));
            }
        }
    }
    found.sort_by_key(|(index, _)| *index);
    found.into_iter().map(|(_, event)| event).collect()
}

impl Context<'_> {
    /// Whether the token can be a trigger: as verb or predicate (`true`) or noun (`false`).
    fn is_head(&self, index: usize) -> Option<bool> {
        match self.token(index).upos {
            _ if self.is_hidden_verb(index) => Some(true),
            Upos::Verb => Some(true),
            Upos::Adj => self.child(index, &[Deprel::Cop]).map(|_| true),
            _ if self.is_hidden_noun(index) => Some(false),
            Upos::Noun => Some(false),
            Upos::Aux => (self.child(index, &[Deprel::Nsubj]).is_some()).then_some(true),
            _ => None,
        }
    }

    /// The first row for the word whose needs are met.
    fn matching(&self, index: usize) -> Option<Match> {
        let head = match self.token(index).upos {
            _ if self.is_hidden_verb(index) => Head::Verb,
            Upos::Verb | Upos::Aux => Head::Verb,
            Upos::Adj => Head::Adjective,
            _ => Head::Noun,
        };
        triggers(head, self.lemma(index))
            .iter()
            .find_map(|trigger| {
                let mut with = None;
                let fits = trigger
                    .needs
                    .iter()
                    .all(|need| self.meets(index, need, &mut with));
                fits.then_some(Match { trigger, with })
            })
    }

    fn meets(&self, index: usize, need: &Need, with: &mut Option<usize>) -> bool {
        let found = match &need.condition {
            Condition::Object(words) => {
                let object = self
                    .event_objects(index)
                    .into_iter()
                    .find(|&object| self.names(object, words));
                if !need.absent {
                    *with = object;
                }
                object.is_some()
            }
            Condition::ActorObject => self
                .objects(index)
                .first()
                .is_some_and(|&object| self.is_actor_noun(object)),
            Condition::Complement(words) => self
                .complements(index)
                .into_iter()
                .any(|clause| words.has(self.lemma(clause)) || self.has_must(clause, words)),
            Condition::Particle(words) => {
                self.children(index).any(|child| {
                    matches!(
                        self.rel(child),
                        Deprel::CompoundPrt | Deprel::Advmod | Deprel::Case | Deprel::Xcomp
                    ) && words.has(self.lemma(child))
                }) || self.fronted_particle(index, words)
            }
            Condition::Phrase(prepositions, nouns) => {
                let mut object = None;
                self.each_phrase(index, &mut |phrase, case| {
                    if prepositions.has(case) && self.names(phrase, nouns) && object.is_none() {
                        object = Some(phrase);
                    }
                });
                if !need.absent && !nouns.words().is_empty() && with.is_none() {
                    *with = object;
                }
                object.is_some()
            }
            Condition::Modifier(words) => self.children(index).any(|child| {
                matches!(
                    self.rel(child),
                    Deprel::Compound | Deprel::Amod | Deprel::Nummod | Deprel::Nmod
                ) && words.has(self.lemma(child))
            }),
            Condition::Governor(words) => self.governor(index).is_some_and(|verb| {
                words.has(self.lemma(verb)) && self.token(verb).upos == Upos::Verb
            }),
            Condition::Subject(words) => self
                .subjects(index)
                .into_iter()
                .any(|subject| self.names(subject, words)),
        };
        found != need.absent
    }

    /// "must" in the complement stands for a demand.
    fn has_must(&self, clause: usize, words: &Words) -> bool {
        words.words() == ["must"]
            && self.children(clause).any(|child| {
                self.rel(child) == Deprel::Aux && matches!(self.lemma(child), "must" | "should")
            })
    }

    /// "up" read as the first word of a phrase: "stepped down as leader".
    fn fronted_particle(&self, index: usize, words: &Words) -> bool {
        self.syntax
            .tokens()
            .get(index + 1)
            .is_some_and(|next| matches!(next.upos, Upos::Adp | Upos::Adv | Upos::Part))
            && words.has(self.lemma(index + 1))
    }

    /// Whether the noun, a noun joined to it or the noun it measures is one of `words`.
    fn names(&self, noun: usize, words: &Words) -> bool {
        words.has(self.lemma(noun))
            || self.children(noun).any(|child| match self.rel(child) {
                Deprel::Compound | Deprel::Amod | Deprel::Nummod => {
                    !words.words().is_empty()
                        && matches!(self.token(child).upos, Upos::Noun | Upos::Num)
                        && words.has(self.lemma(child))
                        && is_carrier(self.lemma(noun))
                }
                Deprel::Nmod => {
                    matches!(self.preposition(child), Some("of" | "in"))
                        && words.has(self.lemma(child))
                        && is_carrier(self.lemma(noun))
                }
                Deprel::Conj => child < noun + 8 && words.has(self.lemma(child)),
                _ => false,
            })
    }

    fn event_objects(&self, verb: usize) -> Vec<usize> {
        self.objects(verb)
    }

    fn event(&self, index: usize, matched: &Match) -> Option<Event> {
        let trigger = matched.trigger;
        let mut sources = self.parties(index, trigger, &trigger.source, &[]);
        let mutual = trigger.target.contains(&Slot::Mutual);
        let mut targets = self.parties(index, trigger, &trigger.target, &sources);
        targets.retain(|target| sources.iter().all(|source| !same(source, target)));
        if mutual && sources.is_empty() && targets.len() > 1 {
            std::mem::swap(&mut sources, &mut targets);
        }
        let pair = mutual && sources.len() > 1 && targets.is_empty();
        if sources.is_empty() && targets.is_empty() {
            return None;
        }
        let (polarity, modality) = self.status(index);
        let (time, place) = self.setting(index);
        let modality = self.by_time(modality, time);
        let span = self.trigger_span(index, matched);
        Some(Event {
            plover: trigger.plover,
            mode: trigger.mode.map(Cow::Borrowed),
            context: self.contexts(index, trigger),
            cameo: trigger.cameo.map(Cow::Borrowed),
            trigger: span,
            confidence: confidence(self, index, &sources, &targets, pair),
            sources,
            targets,
            time,
            place,
            polarity,
            modality,
            quotation: self.quotation(span),
            rule: Cow::Borrowed(trigger.rule),
        })
    }

    /// The contexts of the row, and those of words near the trigger in its sentence.
    fn contexts(&self, index: usize, trigger: &Trigger) -> Vec<Cow<'static, str>> {
        let sentence = &self.syntax.sentences()[self.syntax.sentence_of(index)];
        let near = sentence.tokens.start.max(index.saturating_sub(REACH))
            ..sentence.tokens.end.min(index + REACH);
        let mut contexts = trigger.context.clone();
        for context in near.filter_map(|token| context_of(self.lemma(token))) {
            if !contexts.contains(&context) && contexts.len() < 4 {
                contexts.push(context);
            }
        }
        contexts.into_iter().map(Cow::Borrowed).collect()
    }

    /// The verb with its particle and the object that tells the event with it.
    fn trigger_span(&self, index: usize, matched: &Match) -> Span {
        let mut span = self.token(index).span;
        if let Some(particle) = self.child(index, &[Deprel::CompoundPrt])
            && particle.abs_diff(index) <= 2
        {
            span = span.cover(self.token(particle).span);
        }
        match matched.with {
            Some(with) if with > index && with - index <= 5 => span.cover(self.token(with).span),
            _ => span,
        }
    }

    fn parties(
        &self,
        index: usize,
        trigger: &Trigger,
        slots: &[Slot],
        known: &[Party],
    ) -> Vec<Party> {
        for &slot in slots {
            let mut found = self.slot(index, trigger, slot, known);
            found.retain(|party| known.iter().all(|other| !same(other, party)));
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    fn slot(&self, index: usize, trigger: &Trigger, slot: Slot, known: &[Party]) -> Vec<Party> {
        let bodily = matches!(
            trigger.plover,
            EventType::Assault | EventType::Coerce | EventType::Retreat | EventType::Aid
        );
        let actors = |nominals: Vec<usize>| -> Vec<Party> {
            nominals
                .into_iter()
                .filter_map(|nominal| self.party(nominal))
                .collect()
        };
        match slot {
            Slot::Subject => actors(self.doers(index)),
            Slot::Object => {
                let objects = self.objects(index);
                // A thing that is struck or seized stands for itself, whoever owns it.
                let things = objects.first().filter(|&&object| {
                    bodily && self.is_nominal(object) && !self.is_actor_noun(object)
                });
                if let Some(&object) = things {
                    return vec![self.party_at(object)];
                }
                let mut found = actors(objects.clone());
                if found.is_empty() && bodily {
                    // A thing that is struck or seized stands for itself.
                    found.extend(
                        objects
                            .first()
                            .filter(|&&object| self.is_nominal(object))
                            .map(|&object| self.party_at(object)),
                    );
                }
                found
            }
            Slot::Receiver => actors(self.child(index, &[Deprel::Iobj]).into_iter().collect()),
            Slot::Possessor => self.possessors(index),
            Slot::Complement => self
                .complements(index)
                .into_iter()
                .find_map(|clause| self.actor_of_clause(clause, known))
                .into_iter()
                .collect(),
            Slot::Mutual => Vec::new(),
            Slot::Phrase(preposition) => {
                let phrases = self.phrases(index, preposition);
                let mut found = Vec::new();
                for phrase in phrases {
                    if preposition == "in" && self.is_setting(phrase, trigger.plover) {
                        continue;
                    }
                    found.extend(actors(self.with_conjuncts(phrase)));
                    if found.is_empty()
                        && bodily
                        && preposition != "in"
                        && self.is_nominal(phrase)
                        && !self.is_time(phrase)
                    {
                        found.push(self.party_at(phrase));
                    }
                }
                found
            }
        }
    }

    /// Who does it: the subject of the verb, of the verb that governs the noun, or of the copula.
    fn doers(&self, index: usize) -> Vec<usize> {
        if self.is_verb(index) || self.child(index, &[Deprel::Cop]).is_some() {
            return self.subjects(index);
        }
        match self.governor(index) {
            Some(verb) if set("light").is_some_and(|light| light.has(self.lemma(verb))) => {
                self.subjects(verb)
            }
            _ => Vec::new(),
        }
    }

    fn possessors(&self, noun: usize) -> Vec<Party> {
        let own = |relations: &[Deprel]| {
            self.children(noun)
                .filter(|&child| relations.contains(&self.rel(child)))
                .find(|&child| match self.rel(child) {
                    Deprel::Amod => {
                        rashomon_lexicon::countries::find(self.word(child)).is_some()
                            || self.mention(child).is_some()
                    }
                    _ => self.is_actor_noun(child),
                })
        };
        own(&[Deprel::NmodPoss])
            .or_else(|| own(&[Deprel::Compound, Deprel::Amod]))
            .map(|child| self.party_at(child))
            .into_iter()
            .collect()
    }

    /// Whether "in X" tells where, not to whom: talks in Geneva, but air strikes in Syria.
    fn is_setting(&self, phrase: usize, plover: EventType) -> bool {
        let _ = phrase;
        matches!(
            plover,
            EventType::Consult | EventType::Agree | EventType::Support
        )
    }

    pub(crate) fn is_time(&self, index: usize) -> bool {
        let span = self.token(index).span;
        let times = &self.reading.times;
        let first = times.partition_point(|time| time.span.end <= span.start);
        times
            .get(first)
            .is_some_and(|time| time.span.overlaps(span))
    }

    /// The time and place nearest to the trigger in its sentence, in its own clause if there.
    fn setting(&self, index: usize) -> (Option<TimeId>, Option<PlaceId>) {
        let sentence = &self.syntax.sentences()[self.syntax.sentence_of(index)];
        let at = self.token(index).span.start;
        let nearest = |spans: &mut dyn Iterator<Item = (usize, Span)>| {
            spans
                .filter(|(_, span)| sentence.span.contains(*span))
                .min_by_key(|(_, span)| {
                    (self.clause_distance(index, *span), span.start.abs_diff(at))
                })
                .map(|(id, _)| id)
        };
        let reading = self.reading;
        let first_time = reading
            .times
            .partition_point(|time| time.span.end <= sentence.span.start);
        let time = nearest(
            &mut reading.times[first_time..]
                .iter()
                .take_while(|time| time.span.start < sentence.span.end)
                .enumerate()
                .map(|(id, time)| (first_time + id, time.span)),
        );
        let first_place = reading
            .places
            .partition_point(|place| place.span.end <= sentence.span.start);
        let place = nearest(
            &mut reading.places[first_place..]
                .iter()
                .take_while(|place| place.span.start < sentence.span.end)
                .enumerate()
                .filter(|(_, place)| self.is_locative(place.span))
                .map(|(id, place)| (first_place + id, place.span)),
        );
        (time.map(TimeId::at), place.map(PlaceId::at))
    }

    /// Whether the toponym stands behind a preposition of place.
    fn is_locative(&self, span: Span) -> bool {
        let Some(top) = self.syntax.top_of(self.syntax.tokens_in(span)) else {
            return false;
        };
        let mut at = top;
        for _ in 0..3 {
            if let Some(case) = self.preposition(at) {
                return matches!(
                    case,
                    "in" | "near"
                        | "at"
                        | "on"
                        | "around"
                        | "outside"
                        | "inside"
                        | "over"
                        | "across"
                        | "within"
                        | "of"
                        | "to"
                        | "into"
                        | "from"
                        | "along"
                );
            }
            match self.head(at) {
                Some(head) if !self.is_verb(head) => at = head,
                _ => return self.rel(at) == Deprel::Obj,
            }
        }
        false
    }

    /// How many arcs lie between the trigger and the words at `span`.
    fn clause_distance(&self, index: usize, span: Span) -> usize {
        let Some(top) = self.syntax.top_of(self.syntax.tokens_in(span)) else {
            return usize::MAX;
        };
        let mut at = top;
        for step in 0..8 {
            if at == index {
                return step;
            }
            match self.head(at) {
                Some(head) => at = head,
                None => break,
            }
        }
        8
    }

    /// What happened more than a year before the article is background.
    fn by_time(&self, modality: Modality, time: Option<TimeId>) -> Modality {
        let published = self.reading.published.map(|published| published.date);
        let latest = time.and_then(|time| self.reading.times[time.index()].latest);
        match (modality, published, latest) {
            (Modality::Actual, Some(published), Some(latest))
                if published.year() - latest.year() > 1
                    || published.year() - latest.year() == 1
                        && published.month() >= latest.month() =>
            {
                Modality::Historical
            }
            _ => modality,
        }
    }
}

/// Nouns that only carry what is behind or before them: "the number of troops", "aid package".
fn is_carrier(lemma: &str) -> bool {
    matches!(
        lemma,
        "package"
            | "$"
            | "€"
            | "£"
            | "shipment"
            | "convoy"
            | "number"
            | "group"
            | "series"
            | "wave"
            | "round"
            | "kind"
            | "worth"
            | "hundred"
            | "thousand"
            | "dozen"
            | "million"
            | "billion"
            | "team"
            | "unit"
            | "effort"
            | "member"
            | "list"
            | "campaign"
            | "operation"
            | "state"
            | "supply"
            | "delivery"
            | "hour"
            | "order"
            | "law"
            | "ton"
            | "tonne"
            | "lot"
            | "amount"
            | "plane"
            | "process"
            | "spate"
            | "barrage"
            | "type"
            | "part"
            | "proposal"
            | "request"
            | "camp"
            | "set"
            | "string"
            | "contingent"
            | "force"
            | "agency"
            | "worker"
            | "mission"
    )
}

/// How sure a row with these parties is. The numbers are set by hand, higher the more parties were
/// found; they rank rows and are not measured chances.
fn confidence(
    ctx: &Context<'_>,
    index: usize,
    sources: &[Party],
    targets: &[Party],
    pair: bool,
) -> f32 {
    let parties = match (sources.is_empty(), targets.is_empty() && !pair) {
        (false, false) => 0.8,
        (false, true) => 0.55,
        (true, false) => 0.5,
        (true, true) => 0.2,
    };
    let noun = if ctx.is_verb(index) { 0.0 } else { 0.15 };
    let depth = depth(ctx, index).min(4) as f32 * 0.02;
    parties - noun - depth
}

fn depth(ctx: &Context<'_>, index: usize) -> usize {
    let mut at = index;
    let mut steps = 0;
    while let Some(head) = ctx.head(at)
        && steps < 8
    {
        at = head;
        steps += 1;
    }
    steps
}
