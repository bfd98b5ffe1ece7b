//! The keys of the `hot` layout.

use super::caches::{CacheSplit, cache_split};
use super::entry::any_ingress;
use super::packed::PackSpec;
use super::{hash, packed};
use crate::spec::layout::group::{self, GroupSpec};
use crate::spec::reader::{Reader, SpecError, wrong};
use hotset_sim::layout::HashKind;
use toml::Value;

/// The `hot` layout.
#[derive(Clone, Debug, PartialEq)]
pub struct HotSpec {
    /// What is hot.
    pub rule: HotRule,
    /// From when on popularity is known.
    pub known: HotKnown,
    /// Servers set apart for it; `None`: all servers, beside the rest.
    pub servers: Option<usize>,
    /// Whether the hot servers hash the hot set among them instead of mirroring it.
    pub hashed: bool,
    /// The layout of the rest.
    pub rest: RestKind,
    /// How objects find their owners, where anything is hashed.
    pub hash: HashKind,
    /// Whether requests come in at any server.
    pub any_ingress: bool,
    /// How requests find one of several servers, where any will do.
    pub group: GroupSpec,
}

/// What tells who is popular.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum HotKnown {
    /// The model, or the counts of the whole trace.
    #[default]
    Oracle,
    /// The requests before the measured ones; of them the last so many seconds.
    Past {
        /// How long; `None` for all.
        last_s: Option<f64>,
    },
}

/// What is hot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum HotRule {
    /// So many most popular objects.
    Objects(u64),
    /// This share of the catalog.
    ShareOfObjects(f64),
    /// The fewest objects with this share of the requests.
    ShareOfRequests(f64),
    /// So many most popular sites.
    Sites(u64),
}

/// The layout of what is not hot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RestKind {
    /// As [`LayoutSpec::Mirrored`].
    Mirrored,
    /// As [`LayoutSpec::Hashed`].
    Hashed,
    /// As [`LayoutSpec::Cooperative`].
    Cooperative,
    /// As [`LayoutSpec::Dedicated`]: every site has a server of its own for what is not hot.
    Dedicated(CacheSplit),
    /// As [`LayoutSpec::Packed`], on the servers that are not set apart.
    Packed(PackSpec, CacheSplit),
}

impl RestKind {
    /// Whether requests go to the server of their site, wherever others come in.
    pub fn at_home(self) -> bool {
        matches!(self, Self::Dedicated(_) | Self::Packed(..))
    }
}

pub(crate) fn read(reader: &Reader<'_>, servers: usize) -> Result<HotSpec, SpecError> {
    let rule = rule(reader)?;
    let rest = rest(reader)?;
    let hot_servers = hot_servers(reader, servers, rest)?;
    let hashed = reader.word("layout.hot.tier", &[("mirrored", false), ("hashed", true)])?;
    let any_hashed = hashed || rest == RestKind::Hashed;
    let any_group = !hashed || matches!(rest, RestKind::Mirrored | RestKind::Cooperative);
    // Clients of a site know its server; those of the hot set then go straight to it, too.
    let any_ingress = !rest.at_home() && any_ingress(reader)?;
    // Servers that serve the other part, too, cannot sleep.
    let apart = hot_servers.is_some() && rest != RestKind::Cooperative;
    let may_sleep = apart && !any_ingress;
    Ok(HotSpec {
        rule,
        known: HotKnown::Oracle,
        servers: hot_servers,
        hashed,
        rest,
        hash: if any_hashed { hash::read_unbounded(reader, servers)? } else { HashKind::Jump },
        any_ingress,
        group: if any_group { group::read(reader, may_sleep)? } else { GroupSpec::default() },
    })
}

/// From when on popularity is known: of a hot set that is not found out while requests come in.
pub(crate) fn known(reader: &Reader<'_>) -> Result<HotKnown, SpecError> {
    if !reader.word("layout.hot.known", &[("oracle", false), ("past", true)])? {
        return Ok(HotKnown::Oracle);
    }
    let path = "layout.hot.past_s";
    let last_s = match reader.given(path) {
        true => Some(reader.number_within(path, 1e-6, 1e10)?),
        false => None,
    };
    Ok(HotKnown::Past { last_s })
}

