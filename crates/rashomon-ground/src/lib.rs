//! When, where and how many: times, places and figures; dating the undated.

use rashomon_doc::{Figure, Place, Publication, Reading, Time};

/// When `reading` was published and the times it names. Reads its syntax and notes.
pub fn times(reading: &Reading) -> (Option<Publication>, Vec<Time>) {
    let _ = reading;
    (None, Vec::new())
}

/// The places `reading` names. Reads its syntax, entities and mentions.
pub fn places(reading: &Reading) -> Vec<Place> {
    let _ = reading;
    Vec::new()
}

/// The figures `reading` gives. Reads its syntax, times and places; leaves `quotation` empty.
pub fn figures(reading: &Reading) -> Vec<Figure> {
    let _ = reading;
    Vec::new()
}
