//! From a figure to SVG and PNG.

mod annotations;
mod axes;
mod canvas;
mod legend;
mod page;
mod panel;
mod png;
mod range;
mod series;
mod shapes;
mod ticks;

pub(super) use page::svg;
pub(super) use png::png;
