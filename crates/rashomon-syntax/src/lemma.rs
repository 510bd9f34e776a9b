//! Lemmas: an ending is cut off and another put on, by the longest known ending of the word.

use crate::pack::{Packer, Unpacker};
use crate::tags::TAGS;
use crate::word::mix;
use std::collections::{BTreeMap, HashMap};

/// The longest ending that is looked at.
const LONGEST: usize = 6;
/// Longer words have themselves as lemma.
const LIMIT: usize = 64;

/// How a lemma is made from a word.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Edit {
    keep_case: bool,
    cut: u8,
    add: String,
}

impl Edit {
    /// The edit that makes `lemma` of `form`; capitals stay when that is as short.
    fn between(form: &str, lemma: &str, keep: bool) -> Option<Self> {
        let lower = form.to_lowercase();
        let small = Self::of(&lower, lemma, false)?;
        let kept = Self::of(form, lemma, true)?;
        // `I` and `i` are one word: the edit must not lean on the capital.
        if !keep && lower.chars().count() == 1 {
            return Some(small);
        }
        let prefers_kept = (kept.add.chars().count(), !keep) < (small.add.chars().count(), keep);
        Some(if prefers_kept { kept } else { small })
    }

    fn of(form: &str, lemma: &str, keep_case: bool) -> Option<Self> {
        let common: usize = form
            .chars()
            .zip(lemma.chars())
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a.len_utf8())
            .sum();
        Some(Self {
            keep_case,
            cut: u8::try_from(form[common..].chars().count()).ok()?,
            add: lemma[common..].to_owned(),
        })
    }

    fn apply(&self, form: &str, out: &mut String) {
        out.clear();
        let keep = form.chars().count().saturating_sub(usize::from(self.cut));
        for c in form.chars().take(keep) {
            if self.keep_case {
                out.push(c);
            } else if c.is_ascii() {
                out.push(c.to_ascii_lowercase());
            } else {
                out.extend(c.to_lowercase());
            }
        }
        out.push_str(&self.add);
    }
}

/// The lemmatiser.
#[derive(Debug)]
pub(crate) struct Lemmatiser {
    edits: Vec<Edit>,
    /// Hash of ending and tag, and index of the edit plus one; zero for a free slot.
    slots: Vec<(u32, u16)>,
}

/// The hashes of the whole word and of its endings, longest first, with the tag.
fn keys(form: &str, tag: u8) -> [u32; LONGEST + 2] {
    let mut keys = [0; LONGEST + 2];
    let tag = u32::from(tag) + 1;
    let mut hash = mix(0, tag);
    let mut count = 0;
    keys[LONGEST + 1] = hash.max(1);
    for c in form.chars().rev() {
        let small = if c.is_ascii() {
            c.to_ascii_lowercase()
        } else {
            c.to_lowercase().next().unwrap_or(c)
        };
        hash = mix(hash, small as u32);
        count += 1;
        if count <= LONGEST {
            keys[LONGEST + 1 - count] = hash.max(1);
        }
    }
    keys[0] = mix(hash, 0x77).max(1);
    keys
}

impl Lemmatiser {
    fn find(&self, key: u32) -> Option<&Edit> {
        let mask = self.slots.len() - 1;
        let mut place = key as usize & mask;
        loop {
            let (found, edit) = self.slots[place];
            if edit == 0 {
                return None;
            }
            if found == key {
                return self.edits.get(usize::from(edit) - 1);
            }
            place = (place + 1) & mask;
        }
    }

    /// Writes the lemma of `form` with `tag` into `out`.
    pub(crate) fn lemma(&self, form: &str, tag: u8, out: &mut String) {
        let edit = (form.len() <= LIMIT)
            .then(|| {
                keys(form, tag)
                    .into_iter()
                    .filter(|&key| key != 0)
                    .find_map(|key| self.find(key))
            })
            .flatten();
        match edit {
            Some(edit) => edit.apply(form, out),
            None => {
                out.clear();
                out.push_str(form);
            }
        }
    }

