use crate::decode::{self, Head};
use crate::input::{Input, Kind, Options, too_long};
use crate::json::{JsonLines, JsonObjects};
use crate::refusal::Refusal;
use crate::table::Rows;
use crate::warc::Responses;
use rashomon_doc::Document;
use std::fs::{self, File};
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

/// The documents of `paths`, in order: files as they are given, folders with all that lies below
/// them, sorted by name; `-` is the standard input.
///
/// What cannot be read gives a [`Refusal`], and the rest goes on.
pub fn documents<P: AsRef<Path>>(
    paths: impl IntoIterator<Item = P>,
    options: &Options,
) -> impl Iterator<Item = Result<Document, Refusal>> {
    let options = options.clone();
    inputs(paths, &options).map(move |input| input?.document(&options))
}

/// The articles of `paths` before they are taken apart, as [`documents`] gives them.
pub fn inputs<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>, options: &Options) -> Inputs {
    let mut pending: Vec<Pending> = paths
        .into_iter()
        .map(|path| Pending {
            path: path.as_ref().to_owned(),
            depth: 0,
        })
        .collect();
    pending.reverse();
    Inputs {
        pending,
        open: None,
        options: options.clone(),
    }
}

/// Articles of files and folders. Made by [`inputs`].
pub struct Inputs {
    pending: Vec<Pending>,
    open: Option<Open>,
    options: Options,
}

impl std::fmt::Debug for Inputs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inputs")
            .field("pending", &self.pending)
            .finish_non_exhaustive()
    }
}

type Open = Box<dyn Iterator<Item = Result<Input, Refusal>> + Send>;

#[derive(Debug)]
struct Pending {
    path: PathBuf,
    depth: usize,
}

/// Folders nested deeper are a loop of links.
const MOST_DEPTH: usize = 100;

/// How much of a file is looked at to tell what it is.
const HEAD: usize = 8192;

impl Iterator for Inputs {
    type Item = Result<Input, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(open) = &mut self.open {
                match open.next() {
                    Some(item) => return Some(item),
                    None => self.open = None,
                }
            }
            let next = self.pending.pop()?;
            if let Err(refusal) = self.enter(next) {
                return Some(Err(refusal));
            }
        }
    }
}

impl Inputs {
    fn enter(&mut self, next: Pending) -> Result<(), Refusal> {
        let path = &next.path;
        if path.as_os_str() == "-" {
            self.open = Some(open(io::stdin(), "-".into(), Path::new(""), &self.options)?);
            return Ok(());
        }
        let place = path.display().to_string();
        let fail = |error: io::Error| Refusal::new(place.clone(), reason(&error));
        if fs::metadata(path).map_err(fail)?.is_dir() {
            return self.enter_folder(&next);
        }
        let file = File::open(path).map_err(fail)?;
        self.open = Some(open(file, place, path, &self.options)?);
        Ok(())
    }

    fn enter_folder(&mut self, folder: &Pending) -> Result<(), Refusal> {
        let place = folder.path.display().to_string();
        if folder.depth > MOST_DEPTH {
            return Err(Refusal::new(place, "folders nested too deep"));
        }
        let fail = |error: io::Error| Refusal::new(place.clone(), reason(&error));
        let mut paths = Vec::new();
        for entry in fs::read_dir(&folder.path).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            let kind = entry.file_type().map_err(fail)?;
            let linked_folder = kind.is_symlink() && entry.path().is_dir();
            let special = !kind.is_file() && !kind.is_dir() && !kind.is_symlink();
            if !hidden && !linked_folder && !special {
                paths.push(entry.path());
            }
        }
        paths.sort();
        let depth = folder.depth + 1;
        self.pending
            .extend(paths.into_iter().rev().map(|path| Pending { path, depth }));
        Ok(())
    }
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".into(),
        io::ErrorKind::PermissionDenied => "no permission to read it".into(),
        _ => error.to_string(),
    }
}

/// The shapes of files that hold articles.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    Text,
    Json,
    JsonLines,
    Table(Option<u8>),
    Page,
    Warc,
}

