//! Other spellings of names of the tables.

use crate::link::slug;
use rashomon_doc::{EntityType, Iso3};
use rashomon_lexicon::actors::{self, Actor, Day, Office, key_of};
use rashomon_lexicon::names::variants;
use rashomon_lexicon::spelling::{Spelling, confusable};
use rustc_hash::FxHashMap;
use std::cell::LazyCell;
use std::sync::LazyLock;

/// What a text says of a person besides the name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Support {
    pub(crate) country: Option<Iso3>,
    pub(crate) offices: Vec<Office>,
    pub(crate) day: Option<Day>,
}

/// How alike spellings must be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Last names.
    pub last: f32,
    /// First names.
    pub first: f32,
    /// Last and first name together, of 2.
    pub both: f32,
    /// First names where country and office agree.
    pub backed: f32,
    /// Each word of a group.
    pub word: f32,
    /// A group, in the mean of its words.
    pub group: f32,
    /// A group of one word.
    pub single: f32,
    /// Whether known variants of a word count as the word.
    pub table: bool,
}

/// Limits chosen on spellings from the table of name variants; see the page on entities.
pub const LIMITS: Limits = Limits {
    last: 0.84,
    first: 0.7,
    both: 1.8,
    backed: 0.5,
    word: 0.75,
    group: 0.88,
    single: 0.9,
    table: true,
};

/// A name of the tables by the spelling of its words.
struct Spelt {
    actor: &'static Actor,
    words: Vec<Spelling>,
    /// Its words but the last, written together.
    firsts: Spelling,
    article: bool,
}

/// Names by the number of words that count and the skeletons of the word they are sorted by.
struct Names {
    names: Vec<Spelt>,
    places: FxHashMap<(usize, u16), Vec<Place>>,
}

/// Where a name stands, with what tells most unlike words apart before it is looked at.
#[derive(Clone, Copy, Debug)]
struct Place {
    name: u32,
    edges: [u8; 3],
    len: u8,
}

impl Place {
    /// Whether the word may be another spelling of `word`.
    fn may_be(self, word: &Spelling) -> bool {
        let (Some([first, before, last]), [their_first, their_before, their_last]) =
            (word.edges(), self.edges)
        else {
            return false;
        };
        usize::from(self.len).abs_diff(word.len()) <= 4
            && confusable(their_first, first)
            && (confusable(their_last, last) || (their_before, their_last) == (last, before))
    }
}

static PERSONS: LazyLock<Names> =
    LazyLock::new(|| names(EntityType::Person, |words| (0, words.last())));

static GROUPS: LazyLock<Names> =
    LazyLock::new(|| names(EntityType::ArmedGroup, |words| (words.len(), words.first())));

type Sorted = fn(&[Spelling]) -> (usize, Option<&Spelling>);

fn names(kind: EntityType, sorted: Sorted) -> Names {
    let names = spelt(kind);
    let mut places: FxHashMap<(usize, u16), Vec<Place>> = FxHashMap::default();
    for (index, name) in (0..).zip(&names) {
        let (n_words, word) = sorted(&name.words);
        let Some((word, edges)) = word.and_then(|word| Some((word, word.edges()?))) else {
            continue;
        };
        for skeleton in skeletons_of(word) {
            places.entry((n_words, skeleton)).or_default().push(Place {
                name: index,
                edges,
                len: word.len().min(255) as u8,
            });
        }
    }
    Names { names, places }
}

/// The skeletons of a word, each once.
fn skeletons_of(word: &Spelling) -> impl Iterator<Item = u16> + use<> {
    let [all, few] = word.skeletons();
    std::iter::once(all).chain((few != all).then_some(few))
}

impl Names {
    /// The names that share a skeleton with one of `words`, each once, in the order of the table.
    fn near<'a>(&self, n_words: usize, words: impl Iterator<Item = &'a Spelling>) -> Vec<u32> {
        let near = |word: &'a Spelling| {
            let places = skeletons_of(word)
                .filter_map(move |skeleton| self.places.get(&(n_words, skeleton)));
            places.flatten().filter(move |place| place.may_be(word))
        };
        let mut places: Vec<u32> = words.flat_map(near).map(|place| place.name).collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

