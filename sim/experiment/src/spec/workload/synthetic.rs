//! The keys of `kind = "synthetic"`.

use super::workload::{Model, ModelFiles, WorkloadSpec};
use crate::spec::dynamics;
use crate::spec::reader::{Reader, SpecError};
use hotset_workloads::synthetic::{
    EmpiricalDistribution, ParameterError, Popularity, SiteWeights, Sites, SizeModel, Sizes,
    Synthetic,
};
use std::path::PathBuf;

pub(super) fn synthetic(reader: &Reader<'_>) -> Result<WorkloadSpec, SpecError> {
    let weights = match reader.number("workload.site_alpha")? {
        0.0 => SiteWeights::Equal,
        alpha => SiteWeights::Zipf { alpha },
    };
    let count = reader.whole("workload.sites", 1..=65_535)? as usize;
    let mut model = Synthetic {
        sites: Sites { count, weights, overlap: 0.0 },
        sizes: sizes(reader)?,
        rhythm: dynamics::rhythm(reader)?,
        flash: dynamics::flash(reader, count)?,
        churn: dynamics::churn(reader)?,
        ..Synthetic::default()
    };
    let mut files = ModelFiles { sizes: sizes_file(reader)?, popularity: None };
    match reader.word("workload.popularity.kind", POPULARITIES)? {
        PopularityKind::ShotNoise => model.shots = Some(dynamics::shots(reader)?),
        kind => {
            let objects_max = Synthetic::OBJECTS_MAX as u64;
            model.objects = reader.whole("workload.objects", 1..=objects_max)? as usize;
            let number = |name: &str| reader.number(&format!("workload.popularity.{name}"));
            model.popularity = match kind {
                PopularityKind::Uniform => Popularity::Zipf { alpha: 0.0 },
                PopularityKind::ZipfMandelbrot => {
                    Popularity::ZipfMandelbrot { alpha: number("alpha")?, shift: number("shift")? }
                }
                PopularityKind::Empirical => {
                    files.popularity = Some(reader.text("workload.popularity.file")?.into());
                    Popularity::Empirical(EmpiricalDistribution::uniform())
                }
                _ => Popularity::Zipf { alpha: number("alpha")? },
            };
            model.rate_per_s = reader.number("workload.rate_per_s")?;
            if reader.given("workload.overlap") {
                model.sites.overlap = reader.number("workload.overlap")?;
            }
        }
    }
    model.requests = requests(reader, model.mean_rate_per_s())?;
    model.check().map_err(parameter_error)?;
    Ok(WorkloadSpec::Synthetic(Box::new(Model { synthetic: model, files })))
}

#[derive(Clone, Copy)]
enum PopularityKind {
    Zipf,
    ZipfMandelbrot,
    Uniform,
    Empirical,
    ShotNoise,
}

const POPULARITIES: &[(&str, PopularityKind)] = &[
    ("zipf", PopularityKind::Zipf),
    ("zipf-mandelbrot", PopularityKind::ZipfMandelbrot),
    ("uniform", PopularityKind::Uniform),
    ("empirical", PopularityKind::Empirical),
    ("shot-noise", PopularityKind::ShotNoise),
];

/// The file of sizes as measured.
fn sizes_file(reader: &Reader<'_>) -> Result<Option<PathBuf>, SpecError> {
    match reader.text("workload.sizes.kind")?.as_str() {
        "empirical" => Ok(Some(reader.text("workload.sizes.file")?.into())),
        _ => Ok(None),
    }
}

pub(super) fn parameter_error(error: ParameterError) -> SpecError {
    let ParameterError { key, found, expected } = error;
    let key = match key {
        "sites.count" => "sites",
        "sites.weights.alpha" => "site_alpha",
        "sites.overlap" => "overlap",
        "flash.rise" => "flash.rise_s",
        "flash.fall" => "flash.decay_s",
        other => other,
    };
    let found: String = found.chars().take(200).collect();
    SpecError::new(format!("workload.{key}"), format!("found {found}; expected {expected}"))
}

/// The length of the stream, given in requests or in seconds.
pub(super) fn requests(reader: &Reader<'_>, rate_per_s: f64) -> Result<u64, SpecError> {
    if !reader.given("workload.duration_s") {
        return reader.whole("workload.requests", 1..=u64::MAX);
    }
    if reader.given("workload.requests") {
        let message = "found both `requests` and `duration_s`; expected one of them";
        return Err(SpecError::new("workload.duration_s", message));
    }
    let duration_s = reader.number_within("workload.duration_s", 1e-6, 9e9)?;
    let requests = (duration_s * rate_per_s).round();
    if (1.0..=1e15).contains(&requests) {
        return Ok(requests as u64);
    }
    let message = format!("found {duration_s} s with {requests} requests; expected 1 to 1e15");
    Err(SpecError::new("workload.duration_s", message))
}

pub(super) fn sizes(reader: &Reader<'_>) -> Result<Sizes, SpecError> {
    #[derive(Clone, Copy)]
    enum Kind {
        Constant,
        Exponential,
        Empirical,
        Lognormal,
        LognormalPareto,
    }
    let kinds = [
        ("constant", Kind::Constant),
        ("exponential", Kind::Exponential),
        ("empirical", Kind::Empirical),
        ("lognormal", Kind::Lognormal),
        ("lognormal-pareto", Kind::LognormalPareto),
    ];
    let number = |name: &str| reader.number(&format!("workload.sizes.{name}"));
    let model = match reader.word("workload.sizes.kind", &kinds)? {
        Kind::Constant => {
            let bytes = reader.whole("workload.sizes.bytes", 1..=1 << 40)?;
            let model = SizeModel::Constant { bytes };
            return Ok(Sizes { model, popularity_correlation: 0.0 });
        }
        Kind::Exponential => SizeModel::Exponential { mean_bytes: number("mean_bytes")? },
        Kind::Empirical => SizeModel::Empirical(EmpiricalDistribution::uniform()),
        Kind::Lognormal => {
            SizeModel::Lognormal { median_bytes: number("median_bytes")?, sigma: number("sigma")? }
        }
        Kind::LognormalPareto => SizeModel::LognormalPareto {
            median_bytes: number("median_bytes")?,
            sigma: number("sigma")?,
            tail_share: number("tail_share")?,
            tail_alpha: number("tail_alpha")?,
        },
    };
    Ok(Sizes { model, popularity_correlation: number("popularity_correlation")? })
}
