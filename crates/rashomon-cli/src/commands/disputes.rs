//! `rashomon disputes`.

use super::{Context, Result, filter, found, stdout};
use crate::Outcome;
use crate::args::{Disputes, Format};
use crate::printer::dispute;
use crate::printer::list::{Column, List};
use rashomon::doc::{Account, Dispute, Side};
use rashomon::rows::Writer;
use std::io::Write;

/// One account of one side of a dispute: the row of the CSV file.
type Row = (Dispute, usize, Side, Account);

const COLUMNS: &[Column<Row>] = &[
    ("id", |(dispute, ..)| dispute.id.clone()),
    ("story", |(dispute, ..)| dispute.story.clone()),
    ("kind", |(dispute, ..)| dispute.kind.to_string()),
    ("question", |(dispute, ..)| dispute.question.clone()),
    ("confidence", |(dispute, ..)| {
        format!("{:.3}", dispute.confidence)
    }),
    ("side", |(_, index, ..)| (index + 1).to_string()),
    ("stance", |(_, _, side, _)| side.stance.clone()),
    ("origins", |(_, _, side, _)| side.origins.to_string()),
    ("document", |(.., account)| account.document.to_string()),
    ("publisher", |(.., account)| {
        account.publisher.clone().unwrap_or_default()
    }),
    ("published", |(.., account)| {
        account
            .published
            .map_or_else(String::new, |day| day.to_string())
    }),
    ("speaker", |(.., account)| {
        account.speaker.clone().unwrap_or_default()
    }),
    ("chain", |(.., account)| account.chain.join(" < ")),
    ("text", |(.., account)| account.text.clone()),
];

pub(crate) fn run(ctx: Context<'_>, args: &Disputes) -> Result<Outcome> {
    let store = ctx.archive()?;
    let mut filter = filter(&args.narrow);
    filter.kind = args.kind.map(|kind| kind.to_string());
    let limit = filter.limit.take().unwrap_or(usize::MAX);
    let mut rows = store.disputes(&filter)?;
    rows.retain(|row| args.confidence.is_none_or(|least| row.confidence >= least));
    rows.truncate(limit);
    let mut out = stdout();
    if args.narrow.format == Format::Table {
        for row in &rows {
            write!(out, "{}", dispute::dispute(row, ctx.screen))?;
        }
    } else {
        write_rows(
            &rows,
            args.narrow.format,
            ctx,
            &mut Writer::new(&store),
            &mut out,
        )?;
    }
    Ok(found(&rows))
}

pub(crate) fn write_rows(
    rows: &[Dispute],
    format: Format,
    ctx: Context<'_>,
    writer: &mut Writer<'_>,
    out: &mut dyn Write,
) -> Result<()> {
    if format == Format::Jsonl {
        for row in rows {
            serde_json::to_writer(&mut *out, &writer.dispute(row)?)?;
            out.write_all(b"\n")?;
        }
        return Ok(());
    }
    let accounts: Vec<Row> = rows.iter().flat_map(accounts).collect();
    let list = List {
        table: COLUMNS,
        csv: COLUMNS,
    };
    list.write(&accounts, format, ctx.screen, out, |_| {
        Err("not asked for".into())
    })
}

fn accounts(dispute: &Dispute) -> impl Iterator<Item = Row> {
    let head = Dispute {
        sides: Vec::new(),
        ..dispute.clone()
    };
    dispute
        .sides
        .iter()
        .enumerate()
        .flat_map(move |(index, side)| {
            let (head, answer) = (
                head.clone(),
                Side {
                    accounts: Vec::new(),
                    ..side.clone()
                },
            );
            side.accounts
                .iter()
                .map(move |account| (head.clone(), index, answer.clone(), account.clone()))
        })
}
