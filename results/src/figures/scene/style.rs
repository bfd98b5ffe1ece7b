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
    /// The outline of a square.
    OpenSquare,
    /// A triangle that stands on its tip.
    Down,
    /// The outline of a triangle.
    OpenTriangle,
    /// The outline of a diamond.
    OpenDiamond,
    /// The outline of a triangle that stands on its tip.
    OpenDown,
    /// A slanting cross.
    Cross,
    /// An upright cross.
    Plus,
}

/// Layouts that have a style of their own.
const LAYOUTS: [&str; 8] = [
    "Dedicated",
    "Mirrored",
    "Consistent hashing",
    "Cooperative",
    "Hot",
    "Adaptive",
    "Packed",
    "Tiered",
];

impl Style {
    /// So many styles differ from each other.
    pub const DISTINCT: usize = 12;

    /// The style of a layout, the same in every figure; any other series is styled by its index.
    pub fn of_layout(label: &str, index: usize) -> Self {
        Self::numbered(LAYOUTS.iter().position(|name| *name == label).unwrap_or(index))
    }

    /// The style of a layout of which there may be several variants: the one that is named by its kind alone
    /// has the style of the kind, others have its colour with rings and dots.
    pub fn of_variant(label: &str, index: usize) -> Self {
        let is_kind = |kind: &&&str| {
            label.strip_prefix(**kind).is_some_and(|rest| rest.starts_with([' ', ',']))
        };
        match LAYOUTS.iter().find(is_kind) {
            Some(kind) => {
                Self { mark: Mark::Ring, dash: Some((15, 20)), ..Self::of_layout(kind, index) }
            }
            None => Self::of_layout(label, index),
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

    /// The style of the n-th series: the colours of Okabe and Ito (2008), which are distinct for people with
    /// colour blindness, then five of Tol's (personal.sron.nl/~pault, 2021) that are darker or lighter than
    /// those. Dash and mark differ for each of the twelve.
    pub fn numbered(index: usize) -> Self {
        const STYLES: [Style; Style::DISTINCT] = [
            Style::of((0, 0, 0), Some((70, 25)), Mark::Plus),
            Style::of((213, 94, 0), Some((40, 20)), Mark::Square),
            Style::of((0, 158, 115), Some((60, 15)), Mark::Triangle),
            Style::of((204, 121, 167), Some((15, 15)), Mark::Diamond),
            Style::of((0, 114, 178), None, Mark::Disc),
            Style::of((230, 159, 0), Some((30, 10)), Mark::Ring),
            Style::of((86, 180, 233), Some((80, 15)), Mark::OpenSquare),
            Style::of((136, 34, 85), Some((20, 10)), Mark::Down),
            Style::of((153, 153, 51), Some((50, 30)), Mark::OpenTriangle),
            Style::of((51, 34, 136), Some((90, 20)), Mark::OpenDiamond),
            Style::of((136, 136, 136), Some((10, 10)), Mark::Cross),
            Style::of((102, 68, 0), Some((35, 35)), Mark::OpenDown),
        ];
        // After the last one they repeat, with other dashes.
        let dashes = STYLES[(index + index / STYLES.len()) % STYLES.len()];
        Style { dash: dashes.dash, ..STYLES[index % STYLES.len()] }
    }

    /// Marks without a line.
    pub const fn marks(colour: Colour, mark: Mark) -> Self {
        Self { colour, dash: None, mark, line: false }
    }

    const fn of(colour: Colour, dash: Option<(u16, u16)>, mark: Mark) -> Self {
        Self { colour, dash, mark, line: true }
    }
}
