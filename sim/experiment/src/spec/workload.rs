//! The `[workload]` section.

use super::dynamics;
use crate::spec::reader::{Reader, SpecError};
use hotset_workloads::formats::{
    Columns, Delimiter, Filters, Format, LogFormat, NameRule, QueryRule, ReadOptions, SizeRule,
    TimeUnit,
};
use hotset_workloads::series::SeriesOptions;
use hotset_workloads::synthetic::{
    EmpiricalDistribution, ParameterError, Popularity, SiteWeights, Sites, SizeModel, Sizes,
    Synthetic, Twin,
};
use hotset_workloads::{SeriesModel, SeriesRows, SourceError};
use std::path::{Path, PathBuf};

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum WorkloadSpec {
    /// Drawn from a model.
    Synthetic(Box<Model>),
    /// Read from a trace.
    Trace {
        /// The files, which are one trace.
        paths: Vec<PathBuf>,
        /// How to read them.
        options: Box<ReadOptions>,
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

/// A model, and the files of what was measured for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The model; what is measured is not read yet.
    pub synthetic: Synthetic,
    pub(crate) files: ModelFiles,
}

/// Files of distributions.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ModelFiles {
    popularity: Option<PathBuf>,
    sizes: Option<PathBuf>,
}

impl Model {
    /// The model with all that was measured.
    pub(crate) fn read(&self) -> Result<Synthetic, SourceError> {
        let mut model = self.synthetic.clone();
        if let Some(path) = &self.files.popularity {
            model.popularity = Popularity::Empirical(EmpiricalDistribution::popularity(path)?);
        }
        if let Some(path) = &self.files.sizes {
            model.sizes.model = SizeModel::Empirical(EmpiricalDistribution::sizes(path)?);
        }
        Ok(model)
    }
}

impl std::ops::Deref for Model {
    type Target = Synthetic;
    fn deref(&self) -> &Synthetic {
        &self.synthetic
    }
}

impl WorkloadSpec {
    /// The files that it is read from, if it is.
    pub fn paths(&self) -> Vec<&Path> {
        match self {
            Self::Twin(_) => Vec::new(),
            Self::Synthetic(model) => {
                let ModelFiles { popularity, sizes } = &model.files;
                [popularity, sizes].into_iter().flatten().map(PathBuf::as_path).collect()
            }
            Self::Trace { paths, .. } => paths.iter().map(PathBuf::as_path).collect(),
            Self::Series { path, .. } => vec![path],
        }
    }

    /// Makes relative paths relative to `folder`, and puts the files that a pattern stands for in its
    /// place, by name.
    pub(crate) fn resolve_paths(&mut self, folder: Option<&Path>) -> Result<(), SpecError> {
        let beside = |path: &Path| folder.map_or(path.to_owned(), |folder| folder.join(path));
        match self {
            Self::Twin(_) => {}
            Self::Synthetic(model) => {
                let ModelFiles { popularity, sizes } = &mut model.files;
                for path in [popularity, sizes].into_iter().flatten() {
                    *path = beside(path);
                }
            }
            Self::Series { path, .. } => *path = beside(path),
            Self::Trace { paths, .. } => {
                let several = paths.len() > 1;
                let mut found = Vec::new();
                for path in paths.iter() {
                    found.extend(files(&beside(path), several)?);
                }
                *paths = found;
            }
        }
        Ok(())
    }

    /// Whether it differs from replication to replication.
    pub fn is_drawn(&self) -> bool {
        !matches!(self, Self::Trace { shuffled: false, .. })
    }
}

/// How the objects of a trace are divided into sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TraceSites {
    /// As the trace tells them, if it does; else one.
    Auto,
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

