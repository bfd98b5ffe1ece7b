//! A workload as a spec describes it.

use super::files::files;
use crate::spec::error::SpecError;
use hotset_workloads::formats::ReadOptions;
use hotset_workloads::series::SeriesOptions;
use hotset_workloads::synthetic::{
    CrowdTimes, EmpiricalDistribution, Popularity, SizeModel, Synthetic, Twin,
};
use hotset_workloads::{SeriesModel, SourceError};
use std::path::{Path, PathBuf};

/// A workload as a spec describes it.
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
        /// Whether its requests are in random order, which leaves no temporal locality.
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
    /// A synthetic workload fitted to a trace.
    Twin(Box<Twin>),
}

impl WorkloadSpec {
    /// The files that it is read from, if any.
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

    /// Makes relative paths relative to `folder`, and replaces a pattern by the files that match it, in the
    /// order of their names.
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

    /// When the flash crowd begins, if there is one at a time that the spec sets.
    pub(crate) fn crowd_s(&self) -> Option<f64> {
        match self {
            Self::Synthetic(model) => match model.flash?.times {
                CrowdTimes::Once { at_s, .. } => Some(at_s),
                CrowdTimes::PerDay { .. } => None,
            },
            Self::Trace { .. } | Self::Series { .. } | Self::Twin(_) => None,
        }
    }

    /// Whether replications differ in it.
    pub fn is_drawn(&self) -> bool {
        !matches!(self, Self::Trace { shuffled: false, .. })
    }
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
    pub(super) popularity: Option<PathBuf>,
    pub(super) sizes: Option<PathBuf>,
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

/// How the objects of a trace are divided into sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TraceSites {
    /// Those of a generated trace; else one.
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
