//! The name tagger: a structured perceptron over words, their likes and the tables.
//!
//! In go the words of a sentence, out comes a label for each. Features are hashed; the trained
//! weights of those worth keeping lie in a table that is read where it lies, without parsing.

mod features;
mod lists;
mod model;
mod train;

pub use features::{Word, look};
pub use lists::{Letters, NameLists};
pub use model::Tagger;
pub use train::{Example, Schedule, train};

/// What a token is of a name.
///
/// `0` is outside; the rest alternate first and further tokens of [`NameType`]s.
pub type Label = u8;

/// Number of labels.
pub const N_LABELS: usize = 1 + 2 * NameType::ALL.len();

/// What kinds of name the tagger tells apart.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum NameType {
    /// A person.
    Person,
    /// An organisation, outlet, team, armed group.
    Organisation,
    /// A state, city, region, building.
    Place,
    /// Any other name: events, works, products, demonyms.
    Other,
}

impl NameType {
    /// All of them, in the order of labels.
    pub const ALL: [NameType; 4] = [
        NameType::Person,
        NameType::Organisation,
        NameType::Place,
        NameType::Other,
    ];

    /// Label of the first token of such a name.
    pub fn first(self) -> Label {
        1 + 2 * self as u8
    }

    /// Label of its further tokens.
    pub fn further(self) -> Label {
        2 + 2 * self as u8
    }

    /// The type of a label; `None` outside names.
    pub fn of(label: Label) -> Option<NameType> {
        let index = usize::from(label.checked_sub(1)?) / 2;
        NameType::ALL.get(index).copied()
    }
}

/// Whether `label` is of the first token of a name.
pub fn is_first(label: Label) -> bool {
    label % 2 == 1
}

/// Whether `label` may follow `previous`.
pub fn may_follow(previous: Label, label: Label) -> bool {
    label == 0 || is_first(label) || previous == label || previous + 1 == label
}

/// The names in a row of labels: type and tokens.
pub fn names(labels: &[Label]) -> Vec<(NameType, std::ops::Range<usize>)> {
    let mut names: Vec<(NameType, std::ops::Range<usize>)> = Vec::new();
    for (index, &label) in labels.iter().enumerate() {
        let Some(kind) = NameType::of(label) else {
            continue;
        };
        match names.last_mut() {
            Some((last, tokens)) if !is_first(label) && tokens.end == index && *last == kind => {
                tokens.end += 1;
            }
            _ => names.push((kind, index..index + 1)),
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_make_names() {
        let person = NameType::Person;
        let place = NameType::Place;
        let labels = [
            0,
            person.first(),
            person.further(),
            place.first(),
            place.first(),
            0,
        ];
        assert_eq!(
            names(&labels),
            [(person, 1..3), (place, 3..4), (place, 4..5)]
        );
        assert!(may_follow(person.first(), person.further()));
        assert!(may_follow(person.further(), person.further()));
        assert!(!may_follow(0, person.further()));
        assert!(!may_follow(place.further(), person.further()));
    }
}
