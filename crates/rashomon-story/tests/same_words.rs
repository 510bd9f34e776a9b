//! The cases of `tests/cases/same_words.txt`: which sayings are the same words told again.
#![allow(clippy::print_stdout, reason = "a failing test tells which pairs")]

use rashomon_story::{Utterance, same_words};

struct Row<'a> {
    letter: &'a str,
    utterance: Utterance<'a>,
}

fn parse(line: &str) -> Row<'_> {
    let (letter, rest) = line.split_once(' ').expect("a letter");
    let (day, rest) = rest.split_once(' ').expect("a day");
    let (speaker, words) = rest.split_once(": ").expect("a speaker");
    Row {
        letter,
        utterance: Utterance {
            speaker: (speaker != "-").then_some(speaker),
            words,
            day: Some(day.parse().expect("a day")),
        },
    }
}

fn blocks(file: &str) -> Vec<Vec<Row<'_>>> {
    file.split("\n\n")
        .map(|block| {
            let lines = block
                .lines()
                .filter(|line| !line.starts_with('#') && !line.is_empty());
            lines.map(parse).collect()
        })
        .collect()
}

/// Pairs of one block: right and found, found, right.
fn pairs(rows: &[Row<'_>]) -> (usize, usize, usize) {
    let utterances: Vec<Utterance> = rows.iter().map(|row| row.utterance).collect();
    let found = same_words(&utterances);
    let mut counts = (0, 0, 0);
    for i in 0..rows.len() {
        for j in 0..i {
            let (gold, ours) = (rows[i].letter == rows[j].letter, found[i] == found[j]);
            counts.0 += usize::from(gold && ours);
            counts.1 += usize::from(ours);
            counts.2 += usize::from(gold);
            if gold != ours {
                println!(
                    "{}: {} / {}",
                    if gold { "missed" } else { "too much" },
                    rows[i].utterance.words,
                    rows[j].utterance.words
                );
            }
        }
    }
    counts
}

#[test]
fn versions_of_one_utterance_are_linked() {
    let blocks = blocks(include_str!("cases/same_words.txt"));
    let counts: Vec<_> = blocks.iter().map(|rows| pairs(rows)).collect();
    let sum = |part: fn(&(usize, usize, usize)) -> usize| counts.iter().map(part).sum::<usize>();
    let (right, found, gold) = (sum(|c| c.0), sum(|c| c.1), sum(|c| c.2));
    println!("{right} right of {found} found and {gold} to be found");
    assert!(
        found - right <= 1,
        "{found} pairs are linked, {right} of them rightly"
    );
    assert!(right >= 14, "{right} of {gold} pairs are found");
}

#[track_caller]
fn check_longest(lines: &[&str], expected: &[usize]) {
    let utterances: Vec<Utterance> = lines.iter().map(|line| parse(line).utterance).collect();
    assert_eq!(same_words(&utterances), expected);
}

#[test]
fn the_longest_version_stands_for_all() {
    check_longest(
        &[
            "A 2031-02-20 Voss: they gave us a wall of tanks",
            "A 2031-02-21 Lena Voss: They promised us a vote and they gave us a wall of tanks.",
            "B 2031-02-21 Lena Voss: We are waiting for water.",
        ],
        &[1, 1, 2],
    );
}

#[test]
fn other_speakers_say_other_words() {
    check_longest(
        &[
            "A 2031-02-20 Voss: they gave us a wall of tanks",
            "B 2031-02-20 Paar: they gave us a wall of tanks",
        ],
        &[0, 1],
    );
}

#[test]
fn the_order_of_the_input_does_not_matter() {
    let lines = [
        "A 2031-03-01 Orlan: We will not give up a single inch of our land.",
        "A 2031-03-02 Lev Orlan: We shall not cede one inch of our soil, neither today nor tomorrow.",
        "B 2031-03-02 Orlan: The talks will go on.",
    ];
    let turned: Vec<&str> = lines.iter().rev().copied().collect();
    check_longest(&lines, &[1, 1, 2]);
    check_longest(&turned, &[0, 1, 1]);
}

#[test]
fn nothing_and_no_words_are_no_matter() {
    check_longest(&[], &[]);
    check_longest(&["A 2031-01-01 -: …", "B 2031-01-01 -: …"], &[0, 1]);
}
