//! What goes into an archive comes out of it.

mod common;

use common::{addition, reading, story};
use rashomon_doc::{Basis, Dispute, DocumentId, Publication};
use rashomon_store::{Added, Comparison, Filter, Found, Store};
use tempfile::TempDir;

fn archive() -> (TempDir, Store) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut store = Store::create(folder.path().join("a")).expect("a new archive");
    let batch = [
        addition("d-one", "The Courier", "2021-03-02", 1),
        addition("d-two", "Vel Today", "2021-03-03", 2),
        addition("e-three", "The Courier", "2021-04-01", 3),
    ];
    assert_eq!(store.add(&batch).expect("added"), [Added::New; 3]);
    (folder, store)
}

fn ids(store: &Store, filter: &Filter) -> Vec<String> {
    let headers = store.documents(filter).expect("documents");
    headers.into_iter().map(|header| header.id.0).collect()
}

#[test]
fn a_reading_comes_back_as_it_was() {
    let (folder, store) = archive();
    let id = DocumentId("d-two".into());
    let wanted = reading("d-two", "Vel Today", "2021-03-03", 2);
    assert_eq!(store.reading(&id).expect("read"), Some(wanted.clone()));
    drop(store);
    let store = Store::open_read_only(folder.path().join("a")).expect("opened");
    assert_eq!(store.reading(&id).expect("read"), Some(wanted.clone()));
    assert_eq!(store.document(&id).expect("read"), Some(wanted.document));
    let readings: Vec<_> = store.readings().collect::<Result<_, _>>().expect("all");
    assert_eq!(readings.len(), 3);
}

#[test]
fn adding_twice_changes_nothing() {
    let (_folder, mut store) = archive();
    let before = (
        store.sequence().expect("sequence"),
        store.totals().expect("totals"),
    );
    let again = [
        addition("d-one", "The Courier", "2021-03-02", 1),
        addition("d-new", "The Courier", "2021-03-02", 9),
        addition("d-new", "The Courier", "2021-03-02", 9),
    ];
    assert_eq!(store.add(&again[..1]).expect("added"), [Added::Known]);
    assert_eq!(
        (
            store.sequence().expect("sequence"),
            store.totals().expect("totals")
        ),
        before
    );
    assert_eq!(
        store.add(&again).expect("added"),
        [Added::Known, Added::New, Added::Known]
    );
}

#[test]
fn profiles_come_in_the_order_of_addition() {
    let (_folder, mut store) = archive();
    let many: Vec<_> = (0..600)
        .map(|n| addition(&format!("m{n}"), "M", "2021-05-01", n))
        .collect();
    store.add(&many).expect("added");
    let profiles: Vec<_> = store
        .profiles()
        .collect::<Result<_, _>>()
        .expect("profiles");
    assert_eq!(profiles.len(), 603);
    assert_eq!(profiles[1].0.as_str(), "d-two");
    assert_eq!(
        profiles[602],
        (DocumentId("m599".into()), b"profile of m599".to_vec())
    );
}

#[test]
fn filters_let_documents_through() {
    let (_folder, store) = archive();
    let check = |filter: Filter, wanted: &[&str]| assert_eq!(ids(&store, &filter), wanted);
    check(Filter::default(), &["d-one", "d-two", "e-three"]);
    check(
        Filter {
            publisher: Some("the courier".into()),
            ..Filter::default()
        },
        &["d-one", "e-three"],
    );
    check(
        Filter {
            until: "2021-03-31".parse().ok(),
            ..Filter::default()
        },
        &["d-one", "d-two"],
    );
    check(
        Filter {
            from: "2021-03-03".parse().ok(),
            limit: Some(1),
            ..Filter::default()
        },
        &["d-two"],
    );
    check(
        Filter {
            actor: Some("Gorlan".into()),
            offset: 2,
            ..Filter::default()
        },
        &["e-three"],
    );
    check(
        Filter {
            actor: Some("nobody".into()),
            ..Filter::default()
        },
        &[],
    );
    check(
        Filter {
            place: Some("ORSK".into()),
            limit: Some(1),
            ..Filter::default()
        },
        &["d-one"],
    );
    check(
        Filter {
            place: Some("vel".into()),
            limit: Some(1),
            ..Filter::default()
        },
        &["d-one"],
    );
}

#[test]
fn quotations_are_found_by_speaker_and_act() {
    let (_folder, store) = archive();
    let filter = Filter {
        speaker: Some("q1".into()),
        kind: Some("deny".into()),
        limit: Some(2),
        ..Filter::default()
    };
    let rows = store.quotations(&filter).expect("quotations");
    let texts: Vec<_> = rows
        .iter()
        .map(|row| (row.document.id.as_str(), row.text.as_str()))
        .collect();
    assert_eq!(texts, [("d-one", "any talks"), ("d-two", "any talks")]);
    assert_eq!(
        rows[0].speaker.as_ref().map(|actor| actor.name.as_str()),
        Some("Edda Görlan")
    );
    let speakers = store.speakers(&Filter::default()).expect("speakers");
    assert_eq!(speakers.len(), 1);
    assert_eq!((speakers[0].quotations, speakers[0].documents), (6, 3));
}

