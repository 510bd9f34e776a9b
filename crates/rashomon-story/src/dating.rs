use crate::cluster::day_number;
use crate::profile::Profile;
use rashomon_doc::{Basis, Date, DocumentId, Publication, Story};
use std::collections::BTreeMap;

/// Days a day named in the text may lie outside the dated articles of its story.
const MARGIN: i32 = 2;

/// Proposes when the undated articles of `stories` were published, from their neighbours.
///
/// A copy is of the day of what it copies or soon after; another article of a story is of the
/// latest day of the story's stretch that it names itself, else of the middle of that stretch.
/// An article whose date is known better than 0.5 gets no proposal, nor does one of a story
/// that is spread over weeks. Confidence tells how the day was come by.
pub fn dates(profiles: &[Profile], stories: &[Story]) -> Vec<(DocumentId, Publication)> {
    let by_id: BTreeMap<&DocumentId, &Profile> = profiles
        .iter()
        .map(|profile| (&profile.id, profile))
        .collect();
    let mut dates: Vec<(DocumentId, Publication)> = stories
        .iter()
        .flat_map(|story| {
            let members: Vec<&Profile> = story
                .articles
                .iter()
                .filter_map(|article| by_id.get(&article.document).copied())
                .collect();
            undated(story, &members)
        })
        .collect();
    dates.sort_by(|a, b| a.0.cmp(&b.0));
    dates
}

fn undated(story: &Story, members: &[&Profile]) -> Vec<(DocumentId, Publication)> {
    let mut known: Vec<Date> = members.iter().filter_map(|profile| profile.day()).collect();
    known.sort_unstable();
    let (Some(&first), Some(&last)) = (known.first(), known.last()) else {
        return Vec::new();
    };
    let middle = known[known.len() / 2];
    members
        .iter()
        .filter(|profile| profile.day().is_none())
        .filter_map(|profile| {
            let (date, confidence) = copied_day(story, members, profile)
                .map(|day| (day, 0.8))
                .or_else(|| named_day(profile, first, last).map(|day| (day, 0.6)))
                .or_else(|| {
                    let days = day_number(last) - day_number(first);
                    (days <= 7).then_some((middle, if days <= 2 { 0.5 } else { 0.35 }))
                })?;
            let publication = Publication {
                date,
                basis: Basis::Inferred,
                confidence,
            };
            Some((profile.id.clone(), publication))
        })
        .collect()
}

fn copied_day(story: &Story, members: &[&Profile], profile: &Profile) -> Option<Date> {
    let lineage = story
        .articles
        .iter()
        .find(|article| article.document == profile.id)?;
    let parent = lineage.parent.as_ref()?;
    if lineage.overlap < 0.25 {
        return None;
    }
    members.iter().find(|member| member.id == *parent)?.day()
}

fn named_day(profile: &Profile, first: Date, last: Date) -> Option<Date> {
    let (first, last) = (day_number(first) - MARGIN, day_number(last) + MARGIN);
    profile
        .days
        .iter()
        .map(|&(day, _)| day)
        .rfind(|&day| (first..=last).contains(&day_number(day)))
}
