//! What the user's own table says of whom names denote, laid over what was found.

use crate::link::{actor_link, slug};
use rashomon_doc::{Entity, EntityId, EntityType, Mention, MentionKind, Reading, Span};
use rashomon_lexicon::actors::{self, Day, key_of};
use rashomon_lexicon::own::{Meant, Own, OwnEntity};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::ops::Range;

/// Entities and mentions with the names of `own` found, merged and split.
pub(crate) fn apply(
    own: &Own,
    reading: &Reading,
    entities: Vec<Entity>,
    mentions: Vec<Mention>,
) -> (Vec<Entity>, Vec<Mention>) {
    let day = reading.document.published.map(Day::from);
    let mut table = Table {
        text: reading.text(),
        day,
        entities,
        mentions,
        known: FxHashMap::default(),
    };
    for (span, meant) in named(own, reading, day) {
        table.name(span, meant);
    }
    table.split(own);
    table.finish()
}

/// The names of `own` in the text, the longest from each place.
fn named<'a>(own: &'a Own, reading: &Reading, day: Option<Day>) -> Vec<(Span, Meant<'a>)> {
    let (text, syntax) = (reading.text(), &reading.syntax);
    let mut found = Vec::new();
    for sentence in syntax.sentences() {
        let mut at = sentence.tokens.start;
        while at < sentence.tokens.end {
            let first = syntax.token(at).span;
            // A name written with hyphens and apostrophes has more tokens than words.
            let last = sentence.tokens.end.min(at + 3 * own.longest());
            let longest = match own.begins(first.of(text)) {
                true => (at..last).rev().find_map(|end| {
                    let span = first.cover(syntax.token(end).span);
                    Some((end, span, meant(own, span.of(text), day)?))
                }),
                false => None,
            };
            match longest {
                Some((end, span, meant)) => {
                    found.push((span, meant));
                    at = end + 1;
                }
                None => at += 1,
            }
        }
    }
    found
}

/// Whom a name denotes; where it is one with another name of the table, whom that one does.
fn meant<'a>(own: &'a Own, name: &str, day: Option<Day>) -> Option<Meant<'a>> {
    match own.meant(name, day)? {
        Meant::Same(other) => match own.meant(other, day) {
            Some(found @ Meant::Own(..)) => Some(found),
            _ => Some(Meant::Same(other)),
        },
        found @ Meant::Own(..) => Some(found),
    }
}

/// Mentions before a name that are looked at; an outer one stands right before those inside it.
const NEAR: usize = 32;

struct Table<'a> {
    text: &'a str,
    day: Option<Day>,
    entities: Vec<Entity>,
    mentions: Vec<Mention>,
    /// The entity of each key that the user's names have led to.
    known: FxHashMap<String, EntityId>,
}

