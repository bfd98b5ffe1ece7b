//! Results on disk: a file appears whole or not at all.

mod run_record;
mod run_store;
mod whole_file;

pub use run_record::RunRecord;
pub use run_store::RunStore;
pub use whole_file::{StoreError, partial_in, write_whole};
