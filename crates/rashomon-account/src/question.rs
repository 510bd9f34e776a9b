use crate::claim::Claim;
use rashomon_doc::Act;
use rashomon_story::{Archive, one_line};

/// Longest question, in characters.
const LONGEST: usize = 170;

/// The question a denial answers with no: from the words denied, else from those of the assertion.
pub(crate) fn of_denial(archive: &Archive<'_>, denial: &Claim, assertion: &Claim) -> String {
    let text = |claim: &Claim| one_line(claim.span.of(archive.articles[claim.article].0.text()));
    let denied = text(denial);
    let subject = if assertion.reported {
        assertion
    } else {
        denial
    };
    let asked = (denial.act == Some(Act::Deny)
        && subject.speaker.name.starts_with(char::is_alphanumeric))
    .then(|| from_denied(crate::denial::matter(&denied), &subject.speaker.name))
    .flatten()
    .or_else(|| of_accusation(assertion, &text(assertion)))
    .unwrap_or_else(|| of_words(assertion, &text(assertion)));
    cut(&asked)
}

/// "that its forces had fired", "using barrel bombs", "any involvement in the raids".
fn from_denied(denied: &str, speaker: &str) -> Option<String> {
    let denied = first_clause(denied);
    let (first, rest) = denied.split_once(' ')?;
    if first == "that" {
        return from_clause(rest, speaker);
    }
    if first.len() > 5 && first.ends_with("ing") {
        return Some(did(speaker, denied));
    }
    let bare = ["the ", "any ", "all "]
        .iter()
        .find_map(|start| denied.strip_prefix(start))
        .unwrap_or(denied);
    for (start, question) in [
        ("involvement in ", "involved in"),
        ("responsibility for ", "responsible for"),
    ] {
        if let Some(what) = bare.strip_prefix(start) {
            return Some(format!("{} {speaker} {question} {what}?", was(speaker)));
        }
    }
    if let Some(what) = bare.strip_prefix("use of ") {
        return Some(format!("Did {speaker} use {what}?"));
    }
    let personal = ["it", "its", "they", "their", "he", "she", "his", "her"].contains(&first);
    let told = rest.split(' ').any(|word| {
        ["had", "has", "have", "was", "were", "is", "are"].contains(&word) || word.ends_with("ed")
    });
    (personal && told)
        .then(|| from_clause(denied, speaker))
        .flatten()
}

/// `clause` up to a joint that begins another thought.
fn first_clause(clause: &str) -> &str {
    let end = [
        " with the ",
        " insisting ",
        " saying ",
        " but ",
        " while ",
        " although ",
        "; ",
        " — ",
    ]
    .iter()
    .filter_map(|joint| clause.find(joint))
    .filter(|at| *at > 15)
    .min()
    .unwrap_or(clause.len());
    clause[..end].trim_end_matches(['.', ',', ';', ' '])
}

/// "its forces had fired" → "Is it true that Dolmar's forces had fired?"
fn from_clause(clause: &str, speaker: &str) -> Option<String> {
    let (first, tail) = clause.split_once(' ')?;
    let subject = match first.to_lowercase().as_str() {
        "it" | "they" | "he" | "she" | "we" | "i" => speaker.to_owned(),
        "its" | "their" | "his" | "her" | "our" | "my" => possessive(speaker),
        _ => first.to_owned(),
    };
    Some(format!("Is it true that {subject} {tail}?"))
}

/// "Did Russia carry out raids?" from "carrying out raids".
fn did(who: &str, deed: &str) -> String {
    let (verb, rest) = deed.split_once(' ').unwrap_or((deed, ""));
    match (verb, base(verb)) {
        ("being", _) => format!("{} {who} {rest}?", was(who)),
        (_, Some(base)) => format!("Did {who} {base} {rest}?"),
        (_, None) => format!("Is it true of {who}: {deed}?"),
    }
}

fn was(who: &str) -> &'static str {
    if plural(who) { "Were" } else { "Was" }
}

