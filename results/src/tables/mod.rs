//! Tidy tables: an observation per row, a variable per column, units last in the column's name.

mod columns;
mod csv_cell;
mod csv_file;
mod grid;
mod grid_writer;
mod identity;
#[cfg(feature = "parquet")]
mod parquet_table;
mod quantity;
mod row;
mod row_writer;
mod table;
mod terminal;

pub use columns::{Columns, Kind};
pub use csv_cell::{plain_name, safe_name};
pub(crate) use csv_file::CsvFile;
pub use grid::Grid;
pub use grid_writer::GridWriter;
pub(crate) use identity::{distinct, identity};
#[cfg(feature = "parquet")]
pub use parquet_table::ParquetTable;
pub(crate) use quantity::{Quantity, quantity};
pub use row::{REPLICATION, RUN_ID, Row, RunRow, point_of_summary};
pub(crate) use row::{REPLICATIONS, key_words, number, text, value_text};
pub use row_writer::RowWriter;
pub use table::Table;
pub(crate) use table::parameter_columns;
pub use terminal::{terminal_table, text_table};
