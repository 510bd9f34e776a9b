use crate::labels::{labels, row_id};
use crate::{EntityId, Modality, Polarity, Span};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

row_id! {
    /// The place of a [`Quotation`] in its reading.
    QuotationId, "q"
}

labels! {
    /// How the words are given.
    pub enum QuotationKind {
        Direct = "direct", "word for word, in quotation marks";
        Indirect = "indirect", "in the reporter's words";
        Mixed = "mixed", "in the reporter's words with some word for word";
    }
}

labels! {
    /// What the speaker does by speaking.
    pub enum Act {
        Say = "say", "states";
        Announce = "announce", "makes known";
        Claim = "claim", "states, and the reporter keeps a distance";
        Explain = "explain", "gives a reason";
        Demand = "demand", "demands, insists";
        Request = "request", "asks for, calls for, urges";
        Ask = "ask", "asks a question";
        Propose = "propose", "suggests, offers";
        Accuse = "accuse", "blames";
        Deny = "deny", "says that it is not so";
        Reject = "reject", "turns down, dismisses";
        Condemn = "condemn", "condemns, criticises";
        Praise = "praise", "praises, welcomes, supports";
        Warn = "warn", "warns";
        Threaten = "threaten", "threatens";
        Promise = "promise", "promises, vows";
        Agree = "agree", "agrees, accepts";
        Admit = "admit", "admits, acknowledges";
        Confirm = "confirm", "confirms";
        Doubt = "doubt", "questions, doubts";
        Believe = "believe", "thinks, believes, expects";
        Plan = "plan", "plans, intends, wants";
        Order = "order", "orders, instructs";
        Thank = "thank", "thanks, congratulates, apologises";
    }
}

labels! {
    /// How a relay passed the words on.
    pub enum Relation {
        ReportedBy = "reported_by", "an outlet reports them";
        QuotedBy = "quoted_by", "an outlet quotes them";
        Told = "told", "they were told to it";
        PublishedBy = "published_by", "they were published there";
    }
}

/// Somebody who tells, or is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Teller {
    /// As written.
    pub span: Span,
    /// Who that is; `None` when the words link to no entity.
    pub entity: Option<EntityId>,
}

/// Words an article attributes to someone, with where it says so.
///
/// The three parts are those of PARC 3.0 and PolNeAR. Every span indexes the text of the same
/// document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quotation {
    /// How the words are given.
    pub kind: QuotationKind,
    /// What the speaker does by speaking.
    pub act: Act,
    /// What is said, without the quotation marks; in text order, not overlapping, at least one.
    pub content: Vec<Span>,
    /// The reporting expression: "said", "according to"; in text order; empty when there is none.
    pub cue: Vec<Span>,
    /// Who speaks. `None` when the text names nobody.
    pub source: Option<Teller>,
    /// Whom the speaker addresses.
    pub addressee: Option<Teller>,
    /// Relays between the speaker and this article, innermost first.
    pub via: Vec<(Teller, Relation)>,
    /// The quotation this one is told within.
    pub parent: Option<QuotationId>,
    /// Editorial insertions inside the content, which are not words of the speaker.
    pub insertions: Vec<Span>,
    /// Whether the saying itself is told as having happened: "did not say" is negated.
    pub polarity: Polarity,
    /// Whether the saying is actual, future, conditional …: "would deny" is conditional.
    pub modality: Modality,
    /// The rule or model that found it.
    pub rule: Cow<'static, str>,
    /// Chance that content and source are right, 0 to 1.
    pub confidence: f32,
}

impl Quotation {
    /// The span from the first to the last byte of the content.
    ///
    /// # Panics
    /// When `content` is empty, which no annotator returns.
    pub fn extent(&self) -> Span {
        let first = *self.content.first().expect("a quotation has content");
        let last = *self.content.last().expect("a quotation has content");
        first.cover(last)
    }
}
