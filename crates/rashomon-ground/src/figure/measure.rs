//! What is told of the counted, from the parse around a number, else from the words near it.

use super::Noun;
use super::quantity::Quantity;
use super::vocabulary::{Counted, Role, counted, cue, noun_lemma, rough_lemma};
use crate::words::{Key, Lex, Words};
use rashomon_doc::{Deprel, Feature, Measure, Reading, Span, Syntax, Upos};
use std::ops::Range;

/// The noun that the number in `tokens` counts, whose topmost token is `top`.
pub(super) fn counted_noun(syntax: &Syntax, tokens: Range<usize>, top: usize) -> Option<usize> {
    let is_noun = |token: usize| {
        matches!(
            syntax.token(token).upos,
            Upos::Noun | Upos::Propn | Upos::Sym | Upos::Adj | Upos::Verb
        )
    };
    let of = syntax.children(top).find(|&child| {
        let relation = syntax.token(child).deprel;
        let phrase = matches!(relation, Deprel::Nmod | Deprel::Obl | Deprel::NmodUnmarked);
        phrase
            && syntax
                .child(child, &[Deprel::Case])
                .is_some_and(|case| syntax.lemma(case) == "of")
            && child < tokens.end + 6
            && child >= tokens.end
    });
    if let Some(of) = of {
        return is_noun(of).then_some(of);
    }
    let relation = syntax.token(top).deprel;
    let modifies = matches!(
        relation,
        Deprel::Nummod
            | Deprel::Amod
            | Deprel::Compound
            | Deprel::Nmod
            | Deprel::NmodUnmarked
            | Deprel::Det
            | Deprel::Advmod
    );
    let head = syntax.head(top)?;
    let next = head == top + 1 || head == tokens.end;
    let counts = modifies && head >= tokens.end && head < tokens.end + 7;
    if counts
        && (is_noun(head) && syntax.token(head).upos != Upos::Verb
            || next && is_adjectival(syntax, head))
    {
        return Some(head);
    }
    None
}

/// A participle that stands for people: the wounded.
fn is_adjectival(syntax: &Syntax, token: usize) -> bool {
    matches!(
        syntax.lemma(token),
        "wounded" | "injured" | "dead" | "missing" | "displaced"
    ) && syntax.token(token).upos != Upos::Verb
}

/// The clause around a figure.
pub(super) struct Clause<'a> {
    reading: &'a Reading,
    words: &'a Words<'a>,
    start: usize,
    end: usize,
    /// The token that stands for the counted in the tree.
    anchor: Option<usize>,
    /// The token of the noun.
    noun: Option<usize>,
    noun_span: Option<Span>,
    /// The noun is one of people.
    people: bool,
    /// It is one of armed people.
    armed: bool,
    sentence: Range<usize>,
}

impl<'a> Clause<'a> {
    pub(super) fn of(
        reading: &'a Reading,
        words: &'a Words<'a>,
        quantity: &Quantity,
        noun: Option<&Noun>,
    ) -> Self {
        let syntax = &reading.syntax;
        let number = words.span(quantity.number, quantity.end);
        let top = syntax.top_of(syntax.tokens_in(number));
        let token = noun.and_then(|noun| noun.token);
        let known = noun.and_then(|noun| noun.counted);
        let anchor = match (top, token) {
            (Some(top), Some(noun)) if syntax.head(top) == Some(noun) => Some(noun),
            (Some(top), _) => Some(top),
            (None, token) => token,
        };
        Self {
            reading,
            words,
            start: quantity.start,
            end: quantity.end,
            anchor,
            noun: token,
            noun_span: noun.map(|noun| noun.span),
            people: matches!(known, Some(Counted::People(_) | Counted::Forces(_))),
            armed: matches!(known, Some(Counted::Forces(_))),
            sentence: sentence(reading, words, quantity),
        }
    }

    fn syntax(&self) -> &Syntax {
        &self.reading.syntax
    }

    /// The measure told of the counted.
    pub(super) fn told(&self) -> Option<Measure> {
        let found = self
            .voted()
            .or_else(|| self.idiom())
            .or_else(|| self.lives())
            .or_else(|| self.among_them())
            .or_else(|| self.anchor.and_then(|anchor| self.parsed(anchor)))
            .or_else(|| self.own_or_before())
            .or_else(|| self.near());
        found.map(|measure| self.with_side(measure))
    }

