use crate::agency::outlet_key;
use rashomon_doc::{
    Descent, Entity, EntityId, EntityType, Lineage, Quotation, QuotationId, Reading, Story, Teller,
};
use std::collections::BTreeMap;

/// The articles of a story with their readings and where they come from, by place in the story.
#[derive(Debug)]
pub struct Archive<'a> {
    /// The story.
    pub story: &'a Story,
    /// Each article's reading with its lineage, in the order of the story.
    pub articles: Vec<(&'a Reading, &'a Lineage)>,
}

impl<'a> Archive<'a> {
    /// The articles of `story` that `readings` holds; other readings are left aside.
    pub fn new(story: &'a Story, readings: &[&'a Reading]) -> Self {
        let by_id: BTreeMap<_, _> = readings
            .iter()
            .map(|reading| (&reading.document.id, *reading))
            .collect();
        let articles = story
            .articles
            .iter()
            .filter_map(|lineage| Some((*by_id.get(&lineage.document)?, lineage)))
            .collect();
        Self { story, articles }
    }
}

/// The key by which an actor is the same in every document, and by which a government's
/// spokesmen are one teller: `state:RUS` for whoever speaks for a state, else the knowledge
/// base's key, else the folded name.
pub fn actor_key(entity: &Entity) -> String {
    if let (Some(country), true) = (entity.country, speaks_for_state(entity)) {
        return format!("state:{country}");
    }
    if entity.kind == EntityType::Media {
        return outlet_key(&entity.name);
    }
    entity.link.clone().unwrap_or_else(|| fold(&entity.name))
}

fn speaks_for_state(entity: &Entity) -> bool {
    let official = entity
        .sector
        .is_some_and(|sector| ["GOV", "MIL", "SPY", "COP"].contains(&sector.as_str()));
    match entity.kind {
        EntityType::Gpe => entity
            .link
            .as_deref()
            .is_none_or(|link| !link.contains("city")),
        EntityType::Person | EntityType::Organisation | EntityType::Group => official,
        EntityType::ArmedGroup
        | EntityType::Location
        | EntityType::Nationality
        | EntityType::Facility
        | EntityType::Media
        | EntityType::Product
        | EntityType::EventName
        | EntityType::Other => false,
    }
}

/// `name` in lower case, its words parted by one blank.
pub(crate) fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for word in name.split(|c: char| !c.is_alphanumeric()) {
        if word.is_empty() || (folded.is_empty() && word.eq_ignore_ascii_case("the")) {
            continue;
        }
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}

/// The entity's name, when it is known.
pub(crate) fn entity(reading: &Reading, id: Option<EntityId>) -> Option<&Entity> {
    reading.entities.get(id?.index())
}

/// How people call the teller: the entity's name, else the words.
pub fn teller_name(reading: &Reading, teller: &Teller) -> String {
    let words = teller.span.of(reading.text());
    entity(reading, teller.entity).map_or_else(|| one_line(words), |entity| called(words, entity))
}

/// How to call `entity`, which `words` denote: by its name, unless only the text knows it and the
/// words say more than the name ("the Dolmar Defence Ministry" for "Ministry").
pub fn called(words: &str, entity: &Entity) -> String {
    let line = one_line(words);
    let bare = line
        .strip_prefix("The ")
        .or_else(|| line.strip_prefix("the "))
        .unwrap_or(&line);
    let named = bare
        .split(' ')
        .filter(|word| word.starts_with(char::is_uppercase))
        .count();
    let fuller = entity.link.is_none()
        && bare.len() > entity.name.len()
        && bare.contains(entity.name.as_str())
        && named > 1
        && bare.split(' ').count() <= 6;
    let unnamed = entity.kind == EntityType::Group && entity.link.is_none();
    if unnamed || fuller || entity.name.is_empty() {
        line
    } else {
        entity.name.clone()
    }
}

/// `text` with every run of white space as one blank.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn quotation(reading: &Reading, id: QuotationId) -> Option<&Quotation> {
    reading.quotations.get(id.index())
}

/// Who answers for what `id` holds, innermost teller first, the publisher last.
///
/// A relayed article names its outlet before its publisher. Without a quotation the publisher
/// answers.
pub fn chain(reading: &Reading, lineage: &Lineage, id: Option<QuotationId>) -> Vec<String> {
    let mut chain: Vec<String> = Vec::new();
    let mut push = |name: String| {
        if !name.is_empty() && chain.last() != Some(&name) {
            chain.push(name);
        }
    };
    let mut next = id;
    let mut depth = 0;
    while let Some(quotation) = next.and_then(|id| quotation(reading, id)) {
        if let Some(source) = &quotation.source {
            push(teller_name(reading, source));
        }
        for (relay, _) in &quotation.via {
            push(teller_name(reading, relay));
        }
        depth += 1;
        // Parents form a tree; the bound is for readings that come from elsewhere.
        next = quotation.parent.filter(|_| depth < 8);
    }
    if lineage.descent != Descent::Origin
        && let Some(outlet) = &lineage.outlet
    {
        push(outlet.clone());
    }
    if let Some(publisher) = &reading.document.publisher {
        push(publisher.clone());
    }
    chain
}

/// The teller who answers for what `id` holds: the innermost named one.
pub fn innermost(reading: &Reading, id: Option<QuotationId>) -> Option<&Teller> {
    let mut next = id;
    let mut depth = 0;
    while let Some(quotation) = next.and_then(|id| quotation(reading, id)) {
        if quotation.source.is_some() {
            return quotation.source.as_ref();
        }
        depth += 1;
        next = quotation.parent.filter(|_| depth < 8);
    }
    None
}

/// Key of the independent origin of what `id` holds.
///
/// A named teller is one origin however many outlets pass the words on; unnamed people
/// ("residents", "a source") are as many origins as there are articles that met them.
pub fn origin(reading: &Reading, lineage: &Lineage, id: Option<QuotationId>) -> String {
    match innermost(reading, id) {
        Some(teller) => origin_of(reading, lineage, teller),
        None => lineage.origin.clone(),
    }
}

/// Key of the independent origin that `teller` is.
pub fn origin_of(reading: &Reading, lineage: &Lineage, teller: &Teller) -> String {
    match entity(reading, teller.entity) {
        Some(entity) if is_named(entity) => actor_key(entity),
        Some(_) => format!(
            "{}: {}",
            lineage.origin,
            fold(teller.span.of(reading.text()))
        ),
        None => {
            let words = teller.span.of(reading.text());
            let named = words.split(' ').any(|word| {
                word.starts_with(char::is_uppercase)
                    && word != "The"
                    && word != "A"
                    && word.len() > 1
            });
            if named {
                fold(words)
            } else {
                format!("{}: {}", lineage.origin, fold(words))
            }
        }
    }
}

fn is_named(entity: &Entity) -> bool {
    entity.kind != EntityType::Group || entity.link.is_some() || entity.country.is_some()
}
