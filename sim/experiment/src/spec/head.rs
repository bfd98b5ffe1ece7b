//! What holds for a whole experiment: its name, its seed, its replications, its baseline.

use super::reader::{Reader, SpecError};

/// Keys that hold for the whole experiment and make no column.
pub(crate) const WHOLE: [&str; 4] = ["name", "replications", "baseline", "study"];

/// What holds for all points.
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) seed: u64,
    pub(crate) replications: u32,
    pub(crate) baseline: String,
}

impl Head {
    pub(crate) fn read(reader: &Reader<'_>) -> Result<Self, SpecError> {
        let name = reader.text("name")?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if !(1..=100).contains(&name.len()) || name.starts_with('.') || !name.chars().all(plain) {
            let message = format!(
                "found {name:?}; expected 1 to 100 letters, digits, - and _: it names a folder"
            );
            return Err(SpecError::new("name", message));
        }
        Ok(Self {
            name,
            // What TOML can write as a whole number.
            seed: reader.whole("seed", 0..=i64::MAX as u64)?,
            replications: reader.whole("replications", 1..=10_000)? as u32,
            baseline: reader.text("baseline")?,
        })
    }
}
