//! What the query part of an address asks for.

use crate::address::encode;
use crate::error::{Code, Failure};
use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use rashomon_doc::{Act, Date, DisputeKind, DocumentId, EventType};
use rashomon_store::Filter;

/// The query of a request; a value left blank counts as not given, of two the last counts.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Params {
    pub(crate) q: Option<String>,
    pub(crate) from: Option<String>,
    pub(crate) until: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) actor: Option<String>,
    pub(crate) speaker: Option<String>,
    pub(crate) place: Option<String>,
    pub(crate) story: Option<String>,
    pub(crate) document: Option<String>,
    pub(crate) kind: Option<String>,
    pub(crate) mark: Option<String>,
    pub(crate) open: Option<String>,
    pub(crate) page: Option<String>,
    pub(crate) limit: Option<String>,
}

/// No page of a list goes further than this.
const LAST_PAGE: usize = 10_000;

impl Params {
    fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        let mut params = Self::default();
        for (name, value) in pairs {
            let value = value.trim();
            if let Some(slot) = params.slot(&name).filter(|_| !value.is_empty()) {
                *slot = Some(value.to_owned());
            }
        }
        params
    }

    fn slot(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "q" => &mut self.q,
            "from" => &mut self.from,
            "until" => &mut self.until,
            "publisher" => &mut self.publisher,
            "actor" => &mut self.actor,
            "speaker" => &mut self.speaker,
            "place" => &mut self.place,
            "story" => &mut self.story,
            "document" => &mut self.document,
            "kind" => &mut self.kind,
            "mark" => &mut self.mark,
            "open" => &mut self.open,
            "page" => &mut self.page,
            "limit" => &mut self.limit,
            _ => return None,
        })
    }

    /// The rows asked for, all of them.
    ///
    /// # Errors
    /// When a day is none.
    pub(crate) fn filter(&self) -> Result<Filter, Failure> {
        Ok(Filter {
            from: date(self.from.as_deref())?,
            until: date(self.until.as_deref())?,
            publisher: self.publisher.clone(),
            actor: self.actor.clone(),
            speaker: self.speaker.clone(),
            place: self.place.clone(),
            story: self.story.clone(),
            document: self.document.clone().map(DocumentId),
            kind: self.kind.clone(),
            limit: None,
            offset: 0,
        })
    }

    /// The page of the list, counted from 1.
    pub(crate) fn page(&self) -> usize {
        let page = self.page.as_deref().and_then(|page| page.parse().ok());
        page.unwrap_or(1).clamp(1, LAST_PAGE)
    }

    /// As [`Params::filter`], for one page of `rows` rows and one row more, by which
    /// [`Params::turn`] knows whether there is a next page.
    ///
    /// # Errors
    /// As [`Params::filter`].
    pub(crate) fn paged(&self, rows: usize) -> Result<Filter, Failure> {
        let mut filter = self.filter()?;
        filter.limit = Some(rows + 1);
        filter.offset = (self.page() - 1) * rows;
        Ok(filter)
    }

    /// Cuts `found` to one page, and gives the addresses of the pages beside it.
    pub(crate) fn turn<T>(&self, path: &str, found: &mut Vec<T>, rows: usize) -> Pager {
        let page = self.page();
        let more = found.len() > rows;
        found.truncate(rows);
        Pager {
            before: (page > 1).then(|| self.address(path, page - 1)),
            after: (more && page < LAST_PAGE).then(|| self.address(path, page + 1)),
            page,
        }
    }

    /// Whether any condition is set.
    pub(crate) fn is_filtered(&self) -> bool {
        self.conditions().iter().any(|(_, value)| value.is_some())
    }

    fn address(&self, path: &str, page: usize) -> String {
        let mut parts: Vec<String> = self
            .conditions()
            .iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", encode(value.as_deref()?))))
            .collect();
        if page > 1 {
            parts.push(format!("page={page}"));
        }
        match parts.is_empty() {
            true => path.to_owned(),
            false => format!("{path}?{}", parts.join("&")),
        }
    }

    fn conditions(&self) -> [(&'static str, &Option<String>); 9] {
        [
            ("q", &self.q),
            ("from", &self.from),
            ("until", &self.until),
            ("publisher", &self.publisher),
            ("actor", &self.actor),
            ("speaker", &self.speaker),
            ("place", &self.place),
            ("story", &self.story),
            ("kind", &self.kind),
        ]
    }
}

/// The addresses of the pages beside the one shown.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Pager {
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
    pub(crate) page: usize,
}

impl Pager {
    pub(crate) fn is_needed(&self) -> bool {
        self.before.is_some() || self.after.is_some()
    }
}

/// A day as `YYYY-MM-DD`; a year or a month stands for its first day.
fn date(text: Option<&str>) -> Result<Option<Date>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    match whole.parse() {
        Ok(date) => Ok(Some(date)),
        Err(_) => Err(Failure::new(
            Code::BadDate,
            format!("`{text}` is not a day as YYYY-MM-DD"),
        )),
    }
}

pub(crate) fn event_kind(kind: Option<&str>) -> Result<(), Failure> {
    check_kind(
        kind,
        |kind| kind.to_uppercase().parse::<EventType>().is_ok(),
        "PLOVER type",
    )
}

pub(crate) fn dispute_kind(kind: Option<&str>) -> Result<(), Failure> {
    check_kind(
        kind,
        |kind| kind.to_lowercase().parse::<DisputeKind>().is_ok(),
        "kind of dispute",
    )
}

pub(crate) fn act_kind(kind: Option<&str>) -> Result<(), Failure> {
    check_kind(
        kind,
        |kind| kind.to_lowercase().parse::<Act>().is_ok(),
        "act",
    )
}

fn check_kind(kind: Option<&str>, known: impl Fn(&str) -> bool, what: &str) -> Result<(), Failure> {
    match kind {
        Some(kind) if !known(kind) => Err(Failure::new(
            Code::BadKind,
            format!("`{kind}` is not a {what}"),
        )),
        _ => Ok(()),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        // A query that cannot be decoded asks for nothing.
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
        Ok(Self::from_pairs(
            pairs.map(|Query(pairs)| pairs).unwrap_or_default(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(query: &str) -> Params {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        Params::from_pairs(
            pairs
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        )
    }

    #[test]
    fn blanks_and_unknown_names_count_for_nothing() {
        assert_eq!(params("from=&x=1&kind=  "), Params::default());
        assert!(!params("page=3").is_filtered());
        assert!(params("actor=Orsk").is_filtered());
    }

    #[test]
    fn days_are_read_and_others_refused() {
        let filter = params("from=2024&until=2024-06").filter().expect("days");
        assert_eq!(
            filter.from.map(|day| day.to_string()).as_deref(),
            Some("2024-01-01")
        );
        assert_eq!(
            filter.until.map(|day| day.to_string()).as_deref(),
            Some("2024-06-01")
        );
        let failure = params("from=yesterday").filter().expect_err("no day");
        assert_eq!(failure.code, Code::BadDate);
    }

    #[test]
    fn pages_are_turned_with_their_conditions() {
        let params = params("actor=A+B&page=2");
        let mut found = vec![0; 11];
        let pager = params.turn("/events", &mut found, 10);
        assert_eq!(found.len(), 10);
        assert_eq!(pager.before.as_deref(), Some("/events?actor=A%2BB"));
        assert_eq!(pager.after.as_deref(), Some("/events?actor=A%2BB&page=3"));
    }

    #[test]
    fn pages_far_away_do_not_overflow() {
        assert_eq!(params("page=18446744073709551615").page(), LAST_PAGE);
        assert_eq!(params("page=-1").page(), 1);
    }
}
