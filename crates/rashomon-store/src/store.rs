use crate::actors::Actors;
use crate::error::{At, Error, Kind, Result};
use crate::fold::fold;
use crate::index::Search;
use crate::lock::Lock;
use crate::schema::{self, FORMAT, Standing};
use rashomon_doc::{Document, DocumentId, Publication, Reading, Time};
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use zstd::bulk::{Compressor, Decompressor};

/// A reading to add, with what the comparison of stories wants to remember of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Addition {
    /// The reading; its `syntax` is not kept.
    pub reading: Reading,
    /// Bytes that [`Store::profiles`] gives back.
    pub profile: Vec<u8>,
}

/// A document with the bytes kept beside it.
pub type Profile = (DocumentId, Vec<u8>);

/// What became of an [`Addition`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Added {
    /// It is in the archive now.
    New,
    /// A document of that id was there already; nothing was changed.
    Known,
}

/// An archive: one folder on disk.
///
/// One process writes, any number read. A value belongs to one thread at a time; open the folder
/// once for each thread that reads.
#[derive(Debug)]
pub struct Store {
    pub(crate) connection: Connection,
    pub(crate) folder: PathBuf,
    pub(crate) database: PathBuf,
    pub(crate) search: RefCell<Option<Search>>,
    actors: Actors,
    lock: Option<Lock>,
}

/// Level 3 packs a reading to about a fifth at some 200 MB/s; level 9 saves a tenth more and
/// takes six times as long.
const ZSTD_LEVEL: i32 = 3;

