//! Quotations: source, cue, content, act and the chain of telling.

mod chain;
mod ctx;
mod draft;
mod finish;
mod frame;
mod marks;
mod rules;

use crate::ctx::Ctx;
use rashomon_doc::{Quotation, Reading};

/// The quotations of `reading`, ordered by where their content starts. Reads its syntax, notes,
/// entities and mentions.
///
/// A quotation is reported even when no source is found: words without a speaker are evidence
/// too. Text that cannot be read as a quotation yields nothing.
pub fn quotations(reading: &Reading) -> Vec<Quotation> {
    let ctx = Ctx::new(reading);
    let mut drafts = rules::drafts(&ctx);
    chain::link(&ctx, &mut drafts);
    finish::finish(&ctx, drafts)
}
