//! What takes time in a run: the keys of `time = "queueing"`.

use super::error::SpecError;
use super::keys::{AnyKey, NumberKey, WholeKey, WordKey};
use super::reader::Reader;
use super::servers;
use hotset_sim::engine::timed::{Discipline, Links, StationTiming, Timing};

pub(crate) static TIME: WordKey<TimeModel> = WordKey::new(
    "time",
    "none",
    "",
    &[
        ("none", TimeModel::None, "requests are served at once"),
        ("queueing", TimeModel::Queueing, "servers, links and the origin are queues"),
    ],
);
/// Whether fetches are collapsed.
pub(crate) static FETCHES: WordKey<bool> = WordKey::new(
    "fetches",
    "collapsed",
    "requests for an object that is already being fetched (queueing)",
    &[("collapsed", true, "wait for that fetch"), ("each", false, "are fetched each")],
);
pub(crate) static CLIENT_TIMEOUT_S: NumberKey =
    NumberKey::needed("client_timeout_s", "time after which a client gives up (queueing)")
        .within(0.0, 1e6);
pub(crate) static CLIENT_LATENCY_S: NumberKey = NumberKey::new(
    "links.client_latency_s",
    0.0,
    "one-way latency between a client and its server (queueing)",
)
.within(0.0, 1e6);
pub(crate) static INTER_SERVER_LATENCY_S: NumberKey = NumberKey::new(
    "links.inter_server_latency_s",
    0.0005,
    "one-way latency between two servers (queueing)",
)
.within(0.0, 1e6);
pub(crate) static ORIGIN_LATENCY_S: NumberKey = NumberKey::new(
    "links.origin_latency_s",
    0.02,
    "one-way latency between a server and the origin (queueing)",
)
.within(0.0, 1e6);
pub(crate) static INTER_SERVER_BYTES_PER_S: NumberKey = NumberKey::needed(
    "links.inter_server_bytes_per_s",
    "rate of each link from one server to another (queueing); by default bytes take no time on it",
)
.within(1.0, 1e18);
pub(crate) static ORIGIN_BYTES_PER_S: NumberKey = NumberKey::needed(
    "links.origin_bytes_per_s",
    "rate of each link from the origin to a server (queueing); by default bytes take no time on it",
)
.within(1.0, 1e18);
pub(crate) static LINK_JOBS_MAX: WholeKey = WholeKey::new(
    "links.jobs_max",
    1_000,
    "answers in the queue of a link with a rate; further ones are dropped (queueing)",
)
.within(1, 1 << 40);

const DISCIPLINES: &[(&str, Discipline, &str)] = &[
    ("fifo", Discipline::Fifo, "first in, first out"),
    ("sharing", Discipline::Sharing, "processor sharing: all at the same time"),
];

/// The keys of a queueing station; its rate has a bound of its own here.
pub(crate) struct StationKeys {
    pub(crate) discipline: WordKey<Discipline>,
    pub(crate) channels: WholeKey,
    pub(crate) overhead_s: NumberKey,
    pub(crate) jobs_max: WholeKey,
}

pub(crate) static SERVER: StationKeys = StationKeys {
    discipline: WordKey::new(
        "servers.discipline",
        "fifo",
        "how answers share a server's rate (queueing)",
        DISCIPLINES,
    ),
    channels: WholeKey::new(
        "servers.channels",
        1,
        "answers that a server sends at a time, each at its part of the rate (fifo)",
    )
    .within(1, 1_000_000),
    overhead_s: NumberKey::new(
        "servers.overhead_s",
        0.0,
        "service time of an answer in addition to that of its bytes (queueing)",
    )
    .within(0.0, 1e6),
    jobs_max: WholeKey::new(
        "servers.jobs_max",
        10_000,
        "answers in a server's queue, including those in service, and as many requests again that wait \
         for fetches; further ones are dropped. Fetches, and the requests that began them, do not count \
         (queueing)",
    )
    .within(1, 1 << 40),
};