#[test]
fn events_are_found_by_party_place_and_day() {
    let (_folder, store) = archive();
    let check = |filter: Filter, wanted: usize| {
        assert_eq!(
            store.events(&filter).expect("events").len(),
            wanted,
            "{filter:?}"
        );
    };
    check(
        Filter {
            actor: Some("velian ARMY".into()),
            ..Filter::default()
        },
        3,
    );
    check(
        Filter {
            actor: Some("Edda Görlan".into()),
            ..Filter::default()
        },
        0,
    );
    check(
        Filter {
            place: Some("Orsk".into()),
            kind: Some("assault".into()),
            ..Filter::default()
        },
        3,
    );
    check(
        Filter {
            until: "2021-02-28".parse().ok(),
            ..Filter::default()
        },
        0,
    );
    let rows = store
        .events(&Filter {
            limit: Some(1),
            ..Filter::default()
        })
        .expect("events");
    assert_eq!(
        rows[0].text,
        "Minister Edda Görlan said the Velian army shelled Orsk on Monday."
    );
    assert_eq!(
        rows[0].speaker.as_ref().map(|actor| actor.name.as_str()),
        Some("Edda Görlan")
    );
    assert_eq!(rows[0].earliest, "2021-03-01".parse().ok());
}

#[test]
fn search_finds_words_in_any_form_under_conditions() {
    let (folder, store) = archive();
    let check = |store: &Store, query: &str, filter: Filter, wanted: &[&str]| {
        let hits = store.search(query, &filter, 10).expect("hits");
        let mut ids: Vec<_> = hits.iter().map(|hit| hit.document.id.as_str()).collect();
        ids.sort_unstable();
        assert_eq!(ids, wanted, "{query} {filter:?}");
    };
    let all = Filter::default();
    check(
        &store,
        "shelling Gorlan",
        all.clone(),
        &["d-one", "d-two", "e-three"],
    );
    check(&store, "\"report 2\"", all.clone(), &["d-two"]);
    check(&store, "title:talks", all.clone(), &[]);
    check(&store, "unheard", all.clone(), &[]);
    check(&store, "((\"", all.clone(), &[]);
    check(
        &store,
        "talks",
        Filter {
            publisher: Some("VEL today".into()),
            ..all.clone()
        },
        &["d-two"],
    );
    check(
        &store,
        "talks",
        Filter {
            from: "2021-03-15".parse().ok(),
            ..all.clone()
        },
        &["e-three"],
    );
    check(
        &store,
        "talks",
        Filter {
            actor: Some("nobody".into()),
            ..all.clone()
        },
        &[],
    );
    check(
        &store,
        "talks",
        Filter {
            place: Some("orsk".into()),
            until: "2021-03-02".parse().ok(),
            ..all.clone()
        },
        &["d-one"],
    );
    drop(store);
    let store = Store::open_read_only(folder.path().join("a")).expect("opened");
    check(&store, "shelled", all, &["d-one", "d-two", "e-three"]);
}

#[test]
fn a_hit_shows_its_words_in_the_text() {
    let (_folder, store) = archive();
    let hits = store
        .search("shelling", &Filter::default(), 1)
        .expect("hits");
    let text = store
        .document(&hits[0].document.id)
        .expect("read")
        .expect("there")
        .text;
    assert_eq!(hits[0].span.of(&text), hits[0].snippet);
    let words: Vec<_> = hits[0]
        .highlights
        .iter()
        .map(|span| span.of(&text))
        .collect();
    assert_eq!(words, ["shelled"]);
}

#[test]
fn a_merged_story_keeps_its_old_ids() {
    let (_folder, mut store) = archive();
    let with = |stories: &[(&str, &[&str])]| Comparison {
        stories: stories
            .iter()
            .map(|(id, documents)| story(id, documents))
            .collect(),
        ..Comparison::default()
    };
    let replaced = store
        .replace_comparison(&with(&[
            ("s1", &["d-one"]),
            ("s2", &["d-two"]),
            ("s3", &["e-three"]),
        ]))
        .expect("replaced");
    assert_eq!(
        (replaced.written, replaced.removed, replaced.kept),
        (3, 0, 0)
    );
    let replaced = store
        .replace_comparison(&with(&[("s1", &["d-one", "d-two"]), ("s3", &["e-three"])]))
        .expect("replaced");
    assert_eq!(
        (replaced.written, replaced.removed, replaced.kept),
        (1, 1, 1)
    );
    assert_eq!(store.story("s2").expect("redirected").id, "s1");
    store
        .replace_comparison(&with(&[("s3", &["e-three", "d-one", "d-two"])]))
        .expect("replaced");
    assert_eq!(store.story("s2").expect("redirected twice").id, "s3");
    assert_eq!(
        store.find("s1").expect("redirected"),
        Found::Story("s3".into())
    );
    let filter = Filter {
        story: Some("s2".into()),
        ..Filter::default()
    };
    assert_eq!(ids(&store, &filter), ["d-one", "d-two", "e-three"]);
    assert_eq!(
        store
            .stories(&Filter {
                publisher: Some("Vel Today".into()),
                ..Filter::default()
            })
            .expect("stories")
            .len(),
        1
    );
    assert!(
        store
            .stories(&Filter {
                publisher: Some("Unknown".into()),
                ..Filter::default()
            })
            .expect("stories")
            .is_empty()
    );
}

