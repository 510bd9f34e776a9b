use rashomon_doc::{Document, Note, NoteKind, Span};

/// The stretches of `document` that stand apart from its running text, in text order.
///
/// They are whole lines, save for datelines and the headline. Nothing is removed from the text:
/// analysts decide what a note means to them.
pub fn notes(document: &Document) -> Vec<Note> {
    let text = &document.text;
    let lines = lines(text);
    let mut notes = Vec::new();
    let title = title_at(document, &lines);
    let mut gallery = None;
    for (at, line) in lines.iter().enumerate() {
        let words = line.of(text);
        let kind = if Some(at) == title {
            Some(NoteKind::Title)
        } else if is_boilerplate(words) {
            gallery = gallery_after(words, at, gallery);
            Some(NoteKind::Boilerplate)
        } else if in_gallery(gallery, at, &lines, text)
            || is_caption(words, at, title, &lines, text)
        {
            Some(NoteKind::Caption)
        } else {
            None
        };
        match kind {
            Some(kind) => notes.push(Note { span: *line, kind }),
            None => notes.extend(dateline(*line, words)),
        }
    }
    notes
}

/// The lines of `text` that are not blank, without white space at their ends.
fn lines(text: &str) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(start, start + line.len()).trim(text);
        if !span.is_empty() {
            lines.push(span);
        }
        start += line.len();
    }
    lines
}

/// The headline stands among the first lines, if at all.
fn title_at(document: &Document, lines: &[Span]) -> Option<usize> {
    let title = document.title.as_deref()?.trim();
    let title = title.lines().next().unwrap_or(title);
    let mut top = lines.iter().take(5);
    top.position(|line| line.of(&document.text).eq_ignore_ascii_case(title))
}

/// The first line when it looks like a headline: short, without a final stop, followed by a blank
/// line and more text, not debris of the page.
pub(crate) fn headline(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        let (line, after) = rest.split_once('\n')?;
        let words = line.trim();
        rest = after;
        if words.is_empty() || is_boilerplate(words) {
            continue;
        }
        let (next, more) = after.split_once('\n').unwrap_or((after, ""));
        let apart = next.trim().is_empty() && !more.trim().is_empty();
        return (apart && reads_as_headline(words)).then_some(words);
    }
}

fn reads_as_headline(words: &str) -> bool {
    let stop = words.ends_with(['.', ',', ';', ':']) && !words.ends_with("...");
    words.len() <= 240
        && words.split_whitespace().count() <= 30
        && !stop
        && words.chars().any(char::is_alphabetic)
}

/// Lines of page furniture, folded.
const DEBRIS: &[&str] = &[
    "ad",
    "ads",
    "advert",
    "advertisement",
    "advertisements",
    "advertising",
    "all rights reserved",
    "also read",
    "back to top",
    "breaking news",
    "close",
    "comment",
    "comments",
    "continue reading",
    "cookie policy",
    "copy link",
    "download",
    "email",
    "email this article",
    "enlarge image",
    "facebook",
    "follow us",
    "gallery",
    "hide caption",
    "image",
    "image caption",
    "latest news",
    "leave a comment",
    "like this",
    "linkedin",
    "listen",
    "load more",
    "loading",
    "log in",
    "menu",
    "more on this story",
    "more stories",
    "most popular",
    "most read",
    "newsletter",
    "next",
    "photo",
    "photo gallery",
    "photos",
    "pinterest",
    "play video",
    "popular",
    "previous",
    "print",
    "print this article",
    "privacy policy",
    "promoted",
    "read also",
    "read more",
    "read next",
    "recommended",
    "reddit",
    "related",
    "related articles",
    "related content",
    "related news",
    "related stories",
    "related topics",
    "reply",
    "save",
    "see also",
    "see more",
    "share",
    "share on facebook",
    "share on twitter",
    "share this",
    "share this article",
    "share this story",
    "show caption",
    "sign in",
    "sign up",
    "skip advertisement",
    "skip to content",
    "skip to main content",
    "sponsored",
    "story continues below",
    "story continues below advertisement",
    "subscribe",
    "subscribe now",
    "tags",
    "toggle caption",
    "top stories",
    "trending",
    "tweet",
    "twitter",
    "video",
    "view comments",
    "view gallery",
    "watch",
    "watch live",
    "whatsapp",
];

