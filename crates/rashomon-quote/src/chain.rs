//! The chain of telling: whom the speaker addressed and through whom the words came here.

use crate::ctx::Ctx;
use crate::draft::{Draft, Phrase};
use crate::features::stripped;
use crate::frame::{agent, phrase, subject};
use crate::rules::{noun_phrase, phrase_from};
use rashomon_doc::{Act, Deprel, EntityType, Relation, Upos};
use rashomon_lexicon::cues::{self, Frame};
use rashomon_lexicon::media;

/// The rule of "quoted as saying".
pub(crate) const QUOTED_AS: &str = "quoted as saying";

/// Fills addressees and relays, and takes relays out of the rows of their own.
pub(crate) fn link(ctx: &Ctx, drafts: &mut Vec<Draft>) {
    let words = Words::new(ctx);
    for draft in drafts.iter_mut() {
        addressee(ctx, &words, draft);
        place(ctx, &words, draft);
    }
    cited(ctx, drafts);
    let places = BySentence::new(ctx, drafts);
    let relays = relays(ctx, drafts, &places);
    for relay in &relays {
        if let Some(draft) = host(ctx, drafts, &places, relay) {
            let known = |(teller, _): &(Phrase, Relation)| teller.head == relay.teller.head;
            if !drafts[draft].via.iter().any(known) {
                drafts[draft]
                    .via
                    .push((relay.teller.clone(), relay.relation));
            }
        }
    }
    drop_relay_rows(ctx, drafts, &relays);
}

/// Where a draft stands: at its anchor, or, without one, at its last word.
fn place_of(draft: &Draft) -> Option<usize> {
    draft.anchor.or(draft.content.last().copied())
}

/// The indices of drafts by the sentence in which they stand.
struct BySentence(Vec<(u32, u32)>);

impl BySentence {
    fn new(ctx: &Ctx, drafts: &[Draft]) -> Self {
        let mut rows: Vec<(u32, u32)> = drafts
            .iter()
            .enumerate()
            .filter_map(|(index, draft)| Some((ctx.sentence_of[place_of(draft)?], index as u32)))
            .collect();
        rows.sort_unstable();
        Self(rows)
    }

    /// The drafts of the sentences from `first` to `last`, by sentence and index.
    fn of(&self, first: u32, last: u32) -> impl Iterator<Item = usize> + '_ {
        let start = self.0.partition_point(|&(sentence, _)| sentence < first);
        self.0[start..]
            .iter()
            .take_while(move |&&(sentence, _)| sentence <= last)
            .map(|&(_, index)| index as usize)
    }
}

/// "Reuters said, citing a military source": who is cited speaks, through the outlet.
fn cited(ctx: &Ctx, drafts: &mut Vec<Draft>) {
    let places = BySentence::new(ctx, drafts);
    let mut gone = Vec::new();
    for token in 1..ctx.len() {
        let first = ctx.first_letter(token);
        if !matches!(first, b'c' | b'q') || !ctx.is_one_of(token, &["citing", "quoting"]) {
            continue;
        }
        let tokens = noun_phrase(ctx, token + 1);
        let Some(&last) = tokens.last() else { continue };
        let head = ctx
            .syntax
            .child(token, &[Deprel::Obj])
            .filter(|head| tokens.contains(head))
            .unwrap_or(last);
        if !speaks(ctx, head) {
            continue;
        }
        let speaker = Phrase { head, tokens };
        let sentence = ctx.sentence_of[token];
        let tells_for = |draft: &Draft| {
            let outlet = |source: &Phrase| source.head < token && is_outlet(ctx, source);
            draft.anchor != Some(token)
                && !draft.tells(token)
                && draft.source.as_ref().is_some_and(outlet)
        };
        let before = |&index: &usize| {
            let draft = &drafts[index];
            draft.anchor.is_some_and(|anchor| anchor < token) && tells_for(draft)
        };
        // "Reuters, citing officials, said": the cue may follow.
        let host = places.of(sentence, sentence).find(before).or_else(|| {
            places
                .of(sentence, sentence)
                .find(|&index| tells_for(&drafts[index]))
        });
        let Some(host) = host else { continue };
        if let Some(outlet) = drafts[host].source.replace(speaker) {
            drafts[host].via.push((outlet, Relation::QuotedBy));
        }
        gone.push(token);
    }
    drafts.retain(|draft| {
        draft
            .anchor
            .is_none_or(|anchor| gone.binary_search(&anchor).is_err())
    });
}