/// The base form of a verb by its participle: "carrying" → "carry", "using" → "use".
fn base(participle: &str) -> Option<String> {
    const WITH_E: [&str; 22] = [
        "strik", "tak", "mak", "hid", "fir", "provid", "invad", "prepar", "captur", "tortur",
        "hav", "leav", "hijack", "rap", "aid", "stag", "chang", "sabotag", "bomb", "arrang",
        "declar", "involv",
    ];
    const BARE: [&str; 4] = ["hijack", "aid", "bomb", "focus"];
    let stem = participle
        .strip_suffix("ing")
        .filter(|stem| stem.len() > 1 && stem.is_ascii())?;
    let bytes = stem.as_bytes();
    let n = bytes.len();
    let vowel = |c: u8| b"aeiou".contains(&c);
    if BARE.contains(&stem) {
        return Some(stem.to_owned());
    }
    if n > 3 && bytes[n - 1] == bytes[n - 2] && !b"lsfz".contains(&bytes[n - 1]) {
        return Some(stem[..n - 1].to_owned());
    }
    let soft = b"vczu".contains(&bytes[n - 1])
        || bytes[n - 1] == b's' && bytes[n - 2] != b's'
        || stem.ends_with("at") && n > 3 && !vowel(bytes[n - 3])
        || stem.ends_with("rg")
        || stem.ends_with("dg");
    let e = WITH_E.contains(&stem) || soft;
    Some(format!("{stem}{}", if e { "e" } else { "" }))
}

fn possessive(name: &str) -> String {
    if name.ends_with('s') {
        format!("{name}’")
    } else {
        format!("{name}’s")
    }
}

/// "the army of Dolmar of firing the rockets" → "Is it true of the army of Dolmar: firing …?"
fn of_accusation(claim: &Claim, text: &str) -> Option<String> {
    if claim.act != Some(Act::Accuse) {
        return None;
    }
    let plain = text.trim_end_matches(['.', ',', ';']);
    if let Some(whom) = plain.strip_prefix("on ") {
        return Some(format!("{} {whom} responsible?", was(whom)));
    }
    if let Some((whom, what)) = plain.split_once(" for ")
        && !whom.contains(" of ")
        && whom.split(' ').count() <= 6
    {
        return Some(format!(
            "{} {whom} responsible for {}?",
            was(whom),
            first_clause(what)
        ));
    }
    if let Some((_, whom)) = plain.rsplit_once(" blamed on ") {
        return Some(format!("{} {whom} responsible?", was(whom)));
    }
    let mut parts = text
        .match_indices(" of ")
        .map(|(at, of)| (&text[..at], &text[at + of.len()..]));
    if let Some((whom, deed)) = parts.clone().find(|(_, deed)| is_gerund(deed)) {
        let whom = whom.split(" a member ").next().unwrap_or(whom);
        return Some(did(whom, first_clause(deed)));
    }
    // "Damascus of that attack, which it says killed many".
    let pointed = |deed: &str| {
        ["that ", "the ", "this ", "those ", "an ", "a "]
            .iter()
            .any(|start| deed.starts_with(start))
    };
    match parts.next() {
        Some((whom, deed)) if pointed(deed) => {
            let deed = deed.split(" which ").next().unwrap_or(deed);
            Some(format!(
                "{} {whom} behind {}?",
                was(whom),
                first_clause(deed)
            ))
        }
        None if claim.events.is_empty() && plain.split(' ').count() <= 5 => {
            Some(format!("{} {plain} responsible?", was(plain)))
        }
        Some(_) | None => None,
    }
}

fn of_words(claim: &Claim, text: &str) -> String {
    let clause = text.strip_prefix("that ").unwrap_or(text);
    let clause = clause.trim_end_matches(['.', ',', ';']);
    let (first, rest) = clause.split_once(' ').unwrap_or((clause, ""));
    let own = [
        "we", "i", "our", "my", "it", "its", "they", "their", "he", "she", "his", "her",
    ]
    .contains(&first.to_lowercase().as_str());
    let name = claim.speaker.name.as_str();
    if own && !name.is_empty() {
        return format!(
            "Is it true, as {name} {}: “{clause}”?",
            if plural(name) { "say" } else { "says" }
        );
    }
    let small = [
        "The", "A", "An", "There", "No", "All", "Some", "In", "At", "On",
    ]
    .contains(&first);
    let first = if small {
        first.to_lowercase()
    } else {
        first.to_owned()
    };
    if clause.contains(['“', '”']) || act_is_accusing(claim) {
        return format!("Is it true: “{clause}”?");
    }
    format!("Is it true that {first} {rest}?")
}

