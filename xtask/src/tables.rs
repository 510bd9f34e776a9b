//! `cargo xtask tables`: the compact tables of the lexicon, from tables of facts.

use rashomon_eval::gold;
use rashomon_lexicon::gazetteer::{Tables, make};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to make.
    #[arg(value_enum)]
    table: Table,
    /// The folder of tables of facts.
    #[arg(long)]
    tables: PathBuf,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Table {
    /// Places with their names and coordinates.
    Gazetteer,
}

pub(crate) fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    match args.table {
        Table::Gazetteer => gazetteer(&args.tables),
    }
}

fn gazetteer(tables: &Path) -> Result<(), Box<dyn Error>> {
    let own =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/rashomon-lexicon/data/gazetteer");
    let read = |name: &str| fs::read_to_string(own.join(name));
    let bytes = make(&Tables {
        cities: &gold::text(&tables.join("geonames-cities500.tsv.xz"))?,
        countries: &countries(&gold::text(&tables.join("geonames-countries.json"))?)?,
        country_points: &read("countries.tsv")?,
        admin: &read("admin1.tsv")?,
        states: &read("states.tsv")?,
        counties: &read("us_counties.tsv")?,
        regions: &read("regions.tsv")?,
    })?;
    let path = own.join("gazetteer.bin");
    fs::write(&path, &bytes)?;
    println!("{}: {} bytes", path.display(), bytes.len());
    Ok(())
}

/// The countries of GeoNames as a table: alpha-2, alpha-3, id, population, name.
fn countries(json: &str) -> Result<String, Box<dyn Error>> {
    let rows: std::collections::BTreeMap<String, serde_json::Value> = serde_json::from_str(json)?;
    let mut table = String::new();
    for (alpha2, row) in &rows {
        let text = |key: &str| row[key].as_str().unwrap_or_default();
        let number = |key: &str| row[key].as_u64().unwrap_or_default();
        let line = format!(
            "{alpha2}\t{}\t{}\t{}\t{}\n",
            text("iso3"),
            number("geonameid"),
            number("population"),
            text("name")
        );
        table.push_str(&line);
    }
    Ok(table)
}
