//! Dense ids for object names, assigned in the order of first appearance.

use super::number_ids::{NumberIds, next_id};
use super::record::Name;
use crate::ObjectId;
use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;
use std::hash::BuildHasher;

/// The names of the objects of a trace, by dense id: for numbers 8 bytes per object, for texts
/// their length and 8, and for either about 8 more to find them by.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// The numbers, where objects are named by numbers.
    numbers: NumberIds,
    /// Ids by the hash of their texts.
    ids: HashTable<ObjectId>,
    /// All texts end to end, and where the text of each id ends, where they are named by texts.
    texts: Vec<u8>,
    ends: Vec<usize>,
}

impl Names {
    /// Objects with a name so far.
    pub fn len(&self) -> usize {
        self.numbers.len() + self.ends.len()
    }

    /// Whether no object was named yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of an object; ids that were never assigned have an empty one. Bytes that are not UTF-8 are
    /// written as in addresses, `%FF`: names that differ in them stay apart.
    pub fn name(&self, object: ObjectId) -> String {
        match self.numbers.get(object) {
            Some(number) => number.to_string(),
            None => {
                let mut name = String::new();
                for chunk in text(&self.texts, &self.ends, object).utf8_chunks() {
                    name.push_str(chunk.valid());
                    chunk.invalid().iter().for_each(|byte| name.push_str(&format!("%{byte:02X}")));
                }
                name
            }
        }
    }

    /// The id of a name, a new one if it is new; `None` when no id is left. The names of one
    /// trace are all numbers or all texts.
    pub(super) fn id(&mut self, name: Name<'_>) -> Option<ObjectId> {
        match name {
            Name::Number(number) => self.numbers.id(number),
            Name::Text(text) => self.id_of_text(text),
        }
    }

    /// Assigns the next id to a name, even if the name has one.
    pub(crate) fn push(&mut self, name: &[u8]) {
        self.texts.extend_from_slice(name);
        self.ends.push(self.texts.len());
    }

    /// The id of a text, if it has one.
    pub(super) fn find(&self, name: &[u8]) -> Option<ObjectId> {
        let (texts, ends) = (&self.texts, &self.ends);
        let same = |&id: &ObjectId| text(texts, ends, id) == name;
        self.ids.find(FxBuildHasher.hash_one(name), same).copied()
    }

    /// The numbers and their ids.
    pub(super) fn numbers(&mut self) -> &mut NumberIds {
        &mut self.numbers
    }

    fn id_of_text(&mut self, name: &[u8]) -> Option<ObjectId> {
        let hash = |text: &[u8]| FxBuildHasher.hash_one(text);
        let (texts, ends) = (&self.texts, &self.ends);
        let same = |&id: &ObjectId| text(texts, ends, id) == name;
        if let Some(&id) = self.ids.find(hash(name), same) {
            return Some(id);
        }
        let id = next_id(self.ends.len())?;
        self.texts.extend_from_slice(name);
        self.ends.push(self.texts.len());
        let (texts, ends) = (&self.texts, &self.ends);
        self.ids.insert_unique(hash(name), id, |&id| hash(text(texts, ends, id)));
        Some(id)
    }
}

fn text<'a>(texts: &'a [u8], ends: &[usize], object: ObjectId) -> &'a [u8] {
    let index = object as usize;
    let start = if index == 0 { 0 } else { ends.get(index - 1).copied().unwrap_or(0) };
    let end = ends.get(index).copied().unwrap_or(start);
    &texts[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_dense_in_the_order_of_first_sight() {
        let mut texts = Names::default();
        let mut id = |name: &'static [u8]| texts.id(Name::Text(name));
        assert_eq!(
            [id(b"/a"), id(b""), id(b"/a"), id(b"/b")],
            [Some(0), Some(1), Some(0), Some(2)]
        );
        assert_eq!([0, 1, 2, 9].map(|id| texts.name(id)), ["/a", "", "/b", ""]);
        let mut numbers = Names::default();
        for n in 0..1_000u64 {
            assert_eq!(numbers.id(Name::Number(n * n)), Some(n as u32));
        }
        assert_eq!(numbers.id(Name::Number(81)), Some(9));
        assert_eq!((numbers.len(), numbers.name(9)), (1_000, "81".to_owned()));
    }
}
