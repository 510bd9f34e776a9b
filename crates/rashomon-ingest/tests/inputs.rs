//! Files in, documents and refusals out.

use rashomon_doc::Document;
use rashomon_ingest::{Options, Refusal, documents};
use std::fs;
use std::io::Write;
use std::path::Path;
use tempfile::TempDir;

/// A folder that holds `files`.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("inside the folder")).expect("a folder");
        fs::write(path, bytes).expect("written");
    }
    folder
}

fn read(folder: &TempDir, options: &Options) -> Vec<Result<Document, Refusal>> {
    documents([folder.path()], options).collect()
}

/// One line for each document (`id-less`: publisher|date|title|text) or refusal (`! place: reason`).
fn check_with(files: &[(&str, &[u8])], options: &Options, wanted: &[&str]) {
    let folder = folder(files);
    let root = format!("{}/", folder.path().display());
    let found: Vec<String> = read(&folder, options)
        .into_iter()
        .map(|item| match item {
            Ok(document) => line(&document),
            Err(refusal) => format!("! {}", refusal.to_string().replace(&root, "")),
        })
        .collect();
    assert_eq!(found, wanted);
}

fn check(files: &[(&str, &[u8])], wanted: &[&str]) {
    check_with(files, &Options::default(), wanted);
}

fn line(document: &Document) -> String {
    let date = document
        .published
        .map(|date| date.to_string())
        .unwrap_or_default();
    let part = |part: &Option<String>| part.clone().unwrap_or_default();
    format!(
        "{}|{date}|{}|{}",
        part(&document.publisher),
        part(&document.title),
        document.text.replace('\n', "\\n")
    )
}

#[test]
fn plain_text_is_taken_as_it_is() {
    check(
        &[
            ("b.txt", b"Talks fail\n\nThe envoys left.\r\n"),
            ("a/1", b"  The envoys left."),
        ],
        &[
            "|||  The envoys left.",
            "||Talks fail|Talks fail\\n\\nThe envoys left.\r\\n",
        ],
    );
}

#[test]
fn encodings() {
    let utf16: Vec<u8> = "\u{feff}Café Görlan"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    check(
        &[
            ("1.txt", b"\xef\xbb\xbfCaf\xc3\xa9"),
            (
                "2.txt",
                b"Le caf\xe9 fran\xe7ais \xe9tait tr\xe8s agr\xe9able.",
            ),
            ("3.txt", &utf16),
        ],
        &[
            "|||Café",
            "|||Le café français était très agréable.",
            "|||Café Görlan",
        ],
    );
}

#[test]
fn json_lines_with_known_names() {
    check(
        &[(
            "a.jsonl",
            b"{\"article_title\": \"T\", \"article_content\": \"One.\", \"source\": \"S\", \"date\": \"2/11/2016\", \"unit_id\": 7}\n\
              \n\
              {\"headline\": \"H\", \"body\": [\"Two.\", \"Three.\"], \"source\": {\"uri\": \"x\", \"title\": \"Src\"}, \"url\": \"https://www.orsk.example/1\"}\n\
              {\"text\": \"Four.\", \"url\": \"https://www.orsk.example/1\", \"published\": null}\n",
        )],
        &["S|2016-02-11|T|One.", "Src||H|Two.\\n\\nThree.", "orsk.example|||Four."],
    );
}

#[test]
fn broken_lines_cost_only_themselves() {
    check(
        &[("a.jsonl", b"{\"text\": \"One.\"}\n{\"text\": \"Tw\n{\"title\": \"No text\"}\n{\"text\": \" \"}\n[1]\n{\"text\": \"Six.\"}")],
        &[
            "|||One.",
            "! a.jsonl:2: broken JSON: control character (\\u0000-\\u001F) found while parsing a string at line 2 column 0",
            "! a.jsonl:3: field `text` missing",
            "! a.jsonl:4: field `text` empty",
            "! a.jsonl:5: not a JSON object",
            "|||Six.",
        ],
    );
}

