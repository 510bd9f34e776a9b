//! What codes and labels mean, in plain words.
//!
//! # Examples
//! ```
//! use rashomon_lexicon::codebook::explain;
//! let code = explain("195").unwrap();
//! assert_eq!(code.meaning, "Attacks from the air.");
//! assert_eq!(explain("assault").unwrap().kind, "PLOVER type");
//! assert!(explain("assault.bomb").unwrap().meaning.contains("bombard"));
//! assert!(explain("nonsense").is_none());
//! ```

use crate::events::{self, Condition, Head, Need, Slot, Trigger};
use rashomon_doc::{
    Act, Bound, Descent, DisputeKind, EntityType, EventType, Measure, MentionKind, Modality,
    NoteKind, Polarity, QuotationKind, Relation, TimeType,
};
use std::fmt;
use std::sync::LazyLock;

/// A code with what it means.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Explanation {
    /// The code as it is written.
    pub code: String,
    /// What kind of code it is: `CAMEO code`, `PLOVER mode`, `act` …
    pub kind: &'static str,
    /// What it means.
    pub meaning: String,
    /// More about it, one fact a line: what it maps to, what is above and below it.
    pub notes: Vec<String>,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.code, self.kind, self.meaning)?;
        for note in &self.notes {
            write!(f, "\n  {note}")?;
        }
        Ok(())
    }
}

/// A code of CAMEO with the PLOVER coding it corresponds to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Cameo {
    /// Two to four digits.
    pub code: &'static str,
    /// `None` for statements, which PLOVER does not code.
    pub plover: Option<EventType>,
    /// PLOVER mode.
    pub mode: Option<&'static str>,
    /// PLOVER contexts, divided by commas.
    pub context: Option<&'static str>,
    /// What it means.
    pub meaning: &'static str,
}

struct Word {
    kind: &'static str,
    code: &'static str,
    types: &'static str,
    meaning: &'static str,
}

static CAMEO: LazyLock<Vec<Cameo>> = LazyLock::new(|| {
    lines(include_str!("../data/codebook/cameo.tsv"))
        .filter_map(|cells| {
            let &[code, plover, mode, context, meaning] = cells.as_slice() else {
                return None;
            };
            let given = |cell: &'static str| (cell != "-").then_some(cell);
            Some(Cameo {
                code,
                plover: plover.parse().ok(),
                mode: given(mode),
                context: given(context),
                meaning,
            })
        })
        .collect()
});

static WORDS: LazyLock<Vec<Word>> = LazyLock::new(|| {
    lines(include_str!("../data/codebook/plover.tsv"))
        .filter_map(|cells| {
            let &[kind, code, types, meaning] = cells.as_slice() else {
                return None;
            };
            let kind = match kind {
                "mode" => "PLOVER mode",
                "context" => "PLOVER context",
                _ => "PLOVER sector",
            };
            Some(Word {
                kind,
                code,
                types,
                meaning,
            })
        })
        .collect()
});

fn lines(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
}

/// The codes of CAMEO, in order.
pub fn cameo() -> &'static [Cameo] {
    &CAMEO
}

/// What `code` means: a CAMEO code, a PLOVER type, mode, context or sector, a label of our own, or
/// the name of an event rule. Capitals do not matter. Where a word has several meanings, the first
/// in that order is told and the others are among the notes.
pub fn explain(code: &str) -> Option<Explanation> {
    let code = code.trim();
    let mut found: Vec<Explanation> = Vec::new();
    found.extend(explain_cameo(code));
    found.extend(explain_type(code));
    found.extend(explain_words(code));
    found.extend(explain_labels(code));
    found.extend(explain_rule(code));
    let mut found = found.into_iter();
    let mut first = found.next()?;
    first.notes.extend(
        found.map(|other| format!("also {} `{}`: {}", other.kind, other.code, other.meaning)),
    );
    Some(first)
}

