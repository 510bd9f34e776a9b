//! When a page was published: structured statements first, then what readers see.

use super::PageDate;
use super::meta::Meta;
use crate::date::{Order, find_date, parse_date};
use rashomon_doc::Date;
use scraper::{ElementRef, Html};
use serde_json::Value;

/// The day the page was published, by the strongest evidence on it.
///
/// Programs' statements come first (JSON-LD, meta elements), then times and dates that readers see
/// near the headline, then the address, then words such as "published on" anywhere.
pub(super) fn published(
    page: &Html,
    meta: &Meta,
    html: &str,
    url: Option<&str>,
) -> Option<PageDate> {
    let visible = Visible::of(page, meta);
    by_json_ld(meta)
        .or_else(|| by_meta(meta))
        .map(|stated| visible.in_local_time(stated))
        .or_else(|| visible.by_time(false))
        .or_else(|| by_url(url?))
        .or_else(|| visible.by_markup(false))
        .or_else(|| visible.near_headline())
        .or_else(|| visible.by_words())
        .or_else(|| by_script(html))
        .or_else(|| visible.by_time(true))
        .or_else(|| visible.by_markup(true))
        .or_else(|| by_title(meta))
        .or_else(|| by_change(meta))
}

fn found(date: Date, basis: &'static str, evidence: &str) -> PageDate {
    let evidence = evidence.split_whitespace().collect::<Vec<_>>().join(" ");
    PageDate {
        date,
        basis,
        evidence: evidence.chars().take(200).collect(),
    }
}

fn by_json_ld(meta: &Meta) -> Option<PageDate> {
    let stated = |key: &str| {
        meta.articles().find_map(|article| {
            let words = article.get(key).and_then(Value::as_str)?;
            Some(found(parse_date(words, Order::DayFirst)?, "json-ld", words))
        })
    };
    let broken = || {
        meta.broken.iter().find_map(|text| {
            let words = after_key(text, "\"datePublished\"")?;
            Some(found(parse_date(words, Order::DayFirst)?, "json-ld", words))
        })
    };
    stated("datePublished")
        .or_else(broken)
        .or_else(|| stated("dateCreated"))
        .or_else(|| stated("uploadDate"))
}

/// The string after `key` and a colon in what looks like JSON.
fn after_key<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let rest = &text[text.find(key)? + key.len()..];
    let rest = rest
        .trim_start()
        .strip_prefix(':')?
        .trim_start()
        .strip_prefix('"')?;
    rest.split('"').next()
}

/// Names of meta elements that hold the day of publication, the surest first.
const META: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc:date.issued",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published-date",
    "published_date",
    "publication_date",
    "publication-date",
    "publicationdate",
    "date_published",
    "date.published",
    "parsely-pub-date",
    "parsely-page-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cse_publish_date",
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "originalpublicationdate",
    "rnews:datepublished",
    "shareaholic:article_published_time",
    "article.published",
    "article:post_date",
    "article_date_original",
    "displaydate",
    "published",
    "published_at",
    "release_date",
    "releasedate",
    "dcterms.created",
    "dc.date.created",
    "dc:created",
    "datecreated",
    "created",
    "dc.created",
    "dc.date",
    "dc:date",
    "dcterms.date",
    "date",
    "article:date",
    "og:pubdate",
    "ptime",
    "timestamp",
    "article.created",
    "bt:pubdate",
    "gentime",
    "mediator_published_time",
    "item-publish-date",
    "pdate",
    "fb:published_time",
    "eprints.date",
    "bepress_citation_date",
    "pub_date",
    "iso-8601-publish-date",
    "pub-date",
    "creation-date",
    "doc_date",
    "articledate",
    "news_date",
    "search.date",
    "uploaddate",
];

fn by_meta(meta: &Meta) -> Option<PageDate> {
    META.iter().find_map(|name| {
        let words = meta.entry(name)?;
        Some(found(parse_date(words, Order::DayFirst)?, "meta", words))
    })
}

