use std::collections::BTreeMap;

/// The number of colours for sides; the style sheet has classes `s1` to `s6`.
pub(crate) const N_COLOURS: usize = 6;

/// Which colour stands for whom on one page.
///
/// A speaker keeps the colour of the first side seen with it, so that a camp looks the same in
/// every dispute and in the charts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Colours {
    of: BTreeMap<String, usize>,
}

impl Colours {
    /// Colours for the sides of one dispute, each given by its tellers; no two sides share one
    /// while there are enough.
    pub(crate) fn sides(&mut self, sides: &[Vec<String>]) -> Vec<usize> {
        let mut given: Vec<Option<usize>> = vec![None; sides.len()];
        for (index, tellers) in sides.iter().enumerate() {
            let known = tellers
                .iter()
                .find_map(|teller| self.of.get(&key(teller)).copied());
            given[index] = known.filter(|colour| !given.contains(&Some(*colour)));
        }
        for index in 0..given.len() {
            if given[index].is_none() {
                let free = (1..=N_COLOURS).find(|colour| !given.contains(&Some(*colour)));
                given[index] = Some(free.unwrap_or(index % N_COLOURS + 1));
            }
        }
        let colours: Vec<usize> = given.into_iter().flatten().collect();
        for (tellers, &colour) in sides.iter().zip(&colours) {
            for teller in tellers {
                self.of.entry(key(teller)).or_insert(colour);
            }
        }
        colours
    }
}

/// A name without case and without an article before it.
pub(crate) fn key(name: &str) -> String {
    let name = name.trim().to_lowercase();
    name.strip_prefix("the ").unwrap_or(&name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::Colours;

    fn sides(names: &[&str]) -> Vec<Vec<String>> {
        names.iter().map(|name| vec![(*name).to_owned()]).collect()
    }

    #[test]
    fn a_camp_keeps_its_colour() {
        let mut colours = Colours::default();
        assert_eq!(colours.sides(&sides(&["Halden", "Raskar"])), [1, 2]);
        assert_eq!(colours.sides(&sides(&["Raskar", "Brandel"])), [2, 1]);
        assert_eq!(
            colours.sides(&sides(&["the Raskar", "Halden", "Orsk"])),
            [2, 1, 3]
        );
    }

    #[test]
    fn sides_of_one_dispute_differ() {
        let mut colours = Colours::default();
        assert_eq!(colours.sides(&sides(&["A", "A", "B"])), [1, 2, 3]);
        assert_eq!(
            colours
                .sides(&sides(&["a", "b", "c", "d", "e", "f", "g"]))
                .len(),
            7
        );
    }
}