fn spelt(kind: EntityType) -> Vec<Spelt> {
    let mut table = Vec::new();
    for actor in actors::all().iter().filter(|actor| actor.kind == kind) {
        for name in actor.other_names.iter().chain([&actor.name]) {
            let key = key_of(name);
            let words = spellings(key.split(' '));
            let short = kind == EntityType::Person && words.len() < 2
                || name.len() < 6 && !name.contains(char::is_lowercase);
            if !short && !words.is_empty() {
                table.push(Spelt {
                    actor,
                    firsts: together(key.split(' ')),
                    article: key.split(' ').next().is_some_and(is_particle),
                    words,
                });
            }
        }
    }
    table
}

/// The Arabic article, in the forms that the next letter gives it.
pub(crate) fn is_article(word: &str) -> bool {
    const FORMS: [&str; 13] = [
        "al", "el", "an", "en", "as", "ash", "asch", "es", "az", "ad", "ar", "at", "et",
    ];
    FORMS.contains(&word)
}

/// Articles and particles.
fn is_particle(word: &str) -> bool {
    is_article(word) || matches!(word, "ul" | "the" | "of" | "bin" | "de" | "di" | "e" | "")
}

/// The spellings of words, without articles and particles.
fn spellings<'a>(words: impl Iterator<Item = &'a str>) -> Vec<Spelling> {
    words
        .filter(|word| !is_particle(word))
        .map(Spelling::of)
        .collect()
}

/// The words but the last, written together.
fn together<'a>(words: impl Iterator<Item = &'a str>) -> Spelling {
    let words: Vec<&str> = words.filter(|word| !is_particle(word)).collect();
    Spelling::of(&words[..words.len().saturating_sub(1)].concat())
}

/// The person of the tables whose name these words spell in another way.
///
/// The last name must sound alike or be a known variant; a first name must sound alike, or country
/// or office must agree. Where two persons come into question there is none.
pub(crate) fn person(words: &[String], support: &Support) -> Option<&'static Actor> {
    person_by(&LIMITS, words, support)
}

fn person_by(limits: &Limits, words: &[String], support: &Support) -> Option<&'static Actor> {
    let (last, firsts) = words.split_last()?;
    if last.len() < 4 {
        return None;
    }
    let spelt: Vec<Spelling> = spellings(firsts.iter().map(String::as_str));
    // A last name alone says enough only of whom country and office tell.
    if spelt.is_empty() && (support.country.is_none() || support.offices.is_empty()) {
        return None;
    }
    let known: Vec<Spelling> = variants(last).map(Spelling::of).collect();
    let last = Spelling::of(last);
    let joined = LazyCell::new(|| together(words.iter().map(String::as_str)));
    let firsts = LazyCell::new(|| {
        let known = firsts.iter().flat_map(|first| variants(first));
        known.map(Spelling::of).collect()
    });
    let mut found: Option<(f32, &Actor)> = None;
    let near = PERSONS.near(0, known.iter().chain([&last]));
    for theirs in near.into_iter().map(|at| &PERSONS.names[at as usize]) {
        let Some((their_last, their_firsts)) = theirs.words.split_last() else {
            continue;
        };
        let alike = match last.alike(their_last, limits.last) {
            Some(alike) => alike,
            None if limits.table && known.contains(their_last) => 1.0,
            None => continue,
        };
        let whole = joined.likeness(&theirs.firsts);
        let company = company(limits, &firsts, &spelt, their_firsts).max(whole);
        let backed = supports(theirs.actor, support);
        let enough = match spelt.is_empty() {
            true => backed && alike > 0.85,
            false => {
                company >= limits.first && alike + company >= limits.both
                    || company >= limits.backed && backed
            }
        };
        if !enough {
            continue;
        }
        // All first names together part "Mahmud Abbas" from "Ali Mahmoud Abbas".
        let score = alike + company + 0.3 * whole + if backed { 0.5 } else { 0.0 };
        match found {
            Some((most, actor)) if actor.key != theirs.actor.key && (score - most).abs() < 0.05 => {
                return None;
            }
            Some((most, _)) if most >= score => {}
            _ => found = Some((score, theirs.actor)),
        }
    }
    found.map(|(_, actor)| actor)
}

