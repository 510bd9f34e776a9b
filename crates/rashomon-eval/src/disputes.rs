//! Disputes against an annotation: the sample corpus, which is the project's own.

use crate::Counts;
use rashomon_doc::{Dispute, DisputeKind, DocumentId};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// A dispute as a reader annotated it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Expected {
    /// What the accounts differ on.
    pub kind: DisputeKind,
    /// The question, for people.
    pub question: String,
    /// The answers, each with who gives it.
    pub sides: Vec<ExpectedSide>,
}

/// One answer and the places that give it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ExpectedSide {
    /// The answer.
    pub stance: String,
    /// Where it is given.
    pub accounts: Vec<ExpectedAccount>,
}

/// Words of a document that give an answer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct ExpectedAccount {
    /// The document, by its id in the annotation.
    pub document: String,
    /// Words of it, exactly.
    pub text: String,
}

/// How found disputes stand to the annotated ones of their story.
///
/// A found dispute is right when its kind is that of an annotated one and two of its sides speak
/// for two different sides of it: an account is in the same document and one of the two texts holds
/// the other. Denials and polarity count as one kind, for both ask whether something is so. Each
/// annotated dispute is met once; a second finding of it counts as found and not as right.
pub fn count(gold: &[Expected], found: &[Dispute]) -> Counts {
    Counts {
        correct: pairs(gold, found).len(),
        found: found.len(),
        gold: gold.len(),
    }
}

/// The pairs of annotated and found disputes that are one, by their places: as many as can be.
pub fn pairs(gold: &[Expected], found: &[Dispute]) -> Vec<(usize, usize)> {
    let options: Vec<Vec<usize>> = gold
        .iter()
        .map(|gold| {
            (0..found.len())
                .filter(|&i| same(gold, &found[i]))
                .collect()
        })
        .collect();
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    for from in 0..gold.len() {
        augment(&options, from, &mut taken, &mut BTreeSet::new());
    }
    taken
        .into_iter()
        .map(|(found, gold)| (gold, found))
        .collect()
}

/// Finds a partner for `from`, moving others to another of theirs where that is possible.
fn augment(
    options: &[Vec<usize>],
    from: usize,
    taken: &mut BTreeMap<usize, usize>,
    tried: &mut BTreeSet<usize>,
) -> bool {
    for &to in &options[from] {
        if !tried.insert(to) {
            continue;
        }
        let free = match taken.get(&to).copied() {
            Some(other) => augment(options, other, taken, tried),
            None => true,
        };
        if free {
            taken.insert(to, from);
            return true;
        }
    }
    false
}

fn same(gold: &Expected, found: &Dispute) -> bool {
    let answers: BTreeSet<usize> = found
        .sides
        .iter()
        .filter_map(|side| {
            gold.sides
                .iter()
                .position(|answer| speaks_for(answer, side))
        })
        .collect();
    kind(gold.kind) == kind(found.kind) && answers.len() >= 2
}

fn kind(kind: DisputeKind) -> DisputeKind {
    match kind {
        DisputeKind::Denial | DisputeKind::Polarity => DisputeKind::Denial,
        DisputeKind::Figure | DisputeKind::Perpetrator | DisputeKind::Outcome => kind,
    }
}

fn speaks_for(answer: &ExpectedSide, side: &rashomon_doc::Side) -> bool {
    answer.accounts.iter().any(|gold| {
        side.accounts.iter().any(|account| {
            account.document.as_str() == gold.document
                && (account.text.contains(&gold.text) || gold.text.contains(&account.text))
        })
    })
}

#[derive(Deserialize)]
struct Annotation {
    documents: Vec<AnnotatedDocument>,
    stories: Vec<AnnotatedStory>,
}

#[derive(Deserialize)]
struct AnnotatedDocument {
    id: String,
    title: String,
}

#[derive(Deserialize)]
struct AnnotatedStory {
    documents: Vec<String>,
    disputes: Vec<Expected>,
}

/// The disputes of the annotation's stories, each with the documents of its story.
///
/// # Errors
/// When `json` is no annotation.
pub fn annotated(json: &str) -> serde_json::Result<Vec<(Vec<String>, Vec<Expected>)>> {
    let annotation: Annotation = serde_json::from_str(json)?;
    let stories = annotation.stories.into_iter();
    Ok(stories
        .map(|story| (story.documents, story.disputes))
        .collect())
}

/// From a document's headline to its id in the annotation.
///
/// # Errors
/// When `json` is no annotation.
pub fn ids_by_title(json: &str) -> serde_json::Result<BTreeMap<String, String>> {
    let annotation: Annotation = serde_json::from_str(json)?;
    let documents = annotation.documents.into_iter();
    Ok(documents.map(|row| (row.title, row.id)).collect())
}

