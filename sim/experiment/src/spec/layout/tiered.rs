//! The keys of the `tiered` layout.

use super::group::{self, GroupSpec};
use super::tier::{self, TIERS, TierKind, TierSpec};
use crate::spec::error::SpecError;
use crate::spec::keys::{AnyKey, Choice, CountOrWordKey, WordKey};
use crate::spec::reader::Reader;

pub(crate) static SERVERS: CountOrWordKey<()> = CountOrWordKey {
    words: WordKey::new(
        "layout.tiered.servers",
        "half",
        "servers in the tier behind the edges",
        &[("half", (), "half of all servers")],
    ),
    counted: "servers",
};
pub(crate) static TIER: WordKey<TierKind> =
    WordKey::new("layout.tiered.tier", "hashed", "how that tier shares the content", TIERS);

/// The `tiered` layout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TieredSpec {
    /// Servers behind the edges.
    pub servers: usize,
    /// How they share the content.
    pub tier: TierSpec,
    /// How requests find an edge.
    pub edges: GroupSpec,
}

pub(crate) fn read(reader: &Reader<'_>, servers: usize) -> Result<TieredSpec, SpecError> {
    let count = tier_servers(reader, servers)?;
    Ok(TieredSpec {
        servers: count,
        tier: tier::read(reader, &TIER, count)?,
        edges: group::read(reader, true)?,
    })
}

/// Fewer servers than there are.
fn tier_servers(reader: &Reader<'_>, servers: usize) -> Result<usize, SpecError> {
    let count = match reader.read(&SERVERS)? {
        Choice::Word(()) => (servers / 2) as i64,
        Choice::Number(count) => count,
    };
    if let Some(count) = usize::try_from(count).ok().filter(|count| (1..servers).contains(count)) {
        return Ok(count);
    }
    let message = format!(
        "found {count} of {servers} servers behind the others; expected at least one, and at least \
         one in front"
    );
    Err(SpecError::new(SERVERS.path(), message))
}
