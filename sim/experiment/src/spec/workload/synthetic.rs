//! The keys of `kind = "synthetic"`.

use super::popularity::{self, PopularityKind};
use super::workload::{Model, ModelFiles, WorkloadSpec};
use super::{churn, flash, rhythm, shots, sizes};
use crate::spec::error::SpecError;
use crate::spec::keys::{AnyKey, NumberKey, WholeKey};
use crate::spec::reader::Reader;
use hotset_workloads::synthetic::{
    EmpiricalDistribution, OwnLaw, ParameterError, Popularity, SiteWeights, Sites, Synthetic,
};

pub(crate) static OBJECTS: WholeKey =
    WholeKey::new("workload.objects", 200_000, "objects in the catalog, up to 100 million")
        .within(1, Synthetic::OBJECTS_MAX as u64);
pub(crate) static SITES: WholeKey =
    WholeKey::new("workload.sites", 1, "number of sites").within(1, 65_535);
pub(crate) static SITE_ALPHA: NumberKey = NumberKey::new(
    "workload.site_alpha",
    0.0,
    "Zipf exponent of the sites' shares of the requests; 0 for equal shares",
);
pub(crate) static OVERLAP: NumberKey = NumberKey::needed(
    "workload.overlap",
    "share of each site's catalog that all sites have in common, at ranks of their own: 0 to 1",
);
pub(crate) static REQUESTS: WholeKey = WholeKey::new(
    "workload.requests",
    2_000_000,
    "number of requests, in addition to those of flash crowds",
)
.within(1, u64::MAX);
pub(crate) static DURATION_S: NumberKey =
    NumberKey::needed("workload.duration_s", "length in seconds, instead of `requests`")
        .within(1e-6, 9e9);
pub(crate) static RATE_PER_S: NumberKey = NumberKey::new(
    "workload.rate_per_s",
    2_000.0,
    "mean rate of the Poisson arrivals, without flash crowds",
);

pub(super) fn synthetic(reader: &Reader<'_>) -> Result<WorkloadSpec, SpecError> {
    let weights = match reader.read(&SITE_ALPHA)? {
        0.0 => SiteWeights::Equal,
        alpha => SiteWeights::Zipf { alpha },
    };
    let count = reader.read(&SITES)? as usize;
    let mut model = Synthetic {
        sites: Sites { count, weights, overlap: 0.0 },
        sizes: sizes::read(reader)?,
        rhythm: rhythm::read(reader)?,
        flash: flash::read(reader, count)?,
        churn: churn::read(reader)?,
        ..Synthetic::default()
    };
    let mut files = ModelFiles { sizes: sizes::file(reader)?, popularity: None };
    match reader.read(&popularity::KIND)? {
        PopularityKind::ShotNoise => model.shots = Some(shots::read(reader)?),
        kind => read_catalog(reader, kind, &mut model, &mut files)?,
    }
    model.requests = requests(reader, model.mean_rate_per_s())?;
    model.check().map_err(parameter_error)?;
    Ok(WorkloadSpec::Synthetic(Box::new(Model { synthetic: model, files })))
}

/// A fixed catalog, and the requests over it.
fn read_catalog(
    reader: &Reader<'_>,
    kind: PopularityKind,
    model: &mut Synthetic,
    files: &mut ModelFiles,
) -> Result<(), SpecError> {
    model.objects = reader.read(&OBJECTS)? as usize;
    model.popularity = match kind {
        PopularityKind::Zipf | PopularityKind::ShotNoise => {
            Popularity::Zipf { alpha: reader.read(&popularity::ALPHA)? }
        }
        PopularityKind::ZipfMandelbrot => Popularity::ZipfMandelbrot {
            alpha: reader.read(&popularity::ALPHA)?,
            shift: reader.read(&popularity::SHIFT)?,
        },
        PopularityKind::Uniform => Popularity::Zipf { alpha: 0.0 },
        PopularityKind::Own(law) => Popularity::Own(
            OwnLaw::parse(law, &reader.behind_name(&popularity::KIND))
                .map_err(|what| SpecError::new(popularity::KIND.path(), what))?,
        ),
        PopularityKind::Empirical => {
            files.popularity = Some(reader.read(&popularity::FILE)?);
            Popularity::Empirical(EmpiricalDistribution::uniform())
        }
    };
    model.rate_per_s = reader.read(&RATE_PER_S)?;
    if let Some(overlap) = reader.read_if_given(&OVERLAP)? {
        model.sites.overlap = overlap;
    }
    Ok(())
}

/// What the model finds wrong, by the name of its key.
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
fn requests(reader: &Reader<'_>, rate_per_s: f64) -> Result<u64, SpecError> {
    let wrong = |message: String| SpecError::new(DURATION_S.path(), message);
    if !reader.given(&DURATION_S) {
        return reader.read(&REQUESTS);
    }
    if reader.given(&REQUESTS) {
        let message = "found both `requests` and `duration_s`; expected one of them";
        return Err(wrong(message.to_owned()));
    }
    let duration_s = reader.read(&DURATION_S)?;
    let requests = (duration_s * rate_per_s).round();
    if (1.0..=1e15).contains(&requests) {
        return Ok(requests as u64);
    }
    Err(wrong(format!("found {duration_s} s with {requests} requests; expected 1 to 1e15")))
}
