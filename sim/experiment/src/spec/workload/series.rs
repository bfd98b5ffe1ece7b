//! The keys of `kind = "series"`.

use super::columns;
use super::popularity;
use super::sizes;
use super::synthetic::OBJECTS;
use super::trace::PATH;
use super::workload::WorkloadSpec;
use crate::spec::error::SpecError;
use crate::spec::keys::{NumberKey, WordKey};
use crate::spec::reader::Reader;
use hotset_workloads::series::SeriesOptions;
use hotset_workloads::synthetic::Popularity;
use hotset_workloads::{SeriesModel, SeriesRows};

pub(crate) static ROWS: WordKey<Rows> = WordKey::new(
    "workload.series.rows",
    "objects",
    "what the names of a series are",
    &[
        ("objects", Rows::Objects, "objects of one site"),
        ("object-sites", Rows::ObjectSites, "objects, each a site of its own"),
        ("sites", Rows::Sites, "sites of `workload.objects` each"),
    ],
);
pub(crate) static SCALE: NumberKey =
    NumberKey::new("workload.series.scale", 1.0, "requests for each that was counted")
        .within(1e-12, 1e12);
pub(crate) static BIN_S: NumberKey = NumberKey::needed(
    "workload.series.bin_s",
    "width of its bins in seconds; by default found from its times",
)
.within(1e-6, 1e9);

/// The words of `workload.series.rows`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    Objects,
    ObjectSites,
    Sites,
}

pub(super) fn series(reader: &Reader<'_>) -> Result<WorkloadSpec, SpecError> {
    let rows = match reader.read(&ROWS)? {
        Rows::Objects => SeriesRows::Objects { sites: false },
        Rows::ObjectSites => SeriesRows::Objects { sites: true },
        Rows::Sites => SeriesRows::Sites {
            objects: reader.read(&OBJECTS)? as usize,
            popularity: Popularity::Zipf { alpha: reader.read(&popularity::ALPHA)? },
        },
    };
    let width_s = reader.read_if_given(&BIN_S)?;
    Ok(WorkloadSpec::Series {
        path: reader.read(&PATH)?,
        options: SeriesOptions {
            time: reader.read_if_given(&columns::TIME)?,
            object: reader.read_if_given(&columns::OBJECT)?,
            count: reader.read_if_given(&columns::COUNT)?,
            event: None,
            width_s,
        },
        model: SeriesModel { rows, scale: reader.read(&SCALE)?, sizes: sizes::read(reader)? },
    })
}
