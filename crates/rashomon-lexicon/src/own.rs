//! Entities of the user's own: a plain table that adds, merges and splits whom names denote.
//!
//! Cells are parted by tabs. A row gives name, aliases (parted by `;`), type, country, sector,
//! Wikidata id, first and last day, reason; all but name and type may be empty. Rows that start
//! with `same` or `different` state of two names that they denote one, or not.
//!
//! # Examples
//! ```
//! use rashomon_lexicon::own::Own;
//! let own = Own::parse("Dolmar\tRepublic of Dolmar\tGPE\t\t\t\t\t\tinvented\n").unwrap();
//! assert_eq!(own.entities()[0].name, "Dolmar");
//! let error = Own::parse("# mine\nDolmar\t\tSTATE\n").unwrap_err();
//! assert_eq!(error.to_string(), "line 2: unknown type `STATE`");
//! ```

use crate::actors::{Day, key_of};
use crate::countries;
use rashomon_doc::{EntityType, Iso3, Sector};
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt;

/// An entity of the user's.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OwnEntity {
    /// The name.
    pub name: String,
    /// What kind of thing it is.
    pub kind: EntityType,
    /// Its country, or `IGO`, `NGO`, `UNO`, `EUR`, `IMG`.
    pub country: Option<Iso3>,
    /// Its PLOVER sector.
    pub sector: Option<Sector>,
    /// Wikidata id.
    pub wikidata: Option<String>,
    /// First day on which a name means it.
    pub from: Day,
    /// Last day.
    pub until: Day,
    /// Why the row is there.
    pub reason: String,
}

/// Whom a name of the table denotes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Meant<'a> {
    /// An entity of the table.
    Own(usize, &'a OwnEntity),
    /// Whoever bears this other name.
    Same(&'a str),
}

#[derive(Clone, Copy, Debug)]
enum Target {
    Row(usize),
    Same(usize),
}

/// Names that do not denote the same.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Apart {
    /// The name that keeps its entity.
    pub one: String,
    /// The key of the other.
    pub other_key: String,
    /// The other.
    pub other: String,
}

/// A table of the user's.
#[derive(Clone, Debug, Default)]
pub struct Own {
    entities: Vec<OwnEntity>,
    /// Best names of `same` rows.
    same: Vec<String>,
    apart: Vec<Apart>,
    names: FxHashMap<String, Vec<Target>>,
    firsts: FxHashSet<String>,
    longest: usize,
}

/// What is wrong with a table, and in which line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OwnError {
    /// The line, from 1.
    pub line: usize,
    kind: ErrorKind,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum ErrorKind {
    NoName,
    Type(String),
    Country(String),
    Sector(String),
    Day(String),
    DateOrder(String, String),
    TwoNames(String),
    Wikidata(String),
}

impl fmt::Display for OwnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message())
    }
}

impl std::error::Error for OwnError {}

impl OwnError {
    /// What is wrong, without the line.
    pub fn message(&self) -> String {
        match &self.kind {
            ErrorKind::NoName => "a row without a name".to_owned(),
            ErrorKind::Type(code) => format!("unknown type `{code}`"),
            ErrorKind::Country(code) => format!("unknown country `{code}`"),
            ErrorKind::Sector(code) => format!("unknown PLOVER sector `{code}`"),
            ErrorKind::Day(text) => format!("`{text}` is no day, month or year"),
            ErrorKind::DateOrder(from, until) => {
                format!("it ends on `{until}`, before it starts on `{from}`")
            }
            ErrorKind::TwoNames(statement) => {
                format!("`{statement}` needs two names that differ")
            }
            ErrorKind::Wikidata(id) => format!("`{id}` is no Wikidata id"),
        }
    }
}

/// Sectors a row may give: those of the PLOVER manual and those for bodies above states.
const SECTORS: [&str; 25] = [
    "AGR", "BUS", "COP", "CRM", "CVL", "EDU", "ELI", "GOV", "IGO", "JRN", "JUD", "LAB", "LEG",
    "MED", "MIL", "NGO", "OPP", "PRE", "PRM", "PTY", "REB", "REF", "REL", "SOC", "SPY",
];

