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
use std::cmp::Reverse;
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
        lines(&rows, args.origins.is_none(), ctx.screen, &mut out)?;
    } else {
        let mut writer = Writer::new(&store);
        LIST.write(&rows, args.narrow.format, ctx.screen, &mut out, |row| {
            Ok(serde_json::to_value(writer.happening(row)?)?)
        })?;
    }
    Ok(found(&rows))
}

/// The happenings one under the other, each with its day, its origins and where it is told.
///
/// With `fold`, of the happenings of one stretch that a single origin tells only the first
/// [`ALONE`] are printed, deeds before words, and the rest are counted.
pub(crate) fn lines(
    rows: &[Happening],
    fold: bool,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<()> {
    let mut at = 0;
    while at < rows.len() {
        let when = days(rows[at].earliest, rows[at].latest);
        let same = |row: &Happening| days(row.earliest, row.latest) == when;
        let n = rows[at..].iter().take_while(|row| same(row)).count();
        let mut stretch: Vec<&Happening> = rows[at..at + n].iter().collect();
        let mut left = 0;
        if fold {
            stretch.sort_by_key(|row| (Reverse(row.origins), !row.plover.is_deed()));
            let shared = stretch.iter().filter(|row| row.origins > 1).count();
            left = stretch.len().saturating_sub(shared + ALONE);
            stretch.truncate(shared + ALONE);
        }
        writeln!(out, "{}", screen.paint(Tint::Time, &when))?;
        entries(&stretch, screen, out)?;
        if left > 0 {
            let rest = format!("    and {left} more of one origin each (`--origins 1` lists them)");
            writeln!(out, "{}", screen.paint(Tint::Soft, &rest))?;
        }
        at += n;
    }
    Ok(())
}

/// Happenings of one stretch that a single origin tells and that are printed all the same.
const ALONE: usize = 2;

fn entries(rows: &[&Happening], screen: Screen, out: &mut dyn Write) -> Result<()> {
    for row in rows {
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
    }
    Ok(())
}
