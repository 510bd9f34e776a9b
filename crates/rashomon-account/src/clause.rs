use rashomon_story::content;
use std::collections::BTreeMap;

/// A stretch of a text that says one thing.
#[derive(Debug)]
pub(crate) struct Clause<'t> {
    /// The stretch.
    pub(crate) text: &'t str,
    /// Whether it says that something is not so.
    pub(crate) negated: bool,
    /// Whether it says so of what is or was, not of what is to be, may be or is asked for.
    pub(crate) bare: bool,
}

const NEGATIONS: [&str; 15] = [
    "not", "no", "never", "nobody", "none", "nothing", "neither", "nor", "without", "cannot",
    "don't", "didn't", "wasn't", "weren't", "isn't",
];

const MODALS: [&str; 31] = [
    "will", "would", "shall", "should", "may", "might", "could", "can", "must", "if", "unless",
    "whether", "due", "plan", "plans", "planned", "hope", "hopes", "ready", "expected", "demand",
    "demanded", "urge", "urged", "proposed", "offered", "promised", "want", "wants", "possible",
    "likely",
];

/// The clauses of `text`: what stands between full stops, semicolons and the joints "and", "but",
/// "while", "which", "who".
pub(crate) fn clauses(text: &str) -> Vec<Clause<'_>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    let mut at = 0;
    for piece in text.split_inclusive([' ', '\n']) {
        let word = piece.trim_matches(|c: char| !c.is_alphanumeric());
        let joint = ["and", "but", "while", "which", "who", "whereas", "because"].contains(&word);
        if joint && at > start {
            clauses.extend(clause(&text[start..at]));
            start = at;
        }
        at += piece.len();
        if piece
            .trim_end()
            .ends_with(['.', ';', '?', '!', ':', '—', ','])
        {
            clauses.extend(clause(&text[start..at]));
            start = at;
        }
    }
    clauses.extend(clause(&text[start..]));
    clauses
}

fn clause(text: &str) -> Option<Clause<'_>> {
    let mut negated = false;
    let mut bare = true;
    let mut any = false;
    let (mut before, mut lower) = (String::new(), String::new());
    for word in text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’') {
        lower.clear();
        for c in word.chars() {
            match c {
                '’' => lower.push('\''),
                c if c.is_ascii() => lower.push(c.to_ascii_lowercase()),
                c => lower.extend(c.to_lowercase()),
            }
        }
        any |= !lower.is_empty();
        // "no more than two", "not only": bounds and additions, no denials.
        let added = ["no", "not"].contains(&before.as_str())
            && ["more", "less", "fewer", "longer", "only", "just", "doubt"]
                .contains(&lower.as_str());
        negated |= NEGATIONS.contains(&before.as_str()) && !added;
        bare &= !MODALS.contains(&lower.as_str());
        if !lower.is_empty() {
            std::mem::swap(&mut before, &mut lower);
        }
    }
    negated |= NEGATIONS.contains(&before.as_str());
    any.then_some(Clause {
        text,
        negated,
        bare,
    })
}

/// The content words of `text` that are no names: those written small.
pub(crate) fn plain(text: &str) -> BTreeMap<u32, f32> {
    let mut small = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let letter = word.chars().find(|c| c.is_alphanumeric());
        if letter.is_some_and(char::is_lowercase) {
            small.push_str(word);
            small.push(' ');
        }
    }
    content(&small)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_clauses(text: &str, expected: &[&str]) {
        let found: Vec<String> = clauses(text)
            .iter()
            .map(|clause| {
                let mark = if clause.negated { "not: " } else { "" };
                format!("{mark}{}", clause.text.trim())
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn joints_part_clauses_and_each_has_its_polarity() {
        check_clauses(
            "There was no ammunition and there were prams. The mayor did not go.",
            &[
                "not: There was no ammunition",
                "and there were prams.",
                "not: The mayor did not go.",
            ],
        );
        check_clauses("", &[]);
    }

    #[test]
    fn names_are_not_plain() {
        assert_eq!(plain("Russia bombed the hospital").len(), 2);
    }
}
