//! Names: what the tagger and the tables find, made into one row.

use crate::found::{Found, Told, What};
use crate::phrases::Known;
use crate::recognise::Seen;
use crate::tagger::NameType;
use crate::types::{is_title, other_type, place_type};
use rashomon_doc::{EntityType, Syntax};
use rashomon_lexicon::actor_nouns;
use rashomon_lexicon::countries::TermKind;
use rashomon_lexicon::names::likeness;
use rashomon_lexicon::words::WordInfo;
use std::ops::Range;

/// The names of the text, in text order, none touching another's words.
pub(crate) fn names(
    text: &str,
    syntax: &Syntax,
    seen: &[Seen],
    tagged: &[Vec<(NameType, Range<usize>)>],
) -> Vec<Found> {
    let mut found = Vec::new();
    for (index, sentence) in syntax.sentences().iter().enumerate() {
        let first = sentence.tokens.start;
        let forms = |range: &Range<usize>| -> Vec<&str> {
            let tokens = &syntax.tokens()[first + range.start..first + range.end];
            tokens.iter().map(|token| token.span.of(text)).collect()
        };
        for (range, kind, known) in merge(&seen[index], &tagged[index], &forms) {
            let tokens = first + range.start..first + range.end;
            found.push(Found {
                span: syntax.span_of(tokens.clone()),
                head: syntax.top_of(tokens.clone()).unwrap_or(tokens.start),
                tokens,
                sentence: index,
                what: What::Name {
                    kind,
                    known,
                    told: Told::default(),
                },
            });
        }
    }
    found
}

type Named = (Range<usize>, EntityType, Option<Known>);

fn merge<'a>(
    seen: &Seen,
    tagged: &[(NameType, Range<usize>)],
    forms: &impl Fn(&Range<usize>) -> Vec<&'a str>,
) -> Vec<Named> {
    let overlaps = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    let mut out: Vec<Named> = Vec::new();
    for (kind, range) in tagged {
        let mut range = range.clone();
        let phrase = seen.phrases.iter().find(|(phrase, known)| {
            overlaps(phrase, &range) && agrees(*known, *kind, phrase.len(), *phrase == range)
        });
        let mut known = None;
        if let Some((phrase, what)) = phrase
            && phrase.start <= range.start
            && range.end <= phrase.end
        {
            range = respelt(phrase, *what, forms);
            known = Some(*what);
        }
        // A person of the tables at the end of a longer name: "Turkey Rejep Tayyip Erdogan".
        let inner = seen.phrases.iter().find(|(phrase, what)| {
            let person = matches!(what, Known::Actor(actor) if actor.kind == EntityType::Person);
            person && phrase.len() > 1 && phrase.end == range.end && phrase.start > range.start
        });
        if let (NameType::Person, None, Some((phrase, what))) = (kind, known, inner) {
            range = respelt(phrase, *what, forms);
            known = Some(*what);
        }
        if *kind == NameType::Person && known.is_none() {
            let words = forms(&range);
            let titles = words.iter().take_while(|word| is_title(word)).count();
            if titles == words.len() {
                // A title alone is a nominal: "the President".
                continue;
            }
            range.start += titles;
        }
        if out.last().is_some_and(|last| overlaps(&last.0, &range)) {
            continue;
        }
        let words = forms(&range);
        let thing = matches!(kind, NameType::Other | NameType::Place);
        if thing && known.is_none() && is_role(seen, &range, &words) {
            continue;
        }
        let kind = match known {
            Some(known) => known_type(known),
            None => match kind {
                NameType::Person => EntityType::Person,
                NameType::Organisation => EntityType::Organisation,
                NameType::Place => place_type(&words),
                NameType::Other => other_type(&words),
            },
        };
        out.push((range, kind, known));
    }
    for (range, known) in &seen.phrases {
        let range = &respelt(range, *known, forms);
        let alone = stands_alone(seen, range, *known) || has_inner_capital(forms(range)[0]);
        if out.iter().any(|named| overlaps(&named.0, range)) || !alone {
            continue;
        }
        out.push((range.clone(), known_type(*known), Some(*known)));
    }
    out.sort_by_key(|named| named.0.start);
    out
}

