use crate::input::{Input, Kind, too_long};
use crate::lines::{Line, next_line};
use crate::record::{Field, Fields, Mapping, fold_name, place_of};
use crate::refusal::Refusal;
use serde_json::Value;
use std::io::{self, BufRead};

/// The fields of the JSON object `text`.
pub(crate) fn object(text: &str, mapping: &Mapping) -> Result<Fields, String> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| format!("broken JSON: {error}"))?;
    let Value::Object(object) = &value else {
        return Err("not a JSON object".into());
    };
    let names: Vec<String> = object.keys().cloned().collect();
    let mut fields = Fields::new();
    for field in Field::ALL {
        let dotted = mapping.get(field).and_then(|name| dotted(&value, name));
        let named = || place_of(field, &names, mapping).and_then(|at| object.get(&names[at]));
        if let Some(words) = dotted.or_else(named).and_then(words) {
            fields.insert(field, words);
        }
    }
    Ok(fields)
}

fn dotted<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    if let Some(value) = value.get(name) {
        return Some(value);
    }
    let (first, rest) = name.split_once('.')?;
    dotted(value.get(first)?, rest)
}

/// A value as text: paragraphs of a list apart, an object by its name.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(parts) => {
            let parts: Vec<String> = parts.iter().filter_map(words).collect();
            (!parts.is_empty()).then(|| parts.join("\n\n"))
        }
        Value::Object(object) => {
            let by_name = |wanted: &str| object.iter().find(|(name, _)| fold_name(name) == wanted);
            let (_, value) = ["name", "title", "date", "text", "uri", "id"]
                .iter()
                .find_map(|name| by_name(name))?;
            words(value)
        }
        Value::Null | Value::Bool(_) => None,
    }
}

/// Objects one to a line; a broken line costs only itself.
pub(crate) struct JsonLines<'r> {
    pub(crate) reader: Box<dyn BufRead + Send + 'r>,
    pub(crate) place: String,
    pub(crate) file: String,
    pub(crate) most: usize,
    pub(crate) line: u64,
    pub(crate) done: bool,
}

impl Iterator for JsonLines<'_> {
    type Item = Result<Input, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            self.line += 1;
            let place = format!("{}:{}", self.place, self.line);
            match next_line(&mut *self.reader, self.most) {
                Ok(Some(Line::Read(line))) if line.trim_ascii().is_empty() => {}
                Ok(Some(Line::Read(line))) => {
                    return Some(Ok(Input::new(place, &self.file, line, Kind::Object)));
                }
                Ok(Some(Line::TooLong(len))) => {
                    return Some(Err(Refusal::new(place, too_long("a line", len, self.most))));
                }
                Ok(None) => self.done = true,
                Err(error) => {
                    self.done = true;
                    return Some(Err(Refusal::new(place, error.to_string())));
                }
            }
        }
        None
    }
}

/// Objects of an array, of a list inside an object, or one after the other; read one at a time.
pub(crate) struct JsonObjects<'r> {
    pub(crate) reader: Box<dyn BufRead + Send + 'r>,
    pub(crate) place: String,
    pub(crate) file: String,
    pub(crate) most: usize,
    pub(crate) line: u64,
    pub(crate) done: bool,
}

/// An object cut out of the stream.
enum Cut {
    Object { line: u64, bytes: Vec<u8> },
    TooLong { line: u64, len: u64 },
    Unclosed { line: u64 },
    Stray { line: u64, byte: u8 },
    End,
}

impl Iterator for JsonObjects<'_> {
    type Item = Result<Input, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let refuse = |place: &str, line: u64, reason: String| {
            Some(Err(Refusal::new(format!("{place}:{line}"), reason)))
        };
        match self.cut() {
            Ok(Cut::Object { line, bytes }) => {
                let place = format!("{}:{line}", self.place);
                Some(Ok(Input::new(place, &self.file, bytes, Kind::Object)))
            }
            Ok(Cut::TooLong { line, len }) => {
                refuse(&self.place, line, too_long("an object", len, self.most))
            }
            Ok(Cut::Unclosed { line }) => {
                self.done = true;
                refuse(
                    &self.place,
                    line,
                    "broken JSON: the object does not end".into(),
                )
            }
            Ok(Cut::Stray { line, byte }) => {
                self.done = true;
                let byte = char::from(byte);
                refuse(
                    &self.place,
                    line,
                    format!("broken JSON: `{byte}` where an object should be"),
                )
            }
            Ok(Cut::End) => {
                self.done = true;
                None
            }
            Err(error) => {
                self.done = true;
                refuse(&self.place, self.line, error.to_string())
            }
        }
    }
}

impl JsonObjects<'_> {
    fn byte(&mut self) -> io::Result<Option<u8>> {
        loop {
            match self.reader.fill_buf() {
                Ok([]) => return Ok(None),
                Ok([byte, ..]) => {
                    let byte = *byte;
                    self.reader.consume(1);
                    self.line += u64::from(byte == b'\n');
                    return Ok(Some(byte));
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn cut(&mut self) -> io::Result<Cut> {
        loop {
            match self.byte()? {
                None => return Ok(Cut::End),
                Some(b'{') => return self.object(),
                Some(b'[' | b']' | b',') => {}
                Some(byte) if byte.is_ascii_whitespace() => {}
                Some(byte) => {
                    return Ok(Cut::Stray {
                        line: self.line,
                        byte,
                    });
                }
            }
        }
    }

    /// The rest of an object whose first brace has been read.
    fn object(&mut self) -> io::Result<Cut> {
        let line = self.line;
        let mut bytes = vec![b'{'];
        let mut len = 1u64;
        let (mut depth, mut in_string, mut escaped) = (1u32, false, false);
        while depth > 0 {
            let Some(byte) = self.byte()? else {
                return Ok(Cut::Unclosed { line });
            };
            len += 1;
            if len <= self.most as u64 {
                bytes.push(byte);
            } else {
                bytes = Vec::new();
            }
            if in_string {
                in_string = escaped || byte != b'"';
                escaped = !escaped && byte == b'\\';
                continue;
            }
            match byte {
                b'"' => in_string = true,
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
        }
        Ok(if len > self.most as u64 {
            Cut::TooLong { line, len }
        } else {
            Cut::Object { line, bytes }
        })
    }
}
