//! Figures over time, drawn on the server.

use crate::address;
use crate::chain;
use crate::colour::{Colours, N_COLOURS};
use crate::words;
use askama::Template;
use rashomon_doc::{Date, FigureHistory, FigureLine};

/// More charts than this bury the rest of the page.
const MOST_CHARTS: usize = 3;
/// More lines than colours cannot be told apart.
const MOST_SERIES: usize = N_COLOURS;

const WIDTH: f64 = 640.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 190.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 622.0;

/// One number as told.
#[derive(Clone, Debug, PartialEq)]
struct Told {
    date: Date,
    low: f64,
    high: f64,
    words: String,
    publisher: String,
    href: String,
}

/// One teller's numbers, in the order they were told.
#[derive(Debug)]
struct Series {
    teller: String,
    told: Vec<Told>,
}

#[derive(Debug, Template)]
#[template(path = "chart.html")]
pub(crate) struct Chart {
    title: String,
    series: Vec<Line>,
    rows: Vec<Tick>,
    days: Vec<Tick>,
    left_out: usize,
    width: f64,
    left: f64,
    right: f64,
    bottom: f64,
}

#[derive(Debug)]
struct Tick {
    at: f64,
    label: String,
}

#[derive(Debug)]
struct Line {
    colour: usize,
    teller: String,
    steps: String,
    path: String,
    points: Vec<Point>,
}

#[derive(Debug)]
struct Point {
    x: f64,
    y: f64,
    /// From the highest to the lowest number, when they differ.
    range: Option<(f64, f64)>,
    label: String,
    label_y: f64,
    href: String,
    title: String,
}

/// The charts of `histories`, in their order: those in which numbers differ.
pub(crate) fn charts(histories: &[FigureHistory], colours: &Colours) -> Vec<Chart> {
    let chart = |history: &FigureHistory| draw(history, colours);
    histories
        .iter()
        .filter_map(chart)
        .take(MOST_CHARTS)
        .collect()
}

/// The numbers of one teller by date; a number told again is left out.
fn series(line: &FigureLine) -> Option<Series> {
    let mut told: Vec<Told> = Vec::new();
    for account in &line.points {
        let (Some((low, high)), Some(date)) = (account.figure, account.published) else {
            continue;
        };
        if low.is_finite()
            && high.is_finite()
            && !told.iter().any(|told| (told.low, told.high) == (low, high))
        {
            told.push(Told {
                date,
                low,
                high,
                words: account.text.clone(),
                publisher: account
                    .publisher
                    .clone()
                    .unwrap_or_else(|| chain::NO_PUBLISHER.to_owned()),
                href: address::words(account.document.as_str(), account.span),
            });
        }
    }
    told.sort_by_key(|told| told.date);
    let teller = line.teller.clone();
    (!told.is_empty()).then_some(Series { teller, told })
}

fn draw(history: &FigureHistory, colours: &Colours) -> Option<Chart> {
    let mut series: Vec<Series> = history.lines.iter().filter_map(series).collect();
    let mut numbers = series.iter().flat_map(|line| &line.told);
    let first = numbers.next()?;
    if numbers.all(|told| told.low == first.low && told.high == first.high) {
        return None;
    }
    // Tellers who correct themselves first, then those who told early.
    series.sort_by_key(|line| {
        (
            std::cmp::Reverse(line.told.len()),
            line.told[0].date,
            line.teller.clone(),
        )
    });
    let left_out = series.len().saturating_sub(MOST_SERIES);
    series.truncate(MOST_SERIES);
    let scale = Scale::new(&series)?;
    let colours = colours.lines(series.iter().map(|line| line.teller.as_str()));
    let mut labels = Vec::new();
    let lines = series.iter().zip(colours);
    Some(Chart {
        title: format!("{}, as told over time", words::capital(&history.label)),
        rows: scale.rows(),
        days: scale.days(),
        series: lines
            .map(|(line, colour)| scale.line(line, colour, &mut labels))
            .collect(),
        left_out,
        width: WIDTH,
        left: LEFT,
        right: RIGHT,
        bottom: BOTTOM,
    })
}

