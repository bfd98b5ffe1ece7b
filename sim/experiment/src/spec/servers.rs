//! Keys of `[servers]` that hold in every mode: their number, caches, rates and power.

use super::keys::{CacheSizeKey, NumberKey, WholeKey};

pub(crate) static COUNT: WholeKey =
    WholeKey::new("servers.count", 16, "number of servers").within(1, 4_096);
pub(crate) static CACHE: CacheSizeKey = CacheSizeKey::new(
    "servers.cache",
    "1%",
    "cache of each server: 64MiB, 1000obj, 1% of the catalog's bytes (or 0.01), 1%obj of its objects",
);
pub(crate) static REQUESTS_PER_S: NumberKey = NumberKey::needed(
    "servers.requests_per_s",
    "request rate that a server can serve, for packing sites",
)
.within(1e-9, 1e18);
pub(crate) static BYTES_PER_S: NumberKey = NumberKey::needed(
    "servers.bytes_per_s",
    "byte rate that a server can serve, for packing sites, for power, and as its link rate (queueing; \
     by default bytes take no time); without either rate, packing balances sites over all servers",
)
.within(1e-9, 1e18);
pub(crate) static IDLE_POWER: NumberKey = NumberKey::new(
    "servers.idle_power",
    0.5,
    "power of an idle server over that at peak (with bytes_per_s)",
)
.within(0.0, 1.0);
