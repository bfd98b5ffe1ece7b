//! Valid specs, changed at random: each gives a plan or an error, and nothing panics.
//!
//! `HOTSET_MUTATIONS` sets how many of each; by default 2,000.

use hotset_experiment::{DEFAULT_SPEC, Plan, Spec};
use hotset_workloads::Stream;
use rand::{RngExt, SeedableRng};

const TRACE: &str = "name = 't'\nbins = 4\n[workload]\nkind = 'trace'\npaths = ['a.log', 'b*.log']\n\
                     query = 'drop=utm_*'\nstatuses = [200]\n[workload.columns]\ntime = '1'\n[servers]\n\
                     count = 2\ncache = '1MiB'\n[layout]\nkind = 'hashed'\n[sweep]\n\"servers.count\" = [1, 2]\n";

#[test]
fn changed_specs_give_a_plan_or_an_error() {
    let cases = std::env::var("HOTSET_MUTATIONS").ok().and_then(|text| text.parse().ok());
    for spec in [DEFAULT_SPEC, TRACE] {
        let mut rng = Stream::seed_from_u64(19);
        for _ in 0..cases.unwrap_or(2_000u64) {
            let mut bytes = spec.as_bytes().to_vec();
            for _ in 0..rng.random_range(1..=3u32) {
                let at = rng.random_range(0..bytes.len());
                let end = (at + rng.random_range(1..=9usize)).min(bytes.len());
                match rng.random_range(0..5u32) {
                    0 => bytes[at] = rng.random::<u32>() as u8,
                    1 => drop(bytes.drain(at..end)),
                    2 => {
                        let part = bytes[at..end].to_vec();
                        bytes.splice(at..at, part);
                    }
                    3 => {
                        const SIGNS: &[u8] = b" \"'[]{}=.-+0159e#\n_";
                        bytes.insert(at, SIGNS[rng.random_range(0..SIGNS.len())]);
                    }
                    _ => bytes.truncate(end),
                }
                if bytes.is_empty() {
                    break;
                }
            }
            let text = String::from_utf8_lossy(&bytes);
            if let Ok(spec) = Spec::parse(&text, &[])
                && let Err(error) = Plan::new(&spec)
            {
                assert!(!error.to_string().is_empty());
            }
        }
    }
}
