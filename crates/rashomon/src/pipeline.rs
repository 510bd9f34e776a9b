use rashomon_doc::{Basis, Diagnostic, Document, Publication, QuotationId, Reading, Span, Syntax};
use rashomon_lexicon::own::Own;
use rashomon_syntax::{Model, Setting};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

/// How many documents are best read together by [`Pipeline::read_all`]: enough for a layer's tables
/// to be worth bringing into the cache, few enough for the readings to stay there.
pub const TOGETHER: usize = 16;

/// What reads sentences, tokens, tags and trees.
#[derive(Clone, Debug)]
pub enum Reader {
    /// The reader that is embedded in the program.
    Builtin(Setting),
    /// A transformer.
    #[cfg(feature = "deep")]
    Deep(std::sync::Arc<rashomon_deep::Reader>),
}

impl Default for Reader {
    fn default() -> Self {
        Self::Builtin(Setting::default())
    }
}

impl Reader {
    /// The syntax of `text`, and why it is not this reader's where that failed.
    fn parse(&self, text: &str) -> (Syntax, Option<String>) {
        match self {
            Self::Builtin(setting) => (Model::builtin().parse_with(text, *setting), None),
            #[cfg(feature = "deep")]
            Self::Deep(reader) => match reader.parse(text) {
                Ok(syntax) => (syntax, None),
                Err(error) => (
                    Model::builtin().parse_with(text, Setting::Full),
                    Some(format!(
                        "{error}; the built-in reader read the text instead"
                    )),
                ),
            },
        }
    }
}

/// The reading of one document after another, with the models it needs.
///
/// Cheap to clone and safe to share between threads; it holds no state between documents.
#[derive(Clone, Debug)]
pub struct Pipeline {
    reader: Reader,
    entities: Arc<Own>,
}

impl Default for Pipeline {
    fn default() -> Self {
        Self::new()
    }
}

impl Pipeline {
    /// A pipeline on the models embedded in the program.
    pub fn new() -> Self {
        Self::with_reader(Reader::default())
    }

    /// A pipeline whose sentences, tags and trees are `reader`'s.
    pub fn with_reader(reader: Reader) -> Self {
        Self {
            reader,
            entities: Arc::default(),
        }
    }

    /// The same pipeline, with the user's own table of whom names denote.
    #[must_use]
    pub fn with_entities(self, entities: Own) -> Self {
        Self {
            entities: Arc::new(entities),
            ..self
        }
    }

    /// Everything found in `document`. Bad text gives diagnostics, never an error.
    pub fn read(&self, document: Document) -> Reading {
        let mut readings = self.read_all(vec![document]);
        readings.pop().expect("one reading for each document")
    }

    /// Everything found in each of `documents`, in their order: what [`Pipeline::read`] gives for
    /// each, in about three quarters of the time, as a layer reads them all while its tables are in
    /// the processor's cache.
    pub fn read_all(&self, documents: Vec<Document>) -> Vec<Reading> {
        let mut readings: Vec<Reading> = documents.into_iter().map(Reading::new).collect();
        for reading in &mut readings {
            reading.language = rashomon_ingest::language(reading.text());
        }
        let (mut english, others): (Vec<&mut Reading>, Vec<_>) =
            readings.iter_mut().partition(|row| is_english(row));
        others.into_iter().for_each(leave);
        for step in STEPS {
            for reading in &mut english {
                step(self, reading);
            }
        }
        readings
    }

    fn syntax(&self, reading: &mut Reading) {
        let (syntax, fault) = layer(reading, "syntax", |row| self.reader.parse(row.text()));
        reading.syntax = syntax;
        reading.diagnostics.extend(fault.map(|message| Diagnostic {
            span: None,
            code: "deep_reader".into(),
            message,
        }));
        let sentences = reading.syntax.sentences().iter();
        reading.sentences = sentences.map(|sentence| sentence.span).collect();
    }

    fn entities(&self, reading: &mut Reading) {
        let found = layer(reading, "entity", |row| {
            rashomon_entity::entities_with(&self.entities, row)
        });
        (reading.entities, reading.mentions) = found;
    }
}

/// Fills one layer of a reading whose earlier layers are filled.
type Step = fn(&Pipeline, &mut Reading);

/// The layers of an English text, in the order in which one needs another.
const STEPS: [Step; 8] = [
    |_, row| row.notes = layer(row, "notes", |row| rashomon_ingest::notes(&row.document)),
    Pipeline::syntax,
    Pipeline::entities,
    |_, row| (row.published, row.times) = layer(row, "times", rashomon_ground::times),
    |_, row| row.places = layer(row, "places", rashomon_ground::places),
    |_, row| row.figures = layer(row, "figures", rashomon_ground::figures),
    |_, row| {
        row.quotations = layer(row, "quote", rashomon_quote::quotations);
        attribute_figures(row);
    },
    |_, row| row.events = layer(row, "event", rashomon_event::events),
];

/// A text whose language is not clear is read as English.
fn is_english(reading: &Reading) -> bool {
    reading.language.as_deref().is_none_or(|code| code == "en")
}

/// Keeps a document in another language as it is, and says so.
fn leave(reading: &mut Reading) {
    let code = reading.language.as_deref().unwrap_or_default();
    let message = format!("the text is in `{code}`; it is kept and not analysed as English");
    reading.diagnostics.push(Diagnostic {
        span: None,
        code: "not_english".into(),
        message,
    });
    reading.published = given(&reading.document);
}

/// The rows of one layer. A layer that breaks on a text is a fault of ours that must not cost the
/// others their findings: it gives no rows, and a diagnostic that says so.
fn layer<T: Default>(reading: &mut Reading, name: &str, rows: impl FnOnce(&Reading) -> T) -> T {
    let result = std::panic::catch_unwind(AssertUnwindSafe(|| rows(reading)));
    result.unwrap_or_else(|_| {
        let message =
            format!("the layer `{name}` failed on this text and found nothing; please report it");
        reading.diagnostics.push(Diagnostic {
            span: None,
            code: "internal".into(),
            message,
        });
        T::default()
    })
}

fn given(document: &Document) -> Option<Publication> {
    document.published.map(|date| Publication {
        date,
        basis: Basis::Given,
        confidence: 1.0,
    })
}

/// Lets the innermost quotation that holds a figure answer for it.
fn attribute_figures(reading: &mut Reading) {
    for figure in &mut reading.figures {
        figure.quotation = innermost(&reading.quotations, figure.span);
    }
}

fn innermost(quotations: &[rashomon_doc::Quotation], span: Span) -> Option<QuotationId> {
    quotations
        .iter()
        .enumerate()
        .filter_map(|(index, quotation)| {
            let part = quotation.content.iter().find(|part| part.contains(span))?;
            Some((part.len(), QuotationId::at(index)))
        })
        .min()
        .map(|(_, id)| id)
}
