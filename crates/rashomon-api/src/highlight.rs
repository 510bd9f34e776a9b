//! An article's text with its findings marked, as HTML.
//!
//! Findings overlap freely: an event lies in a quotation that lies in another one. The text is cut
//! wherever a finding begins or ends; each piece carries the classes of all findings over it and
//! leads to the shortest of them.

use rashomon_doc::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The layers of findings that are marked.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Layer {
    Quotation,
    Event,
    Time,
    Place,
    Figure,
}

impl Layer {
    /// The letter in ids and classes.
    pub(crate) fn letter(self) -> char {
        match self {
            Layer::Quotation => 'q',
            Layer::Event => 'e',
            Layer::Time => 't',
            Layer::Place => 'p',
            Layer::Figure => 'f',
        }
    }
}

/// Words of a finding. A finding in several parts gives several of these with one id.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) span: Span,
    pub(crate) layer: Layer,
    /// The id of the panel that explains it, such as `q3`.
    pub(crate) id: String,
}

/// The text as HTML, and which findings share words.
#[derive(Debug, Default)]
pub(crate) struct Highlighted {
    /// Paragraphs, escaped.
    pub(crate) html: String,
    /// For each id those that share words with it.
    pub(crate) beside: BTreeMap<String, BTreeSet<String>>,
}

/// Stretches of the text that are shown in a way of their own.
#[derive(Debug, Default)]
pub(crate) struct Stretches {
    /// Captions and page debris: shown small.
    pub(crate) aside: Vec<Span>,
    /// Words that the address asks to show.
    pub(crate) here: Option<Span>,
    /// Left out: the headline when it stands above the text already.
    pub(crate) hidden: Option<Span>,
}

/// Marks `found` in `text`. Spans that are not of the text are left out.
pub(crate) fn highlight(text: &str, found: &[Found], stretches: &Stretches) -> Highlighted {
    let mut found: Vec<&Found> = found
        .iter()
        .filter(|found| is_of(text, found.span))
        .collect();
    found.sort_by_key(|found| (found.span.start, found.span.end));
    let mut writer = Writer {
        text,
        stretches,
        cuts: cuts(text, &found, stretches),
        found,
        next: 0,
        open: Vec::new(),
        is_here_written: false,
        out: Highlighted::default(),
    };
    for line in lines(text) {
        if stretches.hidden.is_none_or(|hidden| !hidden.contains(line)) {
            writer.paragraph(line);
        }
    }
    writer.out
}

fn is_of(text: &str, span: Span) -> bool {
    !span.is_empty() && text.get(span.range()).is_some()
}

/// The lines of `text` that are not blank.
fn lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let span = Span::new(start, start + line.len()).trim(text);
        start += line.len();
        (!span.is_empty()).then_some(span)
    })
}

/// Where pieces begin and end, in order.
fn cuts(text: &str, found: &[&Found], stretches: &Stretches) -> Vec<u32> {
    let spans = found.iter().map(|found| found.span);
    let others = stretches.aside.iter().chain(&stretches.here).copied();
    let mut cuts: Vec<u32> = spans
        .chain(others.filter(|&span| is_of(text, span)))
        .flat_map(|span| [span.start, span.end])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

struct Writer<'a> {
    text: &'a str,
    stretches: &'a Stretches,
    cuts: Vec<u32>,
    found: Vec<&'a Found>,
    /// The first of `found` that has not been opened.
    next: usize,
    open: Vec<&'a Found>,
    is_here_written: bool,
    out: Highlighted,
}

impl Writer<'_> {
    fn paragraph(&mut self, line: Span) {
        let is_aside = self
            .stretches
            .aside
            .iter()
            .any(|aside| aside.contains(line));
        self.out.html.push_str(if is_aside {
            "<p class=\"aside\">"
        } else {
            "<p>"
        });
        let mut start = line.start;
        let first = self.cuts.partition_point(|&cut| cut <= line.start);
        let last = self.cuts.partition_point(|&cut| cut < line.end);
        for index in first..last {
            let cut = self.cuts[index];
            self.piece(Span { start, end: cut });
            start = cut;
        }
        self.piece(Span {
            start,
            end: line.end,
        });
        self.out.html.push_str("</p>\n");
    }

    fn piece(&mut self, span: Span) {
        self.open.retain(|found| found.span.end > span.start);
        while let Some(found) = self
            .found
            .get(self.next)
            .filter(|found| found.span.start < span.end)
        {
            if found.span.end > span.start {
                self.open.push(found);
            }
            self.next += 1;
        }
        self.note_neighbours();
        let is_here = self.stretches.here.is_some_and(|here| here.contains(span));
        let anchor = if is_here && !self.is_here_written {
            " id=\"here\""
        } else {
            ""
        };
        self.is_here_written |= is_here;
        let words = escape(span.of(self.text));
        let html = &mut self.out.html;
        match self.open.iter().min_by_key(|found| found.span.len()) {
            Some(shortest) => {
                let layers: BTreeSet<Layer> = self.open.iter().map(|found| found.layer).collect();
                let ids: BTreeSet<&str> = self.open.iter().map(|found| found.id.as_str()).collect();
                html.push_str("<a class=\"f");
                for layer in layers {
                    write!(html, " f{}", layer.letter()).expect("a string takes all");
                }
                let here = if is_here { " here" } else { "" };
                let ids = ids.into_iter().collect::<Vec<_>>().join(" ");
                write!(
                    html,
                    "{here}\" href=\"#{}\" data-f=\"{}\"{anchor}>{words}</a>",
                    escape(&shortest.id),
                    escape(&ids)
                )
                .expect("a string takes all");
            }
            None if is_here => {
                write!(html, "<mark class=\"here\"{anchor}>{words}</mark>")
                    .expect("a string takes all");
            }
            None => html.push_str(&words),
        }
    }

    fn note_neighbours(&mut self) {
        for found in &self.open {
            for other in self.open.iter().filter(|other| other.id != found.id) {
                let beside = self.out.beside.entry(found.id.clone()).or_default();
                beside.insert(other.id.clone());
            }
        }
    }
}

