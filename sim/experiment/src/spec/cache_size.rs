//! Cache sizes as they are written: `64MiB`, `1000obj`, `1%`, `1%obj`.

use hotset_sim::cache::Capacity;

/// The size of a cache, absolute or relative to the catalog.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CacheSize {
    /// So many bytes.
    Bytes(u64),
    /// So many objects, whatever their size.
    Objects(u64),
    /// A share of the catalog's bytes, each object at its largest size.
    ShareOfBytes(f64),
    /// A share of the number of objects.
    ShareOfObjects(f64),
}

const UNITS: [(&str, u64); 9] = [
    ("B", 1),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
];

impl CacheSize {
    /// Parses a size.
    ///
    /// # Errors
    /// What was found and what is expected; a size of zero is one.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        // A share is a number below 1; 1 and more would be bytes to one and shares to another.
        if let Some(share) = text.parse().ok().filter(|share| 0.0 < *share && *share < 1.0) {
            return Ok(Self::ShareOfBytes(share));
        }
        let expected = "expected a positive size with its unit, like 64MiB, 2GB, 1000obj, 1% (or 0.01) or 1%obj";
        let error = || format!("found cache size {text:?}; {expected}");
        // The unit is the longest tail of letters and signs: `1e6B` ends with `B`.
        let unit_start = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%').len();
        let (number, unit) = text.split_at(unit_start);
        let number = number.trim();
        let number: f64 = number.replace('_', "").parse().map_err(|_| error())?;
        if !(number.is_finite() && number > 0.0) {
            return Err(error());
        }
        let unit = unit.trim();
        let whole = |scale: u64| {
            let amount = (number * scale as f64).round();
            (1.0..9e18).contains(&amount).then_some(amount as u64).ok_or_else(error)
        };
        match unit {
            "%" => Ok(Self::ShareOfBytes(number / 100.0)),
            "%obj" => Ok(Self::ShareOfObjects(number / 100.0)),
            "obj" if number.fract() != 0.0 => {
                Err(format!("found cache size {text:?}; expected a whole number of objects"))
            }
            "obj" => Ok(Self::Objects(whole(1)?)),
            _ => {
                let known = UNITS.iter().find(|(name, _)| name.eq_ignore_ascii_case(unit));
                known.map_or_else(|| Err(error()), |&(_, scale)| Ok(Self::Bytes(whole(scale)?)))
            }
        }
    }

    /// Whether it is a share of more than the whole catalog.
    pub fn is_more_than_all(self) -> bool {
        matches!(self, Self::ShareOfBytes(share) | Self::ShareOfObjects(share) if share > 1.0)
    }

    /// The capacity for a catalog of `bytes` bytes and `objects` objects, times `share`.
    ///
    /// # Errors
    /// If nothing is left of it.
    pub fn capacity(self, bytes: u64, objects: u64, share: f64) -> Result<Capacity, String> {
        let capacity = match self {
            Self::Bytes(amount) => Capacity::Bytes((amount as f64 * share).round() as u64),
            Self::Objects(amount) => Capacity::Objects((amount as f64 * share).round() as u64),
            Self::ShareOfBytes(part) => {
                Capacity::Bytes((bytes as f64 * part * share).round() as u64)
            }
            Self::ShareOfObjects(part) => {
                Capacity::Objects((objects as f64 * part * share).round() as u64)
            }
        };
        if capacity.amount() == 0 {
            return Err(format!(
                "a cache of {self} holds nothing of a catalog of {objects} objects and {bytes} bytes"
            ));
        }
        Ok(capacity)
    }
}

/// A hundred times a share, without the digits that only the binary form has.
fn percent(share: f64) -> f64 {
    let percent = share * 100.0;
    format!("{percent:.13e}").parse().unwrap_or(percent)
}

impl std::fmt::Display for CacheSize {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{bytes}B"),
            Self::Objects(objects) => write!(f, "{objects}obj"),
            Self::ShareOfBytes(share) => write!(f, "{}%", percent(*share)),
            Self::ShareOfObjects(share) => write!(f, "{}%obj", percent(*share)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_their_units() {
        for (text, size) in [
            ("64MiB", CacheSize::Bytes(64 << 20)),
            ("1.5 GB", CacheSize::Bytes(1_500_000_000)),
            ("1_000obj", CacheSize::Objects(1_000)),
            ("1%", CacheSize::ShareOfBytes(0.01)),
            ("0.1", CacheSize::ShareOfBytes(0.1)),
            ("10%obj", CacheSize::ShareOfObjects(0.1)),
            ("1e6B", CacheSize::Bytes(1_000_000)),
        ] {
            assert_eq!(CacheSize::parse(text), Ok(size), "{text}");
        }
        for text in ["0%", "0", "1000", "1", "-1MB", "", "lots", "5 parsecs", "nan%", "1e400B"] {
            assert!(
                CacheSize::parse(text).unwrap_err().contains("expected a positive size"),
                "{text}"
            );
        }
        let half = CacheSize::parse("1.5obj").unwrap_err();
        assert!(half.contains("whole number of objects"), "{half}");
    }

    #[test]
    fn relative_sizes_need_a_catalog_that_fills_them() {
        let one_percent = CacheSize::ShareOfBytes(0.01);
        assert_eq!(one_percent.capacity(5_000, 10, 1.0), Ok(Capacity::Bytes(50)));
        assert_eq!(one_percent.capacity(5_000, 10, 0.5), Ok(Capacity::Bytes(25)));
        assert!(CacheSize::ShareOfObjects(0.01).capacity(5_000, 10, 1.0).is_err());
    }
}
