//! Figures: numbers and ranges, what they count and what is told of the counted.

mod measure;
mod quantity;
mod vocabulary;

use crate::words::{Digits, Key, Lex, Words};
use measure::Clause;
use quantity::{Quantity, is_name, quantity};
use rashomon_doc::{
    Bound, Deprel, Figure, Measure, PlaceId, Reading, Span, Time, TimeId, TimeType,
};
use vocabulary::{Counted, counted, noun_lemma};

/// The figures `reading` gives, in text order: numbers and ranges in digits and words.
///
/// Reads its syntax, times and places, and leaves `quotation` empty. Dates, times of day, ages and
/// numbers that name are no figures; lengths of time are.
pub fn figures(reading: &Reading) -> Vec<Figure> {
    let words = Words::of(reading.text());
    let reader = Reader {
        reading,
        words: &words,
    };
    let mut figures = Vec::new();
    let (mut at, mut from) = (0, 0);
    while at < words.len() {
        let end = match reader.time_at(at) {
            Some(time) => {
                figures.extend(reader.duration(time));
                reader.after(time.span)
            }
            None => match reader.quantity_at(at, from) {
                Some(quantity) => {
                    let figure = reader.figure(&quantity);
                    let end = figure
                        .as_ref()
                        .map_or(0, |figure| reader.after(figure.span));
                    figures.extend(figure);
                    end.max(quantity.end)
                }
                None => {
                    at += 1;
                    continue;
                }
            },
        };
        at = end.max(at + 1);
        from = at;
    }
    figures
}

struct Reader<'a> {
    reading: &'a Reading,
    words: &'a Words<'a>,
}

/// The noun a number counts.
#[derive(Clone, Copy, Debug)]
struct Noun {
    span: Span,
    counted: Option<Counted>,
    /// Its token, when there is a parse.
    token: Option<usize>,
}

