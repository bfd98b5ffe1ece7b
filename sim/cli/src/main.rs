//! The `hotset` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    hotset::Program::new().run()
}
