use crate::actors;
use crate::error::{At, Result};
use crate::fold::fold;
use crate::store::Store;
use rashomon_doc::{Date, DocumentId};
use rusqlite::types::Value;

/// Which rows to give. Every condition set must hold; an empty filter gives everything.
///
/// Days are days of publication, save for events and happenings, where the day of the event
/// counts when it is known. Names compare without case and accents.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Filter {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// The outlet.
    pub publisher: Option<String>,
    /// Somebody named in the document or taking part in the row: knowledge-base link, name or
    /// alias; a part of the name when no name fits whole.
    pub actor: Option<String>,
    /// Who speaks, in quotations; named as `actor` is.
    pub speaker: Option<String>,
    /// A place by the name the gazetteer or the text gives it, or a country by its ISO code.
    pub place: Option<String>,
    /// A story by its id, an id it once had, or the start of one.
    pub story: Option<String>,
    /// The document the row was found in.
    pub document: Option<DocumentId>,
    /// The act of a quotation, the PLOVER type of an event or a happening, the kind of a dispute.
    pub kind: Option<String>,
    /// At most this many rows.
    pub limit: Option<usize>,
    /// Leave out so many rows first.
    pub offset: usize,
}

/// The condition of a query and its parameters, in the order they are written.
#[derive(Debug, Default)]
pub(crate) struct Where {
    conditions: Vec<String>,
    pub(crate) params: Vec<Value>,
}

impl Where {
    pub(crate) fn and<const N: usize>(&mut self, condition: &str, params: [Value; N]) {
        self.conditions.push(format!("({condition})"));
        self.params.extend(params);
    }

    /// All conditions in one; `None` when there are none.
    pub(crate) fn condition(&self) -> Option<String> {
        (!self.conditions.is_empty()).then(|| self.conditions.join(" AND "))
    }

    /// The whole query: `select`, the condition, `order`, the page asked for.
    pub(crate) fn sql(&mut self, select: &str, order: &str, filter: &Filter) -> String {
        let conditions = self.condition().unwrap_or_else(|| "TRUE".to_owned());
        let limit = filter
            .limit
            .map_or(-1, |limit| i64::try_from(limit).unwrap_or(-1));
        self.params.push(limit.into());
        self.params
            .push(i64::try_from(filter.offset).unwrap_or(i64::MAX).into());
        format!("{select} WHERE {conditions} ORDER BY {order} LIMIT ? OFFSET ?")
    }
}

impl Store {
    /// The conditions of `filter` on the document `d`, without those on actors, places and days.
    pub(crate) fn on_document(&self, filter: &Filter, to: &mut Where) -> Result<()> {
        if let Some(publisher) = &filter.publisher {
            to.and("d.publisher_key = ?", [fold(publisher).into()]);
        }
        if let Some(story) = &filter.story {
            to.and("d.story = ?", [self.story_id(story)?.into()]);
        }
        if let Some(document) = &filter.document {
            to.and("d.id = ?", [document.0.clone().into()]);
        }
        Ok(())
    }

    /// The actors that `name` can mean, as a JSON array for `json_each`.
    pub(crate) fn actors_named(&self, name: &str) -> Result<Value> {
        let actors = actors::named(&self.connection, name).at(&self.database)?;
        Ok(serde_json::json!(actors).to_string().into())
    }

    /// The conditions that the document `d` names the actor and the place of `filter`.
    pub(crate) fn on_contents(&self, filter: &Filter, to: &mut Where) -> Result<()> {
        if let Some(actor) = &filter.actor {
            to.and(
                "d.doc IN (SELECT doc FROM entity WHERE actor IN (SELECT value FROM json_each(?)))",
                [self.actors_named(actor)?],
            );
        }
        if let Some(place) = &filter.place {
            to.and(
                "d.doc IN (SELECT doc FROM place WHERE folded = ? UNION SELECT doc FROM place WHERE country = ?)",
                place_params(place),
            );
        }
        Ok(())
    }
}

/// The conditions that the stretch of days `first..last` meets that of `filter`.
pub(crate) fn on_days(filter: &Filter, first: &str, last: &str, to: &mut Where) {
    if let Some(from) = filter.from {
        to.and(&format!("{last} >= ?"), [from.to_string().into()]);
    }
    if let Some(until) = filter.until {
        to.and(&format!("{first} <= ?"), [until.to_string().into()]);
    }
}

/// What a place may be called: a folded name, a country code.
pub(crate) fn place_params(place: &str) -> [Value; 2] {
    [fold(place).into(), place.trim().to_uppercase().into()]
}
