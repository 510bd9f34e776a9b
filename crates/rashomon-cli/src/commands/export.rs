//! `rashomon export`.

use super::{Context, Result, disputes, events, filter, said, stdout, stories, timeline};
use crate::Outcome;
use crate::args::{Export, Format, Layer, Narrow};
use rashomon::contract;
use rashomon::rows::Writer;
use rashomon::store::Store;
use std::fs::File;
use std::io::{BufWriter, Write};

pub(crate) fn run(ctx: Context<'_>, args: &Export) -> Result<Outcome> {
    let store = ctx.archive()?;
    let narrow = Narrow {
        format: format(args.narrow.format),
        ..args.narrow.clone()
    };
    let Some(path) = &args.output else {
        return write(ctx, &store, args.layer, &narrow, &mut stdout());
    };
    let file = File::create(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut out = BufWriter::new(file);
    let outcome = write(ctx, &store, args.layer, &narrow, &mut out)?;
    out.flush()
        .map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(outcome)
}

/// An export is for programs: JSON Lines unless CSV is asked for.
fn format(format: Format) -> Format {
    match format {
        Format::Csv => Format::Csv,
        Format::Jsonl | Format::Table => Format::Jsonl,
    }
}

fn write(
    ctx: Context<'_>,
    store: &Store,
    layer: Layer,
    narrow: &Narrow,
    out: &mut dyn Write,
) -> Result<Outcome> {
    let filter = filter(narrow);
    let format = narrow.format;
    let mut writer = Writer::new(store);
    match layer {
        Layer::Readings => {
            if format == Format::Csv {
                return Err("readings are nested: export them as `--format jsonl`".into());
            }
            let headers = store.documents(&filter)?;
            for header in &headers {
                if let Some(reading) = store.reading(&header.id)? {
                    writeln!(out, "{}", contract::to_json(&reading))?;
                }
            }
            Ok(super::found(&headers))
        }
        Layer::Stories => {
            let rows = store.stories(&filter)?;
            stories::LIST.write(&rows, format, ctx.screen, out, |row| {
                Ok(serde_json::to_value(writer.story(row)?)?)
            })?;
            Ok(super::found(&rows))
        }
        Layer::Quotations => {
            let rows = store.quotations(&filter)?;
            said::LIST.write(&rows, format, ctx.screen, out, |row| {
                Ok(serde_json::to_value(writer.quotation(row)?)?)
            })?;
            Ok(super::found(&rows))
        }
        Layer::Events => {
            let rows = store.events(&filter)?;
            events::LIST.write(&rows, format, ctx.screen, out, |row| {
                Ok(serde_json::to_value(writer.event(row)?)?)
            })?;
            Ok(super::found(&rows))
        }
        Layer::Happenings => {
            let rows = store.happenings(&filter)?;
            timeline::LIST.write(&rows, format, ctx.screen, out, |row| {
                Ok(serde_json::to_value(writer.happening(row)?)?)
            })?;
            Ok(super::found(&rows))
        }
        Layer::Disputes => {
            let rows = store.disputes(&filter)?;
            disputes::write_rows(&rows, format, ctx, &mut writer, out)?;
            Ok(super::found(&rows))
        }
    }
}
