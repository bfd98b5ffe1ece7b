//! Autoscaling: servers sleep while they are not needed.

use crate::ledger::PowerStateChange;
use hotset_workloads::Request;
use std::collections::VecDeque;

/// When servers sleep and wake.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scaling {
    /// What a server can send.
    pub server_bytes_per_s: f64,
    /// The utilisation up to which servers are filled before one more wakes: above 0.
    pub target: f64,
    /// The control interval, in nanoseconds, at least 1.
    pub interval_ns: u64,
    /// Servers are kept for the largest load of this many last intervals, at least 1.
    pub patience: usize,
    /// From being called to taking requests, in nanoseconds; power is drawn from the call on.
    pub wake_ns: u64,
    /// So many never sleep, at least 1.
    pub servers_min: usize,
}

/// Decides how many servers are awake, by their load; all are at first.
#[derive(Clone, Debug)]
pub struct Scaler {
    how: Scaling,
    servers: usize,
    /// Those that take requests.
    ready: usize,
    /// When more will, and how many there are then.
    waking: VecDeque<(u64, usize)>,
    /// When the current interval ends.
    end_ns: u64,
    bytes: u64,
    /// Servers needed in each of the last intervals.
    needed: VecDeque<usize>,
    changes: Vec<PowerStateChange>,
}

impl Scaler {
    /// All of `servers` servers are awake when the run begins.
    pub fn new(how: Scaling, servers: usize, start_ns: u64) -> Self {
        Self {
            how,
            servers,
            ready: servers,
            waking: VecDeque::new(),
            end_ns: start_ns.saturating_add(how.interval_ns),
            bytes: 0,
            needed: VecDeque::new(),
            changes: Vec::new(),
        }
    }

    /// How many servers are ready for a request that arrives now, at least 1.
    #[inline]
    pub(in crate::layout) fn awake(&mut self, request: &Request) -> usize {
        let now = request.time.0;
        if now >= self.end_ns {
            self.end_intervals(now);
        }
        while let Some((_, count)) = self.waking.pop_front_if(|(due, _)| *due <= now) {
            self.ready = count;
        }
        self.bytes = self.bytes.saturating_add(request.bytes);
        self.ready
    }

    /// All changes until a time, with those of the intervals behind the last request.
    pub(in crate::layout) fn changes(&self, until_ns: u64) -> Vec<PowerStateChange> {
        let mut idle = self.clone();
        if until_ns >= idle.end_ns {
            idle.end_intervals(until_ns);
        }
        idle.changes
    }

    fn end_intervals(&mut self, now: u64) {
        let (interval, first_end) = (self.how.interval_ns, self.end_ns);
        let ended = (now - first_end) / interval + 1;
        // After this many empty intervals nothing changes any more.
        for index in 0..ended.min(self.how.patience as u64 + 1) {
            self.end_interval(first_end.saturating_add(index * interval));
        }
        self.end_ns = first_end.saturating_add(ended.saturating_mul(interval));
    }

    fn end_interval(&mut self, end: u64) {
        let rate = self.bytes as f64 / (self.how.interval_ns as f64 / 1e9);
        self.bytes = 0;
        let needed = (rate / (self.how.server_bytes_per_s * self.how.target)).ceil() as usize;
        self.needed.push_back(needed);
        while self.needed.len() > self.how.patience {
            self.needed.pop_front();
        }
        let most = self.needed.iter().copied().max().unwrap_or(self.servers);
        self.scale(end, most.max(self.how.servers_min).min(self.servers));
    }

