//! Claims, accounts and disputes.
//!
//! In go a story, the readings of its articles and its happenings, out come the questions on which
//! the accounts differ and the numbers as they are told over time.
//!
//! A dispute is stated only where the same thing is spoken of: a number of another event, of a part
//! of the victims or of a whole war is no contradiction, and a teller who raises a toll corrects
//! himself.

mod claim;
mod clause;
mod denial;
mod dispute;
mod figure;
mod outcome;
mod perpetrator;
mod question;
mod who;

use rashomon_doc::{Dispute, FigureHistory, Reading, Story};
use rashomon_story::Archive;

/// The questions on which the accounts of `story` differ, the surest first.
///
/// `readings` are those of its articles; others are left aside.
pub fn disputes(story: &Story, readings: &[&Reading]) -> Vec<Dispute> {
    let archive = Archive::new(story, readings);
    let claims = claim::claims(&archive);
    let mut drafts = denial::disputes(&archive, &claims);
    drafts.extend(perpetrator::disputes(&archive, &claims));
    drafts.extend(outcome::disputes(&archive, &claims));
    drafts.extend(figure::disputes(&archive));
    drafts.retain(|draft| draft.sides.len() > 1);
    dispute::finish(&archive, drafts)
}

/// The numbers of `story` as each teller gives them over time.
pub fn figure_histories(story: &Story, readings: &[&Reading]) -> Vec<FigureHistory> {
    figure::histories(&Archive::new(story, readings))
}

#[cfg(test)]
mod tests {
    use super::disputes;
    use rashomon_doc::{
        Act, Bound, Descent, Document, DocumentId, Figure, Lineage, Measure, Modality, Polarity,
        Quotation, QuotationId, QuotationKind, Reading, Span, Story, Teller,
    };

    /// A reading with one quotation for each `(act, speaker, words)`, each found in the text.
    fn reading(text: &str, quotations: &[(Act, &str, &str)]) -> Reading {
        let mut reading = Reading::new(Document {
            id: DocumentId("a".into()),
            title: None,
            text: text.into(),
            publisher: Some("Courier".into()),
            url: None,
            published: None,
        });
        let find = |words: &str| {
            let start = text.find(words).expect("the words stand in the text");
            Span::new(start, start + words.len())
        };
        let mut start = 0;
        for (at, _) in text.match_indices('.') {
            reading.sentences.push(Span::new(start, at + 1).trim(text));
            start = at + 1;
        }
        for &(act, speaker, words) in quotations {
            reading.quotations.push(Quotation {
                kind: QuotationKind::Indirect,
                act,
                content: vec![find(words)],
                cue: Vec::new(),
                source: Some(Teller {
                    span: find(speaker),
                    entity: None,
                }),
                addressee: None,
                via: Vec::new(),
                parent: None,
                insertions: Vec::new(),
                polarity: Polarity::Affirmed,
                modality: Modality::Actual,
                rule: "test".into(),
                confidence: 1.0,
            });
        }
        reading
    }

    fn killed(reading: &mut Reading, words: &str, n: f64, quotation: u32) {
        let start = reading
            .text()
            .find(words)
            .expect("the words stand in the text");
        reading.figures.push(Figure {
            span: Span::new(start, start + words.len()),
            low: n,
            high: n,
            bound: Bound::Exact,
            unit: "people".into(),
            measure: Some(Measure::Killed),
            victims: None,
            cumulative: false,
            time: None,
            place: None,
            quotation: Some(QuotationId(quotation)),
        });
    }

    fn check_disputes(reading: &Reading, expected: &str) {
        let story = Story {
            id: "s".into(),
            title: "The port".into(),
            first: None,
            last: None,
            articles: vec![Lineage {
                document: reading.document.id.clone(),
                descent: Descent::Origin,
                parent: None,
                outlet: None,
                origin: "courier".into(),
                evidence: None,
                overlap: 0.0,
            }],
            origins: 1,
            places: Vec::new(),
            actors: Vec::new(),
        };
        let found: Vec<String> = disputes(&story, &[reading])
            .iter()
            .map(|dispute| {
                let sides: Vec<&str> = dispute
                    .sides
                    .iter()
                    .map(|side| side.stance.as_str())
                    .collect();
                format!(
                    "{}: {} [{}]",
                    dispute.kind,
                    dispute.question,
                    sides.join(" | ")
                )
            })
            .collect();
        assert_eq!(found.join("\n"), expected);
    }

