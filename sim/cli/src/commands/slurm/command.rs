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
const REQUEUES_MAX: usize = 20;

/// Puts the task that this process runs in into the queue again, where it has not been there too often: its attempts
/// are the files in the store that begin with `label`.
pub(crate) fn requeue(out: &Path, label: &str) -> Result<(), Failure> {
    let of = |name: &str| {
        std::env::var(name).map_err(|_| {
            Failure::other(format!(
                "--requeue-on-timeout: {name} is not set; expected a task of a Slurm array"
            ))
        })
    };
    let task = format!("{}_{}", of("SLURM_ARRAY_JOB_ID")?, of("SLURM_ARRAY_TASK_ID")?);
    let entries = std::fs::read_dir(out.join("runs")).into_iter().flatten().flatten();
    let attempts =
        entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(label)).count();
    if attempts > REQUEUES_MAX {
        return Err(Failure::other(format!("task {task} has begun {attempts} times: not again")));
    }
    call("scontrol", &["requeue", &task]).map(drop).map_err(Failure::other)
}