#[test]
fn arrays_and_objects_of_json() {
    check(
        &[
            ("1.json", b"[{\"text\": \"One {not \\\"] nested.\"},\n {\"text\": \"Two.\", \"more\": {\"a\": [1]}}]"),
            ("2.json", b"{\n \"text\": \"Three.\"\n}"),
            ("3.json", b"{\"text\": \"Four.\"}\n{\"text\": \"Five.\"}\n"),
            ("4.json", b"[{\"text\": \"Six.\"}, {\"text\": "),
            ("5.json", b"oops"),
        ],
        &[
            "|||One {not \"] nested.",
            "|||Two.",
            "|||Three.",
            "|||Four.",
            "|||Five.",
            "|||Six.",
            "! 4.json:1: broken JSON: the object does not end",
            "! 5.json:1: broken JSON: `o` where an object should be",
        ],
    );
}

#[test]
fn tables() {
    check(
        &[
            ("1.csv", b"id,Title,Content,Date\n1,\"A, b\",\"One\n\"\"two\"\".\",2016-02-11\n2,C\n3,D,Three.,11 Feb 2016\n"),
            ("2.tsv", b"text\tsource\nFour, five.\tS\n"),
            ("3.csv", b"text;source\nSix, seven.;S\n"),
            ("4.csv", b"name,value\n1,2\n"),
        ],
        &[
            "|2016-02-11|A, b|One\\n\"two\".",
            "! 1.csv:4: 2 columns where the header has 4",
            "|2016-02-11|D|Three.",
            "S|||Four, five.",
            "S|||Six, seven.",
            "! 4.csv:1: no column for the text among `name`, `value`; name it by a mapping such as text=COLUMN",
        ],
    );
}

#[test]
fn mappings_name_what_holds_what() {
    let options = Options {
        mapping: "text=words, title=meta.head, publisher=by"
            .parse()
            .expect("a mapping"),
        publisher: Some("Default".into()),
        published: "2020-01-02".parse().ok(),
        ..Options::default()
    };
    check_with(
        &[
            (
                "1.jsonl",
                b"{\"words\": \"One.\", \"meta\": {\"head\": \"H\"}}\n{\"text\": \"Two.\"}\n",
            ),
            ("2.csv", b"Words,by\nThree.,B\n"),
        ],
        &options,
        &[
            "Default|2020-01-02|H|One.",
            "! 1.jsonl:2: field `words` (text) missing",
            "B|2020-01-02||Three.",
        ],
    );
}

#[test]
fn ids_are_given_or_made_of_the_content() {
    let folder = folder(&[
        ("news.jsonl", b"{\"text\": \"One.\", \"id\": 7}\n{\"text\": \"Two.\"}\n{\"text\": \"Two.\"}\n{\"text\": \"Two.\", \"source\": \"S\"}\n"),
    ]);
    let ids: Vec<String> = read(&folder, &Options::default())
        .into_iter()
        .map(|document| document.expect("a document").id.0)
        .collect();
    assert_eq!(ids[0], "news-7");
    assert_eq!(ids[1], ids[2]);
    assert_ne!(ids[1], ids[3]);
    assert_eq!(ids[1].len(), 16);
}

#[test]
fn what_is_no_text_is_refused() {
    check(
        &[
            ("1.txt", b""),
            ("2.txt", b" \n\t"),
            ("3.txt", b"a\0\0\0b\0\0\x01\x02\0\0\0"),
            ("4.pdf", b"%PDF-1.4 etc"),
            ("5.txt", b"Fine."),
        ],
        &[
            "! 1.txt: the file is empty",
            "! 2.txt: no text in it",
            "! 3.txt: binary data, not text",
            "! 4.pdf: a PDF file, not text",
            "|||Fine.",
        ],
    );
}

