//! The study against what can be counted by hand, and against naive models.

use super::*;
use crate::analysis::{PopularityProfile, RateSeries};
use crate::{ObjectId, Request, RequestBatch, SimTime};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Second, object and bytes of each request.
type Trace = [(u64, ObjectId, u64)];

fn study(trace: &Trace, width_s: u64) -> AccessStudy {
    let mut batch = RequestBatch::default();
    let mut requests_of = vec![0; 1 + trace.iter().map(|r| r.1).max().unwrap_or(0) as usize];
    for &(second, object, bytes) in trace {
        let time = SimTime::from_s(second);
        batch.push(Request { time, object, bytes, ..Request::default() });
        requests_of[object as usize] += 1;
    }
    let mut rate = RateSeries::new(width_s * SimTime::NS_PER_S);
    rate.add(&batch);
    let mut study = AccessStudy::new(&PopularityProfile::new(&requests_of), &rate);
    study.add(&batch);
    study.finish();
    study
}

/// Numbers and counts of the bins that are not empty.
fn counted(bins: &LogBins) -> Vec<(u64, f64)> {
    bins.bins().into_iter().map(|bin| (bin.from, bin.count)).collect()
}

#[test]
fn a_small_trace_by_hand() {
    // Bins of ten seconds from 100 on: 0 1 0, nothing, 0 2 1.
    let trace = [(101, 0, 3), (105, 1, 8), (109, 0, 5), (120, 0, 2), (121, 2, 1), (129, 1, 8)];
    let study = study(&trace, 10);
    assert_eq!(counted(&study.reuse_requests), [(1, 1.0), (2, 1.0), (4, 1.0)]);
    assert_eq!(
        counted(&study.bytes_by_request),
        [(1, 1.0), (2, 1.0), (3, 1.0), (5, 1.0), (8, 2.0)]
    );
    assert_eq!(counted(&study.bytes_by_object), [(1, 1.0), (5, 1.0), (8, 1.0)]);
    assert!(study.has_sizes());
    let bin = |objects, bytes, working_set_objects, working_set_bytes| FootprintBin {
        objects,
        bytes,
        working_set_objects,
        working_set_bytes,
    };
    assert_eq!(study.footprint.bins, [bin(2, 13, 2, 13), bin(2, 13, 0, 0), bin(3, 14, 3, 14)]);
    assert_eq!(study.decay.objects, [2, 0, 1]);
    assert_eq!(study.decay.requests, [vec![3, 0, 2], vec![0; 3], vec![0, 0, 1]]);
    let whole = OneHitPrefix { requests: 6, objects: 3, one_hit_objects: 1 };
    assert_eq!(study.one_hits.prefixes, [whole]);
    let accesses = |row: usize| -> Vec<u64> {
        study.sample.objects[row].accesses.iter().map(|access| access.1).collect()
    };
    assert_eq!([accesses(0), accesses(1), accesses(2)], [vec![1, 3, 4], vec![2, 6], vec![5]]);
}

#[test]
fn next_to_nothing_is_no_error() {
    let empty = study(&[], 10);
    assert!(empty.footprint.bins.is_empty() && empty.one_hits.prefixes.is_empty());
    let one = study(&[(5, 0, 1)], 10);
    assert!(one.reuse_ns.bins().is_empty() && !one.has_sizes());
    assert_eq!(one.footprint.bins.len(), 1);
    let at_once = study(&[(5, 0, 0), (5, 1, 0), (5, 0, 0)], 10);
    assert_eq!(counted(&at_once.reuse_ns), [(0, 1.0)]);
    assert_eq!(counted(&at_once.reuse_requests), [(2, 1.0)]);
}

proptest! {
    #[test]
    fn reuse_is_what_a_search_backwards_finds(
        steps in proptest::collection::vec((0u64..4, 0u32..40, 0u64..100), 1..400),
    ) {
        let mut second = 1_000;
        let trace: Vec<(u64, ObjectId, u64)> = steps
            .iter()
            .map(|&(step, object, bytes)| {
                second += step;
                (second, object, bytes)
            })
            .collect();
        let found = study(&trace, 7);
        let (mut by_time, mut by_requests) = (LogBins::default(), LogBins::default());
        for (index, &(second, object, _)) in trace.iter().enumerate() {
            if let Some(last) = trace[..index].iter().rposition(|earlier| earlier.1 == object) {
                by_time.add((second - trace[last].0) * SimTime::NS_PER_S);
                by_requests.add((index - last) as u64);
            }
        }
        prop_assert_eq!(&found.reuse_ns, &by_time);
        prop_assert_eq!(&found.reuse_requests, &by_requests);
        // Footprint and working set of each bin, from the requests themselves.
        let first_bin = trace[0].0 / 7;
        for (bin, found) in (first_bin..).zip(&found.footprint.bins) {
            let mut sizes: BTreeMap<ObjectId, u64> = BTreeMap::new();
            for request in trace.iter().filter(|request| request.0 / 7 <= bin) {
                let size = sizes.entry(request.1).or_default();
                *size = request.2.max(*size);
            }
            let within: BTreeSet<ObjectId> =
                trace.iter().filter(|r| r.0 / 7 == bin).map(|r| r.1).collect();
            let expected = FootprintBin {
                objects: sizes.len() as u64,
                bytes: sizes.values().sum(),
                working_set_objects: within.len() as u64,
                working_set_bytes: within.iter().map(|object| sizes[object]).sum(),
            };
            prop_assert_eq!(*found, expected);
        }
        let last = found.one_hits.prefixes.last().unwrap();
        let once = |object: &ObjectId| trace.iter().filter(|r| r.1 == *object).count() == 1;
        let objects: BTreeSet<ObjectId> = trace.iter().map(|r| r.1).collect();
        prop_assert_eq!(last.objects, objects.len() as u64);
        prop_assert_eq!(last.one_hit_objects, objects.iter().filter(|o| once(o)).count() as u64);
        let requests: u64 = found.decay.requests.iter().flatten().sum();
        prop_assert_eq!(requests, trace.len() as u64);
    }
}
