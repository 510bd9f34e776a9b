//! What words say about the counted: victim classes, units, and verbs of loss, flight and votes.

use rashomon_doc::Measure;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// How a verb, adjective or noun makes a measure of what it is said of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Role {
    /// Of its object, or its subject in the passive: `kill`.
    Object,
    /// Of its subject: `die`, `flee`, `dead`.
    Subject,
    /// Of what it counts itself: `deaths`, `airstrikes`.
    Itself,
}

const CUES: &[(&str, Measure, Role)] = &[
    ("kill", Measure::Killed, Role::Object),
    ("slay", Measure::Killed, Role::Object),
    ("murder", Measure::Killed, Role::Object),
    ("massacre", Measure::Killed, Role::Object),
    ("slaughter", Measure::Killed, Role::Object),
    ("execute", Measure::Killed, Role::Object),
    ("behead", Measure::Killed, Role::Object),
    ("assassinate", Measure::Killed, Role::Object),
    ("eliminate", Measure::Killed, Role::Object),
    ("neutralize", Measure::Killed, Role::Object),
    ("claim", Measure::Killed, Role::Object),
    ("bury", Measure::Killed, Role::Object),
    ("gun", Measure::Killed, Role::Object),
    ("lynch", Measure::Killed, Role::Object),
    ("crush", Measure::Killed, Role::Object),
    ("butcher", Measure::Killed, Role::Object),
    ("electrocute", Measure::Killed, Role::Object),
    ("suffocate", Measure::Killed, Role::Subject),
    ("die", Measure::Killed, Role::Subject),
    ("perish", Measure::Killed, Role::Subject),
    ("drown", Measure::Killed, Role::Subject),
    ("dead", Measure::Killed, Role::Subject),
    ("death", Measure::Killed, Role::Itself),
    ("fatality", Measure::Killed, Role::Itself),
    ("body", Measure::Killed, Role::Itself),
    ("corpse", Measure::Killed, Role::Itself),
    ("killing", Measure::Killed, Role::Itself),
    ("martyr", Measure::Killed, Role::Itself),
    ("life", Measure::Killed, Role::Itself),
    ("casualty", Measure::Killed, Role::Itself),
    ("injure", Measure::Injured, Role::Object),
    ("wound", Measure::Injured, Role::Object),
    ("hurt", Measure::Injured, Role::Object),
    ("maim", Measure::Injured, Role::Object),
    ("stab", Measure::Injured, Role::Object),
    ("hospitalize", Measure::Injured, Role::Object),
    ("hospitalise", Measure::Injured, Role::Object),
    ("injured", Measure::Injured, Role::Subject),
    ("wounded", Measure::Injured, Role::Subject),
    ("injury", Measure::Injured, Role::Itself),
    ("detain", Measure::Detained, Role::Object),
    ("arrest", Measure::Detained, Role::Object),
    ("jail", Measure::Detained, Role::Object),
    ("imprison", Measure::Detained, Role::Object),
    ("charge", Measure::Detained, Role::Object),
    ("convict", Measure::Detained, Role::Object),
    ("sentence", Measure::Detained, Role::Object),
    ("indict", Measure::Detained, Role::Object),
    ("seize", Measure::Abducted, Role::Object),
    ("capture", Measure::Detained, Role::Object),
    ("apprehend", Measure::Detained, Role::Object),
    ("round", Measure::Detained, Role::Object),
    ("incarcerate", Measure::Detained, Role::Object),
    ("imprisonment", Measure::Detained, Role::Itself),
    ("detainee", Measure::Detained, Role::Itself),
    ("prisoner", Measure::Detained, Role::Itself),
    ("arrestee", Measure::Detained, Role::Itself),
    ("abduct", Measure::Abducted, Role::Object),
    ("kidnap", Measure::Abducted, Role::Object),
    ("hostage", Measure::Abducted, Role::Itself),
    ("captive", Measure::Abducted, Role::Itself),
    ("abduction", Measure::Abducted, Role::Itself),
    ("kidnapping", Measure::Abducted, Role::Itself),
    ("displace", Measure::Displaced, Role::Object),
    ("uproot", Measure::Displaced, Role::Object),
    ("drive", Measure::Displaced, Role::Object),
    ("expel", Measure::Displaced, Role::Object),
    ("deport", Measure::Displaced, Role::Object),
    ("flee", Measure::Displaced, Role::Subject),
    ("homeless", Measure::Displaced, Role::Subject),
    ("displaced", Measure::Displaced, Role::Subject),
    ("refugee", Measure::Displaced, Role::Itself),
    ("miss", Measure::Missing, Role::Subject),
    ("missing", Measure::Missing, Role::Subject),
    ("disappear", Measure::Missing, Role::Subject),
    ("vanish", Measure::Missing, Role::Subject),
    ("unaccounted", Measure::Missing, Role::Subject),
    ("trap", Measure::Affected, Role::Object),
    ("trapped", Measure::Affected, Role::Subject),
    ("besiege", Measure::Affected, Role::Object),
    ("besieged", Measure::Affected, Role::Subject),
    ("affect", Measure::Affected, Role::Object),
    ("strand", Measure::Affected, Role::Object),
    ("stranded", Measure::Affected, Role::Subject),
    ("starve", Measure::Affected, Role::Subject),
    ("need", Measure::Affected, Role::Subject),
    ("lack", Measure::Affected, Role::Subject),
    ("threaten", Measure::Affected, Role::Object),
    ("infect", Measure::Affected, Role::Object),
    ("evacuate", Measure::Evacuated, Role::Object),
    ("rescue", Measure::Evacuated, Role::Object),
    ("save", Measure::Evacuated, Role::Object),
    ("airlift", Measure::Evacuated, Role::Object),
    ("evacuee", Measure::Evacuated, Role::Itself),
    ("protest", Measure::Protesters, Role::Subject),
    ("march", Measure::Protesters, Role::Subject),
    ("rally", Measure::Protesters, Role::Subject),
    ("demonstrate", Measure::Protesters, Role::Subject),
    ("gather", Measure::Protesters, Role::Subject),
    ("protester", Measure::Protesters, Role::Itself),
    ("protestor", Measure::Protesters, Role::Itself),
    ("demonstrator", Measure::Protesters, Role::Itself),
    ("marcher", Measure::Protesters, Role::Itself),
    ("vote", Measure::Voted, Role::Subject),
    ("abstain", Measure::Abstained, Role::Subject),
    ("abstention", Measure::Abstained, Role::Itself),
    ("ballot", Measure::Voted, Role::Itself),
    ("airstrike", Measure::Attacks, Role::Itself),
    ("strike", Measure::Attacks, Role::Itself),
    ("attack", Measure::Attacks, Role::Itself),
    ("assault", Measure::Attacks, Role::Itself),
    ("raid", Measure::Attacks, Role::Itself),
    ("bombing", Measure::Attacks, Role::Itself),
    ("bombardment", Measure::Attacks, Role::Itself),
    ("shelling", Measure::Attacks, Role::Itself),
    ("sortie", Measure::Attacks, Role::Itself),
    ("violation", Measure::Attacks, Role::Itself),
    ("rocket", Measure::Attacks, Role::Itself),
    ("shell", Measure::Attacks, Role::Itself),
    ("mortar", Measure::Attacks, Role::Itself),
    ("explosion", Measure::Attacks, Role::Itself),
    ("blast", Measure::Attacks, Role::Itself),
    ("clash", Measure::Attacks, Role::Itself),
    ("ambush", Measure::Attacks, Role::Itself),
    ("incident", Measure::Attacks, Role::Itself),
    ("breach", Measure::Attacks, Role::Itself),
    ("pay", Measure::Paid, Role::Object),
    ("pledge", Measure::Paid, Role::Object),
    ("donate", Measure::Paid, Role::Object),
    ("owe", Measure::Paid, Role::Object),
    ("lend", Measure::Paid, Role::Object),
    ("fine", Measure::Paid, Role::Object),
    ("contribute", Measure::Paid, Role::Object),
    ("transfer", Measure::Paid, Role::Object),
    ("provide", Measure::Paid, Role::Object),
    ("allocate", Measure::Paid, Role::Object),
    ("give", Measure::Paid, Role::Object),
    ("spend", Measure::Paid, Role::Object),
    ("cost", Measure::Paid, Role::Object),
    ("offer", Measure::Paid, Role::Object),
    ("promise", Measure::Paid, Role::Object),
    ("demand", Measure::Paid, Role::Object),
    ("invest", Measure::Paid, Role::Object),
    ("send", Measure::Paid, Role::Object),
    ("aid", Measure::Paid, Role::Itself),
    ("ransom", Measure::Paid, Role::Itself),
];

