//! Whether a capital or a seat of power stands for its government, by its place in the sentence.

use rashomon_doc::{Deprel, Syntax, Upos};

/// Whether the capital at the token `head` stands for its government: it says or does something,
/// is spoken to, has a policy, an ally, relations.
pub(crate) fn capital_acts(syntax: &Syntax, head: usize) -> bool {
    acts(syntax, head, 0)
}

/// Whether the seat of power at the token `head` stands for its government: it does unless the
/// words before it say where something is.
pub(crate) fn seat_acts(syntax: &Syntax, head: usize) -> bool {
    let above = syntax.head(head);
    match (case(syntax, head), above) {
        (
            Some("in" | "at" | "near" | "outside" | "inside" | "around" | "behind" | "opposite"),
            _,
        ) => false,
        (Some("of"), Some(above)) => !has(STRUCTURES, syntax.lemma(above)),
        _ => {
            !(syntax.token(head).deprel == Deprel::NmodPoss
                && above.is_some_and(|above| has(STRUCTURES, syntax.lemma(above))))
        }
    }
}

fn acts(syntax: &Syntax, head: usize, depth: u8) -> bool {
    let Some(above) = syntax.head(head) else {
        return false;
    };
    let lemma = syntax.lemma(above);
    let verb = matches!(syntax.token(above).upos, Upos::Verb);
    match syntax.token(head).deprel {
        Deprel::Nsubj | Deprel::OblAgent => verb && !has(STATES, lemma),
        Deprel::NsubjPass => verb && has(TOWARDS, lemma),
        Deprel::NmodPoss => !has(GROUNDS, lemma) && !has(STRUCTURES, lemma),
        Deprel::Obj | Deprel::Iobj => verb && has(TOWARDS, lemma),
        Deprel::Nmod | Deprel::Obl => match case(syntax, head) {
            Some("with" | "by" | "against" | "between") => true,
            Some("to") if verb => has(SAID_TO, lemma),
            Some("to") => has(MESSAGES, lemma) || has(TIES, lemma) || has(GAINS, lemma),
            Some("from") => has(MESSAGES, lemma),
            Some("of") => has(TIES, lemma),
            Some("for") => has(GAINS, lemma) || has(TIES, lemma),
            _ => false,
        },
        // What is joined stands as the first does.
        Deprel::Conj if depth < 4 => acts(syntax, above, depth + 1),
        _ => false,
    }
}

/// The adposition of the token at `head`.
fn case(syntax: &Syntax, head: usize) -> Option<&str> {
    let is_case = |&child: &usize| {
        let token = syntax.token(child);
        token.deprel == Deprel::Case && token.upos == Upos::Adp
    };
    syntax
        .children(head)
        .find(is_case)
        .map(|case| syntax.lemma(case))
}

fn has(list: &[&str], word: &str) -> bool {
    list.binary_search(&word).is_ok()
}

/// What a place does as well as a government.
const STATES: &[&str] = &[
    "bake",
    "become",
    "boast",
    "burn",
    "bustle",
    "celebrate",
    "drown",
    "endure",
    "experience",
    "fall",
    "flood",
    "freeze",
    "have",
    "host",
    "lie",
    "remain",
    "see",
    "shake",
    "shiver",
    "sit",
    "sleep",
    "sprawl",
    "stand",
    "stretch",
    "suffer",
    "swelter",
    "wake",
];

/// What is done to those who can answer.
const TOWARDS: &[&str] = &[
    "accuse",
    "advise",
    "alarm",
    "allow",
    "anger",
    "appease",
    "arm",
    "ask",
    "assure",
    "back",
    "blame",
    "call",
    "challenge",
    "compel",
    "condemn",
    "convince",
    "criticise",
    "criticize",
    "defy",
    "denounce",
    "embarrass",
    "embolden",
    "enable",
    "encourage",
    "enrage",
    "expect",
    "force",
    "help",
    "inform",
    "infuriate",
    "invite",
    "irk",
    "irritate",
    "isolate",
    "let",
    "lobby",
    "lure",
    "notify",
    "oblige",
    "oppose",
    "persuade",
    "praise",
    "press",
    "pressure",
    "prod",
    "punish",
    "push",
    "reassure",
    "remind",
    "sanction",
    "support",
    "suspect",
    "tell",
    "thank",
    "threaten",
    "urge",
    "want",
    "warn",
    "worry",
];

