//! The keys of the `adaptive` layout.

use super::estimator::{self, MEMORY};
use super::rest::{REST, RestSpec};
use crate::spec::error::SpecError;
use crate::spec::keys::{AnyKey, NumberKey, WholeKey, WordKey};
use crate::spec::layout::hot_layout::{self, HotSpec};
use crate::spec::layout::hot_set::HotRule;
use crate::spec::reader::Reader;
use hotset_sim::layout::{Adaptation, Memory, When};

pub(crate) static WHEN: WordKey<WhenWord> = WordKey::new(
    "layout.adaptive.when",
    "epochs",
    "when the hot set is planned",
    &[
        ("epochs", WhenWord::Epochs, "at the end of each epoch"),
        ("once", WhenWord::Once, "at the end of the first epoch"),
        (
            "trigger",
            WhenWord::Trigger,
            "also when an object that is not hot gets many requests in one epoch",
        ),
    ],
);
pub(crate) static TRIGGER_REQUESTS: WholeKey = WholeKey::new(
    "layout.adaptive.trigger_requests",
    1_000,
    "requests for an object that end an epoch (trigger)",
)
.within(10, 1 << 50);
pub(crate) static EPOCH_S: NumberKey =
    NumberKey::new("layout.adaptive.epoch_s", 60.0, "length of an epoch").within(1e-6, 1e8);
pub(crate) static DELAY_S: NumberKey = NumberKey::new(
    "layout.adaptive.delay_s",
    0.0,
    "time from the end of an epoch until its plan takes effect",
)
.within(0.0, 1e8);
pub(crate) static HYSTERESIS: NumberKey = NumberKey::new(
    "layout.adaptive.hysteresis",
    0.0,
    "by how much the popularity of an object must exceed that of the hot object that it replaces: 0.1 \
     for a tenth",
)
.within(0.0, 1e6);
/// Whether copies are pushed.
pub(crate) static WARM: WordKey<bool> = WordKey::new(
    "layout.adaptive.warm",
    "push",
    "when objects that become hot are copied to the hot servers",
    &[("push", true, "at once"), ("pull", false, "on their next request")],
);

/// The words of `layout.adaptive.when`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhenWord {
    Epochs,
    Once,
    Trigger,
}

/// The `adaptive` layout.
#[derive(Clone, Debug, PartialEq)]
pub struct AdaptiveSpec {
    /// How the parts are laid out; its rule has the number of hot objects.
    pub hot: HotSpec,
    /// How the hot set follows the requests; its number of objects, and how ties are broken, are not
    /// known yet.
    pub how: Adaptation,
}

/// Plans of a hot set that can be under way.
const PLANS_MAX: u64 = 100;

pub(super) fn read(reader: &Reader<'_>, servers: usize) -> Result<AdaptiveSpec, SpecError> {
    let hot = hot_layout::read_parts(reader, servers)?;
    if !matches!(hot.rule, HotRule::Objects(_) | HotRule::ShareOfObjects(_)) {
        let message = "an adaptive hot set has a number of objects: give layout.hot.objects or \
                       layout.hot.share_of_objects";
        return Err(SpecError::new("layout.hot", message));
    }
    if hot.rest == RestSpec::Cooperative {
        let message = "expected another layout than cooperative beside an adaptive hot set";
        return Err(SpecError::new(REST.path(), message));
    }
    let epoch_ns = reader.ns(&EPOCH_S)?;
    let how = Adaptation {
        objects: 0,
        ties: 0,
        when: when(reader)?,
        epoch_ns,
        delay_ns: reader.ns(&DELAY_S)?,
        memory: estimator::read(reader, epoch_ns)?,
        hysteresis: reader.read(&HYSTERESIS)?,
        push: reader.read(&WARM)?,
    };
    if matches!((how.memory, how.when), (Memory::Yesterday { .. }, When::Trigger { .. })) {
        let message = "epochs that end early are not those of the day before; expected another memory \
                       than yesterday beside triggers";
        return Err(SpecError::new(MEMORY.path(), message));
    }
    if how.delay_ns / how.epoch_ns > PLANS_MAX {
        let message = format!("expected at most {PLANS_MAX} epochs: so many plans are under way");
        return Err(SpecError::new(DELAY_S.path(), message));
    }
    Ok(AdaptiveSpec { hot, how })
}

fn when(reader: &Reader<'_>) -> Result<When, SpecError> {
    Ok(match reader.read(&WHEN)? {
        WhenWord::Epochs => When::Epochs,
        WhenWord::Once => When::Once,
        WhenWord::Trigger => When::Trigger { requests: reader.read(&TRIGGER_REQUESTS)? },
    })
}
