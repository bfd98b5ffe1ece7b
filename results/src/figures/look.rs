//! How figures look: their width and the style of what they are printed in.

use super::scene::Colour;

/// Width and style of a figure, which is drawn at its final size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Its width in points.
    pub width_pt: f64,
    /// Its style.
    pub style: PrintStyle,
}

/// The style of what a figure is printed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PrintStyle {
    /// The proceedings of the ACM: columns of 241 points, pages of 506.
    #[default]
    Acm,
    /// Journals and proceedings of the IEEE: columns of 252 points, pages of 516.
    Ieee,
    /// The journals of Nature: columns of 89 mm, pages of 183 mm, small text.
    Nature,
    /// Slides: 720 points wide, large text.
    Slides,
    /// As for the ACM, light on dark, for screens.
    Dark,
}

impl Look {
    /// Across the page.
    pub fn full(style: PrintStyle) -> Self {
        Self { width_pt: style.widths().1, style }
    }

    /// In one column.
    pub fn column(style: PrintStyle) -> Self {
        Self { width_pt: style.widths().0, style }
    }
}

impl Default for Look {
    fn default() -> Self {
        Self::full(PrintStyle::default())
    }
}

impl PrintStyle {
    /// All styles with their names.
    pub const ALL: [(&str, Self); 5] = [
        ("acm", Self::Acm),
        ("ieee", Self::Ieee),
        ("nature", Self::Nature),
        ("slides", Self::Slides),
        ("dark", Self::Dark),
    ];

    /// Widths of a column and of a page, in points.
    fn widths(self) -> (f64, f64) {
        match self {
            Self::Acm | Self::Dark => (241.0, 506.0),
            Self::Ieee => (252.0, 516.0),
            Self::Nature => (252.3, 518.7),
            Self::Slides => (360.0, 720.0),
        }
    }

    /// The size of text in points.
    pub(super) fn text_pt(self) -> f64 {
        match self {
            Self::Acm | Self::Ieee | Self::Dark => 8.0,
            Self::Nature => 7.0,
            Self::Slides => 14.0,
        }
    }

    /// The colours of text and of paper.
    pub(super) fn ink_and_paper(self) -> (Colour, Colour) {
        match self {
            Self::Dark => ((225, 225, 225), (24, 26, 27)),
            _ => ((30, 30, 30), (255, 255, 255)),
        }
    }
}
