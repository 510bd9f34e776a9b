//! Paragraphs of a tree, and the check that they are the page's own words.

use ego_tree::iter::Edge;
use scraper::{Html, Node};

/// Elements whose text is not shown.
const HIDDEN: &[&str] = &[
    "head", "iframe", "math", "noscript", "object", "script", "select", "style", "svg", "template",
    "textarea",
];

/// Elements that stand in the running text.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "graphic", "hi", "i", "img", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt",
    "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u",
    "var", "wbr",
];

/// The text of each block of `html`, in order, white space run together; empty blocks left out.
pub(super) fn blocks(html: &Html) -> Vec<String> {
    let mut blocks = vec![String::new()];
    let mut breaks = 0;
    let mut hidden = None;
    for edge in html.tree.root().traverse() {
        let (Edge::Open(node) | Edge::Close(node)) = edge;
        let open = matches!(edge, Edge::Open(_));
        if let Some(id) = hidden {
            if id == node.id() && !open {
                hidden = None;
            }
            continue;
        }
        match node.value() {
            Node::Text(text) if open => {
                let block = blocks.last_mut().expect("there is always one");
                if push(block, text) {
                    breaks = 0;
                }
            }
            Node::Element(element) => {
                let name = element.name();
                if HIDDEN.binary_search(&name).is_ok() {
                    hidden = open.then_some(node.id());
                } else if name == "br" || name == "lb" {
                    breaks += u32::from(open);
                    let block = blocks.last_mut().expect("there is always one");
                    if breaks >= 2 && !block.is_empty() {
                        blocks.push(String::new());
                    } else if !block.is_empty() && !block.ends_with(' ') {
                        block.push(' ');
                    }
                } else if INLINE.binary_search(&name).is_err() {
                    let block = blocks.last().expect("there is always one");
                    if !block.trim().is_empty() {
                        blocks.push(String::new());
                    }
                }
            }
            _ => {}
        }
    }
    for block in &mut blocks {
        block.truncate(block.trim_end().len());
    }
    blocks.retain(|block| !block.is_empty());
    blocks
}

/// Adds `text` with white space run together; whether it holds anything else.
fn push(block: &mut String, text: &str) -> bool {
    let mut any = false;
    for c in text.chars() {
        if c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}' {
            if c != '\u{200b}' && c != '\u{feff}' && !block.is_empty() && !block.ends_with(' ') {
                block.push(' ');
            }
        } else {
            any = true;
            block.push(c);
        }
    }
    any
}

/// The text of a page without white space, with its blocks.
pub(super) struct Squeezed {
    blocks: Vec<String>,
    /// Where each block ends in `text`.
    ends: Vec<usize>,
    text: String,
}

/// How many characters of a paragraph's start or end are looked for to know it again.
const ANCHOR: usize = 16;

/// How many places that hold an anchor are looked at.
const MOST_PLACES: usize = 8;

impl Squeezed {
    pub(super) fn of(page: &Html) -> Self {
        let blocks = blocks(page);
        let mut text = String::new();
        let mut ends = Vec::with_capacity(blocks.len());
        for block in &blocks {
            text.push_str(&squeeze(block));
            ends.push(text.len());
        }
        Self { blocks, ends, text }
    }

    /// Gives `paragraph` back the words of the page when some were cut out of it.
    ///
    /// The extractor can drop a linked phrase inside a sentence. The page's block is found by the
    /// paragraph's first or last characters, and must hold the whole paragraph in its order.
    pub(super) fn restore(&self, paragraph: &mut String) {
        let squeezed = squeeze(paragraph);
        if squeezed.is_empty() || self.text.contains(&squeezed) {
            return;
        }
        let anchors = [
            first_chars(&squeezed, ANCHOR),
            last_chars(&squeezed, ANCHOR),
        ];
        let mut places = anchors
            .into_iter()
            .flatten()
            .flat_map(|anchor| self.text.match_indices(anchor).take(MOST_PLACES));
        let found = places.find_map(|(at, _)| {
            let block = &self.blocks[self.ends.partition_point(|&end| end <= at)];
            holds_in_order(block, &squeezed).then_some(block)
        });
        if let Some(block) = found {
            block.clone_into(paragraph);
        }
    }
}

/// Whether the characters of `part` stand in `whole` in their order, and make up half of it.
fn holds_in_order(whole: &str, part: &str) -> bool {
    let mut chars = whole.chars();
    whole.len() <= 2 * part.len() + 200 && part.chars().all(|c| chars.any(|other| other == c))
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn first_chars(text: &str, n: usize) -> Option<&str> {
    let (end, _) = text.char_indices().nth(n)?;
    Some(&text[..end])
}

fn last_chars(text: &str, n: usize) -> Option<&str> {
    let (start, _) = text.char_indices().rev().nth(n)?;
    Some(&text[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_blocks(html: &str, wanted: &[&str]) {
        assert_eq!(blocks(&Html::parse_document(html)), wanted);
    }

    #[test]
    fn tables_are_sorted() {
        assert!(HIDDEN.is_sorted() && INLINE.is_sorted());
    }

    #[test]
    fn blocks_of_a_tree() {
        check_blocks(
            "<title>No</title><p>One <b>bold</b>\n  word.</p><script>x</script><div>Two<br>lines<br><br>Three</div><p> </p>",
            &["One bold word.", "Two lines", "Three"],
        );
        check_blocks("", &[]);
    }

    #[test]
    fn words_cut_out_come_back() {
        let page = Html::parse_document(
            "<p>Menu</p><p>The paper has reported that <span><a href='x'>the league will fine Morr</a></span> for his role in the fight.</p>",
        );
        let whole = Squeezed::of(&page);
        let mut cut = "The paper has reported that for his role in the fight.".to_owned();
        whole.restore(&mut cut);
        assert_eq!(
            cut,
            "The paper has reported that the league will fine Morr for his role in the fight."
        );
        let mut same = "for his role in the  fight.".to_owned();
        whole.restore(&mut same);
        assert_eq!(same, "for his role in the  fight.");
    }
}