/// Whether the noun at `head` can speak: a person, group or office.
fn speaks(ctx: &Ctx, head: usize) -> bool {
    const SPEAKERS: [&str; 24] = [
        "official",
        "source",
        "witness",
        "minister",
        "ministry",
        "police",
        "doctor",
        "resident",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "commander",
        "activist",
        "agency",
        "group",
        "army",
        "government",
        "monitor",
        "expert",
        "lawyer",
        "worker",
        "people",
        "authority",
        "diplomat",
    ];
    let span = ctx.syntax.token(head).span;
    let mentions = &ctx.reading.mentions;
    let end = mentions.partition_point(|mention| mention.span.start < span.end);
    SPEAKERS.contains(&ctx.lemma(head))
        || mentions[end.saturating_sub(6)..end].iter().any(|mention| {
            mention.span.contains(span)
                && ctx
                    .reading
                    .entities
                    .get(mention.entity.index())
                    .is_some_and(|entity| {
                        matches!(entity.kind, EntityType::Person | EntityType::Organisation)
                    })
        })
}

struct Relay {
    /// The relaying verb.
    verb: usize,
    teller: Phrase,
    relation: Relation,
}

/// Whether `phrase` names an outlet or agency.
pub(crate) fn is_outlet(ctx: &Ctx, phrase: &Phrase) -> bool {
    let span = ctx.syntax.token(phrase.head).span;
    let mentions = &ctx.reading.mentions;
    let end = mentions.partition_point(|mention| mention.span.start < span.end);
    let known = mentions[end.saturating_sub(6)..end].iter().any(|mention| {
        mention.span.contains(span)
            && ctx
                .reading
                .entities
                .get(mention.entity.index())
                .is_some_and(|entity| entity.kind == EntityType::Media)
    });
    known
        || is_outlet_name(ctx, phrase)
        || is_outlet_noun(ctx, phrase)
        || is_outlet_title(ctx, phrase)
}

/// Words that make a name of several words that of an outlet: "Northern Radio", "the Hill Gazette".
const TITLES: [&str; 22] = [
    "Broadcasting",
    "Chronicle",
    "Courier",
    "Daily",
    "Gazette",
    "Herald",
    "Inquirer",
    "Journal",
    "Magazine",
    "News",
    "Newspaper",
    "Newswire",
    "Observer",
    "Post",
    "Radio",
    "TV",
    "Telegraph",
    "Television",
    "Times",
    "Tribune",
    "Weekly",
    "Wire",
];

/// Whether the phrase is a name that ends, or begins, as names of outlets do.
fn is_outlet_title(ctx: &Ctx, phrase: &Phrase) -> bool {
    let name = |&&token: &&usize| {
        matches!(ctx.upos(token), Upos::Propn | Upos::Noun | Upos::Adj)
            && ctx.form(token).starts_with(char::is_uppercase)
    };
    let first = phrase.tokens.iter().find(name);
    let last = phrase.tokens.iter().rev().find(name);
    let title = |token: usize| TITLES.contains(&ctx.form(token));
    match (first, last) {
        (Some(&first), Some(&last))
            if first < last && last < first + 6 && (first..=last).contains(&phrase.head) =>
        {
            title(last) || matches!(ctx.form(first), "Radio" | "Television" | "TV")
        }
        _ => false,
    }
}

fn is_outlet_name(ctx: &Ctx, phrase: &Phrase) -> bool {
    let tokens = &phrase.tokens;
    if media::find(ctx.form(phrase.head)).is_some() {
        return true;
    }
    // The longest run of tokens that is a name of an outlet and holds the head.
    (0..tokens.len()).any(|first| {
        (first + 1..tokens.len().min(first + 5)).any(|last| {
            let span = ctx
                .syntax
                .token(tokens[first])
                .span
                .cover(ctx.syntax.token(tokens[last]).span);
            tokens[first] <= phrase.head
                && phrase.head <= tokens[last] + 2
                && media::find(span.of(ctx.text)).is_some()
        })
    })
}

