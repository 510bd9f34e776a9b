use crate::error::{At, Error, Kind, Result};
use crate::filter::{Filter, Where, on_days, place_params};
use crate::fold::fold;
use crate::rows::{Actor, EventRow, Header, QuotationRow, Speaker, event_row, quotation_row};
use crate::store::{Store, publication};
use rashomon_doc::{
    Date, Dispute, DocumentId, EventId, Happening, Iso3, QuotationId, Reading, Story,
};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params_from_iter};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// How much an archive holds.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Totals {
    /// Documents.
    pub documents: u64,
    /// Outlets that are named.
    pub publishers: u64,
    /// Stories.
    pub stories: u64,
    /// Happenings.
    pub happenings: u64,
    /// Disputes.
    pub disputes: u64,
    /// Quotations.
    pub quotations: u64,
    /// Events.
    pub events: u64,
    /// First day of publication.
    pub first: Option<Date>,
    /// Last day of publication.
    pub last: Option<Date>,
}

/// The columns of a [`Header`], then the row number.
const HEADER: &str =
    "d.id, d.title, d.publisher, d.url, d.language, d.date, d.basis, d.confidence, d.story, d.doc";
const N_HEADER: usize = 10;

/// By date, undated documents last; documents of one day in the order of their ids.
const BY_DATE: &str = "d.date IS NULL, d.date, d.id";

