//! What is known of a word by itself, whatever stands around it.

static EMBEDDED: &[u8] = include_bytes!("../data/words/words.bin");

/// The table that is embedded in the program.
pub fn table() -> WordTable<'static> {
    WordTable::new(EMBEDDED)
}

/// Hash of a word without regard to capitals.
pub fn word_hash(word: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut push = |byte: u8| {
        hash ^= u64::from(byte);
        hash = hash.wrapping_mul(0x0100_0000_01b3);
    };
    if word.is_ascii() {
        word.bytes()
            .for_each(|byte| push(byte.to_ascii_lowercase()));
    } else {
        let mut buffer = [0; 4];
        for c in word.chars().flat_map(char::to_lowercase) {
            c.encode_utf8(&mut buffer).bytes().for_each(&mut push);
        }
    }
    mix(hash)
}

/// Spreads the bits of `hash`.
pub fn mix(mut hash: u64) -> u64 {
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

/// What the table knows of a word: its cluster of words used alike, and its uses as a name.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct WordInfo(pub u16);

impl WordInfo {
    /// Part of persons' names.
    pub const NAME_PART: u16 = 1 << 10;
    /// Name of a town.
    pub const TOWN: u16 = 1 << 11;
    /// Part of a longer name of a place.
    pub const PLACE_PART: u16 = 1 << 12;
    /// Written small most of the time.
    pub const MOSTLY_SMALL: u16 = 1 << 13;
    /// Written with a capital most of the time.
    pub const MOSTLY_CAPITAL: u16 = 1 << 14;
    /// Known as the first name of a person.
    pub const FIRST_NAME: u16 = 1 << 15;

    /// The cluster, from 1; 0 when the word is in none.
    pub fn cluster(self) -> u16 {
        self.0 & 0x3ff
    }

    /// The uses as a name, as bits.
    pub fn uses(self) -> u16 {
        self.0 >> 10
    }

    /// Whether `flag` is set.
    pub fn is(self, flag: u16) -> bool {
        self.0 & flag != 0
    }
}

/// A hash table of [`WordInfo`] by word, read where it lies.
///
/// Layout: pairs of little-endian `u16`, the upper bits of the word's hash and the info, in a power
/// of two of slots; a pair of zeros is a free slot; a word lies at its hash or in the next slots.
#[derive(Clone, Copy, Debug)]
pub struct WordTable<'a> {
    slots: &'a [u8],
}

impl<'a> WordTable<'a> {
    /// The table in `slots`.
    ///
    /// # Panics
    /// When the length is no power of two.
    pub fn new(slots: &'a [u8]) -> Self {
        assert!(slots.is_empty() || slots.len().is_power_of_two());
        Self { slots }
    }

    /// What is known of the word with this [`word_hash`].
    pub fn get(self, hash: u64) -> WordInfo {
        let n = self.slots.len() / 4;
        if n == 0 {
            return WordInfo::default();
        }
        let check = check_of(hash);
        let mut slot = hash as usize & (n - 1);
        loop {
            let pair = &self.slots[4 * slot..4 * slot + 4];
            let found = u16::from_le_bytes([pair[0], pair[1]]);
            if found == check {
                return WordInfo(u16::from_le_bytes([pair[2], pair[3]]));
            }
            if found == 0 {
                return WordInfo::default();
            }
            slot = (slot + 1) & (n - 1);
        }
    }

    /// The bytes of a table that holds `rows`; the first of two rows with one hash wins.
    ///
    /// # Panics
    /// When the rows do not fit `slots`, a power of two.
    pub fn build(rows: impl IntoIterator<Item = (u64, WordInfo)>, slots: usize) -> Vec<u8> {
        assert!(slots.is_power_of_two());
        let mut bytes = vec![0; 4 * slots];
        let mut free = slots - 1;
        for (hash, info) in rows {
            let check = check_of(hash).to_le_bytes();
            let mut slot = hash as usize & (slots - 1);
            loop {
                let pair = &mut bytes[4 * slot..4 * slot + 4];
                if pair[..2] == check {
                    break;
                }
                if pair[..2] == [0, 0] {
                    assert!(free > 0, "more rows than slots");
                    free -= 1;
                    pair[..2].copy_from_slice(&check);
                    pair[2..].copy_from_slice(&info.0.to_le_bytes());
                    break;
                }
                slot = (slot + 1) & (slots - 1);
            }
        }
        bytes
    }
}

fn check_of(hash: u64) -> u16 {
    ((hash >> 48) as u16).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_put_in() {
        let rows =
            [("Aleppo", 7), ("moscow", 9)].map(|(word, info)| (word_hash(word), WordInfo(info)));
        let bytes = WordTable::build(rows, 4);
        let table = WordTable::new(&bytes);
        assert_eq!(table.get(word_hash("ALEPPO")), WordInfo(7));
        assert_eq!(table.get(word_hash("Moscow")), WordInfo(9));
        assert_eq!(table.get(word_hash("Paris")), WordInfo(0));
        assert_eq!(word_hash("İzmir"), word_hash("i̇zmir"));
    }
}
