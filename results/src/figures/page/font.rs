//! The font of figures: Noto Sans, which the program brings with it.

use std::sync::LazyLock;
use ttf_parser::{Face, GlyphId};

static REGULAR: LazyLock<Option<Face<'static>>> =
    LazyLock::new(|| Face::parse(notosans::REGULAR_TTF, 0).ok());
static BOLD: LazyLock<Option<Face<'static>>> =
    LazyLock::new(|| Face::parse(notosans::BOLD_TTF, 0).ok());

/// The bytes of the font.
pub(super) fn bytes(bold: bool) -> &'static [u8] {
    if bold { notosans::BOLD_TTF } else { notosans::REGULAR_TTF }
}

/// The font; `None` only if the bytes were no font.
pub(super) fn face(bold: bool) -> Option<&'static Face<'static>> {
    if bold { BOLD.as_ref() } else { REGULAR.as_ref() }
}

/// A glyph of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    pub(super) id: GlyphId,
    pub(super) letter: char,
    /// Its width in units of the font.
    pub(super) advance: f64,
}

/// The glyphs of a text, one a letter; what the font does not have is its empty box.
pub(super) fn glyphs(face: &Face<'_>, text: &str) -> Vec<Glyph> {
    text.chars()
        .map(|letter| {
            let id = face.glyph_index(letter).unwrap_or(GlyphId(0));
            Glyph { id, letter, advance: f64::from(face.glyph_hor_advance(id).unwrap_or(0)) }
        })
        .collect()
}

/// The width of a text in points.
pub(in crate::figures) fn text_width(text: &str, size: f64, bold: bool) -> f64 {
    let Some(face) = face(bold) else { return 0.0 };
    let units: f64 = glyphs(face, text).iter().map(|glyph| glyph.advance).sum();
    units * size / f64::from(face.units_per_em())
}
