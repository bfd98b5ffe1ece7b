//! The keys of `kind = "series"`.

use super::synthetic::sizes;
use super::trace::column;
use super::workload::WorkloadSpec;
use crate::spec::reader::{Reader, SpecError};
use hotset_workloads::series::SeriesOptions;
use hotset_workloads::synthetic::{Popularity, Synthetic};
use hotset_workloads::{SeriesModel, SeriesRows};
use std::path::PathBuf;

pub(super) fn series(reader: &Reader<'_>) -> Result<WorkloadSpec, SpecError> {
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
