//! Nominal mentions and pronouns.

use crate::compose::{Scene, country_of};
use crate::found::{Found, Gender, Pronoun, What};
use rashomon_doc::{Deprel, EntityType, Feature, Syntax, Upos};
use rashomon_lexicon::actor_nouns::{self, Agent};
use rashomon_lexicon::actors::Day;
use std::borrow::Cow;
use std::ops::Range;

/// The nominals that denote actors, in text order. `names` are the names of the text.
pub(crate) fn nominals(
    text: &str,
    syntax: &Syntax,
    names: &[Found],
    day: Option<Day>,
) -> Vec<Found> {
    let name_at = name_index(syntax, names);
    let scene = Scene {
        text,
        syntax,
        names,
        name_at: &name_at,
        day,
    };
    let mut found: Vec<Found> = Vec::new();
    for (index, sentence) in syntax.sentences().iter().enumerate() {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let Some((agent, words)) = agent_at(text, syntax, &sentence.tokens, at) else {
                at += 1;
                continue;
            };
            if name_at[words.end - 1].is_some_and(|name| !goes_with(names, name, &words)) {
                at += 1;
                continue;
            }
            let nominal = nominal(&scene, &sentence.tokens, agent, &words);
            at = nominal.tokens.end.max(at + 1);
            found.push(Found {
                sentence: index,
                ..nominal
            });
        }
    }
    found
}

/// For each token the name it is part of.
pub(crate) fn name_index(syntax: &Syntax, names: &[Found]) -> Vec<Option<usize>> {
    let mut name_at = vec![None; syntax.tokens().len()];
    for (index, name) in names.iter().enumerate() {
        name_at[name.tokens.clone()].fill(Some(index));
    }
    name_at
}

/// Whether the noun of `words` is none of the name's words, or words of which the name has only the
/// last: "Guard" of "National Guard".
fn goes_with(names: &[Found], name: usize, words: &Range<usize>) -> bool {
    let name = &names[name].tokens;
    name.start >= words.end || name.start > words.start && name.end == words.end
}

/// The agent noun that ends with the token at `at` or starts there, the longest.
fn agent_at(
    text: &str,
    syntax: &Syntax,
    sentence: &Range<usize>,
    at: usize,
) -> Option<(Agent, Range<usize>)> {
    let token = syntax.token(at);
    if !matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Adj) || token.span.len() > 30 {
        return None;
    }
    let first = lemma(text, syntax, at);
    if !actor_nouns::begins(&first) {
        return None;
    }
    let mut lemmas = first.into_owned();
    let mut best = (token.upos != Upos::Adj)
        .then(|| actor_nouns::find(&lemmas))
        .flatten()
        .map(|agent| (agent, at..at + 1));
    for end in at + 1..sentence.end.min(at + 4) {
        let word = lemma(text, syntax, end);
        if word != "-" && !lemmas.ends_with('-') {
            lemmas.push(' ');
        }
        lemmas.push_str(&word);
        if let Some(agent) = actor_nouns::find(&lemmas) {
            best = Some((agent, at..end + 1));
        }
    }
    best
}

/// The lemma of the token at `at` in small letters, or its form where it has none.
pub(crate) fn lemma<'a>(text: &'a str, syntax: &'a Syntax, at: usize) -> Cow<'a, str> {
    match syntax.lemma(at) {
        "" | "_" => small(syntax.token(at).span.of(text)),
        // The lemmatizer has "troops" for a word without a singular.
        "troops" => Cow::Borrowed("troop"),
        lemma => small(lemma),
    }
}

fn small(word: &str) -> Cow<'_, str> {
    match word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        true => Cow::Borrowed(word),
        false => Cow::Owned(word.to_lowercase()),
    }
}

