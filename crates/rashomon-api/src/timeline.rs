//! What happened when: a strip for the eye and a list with the words.

use crate::address;
use crate::chain;
use crate::words;
use askama::Template;
use rashomon_doc::{Date, DocumentId, Happening, Moment, Reading, Span, Story};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// What is told of a story by day.
#[derive(Debug, Template)]
#[template(path = "timeline.html")]
pub(crate) struct Timeline {
    strip: Option<Strip>,
    entries: Vec<Entry>,
    more: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    id: usize,
    day: String,
    label: String,
    /// PLOVER type with its gloss.
    kind: Option<(&'static str, &'static str)>,
    status: Option<&'static str>,
    origins: String,
    place: Option<String>,
    /// The address of the words the label was taken from.
    href: Option<String>,
    chain: Vec<String>,
    words: Vec<Words>,
    left_out: usize,
}

/// One report's words.
#[derive(Debug)]
struct Words {
    text: String,
    href: String,
    chain: Vec<String>,
}

/// The drawing: one mark for each of the best known moments.
#[derive(Debug)]
struct Strip {
    height: f64,
    axis: f64,
    marks: Vec<Mark>,
    ticks: Vec<(f64, String)>,
}

#[derive(Debug)]
struct Mark {
    href: String,
    x: f64,
    /// Where the stretch of days ends, when it is not one day.
    end: Option<f64>,
    is_single: bool,
    label: String,
    label_x: f64,
    label_y: f64,
    stem_y: f64,
}

const WIDTH: f64 = 1100.0;
const MOST_MARKS: usize = 9;
/// Days before the first and after the last report that the strip shows, and its widest bar.
const MOST_DAYS_OFF: i32 = 10;
const MOST_ENTRIES: usize = 14;
const MOST_WORDS: usize = 4;
/// Rows of labels above the axis, and as many below.
const N_ROWS: usize = 3;
const ROW: f64 = 21.0;

/// The timeline of `story`, of `moments` in their order; `happenings` tell more of some of them, `readings`
/// hold the words.
pub(crate) fn timeline(
    story: &Story,
    moments: &[Moment],
    happenings: &[Happening],
    readings: &BTreeMap<String, Reading>,
) -> Timeline {
    // The list keeps the best known ones in sight and the rest one click away.
    let mut ranked: Vec<usize> = (0..moments.len()).collect();
    ranked.sort_by_key(|&index| Reverse((moments[index].origins, moments[index].evidence.len())));
    let shown = &ranked[..ranked.len().min(MOST_ENTRIES)];
    let best: Vec<(usize, &Moment)> = ranked
        .iter()
        .map(|&index| (index, &moments[index]))
        .filter(|(_, moment)| is_near(story, moment))
        .take(MOST_MARKS)
        .collect();
    let (mut entries, mut more) = (Vec::new(), Vec::new());
    for (index, moment) in moments.iter().enumerate() {
        let happening = moment.happening.as_ref();
        let happening =
            happening.and_then(|id| happenings.iter().find(|happening| happening.id == *id));
        let entry = entry(index, moment, happening, readings);
        if shown.contains(&index) {
            entries.push(entry)
        } else {
            more.push(entry)
        }
    }
    Timeline {
        strip: strip(best),
        entries,
        more,
    }
}

/// Whether the strip has room for the moment: background from long before would press the days of
/// the story together.
fn is_near(story: &Story, moment: &Moment) -> bool {
    let days = |first: Date, last: Date| (last - first).get_days();
    let is_close = match (story.first, story.last) {
        (Some(first), Some(last)) => {
            days(moment.earliest, first) <= MOST_DAYS_OFF
                && days(last, moment.latest) <= MOST_DAYS_OFF
        }
        _ => true,
    };
    is_close && days(moment.earliest, moment.latest) <= MOST_DAYS_OFF
}

