use crate::cluster::day_number;
use crate::content::{content, root, shared};
use crate::telling::{Archive, actor_key, chain, entity, fold, one_line, origin};
use crate::terms::{term, words};
use rashomon_doc::{
    Date, Event, EventId, EventType, Happening, Modality, Party, Reading, Report, Span, Story,
};
use std::collections::{BTreeMap, BTreeSet};

/// Days before publication in which an event without a time of its own can have been.
const RECENT: i32 = 2;

/// A stretch longer than this says nothing of when.
const VAGUE: i32 = 10;

/// Longest label, in characters.
const LABEL: usize = 140;

/// What makes two reports one event: see [`Group::fit`].
const ENOUGH: i32 = 4;

/// The happenings of `story`: its events, grouped where they are reports of one real-world event,
/// in order of time.
///
/// Reports are one event when their types are of one family, no actor, place or day contradicts,
/// and enough agrees: actors, place, day, the word that tells of it. A denied event counts as a
/// report of it that says it was not so. What is planned, demanded or supposed is no report.
/// `readings` are those of the story's articles; others are left aside.
pub fn happenings(story: &Story, readings: &[&Reading]) -> Vec<Happening> {
    let archive = Archive::new(story, readings);
    let mut groups: BTreeMap<Family, Vec<Group>> = BTreeMap::new();
    for article in 0..archive.articles.len() {
        for telling in tellings(&archive, article) {
            let groups = groups.entry(telling.family).or_default();
            let best = (0..groups.len())
                .map(|i| (groups[i].fit(&telling), i))
                .filter(|&(fit, _)| fit >= ENOUGH)
                .max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
            match best {
                Some((_, i)) => groups[i].add(telling),
                None => groups.push(Group::of(telling)),
            }
        }
    }
    let mut happenings: Vec<Happening> = groups
        .into_values()
        .flatten()
        .map(|group| happening(&archive, &group))
        .collect();
    happenings.sort_by(|a, b| (a.earliest, a.latest, &a.id).cmp(&(b.earliest, b.latest, &b.id)));
    happenings.dedup_by(|a, b| a.id == b.id);
    happenings
}

/// Event types whose reports can be of one event.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Family {
    Violence,
    Coercion,
    Protest,
    Forces,
    Dealing,
    Help,
    Yielding,
    Demand,
    Blame,
    Refusal,
    Threat,
    Sanction,
}

fn family(plover: EventType) -> Family {
    match plover {
        EventType::Assault => Family::Violence,
        EventType::Coerce => Family::Coercion,
        EventType::Protest => Family::Protest,
        EventType::Mobilize => Family::Forces,
        EventType::Agree | EventType::Consult | EventType::Support | EventType::Cooperate => {
            Family::Dealing
        }
        EventType::Aid => Family::Help,
        EventType::Concede | EventType::Retreat => Family::Yielding,
        EventType::Request => Family::Demand,
        EventType::Accuse => Family::Blame,
        EventType::Reject => Family::Refusal,
        EventType::Threaten => Family::Threat,
        EventType::Sanction => Family::Sanction,
    }
}

/// One event of one article, with what it is compared by.
struct Telling {
    article: usize,
    event: EventId,
    family: Family,
    trigger: u32,
    sources: BTreeSet<String>,
    targets: BTreeSet<String>,
    target_words: BTreeSet<u32>,
    sentence: BTreeMap<u32, f32>,
    source_words: BTreeSet<u32>,
    place: Option<(String, bool)>,
    days: Option<(i32, i32)>,
    dated: bool,
}

fn tellings(archive: &Archive<'_>, article: usize) -> Vec<Telling> {
    let (reading, _) = archive.articles[article];
    reading
        .events
        .iter()
        .enumerate()
        .filter(|(_, event)| match event.modality {
            Modality::Actual | Modality::Possible => true,
            Modality::Future
            | Modality::Demanded
            | Modality::Conditional
            | Modality::Historical => false,
        })
        .map(|(index, event)| telling(reading, article, index, event))
        .collect()
}

