//! What speaks for and against an antecedent of a pronoun, and the points for each of it.
//!
//! The points lie in `model/pronouns.tsv`, a line for each group of features; `cargo xtask train
//! coref` learns them.

use std::sync::LazyLock;

/// A group of features of which one holds: what it looks at, and how many values it has.
#[derive(Clone, Copy, Debug)]
#[repr(usize)]
pub(crate) enum Group {
    /// Sentences back.
    Far,
    /// The mention stands behind the pronoun.
    After,
    /// Tokens between, by powers of two, in one sentence.
    Apart,
    /// How many suitable mentions of others stand between.
    Rank,
    /// Relation of the mention to its sentence.
    Role,
    /// Role of the mention and of the pronoun.
    Roles,
    /// The same role, by sentences back.
    Parallel,
    /// Name of one word, longer name, noun or pronoun, by sentences back.
    Kind,
    /// How many steps up from the pronoun the mention is a subject.
    Subject,
    /// How many steps up it is something else.
    Beside,
    /// The pronoun stands in the mention's own phrase; a possessive one or another.
    Within,
    /// One verb governs both: of a reflexive pronoun, of a possessive one.
    Bound,
    /// A reflexive pronoun whose verb does not govern the mention.
    Unbound,
    /// The mention is among the first two tokens of its sentence.
    Begins,
    /// Steps from the mention to the root.
    Depth,
    /// How often the entity is mentioned.
    Often,
    /// The entity has a name.
    Named,
    /// Its gender is known and the pronoun's; or its one name is a first name of that gender, or of
    /// the other.
    Gender,
    /// It is the first of the document.
    First,
    /// The last pronoun of this kind meant it: in this sentence, the last one, before.
    Again,
    /// What kind of thing it is.
    Type,
    /// Relation of the mention to its sentence, by sentences back.
    Places,
    /// The kind of clause between the verb of a subject and the pronoun.
    Clause,
    /// How often it is the subject.
    Subjects,
    /// Its first mention is in this sentence, in the one before.
    New,
    /// None of those the pronoun could mean is meant.
    Nobody,
}

/// How many values each group has, in the order of [`Group`], and what a file calls it.
const GROUPS: [(&str, usize); 26] = [
    ("far", 6),
    ("after", 1),
    ("apart", 8),
    ("rank", 6),
    ("role", 10),
    ("roles", 16),
    ("parallel", 3),
    ("kind", 8),
    ("subject", 4),
    ("beside", 4),
    ("within", 2),
    ("bound", 2),
    ("unbound", 1),
    ("begins", 2),
    ("depth", 5),
    ("often", 5),
    ("named", 1),
    ("gender", 3),
    ("first", 1),
    ("again", 3),
    ("type", 7),
    ("places", 30),
    ("clause", 9),
    ("subjects", 4),
    ("new", 2),
    ("nobody", 1),
];

/// Number of features.
pub const N_FEATURES: usize = {
    let mut sum = 0;
    let mut group = 0;
    while group < GROUPS.len() {
        sum += GROUPS[group].1;
        group += 1;
    }
    sum
};

const STARTS: [usize; GROUPS.len()] = {
    let mut starts = [0; GROUPS.len()];
    let mut group = 1;
    while group < GROUPS.len() {
        starts[group] = starts[group - 1] + GROUPS[group - 1].1;
        group += 1;
    }
    starts
};

/// The feature of `group` with this value; the last one for all values beyond.
pub(crate) fn feature(group: Group, value: usize) -> usize {
    let group = group as usize;
    STARTS[group] + value.min(GROUPS[group].1 - 1)
}

/// Points of each feature: of pronouns for a person, and of the rest.
#[derive(Clone, Debug, PartialEq)]
pub struct Points(pub [[i32; N_FEATURES]; 2]);

/// The feature of meaning none of those to choose from.
pub const NOBODY: usize = N_FEATURES - 1;

impl Points {
    /// Points to begin training with: the nearest sentence is best.
    pub fn start() -> Self {
        let mut points = Self([[0; N_FEATURES]; 2]);
        for table in &mut points.0 {
            for far in 0..6 {
                table[feature(Group::Far, far)] = -10 * far as i32;
            }
            table[feature(Group::Role, 0)] = 5;
        }
        points
    }

    /// The embedded points.
    pub fn builtin() -> &'static Points {
        static POINTS: LazyLock<Points> =
            LazyLock::new(|| Points::read(include_str!("../model/pronouns.tsv")));
        &POINTS
    }

    /// The points in a table: name of the table and of the group, then a number for each value.
    /// What is not there has none.
    pub fn read(table: &str) -> Self {
        let mut points = Self([[0; N_FEATURES]; 2]);
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t');
            let which = usize::from(cells.next() != Some("person"));
            let name = cells.next().unwrap_or_default();
            let Some(group) = GROUPS.iter().position(|(group, _)| *group == name) else {
                continue;
            };
            for (value, cell) in (0..GROUPS[group].1).zip(cells) {
                points.0[which][STARTS[group] + value] = cell.parse().unwrap_or(0);
            }
        }
        points
    }

    /// The table that [`Points::read`] reads.
    pub fn write(&self) -> String {
        let mut out = String::new();
        for (which, points) in ["person", "other"].iter().zip(&self.0) {
            for ((name, n), start) in GROUPS.iter().zip(STARTS) {
                out += &format!("{which}\t{name}");
                for value in &points[start..start + n] {
                    out += &format!("\t{value}");
                }
                out.push('\n');
            }
        }
        out
    }
}

/// A pronoun with those it may mean, for training.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Where it stands.
    pub pronoun: rashomon_doc::Span,
    /// Whether it is for a person: which of the two tables of points counts.
    pub person: bool,
    /// The entities it may mean.
    pub rivals: Vec<Rival>,
}

/// An entity a pronoun may mean.
#[derive(Clone, Debug, Default)]
pub struct Rival {
    /// All its mentions when the pronoun was read.
    pub mentions: Vec<rashomon_doc::Span>,
    /// The features of each mention that can be the antecedent: the best of them counts.
    pub ways: Vec<Vec<usize>>,
    /// The features of the entity.
    pub features: Vec<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_read_as_written() {
        let mut points = Points([[0; N_FEATURES]; 2]);
        points.0[0][feature(Group::Far, 2)] = -7;
        points.0[1][feature(Group::Nobody, 99)] = 5;
        assert_eq!(Points::read(&points.write()), points);
        assert_eq!(feature(Group::Nobody, 99), N_FEATURES - 1);
        assert!(points.write().starts_with("person\tfar\t0\t0\t-7"));
    }
}
