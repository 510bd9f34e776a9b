//! Rows as a table for people, JSON Lines or CSV for programs.

use super::style::tame;
use super::{Screen, Tint};
use crate::args::Format;
use comfy_table::presets::NOTHING;
use comfy_table::{Cell, ContentArrangement, Table};
use std::error::Error;
use std::io::Write;

/// A column: its header and the cell of a row.
pub(crate) type Column<T> = (&'static str, fn(&T) -> String);

/// How rows of one kind are written.
pub(crate) struct List<'a, T> {
    /// The columns people see.
    pub(crate) table: &'a [Column<T>],
    /// The columns of the CSV file.
    pub(crate) csv: &'a [Column<T>],
}

impl<T> List<'_, T> {
    /// Writes `rows` to `out`; `json` gives the object of a row.
    pub(crate) fn write(
        &self,
        rows: &[T],
        format: Format,
        screen: Screen,
        out: &mut dyn Write,
        mut json: impl FnMut(&T) -> Result<serde_json::Value, Box<dyn Error>>,
    ) -> Result<(), Box<dyn Error>> {
        match format {
            Format::Table => writeln!(out, "{}", self.table(rows, screen))?,
            Format::Csv => self.csv(rows, out)?,
            Format::Jsonl => {
                for row in rows {
                    serde_json::to_writer(&mut *out, &json(row)?)?;
                    out.write_all(b"\n")?;
                }
            }
        }
        Ok(())
    }

    fn table(&self, rows: &[T], screen: Screen) -> Table {
        let mut table = Table::new();
        table
            .load_style(NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(screen.width as u16);
        table.set_header(
            self.table
                .iter()
                .map(|(name, _)| screen.paint(Tint::Soft, name)),
        );
        for row in rows {
            table.add_row(
                self.table
                    .iter()
                    .map(|(_, cell)| Cell::new(tame(&cell(row)))),
            );
        }
        table
    }

    fn csv(&self, rows: &[T], out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(self.csv.iter().map(|(name, _)| *name))?;
        for row in rows {
            writer.write_record(self.csv.iter().map(|(_, cell)| one_line(&cell(row))))?;
        }
        writer.flush()?;
        Ok(())
    }
}

/// A CSV cell stays on one line, so that every tool reads a row as a row.
fn one_line(text: &str) -> String {
    tame(text)
}
