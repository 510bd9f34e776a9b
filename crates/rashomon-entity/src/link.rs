//! From names and offices to the knowledge base.

use crate::phrases::Known;
use rashomon_doc::{EntityType, Iso3, Sector};
use rashomon_lexicon::actors::{self, Actor, Day};
use rashomon_lexicon::countries::{self, TermKind};

/// What the knowledge base says of an entity.
#[derive(Clone, Debug, Default)]
pub(crate) struct Link {
    pub(crate) key: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) country: Option<Iso3>,
    pub(crate) sector: Option<Sector>,
    pub(crate) role: Option<String>,
    pub(crate) wikidata: Option<String>,
}

/// The link of a phrase of the tables. `state` tells whether a capital or seat
/// stands for its government.
pub(crate) fn known_link(known: Known, words: &str, state: bool, day: Option<Day>) -> Link {
    match known {
        Known::Country(code, kind) => country_link(code, kind, words, state),
        Known::Actor(actor) => actor_link(actor, day),
        Known::Outlet(outlet) => Link {
            key: Some(format!("media:{}", outlet.key)),
            name: Some(outlet.name.to_owned()),
            country: Some(outlet.country),
            sector: Sector::new("JRN"),
            ..Link::default()
        },
    }
}

fn country_link(code: Iso3, kind: TermKind, words: &str, state: bool) -> Link {
    let name = countries::country(code).map(|country| country.name);
    match kind {
        TermKind::Name => Link {
            key: Some(format!("gpe:{code}")),
            name: name.map(str::to_owned),
            country: Some(code),
            ..Link::default()
        },
        TermKind::Capital if state => Link {
            key: Some(format!("gpe:{code}")),
            name: name.map(str::to_owned),
            country: Some(code),
            sector: Sector::new("GOV"),
            ..Link::default()
        },
        TermKind::Adjective | TermKind::People => Link {
            key: Some(format!("norp:{code}")),
            country: Some(code),
            ..Link::default()
        },
        TermKind::Capital => Link {
            key: Some(format!(
                "city:{}-{}",
                code.as_str().to_lowercase(),
                slug(words)
            )),
            country: Some(code),
            ..Link::default()
        },
        TermKind::Seat if !state => Link {
            key: Some(format!("seat:{}", slug(words))),
            country: Some(code),
            ..Link::default()
        },
        TermKind::Seat => {
            match actors::find(words).find(|actor| actor.kind != EntityType::Person) {
                Some(actor) => actor_link(actor, None),
                None => Link {
                    key: Some(format!("seat:{}", slug(words))),
                    country: Some(code),
                    sector: Sector::new("GOV"),
                    ..Link::default()
                },
            }
        }
    }
}

pub(crate) fn actor_link(actor: &Actor, day: Option<Day>) -> Link {
    let day = day.unwrap_or(actors::KNOWN_UNTIL);
    let term = actor.term_on(day.min(actors::KNOWN_UNTIL));
    Link {
        key: Some(actor.key.clone()),
        name: Some(actor.name.to_owned()),
        country: actor.country,
        sector: actor.sector_on(day.min(actors::KNOWN_UNTIL)),
        role: term
            .map(|term| term.title.clone())
            .filter(|title| !title.is_empty()),
        wikidata: actor.wikidata.map(str::to_owned),
    }
}

/// Letters and digits in small letters, the rest as hyphens.
pub(crate) fn slug(words: &str) -> String {
    if words.is_ascii() {
        return ascii_slug(words);
    }
    let key = actors::key_of(words).to_lowercase();
    let mut slug = String::with_capacity(key.len());
    for c in key.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() && c != '\'' {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// [`slug`] of ASCII text, in one pass.
fn ascii_slug(words: &str) -> String {
    let words = ["the ", "The "]
        .iter()
        .find_map(|article| words.strip_prefix(article))
        .unwrap_or(words);
    let mut slug = String::with_capacity(words.len());
    for byte in words.bytes() {
        match byte {
            b'.' | b'\'' | b'`' => {}
            _ if byte.is_ascii_alphanumeric() => slug.push(char::from(byte.to_ascii_lowercase())),
            _ if !slug.ends_with('-') && !slug.is_empty() => slug.push('-'),
            _ => {}
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_small_letters_and_hyphens() {
        for (words, expected) in [
            ("The U.S. State Department", "us-state-department"),
            ("O'Brien - Smith.", "obrien-smith"),
            ("`A`  B\n", "a-b"),
            ("É. Macron\u{2019}s", "e-macrons"),
            ("-", ""),
        ] {
            assert_eq!(slug(words), expected, "{words:?}");
        }
    }
}
