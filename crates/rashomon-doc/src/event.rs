use crate::labels::{labels, row_id};
use crate::{EntityId, PlaceId, QuotationId, Span, TimeId};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

row_id! {
    /// The place of an [`Event`] in its reading.
    EventId, "v"
}

labels! {
    /// PLOVER event types (codebook 0.8), from most cooperative to most hostile.
    pub enum EventType {
        Agree = "AGREE", "agrees or promises to cooperate";
        Consult = "CONSULT", "meets, visits or talks with";
        Support = "SUPPORT", "supports or praises in words, or signs an agreement";
        Concede = "CONCEDE", "gives way, eases or releases";
        Cooperate = "COOPERATE", "works together in deed";
        Aid = "AID", "gives material help";
        Retreat = "RETREAT", "withdraws, surrenders or ceases fire";
        Request = "REQUEST", "asks for, demands or proposes";
        Accuse = "ACCUSE", "accuses, criticises or investigates";
        Reject = "REJECT", "refuses, denies or vetoes";
        Threaten = "THREATEN", "threatens or warns";
        Protest = "PROTEST", "protests, strikes or riots";
        Sanction = "SANCTION", "cuts or reduces relations, imposes sanctions";
        Mobilize = "MOBILIZE", "moves or readies forces";
        Coerce = "COERCE", "seizes, arrests, bans or represses without direct violence";
        Assault = "ASSAULT", "uses violence";
    }
}

impl EventType {
    /// Whether it is a deed, not an act of speech.
    pub fn is_deed(self) -> bool {
        match self {
            Self::Accuse
            | Self::Reject
            | Self::Request
            | Self::Threaten
            | Self::Support
            | Self::Consult => false,
            Self::Agree
            | Self::Concede
            | Self::Cooperate
            | Self::Aid
            | Self::Retreat
            | Self::Protest
            | Self::Sanction
            | Self::Mobilize
            | Self::Coerce
            | Self::Assault => true,
        }
    }
}

labels! {
    /// Whether something is told to be so or not to be so.
    pub enum Polarity {
        Affirmed = "affirmed", "told to be so";
        Negated = "negated", "told not to be so";
    }
}

labels! {
    /// In what way something is told to happen.
    pub enum Modality {
        Actual = "actual", "happens or happened";
        Future = "future", "is planned or to come";
        Demanded = "demanded", "is asked for";
        Conditional = "conditional", "would happen if";
        Possible = "possible", "may happen or have happened";
        Historical = "historical", "background from long before";
    }
}

/// Who takes part in an event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// As written.
    pub span: Span,
    /// Who that is; `None` when the words link to no entity.
    pub entity: Option<EntityId>,
}

/// Something reported to have happened, by whom to whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// PLOVER type.
    pub plover: EventType,
    /// PLOVER mode, such as `aerial` or `visit`.
    pub mode: Option<Cow<'static, str>>,
    /// PLOVER contexts, such as `military`.
    pub context: Vec<Cow<'static, str>>,
    /// CAMEO code, two to four digits.
    pub cameo: Option<Cow<'static, str>>,
    /// The words that tell of it.
    pub trigger: Span,
    /// Who does it.
    pub sources: Vec<Party>,
    /// To whom.
    pub targets: Vec<Party>,
    /// When.
    pub time: Option<TimeId>,
    /// Where.
    pub place: Option<PlaceId>,
    /// Told to be so or not.
    pub polarity: Polarity,
    /// In what way it is told to happen.
    pub modality: Modality,
    /// The quotation that answers for it; `None` when the publisher does.
    pub quotation: Option<QuotationId>,
    /// The rule or model that found it.
    pub rule: Cow<'static, str>,
    /// Chance that type, source and target are right, 0 to 1.
    pub confidence: f32,
}
