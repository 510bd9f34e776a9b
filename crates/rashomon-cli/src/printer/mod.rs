//! How findings look on a terminal and in files.

pub(crate) mod article;
pub(crate) mod dispute;
pub(crate) mod list;
mod style;

pub(crate) use style::{Screen, Tint, tame};
