//! Verbs and nouns that tell of an event, with the PLOVER type they stand for.
//!
//! # Examples
//! ```
//! use rashomon_doc::EventType;
//! use rashomon_lexicon::events::{Head, triggers};
//! let rows = triggers(Head::Verb, "arrest");
//! assert_eq!(rows[0].plover, EventType::Coerce);
//! assert_eq!(rows[0].rule, "coerce.arrest");
//! assert!(triggers(Head::Verb, "say").iter().all(|row| !row.needs.is_empty()));
//! ```

use rashomon_doc::EventType;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What kind of word a trigger is.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Head {
    /// A verb.
    Verb,
    /// A noun.
    Noun,
    /// An adjective, as predicate.
    Adjective,
}

/// A sorted set of lemmas.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Words {
    any: bool,
    words: Vec<&'static str>,
}

impl Words {
    /// Whether `lemma` is one of them.
    pub fn has(&self, lemma: &str) -> bool {
        self.any || self.words.binary_search(&lemma).is_ok()
    }

    /// The words; empty when any word will do.
    pub fn words(&self) -> &[&'static str] {
        &self.words
    }
}

/// Something that must stand beside a trigger.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Condition {
    /// The object, or the subject of the passive, is one of the words.
    Object(Words),
    /// The object is an actor.
    ActorObject,
    /// A verb or predicate of a complement clause is one of the words.
    Complement(Words),
    /// A particle is one of the words.
    Particle(Words),
    /// There is a phrase with one of the prepositions, and with one of the words.
    Phrase(Words, Words),
    /// A modifier of the noun is one of the words.
    Modifier(Words),
    /// The verb that governs the noun is one of the words.
    Governor(Words),
    /// The subject is one of the words.
    Subject(Words),
}

/// A condition, or that it must not hold.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Need {
    /// What is looked for.
    pub condition: Condition,
    /// Whether it must not be there.
    pub absent: bool,
}

/// Where a party of an event stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Slot {
    /// The subject: who acts, in the passive the phrase with `by`.
    Subject,
    /// The object: whom it is done to, in the passive the subject.
    Object,
    /// The object that receives: "gave Kyiv weapons".
    Receiver,
    /// Possessors and modifiers of a noun: "Moscow's attack", "Russian air strikes".
    Possessor,
    /// The first actor of the complement clause.
    Complement,
    /// The sources act on one another.
    Mutual,
    /// A phrase with this preposition.
    Phrase(&'static str),
}

/// A word that tells of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    /// Stable name, such as `assault.bomb`.
    pub rule: &'static str,
    /// PLOVER type.
    pub plover: EventType,
    /// PLOVER mode.
    pub mode: Option<&'static str>,
    /// PLOVER contexts.
    pub context: Vec<&'static str>,
    /// CAMEO code.
    pub cameo: Option<&'static str>,
    /// The words.
    pub heads: Vec<(Head, &'static str)>,
    /// What must stand beside it.
    pub needs: Vec<Need>,
    /// Where the source stands.
    pub source: Vec<Slot>,
    /// Where the target stands, first found first.
    pub target: Vec<Slot>,
}

type Sets = HashMap<&'static str, Words>;
type Rows = HashMap<&'static str, Vec<&'static Trigger>>;

static TRIGGERS: LazyLock<(Vec<Trigger>, Sets)> =
    LazyLock::new(|| parse(include_str!("../data/events/triggers.tsv")));

static TABLE: LazyLock<[Rows; 3]> = LazyLock::new(|| {
    let mut rows = [HashMap::new(), HashMap::new(), HashMap::new()];
    for trigger in &TRIGGERS.0 {
        for &(head, lemma) in &trigger.heads {
            rows[head as usize]
                .entry(lemma)
                .or_insert_with(Vec::new)
                .push(trigger);
        }
    }
    // Rows that ask for more come first; among equals the order of the table holds.
    for list in rows.iter_mut().flat_map(HashMap::values_mut) {
        list.sort_by_key(|trigger: &&Trigger| std::cmp::Reverse(trigger.weight()));
    }
    rows
});

