//! The keys of the `hot` layout.

use crate::spec::error::SpecError;
use crate::spec::keys::{AnyKey, Choice, CountOrWordKey, WordKey};
use crate::spec::layout::entry::{ENTRY, EntrySpec};
use crate::spec::layout::group::{self, GroupSpec};
use crate::spec::layout::hot_set::{self, HotKnown, HotRule};
use crate::spec::layout::rest::{self, RestSpec};
use crate::spec::layout::tier::{self, TIERS, TierKind, TierSpec};
use crate::spec::reader::Reader;

pub(crate) static SERVERS: CountOrWordKey<HotServers> = CountOrWordKey {
    words: WordKey::new(
        "layout.hot.servers",
        "auto",
        "servers that hold the hot set",
        &[
            ("auto", HotServers::Auto, "all; an eighth where the rest is dedicated or packed"),
            ("all", HotServers::All, "every one, beside the rest"),
        ],
    ),
    counted: "servers",
};
pub(crate) static TIER: WordKey<TierKind> =
    WordKey::new("layout.hot.tier", "mirrored", "how those servers share the hot set", TIERS);

/// The words of `layout.hot.servers`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HotServers {
    Auto,
    All,
}

/// The `hot` layout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HotSpec {
    /// What is hot.
    pub rule: HotRule,
    /// The requests from which popularity is known.
    pub known: HotKnown,
    /// Servers set apart for the hot set; `None`: all servers, beside the rest.
    pub servers: Option<usize>,
    /// How the hot servers share the hot set.
    pub tier: TierSpec,
    /// The layout of the rest.
    pub rest: RestSpec,
    /// The ingress server of a request.
    pub entry: EntrySpec,
    /// How requests find one of several interchangeable servers.
    pub group: GroupSpec,
}

pub(super) fn read(reader: &Reader<'_>, servers: usize) -> Result<HotSpec, SpecError> {
    let known = hot_set::known(reader)?;
    Ok(HotSpec { known, ..read_parts(reader, servers)? })
}

/// The hot set and the rest, whatever popularity is known from.
pub(super) fn read_parts(reader: &Reader<'_>, servers: usize) -> Result<HotSpec, SpecError> {
    let rule = hot_set::rule(reader)?;
    let rest = rest::read(reader, servers)?;
    let hot_servers = hot_servers(reader, servers, rest)?;
    let tier = tier::read(reader, &TIER, servers)?;
    let has_groups = tier == TierSpec::Mirrored || rest.is_of_groups();
    // Clients of a site know its server; requests for the hot set then go straight to it, too.
    let entry = if rest.is_by_site() { EntrySpec::Owner } else { reader.read(&ENTRY)? };
    // Servers that serve the other part, too, cannot sleep.
    let apart = hot_servers.is_some() && rest != RestSpec::Cooperative;
    let may_sleep = apart && entry == EntrySpec::Owner;
    Ok(HotSpec {
        rule,
        known: HotKnown::Oracle,
        servers: hot_servers,
        tier,
        rest,
        entry,
        group: if has_groups { group::read(reader, may_sleep)? } else { GroupSpec::default() },
    })
}

/// Servers set apart for the hot set, fewer than there are.
fn hot_servers(
    reader: &Reader<'_>,
    servers: usize,
    rest: RestSpec,
) -> Result<Option<usize>, SpecError> {
    let wrong = |message: &str| Err(SpecError::new(SERVERS.path(), message));
    match (reader.read(&SERVERS)?, rest) {
        (Choice::Word(HotServers::Auto), rest) if !rest.is_by_site() => Ok(None),
        (Choice::Word(HotServers::Auto), _) if servers > 1 => Ok(Some((servers / 8).max(1))),
        (Choice::Word(HotServers::Auto), _) => {
            wrong("one server cannot be set apart; expected more in servers.count")
        }
        (Choice::Word(HotServers::All), RestSpec::Dedicated(_)) => wrong(
            "every site has a server of its own beside the hot ones; expected how many \
             of the shared servers are hot, or \"auto\"",
        ),
        (Choice::Word(HotServers::All), _) => Ok(None),
        (Choice::Number(count), _) if count > 0 && (count as u64) < servers as u64 => {
            Ok(Some(count as usize))
        }
        (Choice::Number(count), rest) => Err(too_many(count, servers, rest)),
    }
}

fn too_many(count: i64, servers: usize, rest: RestSpec) -> SpecError {
    let message = match servers {
        1 => "the only server serves the rest, too; expected \"all\"".to_owned(),
        _ => format!(
            "found {count} hot servers of {servers}; expected 1 to {}, so that some are left \
             for the rest",
            servers - 1
        ),
    };
    let error = SpecError::new(SERVERS.path(), message);
    match rest {
        RestSpec::Dedicated(_) => error,
        _ => error.with_help("\"all\" puts the hot set on every server"),
    }
}
