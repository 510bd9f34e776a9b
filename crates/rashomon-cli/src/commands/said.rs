//! `rashomon said`.

use super::{Context, Result, filter, found, stdout};
use crate::Outcome;
use crate::args::{Format, Said};
use crate::printer::article::short;
use crate::printer::list::{Column, List};
use crate::printer::{Screen, Tint, tame};
use rashomon::rows::Writer;
use rashomon::store::{Filter, QuotationRow};
use rashomon::{Version, versions};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;

const COLUMNS: &[Column<QuotationRow>] = &[
    ("document", |row| row.document.id.to_string()),
    ("id", |row| row.id.to_string()),
    ("published", |row| {
        row.document
            .published
            .map_or_else(String::new, |p| p.date.to_string())
    }),
    ("publisher", |row| {
        row.document.publisher.clone().unwrap_or_default()
    }),
    ("speaker", |row| {
        row.speaker
            .as_ref()
            .map_or_else(String::new, |actor| actor.name.clone())
    }),
    ("speaker_link", |row| {
        row.speaker
            .as_ref()
            .and_then(|actor| actor.link.clone())
            .unwrap_or_default()
    }),
    ("act", |row| row.act.to_string()),
    ("kind", |row| row.kind.to_string()),
    ("addressee", |row| {
        row.addressee
            .as_ref()
            .map_or_else(String::new, |actor| actor.name.clone())
    }),
    ("via", |row| {
        row.via
            .iter()
            .map(|(relay, _)| relay.name.clone())
            .collect::<Vec<_>>()
            .join("; ")
    }),
    ("polarity", |row| row.polarity.to_string()),
    ("modality", |row| row.modality.to_string()),
    ("text", |row| row.text.clone()),
    ("confidence", |row| format!("{:.3}", row.confidence)),
    ("url", |row| row.document.url.clone().unwrap_or_default()),
];

pub(crate) const LIST: List<'static, QuotationRow> = List {
    table: COLUMNS,
    csv: COLUMNS,
};

pub(crate) fn run(ctx: Context<'_>, args: &Said) -> Result<Outcome> {
    let store = ctx.archive()?;
    let mut filter = filter(&args.narrow);
    filter.speaker = args.name.clone();
    filter.kind = args.act.map(|act| act.to_string());
    let limit = filter.limit.take().unwrap_or(usize::MAX);
    let mut rows = store.quotations(&filter)?;
    if let Some(about) = &args.about {
        let about = about.to_lowercase();
        rows.retain(|row| row.text.to_lowercase().contains(&about));
    }
    rows.truncate(limit);
    // The same words may stand in articles that the filter leaves out.
    let all = store.quotations(&Filter {
        speaker: args.name.clone(),
        ..Filter::default()
    })?;
    let told = Told::new(&all);
    let mut out = stdout();
    if args.narrow.format == Format::Table {
        for row in &rows {
            write!(out, "{}", quotation(row, told.version(row), ctx.screen))?;
        }
    } else {
        let mut writer = Writer::new(&store);
        LIST.write(&rows, args.narrow.format, ctx.screen, &mut out, |row| {
            let (longest, count) = told.version(row).unwrap_or((row, 1));
            Ok(serde_json::to_value(writer.version(row, longest, count)?)?)
        })?;
    }
    Ok(found(&rows))
}

/// Which quotations repeat the same words.
struct Told<'a> {
    rows: &'a [QuotationRow],
    versions: Vec<Version>,
    places: BTreeMap<(&'a str, usize), usize>,
}

impl<'a> Told<'a> {
    fn new(rows: &'a [QuotationRow]) -> Self {
        let places = rows
            .iter()
            .enumerate()
            .map(|(index, row)| ((row.document.id.as_str(), row.id.index()), index))
            .collect();
        Self {
            rows,
            versions: versions(rows),
            places,
        }
    }

    /// The longest version of the words of `row`, and how many there are.
    fn version(&self, row: &QuotationRow) -> Option<(&'a QuotationRow, usize)> {
        let place = (row.document.id.as_str(), row.id.index());
        let version = self.versions[*self.places.get(&place)?];
        Some((&self.rows[version.longest], version.count))
    }
}

/// A quotation for people: who does what to whom, the words, the chain, and where the same words
/// stand at their longest.
fn quotation(row: &QuotationRow, told: Option<(&QuotationRow, usize)>, screen: Screen) -> String {
    let mut head = row
        .speaker
        .as_ref()
        .map_or("(nobody named)", |actor| &actor.name)
        .to_owned();
    let _ = write!(head, " · {}", row.act);
    if let Some(addressee) = &row.addressee {
        let _ = write!(head, " → {}", addressee.name);
    }
    let mut out = format!("{}\n", screen.paint(Tint::Heading, &tame(&head)));
    let options = textwrap::Options::new(screen.width)
        .initial_indent("  “")
        .subsequent_indent("   ");
    let words = format!("{}”", tame(&short(&row.text, 600)));
    let _ = writeln!(out, "{}", textwrap::fill(&words, options));
    let mut chain: Vec<String> = row
        .via
        .iter()
        .map(|(relay, _)| relay.name.clone())
        .collect();
    chain.push(
        row.document
            .publisher
            .clone()
            .unwrap_or_else(|| "(no publisher)".into()),
    );
    let date = row
        .document
        .published
        .map_or_else(|| "undated".into(), |p| p.date.to_string());
    let line = format!(
        "   ← {}, {date} [{} {}] {:.2}",
        chain.join(" ← "),
        row.document.id,
        row.id,
        row.confidence
    );
    let _ = writeln!(out, "{}", screen.paint(Tint::Soft, &tame(&line)));
    if let Some((longest, count)) = told.filter(|(_, count)| *count > 1) {
        let place = if longest.document.id == row.document.id && longest.id == row.id {
            "this is the longest".to_owned()
        } else {
            format!("the longest is [{} {}]", longest.document.id, longest.id)
        };
        let line = format!("   = the same words {count} times; {place}");
        let _ = writeln!(out, "{}", screen.paint(Tint::Soft, &tame(&line)));
    }
    out.push('\n');
    out
}
