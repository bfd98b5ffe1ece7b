//! Dense traces: the same requests as in the file, and LRU by cursors the same as LRU by list.

use crate::common::{stream, zipf};
use hotset_sim::cache::{CacheConfig, Capacity, NEVER, PolicyKind, next_uses};
use hotset_sim::replay::{Replay, ReplayCounts, TracePointerLru, replay_of};
use hotset_workloads::dense::{DenseManifest, DenseTrace, SourceFile, Uses, densify};
use hotset_workloads::formats::{ReadOptions, TraceReader};
use hotset_workloads::{RequestBatch, RequestSource, Trace};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A trace of independent requests whose sizes go from 0 to `largest`, written as CSV.
fn write_csv(path: &Path, largest: u64) {
    let content = zipf(5_000, 0.9, 300_000).content(&mut stream(1)).unwrap();
    let mut source = content.requests(stream(2), stream(3));
    let mut file = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    writeln!(file, "time,object,size").unwrap();
    let mut batch = RequestBatch::default();
    while source.next_batch(&mut batch).unwrap() {
        for request in batch.iter() {
            let bytes = u64::from(request.object) * (7_919 << 20) % (largest + 1);
            writeln!(file, "{},o{},{bytes}", request.time.as_s(), request.object).unwrap();
        }
    }
}

fn dense(path: &Path) -> DenseTrace {
    let open = || TraceReader::open(path, &ReadOptions::default());
    let source = SourceFile::of(&[path], "csv".to_owned()).unwrap();
    let folder = path.with_extension("dense");
    densify(&open, &source, &folder, &AtomicBool::new(false)).unwrap();
    DenseTrace::open(&folder, Some(&source)).unwrap()
}

fn counts(trace: &DenseTrace, mut cache: Box<dyn Replay>) -> ReplayCounts {
    let mut batch = RequestBatch::default();
    let mut requests = trace.requests();
    while requests.next_batch(&mut batch).unwrap() {
        cache.feed(&batch, &[]);
    }
    cache.counts()
}

#[test]
fn a_dense_trace_is_the_trace() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace.csv");
    for largest in [5_000, 1 << 33] {
        write_csv(&path, largest);
        let trace = dense(&path);
        let mut reader = TraceReader::open(&path, &ReadOptions::default()).unwrap();
        let plain = Trace::read(&mut reader).unwrap();
        let again = Trace::read(&mut trace.requests()).unwrap();
        assert_eq!(again.requests.time, plain.requests.time);
        assert_eq!(again.requests.object, plain.requests.object);
        assert_eq!(again.requests.bytes, plain.requests.bytes);
        let (bytes, requests) = trace.catalog().unwrap();
        assert_eq!(bytes, plain.catalog.bytes);
        assert_eq!(requests.iter().sum::<u64>(), 300_000);
        assert!(trace.manifest().fixed_sizes);
        let next = next_uses(&plain.requests.object, plain.catalog.len());
        let Uses { previous, next: found } = trace.uses().unwrap();
        assert!(found.iter().flat_map(|block| block.iter()).eq(&next));
        for (number, &next) in next.iter().enumerate().filter(|&(_, &next)| next != NEVER) {
            let at = next as usize;
            assert_eq!(previous[at / Uses::BLOCK][at % Uses::BLOCK], number as u32);
        }
    }
}

#[test]
fn columns_that_changed_while_they_were_read_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace.csv");
    write_csv(&path, 5_000);
    let trace = dense(&path);
    let all = |trace: &DenseTrace| Trace::read(&mut trace.requests()).map(|all| all.requests.len());
    assert_eq!(all(&trace).unwrap(), 300_000);
    let column = path.with_extension("dense").join("bytes.npy");
    std::fs::File::options().append(true).open(column).unwrap().write_all(b"0").unwrap();
    let error = all(&trace).unwrap_err().to_string();
    assert!(error.contains("bytes.npy: changed while it was read"), "{error}");
    // Whose folder is removed is still mapped.
    std::fs::remove_dir_all(path.with_extension("dense")).unwrap();
    assert_eq!(all(&trace).unwrap(), 300_000);
}

#[test]
fn lru_by_cursors_equals_lru_by_list_at_every_size() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace.csv");
    write_csv(&path, 5_000);
    let trace = Arc::new(dense(&path));
    let uses = Arc::new(trace.uses().unwrap());
    let total = trace.manifest().object_bytes;
    let objects = [1, 2, 3, 10, 63, 64, 65, 200, 1_000, 3_000, 4_999, 6_000];
    // Objects of up to 5,000 bytes: some of these caches are smaller than the largest of them.
    let bytes = [1, 100, 2_500, 4_999, 20_000, total / 100, total / 10, total / 2, total];
    let capacities = objects.map(Capacity::Objects).into_iter().chain(bytes.map(Capacity::Bytes));
    for capacity in capacities {
        let config = CacheConfig::new(capacity, trace.objects(), stream(1));
        let by_list = counts(&trace, replay_of(PolicyKind::Lru, &config));
        let cursors = TracePointerLru::new(Arc::clone(&trace), Arc::clone(&uses), capacity);
        assert_eq!(counts(&trace, Box::new(cursors)), by_list, "{capacity:?}");
    }
}

#[test]
fn a_dense_trace_of_another_source_version_or_content_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace.csv");
    std::fs::write(&path, "time,object,size\n1,a,10\n2,b,20\n3,a,10\n").unwrap();
    let trace = dense(&path);
    assert_eq!(trace.len(), 3);
    drop(trace);
    let made = path.with_extension("dense");
    let refused = |source: Option<&SourceFile>, words: &str| {
        let error = DenseTrace::open(&made, source).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    };
    let source = SourceFile::of(&[&path], "csv".to_owned()).unwrap();
    refused(Some(&SourceFile { read_as: "log".to_owned(), ..source.clone() }), "was read as csv");
    refused(Some(&SourceFile { bytes: 1, ..source.clone() }), "another file");
    let manifest = made.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replace("\"version\": 4", "\"version\": 0")).unwrap();
    refused(Some(&source), "version 0");
    std::fs::write(&manifest, &text).unwrap();
    let requests = made.join("object.npy");
    let mut bytes = std::fs::read(&requests).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&requests, &bytes).unwrap();
    refused(Some(&source), "checksum");
    std::fs::write(&requests, &bytes[..middle]).unwrap();
    refused(Some(&source), "checksum");
    std::fs::write(&manifest, "{").unwrap();
    refused(Some(&source), "no manifest");
}

/// A damaged file whose checksum was made to fit is still no way to a wrong place in memory.
#[test]
fn objects_beyond_the_last_are_refused_whatever_the_checksum() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace.csv");
    std::fs::write(&path, "time,object,size\n1,a,10\n2,b,20\n3,a,10\n").unwrap();
    drop(dense(&path));
    let made = path.with_extension("dense");
    let manifest = made.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    for (objects, requests, words) in [(1, 3, "beyond the last"), (2, 4, "other rows")] {
        let mut changed: DenseManifest = serde_json::from_str(&text).unwrap();
        (changed.objects, changed.requests) = (objects, requests);
        std::fs::write(&manifest, serde_json::to_string(&changed).unwrap()).unwrap();
        let error = DenseTrace::open(&made, None).unwrap_err().to_string();
        assert!(error.contains("damaged"), "{error}");
        changed.checksum = changed.sum();
        std::fs::write(&manifest, serde_json::to_string(&changed).unwrap()).unwrap();
        let error = DenseTrace::open(&made, None).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}
