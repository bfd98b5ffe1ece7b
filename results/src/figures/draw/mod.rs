//! Drawing: a scene as shapes on a page.

mod annotations;
mod axes;
mod bars;
mod boxes;
mod coinciding;
mod dates;
mod dense;
mod direct_labels;
mod frame;
mod heat;
mod legend;
mod lines;
mod marks;
mod page;
mod panel;
mod range;
mod series;
mod sheet;
#[cfg(test)]
mod tests;
mod theme;
mod ticks;

pub(super) use page::page;
