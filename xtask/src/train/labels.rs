//! The transformer that labels words, and news labelled by it.

use super::deep::{folders, in_turns, mixed};
use super::silver::Silver;
use super::{Args, entity, quote, texts};
use rashomon::doc::Span;
use rashomon_deep::labels::{Labeller, Layer, Passage, train};
use rashomon_deep::train::Plan;
use rashomon_entity::tagger::N_LABELS;
use rashomon_eval::Gold;
use rashomon_eval::quotes::Attribution;
use rashomon_quote::link::{CONTENT, CUE, SOURCE};
use rashomon_syntax::tokens_and_ends;
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::time::Instant;

/// Labels of quotations: outside, and first and further words of source, cue and content.
const QUOTE_LABELS: usize = 7;

/// Words of a passage.
const LONG: usize = 150;

const NAMES: &str = "names";
const QUOTES: &str = "quotes";

/// The layers, or the one that was asked for.
fn layers(args: &Args) -> Vec<Layer> {
    let all = [(NAMES, N_LABELS), (QUOTES, QUOTE_LABELS)];
    let wanted = |name: &str| args.layer.as_deref().is_none_or(|layer| layer == name);
    let layer = |(name, labels): (&str, usize)| Layer {
        name: name.to_owned(),
        labels,
    };
    all.into_iter()
        .filter(|(name, _)| wanted(name))
        .map(layer)
        .collect()
}

/// The passages of a text with the labels of one layer.
fn add(
    passages: &mut Vec<Passage>,
    text: &str,
    layers: &[Layer],
    name: &str,
    labels: impl Fn(&[Span]) -> Vec<u16>,
) {
    let (tokens, ends) = tokens_and_ends(text);
    let allowed = labels(&tokens);
    for range in packed(&ends) {
        let of = |layer: &Layer| (layer.name == name).then(|| allowed[range.clone()].to_vec());
        passages.push(Passage {
            words: words(text, &tokens[range.clone()]),
            allowed: layers.iter().map(of).collect(),
        });
    }
}

pub(super) fn run(gold: &Gold, args: &Args) -> Result<(), Box<dyn Error>> {
    let (base, out) = folders(args)?;
    let layers = layers(args);
    let wanted = |name: &str| layers.iter().any(|layer| layer.name == name);
    let mut passages = Vec::new();
    if wanted(NAMES) {
        let (lessons, _) = entity::corpora(gold)?;
        for lesson in &lessons {
            let written = lesson.document.write();
            let labels = |tokens: &[Span]| entity::allowed(lesson, &written, tokens);
            add(&mut passages, &written.text, &layers, NAMES, labels);
        }
    }
    if wanted(QUOTES) {
        for article in quote::articles_to_learn(gold)? {
            let labels = |tokens: &[Span]| quotes_allowed(&article.attributions, tokens);
            add(&mut passages, &article.text, &layers, QUOTES, labels);
        }
    }
    let count: usize = passages.iter().map(|passage| passage.words.len()).sum();
    println!("{count} words");
    let plan = Plan {
        epochs: args.rounds.unwrap_or(2),
        ..Plan::default()
    };
    let start = Instant::now();
    if plan.epochs > 0 {
        train(base, &layers, &passages, &plan, out, &mut |step| {
            println!("{:6.1} s  {step}", start.elapsed().as_secs_f64());
        })?;
    }
    let labeller = Labeller::open(out)?;
    if wanted(NAMES) {
        entity::development(gold, &mut |text| likeliest(&labeller, NAMES, text))?;
    }
    if wanted(QUOTES) {
        quote::linked_development(gold, &mut |text| likeliest(&labeller, QUOTES, text))?;
    }
    Ok(())
}

/// The tokens of a text with the likeliest label of each.
fn likeliest(
    labeller: &Labeller,
    name: &str,
    text: &str,
) -> Result<Vec<(Span, u8)>, Box<dyn Error>> {
    let (tokens, ends) = tokens_and_ends(text);
    let ranges = packed(&ends);
    let of = |range: &Range<usize>| {
        tokens[range.clone()]
            .iter()
            .map(|span| span.of(text))
            .collect()
    };
    let passages: Vec<Vec<&str>> = ranges.iter().map(of).collect();
    let mut out: Vec<(Span, u8)> = tokens.iter().map(|&span| (span, 0)).collect();
    let at = labeller
        .layers()
        .iter()
        .position(|layer| layer.name == name);
    let at = at.ok_or_else(|| format!("no labels of {name}"))?;
    for (chances, range) in labeller.chances(&passages)?.iter().zip(ranges) {
        let Some(chances) = chances else { continue };
        let rows = chances[at].chunks(labeller.layers()[at].labels);
        for (row, out) in rows.zip(&mut out[range]) {
            out.1 = likely(row).1;
        }
    }
    Ok(out)
}