#[test]
fn neighbours_date_a_document_until_they_no_longer_do() {
    let (_folder, mut store) = archive();
    let mut undated = addition("u", "The Courier", "2021-03-02", 4);
    undated.reading.published = None;
    store.add(&[undated]).expect("added");
    let before = store.sequence().expect("sequence");
    let publication = Publication {
        date: "2021-03-05".parse().expect("a day"),
        basis: Basis::Inferred,
        confidence: 0.6,
    };
    let dated = Comparison {
        dates: vec![(DocumentId("u".into()), publication)],
        ..Comparison::default()
    };
    assert_eq!(store.replace_comparison(&dated).expect("replaced").dated, 1);
    assert_eq!(store.replace_comparison(&dated).expect("replaced").dated, 0);
    assert!(store.sequence().expect("sequence") > before);
    let filter = Filter {
        from: "2021-03-05".parse().ok(),
        until: "2021-03-05".parse().ok(),
        ..Filter::default()
    };
    assert_eq!(ids(&store, &filter), ["u"]);
    assert_eq!(store.search("talks", &filter, 5).expect("hits").len(), 1);
    let read = store
        .reading(&DocumentId("u".into()))
        .expect("read")
        .expect("there");
    assert_eq!(read.published, Some(publication));
    assert_eq!(
        store
            .replace_comparison(&Comparison::default())
            .expect("replaced")
            .dated,
        1
    );
    assert!(ids(&store, &filter).is_empty());
    assert!(store.search("talks", &filter, 5).expect("hits").is_empty());
}

#[test]
fn the_start_of_an_id_is_enough() {
    let (_folder, store) = archive();
    assert_eq!(
        store.find("e").expect("found"),
        Found::Document(DocumentId("e-three".into()))
    );
    let error = store.find("d-").expect_err("two fit");
    assert!(
        error.is_ambiguous() && error.to_string().ends_with("`d-` fits d-one, d-two"),
        "{error}"
    );
    assert!(store.find("x").expect_err("none fits").is_unknown_id());
    assert!(store.find("").expect_err("nothing asked").is_unknown_id());
    assert!(store.story("d-one").expect_err("no story").is_unknown_id());
}

#[test]
fn disputes_come_back() {
    let (_folder, mut store) = archive();
    let dispute: Dispute = serde_json::from_str(
        r#"{"id": "x1", "story": "s1", "question": "Who shelled Orsk?", "kind": "perpetrator",
            "sides": [{"stance": "the Velian army", "origins": 2, "accounts": [
                {"document": "d-one", "span": {"start": 0, "end": 4}, "text": "Mini", "speaker": "Edda Görlan",
                 "publisher": "The Courier", "chain": ["Edda Görlan", "The Courier"], "origin": "o", "published": null, "figure": null}]}],
            "rule": "r", "confidence": 0.7}"#,
    )
    .expect("a dispute");
    let comparison = Comparison {
        disputes: vec![dispute.clone()],
        ..Comparison::default()
    };
    store.replace_comparison(&comparison).expect("replaced");
    let check = |filter: Filter, wanted: usize| {
        assert_eq!(
            store.disputes(&filter).expect("disputes").len(),
            wanted,
            "{filter:?}"
        );
    };
    check(Filter::default(), 1);
    check(
        Filter {
            actor: Some("gorlan".into()),
            kind: Some("Perpetrator".into()),
            ..Filter::default()
        },
        1,
    );
    check(
        Filter {
            publisher: Some("Vel Today".into()),
            ..Filter::default()
        },
        0,
    );
    check(
        Filter {
            from: "2021-03-02".parse().ok(),
            place: Some("orsk".into()),
            ..Filter::default()
        },
        1,
    );
    check(
        Filter {
            from: "2021-03-03".parse().ok(),
            ..Filter::default()
        },
        0,
    );
    assert_eq!(
        store.disputes(&Filter::default()).expect("disputes"),
        [dispute]
    );
    assert_eq!(store.find("x").expect("found"), Found::Dispute("x1".into()));
}
