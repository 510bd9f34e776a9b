use std::sync::LazyLock;
use whatlang::{Detector, Lang};

/// How much text is looked at, in bytes: enough for some 200 words.
const SAMPLE: usize = 1_200;

/// Words that make up 35 to 50 per cent of running English and next to nothing of other languages.
const FUNCTION_WORDS: &[&str] = &[
    "a", "about", "after", "all", "also", "an", "and", "are", "as", "at", "be", "been", "but",
    "by", "could", "for", "from", "had", "has", "have", "he", "her", "his", "if", "in", "into",
    "is", "it", "its", "more", "not", "of", "on", "or", "said", "she", "that", "the", "their",
    "there", "they", "this", "to", "was", "we", "were", "which", "who", "will", "with", "would",
    "you",
];

/// [`FUNCTION_WORDS`] as numbers, which compare quicker and in the same order.
static FUNCTION_NUMBERS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let words = FUNCTION_WORDS.iter().map(|word| {
        let mut bytes = [0; LONGEST];
        bytes[..word.len()].copy_from_slice(word.as_bytes());
        number(bytes)
    });
    words.collect()
});

/// The length of the longest function word.
const LONGEST: usize = 6;

fn number(bytes: [u8; LONGEST]) -> u64 {
    bytes
        .into_iter()
        .fold(0, |number, byte| number << 8 | u64::from(byte))
}

/// Share of [`FUNCTION_WORDS`] from which a text is English whatever names it holds. Other
/// languages of the Latin script stay below 0.12 ("in", "a", "an", "was", "is" are words of theirs).
const ENGLISH: f32 = 0.22;

/// The ISO 639-1 code of the language of `text`; `None` when there is too little to tell.
///
/// Looks at a sample from the middle, where neither headlines nor page debris stand. A language
/// that has no two-letter code is given by its three-letter one.
pub fn language(text: &str) -> Option<String> {
    let sample = middle(text, SAMPLE);
    let (function_words, words) = count(sample);
    if words >= 4 && function_words as f32 >= ENGLISH * words as f32 {
        return Some("en".to_owned());
    }
    let code = detect(middle(sample, SAMPLE / 3));
    if code == Some("en") || !is_latin(sample) {
        return code.map(str::to_owned);
    }
    // Lists of foreign names between English words look foreign by their letters.
    let start = &text[..text.floor_char_boundary(5 * SAMPLE)];
    let (of_start, all) = count(start);
    if 8 * function_words >= words || 6 * of_start >= all {
        return Some("en".to_owned());
    }
    match code {
        None if 14 * function_words >= words && function_words > 1 => Some("en".to_owned()),
        _ => code.map(str::to_owned),
    }
}

/// Latin letters below which a text is held to be of a language that news are often written in:
/// English headlines, with few function words and many names, look like any of the rest.
const SHORT: usize = 80;

const COMMON_LANGUAGES: &[Lang] = &[
    Lang::Eng,
    Lang::Spa,
    Lang::Fra,
    Lang::Deu,
    Lang::Ita,
    Lang::Por,
    Lang::Nld,
    Lang::Pol,
    Lang::Tur,
    Lang::Ces,
    Lang::Ron,
    Lang::Swe,
    Lang::Ind,
    Lang::Vie,
];

/// What the letters of `sample` look like, when there are enough.
fn detect(sample: &str) -> Option<&'static str> {
    static ALL: LazyLock<Detector> = LazyLock::new(Detector::new);
    static COMMON: LazyLock<Detector> =
        LazyLock::new(|| Detector::with_allowlist(COMMON_LANGUAGES.to_vec()));
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let latin = is_latin(sample);
    let detector = if latin && letters < SHORT {
        &COMMON
    } else {
        &ALL
    };
    let info = (letters >= 20).then(|| detector.detect(sample)).flatten()?;
    let sure = info.confidence() > 0.5 || !latin;
    sure.then(|| two_letters(info.lang().code()))
}

/// At most `len` bytes from the middle of `text`, from word to word.
fn middle(text: &str, len: usize) -> &str {
    if text.len() <= len {
        return text;
    }
    let mut start = (text.len() - len) / 2;
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let mut end = start + len;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &text[start..end];
    let first = sample.find(char::is_whitespace).unwrap_or(0);
    let last = sample.rfind(char::is_whitespace).unwrap_or(sample.len());
    if first < last {
        &sample[first..last]
    } else {
        sample
    }
}

fn count(sample: &str) -> (usize, usize) {
    let mut words = 0;
    let mut function_words = 0;
    for word in sample.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’') {
        if word.is_empty() {
            continue;
        }
        words += 1;
        function_words += usize::from(is_function_word(word));
    }
    (function_words, words)
}

