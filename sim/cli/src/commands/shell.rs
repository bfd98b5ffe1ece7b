//! `hotset completions` and `hotset man`.

use crate::arguments::{Arguments, CompletionsArguments, ManArguments};
use crate::diagnostics::Failure;
use crate::progress::result;
use clap::CommandFactory;

/// Prints the script with which a shell completes commands and flags.
pub(crate) fn completions(arguments: &CompletionsArguments) {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "hotset", &mut script);
    result(String::from_utf8_lossy(&script).trim_end());
}

/// Writes a manual page for the program and one for each command.
pub(crate) fn man(arguments: &ManArguments) -> Result<(), Failure> {
    let folder = &arguments.folder;
    let wrong = |error: std::io::Error| Failure::other(format!("{}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(wrong)?;
    clap_mangen::generate_to(Arguments::command(), folder).map_err(wrong)?;
    result(folder.join("hotset.1").display());
    Ok(())
}