impl Store {
    /// How much the archive holds.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn totals(&self) -> Result<Totals> {
        let sql = "SELECT count(*), count(DISTINCT publisher_key), min(date), max(date),
              (SELECT count(*) FROM story), (SELECT count(*) FROM happening), (SELECT count(*) FROM dispute),
              (SELECT count(*) FROM quotation), (SELECT count(*) FROM event) FROM document";
        let read = |row: &Row<'_>| {
            let count = |index| row.get::<_, i64>(index).map(|count| count as u64);
            Ok(Totals {
                documents: count(0)?,
                publishers: count(1)?,
                stories: count(4)?,
                happenings: count(5)?,
                disputes: count(6)?,
                quotations: count(7)?,
                events: count(8)?,
                first: day(row, 2)?,
                last: day(row, 3)?,
            })
        };
        self.connection.query_row(sql, [], read).at(&self.database)
    }

    /// The outlets of the archive with their number of documents, most first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn publishers(&self) -> Result<Vec<(String, u64)>> {
        self.collect(
            "SELECT min(publisher), count(*) FROM document WHERE publisher_key IS NOT NULL
             GROUP BY publisher_key ORDER BY 2 DESC, publisher_key",
            [],
            |row| Ok((row.get(0)?, row.get::<_, i64>(1)? as u64)),
        )
    }

    /// What lists say of the document `id`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn header(&self, id: &DocumentId) -> Result<Option<Header>> {
        let document = Some(id.clone());
        let filter = Filter {
            document,
            ..Filter::default()
        };
        Ok(self.documents(&filter)?.pop())
    }

    /// The documents that `filter` lets through, by date and id, undated ones last.
    ///
    /// # Errors
    /// When the database cannot be read or `filter` names an unknown story.
    pub fn documents(&self, filter: &Filter) -> Result<Vec<Header>> {
        let mut to = Where::default();
        self.on_document(filter, &mut to)?;
        self.on_contents(filter, &mut to)?;
        on_days(filter, "d.date", "d.date", &mut to);
        let sql = to.sql(&format!("SELECT {HEADER} FROM document d"), BY_DATE, filter);
        self.collect(&sql, params_from_iter(to.params), header)
    }

    /// The stories that `filter` lets through, most independent origins first.
    ///
    /// Publisher, actor and place are those of at least one article of the story.
    ///
    /// # Errors
    /// As [`Store::documents`].
    pub fn stories(&self, filter: &Filter) -> Result<Vec<Story>> {
        let mut to = Where::default();
        let mut articles = Where::default();
        self.on_document(filter, &mut articles)?;
        self.on_contents(filter, &mut articles)?;
        some_article(articles, "s.id = d.story", "document d", &mut to);
        on_days(filter, "s.first", "s.last", &mut to);
        let order = "s.origins DESC, s.articles DESC, s.last DESC, s.id";
        let sql = to.sql("SELECT s.body FROM story s", order, filter);
        self.bodies(&sql, to.params)
    }

    /// The story `id`, an id it once had, or the start of its id.
    ///
    /// # Errors
    /// When there is no such story or several.
    pub fn story(&self, id: &str) -> Result<Story> {
        let id = self.story_id(id)?;
        let sql = "SELECT body FROM story WHERE id = ?";
        let story = self.bodies(sql, vec![id.clone().into()])?.pop();
        story.ok_or_else(|| Error::new(&self.folder, Kind::UnknownId(id)))
    }

    /// The happenings that `filter` lets through, by day, undated ones last.
    ///
    /// # Errors
    /// As [`Store::documents`].
    pub fn happenings(&self, filter: &Filter) -> Result<Vec<Happening>> {
        let mut to = Where::default();
        if let Some(story) = &filter.story {
            to.and("h.story = ?", [self.story_id(story)?.into()]);
        }
        if let Some(kind) = &filter.kind {
            to.and("h.plover = ?", [kind.to_uppercase().into()]);
        }
        if let Some(actor) = &filter.actor {
            to.and(&named_in("happening", "h"), self.names_of(actor)?);
        }
        if let Some(place) = &filter.place {
            let [name, _] = place_params(place);
            to.and("h.place = ?", [name]);
        }
        self.on_articles_of("happening", "h", filter, &mut to)?;
        on_days(
            filter,
            "coalesce(h.earliest, h.latest)",
            "coalesce(h.latest, h.earliest)",
            &mut to,
        );
        let order = "h.earliest IS NULL, h.earliest, h.latest, h.id";
        let sql = to.sql("SELECT h.body FROM happening h", order, filter);
        self.bodies(&sql, to.params)
    }

    /// The disputes that `filter` lets through, most origins first.
    ///
    /// Days and places are those of at least one of its articles; an actor speaks in it, is told
    /// of in the question or is a stance.
    ///
    /// # Errors
    /// As [`Store::documents`].
    pub fn disputes(&self, filter: &Filter) -> Result<Vec<Dispute>> {
        let mut to = Where::default();
        if let Some(story) = &filter.story {
            to.and("x.story = ?", [self.story_id(story)?.into()]);
        }
        if let Some(kind) = &filter.kind {
            to.and("x.kind = ?", [kind.to_lowercase().into()]);
        }
        if let Some(actor) = &filter.actor {
            to.and(&named_in("dispute", "x"), self.names_of(actor)?);
        }
        let mut of_articles = filter.clone();
        of_articles.actor = None;
        self.on_articles_of("dispute", "x", &of_articles, &mut to)?;
        self.on_days_and_place_of("dispute", "x", filter, &mut to);
        let order = "x.origins DESC, x.confidence DESC, x.id";
        let sql = to.sql("SELECT x.body FROM dispute x", order, filter);
        self.bodies(&sql, to.params)
    }

    /// The quotations that `filter` lets through, by date of the document and place in it.
    ///
    /// `actor` speaks or is addressed; `kind` is the act.
    ///
    /// # Errors
    /// As [`Store::documents`], and when a reading is damaged.
    pub fn quotations(&self, filter: &Filter) -> Result<Vec<QuotationRow>> {
        let mut to = Where::default();
        self.on_document(filter, &mut to)?;
        on_days(filter, "d.date", "d.date", &mut to);
        if let Some(speaker) = &filter.speaker {
            let actors = self.actors_named(speaker)?;
            to.and("q.speaker IN (SELECT value FROM json_each(?))", [actors]);
        }
        if let Some(actor) = &filter.actor {
            let actors = self.actors_named(actor)?;
            to.and(
                "q.speaker IN (SELECT value FROM json_each(?)) OR q.addressee IN (SELECT value FROM json_each(?))",
                [actors.clone(), actors],
            );
        }
        if let Some(kind) = &filter.kind {
            to.and("q.act = ?", [kind.to_lowercase().into()]);
        }
        self.on_contents(&place_only(filter), &mut to)?;
        let select = format!("SELECT {HEADER}, q.row FROM quotation q JOIN document d USING (doc)");
        let sql = to.sql(&select, &format!("{BY_DATE}, q.row"), filter);
        self.rows(&sql, to.params, |header, reading, row| {
            quotation_row(header, reading, QuotationId::at(row))
        })
    }

    /// The events that `filter` lets through, by day and place in the document.
    ///
    /// The day of an event that has none is its document's. `actor` is a source or a target,
    /// `kind` the PLOVER type.
    ///
    /// # Errors
    /// As [`Store::quotations`].
    pub fn events(&self, filter: &Filter) -> Result<Vec<EventRow>> {
        let mut to = Where::default();
        self.on_document(filter, &mut to)?;
        let (first, last) = ("coalesce(e.earliest, d.date)", "coalesce(e.latest, d.date)");
        on_days(filter, first, last, &mut to);
        if let Some(actor) = &filter.actor {
            to.and(
                "(e.doc, e.row) IN (SELECT doc, event FROM party WHERE actor IN (SELECT value FROM json_each(?)))",
                [self.actors_named(actor)?],
            );
        }
        if let Some(kind) = &filter.kind {
            to.and("e.plover = ?", [kind.to_uppercase().into()]);
        }
        if let Some(place) = &filter.place {
            to.and("e.place = ? OR e.country = ?", place_params(place));
        }
        let select = format!("SELECT {HEADER}, e.row FROM event e JOIN document d USING (doc)");
        let order = format!("{first} IS NULL, {first}, {BY_DATE}, e.row");
        let sql = to.sql(&select, &order, filter);
        self.rows(&sql, to.params, |header, reading, row| {
            event_row(header, reading, EventId::at(row))
        })
    }

    /// Who is quoted in the archive, most quoted first.
    ///
    /// # Errors
    /// As [`Store::documents`].
    pub fn speakers(&self, filter: &Filter) -> Result<Vec<Speaker>> {
        let mut to = Where::default();
        self.on_document(filter, &mut to)?;
        on_days(filter, "d.date", "d.date", &mut to);
        if let Some(speaker) = filter.speaker.as_ref().or(filter.actor.as_ref()) {
            let actors = self.actors_named(speaker)?;
            to.and("q.speaker IN (SELECT value FROM json_each(?))", [actors]);
        }
        let order = "3 DESC, 4 DESC, a.name, a.actor";
        let sql = to
            .sql(
                "SELECT a.name, a.link, count(*), count(DISTINCT q.doc), a.country
                 FROM quotation q JOIN document d USING (doc) JOIN actor a ON a.actor = q.speaker",
                order,
                filter,
            )
            .replace(" ORDER BY ", " GROUP BY a.actor ORDER BY ");
        self.collect(&sql, params_from_iter(to.params), |row| {
            let country: Option<String> = row.get(4)?;
            Ok(Speaker {
                actor: Actor {
                    name: row.get(0)?,
                    link: row.get(1)?,
                    country: country.as_deref().and_then(Iso3::new),
                },
                quotations: row.get::<_, i64>(2)? as u64,
                documents: row.get::<_, i64>(3)? as u64,
            })
        })
    }

    /// Rows found in documents; each reading is unpacked once.
    fn rows<T>(
        &self,
        sql: &str,
        params: Vec<Value>,
        make: impl Fn(Header, &Reading, usize) -> Option<T>,
    ) -> Result<Vec<T>> {
        let found = self.collect(sql, params_from_iter(params), |row| {
            let doc: i64 = row.get(N_HEADER - 1)?;
            let index: i64 = row.get(N_HEADER)?;
            Ok((doc, header(row)?, index as usize))
        })?;
        let mut order: Vec<usize> = (0..found.len()).collect();
        order.sort_by_key(|&at| found[at].0);
        let mut rows: Vec<Option<T>> = found.iter().map(|_| None).collect();
        for of_doc in order.chunk_by(|&a, &b| found[a].0 == found[b].0) {
            let reading = self.reading_at(found[of_doc[0]].0)?;
            for &at in of_doc {
                let (_, header, index) = &found[at];
                rows[at] = make(header.clone(), &reading, *index);
            }
        }
        Ok(rows.into_iter().flatten().collect())
    }

    /// Values kept as JSON.
    fn bodies<T: DeserializeOwned>(&self, sql: &str, params: Vec<Value>) -> Result<Vec<T>> {
        let bodies: Vec<String> = self.collect(sql, params_from_iter(params), |row| row.get(0))?;
        let parse = |body: String| {
            serde_json::from_str(&body).map_err(|error| {
                let document = body.chars().take(60).collect();
                let reason = error.to_string();
                Error::new(&self.database, Kind::BadReading { document, reason })
            })
        };
        bodies.into_iter().map(parse).collect()
    }

    /// The folded names of everyone whom `actor` can mean, as a JSON array, and the name itself.
    fn names_of(&self, actor: &str) -> Result<[Value; 2]> {
        let actors = self.actors_named(actor)?;
        Ok([actors, fold(actor).into()])
    }

    /// The conditions of `filter` on at least one article of a happening or dispute.
    fn on_articles_of(
        &self,
        kind: &str,
        alias: &str,
        filter: &Filter,
        to: &mut Where,
    ) -> Result<()> {
        let mut articles = Where::default();
        let mut of_article = filter.clone();
        of_article.story = None;
        self.on_document(&of_article, &mut articles)?;
        let link = format!("l.{kind} = {alias}.id");
        let from = format!("{kind}_document l JOIN document d USING (doc)");
        some_article(articles, &link, &from, to);
        Ok(())
    }

    fn on_days_and_place_of(&self, kind: &str, alias: &str, filter: &Filter, to: &mut Where) {
        let mut articles = Where::default();
        on_days(filter, "d.date", "d.date", &mut articles);
        if let Some(place) = &filter.place {
            articles.and(
                "d.doc IN (SELECT doc FROM place WHERE folded = ? UNION SELECT doc FROM place WHERE country = ?)",
                place_params(place),
            );
        }
        let link = format!("l.{kind} = {alias}.id");
        let from = format!("{kind}_document l JOIN document d USING (doc)");
        some_article(articles, &link, &from, to);
    }

    /// The id of the story that `id` means: itself, the one it was merged into, or the only one
    /// that starts so.
    pub(crate) fn story_id(&self, id: &str) -> Result<String> {
        let redirected = self
            .connection
            .prepare_cached(
                "SELECT id FROM story WHERE id = ?1 UNION ALL SELECT story FROM redirect WHERE old = ?1 LIMIT 1",
            )
            .and_then(|mut statement| statement.query_row([id], |row| row.get(0)).optional())
            .at(&self.database)?;
        match redirected {
            Some(id) => Ok(id),
            None => self.only_one_starting("story", id),
        }
    }
}

