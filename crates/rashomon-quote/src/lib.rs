//! Quotations: source, cue, content, act and the chain of telling.

mod chain;
mod combine;
mod ctx;
mod draft;
mod features;
mod finish;
mod frame;
pub mod link;
mod marks;
mod model;
mod rows;
mod rules;
pub mod train;

use crate::ctx::Ctx;
use crate::model::Model;
use rashomon_doc::{Quotation, Reading};

/// The quotations of `reading`, ordered by where their content starts. Reads its syntax, notes,
/// entities and mentions.
///
/// A quotation is reported even when no source is found: words without a speaker are evidence
/// too. Text that cannot be read as a quotation yields nothing.
pub fn quotations(reading: &Reading) -> Vec<Quotation> {
    quotations_by(reading, model::builtin())
}

fn quotations_by(reading: &Reading, model: Option<&Model>) -> Vec<Quotation> {
    let ctx = Ctx::new(reading);
    let mut drafts = rules::drafts(&ctx);
    if let Some(model) = model {
        let mut view = features::View::new(&ctx);
        drafts = combine::combine(&ctx, drafts, model.find(&mut view));
    }
    rules::labels(&ctx, &mut drafts);
    rules::signed(&ctx, &mut drafts);
    rules::loose(&ctx, &mut drafts);
    rules::part(&ctx, &mut drafts);
    chain::link(&ctx, &mut drafts);
    finish::finish(&ctx, drafts)
}
