use rashomon_doc::{Happening, Reading, Story};

/// The happenings of `story`: its events, grouped where they are reports of one real-world event.
///
/// `readings` are those of its articles; others are left aside.
pub fn happenings(story: &Story, readings: &[&Reading]) -> Vec<Happening> {
    let _ = (story, readings);
    Vec::new()
}