impl Store {
    /// Makes a new archive at `path` and opens it for writing.
    ///
    /// # Errors
    /// When there is an archive or another file at `path`, or the folder cannot be written.
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        let folder = path.as_ref();
        if is_archive(folder) {
            return Err(Error::new(folder, Kind::Exists));
        }
        fs::create_dir_all(folder).at(folder)?;
        if holds_other_files(folder).at(folder)? {
            return Err(Error::new(folder, Kind::NotEmpty));
        }
        Self::open_for_writing(folder)
    }

    /// Opens the archive at `path` for writing.
    ///
    /// # Errors
    /// When there is no archive, it cannot be written, is broken or too new, or another process
    /// is writing to it.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let folder = path.as_ref();
        if !is_archive(folder) {
            return Err(missing(folder));
        }
        Self::open_for_writing(folder)
    }

    /// Opens the archive at `path` for writing, and makes it when there is none.
    ///
    /// # Errors
    /// As [`Store::create`] and [`Store::open`].
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<Self> {
        if is_archive(path.as_ref()) {
            Self::open(path)
        } else {
            Self::create(path)
        }
    }

    /// Opens the archive at `path` for reading, also while another process writes to it.
    ///
    /// # Errors
    /// When there is no archive, it cannot be read, is broken, or its format is too new.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self> {
        let folder = path.as_ref();
        if !is_archive(folder) {
            return Err(missing(folder));
        }
        let database = folder.join("archive.sqlite");
        let connection = connect_read_only(&database)?;
        match schema::standing(&connection).at(&database)? {
            Standing::Ours { format: FORMAT } => {}
            Standing::Ours { format } if format < FORMAT => {
                // An older format is brought up to date by whoever may write.
                drop(connection);
                drop(Self::open(folder)?);
                return Self::open_read_only(folder);
            }
            Standing::Ours { format } => return Err(too_new(folder, format)),
            Standing::Fresh => return Err(Error::new(folder, Kind::Missing)),
            Standing::Foreign => return Err(foreign(&database)),
        }
        Ok(Self::new(connection, folder, None))
    }

    fn open_for_writing(folder: &Path) -> Result<Self> {
        let lock = Lock::take(folder)?;
        let database = folder.join("archive.sqlite");
        let mut connection = Connection::open(&database).at(&database)?;
        prepare(&mut connection, folder, &database)?;
        Ok(Self::new(connection, folder, Some(lock)))
    }

    fn new(connection: Connection, folder: &Path, lock: Option<Lock>) -> Self {
        connection.set_prepared_statement_cache_capacity(64);
        Self {
            connection,
            folder: folder.to_owned(),
            database: folder.join("archive.sqlite"),
            search: RefCell::new(None),
            actors: Actors::default(),
            lock,
        }
    }

    /// The folder of the archive.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Whether this value may write.
    pub fn is_writable(&self) -> bool {
        self.lock.is_some()
    }

    /// The number of the last change. It grows with every change to documents.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn sequence(&self) -> Result<u64> {
        sequence(&self.connection).at(&self.database)
    }

    /// Adds readings in one transaction: all of them or, on an error, none.
    ///
    /// The answer has one entry for each addition, in the same order. When it is returned, the
    /// readings are on disk: neither a killed process nor a loss of power takes them away.
    ///
    /// # Errors
    /// When the archive was opened for reading, or the disk is full or fails.
    pub fn add(&mut self, batch: &[Addition]) -> Result<Vec<Added>> {
        self.check_writable()?;
        let result = self.add_in_transaction(batch).at(&self.database);
        if result.is_err() {
            self.actors.clear();
        }
        let (added, docs) = result?;
        let new = batch
            .iter()
            .zip(&added)
            .filter(|(_, added)| **added == Added::New);
        let new = new
            .zip(docs)
            .map(|((addition, _), doc)| (doc, &addition.reading));
        let indexed = self.index_added(new.collect());
        self.forget_index_on(indexed);
        Ok(added)
    }

    /// An index that cannot be written takes nothing away from what was added: it is closed, and
    /// catches up when a search opens it again and says what is wrong.
    pub(crate) fn forget_index_on(&mut self, indexed: Result<()>) {
        if indexed.is_err() {
            *self.search.get_mut() = None;
        }
    }

    fn add_in_transaction(
        &mut self,
        batch: &[Addition],
    ) -> rusqlite::Result<(Vec<Added>, Vec<i64>)> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut changed = sequence(&transaction)?;
        let mut added = Vec::with_capacity(batch.len());
        let mut docs = Vec::new();
        for addition in batch {
            match write(&transaction, &mut self.actors, addition, changed + 1)? {
                Some(doc) => {
                    changed += 1;
                    docs.push(doc);
                    added.push(Added::New);
                }
                None => added.push(Added::Known),
            }
        }
        set_sequence(&transaction, changed)?;
        transaction.commit()?;
        Ok((added, docs))
    }

    /// Whether the archive holds the document `id`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn contains(&self, id: &DocumentId) -> Result<bool> {
        Ok(doc_of(&self.connection, id).at(&self.database)?.is_some())
    }

    /// The reading of the document `id`, without its `syntax`; dated as the archive dates it.
    ///
    /// # Errors
    /// When the database cannot be read or the reading is damaged.
    pub fn reading(&self, id: &DocumentId) -> Result<Option<Reading>> {
        match doc_of(&self.connection, id).at(&self.database)? {
            Some(doc) => self.reading_at(doc).map(Some),
            None => Ok(None),
        }
    }

    /// The document `id`.
    ///
    /// # Errors
    /// As [`Store::reading`].
    pub fn document(&self, id: &DocumentId) -> Result<Option<Document>> {
        Ok(self.reading(id)?.map(|reading| reading.document))
    }

    pub(crate) fn reading_at(&self, doc: i64) -> Result<Reading> {
        let (id, published, body) = self
            .connection
            .prepare_cached(
                "SELECT id, date, basis, confidence, body FROM document JOIN reading USING (doc) WHERE doc = ?1",
            )
            .and_then(|mut statement| {
                statement.query_row([doc], |row| {
                    Ok((row.get::<_, String>(0)?, publication(row, 1)?, row.get::<_, Vec<u8>>(4)?))
                })
            })
            .at(&self.database)?;
        let mut reading: Reading = unpack(&body).map_err(|reason| {
            let document = id;
            Error::new(&self.database, Kind::BadReading { document, reason })
        })?;
        reading.published = published;
        Ok(reading)
    }

    /// The profile of every document, in the order they were added.
    ///
    /// Rows are fetched a few hundred at a time.
    pub fn profiles(&self) -> impl Iterator<Item = Result<Profile>> + '_ {
        let mut last = i64::MIN;
        self.pages(move |store| {
            let page = store.profiles_after(last)?;
            last = page.last().map_or(last, |(doc, _)| *doc);
            Ok(page.into_iter().map(|(_, item)| item).collect())
        })
    }

    /// The reading of every document, in the order they were added.
    pub fn readings(&self) -> impl Iterator<Item = Result<Reading>> + '_ {
        let mut last = i64::MIN;
        self.pages(move |store| {
            let docs: Vec<i64> = store.collect(
                "SELECT doc FROM document WHERE doc > ?1 ORDER BY doc LIMIT 64",
                params![last],
                |row| row.get(0),
            )?;
            last = docs.last().copied().unwrap_or(last);
            docs.into_iter().map(|doc| store.reading_at(doc)).collect()
        })
    }

    fn profiles_after(&self, last: i64) -> Result<Vec<(i64, Profile)>> {
        self.collect(
            "SELECT doc, id, bytes FROM document JOIN profile USING (doc) WHERE doc > ?1 ORDER BY doc LIMIT 256",
            params![last],
            |row| Ok((row.get(0)?, (DocumentId(row.get(1)?), row.get(2)?))),
        )
    }

    /// The items of page after page, until a page is empty or an error has been given.
    fn pages<'s, T: 's>(
        &'s self,
        mut next: impl FnMut(&'s Self) -> Result<Vec<T>> + 's,
    ) -> impl Iterator<Item = Result<T>> + 's {
        let mut done = false;
        let pages = std::iter::from_fn(move || {
            if done {
                return None;
            }
            let page = match next(self) {
                Ok(page) => page.into_iter().map(Ok).collect::<Vec<_>>(),
                Err(error) => {
                    done = true;
                    vec![Err(error)]
                }
            };
            (!page.is_empty()).then_some(page)
        });
        pages.flatten()
    }

    /// All rows of a query.
    pub(crate) fn collect<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        row: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.connection.prepare_cached(sql).at(&self.database)?;
        let rows = statement.query_map(params, row).at(&self.database)?;
        rows.collect::<rusqlite::Result<Vec<T>>>()
            .at(&self.database)
    }

    pub(crate) fn check_writable(&self) -> Result<()> {
        match self.lock {
            Some(_) => Ok(()),
            None => Err(Error::new(&self.folder, Kind::ReadOnly)),
        }
    }
}

