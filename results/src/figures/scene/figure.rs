//! A figure and its panels.

use super::annotations::{Annotation, ErrorBars, HeatCell};
use super::axis::Axis;
use super::series::Series;

/// Panels side by side under one legend, in rows where there are many.
#[derive(Clone, Debug, Default)]
pub struct Figure {
    /// The panels, from left to right.
    pub panels: Vec<Panel>,
    /// Height of a panel in points, where it is not the usual one.
    pub panel_height_pt: Option<f64>,
}

/// One pair of axes with what is drawn between them.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// What it is of, where panels differ in that; it stands above.
    pub title: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// What is drawn, the first at the bottom.
    pub series: Vec<Series>,
    /// Shaded cells below everything else: a heat map.
    pub cells: Vec<HeatCell>,
    /// Intervals of points in both directions.
    pub error_bars: Vec<ErrorBars>,
    /// Words at places.
    pub annotations: Vec<Annotation>,
    /// Its width over that of a usual panel, where panels stand in one row; 0 for 1.
    pub width: f64,
}
