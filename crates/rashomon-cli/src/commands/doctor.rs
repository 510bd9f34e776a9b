//! `rashomon doctor`.

use super::{Context, Result};
use crate::Outcome;
use crate::printer::article::number;
use rashomon::doc::DocumentId;
use rashomon::{Document, Pipeline};
use std::time::Instant;

/// A sentence whose reading must find a speaker and a time.
const SAMPLE: &str = "President Ilona Dareth said on Monday that the bridge was safe.";

pub(crate) fn run(ctx: Context<'_>) -> Result<Outcome> {
    println!("rashomon {}", env!("CARGO_PKG_VERSION"));
    let start = Instant::now();
    let reading = Pipeline::new().read(Document {
        id: DocumentId("sample".into()),
        title: None,
        text: SAMPLE.into(),
        publisher: None,
        url: None,
        published: None,
    });
    let fine = !reading.quotations.is_empty() && !reading.times.is_empty();
    let verdict = if fine { "reads" } else { "DOES NOT READ" };
    println!(
        "models and tables: {verdict} ({:.0} ms to load)",
        start.elapsed().as_secs_f64() * 1e3
    );
    let store = match ctx.archive() {
        Ok(store) => store,
        Err(error) => {
            println!("archive: {error}");
            return Ok(if fine {
                Outcome::Nothing
            } else {
                Outcome::Refused
            });
        }
    };
    let totals = store.totals()?;
    println!(
        "archive {}: {} documents, {} stories, {} happenings, {} disputes, {} quotations, {} events",
        store.path().display(),
        number(totals.documents as f64),
        number(totals.stories as f64),
        number(totals.happenings as f64),
        number(totals.disputes as f64),
        number(totals.quotations as f64),
        number(totals.events as f64),
    );
    Ok(if fine {
        Outcome::Done
    } else {
        Outcome::Refused
    })
}