fn is_outlet_noun(ctx: &Ctx, phrase: &Phrase) -> bool {
    let nouns = [
        "newspaper",
        "agency",
        "channel",
        "magazine",
        "broadcaster",
        "daily",
        "television",
        "radio",
        "media",
        "newswire",
        "tabloid",
        "weekly",
        "outlet",
        "station",
        "network",
    ];
    nouns.contains(&ctx.lemma(phrase.head))
        && !phrase.tokens.iter().any(|&token| {
            ctx.is_one_of(
                token,
                &[
                    "intelligence",
                    "spy",
                    "space",
                    "aid",
                    "security",
                    "relief",
                    "refugee",
                ],
            )
        })
}

/// Whom the speaker addresses: the object of "told", what follows "to", "with" or "on".
fn addressee(ctx: &Ctx, words: &Words, draft: &mut Draft) {
    let Some(verb) = draft.anchor else { return };
    if ctx.upos(verb) != Upos::Verb {
        return;
    }
    let calls = ctx.lemma(verb) == "call"
        && verb + 1 < ctx.len()
        && ctx.is_one_of(verb + 1, &["on", "upon"]);
    let takes = ctx.cues[verb].is_some_and(|cue| cue.takes(Frame::Addressee))
        || stripped(ctx.lemma(verb)).is_some_and(|cue| cue.takes(Frame::Addressee))
        || calls;
    let free = |head: &usize| !draft.tells(*head) && !is_time(ctx, *head);
    let spoken = [
        "say",
        "write",
        "explain",
        "complain",
        "announce",
        "confirm",
        "admit",
        "suggest",
        "propose",
        "confess",
        "reply",
        "respond",
        "tell",
        "appeal",
        "promise",
        "express",
        "speak",
        "declare",
        "repeat",
        "remark",
        "state",
        "apologise",
        "apologize",
    ];
    let to = || {
        spoken
            .contains(&ctx.lemma(verb))
            .then(|| ctx.oblique(verb, &[Deprel::Obl], &["to"]))
            .flatten()
    };
    let passive = || {
        let told = takes && ctx.syntax.child(verb, &[Deprel::AuxPass]).is_some();
        told.then(|| ctx.syntax.child(verb, &[Deprel::NsubjPass]))
            .flatten()
    };
    let object = takes.then(|| addressed(ctx, verb, draft)).flatten();
    let found = object.or_else(|| {
        let head = to()
            .filter(free)
            .or_else(|| passive().filter(free))
            .or_else(|| talk_with(ctx, words, draft))?;
        let mut found = phrase(ctx, head);
        found.tokens.retain(|&token| !draft.tells(token));
        Some(found)
    });
    let Some(found) = found.filter(|found| !found.tokens.is_empty()) else {
        return;
    };
    let source = draft.source.as_ref();
    if source.is_some_and(|source| source.head == found.head) {
        if ctx.syntax.child(verb, &[Deprel::AuxPass]).is_none() {
            return;
        }
        // Who is told is not who tells.
        draft.source = None;
    }
    if is_outlet(ctx, &found) {
        draft.via.push((found.clone(), Relation::Told));
    }
    draft.addressee = Some(found);
}

/// The noun phrase right behind the verb, when what is said comes after it.
fn addressed(ctx: &Ctx, verb: usize, draft: &Draft) -> Option<Phrase> {
    let end = ctx.sentence(verb).end;
    let start = if verb + 1 < end && ctx.is_one_of(verb + 1, &["on", "upon", "at"]) {
        verb + 2
    } else {
        verb + 1
    };
    let mut tokens = Vec::new();
    let mut nouns = Vec::new();
    for token in start..end.min(start + 8) {
        let first = nouns.is_empty();
        let taken = match ctx.upos(token) {
            Upos::Noun | Upos::Propn => true,
            Upos::Pron => {
                first && !ctx.is_one_of(token, &["that", "what", "who", "it", "this", "which"])
            }
            Upos::Det | Upos::Adj | Upos::Num => first,
            Upos::Cconj | Upos::Part => !first && ctx.is_one_of(token, &["and", "'s", "’s"]),
            Upos::Adp => !first && ctx.is(token, "of"),
            _ => false,
        };
        if !taken {
            break;
        }
        if matches!(ctx.upos(token), Upos::Noun | Upos::Propn | Upos::Pron) && !is_time(ctx, token)
        {
            nouns.push(token);
        }
        tokens.push(token);
    }
    let head = *nouns.last()?;
    tokens.retain(|&token| token <= head);
    let said_after = draft.content.last().is_some_and(|&last| last > head);
    let said_before = draft.content.last().is_some_and(|&last| last < verb);
    let telling = [
        "tell", "told", "inform", "remind", "assure", "notify", "warn", "thank",
    ]
    .contains(&ctx.lemma(verb));
    let next = head + 1;
    let timed = |token: usize| {
        token < end
            && (is_time(ctx, token)
                || token + 1 < end
                    && ctx.is_one_of(token, &["on", "in", "at", "this", "last"])
                    && is_time(ctx, token + 1))
    };
    let opens = next >= end
        || ctx.is_punct(next)
        || timed(next)
        || ctx.is_one_of(
            next,
            &[
                "that", "to", "not", "whether", "if", "how", "what", "why", "when", "where", "for",
            ],
        );
    ((said_after || said_before) && (telling || opens)).then_some(Phrase { head, tokens })
}

