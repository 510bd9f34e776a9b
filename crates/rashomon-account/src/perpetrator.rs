use crate::claim::{Claim, account};
use crate::clause::plain;
use crate::dispute::{Draft, accounts_side};
use crate::figure::is_of_the_past;
use crate::question::{self, cut};
use crate::who::Who;
use rashomon_doc::{
    Account, Act, DisputeKind, Event, EventType, Modality, Polarity, Reading, Span,
};
use rashomon_story::{Archive, shared};
use std::collections::{BTreeMap, BTreeSet};

/// A claim that lays a deed at somebody's door.
struct Charge {
    claim: usize,
    accused: Who,
    target: BTreeMap<u32, f32>,
    against: Vec<Who>,
    places: BTreeSet<String>,
    days: Option<(jiff::civil::Date, jiff::civil::Date)>,
    trigger: String,
}

/// Disputes on who did a deed.
pub(crate) fn disputes(archive: &Archive<'_>, claims: &[Claim]) -> Vec<Draft> {
    let charges = charges(archive, claims);
    let mut pairs: Vec<(usize, usize, f32)> = Vec::new();
    for (i, a) in charges.iter().enumerate() {
        for (j, b) in charges.iter().enumerate().skip(i + 1) {
            if let Some(confidence) = judge(claims, a, b) {
                pairs.push((i, j, confidence));
            }
        }
    }
    let mut group: Vec<usize> = (0..charges.len()).collect();
    for &(a, b, _) in &pairs {
        let (a, b) = (group[a], group[b]);
        group
            .iter_mut()
            .filter(|g| **g == a.max(b))
            .for_each(|g| *g = a.min(b));
    }
    let mut groups: BTreeMap<usize, (BTreeSet<usize>, f32)> = BTreeMap::new();
    for &(a, b, confidence) in &pairs {
        let entry = groups.entry(group[a]).or_default();
        entry.0.extend([a, b]);
        entry.1 = entry.1.max(confidence);
    }
    groups
        .into_values()
        .map(|(members, confidence)| draft(archive, claims, &charges, &members, confidence))
        .filter(|draft| draft.sides.len() > 1)
        .collect()
}

fn charges(archive: &Archive<'_>, claims: &[Claim]) -> Vec<Charge> {
    let mut charges = Vec::new();
    for (index, claim) in claims.iter().enumerate() {
        if !claim.told || claim.act.is_some() && !claim.speaker.is_teller() {
            continue;
        }
        let reading = archive.articles[claim.article].0;
        let past = reading
            .sentences
            .get(claim.sentence)
            .is_some_and(|sentence| is_of_the_past(reading, *sentence));
        if past {
            continue;
        }
        if claim.act.is_some() {
            charges.extend(weapon(reading, index, claim));
        }
        if matches!(claim.act, Some(Act::Deny | Act::Reject)) {
            continue;
        }
        if claim.act == Some(Act::Accuse) {
            charges
                .extend(accusation(reading, index, claim).or_else(|| blame(reading, index, claim)));
            continue;
        }
        for &i in &claim.events {
            let event = &reading.events[i];
            let violent = matches!(event.plover, EventType::Assault);
            let told = event.polarity == Polarity::Affirmed
                && matches!(event.modality, Modality::Actual | Modality::Possible);
            if violent && told && event.plover.is_deed() {
                charges.extend(charge(reading, index, event));
            }
        }
    }
    charges
}

/// "the army of Dolmar of firing the rockets" charges the army of Dolmar.
fn accusation(reading: &Reading, index: usize, claim: &Claim) -> Option<Charge> {
    // What is charged may stand behind the words that were found to be the accusation's content.
    let sentence = reading.sentences.get(claim.sentence).copied();
    let whole = sentence
        .filter(|sentence| sentence.contains(claim.span))
        .map_or(claim.span, |sentence| Span {
            start: claim.span.start,
            end: sentence.end,
        });
    let text = whole.of(reading.text());
    let start = claim.span.start as usize;
    let (at, deed) = text.match_indices(" of ").find_map(|(at, of)| {
        let deed = &text[at + of.len()..];
        question::is_gerund(deed).then_some((at, deed))
    })?;
    let from = start + text.len() - deed.len();
    if !is_violent(reading, Span::new(from, start + text.len())) {
        return None;
    }
    let span = Span::new(start, start + at);
    let linked = reading
        .mentions_in(span)
        .min_by_key(|mention| mention.span.start)
        .map(|mention| mention.entity);
    let accused = Who::new(reading, span, linked);
    let place = reading
        .places
        .iter()
        .find(|place| place.span.start as usize >= from && whole.contains(place.span));
    accused.is_actor().then(|| Charge {
        claim: index,
        accused,
        target: plain(deed),
        against: Vec::new(),
        places: place.map(|place| place.name.clone()).into_iter().collect(),
        days: None,
        trigger: String::new(),
    })
}