/// The files that a pattern stands for: itself, if it is the name of one.
fn files(path: &Path, several: bool) -> Result<Vec<PathBuf>, SpecError> {
    let text = path.display().to_string();
    if path.exists() || !text.contains(['*', '?', '[']) {
        return Ok(vec![path.to_owned()]);
    }
    let key = if several { "workload.paths" } else { "workload.path" };
    let wrong = |what: String| SpecError::new(key, format!("found {text}: {what}"));
    let found = glob::glob(&text).map_err(|error| wrong(error.to_string()))?;
    let found: Result<Vec<PathBuf>, _> = found.collect();
    match found {
        Ok(found) if found.is_empty() => Err(wrong("no file fits it".to_owned())),
        Ok(found) => Ok(found),
        Err(error) => Err(wrong(error.to_string())),
    }
}

/// The file, or the files, of a trace.
fn trace_paths(reader: &Reader<'_>) -> Result<Vec<PathBuf>, SpecError> {
    if !reader.given("workload.paths") {
        return Ok(vec![PathBuf::from(reader.text("workload.path")?)]);
    }
    if reader.given("workload.path") {
        let message = "found both `path` and `paths`; expected one of them";
        return Err(SpecError::new("workload.paths", message));
    }
    let paths: Vec<PathBuf> = reader.list("workload.paths", "a list of files or patterns")?;
    match paths.is_empty() {
        true => Err(SpecError::new("workload.paths", "found no file; expected one or more")),
        false => Ok(paths),
    }
}

fn parsed<T>(
    reader: &Reader<'_>,
    key: &str,
    parse: impl Fn(&str) -> Result<T, String>,
) -> Result<T, SpecError> {
    parse(&reader.text(key)?).map_err(|message| SpecError::new(key, message))
}

/// How a trace is read.
fn read_options(reader: &Reader<'_>) -> Result<ReadOptions, SpecError> {
    fn or_auto<T: Copy>(words: &[(&'static str, T)]) -> Vec<(&'static str, Option<T>)> {
        let words = words.iter().map(|&(name, value)| (name, Some(value)));
        std::iter::once(("auto", None)).chain(words).collect()
    }
    let column = |name: &str| column(reader, name);
    let log_format = match reader.given("workload.log_format") {
        true => Some(parsed(reader, "workload.log_format", LogFormat::parse)?),
        false => None,
    };
    let options = ReadOptions {
        format: reader.word("workload.format", &or_auto(&Format::ALL))?,
        sizes: reader.word("workload.size_rule", &or_auto(&SizeRule::ALL))?,
        columns: Columns {
            time: column("time")?,
            object: column("object")?,
            bytes: column("bytes")?,
            host: column("host")?,
            method: column("method")?,
            status: column("status")?,
            ttl: column("ttl")?,
        },
        delimiter: reader.word("workload.delimiter", &or_auto(&Delimiter::ALL))?,
        time_unit: reader.word("workload.time_unit", &or_auto(&TimeUnit::ALL))?,
        names: NameRule {
            query: parsed(reader, "workload.query", QueryRule::parse)?,
            normalize: reader
                .word("workload.urls", &[("as-logged", false), ("normalized", true)])?,
        },
        filters: Filters {
            methods: reader.list("workload.methods", "a list of methods or operations")?,
            statuses: reader.list("workload.statuses", "a list of statuses")?,
        },
        keep_order: reader.word("workload.order", ORDERS)? == Order::File,
        strict: reader.word("workload.malformed", &[("skip", false), ("error", true)])?,
        log_format: None,
    };
    match log_format {
        None => Ok(options),
        Some(asked) => options
            .with_log_format(asked)
            .map_err(|message| SpecError::new("workload.log_format", message)),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Time,
    File,
    Shuffled,
}

const ORDERS: &[(&str, Order)] =
    &[("as-logged", Order::Time), ("file", Order::File), ("shuffled", Order::Shuffled)];

fn trace(reader: &Reader<'_>) -> Result<WorkloadSpec, SpecError> {
    let by = [
        ("auto", TraceSites::Auto),
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
        paths: trace_paths(reader)?,
        options: Box::new(read_options(reader)?),
        sites,
        shuffled: reader.word("workload.order", ORDERS)? == Order::Shuffled,
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
