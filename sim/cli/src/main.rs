//! `hotset`: simulates what consolidating hot web content does to total traffic and to the reserve
//! that must be held.

mod arguments;
mod commands;
mod diagnostics;
mod host;
mod memory;
mod progress;
mod units;

use arguments::{Arguments, Command, RunArguments};
use clap::Parser;
use commands::trace::spool_stdin;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.command {
        None => commands::run::run(&RunArguments::default()),
        Some(Command::Run(arguments)) => commands::run::run(&arguments),
        Some(Command::Submit(arguments)) => commands::submit::submit(&arguments),
        Some(Command::Status(arguments)) => commands::status::status(&arguments),
        Some(Command::Merge(arguments)) => commands::merge::merge(&arguments),
        Some(Command::Cancel(arguments)) => commands::cancel::cancel(&arguments),
        Some(Command::Init(arguments)) => commands::init::init(&arguments),
        Some(Command::Plan(arguments)) => commands::plan::plan(&arguments),
        Some(Command::Predict(arguments)) => commands::predict::predict(&arguments),
        Some(Command::Replay(mut arguments)) => spool_stdin(&mut arguments.trace)
            .and_then(|_spooled| commands::replay::replay(&arguments)),
        Some(Command::Analyze(mut arguments)) => spool_stdin(&mut arguments.trace)
            .and_then(|_spooled| commands::analyze::analyze(&arguments)),
        Some(Command::Densify(mut arguments)) => spool_stdin(&mut arguments.trace)
            .and_then(|_spooled| commands::densify::densify(&arguments)),
        Some(Command::Convert(arguments)) => commands::convert::convert(arguments),
        Some(Command::Generate(arguments)) => commands::generate::generate(&arguments),
        Some(Command::Policies) => {
            commands::policies::policies();
            Ok(())
        }
        Some(Command::Figures(arguments)) => commands::figures::figures(&arguments),
        Some(Command::Report(arguments)) => commands::report::report(&arguments),
        Some(Command::Reproduce(arguments)) => commands::reproduce::reproduce(&arguments),
        Some(Command::Cite(arguments)) => commands::cite::cite(&arguments),
        Some(Command::Completions(arguments)) => {
            commands::shell::completions(&arguments);
            Ok(())
        }
        Some(Command::Man(arguments)) => commands::shell::man(&arguments),
        Some(Command::Keys(arguments)) => commands::keys::keys(&arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
