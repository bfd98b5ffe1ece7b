//! The `[layout]` section.

use crate::reader::{Reader, SpecError, wrong};
use hotset_sim::layout::{Adaptation, HashKind, Memory, PackBy, ServerCapacity};
use toml::Value;

/// A layout as a spec has it.
#[derive(Clone, Debug, PartialEq)]
pub enum LayoutSpec {
    /// A server a site.
    Dedicated,
    /// Sites packed on servers.
    Packed(PackSpec),
    /// Everything everywhere.
    Mirrored,
    /// Every object at its owner.
    Hashed {
        /// How objects find their owners.
        hash: HashKind,
        /// Whether requests come in at any server, not at the owner.
        any_door: bool,
    },
    /// Servers that ask each other first.
    Cooperative,
    /// The hot set apart.
    Hot(HotSpec),
    /// The same, found out while requests come in.
    Adaptive(AdaptiveSpec),
}

/// The `adaptive` layout.
#[derive(Clone, Debug, PartialEq)]
pub struct AdaptiveSpec {
    /// How the parts are laid out; how many objects are hot is in its rule.
    pub hot: HotSpec,
    /// How the hot set follows the requests; its number of objects is not known yet.
    pub how: Adaptation,
}

/// The `packed` layout.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PackSpec {
    /// By which figure of their load sites are packed.
    pub by: PackBy,
    /// What a server can serve.
    pub capacity: ServerCapacity,
}

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

#[derive(Clone, Copy)]
enum Kind {
    Dedicated,
    Packed,
    Mirrored,
    Hashed,
    Cooperative,
    Hot,
    Adaptive,
}

pub(crate) fn read(reader: &Reader<'_>, servers: usize) -> Result<LayoutSpec, SpecError> {
    let kinds = [
        ("dedicated", Kind::Dedicated),
        ("packed", Kind::Packed),
        ("mirrored", Kind::Mirrored),
        ("hashed", Kind::Hashed),
        ("cooperative", Kind::Cooperative),
        ("hot", Kind::Hot),
        ("adaptive", Kind::Adaptive),
    ];
    Ok(match reader.word("layout.kind", &kinds)? {
        Kind::Dedicated => LayoutSpec::Dedicated,
        Kind::Packed => LayoutSpec::Packed(packed(reader)?),
        Kind::Mirrored => LayoutSpec::Mirrored,
        Kind::Cooperative => LayoutSpec::Cooperative,
        Kind::Hashed => {
            LayoutSpec::Hashed { hash: hash(reader, servers)?, any_door: any_door(reader)? }
        }
        Kind::Hot => LayoutSpec::Hot(hot(reader, servers)?),
        Kind::Adaptive => LayoutSpec::Adaptive(adaptive(reader, servers)?),
    })
}

fn packed(reader: &Reader<'_>) -> Result<PackSpec, SpecError> {
    #[derive(Clone, Copy)]
    enum By {
        Mean,
        Peak,
        Percentile,
        Correlation,
    }
    let words = [
        ("mean", By::Mean),
        ("peak", By::Peak),
        ("percentile", By::Percentile),
        ("correlation", By::Correlation),
    ];
    let limit = |path: &str| match reader.given(path) {
        true => reader.number_within(path, 1e-9, 1e18),
        false => Ok(f64::INFINITY),
    };
    Ok(PackSpec {
        by: match reader.word("layout.packed.by", &words)? {
            By::Mean => PackBy::Mean,
            By::Peak => PackBy::Peak,
            By::Correlation => PackBy::Correlation,
            By::Percentile => {
                let percentile = reader.number_within("layout.packed.percentile", 0.0, 100.0)?;
                PackBy::Quantile(percentile / 100.0)
            }
        },
        capacity: ServerCapacity {
            requests_per_s: limit("servers.requests_per_s")?,
            bytes_per_s: limit("servers.bytes_per_s")?,
        },
    })
}

fn any_door(reader: &Reader<'_>) -> Result<bool, SpecError> {
    reader.word("layout.entry", &[("owner", false), ("any", true)])
}

/// A ring has no more points than this: 16 bytes each.
const POINTS_MAX: u64 = 10_000_000;

fn hash(reader: &Reader<'_>, servers: usize) -> Result<HashKind, SpecError> {
    match reader.word("layout.hash", &[("ring", true), ("jump", false)])? {
        true => {
            let vnodes_max = POINTS_MAX / servers as u64;
            Ok(HashKind::Ring { vnodes: reader.whole("layout.vnodes", 1..=vnodes_max)? as usize })
        }
        false => Ok(HashKind::Jump),
    }
}

fn hot(reader: &Reader<'_>, servers: usize) -> Result<HotSpec, SpecError> {
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
    Ok(HotSpec {
        rule,
        servers: hot_servers,
        hashed,
        rest,
        hash: if any_hashed { hash(reader, servers)? } else { HashKind::Jump },
        any_door: any_door(reader)?,
    })
}

/// Plans of a hot set that can be under way.
const PLANS_MAX: u64 = 100;

fn adaptive(reader: &Reader<'_>, servers: usize) -> Result<AdaptiveSpec, SpecError> {
    let hot = hot(reader, servers)?;
    if !matches!(hot.rule, HotRule::Objects(_) | HotRule::ShareOfObjects(_)) {
        let message = "an adaptive hot set has a number of objects: give layout.hot.objects or \
                       layout.hot.share_of_objects";
        return Err(SpecError::new("layout.hot", message));
    }
    if hot.rest == RestKind::Cooperative {
        let message = "expected mirrored or hashed beside an adaptive hot set";
        return Err(SpecError::new("layout.rest", message));
    }
    let ns = |path: &str, low: f64| {
        Ok::<u64, SpecError>((reader.number_within(path, low, 1e8)? * 1e9).round() as u64)
    };
    let how = Adaptation {
        objects: 0,
        epoch_ns: ns("layout.adaptive.epoch_s", 1e-6)?,
        delay_ns: ns("layout.adaptive.delay_s", 0.0)?,
        memory: memory(reader)?,
        hysteresis: reader.number_within("layout.adaptive.hysteresis", 0.0, 1e6)?,
        push: reader.word("layout.adaptive.warm", &[("push", true), ("pull", false)])?,
    };
    if how.delay_ns / how.epoch_ns > PLANS_MAX {
        let message = format!("expected at most {PLANS_MAX} epochs: so many plans are under way");
        return Err(SpecError::new("layout.adaptive.delay_s", message));
    }
    Ok(AdaptiveSpec { hot, how })
}

fn memory(reader: &Reader<'_>) -> Result<Memory, SpecError> {
    let words = [("exact", 0), ("window", 1), ("decay", 2), ("space-saving", 3)];
    let whole = |path: &str, most: u64| Ok::<_, SpecError>(reader.whole(path, 1..=most)? as usize);
    Ok(match reader.word("layout.adaptive.memory", &words)? {
        0 => Memory::Exact,
        1 => Memory::Window { epochs: whole("layout.adaptive.epochs", 10_000)? },
        2 => Memory::Decay { keep: reader.number_within("layout.adaptive.keep", 0.0, 1.0)? },
        _ => Memory::SpaceSaving { counters: whole("layout.adaptive.counters", 100_000_000)? },
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
            let most = servers.saturating_sub(1);
            let message = format!(
                "found {count} hot servers of {servers}; expected 1 to {most}, so that some are \
                 left for the rest"
            );
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
