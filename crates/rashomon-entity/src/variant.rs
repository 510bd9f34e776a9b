//! Other spellings of names of the tables.

use rashomon_doc::{EntityType, Iso3};
use rashomon_lexicon::actors::{self, Actor, Day, Office, key_of};
use rashomon_lexicon::names::{Sound, variants};
use rustc_hash::FxHashMap;
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
    words: Vec<Sound>,
}

/// Names by the letter that the sound of one of their words starts with.
type BySound = FxHashMap<u8, Vec<Sounded>>;

static PERSONS: LazyLock<BySound> =
    LazyLock::new(|| by_sound(EntityType::Person, |words| words.last()));

static GROUPS: LazyLock<BySound> =
    LazyLock::new(|| by_sound(EntityType::ArmedGroup, |words| words.first()));

fn by_sound(kind: EntityType, sorted_by: impl Fn(&[Sound]) -> Option<&Sound>) -> BySound {
    let mut table = BySound::default();
    for actor in actors::all().iter().filter(|actor| actor.kind == kind) {
        for name in actor.other_names.iter().chain([&actor.name]) {
            let words = sounds(key_of(name).split(' '));
            if words.len() > 1
                && let Some(letter) = sorted_by(&words).and_then(first_letter)
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

fn first_letter(sound: &Sound) -> Option<u8> {
    sound.as_str().bytes().next()
}

/// The sounds of words, without articles and particles.
fn sounds<'a>(words: impl Iterator<Item = &'a str>) -> Vec<Sound> {
    words
        .filter(|word| {
            !matches!(
                *word,
                "al" | "el" | "an" | "en" | "as" | "ash" | "ul" | "the" | "of" | "bin" | "de" | ""
            )
        })
        .map(Sound::of)
        .collect()
}

/// How alike two last names must sound.
const LAST: f32 = 0.82;

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
    let known: Vec<Sound> = variants(last).map(Sound::of).collect();
    let last = Sound::of(last);
    let firsts = sounds(firsts.iter().map(String::as_str));
    let mut letters: Vec<u8> = known
        .iter()
        .chain([&last])
        .filter_map(first_letter)
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
            true => Some(1.0),
            false => last.alike(their_last, LAST),
        };
        let Some(alike) = alike else {
            continue;
        };
        let company = firsts
            .iter()
            .flat_map(|first| {
                their_firsts
                    .iter()
                    .filter_map(|theirs| first.alike(theirs, 0.0))
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
    let letter = words.first().and_then(first_letter)?;
    if words.len() < 2 {
        return None;
    }
    let mut found: Option<(f32, &Actor)> = None;
    for sounded in GROUPS.get(&letter)? {
        if sounded.words.len() != words.len() {
            continue;
        }
        let alike = words.iter().zip(&sounded.words);
        let Some(sum) = alike
            .map(|(one, other)| one.alike(other, 0.6))
            .sum::<Option<f32>>()
        else {
            continue;
        };
        let mean = sum / words.len() as f32;
        if mean >= 0.77 && found.is_none_or(|(most, _)| mean > most) {
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