/// Adds the condition that some row of `from`, tied by `link`, meets `articles`.
fn some_article(articles: Where, link: &str, from: &str, to: &mut Where) {
    if let Some(condition) = articles.condition() {
        let exists = format!("EXISTS (SELECT 1 FROM {from} WHERE {link} AND {condition})");
        to.and(&exists, []);
        to.params.extend(articles.params);
    }
}

fn named_in(kind: &str, alias: &str) -> String {
    format!(
        "{alias}.id IN (SELECT {kind} FROM {kind}_name WHERE folded IN
           (SELECT folded FROM alias WHERE actor IN (SELECT value FROM json_each(?)) UNION SELECT ?))"
    )
}

fn place_only(filter: &Filter) -> Filter {
    Filter {
        place: filter.place.clone(),
        ..Filter::default()
    }
}

pub(crate) fn header(row: &Row<'_>) -> rusqlite::Result<Header> {
    Ok(Header {
        id: DocumentId(row.get(0)?),
        title: row.get(1)?,
        publisher: row.get(2)?,
        url: row.get(3)?,
        language: row.get(4)?,
        published: publication(row, 5)?,
        story: row.get(8)?,
    })
}

fn day(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<Date>> {
    let day: Option<String> = row.get(index)?;
    Ok(day.and_then(|day| day.parse().ok()))
}
