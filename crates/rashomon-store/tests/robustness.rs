//! What happens to an archive when things go wrong around it.

mod common;

use common::addition;
use rashomon_doc::DocumentId;
use rashomon_store::{Added, Addition, Error, Filter, Store};
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const CHILD: &str = "RASHOMON_STORE_TEST_CHILD";

fn batch(from: usize, n: usize) -> Vec<Addition> {
    (from..from + n)
        .map(|n| addition(&format!("k{n:06}"), "The Courier", "2021-03-02", n))
        .collect()
}

fn found(store: &Store, words: &str) -> usize {
    store
        .search(words, &Filter::default(), 100_000)
        .expect("hits")
        .len()
}

fn documents(store: &Store) -> u64 {
    store.totals().expect("totals").documents
}

/// Runs the test `name` of this file again, as a child that works on `archive`.
fn child(name: &str, archive: &Path) -> Command {
    let program = std::env::current_exe().expect("this test");
    let mut command = Command::new(program);
    command.args(["--exact", name, "--nocapture", "--test-threads=1"]);
    command
        .env(CHILD, archive)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

/// Adds batches of 20 until killed, and says so after each.
fn add_until_killed(archive: &Path) -> ! {
    let mut store = Store::open_or_create(archive).expect("opened");
    let mut n = documents(&store) as usize;
    loop {
        store.add(&batch(n, 20)).expect("added");
        n += 20;
        #[expect(clippy::print_stdout, reason = "what the parent waits for")]
        {
            println!("\nacked {n}");
        }
    }
}

#[test]
fn a_killed_process_loses_nothing_it_reported() {
    if let Some(archive) = std::env::var_os(CHILD) {
        add_until_killed(Path::new(&archive));
    }
    let folder = tempfile::tempdir().expect("a folder");
    let archive = folder.path().join("a");
    let mut acked = 0;
    for round in 0..4 {
        let mut child = child("a_killed_process_loses_nothing_it_reported", &archive)
            .spawn()
            .expect("a child");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut said = |acked: &mut u64| {
            let line = lines.next()?.expect("text");
            if let Some(n) = line.strip_prefix("acked ") {
                *acked = n.parse().expect("a number");
            }
            Some(())
        };
        for _ in 0..12 + round {
            said(&mut acked);
        }
        std::thread::sleep(Duration::from_micros(700 * round));
        child.kill().expect("killed");
        child.wait().expect("ended");
        while said(&mut acked).is_some() {}
        assert!(acked > 0);
        let store = Store::open_read_only(&archive).expect("opens after a kill");
        let n = documents(&store);
        assert!(
            n >= acked && n.is_multiple_of(20),
            "{n} documents, {acked} reported"
        );
        assert_eq!(found(&store, "shelled"), n as usize);
        assert!(
            store
                .reading(&DocumentId(format!("k{:06}", acked - 1)))
                .expect("read")
                .is_some()
        );
    }
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    const NAME: &str = "a_full_disk_is_told_and_loses_nothing";
    if let Some(archive) = std::env::var_os(CHILD) {
        let mut store = Store::open(Path::new(&archive)).expect("opened");
        let error = (0..)
            .find_map(|n| store.add(&batch(1000 + 100 * n, 100)).err())
            .expect("an error");
        let n = documents(&store);
        #[expect(clippy::print_stdout, reason = "what the parent waits for")]
        {
            println!("\nfull {} {n} {error}", error.is_full());
        }
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let archive = folder.path().join("a");
    let mut store = Store::create(&archive).expect("created");
    store.add(&batch(0, 100)).expect("added");
    drop(store);
    // A limit on the size of files, in blocks of 512 bytes, stands for a full disk.
    let inner = child(NAME, &archive);
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 6000; exec \"$0\" \"$@\""]);
    shell
        .arg(inner.get_program())
        .args(inner.get_args())
        .env(CHILD, &archive);
    let output = shell.stderr(Stdio::null()).output().expect("ran");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = said
        .lines()
        .find(|line| line.starts_with("full "))
        .expect("the child says how it went");
    let mut words = line.split(' ').skip(1);
    assert_eq!(words.next(), Some("true"), "{line}");
    let n: u64 = words.next().and_then(|n| n.parse().ok()).expect("a count");
    assert!(line.contains("archive.sqlite: no room left"), "{line}");
    let mut store = Store::open(&archive).expect("opens again");
    assert_eq!(documents(&store), n);
    assert!(n >= 100 && n.is_multiple_of(100));
    assert_eq!(store.add(&batch(0, 1)).expect("added"), [Added::Known]);
    assert_eq!(store.add(&batch(999_000, 1)).expect("added"), [Added::New]);
    assert_eq!(found(&store, "shelled") as u64, n + 1);
}

