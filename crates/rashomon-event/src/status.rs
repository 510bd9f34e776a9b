//! Whether an event is told to be so, and in what way.

use crate::context::{Context, MAX_STEPS};
use rashomon_doc::{Deprel, Feature, Modality, Polarity};

/// Verbs and nouns under which something is not so.
const NEGATING: &[&str] = &[
    "deny",
    "refuse",
    "fail",
    "refrain",
    "avoid",
    "prevent",
    "stop",
    "reject",
    "decline",
    "cease",
    "abstain",
    "halt",
    "denial",
    "refusal",
    "failure",
    "reluctant",
    "unwilling",
    "unable",
    "dismiss",
    "exclude",
    "oppose",
];
const FUTURE: &[&str] = &[
    "plan",
    "intend",
    "prepare",
    "promise",
    "vow",
    "agree",
    "pledge",
    "threaten",
    "set",
    "due",
    "decide",
    "expect",
    "schedule",
    "offer",
    "ready",
    "willing",
    "poised",
    "go",
    "about",
    "want",
    "hope",
    "seek",
    "aim",
    "intention",
    "decision",
    "readiness",
    "threat",
    "commit",
    "ability",
    "determined",
    "pledge",
    "proposal",
    "propose",
    "continue_",
    "invite",
    "wish",
    "consider",
    "mull",
    "weigh",
    "commitment",
    "attempt_",
    "prepared",
];
const DEMANDED: &[&str] = &[
    "demand",
    "urge",
    "call",
    "ask",
    "order",
    "insist",
    "request",
    "appeal",
    "require",
    "must",
    "should",
    "press",
    "pressure",
    "force_",
    "instruct",
    "recommend",
    "suggest",
    "need",
    "ought",
    "tell",
];
const POSSIBLE: &[&str] = &[
    "accuse",
    "allege",
    "suspect",
    "may",
    "might",
    "could",
    "possible",
    "possibly",
    "allegedly",
    "perhaps",
    "probably",
    "likely",
    "suspicion",
    "apparently",
    "presumably",
    "consider",
    "mull",
    "fear",
    "risk",
    "charge",
    "possibility",
    "purportedly",
];

