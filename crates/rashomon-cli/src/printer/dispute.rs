//! A dispute for people: the question, and its sides one under the other.

use super::article::short;
use super::{Screen, Tint, tame};
use rashomon::doc::{Account, Dispute, Side};
use std::fmt::Write;

const MOST_ACCOUNTS: usize = 4;

/// The dispute, ending in a blank line.
pub(crate) fn dispute(dispute: &Dispute, screen: Screen) -> String {
    let mut out = String::new();
    let question = screen.paint(Tint::Heading, &tame(&dispute.question));
    let facts = format!(
        "{} · {} · confidence {:.2} · {}",
        dispute.kind, dispute.id, dispute.confidence, dispute.rule
    );
    let _ = writeln!(out, "{question}\n{}", screen.paint(Tint::Soft, &facts));
    for (side, letter) in dispute.sides.iter().zip('A'..) {
        let _ = writeln!(out, "  {letter}  {}  ({})", tame(&side.stance), count(side));
        for account in side.accounts.iter().take(MOST_ACCOUNTS) {
            words(&mut out, account, screen);
        }
        if side.accounts.len() > MOST_ACCOUNTS {
            let _ = writeln!(
                out,
                "     … and {} more",
                side.accounts.len() - MOST_ACCOUNTS
            );
        }
    }
    out.push('\n');
    out
}

fn words(out: &mut String, account: &Account, screen: Screen) {
    let options = textwrap::Options::new(screen.width)
        .initial_indent("     “")
        .subsequent_indent("      ");
    let text = format!("{}”", tame(&short(&account.text, 300)));
    let _ = writeln!(out, "{}", textwrap::fill(&text, options));
    let mut chain = account.chain.join(" ← ");
    if let Some(date) = account.published {
        let _ = write!(chain, ", {date}");
    }
    let line = format!("      {} [{}]", tame(&chain), account.document);
    let _ = writeln!(out, "{}", screen.paint(Tint::Soft, &line));
}

fn count(side: &Side) -> String {
    let (origins, reports) = (side.origins, side.accounts.len());
    let s = |n: usize| if n == 1 { "" } else { "s" };
    format!(
        "{origins} origin{}, {reports} report{}",
        s(origins as usize),
        s(reports)
    )
}