fn rest(reader: &Reader<'_>) -> Result<RestKind, SpecError> {
    let words =
        [("hashed", 0), ("mirrored", 1), ("cooperative", 2), ("dedicated", 3), ("packed", 4)];
    Ok(match reader.word("layout.rest", &words)? {
        0 => RestKind::Hashed,
        1 => RestKind::Mirrored,
        2 => RestKind::Cooperative,
        3 => RestKind::Dedicated(cache_split(reader)?),
        _ => RestKind::Packed(packed::read(reader)?, cache_split(reader)?),
    })
}

/// `layout.hot.servers`: "all", or fewer than there are.
fn hot_servers(
    reader: &Reader<'_>,
    servers: usize,
    rest: RestKind,
) -> Result<Option<usize>, SpecError> {
    let path = "layout.hot.servers";
    match reader.optional(path) {
        Some(Value::String(word)) if word == "auto" && !rest.at_home() => Ok(None),
        Some(Value::String(word)) if word == "auto" && servers > 1 => {
            Ok(Some((servers / 8).max(1)))
        }
        Some(Value::String(word)) if word == "all" && matches!(rest, RestKind::Dedicated(_)) => {
            let message = "every site has a server of its own beside the hot ones; expected how many \
                           of the shared servers are hot, or \"auto\"";
            Err(SpecError::new(path, message))
        }
        Some(Value::String(word)) if word == "auto" => {
            let message = "one server cannot be set apart; expected more in servers.count";
            Err(SpecError::new(path, message))
        }
        Some(Value::String(word)) if word == "all" => Ok(None),
        Some(Value::Integer(count)) if count > 0 && (count as u64) < servers as u64 => {
            Ok(Some(count as usize))
        }
        Some(Value::Integer(count)) => {
            let message = match servers {
                1 => "the only server serves the rest, too; expected \"all\"".to_owned(),
                _ => format!(
                    "found {count} hot servers of {servers}; expected 1 to {}, so that some are left \
                     for the rest",
                    servers - 1
                ),
            };
            let error = SpecError::new(path, message);
            Err(match rest {
                RestKind::Dedicated(_) => error,
                _ => error.with_help("\"all\" puts the hot set on every server"),
            })
        }
        other => {
            let found = other.unwrap_or(Value::Boolean(false));
            Err(wrong(path, &found, "\"auto\", \"all\" or a number of servers"))
        }
    }
}

fn rule(reader: &Reader<'_>) -> Result<HotRule, SpecError> {
    const PATHS: [&str; 4] = [
        "layout.hot.objects",
        "layout.hot.share_of_objects",
        "layout.hot.share_of_requests",
        "layout.hot.sites",
    ];
    let given: Vec<&str> = PATHS.into_iter().filter(|path| reader.given(path)).collect();
    let &[path] = given.as_slice() else {
        let names = PATHS.map(|path| path.trim_start_matches("layout.hot.")).join(", ");
        let message = match given.len() {
            0 => format!("the hot layout needs to know what is hot: one of {names}"),
            _ => format!("found {}; expected only one of {names}", given.join(" and ")),
        };
        return Err(SpecError::new(given.last().copied().unwrap_or("layout.hot"), message));
    };
    Ok(match path {
        "layout.hot.objects" => HotRule::Objects(reader.whole(path, 0..=u64::MAX)?),
        "layout.hot.sites" => HotRule::Sites(reader.whole(path, 0..=u64::MAX)?),
        "layout.hot.share_of_objects" => {
            HotRule::ShareOfObjects(reader.number_within(path, 0.0, 1.0)?)
        }
        _ => HotRule::ShareOfRequests(reader.number_within(path, 0.0, 1.0)?),
    })
}
