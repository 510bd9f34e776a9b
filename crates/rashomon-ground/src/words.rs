//! The words and marks of a text, each with its class: what the grammars of time and number read.

use crate::calendar::Holiday;
use rashomon_doc::Span;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// A word, a number or a mark.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    pub(crate) span: Span,
    pub(crate) lex: Lex,
    /// No white space stands before it.
    pub(crate) glued: bool,
    /// It begins with a capital.
    pub(crate) capital: bool,
    /// A line break or more stands before it.
    pub(crate) new_line: bool,
}

/// What class a word is of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Lex {
    /// Beyond the ends of the text.
    End,
    /// A word of no class.
    Other,
    /// A mark; dashes are `-`, apostrophes `'`, double quotation marks `"`.
    Mark(char),
    /// A number in digits.
    Digits(Digits),
    /// A number word below a hundred: `eleven`.
    Cardinal(u32),
    /// `hundred`, `thousand`, `million`.
    Scale(f64),
    /// `third`, `20th`.
    Ordinal(u32),
    /// `1990s`, `'80s`, `nineties`: the first year.
    Decade(i16),
    Month(u8),
    /// Monday is 1.
    Weekday(u8),
    /// The TIMEX3 code: `SP`, `SU`, `FA`, `WI`.
    Season(&'static str),
    Unit(Unit),
    /// The TIMEX3 code: `MO`, `AF`, `EV`, `NI`, `MI`, `DT`.
    DayPart(&'static str),
    /// `Christmas`, `Easter`.
    Holiday(Holiday),
    /// `daily`, `weekly`: the TIMEX3 value.
    Every(&'static str),
    Key(Key),
}

/// A number written in digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Digits {
    pub(crate) value: f64,
    /// How many digits stand before a decimal point.
    pub(crate) len: u8,
    /// Written with thousands separators or a decimal point: no year and no day.
    pub(crate) marked: bool,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
    Millennium,
}

macro_rules! keys {
    ($($variant:ident: $($text:literal)+;)+) => {
        /// A word that the grammars know by itself.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        #[allow(clippy::enum_variant_names, reason = "a word may end so")]
        pub(crate) enum Key { $($variant),+ }
        const KEYS: &[(&str, Key)] = &[$($(($text, Key::$variant)),+),+];
    };
}

keys! {
    A: "a" "an";
    The: "the";
    Poss: "'s" "its" "their" "our" "his" "her" "my" "your";
    Of: "of";
    In: "in";
    On: "on";
    At: "at";
    By: "by";
    For: "for";
    From: "from";
    To: "to";
    And: "and";
    Or: "or";
    But: "but";
    Per: "per";
    Than: "than";
    More: "more";
    Less: "less" "fewer";
    About: "about" "around" "roughly" "approximately" "circa" "some" "estimated" "approx";
    Nearly: "nearly" "almost" "close";
    Over: "over" "above" "exceeding" "exceeded" "topped" "surpassed";
    Under: "under" "below";
    Least: "least";
    Most: "most";
    Up: "up";
    As: "as";
    Many: "many" "much";
    Few: "few";
    Several: "several";
    Couple: "couple" "pair";
    Half: "half";
    Only: "only" "just" "exactly" "precisely" "merely";
    Another: "another" "additional" "further" "extra" "other";
    Between: "between";
    Out: "out";
    Within: "within";
    During: "during";
    Until: "until" "till";
    Through: "through" "throughout";
    Last: "last";
    Past: "past";
    Previous: "previous" "preceding" "prior";
    Next: "next";
    New: "new";
    Coming: "coming" "upcoming";
    Following: "following";
    This: "this";
    That: "that";
    Same: "same";
    These: "these";
    Those: "those";
    Current: "current";
    Latest: "latest";
    Recent: "recent";
    Comparable: "comparable" "corresponding";
    Early: "early";
    Late: "late";
    Mid: "mid";
    Earlier: "earlier";
    Later: "later";
    Ago: "ago";
    Before: "before";
    After: "after";
    Since: "since";
    Hence: "hence";
    Each: "each";
    EveryKey: "every";
    Today: "today";
    Yesterday: "yesterday";
    Tomorrow: "tomorrow";
    Tonight: "tonight";
    Overnight: "overnight";
    Now: "now";
    Currently: "currently" "presently" "nowadays";
    Recently: "recently" "lately";
    Soon: "soon" "shortly";
    Future: "future";
    Once: "once";
    Then: "then";
    Fiscal: "fiscal" "financial";
    End: "end";
    Beginning: "beginning" "start" "outset";
    Middle: "middle";
    Noon: "noon" "midday";
    Midnight: "midnight";
    OClock: "o'clock";
    Gmt: "gmt" "utc" "est" "edt" "cst" "pst" "bst" "cet" "et" "pt" "pdt" "cdt";
    Period: "period";
    Term: "term";
    Time: "time";
    Old: "old";
    Age: "age" "aged" "ages";
    Dozen: "dozen";
    Dozens: "dozens" "scores";
    Hundreds: "hundreds";
    Thousands: "thousands";
    TensOf: "tens";
    Millions: "millions";
    Billions: "billions";
    No: "no";
    None: "none";
    Not: "not";
    Will: "will" "shall" "'ll" "wo";
    Would: "would" "could" "might";
    Expects: "expects" "expected" "expect" "plans" "planned" "plan" "scheduled" "slated" "due" "set" "hopes" "intends" "ready" "able";
    Said: "said" "was" "were" "had" "has" "have" "did" "been";
    Is: "is" "are" "be";
    Km: "km" "kms" "kilometers" "kilometres" "kilometer" "kilometre";
    Percent: "percent" "percentage";
    Trading: "trading" "working" "business" "calendar" "straight" "consecutive" "long" "short" "full" "whole" "entire" "solid";
    Calendar: "lunar";
    So: "so";
    Long: "longer";
    First: "first";
    Second: "second";
    Ahead: "ahead";
    Sometime: "sometime";
    Point: "point";
    Version: "version" "flight" "channel" "page" "pages" "chapter" "article" "section" "route" "highway" "room" "resolution" "size" "boeing" "airbus" "apollo";
}

const CLASSES: &[(&str, Lex)] = &[
    ("january", Lex::Month(1)),
    ("jan", Lex::Month(1)),
    ("february", Lex::Month(2)),
    ("feb", Lex::Month(2)),
    ("march", Lex::Month(3)),
    ("mar", Lex::Month(3)),
    ("april", Lex::Month(4)),
    ("apr", Lex::Month(4)),
    ("may", Lex::Month(5)),
    ("june", Lex::Month(6)),
    ("jun", Lex::Month(6)),
    ("july", Lex::Month(7)),
    ("jul", Lex::Month(7)),
    ("august", Lex::Month(8)),
    ("aug", Lex::Month(8)),
    ("september", Lex::Month(9)),
    ("sept", Lex::Month(9)),
    ("sep", Lex::Month(9)),
    ("october", Lex::Month(10)),
    ("oct", Lex::Month(10)),
    ("november", Lex::Month(11)),
    ("nov", Lex::Month(11)),
    ("december", Lex::Month(12)),
    ("dec", Lex::Month(12)),
    ("monday", Lex::Weekday(1)),
    ("mon", Lex::Weekday(1)),
    ("mondays", Lex::Weekday(1)),
    ("tuesday", Lex::Weekday(2)),
    ("tue", Lex::Weekday(2)),
    ("tues", Lex::Weekday(2)),
    ("tuesdays", Lex::Weekday(2)),
    ("wednesday", Lex::Weekday(3)),
    ("wed", Lex::Weekday(3)),
    ("wednesdays", Lex::Weekday(3)),
    ("thursday", Lex::Weekday(4)),
    ("thu", Lex::Weekday(4)),
    ("thur", Lex::Weekday(4)),
    ("thurs", Lex::Weekday(4)),
    ("thursdays", Lex::Weekday(4)),
    ("friday", Lex::Weekday(5)),
    ("fri", Lex::Weekday(5)),
    ("fridays", Lex::Weekday(5)),
    ("saturday", Lex::Weekday(6)),
    ("sat", Lex::Weekday(6)),
    ("saturdays", Lex::Weekday(6)),
    ("sunday", Lex::Weekday(7)),
    ("sun", Lex::Weekday(7)),
    ("sundays", Lex::Weekday(7)),
    ("spring", Lex::Season("SP")),
    ("springtime", Lex::Season("SP")),
    ("summer", Lex::Season("SU")),
    ("summers", Lex::Season("SU")),
    ("summertime", Lex::Season("SU")),
    ("fall", Lex::Season("FA")),
    ("autumn", Lex::Season("FA")),
    ("winter", Lex::Season("WI")),
    ("winters", Lex::Season("WI")),
    ("wintertime", Lex::Season("WI")),
    ("seconds", Lex::Unit(Unit::Second)),
    ("minute", Lex::Unit(Unit::Minute)),
    ("minutes", Lex::Unit(Unit::Minute)),
    ("hour", Lex::Unit(Unit::Hour)),
    ("hours", Lex::Unit(Unit::Hour)),
    ("day", Lex::Unit(Unit::Day)),
    ("days", Lex::Unit(Unit::Day)),
    ("weekend", Lex::Unit(Unit::Weekend)),
    ("weekends", Lex::Unit(Unit::Weekend)),
    ("week", Lex::Unit(Unit::Week)),
    ("weeks", Lex::Unit(Unit::Week)),
    ("fortnight", Lex::Unit(Unit::Fortnight)),
    ("fortnights", Lex::Unit(Unit::Fortnight)),
    ("month", Lex::Unit(Unit::Month)),
    ("months", Lex::Unit(Unit::Month)),
    ("quarter", Lex::Unit(Unit::Quarter)),
    ("quarters", Lex::Unit(Unit::Quarter)),
    ("year", Lex::Unit(Unit::Year)),
    ("years", Lex::Unit(Unit::Year)),
    ("decade", Lex::Unit(Unit::Decade)),
    ("decades", Lex::Unit(Unit::Decade)),
    ("century", Lex::Unit(Unit::Century)),
    ("centuries", Lex::Unit(Unit::Century)),
    ("millennium", Lex::Unit(Unit::Millennium)),
    ("millennia", Lex::Unit(Unit::Millennium)),
    ("millenniums", Lex::Unit(Unit::Millennium)),
    ("morning", Lex::DayPart("MO")),
    ("mornings", Lex::DayPart("MO")),
    ("afternoon", Lex::DayPart("AF")),
    ("afternoons", Lex::DayPart("AF")),
    ("evening", Lex::DayPart("EV")),
    ("evenings", Lex::DayPart("EV")),
    ("night", Lex::DayPart("NI")),
    ("nights", Lex::DayPart("NI")),
    ("daytime", Lex::DayPart("DT")),
    ("dawn", Lex::DayPart("MO")),
    ("dusk", Lex::DayPart("EV")),
    ("christmas", Lex::Holiday(Holiday::Christmas)),
    ("thanksgiving", Lex::Holiday(Holiday::Thanksgiving)),
    ("easter", Lex::Holiday(Holiday::Easter)),
    ("halloween", Lex::Holiday(Holiday::Halloween)),
    ("daily", Lex::Every("P1D")),
    ("nightly", Lex::Every("P1D")),
    ("hourly", Lex::Every("PT1H")),
    ("weekly", Lex::Every("P1W")),
    ("monthly", Lex::Every("P1M")),
    ("quarterly", Lex::Every("P1Q")),
    ("annually", Lex::Every("P1Y")),
    ("annual", Lex::Every("P1Y")),
    ("yearly", Lex::Every("P1Y")),
    ("biweekly", Lex::Every("P2W")),
    ("twenties", Lex::Decade(1920)),
    ("thirties", Lex::Decade(1930)),
    ("forties", Lex::Decade(1940)),
    ("fifties", Lex::Decade(1950)),
    ("sixties", Lex::Decade(1960)),
    ("seventies", Lex::Decade(1970)),
    ("eighties", Lex::Decade(1980)),
    ("nineties", Lex::Decade(1990)),
    ("zero", Lex::Cardinal(0)),
    ("one", Lex::Cardinal(1)),
    ("two", Lex::Cardinal(2)),
    ("three", Lex::Cardinal(3)),
    ("four", Lex::Cardinal(4)),
    ("five", Lex::Cardinal(5)),
    ("six", Lex::Cardinal(6)),
    ("seven", Lex::Cardinal(7)),
    ("eight", Lex::Cardinal(8)),
    ("nine", Lex::Cardinal(9)),
    ("ten", Lex::Cardinal(10)),
    ("eleven", Lex::Cardinal(11)),
    ("twelve", Lex::Cardinal(12)),
    ("thirteen", Lex::Cardinal(13)),
    ("fourteen", Lex::Cardinal(14)),
    ("fifteen", Lex::Cardinal(15)),
    ("sixteen", Lex::Cardinal(16)),
    ("seventeen", Lex::Cardinal(17)),
    ("eighteen", Lex::Cardinal(18)),
    ("nineteen", Lex::Cardinal(19)),
    ("twenty", Lex::Cardinal(20)),
    ("thirty", Lex::Cardinal(30)),
    ("forty", Lex::Cardinal(40)),
    ("fifty", Lex::Cardinal(50)),
    ("sixty", Lex::Cardinal(60)),
    ("seventy", Lex::Cardinal(70)),
    ("eighty", Lex::Cardinal(80)),
    ("ninety", Lex::Cardinal(90)),
    ("hundred", Lex::Scale(1e2)),
    ("thousand", Lex::Scale(1e3)),
    ("million", Lex::Scale(1e6)),
    ("mln", Lex::Scale(1e6)),
    ("billion", Lex::Scale(1e9)),
    ("bn", Lex::Scale(1e9)),
    ("trillion", Lex::Scale(1e12)),
    ("third", Lex::Ordinal(3)),
    ("fourth", Lex::Ordinal(4)),
    ("fifth", Lex::Ordinal(5)),
    ("sixth", Lex::Ordinal(6)),
    ("seventh", Lex::Ordinal(7)),
    ("eighth", Lex::Ordinal(8)),
    ("ninth", Lex::Ordinal(9)),
    ("tenth", Lex::Ordinal(10)),
    ("eleventh", Lex::Ordinal(11)),
    ("twelfth", Lex::Ordinal(12)),
    ("thirteenth", Lex::Ordinal(13)),
    ("fourteenth", Lex::Ordinal(14)),
    ("fifteenth", Lex::Ordinal(15)),
    ("sixteenth", Lex::Ordinal(16)),
    ("seventeenth", Lex::Ordinal(17)),
    ("eighteenth", Lex::Ordinal(18)),
    ("nineteenth", Lex::Ordinal(19)),
    ("twentieth", Lex::Ordinal(20)),
    ("thirtieth", Lex::Ordinal(30)),
];

/// Longest word that has a class; longer ones are never looked up.
const LONGEST: usize = 14;

static LEXICON: LazyLock<FxHashMap<&'static [u8], Lex>> = LazyLock::new(|| {
    let keys = KEYS
        .iter()
        .map(|&(text, key)| (text.as_bytes(), Lex::Key(key)));
    let classes = CLASSES.iter().map(|&(text, lex)| (text.as_bytes(), lex));
    keys.chain(classes).collect()
});

