use crate::actors;
use crate::error::{At, Result};
use crate::filter::Filter;
use crate::fold::fold;
use crate::lock::Lock;
use crate::query::header;
use crate::rows::Header;
use crate::store::Store;
use rashomon_doc::{Date, Reading, Span};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use std::fs;
use std::ops::Bound;
use std::path::Path;
use std::time::{Duration, Instant};
use tantivy::collector::TopDocs;
use tantivy::query::{
    BooleanQuery, BoostQuery, Occur, Query, QueryParser, RangeQuery, TermSetQuery,
};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::snippet::SnippetGenerator;
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer,
    TextAnalyzer,
};
use tantivy::{Index, IndexReader, IndexWriter, TantivyDocument, Term};

/// A document that a search found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// The document.
    pub document: Header,
    /// How well it fits (BM25); for ordering hits of one search only.
    pub score: f32,
    /// The stretch of the document's text that fits best; empty when only the title does.
    pub span: Span,
    /// The words of that stretch.
    pub snippet: String,
    /// The words that were searched for, in the document's text.
    pub highlights: Vec<Span>,
}

/// Raised when the fields or the analysis of text change; an index of another number is rebuilt.
const INDEX_FORMAT: u32 = 1;

/// A commit costs some 10 ms whatever it holds.
const COMMIT_EVERY_DOCUMENTS: usize = 1000;
const COMMIT_EVERY: Duration = Duration::from_secs(2);

/// What the index writer may hold in memory; tantivy's smallest is 15 MB.
const WRITER_BYTES: usize = 50_000_000;

const TOKENIZER: &str = "english";

/// The longest snippet, in bytes.
const SNIPPET: usize = 240;

/// What the last commit of the index says of itself.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
struct Payload {
    format: u32,
    archive: String,
    sequence: u64,
}

#[derive(Clone, Copy, Debug)]
struct Fields {
    doc: Field,
    date: Field,
    publisher: Field,
    actor: Field,
    place: Field,
    title: Field,
    text: Field,
}

/// The open search index of a [`Store`].
pub(crate) struct Search {
    index: Index,
    fields: Fields,
    reader: IndexReader,
    writer: Option<IndexWriter>,
    archive: String,
    sequence: u64,
    pending: usize,
    committed: Instant,
}

impl std::fmt::Debug for Search {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Search")
            .field("sequence", &self.sequence)
            .field("pending", &self.pending)
            .finish_non_exhaustive()
    }
}

type Tantivy<T> = std::result::Result<T, tantivy::TantivyError>;

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default().set_indexing_options(indexing);
    let fields = Fields {
        doc: builder.add_i64_field("doc", INDEXED | FAST),
        date: builder.add_i64_field("date", INDEXED | FAST),
        publisher: builder.add_text_field("publisher", STRING),
        actor: builder.add_i64_field("actor", INDEXED),
        place: builder.add_text_field("place", STRING),
        title: builder.add_text_field("title", text.clone()),
        text: builder.add_text_field("text", text),
    };
    (builder.build(), fields)
}

fn analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(60))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(Stemmer::new(Language::English))
        .build()
}

impl Search {
    fn new(index: Index, fields: Fields, archive: &str, sequence: u64) -> Tantivy<Self> {
        index.tokenizers().register(TOKENIZER, analyzer());
        Ok(Self {
            reader: index.reader()?,
            index,
            fields,
            writer: None,
            archive: archive.to_owned(),
            sequence,
            pending: 0,
            committed: Instant::now(),
        })
    }

    fn in_memory(archive: &str) -> Tantivy<Self> {
        let (schema, fields) = schema();
        Self::new(Index::create_in_ram(schema), fields, archive, 0)
    }

    fn create(folder: &Path, archive: &str) -> Tantivy<Self> {
        let (schema, fields) = schema();
        Self::new(Index::create_in_dir(folder, schema)?, fields, archive, 0)
    }

    /// The index in `folder`, when it is one of ours and of this archive.
    fn open(folder: &Path, archive: &str) -> Option<Self> {
        let index = Index::open_in_dir(folder).ok()?;
        let (schema, fields) = schema();
        let payload: Payload = serde_json::from_str(&index.load_metas().ok()?.payload?).ok()?;
        let ours = index.schema() == schema
            && payload.format == INDEX_FORMAT
            && payload.archive == archive;
        if !ours {
            return None;
        }
        Self::new(index, fields, archive, payload.sequence).ok()
    }

