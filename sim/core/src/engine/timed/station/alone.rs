//! Stations by themselves: queues without caches, layouts or links.

use super::counts::StationCounts;
use super::leaving::Due;
use super::queue::{Offered, Station};
use super::timing::StationTiming;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A job: when it comes, in nanoseconds, and its bytes.
pub type Job = (u64, u64);

/// Sends jobs, in order of time, through one station.
pub fn simulate_station(timing: StationTiming, jobs: &[Job]) -> StationCounts {
    let mut station = Station::new(timing);
    let mut due: Option<Due> = None;
    for &(at, bytes) in jobs {
        if due.is_some() {
            depart_until(&mut station, &mut due, at);
        }
        let service_ns = station.service_time.service_ns(bytes);
        if let Offered::Later(_) = station.offer(at, service_ns, ()) {
            due = station.next_due();
        }
    }
    depart_until(&mut station, &mut due, u64::MAX);
    station.finish()
}

fn depart_until(station: &mut Station<()>, due: &mut Option<Due>, now: u64) {
    while let Some((at, version)) = due.filter(|(at, _)| *at <= now) {
        station.depart(at, version);
        *due = station.next_due();
    }
}

/// The jobs of several stations, all of them in one heap from the beginning, with departures as they
/// become known: the plain way, which the other is held against.
pub fn simulate_stations(timing: StationTiming, jobs: &[Vec<Job>]) -> Vec<StationCounts> {
    /// Departures precede arrivals of the same time.
    #[derive(PartialEq, Eq, PartialOrd, Ord)]
    enum Happens {
        Departs { number: usize, version: u64 },
        Comes { number: usize, bytes: u64 },
    }
    let mut stations: Vec<Station<()>> = jobs.iter().map(|_| Station::new(timing)).collect();
    let mut heap: BinaryHeap<Reverse<(u64, Happens, usize)>> = BinaryHeap::new();
    for (station, jobs) in jobs.iter().enumerate() {
        for (number, &(at, bytes)) in jobs.iter().enumerate() {
            heap.push(Reverse((at, Happens::Comes { number, bytes }, station)));
        }
    }
    let mut told = 0;
    while let Some(Reverse((now, happens, station))) = heap.pop() {
        let next = match happens {
            Happens::Comes { bytes, .. } => {
                let station = &mut stations[station];
                match station.offer(now, station.service_time.service_ns(bytes), ()) {
                    Offered::Departs(at, ()) => Some((at, 0)),
                    Offered::Later(due) => due,
                    Offered::Refused(()) => None,
                }
            }
            Happens::Departs { version, .. } => {
                stations[station].depart(now, version).and_then(|((), next)| next)
            }
        };
        if let Some((at, version)) = next {
            told += 1;
            heap.push(Reverse((at, Happens::Departs { number: told, version }, station)));
        }
    }
    stations.iter_mut().map(Station::finish).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::timed::Discipline;

    #[test]
    fn a_station_alone_is_one_of_many_in_a_heap() {
        let mut state = 1u64;
        let mut draw = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 33) % below
        };
        let mut jobs = vec![Vec::new(); 5];
        for jobs in &mut jobs {
            let mut now = 0;
            for _ in 0..2_000 {
                // Some come at the same time.
                now += draw(2) * draw(1_000);
                jobs.push((now, draw(500)));
            }
        }
        for (discipline, channels) in
            [(Discipline::Fifo, 1), (Discipline::Fifo, 3), (Discipline::Sharing, 1)]
        {
            for jobs_max in [None, Some(4)] {
                let bytes_per_s = Some(1_000_000_000);
                let timing =
                    StationTiming { discipline, channels, bytes_per_s, overhead_ns: 2, jobs_max };
                let alone: Vec<_> =
                    jobs.iter().map(|jobs| simulate_station(timing, jobs)).collect();
                assert_eq!(alone, simulate_stations(timing, &jobs), "{timing:?}");
                assert_eq!(alone.iter().any(|counts| counts.refused > 0), jobs_max.is_some());
            }
        }
    }
}
