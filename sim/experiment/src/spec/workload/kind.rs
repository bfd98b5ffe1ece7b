//! The key `workload.kind`.

use super::series::series;
use super::synthetic::synthetic;
use super::trace::trace;
use super::twin::twin;
use super::workload::WorkloadSpec;
use crate::spec::reader::{Reader, SpecError};

#[derive(Clone, Copy)]
pub(super) enum Kind {
    Synthetic,
    Trace,
    Series,
    Twin,
}

pub(crate) fn read(reader: &Reader<'_>) -> Result<WorkloadSpec, SpecError> {
    let kinds = [
        ("synthetic", Kind::Synthetic),
        ("trace", Kind::Trace),
        ("series", Kind::Series),
        ("twin", Kind::Twin),
    ];
    match reader.word("workload.kind", &kinds)? {
        Kind::Synthetic => synthetic(reader),
        Kind::Trace => trace(reader),
        Kind::Series => series(reader),
        Kind::Twin => twin(reader),
    }
}
