//! What a user of the crate can observe, a module per behaviour.

#![allow(clippy::unwrap_used)]

mod damaged_files_never_panic;
mod next_access_links_hold_where_true;
mod variation_honours_its_rates;
