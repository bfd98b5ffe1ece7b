//! The tables of an experiment, written run by run: no more than one run is in memory.

use super::finished::{FinishedRun, RunResults};
use hotset_results::{
    Columns, FileHash, Grid, LongTable, ResultFolder, Row, RowWriter, RunGrids, RunStore,
    StoreError, Summary, SummaryBuilder, write_parquet,
};
use std::collections::BTreeSet;

/// Where the tables of an experiment come from, and where they go.
pub(super) struct Tables<'a> {
    pub(super) results: &'a RunResults,
    pub(super) store: &'a RunStore,
    pub(super) folder: &'a ResultFolder,
    pub(super) version: &'a str,
}

impl Tables<'_> {
    /// All rows of `runs.csv`.
    fn rows(&self) -> impl Iterator<Item = Result<Row, StoreError>> {
        let row = |run: &FinishedRun| run.row(&self.results.plan, self.store).transpose();
        self.results.runs.iter().filter_map(row)
    }

    /// Writes `runs.csv`, and its form as Parquet; returns the summary of it.
    pub(super) fn write_runs(&self) -> Result<(Summary, Vec<FileHash>), StoreError> {
        let plan = &self.results.plan;
        let mut summary = SummaryBuilder::new(&plan.point_columns());
        let mut columns = Columns::default();
        for row in self.rows() {
            let row = row?;
            columns.add_row(&row);
            summary.add(&row);
        }
        let mut written = self.write_rows("runs.csv", &columns, self.rows())?;
        written.extend(write_parquet(
            self.folder.path(),
            "runs",
            &columns,
            self.rows(),
            self.version,
        )?);
        Ok((summary.finish(plan.baseline.as_deref()), written))
    }

    /// Writes the summary.
    pub(super) fn write_summary(&self, summary: &Summary) -> Result<Vec<FileHash>, StoreError> {
        let mut columns = Columns::default();
        summary.table_rows().for_each(|row| columns.add_row(&row));
        self.write_rows("summary.csv", &columns, summary.table_rows().map(Ok))
    }

    fn write_rows(
        &self,
        file: &str,
        columns: &Columns,
        rows: impl Iterator<Item = Result<Row, StoreError>>,
    ) -> Result<Vec<FileHash>, StoreError> {
        let mut failed = None;
        let written = self.folder.write_with(file, |out| {
            let mut writer = RowWriter::new(out, columns);
            for row in rows {
                match row {
                    Ok(row) => writer.write(&row)?,
                    Err(error) => {
                        failed = Some(error);
                        return Err(std::io::Error::other("the table is not complete"));
                    }
                }
            }
            writer.finish()
        });
        match failed {
            Some(error) => Err(error),
            None => Ok(vec![written?]),
        }
    }

    /// Writes the finer tables, each row of which has the id of its run. One that no run has rows of is not
    /// written.
    pub(super) fn write_grids(&self) -> Result<Vec<FileHash>, StoreError> {
        let mut columns = [const { None }; 3];
        for run in self.different_runs() {
            let grids = run.grids(self.store)?;
            for (columns, (_, grid)) in columns.iter_mut().zip(named(&grids)) {
                if !grid.rows.is_empty() {
                    columns.get_or_insert_with(Columns::by_run).add_grid(grid);
                }
            }
        }
        let names = named(&RunGrids::default()).map(|(name, _)| name);
        let folder = self.folder.path();
        let mut tables = [const { None }; 3];
        for ((table, name), columns) in tables.iter_mut().zip(names).zip(&columns) {
            match columns {
                None => LongTable::remove(folder, name),
                Some(columns) => {
                    *table = Some(LongTable::create(folder, name, columns, self.version)?);
                }
            }
        }
        for run in self.different_runs() {
            let grids = run.grids(self.store)?;
            for (table, (_, grid)) in tables.iter_mut().zip(named(&grids)) {
                if let Some(table) = table {
                    table.write(&run.key.id, grid)?;
                }
            }
        }
        let mut written = Vec::new();
        for table in tables.into_iter().flatten() {
            written.extend(table.finish()?);
        }
        Ok(written)
    }

    /// The runs, without those that are the same as another.
    fn different_runs(&self) -> impl Iterator<Item = &FinishedRun> {
        let mut known: BTreeSet<&str> = BTreeSet::new();
        self.results.runs.iter().filter(move |run| known.insert(&run.key.stored))
    }
}

/// The finer tables of a run, with their names.
fn named(grids: &RunGrids) -> [(&'static str, &Grid); 3] {
    [("series", &grids.series), ("servers", &grids.servers), ("loads", &grids.loads)]
}