impl Context<'_> {
    /// Polarity and modality of what the word at `trigger` tells.
    pub(crate) fn status(&self, trigger: usize) -> (Polarity, Modality) {
        let mut negated = self.negated_here(trigger);
        let mut modality = self.modality_here(trigger);
        let mut at = trigger;
        for _ in 0..MAX_STEPS {
            let Some(head) = self.head(at) else { break };
            if !self.is_embedded(at, head) {
                // A conjunct shares the frame of the verb it is joined to.
                let joined = self.rel(at) == Deprel::Conj && head < at;
                let light = self.rel(at) == Deprel::Obj || self.rel(at) == Deprel::NsubjPass;
                if !joined && !light {
                    break;
                }
                if light {
                    negated |= self.negated_here(head);
                    modality = first(modality, self.modality_here(head));
                    negated |= is_one_of(self.lemma(head), NEGATING);
                    modality = first(modality, self.frame_of(head));
                } else if !self.has_own_frame(at) {
                    modality = first(modality, self.modality_here(head));
                }
                at = head;
                continue;
            }
            negated ^= is_one_of(self.lemma(head), NEGATING);
            modality = first(modality, self.frame_of(head));
            if self.rel(at) == Deprel::Xcomp {
                negated ^= self.negated_here(head) && !is_one_of(self.lemma(head), NEGATING);
                modality = first(modality, self.modality_here(head));
            }
            at = head;
        }
        let polarity = if negated {
            Polarity::Negated
        } else {
            Polarity::Affirmed
        };
        (polarity, modality.unwrap_or(Modality::Actual))
    }

    /// Whether the clause or noun at `at` is what the word at `head` speaks of.
    fn is_embedded(&self, at: usize, head: usize) -> bool {
        match self.rel(at) {
            Deprel::Xcomp | Deprel::Ccomp => true,
            Deprel::Acl => {
                self.has(at, Feature::VerbFormInf) || self.clause_mark(at, &["that", "of"])
            }
            Deprel::Advcl if self.is_open_complement(at, head) => true,
            Deprel::Advcl => {
                self.is_verb(head) && (self.clause_mark(at, &["of", "from", "for", "with"]))
            }
            Deprel::Obl => {
                self.is_verb(head)
                    && matches!(self.preposition(at), Some("of" | "for" | "from" | "with"))
                    && matches!(
                        self.lemma(head),
                        "accuse"
                            | "call"
                            | "charge"
                            | "suspect"
                            | "stop"
                            | "prevent"
                            | "refrain"
                            | "ask"
                            | "appeal"
                            | "threaten"
                            | "prepare"
                            | "plan"
                    )
            }
            Deprel::Nmod => matches!(
                self.lemma(head),
                "allegation"
                    | "accusation"
                    | "charge"
                    | "threat"
                    | "possibility"
                    | "plan"
                    | "risk"
                    | "suspicion"
                    | "denial"
                    | "fear"
                    | "prospect"
                    | "demand"
                    | "call"
                    | "lack"
                    | "absence"
                    | "end"
                    | "halt"
            ),
            _ => false,
        }
    }

    /// An infinitive or gerund that the parse hung on a verb of wanting or asking as an adjunct.
    fn is_open_complement(&self, at: usize, head: usize) -> bool {
        let form = self.has(at, Feature::VerbFormInf) || self.has(at, Feature::VerbFormGer);
        let lemma = self.lemma(head);
        form && [DEMANDED, FUTURE, POSSIBLE, NEGATING]
            .iter()
            .any(|words| is_one_of(lemma, words))
    }

    fn clause_mark(&self, clause: usize, marks: &[&str]) -> bool {
        self.children(clause)
            .any(|child| self.rel(child) == Deprel::Mark && marks.contains(&self.lemma(child)))
    }

    fn has_own_frame(&self, verb: usize) -> bool {
        self.child(verb, &[Deprel::Nsubj, Deprel::NsubjPass, Deprel::Aux])
            .is_some()
    }

    fn negated_here(&self, index: usize) -> bool {
        let nobody = self
            .children(index)
            .filter(|&child| {
                matches!(
                    self.rel(child),
                    Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj
                )
            })
            .any(|argument| {
                let no = self.child(argument, &[Deprel::Det]);
                no.is_some_and(|no| self.lemma(no) == "no")
                    || matches!(self.lemma(argument), "nobody" | "none")
            });
        nobody
            || self.children(index).any(|child| {
                let near = matches!(
                    self.rel(child),
                    Deprel::Advmod
                        | Deprel::Det
                        | Deprel::Aux
                        | Deprel::Cc
                        | Deprel::Case
                        | Deprel::Mark
                );
                near && matches!(
                    self.lemma(child),
                    "not"
                        | "n't"
                        | "n’t"
                        | "never"
                        | "no"
                        | "neither"
                        | "nor"
                        | "without"
                        | "nowhere"
                )
            })
    }

    /// What auxiliaries, adverbs and conjunctions of the clause itself say.
    fn modality_here(&self, index: usize) -> Option<Modality> {
        let mut found = None;
        for child in self.children(index) {
            let lemma = self.lemma(child);
            let modality = match self.rel(child) {
                Deprel::Aux => match lemma {
                    "will" | "shall" | "would" | "’d" | "'d" | "’ll" | "'ll" | "wo" | "ll" => {
                        Some(self.will_or_would(child))
                    }
                    "may" | "might" | "could" => Some(Modality::Possible),
                    "must" | "should" => Some(Modality::Demanded),
                    _ => None,
                },
                Deprel::Advmod => match lemma {
                    "allegedly" | "possibly" | "perhaps" | "maybe" | "probably" | "apparently"
                    | "reportedly_" | "purportedly" | "potentially" => Some(Modality::Possible),
                    _ => None,
                },
                Deprel::Amod => match lemma {
                    "alleged" | "possible" | "suspected" | "potential" | "apparent" => {
                        Some(Modality::Possible)
                    }
                    "planned" | "plan" | "schedule" | "propose" | "upcoming" | "future"
                    | "impending" | "imminent" | "scheduled" | "proposed" | "next" => {
                        Some(Modality::Future)
                    }
                    _ => None,
                },
                Deprel::Mark => match lemma {
                    "if" | "unless" | "should" => Some(Modality::Conditional),
                    "whether" => Some(Modality::Possible),
                    _ => None,
                },
                _ => None,
            };
            found = first(found, modality);
        }
        found
    }

    fn will_or_would(&self, aux: usize) -> Modality {
        let told = self
            .head(aux)
            .is_some_and(|verb| matches!(self.rel(verb), Deprel::Ccomp | Deprel::Parataxis));
        let would = matches!(self.lemma(aux), "would" | "’d" | "'d")
            || self.word(aux).eq_ignore_ascii_case("would");
        // In what somebody said, "would" is the "will" of then.
        if would && !told {
            Modality::Conditional
        } else {
            Modality::Future
        }
    }

    /// What the governing word makes of what it governs.
    fn frame_of(&self, head: usize) -> Option<Modality> {
        let lemma = self.lemma(head);
        if is_one_of(lemma, DEMANDED) {
            Some(Modality::Demanded)
        } else if is_one_of(lemma, POSSIBLE) {
            Some(Modality::Possible)
        } else if is_one_of(lemma, FUTURE) {
            Some(Modality::Future)
        } else {
            None
        }
    }
}

/// The status nearest to the event wins.
fn first(known: Option<Modality>, other: Option<Modality>) -> Option<Modality> {
    known.or(other)
}

fn is_one_of(lemma: &str, words: &[&str]) -> bool {
    words.contains(&lemma)
}