/// Starts of lines that sell, lead away or give notice, folded.
const DEBRIS_STARTS: &[&str] = &[
    "also read:",
    "advertisement ",
    "by clicking",
    "by continuing to",
    "by signing up",
    "click here",
    "click to",
    "copyright ",
    "download our",
    "find out more about",
    "follow us on",
    "follow @",
    "for more ",
    "get our ",
    "get the latest",
    "join our ",
    "like us on",
    "listen to the ",
    "more:",
    "posted in",
    "read also:",
    "read more:",
    "read more about",
    "read next:",
    "recommended:",
    "related:",
    "see also:",
    "share this",
    "sign up for",
    "sign up to",
    "subscribe to",
    "subscribe now",
    "support our ",
    "tags:",
    "filed under",
    "this site uses cookies",
    "this website uses cookies",
    "to continue reading",
    "topics:",
    "view more",
    "view this post",
    "watch:",
    "watch more:",
    "we use cookies",
    "with files from",
    "your email address",
    "already a subscriber",
    "don't miss",
    "download the",
    "enable javascript",
    "editing by",
    "(editing by",
    "reporting by",
    "(reporting by",
    "writing by",
    "(writing by",
    "additional reporting by",
    "(additional reporting by",
    "©",
    "(c) 20",
];

/// Agencies and archives that picture credits name.
const AGENCIES: &[&str] = &[
    "AP",
    "AFP",
    "EPA",
    "Reuters",
    "REUTERS",
    "Getty",
    "Getty Images",
    "AP Photo",
    "Shutterstock",
    "Anadolu",
    "Anadolu Agency",
    "TASS",
    "Sputnik",
    "RIA Novosti",
    "Xinhua",
    "Flickr",
    "Alamy",
    "Bloomberg",
    "dpa",
    "ANSA",
    "EFE",
    "PTI",
    "Press Association",
    "PA",
    "Handout",
];

fn is_boilerplate(words: &str) -> bool {
    if words.len() > 200 {
        return false;
    }
    let folded = words.to_lowercase();
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric());
    DEBRIS.binary_search(&bare).is_ok()
        || DEBRIS_STARTS.iter().any(|start| folded.starts_with(start))
        || folded.contains("all rights reserved")
        || is_count_of_pictures(bare)
        || is_credit(words)
        || !words.chars().any(char::is_alphanumeric)
}

/// "Showing 7 photos", "12 images", "1 of 9".
fn is_count_of_pictures(bare: &str) -> bool {
    let bare = bare
        .strip_prefix("showing ")
        .or_else(|| bare.strip_prefix("view "))
        .unwrap_or(bare);
    let bare = bare.strip_prefix("all ").unwrap_or(bare);
    let mut words = bare.split(' ');
    let numbered = words
        .next()
        .is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()) && !word.is_empty());
    let rest: Vec<&str> = words.collect();
    numbered
        && matches!(
            rest.as_slice(),
            ["photos" | "photo" | "images" | "pictures" | "comments" | "shares" | "views"]
        )
}

/// A line that is nothing but who took the picture: "Matthias Schrader AP", "Photo: Reuters".
fn is_credit(words: &str) -> bool {
    let n_words = words.split_whitespace().count();
    if n_words > 7 || words.ends_with('.') {
        return false;
    }
    let label = [
        "Photo:",
        "Photograph:",
        "Image:",
        "Picture:",
        "Credit:",
        "Source:",
        "Photo by",
        "Photo credit",
    ];
    if label.iter().any(|label| words.starts_with(label)) {
        return true;
    }
    n_words >= 2
        && ends_with_agency(words)
        && words.split_whitespace().all(|word| !starts_lower(word))
}

