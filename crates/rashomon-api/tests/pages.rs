//! Pages and JSON over a tiny archive, asked as a browser and a program would.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use rashomon_api::{Archive, router};
use rashomon_doc::{
    Account, Act, Basis, Bound, Date, Descent, Diagnostic, Dispute, DisputeKind, Document,
    DocumentId, Entity, EntityId, EntityType, Event, EventId, EventType, Figure, Happening,
    Lineage, Measure, Mention, MentionKind, Modality, Note, NoteKind, Party, Place, PlaceId,
    Polarity, Publication, Quotation, QuotationId, QuotationKind, Reading, Relation, Report, Side,
    Span, Story, Teller, Time, TimeId, TimeType,
};
use rashomon_store::{Addition, Comparison, Store};
use std::path::Path;
use tower::ServiceExt;

const TEXT: &str = "Rockets <hit> Lorvath\n\nShare\n\nPetra Halden told Radio Lumen on Thursday: “Dolmar’s army fired rockets at Lorvath & killed 11 people.”\n\nThe ministry denied it.";

fn span(text: &str, words: &str) -> Span {
    let start = text.find(words).expect("the words are in the text");
    Span::new(start, start + words.len())
}

fn day(day: i8) -> Date {
    Date::new(2024, 3, day).expect("a day")
}

fn entity(name: &str, kind: EntityType) -> Entity {
    Entity {
        name: name.into(),
        kind,
        country: None,
        sector: None,
        role: None,
        link: None,
        wikidata: None,
    }
}

/// The first article: every layer has a row, and they overlap.
fn rich() -> Reading {
    let at = |words: &str| span(TEXT, words);
    let mut reading = Reading::new(Document {
        id: "a/1?<x>".parse_id(),
        title: Some("Rockets <hit> Lorvath".into()),
        text: TEXT.into(),
        publisher: Some("Wire <b>&</b> Sons".into()),
        url: Some("https://wire.example/?a=1&b=\"2\"".into()),
        published: Some(day(14)),
    });
    reading.language = Some("en".into());
    reading.published = Some(Publication {
        date: day(14),
        basis: Basis::Inferred,
        confidence: 0.9,
    });
    reading.notes = vec![Note {
        span: at("Share"),
        kind: NoteKind::Boilerplate,
    }];
    reading.sentences = vec![
        at("Rockets <hit> Lorvath"),
        at("Share"),
        Span::new(
            TEXT.find("Petra").unwrap(),
            TEXT.find("\n\nThe ministry").unwrap(),
        ),
        at("The ministry denied it."),
    ];
    reading.entities = vec![
        entity("Petra Halden", EntityType::Person),
        entity("Dolmar", EntityType::Gpe),
        entity("Radio Lumen", EntityType::Media),
        entity("The ministry", EntityType::Organisation),
    ];
    let mention = |words, entity| Mention {
        span: at(words),
        entity: EntityId(entity),
        kind: MentionKind::Name,
    };
    reading.mentions = vec![
        mention("Petra Halden", 0),
        mention("Radio Lumen", 2),
        mention("Dolmar", 1),
        mention("The ministry", 3),
    ];
    reading.times = vec![Time {
        span: at("Thursday"),
        timex3: "2024-03-14".into(),
        kind: TimeType::Date,
        earliest: Some(day(14)),
        latest: Some(day(14)),
    }];
    let lorvath = Span::new(
        TEXT.rfind("Lorvath").unwrap(),
        TEXT.rfind("Lorvath").unwrap() + 7,
    );
    reading.places = vec![Place {
        span: lorvath,
        name: "Lorvath".into(),
        geonames: Some(1),
        lat: 1.5,
        lon: 2.5,
        country: None,
    }];
    reading.figures = vec![Figure {
        span: at("11 people"),
        low: 11.0,
        high: 11.0,
        bound: Bound::Exact,
        unit: "people".into(),
        measure: Some(Measure::Killed),
        victims: None,
        cumulative: false,
        time: None,
        place: None,
        quotation: Some(QuotationId(0)),
    }];
    let quotation = |content: Span, source: (&str, u32), cue: &str, act| Quotation {
        kind: QuotationKind::Direct,
        act,
        content: vec![content],
        cue: vec![at(cue)],
        source: Some(Teller {
            span: at(source.0),
            entity: Some(EntityId(source.1)),
        }),
        addressee: None,
        via: Vec::new(),
        parent: None,
        insertions: Vec::new(),
        polarity: Polarity::Affirmed,
        modality: Modality::Actual,
        rule: "direct.colon".into(),
        confidence: 0.91,
    };
    let mut said = quotation(
        at("Dolmar’s army fired rockets at Lorvath & killed 11 people."),
        ("Petra Halden", 0),
        "told",
        Act::Accuse,
    );
    said.via = vec![(
        Teller {
            span: at("Radio Lumen"),
            entity: Some(EntityId(2)),
        },
        Relation::Told,
    )];
    reading.quotations = vec![
        said,
        quotation(
            Span::new(TEXT.len() - 3, TEXT.len() - 1),
            ("The ministry", 3),
            "denied",
            Act::Deny,
        ),
    ];
    reading.events = vec![Event {
        plover: EventType::Assault,
        mode: None,
        context: Vec::new(),
        cameo: Some("194".into()),
        trigger: at("fired"),
        sources: vec![Party {
            span: at("Dolmar’s army"),
            entity: Some(EntityId(1)),
        }],
        targets: Vec::new(),
        time: Some(TimeId(0)),
        place: Some(PlaceId(0)),
        polarity: Polarity::Affirmed,
        modality: Modality::Actual,
        quotation: Some(QuotationId(0)),
        rule: "verb.fire-at".into(),
        confidence: 0.8,
    }];
    reading
}