/// `/2016/02/11/`, `/2016-02-11-`, `/20160211/` in an address.
fn by_url(url: &str) -> Option<PageDate> {
    let bytes = url.as_bytes();
    let number = |at: usize, len: usize| {
        let digits = url.get(at..at + len)?;
        digits
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| digits.parse::<i16>().ok())?
    };
    let digit_at = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (0..bytes.len()).find_map(|at| {
        if at > 0 && digit_at(at - 1) {
            return None;
        }
        let year = number(at, 4).filter(|year| (1995..=2100).contains(year))?;
        let separated = matches!(bytes.get(at + 4), Some(b'/' | b'-' | b'_'));
        let (month, day, end) = if separated {
            let two = digit_at(at + 6);
            let month = number(at + 5, 1 + usize::from(two))?;
            let day_at = at + 7 + usize::from(two);
            if bytes.get(day_at - 1) != bytes.get(at + 4) {
                return None;
            }
            let two = digit_at(day_at + 1);
            (
                month,
                number(day_at, 1 + usize::from(two))?,
                day_at + 1 + usize::from(two),
            )
        } else {
            (number(at + 4, 2)?, number(at + 6, 2)?, at + 8)
        };
        if digit_at(end) {
            return None;
        }
        let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        Some(found(date, "url", &url[at..end]))
    })
}

/// Keys of scripts that pages are made from.
fn by_script(html: &str) -> Option<PageDate> {
    const KEYS: &[&str] = &[
        "\"datePublished\"",
        "\"published_at\"",
        "\"publishedAt\"",
        "\"publishDate\"",
        "\"publish_date\"",
        "\"publicationDate\"",
        "\"pubDate\"",
        "\"firstPublished\"",
        "\"date_published\"",
    ];
    KEYS.iter().find_map(|key| {
        let words = after_key(html, key)?;
        Some(found(parse_date(words, Order::DayFirst)?, "script", words))
    })
}

/// A date in the title or the description, as bulletins have it.
fn by_title(meta: &Meta) -> Option<PageDate> {
    ["og:title", "og:description", "description"]
        .iter()
        .find_map(|name| {
            let words = meta.entry(name)?;
            Some(found(find_date(words, Order::DayFirst)?, "title", words))
        })
}

/// The day of the last change, where nothing says when the page first came out.
fn by_change(meta: &Meta) -> Option<PageDate> {
    let names = [
        "og:updated_time",
        "article:modified_time",
        "last-modified",
        "dcterms.modified",
        "dc.date.modified",
        "datemodified",
    ];
    names.iter().find_map(|name| {
        let words = meta.entry(name)?;
        Some(found(parse_date(words, Order::DayFirst)?, "change", words))
    })
}

