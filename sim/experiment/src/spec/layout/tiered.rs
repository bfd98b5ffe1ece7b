//! The keys of the `tiered` layout.

use super::hash;
use crate::spec::layout::group::{self, GroupSpec};
use crate::spec::reader::{Reader, SpecError, wrong};
use hotset_sim::layout::HashKind;
use toml::Value;

/// The `tiered` layout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TieredSpec {
    /// Servers behind the others.
    pub servers: usize,
    /// The hash by which objects find their server in the tier; `None`: any will do.
    pub hash: Option<HashKind>,
    /// How requests find an edge.
    pub edges: GroupSpec,
}

pub(crate) fn read(reader: &Reader<'_>, servers: usize) -> Result<TieredSpec, SpecError> {
    let count = tier_servers(reader, servers)?;
    let hashed = reader.word("layout.tiered.tier", &[("hashed", true), ("mirrored", false)])?;
    Ok(TieredSpec {
        servers: count,
        hash: if hashed { Some(hash::read_unbounded(reader, count)?) } else { None },
        edges: group::read(reader, true)?,
    })
}

/// `layout.tiered.servers`: "half", or fewer than there are.
fn tier_servers(reader: &Reader<'_>, servers: usize) -> Result<usize, SpecError> {
    let path = "layout.tiered.servers";
    let found = reader.optional(path).unwrap_or(Value::Boolean(false));
    let count = match &found {
        Value::String(word) if word == "half" => (servers / 2) as i64,
        Value::Integer(count) => *count,
        other => return Err(wrong(path, other, "\"half\" or a number of servers")),
    };
    if let Some(count) = usize::try_from(count).ok().filter(|count| (1..servers).contains(count)) {
        return Ok(count);
    }
    let message = format!(
        "found {count} of {servers} servers behind the others; expected at least one, and at least \
         one in front"
    );
    Err(SpecError::new(path, message))
}
