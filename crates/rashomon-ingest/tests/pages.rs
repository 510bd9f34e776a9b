//! Pages in, articles out.
#![cfg(feature = "html")]

use rashomon_ingest::{Options, Page, documents, read_page};
use std::fs;

const STORY: &str = "<p>The envoys left the city on Monday after the talks on the bridge had failed, the minister said.</p>\
    <p>She said that nobody knew when the two sides would meet <a href='/x'>again in the city of Orsk</a>.</p>\
    <p>Residents told reporters that shelling had gone on through the night and into the morning hours.</p>";

fn page(head: &str, body: &str) -> Page {
    let html = format!(
        "<!doctype html><html><head>{head}</head><body><nav><a href='/'>Home</a> <a href='/w'>World</a></nav>\
         <article><h1>Talks fail in Orsk</h1>{body}{STORY}</article><footer>About us</footer></body></html>"
    );
    read_page(&html, None, &Options::default()).expect("an article")
}

#[test]
fn the_article_alone_headline_first() {
    let page = page("<title>Talks fail in Orsk - The Courier</title>", "");
    let paragraphs: Vec<&str> = page.text.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 4);
    assert_eq!(paragraphs[0], "Talks fail in Orsk");
    assert_eq!(
        paragraphs[2],
        "She said that nobody knew when the two sides would meet again in the city of Orsk."
    );
}

#[test]
fn outlet_address_and_date_come_from_the_page() {
    let page = page(
        "<link rel='canonical' href='https://courier.example/talks'>
         <script type='application/ld+json'>{\"@graph\": [{\"@type\": \"WebPage\", \"datePublished\": \"2015-01-01\"},
           {\"@type\": \"NewsArticle\", \"datePublished\": \"2016-02-11T23:30:00-05:00\", \"publisher\": {\"name\": \"The Courier\"}}]}</script>",
        "",
    );
    assert_eq!(page.publisher.as_deref(), Some("The Courier"));
    assert_eq!(page.url.as_deref(), Some("https://courier.example/talks"));
    let published = page.published.expect("a date");
    assert_eq!(
        (published.date.to_string().as_str(), published.basis),
        ("2016-02-11", "json-ld")
    );
}

#[test]
fn dates_by_meta_time_and_markup() {
    let check = |head: &str, body: &str, wanted: &str| {
        let found = page(head, body).published;
        let found = found.map(|date| format!("{} {}", date.basis, date.date));
        assert_eq!(found.as_deref().unwrap_or("none"), wanted);
    };
    check(
        "<meta property='article:published_time' content='2016-02-11T10:00Z'>",
        "",
        "meta 2016-02-11",
    );
    check(
        "",
        "<time datetime='2016-02-11'>Thursday</time>",
        "time 2016-02-11",
    );
    check(
        "",
        "<span class='entry-date'>11 February 2016</span>",
        "markup 2016-02-11",
    );
    check("", "", "none");
}

#[test]
fn hostile_pages_are_refused_in_time() {
    let options = Options::default();
    let refused = |html: &str| read_page(html, None, &options).expect_err("no article");
    assert!(refused(&"<div>".repeat(100_000)).contains("nested 100000 deep"));
    assert!(refused("").contains("no article"));
    assert!(refused("<html><body></body></html>").contains("no article"));
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(
        folder.path().join("slow.html"),
        format!("<body>{}", "<p>word word word</p>".repeat(20_000)),
    )
    .expect("written");
    let hurry = Options {
        most_page_millis: 1,
        ..Options::default()
    };
    let found: Vec<_> = documents([folder.path()], &hurry).collect();
    assert!(
        found[0]
            .as_ref()
            .expect_err("too slow")
            .reason
            .contains("takes longer")
    );
}

#[test]
fn encodings_of_pages() {
    let folder = tempfile::tempdir().expect("a folder");
    let html = format!(
        "<html><head><meta charset='windows-1251'><title>x</title></head><body><article>{STORY}<p>Орск и ещё несколько слов о городе и переговорах.</p></article></body></html>"
    );
    let bytes: Vec<u8> = html
        .chars()
        .map(|c| match c {
            'ё' => 0xb8,
            'А'..='я' => (c as u32 - 'А' as u32 + 0xc0) as u8,
            _ => c as u8,
        })
        .collect();
    fs::write(folder.path().join("a.html"), bytes).expect("written");
    let found: Vec<_> = documents([folder.path()], &Options::default()).collect();
    let text = &found[0].as_ref().expect("an article").text;
    assert!(text.contains("Орск и ещё несколько слов"), "{text}");
}
