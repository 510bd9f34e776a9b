//! `rashomon timeline`.

use super::stories::days;
use super::{Context, Result, filter, found, stdout};
use crate::Outcome;
use crate::args::{Format, Timeline};
use crate::printer::article::short;
use crate::printer::list::{Column, List};
use crate::printer::{Screen, Tint, tame};
use rashomon::doc::Happening;
use rashomon::rows::Writer;
use std::io::Write;

const COLUMNS: &[Column<Happening>] = &[
    ("id", |row| row.id.clone()),
    ("story", |row| row.story.clone()),
    ("earliest", |row| {
        row.earliest.map_or_else(String::new, |day| day.to_string())
    }),
    ("latest", |row| {
        row.latest.map_or_else(String::new, |day| day.to_string())
    }),
    ("type", |row| row.plover.to_string()),
    ("label", |row| row.label.clone()),
    ("sources", |row| row.sources.join("; ")),
    ("targets", |row| row.targets.join("; ")),
    ("place", |row| row.place.clone().unwrap_or_default()),
    ("origins", |row| row.origins.to_string()),
    ("reports", |row| row.reports.len().to_string()),
];

pub(crate) const LIST: List<'static, Happening> = List {
    table: COLUMNS,
    csv: COLUMNS,
};

pub(crate) fn run(ctx: Context<'_>, args: &Timeline) -> Result<Outcome> {
    let store = ctx.archive()?;
    let mut filter = filter(&args.narrow);
    let limit = filter.limit.take().unwrap_or(usize::MAX);
    let mut rows = store.happenings(&filter)?;
    rows.retain(|row| args.origins.is_none_or(|least| row.origins >= least));
    rows.truncate(limit);
    let mut out = stdout();
    if args.narrow.format == Format::Table {
        lines(&rows, ctx.screen, &mut out)?;
    } else {
        let mut writer = Writer::new(&store);
        LIST.write(&rows, args.narrow.format, ctx.screen, &mut out, |row| {
            Ok(serde_json::to_value(writer.happening(row)?)?)
        })?;
    }
    Ok(found(&rows))
}

/// The happenings one under the other, each with its day, its origins and where it is told.
pub(crate) fn lines(rows: &[Happening], screen: Screen, out: &mut dyn Write) -> Result<()> {
    let mut last = String::new();
    for row in rows {
        let when = days(row.earliest, row.latest);
        if when != last {
            writeln!(out, "{}", screen.paint(Tint::Time, &when))?;
        }
        let place = row
            .place
            .as_deref()
            .map_or_else(String::new, |place| format!(" · {place}"));
        let s = if row.origins == 1 { "" } else { "s" };
        let head = format!(
            "{}{place} · {} origin{s}, {} told",
            row.plover,
            row.origins,
            row.reports.len()
        );
        writeln!(out, "    {}", screen.paint(Tint::Soft, &tame(&head)))?;
        let options = textwrap::Options::new(screen.width)
            .initial_indent("    ")
            .subsequent_indent("    ");
        writeln!(
            out,
            "{}",
            textwrap::fill(&tame(&short(&row.label, 220)), options)
        )?;
        last = when;
    }
    Ok(())
}
