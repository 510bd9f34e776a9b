//! On a very small encoder that is made here.

use crate::labels::{Labeller, Layer, Passage, train as train_labels};
use crate::train::{Plan, train};
use crate::{Error, Reader, silver};
use candle_core::{Device, Tensor};
use rashomon_syntax::conllu::{Tree, trees};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

const WIDTH: usize = 32;
const INNER: usize = 64;
const LAYERS: usize = 2;
const PLACES: usize = 40;

const WORDS: &str = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\nminister\nrebels\nsoldier\n##s\ndenied\n\
    said\nattacked\nit\na\ntown\nhe\nhad\nleft\n.\n,\n";

const TREES: &str = "\
1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_
2\tminister\tminister\tNOUN\tNN\t_\t3\tnsubj\t_\t_
3\tdenied\tdeny\tVERB\tVBD\t_\t0\troot\t_\t_
4\tit\tit\tPRON\tPRP\t_\t3\tobj\t_\tSpaceAfter=No
5\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

1\tRebels\trebel\tNOUN\tNNS\t_\t2\tnsubj\t_\t_
2\tattacked\tattack\tVERB\tVBD\t_\t0\troot\t_\t_
3\tthe\tthe\tDET\tDT\t_\t4\tdet\t_\t_
4\ttown\ttown\tNOUN\tNN\t_\t2\tobj\t_\tSpaceAfter=No
5\t,\t,\tPUNCT\t,\t_\t8\tpunct\t_\t_
6\ta\ta\tDET\tDT\t_\t7\tdet\t_\t_
7\tsoldier\tsoldier\tNOUN\tNN\t_\t8\tnsubj\t_\t_
8\tsaid\tsay\tVERB\tVBD\t_\t2\tparataxis\t_\tSpaceAfter=No
9\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

1\tHe\the\tPRON\tPRP\t_\t2\tnsubj\t_\t_
2\tsaid\tsay\tVERB\tVBD\t_\t0\troot\t_\t_
3\tsoldiers\tsoldier\tNOUN\tNNS\t_\t5\tnsubj\t_\t_
4\thad\thave\tAUX\tVBD\t_\t5\taux\t_\t_
5\tleft\tleave\tVERB\tVBN\t_\t2\tccomp\t_\tSpaceAfter=No
6\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_
";

/// A folder with an encoder of chance weights.
fn base(folder: &Path) {
    let config = format!(
        r#"{{"vocab_size": {}, "hidden_size": {WIDTH}, "num_hidden_layers": {LAYERS},
            "num_attention_heads": 4, "intermediate_size": {INNER},
            "max_position_embeddings": {PLACES}, "hidden_act": "gelu"}}"#,
        WORDS.lines().count()
    );
    fs::write(folder.join("config.json"), config).unwrap();
    fs::write(folder.join("vocab.txt"), WORDS).unwrap();
    let mut all: HashMap<String, Tensor> = HashMap::new();
    let mut seed = 1_u32;
    let mut put = |name: String, dims: &[usize], reach: f32, middle: f32| {
        let mut value = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            middle + reach * ((seed >> 8) as f32 / (1 << 23) as f32 - 1.0)
        };
        let values: Vec<f32> = (0..dims.iter().product()).map(|_| value()).collect();
        all.insert(name, Tensor::from_vec(values, dims, &Device::Cpu).unwrap());
    };
    let rows = [
        ("word", WORDS.lines().count()),
        ("position", PLACES),
        ("token_type", 2),
    ];
    for (kind, count) in rows {
        put(
            format!("embeddings.{kind}_embeddings.weight"),
            &[count, WIDTH],
            0.5,
            0.0,
        );
    }
    let mut norms = vec!["embeddings.LayerNorm".to_owned()];
    for layer in 0..LAYERS {
        let name = |part: &str| format!("encoder.layer.{layer}.{part}");
        for (part, inner, outer) in [
            ("attention.self.query", WIDTH, WIDTH),
            ("attention.self.key", WIDTH, WIDTH),
            ("attention.self.value", WIDTH, WIDTH),
            ("attention.output.dense", WIDTH, WIDTH),
            ("intermediate.dense", WIDTH, INNER),
            ("output.dense", INNER, WIDTH),
        ] {
            put(name(&format!("{part}.weight")), &[outer, inner], 0.2, 0.0);
            put(name(&format!("{part}.bias")), &[outer], 0.0, 0.0);
        }
        norms.extend([name("attention.output.LayerNorm"), name("output.LayerNorm")]);
    }
    for norm in norms {
        put(format!("{norm}.weight"), &[WIDTH], 0.0, 1.0);
        put(format!("{norm}.bias"), &[WIDTH], 0.0, 0.0);
    }
    candle_core::safetensors::save(&all, folder.join("model.safetensors")).unwrap();
}

fn plan(epochs: usize) -> Plan {
    Plan {
        epochs,
        batch: 40,
        rate: 3e-3,
        head_rate: 1e-2,
        dropout: 0.0,
        hidden: 0.0,
        arc: 32,
        relation: 32,
    }
}