/// The words of one text.
#[derive(Debug)]
pub(crate) struct Words<'a> {
    pub(crate) text: &'a str,
    pub(crate) all: Vec<Word>,
}

impl<'a> Words<'a> {
    /// Reads `text` in one pass.
    pub(crate) fn of(text: &'a str) -> Self {
        let mut lexer = Lexer {
            bytes: text.as_bytes(),
            text,
            at: 0,
            words: Vec::with_capacity(text.len() / 5),
        };
        lexer.run();
        Self {
            text,
            all: lexer.words,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// The class of the word at `index`; [`Lex::End`] beyond the ends.
    pub(crate) fn lex(&self, index: usize) -> Lex {
        self.all.get(index).map_or(Lex::End, |word| word.lex)
    }

    /// The class of the word `back` before `index`.
    pub(crate) fn before(&self, index: usize, back: usize) -> Lex {
        index.checked_sub(back).map_or(Lex::End, |at| self.lex(at))
    }

    pub(crate) fn is(&self, index: usize, key: Key) -> bool {
        self.lex(index) == Lex::Key(key)
    }

    pub(crate) fn mark(&self, index: usize, mark: char) -> bool {
        self.lex(index) == Lex::Mark(mark)
    }

    pub(crate) fn glued(&self, index: usize) -> bool {
        self.all.get(index).is_some_and(|word| word.glued)
    }

    pub(crate) fn capital(&self, index: usize) -> bool {
        self.all.get(index).is_some_and(|word| word.capital)
    }

    /// The text of the word at `index`; empty beyond the ends.
    pub(crate) fn str(&self, index: usize) -> &'a str {
        self.all
            .get(index)
            .map_or("", |word| &self.text[word.span.range()])
    }

    /// Whether the word at `index` is `text` in any case.
    pub(crate) fn word_is(&self, index: usize, text: &str) -> bool {
        self.str(index).eq_ignore_ascii_case(text)
    }

    /// The index after a hyphen at `index` that joins two words, else `index`.
    pub(crate) fn after_hyphen(&self, index: usize) -> usize {
        let joined = self.mark(index, '-') && self.glued(index) && self.glued(index + 1);
        index + usize::from(joined)
    }

    /// The span from the word at `start` to the one before `end`.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        self.all[start].span.cover(self.all[end - 1].span)
    }
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    words: Vec<Word>,
}

