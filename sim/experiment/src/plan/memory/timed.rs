//! How much more memory a timed run takes at most.

use hotset_sim::engine::timed::{LatencyBins, Links, StationTiming, Timing};
use hotset_workloads::synthetic::{SizeModel, Synthetic};

/// Another cell for each server and bin, latencies, links, and requests in flight.
pub(super) fn timed(timing: &Timing, model: &Synthetic, servers: f64, bins: f64) -> f64 {
    // Latencies by bin to one digit, where they are reported; the same again for all servers.
    let reported = servers * bins <= LatencyBins::CELLS_MAX as f64;
    let by_bin = if reported { 2.6e3 * (servers + 2.0) } else { 0.0 };
    let cells = servers * (bins * 176.0 + 125e3) + bins * by_bin;
    cells + links(&timing.links, servers, bins) + EVENT_BYTES * under_way(timing, model, servers)
}

/// A waiting request is in a queue, and its event in up to two lists that may have twice the capacity.
const EVENT_BYTES: f64 = 256.0;

/// Requests that fit into queues, and that links can have in flight; at most all requests, each of which
/// may wait for a fetch, too.
fn under_way(timing: &Timing, model: &Synthetic, servers: f64) -> f64 {
    // At ten times the mean rate, and in a crowd.
    let peak = 10.0 + model.flash.map_or(0.0, |flash| flash.magnitude_max);
    let rate = peak * model.mean_rate_per_s();
    let jobs = |limit: Option<usize>| limit.unwrap_or(0) as f64;
    // Stations that could serve all requests alone have short queues.
    let room = |station: &StationTiming| match is_idle(station, model, rate) {
        true => jobs(station.jobs_max).min(1e3),
        false => jobs(station.jobs_max),
    };
    let with_rate = |rate: Option<u64>, links: f64| if rate.is_some() { links } else { 0.0 };
    let links = timing.links;
    let queued_links = with_rate(links.inter_server_bytes_per_s, servers * servers)
        + with_rate(links.origin_bytes_per_s, servers);
    // As many requests wait for the fetches of others as for a server's answers.
    let queues = 2.0 * servers * room(&timing.server)
        + room(&timing.origin)
        + queued_links * jobs(links.jobs_max);
    let latency_s = 2.0 * (links.inter_server_ns as f64 + links.origin_ns as f64) / 1e9;
    let on_links = rate * latency_s;
    (queues + on_links).min(2.0 * model.requests_max())
}

/// Whether a station would be busy for less than half of the time if it served everything.
fn is_idle(station: &StationTiming, model: &Synthetic, rate_per_s: f64) -> bool {
    let mean_bytes = match model.sizes.model {
        SizeModel::Constant { bytes } => bytes as f64,
        _ => return false,
    };
    let of_bytes_s = station.bytes_per_s.map_or(0.0, |rate| mean_bytes / rate as f64);
    rate_per_s * (of_bytes_s + station.overhead_ns as f64 / 1e9) < 0.5
}

/// What links with a rate take: each its state, and the cells of their nodes.
fn links(links: &Links, servers: f64, bins: f64) -> f64 {
    let of = |rate: Option<u64>, nodes: f64| match rate {
        Some(_) => nodes * (servers * 600.0 + 64.0 * bins),
        None => 0.0,
    };
    of(links.inter_server_bytes_per_s, servers) + of(links.origin_bytes_per_s, 1.0)
}
