//! Figures, drawn from tables alone: SVG for the web, PNG at 300 dpi, at the width of a page.

mod analysis;
mod chart;
mod columns;
mod curve;
mod experiment;
mod map;
mod plane;
mod render;
mod reserve;
mod timeline;
mod variation;

pub use analysis::analysis_figure;
pub use chart::{Axis, Band, Colour, Figure, HeatCell, Look, Mark, Panel, Scale, Series};
pub use curve::{curve_figure, hit_ratio_figure};
pub use experiment::experiment_figures;
pub use variation::variation_figures;

use std::io;

/// Why a figure could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// A table that it is drawn from cannot be read.
    #[error("{file}: {error}")]
    Read {
        /// The table.
        file: String,
        /// What the system said.
        error: io::Error,
    },
    /// A table is no such table.
    #[error("{file}: {error}")]
    Table {
        /// The table.
        file: String,
        /// What the parser said.
        error: csv::Error,
    },
    /// The drawing itself failed: a bug.
    #[error("cannot draw: {0}")]
    Draw(String),
}

/// Files of a figure: names below the experiment's folder, and contents.
pub type FigureFiles = Vec<(String, Vec<u8>)>;

/// A figure as SVG and PNG, with the table of its points beside it.
pub(crate) fn files(name: &str, figure: &Figure) -> Result<FigureFiles, FigureError> {
    let svg = render::svg(figure).map_err(FigureError::Draw)?;
    let png = render::png(&svg).map_err(FigureError::Draw)?;
    Ok(vec![
        (format!("figures/{name}.svg"), svg.into_bytes()),
        (format!("figures/{name}.png"), png),
        (format!("figures/{name}.csv"), figure.points().to_csv()),
    ])
}
