use crate::background::Background;
use crate::terms::{term, words};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A word in more than this share of articles carries no content: "said", "year", "people".
const COMMON: f32 = 0.16;

/// `word` without the ending of a plural, a past tense or a participle, so that "bombing",
/// "bombed" and "bombs" are one; of strong verbs the commonest in reports of violence.
pub fn root(word: &str) -> Cow<'_, str> {
    const STRONG: [(&str, &str); 26] = [
        ("shot", "shoot"),
        ("shots", "shoot"),
        ("gunshots", "shoot"),
        ("struck", "strik"),
        ("fell", "fall"),
        ("fallen", "fall"),
        ("flew", "fly"),
        ("flown", "fly"),
        ("fought", "fight"),
        ("took", "tak"),
        ("taken", "tak"),
        ("left", "leav"),
        ("held", "hold"),
        ("broke", "break"),
        ("broken", "break"),
        ("dead", "die"),
        ("died", "die"),
        ("dying", "die"),
        ("death", "die"),
        ("deaths", "die"),
        ("used", "use"),
        ("using", "use"),
        ("sent", "send"),
        ("led", "lead"),
        ("won", "win"),
        ("lost", "lose"),
    ];
    if let Some((_, root)) = STRONG.iter().find(|(form, _)| *form == word) {
        return Cow::Borrowed(root);
    }
    if !word.is_ascii() || word.len() < 5 {
        let bare = crate::terms::stem(word);
        return Cow::Borrowed(
            bare.strip_suffix('e')
                .filter(|bare| bare.len() > 2)
                .unwrap_or(bare),
        );
    }
    let bare = ["ing", "ed", "es", "s"]
        .iter()
        .find_map(|end| word.strip_suffix(end).filter(|bare| bare.len() > 2))
        .filter(|bare| bare.bytes().any(|b| b"aeiouy".contains(&b)))
        .filter(|_| !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is"))
        .unwrap_or(word);
    let bytes = bare.as_bytes();
    let n = bytes.len();
    let doubled =
        n > 3 && bare != word && bytes[n - 1] == bytes[n - 2] && !b"sl".contains(&bytes[n - 1]);
    let bare = if doubled { &bare[..n - 1] } else { bare };
    // "fired" and "fire" meet without the last e; so do "arrested" and "arrest".
    Cow::Borrowed(
        bare.strip_suffix('e')
            .filter(|bare| bare.len() > 2)
            .unwrap_or(bare),
    )
}

/// The words of `text` that carry content, by number, with what each is worth.
pub fn content(text: &str) -> BTreeMap<u32, f32> {
    let background = Background::builtin();
    let mut found = BTreeMap::new();
    words(text, |word| {
        let count = background.count(term(crate::terms::stem(word)));
        if word.len() > 1 && count < COMMON * background.articles {
            let worth = ((background.articles + 1.0) / (count + 1.0)).ln();
            found.insert(term(&root(word)), worth);
        }
        found.len() < 400
    });
    found
}

/// How much of `a`'s content `b` shares: the share by worth, and the number of words.
pub fn shared(a: &BTreeMap<u32, f32>, b: &BTreeMap<u32, f32>) -> (f32, usize) {
    let all: f32 = a.values().sum();
    let (mut sum, mut n) = (0.0, 0);
    for (word, worth) in a {
        if b.contains_key(word) {
            sum += worth;
            n += 1;
        }
    }
    (if all > 0.0 { sum / all } else { 0.0 }, n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_root(words: &[&str]) {
        let roots: Vec<_> = words.iter().map(|word| root(word)).collect();
        assert!(roots.windows(2).all(|pair| pair[0] == pair[1]), "{roots:?}");
    }

    #[test]
    fn forms_of_a_word_meet() {
        check_root(&["bomb", "bombs", "bombed", "bombing"]);
        check_root(&["fire", "fires", "fired", "firing"]);
        check_root(&["hit", "hits", "hitting"]);
        check_root(&["strike", "strikes", "striking", "struck"]);
        check_root(&["kill", "killed", "killing"]);
        check_root(&["civilian", "civilians"]);
        assert_ne!(root("news"), root("newly"));
        assert_eq!(root("Дамаск"), "Дамаск");
    }

    #[test]
    fn content_leaves_out_what_every_article_says() {
        assert_eq!(content("he said that it was the").len(), 0);
        let (share, n) = shared(
            &content("bombing of the hospital"),
            &content("they bombed a hospital in Aleppo"),
        );
        assert_eq!((share, n), (1.0, 2));
    }
}
