//! How requests find one of several servers, all alike, and when those sleep.

use crate::spec::reader::{Reader, SpecError};
use hotset_sim::layout::{Routing, Scaling};

/// Servers any of which will do.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GroupSpec {
    /// Which of them gets a request.
    pub routing: Routing,
    /// When they sleep; `None` for never.
    pub scaling: Option<Scaling>,
}

/// Draws of a server for one request.
const CHOICES_MAX: u64 = 1_000;

pub(crate) fn read(reader: &Reader<'_>, may_sleep: bool) -> Result<GroupSpec, SpecError> {
    let words = [
        ("random", Routing::Random),
        ("round-robin", Routing::RoundRobin),
        ("choices", Routing::Choices(0)),
        ("least-loaded", Routing::LeastLoaded),
    ];
    let routing = match reader.word("layout.routing", &words)? {
        Routing::Choices(_) => {
            Routing::Choices(reader.whole("layout.choices", 1..=CHOICES_MAX)? as usize)
        }
        routing => routing,
    };
    let scaling = scaling(reader, may_sleep)?;
    let by_load = matches!(routing, Routing::Choices(_) | Routing::LeastLoaded);
    if scaling.is_some() && by_load && reader.text("time")? == "none" {
        let message = "without time a load is all that a server answered so far: one that slept would get \
                       every request until it caught up; expected random or round-robin, or time = \
                       \"queueing\"";
        return Err(SpecError::new("layout.routing", message));
    }
    Ok(GroupSpec { routing, scaling })
}

fn scaling(reader: &Reader<'_>, may_sleep: bool) -> Result<Option<Scaling>, SpecError> {
    if !reader.word("scaling.by", &[("none", false), ("load", true)])? {
        return Ok(None);
    }
    if !may_sleep {
        let message = "a server that sleeps can neither be an ingress server, nor help its siblings, nor serve \
                       another part of the content; expected no cooperative servers, layout.entry = \
                       \"owner\", and layout.hot.servers for a hot set with servers of its own";
        return Err(SpecError::new("scaling.by", message));
    }
    if !reader.given("servers.bytes_per_s") {
        let message = "servers wake by how much of what they can send is asked of them; expected \
                       servers.bytes_per_s";
        return Err(SpecError::new("scaling.by", message));
    }
    let ns = |path: &str, low: f64| {
        Ok::<u64, SpecError>((reader.number_within(path, low, 1e8)? * 1e9).round() as u64)
    };
    Ok(Some(Scaling {
        server_bytes_per_s: reader.number_within("servers.bytes_per_s", 1.0, 1e18)?,
        target: reader.number_within("scaling.target", 1e-6, 1e6)?,
        interval_ns: ns("scaling.interval_s", 1e-3)?,
        patience: reader.whole("scaling.patience", 1..=100_000)? as usize,
        wake_ns: ns("scaling.wake_s", 0.0)?,
        servers_min: reader.whole("scaling.servers_min", 1..=65_535)? as usize,
    }))
}