static BY_LEMMA: LazyLock<FxHashMap<&'static str, (Measure, Role)>> = LazyLock::new(|| {
    let rows = CUES.iter();
    rows.map(|&(lemma, measure, role)| (lemma, (measure, role)))
        .collect()
});

/// The measure that `lemma` gives, and to what.
pub(crate) fn cue(lemma: &str) -> Option<(Measure, Role)> {
    BY_LEMMA.get(lemma).copied()
}

/// The lemma of a form such as `killed` or `wounding`, for text without a parse.
pub(crate) fn rough_lemma(form: &str) -> Option<&'static str> {
    if let Some((lemma, _)) = BY_LEMMA.get_key_value(form) {
        return Some(lemma);
    }
    let stem = |suffix: &str, ending: &str| {
        let stem = form.strip_suffix(suffix)?;
        let mut lemma = [0u8; 16];
        let len = stem.len() + ending.len();
        lemma
            .get_mut(..stem.len())?
            .copy_from_slice(stem.as_bytes());
        lemma
            .get_mut(stem.len()..len)?
            .copy_from_slice(ending.as_bytes());
        let lemma = std::str::from_utf8(&lemma[..len]).ok()?;
        BY_LEMMA.get_key_value(lemma).map(|(lemma, _)| *lemma)
    };
    let irregular = match form {
        "fled" => "flee",
        "slain" | "slew" => "slay",
        "dying" => "die",
        "kidnapped" => "kidnap",
        "lives" => "life",
        "bodies" => "body",
        "paid" => "pay",
        "gave" | "given" => "give",
        _ => "",
    };
    if let Some((lemma, _)) = BY_LEMMA.get_key_value(irregular) {
        return Some(lemma);
    }
    const ENDINGS: [(&str, &str); 11] = [
        ("ed", ""),
        ("ed", "e"),
        ("ing", ""),
        ("ing", "e"),
        ("s", ""),
        ("d", ""),
        ("es", ""),
        ("ies", "y"),
        ("ied", "y"),
        ("pped", "p"),
        ("pping", "p"),
    ];
    ENDINGS
        .iter()
        .find_map(|(suffix, ending)| stem(suffix, ending))
}

