use rashomon_doc::{Basis, Diagnostic, Document, Publication, QuotationId, Reading, Span, Syntax};
use rashomon_lexicon::own::Own;
use rashomon_syntax::{Model, Setting};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

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
        let mut reading = Reading::new(document);
        reading.language = rashomon_ingest::language(reading.text());
        if let Some(language) = reading.language.as_deref().filter(|&code| code != "en") {
            let message =
                format!("the text is in `{language}`; it is kept and not analysed as English");
            reading.diagnostics.push(Diagnostic {
                span: None,
                code: "not_english".into(),
                message,
            });
            reading.published = given(&reading.document);
            return reading;
        }
        reading.notes = layer(&mut reading, "notes", |row| {
            rashomon_ingest::notes(&row.document)
        });
        let (syntax, fault) = layer(&mut reading, "syntax", |row| self.reader.parse(row.text()));
        reading.syntax = syntax;
        reading.diagnostics.extend(fault.map(|message| Diagnostic {
            span: None,
            code: "deep_reader".into(),
            message,
        }));
        reading.sentences = reading
            .syntax
            .sentences()
            .iter()
            .map(|sentence| sentence.span)
            .collect();
        (reading.entities, reading.mentions) = layer(&mut reading, "entity", |row| {
            rashomon_entity::entities_with(&self.entities, row)
        });
        (reading.published, reading.times) = layer(&mut reading, "times", rashomon_ground::times);
        reading.places = layer(&mut reading, "places", rashomon_ground::places);
        reading.figures = layer(&mut reading, "figures", rashomon_ground::figures);
        reading.quotations = layer(&mut reading, "quote", rashomon_quote::quotations);
        attribute_figures(&mut reading);
        reading.events = layer(&mut reading, "event", rashomon_event::events);
        reading
    }
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
