//! Service times, latencies and limits of a timed run, and the driver of its events.

use super::station::StationTiming;

/// Service times, latencies and limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// The network interface of every server.
    pub server: StationTiming,
    /// The origin.
    pub origin: StationTiming,
    /// The links.
    pub links: Links,
    /// Collapsed forwarding: requests for an object that is being fetched wait for that fetch; otherwise each
    /// starts its own.
    pub collapsed: bool,
    /// The timeout of a client; the response is sent all the same.
    pub timeout_ns: Option<u64>,
}

/// One-way latencies, and rates of links where bytes take time: each link is a FIFO queue of responses.
/// Requests and rejections have no size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Between a client and its ingress server.
    pub client_ns: u64,
    /// Between two servers.
    pub inter_server_ns: u64,
    /// Between a server and the origin.
    pub origin_ns: u64,
    /// Of each link from one server to another.
    pub inter_server_bytes_per_s: Option<u64>,
    /// Of each link from the origin to a server.
    pub origin_bytes_per_s: Option<u64>,
    /// The most responses in a link with a rate at a time; others are rejected. `None`: unlimited.
    pub jobs_max: Option<usize>,
}

/// How the events of a run are ordered. The results do not depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Driver {
    /// The faster of the two, by an estimate.
    Auto,
    /// Sequential: one event list, a heap.
    Sequential,
    /// Conservative parallel simulation: nodes advance independently through windows no longer than the smallest
    /// latency between them (the lookahead), in the current rayon pool. It needs links with a latency, and a
    /// layout that needs neither loads nor holders; otherwise the run is sequential.
    Windows,
}
