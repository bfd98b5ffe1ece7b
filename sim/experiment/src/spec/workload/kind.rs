//! The key `workload.kind`.

use super::series::series;
use super::synthetic::synthetic;
use super::trace::trace;
use super::twin::twin;
use super::workload::WorkloadSpec;
use crate::spec::error::SpecError;
use crate::spec::keys::WordKey;
use crate::spec::reader::Reader;

pub(crate) static KIND: WordKey<WorkloadKind> = WordKey::new(
    "workload.kind",
    "synthetic",
    "",
    &[
        ("synthetic", WorkloadKind::Synthetic, "drawn from a model"),
        ("trace", WorkloadKind::Trace, "read from files"),
        ("series", WorkloadKind::Series, "drawn from counts over time"),
        ("twin", WorkloadKind::Twin, "a synthetic workload fitted to a trace"),
    ],
);

/// The words of `workload.kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WorkloadKind {
    Synthetic,
    Trace,
    Series,
    Twin,
}

pub(crate) fn read(reader: &Reader<'_>) -> Result<WorkloadSpec, SpecError> {
    match reader.read(&KIND)? {
        WorkloadKind::Synthetic => synthetic(reader),
        WorkloadKind::Trace => trace(reader),
        WorkloadKind::Series => series(reader),
        WorkloadKind::Twin => twin(reader),
    }
}
