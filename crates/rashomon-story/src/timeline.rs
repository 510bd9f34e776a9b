use rashomon_doc::{Happening, Moment, Reading, Story};

/// What is told of `story` in order of time.
pub fn timeline(story: &Story, readings: &[&Reading], happenings: &[Happening]) -> Vec<Moment> {
    let _ = (story, readings, happenings);
    Vec::new()
}
