//! Scorers for every layer, on gold data.
//!
//! In goes a folder of gold data, out comes one flat map of `layer/corpus/part/metric` to a number;
//! percentages run from 0 to 100. A part of the data that is not there is left out of the map.

pub mod coref;
mod counts;
pub mod disputes;
pub mod entities;
pub mod events;
mod extraction;
mod floors;
pub mod gold;
pub mod ground;
pub mod own;
pub mod quotes;
mod sample;
mod scores;
mod stories;
pub mod syntax;

pub use counts::Counts;
pub use floors::{Fall, Floors, lower_is_better};
pub use gold::{Gold, GoldError, Part};
pub use scores::{Layer, Scores, score};