/// An article with nothing in it.
fn plain(id: &str, publisher: Option<&str>, title: &str, text: &str) -> Reading {
    let mut reading = Reading::new(Document {
        id: id.parse_id(),
        title: Some(title.into()),
        text: text.into(),
        publisher: publisher.map(str::to_owned),
        url: Some("javascript:alert(1)".into()),
        published: None,
    });
    reading.language = Some("fr".into());
    reading.diagnostics = vec![Diagnostic {
        span: None,
        code: "not_english".into(),
        message: "the text is in `fr`".into(),
    }];
    reading
}

trait ParseId {
    fn parse_id(&self) -> DocumentId;
}

impl ParseId for str {
    fn parse_id(&self) -> DocumentId {
        DocumentId(self.to_owned())
    }
}

fn lineage(id: &str, parent: Option<&str>) -> Lineage {
    Lineage {
        document: id.parse_id(),
        descent: if parent.is_some() {
            Descent::Copy
        } else {
            Descent::Origin
        },
        parent: parent.map(str::parse_id),
        outlet: None,
        origin: parent.unwrap_or(id).into(),
        evidence: None,
        overlap: if parent.is_some() { 0.9 } else { 0.0 },
    }
}

fn account(words: &str, speaker: &str) -> Account {
    Account {
        document: "a/1?<x>".parse_id(),
        span: span(TEXT, words),
        text: words.into(),
        speaker: Some(speaker.into()),
        publisher: Some("Wire <b>&</b> Sons".into()),
        chain: vec![
            speaker.into(),
            "Radio Lumen".into(),
            "Wire <b>&</b> Sons".into(),
        ],
        origin: "a/1?<x>".into(),
        published: Some(day(14)),
        figure: None,
    }
}

