//! Tables, statistics and figures of experiments with web caches.
//!
//! This crate turns the runs of the simulator hotset into what one reads of them. It works on tables alone
//! and knows nothing of the simulator, so that a figure can be redrawn years later from the files that an
//! experiment left behind.
//!
//! # Concepts
//!
//! - A [`Table`] is tidy: an observation per [`Row`], a variable per column, the unit last in a column's name.
//!   The row of a run ([`RunRow`]) has parameters, then the replication and an id, then metrics. By that id
//!   its finer results are joined: a [`Grid`] of each run, which become a [`LongTable`].
//! - A [metric](metrics) is declared once, with its unit, the label of its axis, and which value is better.
//! - A [`Summary`] brings replications together: each point of a sweep has means with 95 % intervals
//!   ([`Estimate`], or [`Interval`] where values are skewed), and changes against a baseline. All layouts see
//!   the same requests in a replication, so changes are paired by replication, and common noise cancels.
//! - [Comparisons](compare) say which layout is best, whether by more than noise, and which
//!   [pairs](compare::pairs) noise cannot tell apart; an [`answer`] says it in words.
//! - [Warnings](warnings) are values in a column, with one list of what they mean.
//! - [Figures](figures) are drawn from tables, as SVG, PDF and PNG, with the points that they show.
//! - A [`report`] is one HTML page of all that, with charts that can be explored.
//! - A [`RunStore`] keeps finished runs on disk, so that an interrupted sweep resumes where it stopped.
//!
//! # From runs to an interval
//!
//! ```
//! use hotset_results::metrics::ORIGIN_BYTES;
//! use hotset_results::{REPLICATION, Row, Summary, Table};
//!
//! let run = |layout: &str, replication: u64, origin_bytes: u64| {
//!     Row::from_iter([
//!         ("layout.kind".to_owned(), layout.into()),
//!         (REPLICATION.to_owned(), replication.into()),
//!         (ORIGIN_BYTES.name.to_owned(), origin_bytes.into()),
//!     ])
//! };
//! let runs = Table {
//!     rows: vec![
//!         run("dedicated", 0, 100),
//!         run("dedicated", 1, 200),
//!         run("dedicated", 2, 300),
//!         run("hashed", 0, 80),
//!         run("hashed", 1, 158),
//!         run("hashed", 2, 241),
//!     ],
//! };
//! let summary = Summary::new(&runs, &["layout.kind".to_owned()], Some("dedicated"));
//! let hashed = &summary.rows[1];
//!
//! // Three replications differ much in their traffic ...
//! let traffic = hashed.estimate(ORIGIN_BYTES).unwrap();
//! assert!((traffic.mean - 159.7).abs() < 0.1);
//! assert!(traffic.half_width.unwrap() > 100.0);
//!
//! // ... but hardly in what hashing saves of it.
//! let change = summary.change(hashed, ORIGIN_BYTES).unwrap();
//! assert!((change.mean + 0.2).abs() < 0.01);
//! assert!(change.half_width.unwrap() < 0.02);
//!
//! assert!(summary.to_table().to_csv().starts_with(b"layout.kind,replications,origin_bytes,"));
//! ```
//!
//! # A figure from a table
//!
//! ```
//! use hotset_results::Table;
//! use hotset_results::figures::{Drawing, Look, PrintStyle, curve_figure};
//!
//! let curve = Table::from_csv(
//!     b"policy,cache_unit,cache,miss_ratio\n\
//!       lru,objects,100,0.61\n\
//!       lru,objects,1000,0.35\n\
//!       sieve,objects,100,0.55\n\
//!       sieve,objects,1000,0.31\n",
//! )?;
//! let look = Look::column(PrintStyle::Acm);
//! let files = curve_figure(&curve, &Drawing { look, ..Drawing::default() })?;
//! let (name, svg) = &files[0];
//! assert_eq!(name, "figures/mrc.svg");
//! assert!(svg.starts_with(b"<svg"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The figures of a whole experiment are redrawn from its folder by
//! [`experiment_figures`](figures::experiment_figures).
//!
//! # Limits
//!
//! Tables are held in memory, except for the time series of an experiment, which is read row by row. Figures
//! are for print: nothing in them moves. A report shows means and intervals, not single runs, and time series
//! of at most 24 points.

mod answer;
pub mod citation;
pub mod compare;
pub mod figures;
pub mod layouts;
mod manifest;
pub mod metrics;
mod numbers;
mod report;
mod stats;
mod store;
mod summary;
mod tables;
pub mod warnings;

pub use answer::answer;
pub use manifest::{FileHash, Machine, Manifest, about_folder, sha256_of_bytes, sha256_of_reader};
pub use numbers::{bytes, grouped};
pub use report::{ReportError, report};
pub use stats::{
    Estimate, Interval, Mean, Range, holm, paired_change, paired_difference, paired_p_value,
    quantile, quantile_interval,
};
pub use store::{
    Entry, LongTable, ResultFolder, RunGrids, RunRecord, RunStore, StoreError, temporary_file_in,
    write_atomically, write_parquet,
};
pub use summary::{Summary, SummaryBuilder, SummaryRow, WARNINGS};
#[cfg(feature = "parquet")]
pub use tables::ParquetTable;
pub use tables::{
    Columns, Grid, GridWriter, Kind, REPLICATION, RUN_ID, Row, RowWriter, RunRow, Table,
    plain_name, point_of_summary, safe_name, terminal_table, text_table,
};
