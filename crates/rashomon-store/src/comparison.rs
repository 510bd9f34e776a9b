use crate::error::{At, Result};
use crate::fold::fold;
use crate::store::{Store, doc_of, sequence, set_sequence};
use rashomon_doc::{Dispute, DocumentId, Happening, Publication, Story};
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What the comparison of all documents gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The stories; a document belongs to one at most.
    pub stories: Vec<Story>,
    /// The happenings.
    pub happenings: Vec<Happening>,
    /// The disputes.
    pub disputes: Vec<Dispute>,
    /// Documents dated by their neighbours.
    pub dates: Vec<(DocumentId, Publication)>,
}

/// How much a new comparison changed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Replaced {
    /// Stories, happenings and disputes written.
    pub written: usize,
    /// Those that were removed.
    pub removed: usize,
    /// Those left as they were.
    pub kept: usize,
    /// Documents whose date changed.
    pub dated: usize,
}

impl Store {
    /// Puts `comparison` in place of the last one, in one transaction; only what differs is written.
    ///
    /// A story that is gone leaves its id behind, as a name of the story that holds most of its
    /// articles.
    ///
    /// # Errors
    /// When the archive was opened for reading, or the disk is full or fails.
    pub fn replace_comparison(&mut self, comparison: &Comparison) -> Result<Replaced> {
        self.check_writable()?;
        let (replaced, dated) = self.replace(comparison).at(&self.database)?;
        let indexed = self.index_changed(&dated);
        self.forget_index_on(indexed);
        Ok(replaced)
    }

    fn replace(&mut self, comparison: &Comparison) -> rusqlite::Result<(Replaced, Vec<i64>)> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let docs = docs(&transaction)?;
        let mut replaced = Replaced::default();
        redirect(&transaction, &comparison.stories)?;
        replace_stories(&transaction, &comparison.stories, &docs, &mut replaced)?;
        replace_happenings(&transaction, &comparison.happenings, &docs, &mut replaced)?;
        replace_disputes(&transaction, &comparison.disputes, &docs, &mut replaced)?;
        let dated = date(&transaction, &comparison.dates)?;
        replaced.dated = dated.len();
        transaction.commit()?;
        Ok((replaced, dated))
    }
}

type Docs = BTreeMap<String, i64>;

fn docs(connection: &Connection) -> rusqlite::Result<Docs> {
    connection
        .prepare_cached("SELECT id, doc FROM document")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

fn bodies(connection: &Connection, table: &str) -> rusqlite::Result<BTreeMap<String, String>> {
    connection
        .prepare_cached(&format!("SELECT id, body FROM {table}"))?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Notes the new name of every story that `stories` no longer has.
fn redirect(transaction: &Transaction<'_>, stories: &[Story]) -> rusqlite::Result<()> {
    let ids: BTreeSet<&str> = stories.iter().map(|story| story.id.as_str()).collect();
    let mut home: BTreeMap<&str, &str> = BTreeMap::new();
    for story in stories {
        for article in &story.articles {
            home.insert(article.document.as_str(), &story.id);
        }
    }
    for id in &ids {
        transaction
            .prepare_cached("DELETE FROM redirect WHERE old = ?1")?
            .execute([id])?;
    }
    for (old, body) in bodies(transaction, "story")? {
        let Ok(story) = serde_json::from_str::<Story>(&body) else {
            continue;
        };
        if ids.contains(old.as_str()) {
            continue;
        }
        if let Some(new) = heir(&story, &home) {
            transaction
                .prepare_cached("UPDATE redirect SET story = ?2 WHERE story = ?1")?
                .execute([&old, new])?;
            transaction
                .prepare_cached("INSERT OR REPLACE INTO redirect (old, story) VALUES (?1, ?2)")?
                .execute([&old, new])?;
        }
    }
    Ok(())
}

/// The story that holds most articles of `story`; of several, the one of its earliest article.
fn heir<'a>(story: &Story, home: &BTreeMap<&str, &'a str>) -> Option<&'a str> {
    let homes: Vec<&str> = story
        .articles
        .iter()
        .filter_map(|article| home.get(article.document.as_str()).copied())
        .collect();
    let count = |id: &str| homes.iter().filter(|home| **home == id).count();
    let most = homes.iter().map(|home| count(home)).max()?;
    homes.iter().copied().find(|home| count(home) == most)
}

