use crate::terms::{Term, TermMap, stem, term, words};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// In how many of a body of news articles each word occurs; what a word is worth before the
/// archive itself is large enough to tell.
pub(crate) struct Background {
    /// Articles counted.
    pub(crate) articles: f32,
    counts: TermMap<u16>,
}

static TABLE: LazyLock<Background> =
    LazyLock::new(|| Background::parse(include_str!("../data/background/words.tsv")));

impl Background {
    /// The table embedded in the program.
    pub(crate) fn builtin() -> &'static Self {
        &TABLE
    }

    /// The first line holds the number of articles, every other one a count and its words.
    fn parse(table: &str) -> Self {
        let mut lines = table.lines();
        let articles = lines
            .next()
            .and_then(|line| line.parse().ok())
            .unwrap_or(0.0);
        let mut counts = TermMap::default();
        for line in lines {
            let mut fields = line.split(' ');
            let Some(count) = fields.next().and_then(|field| field.parse().ok()) else {
                continue;
            };
            counts.extend(fields.map(|word| (term(word), count)));
        }
        Self { articles, counts }
    }

    /// Articles that hold `term`.
    pub(crate) fn count(&self, term: Term) -> f32 {
        self.counts.get(&term).copied().map_or(0.0, f32::from)
    }
}

/// Counts in how many articles each word occurs, to make the background table.
#[derive(Debug, Default)]
pub struct WordCounts {
    articles: usize,
    counts: BTreeMap<String, usize>,
}

impl WordCounts {
    /// Counts the words of one article.
    pub fn add(&mut self, text: &str) {
        let mut seen = BTreeSet::new();
        words(text, |word| {
            if word.chars().any(char::is_alphabetic) {
                seen.insert(stem(word).to_owned());
            }
            true
        });
        self.articles += 1;
        for word in seen {
            *self.counts.entry(word).or_default() += 1;
        }
    }

    /// The table, as the program embeds it: words of at least `least` articles, most frequent
    /// first, those of one count on one line.
    pub fn table(&self, least: usize) -> String {
        let mut by_count: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for (word, &count) in self.counts.iter().filter(|(_, count)| **count >= least) {
            by_count.entry(count).or_default().push(word);
        }
        let mut table = format!("{}\n", self.articles);
        for (count, words) in by_count.iter().rev() {
            table.push_str(&format!("{count} {}\n", words.join(" ")));
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_articles_not_words() {
        let mut counts = WordCounts::default();
        counts.add("Rebels fire; a rebel dies");
        counts.add("A rebel");
        assert_eq!(counts.table(2), "2\n2 a rebel\n");
        let table = Background::parse(&counts.table(1));
        assert_eq!(table.articles, 2.0);
        assert_eq!(table.count(term("rebel")), 2.0);
        assert_eq!(table.count(term("fire")), 1.0);
        assert_eq!(table.count(term("peace")), 0.0);
    }

    #[test]
    fn the_embedded_table_knows_common_words() {
        let table = Background::builtin();
        assert!(table.count(term("the")) > table.count(term("minister")));
        assert!(table.count(term("minister")) > table.count(term("zeppelin")));
    }
}
