//! Results on disk: a file appears whole or not at all.

mod atomic_file;
mod kept_file;
mod long_csv;
mod long_table;
#[cfg(not(feature = "parquet"))]
mod no_parquet_file;
#[cfg(feature = "parquet")]
mod parquet_file;
mod run_record;
mod run_store;

pub use atomic_file::{StoreError, temporary_file_in, write_atomically};
pub use long_table::{LongTable, write_parquet};
#[cfg(not(feature = "parquet"))]
use no_parquet_file::ParquetFile;
#[cfg(feature = "parquet")]
use parquet_file::ParquetFile;
pub use run_record::RunRecord;
pub use run_store::RunStore;
