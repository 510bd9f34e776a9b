use crate::agency::{self, Relay};
use crate::sketch::Sketch;
use crate::terms::{Term, TermMap, stem, term, words};
use rashomon_doc::{
    Basis, Date, DocumentId, Entity, EntityType, Publication, Reading, Span, TimeType,
};
use std::collections::BTreeMap;

/// Words of an article that its vector is made from, after the headline. Longer vectors cluster
/// no better: the rest of a long article is background.
const WORDS: usize = 400;

/// Places, actors and days kept of each article.
const KEPT: usize = 12;

/// What clustering needs to know of an article: about two kilobytes that are stored beside it, so
/// that stories are made anew without reading a text twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// The article.
    pub id: DocumentId,
    /// Its headline.
    pub title: Option<String>,
    /// The outlet that published it.
    pub publisher: Option<String>,
    /// When it was published, and how we know.
    pub published: Option<Publication>,
    /// Whether it was read as English; others stay out of stories.
    pub analysed: bool,
    /// Words in the text.
    pub n_words: u32,
    /// Where it says it has the story from, in text order.
    pub relays: Vec<Relay>,
    /// Places it names with how often, most named first.
    pub places: Vec<(String, u16)>,
    /// Actors it names with how often, most named first.
    pub actors: Vec<(String, u16)>,
    /// Days it names with how often, in order of time.
    pub days: Vec<(Date, u16)>,
    pub(crate) terms: Vec<(Term, u16)>,
    pub(crate) sketch: Sketch,
}

impl Profile {
    /// The profile of what has been read.
    pub fn of(reading: &Reading) -> Self {
        let document = &reading.document;
        let title = document.title.as_deref().filter(|title| !title.is_empty());
        let text = body(title.unwrap_or_default(), &document.text);
        Self {
            id: document.id.clone(),
            title: title
                .map(str::to_owned)
                .or_else(|| first_line(&document.text)),
            publisher: document.publisher.clone(),
            published: reading.published,
            analysed: reading.language.as_deref().is_none_or(|code| code == "en"),
            n_words: count_words(text),
            relays: agency::relays(reading),
            places: places(reading),
            actors: actors(reading),
            days: days(reading),
            terms: vector(title.unwrap_or_default(), text),
            sketch: Sketch::of(text),
        }
    }

    /// The day it was published, when that is known well enough to tell stories apart by it.
    pub(crate) fn day(&self) -> Option<Date> {
        self.published
            .filter(|published| published.confidence >= 0.5)
            .map(|published| published.date)
    }
}

/// The text without the headline it may begin with.
fn body<'a>(title: &str, text: &'a str) -> &'a str {
    let start = text.trim_start();
    match start.strip_prefix(title) {
        Some(rest) if !title.is_empty() => rest,
        _ => start,
    }
}

fn first_line(text: &str) -> Option<String> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    let end = line
        .char_indices()
        .nth(120)
        .map_or(line.len(), |(end, _)| end);
    Some(line[..end].to_owned())
}

fn count_words(text: &str) -> u32 {
    let mut n = 0;
    words(text, |_| {
        n += 1;
        true
    });
    n
}

fn vector(title: &str, text: &str) -> Vec<(Term, u16)> {
    let mut counts: TermMap<u16> = TermMap::default();
    let mut count = |word: &str| {
        let n = counts.entry(term(stem(word))).or_default();
        *n = n.saturating_add(1);
    };
    words(title, |word| {
        count(word);
        true
    });
    let mut n = 0;
    words(text, |word| {
        count(word);
        n += 1;
        n < WORDS
    });
    let mut terms: Vec<(Term, u16)> = counts.into_iter().collect();
    terms.sort_unstable();
    terms
}

fn most_named(names: BTreeMap<String, u16>) -> Vec<(String, u16)> {
    let mut names: Vec<(String, u16)> = names.into_iter().collect();
    names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    names.truncate(KEPT);
    names
}