fn nominal(
    scene: &Scene<'_>,
    sentence: &Range<usize>,
    agent: Agent,
    words: &Range<usize>,
) -> Found {
    let Scene {
        text,
        syntax,
        names,
        name_at,
        ..
    } = *scene;
    let head = words.start.max(
        // "minister of defence" is headed by its first word, "foreign minister" by its last.
        if words.len() > 2 {
            words.start
        } else {
            words.end - 1
        },
    );
    let start = left_edge(syntax, sentence, name_at, names, words.start);
    let mut end = words.end;
    if let Some(after) = complement(text, syntax, sentence, names, name_at, end) {
        end = after;
    }
    let tokens = start..end;
    let last = syntax.token(words.end - 1);
    let first = syntax.token(start).span.of(text).to_ascii_lowercase();
    let beside = beside(text, syntax, sentence, names, name_at, &tokens);
    let mut agent = scene.qualified(agent, &tokens, words);
    if agent.office.is_some() && scene.of_body(&tokens, words) {
        agent.office = None;
    }
    let country = tokens
        .clone()
        .filter_map(|at| name_at[at])
        .find_map(|name| country_of(&names[name]))
        .or_else(|| scene.country_behind(&tokens, sentence.end))
        .or_else(|| scene.country_based(&tokens))
        .or_else(|| scene.country_of_region(&(tokens.start..words.start)));
    Found {
        span: syntax.span_of(tokens.clone()),
        head,
        tokens,
        sentence: 0,
        what: What::Nominal {
            agent,
            country,
            plural: last.features.has(Feature::NumberPlur),
            definite: matches!(
                first.as_str(),
                "the"
                    | "this"
                    | "that"
                    | "these"
                    | "those"
                    | "his"
                    | "her"
                    | "its"
                    | "their"
                    | "our"
            ),
            beside,
        },
    }
}

/// First token of the noun phrase that `head` ends: determiners, adjectives, nouns and names before
/// it.
fn left_edge(
    syntax: &Syntax,
    sentence: &Range<usize>,
    name_at: &[Option<usize>],
    names: &[Found],
    head: usize,
) -> usize {
    let mut start = head;
    while start > sentence.start && head - start < 8 {
        let at = start - 1;
        let token = syntax.token(at);
        let is_person = name_at[at].is_some_and(|name| {
            matches!(
                names[name].what,
                What::Name {
                    kind: EntityType::Person,
                    ..
                }
            )
        });
        let fits = match token.upos {
            Upos::Adj | Upos::Num | Upos::Noun => true,
            Upos::Propn => !is_person,
            Upos::Det => true,
            Upos::Pron => token.features.has(Feature::PossYes),
            Upos::Part => token.deprel == Deprel::Case && at > sentence.start,
            Upos::Punct => {
                token.span.len() == 1
                    && token.span.end == syntax.token(start).span.start
                    && at > sentence.start
                    && syntax.token(at - 1).span.end == token.span.start
            }
            _ => false,
        };
        if !fits {
            break;
        }
        start = at;
        if token.upos == Upos::Det {
            break;
        }
    }
    start
}

/// End of an "of …" phrase that starts at `end`.
fn complement(
    text: &str,
    syntax: &Syntax,
    sentence: &Range<usize>,
    names: &[Found],
    name_at: &[Option<usize>],
    end: usize,
) -> Option<usize> {
    let mut at = end;
    let mut last = None;
    let mut linked = false;
    while at < sentence.end && at - end < 12 {
        let token = syntax.token(at);
        let form = token.span.of(text);
        if let Some(name) = name_at[at] {
            let What::Name { kind, .. } = names[name].what else {
                break;
            };
            if kind == EntityType::Person
                || !linked
                || last == Some(at)
                    && syntax.token(at - 1).upos != Upos::Adj
                    && kind != EntityType::Nationality
                    && !matches!(
                        syntax.token(at - 1).upos,
                        Upos::Adp | Upos::Det | Upos::Propn
                    )
            {
                break;
            }
            at = names[name].tokens.end;
            last = Some(at);
            continue;
        }
        match token.upos {
            Upos::Adp if form == "of" || (form == "for" && last.is_none()) => {
                linked = true;
                at += 1;
                continue;
            }
            Upos::Det | Upos::Adj if linked => {}
            Upos::Noun | Upos::Propn if linked => last = Some(at + 1),
            Upos::Part if linked && token.deprel == Deprel::Case => {}
            Upos::Cconj
                if linked
                    && form == "and"
                    && last == Some(at)
                    && token.deprel == Deprel::Cc
                    && form_is_name(syntax, at) => {}
            _ => break,
        }
        at += 1;
    }
    last
}

/// Whether the words on both sides of the conjunction at `at` are capitalised names of one body:
/// "the Ministry of Defence and Security".
fn form_is_name(syntax: &Syntax, at: usize) -> bool {
    syntax.token(at - 1).upos == Upos::Propn
        && syntax
            .tokens()
            .get(at + 1)
            .is_some_and(|next| next.upos == Upos::Propn)
}

