//! Lines of tables, results, datelines and headlines, filled with names of the gold data.
//!
//! No free corpus marks the names of such lines. The forms below were written for this project
//! after the habits of wire copy; what is put in for `{…}` is drawn from names marked in the gold
//! data, from the countries of the lexicon and from the words below.

use rashomon_eval::entities::Labelled;
use rashomon_lexicon::countries::{self, TermKind};

/// What may be put into the forms.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// First names, and further names, of persons.
    pub(crate) first: Vec<String>,
    pub(crate) last: Vec<String>,
    /// Names of towns.
    pub(crate) towns: Vec<String>,
    /// Names of bodies.
    pub(crate) bodies: Vec<String>,
}

/// Documents of filled forms.
pub(crate) fn documents(names: &Names, n: usize) -> Vec<Labelled> {
    let mut filler = Filler::new(names);
    let mut documents = Vec::new();
    for index in 0..n {
        let form = FORMS[index % FORMS.len()];
        documents.push(filler.document(form));
    }
    documents
}

struct Filler<'a> {
    names: &'a Names,
    countries: Vec<String>,
    capitals: Vec<String>,
    peoples: Vec<String>,
    random: u64,
    /// The towns whose teams play, so that headline, text and table speak of the same.
    drawn: Vec<(String, Vec<(String, &'static str)>)>,
}

impl<'a> Filler<'a> {
    fn new(names: &'a Names) -> Self {
        let mut capitals = Vec::new();
        let mut peoples = Vec::new();
        for (phrase, term) in countries::terms() {
            match term.kind {
                TermKind::Capital => capitals.push(capitalised(&phrase)),
                TermKind::Adjective if !phrase.contains(' ') => peoples.push(capitalised(&phrase)),
                _ => {}
            }
        }
        capitals.sort();
        peoples.sort();
        Self {
            names,
            countries: countries::all().iter().map(|c| c.name.to_owned()).collect(),
            capitals,
            peoples,
            random: 0x5eed_1996_0401,
            drawn: Vec::new(),
        }
    }

    fn below(&mut self, n: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 33) as usize % n.max(1)
    }

    fn pick(&mut self, from: &[&str]) -> String {
        from[self.below(from.len())].to_owned()
    }

    fn document(&mut self, form: &str) -> Labelled {
        self.drawn.clear();
        let mut document = Labelled::default();
        for line in form.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (times, line) = match line.split_once('*') {
                Some((times, line)) if times.len() == 1 => (times.parse().unwrap_or(1), line),
                _ => (1, line),
            };
            for _ in 0..times {
                let (shout, line) = match line.strip_prefix('^') {
                    Some(line) => (true, line),
                    None => (false, line),
                };
                let mut sentence = self.line(line);
                if shout {
                    for (word, _) in &mut sentence {
                        *word = word.to_uppercase();
                    }
                }
                document.sentences.push(sentence);
            }
        }
        document
    }

    fn line(&mut self, line: &str) -> Vec<(String, String)> {
        let mut sentence = Vec::new();
        for word in line.split_whitespace() {
            match word
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
            {
                None => sentence.push((word.to_owned(), "O".to_owned())),
                Some(slot) => {
                    for (text, label) in self.slot(slot) {
                        for (index, word) in text.split_whitespace().enumerate() {
                            let place = if index == 0 { "B" } else { "I" };
                            sentence.push((
                                word.to_owned(),
                                match label {
                                    "O" => "O".to_owned(),
                                    label => format!("{place}-{label}"),
                                },
                            ));
                        }
                    }
                }
            }
        }
        sentence
    }

    /// What is put in for a slot; one that ends in a digit is the same throughout the document.
    fn slot(&mut self, slot: &str) -> Vec<(String, &'static str)> {
        let kind = slot.trim_end_matches(|c: char| c.is_ascii_digit());
        if kind == slot {
            return self.draw(kind);
        }
        if let Some((_, drawn)) = self.drawn.iter().find(|(name, _)| name == slot) {
            return drawn.clone();
        }
        let drawn = self.draw(kind);
        self.drawn.push((slot.to_owned(), drawn.clone()));
        drawn
    }

    fn draw(&mut self, kind: &str) -> Vec<(String, &'static str)> {
        let plain = |text: String| vec![(text, "O")];
        match kind {
            "per" => vec![(format!("{} {}", self.first(), self.last()), "PER")],
            "last" => vec![(self.last(), "PER")],
            "ini" => {
                let first = self.first();
                let initial = first.chars().next().unwrap_or('J');
                vec![(format!("{initial}. {}", self.last()), "PER")]
            }
            "town" => vec![(self.town(), "LOC")],
            "country" => {
                let at = self.below(self.countries.len());
                vec![(self.countries[at].clone(), "LOC")]
            }
            "people" => {
                let at = self.below(self.peoples.len());
                vec![(self.peoples[at].clone(), "MISC")]
            }
            "club" => vec![(self.club(), "ORG")],
            "side" => vec![(self.town(), "ORG")],
            "nick" => vec![(self.pick(NICKNAMES), "ORG")],
            "body" => {
                let at = self.below(self.names.bodies.len());
                vec![(self.names.bodies[at].clone(), "ORG")]
            }
            "agency" => vec![(self.pick(AGENCIES), "ORG")],
            "score" => plain(format!("{}-{}", self.below(6), self.below(5))),
            "points" => plain(format!("{}-{}", 90 + self.below(40), 70 + self.below(40))),
            "set" => plain(format!("6-{}", self.below(5))),
            "n" => plain(self.below(12).to_string()),
            "nn" => plain((10 + self.below(90)).to_string()),
            "nnn" => plain((100 + self.below(9900)).to_string()),
            "share" => plain(format!(".{}", 100 + self.below(899))),
            "dec" => plain(format!("{}.{}", self.below(90), self.below(99))),
            "iso" => plain(format!(
                "{}-{:02}-{:02}",
                1985 + self.below(41),
                1 + self.below(12),
                1 + self.below(28)
            )),
            "month" => plain(self.pick(MONTHS)),
            "weekday" => plain(self.pick(WEEKDAYS)),
            "sport" => plain(self.pick(SPORTS)),
            other => unreachable!("no slot `{other}`"),
        }
    }

    fn first(&mut self) -> String {
        let at = self.below(self.names.first.len());
        self.names.first[at].clone()
    }

    fn last(&mut self) -> String {
        let at = self.below(self.names.last.len());
        self.names.last[at].clone()
    }

    fn town(&mut self) -> String {
        if self.below(2) == 0 {
            let at = self.below(self.capitals.len());
            return self.capitals[at].clone();
        }
        let at = self.below(self.names.towns.len());
        self.names.towns[at].clone()
    }

    fn club(&mut self) -> String {
        let town = self.town();
        match self.below(12) {
            0 => format!("{town} United"),
            1 => format!("{town} City"),
            2 => format!("Dynamo {town}"),
            3 => format!("Real {town}"),
            4 => format!("{town} {}", self.pick(NICKNAMES)),
            5 => format!("FC {town}"),
            6 => format!("{town} Rovers"),
            _ => town,
        }
    }
}

