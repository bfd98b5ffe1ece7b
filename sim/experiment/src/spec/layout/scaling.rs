//! The `[scaling]` section: when servers sleep.

use crate::spec::error::SpecError;
use crate::spec::keys::{AnyKey, NumberKey, WholeKey, WordKey};
use crate::spec::reader::Reader;
use crate::spec::servers;
use hotset_sim::layout::Scaling;

pub(crate) static BY: WordKey<Autoscaling> = WordKey::new(
    "scaling.by",
    "none",
    "autoscaling of interchangeable servers",
    &[
        ("none", Autoscaling::None, "they never sleep"),
        ("load", Autoscaling::Load, "they sleep while the load does not need them"),
    ],
);
pub(crate) static TARGET: NumberKey = NumberKey::new(
    "scaling.target",
    0.7,
    "utilisation to which servers are filled before another one wakes up",
)
.within(1e-6, 1e6);
pub(crate) static INTERVAL_S: NumberKey =
    NumberKey::new("scaling.interval_s", 60.0, "interval between measurements of the load")
        .within(1e-3, 1e8);
pub(crate) static PATIENCE: WholeKey = WholeKey::new(
    "scaling.patience",
    5,
    "most recent intervals for whose largest load servers stay awake",
)
.within(1, 100_000);
pub(crate) static WAKE_S: NumberKey =
    NumberKey::new("scaling.wake_s", 30.0, "time that a server takes to wake up").within(0.0, 1e8);
pub(crate) static SERVERS_MIN: WholeKey =
    WholeKey::new("scaling.servers_min", 1, "servers that never sleep; all, if there are fewer")
        .within(1, 65_535);

/// When servers sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Autoscaling {
    /// Never.
    None,
    /// While the load does not need them.
    Load,
}

pub(super) fn read(reader: &Reader<'_>, may_sleep: bool) -> Result<Option<Scaling>, SpecError> {
    if reader.read(&BY)? == Autoscaling::None {
        return Ok(None);
    }
    if !may_sleep {
        let message = "a server that sleeps can neither be an ingress server, nor help its siblings, nor serve \
                       another part of the content; expected no cooperative servers, layout.entry = \
                       \"owner\", and layout.hot.servers for a hot set with servers of its own";
        return Err(SpecError::new(BY.path(), message));
    }
    if !reader.given(&servers::BYTES_PER_S) {
        let message = "servers wake up by their utilisation, which needs their rate; expected \
                       servers.bytes_per_s";
        return Err(SpecError::new(BY.path(), message));
    }
    Ok(Some(Scaling {
        server_bytes_per_s: reader.number_within(&servers::BYTES_PER_S, 1.0, 1e18)?,
        target: reader.read(&TARGET)?,
        interval_ns: reader.ns(&INTERVAL_S)?,
        patience: reader.read(&PATIENCE)? as usize,
        wake_ns: reader.ns(&WAKE_S)?,
        servers_min: reader.read(&SERVERS_MIN)? as usize,
    }))
}