fn places(reading: &Reading) -> Vec<(String, u16)> {
    let mut names = BTreeMap::new();
    for place in &reading.places {
        let n: &mut u16 = names.entry(place.name.clone()).or_default();
        *n = n.saturating_add(1);
    }
    most_named(names)
}

fn actors(reading: &Reading) -> Vec<(String, u16)> {
    let mut names = BTreeMap::new();
    for mention in &reading.mentions {
        let Some(entity) = reading.entities.get(mention.entity.index()) else {
            continue;
        };
        if is_actor(entity) {
            let n: &mut u16 = names.entry(entity.name.clone()).or_default();
            *n = n.saturating_add(1);
        }
    }
    most_named(names)
}

fn is_actor(entity: &Entity) -> bool {
    match entity.kind {
        EntityType::Person | EntityType::Organisation | EntityType::ArmedGroup => true,
        EntityType::Gpe => entity.country.is_some() && entity.sector.is_some(),
        EntityType::Location
        | EntityType::Nationality
        | EntityType::Facility
        | EntityType::Media
        | EntityType::Product
        | EntityType::EventName
        | EntityType::Group
        | EntityType::Other => false,
    }
}

fn days(reading: &Reading) -> Vec<(Date, u16)> {
    let mut days: BTreeMap<Date, u16> = BTreeMap::new();
    for time in &reading.times {
        if !matches!(time.kind, TimeType::Date | TimeType::Time) {
            continue;
        }
        if let (Some(first), Some(last)) = (time.earliest, time.latest)
            && first == last
        {
            let n = days.entry(first).or_default();
            *n = n.saturating_add(1);
        }
    }
    let mut days: Vec<(Date, u16)> = days.into_iter().collect();
    days.sort_by_key(|&(day, n)| (std::cmp::Reverse(n), day));
    days.truncate(KEPT);
    days.sort_unstable();
    days
}

/// Bytes that are no profile of this version.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct BadProfile;

impl std::fmt::Display for BadProfile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("not a profile of this version")
    }
}

impl std::error::Error for BadProfile {}

/// First byte of a stored profile; grows when the layout or the making of vectors changes.
const VERSION: u8 = 1;

impl Profile {
    /// The profile as bytes, little-endian, the same on every machine.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer(vec![VERSION]);
        out.text(&self.id.0);
        out.option(self.title.as_deref(), Writer::text);
        out.option(self.publisher.as_deref(), Writer::text);
        out.option(self.published, |out, published| {
            out.date(published.date);
            out.0.push(published.basis as u8);
            out.u32(published.confidence.to_bits());
        });
        out.0.push(u8::from(self.analysed));
        out.u32(self.n_words);
        out.list(&self.relays, |out, relay| {
            out.text(&relay.outlet);
            out.u32(relay.evidence.start);
            out.u32(relay.evidence.end);
            out.0.push(u8::from(relay.known));
        });
        for names in [&self.places, &self.actors] {
            out.list(names, |out, (name, n)| {
                out.text(name);
                out.u16(*n);
            });
        }
        out.list(&self.days, |out, &(day, n)| {
            out.date(day);
            out.u16(n);
        });
        out.list(&self.terms, |out, &(term, n)| {
            out.u32(term);
            out.u16(n);
        });
        out.u32(self.sketch.total);
        out.list(&self.sketch.smallest, |out, &hash| out.u32(hash));
        out.0
    }

    /// The profile that [`Profile::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the bytes are damaged or of another version: make the profile again.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, BadProfile> {
        let mut input = Bytes(bytes);
        Self::parse(&mut input)
            .filter(|_| input.0.is_empty())
            .ok_or(BadProfile)
    }

    fn parse(input: &mut Bytes<'_>) -> Option<Self> {
        if input.u8()? != VERSION {
            return None;
        }
        Some(Self {
            id: DocumentId(input.text()?),
            title: input.option(Bytes::text)?,
            publisher: input.option(Bytes::text)?,
            published: input.option(|input| {
                Some(Publication {
                    date: input.date()?,
                    basis: *Basis::ALL.get(usize::from(input.u8()?))?,
                    confidence: f32::from_bits(input.u32()?),
                })
            })?,
            analysed: input.u8()? != 0,
            n_words: input.u32()?,
            relays: input.list(|input| {
                let outlet = input.text()?;
                let (start, end) = (input.u32()?, input.u32()?);
                let known = input.u8()? != 0;
                (start <= end).then(|| Relay {
                    outlet,
                    evidence: Span::new(start as usize, end as usize),
                    known,
                })
            })?,
            places: input.list(|input| Some((input.text()?, input.u16()?)))?,
            actors: input.list(|input| Some((input.text()?, input.u16()?)))?,
            days: input.list(|input| Some((input.date()?, input.u16()?)))?,
            terms: input.list(|input| Some((input.u32()?, input.u16()?)))?,
            sketch: Sketch {
                total: input.u32()?,
                smallest: input.list(Bytes::u32)?,
            },
        })
    }
}