/// The person named directly after or before a nominal, as title or apposition.
fn beside(
    text: &str,
    syntax: &Syntax,
    sentence: &Range<usize>,
    names: &[Found],
    name_at: &[Option<usize>],
    tokens: &Range<usize>,
) -> Option<usize> {
    let person = |at: usize| {
        let name = name_at.get(at).copied().flatten()?;
        matches!(
            names[name].what,
            What::Name {
                kind: EntityType::Person,
                ..
            }
        )
        .then_some(name)
    };
    if tokens.end < sentence.end {
        if let Some(name) =
            person(tokens.end).filter(|&name| names[name].tokens.start == tokens.end)
        {
            return Some(name);
        }
        let comma = syntax.token(tokens.end).span.of(text) == ",";
        let apposed = |name: usize| {
            let token = syntax.token(names[name].head);
            token.deprel == Deprel::Appos
                || syntax
                    .head(names[name].head)
                    .is_some_and(|head| tokens.contains(&head))
        };
        if comma && let Some(name) = person(tokens.end + 1).filter(|&name| apposed(name)) {
            return Some(name);
        }
    }
    // "Sergey Lavrov, the Russian foreign minister,"
    if tokens.start >= sentence.start + 2 && syntax.token(tokens.start - 1).span.of(text) == "," {
        let name = person(tokens.start - 2)?;
        let apposed = tokens.clone().any(|at| {
            syntax.token(at).deprel == Deprel::Appos
                && syntax
                    .head(at)
                    .is_some_and(|head| names[name].tokens.contains(&head))
        });
        let closed = tokens.end >= sentence.end
            || matches!(
                syntax.token(tokens.end).span.of(text),
                "," | "." | ")" | ";"
            );
        if apposed || closed && syntax.token(tokens.start).upos != Upos::Adj {
            return Some(name);
        }
    }
    None
}

/// Length of the longest pronoun.
const LONGEST_PRONOUN: usize = 10;

/// The pronouns that denote somebody or something, in text order.
pub(crate) fn pronouns(text: &str, syntax: &Syntax) -> Vec<Found> {
    let mut found = Vec::new();
    for (index, sentence) in syntax.sentences().iter().enumerate() {
        for at in sentence.tokens.clone() {
            let token = syntax.token(at);
            if token.deprel == Deprel::Expl || token.span.len() > LONGEST_PRONOUN {
                continue;
            }
            let mut letters = [0; LONGEST_PRONOUN];
            let form = token.span.of(text).as_bytes();
            let letters = &mut letters[..form.len()];
            letters.copy_from_slice(form);
            letters.make_ascii_lowercase();
            let form = &*letters;
            if let Some(mut pronoun) = pronoun(form) {
                // "her" owns or is acted on; the parse tells which.
                pronoun.possessive &= form != b"her" || token.deprel == Deprel::NmodPoss;
                if form == b"it" && is_weather(syntax, at) {
                    continue;
                }
                found.push(Found {
                    span: token.span,
                    tokens: at..at + 1,
                    head: at,
                    sentence: index,
                    what: What::Pronoun(pronoun),
                });
            }
        }
    }
    found
}

/// Whether "it" stands for a clause to come: "it is clear that".
fn is_weather(syntax: &Syntax, at: usize) -> bool {
    let Some(head) = syntax.head(at) else {
        return false;
    };
    let adjective = matches!(syntax.token(head).upos, Upos::Adj | Upos::Noun);
    let clause = [Deprel::Csubj, Deprel::Ccomp, Deprel::Xcomp, Deprel::Advcl];
    adjective
        && syntax
            .children(head)
            .any(|child| clause.contains(&syntax.token(child).deprel) && child > head)
        || matches!(syntax.lemma(head), "seem" | "appear" | "rain" | "emerge")
}

fn pronoun(form: &[u8]) -> Option<Pronoun> {
    use Gender::{Female, Male, Thing, Unknown};
    let (gender, person, plural, reflexive, possessive) = match form {
        b"he" | b"him" => (Male, 3, false, false, false),
        b"his" => (Male, 3, false, false, true),
        b"himself" => (Male, 3, false, true, false),
        b"she" => (Female, 3, false, false, false),
        b"her" | b"hers" => (Female, 3, false, false, true),
        b"herself" => (Female, 3, false, true, false),
        b"it" => (Thing, 3, false, false, false),
        b"its" => (Thing, 3, false, false, true),
        b"itself" => (Thing, 3, false, true, false),
        b"they" | b"them" => (Unknown, 3, true, false, false),
        b"their" | b"theirs" => (Unknown, 3, true, false, true),
        b"themselves" => (Unknown, 3, true, true, false),
        _ => return None,
    };
    Some(Pronoun {
        gender,
        person,
        plural,
        reflexive,
        possessive,
    })
}
