//! The keys of the `hot` layout.

use super::group::{self, GroupSpec};
use super::{any_door, hash};
use crate::reader::{Reader, SpecError, wrong};
use hotset_sim::layout::HashKind;
use toml::Value;

/// The `hot` layout.
#[derive(Clone, Debug, PartialEq)]
pub struct HotSpec {
    /// What is hot.
    pub rule: HotRule,
    /// Servers set apart for it; `None`: all servers, beside the rest.
    pub servers: Option<usize>,
    /// Whether the hot servers hash the hot set among them instead of mirroring it.
    pub hashed: bool,
    /// The layout of the rest.
    pub rest: RestKind,
    /// How objects find their owners, where anything is hashed.
    pub hash: HashKind,
    /// Whether requests come in at any server.
    pub any_door: bool,
    /// How requests find one of several servers, where any will do.
    pub group: GroupSpec,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RestKind {
    /// As [`LayoutSpec::Mirrored`].
    Mirrored,
    /// As [`LayoutSpec::Hashed`].
    Hashed,
    /// As [`LayoutSpec::Cooperative`].
    Cooperative,
}

pub(super) fn read(reader: &Reader<'_>, servers: usize) -> Result<HotSpec, SpecError> {
    let rests = [
        ("hashed", RestKind::Hashed),
        ("mirrored", RestKind::Mirrored),
        ("cooperative", RestKind::Cooperative),
    ];
    let rule = rule(reader)?;
    let hot_servers = hot_servers(reader, servers)?;
    let hashed = reader.word("layout.hot.tier", &[("mirrored", false), ("hashed", true)])?;
    let rest = reader.word("layout.rest", &rests)?;
    let any_hashed = hashed || rest == RestKind::Hashed;
    let any_group = !hashed || rest != RestKind::Hashed;
    let any_door = any_door(reader)?;
    // Servers that serve the other part, too, cannot sleep.
    let apart = hot_servers.is_some() && rest != RestKind::Cooperative;
    let may_sleep = apart && !any_door;
    Ok(HotSpec {
        rule,
        servers: hot_servers,
        hashed,
        rest,
        hash: if any_hashed { hash::read_unbounded(reader, servers)? } else { HashKind::Jump },
        any_door,
        group: if any_group { group::read(reader, may_sleep)? } else { GroupSpec::default() },
    })
}

/// `layout.hot.servers`: "all", or fewer than there are.
fn hot_servers(reader: &Reader<'_>, servers: usize) -> Result<Option<usize>, SpecError> {
    let path = "layout.hot.servers";
    match reader.optional(path) {
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
            Err(SpecError::new(path, message).with_help("\"all\" puts the hot set on every server"))
        }
        other => {
            let found = other.unwrap_or(Value::Boolean(false));
            Err(wrong(path, &found, "\"all\" or a number of servers"))
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