impl Drop for Store {
    /// What the index has not yet written is replayed by the next opening, so errors do not count.
    fn drop(&mut self) {
        let _ = self.flush();
    }
}

fn is_archive(folder: &Path) -> bool {
    folder.join("archive.sqlite").exists()
}

/// An error that tells a folder that is not there from one that may not be entered.
fn missing(folder: &Path) -> Error {
    match fs::metadata(folder.join("archive.sqlite")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Error::new(folder, Kind::Io(error))
        }
        _ => Error::new(folder, Kind::Missing),
    }
}

fn too_new(folder: &Path, found: u32) -> Error {
    let known = FORMAT;
    Error::new(folder, Kind::TooNew { found, known })
}

fn foreign(database: &Path) -> Error {
    let error = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_NOTADB);
    let reason = Some("a database of another program".to_owned());
    Error::new(
        database,
        Kind::Sqlite(rusqlite::Error::SqliteFailure(error, reason)),
    )
}

/// Whether `folder` holds something that a creation cut short does not leave behind.
fn holds_other_files(folder: &Path) -> io::Result<bool> {
    for entry in fs::read_dir(folder)? {
        if entry?.file_name() != "lock" {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How long to wait for a reader that holds the database for a moment.
const BUSY: Duration = Duration::from_secs(5);

fn prepare(connection: &mut Connection, folder: &Path, database: &Path) -> Result<()> {
    connection.busy_timeout(BUSY).at(database)?;
    let standing = schema::standing(connection).at(database)?;
    match standing {
        Standing::Ours { format } if format > FORMAT => return Err(too_new(folder, format)),
        Standing::Foreign => return Err(foreign(database)),
        Standing::Fresh | Standing::Ours { .. } => {}
    }
    tune(connection).at(database)?;
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .at(database)?;
    match standing {
        Standing::Fresh => schema::migrate(&transaction, 0).at(database)?,
        Standing::Ours { format } if format < FORMAT => {
            schema::migrate(&transaction, format).at(database)?;
        }
        Standing::Ours { .. } | Standing::Foreign => {}
    }
    transaction.commit().at(database)
}

/// FULL syncs the log at every commit, so that what was reported survives a loss of power too;
/// a commit holds a batch, which makes the cost of it small.
fn tune(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -32_768)?;
    connection.pragma_update(None, "temp_store", "MEMORY")
}

/// A database whose log cannot be shared, on a medium that cannot be written, is read as it
/// stands.
fn connect_read_only(database: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags).at(database)?;
    connection.busy_timeout(BUSY).at(database)?;
    match schema::standing(&connection) {
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::CannotOpen) => {
            let name = database.to_string_lossy();
            let name = name
                .replace('%', "%25")
                .replace('?', "%3f")
                .replace('#', "%23");
            let flags = flags | OpenFlags::SQLITE_OPEN_URI;
            Connection::open_with_flags(format!("file:{name}?immutable=1"), flags).at(database)
        }
        _ => Ok(connection),
    }
}