/// From days and numbers to the drawing.
struct Scale {
    first: Date,
    n_days: f64,
    step: f64,
    top: f64,
}

impl Scale {
    fn new(series: &[Series]) -> Option<Self> {
        let all = series.iter().flat_map(|line| &line.told);
        let first = all.clone().map(|told| told.date).min()?;
        let last = all.clone().map(|told| told.date).max()?;
        let most = all.map(|told| told.high).fold(1.0, f64::max);
        let step = step(most / 4.0);
        Some(Self {
            first,
            n_days: days_between(first, last),
            step,
            top: (most / step).ceil() * step,
        })
    }

    /// A day starts at its `x`, and one more day of room follows the last.
    fn x(&self, date: Date) -> f64 {
        let day = days_between(self.first, date);
        LEFT + 18.0 + (RIGHT - LEFT - 18.0) * day / (self.n_days + 1.0)
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * value / self.top
    }

    fn rows(&self) -> Vec<Tick> {
        let n_rows = (self.top / self.step).round() as usize;
        let rows = (0..=n_rows).map(|row| row as f64 * self.step);
        rows.map(|value| Tick {
            at: self.y(value),
            label: words::number(value),
        })
        .collect()
    }

    fn days(&self) -> Vec<Tick> {
        let every = (self.n_days / 7.0).floor() as usize + 1;
        let days = (0..=self.n_days as usize).step_by(every);
        days.filter_map(|day| {
            let date = self.first.checked_add(span_of_days(day)).ok()?;
            Some(Tick {
                at: self.x(date),
                label: words::short_day(date),
            })
        })
        .collect()
    }

    fn line(&self, series: &Series, colour: usize, labels: &mut Vec<(f64, f64, f64)>) -> Line {
        let mut points: Vec<Point> = Vec::new();
        for told in &series.told {
            let day = self.x(told.date);
            // Numbers of one day stand beside each other.
            let x = points
                .last()
                .map_or(day, |before| day.max(before.x + 16.0))
                .min(RIGHT - 4.0);
            points.push(self.point(told, x, labels));
        }
        Line {
            colour,
            teller: series.teller.clone(),
            steps: steps(&series.told),
            path: path(&points),
            points,
        }
    }

    fn point(&self, told: &Told, x: f64, labels: &mut Vec<(f64, f64, f64)>) -> Point {
        let (high, low) = (self.y(told.high), self.y(told.low));
        let label = words::range(told.low, told.high);
        let width = 7.0 * label.chars().count() as f64 + 8.0;
        let offsets = [-8.0, 18.0, -21.0, 31.0];
        let is_free = |y: f64| {
            let clash = |&(lx, ly, lw): &(f64, f64, f64)| {
                x < lx + lw && lx < x + width && (y - ly).abs() < 12.0
            };
            y < BOTTOM - 2.0 && !labels.iter().any(clash)
        };
        let label_y = offsets
            .iter()
            .map(|offset| high + offset)
            .find(|&y| is_free(y))
            .unwrap_or(high - 8.0);
        labels.push((x, label_y, width));
        Point {
            x,
            y: (high + low) / 2.0,
            range: (told.low != told.high).then_some((high, low)),
            label,
            label_y,
            href: told.href.clone(),
            title: format!(
                "{} ({}, {})",
                words::shorten(&told.words, 200),
                told.publisher,
                words::day(told.date)
            ),
        }
    }
}

fn steps(told: &[Told]) -> String {
    let figures: Vec<String> = told
        .iter()
        .map(|told| words::range(told.low, told.high))
        .collect();
    figures.join(" → ")
}

/// A line from number to number that stays until the next one and goes on to the edge.
fn path(points: &[Point]) -> String {
    let Some(first) = points.first() else {
        return String::new();
    };
    let mut path = format!("M{:.1} {:.1}", first.x, first.y);
    for point in &points[1..] {
        path.push_str(&format!("H{:.1}V{:.1}", point.x, point.y));
    }
    path.push_str(&format!("H{RIGHT:.1}"));
    path
}

