//! How requests find one of several interchangeable servers.

use super::scaling;
use crate::spec::error::SpecError;
use crate::spec::keys::{AnyKey, WholeKey, WordKey};
use crate::spec::reader::Reader;
use crate::spec::timing::{TIME, TimeModel};
use hotset_sim::layout::{Routing, Scaling};

pub(crate) static ROUTING: WordKey<RoutingWord> = WordKey::new(
    "layout.routing",
    "random",
    "load balancing over interchangeable servers",
    &[
        ("random", RoutingWord::Random, "any of them"),
        ("round-robin", RoutingWord::RoundRobin, "one after the other"),
        ("choices", RoutingWord::Choices, "the least loaded of a few random ones"),
        ("least-loaded", RoutingWord::LeastLoaded, "of all"),
    ],
);
pub(crate) static CHOICES: WholeKey = WholeKey::new(
    "layout.choices",
    2,
    "servers drawn for each request, which goes to the least loaded of them (choices)",
)
.within(1, 1_000);

/// The words of `layout.routing`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RoutingWord {
    Random,
    RoundRobin,
    Choices,
    LeastLoaded,
}

/// Interchangeable servers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GroupSpec {
    /// Which of them gets a request.
    pub routing: Routing,
    /// When they sleep; `None` for never.
    pub scaling: Option<Scaling>,
}

pub(super) fn read(reader: &Reader<'_>, may_sleep: bool) -> Result<GroupSpec, SpecError> {
    let routing = match reader.read(&ROUTING)? {
        RoutingWord::Random => Routing::Random,
        RoutingWord::RoundRobin => Routing::RoundRobin,
        RoutingWord::Choices => Routing::Choices(reader.read(&CHOICES)? as usize),
        RoutingWord::LeastLoaded => Routing::LeastLoaded,
    };
    let scaling = scaling::read(reader, may_sleep)?;
    let by_load = matches!(routing, Routing::Choices(_) | Routing::LeastLoaded);
    if scaling.is_some() && by_load && reader.read(&TIME)? == TimeModel::None {
        let message = "without time a load is all that a server answered so far: one that slept would get \
                       every request until it caught up; expected random or round-robin, or time = \
                       \"queueing\"";
        return Err(SpecError::new(ROUTING.path(), message));
    }
    Ok(GroupSpec { routing, scaling })
}
