//! The keys of the `adaptive` layout.

use crate::spec::layout::hot::{self, HotRule, HotSpec, RestKind};
use crate::spec::reader::{Reader, SpecError};
use hotset_sim::layout::{Adaptation, Memory, When};

/// The `adaptive` layout.
#[derive(Clone, Debug, PartialEq)]
pub struct AdaptiveSpec {
    /// How the parts are laid out; how many objects are hot is in its rule.
    pub hot: HotSpec,
    /// How the hot set follows the requests; its number of objects, and what tells ties apart, are not
    /// known yet.
    pub how: Adaptation,
}

/// Plans of a hot set that can be under way.
const PLANS_MAX: u64 = 100;

pub(crate) fn read(reader: &Reader<'_>, servers: usize) -> Result<AdaptiveSpec, SpecError> {
    let hot = hot::read(reader, servers)?;
    if !matches!(hot.rule, HotRule::Objects(_) | HotRule::ShareOfObjects(_)) {
        let message = "an adaptive hot set has a number of objects: give layout.hot.objects or \
                       layout.hot.share_of_objects";
        return Err(SpecError::new("layout.hot", message));
    }
    if hot.rest == RestKind::Cooperative {
        let message = "expected another layout than cooperative beside an adaptive hot set";
        return Err(SpecError::new("layout.rest", message));
    }
    let ns = |path: &str, low: f64| {
        Ok::<u64, SpecError>((reader.number_within(path, low, 1e8)? * 1e9).round() as u64)
    };
    let epoch_ns = ns("layout.adaptive.epoch_s", 1e-6)?;
    let how = Adaptation {
        objects: 0,
        ties: 0,
        when: when(reader)?,
        epoch_ns,
        delay_ns: ns("layout.adaptive.delay_s", 0.0)?,
        memory: memory(reader, epoch_ns)?,
        hysteresis: reader.number_within("layout.adaptive.hysteresis", 0.0, 1e6)?,
        push: reader.word("layout.adaptive.warm", &[("push", true), ("pull", false)])?,
    };
    if matches!((how.memory, how.when), (Memory::Yesterday { .. }, When::Trigger { .. })) {
        let message = "epochs that end early are not those of the day before; expected another memory \
                       than yesterday beside triggers";
        return Err(SpecError::new("layout.adaptive.memory", message));
    }
    if how.delay_ns / how.epoch_ns > PLANS_MAX {
        let message = format!("expected at most {PLANS_MAX} epochs: so many plans are under way");
        return Err(SpecError::new("layout.adaptive.delay_s", message));
    }
    Ok(AdaptiveSpec { hot, how })
}

fn when(reader: &Reader<'_>) -> Result<When, SpecError> {
    let words = [("epochs", 0), ("once", 1), ("trigger", 2)];
    Ok(match reader.word("layout.adaptive.when", &words)? {
        0 => When::Epochs,
        1 => When::Once,
        _ => When::Trigger {
            requests: reader.whole("layout.adaptive.trigger_requests", 10..=1 << 50)?,
        },
    })
}

fn memory(reader: &Reader<'_>, epoch_ns: u64) -> Result<Memory, SpecError> {
    let words = [
        ("exact", 0),
        ("window", 1),
        ("decay", 2),
        ("space-saving", 3),
        ("yesterday", 4),
        ("trend", 5),
    ];
    let whole = |path: &str, most: u64| Ok::<_, SpecError>(reader.whole(path, 1..=most)? as usize);
    Ok(match reader.word("layout.adaptive.memory", &words)? {
        0 => Memory::Exact,
        1 => Memory::Window { epochs: whole("layout.adaptive.epochs", 10_000)? },
        2 => Memory::Decay { keep: reader.number_within("layout.adaptive.keep", 0.0, 1.0)? },
        4 => Memory::Yesterday { epochs: epochs_of_a_day(epoch_ns)? },
        5 => Memory::Trend { keep: reader.number_within("layout.adaptive.keep", 0.0, 1.0)? },
        _ => Memory::SpaceSaving { counters: whole("layout.adaptive.counters", 100_000_000)? },
    })
}

/// Epochs in a day, which must be whole: what was asked for in one is expected in that a day later.
fn epochs_of_a_day(epoch_ns: u64) -> Result<usize, SpecError> {
    const DAY_NS: u64 = 86_400_000_000_000;
    let epochs = DAY_NS / epoch_ns;
    if DAY_NS.is_multiple_of(epoch_ns) && epochs <= 100_000 {
        return Ok(epochs as usize);
    }
    let message = format!(
        "found {} s; expected a whole part of a day, at least 0.864 s, to know what was asked for at \
         the same hour yesterday",
        epoch_ns as f64 / 1e9
    );
    Err(SpecError::new("layout.adaptive.epoch_s", message))
}