fn words(text: &str, tokens: &[Span]) -> Vec<String> {
    tokens.iter().map(|span| span.of(text).to_owned()).collect()
}

/// Neighbouring sentences together, as many as are no longer than a passage.
fn packed(ends: &[usize]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for &end in ends {
        match out.last_mut() {
            Some(last) if end - last.start <= LONG => last.end = end,
            _ if end > start => out.push(start..end),
            _ => {}
        }
        start = end;
    }
    out
}

/// For each token its label as a bit; what is told within the words of another counts as those.
fn quotes_allowed(attributions: &[Attribution], tokens: &[Span]) -> Vec<u16> {
    let mut labels = vec![0_u8; tokens.len()];
    let within = |spans: &[Span], all: &[Span]| {
        let first = spans.first();
        first.is_some_and(|first| {
            all.iter()
                .any(|span| span.start <= first.start && first.end <= span.end)
        })
    };
    let outermost = attributions.iter().filter(|one| {
        let others = attributions
            .iter()
            .filter(|other| !std::ptr::eq(*other, *one));
        !others
            .into_iter()
            .any(|other| within(&one.cue, &other.content))
    });
    for one in outermost {
        for (spans, first) in [
            (&one.content, CONTENT),
            (&one.source, SOURCE),
            (&one.cue, CUE),
        ] {
            for span in spans {
                let from = tokens.partition_point(|token| token.end <= span.start);
                let to = tokens.partition_point(|token| token.start < span.end);
                for (at, label) in labels[from..to].iter_mut().enumerate() {
                    *label = if at == 0 { first } else { first + 1 };
                }
            }
        }
    }
    labels.into_iter().map(|label| 1 << label).collect()
}

/// A label with less of a chance than this share of the best one's is none of the likely.
const LIKELY: f32 = 0.15;

/// Writes labelled news to a file, and says how far it has come.
pub(super) fn label(gold: &Gold, args: &Args) -> Result<(), Box<dyn Error>> {
    let (base, out) = folders(args)?;
    let most = args.rounds.unwrap_or(3) * 1_000_000;
    let labeller = Labeller::open(base)?;
    let mut file = BufWriter::new(File::create(out)?);
    let mut sources = texts::sources(gold)?;
    sources.push(texts::web(gold)?);
    let texts = mixed(sources);
    in_turns(&texts, most, &mut |some| {
        for silver in labelled(&labeller, some)? {
            serde_json::to_writer(&mut file, &silver)?;
            file.write_all(b"\n")?;
        }
        file.flush()?;
        let words = some.iter().map(|text| text.split_whitespace().count());
        Ok(words.sum())
    })
}

fn labelled(labeller: &Labeller, texts: &[String]) -> Result<Vec<Silver>, Box<dyn Error>> {
    let read: Vec<_> = texts.iter().map(|text| tokens_and_ends(text)).collect();
    let mut passages = Vec::new();
    let mut places = Vec::new();
    for (index, (text, (tokens, ends))) in texts.iter().zip(&read).enumerate() {
        for range in packed(ends) {
            let words = tokens[range.clone()].iter().map(|span| span.of(text));
            passages.push(words.collect::<Vec<&str>>());
            places.push((index, range));
        }
    }
    let mut out: Vec<Silver> = texts
        .iter()
        .map(|text| Silver {
            text: text.clone(),
            names: Vec::new(),
            quotes: Vec::new(),
        })
        .collect();
    for (chances, (index, range)) in labeller.chances(&passages)?.iter().zip(places) {
        let Some(chances) = chances else { continue };
        let tokens = &read[index].0[range];
        for (rows, layer) in chances.iter().zip(labeller.layers()) {
            let into = match layer.name.as_str() {
                NAMES => &mut out[index].names,
                _ => &mut out[index].quotes,
            };
            for (row, span) in rows.chunks(layer.labels).zip(tokens) {
                let (likely, best) = likely(row);
                if likely != 1 {
                    into.push((span.start, span.end, likely, best));
                }
            }
        }
    }
    Ok(out)
}

/// A bit for each label that is likely, and the likeliest.
fn likely(row: &[f32]) -> (u16, u8) {
    let best = (0..row.len()).fold(0, |best, at| if row[at] > row[best] { at } else { best });
    let all = row.iter().enumerate();
    let likely = all.filter(|&(_, &chance)| chance >= LIKELY * row[best]);
    (
        likely.fold(0, |mask, (label, _)| mask | 1 << label),
        best as u8,
    )
}
