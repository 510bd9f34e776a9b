//! The sample corpus of the project, read and compared, against its annotation.

use crate::{GoldError, Scores, disputes};
use rashomon::{Pipeline, Reading};
use rashomon_doc::{Dispute, DocumentId};
use rashomon_ingest::{Options, documents};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of the sample corpus.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo")
}

pub(crate) fn score(pipeline: &Pipeline, scores: &mut Scores) -> Result<(), GoldError> {
    let folder = folder();
    let annotation = folder.join("annotation.json");
    let Ok(json) = std::fs::read_to_string(&annotation) else {
        return Ok(());
    };
    let fail = |error: serde_json::Error| GoldError::new(&annotation, error);
    let stories = disputes::annotated(&json).map_err(fail)?;
    let titles = disputes::ids_by_title(&json).map_err(fail)?;
    let found = found(pipeline, &folder, &titles);
    let counts = disputes::count_stories(&stories, &found);
    scores.set("own/disputes/dev/precision", counts.precision());
    scores.set("own/disputes/dev/recall", counts.recall());
    scores.set("own/disputes/dev/f1", counts.f1());
    Ok(())
}

/// The disputes of the corpus, their documents named as the annotation names them.
fn found(pipeline: &Pipeline, folder: &Path, titles: &BTreeMap<String, String>) -> Vec<Dispute> {
    let paths = [folder.join("articles.jsonl"), folder.join("articles")];
    let readings: Vec<Reading> = documents(paths, &Options::default())
        .filter_map(Result::ok)
        .map(|document| pipeline.read(document))
        .collect();
    let names: BTreeMap<DocumentId, String> = readings
        .iter()
        .filter_map(|reading| {
            let name = titles.get(reading.document.title.as_deref()?)?;
            Some((reading.document.id.clone(), name.clone()))
        })
        .collect();
    let mut disputes = rashomon::compare(readings).disputes;
    disputes::rename(&mut disputes, &names);
    disputes
}
