//! Where the articles of a story come from, as a tree.

use crate::address;
use crate::chain::NO_PUBLISHER;
use crate::words;
use askama::Template;
use rashomon_doc::{Descent, Lineage};
use rashomon_store::Header;
use std::collections::BTreeMap;

/// An article with those that come from it.
#[derive(Debug, Template)]
#[template(path = "tree.html")]
pub(crate) struct Node {
    publisher: String,
    /// The outlet it has the story from, when the archive does not hold the article.
    outlet: Option<String>,
    title: String,
    href: String,
    day: Option<String>,
    descent: &'static str,
    gloss: &'static str,
    overlap: Option<String>,
    children: Vec<Node>,
    more: Vec<Node>,
}

/// Children beyond this are one click away.
const MOST_CHILDREN: usize = 5;

/// Copies of copies beyond this depth are shown beside each other.
const MOST_DEEP: usize = 6;

/// The trees of `articles`, the one with most articles first.
pub(crate) fn trees(articles: &[Lineage], headers: &BTreeMap<String, Header>) -> Vec<Node> {
    let by_id: BTreeMap<&str, &Lineage> = articles
        .iter()
        .map(|article| (article.document.as_str(), article))
        .collect();
    let mut children: BTreeMap<&str, Vec<&Lineage>> = BTreeMap::new();
    let mut roots = Vec::new();
    for article in articles {
        match parent(article, &by_id) {
            Some(parent) => children.entry(parent).or_default().push(article),
            None => roots.push(article),
        }
    }
    let mut trees: Vec<(usize, Node)> = roots
        .into_iter()
        .map(|root| node(root, &children, headers, 0))
        .collect();
    trees.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
    trees.into_iter().map(|(_, node)| node).collect()
}

/// The article's parent in the story; `None` when going up from it never reaches a root, so that
/// damaged lineage cannot hide articles.
fn parent<'a>(article: &'a Lineage, by_id: &BTreeMap<&str, &'a Lineage>) -> Option<&'a str> {
    let parent = article
        .parent
        .as_ref()
        .filter(|id| by_id.contains_key(id.as_str()))?;
    let mut at = article;
    for _ in 0..by_id.len() {
        match at.parent.as_ref().and_then(|id| by_id.get(id.as_str())) {
            Some(next) => at = next,
            None => return Some(parent.as_str()),
        }
    }
    None
}

/// The node of `article` and the number of articles in it.
fn node(
    article: &Lineage,
    children: &BTreeMap<&str, Vec<&Lineage>>,
    headers: &BTreeMap<String, Header>,
    depth: usize,
) -> (usize, Node) {
    let mut size = 1;
    let mut below = Vec::new();
    let mut pending: Vec<&Lineage> = children
        .get(article.document.as_str())
        .cloned()
        .unwrap_or_default();
    pending.reverse();
    while let Some(child) = pending.pop() {
        if depth + 1 < MOST_DEEP {
            let (n, node) = node(child, children, headers, depth + 1);
            size += n;
            below.push(node);
        } else {
            size += 1;
            below.push(single(child, headers));
            let more = children
                .get(child.document.as_str())
                .cloned()
                .unwrap_or_default();
            pending.extend(more.into_iter().rev());
        }
    }
    let mut node = single(article, headers);
    if below.len() > MOST_CHILDREN + 1 {
        node.more = below.split_off(MOST_CHILDREN);
    }
    node.children = below;
    (size, node)
}

fn single(article: &Lineage, headers: &BTreeMap<String, Header>) -> Node {
    let header = headers.get(article.document.as_str());
    let publisher = header.and_then(|header| header.publisher.clone());
    let published = header.and_then(|header| header.published.as_ref());
    let is_taken = matches!(article.descent, Descent::Copy | Descent::Rewrite);
    Node {
        publisher: publisher.unwrap_or_else(|| NO_PUBLISHER.to_owned()),
        outlet: article.outlet.clone().filter(|_| article.parent.is_none()),
        title: title(header),
        href: address::article(article.document.as_str()),
        day: published.map(|published| words::short_day(published.date)),
        descent: article.descent.as_str(),
        gloss: article.descent.gloss(),
        overlap: is_taken.then(|| format!("{:.0} % of its words", article.overlap * 100.0)),
        children: Vec::new(),
        more: Vec::new(),
    }
}

/// A headline, or what stands for one.
pub(crate) fn title(header: Option<&Header>) -> String {
    let title = header.and_then(|header| header.title.clone());
    title
        .filter(|title| !title.trim().is_empty())
        .unwrap_or_else(|| "Without a headline".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rashomon_doc::DocumentId;

    fn article(id: &str, parent: Option<&str>) -> Lineage {
        Lineage {
            document: DocumentId(id.into()),
            descent: if parent.is_some() {
                Descent::Copy
            } else {
                Descent::Origin
            },
            parent: parent.map(|id| DocumentId(id.into())),
            outlet: None,
            origin: id.into(),
            evidence: None,
            overlap: 0.9,
        }
    }

    fn shape(nodes: &[Node]) -> String {
        let parts = nodes.iter().map(|node| {
            let below: Vec<String> = [shape(&node.children), shape(&node.more)]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect();
            let id = node.href.trim_start_matches("/articles/");
            if below.is_empty() {
                id.to_owned()
            } else {
                format!("{id}({})", below.join(" + "))
            }
        });
        parts.collect::<Vec<_>>().join(" ")
    }

    fn check_trees(articles: &[(&str, Option<&str>)], expected: &str) {
        let articles: Vec<Lineage> = articles
            .iter()
            .map(|&(id, parent)| article(id, parent))
            .collect();
        assert_eq!(shape(&trees(&articles, &BTreeMap::new())), expected);
    }

    #[test]
    fn copies_hang_below_what_they_copy() {
        check_trees(
            &[
                ("a", None),
                ("b", None),
                ("c", Some("b")),
                ("d", Some("c")),
                ("e", Some("gone")),
            ],
            "b(c(d)) a e",
        );
    }

    #[test]
    fn a_circle_hides_nothing() {
        check_trees(
            &[("a", Some("b")), ("b", Some("a")), ("c", Some("c"))],
            "a b c",
        );
    }

    #[test]
    fn long_chains_do_not_go_deep() {
        let ids: Vec<String> = (0..2000).map(|n| format!("d{n:04}")).collect();
        let articles: Vec<Lineage> = ids
            .iter()
            .enumerate()
            .map(|(n, id)| article(id, n.checked_sub(1).map(|n| ids[n].as_str())))
            .collect();
        let trees = trees(&articles, &BTreeMap::new());
        assert_eq!(shape(&trees).matches('d').count(), 2000);
    }
}