pub(crate) static ORIGIN: StationKeys = StationKeys {
    discipline: WordKey::new(
        "origin.discipline",
        "fifo",
        "how fetches share the origin's rate (queueing)",
        DISCIPLINES,
    ),
    channels: WholeKey::new(
        "origin.channels",
        1,
        "fetches that the origin serves at a time, each at its part of the rate (fifo)",
    )
    .within(1, 1_000_000),
    overhead_s: NumberKey::new(
        "origin.overhead_s",
        0.0,
        "service time of a fetch at the origin in addition to that of its bytes (queueing)",
    )
    .within(0.0, 1e6),
    jobs_max: WholeKey::new(
        "origin.jobs_max",
        10_000,
        "fetches in the origin's queue; further ones are refused, and dropped (queueing)",
    )
    .within(1, 1 << 40),
};
pub(crate) static ORIGIN_RATE: NumberKey = NumberKey::needed(
    "origin.bytes_per_s",
    "rate of the origin (queueing); by default bytes take no time there",
)
.within(1.0, 1e18);

/// Whether requests take time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeModel {
    /// They are served at once.
    None,
    /// Servers, links and the origin are queues.
    Queueing,
}

/// What takes time; `None` where requests are served at once.
pub(crate) fn read(reader: &Reader<'_>) -> Result<Option<Timing>, SpecError> {
    if reader.read(&TIME)? == TimeModel::None {
        return Ok(None);
    }
    Ok(Some(Timing {
        server: station(reader, &SERVER, &servers::BYTES_PER_S)?,
        origin: station(reader, &ORIGIN, &ORIGIN_RATE)?,
        links: links(reader)?,
        collapsed: reader.read(&FETCHES)?,
        timeout_ns: match reader.given(&CLIENT_TIMEOUT_S) {
            true => Some(reader.ns(&CLIENT_TIMEOUT_S)?),
            false => None,
        },
    }))
}

fn links(reader: &Reader<'_>) -> Result<Links, SpecError> {
    let inter_server_bytes_per_s = rate(reader, &INTER_SERVER_BYTES_PER_S)?;
    let origin_bytes_per_s = rate(reader, &ORIGIN_BYTES_PER_S)?;
    Ok(Links {
        client_ns: reader.ns(&CLIENT_LATENCY_S)?,
        inter_server_ns: reader.ns(&INTER_SERVER_LATENCY_S)?,
        origin_ns: reader.ns(&ORIGIN_LATENCY_S)?,
        inter_server_bytes_per_s,
        origin_bytes_per_s,
        // Links on which bytes take no time have no queue.
        jobs_max: match inter_server_bytes_per_s.or(origin_bytes_per_s) {
            Some(_) => Some(reader.read(&LINK_JOBS_MAX)? as usize),
            None => None,
        },
    })
}

fn station(
    reader: &Reader<'_>,
    keys: &StationKeys,
    bytes_per_s: &NumberKey,
) -> Result<StationTiming, SpecError> {
    let discipline = reader.read(&keys.discipline)?;
    let channels = match discipline {
        Discipline::Fifo => reader.read(&keys.channels)?,
        Discipline::Sharing => 1,
    };
    let jobs_max = reader.read(&keys.jobs_max)?;
    if channels > jobs_max {
        let limit = keys.jobs_max.path();
        let message =
            format!("found {channels} channels; expected no more than `{limit}`, {jobs_max}");
        let help = "a channel beyond them would never be used";
        return Err(SpecError::new(keys.channels.path(), message).with_help(help));
    }
    Ok(StationTiming {
        discipline,
        channels,
        bytes_per_s: rate(reader, bytes_per_s)?,
        overhead_ns: reader.ns(&keys.overhead_s)?,
        jobs_max: Some(jobs_max as usize),
    })
}

/// Bytes per second, where they are given: whole ones.
fn rate(reader: &Reader<'_>, key: &NumberKey) -> Result<Option<u64>, SpecError> {
    let rate = reader.read_if_given(&key.within(1.0, 1e18))?;
    Ok(rate.map(|rate| rate.round() as u64))
}
