//! The tables that have rows of every run, beside `runs.csv`.

use hotset_results::{Columns, FileHash, Grid, LongTable, RunRecord, StoreError, write_parquet};
use std::path::Path;

/// One of the finer tables of a run.
type GridOf = fn(&RunRecord) -> &Grid;

const FINER: [(&str, GridOf); 3] = [
    ("series", |record| &record.series),
    ("servers", |record| &record.servers),
    ("loads", |record| &record.loads),
];

/// Writes the finer tables, and those and the runs as Parquet where hotset is built with it. Returns the files.
pub(super) fn write_run_tables(
    folder: &Path,
    records: &[RunRecord],
    version: &str,
) -> Result<Vec<FileHash>, StoreError> {
    let mut columns = Columns::default();
    records.iter().for_each(|record| columns.add_row(&record.run));
    let rows = records.iter().map(|record| &record.run);
    let mut files = Vec::from_iter(write_parquet(folder, "runs", &columns, rows, version)?);
    for (name, grid) in FINER {
        files.extend(write_grids(folder, name, records, grid, version)?);
    }
    Ok(files)
}

/// Writes a finer table, each row of which has the id of its run. One that no run has rows of is not written.
fn write_grids(
    folder: &Path,
    name: &str,
    records: &[RunRecord],
    grid: GridOf,
    version: &str,
) -> Result<Vec<FileHash>, StoreError> {
    if records.iter().all(|record| grid(record).rows.is_empty()) {
        LongTable::remove(folder, name);
        return Ok(Vec::new());
    }
    let mut columns = Columns::by_run();
    records.iter().for_each(|record| columns.add_grid(grid(record)));
    let mut table = LongTable::create(folder, name, &columns, version)?;
    for record in records {
        table.write(record.run_id(), grid(record))?;
    }
    table.finish()
}
