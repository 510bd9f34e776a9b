use crate::agency::outlet_key;
use crate::cluster;
use crate::lineage::lineages;
use crate::profile::Profile;
use crate::terms::term;
use rashomon_doc::{Date, Descent, Lineage, Story};
use std::collections::{BTreeMap, BTreeSet};

/// Places and actors named with a story.
const NAMED: usize = 6;

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

/// The stories of an archive, the latest first; an article that stands alone is a story of one.
///
/// Articles that were not read as English have no story. The result does not depend on the order
/// of `profiles`; a story none of whose neighbourhood changed comes out the same, with the same id.
pub fn stories(profiles: &[Profile]) -> Vec<Story> {
    let publishers: BTreeSet<String> = profiles
        .iter()
        .filter_map(|profile| profile.publisher.as_deref().map(outlet_key))
        .collect();
    let analysed: Vec<&Profile> = {
        let mut analysed: Vec<&Profile> = profiles.iter().filter(|p| p.analysed).collect();
        analysed.sort_by(|a, b| a.id.cmp(&b.id));
        analysed
    };
    let mut stories: Vec<Story> = cluster::clusters(&analysed)
        .into_iter()
        .map(|group| {
            let members: Vec<&Profile> = group.iter().map(|&i| analysed[i]).collect();
            story(&members, &publishers)
        })
        .collect();
    stories.sort_by(|a, b| b.last.cmp(&a.last).then_with(|| a.id.cmp(&b.id)));
    stories
}

fn story(members: &[&Profile], publishers: &BTreeSet<String>) -> Story {
    let articles = lineages(members, publishers);
    let days: Vec<Date> = members
        .iter()
        .filter_map(|profile| profile.published.map(|published| published.date))
        .collect();
    Story {
        id: story_id(&articles[0]),
        title: title(members, &articles),
        first: days.iter().min().copied(),
        last: days.iter().max().copied(),
        origins: origins(&articles),
        places: most_named(members, |profile| &profile.places),
        actors: most_named(members, |profile| &profile.actors),
        articles,
    }
}

/// Made from the first article.
fn story_id(first: &Lineage) -> String {
    format!("s{:08x}", term(&first.document.0))
}

fn origins(articles: &[Lineage]) -> u32 {
    let keys: BTreeSet<&str> = articles
        .iter()
        .map(|article| article.origin.as_str())
        .collect();
    keys.len() as u32
}

/// The headline whose words most articles of the story use; of an article that is no copy.
fn title(members: &[&Profile], articles: &[Lineage]) -> String {
    let mut used: BTreeMap<u32, f32> = BTreeMap::new();
    let background = crate::background::Background::builtin();
    for &(term, _) in members.iter().flat_map(|profile| &profile.terms) {
        *used.entry(term).or_default() += 1.0;
    }
    let all = members.len() as f32;
    let worth = |title: &str| {
        let (mut sum, mut n) = (0.0, 0.0_f32);
        crate::terms::words(title, |word| {
            let term = term(crate::terms::stem(word));
            let rare = ((background.articles + 1.0) / (background.count(term) + 1.0)).ln();
            sum += rare * used.get(&term).map_or(0.0, |n| n / all);
            n += 1.0;
            true
        });
        sum / n.max(6.0).sqrt()
    };
    let by_id: BTreeMap<_, _> = members
        .iter()
        .map(|profile| (&profile.id, *profile))
        .collect();
    let mut best: Option<(f32, &str)> = None;
    for article in articles {
        let Some(title) = by_id[&article.document].title.as_deref() else {
            continue;
        };
        let copied = matches!(article.descent, Descent::Copy | Descent::Rewrite);
        let worth = if copied {
            0.8 * worth(title)
        } else {
            worth(title)
        };
        if best.is_none_or(|(most, _)| worth > most) {
            best = Some((worth, title));
        }
    }
    best.map_or_else(
        || "Untitled".to_owned(),
        |(_, title)| title.trim().to_owned(),
    )
}

/// The names most articles hold, then those most often named.
fn most_named(members: &[&Profile], names: impl Fn(&Profile) -> &[(String, u16)]) -> Vec<String> {
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for profile in members {
        for (name, n) in names(profile) {
            let count = counts.entry(name).or_default();
            *count = (count.0 + 1, count.1 + u32::from(*n));
        }
    }
    let mut names: Vec<(&str, (u32, u32))> = counts.into_iter().collect();
    names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    names
        .iter()
        .take(NAMED)
        .map(|(name, _)| (*name).to_owned())
        .collect()
}
