//! The archive over HTTP: pages rendered on the server, and the same as JSON.
//!
//! In goes the folder of an archive, out comes a router. Pages work without JavaScript and load
//! nothing from elsewhere; every row leads to the words it was found in. The JSON interface under
//! `/api/v1/` has types and error codes of its own; its offsets are Unicode code points, as in the
//! output contract.
//!
//! The archive is opened for reading only, so that adding to it goes on beside.

mod address;
mod archive;
mod article;
mod chain;
mod chart;
mod colour;
mod digest;
mod dispute;
mod error;
mod highlight;
mod json;
mod lineage;
mod pages;
mod params;
mod search;
mod server;
mod timeline;
mod web;
mod words;

pub use archive::Archive;
pub use server::{Error, router, serve};
