//! The files of a figure.

use super::draw::{png, svg};
use super::error::FigureError;
use super::scene::Figure;

/// Files of a figure: paths below the experiment's folder, and contents.
pub type FigureFiles = Vec<(String, Vec<u8>)>;

/// A figure as SVG and PNG, and the table of its points.
pub(super) fn files(name: &str, figure: &Figure) -> Result<FigureFiles, FigureError> {
    let svg = svg(figure).map_err(FigureError::Draw)?;
    let png = png(&svg).map_err(FigureError::Draw)?;
    Ok(vec![
        (format!("figures/{name}.svg"), svg.into_bytes()),
        (format!("figures/{name}.png"), png),
        (format!("figures/{name}.csv"), figure.points().to_csv()),
    ])
}
