//! The headline of a page.

use super::meta::{Meta, unescape};
use scraper::{ElementRef, Html, Selector};
use std::sync::LazyLock;

/// The headline: the page's `h1` when its statements about itself agree with one, else what they
/// say, without the name of the outlet.
pub(super) fn title(page: &Html, meta: &Meta) -> Option<String> {
    static H1: LazyLock<Selector> = LazyLock::new(|| Selector::parse("h1").expect("a selector"));
    static TITLE: LazyLock<Selector> =
        LazyLock::new(|| Selector::parse("title").expect("a selector"));
    let heads: Vec<String> = page
        .select(&H1)
        .map(words)
        .filter(|head| !head.is_empty())
        .collect();
    let stated = stated(meta).map(|title| clean(&title));
    let tab = page.select(&TITLE).next().map(words);
    for title in stated.iter().chain(&tab) {
        if let Some(head) = heads.iter().find(|head| agree(head, title)) {
            return Some(head.clone());
        }
    }
    let site = meta.publisher();
    let without_site = |title: String| without_site(&title, site.as_deref());
    let title = stated
        .map(without_site)
        .or_else(|| (heads.len() == 1).then(|| heads[0].clone()))
        .or_else(|| tab.map(without_site))
        .or_else(|| heads.first().cloned())?;
    (!title.is_empty()).then_some(title)
}

fn stated(meta: &Meta) -> Option<String> {
    let entry = |name: &str| meta.entry(name).map(str::to_owned);
    let article = meta
        .articles()
        .find_map(|article| article.get("headline")?.as_str());
    entry("og:title")
        .or_else(|| article.map(str::to_owned))
        .or_else(|| entry("twitter:title"))
        .or_else(|| entry("dc.title"))
        .filter(|title| !title.trim().is_empty())
}

fn words(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect::<Vec<_>>().join(" ");
    clean(&text)
}

fn clean(text: &str) -> String {
    unescape(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether one is the other, or its start, give or take an outlet's name.
pub(super) fn agree(head: &str, title: &str) -> bool {
    let (head, title) = (letters(head), letters(title));
    head.len() >= 8
        && (title.starts_with(&head) || head.starts_with(&title) && 2 * title.len() > head.len())
}

/// `title` without "| Outlet" or "- Outlet" at its end.
fn without_site(title: &str, site: Option<&str>) -> String {
    for mark in [" | ", " :: ", " • ", " · ", " » ", " — ", " – ", " - "] {
        if let Some((before, after)) = title.rsplit_once(mark) {
            let after_letters = letters(after);
            let is_site = site.is_some_and(|site| {
                let site = letters(site);
                site.contains(&after_letters) || after_letters.contains(&site)
            });
            let is_short =
                after.split_whitespace().count() <= 3 && before.split_whitespace().count() >= 3;
            if is_site || (is_short && (mark == " | " || after.contains('.'))) {
                return before.trim().to_owned();
            }
        }
    }
    title.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_title(html: &str, wanted: &str) {
        let page = Html::parse_document(html);
        let meta = Meta::read(&page);
        assert_eq!(title(&page, &meta).as_deref().unwrap_or(""), wanted);
    }

    #[test]
    fn headlines() {
        check_title(
            "<title>Talks fail in Orsk | The Courier</title><h1>The Courier</h1><h1>Talks fail <i>in Orsk</i></h1>",
            "Talks fail in Orsk",
        );
        check_title(
            "<title>Talks fail in Orsk | The Courier</title>",
            "Talks fail in Orsk",
        );
        check_title(
            "<meta property='og:title' content='Talks &amp;amp; more - Vel Today'><meta property='og:site_name' content='Vel Today'>",
            "Talks & more",
        );
        check_title("<p>x", "");
    }
}