/// Codes in the place of a country for what lies above states.
const ABOVE: [&str; 5] = ["EUR", "IGO", "IMG", "NGO", "UNO"];

impl Own {
    /// The table in `text`.
    ///
    /// # Errors
    /// The first line that cannot be read, and why.
    pub fn parse(text: &str) -> Result<Self, OwnError> {
        let mut own = Self::default();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim_end_matches('\r');
            let blank = line.trim().is_empty() || line.starts_with('#');
            if blank || index == 0 && line.starts_with("name\t") {
                continue;
            }
            let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
            let row = match cells[0] {
                statement @ ("same" | "different") => own.state(statement, &cells),
                _ => own.add(&cells),
            };
            row.map_err(|kind| OwnError {
                line: index + 1,
                kind,
            })?;
        }
        Ok(own)
    }

    fn state(&mut self, statement: &str, cells: &[&str]) -> Result<(), ErrorKind> {
        let name = |at: usize| cells.get(at).copied().unwrap_or_default();
        let (one, other) = (name(1), name(2));
        if one.is_empty() || other.is_empty() || key_of(one) == key_of(other) {
            return Err(ErrorKind::TwoNames(statement.to_owned()));
        }
        if statement == "same" {
            self.same.push(one.to_owned());
            self.put(other, Target::Same(self.same.len() - 1));
        } else {
            self.apart.push(Apart {
                one: one.to_owned(),
                other_key: key_of(other),
                other: other.to_owned(),
            });
        }
        Ok(())
    }

    fn add(&mut self, cells: &[&str]) -> Result<(), ErrorKind> {
        let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
        if cell(0).is_empty() {
            return Err(ErrorKind::NoName);
        }
        let entity = entity(cell)?;
        self.entities.push(entity);
        let row = Target::Row(self.entities.len() - 1);
        for name in cell(1).split(';').chain([cell(0)]) {
            self.put(name.trim(), row);
        }
        Ok(())
    }

    fn put(&mut self, name: &str, target: Target) {
        let key = key_of(name);
        let Some(first) = key.split(' ').next().filter(|first| !first.is_empty()) else {
            return;
        };
        self.firsts.insert(first.to_lowercase());
        self.longest = self.longest.max(key.split(' ').count());
        self.names.entry(key).or_default().push(target);
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.apart.is_empty()
    }

    /// Its entities, in the order of the rows.
    pub fn entities(&self) -> &[OwnEntity] {
        &self.entities
    }

    /// Names that it keeps apart.
    pub fn apart(&self) -> &[Apart] {
        &self.apart
    }

    /// Whether a name may begin with this word.
    pub fn begins(&self, word: &str) -> bool {
        let word = key_of(word).to_lowercase();
        let first = word.split(' ').next().unwrap_or_default();
        self.firsts.contains(first)
    }

    /// Words the longest name has.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Whom `name`, as written, denotes on `day`; rows before statements. Without a day every row
    /// holds.
    pub fn meant(&self, name: &str, day: Option<Day>) -> Option<Meant<'_>> {
        let targets = self.names.get(&key_of(name))?;
        let row = targets.iter().find_map(|target| match *target {
            Target::Row(row) => {
                let entity = &self.entities[row];
                let holds = day.is_none_or(|day| entity.from <= day && day <= entity.until);
                holds.then_some(Meant::Own(row, entity))
            }
            Target::Same(_) => None,
        });
        row.or_else(|| {
            targets.iter().find_map(|target| match *target {
                Target::Same(same) => Some(Meant::Same(&self.same[same])),
                Target::Row(_) => None,
            })
        })
    }
}

