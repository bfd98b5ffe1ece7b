//! Figures, drawn from tables alone: SVG for the web, PNG at 300 dpi, at the width of a page.
//!
//! A *chart* turns tables into a *scene* of panels, axes and series; *draw* makes SVG and PNG of it. Beside
//! each figure stands the table of its points.

mod charts;
mod draw;
mod error;
mod files;
mod scene;

pub use charts::{
    analysis_figure, curve_figure, experiment_figures, hit_ratio_figure, variation_figures,
};
pub use error::FigureError;
pub use files::FigureFiles;
pub use scene::{
    Annotation, Axis, Colour, ErrorBars, Figure, HeatCell, Mark, Panel, Point, Scale, Series, Style,
};