fn starts_lower(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_lowercase)
        && !matches!(word, "dpa" | "al" | "van" | "von" | "de")
}

/// Whether an agency ends the line as a credit does: after a slash, two blanks, in brackets, or as
/// the last word of a name.
fn ends_with_agency(words: &str) -> bool {
    let words = words.trim_end_matches([')', ']']);
    AGENCIES.iter().any(|agency| {
        words
            .strip_suffix(agency)
            .is_some_and(|before| before.ends_with([' ', '/', '(', '[', '|', ',']))
    })
}

/// Opens or closes the stretch that a "Photo gallery" line starts.
fn gallery_after(words: &str, at: usize, gallery: Option<usize>) -> Option<usize> {
    let folded = words.to_lowercase();
    match folded.as_str() {
        "photo gallery" | "gallery" | "photos" => Some(at),
        _ if folded.starts_with("showing ") => None,
        _ => gallery,
    }
}

/// A gallery that is closed within six lines holds captions only.
fn in_gallery(gallery: Option<usize>, at: usize, lines: &[Span], text: &str) -> bool {
    gallery.is_some_and(|start| {
        at - start <= 6
            && lines[at..].iter().take(6).any(|line| {
                let words = line.of(text);
                words.len() < 60 && words.to_lowercase().starts_with("showing ")
            })
    })
}

const CAPTION_STARTS: &[&str] = &[
    "FILE PHOTO",
    "File photo",
    "FILE -",
    "FILE –",
    "FILE —",
    "File -",
    "Image caption",
    "Photo shows",
    "Pictured:",
    "Caption:",
    "(File photo",
    "In this photo",
    "In this file photo",
    "In this image",
    "A file photo",
    "A handout ",
];

/// Verbs of pictures: somebody does it at the moment the picture is taken.
const POSES: &[&str] = &[
    "address",
    "addresses",
    "arrive",
    "arrives",
    "attend",
    "attends",
    "carries",
    "carry",
    "chats",
    "gesture",
    "gestures",
    "greets",
    "inspect",
    "inspects",
    "leaves",
    "listens",
    "look",
    "looks",
    "pose",
    "poses",
    "shake",
    "shakes",
    "sit",
    "sits",
    "speak",
    "speaks",
    "stand",
    "stands",
    "take",
    "takes",
    "talk",
    "talks",
    "walk",
    "walks",
    "waves",
];

fn is_caption(words: &str, at: usize, title: Option<usize>, lines: &[Span], text: &str) -> bool {
    if words.len() > 420 {
        return false;
    }
    if CAPTION_STARTS.iter().any(|start| words.starts_with(start)) || ends_in_credit(words) {
        return true;
    }
    let near_top = at > 0 && at <= title.map_or(1, |title| title + 2);
    let beside_debris = (at > 0 && is_boilerplate(lines[at - 1].of(text)))
        || lines
            .get(at + 1)
            .is_some_and(|next| is_credit(next.of(text)));
    (near_top && is_undotted_with_year(words)) || (beside_debris && is_posed(words))
}

/// "… on Feb. 13 2016. Matthias Schrader  AP", "… in Aleppo. (AP Photo/Name)", "… REUTERS/Name".
fn ends_in_credit(words: &str) -> bool {
    let tail = tail(words, 60);
    let marked = [
        "(AP Photo",
        "(Photo:",
        "(Photo by",
        "REUTERS/",
        "/AFP",
        "/Reuters",
        "/Getty",
        "/AP",
        "/EPA",
        "Getty Images",
    ];
    if marked.iter().any(|mark| tail.contains(mark)) {
        return true;
    }
    let Some((_, credit)) = words.rsplit_once(". ") else {
        return false;
    };
    is_credit(credit.trim())
}

