use crate::{Model, Setting};
use rashomon_doc::{Deprel, Feature, Syntax};

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

/// Compares `form/UPOS/lemma/relation` of every token.
fn check_words(text: &str, expected: &str) {
    for setting in [Setting::Fast, Setting::Full] {
        let syntax = Model::builtin().parse_with(text, setting);
        let words = syntax.tokens().iter().enumerate().map(|(i, token)| {
            let form = token.span.of(text);
            format!("{form}/{}/{}/{}", token.upos, syntax.lemma(i), token.deprel)
        });
        assert_eq!(words.collect::<Vec<_>>().join(" "), expected, "{setting:?}");
    }
}

fn check_shape(text: &str) {
    for setting in [Setting::Fast, Setting::Full] {
        let syntax = Model::builtin().parse_with(text, setting);
        check_tree(text, &syntax);
    }
}

fn check_tree(text: &str, syntax: &Syntax) {
    let mut next = 0;
    for sentence in syntax.sentences() {
        assert_eq!(sentence.tokens.start, next);
        assert!(!sentence.tokens.is_empty());
        next = sentence.tokens.end;
        let roots = sentence
            .tokens
            .clone()
            .filter(|&i| syntax.head(i).is_none());
        assert_eq!(roots.count(), 1, "{text:?}");
        for i in sentence.tokens.clone() {
            assert!(
                syntax
                    .head(i)
                    .is_none_or(|head| sentence.tokens.contains(&head))
            );
        }
    }
    assert_eq!(next, syntax.tokens().len());
    let mut end = 0;
    for token in syntax.tokens() {
        assert!(!token.span.of(text).is_empty() && token.span.start >= end);
        let gap = &text[end as usize..token.span.start as usize];
        assert!(gap.chars().all(crate::token::is_space), "{gap:?}");
        end = token.span.end;
    }
}

#[test]
fn contractions_and_possessives_are_cut() {
    check_tokens(
        "They don't trust Assad's army.",
        "They do n't trust Assad 's army .",
    );
    check_tokens("It’s what we’ll see.", "It ’s what we ’ll see .");
    check_tokens("She cannot go.", "She can not go .");
}

#[test]
fn a_dateline_stands_alone() {
    check_tokens(
        "LORVATH, March 14 (Meridian Wire) - The mayor spoke.",
        "LORVATH , March 14 ( Meridian Wire ) - | The mayor spoke .",
    );
    check_tokens(
        "The mayor (a lawyer) - Mr Vane says - spoke.",
        "The mayor ( a lawyer ) - Mr Vane says - spoke .",
    );
}

#[test]
fn abbreviations_keep_their_stop() {
    check_tokens(
        "Mr. Kerry met the U.S. envoy. They talked.",
        "Mr. Kerry met the U.S. envoy . | They talked .",
    );
    check_tokens(
        "J. K. Rowling wrote No. 5 there.",
        "J. K. Rowling wrote No. 5 there .",
    );
    check_tokens(
        "Would he go? No. He stayed.",
        "Would he go ? | No . | He stayed .",
    );
}

#[test]
fn hyphens_numbers_and_addresses() {
    check_tokens("a 15-year term", "a 15 - year term");
    check_tokens(
        "Non-profit e-mail of 1990-1995",
        "Non-profit e-mail of 1990 - 1995",
    );
    check_tokens("$5.5m at 10% by 9/11", "$ 5.5 m at 10 % by 9/11");
    check_tokens(
        "See www.example.org/a-b, now.",
        "See www.example.org/a-b , now .",
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
fn quotation_marks_close_with_their_sentence() {
    check_tokens("“We go.” He left.", "“ We go . ” | He left .");
    check_tokens("“We go.” / “They stay.”", "“ We go . ” | / “ They stay . ”");
}

#[test]
fn numbers_of_headings_stay_with_them() {
    check_tokens("2.1. Former talks", "2.1 . Former talks");
    check_tokens("Figure 3. The old bridge", "Figure 3 . The old bridge");
    check_tokens(
        "They had 12. The others had none.",
        "They had 12 . | The others had none .",
    );
}

#[test]
fn a_stop_in_brackets_ends_nothing_when_they_go_on() {
    check_tokens(
        "Her son (b. March 2009) came too. He sang.",
        "Her son ( b . March 2009 ) came too . | He sang .",
    );
    check_tokens(
        "They met (see the note of 1994, p. 12). She left.",
        "They met ( see the note of 1994 , p . 12 ) . | She left .",
    );
    check_tokens(
        "He left (so they say. She saw it. Nobody else did).",
        "He left ( so they say . | She saw it . | Nobody else did ) .",
    );
}

#[test]
fn a_title_may_end_with_a_mark() {
    check_tokens(
        "She sang in Viva Lorvath! (1965), and in Oh Halden!",
        "She sang in Viva Lorvath ! ( 1965 ) , and in Oh Halden !",
    );
}

#[test]
fn who_is_quoted_may_follow_a_dash() {
    check_tokens("“We won.” — Ada Vane", "“ We won . ” — Ada Vane");
}

#[test]
fn a_sentence_may_begin_with_a_small_letter_before_a_capital() {
    check_tokens("It grew. eHow grew too.", "It grew . | eHow grew too .");
    check_tokens("She has a Ph.D. in law.", "She has a Ph.D. in law .");
}

#[test]
fn notes_belong_to_the_sentence_before() {
    check_tokens("He left.[3] She stayed.", "He left . [ 3 ] | She stayed .");
}

#[test]
fn a_plain_sentence() {
    check_words(
        "The minister denied the reports.",
        "The/DET/the/det minister/NOUN/minister/nsubj denied/VERB/deny/root \
         the/DET/the/det reports/NOUN/report/obj ./PUNCT/./punct",
    );
}

#[test]
fn a_passive_has_its_marks() {
    let text = "The town was captured by rebels.";
    let syntax = Model::builtin().parse(text);
    assert!(syntax.token(3).features.has(Feature::VoicePass));
    assert_eq!(syntax.child(3, &[Deprel::NsubjPass]), Some(1));
    assert_eq!(syntax.child(3, &[Deprel::AuxPass]), Some(2));
    assert_eq!(syntax.head(5), Some(3));
}

#[test]
fn any_text_is_read() {
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
        "[1]",
        ". . .",
        "\u{1f600}\u{1f600} ok\u{0}bad",
        "İstanbul’a 10–20km",
        "é.é.é.",
        "5.",
        "1-2-3/4",
    ] {
        check_shape(text);
    }
    check_shape(&"word ".repeat(3_000));
    check_shape(&"x".repeat(200_000));
    check_shape(&"a-".repeat(2_000));
}

#[test]
fn bytes_that_are_no_model_are_refused() {
    assert!(Model::from_bytes(b"").is_err());
    assert!(Model::from_bytes(&[0; 100]).is_err());
}
