//! A page of shapes at their final places, and the formats that it is written in.

mod font;
#[expect(clippy::module_inception, reason = "a file is named by what it defines")]
mod page;
mod pdf;
mod png;
mod shape;
mod svg;

pub(super) use font::text_width;
pub(super) use page::Page;
pub(super) use pdf::pdf;
pub(super) use png::png;
pub(super) use shape::{Align, Clip, Paint, Path, Place, Shape, Stroke, Text};
pub(super) use svg::svg;