/// What readers see, with where it stands.
struct Visible<'p> {
    /// The place of the headline among all elements.
    headline: Option<usize>,
    times: Vec<(Standing, ElementRef<'p>)>,
    marked: Vec<(Standing, ElementRef<'p>)>,
    /// Short texts of single elements.
    lines: Vec<(Standing, String)>,
}

/// Where an element stands.
#[derive(Clone, Copy, Debug)]
struct Standing {
    /// Among comments, related articles and the like.
    elsewhere: bool,
    /// Its place among all elements.
    at: usize,
}

/// Classes and ids that hold a date.
const DATED: &[&str] = &[
    "publish", "pubdate", "date", "byline", "posted", "time", "meta", "datum", "fecha", "authored",
    "info",
];

/// Elements of these classes hold comments, or lead to other articles.
const ELSEWHERE: &[&str] = &[
    "comment",
    "related",
    "sidebar",
    "widget",
    "teaser",
    "recommend",
    "most-read",
    "latest",
];

/// The longest text that is a line about the article, not of it.
const LINE: usize = 160;

impl<'p> Visible<'p> {
    fn of(page: &'p Html, meta: &Meta) -> Self {
        let title = super::title::title(page, meta);
        let mut visible = Self {
            headline: None,
            times: Vec::new(),
            marked: Vec::new(),
            lines: Vec::new(),
        };
        let is_title = |element: ElementRef<'_>| {
            matches!(element.value().name(), "h1" | "h2" | "h3")
                && title
                    .as_ref()
                    .is_some_and(|title| super::title::agree(&text(element, 600), title))
        };
        let mut hidden_until = 0;
        let mut elsewhere_until = 0;
        for (at, node) in page.tree.root().descendants().enumerate() {
            let Some(element) = ElementRef::wrap(node).filter(|_| at >= hidden_until) else {
                continue;
            };
            if is_hidden(element) {
                hidden_until = at + node.descendants().count();
                continue;
            }
            if visible.headline.is_none() && is_title(element) {
                visible.headline = Some(at);
            }
            let holds_title = || {
                element
                    .descendants()
                    .filter_map(ElementRef::wrap)
                    .any(is_title)
            };
            if at >= elsewhere_until && is_elsewhere(element) && !holds_title() {
                elsewhere_until = at + node.descendants().count();
            }
            let elsewhere = at < elsewhere_until;
            visible.take(Standing { elsewhere, at }, element);
        }
        visible
    }

    fn take(&mut self, at: Standing, element: ElementRef<'p>) {
        let itemprop = element.attr("itemprop").unwrap_or("");
        if element.value().name() == "time" || itemprop.eq_ignore_ascii_case("datepublished") {
            self.times.push((at, element));
        } else if names(element).any(|name| DATED.iter().any(|dated| name.contains(dated))) {
            self.marked.push((at, element));
        }
        let own_text = element.children().any(|child| {
            child
                .value()
                .as_text()
                .is_some_and(|text| text.bytes().any(|b| b.is_ascii_digit()))
        });
        if own_text && self.lines.len() < 4000 {
            let words = text(element, LINE + 40);
            if words.len() <= LINE {
                self.lines.push((at, words));
            }
        }
    }

    /// Nearest to the headline first: what follows it before what stands above it.
    fn by_nearness<T: Copy>(&self, items: &[(Standing, T)], elsewhere: bool) -> Vec<T> {
        let mut items = items.to_vec();
        items.retain(|(standing, _)| standing.elsewhere == elsewhere);
        items.sort_by_key(|(standing, _)| self.distance(standing.at));
        items.into_iter().map(|(_, item)| item).collect()
    }

    fn distance(&self, at: usize) -> (u8, usize) {
        match self.headline {
            Some(headline) if at < headline => (1, headline - at),
            _ => (0, at),
        }
    }

    /// Whether an element is one of the article's own, at most so many elements from its headline.
    fn is_near(&self, standing: Standing, before: usize, after: usize) -> bool {
        !standing.elsewhere
            && self.headline.is_none_or(|headline| {
                (headline.saturating_sub(before)..=headline + after).contains(&standing.at)
            })
    }

    fn by_time(&self, elsewhere: bool) -> Option<PageDate> {
        let times = self.by_nearness(&self.times, elsewhere);
        let dated = |element: &ElementRef<'_>| {
            let stated = ["datetime", "content", "title"]
                .iter()
                .filter_map(|name| element.attr(name));
            let mut words = stated.map(str::to_owned).chain([text(*element, 200)]);
            words
                .find_map(|words| Some(found(parse_date(&words, Order::DayFirst)?, "time", &words)))
        };
        let published = |element: &&ElementRef<'_>| {
            element.attr("pubdate").is_some()
                || names(**element)
                    .any(|name| name.contains("publish") || name.contains("entry-date"))
        };
        times
            .iter()
            .filter(published)
            .find_map(dated)
            .or_else(|| times.iter().find_map(dated))
    }

    fn by_markup(&self, elsewhere: bool) -> Option<PageDate> {
        self.by_nearness(&self.marked, elsewhere)
            .into_iter()
            .find_map(|element| {
                let words = text(element, 340);
                if words.len() > 300 || is_clock(&words) {
                    return None;
                }
                Some(found(find_date(&words, Order::DayFirst)?, "markup", &words))
            })
    }

    /// A short line with a date, within some elements after the headline or just before it.
    fn near_headline(&self) -> Option<PageDate> {
        self.headline?;
        let lines = self
            .lines
            .iter()
            .filter(|(standing, _)| self.is_near(*standing, 12, 60));
        let near: Vec<(Standing, &String)> =
            lines.map(|(standing, words)| (*standing, words)).collect();
        self.by_nearness(&near, false)
            .into_iter()
            .find_map(|words| Some(found(find_date(words, Order::DayFirst)?, "line", words)))
    }

    /// "Published on", "Stand:", "last edited" and the like, with a date in the same line.
    fn by_words(&self) -> Option<PageDate> {
        const FIRST: &[&str] = &[
            "publish",
            "posted",
            "veröffentlich",
            "erstellt",
            "datum",
            "mise en ligne",
            "publié",
            "publicad",
            "pubblicat",
            "geschrieben",
            "erschienen",
            "gespeichert",
            "eingetragen",
            "written on",
            "press release",
            "pressemitteilung",
            "meldung vom",
        ];
        const CHANGED: &[&str] = &[
            "updated",
            "aktualisi",
            "stand:",
            "last modified",
            "last edited",
            "last revis",
            "zuletzt",
            "letzte änderung",
            "mis à jour",
            "actualizad",
            "aggiornat",
        ];
        [FIRST, CHANGED].into_iter().find_map(|words_of| {
            self.lines.iter().find_map(|(_, words)| {
                let small = words.to_lowercase();
                words_of.iter().find(|word| small.contains(*word))?;
                Some(found(find_date(words, Order::DayFirst)?, "words", words))
            })
        })
    }

    /// A statement in UTC names another day than readers see when it was made at night. The day
    /// they see is the one the outlet gives.
    fn in_local_time(&self, stated: PageDate) -> PageDate {
        let words = stated.evidence.as_str();
        let utc = words.ends_with('Z') || words.ends_with("+00:00") || words.ends_with("+0000");
        if !utc {
            return stated;
        }
        let hour: Option<u8> = words
            .find('T')
            .or_else(|| words.find(' '))
            .and_then(|at| words.get(at + 1..at + 3)?.parse().ok());
        let other = match hour {
            Some(0..12) => stated.date.yesterday(),
            Some(20..) => stated.date.tomorrow(),
            _ => return stated,
        };
        let Ok(other) = other else {
            return stated;
        };
        let near: Vec<Date> = self.seen().collect();
        if !near.contains(&stated.date) && near.contains(&other) {
            return PageDate {
                date: other,
                ..stated
            };
        }
        stated
    }

    /// Days in marked elements, times and lines near the headline, as readers see them.
    fn seen(&self) -> impl Iterator<Item = Date> + '_ {
        let near = |standing: &Standing| self.is_near(*standing, 30, 120);
        let elements = self.marked.iter().chain(&self.times);
        let elements = elements
            .filter(move |(standing, _)| near(standing))
            .map(|(_, element)| text(*element, 340));
        let lines = self
            .lines
            .iter()
            .filter(move |(standing, _)| near(standing));
        let lines = lines.map(|(_, words)| words.clone());
        elements
            .filter(|words| words.len() <= 300)
            .chain(lines)
            .filter_map(|words| find_date(&words, Order::DayFirst))
    }
}

