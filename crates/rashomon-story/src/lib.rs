//! Near-duplicates, lineage, stories, happenings and timelines.
//!
//! In go the [`Profile`]s of an archive, out come its stories with the lineage of their articles;
//! in go the readings of one story, out come its happenings and its timeline. No step looks at
//! every pair of articles, and no result depends on the order in which articles came.

#[allow(dead_code)]
mod agency;
mod background;
mod cluster;
mod profile;
mod sketch;
mod terms;
#[cfg(test)]
mod testing;

pub use agency::Relay;
pub use background::WordCounts;
pub use profile::{BadProfile, Profile};

/// Groups `profiles` into stories: lists of places in `profiles`, articles in the order of their
/// ids, stories in the order of their first article.
pub fn groups(profiles: &[Profile]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..profiles.len()).collect();
    order.sort_by(|&a, &b| profiles[a].id.cmp(&profiles[b].id));
    let sorted: Vec<&Profile> = order.iter().map(|&i| &profiles[i]).collect();
    let mut groups = cluster::clusters(&sorted);
    for group in &mut groups {
        group.iter_mut().for_each(|i| *i = order[*i]);
    }
    groups
}
