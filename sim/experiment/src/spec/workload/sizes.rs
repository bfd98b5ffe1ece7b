//! The keys `workload.sizes.*`.

use crate::spec::error::SpecError;
use crate::spec::keys::{FileKey, NumberKey, WholeKey, WordKey};
use crate::spec::reader::Reader;
use hotset_workloads::synthetic::{EmpiricalDistribution, SizeModel, Sizes};
use std::path::PathBuf;

pub(crate) static KIND: WordKey<SizeKind> = WordKey::new(
    "workload.sizes.kind",
    "constant",
    "distribution of the sizes of objects",
    &[
        ("constant", SizeKind::Constant, "all objects alike"),
        ("exponential", SizeKind::Exponential, "by its mean"),
        ("lognormal", SizeKind::Lognormal, "by its median and sigma"),
        ("lognormal-pareto", SizeKind::LognormalPareto, "a lognormal body with a Pareto tail"),
        ("empirical", SizeKind::Empirical, "as measured"),
    ],
);
pub(crate) static MEAN_BYTES: NumberKey =
    NumberKey::new("workload.sizes.mean_bytes", 10_000.0, "mean size (exponential)");
pub(crate) static FILE: FileKey = FileKey::needed(
    "workload.sizes.file",
    "measured sizes (empirical): a table with a column bytes, or CacheBench's JSON",
);
pub(crate) static BYTES: WholeKey =
    WholeKey::new("workload.sizes.bytes", 1, "size of every object (constant)").within(1, 1 << 40);
pub(crate) static MEDIAN_BYTES: NumberKey =
    NumberKey::new("workload.sizes.median_bytes", 10_000.0, "median size (lognormal body)");
pub(crate) static SIGMA: NumberKey =
    NumberKey::new("workload.sizes.sigma", 1.0, "standard deviation of ln(size) (lognormal body)");
pub(crate) static TAIL_SHARE: NumberKey =
    NumberKey::new("workload.sizes.tail_share", 0.05, "share of objects in the Pareto tail");
pub(crate) static TAIL_ALPHA: NumberKey =
    NumberKey::new("workload.sizes.tail_alpha", 1.2, "exponent of the Pareto tail");
pub(crate) static POPULARITY_CORRELATION: NumberKey = NumberKey::new(
    "workload.sizes.popularity_correlation",
    0.0,
    "correlation of size with popularity, -1 to 1",
);

/// The words of `workload.sizes.kind`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SizeKind {
    Constant,
    Exponential,
    Empirical,
    Lognormal,
    LognormalPareto,
}

pub(super) fn read(reader: &Reader<'_>) -> Result<Sizes, SpecError> {
    let model = match reader.read(&KIND)? {
        SizeKind::Constant => {
            let model = SizeModel::Constant { bytes: reader.read(&BYTES)? };
            return Ok(Sizes { model, popularity_correlation: 0.0 });
        }
        SizeKind::Exponential => SizeModel::Exponential { mean_bytes: reader.read(&MEAN_BYTES)? },
        SizeKind::Empirical => SizeModel::Empirical(EmpiricalDistribution::uniform()),
        SizeKind::Lognormal => SizeModel::Lognormal {
            median_bytes: reader.read(&MEDIAN_BYTES)?,
            sigma: reader.read(&SIGMA)?,
        },
        SizeKind::LognormalPareto => SizeModel::LognormalPareto {
            median_bytes: reader.read(&MEDIAN_BYTES)?,
            sigma: reader.read(&SIGMA)?,
            tail_share: reader.read(&TAIL_SHARE)?,
            tail_alpha: reader.read(&TAIL_ALPHA)?,
        },
    };
    Ok(Sizes { model, popularity_correlation: reader.read(&POPULARITY_CORRELATION)? })
}

/// The file of measured sizes, where they are.
pub(super) fn file(reader: &Reader<'_>) -> Result<Option<PathBuf>, SpecError> {
    match reader.read(&KIND)? {
        SizeKind::Empirical => reader.read(&FILE).map(Some),
        SizeKind::Constant
        | SizeKind::Exponential
        | SizeKind::Lognormal
        | SizeKind::LognormalPareto => Ok(None),
    }
}
