//! A page as PNG, at the resolution of print.

use super::font::{face, glyphs};
use super::page::Page;
use super::shape::{Paint, Path, Shape, Text};
use tiny_skia::{
    Color, FillRule, LineJoin, Mask, PathBuilder, Pixmap, Rect, Stroke, StrokeDash, Transform,
};
use ttf_parser::OutlineBuilder;

const DPI: f64 = 300.0;
/// Pixels a point.
const SCALE: f32 = (DPI / 72.0) as f32;
const INCHES_PER_METRE: f64 = 1.0 / 0.0254;

/// Draws a page in pixels; the file says how large they are.
pub(in crate::figures) fn png(page: &Page) -> Result<Vec<u8>, String> {
    let pixels = |points: f64| (points * DPI / 72.0).ceil() as u32;
    let mut canvas =
        Pixmap::new(pixels(page.width), pixels(page.height)).ok_or("a page without pixels")?;
    canvas.fill(color(Paint::solid(page.background)));
    for shape in &page.shapes {
        match shape {
            Shape::Path(path) => draw_path(&mut canvas, path),
            Shape::Text(text) => draw_text(&mut canvas, text),
        }
    }
    encode(&canvas, page).map_err(|error| error.to_string())
}

fn encode(canvas: &Pixmap, page: &Page) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, canvas.width(), canvas.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let per_metre = (DPI * INCHES_PER_METRE).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    for (name, value) in &page.about {
        encoder.add_itxt_chunk(name.clone(), value.clone())?;
    }
    let mut writer = encoder.write_header()?;
    // Nothing is transparent on a page with a background.
    let opaque: Vec<u8> =
        canvas.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect();
    writer.write_image_data(&opaque)?;
    writer.finish()?;
    Ok(bytes)
}

fn color(paint: Paint) -> Color {
    let (red, green, blue) = paint.colour;
    Color::from_rgba8(red, green, blue, (paint.opacity * 255.0).round() as u8)
}

fn paint(of: Paint) -> tiny_skia::Paint<'static> {
    let mut paint = tiny_skia::Paint { anti_alias: true, ..tiny_skia::Paint::default() };
    paint.set_color(color(of));
    paint
}

fn draw_path(canvas: &mut Pixmap, path: &Path) {
    let mut builder = PathBuilder::new();
    for (index, &(x, y)) in path.points.iter().enumerate() {
        match index {
            0 => builder.move_to(x as f32, y as f32),
            _ => builder.line_to(x as f32, y as f32),
        }
    }
    if path.closed {
        builder.close();
    }
    // A path of a single point has nothing to draw.
    let Some(outline) = builder.finish() else { return };
    let scale = Transform::from_scale(SCALE, SCALE);
    let mask = path.clip.and_then(|[left, top, right, bottom]| {
        let mut mask = Mask::new(canvas.width(), canvas.height())?;
        let [left, top, right, bottom] = [left, top, right, bottom].map(|place| place as f32);
        let inside = PathBuilder::from_rect(Rect::from_ltrb(left, top, right, bottom)?);
        mask.fill_path(&inside, FillRule::Winding, true, scale);
        Some(mask)
    });
    if let Some(fill) = path.fill {
        canvas.fill_path(&outline, &paint(fill), FillRule::Winding, scale, mask.as_ref());
    }
    if let Some(stroke) = &path.stroke {
        let lengths = stroke.dashes.iter().map(|&length| length as f32).collect();
        let of = Stroke {
            width: stroke.width as f32,
            line_join: LineJoin::Round,
            dash: StrokeDash::new(lengths, 0.0),
            ..Stroke::default()
        };
        canvas.stroke_path(&outline, &paint(stroke.paint), &of, scale, mask.as_ref());
    }
}

fn draw_text(canvas: &mut Pixmap, text: &Text) {
    let Some(face) = face(text.bold) else { return };
    let unit = text.size / f64::from(face.units_per_em());
    let (x, y) = text.start();
    let turn = if text.upright { -90.0 } else { 0.0 };
    let place = Transform::from_scale(SCALE, SCALE)
        .pre_translate(x as f32, y as f32)
        .pre_rotate(turn)
        .pre_scale(unit as f32, -unit as f32);
    let mut pen = Pen { builder: PathBuilder::new(), x: 0.0 };
    for glyph in glyphs(face, &text.text) {
        face.outline_glyph(glyph.id, &mut pen);
        pen.x += glyph.advance as f32;
    }
    if let Some(outline) = pen.builder.finish() {
        let ink = paint(Paint::solid(text.colour));
        canvas.fill_path(&outline, &ink, FillRule::Winding, place, None);
    }
}

/// Takes down the outlines of glyphs, one behind the other.
struct Pen {
    builder: PathBuilder,
    /// Where the glyph begins, in units of the font.
    x: f32,
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.builder.move_to(self.x + x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.builder.line_to(self.x + x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.builder.quad_to(self.x + x1, y1, self.x + x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.builder.cubic_to(self.x + x1, y1, self.x + x2, y2, self.x + x, y);
    }

    fn close(&mut self) {
        self.builder.close();
    }
}