/// A reader that has learned `TREES`, its folder inside `root`.
fn trained(root: &Path, epochs: usize) -> Reader {
    let (from, to) = (root.join("base"), root.join("reader"));
    fs::create_dir_all(&from).unwrap();
    base(&from);
    train(&from, &trees(TREES), &plan(epochs), &to, &mut |_| {}).unwrap();
    Reader::open(to).unwrap()
}

/// The gold trees as a text and as rows of form, lemma, tag, head and relation.
fn gold(tree: &Tree) -> (String, Vec<String>) {
    let mut text = String::new();
    let mut rows = Vec::new();
    for word in &tree.words {
        text.push_str(&word.form);
        if word.space_after {
            text.push(' ');
        }
        let (lemma, tag) = (&word.lemma, &word.upos);
        rows.push(format!(
            "{} {lemma} {tag} {} {}",
            word.form, word.head, word.deprel
        ));
    }
    (text.trim_end().to_owned(), rows)
}

fn rows(reader: &Reader, text: &str) -> Vec<String> {
    let syntax = reader.parse(text).unwrap();
    let row = |index: usize| {
        let token = syntax.token(index);
        let (form, lemma) = (token.span.of(text), syntax.lemma(index));
        let head = syntax.head(index).map_or(0, |head| head + 1);
        format!("{form} {lemma} {} {head} {}", token.upos, token.deprel)
    };
    (0..syntax.tokens().len()).map(row).collect()
}

#[test]
fn a_small_encoder_learns_its_trees_by_heart() {
    let root = tempfile::tempdir().unwrap();
    let reader = trained(root.path(), 80);
    for tree in trees(TREES) {
        let (text, gold) = gold(&tree);
        assert_eq!(rows(&reader, &text), gold);
    }
}

#[test]
fn the_same_trees_give_the_same_bytes() {
    let bytes = || {
        let root = tempfile::tempdir().unwrap();
        trained(root.path(), 2);
        let read = |name: &str| fs::read(root.path().join("reader").join(name)).unwrap();
        (read("model.safetensors"), read("rashomon.safetensors"))
    };
    assert!(bytes() == bytes());
}

#[test]
fn sentences_do_not_lean_on_their_neighbours() {
    let root = tempfile::tempdir().unwrap();
    let reader = trained(root.path(), 20);
    let texts: Vec<String> = trees(TREES).iter().map(|tree| gold(tree).0).collect();
    let together = reader.parse(&texts.join("\n\n")).unwrap();
    let tags: Vec<_> = together
        .tokens()
        .iter()
        .map(|t| (t.upos, t.deprel))
        .collect();
    let mut alone = Vec::new();
    for text in &texts {
        let syntax = reader.parse(text).unwrap();
        alone.extend(syntax.tokens().iter().map(|t| (t.upos, t.deprel)));
    }
    assert_eq!(tags, alone);
}

#[test]
fn any_text_is_read() {
    let root = tempfile::tempdir().unwrap();
    let reader = trained(root.path(), 1);
    let long = "the minister ".repeat(300);
    let joined = "x".repeat(5000);
    for text in [
        "",
        " \n",
        ".",
        "\u{200b}",
        "\0\u{fffd} \u{301}",
        &long,
        &joined,
        "Ünïcödé — “so”",
    ] {
        let syntax = reader.parse(text).unwrap();
        let builtin = rashomon_syntax::Model::builtin().parse(text);
        assert_eq!(syntax.tokens().len(), builtin.tokens().len(), "{text}");
        assert_eq!(syntax.sentences().len(), builtin.sentences().len());
    }
}

#[test]
fn silver_trees_are_trees() {
    let root = tempfile::tempdir().unwrap();
    let reader = trained(root.path(), 80);
    let text =
        "The minister denied it.\n\nRebels.\n\n1 2 3 4 5 6 7 8\n\nHe said soldiers had left.";
    let mut seen = Vec::new();
    let mut keep = |sentence: &str| {
        seen.push(sentence.to_owned());
        true
    };
    let found = silver::silver(&reader, &[text], silver::Sieve::default(), &mut keep).unwrap();
    assert_eq!(
        seen,
        ["The minister denied it.", "He said soldiers had left."]
    );
    assert_eq!(found.len(), 2);
    let read = trees(&found[1].conllu);
    let gold = trees(TREES).swap_remove(2);
    assert_eq!(read[0].words, gold.words);
    assert_eq!(read[0].text, "He said soldiers had left.");
    assert!(found[1].conllu.starts_with("# confidence = -"));
}

const KINDS: [(&str, usize); 2] = [("names", 3), ("quotes", 2)];

fn layers() -> Vec<Layer> {
    let layer = |(name, labels): (&str, usize)| Layer {
        name: name.to_owned(),
        labels,
    };
    KINDS.map(layer).into()
}

fn passage(text: &str, names: Option<&[u16]>, quotes: Option<&[u16]>) -> Passage {
    Passage {
        words: text.split(' ').map(str::to_owned).collect(),
        allowed: vec![names.map(<[u16]>::to_vec), quotes.map(<[u16]>::to_vec)],
    }
}

