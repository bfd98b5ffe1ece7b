//! `hotset submit`.

use super::slurm::{Jobs, Script, Task, array_size_max, submit as submit_script};
use super::sweep::{create, describe, open, out_of, save};
use crate::arguments::SubmitArguments;
use crate::diagnostics::Failure;
use crate::host::Host;
use crate::progress::{note, result};
use crate::units::{bytes, duration};
use hotset_experiment::shards::SharedSweep;
use hotset_results::{sha256_of_bytes, sha256_of_reader, write_atomically};
use std::fs::File;
use std::path::{Path, PathBuf};

/// Submits the shards of a sweep that have runs to make, and then its merge.
pub(crate) fn submit(arguments: &SubmitArguments) -> Result<(), Failure> {
    let sweep = match arguments.sweep.is_dir() {
        true => open(&arguments.sweep, &Host::new("submit"))?,
        false => {
            let shards = arguments.sharding.count_or_usual(arguments.cores as usize);
            create(Some(&arguments.sweep), &arguments.settings, shards, &arguments.out)?
        }
    };
    note(false, describe(&sweep));
    let folder = std::path::absolute(sweep.folder()).map_err(Failure::other)?;
    let host = Host::new("submit");
    let progress = sweep.progress(&host.options(&out_of(&folder), &|_| ()))?;
    let missing = progress.missing_shards();
    if missing.is_empty() {
        result("nothing is missing: `hotset merge` writes the results");
        return Ok(());
    }
    let mut jobs = Jobs::read(&folder)?;
    check_queue(&jobs, arguments)?;
    save(&sweep)?;
    warn_of_long_runs(&sweep, arguments);
    warn_of_large_runs(&sweep, arguments);
    let submission = Submission {
        arguments,
        folder: &folder,
        sweep: &sweep,
        name: job_name(&folder, &jobs),
        program: pinned_program(&folder)?,
    };
    let scripts = submission.write(&missing)?;
    if arguments.dry_run {
        return Ok(());
    }
    let mut ids = Vec::new();
    for (path, name) in &scripts {
        let id = submit_script(path, name, &arguments.sbatch)?;
        // Noted at once: what follows may fail.
        jobs.add(&folder, &id)?;
        ids.push(id);
    }
    let (path, name) = submission.write_merge(&ids)?;
    let merge = submit_script(&path, &name, &arguments.sbatch)?;
    jobs.add(&folder, &merge)?;
    result(format!(
        "submitted: {} shards as {}, and their merge as {merge}\nhelp: `hotset status {}` says how far they are",
        missing.len(),
        ids.join(", "),
        sweep.folder().display()
    ));
    Ok(())
}

/// Refuses to submit what is in the queue already.
fn check_queue(jobs: &Jobs, arguments: &SubmitArguments) -> Result<(), Failure> {
    let waiting = jobs.waiting();
    if waiting == 0 || arguments.force || arguments.dry_run {
        return Ok(());
    }
    Err(Failure::input(format!(
        "{waiting} tasks of this sweep are in the queue already\nhelp: `hotset cancel` takes them out; --force submits \
         all the same, which is safe, and does some of the work twice"
    )))
}

/// A run that takes longer than a task may is never finished.
fn warn_of_long_runs(sweep: &SharedSweep, arguments: &SubmitArguments) {
    if let Some(longest) = sweep.seconds_of_longest().filter(|&longest| longest > arguments.time) {
        let (longest, limit) = (duration(longest), duration(arguments.time));
        note(
            false,
            format!("warning: the longest run may take {longest}, and a task ends after {limit}"),
        );
    }
}

/// A task that needs more memory than it has is killed.
fn warn_of_large_runs(sweep: &SharedSweep, arguments: &SubmitArguments) {
    let Ok(plan) = sweep.source().plan() else { return };
    let needed = plan.memory_bytes_max().zip(plan.tables_bytes_max());
    let needed = needed.map(|(run, all)| run * f64::from(arguments.cores) + all);
    let Some((needed, limit)) = needed.zip(memory_bytes(&arguments.mem)) else { return };
    if needed > limit {
        let (needed, limit) = (bytes(needed), bytes(limit));
        note(
            false,
            format!(
                "warning: {} runs at once may need {needed}, and a task has {limit}",
                arguments.cores
            ),
        );
    }
}

/// What Slurm takes an amount of memory for: megabytes, if nothing else is said.
fn memory_bytes(text: &str) -> Option<f64> {
    let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let power = match unit.to_ascii_uppercase().trim_end_matches('B') {
        "K" => 1,
        "" | "M" => 2,
        "G" => 3,
        "T" => 4,
        _ => return None,
    };
    // Slurm takes 0 for all memory of a node.
    let number: f64 = number.parse().ok().filter(|&number| number > 0.0)?;
    Some(number * 1_024.0_f64.powi(power))
}

