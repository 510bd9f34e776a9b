//! What can go wrong with a request: one table of codes, shown as a page or as JSON.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Declares the error codes: one row makes the variant, the status, the stable code and the
/// headline of the page.
macro_rules! error_codes {
    ($($variant:ident, $status:literal, $code:literal, $headline:literal;)+) => {
        /// A kind of failure that a caller can tell apart.
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        pub(crate) enum Code { $($variant),+ }

        impl Code {
            #[cfg(test)]
            pub(crate) const ALL: &'static [Code] = &[$(Code::$variant),+];

            /// The HTTP status.
            pub(crate) fn status(self) -> StatusCode {
                let status = match self { $(Code::$variant => $status),+ };
                StatusCode::from_u16(status).expect("the table holds valid statuses")
            }

            /// The stable code.
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $code),+ }
            }

            /// In plain words, for the headline of a page.
            pub(crate) const fn headline(self) -> &'static str {
                match self { $(Code::$variant => $headline),+ }
            }
        }
    };
}

error_codes! {
    BadQuery, 400, "bad_query", "The address cannot be read";
    BadDate, 400, "bad_date", "That is not a date";
    BadKind, 400, "bad_kind", "That kind is not known";
    BadHost, 403, "bad_host", "This archive answers on this machine only";
    PageNotFound, 404, "page_not_found", "There is no such page";
    DocumentNotFound, 404, "document_not_found", "There is no such article";
    StoryNotFound, 404, "story_not_found", "There is no such story";
    SpeakerNotFound, 404, "speaker_not_found", "Nobody of that name is quoted";
    IdNotFound, 404, "id_not_found", "Nothing has that id";
    MethodNotAllowed, 405, "method_not_allowed", "Pages can only be read";
    AmbiguousId, 409, "ambiguous_id", "Several things begin with that id";
    StoreDamaged, 500, "store_damaged", "The archive is damaged";
    Internal, 500, "internal", "Something failed on our side";
    StoreMissing, 503, "store_missing", "The archive is gone";
    StoreTooNew, 503, "store_too_new", "The archive is of a later version";
    StoreBusy, 503, "store_busy", "The archive is being written";
}

/// Why a request got no answer.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) code: Code,
    /// The value at fault first, in backticks; no path of this machine.
    pub(crate) detail: String,
}

impl Failure {
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self { code, detail }
    }

    /// As a page.
    pub(crate) fn page(&self) -> Response {
        crate::pages::error::page(self)
    }

    /// As JSON: `{"error": {"code": …, "message": …}}`.
    pub(crate) fn json(&self) -> Response {
        let error = ErrorBody {
            code: self.code.as_str(),
            message: &self.detail,
        };
        (self.code.status(), Json(ErrorRow { error })).into_response()
    }
}

#[derive(Debug, Serialize)]
struct ErrorRow<'a> {
    error: ErrorBody<'a>,
}

#[derive(Debug, Serialize)]
struct ErrorBody<'a> {
    code: &'static str,
    message: &'a str,
}

impl From<rashomon_store::Error> for Failure {
    fn from(error: rashomon_store::Error) -> Self {
        let code = if error.is_unknown_id() {
            Code::IdNotFound
        } else if error.is_ambiguous() {
            Code::AmbiguousId
        } else if error.is_too_new() {
            Code::StoreTooNew
        } else if error.is_locked() {
            Code::StoreBusy
        } else if error.is_missing() {
            Code::StoreMissing
        } else if error.is_corrupt() {
            Code::StoreDamaged
        } else {
            Code::Internal
        };
        let place = format!("{}: ", error.path().display());
        let detail = error.to_string().replace(&place, "");
        Self { code, detail }
    }
}

/// A failure shown as a page.
#[derive(Debug)]
pub(crate) struct PageFailure(pub(crate) Failure);

/// A failure told as JSON.
#[derive(Debug)]
pub(crate) struct ApiFailure(pub(crate) Failure);

impl<E: Into<Failure>> From<E> for PageFailure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl<E: Into<Failure>> From<E> for ApiFailure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for PageFailure {
    fn into_response(self) -> Response {
        self.0.page()
    }
}

impl IntoResponse for ApiFailure {
    fn into_response(self) -> Response {
        self.0.json()
    }
}

#[cfg(test)]
mod tests {
    use super::Code;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_statuses_valid() {
        let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), Code::ALL.len());
        for code in Code::ALL {
            assert!(code.status().is_client_error() || code.status().is_server_error());
            assert!(!code.headline().ends_with('.'));
        }
    }
}
