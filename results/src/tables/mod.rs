//! Tidy tables: an observation per row, a variable per column, units last in the column's name.

mod csv_cell;
mod grid;
mod quantity;
mod row;
mod table;
mod terminal;

pub use csv_cell::{plain_name, safe_name};
pub use grid::Grid;
pub(crate) use quantity::{Quantity, quantity};
pub use row::{REPLICATION, Row, RunRow, point_of_summary};
pub(crate) use row::{REPLICATIONS, key_words, number, text, value_text};
pub use table::Table;
pub(crate) use table::parameter_columns;
pub use terminal::{terminal_table, text_table};