fn comparison() -> Comparison {
    let side = |stance: &str, account| Side {
        stance: stance.into(),
        origins: 1,
        accounts: vec![account],
    };
    Comparison {
        stories: vec![Story {
            id: "s1".into(),
            title: "Rockets on <i>Lorvath</i>".into(),
            first: Some(day(14)),
            last: Some(day(15)),
            articles: vec![lineage("a/1?<x>", None), lineage("b", Some("a/1?<x>"))],
            origins: 1,
            places: vec!["Lorvath".into()],
            actors: vec!["Dolmar".into()],
        }],
        happenings: vec![Happening {
            id: "h1".into(),
            story: "s1".into(),
            plover: EventType::Assault,
            label: "rockets fired at Lorvath".into(),
            earliest: Some(day(14)),
            latest: Some(day(14)),
            place: Some("Lorvath".into()),
            sources: vec!["Dolmar".into()],
            targets: Vec::new(),
            reports: vec![Report {
                document: "a/1?<x>".parse_id(),
                event: EventId(0),
                span: Span::new(
                    TEXT.find("Petra").unwrap(),
                    TEXT.find("\n\nThe ministry").unwrap(),
                ),
                origin: "a/1?<x>".into(),
                chain: vec!["Petra Halden".into(), "Wire <b>&</b> Sons".into()],
                polarity: Polarity::Affirmed,
                modality: Modality::Actual,
            }],
            origins: 1,
        }],
        disputes: vec![Dispute {
            id: "x1".into(),
            story: "s1".into(),
            question: "Did Dolmar <fire> at Lorvath?".into(),
            kind: DisputeKind::Denial,
            sides: vec![
                side("Yes", account("fired rockets at Lorvath", "Petra Halden")),
                side("No", account("The ministry denied it.", "The ministry")),
            ],
            rule: "denial.said-denied".into(),
            confidence: 0.75,
        }],
        dates: Vec::new(),
    }
}

fn fill(path: &Path) {
    let mut store = Store::create(path).expect("a new archive");
    let readings = [
        rich(),
        plain(
            "b",
            Some("Gazette"),
            "Une <dépêche>",
            "Rockets again.\0 Petra Halden.",
        ),
        plain("c", None, "", ""),
    ];
    let additions = readings.map(|reading| Addition {
        reading,
        profile: Vec::new(),
    });
    store.add(&additions).expect("added");
    store.replace_comparison(&comparison()).expect("compared");
    store.flush().expect("indexed");
}

/// An archive for one test, and what answers for it.
struct Site {
    _folder: tempfile::TempDir,
    router: axum::Router,
}

impl Site {
    fn new(fill: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("archive");
        fill(&path);
        let router = router(Archive::open(&path).expect("an archive"));
        Self {
            _folder: folder,
            router,
        }
    }

    async fn ask(
        &self,
        method: &str,
        address: &str,
    ) -> (StatusCode, String, axum::http::HeaderMap) {
        let request = Request::builder()
            .method(method)
            .uri(address)
            .body(Body::empty())
            .expect("a request");
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("an answer");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 10_000_000).await.expect("a body");
        (
            parts.status,
            String::from_utf8(body.to_vec()).expect("UTF-8"),
            parts.headers,
        )
    }

    /// The page at `address` is well formed and holds all of `expected`.
    async fn check_page(&self, address: &str, expected: &[&str]) {
        let (status, html, _) = self.ask("GET", address).await;
        assert_eq!(status, StatusCode::OK, "{address}: {html}");
        check_markup(address, &html);
        for words in expected {
            assert!(html.contains(words), "{address} lacks {words}:\n{html}");
        }
    }

    async fn check_json(&self, address: &str, expected: serde_json::Value) {
        let (status, body, headers) = self.ask("GET", address).await;
        assert_eq!(status, StatusCode::OK, "{address}: {body}");
        assert_eq!(headers["content-type"], "application/json");
        let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
        check_holds(address, &body, &expected);
    }
}