pub(crate) fn sequence(connection: &Connection) -> rusqlite::Result<u64> {
    let value: String = connection
        .prepare_cached("SELECT value FROM meta WHERE key = 'sequence'")?
        .query_row([], |row| row.get(0))?;
    Ok(value.parse().unwrap_or(0))
}

pub(crate) fn set_sequence(connection: &Connection, sequence: u64) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE meta SET value = ?1 WHERE key = 'sequence'")?
        .execute([sequence.to_string()])?;
    Ok(())
}

pub(crate) fn doc_of(connection: &Connection, id: &DocumentId) -> rusqlite::Result<Option<i64>> {
    connection
        .prepare_cached("SELECT doc FROM document WHERE id = ?1")?
        .query_row([id.as_str()], |row| row.get(0))
        .optional()
}

/// The publication in three columns from `first`.
pub(crate) fn publication(
    row: &rusqlite::Row<'_>,
    first: usize,
) -> rusqlite::Result<Option<Publication>> {
    let date: Option<String> = row.get(first)?;
    let basis: Option<String> = row.get(first + 1)?;
    let confidence: Option<f64> = row.get(first + 2)?;
    Ok(match (date, basis, confidence) {
        (Some(date), Some(basis), Some(confidence)) => date
            .parse()
            .ok()
            .zip(basis.parse().ok())
            .map(|(date, basis)| Publication {
                date,
                basis,
                confidence: confidence as f32,
            }),
        _ => None,
    })
}

fn pack(reading: &Reading) -> rusqlite::Result<Vec<u8>> {
    let fail = |error: Box<dyn std::error::Error + Send + Sync>| {
        rusqlite::Error::ToSqlConversionFailure(error)
    };
    let json = serde_json::to_vec(reading).map_err(|error| fail(error.into()))?;
    let packed = PACKER.with_borrow_mut(|packer| packer.compress(&json));
    packed.map_err(|error| fail(error.into()))
}

fn unpack(body: &[u8]) -> Result<Reading, String> {
    let size = zstd::zstd_safe::get_frame_content_size(body).ok().flatten();
    let size = size.and_then(|size| usize::try_from(size).ok());
    let json = match size.filter(|&size| size <= MOST_PACKED * body.len()) {
        Some(size) => UNPACKER.with_borrow_mut(|unpacker| unpacker.decompress(body, size)),
        None => zstd::stream::decode_all(body),
    };
    let json = json.map_err(|error| error.to_string())?;
    serde_json::from_slice(&json).map_err(|error| error.to_string())
}

/// How many times smaller than its text a packed reading may be for its own word on its size to be
/// taken.
const MOST_PACKED: usize = 1000;

thread_local! {
    /// Kept from reading to reading: their tables are large.
    static PACKER: RefCell<Compressor<'static>> =
        RefCell::new(Compressor::new(ZSTD_LEVEL).expect("memory for a table"));
    static UNPACKER: RefCell<Decompressor<'static>> =
        RefCell::new(Decompressor::new().expect("memory for a table"));
}

/// Writes `addition`; `None` when its document is known.
fn write(
    connection: &Connection,
    actors: &mut Actors,
    addition: &Addition,
    changed: u64,
) -> rusqlite::Result<Option<i64>> {
    let reading = &addition.reading;
    if doc_of(connection, &reading.document.id)?.is_some() {
        return Ok(None);
    }
    let doc = write_document(connection, reading, changed)?;
    connection
        .prepare_cached("INSERT INTO reading (doc, body) VALUES (?1, ?2)")?
        .execute(params![doc, pack(reading)?])?;
    connection
        .prepare_cached("INSERT INTO profile (doc, bytes) VALUES (?1, ?2)")?
        .execute(params![doc, addition.profile])?;
    let actors = actors.write(connection, doc, reading)?;
    write_places(connection, doc, reading)?;
    write_quotations(connection, doc, reading, &actors)?;
    write_events(connection, doc, reading, &actors)?;
    Ok(Some(doc))
}

