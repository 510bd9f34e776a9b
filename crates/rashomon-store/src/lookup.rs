use crate::error::{Error, Kind, Result};
use crate::store::Store;
use rashomon_doc::DocumentId;

/// What an id names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Found {
    /// A document.
    Document(DocumentId),
    /// A story.
    Story(String),
    /// A happening.
    Happening(String),
    /// A dispute.
    Dispute(String),
}

/// How many candidates a message about an ambiguous id names.
const MOST_NAMED: usize = 5;

impl Store {
    /// What the id `id`, or the only id that starts so, names.
    ///
    /// # Errors
    /// When nothing has that id, or several ids start so.
    pub fn find(&self, id: &str) -> Result<Found> {
        if let Some(found) = self.find_whole(id)? {
            return Ok(found);
        }
        let mut found = Vec::new();
        for (table, make) in TABLES {
            let ids = self.starting(table, id)?;
            found.extend(ids.into_iter().map(|id| (id.clone(), make(id))));
        }
        match found.len() {
            1 => Ok(found.remove(0).1),
            0 => Err(Error::new(&self.folder, Kind::UnknownId(id.to_owned()))),
            _ => Err(self.ambiguous(id, found.into_iter().map(|(id, _)| id).collect())),
        }
    }

    fn find_whole(&self, id: &str) -> Result<Option<Found>> {
        for (table, make) in TABLES {
            let sql = format!("SELECT id FROM {table} WHERE id = ?1");
            if let Some(id) = self.collect(&sql, [id], |row| row.get(0))?.pop() {
                return Ok(Some(make(id)));
            }
        }
        let sql = "SELECT story FROM redirect WHERE old = ?1";
        let story = self.collect(sql, [id], |row| row.get(0))?.pop();
        Ok(story.map(Found::Story))
    }

    pub(crate) fn only_one_starting(&self, table: &str, prefix: &str) -> Result<String> {
        let mut ids = self.starting(table, prefix)?;
        match ids.len() {
            1 => Ok(ids.remove(0)),
            0 => Err(Error::new(&self.folder, Kind::UnknownId(prefix.to_owned()))),
            _ => Err(self.ambiguous(prefix, ids)),
        }
    }

    fn starting(&self, table: &str, prefix: &str) -> Result<Vec<String>> {
        if prefix.is_empty() {
            return Ok(Vec::new());
        }
        let end = format!("{prefix}\u{10ffff}");
        let sql = format!("SELECT id FROM {table} WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3");
        let limit = MOST_NAMED as i64;
        self.collect(&sql, rusqlite::params![prefix, end, limit], |row| {
            row.get(0)
        })
    }

    fn ambiguous(&self, prefix: &str, mut candidates: Vec<String>) -> Error {
        candidates.truncate(MOST_NAMED);
        let prefix = prefix.to_owned();
        Error::new(&self.folder, Kind::Ambiguous { prefix, candidates })
    }
}

type Make = fn(String) -> Found;

const TABLES: [(&str, Make); 4] = [
    ("document", |id| Found::Document(DocumentId(id))),
    ("story", Found::Story),
    ("happening", Found::Happening),
    ("dispute", Found::Dispute),
];
