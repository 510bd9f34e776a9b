use crate::fold::fold;
use rashomon_doc::{Entity, MentionKind, Reading};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Actors and aliases this connection has written or looked up.
///
/// Bounded: when full, it is emptied and filled again from the database.
#[derive(Debug, Default)]
pub(crate) struct Actors {
    ids: HashMap<String, i64>,
    aliases: HashSet<(i64, String)>,
}

/// Keeps the cache below some 30 MB.
const MOST_KNOWN: usize = 200_000;

impl Actors {
    /// Forgets everything: what was written may have been rolled back.
    pub(crate) fn clear(&mut self) {
        self.ids.clear();
        self.aliases.clear();
    }

    /// The actor of each entity of `reading`, written where new.
    pub(crate) fn write(
        &mut self,
        connection: &Connection,
        doc: i64,
        reading: &Reading,
    ) -> rusqlite::Result<Vec<i64>> {
        if self.ids.len() > MOST_KNOWN || self.aliases.len() > MOST_KNOWN {
            self.clear();
        }
        let actors = reading
            .entities
            .iter()
            .map(|entity| self.actor(connection, entity))
            .collect::<rusqlite::Result<Vec<i64>>>()?;
        self.write_aliases(connection, reading, &actors)?;
        write_entities(connection, doc, reading, &actors)?;
        Ok(actors)
    }

    fn actor(&mut self, connection: &Connection, entity: &Entity) -> rusqlite::Result<i64> {
        let key = key(entity);
        if let Some(&actor) = self.ids.get(&key) {
            return Ok(actor);
        }
        let known = connection
            .prepare_cached("SELECT actor FROM actor WHERE key = ?1")?
            .query_row([&key], |row| row.get(0))
            .optional()?;
        let actor = match known {
            Some(actor) => actor,
            None => {
                connection
                    .prepare_cached("INSERT INTO actor (key, name, link, kind, country) VALUES (?1, ?2, ?3, ?4, ?5)")?
                    .execute(params![
                        key,
                        entity.name,
                        entity.link,
                        entity.kind.as_str(),
                        entity.country.as_ref().map(|country| country.as_str()),
                    ])?;
                connection.last_insert_rowid()
            }
        };
        self.ids.insert(key, actor);
        Ok(actor)
    }

    fn write_aliases(
        &mut self,
        connection: &Connection,
        reading: &Reading,
        actors: &[i64],
    ) -> rusqlite::Result<()> {
        let names = reading
            .entities
            .iter()
            .zip(actors)
            .flat_map(|(entity, &actor)| {
                let link = entity.link.as_deref().map(|link| (actor, fold(link)));
                link.into_iter().chain([(actor, fold(&entity.name))])
            });
        let mentions = reading
            .mentions
            .iter()
            .filter(|mention| mention.kind == MentionKind::Name)
            .filter_map(|mention| {
                let actor = *actors.get(mention.entity.index())?;
                Some((actor, fold(mention.span.of(reading.text()))))
            });
        let mut insert = connection
            .prepare_cached("INSERT OR IGNORE INTO alias (folded, actor) VALUES (?1, ?2)")?;
        for alias in names.chain(mentions) {
            if !self.aliases.contains(&alias) {
                insert.execute(params![alias.1, alias.0])?;
                self.aliases.insert(alias);
            }
        }
        Ok(())
    }
}

fn write_entities(
    connection: &Connection,
    doc: i64,
    reading: &Reading,
    actors: &[i64],
) -> rusqlite::Result<()> {
    let mut mentions = vec![0u32; actors.len()];
    for mention in &reading.mentions {
        if let Some(count) = mentions.get_mut(mention.entity.index()) {
            *count += 1;
        }
    }
    let mut insert = connection.prepare_cached(
        "INSERT INTO entity (actor, doc, mentions) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions",
    )?;
    for (actor, count) in actors.iter().zip(mentions) {
        insert.execute(params![actor, doc, count])?;
    }
    Ok(())
}

/// What makes two entities of different documents the same actor.
fn key(entity: &Entity) -> String {
    match &entity.link {
        Some(link) => link.clone(),
        None => format!("~{}", fold(&entity.name)),
    }
}

/// The actors that `name` can mean: those it is the link, name or an alias of, else those it is a
/// whole word of.
pub(crate) fn named(connection: &Connection, name: &str) -> rusqlite::Result<BTreeSet<i64>> {
    let folded = fold(name);
    if folded.is_empty() {
        return Ok(BTreeSet::new());
    }
    let exact = actors_where(connection, "folded = ?1", &folded)?;
    if !exact.is_empty() {
        return Ok(exact);
    }
    actors_where(
        connection,
        "instr(' ' || folded || ' ', ' ' || ?1 || ' ') > 0",
        &folded,
    )
}

fn actors_where(
    connection: &Connection,
    condition: &str,
    folded: &str,
) -> rusqlite::Result<BTreeSet<i64>> {
    connection
        .prepare_cached(&format!("SELECT actor FROM alias WHERE {condition}"))?
        .query_map([folded], |row| row.get(0))?
        .collect()
}
