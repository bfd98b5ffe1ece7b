//! The commands of Slurm.

use crate::diagnostics::Failure;
use std::path::Path;
use std::process::Command;

/// Runs a command; what it prints, or why it failed.
pub(super) fn call(program: &str, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    match output.status.success() {
        true => Ok(text(&output.stdout)),
        false => Err(format!("{program}: {}", text(&output.stderr))),
    }
}

/// Where Slurm does not say it: its default, above the largest index of an array.
const ARRAY_SIZE: u32 = 1_001;

/// One more than the largest index that an array may have.
pub(crate) fn array_size_max() -> u32 {
    let config = call("scontrol", &["show", "config"]).unwrap_or_default();
    let of_line = |line: &str| {
        let (name, value) = line.split_once('=')?;
        (name.trim() == "MaxArraySize").then(|| value.trim().parse().ok())?
    };
    config.lines().find_map(of_line).filter(|&size| size > 0).unwrap_or(ARRAY_SIZE)
}

/// Submits a script, and returns the id of its job. A submission that fails may have been accepted all the same: so
/// the job is looked up by its name, which no other has.
pub(crate) fn submit(script: &Path, name: &str, extra: &[String]) -> Result<String, Failure> {
    let script = script.display().to_string();
    let mut arguments = vec!["--parsable"];
    arguments.extend(extra.iter().map(String::as_str));
    arguments.push(&script);
    let answer = match call("sbatch", &arguments) {
        Ok(answer) => answer,
        Err(error) => {
            let queued = call("squeue", &["-h", "-n", name, "-o", "%F"]).unwrap_or_default();
            queued.lines().next().map(str::to_owned).ok_or_else(|| Failure::other(error))?
        }
    };
    // With several clusters, its name follows behind a semicolon.
    let id = answer.lines().last().unwrap_or_default().split(';').next().unwrap_or_default();
    match id.chars().all(|digit| digit.is_ascii_digit()) && !id.is_empty() {
        true => Ok(id.to_owned()),
        false => Err(Failure::other(format!("sbatch: found {answer:?}; expected the id of a job"))),
    }
}

/// A task goes into the queue again no more often than this.
const REQUEUES_MAX: u32 = 20;

/// Puts the task that this process runs in into the queue again, where it has not been there too often.
pub(crate) fn requeue() -> Result<(), Failure> {
    let of = |name: &str| {
        std::env::var(name).map_err(|_| {
            Failure::other(format!(
                "--requeue-on-timeout: {name} is not set; expected a task of a Slurm array"
            ))
        })
    };
    let task = format!("{}_{}", of("SLURM_ARRAY_JOB_ID")?, of("SLURM_ARRAY_TASK_ID")?);
    // Slurm sets it from the second attempt on.
    let before = std::env::var("SLURM_RESTART_COUNT").ok();
    let before: u32 = before.and_then(|count| count.parse().ok()).unwrap_or(0);
    if before >= REQUEUES_MAX {
        return Err(Failure::other(format!(
            "task {task} has been requeued {before} times, and is not requeued again"
        )));
    }
    call("scontrol", &["requeue", &task]).map(drop).map_err(Failure::other)
}
