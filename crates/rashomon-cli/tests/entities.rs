//! A table of the user's own, through the program: names it adds, merges and keeps apart.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

const ARTICLE: &str = "The Tolva Water Board said the dam was safe. Ira Voss of the TWB told reporters \
    that engineers had gone home. Dobrin Karel, the Orsk Front commander, denied an attack. \
    Sergey Lavrov met Serge Lavroff in Geneva, where S. Lavrov the painter was born.\n";

fn rashomon(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_rashomon"))
        .args(args)
        .output()
        .expect("the program starts")
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("the folder is ours");
    path.to_str().expect("a path in UTF-8").to_owned()
}

/// The entity that the first mention of `words` denotes.
fn entity<'a>(reading: &'a Value, words: &str) -> &'a Value {
    let text: Vec<char> = reading["text"].as_str().expect("a text").chars().collect();
    let id = reading["mentions"]
        .as_array()
        .expect("mentions")
        .iter()
        .find(|mention| {
            let at = |key: &str| mention[key].as_u64().expect("an offset") as usize;
            text[at("start")..at("end")].iter().collect::<String>() == words
        })
        .unwrap_or_else(|| panic!("{words} is mentioned"));
    let entities = reading["entities"].as_array().expect("entities");
    let found = entities.iter().find(|entity| entity["id"] == id["entity"]);
    found.expect("mentions have entities")
}

#[test]
fn names_are_added_merged_and_split() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let article = write(folder.path(), "a.txt", ARTICLE);
    let table = "name\talias\ttype\tcountry\tsector\twikidata\tfrom\tuntil\treason\n\
        Tolva Water Board\tTWB\tORG\tSRB\tGOV\tQ1\t\t\trun by the state\n\
        Orsk Front\t\tARM\tSRB\tREB\t\t\t\tan armed group\n\
        same\tSergey Lavrov\tSerge Lavroff\ta spelling of one paper\n\
        different\tSergey Lavrov\tS. Lavrov\ta painter\n";
    let table = write(folder.path(), "mine.tsv", table);
    let output = rashomon(&["read", "--format", "jsonl", "--entities", &table, &article]);
    assert!(output.status.success(), "{output:?}");
    let reading: Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    let board = entity(&reading, "Tolva Water Board");
    assert_eq!(
        (&board["link"], &board["country"], &board["sector"]),
        (
            &"own:tolva-water-board".into(),
            &"SRB".into(),
            &"GOV".into()
        )
    );
    assert_eq!(board["wikidata"], "Q1");
    assert_eq!(entity(&reading, "TWB")["id"], board["id"]);
    assert_eq!(entity(&reading, "Orsk Front")["sector"], "REB");
    let lavrov = entity(&reading, "Sergey Lavrov");
    assert_eq!(lavrov["link"], "per:sergey-lavrov");
    assert_eq!(entity(&reading, "Serge Lavroff")["id"], lavrov["id"]);
    let painter = entity(&reading, "S. Lavrov");
    assert_ne!(painter["id"], lavrov["id"]);
    assert_eq!(painter["link"], Value::Null);
}

#[test]
fn a_wrong_line_is_named() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let article = write(folder.path(), "a.txt", ARTICLE);
    let table = write(folder.path(), "mine.tsv", "# mine\nTWB\t\tBOARD\n");
    let output = rashomon(&["read", "--entities", &table, &article]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("mine.tsv:2: unknown type `BOARD`"), "{told}");
}

#[test]
fn the_table_in_the_archive_counts_for_what_is_added() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let article = write(folder.path(), "a.txt", ARTICLE);
    let archive = folder.path().join("kept");
    std::fs::create_dir(&archive).expect("the folder is ours");
    write(&archive, "entities.tsv", "TWB\t\tNOTHING\n");
    let archive = archive.to_str().expect("a path in UTF-8");
    let output = rashomon(&["--archive", archive, "add", &article]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        told.contains("entities.tsv:1: unknown type `NOTHING`"),
        "{told}"
    );
}
