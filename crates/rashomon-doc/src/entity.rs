use crate::Span;
use crate::labels::{code3, labels, row_id};
use serde::{Deserialize, Serialize};

row_id! {
    /// The place of an [`Entity`] in its reading.
    EntityId, "e"
}

code3! {
    /// A country by its ISO 3166-1 alpha-3 code, or one of the field's extensions such as `IGO`.
    Iso3
}

code3! {
    /// A PLOVER actor sector, such as `GOV`, `MIL` or `REB`.
    Sector
}

labels! {
    /// What kind of thing an entity is.
    pub enum EntityType {
        Person = "PER", "a person";
        Organisation = "ORG", "an organisation, company, party, ministry or international body";
        ArmedGroup = "ARM", "an armed group that is no state's army";
        Gpe = "GPE", "a state, province or city: a place with a government";
        Location = "LOC", "a place without a government: sea, mountain, region, district";
        Nationality = "NORP", "a nationality, religious or political community";
        Facility = "FAC", "a building, airport, base, road or bridge";
        Media = "MEDIA", "an outlet or news agency";
        Product = "PROD", "a weapon, aircraft, ship or other made thing";
        EventName = "EVENT", "a named event: a war, a summit, a conference";
        Group = "GROUP", "unnamed people acting together: rebels, residents, officials";
        Other = "MISC", "a name of another kind";
    }
}

labels! {
    /// How a mention refers.
    pub enum MentionKind {
        Name = "name", "by a proper name";
        Nominal = "nominal", "by a common noun: the minister, government forces";
        Pronoun = "pronoun", "by a pronoun";
    }
}

/// Somebody or something that mentions of one document denote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// The best name: the knowledge base's when linked, else the longest name in the text.
    pub name: String,
    /// What kind of thing it is.
    pub kind: EntityType,
    /// The state it belongs to or is.
    pub country: Option<Iso3>,
    /// PLOVER sector of an actor.
    pub sector: Option<Sector>,
    /// The office it holds at the document's time, as the knowledge base or the text gives it.
    pub role: Option<String>,
    /// Key in the knowledge base, the same in every document; `None` for entities we know only
    /// from the text.
    pub link: Option<String>,
    /// Wikidata id where our sources carry it.
    pub wikidata: Option<String>,
}

/// Words that refer to an entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// The words, without a determiner before a name.
    pub span: Span,
    /// Who or what they denote.
    pub entity: EntityId,
    /// How they refer.
    pub kind: MentionKind,
}
