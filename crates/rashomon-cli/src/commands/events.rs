//! `rashomon events`.

use super::{Context, Result, filter, found, stdout};
use crate::Outcome;
use crate::args::Events;
use crate::printer::article::short;
use crate::printer::list::{Column, List};
use rashomon::doc::{Modality, Polarity};
use rashomon::rows::Writer;
use rashomon::store::{Actor, EventRow};

const TABLE: &[Column<EventRow>] = &[
    ("day", day),
    ("type", |row| row.plover.to_string()),
    ("source", |row| names(&row.sources)),
    ("target", |row| names(&row.targets)),
    ("place", |row| row.place.clone().unwrap_or_default()),
    ("status", status),
    ("told by", |row| {
        let publisher = row.document.publisher.clone().unwrap_or_default();
        match &row.speaker {
            Some(speaker) => format!("{} ← {publisher}", speaker.name),
            None => publisher,
        }
    }),
    ("words", |row| short(&row.text, 120)),
    ("where", |row| format!("{} {}", row.document.id, row.id)),
];

const CSV: &[Column<EventRow>] = &[
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
    ("plover", |row| row.plover.to_string()),
    ("mode", |row| row.mode.clone().unwrap_or_default()),
    ("cameo", |row| row.cameo.clone().unwrap_or_default()),
    ("sources", |row| names(&row.sources)),
    ("source_countries", |row| countries(&row.sources)),
    ("targets", |row| names(&row.targets)),
    ("target_countries", |row| countries(&row.targets)),
    ("earliest", |row| {
        row.earliest.map_or_else(String::new, |day| day.to_string())
    }),
    ("latest", |row| {
        row.latest.map_or_else(String::new, |day| day.to_string())
    }),
    ("place", |row| row.place.clone().unwrap_or_default()),
    ("country", |row| {
        row.country
            .map_or_else(String::new, |country| country.to_string())
    }),
    ("polarity", |row| row.polarity.to_string()),
    ("modality", |row| row.modality.to_string()),
    ("speaker", |row| {
        row.speaker
            .as_ref()
            .map_or_else(String::new, |actor| actor.name.clone())
    }),
    ("text", |row| row.text.clone()),
    ("rule", |row| row.rule.clone()),
    ("confidence", |row| format!("{:.3}", row.confidence)),
    ("url", |row| row.document.url.clone().unwrap_or_default()),
];

pub(crate) const LIST: List<'static, EventRow> = List {
    table: TABLE,
    csv: CSV,
};

pub(crate) fn run(ctx: Context<'_>, args: &Events) -> Result<Outcome> {
    let store = ctx.archive()?;
    let mut filter = filter(&args.narrow);
    filter.kind = args.kind.map(|kind| kind.to_string());
    let rows = store.events(&filter)?;
    let mut writer = Writer::new(&store);
    LIST.write(
        &rows,
        args.narrow.format,
        ctx.screen,
        &mut stdout(),
        |row| Ok(serde_json::to_value(writer.event(row)?)?),
    )?;
    Ok(found(&rows))
}

fn day(row: &EventRow) -> String {
    let known = super::stories::days(row.earliest, row.latest);
    match row.document.published {
        Some(published) if row.earliest.is_none() && row.latest.is_none() => {
            format!("by {}", published.date)
        }
        _ => known,
    }
}

fn status(row: &EventRow) -> String {
    match (row.polarity, row.modality) {
        (Polarity::Affirmed, Modality::Actual) => String::new(),
        (Polarity::Affirmed, modality) => modality.to_string(),
        (Polarity::Negated, Modality::Actual) => "negated".into(),
        (Polarity::Negated, modality) => format!("negated, {modality}"),
    }
}

fn names(actors: &[Actor]) -> String {
    actors
        .iter()
        .map(|actor| short(&actor.name, 50))
        .collect::<Vec<_>>()
        .join("; ")
}

fn countries(actors: &[Actor]) -> String {
    actors
        .iter()
        .filter_map(|actor| actor.country)
        .map(|c| c.to_string())
        .collect::<Vec<_>>()
        .join("; ")
}