#[test]
fn a_second_writer_is_told_who_writes() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::create(folder.path()).expect("created");
    store.add(&batch(0, 3)).expect("added");
    let error = Store::open(folder.path()).expect_err("locked");
    assert!(error.is_locked());
    let wanted = format!(
        "another process (`{}`) is writing to the archive",
        std::process::id()
    );
    assert!(error.to_string().ends_with(&wanted), "{error}");
    let reader = Store::open_read_only(folder.path()).expect("readers are let in");
    assert_eq!(documents(&reader), 3);
    store.add(&batch(3, 3)).expect("added");
    assert_eq!(documents(&reader), 6);
    drop(store);
    assert_eq!(found(&reader, "shelled"), 6);
    drop(Store::open(folder.path()).expect("free again"));
}

#[test]
fn a_reader_may_not_write() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(Store::create(folder.path()).expect("created"));
    let mut reader = Store::open_read_only(folder.path()).expect("opened");
    assert!(
        reader
            .add(&batch(0, 1))
            .expect_err("not for writing")
            .is_denied()
    );
}

fn check_error(path: &Path, is: fn(&Error) -> bool, message: &str) {
    for error in [
        Store::open_read_only(path).expect_err("not for reading"),
        Store::open(path).expect_err("not for writing"),
    ] {
        assert!(is(&error), "{error:?}");
        assert!(error.to_string().contains(message), "{error}");
    }
}

#[test]
fn what_is_no_archive_is_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let archive = folder.path().join("a");
    check_error(&archive, Error::is_missing, "a: no archive here");
    drop(Store::create(&archive).expect("created"));
    assert!(Store::create(&archive).expect_err("there").is_exists());
    let other = folder.path().join("other");
    fs::create_dir(&other).expect("a folder");
    fs::write(other.join("notes.txt"), "mine").expect("written");
    assert!(Store::create(&other).expect_err("other files").is_exists());

    let database = archive.join("archive.sqlite");
    fs::write(
        &database,
        "this is no database, and long enough to see that it is none".repeat(20),
    )
    .expect("written");
    check_error(
        &archive,
        Error::is_corrupt,
        "archive.sqlite: the database is broken or no archive",
    );
    fs::remove_file(&database).expect("removed");
    let foreign = rusqlite::Connection::open(&database).expect("a database");
    foreign
        .execute_batch("CREATE TABLE mine (x)")
        .expect("a table");
    drop(foreign);
    check_error(&archive, Error::is_corrupt, "a database of another program");
}

#[test]
fn a_later_format_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(Store::create(folder.path()).expect("created"));
    let database =
        rusqlite::Connection::open(folder.path().join("archive.sqlite")).expect("opened");
    database
        .pragma_update(None, "user_version", 99)
        .expect("set");
    drop(database);
    check_error(
        folder.path(),
        Error::is_too_new,
        "the archive has format `99`, this program knows up to `1`",
    );
}

#[test]
fn a_damaged_page_is_an_error_not_a_crash() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::create(folder.path()).expect("created");
    store.add(&batch(0, 200)).expect("added");
    drop(store);
    let database = folder.path().join("archive.sqlite");
    let mut bytes = fs::read(&database).expect("read");
    let middle = bytes.len() / 2;
    bytes[4096..middle].fill(0x5a);
    fs::write(&database, bytes).expect("written");
    let outcome = Store::open_read_only(folder.path())
        .and_then(|store| store.readings().collect::<Result<Vec<_>, _>>());
    let error = outcome.expect_err("damaged");
    assert!(error.is_corrupt(), "{error:?}");
}

#[test]
fn the_index_may_be_lost_broken_or_stale() {
    let folder = tempfile::tempdir().expect("a folder");
    let kept = folder.path().join("kept");
    let mut store = Store::create(folder.path().join("a")).expect("created");
    let archive = folder.path().join("a");
    let index = archive.join("index");
    store.add(&batch(0, 30)).expect("added");
    drop(store);
    copy(&index, &kept);
    let check = |n: usize| {
        let reader = Store::open_read_only(&archive).expect("opened");
        assert_eq!(found(&reader, "shelled"), n);
    };
    check(30);
    fs::remove_dir_all(&index).expect("removed");
    check(30);
    fs::write(index.join("meta.json"), "{").expect("broken");
    check(30);
    let mut store = Store::open(&archive).expect("opened");
    store.add(&batch(30, 30)).expect("added");
    drop(store);
    fs::remove_dir_all(&index).expect("removed");
    copy(&kept, &index);
    check(60);
    // An index of another archive is not taken for ours.
    let mut other = Store::create(folder.path().join("b")).expect("created");
    other.add(&batch(0, 5)).expect("added");
    drop(other);
    fs::remove_dir_all(&index).expect("removed");
    copy(&folder.path().join("b/index"), &index);
    check(60);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let mut bytes = Vec::new();
        fs::File::open(entry.path())
            .expect("opened")
            .read_to_end(&mut bytes)
            .expect("read");
        fs::write(to.join(entry.file_name()), bytes).expect("written");
    }
}
