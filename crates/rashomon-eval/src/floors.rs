//! Pinned floors: scores below which a change may not land.

use crate::Scores;
use std::collections::BTreeMap;

/// Floors by key, in the form of [`Scores`].
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Floors(pub BTreeMap<String, f64>);

/// A score that fell below its floor.
#[derive(Clone, Debug, PartialEq)]
pub struct Fall {
    /// The key.
    pub key: String,
    /// The pinned floor.
    pub floor: f64,
    /// The score; `None` when the data is there and the key was not scored.
    pub score: Option<f64>,
}

/// What another processor's rounding may cost, in points.
const SLACK: f64 = 0.25;

/// Whether a higher score of `key` is a worse one.
pub fn lower_is_better(key: &str) -> bool {
    ["false_event_rate", "false_per_100", "/wrong"]
        .iter()
        .any(|metric| key.ends_with(metric))
}

impl Floors {
    /// The floors that `scores` falls below, among the keys of the layers that were scored.
    pub fn falls(&self, scores: &Scores) -> Vec<Fall> {
        // The project's own collections are scored with different layers: each is one of its own.
        let layer = |key: &str| {
            let parts = if key.starts_with("own/") { 2 } else { 1 };
            key.split('/').take(parts).collect::<Vec<_>>().join("/")
        };
        let scored: Vec<String> = scores.0.keys().map(|key| layer(key)).collect();
        self.0
            .iter()
            .filter(|(key, _)| scored.contains(&layer(key)))
            .filter_map(|(key, &floor)| {
                let score = scores.0.get(key).copied();
                let held = score.is_some_and(|score| holds(key, floor, score));
                (!held).then(|| Fall {
                    key: key.clone(),
                    floor,
                    score,
                })
            })
            .collect()
    }

    /// Raises every floor to its score; lowers one only when `allow_regression`.
    pub fn pin(&mut self, scores: &Scores, allow_regression: bool) {
        for (key, &score) in &scores.0 {
            let score = (score * 100.0).round() / 100.0;
            let floor = self.0.entry(key.clone()).or_insert(score);
            if allow_regression || holds(key, *floor, score) {
                *floor = score;
            }
        }
    }
}

fn holds(key: &str, floor: f64, score: f64) -> bool {
    if lower_is_better(key) {
        score <= floor + SLACK
    } else {
        score >= floor - SLACK
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(rows: &[(&str, f64)]) -> Scores {
        Scores(
            rows.iter()
                .map(|&(key, value)| (key.to_owned(), value))
                .collect(),
        )
    }

    #[test]
    fn a_fall_is_told_and_a_rise_is_pinned() {
        let mut floors = Floors::default();
        floors.pin(
            &scores(&[
                ("quotes/a/dev/f1", 50.0),
                ("events/b/dev/false_event_rate", 20.0),
            ]),
            false,
        );
        let worse = scores(&[
            ("quotes/a/dev/f1", 49.0),
            ("events/b/dev/false_event_rate", 21.0),
        ]);
        assert_eq!(floors.falls(&worse).len(), 2);
        floors.pin(&worse, false);
        assert_eq!(floors.0["quotes/a/dev/f1"], 50.0);
        let better = scores(&[
            ("quotes/a/dev/f1", 51.0),
            ("events/b/dev/false_event_rate", 19.0),
        ]);
        assert!(floors.falls(&better).is_empty());
        floors.pin(&better, false);
        assert_eq!(floors.0["events/b/dev/false_event_rate"], 19.0);
    }

    #[test]
    fn own_collections_are_held_apart() {
        let mut floors = Floors::default();
        floors.pin(
            &scores(&[("own/a/dev/f1", 50.0), ("own/b/dev/f1", 50.0)]),
            false,
        );
        assert!(floors.falls(&scores(&[("own/a/dev/f1", 60.0)])).is_empty());
    }

    #[test]
    fn a_key_that_is_gone_is_a_fall() {
        let mut floors = Floors::default();
        floors.pin(
            &scores(&[("quotes/a/dev/f1", 50.0), ("syntax/a/dev/uas", 80.0)]),
            false,
        );
        let falls = floors.falls(&scores(&[("quotes/b/dev/f1", 90.0)]));
        assert_eq!(
            falls,
            [Fall {
                key: "quotes/a/dev/f1".into(),
                floor: 50.0,
                score: None
            }]
        );
    }
}
