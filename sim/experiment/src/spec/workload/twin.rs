//! The keys of `kind = "twin"`: a synthetic workload fitted to a trace.

use super::synthetic::parameter_error;
use super::workload::WorkloadSpec;
use crate::spec::error::SpecError;
use crate::spec::keys::{ListKey, NumberKey};
use crate::spec::reader::Reader;
use hotset_workloads::synthetic::{Twin, TwinClass};

pub(crate) static START_UNIX_S: NumberKey = NumberKey::new(
    "workload.twin.start_unix_s",
    0.0,
    "beginning; `hotset analyze --twin` writes these keys",
);
pub(crate) static DURATION_S: NumberKey =
    NumberKey::needed("workload.twin.duration_s", "length in seconds");
pub(crate) static DAY: ListKey<f64> = ListKey::new(
    "workload.twin.day",
    "rate of each hour of the day over its mean",
    "a list of 24 levels, or an empty one",
);
pub(crate) static WEEK: ListKey<f64> = ListKey::new(
    "workload.twin.week",
    "rate of each day from Monday on over its mean",
    "a list of 7 levels, or an empty one",
);
pub(crate) static SURGES: ListKey<(u32, f64)> = ListKey::new(
    "workload.twin.surges",
    "[hour since the first midnight, rate over that of the cycle]",
    "a list of [hour, factor]",
);
pub(crate) static CLASSES: ListKey<TwinClass> = ListKey::needed(
    "workload.twin.classes",
    "objects that are alike: their number, requests, sizes and gaps between requests",
    "a list of { objects = 1, requests = 9, bytes = [..], gaps = [..] }",
);

pub(super) fn twin(reader: &Reader<'_>) -> Result<WorkloadSpec, SpecError> {
    let twin = Twin {
        start_unix_s: reader.read(&START_UNIX_S)?,
        duration_s: reader.read(&DURATION_S)?,
        day: reader.read(&DAY)?,
        week: reader.read(&WEEK)?,
        surges: reader.read(&SURGES)?,
        classes: reader.read(&CLASSES)?,
    };
    twin.check().map_err(parameter_error)?;
    Ok(WorkloadSpec::Twin(Box::new(twin)))
}
