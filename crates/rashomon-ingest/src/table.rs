use crate::input::{Input, Kind, too_long};
use crate::lines::{Line, next_line};
use crate::record::{Field, Fields, Mapping, place_of};
use crate::refusal::Refusal;
use std::collections::BTreeMap;
use std::io::BufRead;
use std::sync::Arc;

/// Where the columns of a table lie.
#[derive(Clone, Debug)]
pub(crate) struct Columns {
    delimiter: u8,
    places: BTreeMap<Field, usize>,
    n: usize,
}

impl Columns {
    /// The columns that the first line of a table names; the reason when none holds text.
    fn new(header: &str, delimiter: Option<u8>, mapping: &Mapping) -> Result<Self, String> {
        let delimiter = delimiter.unwrap_or_else(|| likeliest_delimiter(header));
        let names = split(header, delimiter)?;
        let names: Vec<String> = names
            .into_iter()
            .map(|name| name.trim().to_owned())
            .collect();
        let places: BTreeMap<Field, usize> = Field::ALL
            .into_iter()
            .filter_map(|field| Some((field, place_of(field, &names, mapping)?)))
            .collect();
        if !places.contains_key(&Field::Text) {
            let missing = match mapping.get(Field::Text) {
                Some(name) => format!("no column `{name}`"),
                None => "no column for the text".to_owned(),
            };
            return Err(format!(
                "{missing} among `{}`; name it by a mapping such as text=COLUMN",
                names.join("`, `")
            ));
        }
        Ok(Self {
            delimiter,
            places,
            n: names.len(),
        })
    }
}

fn likeliest_delimiter(header: &str) -> u8 {
    let count = |delimiter: u8| header.bytes().filter(|&b| b == delimiter).count();
    [b',', b';', b'\t', b'|']
        .into_iter()
        .rev()
        .max_by_key(|&delimiter| count(delimiter))
        .unwrap_or(b',')
}

/// The cells of one record.
fn split(record: &str, delimiter: u8) -> Result<Vec<String>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(record.len().clamp(64, 1 << 16))
        .from_reader(record.as_bytes());
    let mut cells = csv::StringRecord::new();
    match reader.read_record(&mut cells) {
        Ok(_) => Ok(cells.iter().map(str::to_owned).collect()),
        Err(error) => Err(format!("broken row: {error}")),
    }
}

/// The fields of the row `text`.
pub(crate) fn row(text: &str, columns: &Columns) -> Result<Fields, String> {
    let cells = split(text, columns.delimiter)?;
    let text_at = columns.places.get(&Field::Text).copied().unwrap_or(0);
    if cells.len() <= text_at {
        return Err(format!(
            "{} columns where the header has {}",
            cells.len(),
            columns.n
        ));
    }
    let fields = columns.places.iter();
    Ok(fields
        .filter_map(|(field, &at)| Some((*field, cells.get(at)?.clone())))
        .collect())
}

/// Rows of a table; quoted cells may run over lines. A broken row costs only itself.
pub(crate) struct Rows<'r> {
    pub(crate) reader: Box<dyn BufRead + Send + 'r>,
    pub(crate) place: String,
    pub(crate) file: String,
    pub(crate) most: usize,
    pub(crate) mapping: Mapping,
    pub(crate) delimiter: Option<u8>,
    pub(crate) line: u64,
    pub(crate) columns: Option<Arc<Columns>>,
    pub(crate) done: bool,
}

impl Iterator for Rows<'_> {
    type Item = Result<Input, Refusal>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let line = self.line + 1;
            let place = format!("{}:{line}", self.place);
            let bytes = match self.record() {
                Ok(Some(Line::Read(bytes))) => bytes,
                Ok(Some(Line::TooLong(len))) => {
                    return Some(Err(Refusal::new(place, too_long("a row", len, self.most))));
                }
                Ok(None) => {
                    self.done = true;
                    return None;
                }
                Err(error) => {
                    self.done = true;
                    return Some(Err(Refusal::new(place, error.to_string())));
                }
            };
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            if let Some(columns) = &self.columns {
                let kind = Kind::Row(Arc::clone(columns));
                return Some(Ok(Input::new(place, &self.file, bytes, kind)));
            }
            let header = crate::decode::text(bytes, None);
            match Columns::new(&header, self.delimiter, &self.mapping) {
                Ok(columns) => self.columns = Some(Arc::new(columns)),
                Err(reason) => {
                    self.done = true;
                    return Some(Err(Refusal::new(place, reason)));
                }
            }
        }
        None
    }
}

impl Rows<'_> {
    /// The lines up to one that leaves no quotation mark open.
    fn record(&mut self) -> std::io::Result<Option<Line>> {
        let mut record = Vec::new();
        let mut quotes = 0;
        let mut passed = 0;
        loop {
            self.line += 1;
            let line = match next_line(&mut *self.reader, self.most)? {
                Some(Line::Read(line)) => line,
                Some(Line::TooLong(len)) => return Ok(Some(Line::TooLong(passed + len))),
                None if record.is_empty() => return Ok(None),
                None => return Ok(Some(Line::Read(record))),
            };
            quotes += line.iter().filter(|&&byte| byte == b'"').count();
            passed += line.len() as u64;
            record.extend_from_slice(&line);
            if quotes % 2 == 0 {
                return Ok(Some(Line::Read(record)));
            }
            if record.len() > self.most {
                return Ok(Some(Line::TooLong(passed)));
            }
        }
    }
}
