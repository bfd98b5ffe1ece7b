//! A page as PDF: vectors, with the glyphs that are used of the font embedded (TrueType, never Type 3).

use super::font::{bytes, face, glyphs};
use super::page::Page;
use super::shape::{Clip, Paint, Path, Shape, Stroke, Text};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{CidFontType, FontFlags, LineJoinStyle, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use std::collections::BTreeMap;
use std::io::Write;
use subsetter::GlyphRemapper;

const SYSTEM: SystemInfo<'_> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// Writes a page as a PDF of one page.
pub(in crate::figures) fn pdf(page: &Page) -> Result<Vec<u8>, String> {
    let mut next = 0;
    let mut new_ref = || {
        next += 1;
        Ref::new(next)
    };
    let [catalog, pages, sheet, content, info] = std::array::from_fn(|_| new_ref());
    let mut fonts = [Subset::new(false, &mut new_ref), Subset::new(true, &mut new_ref)];
    let mut states = Opacities::default();
    let drawn = draw(page, &mut fonts, &mut states)?;
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([sheet]).count(1);
    let mut of = pdf.page(sheet);
    of.parent(pages).contents(content);
    of.media_box(Rect::new(0.0, 0.0, page.width as f32, page.height as f32));
    let mut resources = of.resources();
    let mut dictionary = resources.fonts();
    for font in fonts.iter().filter(|font| !font.letters.is_empty()) {
        dictionary.pair(Name(font.name()), font.whole);
    }
    dictionary.finish();
    states.write(&mut resources);
    resources.finish();
    of.finish();
    let packed = deflated(&drawn)?;
    pdf.stream(content, &packed).filter(Filter::FlateDecode);
    for font in fonts.iter().filter(|font| !font.letters.is_empty()) {
        font.write(&mut pdf)?;
    }
    let mut about = pdf.document_info(info);
    about.producer(TextStr("hotset"));
    let text = page.about.iter().map(|(name, value)| format!("{name}: {value}"));
    about.subject(TextStr(&text.collect::<Vec<_>>().join("; ")));
    about.finish();
    Ok(pdf.finish())
}

/// Every shape as operators of a content stream.
fn draw(page: &Page, fonts: &mut [Subset; 2], states: &mut Opacities) -> Result<Vec<u8>, String> {
    let mut content = Content::new();
    // The origin of a PDF is at the lower left.
    content.transform([1.0, 0.0, 0.0, -1.0, 0.0, page.height as f32]);
    content.save_state();
    set_fill(&mut content, Paint::solid(page.background), states);
    content.rect(0.0, 0.0, page.width as f32, page.height as f32).fill_nonzero();
    content.restore_state();
    for shape in &page.shapes {
        content.save_state();
        match shape {
            Shape::Path(path) => draw_path(&mut content, path, states),
            Shape::Text(text) => draw_text(&mut content, text, &mut fonts[usize::from(text.bold)])?,
        }
        content.restore_state();
    }
    Ok(content.finish().to_vec())
}

fn draw_path(content: &mut Content, path: &Path, states: &mut Opacities) {
    if let Some(clip) = path.clip {
        set_clip(content, clip);
    }
    let trace = |content: &mut Content| {
        for (index, &(x, y)) in path.points.iter().enumerate() {
            match index {
                0 => content.move_to(x as f32, y as f32),
                _ => content.line_to(x as f32, y as f32),
            };
        }
        if path.closed {
            content.close_path();
        }
    };
    if let Some(fill) = path.fill {
        set_fill(content, fill, states);
        trace(content);
        content.fill_nonzero();
    }
    if let Some(stroke) = &path.stroke {
        set_stroke(content, stroke, states);
        trace(content);
        content.stroke();
    }
}

fn set_clip(content: &mut Content, [left, top, right, bottom]: Clip) {
    content.rect(left as f32, top as f32, (right - left) as f32, (bottom - top) as f32);
    content.clip_nonzero().end_path();
}

fn rgb(paint: Paint) -> [f32; 3] {
    let (red, green, blue) = paint.colour;
    [red, green, blue].map(|part| f32::from(part) / 255.0)
}

fn set_fill(content: &mut Content, paint: Paint, states: &mut Opacities) {
    let [red, green, blue] = rgb(paint);
    content.set_fill_rgb(red, green, blue);
    content.set_parameters(Name(states.name(paint.opacity).as_bytes()));
}

fn set_stroke(content: &mut Content, stroke: &Stroke, states: &mut Opacities) {
    let [red, green, blue] = rgb(stroke.paint);
    content.set_stroke_rgb(red, green, blue);
    content.set_parameters(Name(states.name(stroke.paint.opacity).as_bytes()));
    content.set_line_width(stroke.width as f32).set_line_join(LineJoinStyle::RoundJoin);
    if !stroke.dashes.is_empty() {
        content.set_dash_pattern(stroke.dashes.iter().map(|&length| length as f32), 0.0);
    }
}

fn draw_text(content: &mut Content, text: &Text, font: &mut Subset) -> Result<(), String> {
    let [red, green, blue] = rgb(Paint::solid(text.colour));
    let (x, y) = text.start();
    let (x, y) = (x as f32, y as f32);
    content.begin_text().set_fill_rgb(red, green, blue);
    content.set_font(Name(font.name()), text.size as f32);
    // Letters stand upright in spite of the turned page.
    content.set_text_matrix(match text.upright {
        false => [1.0, 0.0, 0.0, -1.0, x, y],
        true => [0.0, -1.0, -1.0, 0.0, x, y],
    });
    content.show(Str(&font.encoded(&text.text)?)).end_text();
    Ok(())
}

/// The opacities that are used, each as a graphics state.
#[derive(Default)]
struct Opacities {
    percents: Vec<u32>,
}

impl Opacities {
    fn name(&mut self, opacity: f64) -> String {
        let percent = (opacity * 100.0).round() as u32;
        if !self.percents.contains(&percent) {
            self.percents.push(percent);
        }
        format!("g{percent}")
    }

    fn write(&self, resources: &mut pdf_writer::writers::Resources<'_>) {
        let mut states = resources.ext_g_states();
        for &percent in &self.percents {
            let opacity = percent as f32 / 100.0;
            let name = format!("g{percent}");
            let mut state = states
                .insert(Name(name.as_bytes()))
                .start::<pdf_writer::writers::ExtGraphicsState<'_>>();
            state.stroking_alpha(opacity).non_stroking_alpha(opacity);
        }
    }
}

/// The glyphs of one font that are used.
struct Subset {
    bold: bool,
    remapper: GlyphRemapper,
    /// By glyph of the subset: the letter, and the width in thousandths of the size.
    letters: BTreeMap<u16, (char, f32)>,
    whole: Ref,
    descendant: Ref,
    descriptor: Ref,
    unicode: Ref,
    data: Ref,
}

impl Subset {
    fn new(bold: bool, new_ref: &mut dyn FnMut() -> Ref) -> Self {
        let [whole, descendant, descriptor, unicode, data] = std::array::from_fn(|_| new_ref());
        let (remapper, letters) = (GlyphRemapper::new(), BTreeMap::new());
        Self { bold, remapper, letters, whole, descendant, descriptor, unicode, data }
    }

    fn name(&self) -> &'static [u8] {
        if self.bold { b"bold" } else { b"regular" }
    }

    /// A text as glyphs of the subset, two bytes each.
    fn encoded(&mut self, text: &str) -> Result<Vec<u8>, String> {
        let face = face(self.bold).ok_or("no font")?;
        let unit = 1000.0 / f64::from(face.units_per_em());
        let mut encoded = Vec::new();
        for glyph in glyphs(face, text) {
            let id = self.remapper.remap(glyph.id.0);
            // Letters that the font does not have share its empty box.
            let letter = if glyph.id.0 == 0 { '\u{fffd}' } else { glyph.letter };
            self.letters.insert(id, (letter, (glyph.advance * unit) as f32));
            encoded.extend(id.to_be_bytes());
        }
        Ok(encoded)
    }

    fn write(&self, pdf: &mut Pdf) -> Result<(), String> {
        let face = face(self.bold).ok_or("no font")?;
        let unit = 1000.0 / f32::from(face.units_per_em());
        let name: &[u8] = if self.bold { b"HOTSET+NotoSans-Bold" } else { b"HOTSET+NotoSans" };
        pdf.type0_font(self.whole)
            .base_font(Name(name))
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(self.descendant)
            .to_unicode(self.unicode);
        let mut cid = pdf.cid_font(self.descendant);
        cid.subtype(CidFontType::Type2).base_font(Name(name)).system_info(SYSTEM);
        cid.font_descriptor(self.descriptor).default_width(0.0);
        cid.cid_to_gid_map_predefined(Name(b"Identity"));
        let mut widths = cid.widths();
        for (&id, &(_, width)) in &self.letters {
            widths.consecutive(id, [width]);
        }
        widths.finish();
        cid.finish();
        let bounds = face.global_bounding_box();
        let [left, bottom, right, top] = [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max]
            .map(|place| f32::from(place) * unit);
        pdf.font_descriptor(self.descriptor)
            .name(Name(name))
            .flags(FontFlags::NON_SYMBOLIC)
            .bbox(Rect::new(left, bottom, right, top))
            .italic_angle(0.0)
            .ascent(f32::from(face.ascender()) * unit)
            .descent(f32::from(face.descender()) * unit)
            .cap_height(f32::from(face.capital_height().unwrap_or(714)) * unit)
            .stem_v(if self.bold { 140.0 } else { 80.0 })
            .font_file2(self.data);
        let mut unicode = UnicodeCmap::new(Name(b"Custom"), SYSTEM);
        self.letters.iter().for_each(|(&id, &(letter, _))| unicode.pair(id, letter));
        pdf.cmap(self.unicode, &unicode.finish());
        let subset = subsetter::subset(bytes(self.bold), 0, &self.remapper);
        let packed = deflated(&subset.map_err(|error| error.to_string())?)?;
        pdf.stream(self.data, &packed).filter(Filter::FlateDecode);
        Ok(())
    }
}

fn deflated(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_err(|error| error.to_string())
}