fn is_time(ctx: &Ctx, head: usize) -> bool {
    let span = ctx.syntax.token(head).span;
    let times = &ctx.reading.times;
    let end = times.partition_point(|time| time.span.start < span.end);
    times[end.saturating_sub(2)..end]
        .iter()
        .any(|time| time.span.contains(span))
        || [
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
        ]
        .iter()
        .any(|day| ctx.is(head, day))
}

/// The words of a document by which addressees and places of telling are known, in order.
struct Words {
    talks: Vec<u32>,
    places: Vec<u32>,
}

impl Words {
    fn new(ctx: &Ctx) -> Self {
        const TALKS: [&str; 9] = [
            "interview",
            "conversation",
            "talk",
            "call",
            "letter",
            "message",
            "speaking",
            "talking",
            "interviewed",
        ];
        let (mut talks, mut places) = (Vec::new(), Vec::new());
        for token in 0..ctx.len() {
            // The lengths and first letters of the words looked for.
            match (ctx.width(token), ctx.first_letter(token)) {
                (2 | 3 | 7, b'b' | b'i' | b'o' | b't' | b'v')
                    if ctx.is_one_of(token, &["on", "in", "via", "through", "by"]) =>
                {
                    places.push(token as u32);
                }
                (4.., b'c' | b'i' | b'l' | b'm' | b's' | b't') if ctx.is_one_of(token, &TALKS) => {
                    talks.push(token as u32);
                }
                _ => {}
            }
        }
        Self { talks, places }
    }
}

/// Those of `words` that stand in `range`.
fn within(words: &[u32], range: std::ops::Range<usize>) -> impl Iterator<Item = usize> + '_ {
    let first = words.partition_point(|&word| (word as usize) < range.start);
    words[first..]
        .iter()
        .map(|&word| word as usize)
        .take_while(move |&word| word < range.end)
}

/// The sentence of `token`, or what is near enough when it is endless.
fn around(ctx: &Ctx, token: usize) -> std::ops::Range<usize> {
    const REACH: usize = 120;
    let sentence = ctx.sentence(token);
    sentence.start.max(token.saturating_sub(REACH))..sentence.end.min(token + REACH)
}

/// "in an interview with X", "speaking to X", in the sentence of the cue and outside the content.
fn talk_with(ctx: &Ctx, words: &Words, draft: &Draft) -> Option<usize> {
    let verb = draft.anchor?;
    for token in within(&words.talks, around(ctx, verb)) {
        if draft.tells(token) {
            continue;
        }
        let cases: &[&str] = if ctx.is(token, "interviewed") {
            &["by"]
        } else {
            &["with", "to"]
        };
        let relations = [Deprel::Nmod, Deprel::Obl, Deprel::OblAgent];
        let direct = ctx.oblique(token, &relations, cases);
        // The parse may hang the phrase on the verb.
        let next = token + 1;
        let near = || {
            let follows = next + 1 < ctx.sentence(verb).end && ctx.is_one_of(next, cases);
            follows
                .then(|| {
                    (next + 1..ctx.sentence(verb).end.min(next + 5))
                        .find(|&i| matches!(ctx.upos(i), Upos::Propn | Upos::Noun))
                })
                .flatten()
        };
        if let Some(head) = direct.or_else(near).filter(|&head| !draft.tells(head)) {
            return Some(head);
        }
    }
    None
}

