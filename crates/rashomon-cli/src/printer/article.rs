//! An article with its findings beneath each sentence.

use super::style::tame;
use super::{Screen, Tint};
use rashomon::Reading;
use rashomon::doc::{
    EntityId, Event, Figure, Modality, Note, Party, Place, Polarity, Quotation, QuotationId, Span,
    Teller, Time,
};
use std::fmt::Write;

/// The whole article, ending in a blank line.
pub(crate) fn article(reading: &Reading, screen: Screen) -> String {
    let mut page = Page {
        reading,
        screen,
        out: String::new(),
    };
    page.head();
    for &sentence in &reading.sentences {
        page.sentence(sentence);
    }
    if reading.sentences.is_empty() && !reading.text().trim().is_empty() {
        page.words(reading.text().trim());
    }
    page.out.push('\n');
    page.out
}

struct Page<'a> {
    reading: &'a Reading,
    screen: Screen,
    out: String,
}

impl Page<'_> {
    fn head(&mut self) {
        let document = &self.reading.document;
        let title = document.title.as_deref().unwrap_or("(no title)");
        let title = self.screen.paint(Tint::Heading, &tame(title));
        let _ = writeln!(self.out, "{title}");
        let mut facts = vec![document.id.to_string()];
        facts.extend(document.publisher.as_deref().map(tame));
        if let Some(published) = &self.reading.published {
            let sure = (published.confidence * 100.0).round();
            facts.push(match published.basis {
                rashomon::doc::Basis::Given => published.date.to_string(),
                basis => format!("{} ({basis}, {sure:.0} %)", published.date),
            });
        }
        facts.extend(self.reading.language.clone());
        let facts = self.screen.paint(Tint::Soft, &facts.join(" · "));
        let _ = writeln!(self.out, "{facts}");
        for diagnostic in &self.reading.diagnostics {
            let line = format!("! {}: {}", diagnostic.code, tame(&diagnostic.message));
            let _ = writeln!(self.out, "{}", self.screen.paint(Tint::Warning, &line));
        }
        self.out.push('\n');
    }

    fn sentence(&mut self, sentence: Span) {
        self.words(sentence.of(self.reading.text()));
        self.notes(sentence);
        let reading = self.reading;
        for (index, quotation) in reading.quotations.iter().enumerate() {
            if sentence.contains_offset(quotation.extent().start) {
                self.quotation(QuotationId::at(index), quotation);
            }
        }
        for event in reading
            .events
            .iter()
            .filter(|row| sentence.contains(row.trigger))
        {
            self.event(event);
        }
        for figure in reading
            .figures
            .iter()
            .filter(|row| sentence.contains(row.span))
        {
            self.figure(figure);
        }
        let times: Vec<String> = reading
            .times
            .iter()
            .filter(|row| sentence.contains(row.span))
            .map(|time| self.time(time))
            .collect();
        self.finding(Tint::Time, "time", &times.join(", "));
        let mut places: Vec<String> = reading
            .places
            .iter()
            .filter(|row| sentence.contains(row.span))
            .map(place)
            .collect();
        places.dedup();
        self.finding(Tint::Place, "place", &places.join(", "));
    }

    fn words(&mut self, words: &str) {
        let words = tame(words);
        for line in textwrap::wrap(&words, self.screen.width) {
            let _ = writeln!(self.out, "{line}");
        }
    }

    /// One line of finding: what it is, and what it says. Nothing for nothing.
    fn finding(&mut self, tint: Tint, label: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        let label = format!("    {label:<9}");
        let options =
            textwrap::Options::new(self.screen.width).subsequent_indent("               ");
        let text = tame(text);
        let wrapped = textwrap::fill(&format!("{label}  {text}"), options);
        let painted = wrapped.replacen(&label, &self.screen.paint(tint, &label), 1);
        let _ = writeln!(self.out, "{painted}");
    }

    fn notes(&mut self, sentence: Span) {
        let kinds: Vec<&str> = self
            .reading
            .notes
            .iter()
            .filter(|note: &&Note| note.span.overlaps(sentence))
            .map(|note| note.kind.as_str())
            .collect();
        self.finding(Tint::Soft, "note", &kinds.join(", "));
    }

    fn quotation(&mut self, id: QuotationId, quotation: &Quotation) {
        let text = self.reading.text();
        let mut line = String::new();
        let speaker = quotation.source.as_ref().map(|source| self.teller(source));
        let _ = write!(
            line,
            "{id} {}",
            speaker.as_deref().unwrap_or("(nobody named)")
        );
        if quotation.polarity == Polarity::Negated {
            line.push_str(" did not");
        }
        if quotation.modality != Modality::Actual {
            let _ = write!(line, " [{}]", quotation.modality);
        }
        let _ = write!(line, " · {}", quotation.act);
        if let Some(addressee) = &quotation.addressee {
            let _ = write!(line, " → {}", self.teller(addressee));
        }
        for (relay, relation) in &quotation.via {
            let relation = relation.as_str().replace('_', " ");
            let _ = write!(line, " · {relation} {}", self.teller(relay));
        }
        if let Some(parent) = quotation.parent {
            let _ = write!(line, " · within {parent}");
        }
        let words: Vec<&str> = quotation.content.iter().map(|span| span.of(text)).collect();
        let _ = write!(
            line,
            " · {}: “{}”",
            quotation.kind,
            short(&words.join(" … "), 160)
        );
        let _ = write!(line, " · {:.2}", quotation.confidence);
        self.finding(Tint::Quotation, "quotation", &line);
    }

    fn event(&mut self, event: &Event) {
        let mut line = String::new();
        let trigger = event.trigger.of(self.reading.text());
        let _ = write!(line, "{}", event.plover);
        if let Some(mode) = &event.mode {
            let _ = write!(line, "/{mode}");
        }
        let (sources, targets) = (self.parties(&event.sources), self.parties(&event.targets));
        let _ = write!(line, " {sources} → {targets} · “{trigger}”");
        if event.polarity == Polarity::Negated {
            line.push_str(" · negated");
        }
        if event.modality != Modality::Actual {
            let _ = write!(line, " · {}", event.modality);
        }
        if let Some(time) = event.time {
            let _ = write!(line, " · {}", self.reading.times[time.index()].timex3);
        }
        if let Some(place) = event.place {
            let _ = write!(line, " · {}", self.reading.places[place.index()].name);
        }
        if let Some(quotation) = event.quotation {
            let _ = write!(line, " · told in {quotation}");
        }
        let _ = write!(line, " · {} · {:.2}", event.rule, event.confidence);
        self.finding(Tint::Event, "event", &line);
    }

    fn figure(&mut self, figure: &Figure) {
        let mut line = format!("“{}”", figure.span.of(self.reading.text()));
        let _ = write!(line, " = {}", number(figure.low));
        if figure.high != figure.low {
            let _ = write!(line, " to {}", number(figure.high));
        }
        let _ = write!(
            line,
            " {} ({})",
            figure.unit,
            figure.bound.as_str().replace('_', " ")
        );
        if let Some(measure) = figure.measure {
            let _ = write!(line, " · {measure}");
        }
        if let Some(victims) = &figure.victims {
            let _ = write!(line, " · {victims}");
        }
        if figure.cumulative {
            line.push_str(" · adding up over time");
        }
        if let Some(quotation) = figure.quotation {
            let _ = write!(line, " · told in {quotation}");
        }
        self.finding(Tint::Figure, "figure", &line);
    }

    fn time(&self, time: &Time) -> String {
        format!("“{}” = {}", time.span.of(self.reading.text()), time.timex3)
    }

    fn teller(&self, teller: &Teller) -> String {
        self.name(teller.span, teller.entity)
    }

    fn parties(&self, parties: &[Party]) -> String {
        if parties.is_empty() {
            return "?".to_owned();
        }
        let names: Vec<String> = parties
            .iter()
            .map(|party| self.name(party.span, party.entity))
            .collect();
        names.join(" + ")
    }

    /// The words, and whom they denote where that is another name.
    fn name(&self, span: Span, entity: Option<EntityId>) -> String {
        let words = short(span.of(self.reading.text()), 60);
        match entity.map(|id| &self.reading.entities[id.index()].name) {
            Some(name) if !words.contains(name.as_str()) => format!("{words} [{name}]"),
            _ => words,
        }
    }
}

fn place(place: &Place) -> String {
    match place.country {
        Some(country) if place.name != country.as_str() => format!("{} ({country})", place.name),
        _ => place.name.clone(),
    }
}

/// A number as people write it.
pub(crate) fn number(value: f64) -> String {
    if value.fract() != 0.0 || value.abs() >= 1e15 {
        return format!("{value}");
    }
    let digits = format!("{:.0}", value.abs());
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if value < 0.0 { format!("-{out}") } else { out }
}

/// `text` on one line, cut after `limit` characters.
pub(crate) fn short(text: &str, limit: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_thousands() {
        assert_eq!(number(300_000.0), "300,000");
        assert_eq!(number(1_234_567.0), "1,234,567");
        assert_eq!(number(12.0), "12");
        assert_eq!(number(2.5), "2.5");
    }

    #[test]
    fn cuts_on_characters() {
        assert_eq!(short("дом  и сад", 5), "дом и…");
        assert_eq!(short("a b", 5), "a b");
    }
}