/// The articles of one file.
fn open(
    file: impl Read + Send + 'static,
    place: String,
    path: &Path,
    options: &Options,
) -> Result<Open, Refusal> {
    let refuse = |reason: String| Refusal::new(place.clone(), reason);
    let fail = |error: io::Error| refuse(error.to_string());
    let mut file: Box<dyn Read + Send> = Box::new(file);
    let mut name = path
        .file_name()
        .map(|name| name.to_string_lossy().to_lowercase())
        .unwrap_or_default();
    let mut head = fill(&mut file).map_err(fail)?;
    let mut kind = decode::head(&head);
    for _ in 0..2 {
        let whole = io::Cursor::new(head.clone());
        file = match kind {
            Head::Gzip => Box::new(flate2::read::MultiGzDecoder::new(whole.chain(file))),
            Head::Zstd => Box::new(zstd::Decoder::new(whole.chain(file)).map_err(fail)?),
            _ => break,
        };
        name = name
            .trim_end_matches(".gz")
            .trim_end_matches(".zst")
            .to_owned();
        head = fill(&mut file).map_err(|_| refuse("the packed file is damaged".into()))?;
        kind = decode::head(&head);
    }
    match kind {
        Head::Empty => return Err(refuse("the file is empty".into())),
        Head::Binary(what) => return Err(refuse(format!("{what}, not text"))),
        Head::Gzip | Head::Zstd => return Err(refuse("packed more than twice".into())),
        Head::Utf8Marked | Head::Utf16Le | Head::Utf16Be | Head::Bytes => {}
    }
    let shape = shape(&name, &head);
    let stem = name.split('.').next().unwrap_or("").to_owned();
    // Pages name their encoding themselves, archives hold many: both are decoded later.
    let kind = match (shape, kind) {
        (Shape::Warc, _) => Head::Bytes,
        (_, kind) => kind,
    };
    let mut reader = decode::reader(kind, head, file);
    if shape == Shape::Json && is_lines(&mut reader).map_err(fail)? {
        return Ok(articles(Shape::JsonLines, reader, place, stem, options));
    }
    Ok(articles(shape, reader, place, stem, options))
}

fn articles(
    shape: Shape,
    reader: Box<dyn BufRead + Send>,
    place: String,
    file: String,
    options: &Options,
) -> Open {
    let most = options.most_bytes;
    match shape {
        Shape::JsonLines => Box::new(JsonLines {
            reader,
            place,
            file,
            most,
            line: 0,
            done: false,
        }),
        Shape::Json => Box::new(JsonObjects {
            reader,
            place,
            file,
            most,
            line: 1,
            done: false,
        }),
        Shape::Table(delimiter) => Box::new(Rows {
            reader,
            place,
            file,
            most,
            mapping: options.mapping.clone(),
            delimiter,
            line: 0,
            columns: None,
            done: false,
        }),
        Shape::Warc => Box::new(Responses {
            reader,
            place,
            most: options.most_page_bytes,
            record: 0,
            done: false,
        }),
        Shape::Text => Box::new(std::iter::once(whole(
            reader,
            place,
            &file,
            Kind::Text,
            most,
        ))),
        Shape::Page => {
            let kind = Kind::Page {
                url: None,
                label: None,
            };
            let page = whole(reader, place, &file, kind, options.most_page_bytes);
            Box::new(std::iter::once(page))
        }
    }
}

/// A file that is one article.
fn whole(
    mut reader: Box<dyn BufRead + Send>,
    place: String,
    file: &str,
    kind: Kind,
    most: usize,
) -> Result<Input, Refusal> {
    let mut bytes = Vec::new();
    let read = (&mut reader).take(most as u64 + 1).read_to_end(&mut bytes);
    if let Err(error) = read {
        return Err(Refusal::new(place, error.to_string()));
    }
    if bytes.len() > most {
        let rest = io::copy(&mut reader, &mut io::sink()).unwrap_or(0);
        let len = bytes.len() as u64 + rest;
        return Err(Refusal::new(place, too_long("a document", len, most)));
    }
    Ok(Input::new(place, file, bytes, kind))
}

fn shape(name: &str, head: &[u8]) -> Shape {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "txt" | "text" | "md" => Shape::Text,
        "jsonl" | "ndjson" => Shape::JsonLines,
        "json" => Shape::Json,
        "csv" => Shape::Table(None),
        "tsv" | "tab" => Shape::Table(Some(b'\t')),
        "html" | "htm" | "xhtml" | "shtml" => Shape::Page,
        "warc" => Shape::Warc,
        _ => shape_of(head),
    }
}

/// The shape of a file whose name says nothing.
fn shape_of(head: &[u8]) -> Shape {
    let start: Vec<u8> = head
        .iter()
        .filter(|&&b| b != 0)
        .skip_while(|b| !b.is_ascii() || b.is_ascii_whitespace())
        .take(512)
        .map(u8::to_ascii_lowercase)
        .collect();
    let object = start
        .strip_prefix(b"{")
        .or_else(|| start.strip_prefix(b"["));
    if start.starts_with(b"warc/") {
        Shape::Warc
    } else if start.starts_with(b"<!doctype html")
        || start.starts_with(b"<html")
        || start.starts_with(b"<head")
    {
        Shape::Page
    } else if object.is_some_and(|rest| {
        rest.trim_ascii_start().starts_with(b"\"") || rest.trim_ascii_start().starts_with(b"{")
    }) {
        Shape::Json
    } else {
        Shape::Text
    }
}

/// Whether a JSON file holds one whole object on its first line.
fn is_lines(reader: &mut Box<dyn BufRead + Send>) -> io::Result<bool> {
    let ready = reader.fill_buf()?;
    let line = ready
        .split(|&b| b == b'\n')
        .next()
        .unwrap_or(ready)
        .trim_ascii();
    let whole = line.starts_with(b"{") && line.len() < ready.len();
    Ok(whole
        && line.ends_with(b"}")
        && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok())
}

fn fill(file: &mut Box<dyn Read + Send>) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    file.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}
