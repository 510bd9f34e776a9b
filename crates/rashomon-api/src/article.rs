//! The findings of one article and the reason for each.

use crate::address;
use crate::chain;
use crate::highlight::{Found, Layer};
use crate::words;
use rashomon_doc::{
    EntityId, Event, EventId, Figure, Party, Place, Quotation, QuotationId, Reading, Span, Time,
};

/// Why a finding is there.
#[derive(Debug)]
pub(crate) struct Panel {
    /// Such as `q3`.
    pub(crate) id: String,
    pub(crate) layer: Layer,
    /// What kind of finding.
    pub(crate) label: String,
    pub(crate) gloss: String,
    pub(crate) words: String,
    pub(crate) facts: Vec<Fact>,
    /// Innermost teller first; empty where telling does not matter.
    pub(crate) chain: Vec<String>,
    /// Findings that share words with this one: their ids and labels.
    pub(crate) also: Vec<(String, String)>,
    /// Whether the address asks for it.
    pub(crate) is_open: bool,
}

/// A line of a panel.
#[derive(Debug)]
pub(crate) struct Fact {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    pub(crate) href: Option<String>,
}

/// The longest words a panel repeats.
const MOST_WORDS: usize = 600;

/// What is marked in the text, and the panel of each finding, in the order of the layers.
pub(crate) fn findings(reading: &Reading) -> (Vec<Found>, Vec<Panel>) {
    let mut findings = Findings {
        reading,
        found: Vec::new(),
        panels: Vec::new(),
    };
    for (index, quotation) in reading.quotations.iter().enumerate() {
        findings.quotation(QuotationId::at(index), quotation);
    }
    for (index, event) in reading.events.iter().enumerate() {
        findings.event(EventId::at(index), event);
    }
    for (index, figure) in reading.figures.iter().enumerate() {
        findings.figure(index, figure);
    }
    for (index, time) in reading.times.iter().enumerate() {
        findings.time(index, time);
    }
    for (index, place) in reading.places.iter().enumerate() {
        findings.place(index, place);
    }
    (findings.found, findings.panels)
}

struct Findings<'a> {
    reading: &'a Reading,
    found: Vec<Found>,
    panels: Vec<Panel>,
}

