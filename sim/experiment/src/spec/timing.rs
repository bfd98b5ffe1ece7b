//! What takes time in a run: the keys of `time = "queueing"`.

use crate::spec::reader::{Reader, SpecError};
use hotset_sim::engine::timed::{Discipline, Links, StationTiming, Timing};

/// What takes time; `None` where a request is served at once.
pub(crate) fn read(reader: &Reader<'_>) -> Result<Option<Timing>, SpecError> {
    if !reader.word("time", &[("none", false), ("queueing", true)])? {
        return Ok(None);
    }
    let inter_server_bytes_per_s = rate(reader, "links.inter_server_bytes_per_s")?;
    let origin_bytes_per_s = rate(reader, "links.origin_bytes_per_s")?;
    Ok(Some(Timing {
        server: station(reader, "servers")?,
        origin: station(reader, "origin")?,
        links: Links {
            client_ns: seconds(reader, "links.client_latency_s")?,
            inter_server_ns: seconds(reader, "links.inter_server_latency_s")?,
            origin_ns: seconds(reader, "links.origin_latency_s")?,
            inter_server_bytes_per_s,
            origin_bytes_per_s,
            // Nothing waits for links that take no time on bytes.
            jobs_max: match inter_server_bytes_per_s.or(origin_bytes_per_s) {
                Some(_) => Some(reader.whole("links.jobs_max", 1..=1 << 40)? as usize),
                None => None,
            },
        },
        collapsed: reader.word("fetches", &[("collapsed", true), ("each", false)])?,
        timeout_ns: match reader.given("client_timeout_s") {
            true => Some(seconds(reader, "client_timeout_s")?),
            false => None,
        },
    }))
}

fn station(reader: &Reader<'_>, section: &str) -> Result<StationTiming, SpecError> {
    let key = |name: &str| format!("{section}.{name}");
    let disciplines = [("fifo", Discipline::Fifo), ("sharing", Discipline::Sharing)];
    let limit = key("jobs_max");
    let discipline = reader.word(&key("discipline"), &disciplines)?;
    let channels = match discipline {
        Discipline::Fifo => reader.whole(&key("channels"), 1..=1_000_000)?,
        Discipline::Sharing => 1,
    };
    let jobs_max = reader.whole(&limit, 1..=1 << 40)?;
    if channels > jobs_max {
        let message =
            format!("found {channels} channels; expected no more than `{limit}`, {jobs_max}");
        let help = "a channel beyond them would never be used";
        return Err(SpecError::new(key("channels"), message).with_help(help));
    }
    Ok(StationTiming {
        discipline,
        channels,
        bytes_per_s: rate(reader, &key("bytes_per_s"))?,
        overhead_ns: seconds(reader, &key("overhead_s"))?,
        jobs_max: Some(jobs_max as usize),
    })
}

/// Bytes per second, where they are given.
fn rate(reader: &Reader<'_>, path: &str) -> Result<Option<u64>, SpecError> {
    match reader.given(path) {
        true => Ok(Some(reader.number_within(path, 1.0, 1e18)?.round() as u64)),
        false => Ok(None),
    }
}

/// A time in seconds, as nanoseconds.
fn seconds(reader: &Reader<'_>, path: &str) -> Result<u64, SpecError> {
    Ok((reader.number_within(path, 0.0, 1e6)? * 1e9).round() as u64)
}
