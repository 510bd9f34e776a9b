use crate::claim::sentence_index;
use crate::dispute::{Draft, accounts_side, id};
use crate::who::Who;
use rashomon_doc::{
    Account, Bound, Date, DisputeKind, Figure, FigureHistory, FigureLine, Measure, Reading, Span,
};
use rashomon_story::{Archive, chain, content, innermost, origin, sentence, shared};
use std::collections::{BTreeMap, BTreeSet};

/// Sentences of the lead in which an article gives the number it is about.
const LEAD: usize = 3;

/// Sentences two tellers of one article may be apart when they speak of one thing.
const BESIDE: usize = 2;

/// How alike the headlines and leads of two articles are that tell of one event.
const SAME_EVENT: f32 = 0.34;

/// A figure of an article with what it is compared by.
#[derive(Debug)]
struct Number {
    article: usize,
    sentence: usize,
    span: Span,
    low: f64,
    high: f64,
    bound: Bound,
    measure: Measure,
    victims: Option<String>,
    teller: Who,
    origin: String,
    quoted: bool,
    places: BTreeSet<String>,
    days: Option<(Date, Date)>,
    words: BTreeMap<u32, f32>,
    names: BTreeSet<String>,
    part: bool,
    update: bool,
    figure: usize,
}

/// Measures on which accounts of one event can differ.
fn is_counted(measure: Measure) -> bool {
    match measure {
        Measure::Killed
        | Measure::Injured
        | Measure::Detained
        | Measure::Abducted
        | Measure::Displaced
        | Measure::Missing
        | Measure::Evacuated
        | Measure::Protesters
        | Measure::VotedFor
        | Measure::VotedAgainst
        | Measure::Abstained => true,
        Measure::Affected
        | Measure::Forces
        | Measure::Voted
        | Measure::Paid
        | Measure::Distance
        | Measure::Duration
        | Measure::Attacks
        | Measure::Share
        | Measure::Other => false,
    }
}

/// What is told of the counted; people who "were being held" are held, whatever else is said.
fn measure(reading: &Reading, figure: &Figure) -> Option<Measure> {
    const HELD: [&str; 5] = ["held", "holding", "hostage", "hostages", "captive"];
    let whole = sentence(reading, figure.span);
    let text = whole.of(reading.text()).to_lowercase();
    let near = around(
        whole.of(reading.text()),
        (figure.span.start - whole.start) as usize,
        figure.span.len(),
    );
    let freed = has_any(&near, &["free", "freed", "freeing", "release", "released"]);
    match figure.measure {
        Some(Measure::Other) | None if figure.victims.is_some() && has_any(&text, &HELD) => {
            Some(Measure::Abducted)
        }
        // Prisoners to be freed are another number than people arrested.
        Some(Measure::Detained) if freed => None,
        measure => measure,
    }
}

/// Words that make a number a part of another, or one of something else.
const PART: [&str; 31] = [
    "including",
    "among",
    "them",
    "more",
    "another",
    "others",
    "other",
    "also",
    "further",
    "least one",
    "separately",
    "elsewhere",
    "additional",
    "earlier",
    "previous",
    "previously",
    "since",
    "total",
    "overall",
    "month",
    "months",
    "year",
    "years",
    "week",
    "weeks",
    "so far this",
    "each",
    "per",
    "mostly",
    "similar",
    "both",
];

const UPDATE: [&str; 14] = [
    "rises",
    "rose",
    "risen",
    "raised",
    "raises",
    "new toll",
    "updated",
    "update",
    "now",
    "climbs",
    "climbed",
    "increased",
    "up from",
    "mounts",
];

fn numbers(archive: &Archive<'_>) -> Vec<Number> {
    let mut numbers = Vec::new();
    for article in 0..archive.articles.len() {
        let reading = archive.articles[article].0;
        for (index, figure) in reading.figures.iter().enumerate() {
            if let Some(number) = number(archive, article, index, figure) {
                numbers.push(number);
            }
        }
        resolve(&mut numbers, article);
    }
    numbers
}

