//! Progress on a terminal, silence in a pipe.

use hotset_experiment::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};

/// A bar that counts `what` up to `total`; nothing is drawn where nobody looks.
pub(crate) fn bar(total: u64, what: &str, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
    }
    let template = format!("  {{bar:40}} {{pos}}/{{len}} {what}  {{elapsed}} (about {{eta}} left)");
    let style = ProgressStyle::with_template(&template).unwrap_or(ProgressStyle::default_bar());
    ProgressBar::new(total).with_style(style)
}

/// The progress of an experiment. The time that is left is that of the runs that are made now.
pub(crate) struct RunsBar {
    bar: ProgressBar,
    quiet: bool,
}

impl RunsBar {
    pub(crate) fn new(quiet: bool) -> Self {
        Self { bar: bar(0, "runs", quiet), quiet }
    }

    /// Shows what happened.
    pub(crate) fn show(&self, event: Progress) {
        match event {
            Progress::Planned { runs, finished } => {
                if finished > 0 {
                    note(
                        self.quiet,
                        format!(
                            "{finished} of {runs} runs are there already (--fresh reruns them)"
                        ),
                    );
                }
                self.bar.inc_length(runs as u64);
                self.bar.inc(finished as u64);
                self.bar.reset_eta();
            }
            Progress::RunDone => self.bar.inc(1),
        }
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// Tells what is being done; nothing if quiet.
pub(crate) fn note(quiet: bool, text: impl std::fmt::Display) {
    if !quiet {
        let _ = writeln!(std::io::stderr(), "{text}");
    }
}

/// Prints a result. A reader that has gone away is not an error; a full disk is.
pub(crate) fn result(text: impl std::fmt::Display) {
    if let Err(error) = writeln!(std::io::stdout(), "{text}")
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        note(false, format!("error: cannot print the result: {error}"));
        std::process::exit(1);
    }
}