fn telling(reading: &Reading, article: usize, index: usize, event: &Event) -> Telling {
    let (days, dated) = days(reading, event);
    let place = event
        .place
        .and_then(|id| reading.places.get(id.index()))
        .map(|place| {
            let name = fold(&place.name);
            (name, place.country.is_some())
        });
    let mut trigger = 0;
    words(event.trigger.of(reading.text()), |word| {
        trigger = term(&root(word));
        false
    });
    Telling {
        article,
        event: EventId::at(index),
        family: family(event.plover),
        trigger,
        sources: keys(reading, &event.sources),
        targets: keys(reading, &event.targets),
        target_words: event
            .targets
            .iter()
            .flat_map(|party| content(party.span.of(reading.text())).into_keys())
            .collect(),
        sentence: content(sentence(reading, event.trigger).of(reading.text())),
        source_words: event
            .sources
            .iter()
            .flat_map(|party| content(party.span.of(reading.text())).into_keys())
            .collect(),
        place,
        days,
        dated,
    }
}

fn keys(reading: &Reading, parties: &[Party]) -> BTreeSet<String> {
    parties
        .iter()
        .filter_map(|party| entity(reading, party.entity).map(actor_key))
        .collect()
}

/// The days in which `event` can have been, and whether the text says so itself.
fn days(reading: &Reading, event: &Event) -> (Option<(i32, i32)>, bool) {
    let told = event
        .time
        .and_then(|id| reading.times.get(id.index()))
        .and_then(|time| Some((day_number(time.earliest?), day_number(time.latest?))));
    if let Some((first, last)) = told {
        return (Some((first, last)), last - first <= VAGUE);
    }
    let published = reading
        .published
        .map(|published| day_number(published.date));
    (published.map(|day| (day - RECENT, day)), false)
}

/// Reports of one event so far.
struct Group {
    tellings: Vec<Telling>,
    sources: BTreeSet<String>,
    targets: BTreeSet<String>,
    target_words: BTreeSet<u32>,
    source_words: BTreeSet<u32>,
    triggers: BTreeSet<u32>,
    places: BTreeSet<String>,
    days: Option<(i32, i32)>,
    dated: bool,
}

impl Group {
    fn of(telling: Telling) -> Self {
        Self {
            sources: telling.sources.clone(),
            targets: telling.targets.clone(),
            target_words: telling.target_words.clone(),
            source_words: telling.source_words.clone(),
            triggers: BTreeSet::from([telling.trigger]),
            places: telling.place.iter().map(|(name, _)| name.clone()).collect(),
            days: telling.days,
            dated: telling.dated,
            tellings: vec![telling],
        }
    }

    fn add(&mut self, telling: Telling) {
        self.sources.extend(telling.sources.iter().cloned());
        self.targets.extend(telling.targets.iter().cloned());
        self.target_words.extend(&telling.target_words);
        self.source_words.extend(&telling.source_words);
        self.triggers.insert(telling.trigger);
        self.places
            .extend(telling.place.iter().map(|(name, _)| name.clone()));
        self.days = match (self.days, telling.days) {
            _ if telling.dated && !self.dated => telling.days,
            _ if self.dated && !telling.dated => self.days,
            (Some(a), Some(b)) => Some(meet(a, b).unwrap_or(a)),
            (a, b) => a.or(b),
        };
        self.dated |= telling.dated;
        self.tellings.push(telling);
    }

    /// How much speaks for `telling` being of this event; below zero when something contradicts.
    fn fit(&self, telling: &Telling) -> i32 {
        let time = match (self.days, telling.days) {
            (Some(a), Some(b)) => match meet((a.0 - 1, a.1 + 1), b) {
                None => return -1,
                Some(_) if self.dated && telling.dated => 2,
                Some(_) => 1,
            },
            (None, _) | (_, None) => 0,
        };
        let place = match &telling.place {
            Some((name, _)) if self.places.contains(name) => 2,
            Some(_) if !self.places.is_empty() => return -1,
            Some(_) | None => 0,
        };
        let (Some(source), Some(target)) = (
            agree(&self.sources, &telling.sources),
            agree(&self.targets, &telling.targets),
        ) else {
            return -1;
        };
        let common = |a: &BTreeSet<u32>, b: &BTreeSet<u32>| a.intersection(b).count().min(2) as i32;
        let whom = target.max(common(&self.target_words, &telling.target_words));
        let who = source.max(common(&self.source_words, &telling.source_words));
        let word = i32::from(self.triggers.contains(&telling.trigger));
        let words = self.likeness(telling);
        if who + whom + words == 0 && place + word < 3 {
            return 0;
        }
        time + place + who + whom + word + words
    }
}

