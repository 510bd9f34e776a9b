//! When, where and how many: times, places and figures; dating the undated.
//!
//! In goes a reading with its syntax and mentions, out come time expressions with their days,
//! toponyms with their coordinates, and numbers with what they count. Every function works on the
//! text alone too, with less to go by, when the earlier layers are empty.

mod calendar;
mod dating;
mod figure;
mod grammar;
mod number;
mod place;
mod tense;
mod time;
mod words;

pub use figure::figures;
#[doc(hidden)]
pub use place::{Weights, resolve_by};
pub use place::{places, resolve};
pub use time::times;
