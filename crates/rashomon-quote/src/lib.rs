//! Quotations: source, cue, content, act and the chain of telling.

use rashomon_doc::{Quotation, Reading};

/// The quotations of `reading`, ordered by where their content starts. Reads its syntax, notes,
/// entities and mentions.
pub fn quotations(reading: &Reading) -> Vec<Quotation> {
    let _ = reading;
    Vec::new()
}