/// What is submitted.
struct Submission<'a> {
    arguments: &'a SubmitArguments,
    folder: &'a Path,
    sweep: &'a SharedSweep,
    /// How the names of its jobs begin.
    name: String,
    /// The copy of this program that they run.
    program: PathBuf,
}

impl Submission<'_> {
    /// Writes the scripts of shards: an array has no larger index than Slurm allows. Returns them with their names.
    fn write(&self, missing: &[u32]) -> Result<Vec<(PathBuf, String)>, Failure> {
        let size = array_size_max();
        let mut scripts = Vec::new();
        let mut left = missing;
        while let Some(&first) = left.first() {
            let offset = first / size * size;
            let (now, later) = left.split_at(left.partition_point(|&shard| shard < offset + size));
            left = later;
            let indices: Vec<String> =
                now.iter().map(|shard| (shard - offset).to_string()).collect();
            let task = Task::Shards {
                indices: &ranges(&indices),
                offset,
                shards: self.sweep.shards(),
                throttle: self.arguments.throttle,
                requeue: self.arguments.requeue_on_timeout,
            };
            scripts.push(self.write_script(&format!("{}", scripts.len()), task)?);
        }
        Ok(scripts)
    }

    fn write_merge(&self, after: &[String]) -> Result<(PathBuf, String), Failure> {
        self.write_script("merge", Task::Merge { after })
    }

    fn write_script(&self, part: &str, task: Task<'_>) -> Result<(PathBuf, String), Failure> {
        let SubmitArguments { time, cores, mem, prologue, .. } = self.arguments;
        let name = format!("{}-{part}", self.name);
        let script = Script {
            name: &name,
            folder: &self.folder.display().to_string(),
            program: &self.program.display().to_string(),
            time_s: *time,
            cores: *cores,
            mem,
            prologue,
            task,
        };
        let path = self.folder.join(format!("slurm/{name}.sh"));
        std::fs::create_dir_all(self.folder.join("slurm/log")).map_err(Failure::other)?;
        write_atomically(&path, script.text().as_bytes()).map_err(Failure::other)?;
        if self.arguments.dry_run {
            let extra: String =
                self.arguments.sbatch.iter().map(|word| format!("{word} ")).collect();
            result(format!("# sbatch {extra}{}\n{}", path.display(), script.text()));
        }
        Ok((path, name))
    }
}

/// How the names of jobs begin: as those of no other submission, in this folder or in another.
fn job_name(folder: &Path, before: &Jobs) -> String {
    let place = sha256_of_bytes(folder.display().to_string().as_bytes());
    let sweep = folder.file_name().unwrap_or_default().to_string_lossy();
    format!("{sweep}-{}-{}", &place[..4], before.ids.len())
}

/// Indices of an array, as Slurm takes them: neighbours as ranges.
fn ranges(indices: &[String]) -> String {
    let numbers: Vec<u32> = indices.iter().filter_map(|index| index.parse().ok()).collect();
    let ranges = numbers.chunk_by(|one, next| one + 1 == *next).map(|run| match run {
        [only] => only.to_string(),
        [first, .., last] => format!("{first}-{last}"),
        [] => String::new(),
    });
    ranges.collect::<Vec<_>>().join(",")
}

/// A copy of this program in the folder of the sweep: jobs start hours later, when another may have been built.
fn pinned_program(folder: &Path) -> Result<PathBuf, Failure> {
    let program = std::env::current_exe().map_err(Failure::other)?;
    let hash = File::open(&program).and_then(sha256_of_reader).map_err(Failure::other)?;
    let bin = folder.join("slurm/bin");
    let copy = bin.join(&hash[..12]);
    if !copy.exists() {
        std::fs::create_dir_all(&bin).map_err(Failure::other)?;
        let partial = tempfile::Builder::new().tempfile_in(&bin).map_err(Failure::other)?;
        std::fs::copy(&program, partial.path()).map_err(Failure::other)?;
        let (_, path) = partial.keep().map_err(Failure::other)?;
        std::fs::rename(path, &copy).map_err(Failure::other)?;
    }
    Ok(copy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_as_slurm_reads_it() {
        let found = ["4G", "512", "2gb", "100K", "0", "G", "4X"].map(memory_bytes);
        let gigabyte = 1_073_741_824.0;
        let known = [4.0 * gigabyte, gigabyte / 2.0, 2.0 * gigabyte, 102_400.0].map(Some);
        assert_eq!(found, [known[0], known[1], known[2], known[3], None, None, None]);
    }

    #[test]
    fn neighbours_are_a_range() {
        let words = |numbers: &[u32]| numbers.iter().map(u32::to_string).collect::<Vec<_>>();
        assert_eq!(ranges(&words(&[0, 1, 2, 5, 9, 10])), "0-2,5,9-10");
        assert_eq!(ranges(&words(&[3])), "3");
    }
}
