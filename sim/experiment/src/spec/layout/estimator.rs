//! The popularity estimator of the `adaptive` layout.

use crate::spec::error::SpecError;
use crate::spec::keys::{NumberKey, WholeKey, WordKey};
use crate::spec::reader::Reader;
use hotset_sim::layout::Memory;

pub(crate) static MEMORY: WordKey<MemoryWord> = WordKey::new(
    "layout.adaptive.memory",
    "exact",
    "popularity estimator",
    &[
        ("exact", MemoryWord::Exact, "counts of the last epoch"),
        ("window", MemoryWord::Window, "of the last epochs"),
        ("decay", MemoryWord::Decay, "of all epochs, decaying exponentially"),
        ("space-saving", MemoryWord::SpaceSaving, "of the last epoch, with bounded memory"),
        ("yesterday", MemoryWord::Yesterday, "of the same epoch the day before"),
        ("trend", MemoryWord::Trend, "exponential smoothing with a trend"),
    ],
);
pub(crate) static EPOCHS: WholeKey =
    WholeKey::new("layout.adaptive.epochs", 4, "epochs that are counted (window)")
        .within(1, 10_000);
pub(crate) static KEEP: NumberKey = NumberKey::new(
    "layout.adaptive.keep",
    0.5,
    "weight of a request after an epoch (decay); weight of the previous estimate (trend)",
)
.within(0.0, 1.0);
pub(crate) static COUNTERS: WholeKey =
    WholeKey::new("layout.adaptive.counters", 1_000, "objects that are counted (space-saving)")
        .within(1, 100_000_000);

/// The words of `layout.adaptive.memory`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MemoryWord {
    Exact,
    Window,
    Decay,
    SpaceSaving,
    Yesterday,
    Trend,
}

pub(super) fn read(reader: &Reader<'_>, epoch_ns: u64) -> Result<Memory, SpecError> {
    Ok(match reader.read(&MEMORY)? {
        MemoryWord::Exact => Memory::Exact,
        MemoryWord::Window => Memory::Window { epochs: reader.read(&EPOCHS)? as usize },
        MemoryWord::Decay => Memory::Decay { keep: reader.read(&KEEP)? },
        MemoryWord::SpaceSaving => {
            Memory::SpaceSaving { counters: reader.read(&COUNTERS)? as usize }
        }
        MemoryWord::Yesterday => Memory::Yesterday { epochs: epochs_of_a_day(epoch_ns)? },
        MemoryWord::Trend => Memory::Trend { keep: reader.read(&KEEP)? },
    })
}

/// Epochs in a day, which must be a whole number: those of one day predict those of the next.
fn epochs_of_a_day(epoch_ns: u64) -> Result<usize, SpecError> {
    const DAY_NS: u64 = 86_400_000_000_000;
    let epochs = DAY_NS / epoch_ns;
    if DAY_NS.is_multiple_of(epoch_ns) && epochs <= 100_000 {
        return Ok(epochs as usize);
    }
    let message = format!(
        "found {} s; expected a whole part of a day, at least 0.864 s, to know what was requested at \
         the same hour yesterday",
        epoch_ns as f64 / 1e9
    );
    Err(SpecError::new("layout.adaptive.epoch_s", message))
}
