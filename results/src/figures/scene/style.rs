//! Colour, dashes and mark of a series.

/// Red, green, blue.
pub type Colour = (u8, u8, u8);

/// Colour, dashes and mark: series differ in all three, so that they are distinct in grey print.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Its colour.
    pub colour: Colour,
    /// Lengths of dash and gap in tenths of a point; `None` for an unbroken line.
    pub dash: Option<(u16, u16)>,
    /// The mark at each point.
    pub mark: Mark,
    /// Whether a line joins the points.
    pub line: bool,
}

/// The mark at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing.
    None,
    /// A disc.
    Disc,
    /// A square.
    Square,
    /// A triangle.
    Triangle,
    /// A diamond.
    Diamond,
    /// A ring.
    Ring,
}

/// Layouts that have a style of their own.
const LAYOUTS: [&str; 7] =
    ["Dedicated", "Mirrored", "Hashed", "Cooperative", "Hot", "Adaptive", "Packed"];

impl Style {
    /// The style of a layout, the same in every figure; any other series is styled by its index.
    pub fn of_layout(label: &str, index: usize) -> Self {
        Self::numbered(LAYOUTS.iter().position(|name| *name == label).unwrap_or(index))
    }

    /// The style of a layout of which there may be several variants: the one that is named by its kind alone
    /// has the style of the kind, others have its colour with rings and dots.
    pub fn of_variant(label: &str, index: usize) -> Self {
        let kind = label.split([' ', ',']).next().unwrap_or(label);
        match label != kind && LAYOUTS.contains(&kind) {
            true => Self { mark: Mark::Ring, dash: Some((15, 20)), ..Self::of_layout(kind, index) },
            false => Self::of_layout(label, index),
        }
    }

    /// As [`of_variant`](Self::of_variant), always with a mark, for points without a line.
    pub fn of_point(label: &str, index: usize) -> Self {
        let style = Self::of_variant(label, index);
        match style.mark {
            Mark::None => Self { mark: Mark::Diamond, ..style },
            _ => style,
        }
    }

    /// The style of the n-th series, in the colours of Okabe and Ito (2008), which are distinct for people with
    /// colour blindness.
    pub fn numbered(index: usize) -> Self {
        const STYLES: [Style; 7] = [
            Style::dashed((0, 0, 0), (70, 25), Mark::None),
            Style::dashed((213, 94, 0), (40, 20), Mark::Square),
            Style::dashed((0, 158, 115), (60, 15), Mark::Triangle),
            Style::dashed((204, 121, 167), (15, 15), Mark::Diamond),
            Style { colour: (0, 114, 178), dash: None, mark: Mark::Disc, line: true },
            Style::dashed((230, 159, 0), (30, 10), Mark::Ring),
            Style::dashed((86, 180, 233), (80, 15), Mark::Square),
        ];
        // After the last colour they repeat, with other dashes.
        let dashes = STYLES[(index + index / STYLES.len()) % STYLES.len()];
        Style { dash: dashes.dash, ..STYLES[index % STYLES.len()] }
    }

    /// Marks without a line.
    pub const fn marks(colour: Colour, mark: Mark) -> Self {
        Self { colour, dash: None, mark, line: false }
    }

    const fn dashed(colour: Colour, dash: (u16, u16), mark: Mark) -> Self {
        Self { colour, dash: Some(dash), mark, line: true }
    }
}