/// "posted on Facebook", "in a statement on its website", "wrote in the Guardian".
fn place(ctx: &Ctx, words: &Words, draft: &mut Draft) {
    let Some(verb) = draft.anchor else { return };
    for token in within(&words.places, around(ctx, verb)) {
        if draft.tells(token) {
            continue;
        }
        let Some(head) = ctx
            .syntax
            .head(token)
            .filter(|&head| head > token && head < token + 10 && !draft.tells(head))
        else {
            continue;
        };
        let site = [
            "website",
            "site",
            "twitter",
            "facebook",
            "telegram",
            "instagram",
            "page",
            "account",
            "blog",
            "youtube",
            "webpage",
            "x",
        ];
        let lower = ctx.form(head).to_lowercase();
        let posts = matches!(
            ctx.lemma(verb),
            "write" | "post" | "publish" | "tweet" | "share"
        );
        let own = posts && matches!(lower.as_str(), "channel" | "feed" | "profile" | "wall");
        let is_site = (site.contains(&lower.as_str()) || own && ctx.is(token, "on"))
            && !ctx.is_one_of(token, &["by", "through"]);
        let written = ctx.is(token, "in")
            && matches!(
                ctx.lemma(verb),
                "write" | "say" | "argue" | "state" | "claim" | "publish"
            );
        if !is_site && !written && !released(ctx, token) {
            continue;
        }
        let found = phrase(ctx, head);
        let told = draft.via.iter().any(|(teller, _)| teller.head == head);
        let is_paper = !told && (written || released(ctx, token)) && is_outlet(ctx, &found);
        if (is_site || is_paper) && found.tokens.iter().all(|&token| !draft.tells(token)) {
            draft.via.push((found, Relation::PublishedBy));
            return;
        }
    }
}

/// "published by", "carried by", "released by" before the marker at `token`.
fn released(ctx: &Ctx, token: usize) -> bool {
    token > 0
        && ctx.is_one_of(
            token - 1,
            &[
                "published",
                "carried",
                "released",
                "broadcast",
                "aired",
                "posted",
                "distributed",
                "issued",
            ],
        )
}

/// Reporting by others than the speaker: ", reports Reuters", "(quoted by Le Point)".
fn relays(ctx: &Ctx, drafts: &[Draft], places: &BySentence) -> Vec<Relay> {
    let mut relays = Vec::new();
    for token in 0..ctx.len() {
        // The least length and the first letters of the words below.
        if ctx.width(token) < 5
            || !matches!(
                ctx.first_letter(token),
                b'a' | b'c' | b'i' | b'q' | b'r' | b't' | b'w'
            )
        {
            continue;
        }
        let quoting = ctx.is_one_of(
            token,
            &["quoted", "cited", "quotes", "cites", "quoting", "citing"],
        );
        let reporting = ctx.is_one_of(
            token,
            &[
                "reports",
                "reported",
                "report",
                "writes",
                "wrote",
                "informs",
                "transmits",
                "relayed",
                "carried",
                "reporting",
            ],
        );
        let according = ctx.is(token, "according") && token + 1 < ctx.len();
        if according && ctx.is(token + 1, "to") && is_relay_clause(ctx, token, drafts, places) {
            let teller = phrase_from(ctx, token + 2).filter(|teller| is_outlet(ctx, teller));
            relays.extend(teller.map(|teller| Relay {
                verb: token,
                teller,
                relation: Relation::ReportedBy,
            }));
        }
        if !quoting && !reporting {
            continue;
        }
        let next = token + 1;
        let relation = if quoting {
            Relation::QuotedBy
        } else {
            Relation::ReportedBy
        };
        let outlet = |head: &usize| is_outlet(ctx, &phrase(ctx, *head));
        let by = next + 1 < ctx.len() && ctx.is(next, "by");
        let head = if by {
            agent(ctx, token).or_else(|| {
                (next + 1..ctx.sentence(token).end.min(next + 5))
                    .find(|&i| matches!(ctx.upos(i), Upos::Propn | Upos::Noun))
            })
        } else if is_relay_clause(ctx, token, drafts, places) {
            subject(ctx, token)
                .filter(outlet)
                .or_else(|| {
                    (next..ctx.sentence(token).end.min(next + 4))
                        .find(|&i| matches!(ctx.upos(i), Upos::Propn | Upos::Noun))
                        .filter(outlet)
                })
                .or_else(|| token.checked_sub(1).filter(outlet))
        } else {
            None
        };
        if let Some(teller) = head.map(|head| phrase(ctx, head))
            && (by || is_outlet(ctx, &teller))
        {
            relays.push(Relay {
                verb: token,
                teller,
                relation,
            });
        }
    }
    relays
}

