//! How capacity is provisioned: `overflow` and the `[capacity]` section.

use super::error::SpecError;
use super::keys::{NumberKey, WordKey};
use super::reader::Reader;
use hotset_sim::ledger::{KnownLoad, Machines};

pub(crate) static OVERFLOW: NumberKey = NumberKey::new(
    "overflow",
    0.01,
    "overload probability: share of the time bins in which a server's load may exceed its capacity",
)
.within(0.0, 0.5);
pub(crate) static MACHINES: WordKey<Machines> = WordKey::new(
    "capacity.machines",
    "equal",
    "sizes of the machines",
    &[
        ("equal", Machines::Equal, "all as large as the server with the largest load needs"),
        ("each", Machines::Each, "each as large as its server needs"),
    ],
);
pub(crate) static KNOWN: WordKey<LoadKnowledge> = WordKey::new(
    "capacity.known",
    "hindsight",
    "loads from which capacity is set",
    &[
        ("hindsight", LoadKnowledge::Hindsight, "of all measured bins"),
        ("past", LoadKnowledge::Past, "of the earlier ones, and evaluated on the later ones"),
    ],
);
pub(crate) static PAST_SHARE: NumberKey = NumberKey::new(
    "capacity.past_share",
    0.5,
    "share of the measured bins that are earlier (past)",
)
.within(0.01, 0.99);
pub(crate) static HEADROOM: NumberKey = NumberKey::new(
    "capacity.headroom",
    0.0,
    "capacity above the quantile of the earlier loads: 0.2 for a fifth more (past)",
)
.within(0.0, 1e3);
pub(crate) static MACHINE_BYTES_PER_S: NumberKey = NumberKey::needed(
    "capacity.machine_bytes_per_s",
    "rate of one machine, to report how many are needed",
)
.within(1e-9, 1e18);

/// From when on the loads are known that capacity is set from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoadKnowledge {
    /// All of them.
    Hindsight,
    /// Those of the past.
    Past,
}

/// The power of servers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PowerSpec {
    /// What a server can send.
    pub server_bytes_per_s: f64,
    /// Power of an idle server over that at peak.
    pub idle: f64,
}

pub(crate) fn known_load(reader: &Reader<'_>) -> Result<KnownLoad, SpecError> {
    Ok(match reader.read(&KNOWN)? {
        LoadKnowledge::Hindsight => KnownLoad::Hindsight,
        LoadKnowledge::Past => {
            KnownLoad::Past { share: reader.read(&PAST_SHARE)?, headroom: reader.read(&HEADROOM)? }
        }
    })
}
