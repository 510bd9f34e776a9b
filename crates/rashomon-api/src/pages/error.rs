use super::{Top, render};
use crate::error::Failure;
use askama::Template;
use axum::response::{IntoResponse, Response};

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    top: Top,
    status: u16,
    headline: &'static str,
    detail: &'a str,
}

/// The page that tells `failure`.
pub(crate) fn page(failure: &Failure) -> Response {
    let status = failure.code.status();
    let page = ErrorPage {
        top: Top::default(),
        status: status.as_u16(),
        headline: failure.code.headline(),
        detail: &failure.detail,
    };
    match render(&page) {
        Ok(response) => (status, response).into_response(),
        Err(_) => (status, failure.code.headline()).into_response(),
    }
}
