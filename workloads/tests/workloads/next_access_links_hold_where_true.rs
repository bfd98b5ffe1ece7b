//! The links of a next-access trace hold just where the next accesses in a file are true.

use hotset_workloads::formats::{
    NO_NEXT, NextAccessBlock, NextAccessCheck, NextAccessTrace, ReadOptions, ReadReport,
    TraceReader,
};
use hotset_workloads::{RequestBatch, Stream};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use std::collections::{BTreeMap, BTreeSet};

/// Records that are examined before a next-access trace is opened.
const LOOKED_AT: usize = 1 << 15;

#[derive(Clone, Debug)]
struct Record {
    time_s: u32,
    object: u64,
    bytes: u32,
    next: i64,
}

fn write(records: &[Record]) -> tempfile::TempPath {
    let file = tempfile::Builder::new().suffix(".oracleGeneral.bin").tempfile().unwrap();
    let mut bytes = Vec::new();
    for Record { time_s, object, bytes: size, next } in records {
        bytes.extend(time_s.to_le_bytes());
        bytes.extend(object.to_le_bytes());
        bytes.extend(size.to_le_bytes());
        bytes.extend(next.to_le_bytes());
    }
    std::fs::write(file.path(), bytes).unwrap();
    file.into_temp_path()
}

/// Records with true next accesses, counted from `origin` on.
fn records(requests: usize, objects: u64, origin: i64, seed: u64) -> Vec<Record> {
    let mut rng = Stream::seed_from_u64(seed);
    let mut records: Vec<Record> = (0..requests)
        .map(|number| {
            let last = rng.random_range(0..objects);
            let object = rng.random_range(0..=last);
            Record {
                time_s: number as u32 / 7,
                object: object << 40 | 5,
                bytes: object as u32,
                next: -1,
            }
        })
        .collect();
    let mut next = BTreeMap::new();
    for (number, record) in records.iter_mut().enumerate().rev() {
        record.next = next.insert(record.object, number as i64 + origin).unwrap_or(-1);
    }
    records
}

/// What a next-access trace reports of a file; `None` if there is none, or it does not hold.
fn linked(records: &[Record]) -> Option<ReadReport> {
    let path = write(records);
    let mut trace = NextAccessTrace::open(&path, &ReadOptions::default()).unwrap()?;
    let mut check = NextAccessCheck::default();
    let mut block = NextAccessBlock::default();
    let (mut stated, mut number) = (BTreeSet::new(), 0u32);
    while trace.next(&mut block).unwrap() {
        let mut firsts = Vec::new();
        for (index, request) in block.requests().enumerate() {
            if !stated.remove(&number) {
                firsts.push(index as u32);
            }
            if request.next != NO_NEXT {
                assert!(request.next > number && (request.next as usize) < trace.requests());
                stated.insert(request.next);
            }
            number += 1;
        }
        check.note(&block, &firsts);
    }
    assert_eq!(number as usize, records.len());
    check.report()
}

/// What a reader that looks names up says of a file.
fn read(records: &[Record]) -> ReadReport {
    let path = write(records);
    let mut reader =
        TraceReader::open(&path, &ReadOptions::default()).unwrap().without_objects_resized();
    let mut batch = RequestBatch::default();
    while reader.next_requests(1_000, &mut batch).unwrap() {}
    reader.report()
}

#[test]
fn a_next_access_trace_reports_what_a_reader_reports() {
    for (requests, origin) in [(1_000, 0), (1_000, 1), (3 * NextAccessBlock::REQUESTS, 1)] {
        let records = records(requests, 500, origin, 3);
        let report = linked(&records).unwrap();
        assert_eq!(ReadReport { next_access_holds: None, ..report }, read(&records));
        // Cut off between two records, the rest states requests that do not come.
        assert!(linked(&records[..requests - 300]).is_some());
    }
}

#[test]
fn time_that_runs_backwards_breaks_the_links() {
    let mut records = records(40_000, 500, 1, 3);
    assert!(linked(&records).is_some());
    records[30_000].time_s = 0;
    assert!(linked(&records).is_none());
}

#[test]
fn other_traces_are_left_to_the_reader() {
    let true_ones = records(1_000, 500, 1, 3);
    let none = |change: &dyn Fn(&mut Record)| {
        let mut records = true_ones.clone();
        records.iter_mut().for_each(change);
        assert!(linked(&records).is_none());
    };
    none(&|record| record.next = -1);
    none(&|record| record.next = i64::MAX);
    none(&|record| record.next = 1);
    none(&|record| record.next += i64::from(record.next > 0));
    let open = |bytes: &[u8], name: &str| {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        NextAccessTrace::open(&path, &ReadOptions::default()).unwrap().is_some()
    };
    let whole = std::fs::read(write(&true_ones)).unwrap();
    assert!(open(&whole, "a.oracleGeneral.bin"));
    assert!(!open(&whole[..whole.len() - 1], "cut.oracleGeneral.bin"));
    assert!(!open(&[], "empty.oracleGeneral.bin"));
    assert!(!open(b"time,object,bytes\n1,2,3\n", "a.csv"));
    let zstd = zstd::encode_all(&whole[..], 1).unwrap();
    assert!(!open(&zstd, "a.oracleGeneral.bin.zst"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Any change to what is stated, near or far, at one place or two, and no change at all: among the
    /// first records, which are looked at before the others, and behind them.
    #[test]
    fn links_hold_where_all_are_true(
        seed in 0u64..1_000,
        front in prop::sample::select(vec![0, LOOKED_AT]),
        requests in 2usize..400,
        objects in 1u64..60,
        origin in 0i64..=1,
        changes in prop::collection::vec((0usize..400, -1i64..402), 0..3),
        swap in prop::option::of((0usize..400, 0usize..400)),
    ) {
        let truth = records(front + requests, objects, origin, seed);
        let mut stated = truth.clone();
        let place = |place: usize| front + place % requests;
        for (changed, next) in changes {
            stated[place(changed)].next = if next < 0 { -1 } else { front as i64 + next };
        }
        if let Some((one, other)) = swap {
            let (one, other) = (place(one), place(other));
            (stated[one].next, stated[other].next) = (stated[other].next, stated[one].next);
        }
        // After the end, it makes no difference what is stated.
        let inside = |record: &Record| {
            Some(record.next - origin).filter(|next| (0..truth.len() as i64).contains(next))
        };
        let holds = truth.iter().map(inside).eq(stated.iter().map(inside));
        // Records that state nothing do not say from where they count.
        let silent = stated.iter().all(|record| inside(record).is_none());
        let changed = &stated[front..];
        prop_assert_eq!(linked(&stated).is_some(), holds && !silent, "{:?}", changed);
    }
}