    /// The measure of the noun itself, unless a verb right before it tells another of people:
    /// "killing 15 demonstrators".
    fn own_or_before(&self) -> Option<Measure> {
        let own = self.own()?;
        let before = self.people.then(|| self.near_before()).flatten();
        before
            .filter(|&measure| measure != Measure::Paid)
            .or(Some(own))
    }

    /// `cost 13,000 lives`.
    fn lives(&self) -> Option<Measure> {
        let noun = self.noun_span?.of(self.words.text);
        let costs = |at: usize| matches!(self.words.str(at), "cost" | "costs" | "costing");
        let from = self.start.saturating_sub(5).max(self.sentence.start);
        (matches!(noun, "lives" | "life") && (from..self.start).any(costs))
            .then_some(Measure::Killed)
    }

    /// `wounded 18 civilians, among them five children`: what was told of all of them.
    fn among_them(&self) -> Option<Measure> {
        let words = self.words;
        let among = self.start.checked_sub(2)?;
        let of_them =
            words.str(among) == "among" && matches!(words.str(among + 1), "them" | "whom");
        let from = among.saturating_sub(12).max(self.sentence.start);
        let told = |at: usize| rough_lemma(&words.str(at).to_lowercase()).and_then(cue);
        let found = (from..among).rev().find_map(told).filter(|_| of_them)?;
        (found.1 != Role::Itself).then_some(found.0)
    }