fn explain_cameo(code: &str) -> Option<Explanation> {
    let row = CAMEO.iter().find(|row| row.code == code)?;
    let mut notes = Vec::new();
    notes.push(match row.plover {
        Some(plover) => {
            let mode = row.mode.map_or(String::new(), |mode| format!(":{mode}"));
            let context = row.context.map_or(String::new(), |context| {
                format!(" in the context {context}")
            });
            format!("in PLOVER: {plover}{mode}{context}")
        }
        None => "not coded by PLOVER".to_owned(),
    });
    let above = (2..code.len())
        .rev()
        .find_map(|length| CAMEO.iter().find(|row| row.code == &code[..length]));
    notes.extend(above.map(|row| format!("part of {}: {}", row.code, row.meaning)));
    let below = CAMEO
        .iter()
        .filter(|row| row.code.starts_with(code) && row.code.len() == code.len() + 1);
    notes.extend(below.map(|row| format!("{}: {}", row.code, row.meaning)));
    Some(Explanation {
        code: row.code.to_owned(),
        kind: "CAMEO code",
        meaning: row.meaning.to_owned(),
        notes,
    })
}

fn explain_type(code: &str) -> Option<Explanation> {
    let plover: EventType = code.to_uppercase().parse().ok()?;
    let mut notes = Vec::new();
    for word in WORDS.iter().filter(|word| word.kind == "PLOVER mode") {
        if word.types.split(' ').any(|name| name == plover.as_str()) {
            notes.push(format!("mode {}: {}", word.code, word.meaning));
        }
    }
    let codes: Vec<&str> = CAMEO
        .iter()
        .filter(|row| row.plover == Some(plover) && row.code.len() == 2)
        .map(|row| row.code)
        .collect();
    if !codes.is_empty() {
        notes.push(format!("CAMEO {}", codes.join(", ")));
    }
    let rules: Vec<&str> = events::all()
        .iter()
        .filter(|row| row.plover == plover)
        .map(|row| row.rule)
        .collect();
    notes.push(format!("rules: {}", rules.join(" ")));
    Some(Explanation {
        code: plover.as_str().to_owned(),
        kind: "PLOVER type",
        meaning: format!("{}.", plover.gloss()),
        notes,
    })
}

fn explain_words(code: &str) -> Vec<Explanation> {
    let same = |word: &&Word| word.code.eq_ignore_ascii_case(code);
    let found = WORDS.iter().filter(same);
    found
        .map(|word| Explanation {
            code: word.code.to_owned(),
            kind: word.kind,
            meaning: format!("{}.", word.meaning),
            notes: match word.types {
                "*" => Vec::new(),
                types => vec![format!("of {}", types.replace(' ', ", "))],
            },
        })
        .collect()
}

fn explain_labels(code: &str) -> Vec<Explanation> {
    let mut found = Vec::new();
    macro_rules! set {
        ($name:ident, $kind:literal) => {
            for label in $name::ALL {
                if label.as_str().eq_ignore_ascii_case(code) {
                    found.push(Explanation {
                        code: label.as_str().to_owned(),
                        kind: $kind,
                        meaning: format!("{}.", label.gloss()),
                        notes: Vec::new(),
                    });
                }
            }
        };
    }
    set!(Polarity, "polarity");
    set!(Modality, "modality");
    set!(Act, "act of a quotation");
    set!(QuotationKind, "kind of quotation");
    set!(Relation, "relay of a quotation");
    set!(EntityType, "type of entity");
    set!(MentionKind, "kind of mention");
    set!(TimeType, "type of time");
    set!(Bound, "bound of a figure");
    set!(Measure, "measure of a figure");
    set!(DisputeKind, "kind of dispute");
    set!(Descent, "descent of an article");
    set!(NoteKind, "kind of note");
    found
}

fn explain_rule(code: &str) -> Option<Explanation> {
    let row = events::all()
        .iter()
        .find(|row| row.rule.eq_ignore_ascii_case(code))?;
    let mut coding = row.plover.as_str().to_owned();
    if let Some(mode) = row.mode {
        coding += &format!(":{mode}");
    }
    let mut notes = vec![format!("coded {coding}")];
    notes.extend(row.cameo.map(|code| {
        let meaning = CAMEO
            .iter()
            .find(|row| row.code == code)
            .map_or("", |row| row.meaning);
        format!("CAMEO {code}: {meaning}")
    }));
    notes.push(format!("source: {}", slots(&row.source)));
    if !row.target.is_empty() {
        notes.push(format!("target: {}", slots(&row.target)));
    }
    Some(Explanation {
        code: row.rule.to_owned(),
        kind: "event rule",
        meaning: rule_in_words(row),
        notes,
    })
}