fn number(archive: &Archive<'_>, article: usize, index: usize, figure: &Figure) -> Option<Number> {
    let (reading, lineage) = archive.articles[article];
    let measure = measure(reading, figure).filter(|&measure| is_counted(measure))?;
    let counted = figure.span.of(reading.text());
    if figure.cumulative || figure.low < 1.0 || is_vague(counted) {
        return None;
    }
    let span = sentence(reading, figure.span);
    if is_of_the_past(reading, span) {
        return None;
    }
    let text = span.of(reading.text());
    let teller = innermost(reading, figure.quotation).map(|teller| Who::of(reading, teller));
    let near = around(
        text,
        (figure.span.start - span.start) as usize,
        figure.span.len(),
    );
    let lower = text.to_lowercase();
    Some(Number {
        article,
        sentence: sentence_index(reading, figure.span),
        span: figure.span,
        low: figure.low,
        high: figure.high.max(figure.low),
        bound: figure.bound,
        measure,
        victims: figure.victims.as_deref().map(str::to_lowercase),
        quoted: teller.is_some(),
        teller: teller.unwrap_or_default(),
        origin: origin(reading, lineage, figure.quotation),
        places: places(reading, span),
        days: days(reading, figure),
        words: content(text),
        names: named(counted),
        part: has_any(&near, &PART),
        update: has_any(&lower, &UPDATE),
        figure: index,
    })
}

/// Whether the words give no number one could contradict, or one that counts what was found so far.
fn is_vague(words: &str) -> bool {
    const VAGUE: [&str; 16] = [
        "dozens",
        "scores",
        "hundreds",
        "thousands",
        "several",
        "many",
        "tens",
        "some",
        "few",
        "a",
        "an",
        "bodies",
        "of the",
        "of them",
        "of whom",
        "one",
    ];
    let lower = words.to_lowercase();
    let dated = words.contains('-') && words.starts_with(|c: char| c.is_ascii_digit());
    dated || has_any(&lower, &VAGUE)
}

/// The names in the words of a figure, which tell apart whom it counts.
fn named(words: &str) -> BTreeSet<String> {
    words
        .split(|c: char| !c.is_alphanumeric())
        .skip(1)
        .filter(|word| word.starts_with(char::is_uppercase))
        .map(str::to_lowercase)
        .collect()
}

/// Whether the sentence names a time long before the article: its numbers are of another event.
pub(crate) fn is_of_the_past(reading: &Reading, sentence: Span) -> bool {
    let Some(published) = reading.published else {
        return false;
    };
    reading
        .times
        .iter()
        .filter(|time| sentence.contains(time.span))
        .filter_map(|time| time.latest)
        .any(|latest| {
            published
                .date
                .since(latest)
                .is_ok_and(|span| span.get_days() > 12)
        })
}

/// The six words before a figure and the three after, in lower case.
fn around(sentence: &str, at: usize, len: usize) -> String {
    let before = sentence.get(..at).unwrap_or_default();
    let after = sentence.get(at + len..).unwrap_or_default();
    let mut words: Vec<&str> = before.split_whitespace().rev().take(5).collect();
    words.reverse();
    words.push(sentence.get(at..at + len).unwrap_or_default());
    words.extend(after.split_whitespace().take(2));
    words.join(" ").to_lowercase()
}

/// Whether one of `phrases` stands in `text` as whole words.
fn has_any(text: &str, phrases: &[&str]) -> bool {
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let mut inside = false;
    text.char_indices().any(|(at, c)| {
        let begins = !std::mem::replace(&mut inside, c.is_alphanumeric());
        begins
            && phrases.iter().any(|phrase| {
                let rest = text[at..].strip_prefix(phrase);
                rest.is_some_and(|rest| is_edge(rest.chars().next()))
            })
    })
}

