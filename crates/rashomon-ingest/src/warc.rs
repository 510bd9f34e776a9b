//! Web archives: responses that carry a page.

use crate::input::{Input, Kind, too_long};
use crate::lines::{Line, next_line};
use crate::refusal::Refusal;
use std::io::{self, BufRead, Read};

/// The pages of a web archive. Records that are no page are passed over; a broken one is refused.
pub(crate) struct Responses<'r> {
    pub(crate) reader: Box<dyn BufRead + Send + 'r>,
    pub(crate) place: String,
    pub(crate) most: usize,
    pub(crate) record: u64,
    pub(crate) done: bool,
}

/// Headers of a record or a response, names in small letters.
type Headers = Vec<(String, String)>;

const MOST_HEADER: usize = 1 << 16;

impl Iterator for Responses<'_> {
    type Item = Result<Input, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            match self.response() {
                Ok(Some(found)) => return Some(found),
                Ok(None) => {}
                Err(error) => {
                    self.done = true;
                    return Some(Err(self.refuse(error.to_string())));
                }
            }
        }
        None
    }
}

impl Responses<'_> {
    fn refuse(&self, reason: String) -> Refusal {
        Refusal::new(format!("{}:record {}", self.place, self.record), reason)
    }

    /// The next record; `None` when it holds no page.
    fn response(&mut self) -> io::Result<Option<Result<Input, Refusal>>> {
        if !self.find_record()? {
            self.done = true;
            return Ok(None);
        }
        self.record += 1;
        let headers = headers(&mut *self.reader)?;
        let Some(len) = get(&headers, "content-length").and_then(|len| len.parse::<u64>().ok())
        else {
            return Ok(Some(Err(
                self.refuse("a record without `Content-Length`".into())
            )));
        };
        let is_page = get(&headers, "warc-type") == Some("response")
            || (get(&headers, "warc-type") == Some("resource")
                && get(&headers, "content-type").is_some_and(|kind| kind.contains("html")));
        if !is_page || len > self.most as u64 {
            io::copy(&mut (&mut *self.reader).take(len), &mut io::sink())?;
            return Ok(is_page.then(|| Err(self.refuse(too_long("a page", len, self.most)))));
        }
        let mut block = Vec::with_capacity(len as usize);
        (&mut *self.reader).take(len).read_to_end(&mut block)?;
        if (block.len() as u64) < len {
            self.done = true;
            return Ok(Some(Err(
                self.refuse("the archive ends inside a record".into())
            )));
        }
        let url =
            get(&headers, "warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
        Ok(self.page(block, url))
    }

    /// Passes over blank lines and damage up to the next record.
    fn find_record(&mut self) -> io::Result<bool> {
        loop {
            match next_line(&mut *self.reader, MOST_HEADER)? {
                None => return Ok(false),
                Some(Line::Read(line)) if line.starts_with(b"WARC/") => return Ok(true),
                Some(_) => {}
            }
        }
    }

    fn page(&self, block: Vec<u8>, url: Option<String>) -> Option<Result<Input, Refusal>> {
        let place = match &url {
            Some(url) => format!("{}:{url}", self.place),
            None => format!("{}:record {}", self.place, self.record),
        };
        let mut rest: &[u8] = &block;
        let mut label = None;
        if rest.starts_with(b"HTTP/") {
            let status = next_line(&mut rest, MOST_HEADER).ok()??;
            let http = headers(&mut rest).ok()?;
            let html = get(&http, "content-type").is_none_or(|kind| kind.contains("html"));
            if !html || !is_ok(&status) {
                return None;
            }
            label = get(&http, "content-type")
                .and_then(charset)
                .map(str::to_owned);
            let chunked =
                get(&http, "transfer-encoding").is_some_and(|how| how.contains("chunked"));
            let body = if chunked {
                unchunk(rest)
            } else {
                rest.to_vec()
            };
            let body = match unpack(body, get(&http, "content-encoding"), self.most) {
                Ok(body) => body,
                Err(reason) => return Some(Err(Refusal::new(place, reason))),
            };
            return Some(Ok(Input::new(place, "", body, Kind::Page { url, label })));
        }
        Some(Ok(Input::new(place, "", block, Kind::Page { url, label })))
    }
}

fn headers(reader: &mut dyn BufRead) -> io::Result<Headers> {
    let mut headers = Headers::new();
    while let Some(Line::Read(line)) = next_line(reader, MOST_HEADER)? {
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.trim().to_lowercase(), value.trim().to_owned()));
        }
    }
    Ok(headers)
}

fn get<'h>(headers: &'h Headers, name: &str) -> Option<&'h str> {
    headers
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
}

fn is_ok(status: &Line) -> bool {
    match status {
        Line::Read(line) => line
            .split(|&b| b == b' ')
            .nth(1)
            .is_some_and(|code| code.starts_with(b"200")),
        Line::TooLong(_) => false,
    }
}

pub(crate) fn charset(content_type: &str) -> Option<&str> {
    let (_, rest) = content_type.split_once("charset=")?;
    Some(
        rest.trim_matches(['"', '\'', ' '])
            .split([';', ' ', '"', '\''])
            .next()
            .unwrap_or(rest),
    )
}

/// Archives often hold chunked bodies put together already: what does not parse is taken whole.
fn unchunk(body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(body.len());
    let mut rest = body;
    loop {
        let Some(end) = memchr::memchr(b'\n', rest) else {
            return body.to_vec();
        };
        let size = String::from_utf8_lossy(&rest[..end]);
        let size = size
            .trim()
            .split(';')
            .next()
            .unwrap_or("")
            .trim()
            .to_owned();
        let Ok(size) = usize::from_str_radix(&size, 16) else {
            return body.to_vec();
        };
        rest = &rest[end + 1..];
        if size == 0 {
            return whole;
        }
        let Some(chunk) = rest.get(..size) else {
            return body.to_vec();
        };
        whole.extend_from_slice(chunk);
        rest = rest[size..].trim_ascii_start();
    }
}

fn unpack(body: Vec<u8>, encoding: Option<&str>, most: usize) -> Result<Vec<u8>, String> {
    let gzip = body.starts_with(&[0x1f, 0x8b]);
    match encoding {
        Some("gzip" | "x-gzip") if gzip => {}
        None | Some("" | "identity" | "gzip" | "x-gzip") => return Ok(body),
        Some(other) => return Err(format!("content encoding `{other}` is not read")),
    }
    let mut whole = Vec::new();
    let packed = flate2::read::MultiGzDecoder::new(body.as_slice());
    packed
        .take(most as u64)
        .read_to_end(&mut whole)
        .map_err(|error| format!("broken gzip: {error}"))?;
    Ok(whole)
}
