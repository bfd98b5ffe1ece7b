//! The `[workload]` section.

use crate::reader::{Reader, SpecError};
use crate::variation;
use hotset_workloads::formats::{Columns, Format, ReadOptions, SeriesOptions, SizeRule};
use hotset_workloads::synthetic::{
    ParameterError, Popularity, SiteWeights, Sites, SizeModel, Sizes, Synthetic, Twin,
};
use hotset_workloads::{SeriesModel, SeriesRows};
use std::path::{Path, PathBuf};

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum WorkloadSpec {
    /// Drawn from a model.
    Synthetic(Box<Synthetic>),
    /// Read from a trace.
    Trace {
        /// The file.
        path: PathBuf,
        /// How to read it.
        options: ReadOptions,
        /// How its objects are divided into sites.
        sites: TraceSites,
        /// Whether its requests come in random order, which leaves no locality.
        shuffled: bool,
    },
    /// Drawn from counts over time.
    Series {
        /// The file, or a folder of page-view files.
        path: PathBuf,
        /// How to read it.
        options: SeriesOptions,
        /// What is made of it.
        model: SeriesModel,
    },
    /// Drawn with the shape of a trace.
    Twin(Box<Twin>),
}

impl WorkloadSpec {
    /// The file that it is read from, if it is.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Synthetic(_) | Self::Twin(_) => None,
            Self::Trace { path, .. } | Self::Series { path, .. } => Some(path),
        }
    }

    pub(crate) fn path_mut(&mut self) -> Option<&mut PathBuf> {
        match self {
            Self::Synthetic(_) | Self::Twin(_) => None,
            Self::Trace { path, .. } | Self::Series { path, .. } => Some(path),
        }
    }

    /// Whether it differs from replication to replication.
    pub fn is_drawn(&self) -> bool {
        !matches!(self, Self::Trace { shuffled: false, .. })
    }
}

/// How the objects of a trace are divided into sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TraceSites {
    /// One site.
    None,
    /// By the first directory of the object's name.
    Directory,
    /// By the host in the object's name.
    Host,
    /// By a hash of the name, into so many sites.
    Hash(usize),
}

#[derive(Clone, Copy)]
enum Kind {
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

fn synthetic(reader: &Reader<'_>) -> Result<WorkloadSpec, SpecError> {
    let weights = match reader.number("workload.site_alpha")? {
        0.0 => SiteWeights::Equal,
        alpha => SiteWeights::Zipf { alpha },
    };
    let count = reader.whole("workload.sites", 1..=65_535)? as usize;
    let mut model = Synthetic {
        sites: Sites { count, weights, overlap: 0.0 },
        sizes: sizes(reader)?,
        rhythm: variation::rhythm(reader)?,
        flash: variation::flash(reader, count)?,
        churn: variation::churn(reader)?,
        ..Synthetic::default()
    };
    match reader.word("workload.popularity.kind", &[("zipf", false), ("shot-noise", true)])? {
        true => model.shots = Some(variation::shots(reader)?),
        false => {
            let objects_max = Synthetic::OBJECTS_MAX as u64;
            model.objects = reader.whole("workload.objects", 1..=objects_max)? as usize;
            let alpha = reader.number("workload.popularity.alpha")?;
            model.popularity = Popularity::Zipf { alpha };
            model.rate_per_s = reader.number("workload.rate_per_s")?;
            if reader.given("workload.overlap") {
                model.sites.overlap = reader.number("workload.overlap")?;
            }
        }
    }
    model.requests = requests(reader, model.mean_rate_per_s())?;
    model.check().map_err(parameter_error)?;
    Ok(WorkloadSpec::Synthetic(Box::new(model)))
}

fn parameter_error(error: ParameterError) -> SpecError {
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

fn sizes(reader: &Reader<'_>) -> Result<Sizes, SpecError> {
    #[derive(Clone, Copy)]
    enum Kind {
        Constant,
        Lognormal,
        LognormalPareto,
    }
    let kinds = [
        ("constant", Kind::Constant),
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

fn trace(reader: &Reader<'_>) -> Result<WorkloadSpec, SpecError> {
    let formats: Vec<(&str, Option<Format>)> = std::iter::once(("auto", None))
        .chain(Format::ALL.into_iter().map(|(name, format)| (name, Some(format))))
        .collect();
    let rules = [
        ("auto", None),
        ("last-whole", Some(SizeRule::LastWhole)),
        ("as-logged", Some(SizeRule::AsLogged)),
    ];
    let column = |name: &str| column(reader, name);
    let by = [
        ("none", TraceSites::None),
        ("directory", TraceSites::Directory),
        ("host", TraceSites::Host),
        ("hash", TraceSites::Hash(1)),
    ];
    let sites = match reader.word("workload.sites_by", &by)? {
        TraceSites::Hash(_) => {
            TraceSites::Hash(reader.whole("workload.sites", 1..=65_535)? as usize)
        }
        other => other,
    };
    Ok(WorkloadSpec::Trace {
        path: PathBuf::from(reader.text("workload.path")?),
        options: ReadOptions {
            format: reader.word("workload.format", &formats)?,
            sizes: reader.word("workload.size_rule", &rules)?,
            columns: Columns {
                time: column("time")?,
                object: column("object")?,
                bytes: column("bytes")?,
            },
        },
        sites,
        shuffled: reader.word("workload.order", &[("as-logged", false), ("shuffled", true)])?,
    })
}

fn column(reader: &Reader<'_>, name: &str) -> Result<Option<String>, SpecError> {
    let path = format!("workload.columns.{name}");
    if reader.given(&path) { reader.text(&path).map(Some) } else { Ok(None) }
}

fn series(reader: &Reader<'_>) -> Result<WorkloadSpec, SpecError> {
    #[derive(Clone, Copy)]
    enum Rows {
        Objects,
        ObjectSites,
        Sites,
    }
    let words =
        [("objects", Rows::Objects), ("object-sites", Rows::ObjectSites), ("sites", Rows::Sites)];
    let rows = match reader.word("workload.series.rows", &words)? {
        Rows::Objects => SeriesRows::Objects { sites: false },
        Rows::ObjectSites => SeriesRows::Objects { sites: true },
        Rows::Sites => SeriesRows::Sites {
            objects: reader.whole("workload.objects", 1..=Synthetic::OBJECTS_MAX as u64)? as usize,
            popularity: Popularity::Zipf { alpha: reader.number("workload.popularity.alpha")? },
        },
    };
    let width = "workload.series.bin_s";
    let width_s = match reader.given(width) {
        true => Some(reader.number_within(width, 1e-6, 1e9)?),
        false => None,
    };
    Ok(WorkloadSpec::Series {
        path: PathBuf::from(reader.text("workload.path")?),
        options: SeriesOptions {
            time: column(reader, "time")?,
            object: column(reader, "object")?,
            count: column(reader, "count")?,
            event: None,
            width_s,
        },
        model: SeriesModel {
            rows,
            scale: reader.number_within("workload.series.scale", 1e-12, 1e12)?,
            sizes: sizes(reader)?,
        },
    })
}

fn twin(reader: &Reader<'_>) -> Result<WorkloadSpec, SpecError> {
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