/// The counts over all stories; a found dispute belongs to the story that holds most of its
/// documents.
pub fn count_stories(stories: &[(Vec<String>, Vec<Expected>)], found: &[Dispute]) -> Counts {
    let mut counts = Counts::default();
    let mut left = found.len();
    for (documents, gold) in stories {
        let here: Vec<Dispute> = found
            .iter()
            .filter(|dispute| is_of(dispute, documents))
            .cloned()
            .collect();
        left -= here.len();
        counts += count(gold, &here);
    }
    counts.found += left;
    counts
}

fn is_of(dispute: &Dispute, documents: &[String]) -> bool {
    let accounts = || dispute.sides.iter().flat_map(|side| &side.accounts);
    let here = accounts()
        .filter(|account| documents.iter().any(|id| id == account.document.as_str()))
        .count();
    2 * here > accounts().count()
}

/// Renames the documents of `disputes`; one without a new name keeps its own.
pub fn rename(disputes: &mut [Dispute], names: &BTreeMap<DocumentId, String>) {
    for dispute in disputes {
        for account in dispute.sides.iter_mut().flat_map(|side| &mut side.accounts) {
            if let Some(name) = names.get(&account.document) {
                account.document = DocumentId(name.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rashomon_doc::{Account, Side, Span};

    const ANNOTATION: &str = r#"{
      "documents": [{"id": "a", "title": "Port"}, {"id": "b", "title": "Toll"}],
      "stories": [{"documents": ["a", "b"], "disputes": [
        {"kind": "denial", "question": "Did they fire?", "sides": [
          {"stance": "Yes", "accounts": [{"document": "a", "text": "they fired on the port"}]},
          {"stance": "No", "accounts": [{"document": "a", "text": "we did not fire"}]}]},
        {"kind": "figure", "question": "How many died?", "sides": [
          {"stance": "3", "accounts": [{"document": "a", "text": "three dead"}]},
          {"stance": "12", "accounts": [{"document": "b", "text": "12 dead"}]}]}]}]}"#;

    fn dispute(kind: DisputeKind, sides: &[&[(&str, &str)]]) -> Dispute {
        let account = |&(document, text): &(&str, &str)| Account {
            document: DocumentId(document.into()),
            span: Span::new(0, text.len()),
            text: text.into(),
            speaker: None,
            publisher: None,
            chain: Vec::new(),
            origin: document.into(),
            published: None,
            figure: None,
        };
        Dispute {
            id: String::new(),
            story: String::new(),
            question: String::new(),
            kind,
            sides: sides
                .iter()
                .map(|accounts| Side {
                    stance: String::new(),
                    origins: 1,
                    accounts: accounts.iter().map(account).collect(),
                })
                .collect(),
            rule: String::new(),
            confidence: 1.0,
        }
    }

    fn check_counts(found: &[Dispute], correct: usize) {
        let stories = annotated(ANNOTATION).expect("it is an annotation");
        let expected = Counts {
            correct,
            found: found.len(),
            gold: 2,
        };
        assert_eq!(count_stories(&stories, found), expected);
    }

    #[test]
    fn kind_and_two_sides_must_meet() {
        let fired: &[(&str, &str)] = &[("a", "the army says they fired on the port at dawn")];
        let denied: &[(&str, &str)] = &[("a", "we did not fire")];
        let found = [
            // Right: both sides are met, polarity counts as denial.
            dispute(DisputeKind::Polarity, &[fired, denied]),
            // A second finding of the same dispute is not right again.
            dispute(DisputeKind::Denial, &[fired, denied]),
            // The wrong kind, the same side twice, the wrong document.
            dispute(DisputeKind::Outcome, &[fired, denied]),
            dispute(DisputeKind::Denial, &[fired, fired]),
            dispute(
                DisputeKind::Figure,
                &[&[("b", "three dead")], &[("b", "12 dead")]],
            ),
        ];
        check_counts(&found, 1);
        let toll = dispute(
            DisputeKind::Figure,
            &[&[("a", "three dead")], &[("b", "12 dead")]],
        );
        check_counts(&[toll], 1);
        check_counts(&[], 0);
    }

    #[test]
    fn a_dispute_of_no_annotated_story_counts_as_found() {
        let other = dispute(DisputeKind::Denial, &[&[("x", "yes")], &[("y", "no")]]);
        check_counts(&[other], 0);
    }

    #[test]
    fn documents_are_renamed() {
        let mut found = [dispute(DisputeKind::Denial, &[&[("1", "yes")]])];
        rename(
            &mut found,
            &BTreeMap::from([(DocumentId("1".into()), "a".into())]),
        );
        assert_eq!(found[0].sides[0].accounts[0].document.as_str(), "a");
    }
}