/// Verbs of which somebody is told, given or owed something.
const SAID_TO: &[&str] = &[
    "answer",
    "apologise",
    "apologize",
    "appeal",
    "belong",
    "bow",
    "complain",
    "concede",
    "defer",
    "hand",
    "listen",
    "object",
    "offer",
    "owe",
    "pledge",
    "promise",
    "propose",
    "reply",
    "report",
    "respond",
    "say",
    "sell",
    "speak",
    "suggest",
    "supply",
    "surrender",
    "talk",
    "turn",
    "yield",
];

/// What is said or sent to a government, or comes from one.
const MESSAGES: &[&str] = &[
    "aid",
    "answer",
    "apology",
    "appeal",
    "approval",
    "assistance",
    "assurance",
    "backing",
    "call",
    "challenge",
    "comment",
    "complaint",
    "concession",
    "condemnation",
    "criticism",
    "demand",
    "denial",
    "gift",
    "guarantee",
    "help",
    "instruction",
    "invitation",
    "letter",
    "loan",
    "message",
    "note",
    "objection",
    "offer",
    "opposition",
    "order",
    "permission",
    "plea",
    "pledge",
    "pressure",
    "promise",
    "proposal",
    "protest",
    "reaction",
    "reply",
    "request",
    "resistance",
    "response",
    "signal",
    "statement",
    "support",
    "threat",
    "ultimatum",
    "warning",
    "word",
];

/// Who and what a government has.
const TIES: &[&str] = &[
    "admission",
    "ally",
    "ambition",
    "approval",
    "attitude",
    "backing",
    "claim",
    "consent",
    "control",
    "critic",
    "enemy",
    "foe",
    "friend",
    "intention",
    "interest",
    "link",
    "loyalty",
    "opponent",
    "partner",
    "policy",
    "position",
    "proxy",
    "puppet",
    "refusal",
    "rival",
    "stance",
    "strategy",
    "support",
    "supporter",
    "tie",
];

/// What is good or bad for a government.
const GAINS: &[&str] = &[
    "blow",
    "boost",
    "challenge",
    "concern",
    "defeat",
    "dilemma",
    "embarrassment",
    "gain",
    "headache",
    "humiliation",
    "loss",
    "message",
    "priority",
    "problem",
    "setback",
    "success",
    "support",
    "victory",
    "warning",
    "win",
];

/// What belongs to a city and not to its government.
const GROUNDS: &[&str] = &[
    "airport",
    "area",
    "bazaar",
    "center",
    "centre",
    "climate",
    "district",
    "east",
    "heart",
    "history",
    "inhabitant",
    "market",
    "mayor",
    "metro",
    "museum",
    "neighborhood",
    "neighbourhood",
    "north",
    "outskirt",
    "outskirts",
    "park",
    "people",
    "population",
    "port",
    "quarter",
    "resident",
    "river",
    "school",
    "skyline",
    "slum",
    "south",
    "stadium",
    "street",
    "suburb",
    "traffic",
    "university",
    "weather",
    "west",
    "zoo",
];

/// Parts of buildings and what surrounds them.
const STRUCTURES: &[&str] = &[
    "bridge",
    "building",
    "cathedral",
    "church",
    "compound",
    "corridor",
    "door",
    "entrance",
    "facade",
    "fence",
    "garden",
    "gate",
    "ground",
    "hall",
    "hospital",
    "hotel",
    "lawn",
    "mosque",
    "perimeter",
    "press room",
    "roof",
    "room",
    "square",
    "station",
    "step",
    "tower",
    "wall",
    "window",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted() {
        for list in [
            STATES, TOWARDS, SAID_TO, MESSAGES, TIES, GAINS, GROUNDS, STRUCTURES,
        ] {
            for pair in list.windows(2) {
                assert!(pair[0] < pair[1], "{pair:?}");
            }
        }
    }
}
