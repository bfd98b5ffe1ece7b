//! The `[cost]` section: prices of a byte.

use super::error::SpecError;
use super::keys::NumberKey;
use super::reader::Reader;

pub(crate) static EGRESS: NumberKey =
    NumberKey::new("cost.egress", 1.0, "price of a byte to clients in the weighted traffic")
        .within(0.0, 1e12);
pub(crate) static INTER_SERVER: NumberKey =
    NumberKey::new("cost.inter_server", 1.0, "price of a byte between servers").within(0.0, 1e12);
pub(crate) static ORIGIN: NumberKey =
    NumberKey::new("cost.origin", 1.0, "price of a byte from the origin").within(0.0, 1e12);

/// Prices of a byte to clients, between servers, and from the origin.
pub(crate) fn read(reader: &Reader<'_>) -> Result<[f64; 3], SpecError> {
    Ok([reader.read(&EGRESS)?, reader.read(&INTER_SERVER)?, reader.read(&ORIGIN)?])
}
