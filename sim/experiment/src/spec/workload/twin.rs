//! The keys of `kind = "twin"`.

use super::synthetic::parameter_error;
use super::workload::WorkloadSpec;
use crate::spec::reader::{Reader, SpecError};
use hotset_workloads::synthetic::Twin;

pub(super) fn twin(reader: &Reader<'_>) -> Result<WorkloadSpec, SpecError> {
    let twin = Twin {
        start_unix_s: reader.number("workload.twin.start_unix_s")?,
        duration_s: reader.number("workload.twin.duration_s")?,
        day: reader.list("workload.twin.day", "a list of 24 levels, or an empty one")?,
        week: reader.list("workload.twin.week", "a list of 7 levels, or an empty one")?,
        surges: reader.list("workload.twin.surges", "a list of [hour, factor]")?,
        classes: reader.list(
            "workload.twin.classes",
            "a list of { objects = 1, requests = 9, bytes = [..], gaps = [..] }",
        )?,
    };
    twin.check().map_err(parameter_error)?;
    Ok(WorkloadSpec::Twin(Box::new(twin)))
}
