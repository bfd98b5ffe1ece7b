//! The command as a library: for a program that knows parts of its own, too.

use crate::arguments::{Arguments, Command, RunArguments};
use crate::commands;
use crate::commands::trace::spool_stdin;
use crate::diagnostics::Failure;
use crate::version;
use clap::Parser;
use hotset_experiment::{register_law, register_layout};
use hotset_sim::cache::{AdmissionKind, EvictionPolicy, NamedAdmission, PolicyKind};
use hotset_sim::layout::NamedLayout;
use hotset_workloads::formats::{Format, NamedFormat};
use hotset_workloads::synthetic::NamedLaw;
use std::process::ExitCode;

/// hotset's command, with parts that specs and arguments know by their names.
///
/// ```no_run
/// # use hotset_sim::cache::Lru as Chances;
/// fn main() -> std::process::ExitCode {
///     hotset::Program::new().policy::<Chances>().run()
/// }
/// ```
#[derive(Debug, Default)]
#[must_use = "nothing happens before it is run"]
pub struct Program {
    refused: Option<String>,
}

impl Program {
    /// hotset as it is.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an eviction policy, which specs and `--policy` know by the name in its
    /// [`INFO`](EvictionPolicy::INFO).
    pub fn policy<E: EvictionPolicy + 'static>(self) -> Self {
        self.noting(PolicyKind::register::<E>())
    }

    /// Adds an admission policy, which specs and `--policy` know by the name in its
    /// [`INFO`](NamedAdmission::INFO), as in `lru+name`.
    pub fn admission<A: NamedAdmission>(self) -> Self {
        self.noting(AdmissionKind::register::<A>())
    }

    /// Adds a popularity law, a word of `workload.popularity.kind`: the name in its [`INFO`](NamedLaw::INFO).
    pub fn popularity<L: NamedLaw>(self) -> Self {
        self.noting(register_law::<L>())
    }

    /// Adds a trace format, a word of `workload.format` and of `--format`.
    pub fn format<F: NamedFormat>(self) -> Self {
        self.noting(Format::register::<F>())
    }

    /// Adds a layout, a word of `layout.kind`: the name in its [`INFO`](NamedLayout::INFO).
    pub fn layout<L: NamedLayout>(self) -> Self {
        self.noting(register_layout::<L>())
    }

    /// Runs the command that the arguments of the process name. A name that is taken is told then.
    pub fn run(self) -> ExitCode {
        let result = match self.refused.or_else(|| version::check().err()) {
            Some(refused) => Err(Failure::input(refused)),
            None => run(Arguments::parse()),
        };
        match result {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => failure.report(),
        }
    }

    fn noting(mut self, registered: Result<(), String>) -> Self {
        self.refused = self.refused.or(registered.err());
        self
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    match arguments.command {
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
    }
}
