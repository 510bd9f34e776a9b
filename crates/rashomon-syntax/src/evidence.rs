//! Words of unlabelled text, from which lemmas are learnt that no treebank shows: `smiled` is made of
//! `smile`, as that is a word and `smil` is none.

use std::collections::{BTreeMap, BTreeSet};

/// Words seen in texts, in small letters.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// How often each was seen without a capital.
    seen: BTreeMap<String, u32>,
    /// How often each stood behind a word that a bare verb follows.
    verbs: BTreeMap<String, u32>,
}

/// An inflected word: what the treebanks' finer tag calls it, and its lemma.
pub(crate) struct Inflected {
    pub form: String,
    pub xpos: &'static str,
    pub lemma: String,
}

/// Words that a verb without ending follows.
const BEFORE_VERBS: [&str; 10] = [
    "to", "will", "would", "can", "could", "may", "might", "must", "should", "cannot",
];

impl Evidence {
    /// Counts the words of a text.
    pub fn read(&mut self, text: &str) {
        let mut last = "";
        for word in text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’' && c != '-')
        {
            if !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()) {
                *self.seen.entry(word.to_owned()).or_default() += 1;
                if BEFORE_VERBS.contains(&last) {
                    *self.verbs.entry(word.to_owned()).or_default() += 1;
                }
            }
            last = word;
        }
    }

    fn count(&self, word: &str) -> u32 {
        self.seen.get(word).copied().unwrap_or(0)
    }

    fn count_verb(&self, word: &str) -> u32 {
        self.verbs.get(word).copied().unwrap_or(0)
    }

    /// The inflected words among those seen whose lemma is beyond doubt, and the irregular ones.
    pub(crate) fn inflected(&self, known: &Known) -> Vec<Inflected> {
        let mut all = irregular();
        let words = self.seen.iter().filter(|&(_, &count)| count >= SEEN);
        for (form, _) in words {
            let mut put = |xpos, lemma: Option<String>| {
                all.extend(lemma.map(|lemma| Inflected {
                    form: form.clone(),
                    xpos,
                    lemma,
                }));
            };
            if let Some(stem) = form.strip_suffix("ing") {
                put("VBG", self.verb(known, bare(stem, "ing")));
            } else if let Some(stem) = form.strip_suffix("ed") {
                let verb = self.verb(known, bare(stem, "ed"));
                put("VBD", verb.clone());
                put("VBN", verb);
            } else if let Some(stem) = form.strip_suffix('s') {
                put("NNS", self.noun(known, plural(stem)));
                put("VBZ", self.verb(known, third(stem)));
            } else if let Some(stem) = form.strip_suffix("est") {
                put("JJS", self.adjective(known, stem));
            } else if let Some(stem) = form.strip_suffix("er") {
                put("JJR", self.adjective(known, stem));
            }
        }
        all
    }

    fn verb(&self, known: &Known, candidates: Vec<String>) -> Option<String> {
        // A bare form counts for more than a form, which may be a noun.
        let weigh = |word: &str| {
            let listed = u32::from(known.verbs.contains(word));
            15 * self.count_verb(word) + self.count(word) + 100 * listed
        };
        let verb = clearest(candidates, weigh)?;
        (self.count_verb(&verb) > 0 || known.verbs.contains(&verb)).then_some(verb)
    }

    fn noun(&self, known: &Known, candidates: Vec<String>) -> Option<String> {
        let weigh = |word: &str| 5 * self.count(word) + 25 * u32::from(known.nouns.contains(word));
        clearest(candidates, weigh)
    }

    fn adjective(&self, known: &Known, stem: &str) -> Option<String> {
        let mut candidates = bare(stem, "er");
        candidates.retain(|word| known.adjectives.contains(word));
        clearest(candidates, |word| 5 * self.count(word) + 25)
    }
}

/// Words seen less often may be slips.
const SEEN: u32 = 2;
/// The least that counts as evidence.
const LEAST: u32 = 10;

/// Lemmas that the treebanks have.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub verbs: BTreeSet<String>,
    pub nouns: BTreeSet<String>,
    pub adjectives: BTreeSet<String>,
}

/// The weightiest, if it has twice the weight of the next.
fn clearest(candidates: Vec<String>, weigh: impl Fn(&str) -> u32) -> Option<String> {
    let mut weighed: Vec<(u32, String)> = candidates
        .into_iter()
        .map(|word| (weigh(&word), word))
        .collect();
    weighed.sort_by(|a, b| b.cmp(a));
    let next = weighed.get(1).map_or(0, |(weight, _)| *weight);
    let (weight, word) = weighed.into_iter().next()?;
    (weight >= LEAST && next * 2 <= weight).then_some(word)
}