fn write_document(
    connection: &Connection,
    reading: &Reading,
    changed: u64,
) -> rusqlite::Result<i64> {
    let document = &reading.document;
    let published = reading.published;
    let own = published.map(|published| serde_json::to_string(&published).unwrap_or_default());
    connection
        .prepare_cached(
            "INSERT INTO document (id, title, publisher, publisher_key, url, language, date, basis, confidence, own, changed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            document.id.as_str(),
            document.title,
            document.publisher,
            document.publisher.as_deref().map(fold),
            document.url,
            reading.language,
            published.map(|published| published.date.to_string()),
            published.map(|published| published.basis.as_str()),
            published.map(|published| f64::from(published.confidence)),
            own,
            changed as i64,
        ])?;
    Ok(connection.last_insert_rowid())
}

fn write_places(connection: &Connection, doc: i64, reading: &Reading) -> rusqlite::Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT OR IGNORE INTO place (folded, doc, name, geonames, country, lat, lon) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut seen = BTreeSet::new();
    for place in &reading.places {
        let words = place.span.of(reading.text());
        for name in [place.name.as_str(), words] {
            let folded = fold(name);
            if seen.contains(&folded) {
                continue;
            }
            insert.execute(params![
                folded,
                doc,
                place.name,
                place.geonames,
                place.country.as_ref().map(|country| country.as_str()),
                place.lat,
                place.lon,
            ])?;
            seen.insert(folded);
        }
    }
    Ok(())
}

fn write_quotations(
    connection: &Connection,
    doc: i64,
    reading: &Reading,
    actors: &[i64],
) -> rusqlite::Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO quotation (doc, row, start, end, kind, act, speaker, addressee, polarity, modality)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    let actor = |teller: &Option<rashomon_doc::Teller>| {
        let entity = teller.as_ref()?.entity?;
        actors.get(entity.index()).copied()
    };
    for (row, quotation) in reading.quotations.iter().enumerate() {
        let Some((first, last)) = quotation.content.first().zip(quotation.content.last()) else {
            continue;
        };
        insert.execute(params![
            doc,
            row as i64,
            first.start,
            last.end,
            quotation.kind.as_str(),
            quotation.act.as_str(),
            actor(&quotation.source),
            actor(&quotation.addressee),
            quotation.polarity.as_str(),
            quotation.modality.as_str(),
        ])?;
    }
    Ok(())
}

fn write_events(
    connection: &Connection,
    doc: i64,
    reading: &Reading,
    actors: &[i64],
) -> rusqlite::Result<()> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO event (doc, row, start, end, plover, mode, cameo, earliest, latest, place, country, polarity, modality)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )?;
    let mut party = connection.prepare_cached(
        "INSERT OR IGNORE INTO party (actor, doc, event, role) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (row, event) in reading.events.iter().enumerate() {
        let time: Option<&Time> = event.time.and_then(|time| reading.times.get(time.index()));
        let place = event
            .place
            .and_then(|place| reading.places.get(place.index()));
        let country = place.and_then(|place| place.country.as_ref());
        let day = |date: Option<rashomon_doc::Date>| date.map(|date| date.to_string());
        insert.execute(params![
            doc,
            row as i64,
            event.trigger.start,
            event.trigger.end,
            event.plover.as_str(),
            event.mode,
            event.cameo,
            day(time.and_then(|time| time.earliest)),
            day(time.and_then(|time| time.latest)),
            place.map(|place| fold(&place.name)),
            country.map(|country| country.as_str()),
            event.polarity.as_str(),
            event.modality.as_str(),
        ])?;
        for (role, parties) in [("source", &event.sources), ("target", &event.targets)] {
            let entities = parties.iter().filter_map(|party| party.entity);
            for &actor in entities.filter_map(|entity| actors.get(entity.index())) {
                party.execute(params![actor, doc, row as i64, role])?;
            }
        }
    }
    Ok(())
}