    fn build(edits: Vec<Edit>, entries: &[(u32, u16)]) -> Self {
        let size = (entries.len() * 2).next_power_of_two().max(2);
        let mut slots = vec![(0, 0); size];
        for &(key, edit) in entries {
            let mut place = key as usize & (size - 1);
            while slots[place].1 != 0 {
                place = (place + 1) & (size - 1);
            }
            slots[place] = (key, edit + 1);
        }
        Self { edits, slots }
    }

    /// Learns from words with their tag and lemma; `names` tells which tags keep their capitals.
    pub(crate) fn learn<'a>(
        words: impl Iterator<Item = (&'a str, u8, &'a str)>,
        names: &[bool; TAGS],
    ) -> Self {
        let mut indices: BTreeMap<Edit, u16> = BTreeMap::new();
        let mut counts: HashMap<u32, BTreeMap<u16, u32>> = HashMap::new();
        let mut seen = Vec::new();
        for (form, tag, lemma) in words {
            let Some(edit) = Edit::between(form, lemma, names[usize::from(tag)]) else {
                continue;
            };
            let next = indices.len() as u16;
            let edit = *indices.entry(edit).or_insert(next);
            let keys = keys(form, tag);
            for key in keys {
                *counts.entry(key).or_default().entry(edit).or_default() += 1;
            }
            seen.push(keys);
        }
        let mut edits: Vec<(Edit, u16)> = indices.into_iter().collect();
        edits.sort_by_key(|(_, index)| *index);
        let edits = edits.into_iter().map(|(edit, _)| edit).collect();
        Self::build(edits, &entries(&counts, &seen))
    }

    pub(crate) fn pack(&self, packer: &mut Packer) {
        packer.number(self.edits.len() as u32);
        for edit in &self.edits {
            packer.0.extend([u8::from(edit.keep_case), edit.cut]);
            packer.text(&edit.add);
        }
        let mut entries: Vec<_> = self.slots.iter().filter(|slot| slot.1 != 0).collect();
        entries.sort();
        packer.number(entries.len() as u32);
        for (key, edit) in entries {
            packer.number(*key);
            packer.number(u32::from(*edit) - 1);
        }
    }

    pub(crate) fn unpack(unpacker: &mut Unpacker<'_>) -> Option<Self> {
        let mut edits = Vec::new();
        for _ in 0..unpacker.number()? {
            let ([keep_case, cut], rest) = unpacker.0.split_first_chunk()?;
            unpacker.0 = rest;
            edits.push(Edit {
                keep_case: *keep_case != 0,
                cut: *cut,
                add: unpacker.text()?.to_owned(),
            });
        }
        let mut entries = Vec::new();
        for _ in 0..unpacker.number()? {
            let key = unpacker.number()?;
            entries.push((key, u16::try_from(unpacker.number()?).ok()?));
        }
        Some(Self::build(edits, &entries))
    }
}

/// The endings whose usual edit is not that of the next shorter ending, from short to long.
fn entries(
    counts: &HashMap<u32, BTreeMap<u16, u32>>,
    seen: &[[u32; LONGEST + 2]],
) -> Vec<(u32, u16)> {
    let usual = |key: u32, least: u32| {
        let edits = counts.get(&key)?;
        let (edit, count) = edits
            .iter()
            .max_by_key(|&(edit, count)| (*count, std::cmp::Reverse(*edit)))?;
        (*count >= least).then_some(*edit)
    };
    let mut entries = BTreeMap::new();
    for keys in seen {
        let mut inherited = None;
        for (place, &key) in keys.iter().enumerate().rev() {
            if key == 0 {
                continue;
            }
            let whole = place == 0;
            if let Some(edit) = usual(key, if whole { 1 } else { 2 })
                && inherited != Some(edit)
            {
                entries.insert(key, edit);
                inherited = Some(edit);
            }
        }
    }
    entries.into_iter().collect()
}
