//! Whether the next accesses that a file tells hold for it.

use crate::ObjectId;

/// Compares what records say of the next request for their objects with what comes.
///
/// If every record tells its next one, the pairs (object, position told) are just the pairs (object,
/// own position) of the records that are not the first for their objects; and where each position
/// told lies behind the one that tells it, that is the only way for the two to be the same. Both are
/// added up as hashes: the sums agree for others with a chance of about 2^-64.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct NextAccess {
    /// Sums of the pairs told, counted from 0 and from 1.
    told: [u64; 2],
    found: u64,
    /// Whether something was told that cannot be, so counted.
    impossible: [bool; 2],
    objects: usize,
    records: u64,
}

impl NextAccess {
    /// Takes note of the next records: their objects, and what they say; of a file of at most so
    /// many records.
    pub(super) fn note(&mut self, objects: &[ObjectId], told: &[u64], records_max: u64) {
        for (&object, &told) in objects.iter().zip(told) {
            let is_first = object as usize >= self.objects;
            self.objects += usize::from(is_first);
            self.found =
                self.found.wrapping_add(if is_first { 0 } else { pair(object, self.records) });
            for origin in [0, 1] {
                let next = told.wrapping_sub(origin);
                // Behind the end: of the longer trace that this one was cut from.
                if next < records_max {
                    let sum = &mut self.told[origin as usize];
                    *sum = sum.wrapping_add(pair(object, next));
                    self.impossible[origin as usize] |= next <= self.records;
                }
            }
            self.records += 1;
        }
    }

    /// Whether all that was told holds; ask at the end.
    pub(super) fn holds(&self) -> bool {
        (0..2).any(|origin| self.told[origin] == self.found && !self.impossible[origin])
    }
}

/// A hash of an object and a position: the finaliser of MurmurHash3 (Appleby), twice.
fn pair(object: ObjectId, position: u64) -> u64 {
    let mix = |value: u64| {
        let value = (value ^ value >> 33).wrapping_mul(0xff51_afd7_ed55_8ccd);
        let value = (value ^ value >> 33).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
        value ^ value >> 33
    };
    mix(mix(u64::from(object) + 1) ^ position)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: u64 = u64::MAX;

    fn holds(objects: &[ObjectId], told: &[u64]) -> bool {
        let mut check = NextAccess::default();
        let half = objects.len() / 2;
        check.note(&objects[..half], &told[..half], objects.len() as u64);
        check.note(&objects[half..], &told[half..], objects.len() as u64);
        check.holds()
    }

    #[test]
    fn next_accesses_hold_counted_from_0_or_1_or_cut() {
        let objects = [0, 1, 0, 2, 1, 0];
        assert!(holds(&objects, &[2, 4, 5, NONE, NONE, NONE]));
        assert!(holds(&objects, &[3, 5, 6, NONE, NONE, NONE]));
        assert!(holds(&objects, &[2, 4, 5, 77, NONE, i64::MAX as u64]));
    }

    #[test]
    fn every_kind_of_lie_is_noticed() {
        let objects = [0, 1, 0, 2, 1, 0];
        for told in [
            [2, 4, NONE, NONE, NONE, NONE],
            [5, 4, 5, NONE, NONE, NONE],
            [2, 4, 5, 4, NONE, NONE],
            [2, 4, 2, NONE, NONE, NONE],
            [4, 2, 5, NONE, NONE, NONE],
            [2, 5, 6, NONE, NONE, NONE],
            [NONE; 6],
        ] {
            assert!(!holds(&objects, &told), "{told:?}");
        }
    }
}