impl Lexer<'_> {
    fn run(&mut self) {
        let mut glued = false;
        let mut new_line = true;
        while self.at < self.bytes.len() {
            let start = self.at;
            let first = self.bytes[start];
            let char = match first.is_ascii() {
                true => char::from(first),
                false => self.text[start..].chars().next().unwrap_or(' '),
            };
            if char.is_whitespace() {
                self.at += char.len_utf8();
                glued = false;
                new_line |= char == '\n';
                continue;
            }
            let lex = self.next(char);
            self.words.push(Word {
                span: Span::new(start, self.at),
                lex,
                glued,
                capital: char.is_uppercase(),
                new_line,
            });
            (glued, new_line) = (true, false);
        }
    }

    /// Reads the word that starts with `char` and moves behind it.
    fn next(&mut self, char: char) -> Lex {
        if char.is_ascii_digit() {
            return self.digits();
        }
        if char.is_alphabetic() {
            return self.alphabetic();
        }
        self.at += char.len_utf8();
        match char {
            '-' | '‐' | '‑' | '–' | '—' | '−' => Lex::Mark('-'),
            '\'' | '’' | '‘' | '`' => self.apostrophe(),
            '“' | '”' | '„' | '"' => Lex::Mark('"'),
            other => Lex::Mark(other),
        }
    }

    fn alphabetic(&mut self) -> Lex {
        let start = self.at;
        self.at += self.run_of_letters(start);
        if matches!(self.bytes[start..self.at], [b'o' | b'O']) && self.follows("clock") {
            self.at = start + self.clock_len();
            return Lex::Key(Key::OClock);
        }
        lookup(&self.bytes[start..self.at])
    }

    /// Bytes of the letters from `start` on.
    fn run_of_letters(&self, start: usize) -> usize {
        let rest = &self.bytes[start..];
        let n_ascii = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        match rest.get(n_ascii) {
            Some(byte) if !byte.is_ascii() => self.text[start..]
                .char_indices()
                .find(|&(_, char)| !char.is_alphabetic())
                .map_or(rest.len(), |(len, _)| len),
            _ => n_ascii,
        }
    }

    /// Whether an apostrophe and `word` stand at the place reached.
    fn follows(&self, word: &str) -> bool {
        let rest = &self.text[self.at..];
        rest.strip_prefix(['\'', '’'])
            .is_some_and(|rest| rest.starts_with(word))
    }

    fn clock_len(&self) -> usize {
        let apostrophe = self.text[self.at..]
            .chars()
            .next()
            .map_or(1, char::len_utf8);
        1 + apostrophe + "clock".len()
    }

    /// `'s`, `'80s` or the mark itself.
    fn apostrophe(&mut self) -> Lex {
        let rest = &self.bytes[self.at..];
        let letter = |index: usize| rest.get(index).is_some_and(u8::is_ascii_alphanumeric);
        if rest.first() == Some(&b's') && !letter(1) {
            self.at += 1;
            return Lex::Key(Key::Poss);
        }
        if rest.starts_with(b"ll") && !letter(2) {
            self.at += 2;
            return Lex::Key(Key::Will);
        }
        let decade = rest.len() >= 3 && rest[0].is_ascii_digit() && rest[1] == b'0';
        if decade && rest[2] == b's' && !letter(3) {
            self.at += 3;
            return Lex::Decade(1900 + i16::from(rest[0] - b'0') * 10);
        }
        Lex::Mark('\'')
    }

    fn digits(&mut self) -> Lex {
        let start = self.at;
        let len = self.run_of_digits(start);
        let mut value = decimal(&self.bytes[start..start + len]);
        self.at += len;
        let mut marked = false;
        if len <= 3 {
            while self.separator() {
                let group = self.at + 1;
                value = value * 1000.0 + decimal(&self.bytes[group..group + 3]);
                self.at += 4;
                marked = true;
            }
        }
        if let Some(fraction) = self.fraction(start) {
            value += fraction;
            marked = true;
        }
        if let Some(lex) = self.suffix(value, len, marked) {
            return lex;
        }
        Lex::Digits(Digits {
            value,
            len: len.min(255) as u8,
            marked,
        })
    }

    fn run_of_digits(&self, start: usize) -> usize {
        self.bytes[start..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    }

    /// Whether `,` and exactly three digits follow.
    fn separator(&self) -> bool {
        self.bytes.get(self.at) == Some(&b',') && self.run_of_digits(self.at + 1) == 3
    }

    /// Whether the digits at `start` stand right behind other digits and a point, as in a date.
    fn after_point(&self, start: usize) -> bool {
        let before = |back: usize| start.checked_sub(back).map(|at| self.bytes[at]);
        before(1) == Some(b'.') && before(2).is_some_and(|byte| byte.is_ascii_digit())
    }

    /// Reads `.` and digits, unless another `.` and a digit make it a date or a section number.
    fn fraction(&mut self, start: usize) -> Option<f64> {
        if self.bytes.get(self.at) != Some(&b'.') || self.after_point(start) {
            return None;
        }
        let len = self.run_of_digits(self.at + 1);
        let end = self.at + 1 + len;
        let more = self.bytes.get(end) == Some(&b'.')
            && self.bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if len == 0 || more {
            return None;
        }
        let digits = decimal(&self.bytes[self.at + 1..end]);
        self.at = end;
        Some(digits / 10f64.powi(len.min(300) as i32))
    }

    /// `20th` and `1990s`.
    fn suffix(&mut self, value: f64, len: usize, marked: bool) -> Option<Lex> {
        let rest = &self.bytes[self.at..];
        let letters = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        let ordinal = letters == 2
            && ["st", "nd", "rd", "th"]
                .iter()
                .any(|suffix| rest[..2].eq_ignore_ascii_case(suffix.as_bytes()));
        if ordinal && !marked && len <= 4 {
            self.at += 2;
            return Some(Lex::Ordinal(value as u32));
        }
        let century = len == 4 && (1000.0..2100.0).contains(&value) && value % 10.0 == 0.0;
        let short = len == 2 && value % 10.0 == 0.0 && value >= 20.0;
        let plain = letters == 1 && rest[0] == b's';
        let apostrophe =
            rest.starts_with(b"'s") && !rest.get(2).is_some_and(u8::is_ascii_alphabetic);
        if (century && (plain || apostrophe)) || (short && plain && !marked) {
            self.at += if plain { 1 } else { 2 };
            let year = if short { 1900.0 + value } else { value };
            return Some(Lex::Decade(year as i16));
        }
        None
    }
}

