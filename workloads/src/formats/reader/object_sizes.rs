//! The size of a request, and the version of its object.

use crate::ObjectId;
use crate::formats::options::SizeRule;

/// The last whole size of an object, and whether it ever changed: in one word, for there are as
/// many as objects.
#[derive(Clone, Copy)]
struct SizeSeen(u64);

impl SizeSeen {
    const NONE: Self = Self(u64::MAX);

    fn bytes(self) -> Option<u64> {
        (self.0 != u64::MAX).then_some(self.0 >> 1)
    }

    fn changed(self) -> bool {
        self.0 != u64::MAX && self.0 & 1 == 1
    }

    fn note(&mut self, bytes: u64) {
        let changed = self.changed() || self.bytes().is_some_and(|last| last != bytes);
        // Sizes beyond 2^62 are errors.
        self.0 = bytes.min(1 << 62) << 1 | u64::from(changed);
    }
}

/// What is known of the versions of an object. An object that is seen whole first has none but 0, so
/// that there is nothing to keep of most.
#[derive(Clone, Copy, Default)]
struct Version {
    number: u16,
    /// One more than the bytes of a complete response that was too small, 0 if the last one was not; before
    /// the first complete response, one more than those of a part.
    shorter: u64,
}

/// Sizes and versions of all objects.
pub(super) struct Sizes {
    rule: SizeRule,
    /// Whether what is logged is what was sent, which can be less than the object.
    transfers: bool,
    seen: Vec<SizeSeen>,
    /// Only where there are any.
    versions: Vec<Version>,
    pub(super) modifications: u64,
    pub(super) cut_short: u64,
}

impl Sizes {
    pub(super) fn new(rule: SizeRule, transfers: bool) -> Self {
        Self {
            rule,
            transfers,
            seen: Vec::new(),
            versions: Vec::new(),
            modifications: 0,
            cut_short: 0,
        }
    }

    /// The size and the version of a request.
    #[inline]
    pub(super) fn of(&mut self, object: ObjectId, bytes: u64, whole: bool) -> (u64, u16) {
        let index = object as usize;
        if index >= self.seen.len() {
            self.seen.resize(index + 1, SizeSeen::NONE);
        }
        if whole {
            match self.rule {
                SizeRule::Modified => self.whole_answer(index, bytes),
                SizeRule::LastWhole | SizeRule::AsLogged => self.seen[index].note(bytes),
            }
        }
        let partial = self.rule == SizeRule::Modified && self.seen[index].bytes().is_none();
        if partial {
            self.version(index).shorter = bytes + 1;
        }
        let version = self.versions.get(index).map_or(0, |version| version.number);
        let sized = match self.rule {
            SizeRule::AsLogged => bytes,
            SizeRule::Modified | SizeRule::LastWhole => self.seen[index].bytes().unwrap_or(bytes),
        };
        (sized, version)
    }

    /// Tells new versions from transfers that were cut short.
    fn whole_answer(&mut self, index: usize, bytes: u64) {
        let last = self.seen[index].bytes();
        if last.is_none_or(|last| last == bytes) {
            self.seen[index].note(bytes);
            if let Some(version) = self.versions.get_mut(index) {
                // A cache that holds a part does not have the whole.
                let part = last.is_none() && version.shorter > 0 && version.shorter != bytes + 1;
                version.number = version.number.wrapping_add(u16::from(part));
                version.shorter = 0;
            }
            return;
        }
        let much_smaller = last.is_some_and(|last| {
            u128::from(bytes) * 100 <= u128::from(last) * (100 - CUT_SHORT_PERCENT)
        });
        let version = self.version(index);
        if much_smaller && version.shorter != bytes + 1 {
            version.shorter = bytes + 1;
            self.cut_short += u64::from(self.transfers);
            if self.transfers {
                return;
            }
        }
        self.seen[index].note(bytes);
        self.modify(index);
    }

    fn version(&mut self, index: usize) -> &mut Version {
        if index >= self.versions.len() {
            self.versions.resize(index + 1, Version::default());
        }
        &mut self.versions[index]
    }

    fn modify(&mut self, index: usize) {
        self.modifications += 1;
        let version = self.version(index);
        *version = Version { number: version.number.wrapping_add(1), shorter: 0 };
    }

    /// Caches drop the object: the version that they held will not be requested.
    pub(super) fn delete(&mut self, object: ObjectId) {
        self.modify(object as usize);
    }

    /// Notes the sizes of whole objects, as logged.
    pub(super) fn note_all(
        &mut self,
        objects: usize,
        requests: impl Iterator<Item = (ObjectId, u64)>,
    ) {
        self.seen.resize(objects, SizeSeen::NONE);
        for (object, bytes) in requests {
            self.seen[object as usize].note(bytes);
        }
    }

    /// Objects that were seen with more than one whole size.
    pub(super) fn resized(&self) -> u64 {
        self.seen.iter().filter(|seen| seen.changed()).count() as u64
    }
}

/// A complete response that is smaller by this much was cut short.
const CUT_SHORT_PERCENT: u128 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    fn follow(transfers: bool, answers: &[(u64, bool)]) -> Vec<(u64, u16)> {
        let mut sizes = Sizes::new(SizeRule::Modified, transfers);
        answers.iter().map(|&(bytes, whole)| sizes.of(0, bytes, whole)).collect()
    }

    #[test]
    fn growth_and_small_changes_are_new_versions() {
        let answers = [(100, true), (100, true), (101, true), (200, true), (195, true)];
        let versions = [(100, 0), (100, 0), (101, 1), (200, 2), (195, 3)];
        assert_eq!(follow(true, &answers), versions);
    }

    #[test]
    fn parts_and_transfers_cut_short_keep_the_version() {
        let answers = [(7, false), (100, true), (7, false), (60, true), (100, true), (0, false)];
        let versions = [(7, 0), (100, 1), (100, 1), (100, 1), (100, 1), (100, 1)];
        assert_eq!(follow(true, &answers), versions);
        // Twice the same: it is that short now.
        let answers = [(100, true), (60, true), (60, true), (60, true)];
        assert_eq!(follow(true, &answers), [(100, 0), (100, 0), (60, 1), (60, 1)]);
    }

    #[test]
    fn sizes_that_are_not_those_of_transfers_are_taken_as_they_are() {
        assert_eq!(follow(false, &[(100, true), (60, true)]), [(100, 0), (60, 1)]);
    }

    #[test]
    fn a_deletion_makes_a_new_version_of_the_same_size() {
        let mut sizes = Sizes::new(SizeRule::AsLogged, false);
        assert_eq!(sizes.of(3, 9, true), (9, 0));
        sizes.delete(3);
        assert_eq!(sizes.of(3, 9, true), (9, 1));
        assert_eq!(sizes.of(0, 9, true), (9, 0));
    }
}