/// Whether what `claim` says is done is done.
pub(crate) fn of_outcome(claim: &Claim, text: &str) -> String {
    cut(&of_words(claim, text))
}

fn act_is_accusing(claim: &Claim) -> bool {
    claim.act == Some(Act::Accuse)
}

fn plural(name: &str) -> bool {
    const MANY: [&str; 26] = [
        "groups",
        "rebels",
        "officials",
        "forces",
        "authorities",
        "residents",
        "witnesses",
        "activists",
        "militants",
        "sources",
        "workers",
        "troops",
        "doctors",
        "lawyers",
        "police",
        "soldiers",
        "fighters",
        "states",
        "diplomats",
        "observers",
        "inspectors",
        "jets",
        "provocateurs",
        "people",
        "medics",
        "powers",
    ];
    let last = name.rsplit(' ').next().unwrap_or_default().to_lowercase();
    MANY.contains(&last.as_str()) || name.contains(" and ")
}

/// Whether `deed` begins with a participle that tells a deed: "firing the rockets", not
/// "neighbouring Dolmar".
pub(crate) fn is_gerund(deed: &str) -> bool {
    const NONE: [&str; 8] = [
        "neighbouring",
        "neighboring",
        "surrounding",
        "including",
        "leading",
        "remaining",
        "king",
        "Beijing",
    ];
    let words = deed.split(' ').map(|word| word.trim_end_matches("ly"));
    // "regularly using" has its participle second.
    words
        .take(2)
        .any(|word| word.len() > 4 && word.ends_with("ing") && !NONE.contains(&word))
}

/// What the asserting side holds, in a few words.
pub(crate) fn asserted(claim: &Claim) -> String {
    let name = claim.speaker.name.as_str();
    match (name, claim.act) {
        ("", _) => "It is so, the report tells".to_owned(),
        (_, Some(Act::Accuse)) => {
            format!("{name} {}", if plural(name) { "accuse" } else { "accuses" })
        }
        _ => format!("{name} {} so", if plural(name) { "say" } else { "says" }),
    }
}

/// "the mayor: no train had left the city", a teller's words as an answer.
pub(crate) fn stance(claim: &Claim, words: &str) -> String {
    let words = words.strip_prefix("that ").unwrap_or(words);
    let words = first_clause(words.split(". ").next().unwrap_or(words));
    cut(&format!("{}: {words}", claim.speaker.name)).replace("…?", "…")
}

/// What the denying side holds, in a few words.
pub(crate) fn denied(name: &str) -> String {
    format!("{name} {} it", if plural(name) { "deny" } else { "denies" })
}

/// `text` cut at a word when it is long.
pub(crate) fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut short = String::new();
    for word in text.split(' ') {
        if short.chars().count() + word.chars().count() > LONGEST - 3 {
            break;
        }
        short.push_str(word);
        short.push(' ');
    }
    let end = if text.contains('“') && short.matches('“').count() > short.matches('”').count()
    {
        "…”?"
    } else {
        "…?"
    };
    short.trim_end().to_owned() + end
}

#[cfg(test)]
mod tests {
    use super::{base, from_denied};

    #[test]
    fn participles_have_their_base() {
        let words = [
            "carrying",
            "using",
            "bombing",
            "plotting",
            "shelling",
            "striking",
            "violating",
        ];
        let bases: Vec<String> = words.iter().filter_map(|word| base(word)).collect();
        assert_eq!(bases.join(" "), "carry use bomb plot shell strike violate");
    }

    fn check_question(denied: &str, expected: &str) {
        assert_eq!(from_denied(denied, "Dolmar").unwrap_or_default(), expected);
    }

    #[test]
    fn a_denial_asks_what_it_denies() {
        check_question(
            "that its forces had fired",
            "Is it true that Dolmar’s forces had fired?",
        );
        check_question(
            "carrying out the raid with the minister saying so",
            "Did Dolmar carry out the raid?",
        );
        check_question(
            "any involvement in the raids",
            "Was Dolmar involved in the raids?",
        );
        check_question(
            "its planes carried out raids",
            "Is it true that Dolmar’s planes carried out raids?",
        );
        check_question("the move", "");
    }
}
