//! Any reading comes back as it went in; adding twice changes nothing.

use rashomon_doc::{
    Act, Basis, Bound, Date, Diagnostic, Document, DocumentId, Entity, EntityId, EntityType, Event,
    EventType, Figure, Iso3, Measure, Mention, MentionKind, Modality, Note, NoteKind, Party, Place,
    PlaceId, Polarity, Publication, Quotation, QuotationId, QuotationKind, Reading, Relation,
    Sector, Span, Teller, Time, TimeId, TimeType,
};
use rashomon_store::{Added, Addition, Filter, Store};

/// Numbers that look random and are the same in every run (xorshift).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn often<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.below(3) > 0).then(|| make(self))
    }

    fn many<T>(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| make(self)).collect()
    }

    fn words(&mut self, n: usize) -> String {
        const WORDS: &[&str] = &[
            "Orsk", "envoy", "Görlan", "“no”", "the", "Орск", "停火", "a\u{0}b", "e\u{301}", "🕊",
            "\n\n", "\"", "\\", "said",
        ];
        let words: Vec<&str> = (0..1 + self.below(n)).map(|_| self.of(WORDS)).collect();
        words.join(" ")
    }

    fn span(&mut self, text: &str) -> Span {
        let mut at = || {
            let at = self.below(text.len() + 1);
            (0..=at)
                .rev()
                .find(|&at| text.is_char_boundary(at))
                .expect("0 is a boundary")
        };
        let (a, b) = (at(), at());
        Span::new(a.min(b), a.max(b))
    }

    fn number(&mut self) -> f64 {
        let parts = (self.below(1_000_000) as f64, self.below(997) as f64 + 1.0);
        parts.0 / parts.1
    }

    fn date(&mut self) -> Date {
        Date::new(
            1950 + self.below(100) as i16,
            1 + self.below(12) as i8,
            1 + self.below(28) as i8,
        )
        .expect("a day")
    }

    fn country(&mut self) -> Iso3 {
        Iso3::new(self.of(&["VEL", "SYR", "IGO"])).expect("three capitals")
    }

    fn teller(&mut self, text: &str, n_entities: usize) -> Teller {
        Teller {
            span: self.span(text),
            entity: self.entity(n_entities),
        }
    }

    fn entity(&mut self, n: usize) -> Option<EntityId> {
        (n > 0).then(|| EntityId::at(self.below(n)))
    }
}

