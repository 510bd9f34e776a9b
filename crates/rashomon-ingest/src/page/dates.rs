//! When a page was published: structured statements first, then what readers see.

use super::PageDate;
use super::meta::Meta;
use crate::date::{Order, parse_date};
use rashomon_doc::Date;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use std::sync::LazyLock;

/// The day the page was published, by the strongest evidence on it.
pub(super) fn published(
    page: &Html,
    meta: &Meta,
    html: &str,
    url: Option<&str>,
) -> Option<PageDate> {
    let _ = html;
    by_json_ld(meta)
        .or_else(|| by_meta(meta))
        .or_else(|| by_time(page))
        .or_else(|| by_url(url?))
        .or_else(|| by_markup(page))
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

fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("a valid selector")
}

fn by_time(page: &Html) -> Option<PageDate> {
    static TIMES: LazyLock<Selector> = LazyLock::new(|| {
        selector("time, abbr.published, [itemprop='datePublished'], [itemprop='datepublished']")
    });
    let times: Vec<ElementRef<'_>> = page.select(&TIMES).take(60).collect();
    let dated = |element: &ElementRef<'_>| {
        let text: String = element.text().collect();
        let stated = ["datetime", "content", "title"]
            .iter()
            .filter_map(|name| element.attr(name));
        let mut words = stated.map(str::to_owned).chain([text]);
        words.find_map(|words| Some(found(parse_date(&words, Order::DayFirst)?, "time", &words)))
    };
    let marked = |element: &&ElementRef<'_>| {
        let names = ["itemprop", "class", "pubdate"]
            .map(|name| element.attr(name).unwrap_or("").to_lowercase());
        element.attr("pubdate").is_some()
            || names
                .iter()
                .any(|name| name.contains("publish") || name.contains("entry-date"))
    };
    times
        .iter()
        .filter(marked)
        .find_map(dated)
        .or_else(|| times.iter().find_map(dated))
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

/// Elements whose class or id says that they hold the date.
fn by_markup(page: &Html) -> Option<PageDate> {
    static MARKED: LazyLock<Selector> = LazyLock::new(|| {
        let names = [
            "publish",
            "pubdate",
            "post-date",
            "postdate",
            "entry-date",
            "article-date",
            "date",
            "byline",
            "dateline",
            "posted",
            "time",
            "meta",
            "datum",
            "fecha",
        ];
        let parts: Vec<String> = names
            .iter()
            .flat_map(|name| [format!("[class*='{name}' i]"), format!("[id*='{name}' i]")])
            .collect();
        selector(&parts.join(", "))
    });
    page.select(&MARKED).take(200).find_map(|element| {
        let text: String = element.text().take(40).collect::<Vec<_>>().join(" ");
        if text.len() > 300 {
            return None;
        }
        Some(found(parse_date(&text, Order::DayFirst)?, "markup", &text))
    })
}