/// The least of 1, 2, 5, 10, 20, 50 … that is not below `least`.
fn step(least: f64) -> f64 {
    let mut step = 1.0;
    for factor in [2.0, 2.5, 2.0].into_iter().cycle().take(60) {
        if step >= least {
            break;
        }
        step *= factor;
    }
    step
}

fn days_between(first: Date, last: Date) -> f64 {
    f64::from((last - first).get_days())
}

fn span_of_days(days: usize) -> std::time::Duration {
    std::time::Duration::from_secs(days as u64 * 86_400)
}

impl Colours {
    /// A colour for each teller: the one it has in the disputes, else one that is free.
    fn lines<'a>(&self, tellers: impl Iterator<Item = &'a str>) -> Vec<usize> {
        let sides: Vec<Vec<String>> = tellers
            .map(|teller| vec![teller.split(", ").next().unwrap_or(teller).to_owned()])
            .collect();
        self.clone().sides(&sides)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rashomon_doc::{Account, DocumentId, Measure, Span};

    fn line(teller: &str, numbers: &[(i8, f64, f64)]) -> FigureLine {
        let points = numbers.iter().map(|&(day, low, high)| Account {
            document: DocumentId("d".into()),
            span: Span::new(0, 4),
            text: "nine".into(),
            speaker: Some(teller.into()),
            publisher: None,
            chain: vec![teller.into()],
            origin: "d".into(),
            published: Date::new(2024, 3, day).ok(),
            figure: Some((low, high)),
        });
        FigureLine {
            teller: teller.into(),
            points: points.collect(),
        }
    }

    fn drawn(lines: Vec<FigureLine>) -> Vec<Chart> {
        let history = FigureHistory {
            id: "h".into(),
            story: "s".into(),
            label: "killed".into(),
            measure: Measure::Killed,
            lines,
        };
        charts(&[history], &Colours::default())
    }

    fn check_lines(lines: Vec<FigureLine>, expected: &[&str]) {
        let charts = drawn(lines);
        let lines = charts.iter().flat_map(|chart| &chart.series);
        let told: Vec<String> = lines
            .map(|line| format!("{}: {}", line.teller, line.steps))
            .collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn updates_are_steps_of_one_line() {
        let governor = line(
            "Halden",
            &[(15, 17.0, 17.0), (14, 11.0, 11.0), (15, 11.0, 11.0)],
        );
        check_lines(
            vec![line("Orsk", &[(15, 2.0, 2.0)]), governor],
            &["Halden: 11 → 17", "Orsk: 2"],
        );
    }

    #[test]
    fn agreement_is_no_chart() {
        check_lines(
            vec![
                line("Halden", &[(14, 9.0, 9.0)]),
                line("Orsk", &[(15, 9.0, 9.0)]),
            ],
            &[],
        );
        check_lines(Vec::new(), &[]);
    }

    #[test]
    fn everything_stays_inside_the_drawing() {
        let numbers: Vec<(i8, f64, f64)> = (0..60)
            .map(|n| (1, f64::from(n), f64::from(n * 1000)))
            .collect();
        for chart in drawn(vec![
            line("<Wire>", &numbers),
            line("Post", &[(31, 1e15, 2e15)]),
        ]) {
            for point in chart.series.iter().flat_map(|line| &line.points) {
                assert!(
                    (LEFT..=RIGHT).contains(&point.x) && (TOP - 1.0..=BOTTOM).contains(&point.y)
                );
            }
            let svg = chart.render().expect("a template");
            assert!(svg.contains("<svg") && !svg.contains("<Wire>"));
        }
    }

    #[test]
    fn steps_are_round_numbers() {
        for (least, expected) in [(0.3, 1.0), (4.25, 5.0), (15.0, 20.0), (212.0, 500.0)] {
            assert_eq!(step(least), expected);
        }
    }
}
