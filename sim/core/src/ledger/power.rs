//! Power of the servers, by the linear model.

use crate::theory::linear_power;
use std::ops::Range;

/// A change in the number of servers that draw power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PowerStateChange {
    /// When, in nanoseconds.
    pub at_ns: u64,
    /// By how many there are more, or fewer.
    pub by: i64,
}

/// Power over some time, by the linear model (Barroso and Hölzle 2007; THEORY 6.1): an idle server
/// draws its share of that at peak, one that sleeps nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Power {
    /// Servers that are awake, waking ones among them, on average.
    pub awake_servers: f64,
    /// Mean power of all servers over that of one at peak.
    pub servers_at_peak: f64,
}

impl Power {
    /// Of `servers` servers, all awake but for the `changes` (in order of time), over a span of time in
    /// nanoseconds; `busy` of them are busy at a time, in the mean.
    pub fn of(
        servers: usize,
        changes: &[PowerStateChange],
        span: Range<u64>,
        busy: f64,
        idle: f64,
    ) -> Self {
        let awake_servers = awake(servers, changes, span);
        let utilisation = if awake_servers > 0.0 { (busy / awake_servers).min(1.0) } else { 0.0 };
        let servers_at_peak = awake_servers * linear_power(idle, utilisation);
        Self { awake_servers, servers_at_peak }
    }
}

/// The mean number of servers awake over a span of time.
fn awake(servers: usize, changes: &[PowerStateChange], span: Range<u64>) -> f64 {
    let seconds = |from: u64, until: u64| until.saturating_sub(from) as f64;
    // Each change counts from when it happened, if that is before the end, to the end.
    let changed: f64 = changes
        .iter()
        .map(|change| change.by as f64 * seconds(change.at_ns.max(span.start), span.end))
        .sum();
    servers as f64 + changed / seconds(span.start, span.end).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_server_draws_more_than_at_peak() {
        assert_eq!(Power::of(4, &[], 0..10, 2.0, 0.5).servers_at_peak, 3.0);
        assert_eq!(Power::of(4, &[], 0..10, 9.0, 0.5).servers_at_peak, 4.0);
    }

    #[test]
    fn servers_are_awake_between_their_changes() {
        let change = |at_ns, by| PowerStateChange { at_ns, by };
        let changes = [change(10, -3), change(30, 1), change(90, -5)];
        assert_eq!(awake(8, &changes, 0..10), 8.0);
        assert_eq!(awake(8, &changes, 10..30), 5.0);
        assert_eq!(awake(8, &changes, 20..40), 5.5);
        assert_eq!(awake(8, &changes, 80..100), 3.5);
        assert_eq!(awake(8, &[], 5..5), 8.0);
    }
}
