//! Other spellings of names of the tables.

use rashomon_doc::{EntityType, Iso3};
use rashomon_lexicon::actors::{self, Actor, Day, Office, key_of};
use rashomon_lexicon::names::{sound, sound_likeness, variants};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a text says of a person besides the name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Support {
    pub(crate) country: Option<Iso3>,
    pub(crate) offices: Vec<Office>,
    pub(crate) day: Option<Day>,
}

/// A name of the tables by the sounds of its words.
struct Sounded {
    actor: &'static Actor,
    words: Vec<String>,
}

static PERSONS: LazyLock<HashMap<u8, Vec<Sounded>>> = LazyLock::new(|| {
    let persons = actors::all()
        .iter()
        .filter(|actor| actor.kind == EntityType::Person);
    by_first_sound(persons, |words| {
        words.last().and_then(|last| last.bytes().next())
    })
});

static GROUPS: LazyLock<HashMap<u8, Vec<Sounded>>> = LazyLock::new(|| {
    let groups = actors::all()
        .iter()
        .filter(|actor| actor.kind == EntityType::ArmedGroup);
    by_first_sound(groups, |words| {
        words.first().and_then(|first| first.bytes().next())
    })
});

fn by_first_sound(
    actors: impl Iterator<Item = &'static Actor>,
    letter: impl Fn(&[String]) -> Option<u8>,
) -> HashMap<u8, Vec<Sounded>> {
    let mut table: HashMap<u8, Vec<Sounded>> = HashMap::new();
    for actor in actors {
        for name in actor.other_names.iter().chain([&actor.name]) {
            let words = sounds(key_of(name).split(' '));
            if words.len() > 1
                && let Some(letter) = letter(&words)
            {
                table
                    .entry(letter)
                    .or_default()
                    .push(Sounded { actor, words });
            }
        }
    }
    table
}

/// The sounds of words, without articles and particles.
fn sounds<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    words
        .filter(|word| {
            !matches!(
                *word,
                "al" | "el" | "an" | "en" | "as" | "ash" | "ul" | "the" | "of" | "bin" | "de" | ""
            )
        })
        .map(sound)
        .collect()
}

/// The person of the tables whose name these words spell in another way.
///
/// The last name must sound the same or be a known variant; a first name must sound alike, or
/// country or office must agree. Where two persons come into question there is none.
pub(crate) fn person(words: &[String], support: &Support) -> Option<&'static Actor> {
    let (last, firsts) = words.split_last()?;
    if last.len() < 4 {
        return None;
    }
    let mut found: Option<(f32, &Actor)> = None;
    let known: Vec<String> = variants(last).map(sound).collect();
    let last = sound(last);
    let firsts = sounds(firsts.iter().map(String::as_str));
    let mut letters: Vec<u8> = known
        .iter()
        .chain([&last])
        .filter_map(|sound| sound.bytes().next())
        .collect();
    letters.sort_unstable();
    letters.dedup();
    for sounded in letters
        .iter()
        .filter_map(|letter| PERSONS.get(letter))
        .flatten()
    {
        let Some((their_last, their_firsts)) = sounded.words.split_last() else {
            continue;
        };
        let alike = match known.contains(their_last) {
            true => 1.0,
            false => sound_likeness(&last, their_last),
        };
        if alike < 0.82 {
            continue;
        }
        let company = firsts
            .iter()
            .flat_map(|first| {
                their_firsts
                    .iter()
                    .map(|theirs| sound_likeness(first, theirs))
            })
            .fold(0.0, f32::max);
        let backed = supports(sounded.actor, support);
        let score = alike + company + if backed { 0.5 } else { 0.0 };
        let enough = match firsts.is_empty() {
            true => backed && alike > 0.85,
            false => company >= 0.75 || company >= 0.5 && backed,
        };
        if !enough {
            continue;
        }
        match found {
            Some((most, actor))
                if actor.key != sounded.actor.key && (score - most).abs() < 0.05 =>
            {
                return None;
            }
            Some((most, _)) if most >= score => {}
            _ => found = Some((score, sounded.actor)),
        }
    }
    found.map(|(_, actor)| actor)
}

fn supports(actor: &Actor, support: &Support) -> bool {
    let office = |office: &Office| {
        actor
            .terms
            .iter()
            .any(|term| term.office == *office && support.day.is_none_or(|day| term.holds(day)))
    };
    support.country.is_some()
        && support.country == actor.country
        && support.offices.iter().any(office)
}

/// The armed group whose name these words spell in another way: word by word, each alike.
pub(crate) fn group(words: &[String]) -> Option<&'static Actor> {
    let words = sounds(words.iter().map(String::as_str));
    let letter = words.first()?.bytes().next()?;
    if words.len() < 2 {
        return None;
    }
    let mut found: Option<(f32, &Actor)> = None;
    for sounded in GROUPS.get(&letter)? {
        if sounded.words.len() != words.len() {
            continue;
        }
        let alike: Vec<f32> = words
            .iter()
            .zip(&sounded.words)
            .map(|(one, other)| sound_likeness(one, other))
            .collect();
        let least = alike.iter().copied().fold(1.0, f32::min);
        let mean = alike.iter().sum::<f32>() / alike.len() as f32;
        if least >= 0.6 && mean >= 0.77 && found.is_none_or(|(most, _)| mean > most) {
            found = Some((mean, sounded.actor));
        }
    }
    found.map(|(_, actor)| actor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, support: Support, expected: Option<&str>) {
        let words: Vec<String> = name.split(' ').map(str::to_owned).collect();
        let found = person(&words, &support).or_else(|| group(&words));
        assert_eq!(found.map(|actor| actor.key.as_str()), expected, "{name}");
    }

    #[test]
    fn spellings_meet_their_entity() {
        let none = Support::default;
        check(
            "rejep tayyip erdogan",
            none(),
            Some("per:recep-tayyip-erdogan"),
        );
        check("wladimir putin", none(), Some("per:vladimir-putin"));
        check("sergej lawrow", none(), Some("per:sergey-lavrov"));
        check("ahram shamy", none(), Some("arm:ahrar-al-sham"));
        check("dzhebhat en nusra", none(), Some("arm:jabhat-al-nusra"));
        check("jaysh ul islam", none(), Some("arm:jaysh-al-islam"));
    }

    #[test]
    fn doubt_is_kept() {
        check("john lavrov", Support::default(), None);
        check("lawrow", Support::default(), None);
        check("mary smith", Support::default(), None);
    }
}
