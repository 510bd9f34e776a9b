//! A dispute with its sides beside each other.

use crate::address;
use crate::chain::NO_PUBLISHER;
use crate::colour::Colours;
use crate::words;
use askama::Template;
use rashomon_doc::{Account, Date, Dispute, Side};
use std::collections::BTreeSet;

#[derive(Debug, Template)]
#[template(path = "dispute.html")]
pub(crate) struct DisputeView {
    id: String,
    kind: &'static str,
    gloss: &'static str,
    question: String,
    rule: String,
    confidence: String,
    /// The address and title of the story, on pages that are not the story's.
    story: Option<(String, String)>,
    sides: Vec<SideView>,
}

#[derive(Debug)]
struct SideView {
    colour: usize,
    stance: String,
    count: String,
    accounts: Vec<AccountView>,
    more: Vec<AccountView>,
}

/// An account with those that repeat it.
#[derive(Debug)]
struct AccountView {
    words: String,
    href: String,
    chain: Vec<String>,
    day: Option<String>,
    /// Outlet and address of those that carry the same words from the same origin.
    repeated: Vec<(String, String)>,
}

/// Accounts of one side that stay in sight.
const MOST_SHOWN: usize = 3;

/// `dispute` as a page shows it; `title` is its story's, `href` leads there from other pages.
pub(crate) fn view(
    dispute: &Dispute,
    colours: &mut Colours,
    title: &str,
    href: Option<String>,
) -> DisputeView {
    let tellers: Vec<Vec<String>> = dispute.sides.iter().map(tellers).collect();
    let colours = colours.sides(&tellers);
    DisputeView {
        id: dispute.id.clone(),
        kind: dispute.kind.as_str(),
        gloss: dispute.kind.gloss(),
        question: question(dispute, title).to_owned(),
        rule: dispute.rule.clone(),
        confidence: format!("{:.2}", dispute.confidence),
        story: href.map(|href| (href, title.to_owned())),
        sides: dispute
            .sides
            .iter()
            .zip(colours)
            .map(|(side, colour)| side_view(side, colour))
            .collect(),
    }
}

/// The question without the title of the story, which stands beside it.
pub(crate) fn question<'a>(dispute: &'a Dispute, title: &str) -> &'a str {
    let question = dispute.question.as_str();
    let bare = question.strip_suffix(&format!("({title})"));
    bare.unwrap_or(question).trim_end()
}

fn tellers(side: &Side) -> Vec<String> {
    let mut tellers = Vec::new();
    for account in &side.accounts {
        let teller = account.speaker.as_ref().or(account.publisher.as_ref());
        tellers.extend(teller.filter(|teller| !tellers.contains(*teller)).cloned());
    }
    tellers
}

fn side_view(side: &Side, colour: usize) -> SideView {
    let mut accounts = merged(&side.accounts);
    let more = accounts.split_off(accounts.len().min(MOST_SHOWN));
    SideView {
        colour,
        stance: side.stance.clone(),
        count: count(side),
        accounts,
        more,
    }
}

fn count(side: &Side) -> String {
    let documents: BTreeSet<&str> = side
        .accounts
        .iter()
        .map(|account| account.document.as_str())
        .collect();
    let dates = side.accounts.iter().filter_map(|account| account.published);
    let (first, last): (Option<Date>, Option<Date>) = (dates.clone().min(), dates.max());
    let origins = words::count(side.origins as usize, "origin", "origins");
    let reports = words::count(documents.len(), "report", "reports");
    match words::days(first, last) {
        days if days.is_empty() => format!("{origins}, {reports}"),
        days => format!("{origins}, {reports} · {days}"),
    }
}

/// Accounts of one origin and one speaker in other documents are repetitions of the first.
fn merged(accounts: &[Account]) -> Vec<AccountView> {
    let mut firsts: Vec<(&Account, AccountView)> = Vec::new();
    for account in accounts {
        let is_repeated = |(first, _): &&mut (&Account, AccountView)| {
            first.origin == account.origin
                && first.speaker == account.speaker
                && first.figure == account.figure
                && first.document != account.document
        };
        match firsts.iter_mut().find(is_repeated) {
            Some((_, view)) => {
                let publisher = account.publisher.clone();
                let publisher = publisher.unwrap_or_else(|| NO_PUBLISHER.to_owned());
                if !view.repeated.iter().any(|(known, _)| *known == publisher) {
                    let href = address::words(account.document.as_str(), account.span);
                    view.repeated.push((publisher, href));
                }
            }
            None => firsts.push((account, account_view(account))),
        }
    }
    firsts.into_iter().map(|(_, view)| view).collect()
}

fn account_view(account: &Account) -> AccountView {
    let mut chain = account.chain.clone();
    if chain.is_empty() {
        chain.extend(account.speaker.clone());
        chain.push(
            account
                .publisher
                .clone()
                .unwrap_or_else(|| NO_PUBLISHER.to_owned()),
        );
    }
    AccountView {
        words: words::shorten(&account.text, 400),
        href: address::words(account.document.as_str(), account.span),
        chain,
        day: account.published.map(words::short_day),
        repeated: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rashomon_doc::{DisputeKind, DocumentId, Span};

    fn account(document: &str, speaker: &str, origin: &str, publisher: &str) -> Account {
        Account {
            document: DocumentId(document.into()),
            span: Span::new(2, 8),
            text: "“They did <it>.”".into(),
            speaker: Some(speaker.into()),
            publisher: Some(publisher.into()),
            chain: vec![speaker.into(), publisher.into()],
            origin: origin.into(),
            published: Date::new(2024, 3, 14).ok(),
            figure: None,
        }
    }

    #[test]
    fn copies_are_told_once() {
        let accounts = [
            account("a1", "Halden", "a1", "Wire"),
            account("a2", "Halden", "a1", "Post"),
            account("a3", "Halden", "a1", "Post"),
            account("a4", "Halden", "a4", "Radio"),
            account("a1", "Lund", "a1", "Wire"),
        ];
        let merged = merged(&accounts);
        let told: Vec<(String, usize)> = merged
            .iter()
            .map(|view| (view.chain.join(" ← "), view.repeated.len()))
            .collect();
        let expected = [
            ("Halden ← Wire", 1),
            ("Halden ← Radio", 0),
            ("Lund ← Wire", 0),
        ];
        assert_eq!(told, expected.map(|(chain, n)| (chain.to_owned(), n)));
    }

    #[test]
    fn words_are_escaped_and_lead_to_their_place() {
        let dispute = Dispute {
            id: "x".into(),
            story: "s".into(),
            question: "Who <struck>? (A title)".into(),
            kind: DisputeKind::Perpetrator,
            sides: vec![Side {
                stance: "The army".into(),
                origins: 1,
                accounts: vec![account("a1", "Halden", "a1", "Wire")],
            }],
            rule: "perpetrator.two".into(),
            confidence: 0.856,
        };
        let html = view(&dispute, &mut Colours::default(), "A title", None)
            .render()
            .expect("a template");
        for part in [
            "/articles/a1?mark=2-8#here",
            "1 origin, 1 report · 14 March 2024",
            "0.86",
            "perpetrator.two",
        ] {
            assert!(html.contains(part), "{part}");
        }
        assert!(!html.contains("<struck>") && !html.contains("A title") && !html.contains("<it>"));
    }
}
