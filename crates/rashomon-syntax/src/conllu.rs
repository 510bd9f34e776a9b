//! CoNLL-U: what the trainer and the scorer read.

/// A word of a treebank.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// As written.
    pub form: String,
    /// Its lemma.
    pub lemma: String,
    /// Universal part of speech, as written.
    pub upos: String,
    /// Language-specific tag, as written.
    pub xpos: String,
    /// Number of the head, counted from one; zero for the root.
    pub head: usize,
    /// Relation to the head, as written.
    pub deprel: String,
    /// Whether white space follows.
    pub space_after: bool,
}

/// A sentence of a treebank.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    /// The sentence as it stands in the text.
    pub text: String,
    /// Its words.
    pub words: Vec<Word>,
    /// The name of the document, on its first sentence.
    pub document: Option<String>,
    /// Whether it opens a paragraph.
    pub paragraph: bool,
}

/// The sentences of a CoNLL-U file. Lines that are no CoNLL-U are passed over.
pub fn trees(file: &str) -> Vec<Tree> {
    let mut trees = Vec::new();
    let mut tree = Tree::default();
    let mut joined = Joined::default();
    for line in file.lines().chain([""]) {
        if line.is_empty() {
            if !tree.words.is_empty() {
                trees.push(std::mem::take(&mut tree));
            }
            joined = Joined::default();
        } else if let Some(comment) = line.strip_prefix('#') {
            read_comment(comment.trim(), &mut tree);
        } else {
            read_word(line, &mut tree, &mut joined);
        }
    }
    trees
}

/// The words of one token that the text writes in one piece.
#[derive(Default)]
struct Joined {
    last: usize,
    space_after: bool,
}

fn read_comment(comment: &str, tree: &mut Tree) {
    if let Some((key, value)) = comment.split_once('=') {
        match key.trim() {
            "text" => tree.text = value.trim().to_owned(),
            "newdoc id" => tree.document = Some(value.trim().to_owned()),
            "newpar id" => tree.paragraph = true,
            _ => {}
        }
    } else if comment.starts_with("newpar") {
        tree.paragraph = true;
    }
}

fn read_word(line: &str, tree: &mut Tree, joined: &mut Joined) {
    let columns: Vec<&str> = line.split('\t').collect();
    let [id, form, lemma, upos, xpos, _, head, deprel, _, misc] = columns[..] else {
        return;
    };
    let space_after = !misc.split('|').any(|item| item == "SpaceAfter=No");
    if let Some((_, last)) = id.split_once('-') {
        joined.last = last.parse().unwrap_or(0);
        joined.space_after = space_after;
        return;
    }
    let Ok(number) = id.parse::<usize>() else {
        return;
    };
    tree.words.push(Word {
        form: form.to_owned(),
        lemma: lemma.to_owned(),
        upos: upos.to_owned(),
        xpos: xpos.to_owned(),
        head: head.parse().unwrap_or(0),
        deprel: deprel.to_owned(),
        space_after: match number.cmp(&joined.last) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => joined.space_after,
            std::cmp::Ordering::Greater => space_after,
        },
    });
}

#[cfg(test)]
mod tests {
    use super::trees;

    #[test]
    fn words_of_one_token_are_joined() {
        let file = "# newdoc id = d\n# newpar\n# text = Don't go.\n\
            1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_\n\
            1\tDo\tdo\tAUX\tVB\t_\t3\taux\t_\t_\n\
            2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_\n\
            3\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No\n\
            4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_\n";
        let trees = trees(file);
        assert_eq!(trees.len(), 1);
        assert_eq!(trees[0].text, "Don't go.");
        assert!(trees[0].paragraph);
        let spaces: Vec<bool> = trees[0].words.iter().map(|word| word.space_after).collect();
        assert_eq!(spaces, [false, true, false, true]);
        assert_eq!(trees[0].words[1].head, 3);
    }
}
