use rashomon_doc::{Basis, Diagnostic, Document, Publication, QuotationId, Reading, Span};
use rashomon_syntax::Model;

/// The reading of one document after another, with the models it needs.
///
/// Cheap to clone and safe to share between threads; it holds no state between documents.
#[derive(Clone, Copy, Debug)]
pub struct Pipeline {
    syntax: &'static Model,
}

impl Default for Pipeline {
    fn default() -> Self {
        Self::new()
    }
}

impl Pipeline {
    /// A pipeline on the models embedded in the program.
    pub fn new() -> Self {
        Self {
            syntax: Model::builtin(),
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
        reading.notes = rashomon_ingest::notes(&reading.document);
        reading.syntax = self.syntax.parse(reading.text());
        reading.sentences = reading
            .syntax
            .sentences()
            .iter()
            .map(|sentence| sentence.span)
            .collect();
        (reading.entities, reading.mentions) = rashomon_entity::entities(&reading);
        (reading.published, reading.times) = rashomon_ground::times(&reading);
        reading.places = rashomon_ground::places(&reading);
        reading.figures = rashomon_ground::figures(&reading);
        reading.quotations = rashomon_quote::quotations(&reading);
        attribute_figures(&mut reading);
        reading.events = rashomon_event::events(&reading);
        reading
    }
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