/// Whether the deed told under `span` does somebody harm.
fn is_violent(reading: &Reading, span: Span) -> bool {
    const HARM: [&str; 18] = [
        "attack", "bomb", "burn", "chemical", "fire", "firing", "gas", "kill", "massacre", "mine",
        "missile", "murder", "rocket", "shell", "shoot", "strik", "toxic", "weapon",
    ];
    let assault = |event: &Event| {
        matches!(event.plover, EventType::Assault | EventType::Coerce)
            && span.contains(event.trigger)
    };
    reading.events.iter().any(assault) || {
        let words = span.of(reading.text()).to_lowercase();
        HARM.iter().any(|harm| words.contains(harm))
    }
}

/// "blamed the shots on armed provocateurs" charges the provocateurs.
fn blame(reading: &Reading, index: usize, claim: &Claim) -> Option<Charge> {
    let text = claim.span.of(reading.text());
    let at = text.rfind(" on ")?;
    let start = claim.span.start as usize;
    let span = Span::new(start + at + 4, claim.span.end as usize);
    let accused = Who::new(reading, span, None);
    accused.is_actor().then(|| Charge {
        claim: index,
        accused,
        target: plain(&text[..at]),
        against: Vec::new(),
        places: BTreeSet::new(),
        days: None,
        trigger: String::new(),
    })
}

/// "What fell there was a missile of the air defence of Sarvenia": whose weapon it was is who did it.
fn weapon(reading: &Reading, index: usize, claim: &Claim) -> Option<Charge> {
    const WEAPONS: [&str; 8] = [
        "missile", "missiles", "rocket", "rockets", "shell", "shells", "bomb", "drone",
    ];
    const FALLS: [&str; 8] = [
        "fell", "fallen", "hit", "struck", "landed", "launched", "exploded", "fired",
    ];
    let text = claim.span.of(reading.text());
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let weapon = words.iter().position(|word| WEAPONS.contains(word))?;
    words.iter().find(|word| FALLS.contains(word))?;
    let named = |word: &&&str| {
        const DAYS: [&str; 9] = [
            "Mon",
            "Tue",
            "Wed",
            "Thu",
            "Fri",
            "Sat",
            "Sun",
            "Aug",
            "Meanwhile",
        ];
        word.starts_with(char::is_uppercase)
            && word.len() > 2
            && !DAYS.iter().any(|day| word.starts_with(day))
    };
    // The owner stands in the three words before the weapon or the six after "of" or "by".
    let before = words[weapon.saturating_sub(3)..weapon].iter().find(named);
    let after = words[weapon + 1..]
        .iter()
        .position(|word| ["of", "by"].contains(word))
        .and_then(|at| words[weapon + 1 + at..].iter().take(7).find(named));
    let owner = before.or(after)?;
    let at = text.find(*owner)?;
    let start = claim.span.start as usize + at;
    let span = Span::new(start, start + owner.len());
    let entity = reading
        .mentions_in(claim.span)
        .find(|mention| mention.span.overlaps(span))
        .map(|mention| mention.entity);
    let mut accused = Who::new(reading, span, entity);
    accused.arm();
    Some(Charge {
        claim: index,
        accused,
        target: BTreeMap::new(),
        against: Vec::new(),
        places: BTreeSet::new(),
        days: None,
        trigger: String::new(),
    })
}

fn charge(reading: &Reading, claim: usize, event: &Event) -> Option<Charge> {
    let accused = event
        .sources
        .iter()
        .map(|party| Who::new(reading, party.span, party.entity))
        .find(Who::is_actor)?;
    let target = event
        .targets
        .iter()
        .flat_map(|party| plain(party.span.of(reading.text())))
        .collect();
    let places = event
        .place
        .and_then(|id| reading.places.get(id.index()))
        .map(|place| place.name.clone())
        .into_iter()
        .collect();
    let days = event
        .time
        .and_then(|id| reading.times.get(id.index()))
        .and_then(|time| Some((time.earliest?, time.latest?)));
    Some(Charge {
        claim,
        accused,
        target,
        against: event
            .targets
            .iter()
            .map(|party| Who::new(reading, party.span, party.entity))
            .filter(Who::is_actor)
            .collect(),
        places,
        days,
        trigger: event.trigger.of(reading.text()).to_lowercase(),
    })
}