/// The rows of a table as they are to be, against those that are there.
struct Table<'t> {
    transaction: &'t Transaction<'t>,
    name: &'static str,
    old: BTreeMap<String, String>,
    seen: BTreeSet<String>,
}

impl<'t> Table<'t> {
    fn open(transaction: &'t Transaction<'t>, name: &'static str) -> rusqlite::Result<Self> {
        Ok(Self {
            transaction,
            name,
            old: bodies(transaction, name)?,
            seen: BTreeSet::new(),
        })
    }

    /// The JSON of `row` when it must be written; its old version is gone then.
    fn changed<T: Serialize>(
        &mut self,
        id: &str,
        row: &T,
        replaced: &mut Replaced,
    ) -> rusqlite::Result<Option<String>> {
        let body = serde_json::to_string(row)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        let first = self.seen.insert(id.to_owned());
        if first && self.old.get(id) == Some(&body) {
            replaced.kept += 1;
            return Ok(None);
        }
        if !first || self.old.contains_key(id) {
            self.remove(id)?;
        }
        replaced.written += 1;
        Ok(Some(body))
    }

    /// Removes the rows that were not seen.
    fn close(self, replaced: &mut Replaced) -> rusqlite::Result<()> {
        for id in self.old.keys().filter(|id| !self.seen.contains(*id)) {
            self.remove(id)?;
            replaced.removed += 1;
        }
        Ok(())
    }

    fn remove(&self, id: &str) -> rusqlite::Result<()> {
        let name = self.name;
        let mut statements = vec![format!("DELETE FROM {name} WHERE id = ?1")];
        if name == "story" {
            statements.push("UPDATE document SET story = NULL WHERE story = ?1".to_owned());
        } else {
            statements.push(format!("DELETE FROM {name}_document WHERE {name} = ?1"));
            statements.push(format!("DELETE FROM {name}_name WHERE {name} = ?1"));
        }
        for sql in statements {
            self.transaction.prepare_cached(&sql)?.execute([id])?;
        }
        Ok(())
    }

    fn link<'a>(
        &self,
        id: &str,
        documents: impl Iterator<Item = &'a DocumentId>,
        names: impl Iterator<Item = &'a str>,
        docs: &Docs,
    ) -> rusqlite::Result<()> {
        let name = self.name;
        let mut document = self.transaction.prepare_cached(&format!(
            "INSERT OR IGNORE INTO {name}_document VALUES (?1, ?2)"
        ))?;
        for doc in documents.filter_map(|document| docs.get(document.as_str())) {
            document.execute(params![id, doc])?;
        }
        let mut alias = self.transaction.prepare_cached(&format!(
            "INSERT OR IGNORE INTO {name}_name VALUES (?1, ?2)"
        ))?;
        for name in names {
            alias.execute(params![id, fold(name)])?;
        }
        Ok(())
    }
}

fn replace_stories(
    transaction: &Transaction<'_>,
    stories: &[Story],
    docs: &Docs,
    replaced: &mut Replaced,
) -> rusqlite::Result<()> {
    let mut table = Table::open(transaction, "story")?;
    let mut written = Vec::new();
    for story in stories {
        let Some(body) = table.changed(&story.id, story, replaced)? else {
            continue;
        };
        transaction
            .prepare_cached("INSERT INTO story (id, first, last, origins, articles, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![
                story.id,
                story.first.map(|day| day.to_string()),
                story.last.map(|day| day.to_string()),
                story.origins,
                story.articles.len() as i64,
                body,
            ])?;
        written.push(story);
    }
    table.close(replaced)?;
    // After all removals, so that an article that changed its story keeps the new one.
    let mut update = transaction.prepare_cached("UPDATE document SET story = ?2 WHERE doc = ?1")?;
    for story in written {
        for article in &story.articles {
            if let Some(doc) = docs.get(article.document.as_str()) {
                update.execute(params![doc, story.id])?;
            }
        }
    }
    Ok(())
}

