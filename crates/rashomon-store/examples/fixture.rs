//! Writes the archive that `tests/formats.rs` opens: `cargo run -p rashomon-store --example fixture`.
//!
//! Run it once for each new format, and keep the files of the older ones.

#[path = "../tests/common/mod.rs"]
mod common;

use rashomon_store::{Comparison, Store};
use std::error::Error;
use std::fs;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("rashomon-fixture-{}", std::process::id()));
    let mut store = Store::create(&folder)?;
    store.add(&[
        common::addition("d-one", "The Courier", "2021-03-02", 1),
        common::addition("d-two", "Vel Today", "2021-03-03", 2),
    ])?;
    store.replace_comparison(&Comparison {
        stories: vec![common::story("s1", &["d-one", "d-two"])],
        ..Comparison::default()
    })?;
    drop(store);
    let database = fs::read(folder.join("archive.sqlite"))?;
    let packed = zstd::encode_all(database.as_slice(), 19)?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-1.sqlite.zst");
    fs::write(path, packed)?;
    fs::remove_dir_all(folder)?;
    Ok(())
}