fn capitalised(phrase: &str) -> String {
    let mut out = String::new();
    let mut begins = true;
    for c in phrase.chars() {
        match begins {
            true => out.extend(c.to_uppercase()),
            false => out.push(c),
        }
        begins = matches!(c, ' ' | '-');
    }
    out
}

const NICKNAMES: &[&str] = &[
    "Hawks",
    "Wolves",
    "Rangers",
    "Tigers",
    "Lions",
    "Rockets",
    "Pirates",
    "Bears",
    "Eagles",
    "Kings",
    "Blazers",
    "Stars",
    "Sharks",
    "Falcons",
    "Royals",
    "Giants",
    "Wanderers",
    "Athletics",
    "Comets",
    "Bulls",
    "Storm",
    "Panthers",
    "Saints",
    "Colts",
    "Braves",
    "Dragons",
];

const AGENCIES: &[&str] = &[
    "AP",
    "AFP",
    "Reuters",
    "Xinhua",
    "Interfax",
    "UPI",
    "Itar-Tass",
    "Kyodo",
    "ANSA",
    "DPA",
];

const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Aug.",
    "Sept.",
    "Oct.",
    "Nov.",
    "Dec.",
    "Jan.",
    "Feb.",
];

const WEEKDAYS: &[&str] = &[
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

const SPORTS: &[&str] = &[
    "Soccer",
    "Tennis",
    "Cricket",
    "Rugby",
    "Basketball",
    "Hockey",
    "Golf",
    "Skiing",
    "Baseball",
    "Boxing",
    "Cycling",
    "Athletics",
    "Swimming",
    "Volleyball",
    "Football",
    "Motor racing",
];

/// A line each; `^` writes it in capitals, `4*` repeats it with other names.
const FORMS: &[&str] = &[
    "^{sport} - {country1} beat {country2} in cup opener .
     {per}
     {town} {iso}
     {country1} beat {country2} {score} in their opening match on {weekday} .
     {per} scored twice for {country1} before {last} pulled one back for {country2} .",
    "^{sport} - {last1} wins final , {last2} through .
     {town} , {country} {iso}
     Results of the {people} Open on {weekday} ( prefix number denotes seeding ) :
     6*{n} - {per} ( {country} ) beat {per} ( {country} ) {set} {set}
     {ini} ( {country} ) vs. {ini} ( {country} )",
    "^{sport} - league standings after {weekday} 's games .
     {town} {iso}
     Standings ( tabulate under won , lost , percentage ) :
     8*{side} {nn} {n} {share}
     3*{club} {nn} {nn} {n} {n} {nn} {nn} {nn}",
    "^{sport} - results of first division matches .
     {town} {iso}
     Results of {people} first division matches on {weekday} :
     8*{club} {n} {club} {n}
     2*{side} at {side}",
    "^{sport} - {side1} hold on to beat {side2} .
     {side1} {n} {side2} {n}
     {per} hit {nn} points as the {nick1} beat {side2} {points} on {weekday} .
     In {town} , {per} scored {nn} points and the {nick} won at {side} .
     The {nick1} have won {n} of their last {n} games .",
    "^{sport} - world cup downhill results .
     {town} , {country} {iso}
     Leading results in the men 's race on {weekday} :
     9*{n} . {per} ( {country} ) {dec} seconds
     5*{n} . {per} , {country} , {n} minutes {dec}",
    "^{sport} - {country1} v {country2} scoreboard .
     {town} {iso}
     Scoreboard on the first day of the test between {country1} and {country2} :
     {country1} first innings
     6*{ini} c {last} b {last} {nn}
     3*{ini} not out {n}
     Bowling : {last} {nn} - {n} - {nn} - {n} , {last} {n} - {n} - {nn} - {n}
     {country2} won by {n} wickets .",
    "^{sport} - championship leading scores .
     Leading scores after the third round ( {country} unless stated ) :
     6*{nnn} {per} {nn} {nn} {nn}
     4*{nnn} {per} ( {country} ) {nn} {nn} {nn}",
    "^Stocks - {town1} shares end lower .
     {town1} {iso}
     Shares in {town1} closed lower on {weekday} , with {body1} down {dec} percent at {dec} .
     {body1} said it would buy a stake in {body} .
     -- {town1} newsroom +{nn} {nnn} {nnn}",
    "^{body1} sees profit up .
     {town} , {month} {nn} ( {agency} ) -
     {body1} said on {weekday} that net profit rose to {nnn} million .
     {per} , its chief executive , said sales in {country} had grown .
     ( thousands of dollars unless stated )
     {body1} {nnn} vs {nnn}",
    "^{country1} and {country2} sign trade deal .
     {per}
     {town} {iso}
     {country1} and {country2} signed an agreement in {town} on {weekday} , {agency} said .
     {people} President {per1} met Prime Minister {per} .
     {last} told {agency} that talks with {country} would go on .",
    "^{country1} : press digest - {month} {nn} .
     {town} {iso}
     These are the leading stories in the {people} press on {weekday} . {agency} has not verified these stories .
     - {per} , head of {body} , visits {country} .
     - {body} says {country} owes it {nnn} million .",
    "^At least {nn} killed as bomb hits {town1} .
     {town1} , {month} {nn} ( {agency} )
     At least {nn} people were killed in {town1} on {weekday} , police in {country} said .
     {per1} , who lives near {town} , told {agency} he had heard the blast .",
    "^{sport} - {last1} out of {country1} squad .
     {town} {iso}
     {country1} coach {per} dropped {per1} from his squad to meet {country2} .
     Squad : Goalkeepers - {per} ( {club} ) , {per} ( {club} )
     Defenders - {per} ( {club} ) , {per} ( {club} ) , {per} ( {club} )
     Forwards - {per} ( {club} ) , {per} ( {side} )",
    "^{sport} - summaries of {weekday} 's games .
     4*{club} {n} ( {last} {nn} , {last} {nn} ) {club} {n} ( {last} {nn} ) . Halftime {score} . Attendance {nnn}
     {country1} - {n} - {per} , {n} - {per} , {n} - {per}
     {country2} - {per} ; {per} , {per}
     Referee : {per} ( {country} )",
    "^{sport} - games played on {weekday} .
     5*{side} {nnn} {side} {nn}
     Games scheduled for {weekday}
     5*{side} at {side}
     Eastern division
     4*{side} {nn} {nn} {share} {dec}",
    "{town} ( {agency} ) - {people} police arrested {per1} in {town} on {weekday} .
     {last} , {nn} , from {town} , {country} , was held with {per} , said {agency} .
     {body} and {body} denied any link .",
    "^{sport} - fixtures and standings .
     {weekday} , {month} {nn}
     5*{club} v {club}
     7*{country} {n} {n} {n} {n} {n} {n} {n}",
];