    /// Set phrases whose verb says little: "lost their homes", "took to the streets".
    fn idiom(&self) -> Option<Measure> {
        let words = self.words;
        let limit = (self.end + 10).min(self.sentence.end);
        for at in self.end..limit {
            match words.lex(at) {
                Lex::Mark('.' | ';' | ',') | Lex::Digits(_) | Lex::Key(Key::But) => return None,
                Lex::Cardinal(_) if at > self.end => return None,
                _ => {}
            }
            let found = self.idiom_at(at);
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// The set phrase that starts at `at`.
    fn idiom_at(&self, at: usize) -> Option<Measure> {
        let words = self.words;
        let (next, third) = (words.str(at + 1), words.str(at + 2));
        let owned = words.is(at + 1, Key::Poss);
        let streets = || third == "streets" || words.str(at + 3) == "streets";
        let measure = match words.str(at) {
            "lost" | "lose" | "losing" if owned => match third {
                "life" | "lives" => Measure::Killed,
                "home" | "homes" | "house" | "houses" => Measure::Displaced,
                _ => return None,
            },
            "left" | "leave" if owned && matches!(third, "homes" | "villages") => {
                Measure::Displaced
            }
            "filled" | "flooded" | "packed" if streets() => Measure::Protesters,
            "walked" | "walk" if next == "out" => Measure::Protesters,
            "blew" if matches!(next, "themselves" | "himself") => Measure::Killed,
            "behind" if next == "bars" => Measure::Detained,
            "on" if next == "strike" => Measure::Protesters,
            "on" | "stand" if next == "trial" => Measure::Detained,
            "in" if next == "custody" => Measure::Detained,
            "in" if self.people && (next.starts_with("hospital") || third == "hospital") => {
                Measure::Injured
            }
            "out" if self.people && third == "school" => Measure::Affected,
            "face" | "facing" if matches!(next, "hunger" | "famine" | "starvation") => {
                Measure::Affected
            }
            "go" | "going" if next == "hungry" => Measure::Affected,
            "without" if self.people && matches!(next, "power" | "water" | "electricity") => {
                Measure::Affected
            }
            "depend" | "rely" if next == "on" && third == "aid" => Measure::Affected,
            "suffered" | "sustained" if (1..=3).any(|ahead| is_harm(words.str(at + ahead))) => {
                Measure::Injured
            }
            "moved" | "brought" | "led" | "flown" | "ferried" if self.to_safety(at) => {
                Measure::Evacuated
            }
            "took" | "take" | "taken" | "taking" | "sought" | "seek" | "seeking" => {
                return self.taken(at);
            }
            _ => return None,
        };
        Some(measure)
    }

    /// What `took`, `taken` or `sought` at `at` tells with the words behind it.
    fn taken(&self, at: usize) -> Option<Measure> {
        let words = self.words;
        let (next, third) = (words.str(at + 1), words.str(at + 2));
        let fourth = words.str(at + 3);
        if matches!(next, "refuge" | "shelter") {
            return self.people.then_some(Measure::Displaced);
        }
        match next {
            "to" if third == "streets" || fourth == "streets" => Some(Measure::Protesters),
            "to" if third.starts_with("hospital") || fourth == "hospital" => Some(Measure::Injured),
            "into" if third == "custody" => Some(Measure::Detained),
            "from" if words.is(at + 2, Key::Poss) => Some(Measure::Abducted),
            _ => self.to_safety(at).then_some(Measure::Evacuated),
        }
    }

    /// Whether `to safety` or `out of` stands within three words behind `at`.
    fn to_safety(&self, at: usize) -> bool {
        let words = self.words;
        (at + 1..=at + 3).any(|next| {
            words.is(next, Key::To) && words.str(next + 1) == "safety"
                || words.is(next, Key::Out) && words.is(next + 1, Key::Of)
        })
    }

    /// `hold 33 schoolgirls`: of captors it is abduction, of a state detention.
    fn held(&self, verb: usize) -> Option<Measure> {
        let syntax = self.syntax();
        if !matches!(syntax.lemma(verb), "hold" | "take") || !self.people {
            return None;
        }
        let subject = syntax.child(verb, &[Deprel::Nsubj]);
        if syntax.lemma(verb) == "take" {
            let captors = subject.is_some_and(|subject| {
                matches!(
                    syntax.lemma(subject),
                    "kidnapper" | "gunman" | "militant" | "pirate" | "bandit" | "captor" | "rebel"
                )
            });
            return captors.then_some(Measure::Abducted);
        }
        let of_state = subject.is_some_and(|subject| {
            matches!(
                syntax.lemma(subject),
                "police"
                    | "army"
                    | "government"
                    | "authority"
                    | "regime"
                    | "court"
                    | "force"
                    | "state"
                    | "prison"
                    | "officer"
                    | "ministry"
                    | "jail"
            )
        });
        let noun = self.noun_span.map(|span| span.of(self.words.text));
        let prisoners = matches!(
            noun,
            Some("prisoners" | "detainees" | "inmates" | "suspects")
        );
        Some(if of_state || prisoners {
            Measure::Detained
        } else {
            Measure::Abducted
        })
    }

    /// The measure that modifiers of the counted, or the verbs above it, give.
    fn parsed(&self, anchor: usize) -> Option<Measure> {
        if let Some(measure) = self.strong_noun() {
            return Some(measure);
        }
        let modified = self
            .modifier(anchor)
            .or_else(|| self.noun.and_then(|noun| self.modifier(noun)));
        modified.or_else(|| self.climb(anchor))
    }

    /// `70 deaths`, `12 wounded`, `three airstrikes`: the noun says it all.
    fn strong_noun(&self) -> Option<Measure> {
        let lemma = self.syntax().lemma(self.noun?);
        let (measure, role) = cue(lemma)?;
        let weak = matches!(
            measure,
            Measure::Detained
                | Measure::Abducted
                | Measure::Displaced
                | Measure::Protesters
                | Measure::Evacuated
                | Measure::Paid
        );
        match role {
            Role::Itself => (!weak && lemma != "life" && lemma != "body" && lemma != "casualty")
                .then_some(measure),
            Role::Subject => Some(measure),
            Role::Object => None,
        }
    }

    /// The measure that the counted noun gives by itself, when no verb gives another.
    fn own(&self) -> Option<Measure> {
        let text = self.noun_span?.of(self.words.text).to_lowercase();
        let lemma = match self.noun {
            Some(noun) => self.syntax().lemma(noun),
            None => rough_lemma(&text)?,
        };
        let (measure, role) = cue(lemma)?;
        (role != Role::Object && !matches!(lemma, "life" | "body" | "need" | "lack"))
            .then_some(measure)
    }

    /// `70 people killed in`, `wounded civilians`, `people who died`.
    fn modifier(&self, token: usize) -> Option<Measure> {
        let syntax = self.syntax();
        syntax.children(token).find_map(|child| {
            let (measure, role) = cue(syntax.lemma(child))?;
            let features = syntax.token(child).features;
            let participle = !features.has(Feature::VerbFormGer)
                && !syntax
                    .token(child)
                    .span
                    .of(self.words.text)
                    .ends_with("ing");
            let fits = match syntax.token(child).deprel {
                Deprel::Amod => role == Role::Subject || role == Role::Object && participle,
                Deprel::Acl => {
                    role == Role::Subject
                        || role == Role::Object && participle && features.has(Feature::VerbFormPart)
                }
                Deprel::Conj => {
                    let left = syntax
                        .head(token)
                        .is_some_and(|head| syntax.lemma(head) == "leave");
                    left && role == Role::Subject && syntax.token(child).upos == Upos::Adj
                }
                Deprel::AclRelcl => match role {
                    Role::Object => syntax.child(child, &[Deprel::AuxPass]).is_some(),
                    Role::Subject => true,
                    Role::Itself => false,
                },
                _ => false,
            };
            fits.then_some(measure)
        })
    }

    /// Climbs from the counted to a verb or noun that says what became of it.
    fn climb(&self, anchor: usize) -> Option<Measure> {
        let syntax = self.syntax();
        let mut at = anchor;
        for _ in 0..4 {
            let head = syntax.head(at)?;
            let relation = syntax.token(at).deprel;
            if let Some(measure) = self.by_relation(at, relation, head) {
                return Some(measure);
            }
            let passes = matches!(
                relation,
                Deprel::Conj
                    | Deprel::Appos
                    | Deprel::Nummod
                    | Deprel::Compound
                    | Deprel::Nmod
                    | Deprel::NmodUnmarked
                    | Deprel::Dep
                    | Deprel::Parataxis
                    | Deprel::List
                    | Deprel::Flat
                    | Deprel::Amod
                    | Deprel::Advmod
            );
            let stays = matches!(relation, Deprel::Obj | Deprel::NsubjPass)
                && matches!(
                    syntax.lemma(head),
                    "include" | "estimate" | "put" | "number"
                );
            if !passes && !stays {
                return None;
            }
            let elsewhere = matches!(relation, Deprel::Nmod | Deprel::NmodUnmarked)
                && self
                    .case(at)
                    .is_some_and(|case| !matches!(case, "of" | "include" | "including" | "among"));
            if elsewhere {
                return None;
            }
            at = head;
        }
        None
    }

    /// The preposition of a phrase.
    fn case(&self, token: usize) -> Option<&str> {
        let syntax = self.syntax();
        let case = syntax.child(token, &[Deprel::Case])?;
        Some(syntax.lemma(case))
    }

    fn by_relation(&self, at: usize, relation: Deprel, head: usize) -> Option<Measure> {
        let found = cue(self.syntax().lemma(head));
        let with = |wanted: Role| {
            let fits = found.filter(|(_, role)| *role == wanted);
            fits.map(|(measure, _)| measure)
        };
        match relation {
            Deprel::Obj if self.loses_men(head) => Some(Measure::Killed),
            Deprel::Obj | Deprel::NsubjPass => with(Role::Object)
                .or_else(|| self.result(head, at))
                .or_else(|| with(Role::Itself).filter(|_| self.deed(head)))
                .or_else(|| self.held(head))
                .or_else(|| self.toll(head).filter(|_| self.reaches(head))),
            Deprel::Nsubj if self.casts_ballots(head) => Some(Measure::Voted),
            Deprel::Nsubj if self.takes_side(head).is_some() => self.takes_side(head),
            Deprel::Nsubj => with(Role::Subject)
                .or_else(|| with(Role::Object).filter(|_| self.reduced_passive(head)))
                .or_else(|| self.result(head, at))
                .or_else(|| self.modifier(head)),
            Deprel::Nmod | Deprel::Obl | Deprel::Appos | Deprel::Compound => {
                let bounded = matches!(self.case(at), None | Some("than" | "up" | "least"));
                let strike = matches!(
                    self.syntax().lemma(head),
                    "strike" | "protest" | "walkout" | "rally" | "march" | "demonstration"
                );
                if strike && self.case(at) == Some("by") && self.people {
                    return Some(Measure::Protesters);
                }
                with(Role::Itself)
                    .filter(|&measure| measure != Measure::Attacks)
                    .or_else(|| self.toll(head))
                    .or_else(|| with(Role::Object).filter(|_| bounded))
            }
            _ => None,
        }
    }

    /// `70 killed in Aleppo` in a headline: a participle without an auxiliary or an object.
    fn reduced_passive(&self, verb: usize) -> bool {
        let syntax = self.syntax();
        syntax.child(verb, &[Deprel::Obj]).is_none()
            && syntax.child(verb, &[Deprel::Aux]).is_none()
            && syntax.token(verb).span.of(self.words.text).ends_with('d')
    }

    /// `left 70 people dead`, `forced 70 people to flee`, `70 were taken hostage`.
    fn result(&self, verb: usize, skip: usize) -> Option<Measure> {
        let syntax = self.syntax();
        let mut others = syntax.children(verb).filter(|&child| child != skip);
        others.find_map(|child| {
            let (measure, role) = cue(syntax.lemma(child))?;
            let adverbial = match syntax.token(child).deprel {
                Deprel::Xcomp | Deprel::Amod | Deprel::Advmod => false,
                Deprel::Advcl | Deprel::Obl | Deprel::Ccomp => true,
                _ => return None,
            };
            let hostage = measure == Measure::Abducted && role == Role::Itself;
            let subject = role == Role::Subject && (!adverbial || measure == Measure::Affected);
            (subject || hostage).then_some(measure)
        })
    }

    /// Whether a token whose lemma is a noun is a form in `-ing` that governs an object: "killing 15".
    fn deed(&self, token: usize) -> bool {
        let form = self.syntax().token(token).span.of(self.words.text);
        matches!(form.to_lowercase().as_str(), "killing" | "kidnapping")
    }

    /// Whether a verb says that a count came to a number.
    fn reaches(&self, verb: usize) -> bool {
        matches!(
            self.syntax().lemma(verb),
            "pass" | "reach" | "top" | "exceed" | "hit" | "surpass" | "near" | "approach"
        )
    }

    /// `supported the motion`, `opposed the treaty`.
    fn takes_side(&self, verb: usize) -> Option<Measure> {
        let syntax = self.syntax();
        let object = syntax.child(verb, &[Deprel::Obj])?;
        let of_vote = matches!(
            syntax.lemma(object),
            "motion"
                | "bill"
                | "draft"
                | "resolution"
                | "law"
                | "treaty"
                | "amendment"
                | "proposal"
                | "text"
                | "measure"
                | "impeachment"
                | "deal"
                | "it"
        );
        match syntax.lemma(verb) {
            "support" | "back" | "approve" | "endorse" | "favor" | "favour" if of_vote => {
                Some(Measure::VotedFor)
            }
            "oppose" | "reject" if of_vote => Some(Measure::VotedAgainst),
            _ => None,
        }
    }

    /// `lost four peacekeepers`: armed people who are lost are dead.
    fn loses_men(&self, verb: usize) -> bool {
        self.armed && self.syntax().lemma(verb) == "lose"
    }

    fn casts_ballots(&self, verb: usize) -> bool {
        let syntax = self.syntax();
        syntax.lemma(verb) == "cast"
            && syntax
                .child(verb, &[Deprel::Obj])
                .is_some_and(|object| matches!(syntax.lemma(object), "ballot" | "vote"))
    }

    /// `the death toll rose to 70`, `the number of wounded reached 70`.
    fn toll(&self, head: usize) -> Option<Measure> {
        let syntax = self.syntax();
        let subject = syntax.child(head, &[Deprel::Nsubj, Deprel::NsubjPass]);
        let object = syntax.child(head, &[Deprel::Obj]).filter(|_| {
            matches!(
                syntax.lemma(head),
                "put" | "bring" | "raise" | "lift" | "take"
            )
        });
        [Some(head), subject, object]
            .into_iter()
            .flatten()
            .find_map(|token| {
                let lemma = syntax.lemma(token);
                if lemma == "toll" {
                    return Some(Measure::Killed);
                }
                if lemma == "crowd" && token != head {
                    return Some(Measure::Protesters);
                }
                if matches!(lemma, "number" | "total") {
                    return syntax.children(token).find_map(|child| {
                        let own = || cue(syntax.lemma(child)).map(|(measure, _)| measure);
                        self.modifier(child).or_else(own)
                    });
                }
                let (measure, role) = cue(lemma)?;
                let of_people = !matches!(measure, Measure::Attacks | Measure::Paid);
                (role == Role::Itself && token != head && of_people).then_some(measure)
            })
    }

    /// `11 voted for`, `2 against`: the words right behind decide in a sentence about a vote.
    fn voted(&self) -> Option<Measure> {
        let words = self.words;
        if !self.sentence.clone().any(|at| is_vote(words.str(at))) {
            return None;
        }
        let noun_end = self.noun_span.map_or(0, |span| span.end);
        let mut start = self.end;
        while words
            .all
            .get(start)
            .is_some_and(|word| word.span.start < noun_end)
        {
            start += 1;
        }
        let mut voting = self
            .noun_span
            .is_some_and(|span| is_vote(span.of(words.text)));
        for at in start..(start + 9).min(self.sentence.end) {
            match words.lex(at) {
                Lex::Mark('.' | ';') => return None,
                Lex::Mark(',') if voting => return None,
                Lex::Digits(_) | Lex::Cardinal(_) if !words.is(at - 1, Key::Of) => return None,
                _ => {}
            }
            let text = words.str(at);
            if voting && (text == "nay" || words.is(at, Key::No)) {
                return Some(Measure::VotedAgainst);
            }
            if voting && matches!(text, "yes" | "aye" | "yea") {
                return Some(Measure::VotedFor);
            }
            let favour = words.word_is(at + 1, "favor") || words.word_is(at + 1, "favour");
            if text.eq_ignore_ascii_case("against") {
                return Some(Measure::VotedAgainst);
            }
            if words.is(at, Key::In) && favour || voting && words.is(at, Key::For) {
                return Some(Measure::VotedFor);
            }
            if starts_with(text, "abst") {
                return Some(Measure::Abstained);
            }
            voting |= is_vote(text);
        }
        None
    }

    /// Sharpens a plain vote by its side, where the sentence tells one.
    fn with_side(&self, measure: Measure) -> Measure {
        match measure {
            Measure::Voted => self.voted().unwrap_or(measure),
            other => other,
        }
    }

    /// The nearest telling word in the clause, when the tree tells nothing.
    fn near(&self) -> Option<Measure> {
        let told = self.near_behind().or_else(|| self.near_before());
        told.or_else(|| self.cut_off())
    }

    /// `cut off`, `in need`: people of whom a clause anywhere in the sentence tells it.
    fn cut_off(&self) -> Option<Measure> {
        let words = self.words;
        let noun = self.noun_span?.of(words.text).to_lowercase();
        let people = noun_lemma(&noun).and_then(counted)?;
        if !matches!(people, Counted::People(_)) {
            return None;
        }
        let told = self.sentence.clone().any(|at| {
            let is = |ahead: usize, text: &str| words.word_is(at + ahead, text);
            is(0, "cut") && is(1, "off") || is(0, "in") && (is(1, "need") || is(2, "need"))
        });
        told.then_some(Measure::Affected)
    }

    fn near_behind(&self) -> Option<Measure> {
        let words = self.words;
        if words.is(self.start.wrapping_sub(1), Key::By) {
            return None;
        }
        let reach = if self.anchor.is_some() { 5 } else { 9 };
        let mut passive = true;
        for at in self.end..(self.end + reach).min(self.sentence.end) {
            match words.lex(at) {
                Lex::Mark(mark) if mark != '-' && mark != '"' => return None,
                Lex::Digits(_) | Lex::Cardinal(_) | Lex::Key(Key::And | Key::By | Key::But) => {
                    return None;
                }
                Lex::Month(_) if words.capital(at) => continue,
                _ => {}
            }
            let form = words.str(at).to_lowercase();
            if let Some((measure, role)) = rough_lemma(&form).and_then(cue) {
                let fits = match role {
                    Role::Object => passive && form.ends_with('d') && !self.takes_object(at),
                    Role::Subject => true,
                    Role::Itself => Some(words.all[at].span) == self.noun_span,
                };
                return fits.then_some(measure);
            }
            passive &= !matches!(words.lex(at), Lex::Key(Key::To | Key::That | Key::Will));
        }
        None
    }

    /// Whether a verb at `at` is followed by what looks like its own object.
    fn takes_object(&self, at: usize) -> bool {
        matches!(
            self.words.lex(at + 1),
            Lex::Key(
                Key::The
                    | Key::A
                    | Key::Poss
                    | Key::More
                    | Key::Several
                    | Key::Dozens
                    | Key::Hundreds
            ) | Lex::Digits(_)
                | Lex::Cardinal(_)
        )
    }

    fn near_before(&self) -> Option<Measure> {
        let words = self.words;
        if counts_things(self.noun_span.map(|span| span.of(words.text))) {
            return None;
        }
        for back in 1..=5 {
            let at = self
                .start
                .checked_sub(back)
                .filter(|&at| at >= self.sentence.start)?;
            match words.lex(at) {
                Lex::Mark(mark) if mark != '-' && mark != '"' => return None,
                Lex::Digits(_) | Lex::Cardinal(_) => return None,
                Lex::Key(
                    Key::By | Key::In | Key::On | Key::At | Key::After | Key::Since | Key::From,
                ) => return None,
                _ => {}
            }
            let form = words.str(at).to_lowercase();
            if form == "toll" {
                return Some(Measure::Killed);
            }
            if let Some((measure, role)) = rough_lemma(&form).and_then(cue) {
                let close = back <= 2 || form.ends_with("ing");
                return (role == Role::Object && close).then_some(measure);
            }
        }
        None
    }

    /// Whether the number adds up over a period.
    pub(super) fn cumulative(&self, quantity: &Quantity) -> bool {
        let words = self.words;
        let total_of =
            words.is(quantity.start, Key::A) && words.word_is(quantity.start + 1, "total");
        let told = self.sentence.clone().any(|at| self.sums_up(at));
        total_of || told || quantity.low >= 1000.0 && self.perfect()
    }

    /// Whether the words at `at` tell a sum: `so far`, `since 2011`, `over the past five years`.
    fn sums_up(&self, at: usize) -> bool {
        let words = self.words;
        let is = |ahead: usize, text: &str| words.word_is(at + ahead, text);
        match words.lex(at) {
            Lex::Key(Key::Since) => true,
            Lex::Key(Key::So) => is(1, "far"),
            Lex::Key(Key::To) => is(1, "date"),
            Lex::Key(Key::In) if is(1, "total") || is(1, "all") && words.mark(at + 2, ',') => true,
            Lex::Key(Key::During) if is(2, "war") || is(2, "conflict") || is(2, "uprising") => true,
            Lex::Key(Key::Over | Key::In | Key::During | Key::Within) => {
                let past = matches!(words.lex(at + 2), Lex::Key(Key::Past | Key::Last));
                words.is(at + 1, Key::The) && past && !matches!(words.lex(at + 3), Lex::Unit(_))
            }
            Lex::Other => is(0, "overall") || is(0, "altogether"),
            _ => false,
        }
    }

    /// Whether the verb above stands in the perfect: "has claimed".
    fn perfect(&self) -> bool {
        let syntax = self.syntax();
        let mut at = self.anchor;
        for _ in 0..3 {
            let Some(token) = at else { return false };
            let has = syntax.children(token).any(|child| {
                syntax.token(child).deprel == Deprel::Aux
                    && syntax.lemma(child) == "have"
                    && syntax.token(child).features.has(Feature::TensePres)
            });
            if has {
                return true;
            }
            at = syntax.head(token);
        }
        false
    }
}

/// Whether a noun names what people suffer who live.
fn is_harm(noun: &str) -> bool {
    matches!(noun, "burns" | "wounds" | "injuries" | "fractures" | "cuts")
}

/// Whether a noun counts something that is no people.
fn counts_things(noun: Option<&str>) -> bool {
    noun.is_some_and(|noun| {
        let people = noun_lemma(&noun.to_lowercase()).and_then(counted).is_some();
        !people && !noun.starts_with(char::is_uppercase)
    })
}

pub(super) fn is_vote(text: &str) -> bool {
    starts_with(text, "vote") || starts_with(text, "votin") || starts_with(text, "ballot")
}

fn starts_with(text: &str, head: &str) -> bool {
    text.get(..head.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(head))
}

/// The words of the sentence that holds the quantity.
fn sentence(reading: &Reading, words: &Words<'_>, quantity: &Quantity) -> Range<usize> {
    let span = words.all[quantity.number].span;
    if let Some(index) = reading.syntax.sentence_at(span.start) {
        let sentence = reading.syntax.sentences()[index].span;
        let first = words
            .all
            .partition_point(|word| word.span.end <= sentence.start);
        let last = words
            .all
            .partition_point(|word| word.span.start < sentence.end);
        if (first..last).contains(&quantity.number) {
            return first.max(quantity.start.saturating_sub(80))..last.min(quantity.end + 80);
        }
    }
    let ends =
        |at: usize| matches!(words.lex(at), Lex::Mark('.' | '!' | '?')) && !words.glued(at + 1);
    let from = quantity.start.saturating_sub(40);
    let limit = (quantity.end + 40).min(words.len());
    let first = (from..quantity.start).rev().find(|&at| ends(at));
    let last = (quantity.end..limit).find(|&at| ends(at));
    first.map_or(from, |at| at + 1)..last.map_or(limit, |at| at + 1)
}
