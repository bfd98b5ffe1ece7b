//! Valid files of every format, changed at random: they are read or rejected, and nothing panics.
//!
//! `HOTSET_MUTATIONS` is the number of cases of each; 2,000 if it is not set.

use hotset_workloads::dense::{DenseTrace, SourceFile, densify};
use hotset_workloads::formats::{
    Format, LogFormat, NextAccessBlock, NextAccessTrace, ParsedLogFormat, ReadOptions, SizeRule,
    TraceReader,
};
use hotset_workloads::series::{is_series, read_series};
use hotset_workloads::{RequestBatch, Stream};
use rand::{RngExt, SeedableRng};
use std::path::Path;
use std::sync::atomic::AtomicBool;

fn cases() -> u64 {
    std::env::var("HOTSET_MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(2_000)
}

/// Changes a few bytes, or moves, doubles, drops or cuts some.
fn mutate(bytes: &mut Vec<u8>, rng: &mut Stream) {
    for _ in 0..rng.random_range(1..=4u32) {
        if bytes.is_empty() {
            return;
        }
        let at = rng.random_range(0..bytes.len());
        let end = (at + rng.random_range(1..=12usize)).min(bytes.len());
        match rng.random_range(0..7u32) {
            0 => bytes[at] = rng.random::<u32>() as u8,
            1 => bytes[at] ^= 1 << rng.random_range(0..8u32),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            4 => bytes.truncate(at),
            5 => {
                const SIGNS: &[u8] = b" \"'\\,;|\t\n\r[]{}:-+.0129%?&=/\x00\xff";
                bytes.insert(at, SIGNS[rng.random_range(0..SIGNS.len())]);
            }
            _ => {
                let other = rng.random_range(0..bytes.len());
                bytes.swap(at, other);
            }
        }
    }
}

/// Reads to the end, or so far that a line that asks for millions does not take long.
fn read(path: &Path, options: &ReadOptions) {
    let Ok(mut reader) = TraceReader::open(path, options) else { return };
    let mut batch = RequestBatch::default();
    let mut last = 0;
    for _ in 0..20 {
        match reader.next_requests(4_096, &mut batch) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => {
                assert!(!error.to_string().is_empty());
                break;
            }
        }
        for request in batch.iter() {
            assert!(request.time.0 >= last, "time runs backwards");
            assert!((request.object as usize) < reader.names().len());
            last = request.time.0;
        }
    }
    let report = reader.report();
    assert!(!report.to_string().is_empty());
    // A line of pages stands for many requests; any other for one at most.
    assert!(report.format == Format::Lis || report.requests <= report.records);
}

const CLF: &str = "192.0.2.1 - - [10/Oct/2020:13:55:36 +0000] \"GET /a?b=1 HTTP/1.1\" 200 100 \"-\" \"x\"\n\
                   a.example:80 192.0.2.1 - - [10/Oct/2020:13:55:37 +0000] \"GET http://b/%7e HTTP/1.1\" 206 7\n\
                   h [29:23:53:25] \"POST /x HTTP/1.0\" 304 -\n";
const JSON: &str = "{\"ts\":1602338136.25,\"request\":{\"method\":\"GET\",\"host\":\"a.example\",\"uri\":\"/x\\u0041\"},\"size\":100,\"status\":200}\n\
                    {\"ts\":1602338137,\"request\":{\"method\":\"GET\",\"host\":\"a.example\",\"uri\":\"/y\"},\"size\":\"7\",\"status\":\"304\"}\n";
const W3C: &str = "#Version: 1.0\n#Date: 2020-10-10 13:55:36\n#Fields: date time cs-method cs(Host) cs-uri-stem cs-uri-query sc-status sc-bytes\n\
                   2020-10-10 13:55:36 GET a.example /a x=1 200 100\n2020-10-10 13:55:37 GET a.example \"/b c\" - 304 0\n";
const SQUID: &str = "1602338136.123    150 192.0.2.1 TCP_MISS/200 100 GET http://example.com/a - HIER_DIRECT/192.0.2.9 text/html\n";
const ALB: &str = "https 2018-07-02T22:23:00.186641Z app/lb/50 192.0.2.1:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 \"GET https://a:443/x HTTP/1.1\" \"c\" - -\n";
const S3: &str = "79a5 bucket [06/Feb/2019:00:00:38 +0000] 192.0.2.3 79a5 3E57 REST.GET.OBJECT x \"GET /x?y HTTP/1.1\" 200 - 113 - 7 - \"-\" \"-\" -\n";
const CSV: &str = "time(ms),op,object,size,ttl,status\n1,GET,\"a\"\"b\",100,5,200\n2,DELETE,\"a\nb\",7,,200\n3,get,c,9,1,304\n";
const SEMICOLON: &str = "timestamp;url;bytes\n2024-03-01T00:00:00Z;/a;100\n1602338136123;/b;5\n";
const BLANKS: &str = "# time object size\n1602338136123456 a 100\n1602338136123457 b 7\n";

fn lis() -> Vec<u8> {
    b"100 3 0 1\n50 2 0 2\n".to_vec()
}

