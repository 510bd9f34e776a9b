use crate::cluster::day_number;
use crate::happening::{cut, date, sentence};
use crate::telling::Archive;
use rashomon_doc::{DocumentId, Happening, Modality, Moment, Reading, Span, Story, Time, TimeType};
use std::collections::{BTreeMap, BTreeSet};

/// Rows of a timeline for each day, at most: those most origins tell.
const ROWS: usize = 4;

/// Rows of a day that one origin alone tells, at most.
const ALONE: usize = 2;

/// A stretch of more days than this is background.
const LONGEST: i32 = 45;

/// Days before the first article that still belong to the story.
const BEFORE: i32 = 400;

/// What is told of `story` in order of time: its happenings, and sentences that name a day on
/// which no happening was found. The stretch of each row is as wide as what is told is vague.
pub fn timeline(story: &Story, readings: &[&Reading], happenings: &[Happening]) -> Vec<Moment> {
    let archive = Archive::new(story, readings);
    let mut days: BTreeMap<(i32, i32), Vec<Moment>> = BTreeMap::new();
    for happening in happenings {
        if let Some(moment) = of_happening(happening) {
            let key = (day_number(moment.earliest), day_number(moment.latest));
            days.entry(key).or_default().push(moment);
        }
    }
    for moment in dated_sentences(&archive) {
        let key = (day_number(moment.earliest), day_number(moment.latest));
        let rows = days.entry(key).or_default();
        if rows.is_empty() {
            rows.push(moment);
        }
    }
    let mut moments: Vec<Moment> = Vec::new();
    for mut rows in days.into_values() {
        rows.sort_by(|a, b| {
            (b.origins, b.evidence.len(), &a.label).cmp(&(a.origins, a.evidence.len(), &b.label))
        });
        rows.dedup_by(|a, b| a.label == b.label);
        let shared = rows.iter().filter(|row| row.origins > 1).count();
        rows.truncate(ROWS.min(shared + ALONE));
        moments.extend(rows);
    }
    moments
}

fn of_happening(happening: &Happening) -> Option<Moment> {
    let (earliest, latest) = (happening.earliest?, happening.latest?);
    let told = happening
        .reports
        .iter()
        .any(|report| report.modality == Modality::Actual);
    if !told || day_number(latest) - day_number(earliest) > LONGEST {
        return None;
    }
    let mut evidence: Vec<(DocumentId, Span)> = Vec::new();
    for report in &happening.reports {
        let row = (report.document.clone(), report.span);
        if !evidence.contains(&row) {
            evidence.push(row);
        }
    }
    Some(Moment {
        earliest,
        latest,
        label: happening.label.clone(),
        happening: Some(happening.id.clone()),
        evidence,
        origins: happening.origins,
    })
}

/// The sentences that name a day, one row for each day.
fn dated_sentences(archive: &Archive<'_>) -> Vec<Moment> {
    let first = archive.story.first.map(day_number);
    let mut rows: BTreeMap<(i32, i32), (Moment, BTreeSet<&str>)> = BTreeMap::new();
    for &(reading, lineage) in &archive.articles {
        for time in &reading.times {
            let Some((earliest, latest)) = days(time) else {
                continue;
            };
            if first.is_some_and(|first| latest < first - BEFORE) || is_own_date(reading, time) {
                continue;
            }
            let span = sentence(reading, time.span);
            let row = rows.entry((earliest, latest)).or_insert_with(|| {
                let moment = Moment {
                    earliest: date(earliest),
                    latest: date(latest),
                    label: cut(reading, time.span),
                    happening: None,
                    evidence: Vec::new(),
                    origins: 0,
                };
                (moment, BTreeSet::new())
            });
            let evidence = (reading.document.id.clone(), span);
            if !row.0.evidence.contains(&evidence) {
                row.0.evidence.push(evidence);
            }
            row.1.insert(&lineage.origin);
        }
    }
    rows.into_values()
        .map(|(moment, origins)| Moment {
            origins: origins.len() as u32,
            ..moment
        })
        .collect()
}

fn days(time: &Time) -> Option<(i32, i32)> {
    if !matches!(time.kind, TimeType::Date | TimeType::Time) || time.timex3.ends_with("_REF") {
        return None;
    }
    let (earliest, latest) = (day_number(time.earliest?), day_number(time.latest?));
    (latest - earliest <= LONGEST).then_some((earliest, latest))
}

/// Whether `time` is the article's own date line and tells of nothing.
fn is_own_date(reading: &Reading, time: &Time) -> bool {
    let title = reading.document.title.as_deref().map_or(0, str::len) as u32;
    time.span.start < title + 60
        && reading
            .published
            .is_some_and(|published| time.earliest == Some(published.date))
        && sentence(reading, time.span).len() < time.span.len() + 60
}
