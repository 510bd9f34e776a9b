use super::{Page, Top, render};
use crate::address;
use crate::archive::Archive;
use crate::colour::Colours;
use crate::dispute::{self, DisputeView};
use crate::error::Failure;
use crate::params::{Pager, Params, dispute_kind};
use askama::Template;
use axum::extract::State;
use rashomon_doc::DisputeKind;
use rashomon_store::Store;
use std::collections::BTreeMap;

const ROWS: usize = 15;

#[derive(Template)]
#[template(path = "disputes.html")]
struct DisputesPage {
    top: Top,
    params: Params,
    kinds: &'static [DisputeKind],
    disputes: Vec<DisputeView>,
    pager: Pager,
}

impl DisputesPage {
    fn is_kind(&self, kind: &DisputeKind) -> bool {
        self.params
            .kind
            .as_deref()
            .is_some_and(|chosen| chosen.eq_ignore_ascii_case(kind.as_str()))
    }
}

/// The disputes of all stories, most origins first.
pub(crate) async fn list(State(archive): State<Archive>, params: Params) -> Page {
    let page = archive.read(move |store| read(store, params)).await?;
    render(&page)
}

fn read(store: &Store, params: Params) -> Result<DisputesPage, Failure> {
    dispute_kind(params.kind.as_deref())?;
    let mut disputes = store.disputes(&params.paged(ROWS)?)?;
    let pager = params.turn("/disputes", &mut disputes, ROWS);
    let mut titles: BTreeMap<&str, String> = BTreeMap::new();
    let mut colours: BTreeMap<&str, Colours> = BTreeMap::new();
    let mut views = Vec::with_capacity(disputes.len());
    for dispute in &disputes {
        if !titles.contains_key(dispute.story.as_str()) {
            titles.insert(&dispute.story, store.story(&dispute.story)?.title);
        }
        let title = &titles[dispute.story.as_str()];
        let href = address::dispute(&dispute.story, &dispute.id);
        let colours = colours.entry(&dispute.story).or_default();
        views.push(dispute::view(dispute, colours, title, Some(href)));
    }
    Ok(DisputesPage {
        top: Top::at("/disputes"),
        params,
        kinds: DisputeKind::ALL,
        disputes: views,
        pager,
    })
}
