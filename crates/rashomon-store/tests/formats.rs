//! Archives of every format that was ever written open.

mod common;

use rashomon_doc::DocumentId;
use rashomon_store::{Filter, Store};
use std::fs;
use std::path::Path;

#[test]
fn an_archive_of_format_1_opens() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-1.sqlite.zst");
    let packed = fs::read(path).expect("the fixture");
    let folder = tempfile::tempdir().expect("a folder");
    let database = zstd::decode_all(packed.as_slice()).expect("unpacked");
    fs::write(folder.path().join("archive.sqlite"), database).expect("written");

    let store = Store::open_read_only(folder.path()).expect("opens");
    assert_eq!(store.totals().expect("totals").documents, 2);
    assert_eq!(
        store.reading(&DocumentId("d-one".into())).expect("read"),
        Some(common::reading("d-one", "The Courier", "2021-03-02", 1))
    );
    assert_eq!(
        store.story("s1").expect("a story"),
        common::story("s1", &["d-one", "d-two"])
    );
    assert_eq!(
        store
            .search("shelling", &Filter::default(), 9)
            .expect("hits")
            .len(),
        2
    );
    drop(store);

    let mut store = Store::open(folder.path()).expect("opens for writing");
    store
        .add(&[common::addition("d-three", "M", "2021-03-04", 3)])
        .expect("added");
    assert_eq!(
        store
            .search("shelling", &Filter::default(), 9)
            .expect("hits")
            .len(),
        3
    );
}