fn oracle_general() -> Vec<u8> {
    let records = [(1u32, 7u64, 100u32, 3i64), (2, 8, 50, -1), (3, 7, 100, -1)];
    let bytes = records.map(|(time, object, bytes, next)| {
        let (time, object) = (time.to_le_bytes(), object.to_le_bytes());
        [&time[..], &object[..], &bytes.to_le_bytes()[..], &next.to_le_bytes()[..]].concat()
    });
    bytes.concat()
}

fn wc98() -> Vec<u8> {
    let record = |object: u32| {
        let words = [897_000_000u32, 1, object, 500].map(u32::to_be_bytes).concat();
        [&words[..], &[0, 2, 1, 1]].concat()
    };
    [record(1), record(2), record(1)].concat()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn changed_traces_are_read_or_rejected() {
    let texts = [
        ("log", CLF),
        ("json", JSON),
        ("w3c", W3C),
        ("squid", SQUID),
        ("alb", ALB),
        ("s3", S3),
        ("csv", CSV),
        ("csv;", SEMICOLON),
        ("csv ", BLANKS),
    ];
    let mut valid: Vec<(&str, Vec<u8>)> =
        texts.map(|(name, text)| (name, text.as_bytes().to_vec())).to_vec();
    valid.extend([
        ("lis", lis()),
        ("oracle-general", oracle_general()),
        ("wc98", wc98()),
        ("gzip", gzipped(CLF.as_bytes())),
        ("zstd", zstd::encode_all(CLF.as_bytes(), 1).unwrap()),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace");
    let plain = ReadOptions::default();
    let modified = ReadOptions { sizes: Some(SizeRule::Modified), ..ReadOptions::default() };
    let in_order = ReadOptions { keep_order: true, strict: true, ..ReadOptions::default() };
    for (name, bytes) in valid {
        std::fs::write(&path, &bytes).unwrap();
        assert!(TraceReader::open(&path, &ReadOptions::default()).is_ok(), "{name} as it is");
        let mut rng = Stream::seed_from_u64(16);
        for case in 0..cases() {
            let mut changed = bytes.clone();
            mutate(&mut changed, &mut rng);
            std::fs::write(&path, &changed).unwrap();
            let options = [&plain, &modified, &in_order][case as usize % 3];
            read(&path, options);
            let _ = is_series(&path)
                .is_ok_and(|series| series && read_series(&path, &Default::default()).is_ok());
            if name == "oracle-general"
                && let Ok(Some(mut trace)) = NextAccessTrace::open(&path, options)
            {
                let mut block = NextAccessBlock::default();
                while trace.next(&mut block).is_ok_and(|more| more) {}
            }
        }
    }
}

#[test]
fn changed_log_formats_are_read_or_rejected() {
    let formats = [
        "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"",
        "log_format m '$remote_addr [$time_local] \"$request\" $status $body_bytes_sent';",
        "{\"t\": \"$msec\", \"u\": \"$request_uri\"}",
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace");
    std::fs::write(&path, CLF).unwrap();
    for format in formats {
        let mut rng = Stream::seed_from_u64(17);
        for _ in 0..cases() {
            let mut changed = format.as_bytes().to_vec();
            mutate(&mut changed, &mut rng);
            let text = String::from_utf8_lossy(&changed).into_owned();
            let Ok(asked) = LogFormat::parse(&text) else { continue };
            if matches!(asked, ParsedLogFormat::LogFormat(_)) {
                read(&path, &ReadOptions::default().with_log_format(asked).unwrap());
            }
        }
    }
}

#[test]
fn changed_dense_traces_are_read_or_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace.csv");
    std::fs::write(&trace, CSV).unwrap();
    let whole = folder.path().join("whole");
    let open = || TraceReader::open(&trace, &ReadOptions::default());
    let source = SourceFile::of(&[&trace], "csv".to_owned()).unwrap();
    densify(&open, &source, &whole, &AtomicBool::new(false)).unwrap();
    DenseTrace::open(&whole, None).unwrap().uses().unwrap();
    let files: Vec<(String, Vec<u8>)> = std::fs::read_dir(&whole)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read(&path).unwrap())
        })
        .collect();
    let mut rng = Stream::seed_from_u64(18);
    // A mapped file must not change underneath: each case has a folder of its own.
    for case in 0..cases() {
        let changed_folder = folder.path().join(format!("changed-{case}"));
        std::fs::create_dir(&changed_folder).unwrap();
        let which = rng.random_range(0..files.len());
        for (place, (name, bytes)) in files.iter().enumerate() {
            let mut bytes = bytes.clone();
            if place == which {
                mutate(&mut bytes, &mut rng);
            }
            std::fs::write(changed_folder.join(name), &bytes).unwrap();
        }
        if let Ok(dense) = DenseTrace::open(&changed_folder, None) {
            let mut batch = RequestBatch::default();
            assert!(dense.block(0, &mut batch));
            let _ =
                (dense.catalog().is_ok(), dense.object_metadata().is_ok(), dense.uses().is_ok());
        }
        std::fs::remove_dir_all(&changed_folder).unwrap();
    }
}