fn reading(chance: &mut Chance, id: usize) -> Reading {
    let text = chance.words(60);
    let t = text.as_str();
    let mut reading = Reading::new(Document {
        id: DocumentId(format!("r{id}")),
        title: chance.often(|chance| chance.words(5)),
        text: text.clone(),
        publisher: chance.often(|chance| chance.words(2)),
        url: chance.often(|chance| chance.words(1)),
        published: chance.often(Chance::date),
    });
    reading.language = chance.often(|_| "en".to_owned());
    reading.published = chance.often(|chance| Publication {
        date: chance.date(),
        basis: chance.of(Basis::ALL),
        confidence: chance.number() as f32,
    });
    reading.notes = chance.many(3, |chance| Note {
        span: chance.span(t),
        kind: chance.of(NoteKind::ALL),
    });
    reading.sentences = chance.many(4, |chance| chance.span(t));
    reading.entities = chance.many(5, |chance| Entity {
        name: chance.words(3),
        kind: chance.of(EntityType::ALL),
        country: chance.often(Chance::country),
        sector: chance.often(|_| Sector::new("GOV").expect("three capitals")),
        role: chance.often(|chance| chance.words(3)),
        link: chance.often(|chance| format!("Q{}", chance.below(4))),
        wikidata: None,
    });
    let n = reading.entities.len();
    if n > 0 {
        reading.mentions = chance.many(6, |chance| Mention {
            span: chance.span(t),
            entity: EntityId::at(chance.below(n)),
            kind: chance.of(MentionKind::ALL),
        });
    }
    reading.times = chance.many(3, |chance| Time {
        span: chance.span(t),
        timex3: chance.words(1),
        kind: chance.of(TimeType::ALL),
        earliest: chance.often(Chance::date),
        latest: chance.often(Chance::date),
    });
    reading.places = chance.many(3, |chance| Place {
        span: chance.span(t),
        name: chance.words(2),
        geonames: chance.often(|chance| chance.below(9_999_999) as u32),
        lat: chance.number() % 90.0,
        lon: -(chance.number() % 180.0),
        country: chance.often(Chance::country),
    });
    reading.figures = chance.many(3, |chance| Figure {
        span: chance.span(t),
        low: chance.number(),
        high: chance.number(),
        bound: chance.of(Bound::ALL),
        unit: chance.words(1),
        measure: chance.often(|chance| chance.of(Measure::ALL)),
        victims: chance.often(|chance| chance.words(1)),
        cumulative: chance.below(2) == 0,
        time: None,
        place: None,
        quotation: chance.often(|_| QuotationId(0)),
    });
    reading.quotations = chance.many(4, |chance| Quotation {
        kind: chance.of(QuotationKind::ALL),
        act: chance.of(Act::ALL),
        content: (0..=chance.below(3)).map(|_| chance.span(t)).collect(),
        cue: chance.many(2, |chance| chance.span(t)),
        source: chance.often(|chance| chance.teller(t, n)),
        addressee: chance.often(|chance| chance.teller(t, n)),
        via: chance.many(2, |chance| (chance.teller(t, n), chance.of(Relation::ALL))),
        parent: chance.often(|_| QuotationId(0)),
        insertions: chance.many(1, |chance| chance.span(t)),
        polarity: chance.of(Polarity::ALL),
        modality: chance.of(Modality::ALL),
        rule: chance.words(2).into(),
        confidence: chance.number() as f32,
    });
    for quotation in &mut reading.quotations {
        quotation.content.sort();
    }
    let (n_times, n_places) = (reading.times.len(), reading.places.len());
    reading.events = chance.many(4, |chance| Event {
        plover: chance.of(EventType::ALL),
        mode: chance.often(|chance| chance.words(1).into()),
        context: chance.many(2, |chance| chance.words(1).into()),
        cameo: chance.often(|_| "190".into()),
        trigger: chance.span(t),
        sources: chance.many(2, |chance| Party {
            span: chance.span(t),
            entity: chance.entity(n),
        }),
        targets: chance.many(2, |chance| Party {
            span: chance.span(t),
            entity: chance.entity(n),
        }),
        time: (n_times > 0).then(|| TimeId::at(chance.below(n_times))),
        place: (n_places > 0).then(|| PlaceId::at(chance.below(n_places))),
        polarity: chance.of(Polarity::ALL),
        modality: chance.of(Modality::ALL),
        quotation: chance.often(|_| QuotationId(0)),
        rule: "test".into(),
        confidence: chance.number() as f32,
    });
    reading.diagnostics = chance.many(2, |chance| Diagnostic {
        span: chance.often(|chance| chance.span(t)),
        code: chance.words(1),
        message: chance.words(4),
    });
    reading
}

#[test]
fn any_reading_comes_back_as_it_went_in() {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let additions: Vec<Addition> = (0..300)
        .map(|id| Addition {
            reading: reading(&mut chance, id),
            profile: (0..chance.below(40))
                .map(|_| chance.below(256) as u8)
                .collect(),
        })
        .collect();
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::create(folder.path()).expect("created");
    for batch in additions.chunks(70) {
        assert!(
            store
                .add(batch)
                .expect("added")
                .iter()
                .all(|added| *added == Added::New)
        );
    }
    let back: Vec<Reading> = store
        .readings()
        .collect::<Result<_, _>>()
        .expect("readings");
    assert_eq!(back.len(), additions.len());
    for (back, addition) in back.iter().zip(&additions) {
        assert_eq!(*back, addition.reading);
    }
    let profiles: Vec<_> = store
        .profiles()
        .collect::<Result<_, _>>()
        .expect("profiles");
    for (profile, addition) in profiles.iter().zip(&additions) {
        assert_eq!(
            *profile,
            (
                addition.reading.document.id.clone(),
                addition.profile.clone()
            )
        );
    }
    let totals = store.totals().expect("totals");
    assert_eq!(
        totals.quotations as usize,
        store
            .quotations(&Filter::default())
            .expect("quotations")
            .len()
    );
    assert_eq!(
        totals.events as usize,
        store.events(&Filter::default()).expect("events").len()
    );
    let sequence = store.sequence().expect("sequence");
    assert!(
        store
            .add(&additions)
            .expect("added")
            .iter()
            .all(|added| *added == Added::Known)
    );
    assert_eq!(store.totals().expect("totals"), totals);
    assert_eq!(store.sequence().expect("sequence"), sequence);
}
