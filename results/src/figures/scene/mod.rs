//! What a figure shows, before it is drawn: panels with axes, series, and annotations.

mod annotations;
mod axis;
mod figure;
mod points;
mod series;
mod style;

pub use annotations::{Annotation, Bar, BoxPlot, ColourBar, ErrorBars, HeatCell};
pub use axis::{Axis, Scale};
pub use figure::{Figure, Panel};
pub use series::{Point, Series};
pub use style::{Colour, Mark, Style};
