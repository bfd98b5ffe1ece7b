//! A table as Parquet, written row by row.

use super::columns::{Columns, Kind};
use super::grid::Grid;
use super::row::{Row, value_text};
use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use serde_json::Value;
use std::io::{self, Write};
use std::sync::Arc;

/// Rows of a group. Those of one group are in memory, column by column: some 20 MB of a series.
const GROUP_ROWS: usize = 1 << 17;

/// Writes a table as Parquet. It holds one group of rows in memory, however many there are. The bytes depend
/// on the rows and the version of hotset alone.
pub struct ParquetTable<W: Write + Send> {
    file: SerializedFileWriter<W>,
    names: Vec<String>,
    columns: Vec<Column>,
    rows: usize,
    group_rows: usize,
}

impl<W: Write + Send> ParquetTable<W> {
    /// A table with these columns. `version` is that of hotset.
    ///
    /// # Errors
    /// If its head cannot be written.
    pub fn new(out: W, columns: &Columns, version: &str) -> io::Result<Self> {
        let properties = WriterProperties::builder()
            // In the form that readers know the writer by.
            .set_created_by(format!("hotset version {version}"))
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .build();
        Ok(Self {
            file: SerializedFileWriter::new(out, schema(columns)?, Arc::new(properties))?,
            names: columns.names().map(str::to_owned).collect(),
            columns: columns.kinds().map(Column::new).collect(),
            rows: 0,
            group_rows: GROUP_ROWS,
        })
    }

    /// Adds a row. Columns that it does not have are null.
    ///
    /// # Errors
    /// If a group is complete, and cannot be written.
    pub fn write_row(&mut self, row: &Row) -> io::Result<()> {
        for (name, column) in self.names.iter().zip(&mut self.columns) {
            column.push(row.get(name));
        }
        self.end_row()
    }

    /// Adds the rows of a run to a table whose first column is the run's id, as of [`Columns::by_run`].
    /// Columns that its grid does not have are null.
    ///
    /// # Errors
    /// If a group is complete, and cannot be written.
    pub fn write_grid(&mut self, run_id: &str, grid: &Grid) -> io::Result<()> {
        let run_id = ByteArray::from(run_id.as_bytes().to_vec());
        let places = grid.places(self.names.iter().skip(1).map(String::as_str));
        for row in &grid.rows {
            let Some((first, others)) = self.columns.split_first_mut() else { return Ok(()) };
            first.push_text(run_id.clone());
            for (column, place) in others.iter_mut().zip(&places) {
                column.push(place.and_then(|place| row.get(place)));
            }
            self.end_row()?;
        }
        Ok(())
    }