fn is_vowel(c: u8) -> bool {
    matches!(c, b'a' | b'e' | b'i' | b'o' | b'u')
}

/// Whether a stem of one syllable would double its last letter before an ending, so that one that has
/// not doubled it has lost an `e`.
fn would_double(stem: &str) -> bool {
    let bytes = stem.as_bytes();
    let vowels = bytes.iter().filter(|&&c| is_vowel(c)).count();
    match bytes {
        [.., vowel, last] => {
            vowels == 1
                && is_vowel(*vowel)
                && !is_vowel(*last)
                && !matches!(last, b'w' | b'x' | b'y' | b'h' | b's')
        }
        _ => false,
    }
}

/// What `stem` with the ending `ing`, `ed`, `er` or `est` may be made of.
fn bare(stem: &str, ending: &str) -> Vec<String> {
    let bytes = stem.as_bytes();
    let [.., before, last] = *bytes else {
        return Vec::new();
    };
    let head = &stem[..stem.len() - 1];
    if ending != "ing" && last == b'i' {
        return vec![format!("{head}y")];
    }
    if ending == "ed" && last == b'e' {
        return vec![stem.to_owned()];
    }
    let mut all = vec![format!("{stem}e")];
    if !would_double(stem) {
        all.push(stem.to_owned());
    }
    if ending == "ing" && last == b'y' && stem.len() == 2 {
        all.push(format!("{}ie", &stem[..1]));
    }
    let doubled = last == before && stem.len() > 3 && !is_vowel(last) && last != b's';
    if doubled || stem.ends_with("ck") {
        all.push(head.to_owned());
    }
    all
}

/// What a plural may be made of, without its `s`.
fn plural(stem: &str) -> Vec<String> {
    if stem.len() < 2 || stem.ends_with(['s', 'u', 'i']) {
        return Vec::new();
    }
    if let Some(head) = stem.strip_suffix("ve") {
        return vec![format!("{head}f"), format!("{head}fe"), stem.to_owned()];
    }
    third(stem)
}

/// What a verb in the third person may be made of, without its `s`.
fn third(stem: &str) -> Vec<String> {
    if let Some(head) = stem.strip_suffix("ie") {
        return vec![format!("{head}y"), stem.to_owned()];
    }
    let mut all = vec![stem.to_owned()];
    if let Some(head) = stem.strip_suffix('e')
        && ["s", "x", "z", "ch", "sh", "o"]
            .iter()
            .any(|end| head.ends_with(end))
    {
        all.push(head.to_owned());
    }
    if stem.ends_with(['s', 'u', 'i']) {
        all.clear();
    }
    all
}

/// Verbs that are not made by rule: lemma, past, participle.
const VERBS: &str = "\
arise arose arisen
awake awoke awoken
bear bore borne
beat beat beaten
become became become
befall befell befallen
begin began begun
bend bent bent
bereave bereft bereft
beset beset beset
bid bade bidden
bind bound bound
bite bit bitten
bleed bled bled
blow blew blown
break broke broken
breed bred bred
bring brought brought
broadcast broadcast broadcast
build built built
burn burnt burnt
burst burst burst
buy bought bought
cast cast cast
catch caught caught
choose chose chosen
cling clung clung
come came come
cost cost cost
creep crept crept
cut cut cut
deal dealt dealt
dig dug dug
draw drew drawn
dream dreamt dreamt
drink drank drunk
drive drove driven
dwell dwelt dwelt
eat ate eaten
fall fell fallen
feed fed fed
feel felt felt
fight fought fought
find found found
flee fled fled
fling flung flung
fly flew flown
forbid forbade forbidden
forecast forecast forecast
foresee foresaw foreseen
forget forgot forgotten
forgive forgave forgiven
forgo forwent forgone
forsake forsook forsaken
freeze froze frozen
get got gotten
give gave given
go went gone
grind ground ground
grow grew grown
hang hung hung
hear heard heard
hide hid hidden
hit hit hit
hold held held
hurt hurt hurt
keep kept kept
kneel knelt knelt
know knew known
lay laid laid
lead led led
lean leant leant
leap leapt leapt
learn learnt learnt
leave left left
lend lent lent
let let let
lie lay lain
light lit lit
lose lost lost
make made made
mean meant meant
meet met met
mislead misled misled
mistake mistook mistaken
mow mowed mown
outgrow outgrew outgrown
overcome overcame overcome
overhear overheard overheard
override overrode overridden
overrun overran overrun
oversee oversaw overseen
overtake overtook overtaken
overthrow overthrew overthrown
partake partook partaken
pay paid paid
prove proved proven
put put put
quit quit quit
read read read
rebuild rebuilt rebuilt
repay repaid repaid
retake retook retaken
rethink rethought rethought
rewrite rewrote rewritten
rid rid rid
ride rode ridden
ring rang rung
rise rose risen
run ran run
say said said
see saw seen
seek sought sought
sell sold sold
send sent sent
set set set
sew sewed sewn
shake shook shaken
shed shed shed
shine shone shone
shoot shot shot
show showed shown
shrink shrank shrunk
shut shut shut
sing sang sung
sink sank sunk
sit sat sat
slay slew slain
sleep slept slept
slide slid slid
sling slung slung
slit slit slit
sow sowed sown
speak spoke spoken
speed sped sped
spend spent spent
spill spilt spilt
spin spun spun
spit spat spat
split split split
spread spread spread
spring sprang sprung
stand stood stood
steal stole stolen
stick stuck stuck
sting stung stung
stink stank stunk
stride strode stridden
strike struck struck
string strung strung
strive strove striven
swear swore sworn
sweep swept swept
swell swelled swollen
swim swam swum
swing swung swung
take took taken
teach taught taught
tear tore torn
tell told told
think thought thought
throw threw thrown
thrust thrust thrust
tread trod trodden
undergo underwent undergone
understand understood understood
undertake undertook undertaken
underwrite underwrote underwritten
undo undid undone
unwind unwound unwound
uphold upheld upheld
upset upset upset
wake woke woken
wear wore worn
weave wove woven
weep wept wept
win won won
wind wound wound
withdraw withdrew withdrawn
withhold withheld withheld
withstand withstood withstood
wring wrung wrung
write wrote written";