fn replace_happenings(
    transaction: &Transaction<'_>,
    happenings: &[Happening],
    docs: &Docs,
    replaced: &mut Replaced,
) -> rusqlite::Result<()> {
    let mut table = Table::open(transaction, "happening")?;
    for happening in happenings {
        let Some(body) = table.changed(&happening.id, happening, replaced)? else {
            continue;
        };
        transaction
            .prepare_cached(
                "INSERT INTO happening (id, story, plover, earliest, latest, place, origins, body)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                happening.id,
                happening.story,
                happening.plover.as_str(),
                happening.earliest.map(|day| day.to_string()),
                happening.latest.map(|day| day.to_string()),
                happening.place.as_deref().map(fold),
                happening.origins,
                body,
            ])?;
        let names = happening.sources.iter().chain(&happening.targets);
        table.link(
            &happening.id,
            happening.reports.iter().map(|report| &report.document),
            names.map(String::as_str),
            docs,
        )?;
    }
    table.close(replaced)
}

fn replace_disputes(
    transaction: &Transaction<'_>,
    disputes: &[Dispute],
    docs: &Docs,
    replaced: &mut Replaced,
) -> rusqlite::Result<()> {
    let mut table = Table::open(transaction, "dispute")?;
    for dispute in disputes {
        let Some(body) = table.changed(&dispute.id, dispute, replaced)? else {
            continue;
        };
        let origins: u32 = dispute.sides.iter().map(|side| side.origins).sum();
        transaction
            .prepare_cached("INSERT INTO dispute (id, story, kind, confidence, origins, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![
                dispute.id,
                dispute.story,
                dispute.kind.as_str(),
                f64::from(dispute.confidence),
                origins,
                body,
            ])?;
        let accounts = || dispute.sides.iter().flat_map(|side| &side.accounts);
        let stances = dispute.sides.iter().map(|side| side.stance.as_str());
        let tellers = accounts().flat_map(|account| account.speaker.iter().chain(&account.chain));
        table.link(
            &dispute.id,
            accounts().map(|account| &account.document),
            stances.chain(tellers.map(String::as_str)),
            docs,
        )?;
    }
    table.close(replaced)
}

/// Gives documents the dates of `dates`, all others the date of their own reading; the documents
/// that changed.
fn date(
    transaction: &Transaction<'_>,
    dates: &[(DocumentId, Publication)],
) -> rusqlite::Result<Vec<i64>> {
    let mut wanted = BTreeMap::new();
    for (id, publication) in dates {
        if let Some(doc) = doc_of(transaction, id)? {
            wanted.insert(doc, *publication);
        }
    }
    let mut changed = sequence(transaction)?;
    let mut dated = Vec::new();
    for (doc, current, own) in dated_otherwise(transaction, &wanted)? {
        let publication = wanted.get(&doc).copied().or(own);
        if publication == current {
            continue;
        }
        changed += 1;
        dated.push(doc);
        transaction
            .prepare_cached("UPDATE document SET date = ?2, basis = ?3, confidence = ?4, changed = ?5 WHERE doc = ?1")?
            .execute(params![
                doc,
                publication.map(|publication| publication.date.to_string()),
                publication.map(|publication| publication.basis.as_str()),
                publication.map(|publication| f64::from(publication.confidence)),
                changed as i64,
            ])?;
    }
    set_sequence(transaction, changed)?;
    Ok(dated)
}

type Dated = (i64, Option<Publication>, Option<Publication>);

/// Documents that are to get a date or have one that is not their reading's, with both dates.
fn dated_otherwise(
    transaction: &Transaction<'_>,
    wanted: &BTreeMap<i64, Publication>,
) -> rusqlite::Result<Vec<Dated>> {
    let mut statement = transaction
        .prepare_cached("SELECT doc, date, basis, confidence, own FROM document ORDER BY doc")?;
    let rows = statement.query_map([], |row| {
        let own: Option<String> = row.get(4)?;
        let own = own.and_then(|own| serde_json::from_str(&own).ok());
        Ok((row.get(0)?, crate::store::publication(row, 1)?, own))
    })?;
    let mut dated = Vec::new();
    for row in rows {
        let row: Dated = row?;
        if row.1 != row.2 || wanted.contains_key(&row.0) {
            dated.push(row);
        }
    }
    Ok(dated)
}
