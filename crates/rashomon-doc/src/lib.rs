//! The data model of Rashomon: spans, documents and everything found in them.
//!
//! In goes nothing, out goes nothing: this crate is plain data, with no algorithm and no I/O.
//! Every annotator takes a [`Reading`] whose earlier layers are filled and returns rows of its own
//! type; the façade puts them in place. Offsets in every type here are **bytes** of
//! [`Document::text`]; the output contract turns them into Unicode code points at the edge.

mod labels;

mod account;
mod document;
mod entity;
mod event;
mod ground;
mod quote;
mod reading;
mod span;
mod story;
mod syntax;

pub use account::{Account, Dispute, DisputeKind, FigureHistory, FigureLine, Side};
pub use document::{Basis, Document, DocumentId, Publication};
pub use entity::{Entity, EntityId, EntityType, Iso3, Mention, MentionKind, Sector};
pub use event::{Event, EventId, EventType, Modality, Party, Polarity};
pub use ground::{Bound, Figure, FigureId, Measure, Place, PlaceId, Time, TimeId, TimeType};
pub use jiff::civil::Date;
pub use labels::UnknownLabel;
pub use quote::{Act, Quotation, QuotationId, QuotationKind, Relation, Teller};
pub use reading::{Diagnostic, Note, NoteKind, Reading};
pub use span::Span;
pub use story::{Descent, Happening, Lineage, Moment, Report, Story};
pub use syntax::{Deprel, Feature, Features, NewToken, Sentence, Syntax, Token, Upos};
