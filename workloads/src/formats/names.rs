//! Dense ids for object names, given on first sight.

use super::records::Name;
use crate::ObjectId;
use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::hash::BuildHasher;

/// The names of the objects of a trace, by dense id.
#[derive(Clone, Debug, Default)]
pub struct Names {
    by_number: FxHashMap<u64, ObjectId>,
    by_text: HashTable<ObjectId>,
    /// All texts end to end, and where the text (or number) of each id ends.
    texts: Vec<u8>,
    ends: Vec<usize>,
}

impl Names {
    /// Objects named so far.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no object was named yet.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The name of an object; ids that were never given have an empty one.
    pub fn name(&self, object: ObjectId) -> String {
        String::from_utf8_lossy(text_of(&self.texts, &self.ends, object)).into_owned()
    }

    /// The id of a name, a new one if it is new; `None` when all ids are given.
    pub(super) fn id(&mut self, name: Name<'_>) -> Option<ObjectId> {
        match name {
            Name::Number(number) => {
                if let Some(&id) = self.by_number.get(&number) {
                    return Some(id);
                }
                let id = self.next_id()?;
                self.by_number.insert(number, id);
                self.texts.extend_from_slice(number.to_string().as_bytes());
                self.ends.push(self.texts.len());
                Some(id)
            }
            Name::Text(text) => {
                let hash = FxBuildHasher.hash_one(text);
                let (texts, ends) = (&self.texts, &self.ends);
                let same = |&id: &ObjectId| text_of(texts, ends, id) == text;
                if let Some(&id) = self.by_text.find(hash, same) {
                    return Some(id);
                }
                let id = self.next_id()?;
                self.texts.extend_from_slice(text);
                self.ends.push(self.texts.len());
                let (texts, ends) = (&self.texts, &self.ends);
                let rehash = |&id: &ObjectId| FxBuildHasher.hash_one(text_of(texts, ends, id));
                self.by_text.insert_unique(hash, id, rehash);
                Some(id)
            }
        }
    }

    fn next_id(&self) -> Option<ObjectId> {
        // The largest number marks "none" in the caches' tables.
        ObjectId::try_from(self.ends.len()).ok().filter(|&id| id < ObjectId::MAX)
    }
}

fn text_of<'a>(texts: &'a [u8], ends: &[usize], object: ObjectId) -> &'a [u8] {
    let index = object as usize;
    let start = if index == 0 { 0 } else { ends.get(index - 1).copied().unwrap_or(0) };
    let end = ends.get(index).copied().unwrap_or(start);
    &texts[start..end]
}
