//! `rashomon show`.

use super::{Context, Result, stdout};
use crate::Outcome;
use crate::args::{ReadFormat, Show};
use crate::printer::{article, dispute};
use rashomon::contract;
use rashomon::rows::Writer;
use rashomon::store::{Filter, Found, Store};
use std::io::Write;

pub(crate) fn run(ctx: Context<'_>, args: &Show) -> Result<Outcome> {
    let store = ctx.archive()?;
    let found = store.find(&args.id)?;
    match args.format {
        ReadFormat::Text => text(ctx, &store, found)?,
        ReadFormat::Jsonl => writeln!(stdout(), "{}", json(&store, found)?)?,
    }
    Ok(Outcome::Done)
}

fn text(ctx: Context<'_>, store: &Store, found: Found) -> Result<()> {
    let mut out = stdout();
    match found {
        Found::Document(id) => {
            let reading = store.reading(&id)?.ok_or("the document is gone")?;
            write!(out, "{}", article::article(&reading, ctx.screen))?;
        }
        Found::Story(id) => {
            drop(out);
            super::stories::page(ctx, store, &store.story(&id)?)?;
        }
        Found::Dispute(id) => {
            let row = store
                .disputes(&Filter::default())?
                .into_iter()
                .find(|row| row.id == id);
            write!(
                out,
                "{}",
                dispute::dispute(&row.ok_or("the dispute is gone")?, ctx.screen)
            )?;
        }
        Found::Happening(id) => {
            let rows = store.happenings(&Filter::default())?;
            let row: Vec<_> = rows.into_iter().filter(|row| row.id == id).collect();
            super::timeline::lines(&row, false, ctx.screen, &mut out)?;
            for report in row.iter().flat_map(|row| &row.reports) {
                let text = store
                    .document(&report.document)?
                    .map(|document| document.text);
                let words = text.as_deref().map_or("", |text| report.span.of(text));
                writeln!(
                    out,
                    "      “{words}”\n      {} [{}]",
                    report.chain.join(" ← "),
                    report.document
                )?;
            }
        }
    }
    Ok(())
}

fn json(store: &Store, found: Found) -> Result<String> {
    let mut writer = Writer::new(store);
    Ok(match found {
        Found::Document(id) => {
            contract::to_json(&store.reading(&id)?.ok_or("the document is gone")?)
        }
        Found::Story(id) => serde_json::to_string(&writer.story(&store.story(&id)?)?)?,
        Found::Dispute(id) => {
            let rows = store.disputes(&Filter::default())?;
            let row = rows
                .iter()
                .find(|row| row.id == id)
                .ok_or("the dispute is gone")?;
            serde_json::to_string(&writer.dispute(row)?)?
        }
        Found::Happening(id) => {
            let rows = store.happenings(&Filter::default())?;
            let row = rows
                .iter()
                .find(|row| row.id == id)
                .ok_or("the happening is gone")?;
            serde_json::to_string(&writer.happening(row)?)?
        }
    })
}