impl Group {
    /// How alike the sentences are: 3 for the same words, 0 for other words.
    fn likeness(&self, telling: &Telling) -> i32 {
        let most = self
            .tellings
            .iter()
            .take(8)
            .map(|other| {
                let (there, _) = shared(&other.sentence, &telling.sentence);
                let (back, _) = shared(&telling.sentence, &other.sentence);
                there.min(back)
            })
            .fold(0.0, f32::max);
        match most {
            most if most >= 0.7 => 3,
            most if most >= 0.45 => 2,
            most if most >= 0.3 => 1,
            _ => 0,
        }
    }
}

/// 2 when the two sets share an actor, 0 when one is empty, `None` when they contradict.
fn agree(a: &BTreeSet<String>, b: &BTreeSet<String>) -> Option<i32> {
    if a.is_empty() || b.is_empty() {
        Some(0)
    } else if a.is_disjoint(b) {
        None
    } else {
        Some(2)
    }
}

fn meet(a: (i32, i32), b: (i32, i32)) -> Option<(i32, i32)> {
    let both = (a.0.max(b.0), a.1.min(b.1));
    (both.0 <= both.1).then_some(both)
}

fn happening(archive: &Archive<'_>, group: &Group) -> Happening {
    let reports: Vec<Report> = group
        .tellings
        .iter()
        .map(|telling| report(archive, telling))
        .collect();
    let origins: BTreeSet<&str> = reports
        .iter()
        .map(|report| report.origin.as_str())
        .collect();
    let first = &group.tellings[0];
    let event =
        |telling: &Telling| &archive.articles[telling.article].0.events[telling.event.index()];
    let (earliest, latest) = stretch(archive, group);
    Happening {
        id: format!(
            "h{:08x}",
            term(&format!(
                "{}/{}",
                archive.articles[first.article].0.document.id, first.event
            ))
        ),
        story: archive.story.id.clone(),
        plover: most_common(group.tellings.iter().map(|telling| event(telling).plover)),
        label: label(archive, group),
        earliest,
        latest,
        place: place(archive, group),
        sources: names(archive, group, |event| &event.sources),
        targets: names(archive, group, |event| &event.targets),
        origins: origins.len() as u32,
        reports,
    }
}

fn report(archive: &Archive<'_>, telling: &Telling) -> Report {
    let (reading, lineage) = archive.articles[telling.article];
    let event = &reading.events[telling.event.index()];
    Report {
        document: reading.document.id.clone(),
        event: telling.event,
        span: sentence(reading, event.trigger),
        origin: origin(reading, lineage, event.quotation),
        chain: chain(reading, lineage, event.quotation),
        polarity: event.polarity,
        modality: event.modality,
    }
}

/// The sentence that holds `span`.
pub fn sentence(reading: &Reading, span: Span) -> Span {
    let after = reading
        .sentences
        .partition_point(|sentence| sentence.end <= span.start);
    match reading.sentences.get(after) {
        Some(sentence) if sentence.contains(span) => *sentence,
        Some(_) | None => span,
    }
}

fn most_common<T: Ord + Copy>(values: impl Iterator<Item = T>) -> T {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let most = counts.values().copied().max().unwrap_or(0);
    *counts
        .iter()
        .find(|(_, n)| **n == most)
        .expect("a group has a telling")
        .0
}

fn stretch(archive: &Archive<'_>, group: &Group) -> (Option<Date>, Option<Date>) {
    let Some((first, last)) = group.days else {
        return (None, None);
    };
    let _ = archive;
    (Some(date(first)), Some(date(last)))
}

