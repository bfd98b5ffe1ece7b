//! What takes time in a run, and how its events are driven.

use super::station::StationTiming;

/// What takes time in a run, and how long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// The network interface of every server.
    pub server: StationTiming,
    /// The origin.
    pub origin: StationTiming,
    /// The links.
    pub links: Links,
    /// Whether requests for an object that is being fetched wait for that fetch; else each
    /// begins one of its own.
    pub collapsed: bool,
    /// After how long a client gives up; its answer comes all the same.
    pub timeout_ns: Option<u64>,
}

/// One-way latencies, and rates where bytes take time on a link, too: each link passes them on one
/// answer after the other; what is asked for, and refusals, have no size.
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
    /// Answers that may be in a link with a rate at a time; others are turned down. `None`: any number.
    pub jobs_max: Option<usize>,
}

/// How the events of a run are driven. The results do not depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Driver {
    /// As seems best.
    Auto,
    /// All events one by one, from one heap.
    Sequential,
    /// Every node by itself through windows of time, in the current rayon pool; needs links with
    /// a latency, and a layout that reads neither loads nor holders.
    Windows,
}