fn tail(words: &str, len: usize) -> &str {
    let mut start = words.len().saturating_sub(len);
    while !words.is_char_boundary(start) {
        start += 1;
    }
    &words[start..]
}

/// "The militants in the province of Aleppo, October 11, 2016": no sentence, but a date.
fn is_undotted_with_year(words: &str) -> bool {
    let last = words.rsplit(' ').next().unwrap_or("");
    let year = last.len() == 4
        && last.bytes().all(|b| b.is_ascii_digit())
        && (last.starts_with("19") || last.starts_with("20"));
    year && words.split(' ').count() >= 5
}

/// One sentence in the present tense of pictures.
fn is_posed(words: &str) -> bool {
    let n_words = words.split_whitespace().count();
    let sentences = words.matches(". ").count();
    (5..=45).contains(&n_words)
        && sentences <= 1
        && !words.contains(['"', '“', '”'])
        && words
            .split_whitespace()
            .take(16)
            .any(|word| POSES.binary_search(&word).is_ok())
}

/// "ALEPPO, Syria (AP) —", "MOSCOW, Feb 12 (Reuters) -", "Beirut (AFP) –" at the start of a line.
fn dateline(line: Span, words: &str) -> Option<Note> {
    let mut limit = words.len().min(90);
    while !words.is_char_boundary(limit) {
        limit -= 1;
    }
    let head = &words[..limit];
    let (at, mark) = [" — ", " – ", " - ", " -- ", "— ", ") "]
        .iter()
        .filter_map(|mark| Some((head.find(mark)?, *mark)))
        .filter(|(at, mark)| *mark != ") " || !head[at + 2..].starts_with(['—', '–', '-']))
        .min()?;
    let place = &head[..at];
    let (place, end) = if mark == ") " {
        // A dateline without a dash: "LONDON (Reuters) The …" needs capitals and an agency.
        let (before, agency) = place.rsplit_once(" (")?;
        if !is_agency(agency) || !is_capitals(first_word(before)) {
            return None;
        }
        (before, at + 1)
    } else {
        let before = match place
            .strip_suffix(')')
            .and_then(|place| place.rsplit_once(" ("))
        {
            Some((before, agency)) if is_agency(agency) => {
                return note(line, words, before, at + mark.trim_end().len());
            }
            _ => place,
        };
        if !is_capitals(first_word(before)) {
            return None;
        }
        (before, at + mark.trim_end().len())
    };
    note(line, words, place, end)
}

fn note(line: Span, words: &str, place: &str, end: usize) -> Option<Note> {
    let named = place.chars().next().is_some_and(char::is_uppercase)
        && place.split_whitespace().count() <= 9
        && !place.contains(['"', '“', ':', '?', '!']);
    let start = line.start as usize;
    let span = Span::new(start, start + end);
    let rest = words[end..].trim_start();
    (named && !rest.is_empty()).then_some(Note {
        span,
        kind: NoteKind::Dateline,
    })
}

fn is_agency(words: &str) -> bool {
    AGENCIES.contains(&words)
        || (words.len() <= 24 && is_capitals(words))
        || words.ends_with(" News")
}

fn first_word(words: &str) -> &str {
    let first = words.split([' ', ',', '/']).next().unwrap_or("");
    first.trim_end_matches('.')
}