/// What a noun counts: people of a class, forces, or things.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Counted {
    /// People, with the class that sets them apart.
    People(Option<&'static str>),
    /// Armed people, with their class.
    Forces(&'static str),
    /// Money, by currency.
    Money(&'static str),
    /// A length, by unit.
    Distance(&'static str),
    /// Per cent.
    Share,
}

const PEOPLE: &[(&str, Counted)] = &[
    ("people", Counted::People(None)),
    ("person", Counted::People(None)),
    ("individual", Counted::People(None)),
    ("victim", Counted::People(None)),
    ("other", Counted::People(None)),
    ("casualty", Counted::People(None)),
    ("body", Counted::People(None)),
    ("life", Counted::People(None)),
    ("civilian", Counted::People(Some("civilians"))),
    ("child", Counted::People(Some("children"))),
    ("kid", Counted::People(Some("children"))),
    ("baby", Counted::People(Some("children"))),
    ("infant", Counted::People(Some("children"))),
    ("boy", Counted::People(Some("children"))),
    ("girl", Counted::People(Some("children"))),
    ("minor", Counted::People(Some("children"))),
    ("teenager", Counted::People(Some("children"))),
    ("schoolchild", Counted::People(Some("children"))),
    ("schoolgirl", Counted::People(Some("children"))),
    ("schoolboy", Counted::People(Some("children"))),
    ("woman", Counted::People(Some("women"))),
    ("man", Counted::People(Some("men"))),
    ("resident", Counted::People(Some("residents"))),
    ("inhabitant", Counted::People(Some("residents"))),
    ("villager", Counted::People(Some("residents"))),
    ("citizen", Counted::People(Some("citizens"))),
    ("national", Counted::People(Some("citizens"))),
    ("journalist", Counted::People(Some("journalists"))),
    ("reporter", Counted::People(Some("journalists"))),
    ("worker", Counted::People(Some("workers"))),
    ("employee", Counted::People(Some("workers"))),
    ("miner", Counted::People(Some("workers"))),
    ("staff", Counted::People(Some("workers"))),
    ("doctor", Counted::People(Some("medics"))),
    ("medic", Counted::People(Some("medics"))),
    ("nurse", Counted::People(Some("medics"))),
    ("patient", Counted::People(Some("patients"))),
    ("student", Counted::People(Some("students"))),
    ("pupil", Counted::People(Some("students"))),
    ("teacher", Counted::People(Some("teachers"))),
    ("passenger", Counted::People(Some("passengers"))),
    ("tourist", Counted::People(Some("tourists"))),
    ("pilgrim", Counted::People(Some("pilgrims"))),
    ("worshipper", Counted::People(Some("worshippers"))),
    ("refugee", Counted::People(Some("refugees"))),
    ("migrant", Counted::People(Some("migrants"))),
    ("protester", Counted::People(Some("protesters"))),
    ("protestor", Counted::People(Some("protesters"))),
    ("demonstrator", Counted::People(Some("protesters"))),
    ("activist", Counted::People(Some("activists"))),
    ("hostage", Counted::People(Some("hostages"))),
    ("captive", Counted::People(Some("hostages"))),
    ("prisoner", Counted::People(Some("prisoners"))),
    ("detainee", Counted::People(Some("prisoners"))),
    ("inmate", Counted::People(Some("prisoners"))),
    ("suspect", Counted::People(Some("suspects"))),
    ("attacker", Counted::People(Some("attackers"))),
    ("assailant", Counted::People(Some("attackers"))),
    ("bomber", Counted::People(Some("attackers"))),
    ("official", Counted::People(Some("officials"))),
    ("diplomat", Counted::People(Some("diplomats"))),
    ("lawmaker", Counted::People(Some("lawmakers"))),
    ("senator", Counted::People(Some("lawmakers"))),
    ("deputy", Counted::People(Some("lawmakers"))),
    ("voter", Counted::People(Some("voters"))),
    ("family", Counted::People(Some("families"))),
    ("foreigner", Counted::People(Some("foreigners"))),
    ("bystander", Counted::People(Some("civilians"))),
    ("volunteer", Counted::People(Some("volunteers"))),
    ("dissident", Counted::People(Some("activists"))),
    ("campaigner", Counted::People(Some("activists"))),
    ("schoolteacher", Counted::People(Some("teachers"))),
    ("fisherman", Counted::People(Some("workers"))),
    ("labourer", Counted::People(Some("workers"))),
    ("laborer", Counted::People(Some("workers"))),
    ("crew", Counted::People(Some("crew"))),
    ("sailor", Counted::People(Some("crew"))),
    ("survivor", Counted::People(None)),
    ("occupant", Counted::People(None)),
    ("supporter", Counted::People(Some("supporters"))),
    ("minister", Counted::People(Some("officials"))),
    ("legislator", Counted::People(Some("lawmakers"))),
    ("parliamentarian", Counted::People(Some("lawmakers"))),
    ("surgeon", Counted::People(Some("medics"))),
    ("paramedic", Counted::People(Some("medics"))),
    ("cameraman", Counted::People(Some("journalists"))),
    ("photographer", Counted::People(Some("journalists"))),
    ("missionary", Counted::People(Some("missionaries"))),
    ("monk", Counted::People(Some("monks"))),
    ("nun", Counted::People(Some("nuns"))),
    ("priest", Counted::People(Some("priests"))),
    ("toddler", Counted::People(Some("children"))),
    ("youngster", Counted::People(Some("children"))),
    ("guard", Counted::Forces("guards")),
    ("soldier", Counted::Forces("soldiers")),
    ("serviceman", Counted::Forces("soldiers")),
    ("troop", Counted::Forces("soldiers")),
    ("marine", Counted::Forces("soldiers")),
    ("paratrooper", Counted::Forces("soldiers")),
    ("reservist", Counted::Forces("soldiers")),
    ("conscript", Counted::Forces("soldiers")),
    ("peacekeeper", Counted::Forces("peacekeepers")),
    ("police", Counted::Forces("police")),
    ("policeman", Counted::Forces("police")),
    ("officer", Counted::Forces("police")),
    ("gendarme", Counted::Forces("police")),
    ("trooper", Counted::Forces("police")),
    ("fighter", Counted::Forces("fighters")),
    ("militant", Counted::Forces("fighters")),
    ("rebel", Counted::Forces("fighters")),
    ("insurgent", Counted::Forces("fighters")),
    ("terrorist", Counted::Forces("fighters")),
    ("gunman", Counted::Forces("fighters")),
    ("jihadist", Counted::Forces("fighters")),
    ("extremist", Counted::Forces("fighters")),
    ("guerrilla", Counted::Forces("fighters")),
    ("combatant", Counted::Forces("fighters")),
    ("mercenary", Counted::Forces("fighters")),
    ("militiaman", Counted::Forces("fighters")),
    ("dollar", Counted::Money("USD")),
    ("euro", Counted::Money("EUR")),
    ("ruble", Counted::Money("RUB")),
    ("rouble", Counted::Money("RUB")),
    ("pound", Counted::Money("GBP")),
    ("yen", Counted::Money("JPY")),
    ("yuan", Counted::Money("CNY")),
    ("rupee", Counted::Money("INR")),
    ("lira", Counted::Money("TRY")),
    ("shekel", Counted::Money("ILS")),
    ("riyal", Counted::Money("SAR")),
    ("franc", Counted::Money("CHF")),
    ("dinar", Counted::Money("dinars")),
    ("peso", Counted::Money("pesos")),
    ("km", Counted::Distance("km")),
    ("kilometer", Counted::Distance("km")),
    ("kilometre", Counted::Distance("km")),
    ("kms", Counted::Distance("km")),
    ("mile", Counted::Distance("miles")),
    ("meter", Counted::Distance("m")),
    ("metre", Counted::Distance("m")),
    ("foot", Counted::Distance("feet")),
    ("feet", Counted::Distance("feet")),
    ("yard", Counted::Distance("yards")),
    ("inch", Counted::Distance("inches")),
    ("centimeter", Counted::Distance("cm")),
    ("centimetre", Counted::Distance("cm")),
    ("percent", Counted::Share),
    ("percentage", Counted::Share),
    ("%", Counted::Share),
];

static COUNTED: LazyLock<FxHashMap<&'static str, Counted>> =
    LazyLock::new(|| PEOPLE.iter().copied().collect());

/// What the noun with this lemma counts; `None` for other things.
pub(crate) fn counted(lemma: &str) -> Option<Counted> {
    COUNTED.get(lemma).copied()
}

/// The class of people that a noun names by what they do: `farmers`, `firefighters`. Such nouns are
/// many and share their endings, so that those of a whole trade stand here.
pub(crate) fn trade(lower: &str) -> Option<&'static str> {
    TRADES.iter().find(|trade| **trade == lower).copied()
}

const TRADES: [&str; 30] = [
    "athletes",
    "bankers",
    "bishops",
    "climbers",
    "clerics",
    "commuters",
    "dockers",
    "drivers",
    "engineers",
    "farmers",
    "firefighters",
    "fishers",
    "footballers",
    "herders",
    "hunters",
    "judges",
    "lawyers",
    "loggers",
    "merchants",
    "musicians",
    "nomads",
    "pilots",
    "rescuers",
    "shepherds",
    "shoppers",
    "smugglers",
    "swimmers",
    "traders",
    "travellers",
    "truckers",
];

/// The lemma of a counted noun's form, for text without a parse.
pub(crate) fn noun_lemma(form: &str) -> Option<&'static str> {
    let get = |lemma: &str| COUNTED.get_key_value(lemma).map(|(lemma, _)| *lemma);
    let irregular = match form {
        "children" => "child",
        "women" => "woman",
        "men" => "man",
        "policemen" => "policeman",
        "servicemen" => "serviceman",
        "gunmen" => "gunman",
        "militiamen" => "militiaman",
        "bodies" => "body",
        "lives" => "life",
        "casualties" => "casualty",
        "families" => "family",
        "fishermen" => "fisherman",
        "cameramen" => "cameraman",
        "missionaries" => "missionary",
        "deputies" => "deputy",
        "mercenaries" => "mercenary",
        "babies" => "baby",
        "schoolchildren" => "schoolchild",
        _ => form,
    };
    get(irregular).or_else(|| get(irregular.strip_suffix('s')?))
}