impl Findings<'_> {
    fn quotation(&mut self, id: QuotationId, quotation: &Quotation) {
        let reading = self.reading;
        let mut facts = Facts::default();
        match &quotation.source {
            Some(source) => {
                let name = chain::teller(reading, source);
                facts.link(
                    "speaker",
                    name.clone(),
                    address::speaker(&speaker_key(reading, source.entity, &name)),
                );
                facts.differing("as written", chain::words(reading, source.span), &name);
            }
            None => facts.add("speaker", chain::UNNAMED),
        }
        facts.some(
            "role",
            quotation
                .source
                .as_ref()
                .and_then(|source| role(reading, source.entity)),
        );
        facts.some(
            "to",
            quotation
                .addressee
                .as_ref()
                .map(|to| chain::teller(reading, to)),
        );
        facts.some(
            "cue",
            Some(chain::joined(reading, &quotation.cue)).filter(|cue| !cue.is_empty()),
        );
        for (via, relation) in &quotation.via {
            facts.add(
                "through",
                format!("{} ({})", chain::teller(reading, via), relation.gloss()),
            );
        }
        if let Some(parent) = quotation.parent {
            let told = reading
                .quotations
                .get(parent.index())
                .and_then(|told| chain::source(reading, told));
            let told = told.unwrap_or_else(|| chain::UNNAMED.to_owned());
            facts.link(
                "told within",
                format!("the words of {told}"),
                format!("#{parent}"),
            );
        }
        facts.some(
            "status",
            words::status(quotation.polarity, quotation.modality).map(str::to_owned),
        );
        facts.reason(&quotation.rule, quotation.confidence);
        let panel = Panel {
            label: format!("{} · {}", quotation.act, quotation.kind),
            gloss: format!("{}; {}", quotation.act.gloss(), quotation.kind.gloss()),
            words: chain::joined(reading, &quotation.content),
            chain: chain::chain(reading, Some(id)),
            ..panel(id.to_string(), Layer::Quotation, facts)
        };
        self.push(panel, &quotation.content);
    }

    fn event(&mut self, id: EventId, event: &Event) {
        let reading = self.reading;
        let mut facts = Facts::default();
        facts.some("who", parties(reading, &event.sources));
        facts.some("to whom", parties(reading, &event.targets));
        let time = event
            .time
            .and_then(|time| Some((time, reading.times.get(time.index())?)));
        if let Some((id, time)) = time {
            let day = words::days(time.earliest, time.latest);
            let day = if day.is_empty() {
                time.timex3.clone()
            } else {
                day
            };
            facts.link(
                "when",
                format!("{day} (“{}”)", chain::words(reading, time.span)),
                format!("#{id}"),
            );
        }
        let place = event
            .place
            .and_then(|place| Some((place, reading.places.get(place.index())?)));
        if let Some((id, place)) = place {
            facts.link("where", place.name.clone(), format!("#{id}"));
        }
        facts.some("mode", event.mode.as_deref().map(str::to_owned));
        facts.some(
            "context",
            Some(event.context.join(", ")).filter(|context| !context.is_empty()),
        );
        facts.some("CAMEO", event.cameo.as_deref().map(str::to_owned));
        facts.add(
            "status",
            words::status(event.polarity, event.modality).unwrap_or("told as having happened"),
        );
        if let Some(quotation) = event.quotation {
            facts.link(
                "told in",
                format!("quotation {quotation}"),
                format!("#{quotation}"),
            );
        }
        facts.reason(&event.rule, event.confidence);
        let panel = Panel {
            label: event.plover.to_string(),
            gloss: event.plover.gloss().to_owned(),
            words: chain::words(reading, event.trigger),
            chain: chain::chain(reading, event.quotation),
            ..panel(id.to_string(), Layer::Event, facts)
        };
        self.push(panel, &[event.trigger]);
    }

    fn figure(&mut self, index: usize, figure: &Figure) {
        let reading = self.reading;
        let mut facts = Facts::default();
        facts.add(
            "value",
            format!("{} {}", words::figure(figure), figure.unit),
        );
        facts.some(
            "counts",
            figure.measure.map(|measure| measure.gloss().to_owned()),
        );
        facts.some("of them", figure.victims.clone());
        if figure.cumulative {
            facts.add("adds up", "over a period");
        }
        if let Some(id) = figure.time {
            facts.link("when", self.time_words(id.index()), format!("#{id}"));
        }
        if let Some(place) = figure.place.and_then(|id| reading.places.get(id.index())) {
            facts.add("where", place.name.clone());
        }
        if let Some(quotation) = figure.quotation {
            facts.link(
                "told in",
                format!("quotation {quotation}"),
                format!("#{quotation}"),
            );
        }
        let panel = Panel {
            label: figure.measure.map_or("figure".to_owned(), |measure| {
                measure.as_str().replace('_', " ")
            }),
            gloss: figure.bound.gloss().to_owned(),
            words: chain::words(reading, figure.span),
            chain: chain::chain(reading, figure.quotation),
            ..panel(format!("f{}", index + 1), Layer::Figure, facts)
        };
        self.push(panel, &[figure.span]);
    }

    fn time(&mut self, index: usize, time: &Time) {
        let mut facts = Facts::default();
        facts.add("value", time.timex3.clone());
        facts.some(
            "days",
            Some(words::days(time.earliest, time.latest)).filter(|days| !days.is_empty()),
        );
        if let Some(published) = &self.reading.published {
            let basis = published.basis.as_str();
            facts.add(
                "counted from",
                format!("{} ({basis})", words::day(published.date)),
            );
        }
        let panel = Panel {
            label: time.kind.as_str().to_lowercase(),
            gloss: time.kind.gloss().to_owned(),
            words: chain::words(self.reading, time.span),
            ..panel(format!("t{}", index + 1), Layer::Time, facts)
        };
        self.push(panel, &[time.span]);
    }

    fn place(&mut self, index: usize, place: &Place) {
        let mut facts = Facts::default();
        facts.add("name", place.name.clone());
        facts.some("country", place.country.map(|country| country.to_string()));
        facts.add("coordinates", format!("{:.3}, {:.3}", place.lat, place.lon));
        facts.some("GeoNames", place.geonames.map(|id| id.to_string()));
        let panel = Panel {
            label: "place".to_owned(),
            gloss: "a toponym found in the gazetteer".to_owned(),
            words: chain::words(self.reading, place.span),
            ..panel(format!("p{}", index + 1), Layer::Place, facts)
        };
        self.push(panel, &[place.span]);
    }

    fn time_words(&self, index: usize) -> String {
        let time = self.reading.times.get(index);
        time.map(|time| chain::words(self.reading, time.span))
            .unwrap_or_default()
    }

    fn push(&mut self, mut panel: Panel, spans: &[Span]) {
        let (layer, id) = (panel.layer, &panel.id);
        self.found.extend(spans.iter().map(|&span| Found {
            span,
            layer,
            id: id.clone(),
        }));
        panel.words = words::shorten(&panel.words, MOST_WORDS);
        self.panels.push(panel);
    }
}