/// Whether a nationality and a noun for those who act are no name: "Mongolian President".
fn is_role(seen: &Seen, range: &Range<usize>, words: &[&str]) -> bool {
    let of_a_country = seen.phrases.iter().any(|(phrase, known)| {
        phrase.start == range.start
            && phrase.end + 1 == range.end
            && matches!(
                known,
                Known::Country(_, TermKind::Adjective | TermKind::People)
            )
    });
    let last = words.last().map(|word| word.to_lowercase());
    of_a_country && last.is_some_and(|last| actor_nouns::find(&last).is_some())
}

/// A person or armed group known by the last words, with a first word that is spelt in its own way:
/// "Rejep Tayyip Erdogan", "dzhebhat EN-Nusra".
fn respelt<'a>(
    range: &Range<usize>,
    known: Known,
    forms: &impl Fn(&Range<usize>) -> Vec<&'a str>,
) -> Range<usize> {
    let Known::Actor(actor) = known else {
        return range.clone();
    };
    let person = actor.kind == EntityType::Person;
    if !person && (actor.kind != EntityType::ArmedGroup || range.len() > 1) {
        return range.clone();
    }
    let first = actor.name.split([' ', '-']).next().unwrap_or_default();
    let before = forms(&(range.start.saturating_sub(5)..range.start));
    for (back, word) in before.iter().rev().enumerate() {
        let particle = word.len() < 4 && word.chars().all(|c| c == '-' || c.is_alphabetic());
        // Particles may be written on to the word: "Dzhabhat-EN-".
        let bare = word.split('-').next().unwrap_or_default();
        if bare.len() > 3 && likeness(bare, first) >= 0.75 && !(person && back > 0) {
            return range.start - back - 1..range.end;
        }
        if !particle {
            break;
        }
    }
    range.clone()
}

/// Whether the tables' reading of a phrase may stand beside the tagger's.
fn agrees(known: Known, kind: NameType, n_tokens: usize, exact: bool) -> bool {
    match known {
        Known::Country(_, TermKind::Adjective | TermKind::People) => exact,
        Known::Country(_, TermKind::Name | TermKind::Seat) => exact || n_tokens > 1,
        Known::Country(..) => exact && kind != NameType::Person || n_tokens > 1,
        Known::Actor(actor) => match actor.kind {
            EntityType::Person => kind == NameType::Person || n_tokens > 1,
            _ => kind != NameType::Person || n_tokens > 1,
        },
        Known::Outlet(_) => {
            kind == NameType::Organisation || n_tokens > 1 || (exact && kind == NameType::Other)
        }
    }
}

/// Whether a word is an abbreviation with small letters in it, such as "DfID" or "PiS".
fn has_inner_capital(word: &str) -> bool {
    let small = word.contains(char::is_lowercase);
    small && word.chars().filter(|c| c.is_uppercase()).count() > 1 && !word.contains('-')
}

/// Whether a phrase is a name though the tagger saw none.
fn stands_alone(seen: &Seen, range: &Range<usize>, known: Known) -> bool {
    let word = &seen.words[range.start];
    let due = range.start == 0;
    let small = word.info().is(WordInfo::MOSTLY_SMALL) || word.company & 1 != 0;
    if range.len() > 1 {
        return true;
    }
    match known {
        Known::Country(_, TermKind::Name | TermKind::Adjective | TermKind::People) => true,
        Known::Country(..) => !small,
        Known::Actor(actor) if actor.kind == EntityType::ArmedGroup => !(due && small),
        Known::Actor(_) | Known::Outlet(_) => {
            !due && !small && word.company & 2 != 0 && word.is_shouted()
        }
    }
}

fn known_type(known: Known) -> EntityType {
    match known {
        Known::Country(_, TermKind::Name | TermKind::Capital) => EntityType::Gpe,
        Known::Country(_, TermKind::Adjective | TermKind::People) => EntityType::Nationality,
        Known::Country(_, TermKind::Seat) => EntityType::Organisation,
        Known::Actor(actor) => actor.kind,
        Known::Outlet(_) => EntityType::Media,
    }
}
