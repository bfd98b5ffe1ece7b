//! The `[capacity]` section, and what servers draw.

use super::reader::{Reader, SpecError};
use hotset_sim::ledger::{KnownLoad, Machines};

/// What servers draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PowerSpec {
    /// What a server can send.
    pub server_bytes_per_s: f64,
    /// Power of an idle server over that at peak.
    pub idle: f64,
}

pub(crate) fn machines(reader: &Reader<'_>) -> Result<Machines, SpecError> {
    reader.word("capacity.machines", &[("equal", Machines::Equal), ("each", Machines::Each)])
}

pub(crate) fn known_load(reader: &Reader<'_>) -> Result<KnownLoad, SpecError> {
    Ok(match reader.word("capacity.known", &[("hindsight", false), ("past", true)])? {
        false => KnownLoad::Hindsight,
        true => KnownLoad::Past {
            share: reader.number_within("capacity.past_share", 0.01, 0.99)?,
            headroom: reader.number_within("capacity.headroom", 0.0, 1e3)?,
        },
    })
}
