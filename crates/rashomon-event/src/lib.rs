//! Events: PLOVER and CAMEO codes, sources, targets and status.

use rashomon_doc::{Event, Reading};

/// The events of `reading`, ordered by trigger. Reads every layer before it.
pub fn events(reading: &Reading) -> Vec<Event> {
    let _ = reading;
    Vec::new()
}
