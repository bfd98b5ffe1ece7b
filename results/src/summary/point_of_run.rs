//! Which point of a summary a run is of.

use crate::tables::{RUN_ID, parameter_columns, value_text};
use crate::{Row, Table, plain_name};
use std::collections::BTreeMap;
use std::io::Read;

/// The points of runs by their ids: the rows of finer tables have the ids of their runs alone.
#[derive(Debug, Default)]
pub(crate) struct PointOfRun {
    places: BTreeMap<String, usize>,
}

impl PointOfRun {
    /// Reads `runs.csv`, row by row. Kept are runs of points at these places in the summary; none of a table
    /// without ids, which is of an earlier version.
    ///
    /// # Errors
    /// The error of the CSV parser.
    pub(crate) fn read(
        runs: impl Read,
        summary: &Table,
        places: &[usize],
    ) -> Result<Self, csv::Error> {
        let parameters = parameter_columns(&summary.rows);
        let key_of = |row: &Row| -> Vec<String> {
            let text = |name: &String| row.get(name).map_or(String::new(), value_text);
            parameters.iter().map(text).collect()
        };
        let points: BTreeMap<Vec<String>, usize> =
            places.iter().map(|&place| (key_of(&summary.rows[place]), place)).collect();
        let mut reader = csv::Reader::from_reader(runs);
        let header = reader.headers()?;
        let find = |name: &str| header.iter().position(|column| column == name);
        let Some(id) = find(RUN_ID) else { return Ok(Self::default()) };
        let columns: Vec<Option<usize>> = parameters.iter().map(|name| find(name)).collect();
        let mut places = BTreeMap::new();
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record)? {
            let cell = |place: &Option<usize>| place.and_then(|place| record.get(place));
            let text = |place| plain_name(cell(place).unwrap_or("")).into_owned();
            let key: Vec<String> = columns.iter().map(text).collect();
            if let Some(&place) = points.get(&key) {
                places.insert(record.get(id).unwrap_or("").to_owned(), place);
            }
        }
        Ok(Self { places })
    }

    /// The place of a run's point in the summary; `None` if it is not one of those that were asked for.
    pub(crate) fn place(&self, run_id: &str) -> Option<usize> {
        self.places.get(run_id).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_found_by_their_ids() {
        let summary = b"cache,layout,replications,x\n1%,=hot,2,5\n1%,,2,5\n100,hashed,2,5\n";
        let mut summary = Table::from_csv(summary).unwrap();
        summary.rows[0].insert("layout".into(), "=hot".into());
        let runs =
            b"layout,cache,other,replication,run_id,x\n'=hot,1%,7,0,ra,5\nhashed,100,7,0,rb,5\n\
            ,1%,7,1,rc,5\n'=hot,1%,7,1,rd,5\n";
        let points = PointOfRun::read(&runs[..], &summary, &[0, 1]).unwrap();
        let places = ["ra", "rb", "rc", "rd"].map(|id| points.place(id));
        assert_eq!(places, [Some(0), None, Some(1), Some(0)]);
        let earlier = PointOfRun::read(&b"cache,layout,replication\n1%,,0\n"[..], &summary, &[1]);
        assert_eq!(earlier.unwrap().place(""), None);
    }
}
