//! Writes a trace that libCacheSim and hotset both read: independent requests with Zipf shares, as
//! `oracleGeneral` records with the next access of each.
//!
//! `cargo run --release -p hotset-benches --example peer_trace -- OUT REQUESTS OBJECTS ALPHA [lognormal]`

use hotset_sim::cache::{NEVER, next_uses};
use hotset_workloads::synthetic::AliasTable;
use hotset_workloads::{ObjectId, Stream};
use rand::SeedableRng;
use rand_distr::{Distribution, LogNormal};
use std::io::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [out, requests, objects, alpha, rest @ ..] = arguments.as_slice() else {
        return Err("expected OUT REQUESTS OBJECTS ALPHA [lognormal]".into());
    };
    let (requests, objects): (usize, usize) = (requests.parse()?, objects.parse()?);
    let alpha: f64 = alpha.parse()?;
    let bytes = sizes(objects, rest.first().is_some_and(|word| word == "lognormal"))?;
    let weights: Vec<f64> = (1..=objects).map(|rank| libm::pow(rank as f64, -alpha)).collect();
    let mut drawn = vec![0; requests];
    AliasTable::new(&weights).fill(&mut Stream::seed_from_u64(1), &mut drawn);
    let mut out = std::io::BufWriter::with_capacity(1 << 20, std::fs::File::create(out)?);
    for ((number, &object), next) in drawn.iter().enumerate().zip(next_uses(&drawn, objects)) {
        // Requests are counted from 1 in the next access.
        let next = if next == NEVER { -1 } else { i64::from(next) + 1 };
        out.write_all(&(number as u32 / 1_000).to_le_bytes())?;
        out.write_all(&name(object).to_le_bytes())?;
        out.write_all(&bytes[object as usize].to_le_bytes())?;
        out.write_all(&next.to_le_bytes())?;
    }
    Ok(out.flush()?)
}

/// A name that looks like those of real traces: scattered over 64 bits, the same for no two.
fn name(object: ObjectId) -> u64 {
    (u64::from(object) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Sizes in bytes: all 1, or lognormal with a median of 8 KiB.
fn sizes(objects: usize, lognormal: bool) -> Result<Vec<u32>, Box<dyn std::error::Error>> {
    if !lognormal {
        return Ok(vec![1; objects]);
    }
    let normal = LogNormal::new(libm::log(8_192.0), 1.5)?;
    let mut stream = Stream::seed_from_u64(2);
    Ok((0..objects).map(|_| normal.sample(&mut stream).clamp(1.0, 1e9) as u32).collect())
}
