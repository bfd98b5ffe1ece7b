//! Submissions to a Slurm that only notes what it is asked for. `.ci/slurm` has a real one.

use super::{merged, plan, run_shard, undisturbed};
use crate::{Dir, Output, SMALL};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

/// A folder with the commands of Slurm in `bin`, which keep their notes in `slurm`.
struct Fake {
    dir: Dir,
}

/// Keeps its arguments and its script, and gives numbers from 101 on. Once, it may accept a job and not say so.
const SBATCH: &str = r#"
n=$(($(cat count || echo 100) + 1))
echo "$n" > count
echo "$*" >> sbatch
for script; do :; done
cp "$script" "$n.sh"
if [ -e lost ]; then
    rm lost
    [ -e refused ] || echo "$n" > named
    echo "sbatch: error: Batch job submission failed: Socket timed out" >&2
    exit 1
fi
echo "$n;cluster"
"#;

/// The queue is in a file; a job that is looked up by its name, in another.
const SQUEUE: &str = r#"
echo "$*" >> squeue
case "$*" in
    *-n*) cat named ;;
    *) cat queue ;;
esac 2> /dev/null
exit 0
"#;

const SCONTROL: &str = r#"
echo "$*" >> scontrol
echo "MaxArraySize            = 4"
"#;

const SCANCEL: &str = r#"
echo "$*" >> scancel
"#;