/// Whether the reporting verb stands behind words that another speaker's cue has claimed.
fn is_relay_clause(ctx: &Ctx, token: usize, drafts: &[Draft], places: &BySentence) -> bool {
    let sentence = ctx.sentence_of[token];
    places.of(sentence, sentence).any(|index| {
        let draft = &drafts[index];
        draft.anchor.is_some_and(|anchor| {
            anchor < token
                && !draft.tells(token)
                && draft
                    .source
                    .as_ref()
                    .is_some_and(|source| !is_outlet(ctx, source))
                && ctx.lemma(anchor) != "quote"
        })
    })
}

/// The quotation that a relay passes on: the one whose cue stands closest before it in its
/// sentence, else the last before it in its paragraph.
fn host(ctx: &Ctx, drafts: &[Draft], places: &BySentence, relay: &Relay) -> Option<usize> {
    let sentence = ctx.sentence_of[relay.verb];
    let passes = |draft: &Draft| {
        let begins = draft
            .content
            .first()
            .is_some_and(|&first| first < relay.verb);
        place_of(draft).is_some_and(|at| {
            at != relay.verb
                && ctx.paragraph_of[at] == ctx.paragraph_of[relay.verb]
                && (at < relay.verb || begins)
        }) && draft
            .source
            .as_ref()
            .is_some_and(|source| source.head != relay.teller.head)
    };
    places
        .of(sentence.saturating_sub(1), sentence + 1)
        .filter(|&index| passes(&drafts[index]))
        .min_by_key(|&index| {
            let at = place_of(&drafts[index]).unwrap_or(0);
            (
                ctx.sentence_of[at] != sentence,
                at.abs_diff(relay.verb),
                index,
            )
        })
}

/// A relay is a link of a chain, not a quotation of its own.
fn drop_relay_rows(ctx: &Ctx, drafts: &mut Vec<Draft>, relays: &[Relay]) {
    if relays.is_empty() {
        return;
    }
    let mut hosted = vec![false; ctx.len()];
    for (teller, _) in drafts.iter().flat_map(|draft| &draft.via) {
        hosted[teller.head] = true;
    }
    let mut passed = vec![false; ctx.len()];
    for relay in relays {
        passed[relay.verb] |= hosted[relay.teller.head];
    }
    drafts.retain(|draft| !draft.anchor.is_some_and(|anchor| passed[anchor]));
}

/// "X quoted Y as saying …", "Y was quoted (by X) as saying …".
pub(crate) fn quoted_as(ctx: &Ctx, verb: usize) -> Option<Draft> {
    if !matches!(ctx.first_letter(verb), b'c' | b'q' | b'r')
        || !matches!(ctx.lemma(verb), "quote" | "cite" | "report")
    {
        return None;
    }
    let sentence = ctx.sentence(verb);
    let saying = (verb + 1..sentence.end.min(verb + 16)).find(|&token| {
        ctx.is(token, "as") && token + 2 < sentence.end && ctx.form(token + 1).ends_with("ing")
    })? + 1;
    let passive = ctx.syntax.child(verb, &[Deprel::NsubjPass]);
    let (speaker, relay) = match passive {
        Some(speaker) => (speaker, agent(ctx, verb)),
        None => (
            ctx.syntax.child(verb, &[Deprel::Obj])?,
            ctx.syntax.child(verb, &[Deprel::Nsubj]),
        ),
    };
    let act = cues::verb(ctx.lemma(saying)).map_or(Act::Say, |cue| cue.act);
    let mut draft = Draft::new(act, QUOTED_AS);
    draft.anchor = Some(saying);
    draft.cue = vec![verb, saying - 1, saying];
    draft.source = Some(phrase(ctx, speaker));
    if let Some(source) = &mut draft.source {
        source.tokens.retain(|&token| token < saying - 1);
    }
    if let Some(relay) = relay {
        draft.via.push((phrase(ctx, relay), Relation::QuotedBy));
    }
    draft.content = ctx.trimmed((saying + 1..sentence.end).collect());
    draft.confidence = 0.8;
    (!draft.content.is_empty()).then_some(draft)
}
