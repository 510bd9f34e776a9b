//! An archive that reads what is put into it, and compares it.

use crate::pipeline::{Pipeline, TOGETHER};
use rashomon_doc::{Dispute, Document, DocumentId, Happening, Publication, Reading, Story};
use rashomon_ingest::{Input, Options, Refusal};
use rashomon_store::{Added, Addition, Comparison, Error, Filter, Replaced, Store};
use rashomon_story::Profile;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// Documents read and stored together: one transaction, so that what was reported is on disk.
const BATCH: usize = 128;

/// Text in one batch, in bytes: bounds memory where documents are long.
const BATCH_BYTES: usize = 16 << 20;

/// What happened to the input so far.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Tally {
    /// Documents that came in.
    pub read: usize,
    /// Documents that are in the archive for the first time.
    pub added: usize,
    /// Documents the archive had already.
    pub known: usize,
    /// Inputs that are no document, each reported with its place and reason.
    pub refused: usize,
    /// Bytes of text read.
    pub bytes: usize,
}

/// An archive on disk, open for writing, with the pipeline that reads into it.
#[derive(Debug)]
pub struct Archive {
    store: Store,
    pipeline: Pipeline,
}

impl Archive {
    /// Opens the archive at `path`, and makes it when there is none.
    ///
    /// # Errors
    /// When another process writes to it, or the folder cannot be read or written.
    pub fn open_or_create(path: impl AsRef<Path>, pipeline: Pipeline) -> Result<Self, Error> {
        Ok(Self {
            store: Store::open_or_create(path)?,
            pipeline,
        })
    }

    /// What is stored.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Reads the documents of `input` and stores them, batch by batch.
    ///
    /// `refused` hears of every input that is no document; `tell` hears of the state after every
    /// batch, when what it counts as added is on disk. Runs on the current thread pool of rayon;
    /// the result does not depend on its size.
    ///
    /// # Errors
    /// When the archive cannot be written. What was told as added stays.
    pub fn add(
        &mut self,
        input: impl Iterator<Item = Result<Input, Refusal>>,
        options: &Options,
        mut refused: impl FnMut(&Refusal),
        mut tell: impl FnMut(&Tally),
    ) -> Result<Tally, Error> {
        let mut tally = Tally::default();
        let mut input = input.peekable();
        let mut pending: Vec<Addition> = Vec::new();
        while input.peek().is_some() || !pending.is_empty() {
            let mut fresh = Vec::new();
            for item in batch(&mut input, options) {
                match item {
                    Ok(document) => {
                        tally.read += 1;
                        tally.bytes += document.text.len();
                        if self.store.contains(&document.id)? {
                            tally.known += 1;
                        } else {
                            fresh.push(document);
                        }
                    }
                    Err(refusal) => {
                        tally.refused += 1;
                        refused(&refusal);
                    }
                }
            }
            pending = self.store_and_read(&pending, fresh, &mut tally)?;
            tell(&tally);
        }
        Ok(tally)
    }

    /// Stores one batch while the next is read: writing takes one thread, reading the others.
    fn store_and_read(
        &mut self,
        pending: &[Addition],
        batch: Vec<Document>,
        tally: &mut Tally,
    ) -> Result<Vec<Addition>, Error> {
        let (store, pipeline) = (&mut self.store, &self.pipeline);
        let (stored, read) = rayon::join(
            || match pending {
                [] => Ok(Vec::new()),
                pending => store.add(pending),
            },
            || {
                let readings = read_side_by_side(pipeline, batch).into_par_iter();
                readings.map(addition).collect()
            },
        );
        for added in stored? {
            match added {
                Added::New => tally.added += 1,
                Added::Known => tally.known += 1,
            }
        }
        Ok(read)
    }

    /// Compares all documents: stories, lineage, happenings, disputes, and dates by neighbours.
    ///
    /// The answer depends on the documents alone, not on the order in which they came.
    ///
    /// # Errors
    /// When the archive cannot be read or written.
    pub fn compare(&mut self) -> Result<Replaced, Error> {
        let comparison = comparison(&self.store)?;
        let replaced = self.store.replace_comparison(&comparison)?;
        self.store.flush()?;
        Ok(replaced)
    }
}

fn addition(reading: Reading) -> Addition {
    let profile = Profile::of(&reading).to_bytes();
    Addition { reading, profile }
}

/// Compares everything in `store`. A story that is as it was keeps its happenings and disputes: they
/// follow from its articles alone.
fn comparison(store: &Store) -> Result<Comparison, Error> {
    let profiles = profiles(store)?;
    let stories = rashomon_story::stories(&profiles);
    let dates = rashomon_story::dates(&profiles, &stories);
    drop(profiles);
    let published: BTreeMap<&DocumentId, Publication> = dates
        .iter()
        .map(|(id, publication)| (id, *publication))
        .collect();
    let before: BTreeMap<String, Story> = store
        .stories(&Filter::default())?
        .into_iter()
        .map(|story| (story.id.clone(), story))
        .collect();
    let mut happenings = Vec::new();
    let mut disputes = Vec::new();
    for story in &stories {
        let (mut told, mut disputed) = if before.get(&story.id) == Some(story) {
            let filter = Filter {
                story: Some(story.id.clone()),
                ..Filter::default()
            };
            (store.happenings(&filter)?, store.disputes(&filter)?)
        } else {
            compare_story(store, story, &published)?
        };
        happenings.append(&mut told);
        disputes.append(&mut disputed);
    }
    Ok(Comparison {
        stories,
        happenings,
        disputes,
        dates,
    })
}