/// Everything in `expected` is in `body`, which may hold more.
fn check_holds(place: &str, body: &serde_json::Value, expected: &serde_json::Value) {
    use serde_json::Value::{Array, Object};
    match (body, expected) {
        (Object(body), Object(expected)) => {
            for (key, value) in expected {
                let found = body
                    .get(key)
                    .unwrap_or_else(|| panic!("{place} lacks {key}: {body:?}"));
                check_holds(&format!("{place}.{key}"), found, value);
            }
        }
        (Array(body), Array(expected)) => {
            assert_eq!(body.len(), expected.len(), "{place}");
            for (found, value) in body.iter().zip(expected) {
                check_holds(place, found, value);
            }
        }
        _ => assert_eq!(body, expected, "{place}"),
    }
}

/// Tags are closed in the order they were opened, ids are unique, nothing is inline or from elsewhere.
fn check_markup(place: &str, html: &str) {
    const VOID: [&str; 6] = ["meta", "link", "input", "br", "!doctype", "img"];
    let mut open: Vec<&str> = Vec::new();
    let mut ids = std::collections::BTreeSet::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let tag = &rest[start + 1..];
        let end = tag
            .find('>')
            .unwrap_or_else(|| panic!("{place}: a tag is not closed: {tag:.60}"));
        let (tag, after) = (&tag[..end], &tag[end + 1..]);
        rest = after;
        let name = tag
            .trim_start_matches('/')
            .split([' ', '/', '\n'])
            .next()
            .unwrap_or_default();
        assert!(!name.is_empty(), "{place}: a bare `<`");
        assert!(
            !tag.contains(" style=") && !tag.contains(" onclick"),
            "{place}: {tag}"
        );
        assert!(tag.matches('"').count() % 2 == 0, "{place}: {tag}");
        if let Some(id) = tag
            .split(" id=\"")
            .nth(1)
            .and_then(|id| id.split('"').next())
        {
            assert!(
                ids.insert(id.to_owned()),
                "{place}: two elements have the id {id}"
            );
        }
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{place}");
        } else if !tag.ends_with('/') && !VOID.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{place}: {open:?} stay open");
    for from_elsewhere in ["src=\"http", "<script>", "@import", "href=\"javascript"] {
        assert!(!html.contains(from_elsewhere), "{place}: {from_elsewhere}");
    }
}

const ARTICLE: &str = "/articles/a%2F1%3F%3Cx%3E";

#[tokio::test]
async fn stories_lead_to_their_page() {
    let site = Site::new(fill);
    for address in [
        "/",
        "/stories",
        "/stories?from=2024-03-14&until=2024-03-15&publisher=Gazette",
        "/stories?place=lorvath",
    ] {
        site.check_page(
            address,
            &[
                "Rockets on &#60;i&#62;Lorvath&#60;/i&#62;",
                "href=\"/stories/s1\"",
                "14–15 March 2024",
            ],
        )
        .await;
    }
    site.check_page(
        "/stories?from=2025",
        &["No story meets all of these conditions"],
    )
    .await;
}

#[tokio::test]
async fn a_story_sets_its_accounts_beside_each_other() {
    let site = Site::new(fill);
    let words = span(TEXT, "The ministry denied it.");
    site.check_page(
        "/stories/s1",
        &[
            "Did Dolmar &#60;fire&#62; at Lorvath?",
            "<i>The ministry</i>",
            "denial.said-denied",
            "1 origin, 1 report · 14 March 2024",
            &format!("{ARTICLE}?mark={}-{}#here", words.start, words.end),
            "90 % of its words",
            "Petra Halden",
            "/api/v1/stories/s1",
        ],
    )
    .await;
}