fn rule_in_words(row: &Trigger) -> String {
    let words: Vec<&str> = row.heads.iter().map(|&(_, word)| word).collect();
    let kind = match row.heads.first() {
        Some((Head::Noun, _)) => "the noun",
        Some((Head::Adjective, _)) => "the adjective",
        _ => "the verb",
    };
    let mut text = format!("fires on {kind} {}", words.join(", "));
    for need in &row.needs {
        text += &format!("; {}", need_in_words(need));
    }
    text.push('.');
    text
}

fn need_in_words(need: &Need) -> String {
    let few = |words: &events::Words| {
        let words = words.words();
        let list = words.iter().take(8).copied().collect::<Vec<_>>().join(", ");
        match words.len() {
            0 => "any".to_owned(),
            1..=8 => list,
            _ => format!("{list} …"),
        }
    };
    let text = match &need.condition {
        Condition::Object(words) => format!("object {}", few(words)),
        Condition::ActorObject => "an actor as object".to_owned(),
        Condition::Complement(words) => format!("complement clause with {}", few(words)),
        Condition::Particle(words) => format!("particle {}", few(words)),
        Condition::Phrase(prepositions, words) => {
            format!("phrase with {} and {}", few(prepositions), few(words))
        }
        Condition::Modifier(words) => format!("modifier {}", few(words)),
        Condition::Governor(words) => format!("governing verb {}", few(words)),
        Condition::Subject(words) => format!("subject {}", few(words)),
    };
    let prefix = if need.absent { "no " } else { "" };
    format!("{prefix}{text}")
}

fn slots(slots: &[Slot]) -> String {
    let names: Vec<String> = slots
        .iter()
        .map(|slot| match slot {
            Slot::Subject => "who does it".to_owned(),
            Slot::Object => "the object".to_owned(),
            Slot::Receiver => "who receives it".to_owned(),
            Slot::Possessor => "a possessor or name before it".to_owned(),
            Slot::Complement => "the first actor of the complement".to_owned(),
            Slot::Mutual => "the sources, on one another".to_owned(),
            Slot::Phrase(preposition) => format!("the phrase with `{preposition}`"),
        })
        .collect();
    names.join(", else ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_triggers_is_in_the_codebook() {
        for row in events::all() {
            if let Some(code) = row.cameo {
                let cameo = CAMEO.iter().find(|row| row.code == code);
                assert!(cameo.is_some(), "{}: {code}", row.rule);
            }
            let is = |kind: &str, code: &str| {
                WORDS
                    .iter()
                    .any(|word| word.kind == kind && word.code == code)
            };
            assert!(
                row.mode.is_none_or(|mode| is("PLOVER mode", mode)),
                "{}",
                row.rule
            );
            for context in &row.context {
                assert!(is("PLOVER context", context), "{}: {context}", row.rule);
            }
        }
        for cells in lines(include_str!("../data/events/contexts.tsv")) {
            let known = WORDS.iter().any(|word| word.code == cells[0]);
            assert!(known, "{}", cells[0]);
        }
    }

    #[test]
    fn cameo_is_sorted_and_explained() {
        assert_eq!(CAMEO.len(), 315);
        assert!(CAMEO.windows(2).all(|pair| pair[0].code < pair[1].code));
        for row in CAMEO.iter() {
            assert!(row.meaning.ends_with('.'), "{}", row.code);
            for word in row
                .mode
                .into_iter()
                .chain(row.context.into_iter().flat_map(|list| list.split(',')))
            {
                assert!(!explain_words(word).is_empty(), "{}: {word}", row.code);
            }
        }
    }

    #[test]
    fn a_code_tells_what_is_above_and_below_it() {
        let code = explain("087").unwrap();
        assert!(
            code.notes.contains(&"part of 08: Gives way.".to_owned()),
            "{code}"
        );
        assert!(
            code.notes.iter().any(|note| note.starts_with("0871:")),
            "{code}"
        );
    }

    #[test]
    fn every_label_is_explained() {
        for label in [
            "negated", "future", "deny", "GPE", "killed", "RETREAT", "REB", "aerial", "election",
        ] {
            assert!(explain(label).is_some(), "{label}");
        }
        assert_eq!(explain("reb").unwrap().kind, "PLOVER sector");
    }
}
