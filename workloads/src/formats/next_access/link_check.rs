//! Verifies that the next accesses that a file states are right.

/// What a record states.
#[derive(Clone, Copy, Debug)]
pub(in crate::formats) struct Link {
    /// The name of its object.
    pub(in crate::formats) object: u64,
    /// Which record it says is the next for the object, counted from 0.
    pub(in crate::formats) next: u64,
    /// Its size.
    pub(in crate::formats) bytes: u64,
}

/// Compares what records say of the next request for their objects with what comes.
///
/// If every record states its next one, the pairs (object, position stated) are just the pairs (object,
/// own position) of the records that are not the first for their objects; and where each position
/// stated lies behind the record that states it, that is the only way for the two to be the same. A pair
/// counts for the product of two hashes: what is stated less what is found adds up to 0 for others
/// with a chance of about 2^-64.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::formats) struct LinkCheck {
    stated_less_found: u64,
    /// The same for the pairs (size, position): 0 if no object changes its size.
    sizes_stated_less_found: u64,
    /// Whether something was stated that cannot be.
    impossible: bool,
    records: u64,
}

impl LinkCheck {
    /// Notes the next records of a file of `records_max`.
    #[inline]
    pub(in crate::formats) fn note(&mut self, links: impl Iterator<Item = Link>, records_max: u64) {
        let Self {
            mut stated_less_found,
            mut sizes_stated_less_found,
            mut impossible,
            mut records,
        } = *self;
        for Link { object, next, bytes } in links {
            // Behind the end: of the longer trace that this one was cut from.
            let is_stated = next < records_max;
            let stated = if is_stated { mix(next) } else { 0 };
            let less = stated.wrapping_sub(mix(records));
            let count = mix(object).wrapping_mul(less);
            sizes_stated_less_found =
                sizes_stated_less_found.wrapping_add(bytes.wrapping_mul(less));
            stated_less_found = stated_less_found.wrapping_add(count);
            impossible |= is_stated && next <= records;
            records += 1;
        }
        *self = Self { stated_less_found, sizes_stated_less_found, impossible, records };
    }

    /// Notes that a record is the first for its object.
    #[inline]
    pub(in crate::formats) fn note_first(&mut self, object: u64, bytes: u64, record: u64) {
        let sizes = bytes.wrapping_mul(mix(record));
        self.sizes_stated_less_found = self.sizes_stated_less_found.wrapping_add(sizes);
        let count = mix(object).wrapping_mul(mix(record));
        self.stated_less_found = self.stated_less_found.wrapping_add(count);
    }

    /// Records noted so far.
    pub(in crate::formats) fn records(&self) -> u64 {
        self.records
    }

    /// Whether every object has one size, where all that was stated holds; ask at the end.
    pub(in crate::formats) fn has_fixed_sizes(&self) -> bool {
        self.sizes_stated_less_found == 0
    }

    /// Whether all that was stated holds; ask at the end.
    pub(in crate::formats) fn holds(&self) -> bool {
        self.stated_less_found == 0 && !self.impossible
    }
}

/// A hash: both halves of a product of two numbers that depend on all of this one, as in wyhash (Wang).
#[inline]
pub(in crate::formats) fn mix(number: u64) -> u64 {
    let one = number ^ 0x9e37_79b9_7f4a_7c15;
    let other = number.rotate_left(32) ^ 0xd1b5_4a32_d192_ed03;
    let product = u128::from(one) * u128::from(other);
    product as u64 ^ (product >> 64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const NONE: u64 = u64::MAX;

    fn next_accesses_hold(objects: &[u64], stated: &[u64]) -> bool {
        let links =
            objects.iter().zip(stated).map(|(&object, &next)| Link { object, next, bytes: 3 });
        let links: Vec<Link> = links.collect();
        let mut check = LinkCheck::default();
        let (front, back) = links.split_at(links.len() / 2);
        check.note(front.iter().copied(), objects.len() as u64);
        check.note(back.iter().copied(), objects.len() as u64);
        assert_eq!(check.records(), objects.len() as u64);
        let mut seen = BTreeSet::new();
        for (record, &object) in (0..).zip(objects).filter(|(_, object)| seen.insert(**object)) {
            check.note_first(object, 3, record);
        }
        check.holds()
    }

    #[test]
    fn next_accesses_hold_whole_or_cut() {
        let objects = [0, 1, 0, 2, 1, 0];
        assert!(next_accesses_hold(&objects, &[2, 4, 5, NONE, NONE, NONE]));
        assert!(next_accesses_hold(&objects, &[2, 4, 5, 77, NONE, i64::MAX as u64]));
    }

    #[test]
    fn every_kind_of_lie_is_noticed() {
        let objects = [0, 1, 0, 2, 1, 0];
        for stated in [
            [2, 4, NONE, NONE, NONE, NONE],
            [5, 4, 5, NONE, NONE, NONE],
            [2, 4, 5, 4, NONE, NONE],
            [2, 4, 2, NONE, NONE, NONE],
            [4, 2, 5, NONE, NONE, NONE],
            [2, 5, 6, NONE, NONE, NONE],
            [3, 5, 6, NONE, NONE, NONE],
            [5, 4, NONE, NONE, NONE, 2],
            [NONE; 6],
        ] {
            assert!(!next_accesses_hold(&objects, &stated), "{stated:?}");
        }
    }
}
