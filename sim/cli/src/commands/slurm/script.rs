//! The script of a job.

/// A script for sbatch.
#[derive(Clone, Debug)]
pub(crate) struct Script<'a> {
    pub(crate) name: &'a str,
    /// The folder of the sweep, from the root.
    pub(crate) folder: &'a str,
    /// The copy of the program.
    pub(crate) program: &'a str,
    pub(crate) time_s: f64,
    pub(crate) cores: u32,
    pub(crate) mem: &'a str,
    pub(crate) prologue: &'a [String],
    pub(crate) task: Task<'a>,
}

/// What a job does.
#[derive(Clone, Debug)]
pub(crate) enum Task<'a> {
    /// Shards, as tasks of an array. Their numbers are the indices and the offset.
    Shards { indices: &'a str, offset: u32, shards: u32, throttle: Option<u32>, requeue: bool },
    /// The merge, when these jobs have ended.
    Merge { after: &'a [String] },
}

/// The time before its limit at which a task is told to begin nothing more: Slurm may tell it a minute early, and a
/// run is to end until then.
const NOTICE_S: f64 = 120.0;

impl Script<'_> {
    /// The text of the script.
    pub(crate) fn text(&self) -> String {
        let Self { name, folder, program, time_s, cores, mem, prologue, task } = self;
        let minutes = (time_s / 60.0).ceil().max(1.0);
        let mut text = String::from("#!/bin/bash\n");
        let mut line = |line: String| {
            text += &line;
            text.push('\n');
        };
        line(format!("#SBATCH --job-name={name}"));
        line(format!("#SBATCH --time={minutes}"));
        line(format!("#SBATCH --cpus-per-task={cores} --mem={mem}"));
        let id = if matches!(task, Task::Shards { .. }) { "%A_%a" } else { "%j" };
        // Logs of an attempt are not cut off by the next one.
        line("#SBATCH --open-mode=append".to_owned());
        line(format!("#SBATCH --output=\"{folder}/slurm/log/%x-{id}.log\""));
        if let Task::Shards { indices, throttle, .. } = task {
            let throttle = throttle.map_or(String::new(), |tasks| format!("%{tasks}"));
            line(format!("#SBATCH --array={indices}{throttle}"));
            line(format!("#SBATCH --requeue --signal=B:USR1@{NOTICE_S}"));
        }
        if let Task::Merge { after } = task {
            // A job that waits for tasks to succeed waits for ever if one fails.
            line(format!("#SBATCH --dependency=afterany:{}", after.join(":")));
        }
        prologue.iter().for_each(|own| line(own.clone()));
        // Until the program listens, the signal is ignored: it would end the script.
        line("trap '' USR1".to_owned());
        let (program, folder) = (quoted(program), quoted(folder));
        line(match task {
            Task::Shards { offset, shards, requeue, .. } => {
                // What is left is for starting, and for the last run to end.
                let budget_s = (time_s - NOTICE_S).max(0.5 * time_s);
                let requeue = if *requeue { " --requeue-on-timeout" } else { "" };
                format!(
                    "exec {program} run {folder} --shard $((SLURM_ARRAY_TASK_ID + {offset}))/{shards} --threads \
                     {cores} --time-budget {budget_s}s --quiet{requeue}"
                )
            }
            Task::Merge { .. } => {
                format!("exec {program} merge {folder} --threads {cores} --quiet")
            }
        });
        text
    }
}

/// A word for a shell.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(task: Task<'_>) -> String {
        Script {
            name: "hotset-1f2e3d4c",
            folder: "/data/it's/sweep-1f2e3d4c",
            program: "/data/bin/91c0",
            time_s: 3_600.0,
            cores: 4,
            mem: "4G",
            prologue: &["module load x".to_owned()],
            task,
        }
        .text()
    }

    #[test]
    fn shards_are_tasks_of_an_array() {
        let text = script(Task::Shards {
            indices: "0-63",
            offset: 1_000,
            shards: 1_064,
            throttle: Some(50),
            requeue: false,
        });
        for line in [
            "#!/bin/bash",
            "#SBATCH --time=60",
            "#SBATCH --array=0-63%50",
            "#SBATCH --requeue --signal=B:USR1@120",
            "module load x",
            "trap '' USR1",
            r"exec '/data/bin/91c0' run '/data/it'\''s/sweep-1f2e3d4c' --shard $((SLURM_ARRAY_TASK_ID + 1000))/1064 --threads 4 --time-budget 3480s --quiet",
        ] {
            assert!(text.lines().any(|own| own == line), "{line}\n{text}");
        }
    }

    #[test]
    fn the_merge_waits_for_all_jobs_to_end() {
        let after = ["7".to_owned(), "9".to_owned()];
        let text = script(Task::Merge { after: &after });
        assert!(text.contains("#SBATCH --dependency=afterany:7:9\n"), "{text}");
        assert!(!text.contains("--array"), "{text}");
        assert!(text.contains(" merge '/data/it'"), "{text}");
    }
}