fn places(reading: &Reading, span: Span) -> BTreeSet<String> {
    reading
        .places
        .iter()
        .filter(|place| span.contains(place.span))
        .map(|place| place.name.clone())
        .collect()
}

fn days(reading: &Reading, figure: &Figure) -> Option<(Date, Date)> {
    let time = reading.times.get(figure.time?.index())?;
    Some((time.earliest?, time.latest?))
}

/// Gives a pronoun that links to nobody the teller of the number before it.
fn resolve(numbers: &mut [Number], article: usize) {
    let mut last: Option<(usize, Who, String)> = None;
    for number in numbers
        .iter_mut()
        .filter(|number| number.article == article)
    {
        if number.quoted && number.teller.is_pronoun() {
            if let Some((at, who, origin)) = &last
                && number.sentence - at <= 2
            {
                number.teller = who.clone();
                number.origin.clone_from(origin);
            }
        } else if number.quoted {
            last = Some((
                number.sentence,
                number.teller.clone(),
                number.origin.clone(),
            ));
        }
    }
}

impl Number {
    /// The numbers it can stand for.
    fn range(&self) -> (f64, f64) {
        match self.bound {
            Bound::Exact => (self.low, self.high),
            Bound::AtLeast => (self.low, self.high.max(self.low * 1.5)),
            Bound::AtMost => (0.0, self.high),
            Bound::About => (self.low * 0.85, self.high * 1.15),
        }
    }

    fn differs(&self, other: &Self) -> bool {
        let (a, b) = (self.range(), other.range());
        a.1 < b.0 || b.1 < a.0
    }

    /// Whether both count the same kind of people.
    fn same_count(&self, other: &Self) -> bool {
        self.measure == other.measure
            && (self.names == other.names || self.names.is_empty() || other.names.is_empty())
            && match (&self.victims, &other.victims) {
                (None, None) => true,
                (Some(a), Some(b)) => a == b,
                // A part that is larger than the whole contradicts it.
                (Some(a), None) => {
                    is_all(a) || self.low > other.high || self.bound == Bound::AtMost
                }
                (None, Some(b)) => {
                    is_all(b) || other.low > self.high || other.bound == Bound::AtMost
                }
            }
    }

    /// Whether two sentences of one article go on about the same.
    fn is_near(&self, other: &Self) -> bool {
        let (there, n) = shared(&self.words, &other.words);
        let (back, _) = shared(&other.words, &self.words);
        other.sentence.abs_diff(self.sentence) <= 1 && self.places.is_subset(&other.places)
            || other.sentence.abs_diff(self.sentence) <= 1 && other.places.is_subset(&self.places)
            || n >= 2 && there.max(back) >= 0.3
    }

    fn apart_in_place(&self, other: &Self) -> bool {
        !self.places.is_empty()
            && !other.places.is_empty()
            && self.places.is_disjoint(&other.places)
    }

    fn apart_in_time(&self, other: &Self) -> bool {
        match (self.days, other.days) {
            (Some(a), Some(b)) => a.1 < b.0 || b.1 < a.0,
            (None, _) | (_, None) => false,
        }
    }

    fn is_told_by_other(&self, other: &Self) -> bool {
        let tellers =
            self.quoted && self.teller.is_teller() || other.quoted && other.teller.is_teller();
        let bad = |number: &Self| number.quoted && !number.teller.is_teller();
        tellers
            && !bad(self)
            && !bad(other)
            && self.origin != other.origin
            && !self.teller.same_side(&other.teller)
            && !self.teller.could_be(&other.teller)
    }
}

/// Whether the word counts everybody, not a part.
fn is_all(victims: &str) -> bool {
    ["people", "hostages", "dead"].contains(&victims)
}