struct Writer(Vec<u8>);

impl Writer {
    fn u16(&mut self, number: u16) {
        self.0.extend(number.to_le_bytes());
    }

    fn u32(&mut self, number: u32) {
        self.0.extend(number.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.u32(text.len() as u32);
        self.0.extend(text.as_bytes());
    }

    fn date(&mut self, date: Date) {
        self.0.extend(date.year().to_le_bytes());
        self.0.extend([date.month() as u8, date.day() as u8]);
    }

    fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.0.push(u8::from(value.is_some()));
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn list<T>(&mut self, rows: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.u32(rows.len() as u32);
        for row in rows {
            write(self, row);
        }
    }
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take::<1>().map(|[byte]| byte)
    }

    fn u16(&mut self) -> Option<u16> {
        self.take().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn text(&mut self) -> Option<String> {
        let n = self.u32()? as usize;
        let (head, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        String::from_utf8(head.to_vec()).ok()
    }

    fn date(&mut self) -> Option<Date> {
        let year = self.take().map(i16::from_le_bytes)?;
        let (month, day) = (self.u8()? as i8, self.u8()? as i8);
        Date::new(year, month, day).ok()
    }

    fn option<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        match self.u8()? {
            0 => Some(None),
            _ => read(self).map(Some),
        }
    }

    fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let n = self.u32()? as usize;
        let mut rows = Vec::with_capacity(n.min(self.0.len()));
        for _ in 0..n {
            rows.push(read(self)?);
        }
        Some(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::reading;

    #[test]
    fn bytes_round_trip() {
        let mut profile = Profile::of(&reading(
            "a1",
            "Rockets hit the port",
            "Two rockets hit the grain port of Kessara, Northern Wire reports. Nobody claimed it.",
        ));
        profile.published = Some(Publication {
            date: Date::constant(2031, 4, 12),
            basis: Basis::Stated,
            confidence: 0.75,
        });
        profile.places = vec![("Kessara".into(), 3)];
        profile.days = vec![(Date::constant(2031, 4, 11), 2)];
        assert_eq!(Profile::from_bytes(&profile.to_bytes()), Ok(profile));
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let bytes = Profile::of(&reading("a1", "T", "Some words of a text")).to_bytes();
        for n in 0..bytes.len() {
            assert_eq!(
                Profile::from_bytes(&bytes[..n]),
                Err(BadProfile),
                "{n} bytes"
            );
        }
        let mut longer = bytes;
        longer.push(0);
        assert_eq!(Profile::from_bytes(&longer), Err(BadProfile));
    }

    #[test]
    fn a_headline_in_the_text_counts_once() {
        let twice = Profile::of(&reading("a", "Port hit", "Port hit\nIt burned."));
        let once = Profile::of(&reading("a", "Port hit", "It burned."));
        assert_eq!(twice.terms, once.terms);
    }
}