/// Plurals that are not made by rule: lemma, plural.
const NOUNS: &str = "\
alumnus alumni
analysis analyses
appendix appendices
axis axes
bacterium bacteria
basis bases
calf calves
child children
crisis crises
criterion criteria
curriculum curricula
diagnosis diagnoses
elf elves
ellipsis ellipses
foot feet
fungus fungi
goose geese
half halves
hoof hooves
hypothesis hypotheses
knife knives
leaf leaves
life lives
loaf loaves
louse lice
man men
matrix matrices
mouse mice
nucleus nuclei
oasis oases
ox oxen
parenthesis parentheses
phenomenon phenomena
potato potatoes
scarf scarves
self selves
sheaf sheaves
shelf shelves
stimulus stimuli
synthesis syntheses
thesis theses
thief thieves
tomato tomatoes
tooth teeth
wharf wharves
wife wives
wolf wolves
woman women";

fn irregular() -> Vec<Inflected> {
    let inflected = |form: &str, xpos, lemma: &str| Inflected {
        form: form.to_owned(),
        xpos,
        lemma: lemma.to_owned(),
    };
    let mut all = Vec::new();
    for line in VERBS.lines() {
        let mut words = line.split(' ');
        if let (Some(lemma), Some(past), Some(participle)) =
            (words.next(), words.next(), words.next())
        {
            all.push(inflected(past, "VBD", lemma));
            all.push(inflected(participle, "VBN", lemma));
        }
    }
    for line in NOUNS.lines() {
        if let Some((lemma, plural)) = line.split_once(' ') {
            all.push(inflected(plural, "NNS", lemma));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lemma_of(text: &str, form: &str, xpos: &str) -> Option<String> {
        let mut evidence = Evidence::default();
        evidence.read(text);
        let all = evidence.inflected(&Known::default());
        let found = all
            .into_iter()
            .find(|one| one.form == form && one.xpos == xpos);
        found.map(|one| one.lemma)
    }

    #[test]
    fn a_lemma_is_a_word_that_was_seen() {
        let text = "they smiled and smiled; to smile is to float; it floated, floated";
        assert_eq!(lemma_of(text, "smiled", "VBD").as_deref(), Some("smile"));
        assert_eq!(lemma_of(text, "floated", "VBN").as_deref(), Some("float"));
    }

    #[test]
    fn a_letter_not_doubled_asks_for_an_e() {
        let text = "to star, to star, to stare; he stared, stared; he starred, starred";
        assert_eq!(lemma_of(text, "stared", "VBD").as_deref(), Some("stare"));
        assert_eq!(lemma_of(text, "starred", "VBD").as_deref(), Some("star"));
    }

    #[test]
    fn what_is_in_doubt_is_left_out() {
        let text = "to bathe, to bathed; a smeared wall, a smeared door";
        assert_eq!(lemma_of(text, "smeared", "VBD"), None);
        assert_eq!(lemma_of("", "swung", "VBN").as_deref(), Some("swing"));
    }

    #[test]
    fn tables_are_sorted() {
        for table in [VERBS, NOUNS] {
            assert!(table.lines().is_sorted_by(|a, b| a < b));
        }
    }
}