impl Reader<'_> {
    /// The time expression that holds the word at `at`.
    fn time_at(&self, at: usize) -> Option<&Time> {
        let span = self.words.all[at].span;
        let times = &self.reading.times;
        let index = times.partition_point(|time| time.span.end <= span.start);
        times.get(index).filter(|time| time.span.overlaps(span))
    }

    /// The first word behind `span`.
    fn after(&self, span: Span) -> usize {
        let all = &self.words.all;
        all.partition_point(|word| word.span.start < span.end)
    }

    fn quantity_at(&self, at: usize, from: usize) -> Option<Quantity> {
        let starts = match self.words.lex(at) {
            Lex::Digits(_) | Lex::Cardinal(_) => true,
            Lex::Mark(mark) => matches!(mark, '$' | '€' | '£' | '¥' | '₹' | '₽' | '₺' | '₪' | '₩'),
            Lex::Key(key) => matches!(
                key,
                Key::A
                    | Key::Half
                    | Key::Dozens
                    | Key::Hundreds
                    | Key::Thousands
                    | Key::TensOf
                    | Key::Millions
                    | Key::Billions
                    | Key::Several
                    | Key::Few
                    | Key::Couple
            ),
            _ => false,
        };
        if !starts {
            return None;
        }
        let found = quantity(self.words, at, from).or_else(|| self.one_person(at))?;
        let named = is_name(self.words, at, found.end) && found.currency.is_none();
        (!named || self.vote_pair(at).is_some()).then_some(found)
    }

    /// `a soldier`: one of a class of people.
    fn one_person(&self, at: usize) -> Option<Quantity> {
        let words = self.words;
        if !words.is(at, Key::A) {
            return None;
        }
        let known = (at + 1..=at + 3)
            .take_while(|&next| words.lex(next) == Lex::Other && !words.capital(next))
            .any(|next| {
                let form = words.str(next);
                let class = noun_lemma(form).filter(|lemma| *lemma == form);
                matches!(
                    class.and_then(counted),
                    Some(Counted::People(Some(_)) | Counted::Forces(_))
                )
            });
        known.then(|| Quantity::one(at))
    }

    /// Whether one person is worth a figure: told to be the victim of a deed.
    fn is_victim(&self, noun: Option<&Noun>, measure: Option<Measure>) -> bool {
        let harm = matches!(
            measure,
            Some(Measure::Killed | Measure::Injured | Measure::Abducted | Measure::Detained)
        );
        let syntax = &self.reading.syntax;
        let patient = noun.and_then(|noun| noun.token).is_some_and(|token| {
            matches!(
                syntax.token(token).deprel,
                Deprel::Obj | Deprel::NsubjPass | Deprel::Conj
            )
        });
        harm && patient
    }

    fn figure(&self, quantity: &Quantity) -> Option<Figure> {
        let noun = self.noun(quantity);
        let clause = Clause::of(self.reading, self.words, quantity, noun.as_ref());
        let of_vote = self.vote_pair(quantity.number);
        let measure = of_vote.or_else(|| self.measure(&clause, quantity, noun.as_ref()));
        let bare = self.words.is(quantity.number, Key::A) && quantity.high == 1.0;
        if bare && !self.is_victim(noun.as_ref(), measure) {
            return None;
        }
        let (unit, victims) = self.unit(quantity, noun.as_ref(), measure)?;
        let one = quantity.low == 1.0
            && quantity.high == 1.0
            && matches!(self.words.lex(quantity.number), Lex::Cardinal(1));
        if (one || quantity.vague && quantity.high < 10.0)
            && matches!(measure, None | Some(Measure::Other))
        {
            return None;
        }
        let span = self.whole_span(quantity, noun.as_ref());
        Some(Figure {
            span,
            low: quantity.low,
            high: quantity.high,
            bound: quantity.bound,
            unit,
            measure: measure.or(Some(Measure::Other)),
            victims: victims.map(str::to_owned),
            cumulative: clause.cumulative(quantity),
            time: self.nearest_time(span),
            place: self.nearest_place(span),
            quotation: None,
        })
    }

    /// The figure a length of time gives; `None` when it has no number or is part of a date.
    fn duration(&self, time: &Time) -> Option<Figure> {
        if time.kind != TimeType::Duration {
            return None;
        }
        let (value, unit) = length(&time.timex3)?;
        let words = self.words;
        let first = words
            .all
            .partition_point(|word| word.span.end <= time.span.start);
        let number = (first..words.len())
            .take_while(|&index| words.all[index].span.start < time.span.end)
            .find(|&index| {
                matches!(
                    words.lex(index),
                    Lex::Digits(_) | Lex::Cardinal(_) | Lex::Key(Key::A | Key::Half)
                )
            })?;
        let bound = quantity(words, number, 0).map_or(Bound::Exact, |quantity| quantity.bound);
        Some(Figure {
            span: time.span,
            low: value,
            high: value,
            bound,
            unit: unit.to_owned(),
            measure: Some(Measure::Duration),
            victims: None,
            cumulative: false,
            time: None,
            place: None,
            quotation: None,
        })
    }

    /// The noun counted: by the parse, else the first known noun behind the number.
    fn noun(&self, quantity: &Quantity) -> Option<Noun> {
        self.noun_of_denominator(quantity)
            .or_else(|| self.parsed_noun(quantity))
            .or_else(|| self.noun_behind(quantity))
    }

    fn parsed_noun(&self, quantity: &Quantity) -> Option<Noun> {
        let syntax = &self.reading.syntax;
        let tokens = syntax.tokens_in(self.words.span(quantity.number, quantity.end));
        let top = syntax.top_of(tokens.clone())?;
        let token = measure::counted_noun(syntax, tokens, top)?;
        let near = self.words.all.get(quantity.end)?.span.start;
        let span = syntax.token(token).span;
        let text = span.of(self.words.text);
        if !text.chars().any(char::is_alphabetic) || span.start > near + 80 {
            return None;
        }
        let lemma = syntax.lemma(token);
        let lower = text.to_lowercase();
        if measure::is_vote(text) && lower.ends_with('d') {
            return None;
        }
        let known = counted(lemma).or_else(|| noun_lemma(&lower).and_then(counted));
        Some(Noun {
            span,
            counted: known,
            token: Some(token),
        })
    }

    fn noun_behind(&self, quantity: &Quantity) -> Option<Noun> {
        let words = self.words;
        for at in quantity.end..(quantity.end + 5).min(words.len()) {
            let lex = words.lex(at);
            if lex == Lex::Mark('%') {
                return Some(Noun {
                    span: words.all[at].span,
                    counted: Some(Counted::Share),
                    token: None,
                });
            }
            if matches!(lex, Lex::Mark(mark) if mark != '-') {
                return None;
            }
            let lower = words.str(at).to_lowercase();
            if let Some(lemma) = noun_lemma(&lower) {
                return Some(Noun {
                    span: words.all[at].span,
                    counted: counted(lemma),
                    token: None,
                });
            }
            if at == quantity.end && is_loss_noun(&lower) {
                return Some(Noun {
                    span: words.all[at].span,
                    counted: None,
                    token: None,
                });
            }
            let plain = lex == Lex::Other && lower.ends_with('s') && lower.len() > 3;
            if plain
                && !lower.ends_with("ss")
                && (at == quantity.end || self.reading.syntax.tokens().is_empty())
            {
                return Some(Noun {
                    span: words.all[at].span,
                    counted: None,
                    token: None,
                });
            }
        }
        None
    }

    /// What is told of the counted.
    fn measure(
        &self,
        clause: &Clause<'_>,
        quantity: &Quantity,
        noun: Option<&Noun>,
    ) -> Option<Measure> {
        let counted = noun.and_then(|noun| noun.counted);
        if quantity.currency.is_some() || matches!(counted, Some(Counted::Money(_))) {
            return clause.told().filter(|&measure| measure == Measure::Paid);
        }
        match counted {
            Some(Counted::Share) => return Some(Measure::Share),
            Some(Counted::Distance(_)) => return Some(Measure::Distance),
            Some(Counted::Forces(_)) => {
                return Some(
                    clause
                        .told()
                        .filter(|&measure| measure != Measure::Paid)
                        .unwrap_or(Measure::Forces),
                );
            }
            Some(Counted::People(_)) | None | Some(Counted::Money(_)) => {}
        }
        clause.told().filter(|&measure| measure != Measure::Paid)
    }

    /// The unit and the victim class; `None` when the number counts nothing that can be named.
    fn unit(
        &self,
        quantity: &Quantity,
        noun: Option<&Noun>,
        measure: Option<Measure>,
    ) -> Option<(String, Option<&'static str>)> {
        if let Some(code) = quantity.currency {
            return Some((code.to_owned(), None));
        }
        match noun.and_then(|noun| noun.counted) {
            Some(Counted::People(class)) => return Some(("people".to_owned(), class)),
            Some(Counted::Forces(class)) => return Some(("people".to_owned(), Some(class))),
            Some(Counted::Money(code) | Counted::Distance(code)) => {
                return Some((code.to_owned(), None));
            }
            Some(Counted::Share) => return Some(("percent".to_owned(), None)),
            None => {}
        }
        let human = measure.is_some_and(of_people);
        let voted = matches!(
            measure,
            Some(Measure::VotedFor | Measure::VotedAgainst | Measure::Abstained | Measure::Voted)
        );
        match noun {
            Some(noun) => {
                let text = noun.span.of(self.words.text);
                let capital = text.starts_with(char::is_uppercase);
                let adjective = vocabulary::cue(&text.to_lowercase()).is_some();
                let lower = text.to_lowercase();
                let of_human = human
                    && (capital
                        || adjective
                        || matches!(lower.as_str(), "members" | "more")
                        || measure == Some(Measure::Killed) && self.is_loss(noun));
                if of_human {
                    let crew = lower == "members" && self.behind_crew(noun);
                    return Some(("people".to_owned(), crew.then_some("crew")));
                }
                let class = vocabulary::trade(&lower).filter(|_| human);
                Some(match class {
                    Some(class) => ("people".to_owned(), Some(class)),
                    None => (lower, None),
                })
            }
            None if human => Some(("people".to_owned(), None)),
            None if voted => Some(("votes".to_owned(), None)),
            None => None,
        }
    }

    /// Whether `crew` stands right before a noun.
    fn behind_crew(&self, noun: &Noun) -> bool {
        let text = self.words.text;
        text[..noun.span.start as usize]
            .trim_end()
            .ends_with("crew")
    }

    /// Whether `noun` names a loss of people: deaths.
    fn is_loss(&self, noun: &Noun) -> bool {
        let text = noun.span.of(self.words.text).to_lowercase();
        matches!(
            text.as_str(),
            "deaths"
                | "death"
                | "fatalities"
                | "killings"
                | "lives"
                | "bodies"
                | "martyrs"
                | "corpses"
        )
    }

    /// From the bound words to the noun, and `out of 15` behind it.
    fn whole_span(&self, quantity: &Quantity, noun: Option<&Noun>) -> Span {
        let span = self.words.span(quantity.start, quantity.end);
        let with_noun =
            noun.filter(|noun| noun.span.start >= span.end && noun.span.start - span.end < 60);
        let span = with_noun.map_or(span, |noun| span.cover(noun.span));
        self.denominator(self.after(span))
            .map_or(span, |end| span.cover(self.words.all[end].span))
    }

    /// The last word of `out of 15` or `of 15` at `at`.
    fn denominator(&self, at: usize) -> Option<usize> {
        let words = self.words;
        let out = usize::from(words.is(at, Key::Out));
        if !words.is(at + out, Key::Of) {
            return None;
        }
        let whole = usize::from(matches!(
            words.lex(at + out + 1),
            Lex::Key(Key::The | Key::Poss)
        ));
        let number = crate::number::number(words, at + out + 1 + whole)?;
        let told = out == 1 || whole == 1 || matches!(words.lex(at + 1), Lex::Digits(_));
        told.then_some(number.end - 1)
    }

    /// The noun behind `of its 90`, which the number before it counts too.
    fn noun_of_denominator(&self, quantity: &Quantity) -> Option<Noun> {
        let last = self.denominator(quantity.end)?;
        self.noun_behind(&Quantity {
            end: last + 1,
            ..*quantity
        })
    }

    /// The side that a number in `voted 11-2` stands for.
    fn vote_pair(&self, at: usize) -> Option<Measure> {
        let words = self.words;
        let small = |index: usize| {
            matches!(
                words.lex(index),
                Lex::Digits(Digits {
                    len: 1..=3,
                    marked: false,
                    ..
                })
            )
        };
        let joint = |index: usize| {
            words.mark(index, '-') && words.glued(index) && words.glued(index + 1)
                || words.is(index, Key::To)
        };
        let carried = |first: usize| {
            let by = words.is(first.wrapping_sub(1), Key::By);
            let verb = (2..=9).any(|back| {
                first
                    .checked_sub(back)
                    .is_some_and(|at| carries(words.str(at)).is_some())
            });
            by && verb
        };
        let voted = |first: usize| {
            if carried(first) {
                return true;
            }
            (1..=4).any(|back| {
                let text = first.checked_sub(back).map_or("", |index| words.str(index));
                text.len() >= 4
                    && text
                        .get(..4)
                        .is_some_and(|head| head.eq_ignore_ascii_case("vote"))
            }) || (1..=2).any(|ahead| words.word_is(first + 2 + ahead, "vote"))
        };
        if !small(at) {
            return None;
        }
        let lost = |first: usize| {
            let verbs = (2..=9).filter_map(|back| first.checked_sub(back));
            let mut sides = verbs.filter_map(|at| carries(words.str(at)));
            sides.next() == Some(false)
        };
        let sides = |first: usize| match lost(first) {
            true => (Measure::VotedAgainst, Measure::VotedFor),
            false => (Measure::VotedFor, Measure::VotedAgainst),
        };
        let gap = |at: usize| usize::from(measure::is_vote(words.str(at)));
        let ahead = at + 1 + gap(at + 1);
        if joint(ahead) && small(ahead + 1) && voted(at) {
            return Some(sides(at).0);
        }
        let joined = at.checked_sub(1).filter(|&back| joint(back))?;
        let first = joined.checked_sub(1 + gap(joined.wrapping_sub(1)))?;
        (small(first) && voted(first)).then(|| sides(first).1)
    }

    /// The sentence around `span`; the whole text when there is no parse.
    fn sentence(&self, span: Span) -> Span {
        let syntax = &self.reading.syntax;
        match syntax.sentence_at(span.start) {
            Some(index) => syntax.sentences()[index].span,
            None => Span::new(
                span.start.saturating_sub(300) as usize,
                (span.end as usize + 300).min(u32::MAX as usize),
            ),
        }
    }

    /// The dated time nearest to `span` in its sentence.
    fn nearest_time(&self, span: Span) -> Option<TimeId> {
        let times = &self.reading.times;
        let here = times.partition_point(|time| time.span.end <= span.start);
        let sentence = self.sentence(span);
        around(here, times.len())
            .map(|index| (index, &times[index]))
            .filter(|(_, time)| sentence.contains(time.span) && time.earliest.is_some())
            .min_by_key(|(index, time)| (distance(time.span, span), *index))
            .map(|(index, _)| TimeId::at(index))
    }

    /// The place nearest to `span` in its sentence.
    fn nearest_place(&self, span: Span) -> Option<PlaceId> {
        let places = &self.reading.places;
        let here = places.partition_point(|place| place.span.end <= span.start);
        let sentence = self.sentence(span);
        around(here, places.len())
            .map(|index| (index, &places[index]))
            .filter(|(_, place)| sentence.contains(place.span))
            .min_by_key(|(index, place)| (distance(place.span, span), *index))
            .map(|(index, _)| PlaceId::at(index))
    }
}