/// Whether the two charge different parties with one deed, and how surely.
fn judge(claims: &[Claim], a: &Charge, b: &Charge) -> Option<f32> {
    let (x, y) = (&claims[a.claim], &claims[b.claim]);
    if x.origin == y.origin || x.speaker.same_side(&y.speaker) || !a.accused.opposed(&b.accused) {
        return None;
    }
    if x.quotation.is_none() && y.quotation.is_none() && x.article == y.article {
        return None;
    }
    let apart_in_time = matches!((a.days, b.days), (Some(p), Some(q)) if p.1 < q.0 || q.1 < p.0);
    let apart_in_place =
        !a.places.is_empty() && !b.places.is_empty() && a.places.is_disjoint(&b.places);
    if apart_in_time || apart_in_place {
        return None;
    }
    let (there, n) = shared(&a.target, &b.target);
    let (back, _) = shared(&b.target, &a.target);
    let same_target = n >= 1 && there.min(back) >= 0.4;
    let same_place = !a.places.is_disjoint(&b.places);
    let (words, common) = shared(&x.words, &y.words);
    let (back, _) = shared(&y.words, &x.words);
    let alike = common >= 3 && words.min(back) >= 0.3;
    let beside = x.article == y.article && x.sentence.abs_diff(y.sentence) <= 4;
    // Each speaker's own side is the one the other charges: the plainest sign of one quarrel.
    let one_article = x.article == y.article;
    let is = |who: &Who, other: &Who| who.same_side(other) || one_article && who.could_be(other);
    let (there_mutual, back_mutual) = (is(&a.accused, &y.speaker), is(&b.accused, &x.speaker));
    let mutual = there_mutual || back_mutual;
    // Two parties that fire at each other do two deeds.
    let exchange = a.against.iter().any(|who| who.same_side(&b.accused))
        || b.against.iter().any(|who| who.same_side(&a.accused));
    let open = a.target.is_empty() || b.target.is_empty();
    let accusing = x.act == Some(Act::Accuse) || y.act == Some(Act::Accuse);
    let (_, deeds) = shared(&x.affirmed, &y.affirmed);
    // Two parties that fire at each other do two deeds; only an accusation tells of one.
    match () {
        () if !accusing || exchange => None,
        () if beside && there_mutual && back_mutual => Some(0.8),
        () if same_target && (mutual || beside) => Some(0.85),
        () if beside && mutual && (n >= 1 || open || deeds >= 1) => Some(0.75),
        () if same_target && mutual && (alike || same_place) => Some(0.75),
        () if alike && mutual && same_place => Some(0.65),
        // Two accusations of one deed, wherever they stand in the story.
        () if n >= 2 && x.act == Some(Act::Accuse) && y.act == Some(Act::Accuse) => Some(0.6),
        () => None,
    }
}

fn draft(
    archive: &Archive<'_>,
    claims: &[Claim],
    charges: &[Charge],
    members: &BTreeSet<usize>,
    confidence: f32,
) -> Draft {
    let mut sides: Vec<(Who, Vec<usize>)> = Vec::new();
    for &member in members {
        let accused = &charges[member].accused;
        match sides
            .iter_mut()
            .find(|(who, _)| who.same_side(accused) || who.name.eq_ignore_ascii_case(&accused.name))
        {
            Some((_, side)) => side.push(member),
            None => sides.push((accused.clone(), vec![member])),
        }
    }
    let first = &charges[*members.first().expect("a group has members")];
    Draft {
        kind: DisputeKind::Perpetrator,
        question: question(archive, claims, first),
        sides: sides
            .into_iter()
            .map(|(who, side)| {
                let accounts: Vec<Account> = side
                    .iter()
                    .map(|&i| account(archive, &claims[charges[i].claim]))
                    .collect();
                accounts_side(who.name, accounts)
            })
            .collect(),
        rule: "perpetrator.one_deed",
        confidence,
    }
}

fn question(archive: &Archive<'_>, claims: &[Claim], charge: &Charge) -> String {
    let claim = &claims[charge.claim];
    let reading = archive.articles[claim.article].0;
    let event = claim
        .events
        .iter()
        .map(|&i| &reading.events[i])
        .find(|event| event.trigger.of(reading.text()).to_lowercase() == charge.trigger);
    let whom = event
        .and_then(|event| event.targets.first())
        .filter(|party| !Who::new(reading, party.span, None).is_pronoun())
        .map(|party| rashomon_story::one_line(party.span.of(reading.text())));
    let town = |place: &&String| rashomon_lexicon::countries::find(place).is_none();
    let place = charge
        .places
        .iter()
        .filter(town)
        .find(|place| archive.story.places.contains(place))
        .cloned();
    let whom = whom.map(|whom| match whom.chars().next() {
        Some(first)
            if first.is_lowercase() && !whom.starts_with("the ") && !whom.starts_with("its ") =>
        {
            format!("the {whom}")
        }
        _ => whom,
    });
    match (whom, place) {
        (Some(whom), Some(place)) if !whom.contains(place.as_str()) => {
            cut(&format!("Who attacked {whom} in {place}?"))
        }
        (Some(whom), _) => cut(&format!("Who attacked {whom}?")),
        (None, Some(place)) => cut(&format!("Who carried out the attack in {place}?")),
        (None, None) => cut(&format!(
            "Who carried out the attack? ({})",
            archive.story.title
        )),
    }
}