impl Table<'_> {
    /// Lets `span` denote whom `meant` says.
    fn name(&mut self, span: Span, meant: Meant<'_>) {
        let Some(identity) = self.identity(meant) else {
            return;
        };
        let key = identity.link.clone().unwrap_or_default();
        let near = self.near(span);
        let touching: Vec<usize> = near
            .clone()
            .filter(|&index| {
                let mention = &self.mentions[index];
                mention.kind == MentionKind::Name && mention.span.overlaps(span)
            })
            .collect();
        let outside = |&index: &usize| {
            let other = self.mentions[index].span;
            other != span && !span.contains(other)
        };
        let crosses = |index: usize| {
            let other = self.mentions[index].span;
            other.overlaps(span) && !other.contains(span) && !span.contains(other)
        };
        if touching.iter().any(outside) || near.into_iter().any(crosses) {
            return;
        }
        let was = touching.first().map(|&index| self.mentions[index].entity);
        let entity = match self.known.get(&key) {
            Some(&entity) => entity,
            None => self.place(&key, was, &identity),
        };
        self.entities[entity.index()] = identity;
        self.known.insert(key, entity);
        // Those who were taken for one with the name go with it.
        if let Some(was) = was.filter(|&was| was != entity && !self.is_taken(was)) {
            for mention in &mut self.mentions {
                if mention.entity == was {
                    mention.entity = entity;
                }
            }
        }
        for &index in touching.iter().rev() {
            self.mentions.remove(index);
        }
        let mention = Mention {
            span,
            entity,
            kind: MentionKind::Name,
        };
        let place = (span.start, Reverse(span.end));
        let at = self
            .mentions
            .partition_point(|other| (other.span.start, Reverse(other.span.end)) < place);
        self.mentions.insert(at, mention);
    }

    /// The mentions that may touch `span`: those of a few places before its end.
    fn near(&self, span: Span) -> Range<usize> {
        let end = self
            .mentions
            .partition_point(|mention| mention.span.start < span.end);
        end.saturating_sub(NEAR)..end
    }

    /// The entity for an identity that is new in the text.
    fn place(&mut self, key: &str, was: Option<EntityId>, identity: &Entity) -> EntityId {
        let linked = self
            .entities
            .iter()
            .position(|entity| entity.link.as_deref() == Some(key));
        match (linked, was) {
            (Some(entity), _) => EntityId::at(entity),
            (None, Some(entity)) if !self.is_taken(entity) => entity,
            _ => {
                self.entities.push(identity.clone());
                EntityId::at(self.entities.len() - 1)
            }
        }
    }

    /// Whether the user's names have given this entity an identity already.
    fn is_taken(&self, entity: EntityId) -> bool {
        self.known.values().any(|&known| known == entity)
    }

    fn identity(&self, meant: Meant<'_>) -> Option<Entity> {
        match meant {
            Meant::Own(_, entity) => Some(own_entity(entity)),
            Meant::Same(name) => Some(self.bearer(name)),
        }
    }

    /// Whom `name` denotes by the tables or the text.
    fn bearer(&self, name: &str) -> Entity {
        if let Some(actor) = actors::find(name).next() {
            let link = actor_link(actor, self.day);
            return Entity {
                name: actor.name.to_owned(),
                kind: actor.kind,
                country: link.country,
                sector: link.sector,
                role: link.role,
                link: link.key,
                wikidata: link.wikidata,
            };
        }
        let key = key_of(name);
        let mention = self
            .mentions
            .iter()
            .find(|mention| key_of(mention.span.of(self.text)) == key);
        let mut entity = match mention {
            Some(mention) => self.entities[mention.entity.index()].clone(),
            None => unknown(name),
        };
        if entity.link.is_none() {
            entity.link = Some(format!("own:{}", slug(name)));
            name.clone_into(&mut entity.name);
        }
        entity
    }

    /// Takes names apart that the table says are not the same.
    fn split(&mut self, own: &Own) {
        for apart in own.apart() {
            let one = key_of(&apart.one);
            let keeps = actors::find(&apart.one)
                .next()
                .map(|actor| actor.key.as_str());
            for entity in 0..self.entities.len() {
                let of = |key: &str| {
                    self.mentions.iter().any(|mention| {
                        mention.entity.index() == entity
                            && key_of(mention.span.of(self.text)) == key
                    })
                };
                let linked = self.entities[entity].link.as_deref();
                let both = of(&one)
                    || keeps.is_some() && linked == keeps
                    || key_of(&self.entities[entity].name) == one;
                if !both || !of(&apart.other_key) {
                    continue;
                }
                self.entities.push(match own.meant(&apart.other, self.day) {
                    Some(Meant::Own(_, entity)) => own_entity(entity),
                    _ => Entity {
                        kind: self.entities[entity].kind,
                        ..unknown(&apart.other)
                    },
                });
                let other = EntityId::at(self.entities.len() - 1);
                for mention in &mut self.mentions {
                    if mention.entity.index() == entity
                        && key_of(mention.span.of(self.text)) == apart.other_key
                    {
                        mention.entity = other;
                    }
                }
            }
        }
    }

    /// Entities in the order of their first mentions, those without one left out.
    fn finish(mut self) -> (Vec<Entity>, Vec<Mention>) {
        self.mentions
            .sort_by_key(|mention| (mention.span.start, Reverse(mention.span.end)));
        let mut numbers = vec![None; self.entities.len()];
        let mut entities = Vec::new();
        for mention in &mut self.mentions {
            let index = mention.entity.index();
            let number = *numbers[index].get_or_insert_with(|| {
                entities.push(self.entities[index].clone());
                entities.len() - 1
            });
            mention.entity = EntityId::at(number);
        }
        (entities, self.mentions)
    }
}

fn own_entity(entity: &OwnEntity) -> Entity {
    Entity {
        kind: entity.kind,
        country: entity.country,
        sector: entity.sector,
        link: Some(format!("own:{}", slug(&entity.name))),
        wikidata: entity.wikidata.clone(),
        ..unknown(&entity.name)
    }
}

fn unknown(name: &str) -> Entity {
    Entity {
        name: name.to_owned(),
        kind: EntityType::Other,
        country: None,
        sector: None,
        role: None,
        link: None,
        wikidata: None,
    }
}