/// Compares `readings` with each other, without an archive: stories, happenings, disputes and the
/// dates of the undated.
///
/// The answer does not depend on their order.
pub fn compare(readings: Vec<Reading>) -> Comparison {
    let mut readings: BTreeMap<DocumentId, Reading> = readings
        .into_iter()
        .map(|reading| (reading.document.id.clone(), reading))
        .collect();
    let profiles: Vec<Profile> = readings.values().map(Profile::of).collect();
    let stories = rashomon_story::stories(&profiles);
    let dates = rashomon_story::dates(&profiles, &stories);
    for (id, publication) in &dates {
        if let Some(reading) = readings.get_mut(id) {
            reading.published = Some(*publication);
        }
    }
    let mut comparison = Comparison::default();
    for story in &stories {
        let articles = story.articles.iter();
        let of_story: Vec<&Reading> = articles
            .filter_map(|article| readings.get(&article.document))
            .collect();
        let happenings = rashomon_story::happenings(story, &of_story);
        let disputes = rashomon_account::disputes(story, &of_story);
        comparison.happenings.extend(happenings);
        comparison.disputes.extend(disputes);
    }
    Comparison {
        stories,
        dates,
        ..comparison
    }
}

/// The profiles of all documents. One that another version wrote is made anew from its reading.
fn profiles(store: &Store) -> Result<Vec<Profile>, Error> {
    let mut profiles = Vec::new();
    for row in store.profiles() {
        let (id, bytes) = row?;
        match Profile::from_bytes(&bytes) {
            Ok(profile) => profiles.push(profile),
            Err(_) => profiles.extend(store.reading(&id)?.as_ref().map(Profile::of)),
        }
    }
    Ok(profiles)
}

fn compare_story(
    store: &Store,
    story: &Story,
    published: &BTreeMap<&DocumentId, Publication>,
) -> Result<(Vec<Happening>, Vec<Dispute>), Error> {
    let mut readings = Vec::new();
    for article in &story.articles {
        if let Some(mut reading) = store.reading(&article.document)? {
            if let Some(&publication) = published.get(&article.document) {
                reading.published = Some(publication);
            }
            readings.push(reading);
        }
    }
    let readings: Vec<&Reading> = readings.iter().collect();
    let happenings = rashomon_story::happenings(story, &readings);
    let disputes = rashomon_account::disputes(story, &readings);
    Ok((happenings, disputes))
}

/// Reads `input` on the current thread pool of rayon and hands the readings on in their order.
///
/// Holds one batch in memory at a time.
///
/// # Errors
/// The first error of `hand`; nothing is read after it.
pub fn read_in_order<E>(
    pipeline: Pipeline,
    input: impl Iterator<Item = Result<Input, Refusal>>,
    options: &Options,
    mut hand: impl FnMut(Result<Reading, Refusal>) -> Result<(), E>,
) -> Result<(), E> {
    let mut input = input.peekable();
    while input.peek().is_some() {
        let (mut documents, mut refusals) = (Vec::new(), Vec::new());
        for item in batch(&mut input, options) {
            refusals.push(item.map(|document| documents.push(document)).err());
        }
        let mut readings = read_side_by_side(&pipeline, documents).into_iter();
        for refusal in refusals {
            match refusal {
                Some(refusal) => hand(Err(refusal))?,
                None => readings.next().map(Ok).map_or(Ok(()), &mut hand)?,
            }
        }
    }
    Ok(())
}

/// The readings of `documents`, in their order, on the current thread pool of rayon.
fn read_side_by_side(pipeline: &Pipeline, documents: Vec<Document>) -> Vec<Reading> {
    let threads = rayon::current_num_threads();
    let together = documents.len().div_ceil(threads).clamp(1, TOGETHER);
    let chunks = documents.into_par_iter().chunks(together);
    chunks
        .flat_map_iter(|some| pipeline.read_all(some))
        .collect()
}

/// The next documents of `input`, taken apart side by side.
fn batch(
    input: &mut impl Iterator<Item = Result<Input, Refusal>>,
    options: &Options,
) -> Vec<Result<Document, Refusal>> {
    let mut bytes = 0;
    let mut items = Vec::new();
    while items.len() < BATCH && bytes < BATCH_BYTES {
        let Some(item) = input.next() else { break };
        bytes += item.as_ref().map_or(0, Input::len);
        items.push(item);
    }
    items
        .into_par_iter()
        .map(|item| item.and_then(|input| input.document(options)))
        .collect()
}
