//! `rashomon search`.

use super::{Context, Result, filter, found, stdout};
use crate::Outcome;
use crate::args::{Format, Search};
use crate::printer::list::{Column, List};
use crate::printer::{Tint, tame};
use rashomon::rows::Writer;
use rashomon::store::Hit;
use std::io::Write;

const LIMIT: usize = 20;

const COLUMNS: &[Column<Hit>] = &[
    ("document", |hit| hit.document.id.to_string()),
    ("published", |hit| {
        hit.document
            .published
            .map_or_else(String::new, |p| p.date.to_string())
    }),
    ("publisher", |hit| {
        hit.document.publisher.clone().unwrap_or_default()
    }),
    ("title", |hit| {
        hit.document.title.clone().unwrap_or_default()
    }),
    ("story", |hit| {
        hit.document.story.clone().unwrap_or_default()
    }),
    ("score", |hit| format!("{:.2}", hit.score)),
];

pub(crate) fn run(ctx: Context<'_>, args: &Search) -> Result<Outcome> {
    let store = ctx.archive()?;
    let limit = args.narrow.limit.unwrap_or(LIMIT);
    let hits = store.search(&args.query.join(" "), &filter(&args.narrow), limit)?;
    let mut out = stdout();
    let mut writer = Writer::new(&store);
    if args.narrow.format == Format::Table {
        for hit in &hits {
            let title = hit.document.title.as_deref().unwrap_or("(no title)");
            writeln!(out, "{}", ctx.screen.paint(Tint::Heading, &tame(title)))?;
            let publisher = hit
                .document
                .publisher
                .as_deref()
                .unwrap_or("(no publisher)");
            let date = hit
                .document
                .published
                .map_or_else(|| "undated".into(), |p| p.date.to_string());
            let line = format!("{publisher}, {date} [{}]", hit.document.id);
            writeln!(out, "{}", ctx.screen.paint(Tint::Soft, &tame(&line)))?;
            let text = store
                .document(&hit.document.id)?
                .map(|document| document.text)
                .unwrap_or_default();
            let words = tame(hit.span.of(&text).trim());
            writeln!(out, "{}\n", textwrap::fill(&words, ctx.screen.width))?;
        }
    } else {
        let list = List {
            table: COLUMNS,
            csv: COLUMNS,
        };
        list.write(&hits, args.narrow.format, ctx.screen, &mut out, |hit| {
            Ok(serde_json::to_value(writer.hit(hit)?)?)
        })?;
    }
    Ok(found(&hits))
}
