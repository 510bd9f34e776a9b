use crate::labels::{labels, row_id};
use crate::{Iso3, QuotationId, Span};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

row_id! {
    /// The place of a [`Time`] in its reading.
    TimeId, "t"
}
row_id! {
    /// The place of a [`Place`] in its reading.
    PlaceId, "p"
}
row_id! {
    /// The place of a [`Figure`] in its reading.
    FigureId, "f"
}

labels! {
    /// TIMEX3 types.
    pub enum TimeType {
        Date = "DATE", "a calendar day or longer stretch";
        Time = "TIME", "a time of day";
        Duration = "DURATION", "a length of time";
        Set = "SET", "a repeated time";
    }
}

/// A time expression, as TIMEX3.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Time {
    /// The expression.
    pub span: Span,
    /// TIMEX3 value, such as `2016-02-11`, `P4H`, `PRESENT_REF`.
    pub timex3: String,
    /// TIMEX3 type.
    pub kind: TimeType,
    /// First day it can denote; `None` for lengths and for what could not be anchored.
    pub earliest: Option<Date>,
    /// Last day it can denote.
    pub latest: Option<Date>,
}

/// A toponym resolved to coordinates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The toponym.
    pub span: Span,
    /// The gazetteer's name.
    pub name: String,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// The country it lies in.
    pub country: Option<Iso3>,
}

labels! {
    /// How a figure bounds the true number.
    pub enum Bound {
        Exact = "exact", "that many";
        AtLeast = "at_least", "that many or more";
        AtMost = "at_most", "that many or fewer";
        About = "about", "roughly that many";
    }
}

labels! {
    /// What a figure counts.
    pub enum Measure {
        Killed = "killed", "people killed";
        Injured = "injured", "people injured";
        Detained = "detained", "people arrested or detained";
        Abducted = "abducted", "people abducted or held hostage";
        Displaced = "displaced", "people displaced or fled";
        Missing = "missing", "people missing";
        Affected = "affected", "people trapped, besieged, cut off or in need";
        Evacuated = "evacuated", "people evacuated or rescued";
        Forces = "forces", "troops, fighters or other forces";
        Protesters = "protesters", "people protesting";
        VotedFor = "voted_for", "votes in favour";
        VotedAgainst = "voted_against", "votes against";
        Abstained = "abstained", "votes withheld";
        Voted = "voted", "votes, side not told";
        Paid = "paid", "money paid, pledged or owed";
        Distance = "distance", "a distance";
        Duration = "duration", "a length of time";
        Attacks = "attacks", "attacks, strikes or violations counted";
        Share = "share", "a share in per cent";
        Other = "other", "a count of something else";
    }
}

/// A number in the text, with what it counts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The number with its bound and unit words.
    pub span: Span,
    /// Smallest number meant.
    pub low: f64,
    /// Largest number meant; equal to `low` for a single number.
    pub high: f64,
    /// How it bounds the true number.
    pub bound: Bound,
    /// What is counted, in singular or plural as the field writes it: `people`, `km`, `USD`.
    pub unit: String,
    /// What is told of the counted.
    pub measure: Option<Measure>,
    /// Who among people: `civilians`, `children`, `soldiers`; `None` when not told apart.
    pub victims: Option<String>,
    /// Whether the number adds up over a period ("since 2011") instead of one incident.
    pub cumulative: bool,
    /// When it holds.
    pub time: Option<TimeId>,
    /// Where it holds.
    pub place: Option<PlaceId>,
    /// The quotation that answers for it; `None` when the publisher does.
    pub quotation: Option<QuotationId>,
}
