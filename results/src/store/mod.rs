//! Results on disk: a file appears whole or not at all.

mod atomic_file;
mod run_record;
mod run_store;

pub use atomic_file::{StoreError, temporary_file_in, write_atomically};
pub use run_record::RunRecord;
pub use run_store::RunStore;
