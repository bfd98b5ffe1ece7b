//! Figures, drawn from tables alone at the size of print, as SVG, PDF and PNG.
//!
//! A *chart* turns tables into a *scene* of panels, axes and series; *draw* makes shapes on a *page* of it,
//! which is written in each format. Beside each figure stands the table of its points.

mod charts;
mod draw;
mod error;
mod files;
mod look;
mod page;
mod scene;

pub use charts::{
    Choice, access_figures, analysis_figure, chosen_figure, curve_figure, experiment_figures,
    hit_ratio_figure, overview_figure, variation_figures,
};
pub use error::FigureError;
pub use files::{Drawing, FigureFiles, Format};
pub use look::{Look, PrintStyle};
pub use scene::{
    Annotation, Axis, Bar, BoxPlot, Colour, ColourBar, ErrorBars, Figure, HeatCell, Mark, Panel,
    Point, Scale, Series, Style,
};