#[test]
fn a_line_of_50_megabytes_is_passed_over() {
    let mut bytes = b"{\"text\": \"One.\"}\n{\"text\": \"".to_vec();
    bytes.resize(bytes.len() + 50_000_000, b'x');
    bytes.extend_from_slice(b"\"}\n{\"text\": \"Three.\"}\n");
    check(
        &[("a.jsonl", &bytes), ("b.txt", &bytes)],
        &[
            "|||One.",
            "! a.jsonl:2: a line of 50 MB is over the limit of 16 MB",
            "|||Three.",
            "! b.txt: a document of 50 MB is over the limit of 16 MB",
        ],
    );
}

#[test]
fn packed_files() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(b"{\"text\": \"One.\"}\n{\"text\": \"Two.\"}\n")
        .expect("in memory");
    let gzip = gzip.finish().expect("in memory");
    let zstd = zstd::encode_all(&b"text,id\nThree.,1\n"[..], 3).expect("in memory");
    check(
        &[
            ("a.jsonl.gz", &gzip),
            ("b.csv.zst", &zstd),
            ("c.jsonl.gz", &gzip[..20]),
        ],
        &[
            "|||One.",
            "|||Two.",
            "|||Three.",
            "! c.jsonl.gz: the packed file is damaged",
        ],
    );
}

#[cfg(unix)]
#[test]
fn folders_without_permission_and_missing_files() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[
        ("a/1.txt", b"One."),
        ("b/2.txt", b"Two."),
        (".hidden", b"No."),
    ]);
    let locked = folder.path().join("a");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).expect("changed");
    let may_read_anything = fs::read_dir(&locked).is_ok();
    let missing = folder.path().join("missing");
    let found: Vec<_> =
        documents([folder.path(), missing.as_path()], &Options::default()).collect();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).expect("changed back");
    let refusals: Vec<String> = found
        .iter()
        .filter_map(|item| item.as_ref().err())
        .map(Refusal::to_string)
        .collect();
    let root = folder.path().display();
    let mut wanted = vec![format!("{root}/missing: no such file or folder")];
    if !may_read_anything {
        wanted.insert(0, format!("{root}/a: no permission to read it"));
    }
    assert_eq!(refusals, wanted);
    assert!(
        found
            .iter()
            .flatten()
            .any(|document| document.text == "Two.")
    );
}

#[test]
fn web_archives() {
    let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><head><title>Talks fail in Orsk</title></head><body><article><h1>Talks fail in Orsk</h1><p>The envoys left the city on Monday after talks on the bridge had failed, the minister said in the evening.</p><p>She said that nobody knew when they would meet again in the city.</p></article></body></html>";
    let record = |kind: &str, body: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://orsk.example/2016/02/11/talks\r\nContent-Length: {}\r\n\r\n{body}\r\n\r\n",
            body.len()
        )
    };
    let archive = [
        record("warcinfo", "x"),
        record("response", http),
        record("request", "GET /"),
        record("response", "HTTP/1.1 404 Not Found\r\n\r\n"),
    ]
    .concat();
    let folder = folder(&[("a.warc", archive.as_bytes())]);
    let found = read(&folder, &Options::default());
    assert_eq!(found.len(), 1);
    if cfg!(feature = "html") {
        let document = found[0].as_ref().expect("a page");
        assert_eq!(
            document.url.as_deref(),
            Some("https://orsk.example/2016/02/11/talks")
        );
        assert_eq!(document.title.as_deref(), Some("Talks fail in Orsk"));
        assert_eq!(document.published, "2016-02-11".parse().ok());
    }
}

#[test]
fn sorted_and_the_same_every_time() {
    let folder = folder(&[("b.txt", b"Two."), ("a/z.txt", b"One."), ("c", b"Three.")]);
    let once = read(&folder, &Options::default());
    let texts: Vec<_> = once
        .iter()
        .flatten()
        .map(|document| document.text.as_str())
        .collect();
    assert_eq!(texts, ["One.", "Two.", "Three."]);
    assert_eq!(once, read(&folder, &Options::default()));
    assert!(Path::new("-").file_name().is_some());
}
