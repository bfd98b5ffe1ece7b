//! What a long command needs of the machine: a clock, a name for what it writes, and word when it is to stop.

use crate::progress::note;
use crate::version::{results_version, revision, version};
use hotset_experiment::{Options, Progress};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
#[expect(
    clippy::disallowed_types,
    reason = "time is told to people and to schedulers; no result has it"
)]
use std::time::Instant;

/// The exit status of a command that was told to stop (Ctrl-C).
pub(crate) const STOPPED: u8 = 130;

/// The exit status of a shard that ended early and is to be run again (EX_TEMPFAIL of sysexits).
pub(crate) const EARLY: u8 = 75;

/// How long runs may take to stop before the command ends without them.
const GRACE: Duration = Duration::from_millis(1_500);

/// How often the command looks whether it is to stop.
const INTERVAL: Duration = Duration::from_millis(50);

/// The machine, as a command sees it.
pub(crate) struct Host {
    clock: Box<dyn Fn() -> f64 + Sync + Send>,
    writer: String,
    watch: Arc<Watch>,
    /// Set to begin no more runs.
    finish: Arc<AtomicBool>,
}

/// What is known of a command when it is told to stop.
#[derive(Default)]
pub(crate) struct Watch {
    /// Set to stop.
    pub(crate) stop: Arc<AtomicBool>,
    runs: AtomicUsize,
    finished: AtomicUsize,
    /// Whether all runs have ended, so that nothing more is lost.
    ended: AtomicBool,
}

impl Host {
    /// A host whose files in the store begin with `writer`.
    pub(crate) fn new(writer: &str) -> Self {
        #[expect(clippy::disallowed_types, reason = "as above")]
        let start = Instant::now();
        let writer = format!("{writer}.{}.{}", machine(), std::process::id());
        Self {
            clock: Box::new(move || start.elapsed().as_secs_f64()),
            writer,
            watch: Arc::default(),
            finish: Arc::default(),
        }
    }

    /// Listens for a scheduler that asks the command to finish (USR1), where there is such a signal.
    pub(crate) fn listen_for_end(&self) {
        #[cfg(unix)]
        drop(signal_hook::flag::register(signal_hook::consts::SIGUSR1, Arc::clone(&self.finish)));
    }

    /// Whether a scheduler asked the command to finish.
    pub(crate) fn is_finishing(&self) -> bool {
        self.finish.load(Ordering::Relaxed)
    }

    /// Seconds since the command began.
    pub(crate) fn seconds(&self) -> f64 {
        (self.clock)()
    }

    /// Listens for Ctrl-C, and for a scheduler that ends the command, which then has this exit status. A second time
    /// ends it at once.
    pub(crate) fn listen(&self, status: u8) {
        let stop = &self.watch.stop;
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            // Where the system does not allow it, the command ends as any other does.
            let second = signal_hook::flag::register_conditional_shutdown(
                signal,
                i32::from(status),
                Arc::clone(stop),
            );
            let first = signal_hook::flag::register(signal, Arc::clone(stop));
            let _ = (second, first);
        }
        let watch = Arc::clone(&self.watch);
        std::thread::spawn(move || watch.wait(status));
    }

    /// The options of an experiment.
    pub(crate) fn options<'a>(
        &'a self,
        out: &'a Path,
        progress: &'a (dyn Fn(Progress) + Sync),
    ) -> Options<'a> {
        Options {
            out,
            fresh: false,
            version: version(),
            git_revision: revision(),
            results_version: results_version(),
            writer: &self.writer,
            progress,
            stop: &self.watch.stop,
            go_on: &|_| true,
            clock: &*self.clock,
        }
    }

    /// Notes what happens, for when the command is told to stop.
    pub(crate) fn note(&self, event: Progress) {
        match event {
            Progress::Planned { runs, finished } => {
                self.watch.runs.fetch_add(runs, Ordering::Relaxed);
                self.watch.finished.fetch_add(finished, Ordering::Relaxed);
            }
            Progress::RunDone => {
                self.watch.finished.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Notes that all runs have ended.
    pub(crate) fn end(&self) {
        self.watch.ended.store(true, Ordering::Relaxed);
    }
}

impl Watch {
    /// Waits until the command is told to stop, says what is kept, and ends it if its runs do not stop.
    fn wait(&self, status: u8) {
        while !self.stop.load(Ordering::Relaxed) {
            std::thread::sleep(INTERVAL);
        }
        if self.ended.load(Ordering::Relaxed) {
            return;
        }
        let runs = self.runs.load(Ordering::Relaxed);
        let finished = self.finished.load(Ordering::Relaxed);
        let kept = match runs {
            0 => "finished runs".to_owned(),
            runs => format!("{finished} of {runs} runs"),
        };
        note(false, format!("stopping: {kept} are kept; the same command goes on from there"));
        std::thread::sleep(GRACE);
        if !self.ended.load(Ordering::Relaxed) {
            note(false, "stopped at once: tables are not written");
            std::process::exit(i32::from(status));
        }
    }
}

/// The name of the machine, as a part of the names of files.
pub(crate) fn machine() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let plain = name.trim().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-');
    let plain: String = plain.take(40).collect();
    if plain.is_empty() { "host".to_owned() } else { plain }
}