/// Whether a line tells the time of the visit, or of a change only.
fn is_clock(words: &str) -> bool {
    let small = words.to_lowercase();
    [
        "aktuelle zeit",
        "aktuelles datum",
        "current time",
        "time now",
        "last edited",
        "last modified",
        "heute ist",
    ]
    .iter()
    .any(|mark| small.contains(mark))
}

/// Classes, id and itemprop in small letters.
fn names(element: ElementRef<'_>) -> impl Iterator<Item = String> + '_ {
    ["class", "id", "itemprop"]
        .into_iter()
        .filter_map(move |key| Some(element.attr(key)?.to_lowercase()))
}

fn is_hidden(element: ElementRef<'_>) -> bool {
    matches!(
        element.value().name(),
        "script" | "style" | "noscript" | "head" | "svg" | "select"
    )
}

fn is_elsewhere(element: ElementRef<'_>) -> bool {
    if matches!(element.value().name(), "footer" | "nav") {
        return true;
    }
    !matches!(element.value().name(), "html" | "body" | "article" | "main")
        && names(element).any(|name| ELSEWHERE.iter().any(|mark| name.contains(mark)))
}

/// The first bytes of the element's text.
fn text(element: ElementRef<'_>, most: usize) -> String {
    let mut text = String::new();
    for part in element.text() {
        text.push_str(part);
        text.push(' ');
        if text.len() > most {
            break;
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