#[tokio::test]
async fn an_article_shows_its_findings_and_why() {
    let site = Site::new(fill);
    site.check_page(
        ARTICLE,
        &[
            "<h1>Rockets &#60;hit&#62; Lorvath</h1>",
            "data-f=\"q1\"",
            "data-f=\"f1 q1\"",
            "<p class=\"aside\">Share</p>",
            "inferred",
            "direct.colon",
            "0.91",
            "verb.fire-at",
            "ASSAULT",
            "uses violence",
            "carried on by <a href=\"/articles/b\">Gazette</a>",
            "in the story",
            "&#38;b=&#34;2&#34;",
        ],
    )
    .await;
    let (_, html, _) = site.ask("GET", ARTICLE).await;
    assert!(
        !html.contains("<hit>") && !html.contains("Wire <b>"),
        "{html}"
    );
    for id in ["q1", "q2", "v1", "f1", "t1", "p1"] {
        assert!(
            html.contains(&format!("id=\"{id}\"")) && html.contains(&format!("href=\"#{id}\"")),
            "{id}"
        );
    }
}

#[tokio::test]
async fn words_asked_for_are_marked() {
    let site = Site::new(fill);
    let words = span(TEXT, "denied it");
    let address = format!("{ARTICLE}?mark={}-{}&open=q2", words.start, words.end);
    site.check_page(
        &address,
        &["id=\"here\">denied </mark>", "why kq open\" id=\"q2\""],
    )
    .await;
    // Stretches that are none are left aside.
    let inside = TEXT.find('’').expect("an apostrophe") + 1;
    for mark in [
        "5",
        "9-5",
        "0-99999",
        "x-y",
        "3-3",
        &format!("{inside}-{}", inside + 4),
    ] {
        let (status, html, _) = site.ask("GET", &format!("{ARTICLE}?mark={mark}")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!html.contains("id=\"here\""), "{mark}");
    }
}

#[tokio::test]
async fn other_languages_and_empty_articles_have_pages() {
    let site = Site::new(fill);
    site.check_page(
        "/articles/b",
        &["Une &#60;dépêche&#62;", "The text is in `fr`", "undated"],
    )
    .await;
    let (_, html, _) = site.ask("GET", "/articles/b").await;
    assert!(!html.contains("javascript:") && !html.contains('\0'));
    site.check_page("/articles/c", &["Without a headline"])
        .await;
}

#[tokio::test]
async fn speakers_are_shown_with_what_they_said() {
    let site = Site::new(fill);
    site.check_page(
        "/speakers",
        &["Petra Halden", "href=\"/speakers/Petra%20Halden\""],
    )
    .await;
    site.check_page(
        "/speakers/Petra%20Halden",
        &["fired rockets at Lorvath", "open=q1#here", "Radio Lumen"],
    )
    .await;
    // Dolmar never speaks, and is spoken of.
    site.check_page(
        "/speakers/Dolmar",
        &[
            "No words of Dolmar are quoted",
            "What others said about Dolmar",
            "ASSAULT",
        ],
    )
    .await;
}

#[tokio::test]
async fn lists_are_filtered() {
    let site = Site::new(fill);
    site.check_page("/disputes", &["Did Dolmar", "/stories/s1#dispute-x1"])
        .await;
    site.check_page("/disputes?kind=figure", &["No dispute meets"])
        .await;
    site.check_page("/events", &["ASSAULT", "Dolmar", "14 March 2024"])
        .await;
    site.check_page(
        "/events?kind=assault&actor=Dolmar&place=Lorvath",
        ["194", "fired rockets"][1..].as_ref(),
    )
    .await;
    site.check_page("/events?kind=AID", &["No event meets"])
        .await;
    site.check_page(
        "/publishers",
        &[
            "Wire &#60;b&#62;&#38;&#60;/b&#62; Sons",
            "1 article names no publisher",
        ],
    )
    .await;
    site.check_page(
        "/articles?publisher=Gazette",
        &["Articles of Gazette", "/articles/b"],
    )
    .await;
}