impl Trigger {
    /// How much a row asks for: conditions that name words count double.
    fn weight(&self) -> usize {
        self.needs.iter().map(Need::weight).sum()
    }
}

impl Need {
    fn weight(&self) -> usize {
        match (&self.condition, self.absent) {
            (_, true) => 0,
            (Condition::ActorObject, false) => 1,
            (Condition::Complement(words), false) if words.any => 1,
            (Condition::Phrase(_, words), false) if words.any => 1,
            _ => 2,
        }
    }
}

/// The rows for `lemma` as a word of kind `head`, those that ask for most first.
pub fn triggers(head: Head, lemma: &str) -> &'static [&'static Trigger] {
    TABLE[head as usize].get(lemma).map_or(&[], Vec::as_slice)
}

/// The verb of the table that `form`, in small letters, is a form of: `attacked`, `lifts`,
/// `withdrew`. For words whose tag or lemma cannot be trusted.
pub fn verb_of_form(form: &str) -> Option<&'static str> {
    FORMS.get(form).copied()
}

/// The PLOVER context that the word `lemma` puts an event into.
pub fn context_of(lemma: &str) -> Option<&'static str> {
    CONTEXTS.get(lemma).copied()
}

static CONTEXTS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("../data/events/contexts.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(context, words)| words.split(' ').map(move |word| (word, context)))
        .collect()
});

/// The noun of the table whose plural `form` is, in small letters: `supplies`, `airstrikes`.
pub fn noun_of_form(form: &str) -> Option<&'static str> {
    PLURALS.get(form).copied()
}

static PLURALS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let heads = TRIGGERS.0.iter().flat_map(|trigger| &trigger.heads);
    let nouns = heads
        .filter(|(head, _)| *head == Head::Noun)
        .map(|(_, lemma)| *lemma);
    let mut sets: Vec<&&str> = TRIGGERS.1.keys().collect();
    sets.sort_unstable();
    let sets = sets
        .into_iter()
        .flat_map(|name| TRIGGERS.1[name].words.iter().copied());
    let needs = TRIGGERS.0.iter().flat_map(|trigger| &trigger.needs);
    let needed = needs.flat_map(|need| match &need.condition {
        Condition::Object(words) | Condition::Subject(words) | Condition::Phrase(_, words) => {
            words.words.as_slice()
        }
        _ => &[],
    });
    nouns
        .chain(sets)
        .chain(needed.copied())
        .map(|lemma| match lemma.strip_suffix('y') {
            Some(stem) if !stem.ends_with(['a', 'e', 'o']) => (format!("{stem}ies"), lemma),
            _ => (format!("{lemma}s"), lemma),
        })
        .collect()
});

static FORMS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut forms = HashMap::new();
    for &(head, lemma) in TRIGGERS.0.iter().flat_map(|trigger| &trigger.heads) {
        if head == Head::Verb {
            forms.entry(lemma.to_owned()).or_insert(lemma);
            for form in inflections(lemma) {
                forms.entry(form).or_insert(lemma);
            }
        }
    }
    for (forms_of, lemma) in IRREGULAR {
        if let Some((lemma, _)) = TABLE[Head::Verb as usize].get_key_value(lemma) {
            for form in forms_of.split(' ') {
                forms.insert(form.to_owned(), *lemma);
            }
        }
    }
    forms
});

const IRREGULAR: &[(&str, &str)] = &[
    ("met", "meet"),
    ("held", "hold"),
    ("gave given", "give"),
    ("sent", "send"),
    ("fought", "fight"),
    ("struck stricken", "strike"),
    ("shot", "shoot"),
    ("took taken", "take"),
    ("blew blown", "blow"),
    ("withdrew withdrawn", "withdraw"),
    ("broke broken", "break"),
    ("sought", "seek"),
    ("spoke spoken", "speak"),
    ("began begun", "begin"),
    ("beaten", "beat"),
    ("led", "lead"),
    ("flew flown", "fly"),
    ("went gone", "go"),
    ("left", "leave"),
    ("made", "make"),
    ("paid", "pay"),
    ("found", "find"),
    ("drove driven", "drive"),
    ("laid", "lay"),
    ("sold", "sell"),
    ("lent", "lend"),
    ("spent", "spend"),
    ("overthrew overthrown", "overthrow"),
    ("hung", "hang"),
    ("forbade forbidden", "forbid"),
    ("slew slain", "slay"),
    ("overran", "overrun"),
    ("retook retaken", "retake"),
    ("won", "win"),
    ("said", "say"),
    ("stood", "stand"),
    ("came", "come"),
    ("kept", "keep"),
];

