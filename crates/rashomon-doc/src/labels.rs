//! Closed label sets: one row makes the variant, its written form and its gloss.

use std::fmt;

/// A string that is not a label of the set it was parsed for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct UnknownLabel {
    /// The name of the label set.
    pub set: &'static str,
    /// The string that was given.
    pub label: String,
}

impl fmt::Display for UnknownLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown {} `{}`", self.set, self.label)
    }
}

impl std::error::Error for UnknownLabel {}

/// Declares a label set.
///
/// `labels! { /// doc  pub enum Name { Variant = "written", "gloss"; … } }` makes the enum with
/// `ALL`, `as_str`, `gloss`, `Display`, `FromStr` and serde as the written form.
macro_rules! labels {
    ($(#[$meta:meta])* pub enum $name:ident { $($variant:ident = $text:literal, $gloss:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[repr(u8)]
        pub enum $name { $(#[doc = $gloss] $variant),+ }

        impl $name {
            /// Every label, in the order of declaration; a label's place is its `as usize`.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The label as the field writes it.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// What the label means, in plain words.
            pub const fn gloss(self) -> &'static str {
                match self { $($name::$variant => $gloss),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownLabel;

            fn from_str(label: &str) -> Result<Self, Self::Err> {
                match label {
                    $($text => Ok($name::$variant),)+
                    _ => Err($crate::UnknownLabel { set: stringify!($name), label: label.to_owned() }),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let label = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                label.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

/// Declares the index of a row in one layer of a reading, written as a letter and a number.
macro_rules! row_id {
    ($(#[$meta:meta])* $name:ident, $letter:literal) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd,
            serde::Serialize, serde::Deserialize,
        )]
        pub struct $name(pub u32);

        impl $name {
            /// The place of the row in its layer, counted from zero.
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The id of the row at `index`.
            ///
            /// # Panics
            /// When `index` does not fit 32 bits, which no document reaches.
            pub fn at(index: usize) -> Self {
                Self(u32::try_from(index).expect("a layer has fewer than 2^32 rows"))
            }
        }

        /// Written from one: the first row is number 1.
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($letter, "{}"), self.0 + 1)
            }
        }
    };
}

/// Declares a code of three capital letters or digits.
macro_rules! code3 {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name([u8; 3]);

        impl $name {
            /// The code for three ASCII capitals or digits; `None` for anything else.
            pub const fn new(code: &str) -> Option<Self> {
                let bytes = code.as_bytes();
                if bytes.len() != 3 {
                    return None;
                }
                let mut i = 0;
                while i < 3 {
                    if !(bytes[i].is_ascii_uppercase() || bytes[i].is_ascii_digit()) {
                        return None;
                    }
                    i += 1;
                }
                Some(Self([bytes[0], bytes[1], bytes[2]]))
            }

            /// The three letters.
            pub fn as_str(&self) -> &str {
                std::str::from_utf8(&self.0).expect("three ASCII letters")
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::new(&code).ok_or_else(|| {
                    serde::de::Error::custom(format!(concat!("bad ", stringify!($name), " `{}`"), code))
                })
            }
        }
    };
}

pub(crate) use {code3, labels, row_id};
