//! Help pages: what an event type is, with sentences that are coded so.
//!
//! The pages are the coding tests themselves, so that what they show holds.

const PAGES: &[(&str, &str)] = &[
    ("ACCUSE", include_str!("../tests/coding/accuse.md")),
    ("AGREE", include_str!("../tests/coding/agree.md")),
    ("AID", include_str!("../tests/coding/aid.md")),
    ("ASSAULT", include_str!("../tests/coding/assault.md")),
    ("COERCE", include_str!("../tests/coding/coerce.md")),
    ("CONCEDE", include_str!("../tests/coding/concede.md")),
    ("CONSULT", include_str!("../tests/coding/consult.md")),
    ("COOPERATE", include_str!("../tests/coding/cooperate.md")),
    ("MOBILIZE", include_str!("../tests/coding/mobilize.md")),
    ("PROTEST", include_str!("../tests/coding/protest.md")),
    ("REJECT", include_str!("../tests/coding/reject.md")),
    ("REQUEST", include_str!("../tests/coding/request.md")),
    ("RETREAT", include_str!("../tests/coding/retreat.md")),
    ("SANCTION", include_str!("../tests/coding/sanction.md")),
    ("SUPPORT", include_str!("../tests/coding/support.md")),
    ("THREATEN", include_str!("../tests/coding/threaten.md")),
    (
        "attribution",
        include_str!("../tests/coding/attribution.md"),
    ),
    ("status", include_str!("../tests/coding/status.md")),
];

/// The page for a PLOVER type, a rule of that type (`assault.bomb`), `status` or `attribution`, as
/// Markdown; capitals do not matter.
///
/// # Examples
/// ```
/// assert!(rashomon_event::page("assault.bomb").unwrap().starts_with("# ASSAULT"));
/// assert!(rashomon_event::page("negation").is_none());
/// ```
pub fn page(name: &str) -> Option<&'static str> {
    let name = name.split('.').next().unwrap_or(name);
    PAGES
        .iter()
        .find(|(page, _)| page.eq_ignore_ascii_case(name))
        .map(|(_, text)| *text)
}
