use crate::Model;

fn check_tokens(text: &str, expected: &str) {
    let syntax = Model::builtin().parse(text);
    let sentences: Vec<String> = syntax
        .sentences()
        .iter()
        .map(|sentence| {
            let words = syntax.tokens()[sentence.tokens.clone()].iter();
            words
                .map(|token| token.span.of(text))
                .collect::<Vec<_>>()
                .join(" ")
        })
        .collect();
    assert_eq!(sentences.join(" | "), expected);
}

#[test]
fn contractions_and_possessives_are_cut() {
    check_tokens(
        "They don't trust Assad's army.",
        "They do n't trust Assad 's army .",
    );
    check_tokens("It’s what we’ll see.", "It ’s what we ’ll see .");
}

#[test]
fn abbreviations_keep_their_stop() {
    check_tokens(
        "Mr. Kerry met the U.S. envoy. They talked.",
        "Mr. Kerry met the U.S. envoy . | They talked .",
    );
}

#[test]
fn headlines_end_with_their_line() {
    check_tokens(
        "Army takes town\n\nTroops moved in.",
        "Army takes town | Troops moved in .",
    );
}

#[test]
fn any_bytes_are_read() {
    for text in [
        "",
        " \u{a0}\n",
        "\u{200b}",
        "'''…”’“",
        "x\u{301}y 'tis",
        "a/b-c.d:e,f",
        "#",
        "@",
        "-",
    ] {
        Model::builtin().parse(text);
    }
}
