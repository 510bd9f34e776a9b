use crate::{Gold, GoldError, events};
use rashomon::Pipeline;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::str::FromStr;

/// A quality layer: what one scorer measures.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Layer {
    /// Sentences, tags, lemmas, dependencies.
    Syntax,
    /// Mentions and coreference.
    Entities,
    /// Times and places.
    Ground,
    /// Quotations.
    Quotes,
    /// Events.
    Events,
    /// Stories.
    Stories,
    /// Pages.
    Extraction,
}

impl Layer {
    /// Every layer, in the order it is scored.
    pub const ALL: [Layer; 7] = [
        Layer::Syntax,
        Layer::Entities,
        Layer::Ground,
        Layer::Quotes,
        Layer::Events,
        Layer::Stories,
        Layer::Extraction,
    ];

    /// The first part of the layer's keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Layer::Syntax => "syntax",
            Layer::Entities => "entities",
            Layer::Ground => "ground",
            Layer::Quotes => "quotes",
            Layer::Events => "events",
            Layer::Stories => "stories",
            Layer::Extraction => "extraction",
        }
    }
}

impl FromStr for Layer {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Layer::ALL
            .into_iter()
            .find(|layer| layer.as_str() == name)
            .ok_or_else(|| format!("unknown layer `{name}`"))
    }
}

/// `layer/corpus/part/metric` to a number, in the order of the keys.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scores(pub BTreeMap<String, f64>);

impl Scores {
    /// Sets the score of `key`.
    pub fn set(&mut self, key: impl Into<String>, value: f64) {
        self.0.insert(key.into(), value);
    }
}

/// Scores `layers` of `pipeline` on what `gold` holds.
///
/// # Errors
/// When a file of the gold data is there but cannot be read.
pub fn score(gold: &Gold, pipeline: &Pipeline, layers: &[Layer]) -> Result<Scores, GoldError> {
    let mut scores = Scores::default();
    for layer in layers {
        match layer {
            Layer::Ground => {
                crate::ground::score(gold, pipeline, &mut scores)?;
                crate::own::score_ground(pipeline, &mut scores);
            }
            Layer::Quotes => crate::quotes::score(gold, pipeline, &mut scores)?,
            Layer::Events => events::score(gold, pipeline, &mut scores)?,
            Layer::Extraction => crate::extraction::score(gold, &mut scores)?,
            Layer::Entities => {
                crate::entities::score(gold, pipeline, &mut scores)?;
                crate::coref::score(gold, pipeline, &mut scores)?;
                crate::own::score_entities(gold, pipeline, &mut scores)?;
            }
            Layer::Syntax => crate::syntax::score(gold, &mut scores)?,
            Layer::Stories => {
                crate::stories::score(gold, pipeline, &mut scores)?;
                crate::sample::score(pipeline, &mut scores)?;
            }
        }
    }
    Ok(scores)
}
