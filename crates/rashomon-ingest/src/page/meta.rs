//! What a page says of itself: meta elements, JSON-LD, the canonical link.

use scraper::{Html, Selector};
use serde_json::Value;
use std::sync::LazyLock;

/// The page's own statements, in its order.
#[derive(Debug, Default)]
pub(super) struct Meta {
    /// Names in small letters, with contents.
    pub(super) entries: Vec<(String, String)>,
    /// Objects of JSON-LD, outermost first.
    pub(super) objects: Vec<Value>,
    /// JSON-LD that could not be parsed.
    pub(super) broken: Vec<String>,
    canonical: Option<String>,
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("a valid selector")
}

impl Meta {
    pub(super) fn read(page: &Html) -> Self {
        static META: LazyLock<Selector> = LazyLock::new(|| selector("meta[content]"));
        static LD: LazyLock<Selector> =
            LazyLock::new(|| selector("script[type='application/ld+json']"));
        static CANONICAL: LazyLock<Selector> =
            LazyLock::new(|| selector("link[rel='canonical'][href]"));
        let mut meta = Meta::default();
        for element in page.select(&META) {
            let content = element.attr("content").unwrap_or("").trim();
            for key in ["property", "name", "itemprop", "http-equiv"] {
                if let Some(name) = element.attr(key)
                    && !content.is_empty()
                {
                    meta.entries
                        .push((name.trim().to_lowercase(), content.to_owned()));
                }
            }
        }
        for element in page.select(&LD) {
            let text: String = element.text().collect();
            match serde_json::from_str(text.trim().trim_end_matches(';')) {
                Ok(value) => collect(value, &mut meta.objects, 0),
                Err(_) => meta.broken.push(text),
            }
        }
        let canonical = page.select(&CANONICAL).next();
        meta.canonical = canonical.and_then(|link| absolute(link.attr("href")?));
        meta
    }

    /// The content of the first entry called `name`.
    pub(super) fn entry(&self, name: &str) -> Option<&str> {
        self.entries
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, content)| content.as_str())
    }

    /// The JSON-LD objects that are articles, then those of other types that a page may be.
    pub(super) fn articles(&self) -> impl Iterator<Item = &Value> {
        let of_rank = |rank| {
            self.objects
                .iter()
                .filter(move |object| type_rank(object) == rank)
        };
        of_rank(0).chain(of_rank(1))
    }

    pub(super) fn url(&self) -> Option<String> {
        let og = self.entry("og:url").and_then(absolute);
        self.canonical.clone().or(og)
    }

    pub(super) fn publisher(&self) -> Option<String> {
        let by_article = || {
            self.articles().find_map(|article| {
                let publisher = article.get("publisher")?;
                let name = publisher
                    .get("name")
                    .or_else(|| publisher.get(0)?.get("name"))?;
                name.as_str().map(unescape)
            })
        };
        let by_entry = |name: &str| self.entry(name).map(unescape);
        by_entry("og:site_name")
            .or_else(by_article)
            .or_else(|| by_entry("application-name"))
            .or_else(|| by_entry("dc.publisher"))
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty() && name.len() < 120)
    }
}

/// 0 for articles, 1 for pages, 2 for what says nothing of the page.
fn type_rank(object: &Value) -> u8 {
    let rank = |name: &str| {
        let article = ["Article", "NewsArticle", "BlogPosting", "Report", "Posting"];
        if article.iter().any(|kind| name.ends_with(kind)) {
            0
        } else if name.ends_with("WebPage")
            || name.ends_with("ItemPage")
            || name.ends_with("CreativeWork")
        {
            1
        } else {
            2
        }
    };
    match object.get("@type") {
        Some(Value::String(name)) => rank(name),
        Some(Value::Array(names)) => names
            .iter()
            .filter_map(Value::as_str)
            .map(rank)
            .min()
            .unwrap_or(2),
        _ => 2,
    }
}

/// Every object of `value`, outermost first.
fn collect(value: Value, objects: &mut Vec<Value>, depth: usize) {
    match value {
        Value::Array(values) if depth < 8 => {
            for value in values {
                collect(value, objects, depth + 1);
            }
        }
        Value::Object(mut object) => {
            let graph = object.remove("@graph");
            let main = object
                .get("mainEntity")
                .or_else(|| object.get("mainEntityOfPage"))
                .cloned();
            objects.push(Value::Object(object));
            for inner in graph.into_iter().chain(main) {
                if depth < 8 {
                    collect(inner, objects, depth + 1);
                }
            }
        }
        _ => {}
    }
}

fn absolute(url: &str) -> Option<String> {
    let url = url.trim();
    let whole = url.starts_with("http://") || url.starts_with("https://");
    (whole && url.len() < 2000).then(|| url.to_owned())
}

/// Text of JSON-LD and meta contents with the few entities that are escaped twice.
pub(super) fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut plain = text.to_owned();
    for (entity, c) in [
        ("&quot;", "\""),
        ("&#039;", "'"),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&apos;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&#8217;", "’"),
        ("&#8216;", "‘"),
        ("&#8220;", "“"),
        ("&#8221;", "”"),
        ("&#8211;", "–"),
        ("&#8212;", "—"),
        ("&amp;", "&"),
    ] {
        plain = plain.replace(entity, c);
    }
    plain
}