    #[test]
    fn a_denial_meets_the_accusation() {
        let reading = reading(
            "Governor Halden accused the army of Dolmar of firing the rockets at the port. \
             The Dolmar ministry denied that its forces had fired on the port.",
            &[
                (
                    Act::Accuse,
                    "Governor Halden",
                    "the army of Dolmar of firing the rockets at the port",
                ),
                (
                    Act::Deny,
                    "The Dolmar ministry",
                    "that its forces had fired on the port",
                ),
            ],
        );
        check_disputes(
            &reading,
            "denial: Is it true that The Dolmar ministry’s forces had fired on the port? \
             [Governor Halden accuses | The Dolmar ministry denies it]",
        );
    }

    #[test]
    fn a_denial_of_something_else_meets_nothing() {
        let reading = reading(
            "Governor Halden said that the harvest was good. \
             The Dolmar ministry denied that the minister had resigned.",
            &[
                (Act::Say, "Governor Halden", "that the harvest was good"),
                (
                    Act::Deny,
                    "The Dolmar ministry",
                    "that the minister had resigned",
                ),
            ],
        );
        check_disputes(&reading, "");
    }

    #[test]
    fn two_tellers_give_two_tolls() {
        let text = "The Anne hospital said three people had died. Irena Vask said 12 people had been killed.";
        let mut reading = reading(
            text,
            &[
                (Act::Say, "The Anne hospital", "three people had died"),
                (Act::Say, "Irena Vask", "12 people had been killed"),
            ],
        );
        killed(&mut reading, "three people", 3.0, 0);
        killed(&mut reading, "12 people", 12.0, 1);
        check_disputes(
            &reading,
            "figure: How many people were killed? (The port) [three people | 12 people]",
        );
    }

    #[test]
    fn a_part_is_no_contradiction() {
        let text = "The Anne hospital said 12 people had died. Irena Vask said three more people had been killed.";
        let mut reading = reading(
            text,
            &[
                (Act::Say, "The Anne hospital", "12 people had died"),
                (Act::Say, "Irena Vask", "three more people had been killed"),
            ],
        );
        killed(&mut reading, "12 people", 12.0, 0);
        killed(&mut reading, "three more people", 3.0, 1);
        check_disputes(&reading, "");
    }

    #[test]
    fn words_of_nobody_known_assert_nothing() {
        let reading = reading(
            "The mayor of Lorvath rejected the statement of the Dolmar ministry that a train with shells stood there.",
            &[(
                Act::Reject,
                "The mayor of Lorvath",
                "the statement of the Dolmar ministry that a train with shells stood there",
            )],
        );
        check_disputes(&reading, "");
    }

    #[test]
    fn what_one_says_is_done_is_not_yet_done_for_another() {
        let reading = reading(
            "The railway company said the trains had resumed. The mayor said no train had left.",
            &[
                (Act::Say, "The railway company", "the trains had resumed"),
                (Act::Say, "The mayor", "no train had left"),
            ],
        );
        check_disputes(
            &reading,
            "outcome: Is it true that the trains had resumed? \
             [The railway company: the trains had resumed | The mayor: no train had left]",
        );
    }

    #[test]
    fn two_winners_are_one_dispute() {
        let reading = reading(
            "The commission declared Sollan the winner of the vote. Irena Vask said she had won with ease.",
            &[
                (Act::Announce, "The commission", "the winner of the vote"),
                (Act::Say, "Irena Vask", "she had won with ease"),
            ],
        );
        check_disputes(
            &reading,
            "outcome: Who won? (The port) \
             [The commission: the winner of the vote | Irena Vask: she had won with ease]",
        );
    }

    #[test]
    fn a_sum_and_its_part_do_not_differ() {
        let text = "Irena Vask said 45 people had died. The governor said 36 people had died and 9 people more in the fire.";
        let mut reading = reading(
            text,
            &[
                (Act::Say, "Irena Vask", "45 people had died"),
                (
                    Act::Say,
                    "The governor",
                    "36 people had died and 9 people more in the fire",
                ),
            ],
        );
        killed(&mut reading, "45 people", 45.0, 0);
        killed(&mut reading, "36 people", 36.0, 1);
        killed(&mut reading, "9 people", 9.0, 1);
        check_disputes(&reading, "");
    }

    #[test]
    fn nothing_gives_nothing() {
        check_disputes(&reading("", &[]), "");
    }
}
