//! The tags that the tagger tells apart: a universal part of speech with the finer tag of the
//! treebanks, from which the features follow.

use crate::net::CLASSES;
use rashomon_doc::{Feature, Features, Upos};

/// How many tags there may be.
pub(crate) const TAGS: usize = CLASSES - 1;

/// One tag of the tagger.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tag {
    pub upos: Upos,
    pub xpos: String,
    pub features: Features,
}

impl Tag {
    pub(crate) fn new(upos: Upos, xpos: &str) -> Self {
        Self {
            upos,
            xpos: xpos.to_owned(),
            features: features(upos, xpos),
        }
    }
}

fn features(upos: Upos, xpos: &str) -> Features {
    use Feature::*;
    let verb = matches!(upos, Upos::Verb | Upos::Aux);
    let features: &[Feature] = match xpos {
        "NN" | "NNP" if matches!(upos, Upos::Noun | Upos::Propn) => &[NumberSing],
        "NNS" | "NNPS" => &[NumberPlur],
        "VBD" if verb => &[MoodInd, TensePast, VerbFormFin],
        "VBZ" if verb => &[MoodInd, NumberSing, Person3, TensePres, VerbFormFin],
        "VBP" if verb => &[MoodInd, TensePres, VerbFormFin],
        "MD" if verb => &[VerbFormFin],
        "VB" if verb => &[VerbFormInf],
        "VBG" if verb => &[VerbFormGer],
        "VBN" if verb => &[TensePast, VerbFormPart],
        "JJR" | "RBR" => &[DegreeCmp],
        "JJS" | "RBS" => &[DegreeSup],
        "CD" => &[NumTypeCard],
        "PRP" => &[PronTypePrs],
        "PRP$" => &[PronTypePrs, PossYes],
        _ => &[],
    };
    features.iter().copied().collect()
}

/// What the form of a closed-class word adds to the features of its tag.
pub(crate) fn closed_class(upos: Upos, lower: &str) -> Features {
    use Feature::*;
    let features: &[Feature] = match upos {
        Upos::Pron | Upos::Det => pronoun(upos, lower),
        Upos::Part if matches!(lower, "not" | "n't" | "n’t" | "nt") => &[PolarityNeg],
        Upos::Adv if matches!(lower, "never" | "not" | "n't") => &[PolarityNeg],
        Upos::Adv if matches!(lower, "where" | "when" | "why" | "how") => &[PronTypeInt],
        Upos::Adv if matches!(lower, "here" | "there" | "then" | "now") => &[PronTypeDem],
        Upos::Aux => auxiliary(lower),
        Upos::Adj if ordinal(lower) => &[NumTypeOrd],
        _ => &[],
    };
    features.iter().copied().collect()
}

fn pronoun(upos: Upos, lower: &str) -> &'static [Feature] {
    use Feature::*;
    match lower {
        "i" => &[CaseNom, NumberSing, Person1],
        "me" => &[CaseAcc, NumberSing, Person1],
        "we" => &[CaseNom, NumberPlur, Person1],
        "us" => &[CaseAcc, NumberPlur, Person1],
        "you" => &[Person2],
        "he" => &[CaseNom, GenderMasc, NumberSing, Person3],
        "him" => &[CaseAcc, GenderMasc, NumberSing, Person3],
        "she" => &[CaseNom, GenderFem, NumberSing, Person3],
        "it" => &[GenderNeut, NumberSing, Person3],
        "they" => &[CaseNom, NumberPlur, Person3],
        "them" => &[CaseAcc, NumberPlur, Person3],
        "my" | "mine" => &[NumberSing, Person1],
        "our" | "ours" => &[NumberPlur, Person1],
        "your" | "yours" => &[Person2],
        "his" => &[GenderMasc, NumberSing, Person3],
        "her" | "hers" => &[GenderFem, NumberSing, Person3],
        "its" => &[GenderNeut, NumberSing, Person3],
        "their" | "theirs" => &[NumberPlur, Person3],
        "myself" => &[CaseAcc, NumberSing, Person1, PronTypePrs, ReflexYes],
        "ourselves" => &[CaseAcc, NumberPlur, Person1, PronTypePrs, ReflexYes],
        "yourself" => &[CaseAcc, NumberSing, Person2, PronTypePrs, ReflexYes],
        "yourselves" => &[CaseAcc, NumberPlur, Person2, PronTypePrs, ReflexYes],
        "himself" => &[
            CaseAcc,
            GenderMasc,
            NumberSing,
            Person3,
            PronTypePrs,
            ReflexYes,
        ],
        "herself" => &[
            CaseAcc,
            GenderFem,
            NumberSing,
            Person3,
            PronTypePrs,
            ReflexYes,
        ],
        "itself" => &[
            CaseAcc,
            GenderNeut,
            NumberSing,
            Person3,
            PronTypePrs,
            ReflexYes,
        ],
        "themselves" => &[CaseAcc, NumberPlur, Person3, PronTypePrs, ReflexYes],
        "this" => &[NumberSing, PronTypeDem],
        "that" if upos == Upos::Det => &[NumberSing, PronTypeDem],
        "that" => &[PronTypeRel],
        "these" | "those" => &[NumberPlur, PronTypeDem],
        "who" | "whom" | "which" | "whose" => &[PronTypeRel],
        "what" | "whatever" | "whoever" | "whichever" => &[PronTypeInt],
        "the" => &[DefiniteDef],
        "a" | "an" => &[DefiniteInd],
        "no" | "nobody" | "nothing" | "none" | "neither" => &[PolarityNeg],
        _ => &[],
    }
}

fn auxiliary(lower: &str) -> &'static [Feature] {
    use Feature::*;
    match lower {
        "am" | "'m" | "’m" => &[NumberSing, Person1],
        "was" => &[NumberSing],
        _ => &[],
    }
}

fn ordinal(lower: &str) -> bool {
    const WORDS: [&str; 12] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth", "eleventh", "twelfth",
    ];
    let digits = lower.trim_start_matches(|c: char| c.is_ascii_digit());
    WORDS.contains(&lower)
        || (digits.len() < lower.len() && matches!(digits, "st" | "nd" | "rd" | "th"))
}