/// The regular forms of a verb; a final consonant is given both single and doubled.
fn inflections(lemma: &str) -> Vec<String> {
    let (stem, last) = lemma.split_at(lemma.len() - 1);
    match last {
        "e" => ["es", "ed", "ing"].map(|end| format!("{stem}{end}")).into(),
        "y" if !stem.ends_with(['a', 'e', 'o', 'u']) => {
            vec![
                format!("{stem}ies"),
                format!("{stem}ied"),
                format!("{lemma}ing"),
            ]
        }
        "s" | "x" | "z" | "h" => ["es", "ed", "ing"]
            .map(|end| format!("{lemma}{end}"))
            .into(),
        _ => {
            let doubled = format!("{lemma}{last}");
            let mut forms: Vec<String> =
                ["s", "ed", "ing"].map(|end| format!("{lemma}{end}")).into();
            forms.extend(["ed", "ing"].map(|end| format!("{doubled}{end}")));
            forms
        }
    }
}

/// All rows, in the order of the table.
pub fn all() -> &'static [Trigger] {
    &TRIGGERS.0
}

/// The words of the set `name`, written `@name` in the table.
pub fn set(name: &str) -> Option<&'static Words> {
    TRIGGERS.1.get(name)
}

fn parse(table: &'static str) -> (Vec<Trigger>, Sets) {
    let mut sets = HashMap::new();
    let mut triggers = Vec::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, words)) = line
            .strip_prefix('@')
            .and_then(|line| line.split_once(" = "))
        {
            sets.insert(name, sorted(words.split(' ').collect()));
        } else {
            triggers.extend(row(line, &sets));
        }
    }
    (triggers, sets)
}

fn sorted(mut words: Vec<&'static str>) -> Words {
    words.sort_unstable();
    words.dedup();
    Words { any: false, words }
}

fn row(line: &'static str, sets: &Sets) -> Option<Trigger> {
    let cells: Vec<&'static str> = line.split('\t').collect();
    let &[
        rule,
        plover,
        mode,
        context,
        cameo,
        heads,
        needs,
        source,
        target,
    ] = cells.as_slice()
    else {
        return None;
    };
    let given = |cell: &'static str| (cell != "-").then_some(cell);
    let list = |cell: &'static str| given(cell).into_iter().flat_map(|cell| cell.split(' '));
    Some(Trigger {
        rule,
        plover: plover.parse().ok()?,
        mode: given(mode),
        context: given(context).map_or(Vec::new(), |cell| cell.split(',').collect()),
        cameo: given(cameo),
        heads: heads_of(heads, sets),
        needs: list(needs).filter_map(|cell| need(cell, sets)).collect(),
        source: list(source).map(slot).collect(),
        target: list(target).map(slot).collect(),
    })
}

fn heads_of(cell: &'static str, sets: &Sets) -> Vec<(Head, &'static str)> {
    let (head, words) = match cell.split_once(':') {
        Some(("n", words)) => (Head::Noun, words),
        Some(("a", words)) => (Head::Adjective, words),
        Some((_, words)) => (Head::Verb, words),
        None => (Head::Verb, cell),
    };
    let words = words_of(words, sets);
    words.words.iter().map(|&word| (head, word)).collect()
}

/// The words of a list divided by commas or blanks.
fn words_of(list: &'static str, sets: &Sets) -> Words {
    let mut words = Vec::new();
    let mut any = false;
    for word in list.split([',', ' ']) {
        match word.strip_prefix('@') {
            Some("any" | "anyverb") => any = true,
            Some(name) => words.extend(sets.get(name).into_iter().flat_map(|set| &set.words)),
            None => words.push(word),
        }
    }
    Words {
        any,
        ..sorted(words)
    }
}