impl Timeline {
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

fn entry(
    index: usize,
    moment: &Moment,
    happening: Option<&Happening>,
    readings: &BTreeMap<String, Reading>,
) -> Entry {
    let mut words: Vec<Words> = Vec::new();
    for (document, span) in &moment.evidence {
        let told = readings
            .get(document.as_str())
            .and_then(|reading| told(reading, *span, happening));
        // A copy says nothing new.
        if let Some(told) = told.filter(|told| !words.iter().any(|other| other.text == told.text)) {
            words.push(told);
        }
        if words.len() == MOST_WORDS {
            break;
        }
    }
    let first = words.first();
    let (href, chain) = (
        first.map(|first| first.href.clone()),
        first.map(|first| first.chain.clone()),
    );
    let left_out = moment.evidence.len().saturating_sub(words.len());
    // The label stands for the words it was cut from.
    words.retain(|words| !is_cut_from(&moment.label, &words.text));
    let report = happening.and_then(|happening| happening.reports.first());
    Entry {
        id: index + 1,
        day: words::days(Some(moment.earliest), Some(moment.latest)),
        label: moment.label.clone(),
        kind: happening.map(|happening| (happening.plover.as_str(), happening.plover.gloss())),
        status: report.and_then(|report| words::status(report.polarity, report.modality)),
        origins: words::count(moment.origins as usize, "origin", "origins"),
        place: happening.and_then(|happening| happening.place.clone()),
        href,
        chain: chain.unwrap_or_default(),
        left_out,
        words,
    }
}

/// Whether `label` is `text` or a part of it.
fn is_cut_from(label: &str, text: &str) -> bool {
    let bare = label.trim_matches(['…', ' ', '.', '-']);
    text == label || (!label.starts_with('…') && bare.len() * 2 > text.len() && text.contains(bare))
}

fn told(reading: &Reading, span: Span, happening: Option<&Happening>) -> Option<Words> {
    let id: &DocumentId = &reading.document.id;
    let reports = happening
        .map(|happening| happening.reports.as_slice())
        .unwrap_or_default();
    let report = reports.iter().find(|report| report.document == *id);
    Some(Words {
        text: words::shorten(reading.text().get(span.range())?, 320),
        href: address::words(id.as_str(), span),
        chain: match report {
            Some(report) if !report.chain.is_empty() => report.chain.clone(),
            _ => vec![chain::publisher(reading)],
        },
    })
}

fn strip(mut best: Vec<(usize, &Moment)>) -> Option<Strip> {
    best.sort_by_key(|&(index, moment)| (moment.earliest, moment.latest, index));
    let start = best.iter().map(|(_, moment)| moment.earliest).min()?;
    let end = best.iter().map(|(_, moment)| moment.latest).max()?;
    if best.len() < 2 {
        return None;
    }
    let n_days = f64::from((end - start).get_days()) + 1.0;
    let x = |date: Date| 20.0 + (WIDTH - 40.0) * f64::from((date - start).get_days()) / n_days;
    let day_width = (WIDTH - 40.0) / n_days;
    let mut ends = [[f64::MIN; N_ROWS]; 2];
    let axis = ROW * N_ROWS as f64 + 18.0;
    let mut marks: Vec<Mark> = Vec::new();
    for (rank, &(index, moment)) in best.iter().enumerate() {
        let (first, last) = (moment.earliest, moment.latest.max(moment.earliest));
        let is_beside = |(_, other): &&(usize, &Moment)| other.earliest == first;
        let same_day = best[..rank].iter().filter(is_beside).count();
        let beside = best.iter().filter(is_beside).count();
        let at = x(first) + day_width * (same_day as f64 + 0.5) / beside as f64;
        let label = words::shorten(&moment.label, 38);
        let width = 7.4 * label.chars().count() as f64;
        let label_x = (at - width / 2.0).clamp(0.0, WIDTH - width);
        let Some((side, row)) = free_row(&ends, label_x) else {
            continue;
        };
        ends[side][row] = label_x + width + 14.0;
        let away = 14.0 + ROW * row as f64;
        marks.push(Mark {
            href: format!("#moment-{}", index + 1),
            x: at,
            end: (last > first).then(|| (x(last) + day_width * 0.9).max(at + 12.0)),
            is_single: moment.origins < 2,
            label,
            label_x,
            label_y: if side == 0 {
                axis - away
            } else {
                axis + away + 22.0
            },
            stem_y: if side == 0 {
                axis - away + 4.0
            } else {
                axis + away + 11.0
            },
        });
    }
    let every = (n_days / 14.0).ceil().max(1.0) as usize;
    let ticks = (0..n_days as usize).step_by(every).filter_map(|day| {
        let date = start
            .checked_add(std::time::Duration::from_secs(day as u64 * 86_400))
            .ok()?;
        Some((x(date), words::short_day(date)))
    });
    Some(Strip {
        height: axis * 2.0 + 16.0,
        axis,
        ticks: ticks.collect(),
        marks,
    })
}

/// The row nearest to the axis that is free from `x` on, above before below.
fn free_row(ends: &[[f64; N_ROWS]; 2], x: f64) -> Option<(usize, usize)> {
    let rows = (0..N_ROWS).flat_map(|row| [(0, row), (1, row)]);
    rows.into_iter().find(|&(side, row)| ends[side][row] <= x)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(label: &str, first: i8, last: i8, origins: u32) -> Moment {
        let date = |day| Date::new(2024, 3, day).expect("a day");
        Moment {
            earliest: date(first),
            latest: date(last),
            label: label.into(),
            happening: None,
            evidence: Vec::new(),
            origins,
        }
    }

    fn story() -> Story {
        Story {
            id: "s".into(),
            title: "Talks".into(),
            first: Date::new(2024, 3, 1).ok(),
            last: Date::new(2024, 3, 31).ok(),
            articles: Vec::new(),
            origins: 1,
            places: Vec::new(),
            actors: Vec::new(),
        }
    }

    #[test]
    fn background_from_long_before_is_not_drawn() {
        let mut moments = vec![moment("talks", 1, 1, 2), moment("truce", 2, 2, 2)];
        moments.push(Moment {
            earliest: Date::new(2009, 1, 1).expect("a day"),
            latest: Date::new(2009, 12, 31).expect("a day"),
            ..moment("war", 1, 1, 9)
        });
        let timeline = timeline(&story(), &moments, &[], &BTreeMap::new());
        assert_eq!(timeline.entries.len(), 3);
        assert_eq!(timeline.strip.map(|strip| strip.marks.len()), Some(2));
    }

    #[test]
    fn labels_do_not_overlap() {
        let moments: Vec<Moment> = (1..=9)
            .map(|n| moment("rockets hit the <b>station</b> again", 14, 14 + n % 2, 1))
            .collect();
        let timeline = timeline(&story(), &moments, &[], &BTreeMap::new());
        let strip = timeline.strip.as_ref().expect("two moments");
        for (index, mark) in strip.marks.iter().enumerate() {
            for other in &strip.marks[..index] {
                let is_apart =
                    mark.label_y != other.label_y || (mark.label_x - other.label_x).abs() > 200.0;
                assert!(is_apart, "{mark:?} {other:?}");
            }
        }
        assert!(
            !timeline
                .render()
                .expect("a template")
                .contains("<b>station")
        );
    }

    #[test]
    fn the_best_known_stay_in_sight() {
        let mut moments: Vec<Moment> = (1..=20).map(|day| moment("talks", day, day, 1)).collect();
        moments.push(moment("truce", 30, 30, 5));
        let timeline = timeline(&story(), &moments, &[], &BTreeMap::new());
        assert_eq!(timeline.entries.len() + timeline.more.len(), 21);
        assert!(timeline.entries.iter().any(|entry| entry.label == "truce"));
    }

    #[test]
    fn one_moment_is_not_drawn() {
        assert!(
            timeline(&story(), &[moment("talks", 1, 2, 1)], &[], &BTreeMap::new())
                .strip
                .is_none()
        );
        assert!(timeline(&story(), &[], &[], &BTreeMap::new()).is_empty());
    }
}