#[tokio::test]
async fn search_finds_words_and_follows_operators() {
    let site = Site::new(fill);
    site.check_page("/search", &["Operators"]).await;
    site.check_page("/search?q=rockets", &["<mark>", "Lorvath", "/articles/b"])
        .await;
    site.check_page("/search?q=rockets+publisher:Gazette", &["dépêche"])
        .await;
    site.check_page(
        "/search?q=said:Halden",
        &["fired rockets", "<i>Petra Halden</i>"],
    )
    .await;
    site.check_page("/search?q=said:Halden+ministry", &["Nothing fits"])
        .await;
    site.check_page(
        "/search?q=about:Dolmar+after:2024-03-14+before:2024-03-15",
        &["Rockets &#60;hit&#62; Lorvath"],
    )
    .await;
    site.check_page(
        "/search?q=%22%3Cscript%3E%22",
        &["Nothing fits", "&#60;script&#62;"],
    )
    .await;
    site.check_page("/search?q=AND+OR+((%22", &["Search"]).await;
}

#[tokio::test]
async fn what_is_not_there_is_said_plainly() {
    let site = Site::new(fill);
    for (address, status, words) in [
        ("/nowhere/%3Cb%3E", 404, "There is no such page"),
        ("/articles/zzz", 404, "There is no such article"),
        ("/stories/zzz", 404, "There is no such story"),
        ("/speakers/Nobody", 404, "Nobody of that name"),
        ("/assets/..%2FCargo.toml", 404, "There is no such page"),
        ("/stories?from=yesterday", 400, "That is not a date"),
        ("/events?kind=nonsense", 400, "That kind is not known"),
    ] {
        let (found, html, _) = site.ask("GET", address).await;
        assert_eq!(found.as_u16(), status, "{address}");
        assert!(html.contains(words), "{address}: {html}");
        check_markup(address, &html);
    }
    let (status, _, _) = site.ask("POST", "/stories").await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn errors_of_the_json_interface_have_codes() {
    let site = Site::new(fill);
    for (address, status, code) in [
        ("/api/v1/nothing", 404, "page_not_found"),
        ("/api/v1/documents/zzz", 404, "document_not_found"),
        ("/api/v1/stories/zzz", 404, "story_not_found"),
        ("/api/v1/events?kind=zzz", 400, "bad_kind"),
        ("/api/v1/events?from=zzz", 400, "bad_date"),
        ("/api/v1/events?limit=0", 400, "bad_query"),
        ("/api/v1/search?q=said:Halden", 400, "bad_query"),
    ] {
        let (found, body, _) = site.ask("GET", address).await;
        assert_eq!(found.as_u16(), status, "{address}");
        let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
        assert_eq!(body["error"]["code"], code, "{address}");
        assert!(body["error"]["message"].is_string());
    }
}

#[tokio::test]
async fn json_carries_evidence_in_code_points() {
    use serde_json::json;
    let site = Site::new(fill);
    let words = "fired rockets at Lorvath";
    let start = TEXT[..TEXT.find(words).expect("in the text")]
        .chars()
        .count();
    let evidence =
        json!({"document": "a/1?<x>", "start": start, "end": start + words.len(), "text": words});
    let mut account = evidence.clone();
    account["chain"] = json!(["Petra Halden", "Radio Lumen", "Wire <b>&</b> Sons"]);
    let dispute = json!({"id": "x1", "kind": "denial", "confidence": 0.75, "sides": [{"stance": "Yes", "origins": 1, "accounts": [account]}, {}]});
    site.check_json(
        "/api/v1/disputes",
        json!({"page": 1, "next": null, "items": [dispute]}),
    )
    .await;
    site.check_json("/api/v1/stories/s1", json!({"id": "s1", "disputes": [dispute], "articles": [{}, {"descent": "copy", "parent": "a/1?<x>"}]})).await;
    site.check_json(
        "/api/v1/stories",
        json!({"items": [{"title": "Rockets on <i>Lorvath</i>"}]}),
    )
    .await;
    site.check_json("/api/v1/quotations?speaker=Halden", json!({"items": [{"id": "q1", "act": "accuse", "via": [{"name": "Radio Lumen", "relation": "told"}]}]})).await;
    site.check_json("/api/v1/events", json!({"items": [{"id": "v1", "plover": "ASSAULT", "trigger": {"start": start, "text": "fired"}, "quotation": "q1"}]})).await;
    site.check_json(
        "/api/v1/happenings",
        json!({"items": [{"id": "h1", "reports": [{"event": "v1"}]}]}),
    )
    .await;
    site.check_json(
        "/api/v1/documents?limit=1",
        json!({"page": 1, "next": 2, "items": [{"published": {"basis": "inferred"}}]}),
    )
    .await;
    site.check_json(
        "/api/v1/documents/a%2F1%3F%3Cx%3E",
        json!({"schema": "rashomon/reading/1", "id": "a/1?<x>"}),
    )
    .await;
    site.check_json(
        "/api/v1/search?q=again",
        json!({"items": [{"document": {"id": "b"}}]}),
    )
    .await;
    site.check_json("/api/v1/speakers?limit=1", json!({"next": 2}))
        .await;
    site.check_json(
        "/api/v1/publishers",
        json!({"items": [{"documents": 1}, {"documents": 1}]}),
    )
    .await;
    site.check_json("/api/v1/totals", json!({"documents": 3, "disputes": 1}))
        .await;
    site.check_json("/healthz", json!({"status": "ok", "documents": 3}))
        .await;
}

#[tokio::test]
async fn every_answer_is_guarded() {
    let site = Site::new(fill);
    for address in [
        "/",
        "/nowhere",
        "/healthz",
        "/assets/style.css",
        "/assets/comfort.js",
        "/assets/mark.svg",
    ] {
        let (_, _, headers) = site.ask("GET", address).await;
        let policy = headers["content-security-policy"].to_str().expect("ASCII");
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
            "{address}"
        );
        assert_eq!(headers["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn an_empty_archive_has_pages() {
    let site = Site::new(|path| drop(Store::create(path).expect("a new archive")));
    site.check_page("/", &["The archive is empty"]).await;
    for address in [
        "/disputes",
        "/events",
        "/speakers",
        "/publishers",
        "/articles",
        "/search?q=x",
    ] {
        site.check_page(address, &[]).await;
    }
}

#[tokio::test]
async fn many_can_read_at_once() {
    let site = Site::new(fill);
    let asked = (0..40).map(|n| {
        let router = site.router.clone();
        let address = if n % 2 == 0 {
            "/stories/s1"
        } else {
            "/search?q=rockets"
        };
        tokio::spawn(async move {
            let request = Request::builder()
                .uri(address)
                .body(Body::empty())
                .expect("a request");
            router.oneshot(request).await.expect("an answer").status()
        })
    });
    for answer in asked.collect::<Vec<_>>() {
        assert_eq!(answer.await.expect("a task"), StatusCode::OK);
    }
}

#[test]
fn a_server_answers_on_loopback_to_its_own_name_only() {
    use std::io::{Read, Write};
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("archive");
    fill(&path);
    let (send, ready) = std::sync::mpsc::channel();
    // The server runs until the process ends.
    std::thread::spawn(move || {
        let address = ([127, 0, 0, 1], 0).into();
        rashomon_api::serve(&path, address, |bound| {
            send.send(bound).expect("the test waits")
        })
    });
    let bound = ready.recv().expect("the server started");
    for (host, status) in [
        (bound.to_string(), "200"),
        ("evil.example".to_owned(), "403"),
    ] {
        let mut stream = std::net::TcpStream::connect(bound).expect("a connection");
        write!(
            stream,
            "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert_eq!(answer.split(' ').nth(1), Some(status), "{host}");
        assert!(answer.contains("content-security-policy"), "{host}");
    }
    let missing = rashomon_api::serve(folder.path().join("none"), bound, |_| ());
    assert!(
        missing
            .expect_err("no archive")
            .as_store()
            .is_some_and(|error| error.is_missing())
    );
    let taken = rashomon_api::serve(folder.path().join("archive"), bound, |_| ());
    assert!(taken.expect_err("the address is taken").is_address_in_use());
}