fn decimal(digits: &[u8]) -> f64 {
    digits
        .iter()
        .fold(0.0, |value, digit| value * 10.0 + f64::from(digit - b'0'))
}

/// The class of `word` in any case.
fn lookup(word: &[u8]) -> Lex {
    if word.len() > LONGEST {
        return Lex::Other;
    }
    let mut lower = [0; LONGEST];
    let lower = &mut lower[..word.len()];
    lower.copy_from_slice(word);
    lower.make_ascii_lowercase();
    LEXICON.get(&*lower).copied().unwrap_or(Lex::Other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_words(text: &str, expected: &[&str]) {
        let words = Words::of(text);
        let found: Vec<&str> = (0..words.len()).map(|index| words.str(index)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn splits_words_numbers_and_marks() {
        check_words(
            "On Oct. 15, 1999, 2,500 of 3.5-year loans",
            &[
                "On", "Oct", ".", "15", ",", "1999", ",", "2,500", "of", "3.5", "-", "year",
                "loans",
            ],
        );
        check_words(
            "the '80s, 20th c. at 5 o'clock",
            &["the", "'80s", ",", "20th", "c", ".", "at", "5", "o'clock"],
        );
    }

    #[test]
    fn knows_classes() {
        let words = Words::of("Tuesday’s 1990s 21st dozens");
        assert_eq!(words.lex(0), Lex::Weekday(2));
        assert_eq!(words.lex(1), Lex::Key(Key::Poss));
        assert_eq!(words.lex(2), Lex::Decade(1990));
        assert_eq!(words.lex(3), Lex::Ordinal(21));
        assert_eq!(words.lex(4), Lex::Key(Key::Dozens));
    }

    #[test]
    fn takes_any_text() {
        for text in [
            "",
            "\0\u{1}",
            "'",
            "9'",
            "1,2,3",
            "12.",
            "o’",
            "é2st",
            "99999999999999999999999999999,999",
        ] {
            let words = Words::of(text);
            assert!(words.all.iter().all(|word| !word.span.is_empty()));
        }
    }
}
