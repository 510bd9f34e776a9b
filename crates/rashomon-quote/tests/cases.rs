//! The cases of `tests/cases`: text in, carets beneath it out.

use rashomon::Pipeline;
use rashomon_eval::quotes::cases::{Right, check, parse};

/// Checks every case of `file`; the mistakes are printed with the count.
#[track_caller]
fn check_cases(file: &str, at_least: usize) {
    let pipeline = Pipeline::new();
    let mut right = Right::default();
    for case in parse(file).expect("the cases can be read") {
        check(&pipeline, &case, &mut right);
    }
    let cases = right.facts["case"];
    let wrong = right.wrong.join("\n");
    assert!(
        cases.correct >= at_least,
        "{} of {} cases are right, {at_least} were; {:?}\n{wrong}",
        cases.correct,
        cases.gold,
        right.facts,
    );
}

macro_rules! files {
    ($($name:ident $at_least:literal),+ $(,)?) => {
        $(#[test]
        fn $name() {
            check_cases(include_str!(concat!("cases/", stringify!($name), ".txt")), $at_least);
        })+
    };
}

files! {
    acts 27,
    addressee 27,
    anonymous 16,
    insertion 8,
    interrupted 12,
    negated 12,
    nested 19,
    news 34,
    none 6,
    relay 23,
    translated 15,
}