    fn scale(&mut self, now: u64, wanted: usize) {
        while let Some((_, count)) = self.waking.pop_front_if(|(due, _)| *due <= now) {
            self.ready = count;
        }
        let awake = self.waking.back().map_or(self.ready, |&(_, count)| count);
        if wanted != awake {
            self.changes.push(PowerStateChange { at_ns: now, by: wanted as i64 - awake as i64 });
        }
        if wanted > awake {
            self.waking.push_back((now.saturating_add(self.how.wake_ns), wanted));
        } else {
            // Those that wake still are sent back first.
            self.waking.iter_mut().for_each(|(_, count)| *count = wanted.min(*count));
            self.ready = self.ready.min(wanted);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hotset_workloads::SimTime;

    const S: u64 = 1_000_000_000;

    fn scaler(patience: usize) -> Scaler {
        scaler_from(patience, 0)
    }

    fn scaler_from(patience: usize, start_ns: u64) -> Scaler {
        let how = Scaling {
            server_bytes_per_s: 10.0,
            target: 0.8,
            interval_ns: S,
            patience,
            wake_ns: 3 * S / 2,
            servers_min: 2,
        };
        Scaler::new(how, 8, start_ns)
    }

    /// The servers that are ready at each half second, with so many bytes requested in each second.
    fn ready(scaler: &mut Scaler, bytes_in_second: &[u64]) -> Vec<usize> {
        let halves = bytes_in_second
            .iter()
            .zip(0..)
            .flat_map(|(&bytes, second)| [(second * S, bytes), (second * S + S / 2, 0)]);
        halves
            .map(|(time, bytes)| {
                let request =
                    Request { time: SimTime(time), object: 0, bytes, ..Request::default() };
                scaler.awake(&request)
            })
            .collect()
    }

    #[test]
    fn servers_sleep_when_idle_and_wake_late() {
        let mut scaler = scaler(1);
        let found = ready(&mut scaler, &[24, 0, 33, 0, 0, 0, 0]);
        // 3 servers for 24 bytes a second at 8 each; never fewer than 2; the 5 for 33 would be there
        // at 4.5 s, but were sent back at 4 s.
        assert_eq!(found, [8, 8, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
        let changes: Vec<_> = scaler.changes(7 * S).iter().map(|c| (c.at_ns / S, c.by)).collect();
        assert_eq!(changes, [(1, -5), (2, -1), (3, 3), (4, -3)]);
    }

    #[test]
    fn patience_keeps_them_awake() {
        let mut scaler = scaler(3);
        let found = ready(&mut scaler, &[24, 0, 33, 0, 0, 0, 0]);
        assert_eq!(found, [8, 8, 3, 3, 3, 3, 3, 3, 3, 5, 5, 5, 2, 2]);
        let changes: Vec<_> = scaler.changes(7 * S).iter().map(|c| (c.at_ns / S, c.by)).collect();
        assert_eq!(changes, [(1, -5), (3, 2), (6, -3)]);
    }

    #[test]
    fn a_long_silence_takes_no_time() {
        let mut scaler = scaler(1);
        assert_eq!(ready(&mut scaler, &[80]), [8, 8]);
        let late =
            Request { time: SimTime(u64::MAX - 1), object: 0, bytes: 1, ..Request::default() };
        assert_eq!(scaler.awake(&late), 2);
    }

    #[test]
    fn servers_that_nobody_asks_fall_asleep() {
        let by = |changes: Vec<PowerStateChange>| -> Vec<_> {
            changes.iter().map(|change| (change.at_ns / S, change.by)).collect()
        };
        let mut late = scaler_from(2, 10 * S);
        assert_eq!(by(late.changes(20 * S)), [(11, -6)], "never asked");
        assert_eq!(by(late.changes(10 * S + 1)), [], "no interval ends");
        let request = Request { time: SimTime(19 * S), object: 0, bytes: 40, ..Request::default() };
        assert_eq!(late.awake(&request), 2, "asked late");
        assert_eq!(by(late.changes(20 * S)), [(11, -6), (20, 3)]);
        let mut scaler = scaler(2);
        ready(&mut scaler, &[40]);
        assert_eq!(by(scaler.changes(20 * S)), [(1, -3), (3, -3)], "asked no more");
        assert_eq!(by(scaler.changes(2 * S)), [(1, -3)]);
        // Asking for them changed nothing.
        assert_eq!(scaler.changes.len(), 0);
    }
}