/// Whether a word names losses or attacks, which a number may count.
fn is_loss_noun(lower: &str) -> bool {
    let cue = vocabulary::rough_lemma(lower).and_then(vocabulary::cue);
    lower.ends_with('s') && cue.is_some_and(|(_, role)| role == vocabulary::Role::Itself)
}

/// The rows around `here` that may be near enough to it.
fn around(here: usize, len: usize) -> std::ops::Range<usize> {
    const REACH: usize = 12;
    here.saturating_sub(REACH)..(here + REACH).min(len)
}

/// Whether a verb tells that a vote carried something, or that it did not.
fn carries(form: &str) -> Option<bool> {
    match form {
        "passed" | "approved" | "adopted" | "backed" | "carried" | "ratified" | "endorsed"
        | "won" | "elected" => Some(true),
        "rejected" | "defeated" | "failed" | "lost" => Some(false),
        _ => None,
    }
}

/// Bytes between two spans.
fn distance(one: Span, two: Span) -> u32 {
    if one.end <= two.start {
        two.start - one.end
    } else {
        one.start.saturating_sub(two.end)
    }
}

/// Whether a measure is of people alone.
fn of_people(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::Killed
            | Measure::Injured
            | Measure::Detained
            | Measure::Abducted
            | Measure::Displaced
            | Measure::Missing
            | Measure::Affected
            | Measure::Evacuated
            | Measure::Forces
            | Measure::Protesters
    )
}

/// The number and unit of a TIMEX3 length such as `P4D` or `PT2H`.
fn length(timex3: &str) -> Option<(f64, &'static str)> {
    let rest = timex3.strip_prefix('P')?;
    let (clock, rest) = match rest.strip_prefix('T') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let digits = rest.find(|char: char| !char.is_ascii_digit() && char != '.')?;
    let value = rest[..digits].parse().ok()?;
    let unit = match (&rest[digits..], clock) {
        ("S", true) => "seconds",
        ("M", true) => "minutes",
        ("H", true) => "hours",
        ("D", false) => "days",
        ("W", false) => "weeks",
        ("M", false) => "months",
        ("Q", false) => "quarters",
        ("Y", false) => "years",
        _ => return None,
    };
    Some((value, unit))
}