fn need(cell: &'static str, sets: &Sets) -> Option<Need> {
    let (cell, absent) = match cell.strip_prefix('!') {
        Some(rest) => (rest, true),
        None => (cell, false),
    };
    let (kind, list) = cell.split_once(':').unwrap_or((cell, "@any"));
    let words = |list: &'static str| words_of(list, sets);
    let condition = match kind {
        "o" => Condition::Object(words(list)),
        "a" => Condition::ActorObject,
        "c" | "x" => Condition::Complement(words(list)),
        "t" => Condition::Particle(words(list)),
        "m" => Condition::Modifier(words(list)),
        "g" => Condition::Governor(words(list)),
        "s" => Condition::Subject(words(list)),
        "p" => match list.find('@') {
            Some(at) => {
                // `to@set` or `to@word,word`: a set of that name, else the words themselves.
                let (preposition, nouns) = (&list[..at], &list[at + 1..]);
                let nouns = nouns_of(nouns, sets);
                Condition::Phrase(words(preposition), nouns)
            }
            None => Condition::Phrase(words(list), words("@any")),
        },
        _ => return None,
    };
    Some(Need { condition, absent })
}

fn nouns_of(list: &'static str, sets: &Sets) -> Words {
    let words = list.split(',').flat_map(|word| match sets.get(word) {
        Some(set) => set.words.clone(),
        None => vec![word],
    });
    sorted(words.collect())
}

fn slot(cell: &'static str) -> Slot {
    match cell {
        "subj" => Slot::Subject,
        "obj" => Slot::Object,
        "iobj" => Slot::Receiver,
        "poss" => Slot::Possessor,
        "comp" => Slot::Complement,
        "mutual" => Slot::Mutual,
        preposition => Slot::Phrase(preposition),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_is_a_row() {
        let lines = include_str!("../data/events/triggers.tsv")
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with(['#', '@']));
        for line in lines {
            assert!(
                all()
                    .iter()
                    .any(|row| line.starts_with(&format!("{}\t", row.rule))),
                "{line}"
            );
        }
    }

    #[test]
    fn rules_are_named_once_and_after_their_type() {
        let names: BTreeSet<&str> = all().iter().map(|row| row.rule).collect();
        assert_eq!(names.len(), all().len());
        for row in all() {
            let kind = row.rule.split('.').next().unwrap().to_uppercase();
            assert!(
                kind == row.plover.as_str() || kind.parse::<EventType>().is_ok(),
                "{}",
                row.rule
            );
            assert!(
                !row.heads.is_empty() && !row.source.is_empty(),
                "{}",
                row.rule
            );
        }
    }

    #[test]
    fn rows_that_ask_for_more_come_first() {
        let rows = triggers(Head::Verb, "agree");
        assert_eq!(rows.last().unwrap().rule, "agree.agree");
        assert!(rows.len() > 3);
    }

    #[test]
    fn words_give_contexts() {
        assert_eq!(context_of("ballot"), Some("election"));
        assert_eq!(context_of("stone"), None);
    }

    #[test]
    fn forms_lead_to_verbs() {
        for (form, verb) in [
            ("freed", Some("free")),
            ("lifts", Some("lift")),
            ("banned", Some("ban")),
            ("denied", Some("deny")),
            ("withdrew", Some("withdraw")),
            ("attack", Some("attack")),
            ("table", None),
        ] {
            assert_eq!(verb_of_form(form), verb, "{form}");
        }
    }

    #[test]
    fn sets_are_opened() {
        let lift = all().iter().find(|row| row.rule == "concede.lift").unwrap();
        let Condition::Object(words) = &lift.needs[0].condition else {
            panic!("lifts something");
        };
        assert!(words.has("curfew") && !words.has("stone"));
        let alert = all()
            .iter()
            .find(|row| row.rule == "mobilize.alert")
            .unwrap();
        assert!(matches!(&alert.needs[0].condition,
            Condition::Phrase(prepositions, nouns) if prepositions.has("on") && nouns.has("alert")));
    }
}
