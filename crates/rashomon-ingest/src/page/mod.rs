//! Pages into documents: the article's own text, verbatim, with its headline, outlet and date.

mod blocks;
mod dates;
mod guard;
mod meta;
mod title;

use crate::decode;
use crate::input::{Options, too_long, unnamed};
use crate::record::host;
use blocks::{Squeezed, blocks};
use meta::Meta;
use rashomon_doc::{Date, Document};
use scraper::Html;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use trafilatura::{ExtractionFocus, HtmlDateMode};

/// The article of a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The headline.
    pub title: Option<String>,
    /// The headline, a blank line, and the paragraphs of the article with blank lines between.
    pub text: String,
    /// The outlet, by the name it gives itself, else by its host.
    pub publisher: Option<String>,
    /// The address the page gives as its own.
    pub url: Option<String>,
    /// When it was published, and what says so.
    pub published: Option<PageDate>,
}

/// A day of publication with its evidence.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PageDate {
    /// The day, as written.
    pub date: Date,
    /// What kind of evidence says so: `json-ld`, `meta`, `time`, `url`, `markup`, `text`.
    pub basis: &'static str,
    /// The words that say so.
    pub evidence: String,
}

/// The article of the page `html`, which lay at `url`.
///
/// Paragraphs are checked against the page: what the extractor cut words out of is replaced by the
/// page's own words.
///
/// # Errors
/// The reason, when the page holds no article or is too large, too deep or too slow to read.
pub fn read_page(html: &str, url: Option<&str>, options: &Options) -> Result<Page, String> {
    if html.len() > options.most_page_bytes {
        return Err(too_long(
            "a page",
            html.len() as u64,
            options.most_page_bytes,
        ));
    }
    guard::check_depth(html)?;
    let page = Html::parse_document(html);
    let meta = Meta::read(&page);
    let url = meta.url().or_else(|| url.map(str::to_owned));
    let title = title::title(&page, &meta);
    let whole = Squeezed::of(&page);
    let mut paragraphs = extract(html)?;
    for paragraph in &mut paragraphs {
        whole.restore(paragraph);
    }
    let paragraphs: Vec<String> = paragraphs.into_iter().filter(|p| !p.is_empty()).collect();
    if paragraphs.is_empty() {
        return Err("no article found on the page".into());
    }
    Ok(Page {
        text: text(title.as_deref(), &paragraphs),
        publisher: meta.publisher().or_else(|| host(url.as_deref()?)),
        published: dates::published(&page, &meta, html, url.as_deref()),
        title,
        url,
    })
}

/// The day the page `html`, which lay at `url`, was published, with the words that say so.
///
/// `None` when nothing on the page says so clearly: no date is better than a wrong one.
pub fn page_date(html: &str, url: Option<&str>) -> Option<PageDate> {
    guard::check_depth(html).ok()?;
    let page = Html::parse_document(html);
    let meta = Meta::read(&page);
    let url = meta.url().or_else(|| url.map(str::to_owned));
    dates::published(&page, &meta, html, url.as_deref())
}

/// The page in `bytes` as Unicode, by the encoding it names for itself, else by its looks.
pub fn decode_page(bytes: Vec<u8>) -> String {
    let label = guard::charset(&bytes);
    decode::text(bytes, label.as_deref())
}

/// The document of a page in `bytes`; runs under a time limit.
///
/// A page that takes too long is given up; its thread ends by itself, which the limits on size and
/// depth ensure.
pub(crate) fn document(
    bytes: Vec<u8>,
    url: Option<String>,
    label: Option<String>,
    options: &Options,
) -> Result<Document, String> {
    let limit = Duration::from_millis(options.most_page_millis);
    let options = options.clone();
    let (sender, receiver) = mpsc::channel();
    let work = move || {
        let label = label
            .map(String::into_bytes)
            .or_else(|| guard::charset(&bytes));
        let html = decode::text(bytes, label.as_deref());
        // The receiver may have given up waiting.
        let _ = sender.send(read_page(&html, url.as_deref(), &options));
    };
    // The extractor recurses; its trees are shallower than the guard's limit but not by much.
    let thread = thread::Builder::new().stack_size(32 << 20).spawn(work);
    thread.map_err(|error| error.to_string())?;
    let page = match receiver.recv_timeout(limit) {
        Ok(page) => page?,
        Err(mpsc::RecvTimeoutError::Timeout) => {
            return Err(format!(
                "the page takes longer than {} s",
                limit.as_secs_f32()
            ));
        }
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            return Err("the page broke the extractor".into());
        }
    };
    let mut document = unnamed(page.title, page.text);
    document.publisher = page.publisher;
    document.url = page.url;
    document.published = page.published.map(|published| published.date);
    Ok(document)
}

/// The paragraphs that the extractor takes for the article.
fn extract(html: &str) -> Result<Vec<String>, String> {
    let options = trafilatura::Options::default()
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_fallback(true)
        .with_exclude_comments(true)
        .with_html_date_mode(HtmlDateMode::Disabled);
    let found = trafilatura::extract(html, &options)
        .map_err(|error| format!("no article found on the page: {error}"))?;
    Ok(blocks(&Html::parse_document(&found.content_html)))
}

fn text(title: Option<&str>, paragraphs: &[String]) -> String {
    let same =
        |paragraph: &String| title.is_some_and(|title| title.eq_ignore_ascii_case(paragraph));
    let body = paragraphs
        .iter()
        .enumerate()
        .filter(|(at, paragraph)| *at > 2 || !same(paragraph));
    let body = body.map(|(_, paragraph)| paragraph.as_str());
    let parts: Vec<&str> = title.into_iter().chain(body).collect();
    parts.join("\n\n")
}