#[test]
fn labels_are_learned_from_the_passages_that_carry_them() {
    let root = tempfile::tempdir().unwrap();
    let (from, to) = (root.path().join("base"), root.path().join("labels"));
    fs::create_dir_all(&from).unwrap();
    base(&from);
    let passages = [
        passage("The minister denied it .", Some(&[1, 2, 1, 1, 1]), None),
        // The second word may be outside or in a name of some other kind.
        passage(
            "Rebels attacked the town .",
            Some(&[2, 1 | 4, 1, 2, 1]),
            None,
        ),
        passage(
            "He said soldiers had left .",
            None,
            Some(&[1, 1, 2, 2, 2, 1]),
        ),
    ];
    train_labels(&from, &layers(), &passages, &plan(60), &to, &mut |_| {}).unwrap();
    let labeller = Labeller::open(&to).unwrap();
    assert_eq!(labeller.layers(), layers());
    let long = vec!["the"; 100];
    let asked = [
        "The minister denied it .".split(' ').collect(),
        long,
        "He said soldiers had left .".split(' ').collect(),
    ];
    let found = labeller.chances(&asked).unwrap();
    let best = |row: &[f32]| (0..row.len()).max_by(|&a, &b| row[a].total_cmp(&row[b]));
    let labels = |at: usize, layer: usize| -> Vec<usize> {
        let chances = &found[at].as_ref().unwrap()[layer];
        chances.chunks(KINDS[layer].1).filter_map(best).collect()
    };
    assert_eq!(labels(0, 0), [0, 1, 0, 0, 0]);
    assert_eq!(labels(2, 1), [0, 0, 1, 1, 1, 0]);
    assert!(
        found[1].is_none(),
        "more pieces than the encoder has places"
    );
    let sum: f32 = found[0].as_ref().unwrap()[0][..3].iter().sum();
    assert!((sum - 1.0).abs() < 1e-5, "{sum}");
}

#[test]
fn a_folder_without_layers_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path();
    base(folder);
    let refused = |expected: &str| {
        let message = Labeller::open(folder).unwrap_err().to_string();
        let message = message.strip_prefix(folder.to_str().unwrap()).unwrap();
        assert!(message.starts_with(expected), "{message}");
    };
    refused("/labels.json: no such file");
    let write = |text: &str| fs::write(folder.join("labels.json"), text).unwrap();
    write(r#"{"schema": "rashomon/labels/0", "layers": []}"#);
    refused("/labels.json: the schema is `rashomon/labels/0` and not");
    write(r#"{"schema": "rashomon/labels/1", "layers": [{"name": "names", "labels": 0}]}"#);
    refused("/labels.json: layers have 2 to 16 labels");
    write(r#"{"schema": "rashomon/labels/1", "layers": [{"name": "names", "labels": 3}]}"#);
    refused("/rashomon.safetensors: no such file");
}

/// Opens a folder with one file changed, and compares the message behind the folder's name.
fn check_refused(name: &str, content: Option<&str>, expected: &str) -> Error {
    let root = tempfile::tempdir().unwrap();
    trained(root.path(), 1);
    let folder = root.path().join("reader");
    match content {
        Some(content) => fs::write(folder.join(name), content).unwrap(),
        None => fs::remove_file(folder.join(name)).unwrap(),
    }
    let error = Reader::open(&folder).unwrap_err();
    let message = error.to_string();
    let message = message.strip_prefix(folder.to_str().unwrap()).unwrap();
    assert!(message.starts_with(expected), "{message}");
    error
}

#[test]
fn what_is_wrong_with_a_folder_is_told() {
    assert!(check_refused("config.json", None, "/config.json: no such file").is_missing());
    assert!(check_refused("vocab.txt", None, "/vocab.txt: no such file").is_missing());
    assert!(check_refused("model.safetensors", None, "/model.safetensors: no such").is_missing());
    let error = check_refused(
        "rashomon.json",
        None,
        ": an encoder that has not been trained",
    );
    assert!(error.is_untrained());
    check_refused(
        "config.json",
        Some("{}"),
        "/config.json: missing field `vocab_size`",
    );
    check_refused(
        "vocab.txt",
        Some("the\n"),
        "/vocab.txt: the piece `[UNK]` is missing",
    );
    check_refused("model.safetensors", Some("junk"), "/model.safetensors: ");
    check_refused(
        "rashomon.json",
        Some("{}"),
        "/rashomon.json: missing field `schema`",
    );
    check_refused(
        "rashomon.json",
        Some(r#"{"schema": "rashomon/deep/0", "tags": [], "labels": []}"#),
        "/rashomon.json: the schema is `rashomon/deep/0` and not",
    );
    check_refused(
        "rashomon.json",
        Some(r#"{"schema": "rashomon/deep/1", "tags": ["NOUN NN"], "labels": ["root"]}"#),
        "/rashomon.safetensors: `tag.weight` has the size",
    );
}