/// The day of `number`, as [`day_number`] counts.
pub(crate) fn date(number: i32) -> Date {
    use jiff::ToSpan;
    Date::constant(2000, 1, 1)
        .checked_add(i64::from(number).days())
        .unwrap_or(Date::constant(2000, 1, 1))
}

fn place(archive: &Archive<'_>, group: &Group) -> Option<String> {
    let names = group.tellings.iter().filter_map(|telling| {
        let reading = archive.articles[telling.article].0;
        let id = reading.events[telling.event.index()].place?;
        Some(reading.places.get(id.index())?.name.as_str())
    });
    let names: Vec<&str> = names.collect();
    (!names.is_empty()).then(|| most_common(names.into_iter()).to_owned())
}

/// The parties by name, most often named first; unnamed ones as written when no named is there.
fn names(
    archive: &Archive<'_>,
    group: &Group,
    parties: impl Fn(&Event) -> &[Party],
) -> Vec<String> {
    let mut counts: BTreeMap<String, (bool, usize, String)> = BTreeMap::new();
    for telling in &group.tellings {
        let reading = archive.articles[telling.article].0;
        for party in parties(&reading.events[telling.event.index()]) {
            let linked = entity(reading, party.entity);
            let name = linked.map_or_else(
                || one_line(party.span.of(reading.text())),
                |entity| entity.name.clone(),
            );
            let key = linked.map_or_else(|| fold(&name), actor_key);
            let count = counts.entry(key).or_insert((linked.is_some(), 0, name));
            count.1 += 1;
        }
    }
    let mut names: Vec<(bool, usize, String)> = counts.into_values().collect();
    names.sort_by(|a, b| (b.0, b.1, &a.2).cmp(&(a.0, a.1, &b.2)));
    names.truncate(4);
    names.into_iter().map(|(_, _, name)| name).collect()
}

/// A sentence of the reports: one the publisher answers for, with actors, and short.
fn label(archive: &Archive<'_>, group: &Group) -> String {
    let best = group.tellings.iter().min_by_key(|telling| {
        let reading = archive.articles[telling.article].0;
        let event = &reading.events[telling.event.index()];
        let length = sentence(reading, event.trigger).len();
        let parties =
            usize::from(!event.sources.is_empty()) + usize::from(!event.targets.is_empty());
        let fits = length <= LABEL + 40;
        let asks = sentence(reading, event.trigger)
            .of(reading.text())
            .ends_with('?');
        (
            asks,
            !fits,
            2 - parties,
            event.quotation.is_some(),
            telling.article,
            telling.event,
        )
    });
    best.map_or_else(String::new, |telling| {
        let reading = archive.articles[telling.article].0;
        let trigger = reading.events[telling.event.index()].trigger;
        cut(reading, trigger)
    })
}

/// The sentence round `span` on one line, cut at a word when it is long.
pub(crate) fn cut(reading: &Reading, span: Span) -> String {
    let sentence = sentence(reading, span);
    let line = one_line(sentence.of(reading.text()));
    if line.chars().count() <= LABEL {
        return line;
    }
    let text = sentence.of(reading.text());
    let at = (span.start.max(sentence.start) - sentence.start) as usize;
    // From the beginning where the words that count stand near it, else from the clause that holds
    // them.
    let start = if one_line(&text[..at]).chars().count() + 40 <= LABEL {
        0
    } else {
        clause_start(text, at)
    };
    let mut label = String::from(if start > 0 { "… " } else { "" });
    for word in text[start..].split_whitespace() {
        if label.chars().count() + word.chars().count() > LABEL {
            let end = label.trim_end_matches([' ', ',', ';', '—', '-']).len();
            label.truncate(end);
            return label + " …";
        }
        label.push_str(word);
        label.push(' ');
    }
    label.trim_end().to_owned()
}

/// Where the clause of `text` that holds the byte `at` begins: after the last comma or joint.
fn clause_start(text: &str, at: usize) -> usize {
    let head = &text[..at];
    let joint = [
        ", ", "; ", " and ", " but ", " while ", " after ", " that ", ": ",
    ]
    .iter()
    .filter_map(|joint| head.rfind(joint).map(|start| start + joint.len()))
    .max();
    joint.unwrap_or(0)
}