    fn writer(&mut self) -> Tantivy<&mut IndexWriter> {
        if self.writer.is_none() {
            self.writer = Some(self.index.writer_with_num_threads(1, WRITER_BYTES)?);
            self.committed = Instant::now();
        }
        Ok(self.writer.as_mut().expect("just opened"))
    }

    fn put(&mut self, doc: i64, entry: TantivyDocument, replace: bool) -> Tantivy<()> {
        let term = Term::from_field_i64(self.fields.doc, doc);
        let writer = self.writer()?;
        if replace {
            writer.delete_term(term);
        }
        writer.add_document(entry)?;
        self.pending += 1;
        Ok(())
    }

    fn commit(&mut self) -> Tantivy<()> {
        let payload = Payload {
            format: INDEX_FORMAT,
            archive: self.archive.clone(),
            sequence: self.sequence,
        };
        let payload = serde_json::to_string(&payload).expect("plain fields");
        let mut prepared = self.writer()?.prepare_commit()?;
        prepared.set_payload(&payload);
        prepared.commit()?;
        self.pending = 0;
        self.committed = Instant::now();
        self.reader.reload()
    }

    fn is_due(&self) -> bool {
        self.pending >= COMMIT_EVERY_DOCUMENTS || self.committed.elapsed() >= COMMIT_EVERY
    }
}