fn is_function_word(word: &str) -> bool {
    let mut lower = [0; LONGEST];
    let bytes = word.as_bytes();
    if bytes.len() > lower.len() || !word.is_ascii() {
        return false;
    }
    for (to, from) in lower.iter_mut().zip(bytes) {
        *to = from.to_ascii_lowercase();
    }
    FUNCTION_NUMBERS.binary_search(&number(lower)).is_ok()
}

fn is_latin(sample: &str) -> bool {
    let letters = || sample.chars().filter(|c| c.is_alphabetic());
    let latin = letters().filter(|&c| c < '\u{250}').count();
    2 * latin > letters().count()
}

/// ISO 639-1 for the ISO 639-3 codes of the detector.
fn two_letters(code: &'static str) -> &'static str {
    const CODES: &[(&str, &str)] = &[
        ("afr", "af"),
        ("aka", "ak"),
        ("amh", "am"),
        ("ara", "ar"),
        ("aze", "az"),
        ("bel", "be"),
        ("ben", "bn"),
        ("bul", "bg"),
        ("cat", "ca"),
        ("ces", "cs"),
        ("cmn", "zh"),
        ("cym", "cy"),
        ("dan", "da"),
        ("deu", "de"),
        ("ell", "el"),
        ("eng", "en"),
        ("epo", "eo"),
        ("est", "et"),
        ("fin", "fi"),
        ("fra", "fr"),
        ("guj", "gu"),
        ("heb", "he"),
        ("hin", "hi"),
        ("hrv", "hr"),
        ("hun", "hu"),
        ("hye", "hy"),
        ("ind", "id"),
        ("ita", "it"),
        ("jav", "jv"),
        ("jpn", "ja"),
        ("kan", "kn"),
        ("kat", "ka"),
        ("khm", "km"),
        ("kor", "ko"),
        ("lat", "la"),
        ("lav", "lv"),
        ("lit", "lt"),
        ("mal", "ml"),
        ("mar", "mr"),
        ("mkd", "mk"),
        ("mya", "my"),
        ("nep", "ne"),
        ("nld", "nl"),
        ("nob", "nb"),
        ("ori", "or"),
        ("pan", "pa"),
        ("pes", "fa"),
        ("pol", "pl"),
        ("por", "pt"),
        ("ron", "ro"),
        ("rus", "ru"),
        ("sin", "si"),
        ("slk", "sk"),
        ("slv", "sl"),
        ("sna", "sn"),
        ("spa", "es"),
        ("srp", "sr"),
        ("swe", "sv"),
        ("tam", "ta"),
        ("tel", "te"),
        ("tgl", "tl"),
        ("tha", "th"),
        ("tuk", "tk"),
        ("tur", "tr"),
        ("ukr", "uk"),
        ("urd", "ur"),
        ("uzb", "uz"),
        ("vie", "vi"),
        ("yid", "yi"),
        ("zul", "zu"),
    ];
    CODES
        .binary_search_by_key(&code, |(three, _)| three)
        .map_or(code, |at| CODES[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_language(text: &str, wanted: Option<&str>) {
        assert_eq!(language(text).as_deref(), wanted, "{text}");
    }

    #[test]
    fn function_words_are_sorted() {
        assert!(FUNCTION_WORDS.is_sorted());
    }

    #[test]
    fn tells_languages_apart() {
        check_language("The minister said that the talks had failed.", Some("en"));
        check_language(
            "Der Minister sagte, die Gespräche seien am Montag gescheitert.",
            Some("de"),
        );
        check_language(
            "Le ministre a déclaré que les négociations avaient échoué lundi soir.",
            Some("fr"),
        );
        check_language(
            "Министр заявил, что переговоры в понедельник провалились.",
            Some("ru"),
        );
        check_language(
            "قال الوزير إن المحادثات فشلت يوم الاثنين في المدينة",
            Some("ar"),
        );
        check_language(
            "El ministro dijo que las conversaciones fracasaron el lunes.",
            Some("es"),
        );
    }

    #[test]
    fn foreign_names_do_not_make_english_foreign() {
        check_language(
            "Hezb-i Islami, Jabhat al-Nusra, Ahrar al-Sham and Jaysh al-Islam fighters \
             attacked Khan Shaykhun, Maarrat al-Numan and Kafr Nabl, Abdulrahman al-Zawahiri said.",
            Some("en"),
        );
        check_language(
            "Présent: François Hollande, Jean-Yves Le Drian, Frank-Walter Steinmeier of the Auswärtiges Amt, \
             Sergueï Lavrov and Mevlüt Çavuşoğlu, according to Agence France-Presse.",
            Some("en"),
        );
    }

    #[test]
    fn too_little_is_not_told() {
        check_language("Aid groups say 2.1 million children need help.", None);
        check_language("", None);
        check_language("12 34 — 56", None);
        check_language("Ab", None);
    }
}
