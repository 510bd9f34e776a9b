use std::io::{self, BufRead};

/// A line as it was read.
#[derive(Debug, PartialEq)]
pub(crate) enum Line {
    /// Its bytes, with the line's end.
    Read(Vec<u8>),
    /// It is longer than allowed; so many bytes were passed over.
    TooLong(u64),
}

/// The next line of at most `most` bytes; `None` at the end. Longer lines cost no memory.
pub(crate) fn next_line(reader: &mut dyn BufRead, most: usize) -> io::Result<Option<Line>> {
    let mut line = Vec::new();
    let mut len = 0u64;
    loop {
        let ready = match reader.fill_buf() {
            Ok(ready) => ready,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = memchr::memchr(b'\n', ready).map(|at| at + 1);
        let n = end.unwrap_or(ready.len());
        if len as usize + n <= most {
            line.extend_from_slice(&ready[..n]);
        } else {
            line = Vec::new();
        }
        len += n as u64;
        reader.consume(n);
        if end.is_some() || n == 0 {
            break;
        }
    }
    Ok(match len {
        0 => None,
        _ if len > most as u64 => Some(Line::TooLong(len)),
        _ => Some(Line::Read(line)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_passed_over() {
        let mut text: &[u8] = b"one\nmuch too long\ntwo";
        let mut lines = Vec::new();
        while let Some(line) = next_line(&mut text, 5).expect("from memory") {
            lines.push(line);
        }
        let read = |text: &str| Line::Read(text.as_bytes().to_vec());
        assert_eq!(lines, [read("one\n"), Line::TooLong(14), read("two")]);
    }
}