impl Store {
    /// The documents that fit `query` best and that `filter` lets through, best first.
    ///
    /// Words must all occur, in any form; `"several words"` in that order; `a OR b`, `-word`,
    /// `title:word` work. What cannot be read as a query is taken as words. Days, publisher,
    /// actor, place and story of the filter hold for the document.
    ///
    /// # Errors
    /// When the index can neither be read nor made, or `filter` names an unknown story.
    pub fn search(&self, query: &str, filter: &Filter, limit: usize) -> Result<Vec<Hit>> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        self.open_search()?;
        let folder = self.index_folder();
        let mut open = self.search.borrow_mut();
        let search = open.as_mut().expect("just opened");
        if search.pending > 0 {
            search.commit().at(&folder)?;
        }
        let (words, whole) = self.query(search, query, filter)?;
        let searcher = search.reader.searcher();
        let top = TopDocs::with_limit(limit)
            .and_offset(filter.offset)
            .order_by_score();
        let found = searcher.search(&whole, &top).at(&folder)?;
        let mut snippets =
            SnippetGenerator::create(&searcher, &*words, search.fields.text).at(&folder)?;
        snippets.set_max_num_chars(SNIPPET);
        let mut hits = Vec::with_capacity(found.len());
        for (score, address) in found {
            let column = searcher
                .segment_reader(address.segment_ord)
                .fast_fields()
                .i64("doc");
            if let Some(doc) = column.at(&folder)?.first(address.doc_id) {
                hits.extend(self.hit(doc, score, &snippets)?);
            }
        }
        Ok(hits)
    }

    fn hit(&self, doc: i64, score: f32, snippets: &SnippetGenerator) -> Result<Option<Hit>> {
        let sql = "SELECT d.id, d.title, d.publisher, d.url, d.language, d.date, d.basis, d.confidence, d.story
                   FROM document d WHERE doc = ?1";
        let Some(document) = self.collect(sql, [doc], header)?.pop() else {
            return Ok(None);
        };
        let reading = self.reading_at(doc)?;
        let text = reading.text();
        let snippet = snippets.snippet(text);
        let start = text.find(snippet.fragment()).unwrap_or(0);
        let highlights = snippet.highlighted().iter();
        Ok(Some(Hit {
            document,
            score,
            span: Span::new(start, start + snippet.fragment().len()),
            snippet: snippet.fragment().to_owned(),
            highlights: highlights
                .map(|range| Span::new(start + range.start, start + range.end))
                .collect(),
        }))
    }

    /// The query for the words, and with the conditions of `filter`.
    fn query(
        &self,
        search: &Search,
        words: &str,
        filter: &Filter,
    ) -> Result<(Box<dyn Query>, BooleanQuery)> {
        let fields = search.fields;
        let mut parser = QueryParser::for_index(&search.index, vec![fields.title, fields.text]);
        parser.set_conjunction_by_default();
        parser.set_field_boost(fields.title, 2.0);
        let (words, _) = parser.parse_query_lenient(words);
        let mut clauses = vec![(Occur::Must, words.box_clone())];
        for condition in self.conditions(fields, filter)? {
            // Conditions let documents through and must not change their order.
            let silent = Box::new(BoostQuery::new(condition, 0.0)) as Box<dyn Query>;
            clauses.push((Occur::Must, silent));
        }
        Ok((words, BooleanQuery::new(clauses)))
    }

    fn conditions(&self, fields: Fields, filter: &Filter) -> Result<Vec<Box<dyn Query>>> {
        let mut conditions: Vec<Box<dyn Query>> = Vec::new();
        if filter.from.is_some() || filter.until.is_some() {
            let bound = |day: Option<Date>| match day {
                Some(day) => Bound::Included(Term::from_field_i64(fields.date, day_number(day))),
                None => Bound::Unbounded,
            };
            let range = RangeQuery::new(bound(filter.from), bound(filter.until));
            conditions.push(Box::new(range));
        }
        if let Some(publisher) = &filter.publisher {
            let term = Term::from_field_text(fields.publisher, &fold(publisher));
            conditions.push(Box::new(TermSetQuery::new([term])));
        }
        if let Some(actor) = &filter.actor {
            let actors = actors::named(&self.connection, actor).at(&self.database)?;
            let terms = actors
                .into_iter()
                .map(|actor| Term::from_field_i64(fields.actor, actor));
            conditions.push(Box::new(TermSetQuery::new(terms)));
        }
        if let Some(place) = &filter.place {
            let names = [fold(place), place.trim().to_uppercase()];
            let terms = names
                .iter()
                .map(|name| Term::from_field_text(fields.place, name));
            conditions.push(Box::new(TermSetQuery::new(terms)));
        }
        if let Some(story) = &filter.story {
            let story = self.story_id(story)?;
            let sql = "SELECT doc FROM document WHERE story = ?1";
            let docs: Vec<i64> = self.collect(sql, [story], |row| row.get(0))?;
            let terms = docs
                .into_iter()
                .map(|doc| Term::from_field_i64(fields.doc, doc));
            conditions.push(Box::new(TermSetQuery::new(terms)));
        }
        if let Some(document) = &filter.document {
            let sql = "SELECT doc FROM document WHERE id = ?1";
            let docs: Vec<i64> = self.collect(sql, [document.as_str()], |row| row.get(0))?;
            let terms = docs
                .into_iter()
                .map(|doc| Term::from_field_i64(fields.doc, doc));
            conditions.push(Box::new(TermSetQuery::new(terms)));
        }
        Ok(conditions)
    }

    /// Writes what the index holds in memory to its files.
    ///
    /// Nothing is lost without it: what is missing is replayed on the next opening.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn flush(&mut self) -> Result<()> {
        let folder = self.index_folder();
        match self.search.get_mut() {
            Some(search) if search.pending > 0 => search.commit().at(&folder),
            _ => Ok(()),
        }
    }

    /// Puts documents that were just added into the index.
    pub(crate) fn index_added(&mut self, added: Vec<(i64, &Reading)>) -> Result<()> {
        if self.search.get_mut().is_none() {
            // Opening replays what was just added along with what was missing before.
            return self.open_search();
        }
        let folder = self.index_folder();
        for (doc, reading) in added {
            let entry = self.entry(doc, reading)?;
            let search = self.search.get_mut().as_mut().expect("checked above");
            search.put(doc, entry, false).at(&folder)?;
        }
        self.index_up_to_date()
    }

    /// Puts the new version of documents into the index.
    pub(crate) fn index_changed(&mut self, docs: &[i64]) -> Result<()> {
        if self.search.get_mut().is_none() {
            return Ok(());
        }
        let folder = self.index_folder();
        for &doc in docs {
            let entry = self.entry(doc, &self.reading_at(doc)?)?;
            let search = self.search.get_mut().as_mut().expect("checked above");
            search.put(doc, entry, true).at(&folder)?;
        }
        self.index_up_to_date()
    }

    fn index_up_to_date(&mut self) -> Result<()> {
        let sequence = self.sequence()?;
        let folder = self.index_folder();
        let search = self.search.get_mut().as_mut().expect("opened before");
        search.sequence = sequence;
        if search.is_due() {
            search.commit().at(&folder)?;
        }
        Ok(())
    }

    fn index_folder(&self) -> std::path::PathBuf {
        self.folder.join("index")
    }

    /// Opens the index and lets it catch up, when it is not open.
    fn open_search(&self) -> Result<()> {
        if self.search.borrow().is_some() {
            return self.refresh();
        }
        let search = if self.is_writable() {
            self.open_own_search()?
        } else {
            self.open_search_of_reader()?
        };
        *self.search.borrow_mut() = Some(search);
        Ok(())
    }

    /// A reader sees what the writer has committed since.
    fn refresh(&self) -> Result<()> {
        if self.is_writable() {
            return Ok(());
        }
        let stale = match &*self.search.borrow() {
            Some(search) => search.sequence < self.sequence()?,
            None => true,
        };
        if stale {
            *self.search.borrow_mut() = None;
            let search = self.open_search_of_reader()?;
            *self.search.borrow_mut() = Some(search);
        }
        Ok(())
    }

    fn open_own_search(&self) -> Result<Search> {
        let folder = self.index_folder();
        let archive = self.archive()?;
        let newest = self.sequence()?;
        let mut search = match Search::open(&folder, &archive) {
            Some(search) if search.sequence <= newest => search,
            _ => {
                if folder.exists() {
                    fs::remove_dir_all(&folder).at(&folder)?;
                }
                fs::create_dir_all(&folder).at(&folder)?;
                Search::create(&folder, &archive).at(&folder)?
            }
        };
        self.replay(&mut search, newest)?;
        Ok(search)
    }

    /// A reader brings the index up to date itself when nobody writes; else it takes the index as
    /// the writer left it; and makes one in memory when there is none it can use.
    fn open_search_of_reader(&self) -> Result<Search> {
        let folder = self.index_folder();
        let archive = self.archive()?;
        let newest = self.sequence()?;
        if let Some(search) = Search::open(&folder, &archive)
            && search.sequence == newest
        {
            return Ok(search);
        }
        if let Ok(_lock) = Lock::take(&self.folder)
            && let Ok(mut search) = self.open_own_search()
        {
            search.writer = None;
            return Ok(search);
        }
        if let Some(mut search) = Search::open(&folder, &archive) {
            search.sequence = search.sequence.min(newest);
            return Ok(search);
        }
        let mut search = Search::in_memory(&archive).at(&folder)?;
        self.replay(&mut search, newest)?;
        Ok(search)
    }

    fn archive(&self) -> Result<String> {
        let sql = "SELECT value FROM meta WHERE key = 'archive'";
        let archive = self.collect(sql, [], |row| row.get(0))?.pop();
        Ok(archive.unwrap_or_default())
    }

    /// Puts every change since `search.sequence` into the index.
    fn replay(&self, search: &mut Search, newest: u64) -> Result<()> {
        let folder = self.index_folder();
        let replace = search.sequence > 0;
        while search.sequence < newest {
            let changes: Vec<(i64, i64)> = self.collect(
                "SELECT changed, doc FROM document WHERE changed > ?1 ORDER BY changed LIMIT 1000",
                params![search.sequence as i64],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            let Some(&(last, _)) = changes.last() else {
                break;
            };
            for (_, doc) in changes {
                let entry = entry(search.fields, self, doc, &self.reading_at(doc)?)?;
                search.put(doc, entry, replace).at(&folder)?;
            }
            search.sequence = last as u64;
        }
        search.sequence = newest;
        if search.pending > 0 {
            search.commit().at(&folder)?;
        }
        Ok(())
    }

    fn entry(&self, doc: i64, reading: &Reading) -> Result<TantivyDocument> {
        let search = self.search.borrow();
        let fields = search.as_ref().expect("opened before").fields;
        entry(fields, self, doc, reading)
    }
}

/// What the index holds of a document.
fn entry(fields: Fields, store: &Store, doc: i64, reading: &Reading) -> Result<TantivyDocument> {
    let mut entry = TantivyDocument::new();
    entry.add_i64(fields.doc, doc);
    if let Some(published) = reading.published {
        entry.add_i64(fields.date, day_number(published.date));
    }
    if let Some(publisher) = &reading.document.publisher {
        entry.add_text(fields.publisher, fold(publisher));
    }
    let sql = "SELECT actor FROM entity WHERE doc = ?1";
    for actor in store.collect(sql, [doc], |row| row.get(0))? {
        entry.add_i64(fields.actor, actor);
    }
    for place in &reading.places {
        entry.add_text(fields.place, fold(&place.name));
        entry.add_text(fields.place, fold(place.span.of(reading.text())));
        if let Some(country) = &place.country {
            entry.add_text(fields.place, country.as_str());
        }
    }
    if let Some(title) = &reading.document.title {
        entry.add_text(fields.title, title);
    }
    entry.add_text(fields.text, reading.text());
    Ok(entry)
}

/// Days in order; months and years have gaps, which a range does not mind.
fn day_number(day: Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}
