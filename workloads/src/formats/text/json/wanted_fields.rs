//! The wanted fields of a JSON object, read without building the others.

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;
use std::ops::Range;

/// What is wanted of an object.
#[derive(Debug, Default)]
pub(super) struct WantedFields {
    fields: Vec<(String, Wanted)>,
}

#[derive(Debug)]
enum Wanted {
    Value(usize),
    Within(WantedFields),
}

/// Where the text of a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ValueSpan {
    None,
    Line(Range<usize>),
    Scratch(Range<usize>),
}

impl WantedFields {
    /// Wants the field at a dotted path. A name can have dots in it, too: both are looked for.
    pub(super) fn add(&mut self, path: &str, slot: usize) {
        self.fields.push((path.to_owned(), Wanted::Value(slot)));
        let Some((first, rest)) = path.split_once('.') else { return };
        let known = self.fields.iter_mut().find_map(|(name, wanted)| match wanted {
            Wanted::Within(node) if name == first => Some(node),
            _ => None,
        });
        match known {
            Some(node) => node.add(rest, slot),
            None => {
                let mut node = Self::default();
                node.add(rest, slot);
                self.fields.push((first.to_owned(), Wanted::Within(node)));
            }
        }
    }
}

/// Reads an object, and keeps where the wanted values are.
pub(super) struct Fields<'a> {
    pub(super) node: &'a WantedFields,
    pub(super) line: &'a [u8],
    pub(super) values: &'a mut [ValueSpan],
    pub(super) scratch: &'a mut Vec<u8>,
}

impl<'de> DeserializeSeed<'de> for Fields<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { node, line, values, scratch } = self;
        while let Some(wanted) = map.next_key_seed(Key(node))? {
            match wanted {
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
                Some(wanted) => map.next_value_seed(Slot {
                    wanted,
                    line,
                    values: &mut *values,
                    scratch: &mut *scratch,
                })?,
            }
        }
        Ok(())
    }
}

/// Which of the wanted fields a key names.
struct Key<'a>(&'a WantedFields);

impl<'de, 'a> DeserializeSeed<'de> for Key<'a> {
    type Value = Option<&'a Wanted>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'a> Visitor<'_> for Key<'a> {
    type Value = Option<&'a Wanted>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    #[inline]
    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.fields.iter().find(|(name, _)| name == key).map(|(_, wanted)| wanted))
    }
}

/// A value that is wanted, or an object with some in it.
struct Slot<'a> {
    wanted: &'a Wanted,
    pub(super) line: &'a [u8],
    pub(super) values: &'a mut [ValueSpan],
    pub(super) scratch: &'a mut Vec<u8>,
}

impl Slot<'_> {
    fn keep(self, text: fmt::Arguments<'_>) {
        use std::io::Write;
        if let Wanted::Value(slot) = self.wanted {
            let start = self.scratch.len();
            // Into memory: nothing can fail.
            let _ = self.scratch.write_fmt(text);
            self.values[*slot] = ValueSpan::Scratch(start..self.scratch.len());
        }
    }
}

impl<'de> DeserializeSeed<'de> for Slot<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Slot<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    #[inline]
    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<(), E> {
        if let Wanted::Value(slot) = self.wanted {
            let start = (text.as_ptr() as usize).wrapping_sub(self.line.as_ptr() as usize);
            if start < self.line.len() && text.len() <= self.line.len() - start {
                self.values[*slot] = ValueSpan::Line(start..start + text.len());
                return Ok(());
            }
        }
        self.visit_str(text)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.keep(format_args!("{text}"));
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.keep(format_args!("{number}"));
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.keep(format_args!("{number}"));
        Ok(())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.keep(format_args!("{number}"));
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { wanted, line, values, scratch } = self;
        match wanted {
            Wanted::Within(node) => Fields { node, line, values, scratch }.visit_map(map),
            Wanted::Value(_) => {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(())
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}