/// How alike the most alike of two persons' first names are; 1 where one of `known`, the variants of
/// the first's, is the other's.
fn company(
    limits: &Limits,
    known: &LazyCell<Vec<Spelling>, impl FnOnce() -> Vec<Spelling>>,
    spelt: &[Spelling],
    theirs: &[Spelling],
) -> f32 {
    let mut most = 0.0f32;
    for (one, other) in spelt
        .iter()
        .flat_map(|one| theirs.iter().map(move |other| (one, other)))
    {
        if let Some(alike) = one.alike(other, most.max(0.3)) {
            most = most.max(alike);
        }
    }
    let table = limits.table && most < 0.8;
    if table && known.iter().any(|known| theirs.contains(known)) {
        return 1.0;
    }
    most
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

/// The key of the person, or the group, whose name is spelt in another way, by other limits than
/// the measured ones.
#[doc(hidden)]
pub fn key_by(limits: &Limits, name: &str, is_person: bool) -> Option<&'static str> {
    let words: Vec<String> = slug(name).split('-').map(str::to_owned).collect();
    let words: Vec<String> = words
        .into_iter()
        .filter(|word| !is_particle(word))
        .collect();
    let person = is_person
        .then(|| person_by(limits, &words, &Support::default()))
        .flatten();
    let found = person.or_else(|| group_by(limits, name));
    found.map(|actor| actor.key.as_str())
}

/// The armed group whose name is spelt in another way: word by word, each alike.
pub(crate) fn group(name: &str) -> Option<&'static Actor> {
    group_by(&LIMITS, name)
}

fn group_by(limits: &Limits, name: &str) -> Option<&'static Actor> {
    let slug = slug(name);
    let words: Vec<&str> = slug.split('-').filter(|word| !word.is_empty()).collect();
    let counted = words.iter().filter(|word| !is_particle(word));
    let n_words = counted.clone().count();
    let first = Spelling::of(counted.clone().next()?);
    let near = GROUPS.near(n_words, std::iter::once(&first));
    if near.is_empty() {
        return None;
    }
    let spelt = spellings(words.iter().copied());
    let article = words.first().is_some_and(|word| is_particle(word));
    let mut found: Option<(f32, &Actor)> = None;
    for theirs in near.into_iter().map(|at| &GROUPS.names[at as usize]) {
        let alike = spelt.iter().zip(&theirs.words);
        let alike: Option<f32> = alike
            .map(|(one, other)| one.alike(other, limits.word))
            .sum();
        let Some(sum) = alike else {
            continue;
        };
        let mean = sum / spelt.len() as f32;
        let enough = match spelt.len() {
            1 => mean >= limits.single && is_long(&spelt[0], article && theirs.article),
            _ => mean >= limits.group,
        };
        if enough && found.is_none_or(|(most, _)| mean > most) {
            found = Some((mean, theirs.actor));
        }
    }
    found.map(|(_, actor)| actor)
}

/// Whether one word says enough to be told by its sound: four consonants, or two behind an article.
fn is_long(word: &Spelling, article: bool) -> bool {
    word.consonants().count() >= if article { 2 } else { 4 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, support: Support, expected: Option<&str>) {
        let words: Vec<String> = name.split(' ').map(str::to_owned).collect();
        let found = person(&words, &support).or_else(|| group(name));
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
        check(
            "abdulmalik hussi",
            none(),
            Some("per:abdul-malik-al-houthi"),
        );
        check("dzhebhat en nusra", none(), Some("arm:jabhat-al-nusra"));
        check("jaysh ul islam", none(), Some("arm:jaysh-al-islam"));
        check("hisbollah", none(), Some("arm:hezbollah"));
        check("al kaida", none(), Some("arm:al-qaeda"));
        check("mahmud abbas", none(), Some("per:mahmoud-abbas"));
    }

    #[test]
    fn doubt_is_kept() {
        check("john lavrov", Support::default(), None);
        check("lawrow", Support::default(), None);
        check("mary smith", Support::default(), None);
        check("kaida", Support::default(), None);
    }
}