fn entity<'a>(cell: impl Fn(usize) -> &'a str) -> Result<OwnEntity, ErrorKind> {
    let kind = cell(2);
    let kind: EntityType = kind.parse().map_err(|_| ErrorKind::Type(kind.to_owned()))?;
    let country = match cell(3) {
        "" => None,
        code => Some(country(code).ok_or_else(|| ErrorKind::Country(code.to_owned()))?),
    };
    let sector = match cell(4) {
        "" => None,
        "UAF" => Sector::new("UAF"),
        code if SECTORS.contains(&code) => Sector::new(code),
        code => return Err(ErrorKind::Sector(code.to_owned())),
    };
    let wikidata = match cell(5) {
        "" => None,
        id if is_wikidata(id) => Some(id.to_owned()),
        id => return Err(ErrorKind::Wikidata(id.to_owned())),
    };
    let day = |at: usize, until: bool| {
        Day::read(cell(at), until).ok_or_else(|| ErrorKind::Day(cell(at).to_owned()))
    };
    let (from, until) = (day(6, false)?, day(7, true)?);
    if until < from {
        return Err(ErrorKind::DateOrder(cell(6).to_owned(), cell(7).to_owned()));
    }
    Ok(OwnEntity {
        name: cell(0).to_owned(),
        kind,
        country,
        sector,
        wikidata,
        from,
        until,
        reason: cell(8).to_owned(),
    })
}

fn country(code: &str) -> Option<Iso3> {
    let code = Iso3::new(code)?;
    (countries::country(code).is_some() || ABOVE.contains(&code.as_str())).then_some(code)
}

fn is_wikidata(id: &str) -> bool {
    let digits = id.strip_prefix('Q').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "name\talias\ttype\tcountry\tsector\twikidata\tfrom\tuntil\treason\n\
        # neighbours\n\
        Halden\tRepublic of Halden; Haldenland\tGPE\t\t\t\t\t\tan invented state\n\
        Ira Voss\tVoss\tPER\tSRB\tGOV\tQ42\t2020-03\t2024\tminister\n\
        Voss\t\tORG\tDEU\tBUS\t\t\t2019\ta maker of pumps\n\
        same\tHalden\tHaldenia\tan old name\n\
        different\tIra Voss\tI. Voss\ta namesake\n";

    #[test]
    fn rows_and_statements_are_read() {
        let own = Own::parse(TABLE).expect("a table");
        assert_eq!(own.entities().len(), 3);
        assert_eq!(own.entities()[1].country, Iso3::new("SRB"));
        assert_eq!(own.entities()[1].from, Day::new(2020, 3, 1));
        assert_eq!(own.entities()[1].until, Day::new(2024, 12, 31));
        assert_eq!(own.apart()[0].other, "I. Voss");
        let name = |name: &str, day: Option<Day>| match own.meant(name, day) {
            Some(Meant::Own(_, entity)) => entity.name.clone(),
            Some(Meant::Same(name)) => format!("as {name}"),
            None => String::new(),
        };
        assert_eq!(name("Haldenland", None), "Halden");
        assert_eq!(name("Haldenia", None), "as Halden");
        assert_eq!(name("Voss", Some(Day::new(2022, 1, 1))), "Ira Voss");
        assert_eq!(name("Voss", Some(Day::new(2018, 1, 1))), "Voss");
        assert_eq!(name("Voss", Some(Day::new(2025, 1, 1))), "");
        assert!(own.begins("republic") && !own.begins("kingdom"));
    }

    #[test]
    fn errors_name_the_line() {
        let check = |row: &str, expected: &str| {
            let error = Own::parse(&format!("# head\n{row}\n")).expect_err(row);
            assert_eq!(error.to_string(), format!("line 2: {expected}"));
        };
        check("A\t\tTHING", "unknown type `THING`");
        check("A\t\tPER\tXYZ", "unknown country `XYZ`");
        check("A\t\tPER\tDEU\tGVO", "unknown PLOVER sector `GVO`");
        check("A\t\tPER\t\t\t42", "`42` is no Wikidata id");
        check(
            "A\t\tPER\t\t\t\tspring",
            "`spring` is no day, month or year",
        );
        check(
            "A\t\tPER\t\t\t\t2020\t2019-05-01",
            "it ends on `2019-05-01`, before it starts on `2020`",
        );
        check("same\tA", "`same` needs two names that differ");
        check("\t\tPER", "a row without a name");
    }
}
