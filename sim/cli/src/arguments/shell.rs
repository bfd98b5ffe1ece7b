//! Arguments of the commands that make the program at home in a shell.

use clap::Args;
use clap_complete::Shell;
use std::path::PathBuf;

#[derive(Args, Debug)]
#[command(after_help = "\
Example: hotset completions bash > ~/.local/share/bash-completion/completions/hotset")]
pub(crate) struct CompletionsArguments {
    /// The shell.
    pub(crate) shell: Shell,
}

#[derive(Args, Debug)]
#[command(after_help = "Example: hotset man ~/.local/share/man/man1")]
pub(crate) struct ManArguments {
    /// The folder to write them into.
    #[arg(default_value = "man")]
    pub(crate) folder: PathBuf,
}