/// `text` with the characters escaped that mean something in HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\0' => escaped.push('\u{fffd}'),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, layer: Layer, id: &str, words: &str) -> Found {
        let start = text.find(words).expect("the words are in the text");
        let span = Span::new(start, start + words.len());
        Found {
            span,
            layer,
            id: id.to_owned(),
        }
    }

    fn check(text: &str, found: &[Found], stretches: &Stretches, html: &str) {
        assert_eq!(highlight(text, found, stretches).html, html);
    }

    #[test]
    fn crossing_findings_are_cut() {
        let text = "one two three four";
        let marks = [
            found(text, Layer::Quotation, "q1", "one two three"),
            found(text, Layer::Event, "v1", "three four"),
            found(text, Layer::Figure, "f1", "two"),
        ];
        check(
            text,
            &marks,
            &Stretches::default(),
            "<p><a class=\"f fq\" href=\"#q1\" data-f=\"q1\">one </a>\
             <a class=\"f fq ff\" href=\"#f1\" data-f=\"f1 q1\">two</a>\
             <a class=\"f fq\" href=\"#q1\" data-f=\"q1\"> </a>\
             <a class=\"f fq fe\" href=\"#v1\" data-f=\"q1 v1\">three</a>\
             <a class=\"f fe\" href=\"#v1\" data-f=\"v1\"> four</a></p>\n",
        );
        let beside = highlight(text, &marks, &Stretches::default()).beside;
        assert!(beside["q1"].contains("v1") && beside["v1"].contains("q1"));
        assert!(!beside["f1"].contains("v1"));
    }

    #[test]
    fn markup_is_escaped_and_paragraphs_closed() {
        let text = "<script>alert('&')</script>\n\n\n\"x\"";
        check(
            text,
            &[],
            &Stretches::default(),
            "<p>&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;</p>\n<p>&quot;x&quot;</p>\n",
        );
    }

    #[test]
    fn a_finding_over_two_paragraphs_is_opened_twice() {
        let text = "a b\n\nc d";
        let marks = [found(text, Layer::Quotation, "q1", "b\n\nc")];
        check(
            text,
            &marks,
            &Stretches::default(),
            "<p>a <a class=\"f fq\" href=\"#q1\" data-f=\"q1\">b</a></p>\n\
             <p><a class=\"f fq\" href=\"#q1\" data-f=\"q1\">c</a> d</p>\n",
        );
    }

    #[test]
    fn words_asked_for_are_marked_once_as_the_place_to_go() {
        let text = "a b c";
        let stretches = Stretches {
            here: Some(Span::new(0, 3)),
            ..Stretches::default()
        };
        check(
            text,
            &[found(text, Layer::Time, "t1", "b")],
            &stretches,
            "<p><mark class=\"here\" id=\"here\">a </mark>\
             <a class=\"f ft here\" href=\"#t1\" data-f=\"t1\">b</a> c</p>\n",
        );
    }

    #[test]
    fn spans_of_another_text_do_no_harm() {
        let text = "é";
        let wild = [(0, 1), (1, 2), (5, 9)].map(|(start, end)| Found {
            span: Span::new(start, end),
            layer: Layer::Place,
            id: "p1".to_owned(),
        });
        let stretches = Stretches {
            here: Some(Span::new(1, 40)),
            ..Stretches::default()
        };
        check(text, &wild, &stretches, "<p>é</p>\n");
        check("", &wild, &stretches, "");
    }

    #[test]
    fn the_headline_can_be_left_out() {
        let stretches = Stretches {
            hidden: Some(Span::new(0, 4)),
            ..Stretches::default()
        };
        check("Head\n\nBody", &[], &stretches, "<p>Body</p>\n");
    }
}
