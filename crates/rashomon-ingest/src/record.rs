use crate::date::{Order, parse_date};
use crate::id::{clean, given_id};
use crate::input::{Options, unnamed};
use rashomon_doc::Document;
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// What a field of an object or a column of a table may hold.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Field {
    /// The article.
    Text,
    /// The headline.
    Title,
    /// The outlet.
    Publisher,
    /// The day of publication.
    Published,
    /// The address.
    Url,
    /// A name, unique in its collection.
    Id,
}

impl Field {
    /// Every field.
    pub const ALL: [Field; 6] = [
        Field::Text,
        Field::Title,
        Field::Publisher,
        Field::Published,
        Field::Url,
        Field::Id,
    ];

    /// As mappings and messages write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Field::Text => "text",
            Field::Title => "title",
            Field::Publisher => "publisher",
            Field::Published => "published",
            Field::Url => "url",
            Field::Id => "id",
        }
    }

    /// Names that collections in use give the field, the likeliest first, as [`fold_name`] writes
    /// them. From exports of Media Cloud, GDELT, Event Registry, NewsAPI, news-please, Taranis,
    /// schema.org, ninjs, Nexis tables and FA-KES.
    fn known_names(self) -> &'static [&'static str] {
        match self {
            Field::Text => &[
                "text",
                "body",
                "content",
                "articlecontent",
                "articlebody",
                "articletext",
                "maintext",
                "fulltext",
                "bodytext",
                "contenttext",
                "storytext",
                "article",
                "story",
                "rawtext",
                "plaintext",
                "fullarticle",
                "newscontent",
                "newstext",
                "transcript",
            ],
            Field::Title => &[
                "title",
                "headline",
                "articletitle",
                "heading",
                "head",
                "newstitle",
                "headlines",
            ],
            Field::Publisher => &[
                "publisher",
                "source",
                "outlet",
                "medianame",
                "sourcename",
                "publication",
                "newspaper",
                "sitename",
                "media",
                "mediaoutlet",
                "newssource",
                "provider",
                "domain",
                "sourcedomain",
                "hostname",
                "journal",
                "mediaurl",
            ],
            Field::Published => &[
                "published",
                "date",
                "publishdate",
                "publisheddate",
                "datepublished",
                "publishedat",
                "pubdate",
                "publicationdate",
                "datepublish",
                "articledate",
                "datetime",
                "datetimestamp",
                "firstcreated",
                "versioncreated",
                "created",
                "createdat",
                "seendate",
                "timestamp",
                "day",
            ],
            Field::Url => &[
                "url",
                "link",
                "articleurl",
                "weburl",
                "canonicalurl",
                "permalink",
                "sourceurl",
                "href",
            ],
            Field::Id => &[
                "id",
                "unitid",
                "articleid",
                "docid",
                "documentid",
                "storyid",
                "storiesid",
                "newsid",
                "guid",
                "uuid",
                "uri",
                "key",
                "identifier",
            ],
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Which field of the input holds what, where its name does not say so: `text=body,title=headline`.
///
/// The name of a field inside an object is written with dots: `publisher=source.name`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Mapping(BTreeMap<Field, String>);

/// A mapping that cannot be read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnknownField(String);

impl fmt::Display for UnknownField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
        write!(
            f,
            "`{}` is no `FIELD=NAME`, FIELD one of {}",
            self.0,
            known.join(", ")
        )
    }
}

impl std::error::Error for UnknownField {}

impl FromStr for Mapping {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        let mut mapping = Mapping::default();
        for part in text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let unknown = || UnknownField(part.to_owned());
            let (field, name) = part.split_once('=').ok_or_else(unknown)?;
            let field = Field::ALL
                .into_iter()
                .find(|known| {
                    known.as_str() == field.trim() || known.known_names().contains(&field.trim())
                })
                .ok_or_else(unknown)?;
            mapping.0.insert(field, name.trim().to_owned());
        }
        Ok(mapping)
    }
}

impl Mapping {
    /// The name given for `field`.
    pub fn get(&self, field: Field) -> Option<&str> {
        self.0.get(&field).map(String::as_str)
    }

    /// What `field` is called in messages.
    pub(crate) fn describe(&self, field: Field) -> String {
        match self.get(field) {
            Some(name) => format!("field `{name}` ({field})"),
            None => format!("field `{field}`"),
        }
    }
}

/// A name of a field without case and punctuation: `Article_Title` is `articletitle`.
pub(crate) fn fold_name(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The place among `names` that holds `field`.
pub(crate) fn place_of(field: Field, names: &[String], mapping: &Mapping) -> Option<usize> {
    if let Some(mapped) = mapping.get(field) {
        let exact = names.iter().position(|name| name == mapped);
        return exact.or_else(|| {
            names
                .iter()
                .position(|name| fold_name(name) == fold_name(mapped))
        });
    }
    let folded: Vec<String> = names.iter().map(|name| fold_name(name)).collect();
    field
        .known_names()
        .iter()
        .find_map(|known| folded.iter().position(|name| name == known))
}

/// The values of one record.
pub(crate) type Fields = BTreeMap<Field, String>;

/// The document that `fields` describe; the reason when they hold no text.
pub(crate) fn document(
    mut fields: Fields,
    file: &str,
    options: &Options,
) -> Result<Document, String> {
    let text = fields.remove(&Field::Text);
    let name = || options.mapping.describe(Field::Text);
    let text = text.ok_or_else(|| format!("{} missing", name()))?;
    if text.trim().is_empty() {
        return Err(format!("{} empty", name()));
    }
    let mut take = |field| {
        let value: Option<String> = fields.remove(&field);
        value
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    };
    let title = take(Field::Title);
    let mut document = unnamed(title, text);
    document.url = take(Field::Url);
    document.publisher = take(Field::Publisher).or_else(|| host(document.url.as_deref()?));
    document.published =
        take(Field::Published).and_then(|date| parse_date(&date, Order::MonthFirst));
    if let Some(id) = take(Field::Id).and_then(|id| given_id(&id, &clean(file))) {
        document.id = id;
    }
    Ok(document)
}

/// The host of `url` without `www.`.
pub(crate) fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let host = rest
        .split(['/', '?', '#', ':'])
        .next()?
        .rsplit('@')
        .next()?;
    let host = host.strip_prefix("www.").unwrap_or(host).to_lowercase();
    (host.contains('.') && !host.contains(' ')).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mappings() {
        let mapping: Mapping = "text=Body Text, title=head".parse().expect("a mapping");
        assert_eq!(mapping.get(Field::Text), Some("Body Text"));
        let error = "words=body".parse::<Mapping>().expect_err("no such field");
        assert_eq!(
            error.to_string(),
            "`words=body` is no `FIELD=NAME`, FIELD one of text, title, publisher, published, url, id"
        );
    }

    #[test]
    fn hosts() {
        assert_eq!(
            host("https://www.Orsk-News.example/a?b").as_deref(),
            Some("orsk-news.example")
        );
        assert_eq!(host("orsk"), None);
    }
}
