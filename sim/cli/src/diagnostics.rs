//! What went wrong, as a person reads it.

use crate::host::{EARLY, STOPPED};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use hotset_experiment::{ExperimentError, SpecError, StoreError, StudyError};
use std::io::{ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

/// The end of a command that did not do its work.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The whole message, ready to print.
    text: String,
    exit_status: u8,
}

/// The exit status where runs of a sweep are missing.
const INCOMPLETE: u8 = 3;

/// The exit status where there are two results for one run.
const DIFFERS: u8 = 4;

/// What systems say of a disk that is full, or of a quota.
const FULL: [&str; 3] =
    ["No space left on device", "Disk quota exceeded", "not enough space on the disk"];

impl Failure {
    /// The input or the spec is wrong; but a disk that is full is nobody's spec.
    pub(crate) fn input(error: impl std::fmt::Display) -> Self {
        let text = format!("error: {error}");
        let full = FULL.iter().any(|what| text.contains(what));
        Self { text, exit_status: if full { 1 } else { 2 } }
    }

    /// Anything else.
    pub(crate) fn other(error: impl std::fmt::Display) -> Self {
        Self { text: format!("error: {error}"), exit_status: 1 }
    }

    /// The command ended early, as it was told to.
    pub(crate) fn stopped(message: impl std::fmt::Display) -> Self {
        Self { text: format!("stopped: {message}"), exit_status: STOPPED }
    }

    /// Runs of a sweep are missing.
    pub(crate) fn incomplete(message: impl std::fmt::Display) -> Self {
        Self { text: message.to_string(), exit_status: INCOMPLETE }
    }

    /// The command ended before its work was done, as a scheduler asked for: it is to be run again.
    pub(crate) fn early(message: impl std::fmt::Display) -> Self {
        Self { text: format!("stopped early: {message}"), exit_status: EARLY }
    }

    /// A spec is wrong; shows the place in its text if it has one.
    pub(crate) fn spec(error: &SpecError, file: &str, text: &str) -> Self {
        let title = match error.key.as_str() {
            "" => error.message.clone(),
            key if error.message.contains(&format!("`{key}`")) => error.message.clone(),
            key => format!("`{key}`: {}", error.message),
        };
        let Some(span) = error.span.clone().filter(|span| span.end <= text.len()) else {
            let help = error.help.as_ref().map_or(String::new(), |help| format!("\nhelp: {help}"));
            return Self::input(format!("{title}{help}"));
        };
        let snippet =
            Snippet::source(text).path(file).annotation(AnnotationKind::Primary.span(span));
        let mut report = vec![Level::ERROR.primary_title(title.as_str()).element(snippet)];
        if let Some(help) = &error.help {
            report.push(Group::with_title(Level::HELP.secondary_title(help.as_str())));
        }
        let renderer =
            if std::io::stderr().is_terminal() { Renderer::styled() } else { Renderer::plain() };
        Self { text: renderer.render(&report).to_string(), exit_status: 2 }
    }

    /// Prints the message and gives the exit status.
    pub(crate) fn report(&self) -> ExitCode {
        let _ = writeln!(std::io::stderr(), "{}", self.text);
        ExitCode::from(self.exit_status)
    }
}

impl From<ExperimentError> for Failure {
    fn from(error: ExperimentError) -> Self {
        match error {
            ExperimentError::Stopped(_) => Self::stopped(error),
            error if error.is_stop() => Self::stopped("while input was read"),
            ExperimentError::Store(StoreError::Differs { .. }) => {
                Self { text: format!("error: {error}"), exit_status: DIFFERS }
            }
            // A folder that is a file is a mistake on the command line; a disk that fails is not.
            ExperimentError::Store(StoreError::File { error: ref cause, .. })
                if !MISTAKES.contains(&cause.kind()) =>
            {
                Self::other(error)
            }
            error => Self::input(error),
        }
    }
}

/// What systems say of a path that cannot be that of a folder.
const MISTAKES: [ErrorKind; 2] = [ErrorKind::NotADirectory, ErrorKind::AlreadyExists];

impl From<StudyError> for Failure {
    fn from(error: StudyError) -> Self {
        match error {
            StudyError::Input(_) => Self::input(error),
            StudyError::Other(_) => Self::other(error),
        }
    }
}
