//! Bytes into Unicode.

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, BufRead, BufReader, Cursor, Read};

/// What the first bytes of a file say of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Head {
    Empty,
    Utf8Marked,
    Utf16Le,
    Utf16Be,
    Gzip,
    Zstd,
    /// No text; the reason names what it is.
    Binary(&'static str),
    Bytes,
}

const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"PAR1", "a Parquet file"),
    (b"ID3", "an audio file"),
    (b"OggS", "an audio file"),
    (b"RIFF", "an audio or video file"),
];

pub(crate) fn head(bytes: &[u8]) -> Head {
    match bytes {
        [] => return Head::Empty,
        [0xef, 0xbb, 0xbf, ..] => return Head::Utf8Marked,
        [0xff, 0xfe, ..] => return Head::Utf16Le,
        [0xfe, 0xff, ..] => return Head::Utf16Be,
        [0x1f, 0x8b, ..] => return Head::Gzip,
        [0x28, 0xb5, 0x2f, 0xfd, ..] => return Head::Zstd,
        _ => {}
    }
    if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Head::Binary(what);
    }
    if !bytes.contains(&0) {
        let odd = bytes
            .iter()
            .filter(|&&b| b < 0x20 && !b.is_ascii_whitespace() && b != 0x1b);
        return if 10 * odd.count() > bytes.len() {
            Head::Binary("binary data")
        } else {
            Head::Bytes
        };
    }
    // Text of the Latin script in UTF-16 without a mark: every other byte is zero.
    let zeros = |parity: usize| {
        bytes
            .iter()
            .skip(parity)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let (even, odd, half) = (zeros(0), zeros(1), bytes.len().div_ceil(2));
    if 10 * odd > 7 * half && 10 * even < half {
        Head::Utf16Le
    } else if 10 * even > 7 * half && 10 * odd < half {
        Head::Utf16Be
    } else {
        Head::Binary("binary data")
    }
}

/// A reader of `rest` after `head`, as UTF-8 or bytes that contain ASCII; marks are left out.
pub(crate) fn reader<'r>(
    kind: Head,
    head: Vec<u8>,
    rest: impl Read + Send + 'r,
) -> Box<dyn BufRead + Send + 'r> {
    let skip = match kind {
        Head::Utf8Marked => 3,
        Head::Utf16Le | Head::Utf16Be
            if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") =>
        {
            2
        }
        _ => 0,
    };
    let mut head = Cursor::new(head);
    head.set_position(skip);
    let whole = head.chain(rest);
    let wide = match kind {
        Head::Utf16Le => UTF_16LE,
        Head::Utf16Be => UTF_16BE,
        _ => return Box::new(BufReader::with_capacity(1 << 16, whole)),
    };
    Box::new(BufReader::new(Transcoder {
        inner: whole,
        decoder: wide.new_decoder_without_bom_handling(),
        raw: vec![0; 1 << 14],
        ready: Vec::new(),
        at: 0,
        done: false,
    }))
}

/// UTF-16 into UTF-8 on the way.
struct Transcoder<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    ready: Vec<u8>,
    at: usize,
    done: bool,
}

impl<R: Read> Read for Transcoder<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.at == self.ready.len() && !self.done {
            let n = self.inner.read(&mut self.raw)?;
            self.done = n == 0;
            let mut text = String::with_capacity(3 * n + 16);
            let (_, _, _) = self
                .decoder
                .decode_to_string(&self.raw[..n], &mut text, self.done);
            self.ready = text.into_bytes();
            self.at = 0;
        }
        let n = to.len().min(self.ready.len() - self.at);
        to[..n].copy_from_slice(&self.ready[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

/// `bytes` as Unicode: UTF-8 when they are that, else the encoding that `label` names, else the one
/// that the bytes look like; Latin letters fall to windows-1252.
pub(crate) fn text(bytes: Vec<u8>, label: Option<&[u8]>) -> String {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return text,
        Err(error) => error.into_bytes(),
    };
    if is_damaged_utf8(&bytes) {
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    let labelled = label
        .and_then(Encoding::for_label)
        .filter(|encoding| *encoding != UTF_8);
    let encoding = labelled.unwrap_or_else(|| guess(&bytes));
    encoding.decode_without_bom_handling(&bytes).0.into_owned()
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(1 << 16)], true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess.is_single_byte() || bytes.iter().filter(|b| **b >= 0x80).count() > 16 {
        guess
    } else {
        // A few accents are no evidence for a script of many bytes.
        WINDOWS_1252
    }
}

/// Whether `bytes` are UTF-8 save for a few broken places.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut broken, mut wide) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        broken += usize::from(!chunk.invalid().is_empty());
        wide += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
    }
    wide > 10 * broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(bytes: &[u8]) -> String {
        let kind = head(bytes);
        let mut out = Vec::new();
        reader(kind, bytes.to_vec(), io::empty())
            .read_to_end(&mut out)
            .expect("from memory");
        text(out, None)
    }

    fn utf16(text: &str, mark: bool, swap: bool) -> Vec<u8> {
        let units = mark
            .then_some(0xfeff)
            .into_iter()
            .chain(text.encode_utf16());
        units
            .flat_map(|unit| {
                if swap {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn encodings() {
        let words = "Café Görlan — “ja”, naïve coöperation";
        assert_eq!(read_all(words.as_bytes()), words);
        assert_eq!(
            read_all(&[b"\xef\xbb\xbf", words.as_bytes()].concat()),
            words
        );
        for (mark, swap) in [(true, false), (true, true), (false, false), (false, true)] {
            assert_eq!(read_all(&utf16(words, mark, swap)), words, "{mark} {swap}");
        }
        let (latin, _, _) = WINDOWS_1252.encode(words);
        assert_eq!(read_all(&latin), words);
        let (cyrillic, _, _) = encoding_rs::WINDOWS_1251
            .encode("Министр заявил, что переговоры провалились в понедельник");
        assert_eq!(
            read_all(&cyrillic),
            "Министр заявил, что переговоры провалились в понедельник"
        );
        assert_eq!(text(b"Caf\xe9".to_vec(), Some(b"iso-8859-1")), "Café");
    }

    #[test]
    fn broken_utf8_stays_utf8() {
        let mut bytes = "“äöü” and “ß” — é é é é é".as_bytes().to_vec();
        bytes.push(0xff);
        assert!(text(bytes, None).starts_with("“äöü”"));
    }

    #[test]
    fn binaries() {
        assert_eq!(head(b""), Head::Empty);
        assert_eq!(head(b"%PDF-1.4"), Head::Binary("a PDF file"));
        assert_eq!(
            head(&[0, 1, 2, 0, 0, 9, 7, 0, 0, 0, 4]),
            Head::Binary("binary data")
        );
        assert_eq!(head(&[1, 2, 3, 4, 5, 6]), Head::Binary("binary data"));
        assert_eq!(head("Текст".as_bytes()), Head::Bytes);
    }
}
