//! A figure and its panels.

use super::annotations::{Annotation, Bar, BoxPlot, ColourBar, ErrorBars, HeatCell};
use super::axis::Axis;
use super::series::Series;

/// Panels side by side under one legend, in rows where there are many.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// The panels, from left to right.
    pub panels: Vec<Panel>,
    /// Height of a panel in points; `None` for the default.
    pub panel_height_pt: Option<f64>,
    /// How many panels stand in a row; `None` for as many as fit.
    pub columns: Option<usize>,
    /// Whether all panels have the same axes: small multiples, which are labelled at the edges alone.
    pub shared_axes: bool,
    /// What a reader should know that the panels do not show; below them.
    pub note: String,
}

/// One pair of axes with what is drawn between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Panel {
    /// Its title, above it; may be empty.
    pub title: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// The series, the first at the bottom.
    pub series: Vec<Series>,
    /// Shaded cells below everything else: a heat map.
    pub cells: Vec<HeatCell>,
    /// What the shades of cells stand for.
    pub colour_bar: Option<ColourBar>,
    /// Bars, below the series.
    pub bars: Vec<Bar>,
    /// Boxes of distributions, below the marks of series.
    pub boxes: Vec<BoxPlot>,
    /// Error bars of points, in both directions.
    pub error_bars: Vec<ErrorBars>,
    /// Texts at points.
    pub annotations: Vec<Annotation>,
    /// Its width relative to other panels in a single row; 0 stands for 1.
    pub width: f64,
}
