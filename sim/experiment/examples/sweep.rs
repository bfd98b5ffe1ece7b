//! A sweep over layouts and cache sizes from a spec in a string, and a line for each run.
//!
//! `cargo run -p hotset-experiment --example sweep`

#![allow(clippy::print_stdout, reason = "an example shows its results")]

use hotset_experiment::{Options, Plan, Progress, Row, Spec, execute};
use std::error::Error;

const SPEC: &str = r#"
name = "sweep"
seed = 1

[workload]                  # eight sites of unequal popularity
objects = 10_000
sites = 8
site_alpha = 0.8
requests = 200_000
sizes = { kind = "lognormal", median_bytes = 10_000, sigma = 1.0 }

[servers]
count = 8

[layout]
hot.share_of_objects = 0.01 # read by the layout "hot" only

[sweep]                     # all combinations
"layout.kind" = ["dedicated", "mirrored", "hashed", "hot"]
"servers.cache" = ["0.5%", "2%"]
"#;

fn main() -> Result<(), Box<dyn Error>> {
    let spec = Spec::parse(SPEC, &[])?;
    let plan = Plan::new(&spec)?;
    println!("{} runs", plan.runs());

    let folder = tempfile::tempdir()?;
    let progress = |what: Progress| {
        if what == Progress::RunDone {
            print!(".");
        }
    };
    let options = Options { progress: &progress, ..Options::new(folder.path()) };
    let done = execute(&plan, &options)?;

    println!("\n{:<10} {:>6} {:>10} {:>13}", "layout", "cache", "hit ratio", "origin bytes");
    for run in &done.runs()?.rows {
        let text = |column: &str| run.get(column).and_then(|value| value.as_str()).unwrap_or("");
        println!(
            "{:<10} {:>6} {:>10.3} {:>13}",
            text("layout.kind"),
            text("servers.cache"),
            number(run, "hit_ratio"),
            number(run, "origin_bytes")
        );
    }
    Ok(())
}

/// A column of a run.
fn number(run: &Row, column: &str) -> f64 {
    run.get(column).and_then(|value| value.as_f64()).unwrap_or(f64::NAN)
}