/// Three capitals or more, or those of "ST. PAUL", and nothing small; a file picture is no place.
fn is_capitals(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let enough = letters >= 3 || (letters == 2 && word == "ST");
    enough && word != "FILE" && !word.chars().any(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rashomon_doc::DocumentId;

    fn check_notes(title: Option<&str>, text: &str, wanted: &[(&str, NoteKind)]) {
        let document = Document {
            id: DocumentId("d".into()),
            title: title.map(str::to_owned),
            text: text.to_owned(),
            publisher: None,
            url: None,
            published: None,
        };
        let found: Vec<(&str, NoteKind)> = notes(&document)
            .into_iter()
            .map(|note| (note.span.of(text), note.kind))
            .collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn tables_are_sorted() {
        assert!(DEBRIS.is_sorted());
        assert!(POSES.is_sorted());
    }

    #[test]
    fn page_furniture() {
        check_notes(
            Some("Talks fail in Orsk"),
            "Share\n\nTalks fail in Orsk\n\nThe envoys left on Monday.\n\nAdvertisement\n\n\
             Minister Edda Varn speaks during the talks in Orsk.\n\nShe said nothing.\n\nShowing 12 photos\n",
            &[
                ("Share", NoteKind::Boilerplate),
                ("Talks fail in Orsk", NoteKind::Title),
                ("Advertisement", NoteKind::Boilerplate),
                (
                    "Minister Edda Varn speaks during the talks in Orsk.",
                    NoteKind::Caption,
                ),
                ("Showing 12 photos", NoteKind::Boilerplate),
            ],
        );
    }

    #[test]
    fn captions_and_credits() {
        check_notes(
            Some("A title"),
            "A title\n\nA checkpoint near Orsk, Velia, May 11, 2016\n\nThe envoys met.\n\n\
             Envoy Ilan Morr gestures in Orsk on Feb. 13 2016. Jana Weil  AP\n\nJana Weil/Reuters\n\nPhoto gallery\n\nRuins of Orsk\n\nShowing 3 photos",
            &[
                ("A title", NoteKind::Title),
                (
                    "A checkpoint near Orsk, Velia, May 11, 2016",
                    NoteKind::Caption,
                ),
                (
                    "Envoy Ilan Morr gestures in Orsk on Feb. 13 2016. Jana Weil  AP",
                    NoteKind::Caption,
                ),
                ("Jana Weil/Reuters", NoteKind::Boilerplate),
                ("Photo gallery", NoteKind::Boilerplate),
                ("Ruins of Orsk", NoteKind::Caption),
                ("Showing 3 photos", NoteKind::Boilerplate),
            ],
        );
    }

    #[test]
    fn datelines() {
        let dateline = |words| [(words, NoteKind::Dateline)];
        check_notes(
            None,
            "ORSK, Velia (AP) — The envoys met.",
            &dateline("ORSK, Velia (AP) —"),
        );
        check_notes(
            None,
            "ORSK, Feb 12 (Reuters) - The envoys met.",
            &dateline("ORSK, Feb 12 (Reuters) -"),
        );
        check_notes(
            None,
            "Orsk (AFP) – The envoys met.",
            &dateline("Orsk (AFP) –"),
        );
        check_notes(
            None,
            "ST. PAUL -- The envoys met.",
            &dateline("ST. PAUL --"),
        );
        check_notes(None, "US election - The envoys met.", &[]);
        check_notes(None, "Talks - long delayed - failed.", &[]);
        check_notes(None, "“No” — said the envoy.", &[]);
        check_notes(None, "The UN (founded in 1945) met.", &[]);
    }

    #[test]
    fn running_text_stays() {
        check_notes(None, "Reuters reported that the envoys met AP", &[]);
        check_notes(None, "He speaks.\n\nThey met in 2016", &[]);
        check_notes(None, "", &[]);
    }

    #[test]
    fn headlines_of_plain_text() {
        assert_eq!(
            headline("Talks fail\n\nThe envoys left."),
            Some("Talks fail")
        );
        assert_eq!(
            headline("Share\n\nTalks fail\n\nThe envoys left."),
            Some("Talks fail")
        );
        assert_eq!(headline("The envoys left.\n\nThey came."), None);
        assert_eq!(headline("Talks fail\nThe envoys left."), None);
        assert_eq!(headline("Talks fail"), None);
        assert_eq!(headline(""), None);
    }
}
