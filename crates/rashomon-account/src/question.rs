use crate::claim::Claim;
use rashomon_doc::Act;
use rashomon_story::{Archive, one_line};

/// Longest question, in characters.
const LONGEST: usize = 170;

/// The question a denial answers with no: from the words denied, else from those of the assertion.
pub(crate) fn of_denial(
    archive: &Archive<'_>,
    denial: &Claim,
    assertion: &Claim,
    generic: bool,
) -> String {
    let text = |claim: &Claim| one_line(claim.span.of(archive.articles[claim.article].0.text()));
    let denied = text(denial);
    let asked = if denial.act == Some(Act::Deny) && !generic {
        from_clause(&denied, &denial.speaker.name)
    } else {
        None
    };
    let asked = asked
        .or_else(|| of_accusation(assertion, &text(assertion)))
        .unwrap_or_else(|| of_words(assertion, &text(assertion)));
    cut(&asked)
}

/// "that its forces had fired" → "Is it true that Dolmar's forces had fired?"
fn from_clause(clause: &str, speaker: &str) -> Option<String> {
    let rest = clause.strip_prefix("that ").map(str::trim)?;
    let rest = rest.trim_end_matches(['.', ',', ';']);
    let (first, tail) = rest.split_once(' ')?;
    let subject = match first.to_lowercase().as_str() {
        "it" | "they" | "he" | "she" | "we" | "i" => speaker.to_owned(),
        "its" | "their" | "his" | "her" | "our" | "my" => possessive(speaker),
        _ => first.to_owned(),
    };
    Some(format!("Is it true that {subject} {tail}?"))
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
    let (whom, deed) = text
        .split_once(" of ")
        .filter(|(_, deed)| {
            deed.split(' ')
                .next()
                .is_some_and(|word| word.ends_with("ing"))
        })
        .or_else(|| {
            text.match_indices(" of ")
                .map(|(at, _)| (&text[..at], &text[at + 4..]))
                .find(|(_, deed)| {
                    deed.split(' ')
                        .next()
                        .is_some_and(|word| word.ends_with("ing"))
                })
        })?;
    Some(format!(
        "Is {whom} guilty of {}?",
        deed.trim_end_matches(['.', ','])
    ))
}

fn of_words(claim: &Claim, text: &str) -> String {
    let clause = text
        .strip_prefix("that ")
        .unwrap_or(text)
        .trim_end_matches(['.', ',', ';']);
    match claim.speaker.name.as_str() {
        "" => format!("Is it true: “{clause}”?"),
        name => format!("Is it true, as {name} says: “{clause}”?"),
    }
}

/// What the asserting side holds, in a few words.
pub(crate) fn asserted(claim: &Claim) -> String {
    match (claim.speaker.name.as_str(), claim.act) {
        ("", _) => "It is so, the report tells".to_owned(),
        (name, Some(Act::Accuse)) => format!("{name} accuses"),
        (name, _) => format!("{name} says so"),
    }
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