    /// Completes the table, and returns what was written to.
    ///
    /// # Errors
    /// If the rest of it cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.write_group()?;
        Ok(self.file.into_inner()?)
    }

    fn end_row(&mut self) -> io::Result<()> {
        self.rows += 1;
        if self.rows == self.group_rows { self.write_group() } else { Ok(()) }
    }

    fn write_group(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group()?;
        for column in &mut self.columns {
            if let Some(writer) = group.next_column()? {
                column.write(writer)?;
            }
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

/// The schema: flat, and every column can be null.
fn schema(columns: &Columns) -> Result<TypePtr, ParquetError> {
    let field = |(name, kind): (&str, Kind)| {
        let (physical, logical) = match kind {
            Kind::Boolean => (PhysicalType::BOOLEAN, None),
            Kind::Whole => (PhysicalType::INT64, None),
            // A column without values is one of numbers for readers of the CSV form, too.
            Kind::Number | Kind::Empty => (PhysicalType::DOUBLE, None),
            Kind::Text => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let field = Type::primitive_type_builder(name, physical).with_logical_type(logical);
        Ok(Arc::new(field.with_repetition(Repetition::OPTIONAL).build()?))
    };
    let fields = columns.names().zip(columns.kinds()).map(field);
    let fields = fields.collect::<Result<Vec<TypePtr>, ParquetError>>()?;
    Ok(Arc::new(Type::group_type_builder("table").with_fields(fields).build()?))
}

/// The cells of a column in the group that is being filled.
struct Column {
    values: Values,
    /// By row: 1 where there is a value, 0 where it is null.
    levels: Vec<i16>,
}

enum Values {
    Boolean(Vec<bool>),
    Whole(Vec<i64>),
    Number(Vec<f64>),
    Text(Vec<ByteArray>),
}

impl Column {
    fn new(kind: Kind) -> Self {
        let values = match kind {
            Kind::Boolean => Values::Boolean(Vec::new()),
            Kind::Whole => Values::Whole(Vec::new()),
            Kind::Number | Kind::Empty => Values::Number(Vec::new()),
            Kind::Text => Values::Text(Vec::new()),
        };
        Self { values, levels: Vec::new() }
    }

    fn push(&mut self, value: Option<&Value>) {
        let value = value.filter(|value| !value.is_null());
        let is_there = match &mut self.values {
            Values::Boolean(values) => add(values, value.and_then(Value::as_bool)),
            Values::Whole(values) => add(values, value.and_then(Value::as_i64)),
            Values::Number(values) => add(values, value.and_then(Value::as_f64)),
            Values::Text(values) => {
                add(values, value.map(|value| value_text(value).into_bytes().into()))
            }
        };
        self.levels.push(is_there.into());
    }

    /// As [`Column::push`], for a text that many rows share.
    fn push_text(&mut self, text: ByteArray) {
        if let Values::Text(values) = &mut self.values {
            values.push(text);
            self.levels.push(1);
        }
    }

    /// Writes the cells, and forgets them.
    fn write(&mut self, mut writer: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = Some(self.levels.as_slice());
        match &mut self.values {
            Values::Boolean(values) => {
                writer.typed::<BoolType>().write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Whole(values) => {
                writer.typed::<Int64Type>().write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Number(values) => {
                writer.typed::<DoubleType>().write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Text(values) => {
                writer.typed::<ByteArrayType>().write_batch(values, levels, None)?;
                values.clear();
            }
        }
        self.levels.clear();
        writer.close()
    }
}

/// Adds a value if there is one; whether there is.
fn add<T>(values: &mut Vec<T>, value: Option<T>) -> bool {
    let is_there = value.is_some();
    values.extend(value);
    is_there
}

#[cfg(test)]
mod tests {
    use super::*;
    use parquet::basic::LogicalType;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use serde_json::json;

    fn rows() -> Vec<Row> {
        [
            json!({"run_id": "ra", "cache": "1%", "bytes": 3, "share": 1, "on": true}),
            json!({"run_id": "rb", "cache": 100, "bytes": null, "share": 0.1, "new": null}),
            json!({"run_id": "=c", "bytes": i64::MAX, "share": 2.5, "on": false}),
        ]
        .map(|row| row.as_object().unwrap().clone())
        .to_vec()
    }

    fn written(group_rows: usize) -> Vec<u8> {
        let mut columns = Columns::default();
        rows().iter().for_each(|row| columns.add_row(row));
        let mut table = ParquetTable::new(Vec::new(), &columns, "1.2.3").unwrap();
        table.group_rows = group_rows;
        rows().iter().for_each(|row| table.write_row(row).unwrap());
        table.finish().unwrap()
    }

    #[test]
    fn values_come_back_with_their_types_from_one_group_or_several() {
        for (group_rows, groups) in [(2, 2), (9, 1)] {
            let bytes = written(group_rows);
            assert_eq!(bytes, written(group_rows), "the same bytes for the same table");
            let reader = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
            let file = reader.metadata().file_metadata();
            assert_eq!(file.created_by(), Some("hotset version 1.2.3"));
            assert_eq!(reader.num_row_groups(), groups);
            let types = file.schema_descr().columns().iter().map(|c| c.physical_type());
            use PhysicalType::{BOOLEAN, BYTE_ARRAY, DOUBLE, INT64};
            let expected = [BYTE_ARRAY, BYTE_ARRAY, INT64, DOUBLE, DOUBLE, BOOLEAN];
            assert_eq!(types.collect::<Vec<_>>(), expected);
            let text = file.schema_descr().column(0);
            assert_eq!(text.logical_type_ref(), Some(&LogicalType::String));
            let read: Vec<String> =
                reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
            assert_eq!(
                read,
                [
                    "{run_id: \"ra\", cache: \"1%\", bytes: 3, share: 1.0, new: null, on: true}",
                    "{run_id: \"rb\", cache: \"100\", bytes: null, share: 0.1, new: null, on: null}",
                    "{run_id: \"=c\", cache: null, bytes: 9223372036854775807, share: 2.5, \
                     new: null, on: false}",
                ]
            );
        }
    }

    #[test]
    fn grids_start_with_the_ids_of_their_runs() {
        let mut grid = Grid::new(&["bin", "note"]);
        grid.rows = vec![vec![json!(0), json!("x")], vec![json!(1), Value::Null]];
        let other = Grid { columns: vec!["bin".into()], rows: vec![vec![json!(7)]] };
        let mut columns = Columns::by_run();
        columns.add_grid(&grid);
        columns.add_grid(&other);
        let mut table = ParquetTable::new(Vec::new(), &columns, "1").unwrap();
        table.write_grid("ra", &grid).unwrap();
        table.write_grid("rb", &other).unwrap();
        let bytes = bytes::Bytes::from(table.finish().unwrap());
        let reader = SerializedFileReader::new(bytes).unwrap();
        let read: Vec<String> =
            reader.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect();
        assert_eq!(read[0], "{run_id: \"ra\", bin: 0, note: \"x\"}");
        assert_eq!(read[2], "{run_id: \"rb\", bin: 7, note: null}");
    }
}
