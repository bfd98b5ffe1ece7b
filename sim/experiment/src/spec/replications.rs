//! The number of replications: given, or as many as a precision takes.

use super::error::SpecError;
use super::keys::{AnyKey, NumberKey, TextKey, WholeKey};
use super::reader::Reader;
use super::study::{STUDY, StudyKind};
use hotset_results::metrics::{METRICS, MISS_RATIO, Metric, ORIGIN_PER_EGRESS, PEAK_TO_MEAN};
use hotset_workloads::nearest;

pub(crate) static REPLICATIONS: WholeKey = WholeKey::new(
    "replications",
    1,
    "independent replications; confidence intervals need at least 2",
)
.within(1, 10_000);
pub(crate) static PRECISION: NumberKey = NumberKey::needed(
    "precision",
    "half-width of the 95 % interval over the mean, as 1% or 0.01: replications are added until every point has it",
)
.within(1e-6, 1.0);
pub(crate) static PRECISION_METRIC: TextKey = TextKey::needed(
    "precision_metric",
    "metric whose interval it is (with `precision`); by default origin_per_egress; peak_to_mean of a reserve, miss_ratio of a single cache",
);
pub(crate) static REPLICATIONS_MAX: WholeKey =
    WholeKey::new("replications_max", 100, "most replications of a point (with `precision`)")
        .within(2, 10_000);

/// The first replications, where the spec does not say how many.
pub(crate) const REPLICATIONS_FIRST: u32 = 5;

/// A precision that is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PrecisionSpec {
    pub(crate) metric: Metric,
    pub(crate) relative: f64,
    pub(crate) replications_max: u32,
}

impl PrecisionSpec {
    /// Reads the keys, if a precision is asked for; also the replications to begin with.
    pub(crate) fn read(reader: &Reader<'_>) -> Result<(u32, Option<Self>), SpecError> {
        let given = reader.read(&REPLICATIONS)? as u32;
        let Some(relative) = reader.read_if_given(&PRECISION)? else { return Ok((given, None)) };
        let replications_max = reader.read(&REPLICATIONS_MAX)? as u32;
        let first = match reader.given(&REPLICATIONS) {
            true if given < 2 => {
                let message = "found 1 beside `precision`; expected at least 2 to begin with: one has no interval";
                return Err(SpecError::new(REPLICATIONS.path(), message));
            }
            true => given,
            false => REPLICATIONS_FIRST.min(replications_max),
        };
        if first > replications_max {
            let message =
                format!("found {replications_max}; expected at least the {first} to begin with");
            return Err(SpecError::new(REPLICATIONS_MAX.path(), message));
        }
        let metric = match reader.read_if_given(&PRECISION_METRIC)? {
            Some(name) => metric(&name)?,
            None => match reader.read(&STUDY)? {
                StudyKind::Traffic => ORIGIN_PER_EGRESS,
                StudyKind::Reserve => PEAK_TO_MEAN,
                StudyKind::Cache => MISS_RATIO,
            },
        };
        Ok((first, Some(Self { metric, relative, replications_max })))
    }
}

fn metric(name: &str) -> Result<Metric, SpecError> {
    Metric::named(name).ok_or_else(|| {
        let error = SpecError::new(
            PRECISION_METRIC.path(),
            format!("found {name:?}; expected a metric, as origin_per_egress or hit_ratio"),
        );
        match nearest(name, METRICS.iter().map(|metric| metric.name)) {
            Some(near) => error.with_help(format!("did you mean {near}?")),
            None => error,
        }
    })
}
