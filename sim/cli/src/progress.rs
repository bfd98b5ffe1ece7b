//! Progress on a terminal, silence in a pipe.

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