fn panel(id: String, layer: Layer, facts: Facts) -> Panel {
    Panel {
        id,
        layer,
        label: String::new(),
        gloss: String::new(),
        words: String::new(),
        facts: facts.0,
        chain: Vec::new(),
        also: Vec::new(),
        is_open: false,
    }
}

/// The key of a speaker's page: the knowledge base's, else the name.
pub(crate) fn speaker_key(reading: &Reading, entity: Option<EntityId>, name: &str) -> String {
    let entity = entity.and_then(|entity| reading.entities.get(entity.index()));
    entity
        .and_then(|entity| entity.link.clone())
        .unwrap_or_else(|| name.to_owned())
}

fn role(reading: &Reading, entity: Option<EntityId>) -> Option<String> {
    reading.entities.get(entity?.index())?.role.clone()
}

fn parties(reading: &Reading, parties: &[Party]) -> Option<String> {
    let names: Vec<String> = parties
        .iter()
        .map(|party| party_words(reading, party))
        .collect();
    (!names.is_empty()).then(|| names.join(", "))
}

/// A party by name, with its country and sector as event data wants them.
fn party_words(reading: &Reading, party: &Party) -> String {
    let name = chain::name(reading, party.span, party.entity);
    let entity = party
        .entity
        .and_then(|entity| reading.entities.get(entity.index()));
    let codes: Vec<String> = entity
        .map(|entity| {
            let country = entity.country.map(|country| country.to_string());
            country
                .into_iter()
                .chain(entity.sector.map(|sector| sector.to_string()))
                .collect()
        })
        .unwrap_or_default();
    match codes.is_empty() {
        true => name,
        false => format!("{name} ({})", codes.join(" ")),
    }
}

#[derive(Default)]
struct Facts(Vec<Fact>);

impl Facts {
    fn add(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.push(Fact {
            name,
            value: value.into(),
            href: None,
        });
    }

    fn some(&mut self, name: &'static str, value: Option<String>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }

    fn differing(&mut self, name: &'static str, value: String, from: &str) {
        if value != from && !value.is_empty() {
            self.add(name, value);
        }
    }

    fn link(&mut self, name: &'static str, value: String, href: String) {
        self.0.push(Fact {
            name,
            value,
            href: Some(href),
        });
    }

    fn reason(&mut self, rule: &str, confidence: f32) {
        if !rule.is_empty() {
            self.add("rule", rule);
        }
        self.add("confidence", format!("{confidence:.2}"));
    }
}