/// Disputes on numbers of one event.
pub(crate) fn disputes(archive: &Archive<'_>) -> Vec<Draft> {
    let numbers = numbers(archive);
    let mut pairs = beside(archive, &numbers);
    pairs.extend(across(archive, &numbers));
    let mut group: Vec<usize> = (0..numbers.len()).collect();
    for &(a, b, _, _) in &pairs {
        let (a, b) = (group[a], group[b]);
        group
            .iter_mut()
            .filter(|g| **g == a.max(b))
            .for_each(|g| *g = a.min(b));
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &(a, b, _, _) in &pairs {
        let members = groups.entry(group[a]).or_default();
        members.extend([a, b]);
    }
    groups
        .into_values()
        .map(|mut members| {
            members.extend(joining(&numbers, &members));
            members.sort_unstable();
            members.dedup();
            let (confidence, rule) = pairs
                .iter()
                .filter(|pair| members.contains(&pair.0))
                .map(|pair| (pair.2, pair.3))
                .max_by(|a, b| a.0.total_cmp(&b.0))
                .unwrap_or((0.5, "figure"));
            draft(archive, &numbers, &members, confidence, rule)
        })
        .filter(|draft| draft.sides.len() > 1)
        .collect()
}

type Pair = (usize, usize, f32, &'static str);

/// Two tellers of one article who give different numbers one after the other.
fn beside(archive: &Archive<'_>, numbers: &[Number]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for (i, a) in numbers.iter().enumerate() {
        for (j, b) in numbers.iter().enumerate().skip(i + 1) {
            let apart = b.sentence - a.sentence.min(b.sentence);
            let named = same_noun(archive, a, b);
            if b.article != a.article || apart > if named { 3 * BESIDE } else { BESIDE } {
                break;
            }
            let same = a.same_count(b)
                && a.differs(b)
                && a.is_told_by_other(b)
                && !a.apart_in_place(b)
                && !a.apart_in_time(b)
                && !(a.part || b.part)
                && (a.quoted && b.quoted || same_noun(archive, a, b))
                && a.is_near(b)
                && ratio(a, b) <= 12.0;
            if same && !joined(archive, a, b) && !is_sum(numbers, a, b) {
                pairs.push((i, j, 0.75, "figure.two_tellers"));
            }
        }
    }
    pairs
}

/// Whether one of the two is the other and a third number of the article together.
fn is_sum(numbers: &[Number], a: &Number, b: &Number) -> bool {
    let (low, high) = (a.low.min(b.low), a.low.max(b.low));
    numbers
        .iter()
        .filter(|third| third.article == a.article || third.article == b.article)
        .any(|third| third.measure == a.measure && third.low + low == high)
}

/// Whether both count by one particular noun ("five drivers", "eight drivers").
fn same_noun(archive: &Archive<'_>, a: &Number, b: &Number) -> bool {
    let noun = |number: &Number| {
        let words = number.span.of(archive.articles[number.article].0.text());
        let last = words.split_whitespace().next_back()?;
        let counted = words.contains(' ') && last.starts_with(char::is_lowercase);
        let common = [
            "people",
            "persons",
            "others",
            "dead",
            "civilians",
            "killed",
            "wounded",
            "terrorists",
            "militants",
            "fighters",
            "rebels",
            "soldiers",
            "members",
            "troops",
            "gunmen",
        ];
        (counted && !common.contains(&last)).then(|| last.to_owned())
    };
    noun(a).is_some_and(|noun_a| Some(noun_a) == noun(b))
}

fn ratio(a: &Number, b: &Number) -> f64 {
    let (low, high) = (a.low.min(b.low), a.low.max(b.low));
    high / low.max(1.0)
}

/// Whether a list joins the two ("three here and five there").
fn joined(archive: &Archive<'_>, a: &Number, b: &Number) -> bool {
    let text = archive.articles[a.article].0.text();
    let between = text
        .get(a.span.end as usize..b.span.start as usize)
        .unwrap_or_default();
    let lower = between.to_lowercase();
    a.sentence == b.sentence && !has_any(&lower, &["while", "but", "whereas", "said", "says"])
        || has_any(
            &lower,
            &[
                "elsewhere",
                "separately",
                "meanwhile",
                "another",
                "in addition",
                "also killed",
            ],
        )
}

/// The numbers two articles on one event lead with.
fn across(archive: &Archive<'_>, numbers: &[Number]) -> Vec<Pair> {
    let mut leads: BTreeMap<(usize, Measure), usize> = BTreeMap::new();
    for (i, number) in numbers.iter().enumerate() {
        if number.sentence < LEAD && !number.part {
            leads.entry((number.article, number.measure)).or_insert(i);
        }
    }
    let heads: Vec<BTreeMap<u32, f32>> = (0..archive.articles.len())
        .map(|i| head(archive, i))
        .collect();
    let leads: Vec<usize> = leads.into_values().collect();
    let mut pairs = Vec::new();
    for (n, &i) in leads.iter().enumerate() {
        for &j in &leads[n + 1..] {
            let (a, b) = (&numbers[i], &numbers[j]);
            if a.article != b.article && is_conflict(archive, numbers, &heads, a, b) {
                pairs.push((i.min(j), i.max(j), 0.6, "figure.two_reports"));
            }
        }
    }
    pairs
}

/// The words of the headline and the first sentences.
fn head(archive: &Archive<'_>, article: usize) -> BTreeMap<u32, f32> {
    let reading = archive.articles[article].0;
    let mut words = content(reading.document.title.as_deref().unwrap_or_default());
    for sentence in reading.sentences.iter().take(2) {
        words.extend(content(sentence.of(reading.text())));
    }
    words
}

fn is_conflict(
    archive: &Archive<'_>,
    numbers: &[Number],
    heads: &[BTreeMap<u32, f32>],
    a: &Number,
    b: &Number,
) -> bool {
    let (x, y) = (&archive.articles[a.article], &archive.articles[b.article]);
    let different = a.same_count(b)
        && a.differs(b)
        && a.origin != b.origin
        && x.1.origin != y.1.origin
        && !a.teller.same_side(&b.teller)
        && !a.apart_in_place(b)
        && !a.apart_in_time(b)
        && ratio(a, b) <= 12.0
        && !is_sum(numbers, a, b);
    if !different {
        return false;
    }
    let (there, _) = shared(&heads[a.article], &heads[b.article]);
    let (back, _) = shared(&heads[b.article], &heads[a.article]);
    let alike_heads = (there + back) / 2.0;
    if alike_heads < SAME_EVENT {
        return false;
    }
    let days = match (x.0.published, y.0.published) {
        (Some(p), Some(q)) => p.date.since(q.date).map_or(0, |span| span.get_days().abs()),
        (None, _) | (_, None) => 0,
    };
    // A number of another day is of another attack, or of a count that went on: only a later
    // number that is lower contradicts.
    let (first, last) = if x.0.published.map(|p| p.date) <= y.0.published.map(|p| p.date) {
        (a, b)
    } else {
        (b, a)
    };
    let lower = a.quoted
        && b.quoted
        && days > 0
        && days <= 3
        && last.range().1 < first.range().0
        && alike_heads >= 0.45;
    (days == 0 && !(a.update || b.update)) || lower
}

/// The numbers of other reports that repeat one of `members`, or update it by the same teller.
fn joining(numbers: &[Number], members: &[usize]) -> Vec<usize> {
    (0..numbers.len())
        .filter(|i| !members.contains(i))
        .filter(|&i| {
            let number = &numbers[i];
            members.iter().any(|&member| {
                let told = &numbers[member];
                let (there, n) = shared(&number.words, &told.words);
                let (back, _) = shared(&told.words, &number.words);
                let alike = n >= 3 && there.min(back) >= 0.4;
                let same = number.low == told.low && number.high == told.high;
                let fits = number.same_count(told)
                    && !number.part
                    && !number.apart_in_place(told)
                    && !number.apart_in_time(told);
                fits && (number.origin == told.origin && (same || alike) || same && alike)
            })
        })
        .collect()
}

fn draft(
    archive: &Archive<'_>,
    numbers: &[Number],
    members: &[usize],
    confidence: f32,
    rule: &'static str,
) -> Draft {
    let mut sides: Vec<(Vec<usize>, (f64, f64))> = Vec::new();
    for &member in members {
        let number = &numbers[member];
        let range = number.range();
        let side = sides.iter_mut().find(|(side, other)| {
            side.iter().any(|&i| numbers[i].origin == number.origin)
                || range.0 <= other.1 && other.0 <= range.1
        });
        match side {
            Some((side, other)) => {
                side.push(member);
                *other = (
                    other.0.max(range.0).min(other.1),
                    other.1.min(range.1).max(other.0),
                );
            }
            None => sides.push((vec![member], range)),
        }
    }
    let first = &numbers[members[0]];
    Draft {
        kind: DisputeKind::Figure,
        question: question(archive, first, members, numbers),
        sides: sides
            .into_iter()
            .map(|(side, _)| {
                let stance = stance(archive, numbers, &side);
                let accounts = side
                    .iter()
                    .map(|&i| account(archive, &numbers[i]))
                    .collect();
                accounts_side(stance, accounts)
            })
            .collect(),
        rule,
        confidence,
    }
}

fn question(
    archive: &Archive<'_>,
    first: &Number,
    members: &[usize],
    numbers: &[Number],
) -> String {
    let noun = |i: usize| {
        let number = &numbers[i];
        let words = number.span.of(archive.articles[number.article].0.text());
        words
            .split_whitespace()
            .next_back()
            .unwrap_or_default()
            .to_owned()
    };
    let whom = match &first.victims {
        Some(victims) => victims.clone(),
        None if members.len() > 1 && members.iter().all(|&i| noun(i) == noun(members[0])) => {
            noun(members[0])
        }
        None => "people".to_owned(),
    };
    let whom = if whom.chars().all(|c| c.is_lowercase()) {
        whom
    } else {
        "people".to_owned()
    };
    let done = match first.measure {
        Measure::Killed => "were killed",
        Measure::Injured => "were injured",
        Measure::Detained => "were detained",
        Measure::Abducted => "are held",
        Measure::Displaced => "were displaced",
        Measure::Missing => "are missing",
        Measure::Evacuated => "were brought out",
        Measure::Protesters => "protested",
        Measure::VotedFor => "voted for it",
        Measure::VotedAgainst => "voted against it",
        Measure::Abstained => "abstained",
        _ => "were there",
    };
    let told = |place: &&String| {
        members
            .iter()
            .filter(|&&i| numbers[i].places.contains(*place))
            .count()
    };
    // A place that one sentence names in passing ("Liberty Square") is no place of the event.
    let place = archive
        .story
        .places
        .iter()
        .filter(|place| rashomon_lexicon::countries::find(place).is_none())
        .max_by(|a, b| told(a).cmp(&told(b)).then(std::cmp::Ordering::Greater))
        .filter(|place| told(place) > 0 && told(place) * 2 >= members.len().min(4));
    match place {
        Some(place) => format!("How many {whom} {done} in {place}?"),
        None => format!("How many {whom} {done}? ({})", archive.story.title),
    }
}

fn stance(archive: &Archive<'_>, numbers: &[Number], side: &[usize]) -> String {
    let mut told: Vec<(Option<Date>, String)> = side
        .iter()
        .map(|&i| {
            let reading = archive.articles[numbers[i].article].0;
            let words = rashomon_story::one_line(numbers[i].span.of(reading.text()));
            (reading.published.map(|published| published.date), words)
        })
        .collect();
    told.sort();
    let mut steps: Vec<String> = Vec::new();
    for (_, words) in told {
        if !steps.contains(&words) {
            steps.push(words);
        }
    }
    steps.truncate(4);
    steps.join(", then ")
}

fn account(archive: &Archive<'_>, number: &Number) -> Account {
    let (reading, lineage) = archive.articles[number.article];
    let quotation = reading.figures[number.figure].quotation;
    let span = sentence(reading, number.span);
    let mut chain = chain(reading, lineage, quotation);
    if number.quoted
        && chain
            .first()
            .is_some_and(|name| *name != number.teller.name)
    {
        chain[0].clone_from(&number.teller.name);
    }
    Account {
        document: reading.document.id.clone(),
        span,
        text: span.of(reading.text()).to_owned(),
        speaker: number.quoted.then(|| number.teller.name.clone()),
        publisher: reading.document.publisher.clone(),
        chain,
        origin: number.origin.clone(),
        published: reading.published.map(|published| published.date),
        figure: Some((number.low, number.high)),
    }
}

/// The numbers of the story as each teller gives them over time: what at least two tellers or two
/// days tell.
pub(crate) fn histories(archive: &Archive<'_>) -> Vec<FigureHistory> {
    let numbers = numbers(archive);
    let mut lines: BTreeMap<(Measure, Option<String>), BTreeMap<String, Vec<usize>>> =
        BTreeMap::new();
    for (i, number) in numbers.iter().enumerate() {
        if number.part || number.quoted && !number.teller.is_teller() {
            continue;
        }
        let tellers = lines
            .entry((number.measure, number.victims.clone()))
            .or_default();
        // "Governor Petra Halden" and "Halden" are one teller, however each report names her.
        let known = tellers
            .iter()
            .find(|(_, told)| {
                let other = &numbers[told[0]];
                number.quoted && other.quoted && number.teller.same_name(&other.teller)
            })
            .map(|(origin, _)| origin.clone());
        tellers
            .entry(known.unwrap_or_else(|| number.origin.clone()))
            .or_default()
            .push(i);
    }
    let mut histories: Vec<FigureHistory> = lines
        .into_iter()
        .filter(|(_, tellers)| tellers.values().map(Vec::len).sum::<usize>() > 1)
        .map(|((measure, victims), tellers)| history(archive, &numbers, measure, victims, tellers))
        .filter(|history| !history.lines.is_empty())
        .collect();
    histories.sort_by_key(|history| {
        std::cmp::Reverse(
            history
                .lines
                .iter()
                .map(|line| line.points.len())
                .sum::<usize>(),
        )
    });
    histories
}

fn history(
    archive: &Archive<'_>,
    numbers: &[Number],
    measure: Measure,
    victims: Option<String>,
    tellers: BTreeMap<String, Vec<usize>>,
) -> FigureHistory {
    let mut lines: Vec<FigureLine> = tellers
        .into_values()
        .map(|members| {
            let mut points: Vec<Account> = members
                .iter()
                .map(|&i| account(archive, &numbers[i]))
                .collect();
            points.sort_by(|a, b| {
                (a.published, &a.document, a.span).cmp(&(b.published, &b.document, b.span))
            });
            points.dedup_by(|a, b| a.document == b.document && a.figure == b.figure);
            let teller = points[0]
                .speaker
                .clone()
                .or_else(|| points[0].publisher.clone())
                .unwrap_or_else(|| "publisher not known".to_owned());
            FigureLine { teller, points }
        })
        .collect();
    lines.sort_by(|a, b| {
        b.points
            .len()
            .cmp(&a.points.len())
            .then_with(|| a.teller.cmp(&b.teller))
    });
    let who = victims.unwrap_or_else(|| "people".to_owned());
    let label = format!("{who} {}", measure.gloss().trim_start_matches("people "));
    FigureHistory {
        id: id(&archive.story.id, DisputeKind::Figure, &label),
        story: archive.story.id.clone(),
        label,
        measure,
        lines,
    }
}