impl Fake {
    fn new() -> Self {
        let dir = Dir::new();
        dir.write("spec.toml", SMALL);
        for folder in ["bin", "slurm"] {
            std::fs::create_dir(dir.path().join(folder)).unwrap();
        }
        let notes = dir.path().join("slurm");
        for (name, script) in
            [("sbatch", SBATCH), ("squeue", SQUEUE), ("scontrol", SCONTROL), ("scancel", SCANCEL)]
        {
            let text = format!(
                "#!/bin/sh\ncd '{}' 2> /dev/null\n{}",
                notes.display(),
                script.trim_start()
            );
            let path = dir.write(&format!("bin/{name}"), text);
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        Self { dir }
    }

    /// Runs the command where these are the commands of Slurm.
    fn hotset(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hotset"));
        let bin = self.dir.path().join("bin").display().to_string();
        let path = format!("{bin}:{}", std::env::var("PATH").unwrap());
        command.current_dir(self.dir.path()).args(arguments).env("PATH", path);
        command.envs(variables.iter().copied());
        let output = command.output().unwrap();
        Output {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Submits, which must succeed; what is printed.
    fn submit(&self, arguments: &[&str]) -> String {
        let output = self.hotset(&[&["submit"], arguments, &["--slurm"]].concat(), &[]);
        assert_eq!(output.status, 0, "{}", output.stderr);
        output.stdout
    }

    /// What the commands were asked for; nothing if they were not.
    fn noted(&self, file: &str) -> String {
        std::fs::read_to_string(self.notes(file)).unwrap_or_default()
    }

    fn notes(&self, file: &str) -> PathBuf {
        self.dir.path().join("slurm").join(file)
    }

    fn jobs(&self, folder: &str) -> String {
        std::fs::read_to_string(self.dir.path().join(folder).join("slurm/jobs.json")).unwrap()
    }
}

/// Whether a script has all of these lines, or parts of lines.
fn has(script: &str, parts: &[&str]) {
    for part in parts {
        assert!(script.contains(part), "{part:?} is not in:\n{script}");
    }
}

#[test]
fn more_shards_than_an_array_may_have_are_several_arrays() {
    let fake = Fake::new();
    let folder = plan(&fake.dir, 10, "out");
    let printed = fake.submit(&[&folder, "--throttle", "2", "-c", "3", "--time", "90m"]);
    assert!(printed.contains("10 shards as 101, 102, 103, and their merge as 104"), "{printed}");
    has(&fake.noted("101.sh"), &["--array=0-3%2\n", "--time=90\n", "--cpus-per-task=3 "]);
    has(&fake.noted("101.sh"), &["--shard $((SLURM_ARRAY_TASK_ID + 0))/10 --threads 3 "]);
    has(&fake.noted("102.sh"), &["--array=0-3%2\n", "TASK_ID + 4))/10 "]);
    has(&fake.noted("103.sh"), &["--array=0-1%2\n", "TASK_ID + 8))/10 "]);
    has(&fake.noted("104.sh"), &["--dependency=afterany:101:102:103\n", " merge '"]);
    assert_eq!(fake.jobs(&folder), r#"["101","102","103","104"]"#);
    // The copy of the program that tasks run is this one.
    let script = fake.noted("101.sh");
    let program = script.split("exec '").nth(1).unwrap().split('\'').next().unwrap();
    let read = |path: &str| std::fs::read(path).unwrap();
    assert!(read(program) == read(env!("CARGO_BIN_EXE_hotset")));
}

#[test]
fn what_is_in_the_queue_is_not_submitted_again() {
    let fake = Fake::new();
    let folder = fake.dir.path().join(plan(&fake.dir, 4, "out"));
    let submit = ["spec.toml", "--shards", "4"];
    fake.submit(&submit);
    let plan = std::fs::read(folder.join("plan.json")).unwrap();
    std::fs::write(fake.notes("queue"), "0 RUNNING\n1 PENDING\nN/A PENDING\n").unwrap();
    for shards in ["4", "2"] {
        let again = ["submit", "spec.toml", "--slurm", "--shards", shards];
        let output = fake.hotset(&again, &[]);
        assert_eq!(output.status, 2, "{}", output.stderr);
        assert!(
            output.stderr.contains("3 tasks of this sweep are in the queue"),
            "{}",
            output.stderr
        );
        assert!(output.stderr.contains("--force"), "{}", output.stderr);
    }
    assert_eq!(fake.noted("sbatch").lines().count(), 2);
    assert!(std::fs::read(folder.join("plan.json")).unwrap() == plan, "which queued tasks read");
    // Neither do those who submit nothing, or all the same.
    for command in [
        &["submit", "spec.toml", "--slurm", "--shards", "2", "--dry-run"][..],
        &["submit", "spec.toml", "--slurm", "--shards", "2", "--force"],
        &["plan", "spec.toml", "--shards", "2"],
    ] {
        let output = fake.hotset(command, &[]);
        assert_eq!(output.status, 2, "{}", output.stderr);
        has(&output.stderr, &["3 tasks in the queue are shards of another plan", "hotset cancel"]);
        assert!(
            std::fs::read(folder.join("plan.json")).unwrap() == plan,
            "which queued tasks read"
        );
    }
    fake.submit(&["spec.toml", "--force"]);
    assert_eq!(fake.noted("sbatch").lines().count(), 4);
    assert!(std::fs::read(folder.join("plan.json")).unwrap() == plan, "as before");
    let status = fake.hotset(&["status", folder.to_str().unwrap()], &[]).stdout;
    has(&status, &["0 of 12 runs", "shards with missing runs: 0-3", "queue: 2 tasks pending"]);
}

#[test]
fn a_dry_run_shows_the_script_and_submits_nothing() {
    let fake = Fake::new();
    let folder = plan(&fake.dir, 3, "out");
    let printed = fake.submit(&[&folder, "--dry-run", "--prologue", "module load x"]);
    has(
        &printed,
        &[
            "#!/bin/bash\n",
            "#SBATCH --array=0-2\n",
            "#SBATCH --time=60\n",
            "#SBATCH --cpus-per-task=4 --mem=4G\n",
            "#SBATCH --requeue --signal=B:USR1@120\n",
            "--open-mode=append",
            "module load x\ntrap '' USR1\nexec '",
            "/3 --threads 4 --time-budget 3480s",
        ],
    );
    assert_eq!(fake.noted("sbatch"), "");
    // The script that is shown is there, to be changed and submitted by hand.
    let path = printed.lines().next().unwrap().strip_prefix("# sbatch ").unwrap();
    assert!(printed.contains(&std::fs::read_to_string(path).unwrap()));
}

#[test]
fn a_task_with_too_little_memory_is_warned_of() {
    let fake = Fake::new();
    let folder = plan(&fake.dir, 3, "out");
    let of = |mem: &str| {
        let output = fake.hotset(&["submit", &folder, "--slurm", "--dry-run", "--mem", mem], &[]);
        assert_eq!(output.status, 0, "{}", output.stderr);
        output.stderr
    };
    has(&of("1M"), &["warning: 4 runs at once may need", "and a task has 1.05 MB"]);
    assert!(!of("4G").contains("warning"));
}

#[test]
fn arguments_for_sbatch_are_passed_on() {
    let fake = Fake::new();
    let folder = plan(&fake.dir, 3, "out");
    let extra = ["submit", &folder, "--slurm", "--", "--partition=short", "--qos=low"];
    assert_eq!(fake.hotset(&extra, &[]).status, 0);
    let noted = fake.noted("sbatch");
    assert_eq!(noted.matches("--parsable --partition=short --qos=low /").count(), 2, "{noted}");
}

#[test]
fn a_submission_that_was_accepted_although_it_failed_is_found_by_its_name() {
    let fake = Fake::new();
    let folder = plan(&fake.dir, 3, "out");
    std::fs::write(fake.notes("lost"), "").unwrap();
    assert!(fake.submit(&[&folder]).contains("3 shards as 101, and their merge as 102"));
    assert_eq!(fake.jobs(&folder), r#"["101","102"]"#);
    let name = fake.noted("101.sh");
    let name = name.lines().find_map(|line| line.strip_prefix("#SBATCH --job-name=")).unwrap();
    has(&fake.noted("squeue"), &[&format!("-n {name} ")]);
    // One that was refused is an error, and what was submitted before it is noted.
    for file in ["lost", "refused"] {
        std::fs::write(fake.notes(file), "").unwrap();
    }
    std::fs::remove_file(fake.notes("named")).unwrap();
    let output = fake.hotset(&["submit", &folder, "--slurm"], &[]);
    assert_eq!(output.status, 1, "{}", output.stderr);
    assert!(
        output.stderr.contains("sbatch: error: Batch job submission failed"),
        "{}",
        output.stderr
    );
    assert_eq!(fake.jobs(&folder), r#"["101","102"]"#);
}

#[test]
fn a_later_submission_has_the_missing_shards_only() {
    let fake = Fake::new();
    let folder = plan(&fake.dir, 6, "out");
    for shard in [1, 3] {
        assert_eq!(run_shard(&fake.dir, &folder, shard, 6).status, 0);
    }
    fake.submit(&[&folder]);
    has(&fake.noted("101.sh"), &["--array=0,2\n", "TASK_ID + 0))/6 "]);
    has(&fake.noted("102.sh"), &["--array=0-1\n", "TASK_ID + 4))/6 "]);
    for shard in [0, 2, 4, 5] {
        assert_eq!(run_shard(&fake.dir, &folder, shard, 6).status, 0);
    }
    assert!(fake.submit(&[&folder]).contains("nothing is missing"));
    assert_eq!(fake.noted("sbatch").lines().count(), 3);
    super::assert_same(&merged(&fake.dir, &folder), &undisturbed(&fake.dir));
}

#[test]
fn all_jobs_of_a_sweep_are_cancelled() {
    let fake = Fake::new();
    let folder = plan(&fake.dir, 3, "out");
    let none = fake.hotset(&["cancel", &folder], &[]);
    assert_eq!(none.status, 2, "{}", none.stderr);
    assert!(none.stderr.contains("no jobs were submitted from here"), "{}", none.stderr);
    fake.submit(&[&folder]);
    fake.submit(&[&folder]);
    let output = fake.hotset(&["cancel", &folder], &[]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert_eq!(fake.noted("scancel"), "101 102 103 104\n");
}

#[test]
fn a_task_that_is_out_of_time_queues_itself_again() {
    let fake = Fake::new();
    let folder = plan(&fake.dir, 3, "out");
    let shard = ["run", &folder, "--shard", "2/3", "--time-budget", "1us", "--requeue-on-timeout"];
    let outside = fake.hotset(&shard, &[]);
    assert_eq!(outside.status, 1, "{}", outside.stderr);
    assert!(outside.stderr.contains("SLURM_ARRAY_JOB_ID is not set"), "{}", outside.stderr);
    let task = [("SLURM_ARRAY_JOB_ID", "7"), ("SLURM_ARRAY_TASK_ID", "2"), ("SLURM_JOB_ID", "9")];
    let inside = fake.hotset(&shard, &task);
    assert_eq!(inside.status, 75, "{}", inside.stderr);
    assert_eq!(fake.noted("scontrol"), "requeue 7_2\n");
    // Again, but not for ever.
    for (restarts, status) in [("19", 75), ("20", 1)] {
        let task = [&task[..], &[("SLURM_RESTART_COUNT", restarts)]].concat();
        let output = fake.hotset(&shard, &task);
        assert_eq!(output.status, status, "{}", output.stderr);
    }
    assert_eq!(fake.noted("scontrol"), "requeue 7_2\nrequeue 7_2\n");
}
