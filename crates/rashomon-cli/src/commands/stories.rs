//! `rashomon stories` and `rashomon story`.

use super::{Context, Result, filter, found, stdout};
use crate::Outcome;
use crate::args::{Format, Stories, Story as StoryArgs};
use crate::printer::article::{number, short};
use crate::printer::list::{Column, List};
use crate::printer::{Tint, dispute, tame};
use rashomon::doc::{Date, Descent, Lineage, Story};
use rashomon::rows::Writer;
use rashomon::store::{Filter, Store};
use std::io::Write;

const TABLE: &[Column<Story>] = &[
    ("id", |story| story.id.clone()),
    ("days", |story| days(story.first, story.last)),
    ("articles", |story| story.articles.len().to_string()),
    ("origins", |story| story.origins.to_string()),
    ("title", |story| short(&story.title, 90)),
    ("places", |story| {
        story
            .places
            .iter()
            .take(3)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ")
    }),
];

const CSV: &[Column<Story>] = &[
    ("id", |story| story.id.clone()),
    ("title", |story| story.title.clone()),
    ("first", |story| {
        story.first.map_or_else(String::new, |day| day.to_string())
    }),
    ("last", |story| {
        story.last.map_or_else(String::new, |day| day.to_string())
    }),
    ("articles", |story| story.articles.len().to_string()),
    ("origins", |story| story.origins.to_string()),
    ("places", |story| story.places.join("; ")),
    ("actors", |story| story.actors.join("; ")),
    ("documents", |story| {
        story
            .articles
            .iter()
            .map(|row| row.document.to_string())
            .collect::<Vec<_>>()
            .join(" ")
    }),
];

pub(crate) const LIST: List<'static, Story> = List {
    table: TABLE,
    csv: CSV,
};

pub(crate) fn list(ctx: Context<'_>, args: &Stories) -> Result<Outcome> {
    let store = ctx.archive()?;
    let mut filter = filter(&args.narrow);
    let limit = filter.limit.take().unwrap_or(usize::MAX);
    let mut rows = store.stories(&filter)?;
    rows.retain(|story| args.origins.is_none_or(|least| story.origins >= least));
    rows.truncate(limit);
    let mut writer = Writer::new(&store);
    LIST.write(
        &rows,
        args.narrow.format,
        ctx.screen,
        &mut stdout(),
        |row| Ok(serde_json::to_value(writer.story(row)?)?),
    )?;
    Ok(found(&rows))
}

pub(crate) fn one(ctx: Context<'_>, args: &StoryArgs) -> Result<Outcome> {
    let store = ctx.archive()?;
    let story = store.story(&args.id)?;
    match args.format {
        Format::Table => page(ctx, &store, &story)?,
        Format::Csv => LIST.write(&[story], Format::Csv, ctx.screen, &mut stdout(), |_| {
            unreachable_json()
        })?,
        Format::Jsonl => json(&store, &story)?,
    }
    Ok(Outcome::Done)
}

/// Every story of more than one article, as the pages show it.
pub(crate) fn overview(ctx: Context<'_>) -> Result<Outcome> {
    let store = ctx.archive()?;
    let stories = store.stories(&Filter::default())?;
    for story in stories.iter().filter(|story| story.articles.len() > 1) {
        page(ctx, &store, story)?;
        println!();
    }
    Ok(found(&stories))
}

fn unreachable_json() -> Result<serde_json::Value> {
    Err("a CSV list asks for no JSON".into())
}

/// The story with all that hangs on it, as one object.
fn json(store: &Store, story: &Story) -> Result<()> {
    let filter = of(story);
    let mut writer = Writer::new(store);
    let mut object = serde_json::to_value(writer.story(story)?)?;
    let mut disputes = Vec::new();
    for dispute in &store.disputes(&filter)? {
        disputes.push(serde_json::to_value(writer.dispute(dispute)?)?);
    }
    let mut happenings = Vec::new();
    for happening in &store.happenings(&filter)? {
        happenings.push(serde_json::to_value(writer.happening(happening)?)?);
    }
    object["disputes"] = disputes.into();
    object["happenings"] = happenings.into();
    writeln!(stdout(), "{object}")?;
    Ok(())
}

pub(crate) fn page(ctx: Context<'_>, store: &Store, story: &Story) -> Result<()> {
    let mut out = stdout();
    let screen = ctx.screen;
    writeln!(out, "{}", screen.paint(Tint::Heading, &tame(&story.title)))?;
    let facts = format!(
        "{} · {} · {} reports from {} independent origins",
        story.id,
        days(story.first, story.last),
        number(story.articles.len() as f64),
        story.origins
    );
    writeln!(out, "{}\n", screen.paint(Tint::Soft, &facts))?;
    let disputes = store.disputes(&of(story))?;
    if !disputes.is_empty() {
        writeln!(
            out,
            "{}\n",
            screen.paint(Tint::Heading, "Where the accounts differ")
        )?;
        for row in &disputes {
            write!(out, "{}", dispute::dispute(row, screen))?;
        }
    }
    let happenings = store.happenings(&of(story))?;
    if !happenings.is_empty() {
        writeln!(out, "{}\n", screen.paint(Tint::Heading, "Timeline"))?;
        super::timeline::lines(&happenings, true, screen, &mut out)?;
        writeln!(out)?;
    }
    writeln!(
        out,
        "{}\n",
        screen.paint(Tint::Heading, "Articles and where they come from")
    )?;
    for lineage in &story.articles {
        writeln!(out, "  {}", article(store, lineage)?)?;
    }
    Ok(())
}

fn article(store: &Store, lineage: &Lineage) -> Result<String> {
    let header = store.header(&lineage.document)?;
    let header = header.as_ref();
    let date = header
        .and_then(|row| row.published)
        .map_or_else(|| "undated".into(), |p| p.date.to_string());
    let publisher = header
        .and_then(|row| row.publisher.as_deref())
        .unwrap_or("(no publisher)");
    let title = header
        .and_then(|row| row.title.as_deref())
        .unwrap_or("(no title)");
    let descent = match (lineage.descent, &lineage.parent, &lineage.outlet) {
        (Descent::Origin, _, _) => "origin".to_owned(),
        (descent, Some(parent), _) => format!("{descent} {parent}"),
        (descent, None, Some(outlet)) => format!("{descent} {outlet}"),
        (descent, None, None) => descent.to_string(),
    };
    Ok(tame(&format!(
        "{date:<10}  {publisher}: {}  [{}] {descent}",
        short(title, 70),
        lineage.document
    )))
}

fn of(story: &Story) -> Filter {
    Filter {
        story: Some(story.id.clone()),
        ..Filter::default()
    }
}

/// A stretch of days as people write it.
pub(crate) fn days(first: Option<Date>, last: Option<Date>) -> String {
    match (first, last) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(day), _) | (None, Some(day)) => day.to_string(),
        (None, None) => "undated".into(),
    }
}
